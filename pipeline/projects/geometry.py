"""Lines measured by chainage: cutting, locating, sampling.

A line is an array of vertices in degrees, shape (n, 2). Chainage is geodesic metres from its first
vertex. Planar VN-2000 (UTM 48N) serves to find the nearest point only.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer

from layers import VN2000_UTM48N, WGS84, length_m, segment_lengths_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    Line = NDArray[np.float64]

_PLANE: Final = Transformer.from_crs(WGS84, VN2000_UTM48N, always_xy=True)


def to_plane(lon_lat: Line) -> Line:
    """Vertices in metres of VN-2000 / UTM 48N (EPSG:3405)."""
    x, y = _PLANE.transform(lon_lat[:, 0], lon_lat[:, 1])
    return np.column_stack([x, y])


def chainages_m(line: Line) -> NDArray[np.float64]:
    """Chainage of each vertex, (n,)."""
    return np.concatenate([[0.0], np.cumsum(segment_lengths_m(line))])


def points_at(line: Line, at_m: NDArray[np.float64] | Sequence[float]) -> Line:
    """The points at these chainages, interpolated within their segment: (k, 2)."""
    marks = chainages_m(line)
    return np.column_stack([np.interp(at_m, marks, line[:, 0]), np.interp(at_m, marks, line[:, 1])])


def cut(line: Line, from_m: float, to_m: float) -> Line:
    """The stretch between two chainages; its ends are exact and shared by neighbouring stretches."""
    marks = chainages_m(line)
    inner = line[(marks > from_m + 1e-6) & (marks < to_m - 1e-6)]
    ends = points_at(line, [from_m, to_m])
    return np.vstack([ends[:1], inner, ends[1:]])


def locate_m(line: Line, lon_lat: Sequence[float]) -> tuple[float, float]:
    """Chainage of the point of the line nearest to ``lon_lat``, and its planar distance, both metres."""
    plane, point = to_plane(line), to_plane(np.array([lon_lat], dtype=np.float64))[0]
    start, step = plane[:-1], np.diff(plane, axis=0)
    share = np.clip(((point - start) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-9), 0, 1)
    away = np.hypot(*(start + share[:, None] * step - point).T)
    nearest = int(away.argmin())
    marks = chainages_m(line)
    return float(marks[nearest] + share[nearest] * (marks[nearest + 1] - marks[nearest])), float(away[nearest])


def sample_m(line: Line, step_m: float) -> NDArray[np.float64]:
    """Chainages of the middles of equal steps of about ``step_m``."""
    total = chainages_m(line)[-1]
    count = max(round(float(total) / step_m), 1)
    middles: NDArray[np.float64] = (np.arange(count) + 0.5) * total / count
    return middles


def runs(values: Sequence[object], total_m: float) -> list[tuple[float, float, object]]:
    """Stretches (from, to, value) of equal neighbours among samples spread evenly over ``total_m``."""
    edges = [0, *(i for i in range(1, len(values)) if values[i] != values[i - 1]), len(values)]
    step = total_m / len(values)
    return [(a * step, b * step, values[a]) for a, b in pairwise(edges)]


class Provinces:
    """The provinces in the plane, prepared to say in which one a point lies."""

    def __init__(self, provinces: gpd.GeoDataFrame) -> None:
        self._codes = [str(code) for code in provinces["code"]]
        self._areas = provinces.geometry.to_crs(VN2000_UTM48N).to_numpy()
        shapely.prepare(self._areas)
        self._tree = shapely.STRtree(self._areas)

    def codes(self, lon_lat: Line) -> list[str]:
        """The province code of each point; a point in none goes to the nearest."""
        x, y = to_plane(lon_lat).T
        found = np.full(len(x), -1)
        for number, area in enumerate(self._areas):
            found[shapely.contains_xy(area, x, y)] = number
        outside = np.flatnonzero(found < 0)
        found[outside] = self._tree.nearest(shapely.points(x[outside], y[outside]))
        return [self._codes[number] for number in found]

    def along(self, line: Line, *, step_m: float = 20.0) -> list[tuple[float, float, str]]:
        """Stretches (from, to, code) of the line by province."""
        at = sample_m(line, step_m)
        return [(a, b, str(code)) for a, b, code in runs(self.codes(points_at(line, at)), float(chainages_m(line)[-1]))]

    def km(self, line: Line) -> dict[str, float]:
        """Geodesic kilometres by province code, summing to the line's length."""
        km: dict[str, float] = {}
        for start, end, code in self.along(line):
            km[code] = km.get(code, 0.0) + (end - start) / 1e3
        return {code: round(km[code], 3) for code in sorted(km)}


def line_km(line: Line) -> float:
    """Geodesic length in kilometres."""
    return float(length_m(np.array([shapely.LineString(line)], dtype=object))[0] / 1e3)
