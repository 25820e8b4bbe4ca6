"""Tables of the appendix: routes with status and cost; who contributes how much, and the whole order of building.

Parts and order are exact over every set of the chosen projects where they can be counted. Numbers and colours are those of the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import (
    RouteRow,
    cost_sources,
    figure_notes,
    numbers_note,
    order_basis,
    order_title,
    order_told,
    ordered,
    parted_by_cost,
    people_counted,
    route_rows,
    routes_headline,
    shares,
    step_gains,
    step_line,
    step_name,
    valued_note,
    worth_headline,
)
from briefing.slides.tables import Cell, Column, TableSheet, flow_table, foot_height, set_table
from layers import group_colour
from layers.symbology import style
from words import Lang, number, say, span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.appraisal import Contribution
    from briefing.content import ReportData, Share
    from briefing.slides.deck import Deck


_BETWEEN_MM: Final = 8.0  # two tables on one slide


def add_routes(deck: Deck, report: ReportData, numbers: Mapping[str, str]) -> None:
    """One row a route, length and status first, then the costs: on one slide if they fit, else on slides of their own."""
    lang, rows = deck.lang, route_rows(report.projects)
    title, (priced, _) = routes_headline(rows, lang), parted_by_cost(rows)
    routes = TableSheet(_route_columns(lang), [_route_cells(r, numbers, lang) for r in rows], described=title)
    notes = figure_notes(report, lang, "slides.note_routes")
    foot = " ".join(filter(None, [say("slides.routes_foot", lang), numbers_note(report, lang)]))
    if not priced:
        flow_table(deck, title, routes, notes=notes, foot=f"{foot} {say('slides.routes_unpriced', lang)}")
        return
    costs = _costs(rows, numbers, lang)
    cost_notes = [say("slides.note_costs", lang), *cost_sources(report, lang)]
    both = f"{foot} {say('slides.costs_foot', lang)}"
    area = deck.area.above(foot_height(deck, both))
    if routes.height(area.width) + _BETWEEN_MM + costs.height(area.width) <= area.height:
        page = deck.page(title, notes=[*notes, *cost_notes])
        used = set_table(page, area, routes.fitting(area.width))
        set_table(page, area.below(used + _BETWEEN_MM), costs.fitting(area.width))
        page.foot(both)
        return
    flow_table(deck, title, routes, notes=notes, foot=foot)
    flow_table(deck, costs.described, costs, notes=[*notes[1:], *cost_notes], foot=say("slides.costs_foot", lang))


def _route_columns(lang: Lang) -> tuple[Column, ...]:
    return (
        Column(say("slides.col_number", lang), 5.5, "center"),
        Column(say("slides.col_route", lang), 45),
        Column(say("slides.col_length", lang), 12, "right"),
        Column(say("slides.col_status", lang), 44),
    )


def _badge(unit: str, group: str, numbers: Mapping[str, str]) -> Cell:
    """The project's number as on the map."""
    return Cell(numbers.get(unit.partition("/")[0], "–"), fill=group_colour(group), bold=True, ink=style.PAPER)


def _route_cells(row: RouteRow, numbers: Mapping[str, str], lang: Lang) -> list[str | Cell]:
    status = "; ".join(filter(None, [row.status_text(lang), row.alignment_text(lang)]))
    return [_badge(row.project.id, row.project.group, numbers), row.name(lang), row.length_text(lang), status]


def _costs(rows: list[RouteRow], numbers: Mapping[str, str], lang: Lang) -> TableSheet:
    """Each published cost with its price year and, beside it, its scope; those without one by name below."""
    priced, without = parted_by_cost(rows)
    columns = (
        Column(say("slides.col_number", lang), 5.5, "center"),
        Column(say("slides.col_route", lang), 36),
        Column(say("slides.col_cost", lang), 21, "right"),
        Column(say("slides.col_scope", lang), 44),
    )
    cells: list[list[str | Cell]] = [
        [_badge(row.project.id, row.project.group, numbers), row.name(lang), row.cost_text(lang), row.scope_text(lang)]
        for row in priced
    ]
    if without:
        cells.append([Cell(say("slides.costs_without", lang, names="; ".join(row.name(lang) for row in without)))])
    return TableSheet(columns, cells, described=say("slides.costs_title", lang, priced=len(priced), count=len(rows)))


