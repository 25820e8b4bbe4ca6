"""Where a project runs along a road of the base network: an upgrade there, never new road.

A point of the project counts as along a base link if one lies within 25 m and within 20° of its
direction; stretches longer than 50 m count (an ordinary crossing is shorter). Centrelines of 2026
are thinned, so that they leave the drawn road by tens of metres in curves: a break between two such
stretches is closed where the line stays within 90 m of a road in its direction. Lines between
points set by hand are off by kilometres; there only stretches longer than 500 m count. A road
entered at interchanges only does not become the ordinary road it runs beside at a skew crossing
or a junction: there only stretches longer than 1 km count.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from pipeline.projects.geometry import points_at, sample_m, to_plane

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from pipeline.projects.geometry import Line

NEAR_M: Final = 25.0
ANGLE_DEG: Final = 20.0
LEAST_M: Final = 50.0
_STEP_M: Final = 10.0
_LOOSE_M: Final = 90.0
LEAST_BY_HAND_M: Final = 500.0
LEAST_EXPRESSWAY_M: Final = 1_000.0


class BaseSegments:
    """The straight segments of the base network in the plane, indexed."""

    def __init__(self, roads: gpd.GeoDataFrame) -> None:
        lon_lat, owner = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
        plane = to_plane(lon_lat)
        same = owner[1:] == owner[:-1]
        pairs = np.stack([plane[:-1][same], plane[1:][same]], axis=1)
        step = pairs[:, 1] - pairs[:, 0]
        self.bearing = np.degrees(np.arctan2(step[:, 1], step[:, 0]))
        self.link = owner[1:][same]
        self.tree = shapely.STRtree(np.asarray(shapely.linestrings(pairs), dtype=object))


def along_base(line: Line, base: BaseSegments, *, least_m: float = LEAST_M) -> list[tuple[float, float, bool]]:
    """Stretches (from, to, along a base road) of the line by chainage in metres."""
    at = sample_m(line, _STEP_M)
    total = float(at[-1] + at[0])
    near = _near(line, at, base, NEAR_M)
    loose = _near(line, at, base, _LOOSE_M)
    for start, end in _spells(~near):
        if start > 0 and end < len(near) and loose[start:end].all():
            near[start:end] = True
    step = total / len(near)
    for start, end in _spells(near):
        if (end - start) * step <= least_m:
            near[start:end] = False
    edges = np.concatenate([[0], np.flatnonzero(near[1:] != near[:-1]) + 1, [len(near)]])
    return [(float(a * step), float(b * step), bool(near[a])) for a, b in pairwise(edges.tolist())]


def _near(line: Line, at: NDArray[np.float64], base: BaseSegments, within_m: float) -> NDArray[np.bool_]:
    """Whether each sample has a base segment within this distance and 20°."""
    points = to_plane(points_at(line, at))
    ahead, behind = to_plane(points_at(line, at + 1.0)), to_plane(points_at(line, at - 1.0))
    bearing = np.degrees(np.arctan2(*(ahead - behind).T[::-1]))
    sample, segment = base.tree.query(shapely.points(points), predicate="dwithin", distance=within_m)
    turn = np.abs((bearing[sample] - base.bearing[segment] + 90.0) % 180.0 - 90.0)
    near = np.zeros(len(at), dtype=bool)
    near[sample[turn <= ANGLE_DEG]] = True
    return near


def _spells(values: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First index and the one after the last of each run of True."""
    padded = np.concatenate([[False], values, [False]])
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
