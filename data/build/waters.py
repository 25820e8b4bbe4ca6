"""Waters of the base map: lakes, wide rivers, centrelines of rivers and canals.

A step of its own, before that of gates and places: what joins a place to the roads does not cross them.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from data.build.areas import lines, numbered, polygons
from data.build.built import Built
from data.build.context import Context
from data.build.sources import OSM_2021, read_source
from data.build.water_names import kind_of_line, latin, named_water
from layers.geodesy import WGS84


def build(context: Context) -> list[Built]:
    """The layers ``water`` and ``rivers``."""
    layers = {"water": water(context), "rivers": rivers(context)}
    return [context.described(name, frame=frame, origin=OSM_2021, sort_by=("fid",)) for name, frame in layers.items()]


def water(context: Context) -> gpd.GeoDataFrame:
    """Lakes and wide rivers."""
    source = named_water(context)
    parts = [
        polygons(source[source["kind"] == kind], within=context.study.extent, kind=kind, tolerance_m=40, least_km2=0.05)
        for kind in ("lake", "river")
    ]
    return numbered(gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=WGS84).drop(columns="fid"))


def rivers(context: Context) -> gpd.GeoDataFrame:
    """Centrelines of rivers and canals, named ones ranked by length."""
    source = read_source(context, "osm-2021-08/rivers.gpkg")
    names = source["name"].map(latin)
    source = source.assign(name=names.where(names.notna(), None), kind=names.map(kind_of_line))
    return lines(source, within=context.study.extent, tolerance_m=30, least_km=1.0)
