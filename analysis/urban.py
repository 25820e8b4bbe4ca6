"""Where a road runs through a built-up area: one rule for the base links and for projects.

The area is the layer ``urban_area``, made by the build (``data/build/road_urban.py`` says of what). A
stretch is urban where its middle lies inside; a change of less than 150 m along one line does not
count. Base links carry the answer in their column ``urban``; projects, built-in or of a user, are
asked here when they are joined to the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from layers.geodesy import VN2000_UTM48N, require_crs

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints, MeasuredLines

RUN_M: Final = 150.0  # a shorter change of setting along one line is not worth a stretch of its own
_STEP_M: Final = 20.0  # longest step of a project's line that is asked as one


@dataclass(frozen=True)
class UrbanArea:
    """The built-up area in planar metres (VN-2000 / UTM 48N); empty where a world knows of none."""

    shape: shapely.Geometry

    @classmethod
    def none(cls) -> UrbanArea:
        """Nothing is built up."""
        return cls(shapely.MultiPolygon())

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame) -> UrbanArea:
        """From the layer ``urban_area`` (EPSG:4326)."""
        parts = require_crs(frame, layer="urban_area").to_crs(VN2000_UTM48N).geometry.to_numpy()
        shape = shapely.MultiPolygon(list(shapely.get_parts(parts)))
        shapely.prepare(shape)
        return cls(shape)

    def flags(self, xy: Floats) -> NDArray[np.bool_]:
        """Which steps of a line with these vertices (n, 2; planar metres) are urban: (n - 1,)."""
        inside = np.asarray(shapely.contains_xy(self.shape, (xy[1:] + xy[:-1]) / 2), dtype=bool)
        return without_short_runs(inside, np.hypot(*(xy[1:] - xy[:-1]).T))

    def along(self, lines: MeasuredLines) -> UrbanStretches:
        """The urban stretches of lines, told by mileage."""
        marks, running = [], []
        for line, shape in enumerate(lines.shapes):  # some two hundred sections
            part = slice(lines.offset[line], lines.offset[line + 1])
            if not shapely.intersects(self.shape, shape):
                flat_m, urban = lines.planar_m[part][[0, -1]], np.zeros(1, dtype=bool)
            else:
                xy = shapely.get_coordinates(shapely.segmentize(shape, _STEP_M))
                flat_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
                urban = self.flags(xy)
            at_m = np.interp(flat_m, lines.planar_m[part], lines.chainage_m[part])
            marks.append(at_m)
            running.append(np.concatenate([[0.0], np.cumsum(np.diff(at_m) * urban)]))
        return UrbanStretches(tuple(marks), tuple(running))


@dataclass(frozen=True)
class UrbanStretches:
    """Urban metres of lines from their beginning up to marks; both arrays of a line have one length.

    Parameters
    ----------
    at_m
        Mileages of the marks, one array a line.
    urban_m
        Urban metres up to each mark.
    """

    at_m: tuple[Floats, ...]
    urban_m: tuple[Floats, ...]

    def between(self, line: Ints, from_m: Floats, to_m: Floats) -> Floats:
        """Urban metres of lines between two mileages: (n,)."""
        ends = zip(line.tolist(), from_m.tolist(), to_m.tolist(), strict=True)
        found = [float(np.diff(np.interp((a, b), self.at_m[i], self.urban_m[i]))[0]) for i, a, b in ends]
        return np.array(found, dtype=np.float64)

    def at(self, line: Ints, at_m: Floats) -> NDArray[np.bool_]:
        """Whether lines are urban at mileages: (n,)."""
        step = _STEP_M / 2
        return self.between(line, at_m - step, at_m + step) > step / 2


def without_short_runs(flag: NDArray[np.bool_], step_m: Floats) -> NDArray[np.bool_]:
    """Runs shorter than ``RUN_M`` take the flag of their neighbours, the shortest first."""
    while True:
        first = np.flatnonzero(np.r_[True, flag[1:] != flag[:-1]])
        length = np.add.reduceat(step_m, first)
        shortest = int(length.argmin())
        if len(first) == 1 or length[shortest] >= RUN_M:
            return flag
        last = np.r_[first[1:], len(flag)][shortest]
        flag = flag.copy()
        flag[first[shortest] : last] = ~flag[first[shortest] : last]
