"""Where the country ends on land, what is built up, and the ground of its maps."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from layers import VN2000_UTM48N, WGS84, area_m2, length_m
from pipeline.country.sources import OSM, towns
from pipeline.files import Built, clean, read_source
from pipeline.roads import DENSE_PER_KM2, ROADSIDE_M, TOWN_M, planar

if TYPE_CHECKING:
    from pipeline.files import Context

_CLOSE_M: Final = 100
_PATCH_M2: Final = 300_000
_SIMPLE_M: Final = 10
_RANKS_KM2: Final = (100, 10, 1)  # polygons over these many km² have rank 1, 2, 3; smaller ones 4
_RANKS_KM: Final = (100, 30, 10)
_LAYERS: Final = {"water": "water", "parks": "parks", "builtup": "builtup", "forest": "landcover"}
_KINDS: Final = {"national_park": "park", "residential": "builtup", "wood": "forest"}


def outline(context: Context) -> dict[str, Any]:
    """The table ``outline.toml``: what closes the land border to areas, degrees."""
    return tomllib.loads(context.text("outline.toml"))


def border_line(context: Context) -> shapely.Geometry:
    """The land border in one line from south-west to north-east, degrees."""
    pieces = read_source(context, "border.parquet").geometry.to_numpy()
    line = shapely.line_merge(shapely.union_all(pieces))
    begins, ends = (shapely.get_x(shapely.get_point(line, at)) for at in (0, -1))
    return line if begins < ends else shapely.reverse(line)


def abroad(context: Context) -> shapely.Geometry:
    """China, Laos and Cambodia next to the border, as one area; VN-2000 metres."""
    ring = [*shapely.get_coordinates(border_line(context)).tolist(), *outline(context)["abroad"]]
    home = shapely.union_all(read_source(context, "provinces_2025.parquet").geometry.to_numpy())
    area = shapely.difference(shapely.make_valid(shapely.Polygon(ring)), home)
    metres: shapely.Geometry = gpd.GeoSeries([area], crs=WGS84).to_crs(VN2000_UTM48N)[0]
    return metres


def urban_area(context: Context) -> shapely.Geometry:
    """What is built up, VN-2000 metres: as in the regional data, but by houses, people and towns, since minor streets lack."""
    houses = planar(read_source(context, "basemap/builtup.parquet").geometry.to_numpy())
    communes = read_source(context, "communes_2025.parquet")
    dense = (communes["pop_2019"] / communes["poly_km2"] >= DENSE_PER_KM2).fillna(value=False).to_numpy(dtype=bool)
    parts = (
        shapely.buffer(houses, ROADSIDE_M),
        planar(communes.geometry.to_numpy()[dense]),
        shapely.buffer(planar(towns(context).geometry.to_numpy()), TOWN_M),
    )
    joined = shapely.union_all(np.concatenate(parts))
    pieces = shapely.get_parts(shapely.buffer(shapely.buffer(joined, _CLOSE_M), -_CLOSE_M))
    large = shapely.multipolygons(pieces[shapely.area(pieces) >= _PATCH_M2])
    area: shapely.Geometry = np.asarray(shapely.simplify(large, _SIMPLE_M)).item()
    return area


def build(context: Context) -> list[Built]:
    """Water, rivers, forest, parks and built-up areas of the base map."""
    made = [context.described(name, frame=_areas(context, name), origin=OSM, sort_by=("fid",)) for name in _LAYERS]
    return [*made, context.described("rivers", frame=_rivers(context), origin=OSM, sort_by=("fid",))]


def _areas(context: Context, name: str) -> gpd.GeoDataFrame:
    source = read_source(context, f"basemap/{_LAYERS[name]}.parquet")
    wanted = source["class"] != "wood" if name == "parks" else ~source["class"].isin(("wetland",))
    source = source[wanted].reset_index(drop=True)
    km2 = np.round(area_m2(source.geometry) / 1e6, 3)
    names = source["name"].map(clean) if "name" in source else None
    return _numbered(
        {
            "kind": source["class"].map(lambda kind: _KINDS.get(kind, kind)),
            "name": names if names is not None else np.full(len(source), None, dtype=object),
            "rank": 1 + sum((km2 < least).astype(int) for least in _RANKS_KM2),
            "area_km2": km2,
        },
        source.geometry,
    )


def _rivers(context: Context) -> gpd.GeoDataFrame:
    """Rivers; names in Latin letters alone: beyond the border some are written in others."""
    source = read_source(context, "basemap/rivers.parquet")
    source = source[source.geom_type == "LineString"] if (source.geom_type == "LineString").all() else source.explode()
    names = source["name"].map(clean)
    latin = names.map(lambda name: name is None or name[0].isascii() or "À" <= name[0] <= "ỹ").astype(bool)
    km = np.round(length_m(source.geometry) / 1000, 2)
    columns = {
        "kind": source["class"],
        "name": names.where(latin, None),
        "rank": 1 + sum((km < least).astype(int) for least in _RANKS_KM),
        "length_km": km,
    }
    return _numbered(columns, source.geometry)


def _numbered(columns: dict[str, Any], shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """The rows numbered from the south-west, largest extent first among equals."""
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=WGS84).reset_index(drop=True)
    west, south, east, north = shapely.bounds(frame.geometry.to_numpy()).T
    frame = frame.iloc[np.lexsort((north, east, south, west))].reset_index(drop=True)
    frame.insert(0, "fid", np.arange(1, len(frame) + 1))
    return frame
