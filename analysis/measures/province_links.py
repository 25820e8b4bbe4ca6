"""How well the two provinces are joined, before and after: one row for each pair of districts.

Pairs are the 9 × 11 across the common boundary, means of both directions; the number of routes is
that of the direction with fewer. The detour index is the shortest way ÷ the distance on the
ellipsoid.

Shares of ranks of roads are metres of the fastest way on expressways, national, provincial and other roads,
weighted by the trips of the portfolio. A project gives its own kind to what it builds or upgrades; of the base
network motorways are expressways, QL numbers national, ĐT numbers provincial roads, of several numbers the
highest counts. Everything else, connectors and joints too, is "other". The fastest way is a single one even
where another is as fast, so that shares may change with it while its time does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import dijkstra

from analysis.appraisal import district_trips, yardstick
from analysis.measures.pairs import matrix_ends, pair_matrix
from analysis.network import ArcKind
from analysis.resilience import (
    TOWN_RADIUS_M,
    Crossings,
    boundary_crossings,
    disjoint_routes,
    progress_of_part,
    river_crossings,
    routes_between_groups,
)
from analysis.scenarios import Assumptions, side_of
from layers import WGS84, text_digest
from words import UnknownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Graph, Ints
    from analysis.scenarios import Scenario, World

ROAD_RANKS: Final = ("expressway", "national", "provincial", "other")
_OTHER: Final = ROAD_RANKS.index("other")


def metres_by_rank(world: World, scenario: Scenario, origins: Sequence[str], destinations: Sequence[str]) -> Floats:
    """Metres on each rank of the fastest ways: (ranks, origins, destinations), NaN where not connected.

    Mean of both directions; kept with the world.

    Raises
    ------
    InputError
        If a place is unknown or the scenario not feasible.
    """
    ends = tuple(origins), tuple(destinations)
    return world.keep(("metres by rank", scenario, *ends), partial(_rank_metres, world, scenario, *ends))


def rank_shares(metres: Floats, weights: Floats) -> tuple[float | None, ...]:
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


def _rank_metres(world: World, scenario: Scenario, origins: tuple[str, ...], destinations: tuple[str, ...]) -> Floats:
    graph, rank = world.graph(scenario), _rank_of_arcs(world, scenario)
    a, b = world.nodes(origins), world.nodes(destinations)
    there, back = _one_way(graph, rank, a, b), _one_way(graph, rank, b, a)
    return (there + back.transpose(0, 2, 1)) / 2


def _rank_of_arcs(world: World, scenario: Scenario) -> Ints:
    """Number in ``ROAD_RANKS`` of each arc of the scenario's graph."""
    roads, arcs = world.network.roads, world.graph(scenario).arcs
    kinds = [world.projects[str(i)].kind for i in world.links.sections.project_id]
    of_section = np.array(
        [ROAD_RANKS.index(k) if k in ROAD_RANKS else _OTHER for k in kinds] + [_OTHER], dtype=np.int64
    )
    of_link = np.array(
        [_rank(str(c), str(r)) for c, r in zip(roads.road_class, roads.ref, strict=True)], dtype=np.int64
    )
    rank = np.full(len(arcs), _OTHER, dtype=np.int64)
    on_road = (arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE)
    rank[on_road] = of_link[world.network.link[arcs.item[on_road]]]
    built = (arcs.kind == ArcKind.UPGRADE) | (arcs.kind == ArcKind.PROJECT)
    rank[built] = np.where(
        arcs.kind[built] == ArcKind.UPGRADE,
        np.minimum(rank[built], of_section[arcs.section[built]]),
        of_section[arcs.section[built]],
    )
    return rank


def _rank(road_class: str, ref: str) -> int:
    """Of a road of the base network, by its class and its numbers."""
    if road_class == "motorway" or "CT." in ref:
        return ROAD_RANKS.index("expressway")
    numbers = [n.strip() for n in ref.split(";")]
    if any(n.startswith("QL") and not n.startswith("QLN") for n in numbers):
        return ROAD_RANKS.index("national")
    return ROAD_RANKS.index("provincial") if any(n.startswith("ĐT") for n in numbers) else _OTHER


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
    metres = np.zeros((len(ROAD_RANKS), nodes))
    metres[rank[arc], child] = graph.arcs.length_m[arc]
    jump = np.where(before >= 0, before, np.arange(nodes))
    while not np.array_equal(further := jump[jump], jump):
        metres = metres + metres[:, jump]
        jump = further
    return metres


