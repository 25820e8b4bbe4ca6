"""The base road network of August 2021: OpenStreetMap lines become a directed graph of links.

Steps: classes motorway to tertiary in the study area; road numbers in one form; overrides; cut at
the border and at the edge of built-up areas; junctions are shared vertices; Cambodian links apart;
the largest strongly connected component; degree-2 chains joined; lines simplified, then measured.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.build import road_area, road_urban, road_ways
from data.build.built import Built
from data.build.junctions import Edges, contract, edges, planar, strong_component, weak_component
from data.build.overrides import apply_overrides, cut_at_boxes, read_overrides
from data.build.road_gaps import mend
from data.build.road_links import BACKGROUND, KEPT, Network, dropped, links
from data.build.road_refs import CAMBODIA, normalise
from data.build.sources import FACTS, OSM_2021, read_source
from layers.geodesy import VN2000_UTM48N, WGS84

if TYPE_CHECKING:
    from data.build.built import Context

CLASSES: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")
MAIN: Final = CLASSES[:3]
BEYOND: Final = ["link_id", "road_class", "ref", "length_m", "geometry"]
ATTRIBUTES: Final = [
    "road_class",
    "ref",
    "name",
    "ramp",
    "bridge",
    "oneway",
    "urban",
    "closed",
    "open_2021",
    "override",
    "cambodian",
]


def build(context: Context) -> list[Built]:
    """The layers ``roads``, ``roads_cambodia``, ``roads_dropped``, ``overrides`` and ``speeds``."""
    area, border = road_area.study_area(context), road_area.border(context)
    prepared = prepare(context, area=area)
    network = make(prepared)
    roads = links(network, network.fate == KEPT, area=area, border=border)
    beyond = links(network, network.fate == BACKGROUND, area=area, border=border)
    left_out = dropped(network)
    changes = context.table("overrides")
    changes.insert(0, "row", np.arange(len(changes)))  # what the column ``override`` of the roads refers to
    ways = road_ways.counts(prepared)
    return [
        _with_repairs(context.described("roads", frame=roads, origin=OSM_2021, sort_by=("link_id",)), network, ways),
        context.described("roads_cambodia", frame=beyond[BEYOND], origin=OSM_2021, sort_by=("link_id",)),
        context.described("roads_dropped", frame=left_out, origin=OSM_2021, sort_by=tuple(left_out.columns)),
        context.described("overrides", frame=changes, origin=FACTS, sort_by=("row",)),
        context.described(
            "speeds", frame=context.table("speeds"), origin=FACTS, sort_by=("mode", "road_class", "ramp", "urban")
        ),
    ]


def _with_repairs(built: Built, network: Network, ways: dict[str, int]) -> Built:
    """The layer with a step that counts what was mended."""
    return replace(
        built,
        steps=(
            *built.steps,
            (
                f"Mended by rule: {network.gaps} gaps under 10 m joined, {network.turns} turn-rounds at the ends of paired "
                f"carriageways, {ways['turned']} carriageways drawn against their pair turned round, {ways['two_way']} one-way "
                "stubs of two-way roads opened both ways"
            ),
        ),
        steps_vi=(
            *built.steps_vi,
            (
                f"Sửa lỗi theo quy tắc: nối {network.gaps} chỗ hở dưới 10 m, thêm {network.turns} chỗ quay đầu ở cuối cặp đường "
                f"một chiều, đảo chiều {ways['turned']} nhánh vẽ ngược với nhánh song song, mở hai chiều {ways['two_way']} đoạn ngắn "
                "của đường hai chiều bị vẽ thành một chiều"
            ),
        ),
    )


def prepare(context: Context, *, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """The source lines of the routed classes with the attributes of the layer, cut where these change."""
    raw = read_source(context, "osm-2021-08/roads_main.gpkg")
    raw = raw[raw["class"].isin(CLASSES)]
    roads = gpd.GeoDataFrame(
        {
            "road_class": raw["class"],
            "raw_ref": raw["ref"].astype(object).where(raw["ref"].notna(), None),
            "name": raw["name"].astype(object).where(raw["name"].notna(), None),
            "ramp": raw["ramp"] == 1,
            "bridge": raw["brunnel"] == "bridge",
            "oneway": raw["oneway"] == 1,
        },
        geometry=raw.geometry,
        crs=WGS84,
    ).reset_index(drop=True)
    roads = road_area.clip(roads.drop_duplicates(ignore_index=True), area=area)
    roads = road_ways.set_right(roads)
    roads = road_area.tell_cambodian(roads, beyond=road_area.cambodia(context))
    roads["ref"] = [
        normalise(ref, region=region, name=name, main=road_class in MAIN)
        for ref, region, name, road_class in zip(
            roads["raw_ref"], _regions(roads, context), roads["name"], roads["road_class"], strict=True
        )
    ]
    overrides = read_overrides(context)
    roads = apply_overrides(cut_at_boxes(roads, overrides), overrides)
    return road_urban.split_urban(roads, area=road_urban.urban_area(context))


def make(roads: gpd.GeoDataFrame) -> Network:
    """Junctions, the Cambodian background and the strongly connected component; chains joined."""
    keys = roads[ATTRIBUTES].astype(object).where(roads[ATTRIBUTES].notna(), None)
    kinds = (
        keys.drop_duplicates().sort_values(ATTRIBUTES, key=lambda c: c.map(str), kind="stable").reset_index(drop=True)
    )
    number = {tuple(row): i for i, row in enumerate(kinds.itertuples(index=False, name=None))}
    kind = np.array([number[tuple(row)] for row in keys.itertuples(index=False, name=None)], dtype=np.int64)
    found = edges(
        roads.geometry.to_numpy(), kind=kind, oneway=roads["oneway"].to_numpy(), bridge=roads["bridge"].to_numpy()
    )
    home = ~kinds["cambodian"].to_numpy(dtype=bool)[found.kind]
    mended = mend(found.take(home), kinds)  # of Vietnam alone: the pair of carriageways at a gate ends there
    found, kinds = mended.edges.and_(found.take(~home)), mended.kinds
    fate = _fates(found, kinds)
    parts, fates = [], []
    for reason in sorted(set(fate)):
        part = contract(found.take(fate == reason))
        parts.append(part)
        fates.append(np.full(len(part), reason, dtype=object))
    joined = reduce(Edges.and_, parts)
    return Network(joined, kinds, np.concatenate(fates), mended.gaps, mended.turns)


def _fates(found: Edges, kinds: pd.DataFrame) -> NDArray[np.object_]:
    """Why each edge is left out: see ``REASONS``; "" if it stays."""
    background = kinds["cambodian"].to_numpy(dtype=bool)[found.kind]
    shut = ~kinds["open_2021"].to_numpy(dtype=bool)[found.kind]
    closed = kinds["closed"].to_numpy(dtype=bool)[found.kind]
    fate = np.full(len(found), "island", dtype=object)
    home = ~background & ~shut
    open_ = _component(found, home & ~closed)
    with_closed = _component(found, home)
    fate[_component(found, home, weak=True)] = "one_way"
    fate[_component(found, ~shut) & home] = "through_cambodia"
    fate[with_closed] = "behind_closed"
    fate[open_ | (with_closed & closed)] = KEPT
    fate[background] = BACKGROUND
    fate[shut] = "not_open"
    return fate


def _component(found: Edges, mask: NDArray[np.bool_], *, weak: bool = False) -> NDArray[np.bool_]:
    """Which of the edges of ``mask`` lie in its largest component."""
    inside = np.zeros(len(found), dtype=bool)
    part = found.take(mask)
    inside[mask] = weak_component(part) if weak else strong_component(part)
    return inside


def _regions(roads: gpd.GeoDataFrame, context: Context) -> list[str]:
    """Code of the province in which the middle of each road lies, "KH" in Cambodia, "" elsewhere."""
    provinces = read_source(context, "admin/provinces_2022.geojson").to_crs(VN2000_UTM48N)
    middle = shapely.line_interpolate_point(planar(roads.geometry.to_numpy()), 0.5, normalized=True)
    point, province = shapely.STRtree(provinces.geometry.to_numpy()).query(middle, predicate="within")
    region = np.full(len(roads), "", dtype=object)
    region[point] = provinces["code"].astype(str).to_numpy()[province]
    return list(np.where(roads["cambodian"], CAMBODIA, region))
