"""Where a field on a grid lies below a level: polygons with straight outlines between grid points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from contourpy import FillType, contour_generator

if TYPE_CHECKING:
    from analysis.lines import Floats

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
    contours = contour_generator(grid.x, grid.y, field, fill_type=FillType.OuterOffset)
    areas = []
    for points, offsets in zip(*contours.filled(-np.inf, level), strict=True):
        outline, *holes = np.split(points, offsets[1:-1])
        areas.append(shapely.Polygon(outline, holes))
    return shapely.union_all(areas)
