"""What every scenario is measured by: districts at their capitals, and the ways from them.

Districts stand at their capitals: the 9 + 11 of the two provinces, weighted by their people of 2019.
Pairs of districts are those across the two provinces, both directions, each weighted by the trips
p·q of ``benefits.trip_savings``, fixed at the baseline; districts that the assumptions leave out have
no people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.attachment import costs_to
from analysis.benefits import TripSavings, trip_savings
from analysis.communes import communes
from analysis.district_sets import counted_people, district_capitals
from analysis.routing import Impedance, Skim, skim
from layers.geodesy import distances_m

if TYPE_CHECKING:
    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.variants import Assumptions
    from analysis.world import World


@dataclass(frozen=True)
class Yardstick:
    """The places that every scenario of a world is measured by.

    Parameters
    ----------
    origins
        Capitals of the districts of the two provinces, by id.
    side
        Province of each origin's district.
    capitals
        Positions among the origins of the two provinces' own capitals, by id.
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
            side=tuple(world.places[p].province for p in origins),
            capitals=tuple(i for i, p in enumerate(origins) if world.places[p].kind == "provincial_capital"),
            ends=tuple(ends),
            targets={k: tuple(ends.index(p) for p in ids) for k, ids in of_kind.items()},
            geodesic_m=distances_m(spots[: len(origins)], spots),
        )


def yardstick(world: World) -> Yardstick:
    """The yardstick of a world, kept with it."""
    return world.keep(("yardstick",), lambda: Yardstick.of(world))


@dataclass(frozen=True)
class Tables:
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


def tables(world: World, scenario: Scenario) -> Tables:
    """The tables of a scenario, kept with the world."""
    return world.keep(("metric tables", scenario), lambda: _tables(world, scenario))


def _tables(world: World, scenario: Scenario) -> Tables:
    rod, graph = yardstick(world), world.graph(scenario)
    capitals = world.nodes([rod.origins[i] for i in rod.capitals])
    found = communes(world)
    return Tables(
        skim(graph, world.nodes(rod.origins), world.nodes(rod.ends)),
        costs_to(graph, found.attached, capitals, impedance=Impedance.TIME),
    )


def trips(world: World, baseline: Scenario, assumptions: Assumptions) -> TripSavings:
    """Trips between the districts of the two provinces, with minutes at the baseline."""
    rod = yardstick(world)
    minutes = tables(world, baseline).ways.fastest_min[:, : len(rod.origins)]
    return trip_savings(
        counted_people(world, rod.origins, assumptions.districts),
        rod.side,
        np.where(np.isnan(minutes), np.inf, minutes),
        weighting=assumptions.weighting,
        beta_per_min=assumptions.beta_per_min,
    )
