"""What lies around a plan, as tables: the border, and for map programs the base network and the ground of the printed map.

EPSG:4326; ``sign`` names the class of the style table that a row is drawn by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers import ROAD_CLASSES
from words import field_in, say

if TYPE_CHECKING:
    import geopandas as gpd

    from briefing.content import ReportData

# table: its layer in the catalogue, the class of the style table where one holds for all of it, the columns given away
GROUND: Final = {
    "base_cambodia": ("cambodia_provinces", "land", ("code",)),
    "base_forest": ("forest", "forest", ("area_km2",)),
    "base_parks": ("parks", "park", ("area_km2",)),
    "base_builtup": ("builtup", "builtup", ("area_km2",)),
    "base_industrial": ("industrial", "industrial", ("area_km2",)),
    "base_water": ("water", "water", ("area_km2",)),
    "base_rivers": ("rivers", "", ("length_km",)),
    "base_roads_cambodia": ("roads_cambodia", "", ("ref", "length_km")),
    "base_roads": ("roads", "", ("link_id", "road_class", "ref", "length_km", "oneway", "ramp", "bridge", "closed")),
}


def border(report: ReportData) -> gpd.GeoDataFrame:
    """The border by province, with its length as measured and as published."""
    lines = report.source.layer("border")
    table = lines[["length_km", "geometry"]].assign(
        province_2022=lines["province_code"],
        name=lines[field_in(lines.columns, "province_name", report.request.lang)],
        published_km=lines["length_official_km"],
        source=lines["official_source"],
        sign="national",
    )
    return table.round({"length_km": 3}).reset_index(drop=True)


def ground(report: ReportData) -> dict[str, gpd.GeoDataFrame]:
    """The ground of the map by name, in drawing order; layers that are missing are left out."""
    found = {}
    for name, (layer, sign, columns) in GROUND.items():
        frame = report.source.layer(layer)
        if len(frame):
            found[name] = _given(frame, report, sign=sign, columns=columns)
    return found


def _given(frame: gpd.GeoDataFrame, report: ReportData, *, sign: str, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    lang = report.request.lang
    table = frame.reset_index(drop=True)
    if "length_m" in table:
        table = table.assign(length_km=(table["length_m"] / 1000).round(3))
    kind = table["road_class"] if "road_class" in table else table.get("kind")
    table = table.assign(sign=sign or kind)
    if "road_class" in columns:
        table = table.assign(road_class=kind.map({key: say(f"layers.road_{key}", lang) for key in ROAD_CLASSES}))
    if (own := field_in(table.columns, "name", lang)) in table:
        table = table.assign(name=table[own])
        columns = ("name", *columns)
    flags = {column: table[column].astype(int) for column in columns if table[column].dtype == bool}
    return table.assign(**flags)[[*columns, "sign", "geometry"]]
