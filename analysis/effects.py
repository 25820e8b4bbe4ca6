"""What each project changes by itself: the pairs of places it saves most for, or why none.

Each project stands alone on the base network of August 2021, all its sections built; an upgrade of
another project stands on that project. Savings are means of both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.engine import Engine
from analysis.graph import ArcKind
from analysis.portals import prepare
from analysis.routing import Impedance
from analysis.scenarios import Scenario

if TYPE_CHECKING:
    from analysis.lines import Floats
    from analysis.world import World
    from layers.projects import Project

NOTABLE_MIN: Final = 0.5  # a saving below half a minute counts as none
NOTABLE_M: Final = 10.0  # and a fall of distance below ten metres
_KINDS: Final = frozenset({"gate", "airport"})


class Reason(StrEnum):
    """Why a project changes nothing for these pairs."""

    EXISTING = "existing"  # every section was open in August 2021
    APART = "apart"  # its sections join neither the base network nor another project
    NO_GAIN = "no_gain"  # joined, but no way between these places becomes faster by it


@dataclass(frozen=True)
class PairEffect:
    """Means of both directions between two places, in metres and minutes."""

    origin_id: str
    destination_id: str
    before_m: float
    after_m: float
    before_min: float
    after_min: float

    @property
    def saved_m(self) -> float:
        """Fall of the shortest distance in metres."""
        return self.before_m - self.after_m

    @property
    def saved_min(self) -> float:
        """Fall of the fastest time in minutes."""
        return self.before_min - self.after_min


@dataclass(frozen=True)
class ProjectEffect:
    """A project's effect.

    Parameters
    ----------
    on
        The project it stands on, if it upgrades one; else empty.
    pairs
        Pairs with the largest saving of time, largest first, no place twice.
    shortened
        The pair whose shortest distance falls most, ``None`` if none falls.
    notable
        Number of pairs that save at least half a minute, of ``considered``.
    reason
        Why nothing changes, ``None`` if something does.
    """

    project_id: str
    on: str
    pairs: tuple[PairEffect, ...]
    shortened: PairEffect | None
    notable: int
    considered: int
    reason: Reason | None


def study_places(world: World) -> list[str]:
    """Capitals of the 9 + 11 districts of the two provinces, gates and airports, by id."""
    return sorted(p.place_id for p in world.places.values() if p.district or p.kind in _KINDS)


def project_effects(world: World, *, pairs: int = 3) -> list[ProjectEffect]:
    """One row a project, in the order of the projects, each with its ``pairs`` largest savings.

    Pairs are those of the two provinces' district capitals with each other and with gates and airports.
    """
    places = study_places(world)
    everything = Scenario(projects=frozenset(world.projects))
    engines = {i: prepare(world, everything, places, impedance=i) for i in Impedance}
    return [_effect(world, p, places, engines, count=pairs) for p in world.projects.values()]


_Engines = dict[Impedance, Engine]


def _effect(world: World, project: Project, places: list[str], engines: _Engines, *, count: int) -> ProjectEffect:
    on = frozenset({project.upgrade_of} if project.upgrade_of else ())
    before, after = _both_ways(engines, on), _both_ways(engines, on | {project.id})
    rows = [
        PairEffect(places[i], places[j], before[0][i, j], after[0][i, j], before[1][i, j], after[1][i, j])
        for i, j in _pairs(world, places)
        if np.isfinite([before[0][i, j], after[0][i, j]]).all()
    ]
    by_time = sorted(
        (r for r in rows if r.saved_min >= NOTABLE_MIN), key=lambda r: (-r.saved_min, r.origin_id, r.destination_id)
    )
    by_distance = max(rows, key=lambda r: r.saved_m, default=None)
    shortened = by_distance if by_distance is not None and by_distance.saved_m >= NOTABLE_M else None
    reason = None if by_time or shortened else _reason(world, project, on)
    return ProjectEffect(
        project_id=project.id,
        on=project.upgrade_of or "",
        pairs=_no_place_twice(by_time, count),
        shortened=shortened,
        notable=len(by_time),
        considered=len(rows),
        reason=reason,
    )


def _pairs(world: World, places: list[str]) -> list[tuple[int, int]]:
    """Pairs of places of which at least one is a district capital; the capital stands first."""
    capital = [bool(world.places[p].district) for p in places]
    return [(i, j) for i in range(len(places)) for j in range(len(places)) if capital[i] and (i < j or not capital[j])]


def _no_place_twice(rows: list[PairEffect], count: int) -> tuple[PairEffect, ...]:
    """The first rows that share no place: neighbours of one town would say the same again."""
    kept: list[PairEffect] = []
    seen: set[str] = set()
    for row in rows:
        if len(kept) < count and not {row.origin_id, row.destination_id} & seen:
            kept.append(row)
            seen |= {row.origin_id, row.destination_id}
    return tuple(kept)


def _both_ways(engines: _Engines, projects: frozenset[str]) -> tuple[Floats, Floats]:
    """Shortest metres and fastest minutes, mean of both directions: two (places, places) tables."""
    metres, minutes = (engines[i].skim(projects) for i in (Impedance.DISTANCE, Impedance.TIME))
    return (metres + metres.T) / 2, (minutes + minutes.T) / 2


def _reason(world: World, project: Project, on: frozenset[str]) -> Reason:
    if all(s.status == "existing" for s in project.sections):
        return Reason.EXISTING
    arcs = world.graph(Scenario(projects=on | {project.id})).arcs
    own = world.links.sections.project_id == project.id
    mine = own[arcs.section] & (arcs.section >= 0)
    base_nodes = len(world.network.lon_lat)
    touching = (arcs.tail[mine] < base_nodes) | (arcs.kind[mine] == ArcKind.ACCESS)
    return Reason.NO_GAIN if touching.any() else Reason.APART
