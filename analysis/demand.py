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

from analysis.benefits import trip_savings
from analysis.communes import communes
from analysis.district_sets import counted, counted_people, district_capitals
from analysis.loading import extend
from analysis.variants import Assumptions
from analysis.world import Place
from layers.digest import text_digest
from words.errors import InputError

if TYPE_CHECKING:
    from analysis.communes import Communes
    from analysis.lines import Floats, Ints
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


def demand(
    world: World, baseline: Scenario, source: str = DISTRICTS, *, assumptions: Assumptions | None = None
) -> Demand:
    """The trips of a source: ``districts``, ``communes`` or ids of places joined by commas; kept with the world.

    Parameters
    ----------
    assumptions
        Give the weights of destinations and the districts that count; mode, speeds and access are the scenario's.

    Raises
    ------
    InputError
        If a place is unknown, or fewer than two are named.
    """
    base, weights = baseline.baseline(), assumptions or Assumptions()
    if source in SOURCES:
        make = partial(_districts if source == DISTRICTS else _communes, world, base, weights)
        return world.keep(("demand", source, base, weights.weights), make)
    ids = tuple(dict.fromkeys(p.strip() for p in source.split(",") if p.strip()))
    if len(ids) < 2:  # noqa: PLR2004 - a trip has two ends
        raise InputError("criticality.two_places")
    world.nodes(ids)
    return Demand(source, world, ids, 1.0 - np.eye(len(ids)))


def _districts(world: World, base: Scenario, weights: Assumptions) -> Demand:
    ids = district_capitals(world)
    people = counted_people(world, ids, weights.districts).tolist()
    return _across(DISTRICTS, world, base, weights, dict(zip(ids, people, strict=True)))


def _communes(world: World, base: Scenario, weights: Assumptions) -> Demand:
    found = communes(world)
    counts = {world.places[p].district for p in counted(world, weights.districts)}
    within = found.frame["district_2022_people"].isin(counts).to_numpy(dtype=bool)
    known = np.flatnonzero(found.study & np.isfinite(found.people))
    people = np.where(within, found.people, 0.0)[known] if weights.districts else found.people[known]
    larger = world.keep(("world of communes",), lambda: _with_communes(world, found, known))
    ids = [f"commune-{c}" for c in found.frame["code"].to_numpy(dtype=object)[known]]
    return _across(COMMUNES, larger, base, weights, dict(zip(ids, people.tolist(), strict=True)))


def _with_communes(world: World, found: Communes, known: Ints) -> World:
    """The world with the communes as places: the same roads, cut where they join them."""
    columns = (found.frame[c].to_numpy(dtype=object)[known] for c in ("code", "full_name", "province_2022"))
    rows = zip(*columns, found.lon_lat[known], found.people[known], strict=True)
    places = [
        Place(f"commune-{c}", "commune", str(n), str(n), float(x), float(y), np.nan, "", int(people), str(p))
        for c, n, p, (x, y), people in rows
    ]
    return replace(extend(world, places=places, own_digest=COMMUNES), private=world.private)


def _across(name: str, world: World, base: Scenario, weights: Assumptions, people: dict[str, float]) -> Demand:
    """Trips to the other side between places with their people, by id."""
    ids = tuple(people)
    nodes = world.nodes(ids)
    minutes = dijkstra(world.graph(base).by_time.matrix, indices=nodes)[:, nodes]
    counted = trip_savings(
        np.array(list(people.values())),
        [world.places[p].province for p in ids],
        minutes,
        weighting=weights.weighting,
        beta_per_min=weights.beta_per_min,
    )
    return Demand(name, world, ids, counted.trips)
