"""The facts of what was clicked: figures with their sources, published and computed side by side.

Of a route: status, lengths, phases, costs, law, sections, sources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from layers import (
    STATUSES,
    Edition,
    UserPlace,
    commune_name,
    cost_text,
    is_own,
    km_by_province,
    place_name,
    place_text,
    project_cost,
    province_column,
    provinces_layer,
    study,
    told_text,
    unit_text,
)
from views import cache
from views.components import (
    Cell,
    Column,
    Markup,
    fold,
    join,
    lines,
    link,
    page_links,
    pairs,
    source_list,
    table,
    tag,
    text,
    unverified,
)
from views.state import data, scenarios, session_view, user_data
from words import MISSING, Lang, adding_up, as_published, cost_span, day, field_in, number, say, text_in

if TYPE_CHECKING:
    import geopandas as gpd

    from layers import Cost, Project, PublishedLength, Section

_FEW: Final = 6  # sections that need no folding


def facts(project: Project, *, lang: Lang, edition: Edition = Edition.Y2022) -> Markup:
    """Everything known of a route, each figure with its source."""
    parts = [
        _project_head(project, lang),
        _status(project, lang),
        _lengths(project, lang, edition),
        _phases(project, lang),
        _costs(project, lang),
        _law(project, lang),
        _sections(project, lang),
        _project_sources(project, lang),
    ]
    return Markup("".join(part.html for part in parts if part.html))


def caution(project: Project, field: str, lang: Lang) -> Cell:
    """The mark of a field that is general knowledge; names may stand with or without their language."""
    return (
        unverified(lang) if any(name == field or name.startswith(f"{field}_") for name in project.unverified) else None
    )


def _title(key: str, lang: Lang) -> str:
    return f"<h4>{text(say(f'browse.{key}', lang))}</h4>"


def _project_head(project: Project, lang: Lang) -> Markup:
    tags = [tag(say(f"browse.role_{project.role}", lang)), tag(say(f"browse.kind_{project.kind}", lang))]
    if project.schematic:
        tags.append(tag(say("layers.quality_schematic", lang), warn=True))
    elif project.quality == "schematic":
        tags.append(tag(say("browse.partly_schematic", lang), warn=True))
    upgrade = data.project(project.upgrade_of) if project.upgrade_of else None
    note = (
        f'<p class="lt-note">{text(say("browse.upgrade_of", lang, name=upgrade.text("name", lang)))}</p>'
        if upgrade
        else ""
    )
    return Markup(f"<h3>{text(project.text('name', lang))}</h3><p>{join(tags).html}</p>{note}")


def _status(project: Project, lang: Lang) -> Markup:
    rows: list[tuple[str, Cell]] = [
        (
            say("browse.status_2022", lang),
            lines([project.text("status_2022", lang), caution(project, "status_2022", lang)]),
        ),
        (
            say("browse.status_now", lang, date=day(project.status_date, lang)),
            lines([project.text("status_now", lang), caution(project, "status_now", lang)]),
        ),
        (say("browse.opening", lang), lines([project.text("opening", lang), caution(project, "opening", lang)])),
    ]
    return pairs(rows)


def _measured(project: Project) -> dict[str, float]:
    """Kilometres by province of a user's route."""
    return km_by_province([s.geometry for s in project.sections]) if is_own(project.id) else {}


def _lengths(project: Project, lang: Lang, edition: Edition) -> Markup:
    """Published lengths, all of them where several are printed, beside the computed ones."""
    columns = [
        Column(""),
        Column(say("app.official", lang), figures=True),
        Column(say("app.computed", lang), figures=True),
    ]
    by_province = _adding_up(project.computed_by_province_km or _measured(project))
    scopes = dict.fromkeys(["total", *by_province, *(p.scope for p in project.published_lengths)])
    rows = []
    for scope in scopes:
        computed = project.computed_length_km if scope == "total" else by_province.get(scope)
        published = [_published(p, lang) for p in project.published_lengths if p.scope == scope]
        name = (
            say("browse.total", lang)
            if scope == "total"
            else unit_text(_length_by_province(scope, lang), lang, edition)
        )
        rows.append((name, lines(published) if published else MISSING, number(computed, lang, decimals=1)))
    quality = ", ".join(
        f"{say(f'layers.quality_{q}', lang)} {number(km, lang, decimals=1)} km"
        for q, km in _adding_up(project.quality_km).items()
        if km > 0
    )
    new, upgraded = adding_up([project.computed_new_km, project.computed_upgrade_km], decimals=1)
    kinds = say(
        "browse.new_and_upgraded",
        lang,
        new=number(new, lang, decimals=1),
        upgraded=number(upgraded, lang, decimals=1),
    )
    notes = f'<p class="lt-note">{text(kinds)}<br>{text(quality)}</p>'
    several = any(sum(p.scope == s for p in project.published_lengths) > 1 for s in scopes)
    both = f'<p class="lt-note">{text(say("browse.two_sources", lang))}</p>' if several else ""
    return Markup(_title("lengths", lang) + table(columns, rows).html + both + notes)


