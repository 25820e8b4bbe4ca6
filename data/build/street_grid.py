"""Where minor streets are dense: their length summed over cells of 100 m, smoothed over a disc.

Lines are added in portions, so that the streets of a large extract never stand in memory together.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import convolve

from data.build.junctions import Lines

KM_PER_KM2: Final = 7
WITHIN_M: Final = 500
_CELL_M: Final = 100
_REACH: Final = WITHIN_M // _CELL_M


class StreetGrid:
    """Metres of street in each cell of a box (VN-2000 / UTM 48N)."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        """A grid over ``bounds`` (west, south, east, north in metres) and a disc's reach around."""
        box = np.array(bounds, dtype=float).reshape(2, 2)
        self._corner = np.floor(box[0] / _CELL_M) - _REACH
        columns, rows = (np.floor(box[1] / _CELL_M) - self._corner).astype(np.int64) + 1
        self._length = np.zeros((columns, rows))

    def add(self, lines: Lines) -> None:
        """Add lines (metres); each step between two vertices counts in the cell of its middle."""
        xy, owner = shapely.get_coordinates(lines, return_index=True)
        same = owner[1:] == owner[:-1]
        a, b = xy[:-1][same], xy[1:][same]
        cell = (np.floor((a + b) / 2 / _CELL_M) - self._corner).astype(np.int64)
        inside = ((cell >= 0) & (cell < self._length.shape)).all(axis=1)
        np.add.at(self._length, tuple(cell[inside].T), np.hypot(*(b - a)[inside].T))

    def dense(self) -> shapely.Geometry:
        """The cells around which there are at least ``KM_PER_KM2`` of streets."""
        disc = np.hypot(*np.mgrid[-_REACH : _REACH + 1, -_REACH : _REACH + 1]) <= _REACH
        smooth: NDArray[np.float64] = convolve(self._length, disc.astype(float), mode="constant")
        dense = smooth / (disc.sum() * _CELL_M**2) * 1000 >= KM_PER_KM2
        dense = np.pad(dense, ((0, 0), (1, 1))).astype(np.int8)
        begin, finish = (np.argwhere(np.diff(dense, axis=1) == step) for step in (1, -1))  # runs of cells northwards
        west = (begin[:, 0] + self._corner[0]) * _CELL_M
        south, north = ((rows[:, 1] + self._corner[1]) * _CELL_M for rows in (begin, finish))
        return shapely.union_all(shapely.box(west, south, west + _CELL_M, north))
