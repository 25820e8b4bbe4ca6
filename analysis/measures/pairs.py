"""Origins × destinations: what each pair saves, and which units carry the saving of one pair.

Tables are means of both directions. The shares of a pair are exact Shapley values of the pair's own
minutes (or metres): the mean gain of each unit over all orders in which every prefix can stand.
Only units that can matter are walked through: a unit is out if, with everything standing, no way
through any of its nodes is less than the way without any unit; in no set can it then change the
pair, and its share is 0. Units bound to a walked one by an upgrade are walked with it, so that the
orders keep their chances.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.appraisal import TripSavings, bound_together, judged_choices
from analysis.engine import prepare_engine
from analysis.network import Impedance
from analysis.scenarios import district_capitals, side_of
from layers import distances_m, text_digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Graph
    from analysis.scenarios import Scenario, World

_NOTHING: Final = 1e-9


@dataclass(frozen=True)
class PairMatrix:
    """Means of both directions, (origins, destinations); NaN where not connected or the same place.

    Parameters
    ----------
    digest
        Names data, both scenarios and places.
    before_min, after_min
        Fastest times in minutes.
    before_m, after_m
        Shortest distances in metres.
    before_length_m, after_length_m
        Length of the fastest route in metres.
    geodesic_m
        Straight distances in metres: shortest ÷ this is the detour index.
    """

    digest: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    before_min: Floats
    after_min: Floats
    before_m: Floats
    after_m: Floats
    before_length_m: Floats
    after_length_m: Floats
    geodesic_m: Floats

    @property
    def saved_min(self) -> Floats:
        """Minutes saved."""
        return self.before_min - self.after_min

    @property
    def saved_m(self) -> Floats:
        """Metres by which the shortest distance falls."""
        return self.before_m - self.after_m

    @property
    def saved_percent(self) -> Floats:
        """Share of the time saved, in percent."""
        return np.asarray(100.0 * self.saved_min / self.before_min)

    @property
    def cut_off(self) -> NDArray[np.bool_]:
        """Pairs connected before and not after."""
        return np.asarray(np.isfinite(self.before_min) & ~np.isfinite(self.after_min))


def matrix_ends(world: World, to: str) -> tuple[list[str], list[str]]:
    """Origins and destinations of a ready matrix, by the name of its destinations.

    Parameters
    ----------
    to
        ``other_province``: districts of one province to those of the other, in a region of one province its
        capital to all its other areas; else all districts to the
        places of a kind: ``gate``, ``airport_port``, ``provincial_capital``.
    """
    districts = district_capitals(world)
    if to == "other_province":
        region = world.data.study
        seat = region.first.capital if region.alone else next(iter(districts), "")
        sides = [[p for p in districts if (side_of(world, p) == side_of(world, seat)) is own] for own in (True, False)]
        return sides[0], sides[1]
    kinds = to.split("_") if to == "airport_port" else [to]
    return districts, sorted(p.place_id for p in world.places.values() if p.kind in kinds)


def pair_matrix(
    world: World, *, before: Scenario, after: Scenario, origins: Sequence[str], destinations: Sequence[str]
) -> PairMatrix:
    """What each pair of places saves between two scenarios.

    Raises
    ------
    InputError
        If a place is unknown or a scenario not feasible.
    """
    ends = (tuple(origins), tuple(destinations))
    was, now = (world.keep(("pair tables", s, *ends), partial(_both_ways, world, s, *ends)) for s in (before, after))
    spots = [np.array([(world.place(p).lon, world.place(p).lat) for p in ids]).reshape(-1, 2) for ids in ends]
    digest = text_digest(["matrix", world.digest(before), world.digest(after), *origins, "to", *destinations])
    return PairMatrix(
        digest, *ends, was[0], now[0], was[1], now[1], was[2], now[2], geodesic_m=distances_m(spots[0], spots[1])
    )


def _both_ways(
    world: World, scenario: Scenario, origins: tuple[str, ...], destinations: tuple[str, ...]
) -> tuple[Floats, Floats, Floats]:
    """Minutes, metres and metres of the fastest route: means of both directions."""
    a, b = world.nodes(origins), world.nodes(destinations)
    there = world.skim(scenario, a, b)
    back = there if origins == destinations else world.skim(scenario, b, a)
    same = a[:, None] == b[None, :]
    tables = ("fastest_min", "shortest_m", "fastest_length_m")
    means = [np.where(same, np.nan, (getattr(there, t) + getattr(back, t).T) / 2) for t in tables]
    return means[0], means[1], means[2]


@dataclass(frozen=True)
class PairShares:
    """Which units carry what one pair saves.

    Parameters
    ----------
    digest
        Names data, scenario, pair and impedance.
    total
        What all units save together, in minutes or metres; ``None`` if not connected with or without them.
    shares
        Of each unit, in the order of their size; they sum to ``total``. Empty if it is ``None``.
    errors
        Standard error of each share where so many units matter that orders were sampled; empty where shares are exact.
    """

    digest: str
    origin: str
    destination: str
    impedance: Impedance
    total: float | None
    shares: Mapping[str, float]
    errors: Mapping[str, float]


def pair_shares(
    world: World, scenario: Scenario, origin: str, destination: str, *, impedance: Impedance = Impedance.TIME
) -> PairShares:
    """Shares of a scenario's units in what one pair saves, mean of both directions; exact unless ``errors`` says otherwise.

    Raises
    ------
    InputError
        If a place is unknown or the scenario is not feasible.
    """
    ends = [origin, destination]
    digest = text_digest(["pair shares", world.digest(scenario), *ends, impedance.value])
    bare = replace(scenario, projects=frozenset())
    nothing, everything = (_mean_way(world.graph(s), world, ends, impedance) for s in (bare, scenario))
    if not np.isfinite([nothing, everything]).all():
        return PairShares(digest, origin, destination, impedance, None, {}, {})
    units = _mattering(world, scenario, ends, impedance)
    shares = dict.fromkeys(sorted(scenario.projects), 0.0)
    errors: Mapping[str, float] = {}
    if units:
        engine = prepare_engine(world, replace(scenario, projects=units), ends, impedance=impedance)
        both = TripSavings((1.0 - np.eye(2)) / 2, engine.skim(frozenset()))
        judged = judged_choices(world, engine, [units], both)[0]
        shares |= judged.shapley()
        errors = judged.errors
    ordered = dict(sorted(shares.items(), key=lambda x: (-x[1], x[0])))
    return PairShares(digest, origin, destination, impedance, nothing - everything, ordered, errors)


def _mean_way(graph: Graph, world: World, ends: list[str], impedance: Impedance) -> float:
    nodes = world.nodes(ends)
    ways = dijkstra(graph.by(impedance).matrix, indices=nodes)[:, nodes]
    return float(ways[0, 1] + ways[1, 0]) / 2


def _mattering(world: World, scenario: Scenario, ends: list[str], impedance: Impedance) -> frozenset[str]:
    """Units that may change the pair in some set, and those bound to them by an upgrade."""
    graph, nodes = world.graph(scenario), world.nodes(ends)
    bare = world.graph(replace(scenario, projects=frozenset()))
    base = dijkstra(bare.by(impedance).matrix, indices=nodes)[:, nodes]
    away = dijkstra(graph.by(impedance).matrix, indices=nodes)
    home = dijkstra(graph.by(impedance).matrix.T.tocsr(), indices=nodes)
    least = np.minimum(away[0] + home[1] - base[0, 1], away[1] + home[0] - base[1, 0])
    found = set()
    for unit in scenario.projects:
        sections = np.append(world.unit_sections(unit, year=scenario.year), False)  # −1: an arc of no section
        own = sections[graph.arcs.section]
        through = np.concatenate([graph.arcs.tail[own], graph.arcs.head[own]])
        if len(through) and least[through].min() < -_NOTHING:
            found.add(unit)
    return bound_together(world, scenario.projects, frozenset(found))
