"""The page that tells where every layer comes from, what was changed, assumed, and is not known."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from layers import provenance
from layers.catalogue import CATALOGUE, ROAD_CLASSES, ROAD_CONDITIONS
from views import cache, data, published_figures, session_view, takeaway
from views.markup import Cell, Column, Markup, fold, join, lines, link, table, tag, text
from views.page_errors import guarded
from words import Lang, say
from words.errors import LinkError
from words.figures import MISSING, day, number

_UNKNOWN = (
    "ql14c",
    "openings",
    "dong_phu",
    "distance",
    "lengths",
    "gates",
    "dt794",
    "decisions",
    "boundaries",
    "roads",
)
_ASSUMED = ("network", "border", "speeds", "connectors", "access", "upgrades", "unconfirmed", "population")


def show() -> None:
    """Draw the page: one tab a question a careful reader asks."""
    lang = session_view.current().lang
    parts = {
        "layers": _layers, "overrides": _overrides, "assumptions": _assumptions, "exceptions": _exceptions,
        "published": published_figures.show, "unknown": _unknown,
    }  # fmt: skip
    titles = [say(f"sources.tab_{name}", lang) for name in parts]
    tabs = st.tabs(titles, key=f"sources-tab-{lang.value}", on_change="rerun")
    for tab, (name, part) in zip(tabs, parts.items(), strict=True):
        if name == "published" and not tab.open:
            continue  # needs the network, which the others do not
        with tab, guarded(f"sources.{name}", lang=lang):
            part(lang)


def _layers(lang: Lang) -> None:
    rows = cache.manifest()
    edited = cache.altered()
    st.html(f'<p class="lt-note">{text(say("sources.layers_note", lang))}</p>')
    columns = [
        Column(say(f"sources.column_{name}", lang), figures=name == "features")
        for name in ("layer", "source", "licence", "date", "features", "quality", "digest")
    ]
    takeaway.table(
        table(columns, [_layer_row(row, edited=name in edited, lang=lang) for name, row in rows.items()]),
        name="lop-du-lieu", digest="", lang=lang, title=say("sources.tab_layers", lang),
    )  # fmt: skip


def _layer_row(row: Mapping[str, Any], *, edited: bool, lang: Lang) -> tuple[Cell, ...]:
    steps = row.get(f"steps_{lang.value}") or row.get("steps") or []
    how = Markup(f"<ol>{''.join(f'<li>{text(step)}</li>' for step in steps)}</ol>")
    return (
        lines([_title(row, lang), Markup(f'<span class="lt-note">{text(row["file"])}</span>')]),
        lines([_source(row, lang), fold(say("sources.steps", lang), how) if steps else None]),
        lines(
            [
                provenance(row, "licence", lang),
                Markup(f'<span class="lt-note">{text(provenance(row, "attribution", lang))}</span>'),
            ]
        ),
        day(str(row["reference_date"]), lang),
        number(int(row["features"]), lang) if int(row["features"]) else MISSING,
        str(row.get(f"quality_{lang.value}") or row.get("quality") or ""),
        join(
            [
                Markup(f"<code>{text(str(row['sha256'])[:12])}</code>"),
                tag(say("sources.edited_tag", lang), warn=True) if edited else None,
            ]
        ),
    )


def _title(row: Mapping[str, Any], lang: Lang) -> str:
    return str(row[f"title_{lang.value}"])


def _source(row: Mapping[str, Any], lang: Lang) -> Markup:
    """The source's name as a link; several addresses stand in one text, parted by blanks."""
    urls = [url for url in str(row.get("source_url", "")).replace(";", " ").split() if url.startswith("http")]
    if len(urls) == 1:
        return link(urls[0], provenance(row, "source", lang))
    return lines([provenance(row, "source", lang), *(link(url) for url in urls)])


