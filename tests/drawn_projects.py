"""Lines east along 11° N, and base roads made of them: what the tests of projects are drawn with."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

KM = 1 / 109.26  # degrees of longitude in a kilometre at 11° N


def line(*lon_lat: tuple[float, float]) -> np.ndarray:
    return np.array(lon_lat, dtype=float)


def east(from_km: float, to_km: float, *, north_m: float = 0.0) -> np.ndarray:
    lat = 11.0 + north_m / 110_610
    return line((106.0 + from_km * KM, lat), (106.0 + to_km * KM, lat))


def roads(*rows: tuple[np.ndarray, int, int, str, str]) -> gpd.GeoDataFrame:
    """Base links: line, from_node, to_node, road_class, ref."""
    shapes = [shapely.LineString(r[0]) for r in rows]
    return gpd.GeoDataFrame(
        {
            "from_node": [r[1] for r in rows],
            "to_node": [r[2] for r in rows],
            "road_class": [r[3] for r in rows],
            "ref": [r[4] for r in rows],
            "ramp": False,
        },
        geometry=shapes,
        crs=4326,
    )
