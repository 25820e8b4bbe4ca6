"""Who travels between whom: the places every scenario is measured by, and trips between places with their people.

Districts stand at their capitals: the 9 + 11 of the two provinces, weighted by their people of 2019.
``districts`` are the trips of the portfolio (``trip_savings``): one for each inhabitant, to the districts of
the other province in proportion to their people; districts that the assumptions leave out have no people.
``communes`` are the same between the communes of 2025 of the two provinces, where their people live; those
without a figure stay out. A list of places makes one trip from each to each: it measures the roads among
them, not people. Trips are fixed at the baseline for every scenario and every closure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.accessibility import communes
from analysis.appraisal.benefit import TripSavings, trip_savings
from analysis.network import Impedance, Skim, costs_to_nodes
from analysis.scenarios import (
    Assumptions,
    Place,
    counted,
    counted_people,
    district_capitals,
    kept_arrays,
    side_of,
    with_places,
)
from layers import distances_m, text_digest
from words import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.accessibility import Communes
    from analysis.network import AccessLinks, Floats, Ints
    from analysis.scenarios import Scenario, World


@dataclass(frozen=True)
class Yardstick:
    """The places that every scenario of a world is measured by.

    Parameters
    ----------
    origins
        Capitals of the districts of the two provinces, by id.
    side
        Province of each origin's district; in a region of one province the district itself.
    capitals
        Positions among the origins of the two provinces' own capitals, by id; of one province its capital and next town.
    ends
        Origins first, then gates, airport and ports.
    targets
        Positions among ``ends`` of the gates, of the airport, of the ports.
    geodesic_m
        (origins, ends).
    """

    origins: tuple[str, ...]
    side: tuple[str, ...]
    capitals: tuple[int, ...]
    ends: tuple[str, ...]
    targets: dict[str, tuple[int, ...]]
    geodesic_m: Floats

    @classmethod
    def of(cls, world: World) -> Yardstick:
        """From the places of a world."""
        origins = district_capitals(world)
        kinds = {"gate": "gate", "airport": "airport", "port": "port"}
        of_kind = {k: sorted(world.of_kind(kind)) for k, kind in kinds.items()}
        of_kind["airport"] = [p for p in of_kind["airport"] if p == world.data.study.airport]
        ends = [*origins, *(p for ids in of_kind.values() for p in ids)]
        spots = np.array([(world.places[p].lon, world.places[p].lat) for p in ends]).reshape(-1, 2)
        return cls(
            origins=tuple(origins),
            side=tuple(side_of(world, p) for p in origins),
            capitals=tuple(i for i, p in enumerate(origins) if p in world.data.study.seats),
            ends=tuple(ends),
            targets={k: tuple(ends.index(p) for p in ids) for k, ids in of_kind.items()},
            geodesic_m=distances_m(spots[: len(origins)], spots),
        )


def yardstick(world: World) -> Yardstick:
    """The yardstick of a world, kept with it."""
    return world.keep(("yardstick",), lambda: Yardstick.of(world))


@dataclass(frozen=True)
class YardstickTables:
    """What one scenario's figures are read from.

    Parameters
    ----------
    ways
        Yardstick's origins × ends.
    to_capitals_min
        Minutes of communes to each of the two capitals: (communes, capitals).
    """

    ways: Skim
    to_capitals_min: Floats


def yardstick_tables(world: World, scenario: Scenario) -> YardstickTables:
    """The tables of a scenario, kept with the world."""
    return world.keep(("metric tables", scenario), lambda: _yardstick_tables(world, scenario))


def _yardstick_tables(world: World, scenario: Scenario) -> YardstickTables:
    rod, graph = yardstick(world), world.passing_graph(scenario)
    origins, ends = world.nodes(rod.origins), world.nodes(rod.ends)
    capitals = world.nodes([rod.origins[i] for i in rod.capitals])
    attached = communes(world).attached

    def make() -> dict[str, NDArray[Any]]:
        to_capitals_min = costs_to_nodes(graph, attached, capitals, impedance=Impedance.TIME)
        return {**vars(world.skim(scenario, origins, ends)), "to_capitals_min": to_capitals_min}

    if scenario != scenario.baseline():
        made = make()
    else:  # of the network alone: on disk as a core is
        asked = {"origins": origins, "ends": ends, "capitals": capitals, "nodes": graph.lon_lat}
        made = kept_arrays(world, "measured", asked | vars(graph.arcs) | _named("at", attached), make)
    return YardstickTables(
        Skim(**{name: made[name] for name in made if name != "to_capitals_min"}), made["to_capitals_min"]
    )


def _named(what: str, table: AccessLinks) -> dict[str, NDArray[Any]]:
    """The columns of a table, told apart from those of others."""
    return {f"{what}_{name}": column for name, column in vars(table).items()}


def district_trips(world: World, baseline: Scenario, assumptions: Assumptions) -> TripSavings:
    """Trips between the districts of the two provinces, with minutes at the baseline."""
    rod = yardstick(world)
    minutes = yardstick_tables(world, baseline).ways.fastest_min[:, : len(rod.origins)]
    return trip_savings(
        counted_people(world, rod.origins, assumptions.districts),
        rod.side,
        np.where(np.isnan(minutes), np.inf, minutes),
        weighting=assumptions.weighting,
        beta_per_min=assumptions.beta_per_min,
    )


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
    larger = world.keep(("extended", COMMUNES), lambda: _with_communes(world, found, known))
    ids = [f"commune-{c}" for c in found.frame["code"].to_numpy(dtype=object)[known]]
    return _across(COMMUNES, larger, base, weights, dict(zip(ids, people.tolist(), strict=True)))


def _with_communes(world: World, found: Communes, known: Ints) -> World:
    """The world with the communes as places: the same roads, cut where they join them."""
    part = "district_2022_people" if world.data.study.alone else "province_2022"
    columns = (found.frame[c].to_numpy(dtype=object)[known] for c in ("code", "full_name", part))
    rows = zip(*columns, found.lon_lat[known], found.people[known], strict=True)
    places = [
        Place(f"commune-{c}", "commune", str(n), str(n), float(x), float(y), np.nan, "", int(people), str(p))
        for c, n, p, (x, y), people in rows
    ]
    return with_places(world, places, named=COMMUNES)


def _across(name: str, world: World, base: Scenario, weights: Assumptions, people: dict[str, float]) -> Demand:
    """Trips to the other side between places with their people, by id."""
    ids = tuple(people)
    nodes = world.nodes(ids)
    minutes = dijkstra(world.graph(base).by_time.matrix, indices=nodes)[:, nodes]
    counted = trip_savings(
        np.array(list(people.values())),
        [side_of(world, p) for p in ids],
        minutes,
        weighting=weights.weighting,
        beta_per_min=weights.beta_per_min,
    )
    return Demand(name, world, ids, counted.trips)