def _overrides(lang: Lang) -> None:
    st.html(f'<p class="lt-note">{text(say("sources.overrides_note", lang))}</p>')
    frame = cache.table("overrides")
    columns = [Column(say(f"sources.column_{name}", lang)) for name in ("road", "where", "change", "reason", "source")]
    rows = [
        (
            _cell(row["ref"]),
            _where(_cell(row["where"]), lang),
            f"{_column(row['column'], lang)} → {_value(row['value'], lang)}",
            _cell(row[f"reason_{lang.value}"]),
            _origin(row["source"], lang),
        )
        for _, row in frame.iterrows()  # a dozen rows
    ]
    takeaway.table(
        table(columns, rows), name="dieu-chinh", digest="", lang=lang, title=say("sources.tab_overrides", lang)
    )
    _dropped(lang)


def _dropped(lang: Lang) -> None:
    """Kilometres left out of the network, by reason."""
    with guarded("sources.dropped", lang=lang):
        km = cache.table("roads_dropped").groupby("reason")["length_km"].agg(["size", "sum"])
        columns = [
            Column(say("sources.column_reason", lang)),
            Column(say("sources.column_links", lang), figures=True),
            Column("km", figures=True),
        ]
        rows = [
            (_reason(str(reason), lang), number(float(size), lang), number(float(total), lang, decimals=1))
            for reason, (size, total) in km.iterrows()
        ]
        takeaway.table(
            table(columns, rows, caption=say("sources.dropped", lang)), name="duong-bi-loai", digest="", lang=lang
        )


def _assumptions(lang: Lang) -> None:
    items = "".join(f"<li>{text(say(f'sources.assumed_{name}', lang))}</li>" for name in _ASSUMED)
    st.html(f"<ul>{items}</ul>")
    speeds = cache.table("speeds")
    st.html(f'<p class="lt-note">{text(say("sources.speeds_note", lang))}</p>')
    columns = [Column(say("sources.column_class", lang))]
    columns += [Column(say(f"sources.column_{name}", lang), figures=True) for name in ("urban", "rural")]
    columns.append(Column(say("sources.column_source", lang)))
    for tab, mode in zip(st.tabs([say(f"sources.mode_{m}", lang) for m in _MODES]), _MODES, strict=True):
        with tab:
            takeaway.table(
                table(columns, _speed_rows(speeds[speeds["mode"] == mode], lang)), name=f"toc-do-{mode}", digest="", lang=lang,
                title=say("sources.speeds_note", lang),
            )  # fmt: skip


_MODES = ("car", "motorcycle", "truck")


def _speed_rows(speeds: pd.DataFrame, lang: Lang) -> list[tuple[Cell, ...]]:
    """One row for a class and its ramps; low, central and high speed, urban and rural."""
    rows: list[tuple[Cell, ...]] = []
    groups = speeds.groupby(["road_class", "ramp"], sort=False)
    order = (*ROAD_CLASSES, *ROAD_CONDITIONS)
    for (road_class, ramp), group in sorted(groups, key=lambda g: (order.index(g[0][0]), g[0][1])):
        cells = {}
        for row in group.to_dict("records"):  # two rows
            low, central, high = (number(float(row[f"{c}_kmh"]), lang) for c in ("low", "central", "high"))
            cells[int(row["urban"])] = f"{low} – {central} – {high}"
        name = say(f"layers.road_{road_class}", lang) + (say("sources.ramp", lang) if ramp else "")
        origins = dict.fromkeys(text(_origin(s, lang)) for s in group["source"])
        rows.append((name, cells.get(1, MISSING), cells.get(0, MISSING), Markup("<br>".join(origins))))
    return rows


def _exceptions(lang: Lang) -> None:
    st.html(f'<p class="lt-note">{text(say("sources.exceptions_note", lang))}</p>')
    document = cache.document("exceptions")
    found = next((value for value in document.values() if isinstance(value, list)), [])
    columns = [
        Column(say(f"sources.column_{name}", lang))
        for name in ("check", "subject", "value", "limit", "reason", "source")
    ]
    rows = [
        (
            _check(str(row["check"]), lang),
            _subject(str(row["id"]), lang),
            _figure(row["value"], str(row["check"]), lang),
            _figure(row["limit"], str(row["check"]), lang),
            str(row[f"reason_{lang.value}"]),
            _origin(row.get("source", ""), lang),
        )
        for row in found
    ]
    takeaway.table(
        table(columns, rows), name="ngoai-le", digest="", lang=lang, title=say("sources.tab_exceptions", lang)
    )


