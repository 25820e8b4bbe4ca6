"""Average travel speeds, and where a road runs through a built-up area: tables of assumptions, never numbers in the code.

The table ``data/geo/speeds.csv`` has one row for each mode, road class, ramp and setting, with low,
central and high speeds in km/h and the source or "giả định". A missing row or an empty or zero
speed means: this mode may not use such a road.

Urban is what lies in the layer ``urban_area``, one rule for the base links and for projects: a stretch is urban
where its middle lies inside; a change of less than 150 m along one line does not count. Base links carry the
answer in their column ``urban``; projects, built-in or of a user, are asked here when they are joined to
the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.network.roads import ONE_ASKS
from layers import VN2000_UTM48N, require_crs
from words import DataError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from analysis.network.roads import Floats, Ints, MeasuredLines

_COLUMNS = ("mode", "road_class", "ramp", "urban", "low_kmh", "central_kmh", "high_kmh")


class Mode(StrEnum):
    """Who travels; motorcycles are barred from motorways and expressways."""

    CAR = "car"
    MOTORCYCLE = "motorcycle"
    TRUCK = "truck"


class SpeedCase(StrEnum):
    """Which column of the table of travel speeds is used."""

    LOW = "low"
    CENTRAL = "central"
    HIGH = "high"


@dataclass(frozen=True)
class SpeedTable:
    """Speeds in km/h keyed by (mode, case, road class, ramp, urban)."""

    kmh: dict[tuple[Mode, SpeedCase, str, bool, bool], float]

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> SpeedTable:
        """From the columns of ``speeds.csv``.

        Raises
        ------
        DataError
            If columns are missing or, on a row, low ≤ central ≤ high does not hold.
        """
        missing = [c for c in _COLUMNS if c not in frame.columns]
        if missing:
            raise DataError("errors.columns_missing", file="speeds.csv", columns=", ".join(missing))
        kmh: dict[tuple[Mode, SpeedCase, str, bool, bool], float] = {}
        for row in frame[list(_COLUMNS)].to_dict("records"):  # some sixty rows
            triple = [float(row[f"{case}_kmh"]) for case in SpeedCase]
            if not np.isnan(triple).any() and triple != sorted(triple):
                raise DataError("analysis.speeds_unordered", row=f"{row['mode']} {row['road_class']}")
            for case, value in zip(SpeedCase, triple, strict=True):
                if value > 0:
                    kmh[Mode(row["mode"]), case, row["road_class"], bool(row["ramp"]), bool(row["urban"])] = value
        return cls(kmh)

    def look_up(
        self,
        road_class: NDArray[np.object_],
        *,
        mode: Mode,
        case: SpeedCase,
        ramp: NDArray[np.bool_],
        urban: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """Speed in km/h of each link, NaN where the mode is barred: (n,)."""
        result = np.full(len(road_class), np.nan)
        for (row_mode, row_case, row_class, row_ramp, row_urban), value in self.kmh.items():
            if row_mode is mode and row_case is case:
                result[(road_class == row_class) & (ramp == row_ramp) & (urban == row_urban)] = value
        return result


URBAN_RUN_M: Final = 150.0  # a shorter change of setting along one line is not worth a stretch of its own
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
        with ONE_ASKS:
            inside = np.asarray(shapely.contains_xy(self.shape, (xy[1:] + xy[:-1]) / 2), dtype=bool)
        return without_short_runs(inside, np.hypot(*(xy[1:] - xy[:-1]).T))

    def along(self, lines: MeasuredLines) -> UrbanStretches:
        """The urban stretches of lines, told by mileage."""
        marks, running = [], []
        for line, shape in enumerate(lines.shapes):  # some two hundred sections
            part = slice(lines.offset[line], lines.offset[line + 1])
            with ONE_ASKS:
                met = shapely.intersects(self.shape, shape)
            if not met:
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
    """Runs shorter than ``URBAN_RUN_M`` take the flag of their neighbours, the shortest first."""
    while True:
        first = np.flatnonzero(np.r_[True, flag[1:] != flag[:-1]])
        length = np.add.reduceat(step_m, first)
        shortest = int(length.argmin())
        if len(first) == 1 or length[shortest] >= URBAN_RUN_M:
            return flag
        last = np.r_[first[1:], len(flag)][shortest]
        flag = flag.copy()
        flag[first[shortest] : last] = ~flag[first[shortest] : last]