if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.network import Floats
    from analysis.resilience import DisjointRoutes
    from analysis.scenarios import Scenario, World

    Progress = Callable[[int, int], None]

WORST_PAIRS: Final = 20
STATES: Final = ("before", "after")


@dataclass(frozen=True)
class Connectivity:
    """Everything about the ties of the two provinces in two states.

    Parameters
    ----------
    digest
        Names data, both scenarios and the surroundings of towns.
    pairs
        One row a pair: ``origin``, ``destination`` (ids), ``geodesic_km``; and with ``_before`` and ``_after``:
        ``detour``, ``shortest_km``, ``fastest_min``, ``fastest_length_km``, ``routes``, and metres driven by rank ``<rank>_km``.
        Not connected is NaN, of routes 0.
    capitals
        Routes between the two capitals, before and after.
    provinces
        Routes from any district of one province to any of the other, by province code, before and after.
    cuts
        Smallest cut of each pair, in the order of ``pairs``, before and after.
    boundary, river
        Crossings of the common boundary and of the region's river, before and after.
    shares
        Share of each rank (``ROAD_RANKS``) in all kilometres driven, before and after; ``None`` if a pair is cut off.
    """

    digest: str
    pairs: pd.DataFrame
    capitals: tuple[DisjointRoutes | None, ...]
    provinces: tuple[DisjointRoutes, ...]
    cuts: tuple[tuple[DisjointRoutes, ...], ...]
    boundary: tuple[Crossings, ...]
    river: tuple[Crossings, ...]
    shares: tuple[tuple[float | None, ...], ...]

    def worst(self, count: int = WORST_PAIRS, *, when: str = "before") -> pd.DataFrame:
        """The pairs with the largest detour index in one state, largest first."""
        column = f"detour_{when}"
        ordered = self.pairs.sort_values([column, "origin", "destination"], ascending=[False, True, True])
        return ordered[ordered[column].notna()].head(count).reset_index(drop=True)


def connectivity(
    world: World,
    *,
    before: Scenario,
    after: Scenario,
    near_m: float = TOWN_RADIUS_M,
    assumptions: Assumptions | None = None,
    progress: Progress | None = None,
) -> Connectivity:
    """Measure two states; kept with the world.

    Parameters
    ----------
    near_m
        Surroundings from which routes out of a town are counted, see ``disjoint_routes``.
    assumptions
        Give the weights of trips for the shares of ranks, and the districts that count there.
    progress
        Called with (pairs done, pairs in all); may raise to stop.

    Raises
    ------
    InputError
        If a scenario is not feasible.
    """
    weights = assumptions or Assumptions()
    make = partial(_connectivity, world, (before, after), near_m=near_m, weights=weights, progress=progress)
    return world.keep(("connectivity", before, after, near_m, weights.weights), make)


def _connectivity(
    world: World,
    states: tuple[Scenario, Scenario],
    *,
    near_m: float,
    weights: Assumptions,
    progress: Progress | None,
) -> Connectivity:
    origins, destinations = matrix_ends(world, "other_province")
    wanted = tuple((a, b) for a in origins for b in destinations)
    cuts = tuple(
        disjoint_routes(world, s, wanted, near_m=near_m, progress=progress_of_part(progress, n, 2))
        for n, s in enumerate(states)
    )
    capitals = list(world.data.study.ends)
    by_rank = tuple(metres_by_rank(world, s, origins, destinations) for s in states)
    counted = _trips(world, states[0], weights, (origins, destinations))
    groups = {side_of(world, ids[0]): ids for ids in (origins, destinations)}
    return Connectivity(
        digest=text_digest(["connectivity", *(world.digest(s) for s in states), repr(near_m), *weights.weights]),
        pairs=_pair_table(world, states, (origins, destinations), cuts, by_rank),
        capitals=tuple(_between(c, capitals) for c in cuts),
        provinces=tuple(routes_between_groups(world, s, groups, near_m=near_m) for s in states),
        cuts=cuts,
        boundary=tuple(boundary_crossings(world, s) for s in states),
        river=tuple(_over_river(world, s) for s in states),
        shares=tuple(rank_shares(m, counted) for m in by_rank),
    )


