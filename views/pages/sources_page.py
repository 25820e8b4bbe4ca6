"""The page of sources: where every layer comes from, what was changed, assumed, and is not known.

Published figures stand beside ours, with error and named exceptions; a user's table is judged alike.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from layers import CATALOGUE, ROAD_CLASSES, ROAD_CONDITIONS, provenance, study
from views import cache
from views.components import (
    Cell,
    Column,
    Markup,
    downloads,
    fold,
    guarded,
    info,
    join,
    lines,
    link,
    page_links,
    table,
    tag,
    tell,
    text,
    unverified,
    widget_sync,
)
from views.state import data, session_view
from words import (
    MISSING,
    InputError,
    Lang,
    LinkError,
    as_published,
    day,
    field_in,
    notation,
    number,
    say,
    text_in,
    with_percent,
)

if TYPE_CHECKING:
    from analysis.validation import Check, KnownTime

_LARGEST: Final = 500_000  # bytes
_FIGURES: Final = ("published", "ours", "error", "limit")
_FILES: Final = {"published": "published.csv", "rules": "docs/data.md"}  # of which sources speak by their names


def show_published(lang: Lang) -> None:
    """Draw the part."""
    from analysis.validation import DISTANCE_PERCENT, LENGTH_PERCENT, MAPPED_SHARE, Verdict, checks

    note = say(
        "sources.published_note",
        lang,
        distance=number(DISTANCE_PERCENT, lang),
        mapped=number(MAPPED_SHARE * 100, lang),
        length=number(LENGTH_PERCENT, lang, decimals=1),
    )
    st.html(f'<p class="lt-note">{text(note)}</p>')
    world = data.world()
    ours = data.kept(("published", cache.stamp("published", "exceptions")), lambda: tuple(checks(world)))
    added = _added(lang)
    found = ours if added is None else tuple(checks(world, added=added))
    count = Counter(check.result for check in found)
    said = say(
        "sources.published_summary",
        lang,
        all=number(len(found), lang),
        **{v.value: number(count[v], lang) for v in Verdict},
    )
    st.html(f'<div class="lt-verdict">{text(said)}</div>')
    known = {(check.check_id, check.source, check.published_km) for check in ours}
    columns = [
        Column(say(f"sources.published_{name}", lang), figures=name in _FIGURES)
        for name in ("subject", *_FIGURES, "result")
    ]
    columns.append(Column(say("sources.column_source", lang)))
    rows = [_row(c, lang, own=(c.check_id, c.source, c.published_km) not in known) for c in found]
    downloads.table(
        table(columns, rows), name="comparison", digest="", lang=lang, title=say("sources.tab_published", lang)
    )
    _times(lang)


def _times(lang: Lang) -> None:
    """Known travel times beside ours at high, central and low speeds."""
    from analysis.validation import known_times

    world = data.world()
    found = data.kept(("known times", cache.stamp("published")), lambda: tuple(known_times(world)))
    st.html(f'<p class="lt-note">{text(say("sources.times_note", lang))}</p>')
    columns = [Column(say("sources.times_pair", lang))]
    columns += [
        Column(say(f"sources.times_{name}", lang), figures=True) for name in ("known", "quick", "central", "slow")
    ]
    columns += [Column(say("sources.published_result", lang)), Column(say("sources.column_source", lang))]
    downloads.table(
        table(columns, [_time_row(t, lang) for t in found]),
        name="times",
        digest="",
        lang=lang,
        title=say("sources.times_note", lang),
    )


def _time_row(time: KnownTime, lang: Lang) -> tuple[Cell, ...]:
    """One known time; what nobody could check is marked."""
    known = " – ".join(number(m, lang, decimals=int(m % 1 > 0)) for m in dict.fromkeys(time.known_min))
    ours = [
        say("sources.published_cut_off", lang) if m is None else number(m, lang)
        for m in (time.quick_min, time.central_min, time.slow_min)
    ]
    held = time.result.value == "ok"
    source = link(time.source_url, time.source[lang]) if time.source_url else time.source[lang]
    return (
        time.subject[lang],
        known,
        *ours,
        tag(say("sources.times_held" if held else "sources.times_missed", lang), warn=not held),
        lines([source, unverified(lang) if time.unverified else None, time.note[lang]]),
    )


def _added(lang: Lang) -> pd.DataFrame | None:
    """The distances of the user's own table, if one was given and can be used."""
    from analysis.validation import NEEDED, PUBLISHED_COLUMNS, published_notation, published_rows, published_sample

    left, right = st.columns([0.7, 0.3], vertical_alignment="center")
    with left:
        file = st.file_uploader(say("sources.published_add", lang), type="csv", key="published-own")
    with right:
        st.html(
            f'<p class="lt-note">{text(say("sources.published_add_note", lang, columns=", ".join(say(f"columns.{c}", lang) for c in NEEDED)))}</p>'
        )
        world = data.world()
        downloads.rows(
            lambda: published_sample(world, lang),
            PUBLISHED_COLUMNS,
            name="published",
            digest="",
            lang=lang,
            label="sources.published_sample",
        )
    if file is None:
        return None
    try:
        if file.size > _LARGEST:
            raise InputError("sources.published_large", file=file.name, most=_LARGEST // 1000)
        told = published_notation(file.getvalue(), file.name, notation(lang))
        chosen = widget_sync.ask(
            told, column=say("columns.value", lang), key=f"published-notation-{file.file_id}", lang=lang
        )
        return published_rows(file.getvalue(), file.name, data.world(), notation=chosen)
    except LinkError as fault:
        tell("published figures", fault, lang=lang)
        return None


def _row(check: Check, lang: Lang, *, own: bool) -> tuple[Cell, ...]:
    """One figure; the reason of an exception under its result."""
    verdict = tag(say(f"sources.published_{check.result.value}", lang), warn=check.result.value == "breach")
    reason = check.reason_in(lang)
    mine = tag(say("sources.published_own", lang)) if own else None
    return (
        lines([_published_subject(check, lang), mine]),
        as_published(check.published_km, lang),
        say("sources.published_cut_off", lang)
        if check.computed_km is None
        else number(check.computed_km, lang, decimals=1),
        number(check.error_percent, lang, decimals=1, sign=True),
        MISSING if check.limit_percent is None else number(check.limit_percent, lang, decimals=1),
        lines([verdict, reason]),
        link(check.source_url, check.source_in(lang)) if check.source_url else check.source_in(lang),
    )


def _published_subject(check: Check, lang: Lang) -> str:
    """What the figure is of: a pair of places as published, or a road and, for a part of it, the province."""
    if check.check != "length":
        return check.subject_in(lang)
    project_id, _, code = check.check_id.partition("/")
    project = next(p for p in data.projects() if p.id == project_id)
    name = project.text("name", lang)
    return say("sources.published_part", lang, name=name, province=cache.province_names(lang)[code]) if code else name


_UNKNOWN = ("lengths", "gates", "decisions", "boundaries", "roads")  # wherever the region lies
_ASSUMED = ("network", "border", "speeds", "connectors", "access", "upgrades", "unconfirmed", "population")


def show() -> None:
    """Draw the page: one tab a question a careful reader asks."""
    view = session_view.current()
    lang = view.lang
    page_links.to("study", view, label=say("study_view.link", lang))
    parts = {
        "layers": _layers,
        "overrides": _overrides,
        "assumptions": _assumptions,
        "exceptions": _exceptions,
        "published": show_published,
        "unknown": _unknown,
    }
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
    st.html(info(say("sources.layers_digest", lang), lang).html)
    columns = [
        Column(say(f"sources.column_{name}", lang), figures=name == "features")
        for name in ("layer", "source", "licence", "date", "features", "quality", "digest")
    ]
    downloads.table(
        table(columns, [_layer_row(row, edited=name in edited, lang=lang) for name, row in rows.items()]),
        name="layers",
        digest="",
        lang=lang,
        title=say("sources.tab_layers", lang),
    )


def _layer_row(row: Mapping[str, Any], *, edited: bool, lang: Lang) -> tuple[Cell, ...]:
    steps = row.get(field_in(row, "steps", lang)) or []
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
        text_in(row, "quality", lang),
        join(
            [
                Markup(f"<code>{text(str(row['sha256'])[:12])}</code>"),
                tag(say("sources.edited_tag", lang), warn=True) if edited else None,
            ]
        ),
    )


