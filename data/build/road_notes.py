"""What the manifest says of the making of one network: what was mended by rule, what the tags told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

    from data.build.built import Built
    from data.build.road_links import Network
    from data.build.road_source import RoadSource


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
