"""Shapes made fit for drawing: fewer vertices, lines by Douglas and Peucker, areas as a coverage.

Tolerances are metres on the ground, turned into degrees at the equator's rate; at 11° N a degree
of longitude is 2 % shorter, which drawing does not see. Nothing here is used for a figure.
"""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

_M_PER_DEGREE: Final = 111_320.0


def simple_lines(lines: gpd.GeoSeries | NDArray[np.object_], *, tolerance_m: float) -> NDArray[np.object_]:
    """The lines joined where exactly two end, then simplified: line strings, no order kept."""
    merged = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(np.asarray(lines, dtype=object))))
    parts = shapely.get_parts(merged)
    # a line cannot collapse: without the check of topology this is eight times as fast
    return np.asarray(shapely.simplify(parts, tolerance_m / _M_PER_DEGREE, preserve_topology=False), dtype=object)


def simple_areas(areas: gpd.GeoSeries | NDArray[np.object_], *, tolerance_m: float) -> NDArray[np.object_]:
    """Areas that do not touch each other, each simplified by itself; row for row."""
    return np.asarray(shapely.simplify(np.asarray(areas, dtype=object), tolerance_m / _M_PER_DEGREE), dtype=object)


def simple_coverage(areas: gpd.GeoSeries | NDArray[np.object_], *, tolerance_m: float) -> NDArray[np.object_]:
    """Areas that touch, simplified so that their shared edges stay shared; row for row.

    The tolerance is that of Visvalingam and Whyatt as GEOS takes it: the square root of the
    smallest triangle kept.
    """
    return np.asarray(
        shapely.coverage_simplify(np.asarray(areas, dtype=object), tolerance_m / _M_PER_DEGREE), dtype=object
    )


def inner_edges(areas: NDArray[np.object_]) -> shapely.Geometry:
    """The edges that two areas of a coverage share, joined; coast and outer rim are left out; in the system of ``areas``.

    An edge is shared if both areas have it with the same two vertices, as in a valid coverage.
    """
    rings = shapely.get_rings(shapely.get_parts(areas))
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.hstack([vertices[:-1], vertices[1:]])[ring[1:] == ring[:-1]]
    swapped = (steps[:, 0] > steps[:, 2]) | ((steps[:, 0] == steps[:, 2]) & (steps[:, 1] > steps[:, 3]))
    steps[swapped] = steps[swapped][:, [2, 3, 0, 1]]
    edges, times = np.unique(steps, axis=0, return_counts=True)
    lines = np.asarray(shapely.linestrings(edges[times > 1].reshape(-1, 2, 2)), dtype=object)
    return shapely.line_merge(shapely.MultiLineString(list(lines)))
