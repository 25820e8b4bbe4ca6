"""Faults of the source mended by rule, never one by one.

A gap: two dead ends of one class less than 10 m apart whose roads run on in one line, as happens
where a road was cut into map tiles. They are joined.

A missing turn-round: a pair of one-way carriageways that ends side by side, at a gate, at the edge
of the map or where the dual part of a road stops short. Nobody could leave it again, and all of it
would be lost. The end of one is joined to the beginning of the other, one way, as a ramp.

A direction that cannot be right: a carriageway drawn against its pair, a one-way stub of a two-way road.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from layers import WGS84
from pipeline.roads.junctions import Edges, Ints, Lines, edges, planar, strong_component

GAP_M: Final = 10
TURN_M: Final = 50
_STRAIGHT: Final = 0.9  # cosine of 26°
_RAMP: Final = {"name": None, "ramp": True, "bridge": False, "oneway": True, "open_2021": True}


@dataclass(frozen=True)
class Mended:
    """The edges with the joins added at their end, the kinds they need, and how many of each were made."""

    edges: Edges
    kinds: pd.DataFrame
    gaps: int
    turns: int


def mend(found: Edges, kinds: pd.DataFrame) -> Mended:
    """Join gaps, then turn-rounds. ``kinds`` holds a row for each value of ``found.kind``."""
    group = kinds.groupby("road_class").ngroup().to_numpy().astype(np.int64)
    gaps = _gaps(found, group[found.kind])
    joined = found.and_(gaps)
    turns = _turns(joined, group[joined.kind])
    more = kinds.iloc[turns.kind].assign(**_RAMP)
    numbered = Edges(turns.start, turns.end, len(kinds) + np.arange(len(turns)), turns.oneway, turns.lines)
    return Mended(joined.and_(numbered), pd.concat([kinds, more], ignore_index=True), len(gaps), len(turns))


def _gaps(found: Edges, group: Ints) -> Edges:
    """Straight joins between dead ends."""
    ends = Ends.of(found)
    dead = np.flatnonzero(ends.alone)
    pairs = dead[KDTree(ends.point[dead]).query_pairs(GAP_M, output_type="ndarray")]
    a, b = pairs[:, 0], pairs[:, 1]
    one, two = a // 2, b // 2
    gap = ends.point[b] - ends.point[a]
    length = np.hypot(*gap.T)
    on = (ends.outward[a] * -ends.outward[b]).sum(axis=1) > _STRAIGHT
    on &= (ends.outward[a] * gap).sum(axis=1) > 0
    alike = (one != two) & (group[one] == group[two]) & (found.oneway[one] == found.oneway[two]) & (length > 0)
    flow = ~found.oneway[one] | (a % 2 != b % 2)
    best = _nearest_only(a, b, length, keep=on & alike & flow)
    head = np.where(found.oneway[one] & (a % 2 == 0), b, a)[best]  # a one-way join starts where a road ends
    tail = np.where(head == a[best], b[best], a[best])
    return _straight(found, head, tail, oneway=found.oneway[head // 2])


def _turns(found: Edges, group: Ints) -> Edges:
    """One-way joins from the end of a one-way road to the beginning of its twin beside it."""
    ends = Ends.of(found)
    side = np.arange(2 * len(found)) % 2
    oneway = np.repeat(found.oneway, 2)
    stops = np.flatnonzero(oneway & (side == 1) & ends.no_way_out)
    starts = np.flatnonzero(oneway & (side == 0) & ends.no_way_in)
    if not len(stops) or not len(starts):
        return found.take(np.zeros(len(found), dtype=bool))
    near = KDTree(ends.point[stops]).sparse_distance_matrix(
        KDTree(ends.point[starts]), TURN_M, output_type="coo_matrix"
    )
    a, b = stops[near.row], starts[near.col]
    best = _nearest_only(a, b, near.data, keep=(group[a // 2] == group[b // 2]) & (a // 2 != b // 2))
    return _straight(found, a[best], b[best], oneway=np.ones(len(best), dtype=bool))


@dataclass(frozen=True)
class Ends:
    """The 2n ends of n edges: 2e is where edge e starts, 2e + 1 where it ends.

    ``point`` in metres, ``outward`` the unit vector along which the road leaves, ``alone``: no other
    edge there; ``no_way_out``/``no_way_in``: the node cannot be left, or reached.
    """

    point: NDArray[np.float64]
    outward: NDArray[np.float64]
    alone: NDArray[np.bool_]
    no_way_out: NDArray[np.bool_]
    no_way_in: NDArray[np.bool_]

    @property
    def blocked(self) -> NDArray[np.bool_]:
        """Other edges meet there, and yet nobody can pass: head to head or tail to tail."""
        return ~self.alone & (self.no_way_out | self.no_way_in)

    @classmethod
    def of(cls, found: Edges) -> Ends:
        """The ends of ``found``."""
        lines = planar(found.lines)
        node = np.column_stack((found.start, found.end)).ravel()
        tips = [shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, 1, -2, -1)]
        point = np.stack((tips[0], tips[3]), axis=1).reshape(-1, 2)
        outward = np.stack((tips[0] - tips[1], tips[3] - tips[2]), axis=1).reshape(-1, 2)
        outward /= np.maximum(np.hypot(*outward.T), 1e-9)[:, None]
        both = ~found.oneway
        size = int(node.max()) + 1
        leave = np.bincount(np.r_[found.start, found.end[both]], minlength=size)
        reach = np.bincount(np.r_[found.end, found.start[both]], minlength=size)
        return cls(point, outward, np.bincount(node)[node] == 1, leave[node] == 0, reach[node] == 0)


def _nearest_only(a: Ints, b: Ints, length: NDArray[np.float64], *, keep: NDArray[np.bool_]) -> Ints:
    """Of the candidate pairs those of ``keep`` that are nearest to each other, each end used once."""
    order = np.flatnonzero(keep)
    order = order[np.lexsort((b[order], a[order], np.round(length[order], 3)))]
    used: set[int] = set()
    best = []
    for pair in order:  # greedy: what is taken decides what is left
        if a[pair] not in used and b[pair] not in used:
            used |= {int(a[pair]), int(b[pair])}
            best.append(pair)
    return np.array(best, dtype=np.int64)


def _straight(found: Edges, head: Ints, tail: Ints, *, oneway: NDArray[np.bool_]) -> Edges:
    """Straight edges from one end to another, with the kind of the edge they begin at."""
    node = np.column_stack((found.start, found.end)).ravel()
    tips = [shapely.get_coordinates(shapely.get_point(found.lines, at)) for at in (0, -1)]
    point = np.stack(tips, axis=1).reshape(-1, 2)
    lines = np.array([shapely.LineString(pair) for pair in zip(point[head], point[tail], strict=True)], dtype=object)
    return Edges(node[head], node[tail], found.kind[head // 2], oneway, lines)


TWIN_M: Final = 40
BACK_M: Final = 20_000
_NEAR_M: Final = 5_000  # most ways back are this short: looked for first
STUB_M: Final = 1_000
_PARALLEL: Final = 0.9  # cosine of 26°
_BLOCK: Final = 200  # sources of one run of Dijkstra


@dataclass(frozen=True)
class _Beside:
    """What runs beside each line within ``TWIN_M``: a twin towards it, one along with it; the nearest, on its right, along."""

    towards: NDArray[np.bool_]
    along: NDArray[np.bool_]
    wrong: NDArray[np.bool_]


def set_right(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The roads with wrong directions mended; ``mended`` is "turned", "two_way" or "", ``line`` the row."""
    oneway = roads["oneway"].to_numpy()
    lines = roads.geometry.to_numpy().copy()
    metres = planar(lines)
    found = edges(lines, kind=np.arange(len(roads)), oneway=oneway, bridge=roads["bridge"].to_numpy())
    beside = _beside(metres, oneway=oneway)
    ordinary = ~roads["ramp"].to_numpy() & (roads["road_class"] != "motorway").to_numpy()
    lost = _no_way_back(found, rows=oneway & ordinary & ~beside.towards)
    blocked = np.zeros(len(roads), dtype=bool)
    blocked[found.kind[Ends.of(found).blocked.reshape(-1, 2).any(axis=1)]] = True
    turned = beside.wrong & (blocked | lost)
    two_way = lost & ~beside.along & (shapely.length(metres) <= STUB_M)
    lines[turned] = shapely.reverse(lines[turned])
    made = roads.set_geometry(gpd.GeoSeries(lines, crs=WGS84))
    made["oneway"] = oneway & ~two_way
    made["mended"] = np.where(turned, "turned", np.where(two_way, "two_way", ""))
    made["line"] = np.arange(len(roads))
    return made


