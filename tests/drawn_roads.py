"""Roads drawn on paper in metres, for the tests of the build."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.geodesy import WGS84
from pipeline.roads.junctions import edges

M = 1 / 111_000  # about a metre in degrees
LON, LAT = 106.0, 11.5
FAR = shapely.box(-1e7, -1e7, 1e7, 1e7)  # a study area and a border that nothing meets
NOWHERE = shapely.LineString([(-1e7, -1e7), (-1e7, 1e7)])


def line(*points: tuple[float, float]) -> shapely.LineString:
    """A line through points given in metres east and north of 106 E, 11.5 N."""
    return shapely.LineString([(LON + x * M / np.cos(np.radians(LAT)), LAT + y * M) for x, y in points])


def frame(*rows: dict) -> gpd.GeoDataFrame:
    """Roads with the attributes of the layer; a row says what is not usual."""
    usual = {
        "road_class": "secondary",
        "ref": "",
        "name": None,
        "ramp": False,
        "bridge": False,
        "oneway": False,
        "urban": False,
        "closed": False,
        "open_2021": True,
        "override": -1,
        "cambodian": False,
    }
    return gpd.GeoDataFrame([usual | row for row in rows], geometry="geometry", crs=WGS84)


def cut(*lines: shapely.LineString, oneway: tuple[int, ...] = (), bridge: tuple[int, ...] = ()):
    n = len(lines)
    kind = np.zeros(n, dtype=np.int64)
    flags = [np.isin(np.arange(n), rows) for rows in (oneway, bridge)]
    return edges(np.array(lines, dtype=object), kind=kind, oneway=flags[0], bridge=flags[1])
