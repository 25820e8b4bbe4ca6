"""Who travels between whom when a link closes: places with their people, and trips.

``districts`` are the trips of the portfolio (``benefits``): one for each inhabitant of the 9 + 11
districts, to the districts of the other province in proportion to their people. ``communes`` are the
same between the communes of 2025 of the two provinces, where their people live (``communes``); those without
a figure stay out. A list of places makes one trip from each to each: it measures the roads among
them, not people. Trips are fixed at the baseline for every scenario and every closure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.benefits import district_capitals, trip_savings
from analysis.communes import communes
from analysis.loading import extend
from analysis.world import Place
from layers.digest import text_digest
from words.errors import InputError

if TYPE_CHECKING:
    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.world import World

DISTRICTS: Final = "districts"
COMMUNES: Final = "communes"
SOURCES: Final = (DISTRICTS, COMMUNES)


@dataclass(frozen=True)
class Demand:
    """Trips between places of a world.

    Parameters
    ----------
    name
        ``districts``, ``communes`` or the list of places.
    world
        The world the places are of: for communes a larger one with the same roads.
    place_ids
        Origins and destinations.
    trips
        From row to column, (places, places); people, of a list of places plain trips.
    """

    name: str
    world: World
    place_ids: tuple[str, ...]
    trips: Floats

    @property
    def digest(self) -> str:
        """Names places and trips."""
        return text_digest([self.name, *self.place_ids, *map(repr, self.trips.ravel().tolist())])


def demand(world: World, baseline: Scenario, source: str = DISTRICTS) -> Demand:
    """The trips of a source: ``districts``, ``communes`` or ids of places joined by commas; kept with the world.

    Raises
    ------
    InputError
        If a place is unknown, or fewer than two are named.
    """
    base = baseline.baseline()
    if source == DISTRICTS:
        return world.keep(("demand", source, base), partial(_districts, world, base))
    if source == COMMUNES:
        return world.keep(("demand", source, base), partial(_communes, world, base))
    ids = tuple(dict.fromkeys(p.strip() for p in source.split(",") if p.strip()))
    if len(ids) < 2:  # noqa: PLR2004 - a trip has two ends
        raise InputError("criticality.two_places")
    world.nodes(ids)
    return Demand(source, world, ids, 1.0 - np.eye(len(ids)))


def _districts(world: World, base: Scenario) -> Demand:
    ids = district_capitals(world)
    people = [float(world.places[p].population or 0) for p in ids]
    return _across(DISTRICTS, world, base, ids, people)


def _communes(world: World, base: Scenario) -> Demand:
    found = communes(world)
    counted = np.flatnonzero(found.study & np.isfinite(found.people))
    columns = (found.frame[c].to_numpy(dtype=object) for c in ("code", "full_name", "province_2022"))
    code, name, province = (c[counted] for c in columns)
    places = [
        Place(f"commune-{c}", "commune", str(n), str(n), float(x), float(y), np.nan, "", int(people), str(p))
        for c, n, p, (x, y), people in zip(
            code, name, province, found.lon_lat[counted], found.people[counted], strict=True
        )
    ]
    larger = replace(extend(world, places=places, own_digest=COMMUNES), private=world.private)
    return _across(COMMUNES, larger, base, [p.place_id for p in places], found.people[counted].tolist())


def _across(name: str, world: World, base: Scenario, ids: list[str], people: list[float]) -> Demand:
    nodes = world.nodes(ids)
    minutes = dijkstra(world.graph(base).by_time.matrix, indices=nodes)[:, nodes]
    counted = trip_savings(np.array(people), [world.places[p].province for p in ids], minutes)
    return Demand(name, world, tuple(ids), counted.trips)