def _adding_up(km: Mapping[str, float]) -> dict[str, float]:
    """Parts of a length to the tenth, so that they add up to the whole as printed."""
    return dict(zip(km, adding_up([*km.values()], decimals=1), strict=True))


def _published(length: PublishedLength, lang: Lang) -> Markup:
    value = as_published(length.value_km, lang)
    if not length.source_url:
        return join([value, unverified(lang)])
    mark = link(length.source_url, f"[{say('app.source', lang).lower()}]")
    title = f' title="{text(length.note(lang))}"' if length.note(lang) else ""
    return Markup(f"<span{title}>{text(value)} {mark.html}</span>")


def _length_by_province(code: str, lang: Lang) -> str:
    frame = cache.layer(provinces_layer(Edition.Y2022))
    found = frame.loc[frame["code"].astype(str) == code, field_in(frame.columns, "name", lang)]
    return str(found.iloc[0]) if len(found) else code


def _phases(project: Project, lang: Lang) -> Markup:
    if not project.phases:
        return Markup("")
    columns = [
        Column(say("browse.phase", lang)),
        *(Column(say(f"browse.{n}", lang), figures=True) for n in ("lanes", "speed")),
        Column(say("app.source", lang)),
    ]
    rows = [
        (
            p.name(lang),
            number(p.lanes, lang),
            number(p.design_speed_kmh, lang),
            link(p.source) if p.source.startswith("http") else p.source or unverified(lang),
        )
        for p in project.phases
    ]
    return Markup(_title("phases", lang) + table(columns, rows).html)


def _costs(project: Project, lang: Lang) -> Markup:
    if not project.costs:
        return Markup(_title("costs", lang) + f"<p>{text(say('app.no_figure', lang))}</p>")
    columns = [
        Column(say("browse.cost_scope", lang)),
        Column(say("browse.cost_bn", lang), figures=True),
        Column(say("app.source", lang)),
    ]
    cost = project_cost(project)
    counted = cost.entries if cost else ()
    rows = [_cost(c, lang, other=c not in counted) for c in project.costs]
    said = f"<p>{text(say('browse.cost_project', lang, cost=cost_text(project, lang, brief=True)))}</p>"
    return Markup(_title("costs", lang) + said + table(columns, rows).html)


def _cost(cost: Cost, lang: Lang, *, other: bool) -> tuple[Cell, ...]:
    """A published figure; ``other`` marks a part of another one or a variant, which does not count."""
    land = {None: "", True: say("browse.land_in", lang), False: say("browse.land_out", lang)}[cost.land_included]
    year = say("browse.price_year", lang, year=cost.price_year) if cost.price_year else ""
    apart = say("browse.cost_apart", lang) if other else ""
    below = "; ".join(part for part in (land, year, apart) if part)
    scope = lines([cost.scope(lang), Markup(f'<span class="lt-note">{text(below)}</span>') if below else None])
    origin = join([link(cost.source_url) if cost.source_url else None, unverified(lang) if cost.unverified else None])
    return scope, cost_span(cost.low_bn_vnd, cost.high_bn_vnd, lang), origin


def _law(project: Project, lang: Lang) -> Markup:
    html = ""
    for field, key in (("legal", "legal"), ("notes", "notes")):
        if words := project.text(field, lang):
            mark = text(caution(project, field, lang))
            html += f"{_title(key, lang)}<p>{text(words)} {mark}</p>"
    return Markup(html)


def _sections(project: Project, lang: Lang) -> Markup:
    """The sections folded by status, each with its length: they add up; open where a route has few."""
    km = _adding_up({s.section_id: s.length_km for s in project.sections})
    groups = {status: [s for s in project.sections if s.status == status] for status in STATUSES}
    parts = [_of_status(found, km, lang, opened=len(km) <= _FEW) for found in groups.values() if found]
    return Markup(_title("sections", lang) + "".join(part.html for part in parts))


def _of_status(sections: Sequence[Section], km: Mapping[str, float], lang: Lang, *, opened: bool) -> Markup:
    """Sections of one status behind a line that says how many and how long they are."""
    columns = [Column(say("browse.section", lang)), Column("km", figures=True), Column(say("browse.status", lang))]
    rows = [
        (_section_name(s, lang), number(km[s.section_id], lang, decimals=1), _section_status(s, lang)) for s in sections
    ]
    said = say(
        "browse.sections_of", lang, status=say(f"layers.status_{sections[0].status}", lang),
        count=number(len(sections), lang), km=number(sum(km[s.section_id] for s in sections), lang, decimals=1),
    )  # fmt: skip
    return fold(said, table(columns, rows, features=[f"section:{s.section_id}" for s in sections]), opened=opened)