def add_contributions(deck: Deck, report: ReportData, numbers: Mapping[str, str]) -> None:
    """The Shapley value of each project with its range and share; nothing where there is nothing to share out."""
    lang, rows = deck.lang, shares(report)
    if ordered(report) is None:
        return
    title, people = worth_headline(rows, lang), number(people_counted(report), lang)
    firm = say("slides.worth_firm", lang, firm=sum(r.firm for r in rows), count=len(rows))
    judged = any(row.low is not None for row in rows)
    foot = [say("slides.worth_foot", lang, people=people), *([firm] if judged else []), *valued_note(report, lang)]
    columns = (
        Column(say("slides.col_number", lang), 6, "center"),
        Column(say("slides.col_route", lang), 50),
        Column(say("document.col_minutes", lang), 15, "right"),
        Column(say("document.col_minutes_range", lang), 16, "right"),
        Column(say("document.col_share", lang), 13, "right"),
    )
    cells = [_share_cells(row, numbers, lang) for row in rows]
    notes = figure_notes(report, lang, "slides.note_worth", people=people)
    flow_table(deck, title, TableSheet(columns, cells, described=title), notes=notes, foot=" ".join(foot))


def _share_cells(row: Share, numbers: Mapping[str, str], lang: Lang) -> list[str | Cell]:
    return [
        _badge(row.unit, row.group, numbers),
        row.name(lang),
        number(row.minutes, lang, decimals=2),
        span(row.low, row.high, lang, decimals=2) if row.low is not None else "–",
        number(row.share_percent, lang, decimals=1),
    ]


def add_steps(deck: Deck, report: ReportData, numbers: Mapping[str, str]) -> None:
    """The best order of building: what each step adds, and what is reached."""
    lang, found = deck.lang, ordered(report)
    if found is None:
        return
    people, title = people_counted(report), order_title(found, lang)
    told = number(people, lang)
    note = "slides.note_order" if found.exact else "slides.note_order_sampled"
    notes = figure_notes(report, lang, note, people=told)
    foot = [say("slides.order_foot", lang, people=told), *order_basis(report, lang), *valued_note(report, lang)]
    table = TableSheet(_order_columns(lang), _order_rows(report, found, numbers, lang), described=title)
    flow_table(deck, title, table, notes=notes, foot=" ".join(foot))


def _order_rows(
    report: ReportData, found: Contribution, numbers: Mapping[str, str], lang: Lang
) -> list[list[str | Cell]]:
    """One row a step; the last ones, if they add nothing that shows, in one row together."""
    steps, people = found.order, people_counted(report)
    names = {r.unit: r for r in shares(report)}
    called = {s.unit: step_name(report, s.unit, lang) for s in steps}
    told = order_told(steps, people)
    total = steps[-1].value
    rows: list[list[str | Cell]] = []
    for n, (step, gain) in enumerate(zip(steps, step_gains(report, found, lang), strict=False), start=1):
        reached = number(100 * step.value / total, lang, decimals=1)
        rows.append(
            [
                str(n),
                _badge(step.unit, names[step.unit].group, numbers),
                step_line(report, step.unit, lang),
                gain,
                reached,
            ]
        )
    if rest := steps[told:]:
        rows.append([Cell(say("slides.order_rest", lang, names="; ".join(called[s.unit] for s in rest)))])
    return rows


def _order_columns(lang: Lang) -> tuple[Column, ...]:
    return (
        Column(say("slides.col_step", lang), 9, "center"),
        Column(say("slides.col_number", lang), 6, "center"),
        Column(say("slides.col_route", lang), 52),
        Column(say("slides.col_gain", lang), 18, "right"),
        Column(say("slides.col_reached", lang), 18, "right"),
    )
