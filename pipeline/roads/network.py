"""The base road network: OpenStreetMap lines, of August 2021 or of an extract, become a directed graph of links.

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

from layers import ROAD_CLASSES, VN2000_UTM48N
from pipeline.files import FACTS, Built, boundary
from pipeline.roads import bounds, built_up, mending
from pipeline.roads.junctions import SAME_M, Edges, contract, edges, planar, strong_component, weak_component
from pipeline.roads.links import BACKGROUND, KEPT, TAGS, Network, dated, dropped, links, repairs, tags_said
from pipeline.roads.mending import mend
from pipeline.roads.overrides import OF_2021, apply_overrides, cut_at_boxes, read_overrides
from pipeline.roads.refs import CAMBODIA, normalise
from pipeline.roads.sources import RoadSource, road_source

if TYPE_CHECKING:
    from pipeline.files import Context

MAIN: Final = ROAD_CLASSES[:3]
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
    """The layers ``roads``, ``roads_cambodia``, ``roads_dropped``, ``urban_area``, ``overrides`` and ``speeds``."""
    area, border = bounds.study_area(context), bounds.border(context)
    source = road_source(context, area=area)
    urban = built_up.urban_area(context, within=area, streets=source.streets)
    prepared = prepare(context, source, area=area, urban=urban)
    network = make(prepared, same_m=source.same_m)
    roads = links(network, network.fate == KEPT, area=area, border=border)
    beyond = links(network, network.fate == BACKGROUND, area=area, border=border)
    left_out = dropped(network)
    changes = context.table("overrides")
    changes.insert(0, "row", np.arange(len(changes)))  # what the column ``override`` of the roads refers to
    layer = context.described(
        "roads_osm" if source.tagged else "roads", frame=roads, origin=source.origin, sort_by=("link_id",)
    )
    layer = dated(replace(layer, name="roads"), source.origin.reference_date)
    mended = tags_said(roads, network, source) if source.tagged else repairs(network, mending.counts(prepared))
    speeds = context.table("speeds")
    if source.tagged:
        speeds = pd.concat([speeds, context.table("speeds_surface")], ignore_index=True)
    return [
        replace(layer, steps=(*layer.steps, mended.en), steps_vi=(*layer.steps_vi, mended.vi)),
        context.described("roads_cambodia", frame=beyond[BEYOND], origin=source.origin, sort_by=("link_id",)),
        context.described("roads_dropped", frame=left_out, origin=source.origin, sort_by=tuple(left_out.columns)),
        context.described("urban_area", frame=built_up.layer_frame(urban), origin=source.origin, sort_by=("part",)),
        context.described("overrides", frame=changes, origin=FACTS, sort_by=("row",)),
        context.described("speeds", frame=speeds, origin=FACTS, sort_by=("mode", "road_class", "ramp", "urban")),
    ]


def prepare(
    context: Context, source: RoadSource, *, area: shapely.Geometry, urban: shapely.Geometry
) -> gpd.GeoDataFrame:
    """The source lines of the routed classes with the attributes of the layer, cut where these change."""
    roads = bounds.clip(source.lines.drop_duplicates(ignore_index=True), area=area)
    roads = mending.as_mapped(roads) if source.tagged else mending.set_right(roads)
    roads = bounds.tell_cambodian(roads, beyond=bounds.cambodia(context))
    roads["ref"] = [
        normalise(ref, region=region, name=name, main=road_class in MAIN)
        for ref, region, name, road_class in zip(
            roads["raw_ref"], _regions(roads, context), roads["name"], roads["road_class"], strict=True
        )
    ]
    overrides = read_overrides(context)
    if source.tagged:
        overrides = [change for change in overrides if change.column not in OF_2021]
    roads = apply_overrides(cut_at_boxes(roads, overrides), overrides, strict=not source.tagged)
    return built_up.split_urban(roads, area=urban)


def make(roads: gpd.GeoDataFrame, *, same_m: float = SAME_M) -> Network:
    """Junctions, the Cambodian background and the strongly connected component; chains joined.

    Vertices closer than ``same_m`` are one junction.
    """
    names = [*ATTRIBUTES, *(tag for tag in TAGS if tag in roads)]
    keys = roads[names].astype(object).where(roads[names].notna(), None)
    kinds = keys.drop_duplicates().sort_values(names, key=lambda c: c.map(str), kind="stable").reset_index(drop=True)
    number = {tuple(row): i for i, row in enumerate(kinds.itertuples(index=False, name=None))}
    kind = np.array([number[tuple(row)] for row in keys.itertuples(index=False, name=None)], dtype=np.int64)
    found = edges(
        roads.geometry.to_numpy(),
        kind=kind,
        oneway=roads["oneway"].to_numpy(),
        bridge=roads["bridge"].to_numpy(),
        same_m=same_m,
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
    provinces = boundary(context, "provinces_2022", file="admin/provinces_2022.geojson").to_crs(VN2000_UTM48N)
    middle = shapely.line_interpolate_point(planar(roads.geometry.to_numpy()), 0.5, normalized=True)
    point, province = shapely.STRtree(provinces.geometry.to_numpy()).query(middle, predicate="within")
    region = np.full(len(roads), "", dtype=object)
    region[point] = provinces["code"].astype(str).to_numpy()[province]
    return list(np.where(roads["cambodian"], CAMBODIA, region))
