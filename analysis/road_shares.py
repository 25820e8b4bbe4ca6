"""On which roads a trip runs: metres of the fastest way on expressways, national, provincial and other roads.

By rank of the road: a project gives its own kind to what it builds or upgrades; of the base network
motorways are expressways, QL numbers national, ĐT numbers provincial roads, of several numbers the
highest counts. Everything else, connectors and joints too, is "other". The fastest way is a single
one even where another is as fast, so that shares may change with it while its time does not.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.graph import ArcKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.graph import Graph
    from analysis.lines import Floats, Ints
    from analysis.scenarios import Scenario
    from analysis.world import World

RANKS: Final = ("expressway", "national", "provincial", "other")
_OTHER: Final = RANKS.index("other")


def metres_by_rank(world: World, scenario: Scenario, origins: Sequence[str], destinations: Sequence[str]) -> Floats:
    """Metres on each rank of the fastest ways: (ranks, origins, destinations), NaN where not connected.

    Mean of both directions; kept with the world.

    Raises
    ------
    InputError
        If a place is unknown or the scenario not feasible.
    """
    ends = tuple(origins), tuple(destinations)
    return world.keep(("metres by rank", scenario, *ends), partial(_both_ways, world, scenario, *ends))


def shares(metres: Floats, weights: Floats) -> tuple[float | None, ...]:
    """Share of each rank in all metres driven, 0 to 1; ``None`` if a pair with a weight is not connected.

    Parameters
    ----------
    metres
        (ranks, origins, destinations).
    weights
        Trips of each pair, (origins, destinations).
    """
    counted = weights > 0
    driven = metres[:, counted] @ weights[counted]
    total = driven.sum()
    if not np.isfinite(total) or total <= 0:
        return (None,) * len(metres)
    return tuple((driven / total).tolist())


def _both_ways(world: World, scenario: Scenario, origins: tuple[str, ...], destinations: tuple[str, ...]) -> Floats:
    graph, rank = world.graph(scenario), _rank_of_arcs(world, scenario)
    a, b = world.nodes(origins), world.nodes(destinations)
    there, back = _one_way(graph, rank, a, b), _one_way(graph, rank, b, a)
    return (there + back.transpose(0, 2, 1)) / 2


def _rank_of_arcs(world: World, scenario: Scenario) -> Ints:
    """Number in ``RANKS`` of each arc of the scenario's graph."""
    roads, arcs = world.network.roads, world.graph(scenario).arcs
    kinds = [world.projects[str(i)].kind for i in world.links.sections.project_id]
    of_section = np.array([RANKS.index(k) if k in RANKS else _OTHER for k in kinds] + [_OTHER], dtype=np.int64)
    of_link = np.array(
        [_rank(str(c), str(r)) for c, r in zip(roads.road_class, roads.ref, strict=True)], dtype=np.int64
    )
    rank = np.full(len(arcs), _OTHER, dtype=np.int64)
    on_road = (arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE)
    rank[on_road] = of_link[world.network.link[arcs.item[on_road]]]
    built = (arcs.kind == ArcKind.UPGRADE) | (arcs.kind == ArcKind.PROJECT)
    rank[built] = np.where(arcs.kind[built] == ArcKind.UPGRADE, np.minimum(rank[built], of_section[arcs.section[built]]),
                           of_section[arcs.section[built]])  # fmt: skip
    return rank


def _rank(road_class: str, ref: str) -> int:
    """Of a road of the base network, by its class and its numbers."""
    if road_class == "motorway" or "CT." in ref:
        return RANKS.index("expressway")
    numbers = [n.strip() for n in ref.split(";")]
    if any(n.startswith("QL") and not n.startswith("QLN") for n in numbers):
        return RANKS.index("national")
    return RANKS.index("provincial") if any(n.startswith("ĐT") for n in numbers) else _OTHER


def _one_way(graph: Graph, rank: Ints, origins: Ints, destinations: Ints) -> Floats:
    minutes, before = dijkstra(graph.by_time.matrix, indices=origins, return_predecessors=True)
    metres = np.array([_along(graph, rank, tree)[:, destinations] for tree in before]).transpose(1, 0, 2)
    connected: NDArray[np.bool_] = np.isfinite(minutes[:, destinations])
    return np.where(connected[None], metres, np.nan)


def _along(graph: Graph, rank: Ints, before: Ints) -> Floats:
    """Metres on each rank from the root to every node of a tree of predecessors, by pointer doubling."""
    nodes = len(before)
    child = np.flatnonzero(before >= 0)
    arc = graph.by_time.arc_between(before[child].astype(np.int64), child)
    metres = np.zeros((len(RANKS), nodes))
    metres[rank[arc], child] = graph.arcs.length_m[arc]
    jump = np.where(before >= 0, before, np.arange(nodes))
    while not np.array_equal(further := jump[jump], jump):
        metres = metres + metres[:, jump]
        jump = further
    return metres
