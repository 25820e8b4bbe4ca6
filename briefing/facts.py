"""The figures of a route in one line: length, status, cost, as the legend and the command line print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.routes import RouteRow
from words import Lang, say

if TYPE_CHECKING:
    from layers.projects import Project


def route_fact(project: Project, lang: Lang) -> str:
    """Length in km (published where known), kilometres by status, the published cost with its scope in short."""
    row = RouteRow.of(project)
    length = say(f"briefing.fact_length{'' if row.published else '_computed'}", lang, km=row.length_figure(lang))
    cost = row.cost.text(lang, brief=True) if row.cost else ""
    return " · ".join(part for part in (length, row.status_text(lang), cost) if part)