def _title(row: Mapping[str, Any], lang: Lang) -> str:
    return text_in(row, "title", lang)


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
            _change(str(row["column"]), str(row["value"]), lang),
            _cell(text_in(row, "reason", lang)),
            _origin(row, lang),
        )
        for _, row in frame.iterrows()  # a dozen rows
    ]
    downloads.table(
        table(columns, rows), name="overrides", digest="", lang=lang, title=say("sources.tab_overrides", lang)
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
        downloads.table(
            table(columns, rows, caption=say("sources.dropped", lang)), name="dropped", digest="", lang=lang
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
            downloads.table(
                table(columns, _speed_rows(speeds[speeds["mode"] == mode], lang)),
                name=f"speeds_{mode}",
                digest="",
                lang=lang,
                title=say("sources.speeds_note", lang),
            )


_MODES = ("car", "motorcycle", "truck")


def _speed_rows(speeds: pd.DataFrame, lang: Lang) -> list[tuple[Cell, ...]]:
    """One row for a class and its ramps; low, central and high speed, urban and rural."""
    rows: list[tuple[Cell, ...]] = []
    groups = speeds.groupby(["road_class", "ramp"], sort=False)
    order = (*ROAD_CLASSES, *ROAD_CONDITIONS)
    for (road_class, ramp), group in sorted(groups, key=lambda g: (order.index(g[0][0]), g[0][1])):
        cells, both = {}, group.sort_values("urban", ascending=False).to_dict("records")  # as the columns stand
        for row in both:
            low, central, high = (number(float(row[f"{c}_kmh"]), lang) for c in ("low", "central", "high"))
            cells[int(row["urban"])] = f"{low} – {central} – {high}"
        name = say(f"layers.road_{road_class}", lang) + (say("sources.ramp", lang) if ramp else "")
        rows.append((name, cells.get(1, MISSING), cells.get(0, MISSING), _origins(both, lang)))
    return rows


def _origins(rows: list[dict[Any, Any]], lang: Lang) -> Markup:
    """Where the speeds of a class come from; each side by its name where they differ."""
    told = {say(f"sources.speeds_{'urban' if int(r['urban']) else 'rural'}", lang): _origin(r, lang) for r in rows}
    if len({text(origin) for origin in told.values()}) == 1:
        return lines([next(iter(told.values()))])
    return lines(join([side, origin]) for side, origin in told.items())


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
            text_in(row, "reason", lang),
            _origin(row, lang),
        )
        for row in found
    ]
    downloads.table(
        table(columns, rows), name="exceptions", digest="", lang=lang, title=say("sources.tab_exceptions", lang)
    )


