"""What is said of own routes that begin, end or run for long in open water."""

from __future__ import annotations

from collections.abc import Sequence

from layers import UserRoute
from views.state import data
from words import Lang, LinkError, number, say


def doubts(routes: Sequence[UserRoute], lang: Lang) -> list[str]:
    """A sentence for each such end, and for each water it runs in for long; none where the map has no water."""
    try:
        return [told for route in routes for told in _told(route, lang)]
    except LinkError:  # the map says itself that a layer is missing
        return []


def _told(route: UserRoute, lang: Lang) -> list[str]:
    from analysis.surroundings import wet_ends, wet_stretches

    def say_of(what: str, water: str, km: float) -> str:
        name = water or say("own.wet_unnamed", lang)
        return say(f"own.wet_{what}", lang, name=route.fields.name, water=name, km=number(km, lang, decimals=1))

    ends, along = wet_ends(data.world(), route.geometry), wet_stretches(data.world(), route.geometry)
    return [
        *(say_of("start" if end.start else "end", end.water, end.shore_m / 1000) for end in ends),
        *(say_of("along", water, run_m / 1000) for water, run_m in along),
    ]
