"""The base road network of August 2021: OpenStreetMap lines become a directed graph of links.

Steps: classes motorway to tertiary in the study area; road numbers in one form; overrides; cut at
the border and at the edge of built-up areas; junctions are shared vertices; Cambodian links apart;
the largest strongly connected component; degree-2 chains joined; lines simplified, then measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.build import road_area, road_urban
from data.build.built import Built
from data.build.junctions import Edges, contract, edges, geographic, planar, strong_component, weak_component
from data.build.overrides import apply_overrides, read_overrides
from data.build.road_refs import CAMBODIA, normalise
from data.build.sources import FACTS, OSM_2021, read_source
from layers.geodesy import VN2000_UTM48N, WGS84, length_m

if TYPE_CHECKING:
    from data.build.built import Context

CLASSES: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")
TOLERANCE_M: Final = 1.5  # of simplification: under the accuracy of the mapping, a third of a lane
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
_MATCH_M: Final = 1.0

BACKGROUND: Final = "cambodia"
KEPT: Final = ""


@dataclass(frozen=True)
class Network:
    """The network before it is laid out as layers.

    ``kinds`` holds one row a combination of attributes (``Edges.kind`` is its row number); ``fate``
    says of each edge why it was left out, "" if it was not; ``full_m`` is each edge's length before
    simplification.
    """

    edges: Edges
    kinds: pd.DataFrame
    fate: NDArray[np.object_]


def build(context: Context) -> list[Built]:
    """The layers ``roads``, ``roads_cambodia``, ``roads_dropped``, ``overrides`` and ``speeds``."""
    area = road_area.study_area(context)
    network = make(prepare(context, area=area))
    kept = network.fate == KEPT
    return [
        _roads(links(network, kept, area=area, border=road_area.border(context))),
        _cambodia(links(network, network.fate == BACKGROUND, area=area, border=road_area.border(context))),
        _dropped(dropped(network)),
        _table(context, "overrides", "Thay đổi so với bản đồ gốc", "Changes to the mapped roads"),
        _table(context, "speeds", "Tốc độ hành trình giả định", "Assumed travel speeds"),
    ]


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
    beyond = road_area.cambodia(context)
    roads = road_area.cut_at_border(roads, beyond=beyond)
    roads["cambodian"] = road_area.share_inside(planar(roads.geometry.to_numpy()), area=beyond) > 0.5
    roads["ref"] = [
        normalise(r, region=g, name=n)
        for r, g, n in zip(roads["raw_ref"], _regions(roads, context), roads["name"], strict=True)
    ]
    roads = apply_overrides(roads, read_overrides(context))
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
    fate = _fates(found, kinds)
    parts, fates = [], []
    for reason in sorted(set(fate)):
        part = contract(found.take(fate == reason))
        parts.append(part)
        fates.append(np.full(len(part), reason, dtype=object))
    joined = Edges(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in ("start", "end", "kind", "oneway", "lines"))
    )
    return Network(joined, kinds, np.concatenate(fates))


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


def links(
    network: Network, mask: NDArray[np.bool_], *, area: shapely.Geometry, border: shapely.Geometry
) -> gpd.GeoDataFrame:
    """The layer's rows for the edges of ``mask``: simplified, rounded, measured, numbered."""
    found = network.edges.take(mask)
    lines = shapely.transform(simplify(found.lines), lambda c: np.round(c, 7) + 0.0)
    metres = planar(lines)
    frame = gpd.GeoDataFrame(network.kinds.iloc[found.kind].reset_index(drop=True), geometry=lines, crs=WGS84)
    frame = frame.astype(dict.fromkeys(("ramp", "bridge", "oneway", "urban", "closed"), bool) | {"override": "int64"})
    frame["length_m"] = np.round(length_m(lines), 2)
    frame["border"] = shapely.dwithin(metres, border, road_area.TOUCH_M)
    frame["cut"] = shapely.dwithin(shapely.boundary(metres), shapely.boundary(area), _MATCH_M)
    frame["from_node"], frame["to_node"] = _node_numbers(found, lines)
    order = ["from_node", "to_node", "road_class", "ref", "oneway", "length_m"]
    frame = frame.sort_values([*order, "name"], kind="stable", na_position="first").reset_index(drop=True)
    frame["link_id"] = np.arange(len(frame))
    columns = [
        "link_id",
        "from_node",
        "to_node",
        "road_class",
        "ref",
        "name",
        "ramp",
        "bridge",
        "oneway",
        "urban",
        "closed",
    ]
    return frame[[*columns, "length_m", "border", "cut", "override", "geometry"]]


