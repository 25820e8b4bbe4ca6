"""The facts of a route: status, lengths, phases, costs, law, sections, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.catalogue import Edition, provinces_layer
from layers.costs import cost_text, project_cost
from layers.edition import unit_text
from layers.own_projects import is_own
from layers.province_lengths import km_by_province
from views import cache, data
from views.markup import Cell, Column, Markup, join, lines, link, pairs, source_list, table, tag, text, unverified
from words import Lang, say
from words.figures import MISSING, adding_up, as_published, day, number, span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.projects import Cost, Project, PublishedLength, Section


def facts(project: Project, *, lang: Lang, edition: Edition = Edition.Y2022) -> Markup:
    """Everything known of a route, each figure with its source."""
    parts = [
        _head(project, lang),
        _status(project, lang),
        _lengths(project, lang, edition),
        _phases(project, lang),
        _costs(project, lang),
        _law(project, lang),
        _sections(project, lang),
        _sources(project, lang),
    ]
    return Markup("".join(part.html for part in parts if part.html))


def caution(project: Project, field: str, lang: Lang) -> Cell:
    """The mark of a field that is general knowledge; names may stand with or without their language."""
    return (
        unverified(lang) if any(name == field or name.startswith(f"{field}_") for name in project.unverified) else None
    )


def _title(key: str, lang: Lang) -> str:
    return f"<h4>{text(say(f'browse.{key}', lang))}</h4>"


def _head(project: Project, lang: Lang) -> Markup:
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
        name = say("browse.total", lang) if scope == "total" else unit_text(_province(scope, lang), lang, edition)
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


def _province(code: str, lang: Lang) -> str:
    frame = cache.layer(provinces_layer(Edition.Y2022))
    found = frame.loc[frame["code"].astype(str) == code, "name" if lang is Lang.VI else "name_en"]
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
    return scope, span(cost.low_bn_vnd, cost.high_bn_vnd, lang), origin


def _law(project: Project, lang: Lang) -> Markup:
    html = ""
    for field, key in (("legal", "legal"), ("notes", "notes")):
        if words := project.text(field, lang):
            mark = text(caution(project, field, lang))
            html += f"{_title(key, lang)}<p>{text(words)} {mark}</p>"
    return Markup(html)


def _sections(project: Project, lang: Lang) -> Markup:
    columns = [Column(say("browse.section", lang)), Column("km", figures=True), Column(say("browse.status", lang))]
    rows = [
        (_section_name(s, lang), number(s.length_km, lang, decimals=1), _section_status(s, lang))
        for s in project.sections
    ]
    return Markup(_title("sections", lang) + table(columns, rows).html)


def _section_name(section: Section, lang: Lang) -> Cell:
    marks = [tag(say("layers.quality_schematic", lang), warn=True) if section.quality == "schematic" else None]
    marks.append(tag(say("browse.upgrade", lang)) if section.upgrade else None)
    return lines([section.name(lang), join(marks) if any(marks) else None])


def _section_status(section: Section, lang: Lang) -> Cell:
    from layers.study import study

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


def _sources(project: Project, lang: Lang) -> Markup:
    pages = source_list([(s.url, s.date, s.title) for s in project.sources], lang=lang)
    return Markup(_title("sources", lang) + pages.html) if pages.html else Markup("")
