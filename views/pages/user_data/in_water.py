"""What is said of own routes that begin or end in open water."""

from __future__ import annotations

from collections.abc import Sequence

from layers import UserRoute
from views.state import data
from words import Lang, LinkError, number, say


def doubts(routes: Sequence[UserRoute], lang: Lang) -> list[str]:
    """A sentence for each such end; none where the map has no water."""
    from analysis.surroundings import wet_ends

    if not routes:
        return []
    try:
        return [
            say(
                f"own.wet_{'start' if end.start else 'end'}",
                lang,
                name=route.fields.name,
                water=end.water or say("own.wet_unnamed", lang),
                km=number(end.shore_m / 1000, lang, decimals=1),
            )
            for route in routes
            for end in wet_ends(data.world(), route.geometry)
        ]
    except LinkError:  # the map says itself that a layer is missing
        return []