def _unknown(lang: Lang) -> None:
    of_region = [text_in(doubt, "text", lang) for doubt in study().unknown]
    told = [*of_region, *(say(f"sources.unknown_{name}", lang) for name in _UNKNOWN)]
    items = "".join(f"<li>{text(sentence)}</li>" for sentence in told)
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


def _origin(row: Mapping[Any, Any] | pd.Series[Any], lang: Lang) -> Cell:
    """The source of a row in the language of the page; addresses become links, a bare "giả định" a sign."""
    words = text_in(row, "source", lang)
    for told, file in _FILES.items():
        words = words.replace(file, say(f"sources.in_{told}", lang))
    if _cell(row.get("source")).strip().lower() == "giả định":
        return tag(say("sources.assumed", lang), warn=True)
    urls = [part for part in words.replace(";", " ").split() if part.startswith("http")]
    if not urls:
        return words
    rest = " ".join(part for part in words.split() if not part.strip(";").startswith("http"))
    return lines([rest, *(link(url) for url in urls)])


def _figure(value: object, check: str, lang: Lang) -> str:
    """A measured value or its limit with the unit of its check."""
    if not isinstance(value, (int, float)):
        return str(value)
    if check == "snap":
        return f"{number(float(value), lang)}\N{NO-BREAK SPACE}m"
    return with_percent(number(float(value), lang, decimals=2), lang)


def _subject(name: str, lang: Lang) -> Cell:
    """What an exception is about by its name; its id where there is none."""
    layer, _, code = name.partition("/")
    title = ""
    with contextlib.suppress(LinkError):
        if layer in CATALOGUE and "code" in CATALOGUE[layer].columns and code:
            frame = cache.layer(layer)
            found = frame.loc[frame["code"].astype(str) == code].to_dict("records")
            title = f"{text_in(found[0], 'name', lang)} ({layer[-4:]})" if found else ""
        elif layer == "border":
            frame = cache.layer("border")
            title = ", ".join(
                [say("layers.border", lang), *frame.loc[frame["province_code"].astype(str) == code, "province_name"]]
            )
        elif project := data.project(layer):
            title = project.text("name", lang)
        else:
            names = {
                str(row["id"]): text_in(row, "name", lang)
                for kind in ("places", "gates")
                for row in cache.layer(kind).to_dict("records")
            }
            title = " – ".join(names[part] for part in name.replace("/", " ").split() if part in names)
    return title or name


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


def _change(column: str, value: str, lang: Lang) -> str:
    """What a correction makes of a road, as a reader would say it."""
    with contextlib.suppress(KeyError):
        return say(f"sources.changed_{column}_{value.lower()}", lang)
    new = say(f"layers.road_{value}", lang) if value in ROAD_CLASSES else value
    return f"{_known('changed', column, lang)} → {new}"
