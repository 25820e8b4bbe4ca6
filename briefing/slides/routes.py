"""The tables of routes: length and status of each, then what each costs and what that covers.

Numbers and colours are those of the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import RouteRow, cost_sources, figure_notes, route_rows, routes_headline
from briefing.slides.tables import Cell, Column, TableSheet, flow_table, foot_height, set_table
from layers import group_colour
from layers.symbology import style
from words import Lang, say

_BETWEEN_MM: Final = 8.0  # two tables on one slide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.content import ReportData
    from briefing.slides.deck import Deck


def add_routes(deck: Deck, report: ReportData, numbers: Mapping[str, str]) -> None:
    """One row a route, length and status first, then the costs: on one slide if they fit, else on slides of their own."""
    lang, rows = deck.lang, route_rows(report.projects)
    title, priced = routes_headline(rows, lang), [row for row in rows if row.cost]
    routes = TableSheet(_route_columns(lang), [_route_cells(r, numbers, lang) for r in rows], described=title)
    notes = figure_notes(report, lang, "slides.note_routes")
    foot = say("slides.routes_foot", lang)
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


def _badge(row: RouteRow, numbers: Mapping[str, str]) -> Cell:
    return Cell(numbers[row.project.id], fill=group_colour(row.project.group), bold=True, ink=style.PAPER)


def _route_cells(row: RouteRow, numbers: Mapping[str, str], lang: Lang) -> list[str | Cell]:
    status = "; ".join(filter(None, [row.status_text(lang), row.alignment_text(lang)]))
    return [_badge(row, numbers), row.name(lang), row.length_text(lang), status]


def _costs(rows: list[RouteRow], numbers: Mapping[str, str], lang: Lang) -> TableSheet:
    """Each published cost with its price year and, beside it, its scope; those without one by name below."""
    priced = [row for row in rows if row.cost]
    columns = (
        Column(say("slides.col_number", lang), 5.5, "center"),
        Column(say("slides.col_route", lang), 36),
        Column(say("slides.col_cost", lang), 21, "right"),
        Column(say("slides.col_scope", lang), 44),
    )
    cells: list[list[str | Cell]] = [
        [_badge(row, numbers), row.name(lang), row.cost_text(lang), row.scope_text(lang)] for row in priced
    ]
    if without := [row.name(lang) for row in rows if not row.cost]:
        cells.append([Cell(say("slides.costs_without", lang, names="; ".join(without)))])
    return TableSheet(columns, cells, described=say("slides.costs_title", lang, priced=len(priced), count=len(rows)))
