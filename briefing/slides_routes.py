"""The table of routes: length, status, cost and opening of each, in the numbers and colours of the map."""

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
    """One row a route; many rows flow onto further slides."""
    lang, rows = deck.lang, route_rows(dossier.projects)
    numbers = {p.project.id: str(p.number) for p in shown.projects}
    priced = sum(bool(row.costs) for row in rows)
    title = say("slides.routes_title", lang, priced=priced, count=len(rows))
    columns = (
        Column(say("slides.col_number", lang), 5.5, "center"),
        Column(say("slides.col_route", lang), 37),
        Column(say("slides.col_length", lang), 12, "right"),
        Column(say("slides.col_status", lang), 34),
        Column(say("slides.col_cost", lang), 18, "right"),
    )
    table = TableSheet(columns, [_cells(row, numbers, lang) for row in rows], described=title)
    notes = [*figure_notes(dossier, lang, "slides.note_routes"), *_sources(rows, lang)]
    flow_table(deck, title, table, notes=notes, foot=say("slides.routes_foot", lang))


def _cells(row: RouteRow, numbers: Mapping[str, str], lang: Lang) -> list[str | Cell]:
    badge = Cell(
        numbers.get(row.project.id, "–"), fill=style.GROUP_COLOURS[row.project.group], bold=True, ink=style.PAPER
    )
    status = "; ".join(filter(None, [row.status_text(lang), row.alignment_text(lang)]))
    return [badge, row.name(lang), row.length_text(lang), status, row.cost_text(lang)]


def _sources(rows: list[RouteRow], lang: Lang) -> list[str]:
    """Where each cost was published."""
    return [
        say("slides.cost_source", lang, name=row.name(lang), scope=cost.scope(lang), url=cost.source_url)
        for row in rows
        for cost in row.costs
        if cost.source_url
    ]
