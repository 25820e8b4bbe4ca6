"""How far a point lies from the routed network: shown with every place, checked against a limit."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from data.build.built import Context
from layers.geodesy import VN2000_UTM48N, WGS84

_GEOD = Geod(ellps="WGS84")


def snap_m(context: Context, points: gpd.GeoSeries) -> pd.array:
    """Geodesic metres from each point to the nearest routed link that is no motorway and no ramp.

    Missing for a missing point, and for all while the layer ``roads`` is not built. The nearest
    link is found in the plane (VN-2000 / UTM 48N), the distance is measured on the ellipsoid.
    """
    result = pd.array([pd.NA] * len(points), dtype="Int64")
    known = (~points.isna() & ~points.is_empty).to_numpy()
    if not context.has("roads") or not known.any():
        return result
    roads = context.read("roads")
    links = roads.loc[(roads["road_class"] != "motorway") & ~roads["ramp"].astype(bool)].geometry.to_crs(VN2000_UTM48N)
    places = points[known].to_crs(VN2000_UTM48N).reset_index(drop=True)
    place, link = links.sindex.nearest(places, return_all=False)
    lines = shapely.shortest_line(places.to_numpy()[place], links.to_numpy()[link])
    ends = gpd.GeoSeries(lines, crs=VN2000_UTM48N).to_crs(WGS84)
    lon_lat = shapely.get_coordinates(ends).reshape(-1, 2, 2)
    _, _, metres = _GEOD.inv(lon_lat[:, 0, 0], lon_lat[:, 0, 1], lon_lat[:, 1, 0], lon_lat[:, 1, 1])
    result[np.flatnonzero(known)[place]] = np.rint(metres).astype("int64")
    return result
