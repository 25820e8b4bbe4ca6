"""From the network to the rows of the layers: simplified, rounded, measured, numbered; and what the manifest says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers import WGS84, length_m
from pipeline.roads import bounds
from pipeline.roads.junctions import Edges, geographic, planar

if TYPE_CHECKING:
    from pipeline.files import Built
    from pipeline.roads.sources import RoadSource

TAGS: Final = ("condition", "lanes", "maxspeed_kmh")  # what only an OpenStreetMap extract tells of a road
TOLERANCE_M: Final = 1.5  # of simplification: under the accuracy of the mapping, half a lane
KEPT: Final = ""
BACKGROUND: Final = "cambodia"
_MATCH_M: Final = 1.0


@dataclass(frozen=True)
class Network:
    """The network before it is laid out as layers.

    ``kinds`` holds one row a combination of attributes (``Edges.kind`` is its row number); ``fate``
    says of each edge why it was left out: ``KEPT`` if it was not, ``BACKGROUND`` in Cambodia.
    ``gaps`` and ``turns`` count the joins made where the source was broken.
    """

    edges: Edges
    kinds: pd.DataFrame
    fate: NDArray[np.object_]
    gaps: int
    turns: int


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
    edge = shapely.boundary(area)
    shapely.prepare([edge, border])
    frame["border"] = shapely.dwithin(border, metres, bounds.TOUCH_M)
    frame["cut"] = shapely.dwithin(edge, shapely.boundary(metres), _MATCH_M)
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
    told = [name for name in TAGS if name in frame]
    frame = frame.astype({name: "Int64" for name in told if name != "condition"})
    return frame[[*columns, *told, "length_m", "border", "cut", "override", "geometry"]]


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


@dataclass(frozen=True)
class Note:
    """One step of the making, in both languages."""

    en: str
    vi: str


def dated(layer: Built, date: str) -> Built:
    """The layer with ``{month}`` of its titles filled by the month its content describes."""
    month = f"{int(date[5:7])}/{date[:4]}"
    title_vi, title_en = (title.replace("{month}", month) for title in (layer.title_vi, layer.title_en))
    return replace(layer, title_vi=title_vi, title_en=title_en)


def repairs(network: Network, ways: Mapping[str, int]) -> Note:
    """What was mended in the lines of the tiles; ``ways`` counts the one-way lines."""
    return Note(
        f"Mended by rule: {network.gaps} gaps under 10 m joined, {network.turns} turn-rounds at the ends of paired "
        f"carriageways, {ways['turned']} carriageways drawn against their pair turned round, {ways['two_way']} one-way "
        "stubs of two-way roads opened both ways",
        f"Sửa lỗi theo quy tắc: nối {network.gaps} chỗ hở dưới 10 m, thêm {network.turns} chỗ quay đầu ở cuối cặp đường "
        f"một chiều, đảo chiều {ways['turned']} nhánh vẽ ngược với nhánh song song, mở hai chiều {ways['two_way']} đoạn ngắn "
        "của đường hai chiều bị vẽ thành một chiều",
    )


def tags_said(roads: gpd.GeoDataFrame, network: Network, source: RoadSource) -> Note:
    """How many km carry which tag, what of them could not be read, and what was mended."""
    km = roads["length_m"] / 1000
    masks = (
        roads["condition"] == "unpaved",
        roads["condition"] == "one_lane",
        roads["maxspeed_kmh"].notna(),
        roads["lanes"].notna(),
        roads["closed"],
    )
    unpaved, narrow, signed, lanes, shut = (f"{km[mask].sum():.1f} km" for mask in masks)
    return Note(
        f"By their tags: {unpaved} unpaved, {narrow} of one lane for both directions, {signed} with a signed speed "
        f"({source.unread} values that are no number of km/h left out), {lanes} with a number of lanes, {shut} closed to "
        f"through trips; {network.gaps} gaps under 10 m joined, {network.turns} turn-rounds at the ends of paired carriageways",
        f"Theo thẻ: {_comma(unpaved)} chưa trải mặt, {_comma(narrow)} một làn đi hai chiều, {_comma(signed)} có biển tốc độ "
        f"(bỏ {source.unread} giá trị không phải km/h), {_comma(lanes)} ghi số làn, {_comma(shut)} không cho đi suốt; nối "
        f"{network.gaps} chỗ hở dưới 10 m, thêm {network.turns} chỗ quay đầu ở cuối cặp đường một chiều",
    )


def _comma(figure: str) -> str:
    """A figure as Vietnamese writes it."""
    return figure.replace(".", ",")
