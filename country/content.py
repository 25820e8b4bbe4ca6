"""The other layers of a study: units, border, gates and ground, cut out of the pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from country.choice import units
from country.pack import shapes
from country.settlements import home
from layers import Edition, area_m2, length_m

if TYPE_CHECKING:
    from country.area import Area

AROUND_DEG: Final = 0.3  # units and border go on so far beyond the extent
_AREA_OFF: Final = 0.5  # share by which an official area may differ: coastal ones hold tidal water, Đà Nẵng's Hoàng Sa
_NAMED_KM: Final = 25.0  # a river at least so long inside bears its name
_GROUND: Final = ("water", "forest", "parks", "builtup")
_SINCE_2025: Final = (
    "capital",
    "capital_vi",
    "capital_en",
    "legal_vi",
    "legal_en",
    "note_vi",
    "note_en",
    "note_source",
)
_RESOLUTION: Final = ("Nghị quyết số 202/2025/QH15 (từ 01/7/2025)", "Resolution 202/2025/QH15 (since 1 July 2025)")


def wide(area: Area) -> shapely.Geometry:
    """The extent and a little around it, degrees."""
    return shapely.buffer(area.box, AROUND_DEG, join_style="mitre")


def near(frame: gpd.GeoDataFrame, box: shapely.Geometry, *, clip: bool = True) -> gpd.GeoDataFrame:
    """The rows that meet a box, in their order, cut to it."""
    rows = frame.iloc[np.sort(frame.sindex.query(box, predicate="intersects"))].reset_index(drop=True)
    if not clip:
        return rows
    cut = shapely.clip_by_rect(rows.geometry.to_numpy(), *shapely.bounds(box))
    whole = shapely.within(rows.geometry.to_numpy(), box)
    shape = rows.geometry.to_numpy().copy()
    shape[~whole] = cut[~whole]
    rows = rows.set_geometry(gpd.GeoSeries(shape, crs=frame.crs))
    return rows[~rows.geometry.is_empty].reset_index(drop=True)


def inside_codes(area: Area, edition: Edition) -> list[str]:
    """Codes of the provinces whose capital lies inside the extent, those of the pair first, in the study's own codes."""
    places = shapes("places")
    at = places[places[f"capital_{edition.value}"] & shapely.within(places.geometry.to_numpy(), area.box)]
    pair = area.pair.codes if edition is area.pair.edition else []
    return list(dict.fromkeys([*pair, *sorted(at[f"province_{edition.value}"])]))


def provinces(area: Area) -> dict[str, gpd.GeoDataFrame]:
    """Both layers of provinces; in a study of 2025 both hold those of 2025."""
    new = _provinces_2025(area)
    if area.pair.edition is Edition.Y2025:
        return {"provinces_2022": new[["code", "name", "name_en", "in_study", "area_km2", "area_official_km2", "population_2019", "geometry"]],
                "provinces_2025": new.drop(columns="population_2019")}  # fmt: skip
    old = _trusted(near(shapes("provinces_2022"), wide(area)))
    old["in_study"] = old["code"].isin(inside_codes(area, Edition.Y2022))
    old["population_2019"] = old["population_2019"].where(old["in_study"])
    columns = ["code", "name", "name_en", "in_study", "area_km2", "area_official_km2", "population_2019", "geometry"]
    return {"provinces_2022": old[columns], "provinces_2025": new.drop(columns="population_2019")}


def _trusted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Without official areas that cannot be of the polygon: the source is wrong on communes of former Bạc Liêu."""
    off = (frame["area_km2"] / frame["area_official_km2"] - 1).abs()
    return frame.assign(area_official_km2=frame["area_official_km2"].where(off <= _AREA_OFF))


def _provinces_2025(area: Area) -> gpd.GeoDataFrame:
    frame = _trusted(near(shapes("provinces_2025"), wide(area)))
    names = {unit.code: unit.name_vi for unit in units(Edition.Y2022)}
    places = shapes("places")
    seats = places[places["capital_2025"]].set_index("province_2025")
    frame["formed_from"] = frame["provinces_2022"].map(lambda codes: "; ".join(names[c] for c in codes.split(",")))
    frame["in_study"] = frame["code"].isin(inside_codes(area, Edition.Y2025))
    frame["capital"] = frame["code"].map(seats["id"])
    frame["capital_vi"], frame["capital_en"] = frame["code"].map(seats["name_vi"]), frame["code"].map(seats["name_en"])
    frame["legal_vi"], frame["legal_en"] = _RESOLUTION
    frame[["note_vi", "note_en", "note_source"]] = None
    frame["population_2019"] = frame["population_2019"].where(frame["in_study"])
    columns = ["code", "name", "name_en", "formed_from", "in_study", "area_km2", "area_official_km2", "population_2019"]
    return frame[[*columns, *_SINCE_2025, "geometry"]]


def border(area: Area) -> gpd.GeoDataFrame:
    """The land border inside, a row a province; its length is that of the line drawn."""
    lines = near(shapes("border"), wide(area))
    lines["province_code"] = lines["code_2025"] if area.pair.edition is Edition.Y2025 else lines["code"]
    merged = lines[["province_code", "geometry"]].dissolve(by="province_code", as_index=False)
    names = {unit.code: unit.name_vi for unit in units(area.pair.edition)}
    merged["geometry"] = shapely.line_merge(merged.geometry.to_numpy())
    merged["province_name"] = merged["province_code"].map(names)
    merged["length_km"] = np.round(length_m(merged.geometry) / 1000, 1)
    for column in ("length_official_km", "official_source", "markers_vi", "markers_en", "markers_source"):
        merged[column] = None
    return merged


def neighbours_abroad(area: Area) -> list[str]:
    """Codes of the countries that the provinces of the study border on, in the order of their boundary's length."""
    lines = shapes("border")
    own = area.pair.codes
    mine = lines[lines["code_2025" if area.pair.edition is Edition.Y2025 else "code"].isin(own)]
    return list(mine.groupby("neighbour")["length_km"].sum().sort_values(ascending=False).index)


