"""One-way lines whose direction cannot be right, found by rule and mended.

Traffic keeps to the right in Vietnam: beside a one-way carriageway, on its left, runs its twin the
other way.

- A line **turned round**: its nearest twin is on its right and drives the same way, and either it
  meets another one-way road head to head or tail to tail, or whoever has driven along it needs more
  than 20 km to come back. One carriageway of a pair was drawn in the direction of the other.
- A line **made two-way**: up to 1 km long, no ramp, no twin beside it, and more than 20 km to come
  back, though both its ends lie on the network. Such stubs stand where a two-way road is about to part into carriageways; one of 28 m closed
  national road 14 for a whole direction.

Openings for turning are up to 15 km apart here, so that a shorter way back proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra

from data.build.junctions import Edges, Ints, Lines, edges, planar, strong_component
from data.build.road_gaps import Ends
from layers.geodesy import WGS84

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