def _section_name(section: Section, lang: Lang) -> Cell:
    marks = [tag(say("layers.quality_schematic", lang), warn=True) if section.quality == "schematic" else None]
    marks.append(tag(say("browse.upgrade", lang)) if section.upgrade else None)
    number_ = section.section_id.rpartition("/")[
        2
    ]  # so that sections of one name can be told apart, here and in a unit of sections
    return lines([f"{number_}. {section.name(lang)}", join(marks) if any(marks) else None])


def _section_status(section: Section, lang: Lang) -> Cell:
    from layers import study

    name = say(f"layers.status_{section.status}", lang)
    when: Cell = None
    if section.opened:
        when = say("browse.opened_on", lang, date=day(section.opened, lang))
    elif section.expected_year:
        key = "browse.expected_in" if section.expected_year > study().data_date.year else "browse.due_unconfirmed"
        when = say(key, lang, year=section.expected_year)
    elif section.status_date:
        when = say("browse.as_of", lang, date=day(section.status_date, lang))
    url = section.status_source if section.status_source.startswith("http") else section.expected_source
    mark = link(url, f"[{say('app.source', lang).lower()}]") if url.startswith("http") else None
    return lines([name, join([when, mark]) if when or mark else None])


def _project_sources(project: Project, lang: Lang) -> Markup:
    pages = source_list([(s.url, s.date, s.title) for s in project.sources], lang=lang)
    return Markup(_title("sources", lang) + pages.html) if pages.html else Markup("")


def show(focus: str, *, edition: Edition, lang: Lang) -> None:
    """Draw the facts of a thing given as ``kind:id``."""
    kind, _, name = focus.partition(":")
    if kind == "route":
        project = data.project(name)
        html = facts(project, lang=lang, edition=edition) if project else None
    elif is_own(name):
        html = _own(name, lang)
    else:
        html = _FACTS[kind](name, edition, lang)
    if html is None:
        st.html(f'<p class="lt-note">{text(say("browse.nothing", lang))}</p>')
        return
    if kind == "route":
        _what_changes(name, lang)
    st.html(f'<div class="lt-facts" role="region" aria-live="polite">{html.html}</div>')


def _what_changes(project_id: str, lang: Lang) -> None:
    """One click to what the route alone changes; a link, so that one press of the browser's "back" leads here again."""
    with st.container(key="ltchanges"):
        alone = scenarios.of_one_route(session_view.current(), project_id)
        page_links.to("compare", alone, label=say("browse.what_changes", lang))


def _own(name: str, lang: Lang) -> Markup | None:
    """A place or zone of the user."""
    item = next((x for x in user_data.places_and_zones() if x.id == name), None)
    if item is None:
        return None
    kind = say("layers.kind_own" if isinstance(item, UserPlace) else "layers.zone_own", lang)
    return Markup(_head(item.name, kind, say("own.source", lang)).html + f"<p>{text(item.note)}</p>")


def _row(frame: gpd.GeoDataFrame, column: str, value: str) -> Mapping[str, Any] | None:
    found = frame[frame[column].astype(str) == value]
    return None if found.empty else found.iloc[0].to_dict()


def _given(value: object) -> bool:
    return isinstance(value, (list, tuple, dict)) or not (pd.isna(value) or value == "")  # type: ignore[call-overload]


def _words(row: Mapping[str, Any], field: str, lang: Lang) -> str:
    """A field that comes in both languages, or in one."""
    value = row.get(field_in(row, field, lang))
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
    return str(row[field_in(row, "name", lang)]) if row else ""


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
        _head(str(row[field_in(row, "name", lang)]), say(f"layers.edition_{edition.value}", lang)),
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
    return Markup(
        _head(commune_name(str(row["full_name"]), lang), say("layers.edition_2025", lang)).html + pairs(facts).html
    )


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
        people = lines(
            [_figure(row.get("population_2019"), lang), _counted_by(_words(row, "population_source", lang), lang)]
        )
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


def _counted_by(source: str, lang: Lang) -> str:
    """Who counted the people, in the language asked for: the layer names it in Vietnamese alone."""
    known = (f"browse.people_{name}" for name in ("counted", "counted_around"))
    return next((say(key, lang) for key in known if say(key, Lang.VI) == source), source)


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
    source = text_in(row, "source", lang)
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
