"""Administrative layers: provinces of both editions, districts of 2022, communes of 2025, Cambodia, the border.

Communes are simplified more strongly (60 m) than provinces (20 m) in the source, so a district
edge may leave the province edge by that much. Districts of 2022 are dissolved from the communes of
2025 by largest overlap and are approximate by nature; their population is exact. The border is told by
Vietnamese province of 2022, measured and as published.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import Edition, area_m2, length_m
from pipeline.files import ADMIN, CAMBODIA, Built, Context, clean, read_source, source_path

_SLIVER_DEG = 1e-4  # gaps narrower than about 11 m are left-overs of simplification
_SNAP_DEG = 1e-6  # about 0.1 m
_SINCE_2025 = ("capital", "capital_vi", "capital_en", "legal_vi", "legal_en", "note_vi", "note_en", "note_source")
EDITION_2022 = "2022-06-30"  # facts of the agreement's year; the 63-province structure held until 30 June 2025


def build_units(context: Context) -> list[Built]:
    """The provinces of both editions, districts, communes and Cambodian provinces."""
    communes = _communes(context)
    in_2022 = replace(ADMIN, reference_date=EDITION_2022)
    layers = [
        ("provinces_2022", _provinces(context, edition="2022"), in_2022),
        ("provinces_2025", _provinces(context, edition="2025"), ADMIN),
        ("districts_2022", _districts(context, communes), in_2022),
        ("communes_2025", communes, ADMIN),
        ("cambodia_provinces", _cambodia(context), CAMBODIA),
    ]
    return [context.described(name, frame=frame, origin=origin, sort_by=("code",)) for name, frame, origin in layers]


def district_population(context: Context) -> pd.DataFrame:
    """Census people of 1 April 2019 by district of 2022, codes as text."""
    path = source_path(context, "population/district_population_2019.csv")
    return pd.read_csv(path, dtype={"code": str, "old_province_code": str}, encoding="utf-8")


def _provinces(context: Context, *, edition: str) -> gpd.GeoDataFrame:
    """Provinces of one edition with names, official and geodesic area and, for 2022, people of 2019."""
    shapes = _cleaned(read_source(context, f"admin/provinces_{edition}.geojson")[["code", "geometry"]])
    table = context.table("provinces").query("edition == @edition").drop(columns=["edition", "area_source"])
    in_study = table["code"].isin(context.study.codes_of(Edition(edition)))
    table.insert(list(table.columns).index("formed_from") + 1, "in_study", in_study)
    table = table.assign(
        area_official_km2=pd.to_numeric(table["area_official_km2"], errors="coerce"),
    )
    frame = gpd.GeoDataFrame(table.merge(shapes, on="code", validate="one_to_one"), crs=shapes.crs)
    frame["area_km2"] = np.round(area_m2(frame.geometry) / 1e6, 2)
    if edition == "2022":
        people = district_population(context).groupby("old_province_code")["population"].sum()
        frame["population_2019"] = frame["code"].map(people).astype("Int64")
        return frame.drop(columns=["formed_from", *_SINCE_2025])
    frame[[*_SINCE_2025]] = frame[[*_SINCE_2025]].replace("", None)
    return frame


def _communes(context: Context) -> gpd.GeoDataFrame:
    """Communes of 2025 with their province and district of 2022 and people of 2019.

    ``district_2022`` is the old district covering most of the commune's area; where most of the
    commune's people of 2019 belonged to another one, ``district_2022_people`` names that.
    """
    shapes = _cleaned(read_source(context, "admin/communes_2025.geojson"))
    people = pd.read_csv(source_path(context, "population/commune_population_2019.csv"), dtype=str, encoding="utf-8")
    people = people.set_index("code").reindex(shapes["code"])
    merged_districts = _merged_districts(context)
    centre = shapes.representative_point()
    return gpd.GeoDataFrame(
        {
            "code": shapes["code"],
            "name": shapes["name"].map(clean),
            "full_name": shapes["fullName"].map(clean),
            "province_2025": shapes["province_code"],
            "province_2022": shapes["prov2022"],
            "district_2022": shapes["dist2022"],
            "district_2022_people": people["dist_main_by_wards"].replace(merged_districts).to_numpy(),
            "district_share": shapes["dist2022_share"],
            "area_km2": np.round(area_m2(shapes.geometry) / 1e6, 2),
            "population_2019": pd.to_numeric(people["population_2019"]).astype("Int64").to_numpy(),
            "population_method": people["method"].to_numpy(),
            "centre_lon": centre.x.round(7),
            "centre_lat": centre.y.round(7),
        },
        geometry=shapes.geometry,
        crs=shapes.crs,
    )


def _cleaned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The polygons as a true coverage: slivers of a few m² between neighbours closed, edges shared."""
    shapes = shapely.coverage_clean(  # type: ignore[attr-defined]  # missing in the stubs
        frame.geometry.to_numpy(), gap_width=_SLIVER_DEG, snapping_distance=_SNAP_DEG
    )
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _merged_districts(context: Context) -> dict[str, str]:
    """Codes of districts of 2019 that were merged by 2022, to the code of the new one."""
    table = context.table("district_mergers")
    return dict(zip(table["code_2019"], table["code_2022"], strict=True))


def _districts(context: Context, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Districts of 2022 dissolved from communes, with exact names and people from the census table."""
    census = district_population(context)
    then = context.table("district_kinds").set_index("code")["kind_2022"]  # the census list names later kinds
    shapes = communes[["district_2022", "district_share", "geometry"]].dissolve(
        by="district_2022", aggfunc={"district_share": "min"}, method="coverage"
    )
    kind = census["type"].str.strip()
    name = [n.removeprefix(k[:1].upper() + k[1:]).strip() for n, k in zip(census["district"], kind, strict=True)]
    table = pd.DataFrame(
        {
            "code": census["code"],
            # numbered districts keep their full name: "Quận 1"
            "name": [full if short.isdigit() else short for full, short in zip(census["district"], name, strict=True)],
            "kind_vi": kind.where(~census["code"].isin(then.index), census["code"].map(then)),
            "province_code": census["old_province_code"],
            "population_2019": census["population"].astype("Int64"),
        }
    )
    frame = gpd.GeoDataFrame(table.merge(shapes, left_on="code", right_index=True, how="inner"), crs=communes.crs)
    frame["area_km2"] = np.round(area_m2(frame.geometry) / 1e6, 2)
    frame["approximate"] = True
    return frame.rename(columns={"district_share": "min_share"})


def _cambodia(context: Context) -> gpd.GeoDataFrame:
    """Cambodian provinces, clipped to the extent: back-drop only."""
    shapes = read_source(context, "admin/cambodia_provinces.geojson").rename(columns={"shapeISO": "code"})
    names = context.table("cambodia_provinces")
    frame = gpd.GeoDataFrame(names.merge(shapes[["code", "geometry"]], on="code"), crs=shapes.crs)
    west, south, east, north = context.study.extent
    frame["geometry"] = frame.geometry.clip_by_rect(west - 0.2, south - 0.2, east + 0.2, north + 0.2)
    return frame[~frame.geometry.is_empty]


def build_border(context: Context) -> list[Built]:
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
