"""One-way traps: short one-way links that cost kilometres to drive the other way.

A *doubt* is a one-way link under 500 m, neither motorway nor ramp, whose way back is over 3 km while no
opposite carriageway runs beside it within 150 m. Most are what they seem: turning lanes and flyovers
between carriageways. A *slip* is a doubt in which a two-way road goes on: all other links at one of its
ends are two-way, and the other end is no mere continuation of one one-way line. Nobody signs a road so;
each slip is set two-way by a row of ``overrides.csv``, and the check fails on one that is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from pipeline.roads.junctions import planar

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

SHORT_M: Final = 500
BACK_M: Final = 3_000
BESIDE_M: Final = 150
_SEARCHED_M: Final = 60_000.0  # a longer way back is none
_AGAINST: Final = -0.85  # cosine of about 150°
_ABEAM: Final = 0.3  # of the sideways direction: straight beside, not ahead
_SPOTS: Final = (0.25, 0.5, 0.75)
_BLOCK: Final = 200  # sources of one run: a table of all at once would take gigabytes


@dataclass(frozen=True)
class Doubts:
    """The doubts among the links of a layer, in its order.

    Parameters
    ----------
    row
        Rows of the layer, (n,).
    back_m
        Way back in metres, infinite where there is none, (n,).
    slip
        Whether each is a slip, (n,).
    """

    row: NDArray[np.int64]
    back_m: NDArray[np.float64]
    slip: NDArray[np.bool_]


def doubts(roads: gpd.GeoDataFrame) -> Doubts:
    """The doubts of the layer ``roads`` as it stands."""
    oneway = roads["oneway"].to_numpy(dtype=bool)
    ordinary = ~roads["ramp"].to_numpy(dtype=bool) & (roads["road_class"] != "motorway").to_numpy()
    short = oneway & ordinary & ~roads["closed"].to_numpy(dtype=bool) & (roads["length_m"] < SHORT_M).to_numpy()
    rows = np.flatnonzero(short)
    rows = rows[np.isinf(_ways_back(roads, rows, within_m=BACK_M))]
    rows = rows[~_paired(roads, rows)]
    return Doubts(rows, _ways_back(roads, rows, within_m=_SEARCHED_M), _slips(roads, rows))


def _ways_back(roads: gpd.GeoDataFrame, rows: NDArray[np.int64], *, within_m: float) -> NDArray[np.float64]:
    """Metres of the shortest way from the end to the start of each link, infinite where it is over ``within_m``."""
    free = roads[~roads["closed"].to_numpy(dtype=bool)]
    back = ~free["oneway"].to_numpy(dtype=bool)
    start, end, length_m = (free[c].to_numpy() for c in ("from_node", "to_node", "length_m"))
    tail, head, weight = np.r_[start, end[back]], np.r_[end, start[back]], np.r_[length_m, length_m[back]]
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    least = np.r_[True, (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])]  # of parallel links the shortest
    size = int(roads[["from_node", "to_node"]].to_numpy().max()) + 1
    graph = coo_matrix((weight[least], (tail[least], head[least])), shape=(size, size)).tocsr()
    ends, which = np.unique(roads["to_node"].to_numpy()[rows], return_inverse=True)
    starts = roads["from_node"].to_numpy()[rows]
    found = np.empty(len(rows))
    for first in range(0, len(ends), _BLOCK):
        table = dijkstra(graph, indices=ends[first : first + _BLOCK], limit=within_m)
        mine = np.flatnonzero((which >= first) & (which < first + _BLOCK))
        found[mine] = table[which[mine] - first, starts[mine]]
    return found


def _paired(roads: gpd.GeoDataFrame, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether an opposite carriageway runs beside each link at two of three spots along it."""
    single = np.flatnonzero(roads["oneway"].to_numpy(dtype=bool))
    lines = planar(roads.geometry.to_numpy())
    tree = shapely.STRtree(lines[single])
    beside = np.zeros(len(rows), dtype=int)
    for spot in _SPOTS:
        at, heading = _spot(lines[rows], spot)
        k, other = tree.query(at, predicate="dwithin", distance=BESIDE_M)
        across = lines[single[other]]
        along = shapely.line_locate_point(across, at[k])
        foot = shapely.line_interpolate_point(across, along)
        offset = shapely.get_coordinates(foot) - shapely.get_coordinates(at[k])
        away = np.hypot(*offset.T)
        turn = (heading[k] * _heading(across, along)).sum(axis=1)
        ahead = np.abs((heading[k] * offset).sum(axis=1))
        opposite = (turn < _AGAINST) & (ahead <= _ABEAM * np.maximum(away, 1.0)) & (single[other] != rows[k])
        beside += np.isin(np.arange(len(rows)), k[opposite])
    return beside > len(_SPOTS) // 2


def _spot(lines: NDArray[np.object_], share: float) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """A point along each line and the line's heading there."""
    along = shapely.length(lines) * share
    return np.asarray(shapely.line_interpolate_point(lines, along), dtype=object), _heading(lines, along)


def _heading(lines: NDArray[np.object_], along: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors of lines near a distance along each, (n, 2)."""
    ends = [
        shapely.get_coordinates(shapely.line_interpolate_point(lines, np.clip(along + step, 0, shapely.length(lines))))
        for step in (-1.0, 1.0)
    ]
    vector = ends[1] - ends[0]
    return np.asarray(vector / np.maximum(np.hypot(*vector.T), 1e-9)[:, None])


def _slips(roads: gpd.GeoDataFrame, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a two-way road goes on in each of the links."""
    start, end = roads["from_node"].to_numpy(), roads["to_node"].to_numpy()
    oneway = roads["oneway"].to_numpy(dtype=bool)
    size = int(max(start.max(), end.max())) + 1
    two_way = np.bincount(np.r_[start[~oneway], end[~oneway]], minlength=size)
    leave, arrive = np.bincount(start[oneway], minlength=size), np.bincount(end[oneway], minlength=size)
    found = np.zeros(len(rows), dtype=bool)
    for node, other in ((start, end), (end, start)):
        own, far = node[rows], other[rows]
        only_two_way = (two_way[own] > 0) & (leave[own] + arrive[own] == 1)  # the one is the link itself
        mine_leaves = other is end  # at ``far`` the link arrives if it leaves ``own``
        out, into = leave[far] - (not mine_leaves), arrive[far] - mine_leaves
        found |= only_two_way & ((two_way[far] > 0) | ((out > 0) & (into > 0)))
    return found
