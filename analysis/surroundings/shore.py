"""Where a line drawn by hand lies in open water: a slip of the hand on a small map, which nobody sees in the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from analysis.network import planar
from analysis.surroundings.settlements import planar_layer
from layers import WGS84, length_m

if TYPE_CHECKING:
    from analysis.scenarios import World

_ALONG_M: Final = 1_000.0  # the widest rivers of the region are bridged at less
_FROM_SHORE_M: Final = 100.0  # shores of the base map are simplified, and a road may begin at a quay


@dataclass(frozen=True)
class WetEnd:
    """An end of a line in a lake or a river.

    Parameters
    ----------
    start
        Whether it is the first point of the line; else the last.
    water
        Name on the base map; empty where it has none.
    shore_m
        Distance to the nearest shore in VN-2000 metres.
    """

    start: bool
    water: str
    shore_m: float


def wet_stretches(world: World, line: shapely.LineString) -> tuple[tuple[str, float], ...]:
    """The waters of the base map in which a line (longitude, latitude, WGS 84) runs for more than a kilometre: name, metres on the ellipsoid.

    Raises
    ------
    DataError
        If the layer of water cannot be read.
    """
    water = planar_layer(world, "water")
    flat = shapely.LineString(planar(shapely.get_coordinates(line)))
    met = water[water.intersects(flat)]
    inside = gpd.GeoSeries(shapely.intersection(met.geometry.to_numpy(), flat), crs=met.crs).to_crs(WGS84)
    names = met["name"].astype(object).where(met["name"].notna(), "")
    runs = [length_m(gpd.GeoSeries(shapely.get_parts(one), crs=WGS84)).sum() for one in inside]
    return tuple((str(name), float(run_m)) for name, run_m in zip(names, runs, strict=True) if run_m > _ALONG_M)


def wet_ends(world: World, line: shapely.LineString) -> tuple[WetEnd, ...]:
    """The ends of a line (longitude, latitude, WGS 84) that lie more than 100 m from the shore in water of the base map.

    Raises
    ------
    DataError
        If the layer of water cannot be read.
    """
    water = planar_layer(world, "water")
    ends = [shapely.Point(at) for at in planar(shapely.get_coordinates(line)[[0, -1]])]
    found = []
    for start, end in zip((True, False), ends, strict=True):
        for row in water[water.intersects(end)].itertuples():
            shore_m = float(shapely.distance(shapely.boundary(row.geometry), end))
            if shore_m > _FROM_SHORE_M:
                found.append(WetEnd(start, str(row.name) if pd.notna(row.name) else "", shore_m))
                break
    return tuple(found)
