"""Border gates: placed where a mapped road crosses the border line near the published estimate.

Published positions are estimates of ±2–5 km. A gate moves to the nearest crossing within the
reach that its row allows, so that its point lies on the road that leads there. Without a crossing
it stays on the border line nearest to the estimate, marked so; without an estimate it has no place.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import geopandas as gpd
import shapely
from shapely.ops import nearest_points

from layers import ROAD_CLASSES, VN2000_UTM48N, WGS84
from pipeline.files import OSM_2021, TILES, Built, Context, read_source
from pipeline.places.snap import snap_m

_SEARCH = ("estimate_lon", "estimate_lat", "reach_km", "network")


def build(context: Context) -> list[Built]:
    """The gates of the study area."""
    table = context.table("gates")
    border = context.read("border").to_crs(VN2000_UTM48N).union_all()
    crossings = {network: _crossings(context, border, network=network) for network in ("main", "minor")}
    placed = [_placed(row, border, crossings) for row in table.to_dict("records")]
    points = gpd.GeoSeries([point for point, _ in placed], crs=VN2000_UTM48N).to_crs(WGS84)
    frame = gpd.GeoDataFrame(table.drop(columns=[*_SEARCH]).replace("", None), geometry=points)
    frame.insert(2, "name_en", frame["name_vi"])
    frame.insert(frame.columns.get_loc("road_ref"), "position", [position for _, position in placed])
    frame["snap_m"] = snap_m(context, points)
    return [context.described("gates", frame=frame, origin=OSM_2021, sort_by=("id",))]


def _crossings(context: Context, border: shapely.Geometry, *, network: str) -> gpd.GeoSeries:
    """Points where the routed classes ("main") or the minor roads cross the border, in metres."""
    if network == "main":
        roads = read_source(context, f"{TILES}/roads_main.gpkg")
        roads = roads[roads["class"].isin(ROAD_CLASSES)]
    else:
        roads = read_source(context, f"{TILES}/roads_minor.parquet")
    lines = roads.geometry.to_crs(VN2000_UTM48N)
    lines = lines.iloc[lines.sindex.query(border, predicate="intersects")]
    return lines.intersection(border).explode().representative_point().reset_index(drop=True)


def _placed(
    row: dict[Hashable, Any], border: shapely.Geometry, crossings: dict[str, gpd.GeoSeries]
) -> tuple[shapely.Point | None, str]:
    """The gate's point in metres and how it was found: road, estimated or unknown."""
    if not row["estimate_lon"]:
        return None, "unknown"
    estimate = shapely.Point(float(row["estimate_lon"]), float(row["estimate_lat"]))
    estimate = gpd.GeoSeries([estimate], crs=WGS84).to_crs(VN2000_UTM48N).iloc[0]
    near = crossings[row["network"]]
    distance = near.distance(estimate)
    if len(near) and distance.min() <= float(row["reach_km"]) * 1000:
        return near[distance.idxmin()], "road"
    return nearest_points(border, estimate)[0], "estimated"
