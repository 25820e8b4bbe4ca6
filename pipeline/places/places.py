"""Places: capitals, towns, airports, ports, sites, industrial parks, hospitals.

Each has a stable id, a point with its definition and source, its units of both editions, and how
far it lies from the routed network. A source is named, never a coordinate typed by hand. No place is
moved to make a figure fit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import VN2000_UTM48N, WGS84
from pipeline.admin import district_population
from pipeline.files import (
    EXTRACTS,
    OSM_2021,
    OSM_2026,
    TILES,
    Built,
    Context,
    Origin,
    clean,
    facts_path,
    lettered,
    read_source,
    slug,
)
from pipeline.places.hospitals import clean_hospitals, speciality
from pipeline.places.snap import snap_m

GEONAMES_URL = "https://www.geonames.org"
_KEY = {
    "GeoNames": ("GeoNames (CC BY 4.0)", GEONAMES_URL),
    "OSM": ("OpenStreetMap (ODbL 1.0)", OSM_2026.source_url),
    "general": ("chưa kiểm chứng / not verified", ""),
}
_NATURE = {
    "GeoNames": ("Trung tâm đô thị (điểm GeoNames)", "Town centre (GeoNames point)"),
    "OSM": ("Điểm trên OpenStreetMap (7/2026)", "Point on OpenStreetMap (July 2026)"),
    "general": ("Vị trí gần đúng, chưa kiểm chứng", "Approximate position, not verified"),
}


@dataclass(frozen=True)
class Found:
    """A point with what is known of it: degrees, source, what the point is, how sure it is."""

    point: shapely.Point
    source: str
    source_url: str
    reference_vi: str
    reference_en: str
    confidence: str


class Lookup:
    """The collections a place can be looked up in, read once."""

    def __init__(self, context: Context) -> None:
        facts = json.loads(facts_path(context, "places.json").read_text(encoding="utf-8"))["places"]
        self._facts = {row["name"]: row for row in facts}
        self._provinces = context.read("provinces_2022").set_index("code").geometry
        study = context.read("provinces_2022").query("in_study").union_all()
        self._places = _inside(read_source(context, f"{TILES}/places.geojson"), study)
        self._collections = {
            "osm-peak": _inside(read_source(context, f"{TILES}/peaks.gpkg"), study),
            "osm-poi": _inside(read_source(context, f"{TILES}/poi.gpkg"), study),
            "osm-2026": read_source(context, f"{EXTRACTS}/ports_industrial_parks.geojson"),
        }

    def find(self, key: str) -> Found:
        """The place behind ``<collection>:<name>``.

        Raises
        ------
        KeyError
            If the collection does not hold the name exactly once.
        """
        collection, name = key.split(":", maxsplit=1)
        if collection == "facts":
            return _from_facts(self._facts[name])
        if collection == "osm-aerodrome":
            labels = self._places[self._places["kind"] == "aerodrome_label"]
            return _found_in_osm(labels[labels["class"] == "international"], key)
        if collection == "osm-place":
            kind, town = name.split("/", maxsplit=1)
            town, _, province = town.partition("@")
            rows = self._places[(self._places["class"] == kind) & (self._places["name"] == town)]
            return _found_in_osm(rows[rows.within(self._provinces[province])] if province else rows, key)
        rows = self._collections[collection]
        return _found_in_osm(rows[rows["name"] == name], key, origin=OSM_2026 if collection == "osm-2026" else OSM_2021)


def _inside(frame: gpd.GeoDataFrame, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """The points inside the area, names tidied."""
    kept = frame.iloc[frame.sindex.query(area, predicate="contains")]
    return kept.assign(name=kept["name"].map(clean))


def _from_facts(row: dict[str, Any]) -> Found:
    """A collected fact; its kind of source decides what is said of the point."""
    said = str(row["source"])
    kind = "GeoNames" if said.startswith("GeoNames") else "OSM" if said.startswith("OSM") else "general"
    source, url = _KEY[kind]
    vi, en = _NATURE[kind]
    confidence = str(row["confidence"])
    if kind == "general" and confidence == "high":
        confidence = "medium"  # nobody checked it
    return Found(shapely.Point(row["lon"], row["lat"]), source, url, vi, en, confidence)


def _found_in_osm(rows: gpd.GeoDataFrame, key: str, *, origin: Origin = OSM_2021) -> Found:
    points = rows.geometry.drop_duplicates()
    if len(points) != 1:
        raise KeyError(f"{key}: found {len(points)} times")
    vi, en = ("8/2021", "August 2021") if origin is OSM_2021 else ("7/2026", "July 2026")
    return Found(
        point=points.iloc[0],
        source="OpenStreetMap (ODbL 1.0)",
        source_url=origin.source_url,
        reference_vi=f"Điểm trên OpenStreetMap ({vi})",
        reference_en=f"Point on OpenStreetMap ({en})",
        confidence="high",
    )


CENSUS = ("Tổng điều tra dân số và nhà ở 01/4/2019", "Population and housing census, 1 April 2019")
OUT_OF_REACH_M = 5000
_NO_PARK = ("nước thải",)  # a treatment plant is no park
PLACES = Origin(
    source="GeoNames, OpenStreetMap of August 2021 and July 2026, census of 2019; each row names its own",
    source_url="https://www.geonames.org",
    licence="ODbL-1.0; GeoNames points CC-BY-4.0",
    attribution="© OpenStreetMap contributors (ODbL 1.0) · © OpenMapTiles · GeoNames (CC BY 4.0)",
    reference_date="2021-08-06",
    source_vi="GeoNames, OpenStreetMap tháng 8/2021 và tháng 7/2026, Tổng điều tra 2019; mỗi dòng ghi nguồn riêng",
    licence_vi="ODbL-1.0; điểm GeoNames CC-BY-4.0",
)
_COLUMNS = (
    "id",
    "kind",
    "name_vi",
    "name_en",
    "province_2022",
    "district_2022",
    "province_2025",
    "commune_2025",
    "district_capital_of",
    "capital_of_2025",
    "speciality",
    "reference_vi",
    "reference_en",
    "confidence",
    "confidence_note_vi",
    "confidence_note_en",
    "population_2019",
    "population_source",
    "height_m",
    "area_ha",
    "source",
    "source_url",
    "snap_m",
)


def build(context: Context) -> list[Built]:
    """The one layer of places."""
    rows = pd.concat([_listed(context), _industrial_parks(context), _hospitals(context)], ignore_index=True)
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=WGS84)
    frame = _with_units(frame, context)
    frame["population_2019"], frame["population_source"] = _population(frame, context)
    seats = context.table("provinces").query("edition == '2025' and capital != ''").set_index("capital")["code"]
    frame["capital_of_2025"] = frame["id"].map(seats)
    hospital = frame["kind"] == "hospital"
    frame["speciality"] = frame["name_vi"].map(speciality).where(hospital, None)
    frame["snap_m"] = snap_m(context, frame.geometry)
    frame = frame[~_out_of_reach(frame)]
    frame = frame.reindex(columns=[*_COLUMNS, "geometry"])
    return [context.described("places", frame=frame, origin=PLACES, sort_by=("id",))]


def _listed(context: Context) -> pd.DataFrame:
    """The places of the hand-made table, each with the point its source gives."""
    table = context.table("places")
    lookup = Lookup(context)
    found = [lookup.find(key) for key in table["lookup"]]
    said = {
        column: [row or getattr(hit, column) for row, hit in zip(table[column], found, strict=True)]
        for column in ("reference_vi", "reference_en", "confidence")
    }
    return pd.DataFrame(
        {
            "id": table["id"],
            "kind": table["kind"],
            "name_vi": table["name_vi"],
            "name_en": [en or vi for en, vi in zip(table["name_en"], table["name_vi"], strict=True)],
            "district_capital_of": table["district_capital_of"].replace("", None),
            **said,
            "confidence_note_vi": table["note_vi"].replace("", None),
            "confidence_note_en": table["note_en"].replace("", None),
            "height_m": pd.to_numeric(table["height_m"]).astype("Int64"),
            "area_ha": pd.to_numeric(table["area_ha"]),
            "source": [hit.source for hit in found],
            "source_url": [hit.source_url or None for hit in found],
            "geometry": [hit.point for hit in found],
        }
    )


def _industrial_parks(context: Context) -> pd.DataFrame:
    """Industrial parks of OpenStreetMap 2026 in the former Bình Dương, Bà Rịa – Vũng Tàu and the city."""
    rows = read_source(context, f"{EXTRACTS}/ports_industrial_parks.geojson")
    rows = rows[(rows["kind"] == "industrial_park") & ~rows["name"].str.lower().str.contains("|".join(_NO_PARK))]
    rows = rows.assign(name=rows["name"].map(clean)).sort_values("id")
    names = rows["name"].str.replace("Khu công nghiệp", "KCN")
    return _from_osm(rows, names=names, kind="industrial_park", prefix="iz", origin=OSM_2026)


def _hospitals(context: Context) -> pd.DataFrame:
    """Cleaned hospitals of the study provinces on the mainland."""
    poi = read_source(context, f"{TILES}/poi.gpkg")
    study = context.read("provinces_2022").query("in_study").clip(context.study.extent).union_all()
    poi = poi.iloc[poi.sindex.query(study, predicate="contains")]
    rows, dropped = clean_hospitals(poi)
    print(f"  hospitals: {len(rows)} kept; dropped {', '.join(f'{n} {why}' for why, n in dropped.items())}")
    districts = context.read("districts_2022")["name"]
    names = rows["name"].map(lambda name: lettered(name, districts))
    return _from_osm(rows, names=names, kind="hospital", prefix="hosp", origin=OSM_2021)


def _out_of_reach(frame: gpd.GeoDataFrame) -> pd.Series:
    """Hospitals no road of the network leads to (Cần Giờ is reached by ferry): a straight line there would mislead."""
    far: pd.Series = (frame["kind"] == "hospital") & (frame["snap_m"] > OUT_OF_REACH_M).fillna(value=False)
    print(f"  hospitals out of reach: {', '.join(frame.loc[far, 'name_vi']) or 'none'}")
    return far


def _from_osm(rows: gpd.GeoDataFrame, *, names: pd.Series, kind: str, prefix: str, origin: Origin) -> pd.DataFrame:
    """Rows of OpenStreetMap as places; a name that occurs twice gets a number, west to east."""
    ordered = rows.assign(name=names, x=rows.geometry.x).sort_values(["name", "x"], kind="stable")
    ids = prefix + "-" + ordered["name"].str.removeprefix("KCN ").str.removeprefix("Bệnh viện ").map(slug)
    number = ids.groupby(ids).cumcount() + 1
    ids = ids.where(number == 1, ids + "-" + number.astype(str))
    vi, en = ("8/2021", "August 2021") if origin is OSM_2021 else ("7/2026", "July 2026")
    return pd.DataFrame(
        {
            "id": ids,
            "kind": kind,
            "name_vi": ordered["name"],
            "name_en": ordered["name"],
            "reference_vi": f"Điểm trên OpenStreetMap ({vi})",
            "reference_en": f"Point on OpenStreetMap ({en})",
            "confidence": "high",
            "source": "OpenStreetMap (ODbL 1.0)",
            "source_url": origin.source_url,
            "geometry": ordered.geometry,
        }
    )


def _with_units(frame: gpd.GeoDataFrame, context: Context) -> gpd.GeoDataFrame:
    """The frame with its province, district and commune of both editions, by nearest polygon within 2 km."""
    plane = frame[["geometry"]].to_crs(VN2000_UTM48N)
    for column, layer in (
        ("province_2022", "provinces_2022"),
        ("district_2022", "districts_2022"),
        ("province_2025", "provinces_2025"),
        ("commune_2025", "communes_2025"),
    ):
        units = context.read(layer)[["code", "geometry"]].to_crs(VN2000_UTM48N)
        place, unit = units.sindex.nearest(plane.geometry, max_distance=2000, return_all=False)
        codes = np.full(len(frame), None, dtype=object)
        codes[place] = units["code"].to_numpy()[unit]
        frame[column] = codes
    capital = frame["district_capital_of"].notna()
    # polygons of districts are approximate: the seat's own district is known
    frame.loc[capital, "district_2022"] = frame.loc[capital, "district_capital_of"]
    return frame


def _population(frame: gpd.GeoDataFrame, context: Context) -> tuple[pd.Series, pd.Series]:
    """People of the district for its capital, and where the figure is from."""
    people = district_population(context).set_index("code")["population"]
    counted = frame["district_capital_of"].map(people).astype("Int64")
    return counted, counted.map(lambda n: None if pd.isna(n) else CENSUS[0])
