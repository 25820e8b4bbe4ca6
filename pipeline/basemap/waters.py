"""Waters of the base map: lakes, wide rivers, centrelines; names in Latin letters, Vietnamese spelling, one form a river."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd

from layers import WGS84
from pipeline.basemap.areas import lines, numbered, polygons
from pipeline.files import OSM_2021, TILES, Built, Context, clean, read_source

_KHMER = re.compile(r"[\u1780-\u17ff\u200b]+")
_NO_NAME = frozenset({"Border Vietnam - Cambodia", "song Da Hoai"})
_SHORT = ((r"^R\.\s*", "Rạch "), (r"^Sg\.\s*", "Sông "))
_LAKE = re.compile(r"^(Hồ|Bàu|Đầm|Bầu)\b")
_CANAL = re.compile(r"^(Kênh|Kinh)\b")


def latin(name: object) -> str | None:
    """The name without its Khmer part and with abbreviations written out; None if nothing is left."""
    text = clean(name)
    if text is None or text in _NO_NAME:
        return None
    text = _KHMER.sub("", text).strip(" -–/")
    for short, long in _SHORT:
        text = re.sub(short, long, text)
    return clean(text)


def kind_of_line(name: object) -> str:
    """``canal`` or ``river``, by the first word of the Vietnamese name."""
    return "canal" if isinstance(name, str) and _CANAL.match(name) else "river"


def named_water(context: Context) -> gpd.GeoDataFrame:
    """Water polygons with ``kind`` (lake, river) and the lake's name.

    A polygon takes the one lake name whose point lies inside it; a polygon that holds names of
    rivers or canals is a river. Names missing in the source come from the table ``water_names``.
    """
    water = read_source(context, f"{TILES}/water.gpkg")
    points = read_source(context, f"{TILES}/lake_names.gpkg")
    points = points.assign(name=points["name"].map(latin)).dropna(subset="name")
    table = context.table("water_names")
    extra = gpd.GeoDataFrame(
        {"name": table["name"]},
        geometry=gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float)),
        crs=WGS84,
    )
    inside: dict[int, set[str]] = {polygon: set() for polygon in range(len(water))}
    for labels in (points, extra):
        polygon, point = labels.sindex.query(water.geometry, predicate="contains")
        for a, b in zip(polygon, point, strict=True):
            inside[int(a)].add(labels["name"].iloc[int(b)])
    lakes = [sorted(n for n in inside[i] if _LAKE.match(n)) for i in range(len(water))]
    flowing = [len(inside[i]) > len(lakes[i]) for i in range(len(water))]
    kinds = ["river" if cls == "river" or flows else "lake" for cls, flows in zip(water["cls"], flowing, strict=True)]
    names = [found[0] if len(found) == 1 and kind == "lake" else None for found, kind in zip(lakes, kinds, strict=True)]
    return water.assign(kind=kinds, name=names)


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
    source = read_source(context, f"{TILES}/rivers.gpkg")
    names = source["name"].map(latin)
    source = source.assign(name=names.where(names.notna(), None), kind=names.map(kind_of_line))
    return lines(source, within=context.study.extent, tolerance_m=30, least_km=1.0)
