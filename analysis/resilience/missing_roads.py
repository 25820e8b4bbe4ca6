"""Where a road is missing: pairs of nearby towns with a long way round, and what a straight road would save.

Towns are the provincial and district capitals and the towns of the two provinces. A pair is near if
the straight distance is at most 60 km, and a candidate if the shortest way is at least 1.4 times as
long. For each candidate a road is assumed, 1.15 times as long as the straight line, driven at 60 km/h
(all three figures are assumptions, shown and to be changed), and its value is computed exactly, as
one more project: V of the portfolio (``district_trips``) over the trips between the two provinces' districts. A candidate
is a question to an engineer, not an alignment: terrain, water, forest and cost are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.appraisal import district_trips, yardstick
from analysis.engine import minplus_relax
from analysis.scenarios import Assumptions
from layers import Role, distances_m, place_kinds, text_digest

if TYPE_CHECKING:
    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

TOWN_KINDS: Final = place_kinds(Role.CENTRE)
_M_PER_MIN: Final = 1000.0 / 60.0  # of one km/h


@dataclass(frozen=True)
class AssumedRoad:
    """What a candidate is and what its road would be.

    Parameters
    ----------
    near_km
        Longest straight distance of a pair.
    least_detour
        Smallest detour index of a pair.
    road_detour
        Length of the assumed road ÷ straight distance.
    speed_kmh
        Average speed on it.
    """

    near_km: float = 60.0
    least_detour: float = 1.4
    road_detour: float = 1.15
    speed_kmh: float = 60.0


@dataclass(frozen=True)
class MissingLink:
    """A pair of nearby towns without a direct road; means of both directions.

    Parameters
    ----------
    origin, destination
        Ids of places.
    straight_km, road_km, detour
        Geodesic distance, shortest way, and their ratio.
    time_min
        Fastest time.
    saved_min
        Minutes the pair would save by the assumed road.
    saved_person_min
        V of the assumed road, person-minutes between the two provinces.
    across
        Whether the towns lie in different provinces.
    """

    origin: str
    destination: str
    straight_km: float
    road_km: float
    detour: float
    time_min: float
    saved_min: float
    saved_person_min: float
    across: bool


@dataclass(frozen=True)
class MissingLinks:
    """Candidates, those whose road would pay most first, then by detour.

    Parameters
    ----------
    digest
        Names data, scenario and assumptions.
    people
        Inhabitants whose trips the worth of a road counts.
    """

    digest: str
    people: float
    assumed: AssumedRoad
    found: tuple[MissingLink, ...]


def missing_links(
    world: World, scenario: Scenario, *, assumed: AssumedRoad | None = None, assumptions: Assumptions | None = None
) -> MissingLinks:
    """The candidates of a scenario; kept with the world.

    Parameters
    ----------
    assumptions
        Give the weights of trips, and the districts that count.

    Raises
    ------
    InputError
        If the scenario is not feasible.
    """
    asked, weights = assumed or AssumedRoad(), assumptions or Assumptions()
    make = partial(_missing_links, world, scenario, asked, weights)
    return world.keep(("missing links", scenario, asked, weights.weights), make)


def towns(world: World) -> list[str]:
    """Ids of the towns of the two provinces."""
    codes = world.data.study.codes
    return sorted(p.place_id for p in world.places.values() if p.kind in TOWN_KINDS and p.province in codes)


def _missing_links(world: World, scenario: Scenario, asked: AssumedRoad, weights: Assumptions) -> MissingLinks:
    ids = towns(world)
    nodes = world.nodes(ids)
    ways = world.skim(scenario, nodes, nodes)
    spots = np.array([(world.places[p].lon, world.places[p].lat) for p in ids]).reshape(-1, 2)
    straight_m = distances_m(spots, spots)
    road_m, minutes = ((t + t.T) / 2 for t in (ways.shortest_m, ways.fastest_min))
    rod = yardstick(world)
    counted = district_trips(world, scenario.baseline(), weights)
    at = [ids.index(p) for p in rod.origins]
    directed = np.where(np.isnan(ways.fastest_min), np.inf, ways.fastest_min)
    now = counted.value(directed[np.ix_(at, at)])
    found = []
    for i, j in zip(*np.triu_indices(len(ids), k=1), strict=True):
        near = 0 < straight_m[i, j] <= asked.near_km * 1000
        if not (near and road_m[i, j] >= asked.least_detour * straight_m[i, j]):
            continue
        drive_min = straight_m[i, j] * asked.road_detour / (asked.speed_kmh * _M_PER_MIN)
        with_road = _with_road(directed, int(i), int(j), drive_min)
        pair_min = (with_road[i, j] + with_road[j, i]) / 2
        found.append(
            MissingLink(
                origin=ids[i],
                destination=ids[j],
                straight_km=float(straight_m[i, j]) / 1000,
                road_km=float(road_m[i, j]) / 1000,
                detour=float(road_m[i, j] / straight_m[i, j]),
                time_min=float(minutes[i, j]),
                saved_min=float(minutes[i, j] - pair_min),
                saved_person_min=counted.value(with_road[np.ix_(at, at)]) - now,
                across=world.places[ids[i]].province != world.places[ids[j]].province,
            )
        )
    found.sort(key=lambda x: (-x.saved_person_min, -x.detour, x.origin, x.destination))
    parts = ["missing links", world.digest(scenario), *map(repr, vars(asked).values()), *weights.weights]
    return MissingLinks(text_digest(parts), counted.people, asked, tuple(found))


def _with_road(table: Floats, one: int, other: int, drive_min: float) -> Floats:
    """Least minutes between all towns once two of them have a road of their own; exact as in the engine."""
    ends = [one, other]
    among = table[np.ix_(ends, ends)].copy()
    among[0, 1], among[1, 0] = min(among[0, 1], drive_min), min(among[1, 0], drive_min)
    there = np.minimum(table[:, ends], np.column_stack([table[:, other] + among[1, 0], table[:, one] + among[0, 1]]))
    return minplus_relax(table.copy(), there, table[ends, :])