def _over_river(world: World, scenario: Scenario) -> Crossings:
    """Crossings of the region's river; none where it has none, or its base map does not hold it."""
    try:
        return river_crossings(world, scenario)
    except UnknownError:  # a region without the river; a damaged layer is told
        return Crossings(world.digest(scenario), ())


def _trips(world: World, scenario: Scenario, weights: Assumptions, ends: tuple[list[str], list[str]]) -> Floats:
    """Trips of both directions between the ends, at the baseline."""
    counted = district_trips(world, scenario.baseline(), weights).trips
    order = list(yardstick(world).origins)
    a, b = ([order.index(p) for p in ids] for ids in ends)
    return np.asarray(counted[np.ix_(a, b)] + counted[np.ix_(b, a)].T)


def _between(cuts: tuple[DisjointRoutes, ...], ends: list[str]) -> DisjointRoutes | None:
    return next((c for c in cuts if {c.origin, c.destination} == set(ends)), None)


def _pair_table(
    world: World,
    states: tuple[Scenario, Scenario],
    ends: tuple[list[str], list[str]],
    cuts: tuple[tuple[DisjointRoutes, ...], ...],
    by_rank: tuple[Floats, ...],
) -> pd.DataFrame:
    matrix = pair_matrix(world, before=states[0], after=states[1], origins=ends[0], destinations=ends[1])
    a, b = np.meshgrid(ends[0], ends[1], indexing="ij")
    columns: dict[str, object] = {"origin": a.ravel(), "destination": b.ravel()}
    columns["geodesic_km"] = matrix.geodesic_m.ravel() / 1000
    tables = (
        (matrix.before_m, matrix.before_min, matrix.before_length_m),
        (matrix.after_m, matrix.after_min, matrix.after_length_m),
    )
    for when, (metres, minutes, length_m), found, driven in zip(STATES, tables, cuts, by_rank, strict=True):
        columns[f"detour_{when}"] = (metres / matrix.geodesic_m).ravel()
        columns[f"shortest_km_{when}"] = metres.ravel() / 1000
        columns[f"fastest_min_{when}"] = minutes.ravel()
        columns[f"fastest_length_km_{when}"] = length_m.ravel() / 1000
        columns[f"routes_{when}"] = np.array([c.count for c in found], dtype=np.int64)
        columns |= {f"{r}_km_{when}": driven[i].ravel() / 1000 for i, r in enumerate(ROAD_RANKS)}
    return pd.DataFrame(columns)


def cut_lines(world: World, cut: DisjointRoutes) -> gpd.GeoDataFrame:
    """The roads of a smallest cut for a map, EPSG:4326.

    Columns: ``number`` (of the road), ``ref``, ``name``, ``link_id`` (below zero on a project), ``length_km``,
    ``road_class``, ``section``, ``digest``.
    All links between two junctions are drawn: closing any one of them closes that road.
    """
    roads, segments, table = world.network.roads, world.links.segments, world.links.sections
    row_of = {int(link): row for row, link in enumerate(roads.link_id)}
    rows = []
    for number, links in enumerate(cut.cut, start=1):
        for link in links:
            if link >= 0:
                row = row_of[link]
                line = roads.lines.cut(row, 0.0, float(roads.length_m[row]))
                about = (number, roads.ref[row], roads.name[row], link, roads.length_m[row] / 1000)
                rows.append((*about, roads.road_class[row], "", line))
            else:
                i = -1 - link
                section = int(segments.section[i])
                from_m, to_m = float(segments.from_m[i]), float(segments.to_m[i])
                name = world.projects[str(table.project_id[section])].name_vi
                about = (number, "", name, link, (to_m - from_m) / 1000)
                where = str(table.road_class[section]), str(table.section_id[section])
                rows.append((*about, *where, table.lines.cut(section, from_m, to_m)))
    names = ("number", "ref", "name", "link_id", "length_km", "road_class", "section")
    columns = {name: [r[i] for r in rows] for i, name in enumerate(names)} | {"digest": cut.digest}
    return gpd.GeoDataFrame(columns, geometry=[shapely.LineString(r[-1]) for r in rows], crs=WGS84)
