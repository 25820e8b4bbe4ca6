"""Provinces of both editions, communes of 2025 with people of both counts, and the land border."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import area_m2
from pipeline.country.ground import outline
from pipeline.country.sources import COMMUNES, UNITS, UNITS_2022
from pipeline.files import FACTS, Built, clean, read_source

if TYPE_CHECKING:
    from pipeline.files import Context

_OFFSHORE_LON: Final = 110.5  # east of it lie the two archipelagos alone, drawn as schematic areas over sea


def build(context: Context) -> list[Built]:
    """The layers ``provinces_2022``, ``provinces_2025``, ``communes_2025`` and ``border``."""
    old, new = (_provinces(context, edition) for edition in ("2022", "2025"))
    return [
        context.described("provinces_2022", frame=old, origin=UNITS_2022, sort_by=("code",)),
        context.described("provinces_2025", frame=new, origin=UNITS, sort_by=("code",)),
        context.described("communes_2025", frame=_communes(context), origin=COMMUNES, sort_by=("code",)),
        context.described("border", frame=_border(context), origin=UNITS_2022, sort_by=("neighbour", "code")),
        context.described("sea", frame=_sea(context), origin=FACTS, sort_by=("kind",)),
    ]


def _provinces(context: Context, edition: str) -> gpd.GeoDataFrame:
    """One row a province; ``area_km2`` without the schematic areas of the archipelagos, the shape with them."""
    source = read_source(context, f"provinces_{edition}.parquet")
    english = context.table("english_names").set_index("code")["name_en"].to_dict()
    zones = context.table("zones").set_index("code")
    names = source["name"].map(clean).str.replace(" - ", " – ", regex=False)
    rows = context.table("province_names")
    told = rows[rows["edition"].isin(("", edition))].set_index("name")["name_vi"].to_dict()
    names = names.map(lambda name: told.get(name, name))
    also = context.table("province_aliases").set_index("name")["also"]
    parts = source.geometry.explode().reset_index()
    near = parts[parts.geometry.bounds["minx"].to_numpy() < _OFFSHORE_LON]
    columns = {
        "code": source["code"],
        "name": names,
        "also": names.map(also).fillna(""),
        "name_en": [english.get(code, name) for code, name in zip(source["code"], names, strict=True)],
        "area_km2": np.round(_sum(near, area_m2(near.geometry) / 1e6, len(source)), 2),
        "area_official_km2": np.round(source["area_portal_km2" if edition == "2025" else "area_km2"], 2),
        "population_2019": source["pop_2019"].astype("Int64"),
    }
    if edition == "2025":
        columns |= {"population_2025": source["pop_2025"].astype("Int64"), "provinces_2022": source["prov2022"]}
    else:
        epsg = zones.loc[source["code"], "epsg"].astype(int).to_numpy()
        meridian = zones.loc[source["code"], "meridian"].to_numpy()
        columns |= {"code_2025": source["prov2025"], "zone_epsg": epsg, "zone_meridian": meridian}
    return gpd.GeoDataFrame(columns, geometry=source.geometry, crs=source.crs)


def _sum(parts: pd.DataFrame, values: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(parts["index"].to_numpy(), weights=values, minlength=size)


def _communes(context: Context) -> gpd.GeoDataFrame:
    source = read_source(context, "communes_2025.parquet")
    centre = source.representative_point()
    return gpd.GeoDataFrame(
        {
            "code": source["code"],
            "name": source["name"].map(clean),
            "full_name": source["full_name"].map(clean),
            "province_2025": source["prov2025"],
            "province_2022": source["prov2022"],
            "area_km2": np.round(source["poly_km2"], 3),
            "population_2019": source["pop_2019"].astype("Int64"),
            "population_2019_soft": source["pop_2019_soft"].astype(float).round(3),
            "population_2019_how": source["pop_2019_how"],
            "population_2025": source["pop_2025"].astype("Int64"),
            "population_2025_quality": source["pop_2025_quality"],
            "centre_lon": centre.x.round(7),
            "centre_lat": centre.y.round(7),
        },
        geometry=source.geometry,
        crs=source.crs,
    )


def _border(context: Context) -> gpd.GeoDataFrame:
    source = read_source(context, "border.parquet")
    return gpd.GeoDataFrame(
        {
            "neighbour": source["neighbour"],
            "code": source["prov2022"],
            "code_2025": source["prov2025"],
            "length_km": source["km"],
        },
        geometry=shapely.line_merge(source.geometry.to_numpy()),
        crs=source.crs,
    )


def _sea(context: Context) -> gpd.GeoDataFrame:
    """One ring: what lies in it and in no province is sea."""
    ring = [*outline(context)["through"], *outline(context)["around"]]
    return gpd.GeoDataFrame({"kind": ["sea"]}, geometry=[shapely.Polygon(ring)], crs="EPSG:4326")
