"""The tables of routes: length and status of each, then what each costs and what that covers.

Numbers and colours are those of the map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.routes import RouteRow, route_rows
from briefing.slides_notes import figure_notes
from briefing.slides_tables import Cell, Column, TableSheet, flow_table
from layers import style
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.dossier import Dossier
    from briefing.groundwork import Shown
    from briefing.slides_deck import Deck


def add_routes(deck: Deck, dossier: Dossier, shown: Shown) -> None:
    """One row a route, length and status first, costs on slides of their own; many rows flow onto further slides."""
    lang, rows = deck.lang, route_rows(dossier.projects)
    numbers = {p.project.id: str(p.number) for p in shown.projects}
    title = _title(rows, lang)
    table = TableSheet(_route_columns(lang), [_route_cells(r, numbers, lang) for r in rows], described=title)
    foot = say("slides.routes_foot", lang)
    if not any(row.cost for row in rows):
        foot = f"{foot} {say('slides.routes_unpriced', lang)}"
    flow_table(deck, title, table, notes=figure_notes(dossier, lang, "slides.note_routes"), foot=foot)
    if any(row.cost for row in rows):
        _add_costs(deck, dossier, rows, numbers)


def _title(rows: list[RouteRow], lang: Lang) -> str:
    """How many routes there are; of one, its name and status."""
    if len(rows) == 1:
        return say("slides.route_title", lang, name=rows[0].name(lang), status=rows[0].status_text(lang))
    return say("slides.routes_title", lang, count=len(rows))


def _route_columns(lang: Lang) -> tuple[Column, ...]:
    return (
        Column(say("slides.col_number", lang), 5.5, "center"),
        Column(say("slides.col_route", lang), 45),
        Column(say("slides.col_length", lang), 12, "right"),
        Column(say("slides.col_status", lang), 44),
    )


def _badge(row: RouteRow, numbers: Mapping[str, str]) -> Cell:
    number = numbers.get(row.project.id, "–")
    return Cell(number, fill=style.GROUP_COLOURS[row.project.group], bold=True, ink=style.PAPER)


def _route_cells(row: RouteRow, numbers: Mapping[str, str], lang: Lang) -> list[str | Cell]:
    status = "; ".join(filter(None, [row.status_text(lang), row.alignment_text(lang)]))
    return [_badge(row, numbers), row.name(lang), row.length_text(lang), status]


def _add_costs(deck: Deck, dossier: Dossier, rows: list[RouteRow], numbers: Mapping[str, str]) -> None:
    """Each published cost with its price year and, beside it, its scope; those without one by name below."""
    lang, priced = deck.lang, [row for row in rows if row.cost]
    title = _cost_title(rows, priced, lang)
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
    notes = [*figure_notes(dossier, lang, "slides.note_costs"), *_sources(priced, lang)]
    table = TableSheet(columns, cells, described=title)
    flow_table(deck, title, table, notes=notes, foot=say("slides.costs_foot", lang))


def _cost_title(rows: list[RouteRow], priced: list[RouteRow], lang: Lang) -> str:
    if len(rows) == 1:
        return say("slides.cost_title", lang, name=rows[0].name(lang), cost=rows[0].cost_text(lang))
    return say("slides.costs_title", lang, priced=len(priced), count=len(rows))


def _sources(rows: list[RouteRow], lang: Lang) -> list[str]:
    """Where each cost was published."""
    return [
        say("slides.cost_source", lang, name=row.name(lang), scope=cost.scope(lang), url=cost.source_url)
        for row in rows
        if row.cost
        for cost in row.cost.entries
        if cost.source_url
    ]
