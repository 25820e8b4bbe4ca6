"""The facts of what was clicked: figures with their sources, published and computed side by side.

What nobody could check carries "chưa kiểm chứng"; where two sources disagree both stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from layers.catalogue import Edition, provinces_layer
from layers.edition import place_name, place_text, province_column, told_text, unit_text
from layers.own import OwnPlace
from layers.own_projects import is_own
from layers.study import study
from views import cache, data, own_data, project_facts
from views.markup import Cell, Column, Markup, lines, link, pairs, source_list, table, tag, text
from words import Lang, say
from words.figures import MISSING, number

if TYPE_CHECKING:
    import geopandas as gpd


def show(focus: str, *, edition: Edition, lang: Lang) -> None:
    """Draw the facts of a thing given as ``kind:id``."""
    kind, _, name = focus.partition(":")
    if kind == "route":
        project = data.project(name)
        html = project_facts.facts(project, lang=lang, edition=edition) if project else None
    elif is_own(name):
        html = _own(name, lang)
    else:
        html = _FACTS[kind](name, edition, lang)
    if html is None:
        st.html(f'<p class="lt-note">{text(say("browse.nothing", lang))}</p>')
        return
    st.html(f'<div class="lt-facts" role="region" aria-live="polite">{html.html}</div>')


def _own(name: str, lang: Lang) -> Markup | None:
    """A place or zone of the user."""
    item = next((x for x in own_data.places_and_zones() if x.id == name), None)
    if item is None:
        return None
    kind = say("layers.kind_own" if isinstance(item, OwnPlace) else "layers.zone_own", lang)
    return Markup(_head(item.name, kind, say("own.source", lang)).html + f"<p>{text(item.note)}</p>")


def _row(frame: gpd.GeoDataFrame, column: str, value: str) -> Mapping[str, Any] | None:
    found = frame[frame[column].astype(str) == value]
    return None if found.empty else found.iloc[0].to_dict()


def _given(value: object) -> bool:
    return isinstance(value, (list, tuple, dict)) or not (pd.isna(value) or value == "")  # type: ignore[call-overload]


def _words(row: Mapping[str, Any], field: str, lang: Lang) -> str:
    """A field that comes in both languages, or in one."""
    value = row.get(f"{field}_{lang.value}", row.get(field))
    return str(value) if _given(value) else ""


def _figure(value: object, lang: Lang, *, decimals: int = 0, unit: str = "") -> str:
    if not _given(value):
        return say("app.no_figure", lang)
    return number(float(value), lang, decimals=decimals) + (f" {unit}" if unit else "")  # type: ignore[arg-type]


def _head(title: str, *notes: str) -> Markup:
    return Markup(f"<h3>{text(title)}</h3>" + "".join(f'<p class="lt-note">{text(note)}</p>' for note in notes if note))


def _sources(row: Mapping[str, Any], lang: Lang, *, field: str = "source") -> Markup:
    """The source a row names, and its pages."""
    urls = str(row.get(f"{field}_url") or "").replace(";", " ").split()
    name = _words(row, field, lang)
    if not urls:
        return Markup(f'<p class="lt-note">{text(say("app.source", lang))}: {text(name)}</p>') if name else Markup("")
    pages = source_list([(url, "", "") for url in urls if url.startswith("http")], lang=lang).html
    return Markup(f'<h4>{text(say("app.sources", lang))}</h4><p class="lt-note">{text(name)}</p>{pages}')


def _province_name(code: object, edition: Edition, lang: Lang) -> str:
    row = _row(cache.layer(provinces_layer(edition)), "code", str(code)) if _given(code) else None
    return str(row["name" if lang is Lang.VI else "name_en"]) if row else ""


def _province(code: str, edition: Edition, lang: Lang) -> Markup | None:
    row = _row(cache.layer(provinces_layer(edition)), "code", code)
    if row is None:
        return None
    columns = [
        Column(""),
        Column(say("app.official", lang), figures=True),
        Column(say("app.computed", lang), figures=True),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            say("browse.area", lang),
            _figure(row.get("area_official_km2"), lang, decimals=2),
            _figure(row["area_km2"], lang, decimals=2),
        )
    ]
    border = _row(cache.layer("border"), "province_code", code) if edition is Edition.Y2022 else None
    if border is not None:
        official = [
            number(float(part), lang, decimals=1)
            for part in str(border["length_official_km"]).replace(";", " ").split()
            if _number(part)
        ]
        rows.append(
            (
                say("browse.border", lang),
                lines(official) if official else say("app.no_figure", lang),
                _figure(border["length_km"], lang, decimals=1),
            )
        )
    about = pairs(
        [
            (say("browse.formed_from", lang), _words(row, "formed_from", lang)),
            (
                say("browse.population", lang),
                _figure(row["population_2019"], lang) if "population_2019" in row else None,
            ),
            (say("browse.markers", lang), _words(border or {}, "markers", lang)),
            (say("browse.seat", lang), _words(row, "capital", lang)),
            (say("browse.legal_basis", lang), _words(row, "legal", lang)),
            (say("browse.note", lang), _note_2025(row, edition, lang)),
        ]
    )
    both = (
        Markup(f"<p class='lt-note'>{text(say('browse.two_sources', lang))}</p>")
        if border and ";" in str(border["length_official_km"])
        else None
    )
    note = say("browse.boundary_2022" if edition is Edition.Y2022 else "browse.boundary_2025", lang)
    parts = [
        _head(str(row["name" if lang is Lang.VI else "name_en"]), say(f"layers.edition_{edition.value}", lang)),
        table(columns, rows), about, both,
        _border_sources(border, lang) if border else None, _note_source(row, lang),
        Markup(f'<p class="lt-note">{text(note)}</p>') if study().neighbours and code in study().focus(edition) else None,
    ]  # fmt: skip
    return Markup("".join(part.html for part in parts if part))


def _note_2025(row: Mapping[str, Any], edition: Edition, lang: Lang) -> Cell:
    """What is told of a province since 1 July 2025, and how many of its gates are held here."""
    if edition is Edition.Y2022 or not _given(row.get("note_vi")):
        return None
    held = sum(study().code_now(str(code)) == str(row["code"]) for code in cache.layer("gates")["province_2022"])
    return lines([_words(row, "note", lang), say("browse.gates_listed", lang, count=held) if held else None])


def _note_source(row: Mapping[str, Any], lang: Lang) -> Markup | None:
    url = row.get("note_source")
    return source_list([(str(url), "", "")], lang=lang) if _given(url) else None


def _number(part: str) -> bool:
    return part.replace(".", "", 1).isdigit()


def _border_sources(border: Mapping[str, Any], lang: Lang) -> Markup:
    urls = [
        u
        for field in ("official_source", "markers_source")
        for u in str(border.get(field) or "").replace(";", " ").split()
    ]
    return source_list([(url, "", "") for url in dict.fromkeys(urls) if url.startswith("http")], lang=lang)


def _district(code: str, _: Edition, lang: Lang) -> Markup | None:
    row = _row(cache.layer("districts_2022"), "code", code)
    if row is None:
        return None
    facts = [
        (say("browse.province", lang), _province_name(row["province_code"], Edition.Y2022, lang)),
        (say("browse.population", lang), _figure(row["population_2019"], lang)),
        (say("browse.area_computed", lang), _figure(row["area_km2"], lang, decimals=1, unit="km²")),
    ]
    head = _head(f"{row['kind_vi']} {row['name']}", say("webmap.approximate", lang))
    return Markup(head.html + pairs(facts).html)


def _commune(code: str, _: Edition, lang: Lang) -> Markup | None:
    row = _row(cache.layer("communes_2025"), "code", code)
    if row is None:
        return None
    old = _row(cache.layer("districts_2022"), "code", str(row["district_2022"]))
    facts = [
        (say("browse.province", lang), _province_name(row["province_2025"], Edition.Y2025, lang)),
        (
            say("browse.old_district", lang),
            unit_text(f"{old['kind_vi']} {old['name']}", lang, Edition.Y2025) if old else "",
        ),
        (say("browse.population", lang), _figure(row["population_2019"], lang)),
        (say("browse.area_computed", lang), _figure(row["area_km2"], lang, decimals=1, unit="km²")),
    ]
    return Markup(_head(str(row["full_name"]), say("layers.edition_2025", lang)).html + pairs(facts).html)


def _gate(name: str, edition: Edition, lang: Lang) -> Markup | None:
    row = _row(cache.layer("gates"), "id", name)
    if row is None:
        return None
    doubt = "" if row["position"] == "road" else say(f"layers.gate_{row['position']}", lang)
    code = study().code_in(str(row["province_2022"]), edition)
    opposite = ", ".join(
        part for part in (_words(row, "cambodia_name", lang), _words(row, "cambodia_province", lang)) if part
    )
    facts: list[tuple[str, Cell]] = [
        (say("browse.gate_class", lang), say(f"layers.gate_{row['class']}", lang)),
        (say("browse.class_note", lang), _words(row, "class_note", lang)),
        (say("browse.province", lang), _province_name(code, edition, lang)),
        (say("browse.opposite", lang), opposite),
        (say("browse.road", lang), _words(row, "road_ref", lang)),
        (
            say("browse.position", lang),
            lines([tag(doubt, warn=True) if doubt else None, _words(row, "position_note", lang)]),
        ),
    ]
    return Markup(
        _head(_words(row, "name", lang), say("layers.kind_gate", lang)).html
        + pairs(facts).html
        + _sources(row, lang).html
    )


def _place(name: str, edition: Edition, lang: Lang) -> Markup | None:
    row = _row(cache.layer("places"), "id", name)
    if row is None:
        return _gate(name, edition, lang)
    people: Cell = None
    if _given(row.get("population_2019")) or row["kind"] == "district_capital":
        people = lines([_figure(row.get("population_2019"), lang), _words(row, "population_source", lang)])
    then = "" if edition is Edition.Y2022 else "_2025"
    facts: list[tuple[str, Cell]] = [
        (say("browse.province", lang), _province_name(row[province_column(edition)], edition, lang)),
        (say("browse.reference", lang), told_text(_words(row, "reference", lang), lang, edition)),
        (say(f"browse.population_district{then}", lang), people),
        (
            say("browse.height", lang),
            _figure(row.get("height_m"), lang, unit="m") if _given(row.get("height_m")) else None,
        ),
        (
            say("browse.park_area", lang),
            _figure(row.get("area_ha"), lang, decimals=1, unit="ha") if _given(row.get("area_ha")) else None,
        ),
        (say("browse.confidence", lang), _confidence(row, lang, edition)),
        (say("browse.snap", lang), _figure(row.get("snap_m"), lang, unit="m") if _given(row.get("snap_m")) else None),
    ]
    note = _words(row, "note", lang)
    head = _head(place_name(row, lang, edition), place_text(row, lang, edition), note)
    return Markup(head.html + pairs(facts).html + _sources(row, lang).html)


def _confidence(row: Mapping[str, Any], lang: Lang, edition: Edition) -> Cell:
    level = str(row.get("confidence") or "")
    if not level:
        return None
    words = say(f"browse.confidence_{level}", lang)
    note = told_text(_words(row, "confidence_note", lang), lang, edition)
    return lines([tag(words, warn=level != "high"), note])


def _interchange(name: str, _: Edition, lang: Lang) -> Markup | None:
    row = _row(cache.layer("interchanges"), "id", name)
    if row is None:
        return None
    project = data.project(str(row["project_id"]))
    assumed = bool(row["assumed"])
    source = str(row.get("source") or "")
    origin: Cell = (
        tag(say("webmap.interchange_assumed", lang), warn=True)
        if assumed
        else link(source)
        if source.startswith("http")
        else source
    )
    facts: list[tuple[str, Cell]] = [
        (say("browse.project", lang), project.text("name", lang) if project else str(row["project_id"])),
        (say("browse.connects", lang), str(row["connects_to"]).replace(";", ", ") or MISSING),
        (say("browse.opening", lang), _words(row, "opening", lang)),
        (say("app.source", lang), origin),
    ]
    title = _words(row, "name", lang) or say("layers.interchanges", lang)
    return Markup(_head(title, say("layers.interchanges", lang)).html + pairs(facts).html)


_FACTS = {
    "province": _province,
    "district": _district,
    "commune": _commune,
    "gate": _gate,
    "place": _place,
    "interchange": _interchange,
}