def as_mapped(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The roads with the columns of ``set_right``, every direction as it is tagged: an extract needs no mending."""
    return roads.assign(mended="", line=np.arange(len(roads)))


def _no_way_back(found: Edges, *, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each row of the lines whether it is one of ``rows`` and the way back along an edge of it is over ``BACK_M``.

    Roads outside the strongly connected component are not asked: they have no way back at all.
    """
    step = shapely.length(planar(found.lines))
    size = int(max(found.start.max(), found.end.max())) + 1
    back = ~found.oneway
    tail, head = np.r_[found.start, found.end[back]], np.r_[found.end, found.start[back]]
    order = np.lexsort((np.r_[step, step[back]], head, tail))
    first = order[
        np.r_[True, (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)]
    ]  # the shortest of parallel ones
    graph = coo_matrix((np.r_[step, step[back]][first], (tail[first], head[first])), shape=(size, size)).tocsr()
    asked = np.flatnonzero(rows[found.kind] & strong_component(found))
    for limit_m in (_NEAR_M, BACK_M):
        asked = asked[_farther(graph, found.end[asked], found.start[asked], limit_m=limit_m)]
    lost = np.zeros(len(rows), dtype=bool)
    lost[found.kind[asked]] = True
    return lost


def _farther(graph: csr_matrix, begin: Ints, finish: Ints, *, limit_m: float) -> NDArray[np.bool_]:
    """Which ways from ``begin`` to ``finish`` are longer than ``limit_m``, or are none."""
    sources = np.unique(begin)
    far = np.zeros(len(begin), dtype=bool)
    for first in range(0, len(sources), _BLOCK):
        block = sources[first : first + _BLOCK]
        table = dijkstra(graph, indices=block, limit=limit_m)
        mine = np.flatnonzero(np.isin(begin, block))
        far[mine] = np.isinf(table[np.searchsorted(block, begin[mine]), finish[mine]])
    return far


def _beside(lines: Lines, *, oneway: NDArray[np.bool_]) -> _Beside:
    """What runs beside the middle of each one-way line (metres)."""
    others = np.flatnonzero(oneway)
    tree = shapely.STRtree(lines[others])
    middle, ahead = _point_and_direction(lines[others], shapely.length(lines[others]) / 2)
    row, near = tree.query(shapely.points(middle), predicate="dwithin", distance=TWIN_M)
    row, near = row[row != near], near[row != near]
    twin = lines[others[near]]
    at, way = _point_and_direction(twin, shapely.line_locate_point(twin, shapely.points(middle[row])))
    aside = at - middle[row]
    gap = np.hypot(*aside.T)
    abreast = np.flatnonzero((np.abs((ahead[row] * aside).sum(axis=1)) < gap / 2) & (gap > 0))
    abreast = abreast[np.lexsort((gap[abreast], row[abreast]))]  # of each line, the nearest first
    row, gap, aside, way = row[abreast], gap[abreast], aside[abreast], way[abreast]
    same = (ahead[row] * way).sum(axis=1)
    right = ahead[row][:, 0] * aside[:, 1] - ahead[row][:, 1] * aside[:, 0] < 0
    nearest = np.r_[True, row[1:] != row[:-1]]
    towards, along, wrong = (np.zeros(len(lines), dtype=bool) for _ in range(3))
    towards[others[row[same < -_PARALLEL]]] = True
    along[others[row[same > _PARALLEL]]] = True
    wrong[others[row[nearest & right & (same > _PARALLEL)]]] = True
    return _Beside(towards, along, wrong)


def _point_and_direction(lines: Lines, at_m: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The points ``at_m`` along each line (metres) and the unit vectors of travel there: (n, 2) each."""
    length = shapely.length(lines)
    reach = np.minimum(5.0, length / 4)
    marks = (np.clip(at_m + side, 0, length) for side in (-reach, 0 * reach, reach))
    a, point, b = (shapely.get_coordinates(shapely.line_interpolate_point(lines, mark)) for mark in marks)
    way = b - a
    return point, way / np.maximum(np.hypot(*way.T), 1e-9)[:, None]


def counts(roads: gpd.GeoDataFrame) -> dict[str, int]:
    """How many source lines were turned round and how many made two-way."""
    return {how: int(roads.loc[roads["mended"] == how, "line"].nunique()) for how in ("turned", "two_way")}
