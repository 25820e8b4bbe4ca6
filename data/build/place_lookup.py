"""Where a place's coordinates come from: a source is named, never a coordinate typed by hand.

The table of places names its source as ``<collection>:<name>``; a name that is missing or occurs
twice is a fault of the table and stops the build. ``osm-place:town/<name>@<code>`` looks in one
province of 2022 alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from data.build.built import Origin
from data.build.context import Context
from data.build.names import clean
from data.build.sources import OSM_2021, OSM_2026, facts_path, read_source

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
        self._places = _inside(read_source(context, "osm-2021-08/places.geojson"), study)
        self._collections = {
            "osm-peak": _inside(read_source(context, "osm-2021-08/peaks.gpkg"), study),
            "osm-poi": _inside(read_source(context, "osm-2021-08/poi.gpkg"), study),
            "osm-2026": read_source(context, "osm-2026-07/ports_industrial_parks.geojson"),
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
            return _from_osm(labels[labels["class"] == "international"], key)
        if collection == "osm-place":
            kind, town = name.split("/", maxsplit=1)
            town, _, province = town.partition("@")
            rows = self._places[(self._places["class"] == kind) & (self._places["name"] == town)]
            return _from_osm(rows[rows.within(self._provinces[province])] if province else rows, key)
        rows = self._collections[collection]
        return _from_osm(rows[rows["name"] == name], key, origin=OSM_2026 if collection == "osm-2026" else OSM_2021)


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


def _from_osm(rows: gpd.GeoDataFrame, key: str, *, origin: Origin = OSM_2021) -> Found:
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
