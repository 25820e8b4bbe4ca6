"""Geometries as the paths matplotlib draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHUNK: Final = 10_000  # points in one path: the pixel writer has a limit


def line_paths(shapes: Iterable[shapely.Geometry]) -> list[Path]:
    """Lines as few compound paths: one for every 10,000 points (a path of its own for each is slow to write)."""
    parts = shapely.get_parts(_together(shapes))
    points, owner = shapely.get_coordinates(parts, return_index=True)
    paths = []
    chunk = np.cumsum(np.bincount(owner, minlength=len(parts))) // _CHUNK if len(parts) else np.empty(0)
    for k in np.unique(chunk):
        own = chunk[owner] == k
        begins = np.append(True, np.diff(owner[own]) != 0)
        paths.append(Path(points[own], np.where(begins, Path.MOVETO, Path.LINETO).astype(Path.code_type)))
    return paths


def ring_paths(shapes: Iterable[shapely.Geometry]) -> list[Path]:
    """One compound path for each polygon part, holes included; lines and points are passed over."""
    paths = []
    for part in shapely.get_parts(_together(shapes)):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        rings = [shapely.get_coordinates(r) for r in (part.exterior, *part.interiors)]
        codes = np.full(sum(map(len, rings)), Path.LINETO, dtype=Path.code_type)
        starts = np.cumsum([0, *map(len, rings)])
        codes[starts[:-1]] = Path.MOVETO
        codes[starts[1:] - 1] = Path.CLOSEPOLY
        paths.append(Path(np.vstack(rings), codes))
    return paths


def _together(shapes: Iterable[shapely.Geometry]) -> np.ndarray:
    """The geometries as one array; a column of a layer is taken whole, which is many times faster than one by one."""
    return shapes.to_numpy() if hasattr(shapes, "to_numpy") else np.asarray(list(shapes), dtype=object)
