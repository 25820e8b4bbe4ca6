"""How the pairs hit worst go round a closure: their fastest ways before and after, and where the two part.

Of each pair the one direction is told that its name says, from origin to destination.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import shapely

from analysis.network import Impedance
from analysis.scenarios import find_path

if TYPE_CHECKING:
    from analysis.network import PathResult
    from analysis.resilience.closures import ClosureLoss
    from analysis.scenarios import Scenario, World

MOST_DETOURS: Final = 3

_Edge = frozenset[tuple[float, float]]


@dataclass(frozen=True)
class Detour:
    """The ways of a pair before and after a closure.

    Parameters
    ----------
    origin, destination
        Ids of places.
    before, after
        The fastest ways; after is ``None`` where no road leads any more.
    left, instead
        What only the way before runs on, and what only the one after does: lines in degrees, EPSG:4326.
    """

    origin: str
    destination: str
    before: PathResult
    after: PathResult | None
    left: shapely.Geometry
    instead: shapely.Geometry


def detours(world: World, scenario: Scenario, effect: ClosureLoss, *, count: int = MOST_DETOURS) -> tuple[Detour, ...]:
    """The detours of the pairs that lose most minutes, those cut off left out unless there are no others.

    Parameters
    ----------
    scenario
        With the roads open, as ``closure_loss`` was asked.
    """
    shut = replace(
        scenario,
        closed_links=scenario.closed_links | frozenset(effect.links),
        closed_stretches=scenario.closed_stretches | frozenset(effect.stretches),
    )
    found = []
    for pair in (*(p for p in effect.losses if p.after_min is not None), *effect.cut_off)[:count]:
        was, now = (
            find_path(world, s, pair.origin, pair.destination, impedance=Impedance.TIME) for s in (scenario, shut)
        )
        if was is not None:
            found.append(Detour(pair.origin, pair.destination, was, now, _without(was, now), _without(now, was)))
    return tuple(found)


def _without(one: PathResult | None, other: PathResult | None) -> shapely.Geometry:
    """The lines of a way where the other one does not run."""
    if one is None:
        return shapely.MultiLineString()
    known = {_edge(a, b) for a, b in pairwise(other.coordinates)} if other else set[_Edge]()
    return shapely.line_merge(
        shapely.MultiLineString([(a, b) for a, b in pairwise(one.coordinates) if _edge(a, b) not in known])
    )


def _edge(a: tuple[float, float], b: tuple[float, float]) -> _Edge:
    return frozenset((a, b))
