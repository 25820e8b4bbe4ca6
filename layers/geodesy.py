"""Metres on the ellipsoid: the one place where lengths and areas come from.

Lengths and areas are geodesic on WGS 84 (pyproj.Geod, after Karney 2013). Planar VN-2000 is used
for buffers and snapping only, never for a figure that is shown.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from words import DataError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import Geod

WGS84: Final = 4326  # storage of every layer
VN2000_UTM48N: Final = 3405  # one planar system for both provinces: buffers, snapping, print


@cache
def _geod() -> Geod:
    from pyproj import Geod  # noqa: PLC0415 - a command that measures nothing need not wait for it

    return Geod(ellps="WGS84")


def segment_lengths_m(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Geodesic length in metres of each step along ``lon_lat`` (shape (n, 2), degrees): (n − 1,)."""
    _, _, length_m = _geod().inv(lon_lat[:-1, 0], lon_lat[:-1, 1], lon_lat[1:, 0], lon_lat[1:, 1])
    return np.asarray(length_m, dtype=np.float64)


def length_m(lines: gpd.GeoSeries | NDArray[np.object_]) -> NDArray[np.float64]:
    """Geodesic length in metres of each (multi)line in degrees; 0 for empty or missing: (n,)."""
    geometries = np.asarray(lines, dtype=object)
    parts, owner = shapely.get_parts(geometries, return_index=True)
    coordinates, part = shapely.get_coordinates(parts, return_index=True)
    if coordinates.size == 0:
        return np.zeros(len(geometries))
    steps_m = segment_lengths_m(coordinates)
    same = part[1:] == part[:-1]
    sums_m = np.bincount(owner[part[1:][same]], weights=steps_m[same], minlength=len(geometries))
    return sums_m.astype(np.float64)


def area_m2(polygons: gpd.GeoSeries | NDArray[np.object_]) -> NDArray[np.float64]:
    """Geodesic area in m² of each (multi)polygon in degrees, holes taken out: (n,)."""
    return np.array([abs(_geod().geometry_area_perimeter(shapely.orient_polygons(g))[0]) for g in polygons])


def distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Geodesic distance in metres between two points in degrees."""
    return float(_geod().inv(lon_a, lat_a, lon_b, lat_b)[2])


def distances_m(origins: NDArray[np.float64], destinations: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances on the ellipsoid between two sets of points in degrees, (n, 2) and (m, 2): (n, m)."""
    a, b = np.broadcast_arrays(origins[:, None, :], destinations[None, :, :])
    flat = [np.ascontiguousarray(x[..., c]).ravel() for x in (a, b) for c in (0, 1)]
    _, _, metres = _geod().inv(flat[0], flat[1], flat[2], flat[3])
    return np.asarray(metres, dtype=np.float64).reshape(a.shape[:2])


def require_crs(frame: gpd.GeoDataFrame, *, layer: str, epsg: int = WGS84) -> gpd.GeoDataFrame:
    """The frame itself if it carries the coordinate system ``epsg``.

    Raises
    ------
    DataError
        If the frame names none or another one; the sentence says how to mend it.
    """
    if frame.crs is None:
        raise DataError("errors.crs_missing", layer=layer)
    if frame.crs.to_epsg() != epsg:
        raise DataError("errors.crs_wrong", layer=layer, found=frame.crs.to_string(), wanted=f"EPSG:{epsg}")
    return frame