def gates(area: Area) -> gpd.GeoDataFrame:
    """The gates of the provinces inside; one whose position nobody knows has no point."""
    frame = shapes("gates")
    frame["province_2025"] = frame["province_2022"].map({unit.code: unit.now for unit in units(Edition.Y2022)})
    inside = shapely.within(frame.geometry.to_numpy(), area.box)
    own = home(area, frame, area.pair.edition).isin(area.pair.codes)
    frame = frame[inside | (own & frame.geometry.isna())].reset_index(drop=True)
    known = frame.geometry.notna()
    return gpd.GeoDataFrame(
        {
            "id": frame["id"],
            "name_vi": frame["name"],
            "name_en": frame["name"],
            "class": frame["class"],
            "class_note_vi": "Loại theo bảng tháng 8/2020; có thể đã được nâng loại",
            "class_note_en": "Class after the table of August 2020; it may have been raised since",
            "cambodia_name": frame["opposite"],
            "cambodia_province": None,
            "province_2022": home(area, frame, Edition.Y2022),
            "position": np.where(known, "road", "unknown"),
            "position_note_vi": known.map({True: "Chỗ đường cắt đường biên giới", False: None}),
            "position_note_en": known.map({True: "Where a road crosses the border line", False: None}),
            "road_ref": None,
            "source": frame["source"],
            "source_url": "https://vi.wikipedia.org/wiki/C%E1%BB%ADa_kh%E1%BA%A9u_Vi%E1%BB%87t_Nam",
        },
        geometry=frame.geometry,
        crs=frame.crs,
    )


def ground(area: Area) -> dict[str, gpd.GeoDataFrame]:
    """The layers of the base map, cut to the extent and measured anew."""
    made = {}
    for name in _GROUND:
        frame = near(shapes(name), area.box)
        frame["area_km2"] = np.round(area_m2(frame.geometry) / 1e6, 3)
        made[name] = _polygons(frame)
    made["industrial"] = made["builtup"].iloc[:0]
    rivers = near(shapes("rivers"), area.box)
    rivers["length_km"] = np.round(length_m(rivers.geometry) / 1000, 2)
    return made | {"rivers": rivers, "labels": _labels(rivers)}


def _polygons(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows whose shape is one of areas, as they must be in a layer of areas."""
    return frame[frame.geom_type.isin(("Polygon", "MultiPolygon"))].reset_index(drop=True)


def _labels(rivers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The name of each longer river, in the middle of its longest line."""
    named = rivers[rivers["name"].notna()].explode(index_parts=False)
    named = named.assign(km=length_m(named.geometry) / 1000).sort_values(["km", "name"], ascending=[False, True])
    total = named.groupby("name")["km"].sum()
    first = named.drop_duplicates("name")
    first = first[first["name"].map(total) >= _NAMED_KM].reset_index(drop=True)
    middle = shapely.line_interpolate_point(first.geometry.to_numpy(), 0.5, normalized=True)
    columns = {
        "fid": np.arange(1, len(first) + 1),
        "name": first["name"],
        "name_en": first["name"],
        "kind": "river",
        "rank": 2,
    }
    return gpd.GeoDataFrame(columns, geometry=middle, crs=rivers.crs)


def urban(area: Area) -> gpd.GeoDataFrame:
    """The built-up area inside, numbered anew."""
    frame = _polygons(near(shapes("urban_area"), area.box))
    frame["area_km2"] = np.round(area_m2(frame.geometry) / 1e6, 3)
    return frame.explode(index_parts=False).reset_index(drop=True).pipe(lambda f: f.assign(part=np.arange(len(f))))


def nothing(*columns: str) -> gpd.GeoDataFrame:
    """A layer with geometry that has no row."""
    return gpd.GeoDataFrame({name: pd.Series(dtype=object) for name in columns}, geometry=[], crs="EPSG:4326")


def study_units(area: Area) -> gpd.GeoDataFrame:
    """The communes inside the extent, with those of its provinces whole."""
    frame = near(shapes("communes_2025"), wide(area), clip=False)
    column = f"province_{area.pair.edition.value}"
    own = frame[column].isin(area.pair.codes)
    centre = shapely.points(frame["centre_lon"], frame["centre_lat"])
    return frame[shapely.within(centre, area.box) | own].reset_index(drop=True)
