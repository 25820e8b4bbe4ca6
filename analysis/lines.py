"""Many lines with a mileage: geodesic along the line, planar only to find the nearest point.

The mileage ("chainage") of a vertex is the geodesic length in metres from the line's first vertex.
Planar coordinates are VN-2000 / UTM 48N and serve for snapping alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geodesy import VN2000_UTM48N, WGS84, segment_lengths_m

if TYPE_CHECKING:
    from pyproj import Transformer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@cache
def _to_planar() -> Transformer:
    from pyproj import Transformer  # noqa: PLC0415 - a world kept on disk needs none

    return Transformer.from_crs(WGS84, VN2000_UTM48N, always_xy=True)


def planar(lon_lat: Floats) -> Floats:
    """Degrees (n, 2) as planar metres (n, 2), for snapping only."""
    x, y = _to_planar().transform(lon_lat[:, 0], lon_lat[:, 1])
    return np.column_stack([x, y])


def unit_vectors(vectors: Floats) -> Floats:
    """Vectors (n, 2) made one metre long."""
    return np.asarray(vectors / np.maximum(np.hypot(*vectors.T), 1e-9)[:, None])


@dataclass(frozen=True)
class MeasuredLines:
    """Lines as flat arrays: the vertices of line ``i`` are ``offset[i]:offset[i + 1]``.

    Parameters
    ----------
    lon_lat
        Vertices in degrees, (n, 2).
    offset
        Where each line begins, (lines + 1,).
    chainage_m
        Geodesic metres from the beginning of the line, (n,).
    planar_m
        The same measured in the plane, (n,): only to turn a planar position into a mileage.
    flat
        Vertices in planar metres, (n, 2).
    """

    lon_lat: Floats
    offset: Ints
    chainage_m: Floats
    planar_m: Floats
    flat: Floats

    @classmethod
    def from_geometries(cls, geometries: NDArray[np.object_]) -> MeasuredLines:
        """From shapely LineStrings in degrees."""
        lon_lat, line = shapely.get_coordinates(geometries, return_index=True)
        offset = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=len(geometries)))]).astype(np.int64)
        flat = planar(lon_lat)
        geodesic_m = _running(segment_lengths_m(lon_lat), offset)
        planar_m = _running(np.hypot(*np.diff(flat, axis=0).T), offset)
        return cls(lon_lat, offset, geodesic_m, planar_m, flat)

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """The lines in planar metres, (lines,): made when they are asked for."""
        line = np.repeat(np.arange(len(self.offset) - 1), np.diff(self.offset))
        return np.asarray(shapely.linestrings(self.flat, indices=line) if len(self.flat) else [], dtype=object)

    @property
    def length_m(self) -> Floats:
        """Geodesic length of each line in metres."""
        return self.chainage_m[self.offset[1:] - 1]

    def locate(self, line: int, points: Floats) -> Floats:
        """Mileage in metres of the point of ``line`` nearest to each planar point (n, 2)."""
        part = slice(self.offset[line], self.offset[line + 1])
        position = shapely.line_locate_point(self.shapes[line], shapely.points(points))
        return np.interp(position, self.planar_m[part], self.chainage_m[part])

    def at(self, line: int, chainage_m: Floats) -> Floats:
        """Points in degrees (n, 2) at the given mileages of ``line``."""
        part = slice(self.offset[line], self.offset[line + 1])
        run, vertices = self.chainage_m[part], self.lon_lat[part]
        return np.column_stack([np.interp(chainage_m, run, vertices[:, 0]), np.interp(chainage_m, run, vertices[:, 1])])

    def cut(self, line: int, from_m: float, to_m: float) -> Floats:
        """Vertices in degrees of ``line`` between two mileages, turned round if ``to_m < from_m``."""
        if to_m < from_m:
            return self.cut(line, to_m, from_m)[::-1]
        part = slice(self.offset[line], self.offset[line + 1])
        run = self.chainage_m[part]
        inside = self.lon_lat[part][(run > from_m) & (run < to_m)]
        ends = self.at(line, np.array([from_m, to_m]))
        return np.vstack([ends[:1], inside, ends[1:]])


def _running(step: Floats, offset: Ints) -> Floats:
    """Running sum of the steps between vertices, begun anew at each line."""
    total = np.concatenate([[0.0], np.cumsum(step)])
    return np.asarray(total - np.repeat(total[offset[:-1]], np.diff(offset)))