def _unknown(lang: Lang) -> None:
    items = "".join(f"<li>{text(say(f'sources.unknown_{name}', lang))}</li>" for name in _UNKNOWN)
    st.html(f'<p class="lt-note">{text(say("sources.unknown_note", lang))}</p><ul>{items}</ul>')


def _where(place: str, lang: Lang) -> Cell:
    """A box in degrees as a reader writes it, and what else narrows the choice."""
    found = re.search(r"bbox ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)", place)
    if found is None:
        return place
    west, south, east, north = (number(float(v), lang, decimals=2) for v in found.groups())
    box = say("sources.box", lang, west=west, south=south, east=east, north=north)
    rest = place.replace(found[0], "").strip(" ;")
    return lines([box, *(_narrowed(part.strip(), lang) for part in rest.split(";") if part.strip())])


def _narrowed(part: str, lang: Lang) -> str:
    """One more condition of an override: the class or the name of the road."""
    name, _, value = part.partition("=")
    if name == "class" and value in ROAD_CLASSES:
        return say(f"layers.road_{value}", lang)
    return value or part


def _cell(value: object) -> str:
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN is not itself


def _origin(value: object, lang: Lang) -> Cell:
    """A source column: addresses become links, "giả định" is said in the language of the page."""
    words = _cell(value)
    if words.strip().lower() == "giả định":
        return tag(say("sources.assumed", lang), warn=True)
    urls = [part for part in words.replace(";", " ").split() if part.startswith("http")]
    if not urls:
        return words
    rest = " ".join(part for part in words.split() if not part.strip(";").startswith("http"))
    return lines([rest, *(link(url) for url in urls)])


def _figure(value: object, check: str, lang: Lang) -> str:
    """A measured value or its limit with the unit of its check."""
    unit = "m" if check == "snap" else "%"
    return (
        f"{number(float(value), lang, decimals=2 if unit == '%' else 0)} {unit}"
        if isinstance(value, (int, float))
        else str(value)
    )


def _subject(name: str, lang: Lang) -> Cell:
    """What an exception is about by its name, the id below it."""
    layer, _, code = name.partition("/")
    title = ""
    with contextlib.suppress(LinkError):
        if layer in CATALOGUE and "code" in CATALOGUE[layer].columns and code:
            frame = cache.layer(layer)
            found = frame.loc[frame["code"].astype(str) == code, "name"]
            title = f"{found.iloc[0]} ({layer[-4:]})" if len(found) else ""
        elif layer == "border":
            frame = cache.layer("border")
            title = ", ".join(
                [say("layers.border", lang), *frame.loc[frame["province_code"].astype(str) == code, "province_name"]]
            )
        elif project := data.project(layer):
            title = project.text("name", lang)
        else:
            names = {
                str(row["id"]): str(row[f"name_{lang.value}"])
                for kind in ("places", "gates")
                for row in cache.layer(kind).to_dict("records")
            }
            title = " – ".join(names[part] for part in name.replace("/", " ").split() if part in names)
    return lines([title, Markup(f'<span class="lt-note">{text(name)}</span>')])


def _known(room: str, name: str, lang: Lang) -> str:
    """The catalogue's word for a code, or the code itself for one it does not have."""
    try:
        return say(f"sources.{room}_{name}", lang)
    except KeyError:
        return name.replace("_", " ")


def _reason(name: str, lang: Lang) -> str:
    return _known("dropped", name, lang)


def _check(name: str, lang: Lang) -> str:
    return _known("check", name, lang)


def _column(name: object, lang: Lang) -> str:
    return _known("changed", str(name), lang)


def _value(value: object, lang: Lang) -> str:
    if str(value) in ROAD_CLASSES:
        return say(f"layers.road_{value}", lang)
    if str(value).lower() in {"true", "false", "1", "0"}:
        return say("app.yes" if str(value).lower() in {"true", "1"} else "app.no", lang)
    return str(value)