def simplify(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """The lines with vertices left out that lie within ``TOLERANCE_M`` of the rest; ends stay to the last digit."""
    simple = geographic(shapely.simplify(planar(lines), TOLERANCE_M, preserve_topology=True))
    made = []
    for line, full in zip(simple, lines, strict=True):  # the way to metres and back moves ends by nanometres
        coordinates, ends = shapely.get_coordinates(line), shapely.get_coordinates(full)
        coordinates[0], coordinates[-1] = ends[0], ends[-1]
        made.append(shapely.linestrings(coordinates))
    return np.array(made, dtype=object)


def _node_numbers(found: Edges, lines: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Node numbers in the order of longitude and latitude, the same after every build."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)])
    nodes = np.r_[found.start, found.end]
    _, first, where = np.unique(nodes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.lexsort((first, ends[first, 1], ends[first, 0]))] = np.arange(len(first))
    numbers = rank[where]
    return numbers[: len(found)], numbers[len(found) :]


def dropped(network: Network) -> pd.DataFrame:
    """What was left out: one row a road and reason and place of about 0.1°, with its km and middle."""
    mask = (network.fate != KEPT) & (network.fate != BACKGROUND)
    found = network.edges.take(mask)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(found.lines, 0.5, normalized=True))
    kinds = network.kinds.iloc[found.kind]
    frame = pd.DataFrame(
        {
            "reason": network.fate[mask],
            "road_class": kinds["road_class"].to_numpy(),
            "ref": kinds["ref"].to_numpy(),
            "length_km": np.round(length_m(found.lines) / 1000, 3),
            "lon": np.round(middle[:, 0], 5),
            "lat": np.round(middle[:, 1], 5),
        }
    )
    return frame.sort_values(list(frame.columns), kind="stable").reset_index(drop=True)


def _regions(roads: gpd.GeoDataFrame, context: Context) -> list[str]:
    """Code of the province in which the middle of each road lies, "KH" in Cambodia, "" elsewhere."""
    provinces = read_source(context, "admin/provinces_2022.geojson").to_crs(VN2000_UTM48N)
    middle = shapely.line_interpolate_point(planar(roads.geometry.to_numpy()), 0.5, normalized=True)
    point, province = shapely.STRtree(provinces.geometry.to_numpy()).query(middle, predicate="within")
    region = np.full(len(roads), "", dtype=object)
    region[point] = provinces["code"].astype(str).to_numpy()[province]
    return list(np.where(roads["cambodian"], CAMBODIA, region))


def _roads(frame: gpd.GeoDataFrame) -> Built:
    return Built(
        name="roads",
        file="roads.parquet",
        title_vi="Mạng lưới đường bộ nền tháng 8/2021",
        title_en="Base road network of August 2021",
        origin=OSM_2021,
        steps=(
            "classes motorway to tertiary inside the study area: mainland of the seven provinces and 30 km around",
            "road numbers in one form; changes of overrides.csv; cut at the border and at built-up areas",
            "junctions are shared vertices (0.4 m); Cambodian links apart; largest strongly connected component",
            f"degree-2 chains of equal attributes joined; simplified by {TOLERANCE_M} m, then measured on the ellipsoid",
        ),
        quality="mapped by volunteers; surface, lanes and signed speeds are not carried",
        frame=frame,
        sort_by=("link_id",),
    )


def _cambodia(frame: gpd.GeoDataFrame) -> Built:
    return Built(
        name="roads_cambodia",
        file="roads_cambodia.parquet",
        title_vi="Đường bộ phía Campuchia (nền)",
        title_en="Roads in Cambodia (background)",
        origin=OSM_2021,
        steps=(
            "links of the same source with more than half of their length in Cambodia",
            "chains joined and simplified as the roads",
        ),
        quality="background only: not routed",
        frame=frame[["link_id", "road_class", "ref", "length_m", "geometry"]],
        sort_by=("link_id",),
    )


def _dropped(frame: pd.DataFrame) -> Built:
    return Built(
        name="roads_dropped",
        file="roads_dropped.csv",
        title_vi="Đường không đưa vào mạng lưới",
        title_en="Roads left out of the network",
        origin=OSM_2021,
        steps=("links outside the largest strongly connected component, and roads not open in August 2021",),
        quality="reason, class, number, length and middle point of each",
        frame=frame,
        sort_by=tuple(frame.columns),
    )


def _table(context: Context, name: str, title_vi: str, title_en: str) -> Built:
    frame = context.table(name)
    if name == "overrides":
        frame.insert(0, "row", np.arange(len(frame)))  # what the column ``override`` of the roads refers to
    return Built(
        name=name,
        file=f"{name}.csv",
        title_vi=title_vi,
        title_en=title_en,
        origin=FACTS,
        steps=("made by hand",),
        quality="each row names its source or is an assumption",
        frame=frame,
        sort_by=("row",) if name == "overrides" else ("mode", "road_class", "ramp", "urban"),
    )
