"""Where a field on a grid lies below a level: polygons with straight outlines between grid points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.lines import Floats

_CORNERS = 4  # of a square
_STEEP = 10.0  # a value over the level by more counts as this much: not reached lies at the grid point itself


@dataclass(frozen=True)
class Grid:
    """A square grid in planar metres; points are ordered row by row, from south-west.

    Parameters
    ----------
    left, bottom
        The first point.
    columns, rows
        Number of points.
    cell_m
        Distance of neighbours.
    """

    left: float
    bottom: float
    columns: int
    rows: int
    cell_m: float

    @classmethod
    def around(cls, points: Floats, *, margin_m: float, cell_m: float) -> Grid:
        """The grid that holds all points (n, 2) with a margin, on whole multiples of the cell."""
        low = np.floor((points.min(axis=0) - margin_m) / cell_m)
        high = np.ceil((points.max(axis=0) + margin_m) / cell_m)
        columns, rows = (high - low + 1).astype(int)
        return cls(float(low[0]) * cell_m, float(low[1]) * cell_m, int(columns), int(rows), cell_m)

    @property
    def x(self) -> Floats:
        """Of each column."""
        return self.left + self.cell_m * np.arange(self.columns, dtype=np.float64)

    @property
    def y(self) -> Floats:
        """Of each row."""
        return self.bottom + self.cell_m * np.arange(self.rows, dtype=np.float64)

    @property
    def points(self) -> Floats:
        """All points, (rows × columns, 2)."""
        x, y = np.meshgrid(self.x, self.y)
        return np.column_stack([x.ravel(), y.ravel()])


def area_below(grid: Grid, values: Floats, level: float) -> shapely.Geometry:
    """The area in which ``values`` (one a grid point, infinity allowed) are at most ``level``; empty if nowhere."""
    field = np.minimum(values.reshape(grid.rows, grid.columns), level + _STEEP * max(abs(level), 1.0))
    inside = field <= level
    corners = inside[:-1, :-1].astype(int) + inside[:-1, 1:] + inside[1:, 1:] + inside[1:, :-1]
    cut = np.argwhere((corners > 0) & (corners < _CORNERS))
    return shapely.union_all([*_runs(grid, corners == _CORNERS), *_cut_squares(grid, field, cut, level)])


def _runs(grid: Grid, whole: NDArray[np.bool_]) -> list[shapely.Geometry]:
    """One rectangle for each run of neighbouring whole squares in a row."""
    padded = np.pad(whole.astype(np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    row, first = np.nonzero(change == 1)
    _, after = np.nonzero(change == -1)
    return list(shapely.box(grid.x[first], grid.y[row], grid.x[after], grid.y[row + 1]))


def _cut_squares(grid: Grid, field: Floats, squares: NDArray[np.int64], level: float) -> list[shapely.Geometry]:
    """The part of each of these squares (row, column) below the level: round its corners, with the crossings between.

    A crossing is computed from its two grid points in a fixed order, so that the squares on both
    sides of it have the same one and leave no sliver between them.
    """
    x, y = grid.x.tolist(), grid.y.tolist()
    ring, owner = [], []
    for number, (r, c) in enumerate(squares.tolist()):
        corners = [(r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c)]
        height = [float(field[k]) for k in corners]
        for i in range(_CORNERS):
            j = (i + 1) % _CORNERS
            if height[i] <= level:
                ring.append((x[corners[i][1]], y[corners[i][0]]))
                owner.append(number)
            if (height[i] <= level) != (height[j] <= level):
                a, b = (i, j) if corners[i] < corners[j] else (j, i)
                share = (level - height[a]) / (height[b] - height[a])
                (ra, ca), (rb, cb) = corners[a], corners[b]
                ring.append((x[ca] + share * (x[cb] - x[ca]), y[ra] + share * (y[rb] - y[ra])))
                owner.append(number)
    if not ring:
        return []
    shapes = shapely.polygons(shapely.linearrings(ring, indices=owner))
    return list(shapes[shapely.area(shapes) > 0])  # one of no area touches the level in a grid point alone
