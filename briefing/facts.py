"""The figures of a route in one line: length, status, cost, as the legend and the command line print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from words import Lang, say
from words.figures import number, span

if TYPE_CHECKING:
    from layers.projects import Cost, Project


def route_fact(project: Project, lang: Lang) -> str:
    """Length in km (published where known), kilometres by status, first published cost."""
    parts = [_length(project, lang), _status(project, lang)]
    if project.costs:
        parts.append(_cost(project.costs[0], lang))
    return " · ".join(part for part in parts if part)


def _length(project: Project, lang: Lang) -> str:
    published = project.published_km()
    if published is None:
        return say("briefing.fact_length_computed", lang, km=number(project.computed_length_km, lang, decimals=1))
    decimals = 1 if float(published * 10).is_integer() else 2
    return say("briefing.fact_length", lang, km=number(published, lang, decimals=decimals))


def _status(project: Project, lang: Lang) -> str:
    """The one status, or each with its kilometres as measured on the map."""
    by_status = project.status_km()
    names = {s: say(f"briefing.status_{s}", lang) for s in by_status}
    if len(by_status) == 1:
        return next(iter(names.values()))
    return ", ".join(f"{names[s]} {number(km, lang, decimals=1)} km" for s, km in by_status.items())


def _cost(cost: Cost, lang: Lang) -> str:
    text = say("briefing.fact_cost", lang, cost=span(cost.low_bn_vnd, cost.high_bn_vnd, lang))
    if cost.price_year:
        text += f" ({cost.price_year})"
    return f"{text} {say('briefing.unverified', lang)}" if cost.unverified else text
