"""The base map of our own beside its waters: forest, parks, built-up and industrial areas, names."""

from __future__ import annotations

import geopandas as gpd

from layers import WGS84
from pipeline.basemap.areas import polygons
from pipeline.basemap.map_labels import labels
from pipeline.basemap.waters import rivers, water
from pipeline.files import OSM_2021, TILES, Built, Context, read_source


def build(context: Context) -> list[Built]:
    """The layers of the base map; the names are also those of waters."""
    extent = context.study.extent
    parks = _parks(context)
    landcover = read_source(context, f"{TILES}/landcover.gpkg")
    landuse = read_source(context, f"{TILES}/landuse.gpkg")
    residential, industrial = (landuse[landuse["cls"] == cls] for cls in ("residential", "industrial"))
    layers = {
        "forest": polygons(
            landcover[landcover["cls"] == "wood"], within=extent, kind="forest", tolerance_m=60, least_km2=0.5
        ),
        "parks": parks.drop(columns="name_en"),
        "builtup": polygons(residential, within=extent, kind="builtup", tolerance_m=30, least_km2=0.05),
        "industrial": polygons(industrial, within=extent, kind="industrial", tolerance_m=25, least_km2=0.05),
        "labels": labels(context, water=water(context), rivers=rivers(context), parks=parks),
    }
    return [context.described(name, frame=frame, origin=OSM_2021, sort_by=("fid",)) for name, frame in layers.items()]


def _parks(context: Context) -> gpd.GeoDataFrame:
    """Protected areas; a name only where the source or the position makes it certain."""
    source = read_source(context, f"{TILES}/parks.gpkg").drop(columns="name")
    table = context.table("park_names")
    points = gpd.GeoDataFrame(
        table[["name", "name_en"]],
        geometry=gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float)),
        crs=WGS84,
    )
    named = source.sjoin(points, how="left", predicate="contains").drop(columns="index_right")
    shapes = polygons(named, within=context.study.extent, kind="park", tolerance_m=60, least_km2=0.3)
    english = dict(zip(table["name"], table["name_en"], strict=True))
    return shapes.assign(name_en=shapes["name"].map(english))
