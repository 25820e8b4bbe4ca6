"""The Vietnam–Cambodia border by Vietnamese province of 2022, measured and as published."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from data.build.built import Built
from data.build.context import Context
from data.build.sources import ADMIN, read_source
from layers.geodesy import length_m


def build(context: Context) -> list[Built]:
    """The border line. The measured line is simplified to 20 m and so a few per cent short."""
    source = read_source(context, "admin/border_vn_kh.geojson")
    names = context.read("provinces_2022").set_index("code")["name"]
    published = context.table("border").set_index("province_code").reindex(source["code"])
    frame = gpd.GeoDataFrame(
        {
            "province_code": source["code"],
            "province_name": source["code"].map(names),
            "length_km": np.round(length_m(source.geometry) / 1000, 1),
            **{column: published[column].replace("", None).to_numpy() for column in published.columns},
        },
        geometry=shapely.line_merge(source.geometry.to_numpy()),
        crs=source.crs,
    )
    return [context.described("border", frame=frame, origin=ADMIN, sort_by=("province_code",))]
