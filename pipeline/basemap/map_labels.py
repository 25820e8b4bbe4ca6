"""Names on the base map: towns and villages that are not places, lakes, rivers, peaks, parks."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import VN2000_UTM48N, WGS84, Role, place_kinds
from pipeline.basemap.waters import latin
from pipeline.files import TILES, Context, clean, read_source

SAME_PLACE_M = 4000.0  # a town of the same name this near is the place itself
LONG_RIVER_KM = 60.0  # a river gets one label for each such stretch
_RANK = {"city": 2, "town": 4, "village": 6}
_GENERIC = {
    "Sông": "river",
    "Suối": "stream",
    "Rạch": "creek",
    "Kênh": "canal",
    "Kinh": "canal",
    "Hồ": "lake",
    "Núi": "mountain",
}
_NAMED_PLACES = place_kinds(Role.CENTRE)


def labels(
    context: Context, *, water: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame, parks: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """All labels: name, name_en, kind, rank; points inside the extent."""
    frame = pd.concat(
        [
            _settlements(context),
            _cambodian_towns(context),
            _lakes(water),
            _rivers(rivers),
            _peaks(context),
            _parks(parks),
        ],
        ignore_index=True,
    )
    frame = gpd.GeoDataFrame(frame, geometry="geometry", crs=WGS84).clip(context.study.extent)
    frame = frame[~frame["name"].str.contains(r"\d")]  # quarry ponds, canals by number
    frame["name_en"] = frame["name"].map(english).where(frame["name_en"].isna(), frame["name_en"])
    frame = frame.assign(x=frame.geometry.x, y=frame.geometry.y).sort_values(["rank", "kind", "name", "x", "y"])
    frame = frame.drop_duplicates(["kind", "name", "x", "y"]).drop(columns=["x", "y"]).reset_index(drop=True)
    frame.insert(0, "fid", np.arange(1, len(frame) + 1))
    return frame[["fid", "name", "name_en", "kind", "rank", "geometry"]]


def english(name: str) -> str:
    """The name as an English map writes it: Sông Bé → Bé river; the name itself keeps its letters."""
    for vietnamese, generic in _GENERIC.items():
        if name.startswith(f"{vietnamese} "):
            return f"{name.removeprefix(vietnamese).strip()} {generic}"
    return name


def _settlements(context: Context) -> gpd.GeoDataFrame:
    """Vietnamese cities, towns and villages of OpenStreetMap without those that are places already."""
    osm = read_source(context, f"{TILES}/places.geojson")
    land = context.read("provinces_2022").union_all()
    osm = osm.iloc[osm.sindex.query(land, predicate="contains")]
    osm = osm[osm["class"].isin(_RANK)].assign(name=lambda f: f["name"].map(latin)).dropna(subset="name")
    osm["name"] = (
        osm["name"].str.replace(r"^(?:Xã|Thị trấn|TT\.?) ", "", regex=True).map(lambda n: n[:1].upper() + n[1:])
    )
    fixes = context.table("label_fixes").set_index("osm_name")
    fixed = osm["name"].isin(fixes.index)
    kind = (
        osm["class"].mask(osm["name"].str.match(r"^Quận \d"), "village").where(~fixed, osm["name"].map(fixes["kind"]))
    )
    name = osm["name"].where(~fixed, osm["name"].map(fixes["name"]))
    frame = gpd.GeoDataFrame({"name": name, "kind": kind}, geometry=osm.geometry, crs=osm.crs)
    frame = frame[frame["name"] != ""]
    frame = frame[~_is_place(frame, context)]
    return frame.assign(rank=frame["kind"].map(_RANK), name_en=None)


def _is_place(frame: gpd.GeoDataFrame, context: Context) -> np.ndarray:
    """True where a capital or town of the layer ``places`` carries the same name nearby."""
    places = context.read("places")
    places = places[places["kind"].isin(_NAMED_PLACES)].to_crs(VN2000_UTM48N).reset_index(drop=True)
    points = frame.geometry.to_crs(VN2000_UTM48N)
    label, place = places.sindex.query(points, predicate="dwithin", distance=SAME_PLACE_M)
    same = frame["name"].to_numpy()[label] == places["name_vi"].to_numpy()[place]
    result = np.zeros(len(frame), dtype=bool)
    result[label[same]] = True
    return result


def _cambodian_towns(context: Context) -> gpd.GeoDataFrame:
    """Towns in Cambodia whose Latin name is known; the others stay without a name."""
    table = context.table("cambodia_towns")
    known = {str(clean(khmer)): name for khmer, name in zip(table["khmer"], table["name"], strict=True)}
    osm = read_source(context, f"{TILES}/places.geojson")
    osm = osm[osm["class"].isin(["city", "town"])]
    name = osm["name"].map(lambda n: known.get(str(clean(n)).replace("\u200b", "")))
    frame = gpd.GeoDataFrame({"name": name}, geometry=osm.geometry, crs=osm.crs).dropna(subset="name")
    return frame.assign(kind="town", rank=5, name_en=frame["name"])


def _lakes(water: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The roomiest point of each named lake."""
    lakes = water[water["name"].notna()]
    inner = shapely.get_point(shapely.maximum_inscribed_circle(lakes.geometry.to_numpy()), 0)
    return gpd.GeoDataFrame(
        {"name": lakes["name"], "kind": "lake", "rank": lakes["rank"], "name_en": None}, geometry=inner, crs=WGS84
    )


def _rivers(rivers: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The middle of each named river's longest stretch, more points along long ones."""
    named = rivers[rivers["name"].notna()].sort_values("length_km", ascending=False).drop_duplicates("name")
    rows = []
    # a river gives one to several labels
    for row in named.itertuples():
        count = max(1, round(row.length_km / LONG_RIVER_KM))
        where = (np.arange(count) + 0.5) / count
        points = shapely.line_interpolate_point(row.geometry, where, normalized=True)
        rows += [{"name": row.name, "kind": "river", "rank": row.rank, "name_en": None, "geometry": p} for p in points]
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=WGS84)


def _peaks(context: Context) -> gpd.GeoDataFrame:
    """Mountains whose name says so; those of the two provinces first."""
    peaks = read_source(context, f"{TILES}/peaks.gpkg")
    peaks = peaks.assign(name=peaks["name"].map(latin)).dropna(subset="name")
    peaks = peaks[peaks["name"].str.match(r"^Núi\b") & ~peaks["name"].str.contains("lửa")]
    provinces = context.read("provinces_2022").query("code in @context.study.codes").union_all()
    inside = peaks.within(provinces)
    return gpd.GeoDataFrame(
        {"name": peaks["name"], "kind": "peak", "rank": np.where(inside, 3, 6), "name_en": None},
        geometry=peaks.geometry,
        crs=WGS84,
    )


def _parks(parks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    named = parks[parks["name"].notna()].drop_duplicates("name")
    inner = shapely.get_point(shapely.maximum_inscribed_circle(named.geometry.to_numpy()), 0)
    return gpd.GeoDataFrame(
        {"name": named["name"], "kind": "forest", "rank": named["rank"], "name_en": named["name_en"]},
        geometry=inner,
        crs=WGS84,
    )
