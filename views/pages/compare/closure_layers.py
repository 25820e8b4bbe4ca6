"""What a closure draws: bridges to hit, roads closed, and how the pairs hit worst go round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from layers import commune_name
from layers.symbology import LegendRow, ResultLayer, ResultShape, road_name as number_and_name, style
from views.state import data
from words import Lang, number, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.resilience import Detour, FoundLink

CLOSED, BRIDGE = "closed-", "bridge-"  # begin the ids of a closed road and of a bridge on the map
_GREAT_M: Final = 250.0  # a bridge so long is drawn however far the map is


def bridges(listed: Iterable[tuple[FoundLink, str, str]], lang: Lang) -> ResultLayer:
    """Signs of bridges, so that they can be hit; the long ones over rivers from afar, the others once zoomed in."""
    far, near = style.point("closure", "great_bridge"), style.point("closure", "bridge")
    shapes = []
    for bridge, commune, river in listed:
        middle = shapely.line_interpolate_point(shapely.LineString(bridge.lon_lat), 0.5, normalized=True)
        sign = far if river and bridge.length_m >= _GREAT_M else near
        tip = (bridge_name(bridge, commune, river, lang), say("closure.tip_bridge", lang))
        shapes.append(ResultShape(middle, sign, tip, f"{BRIDGE}{bridge.link_id}", key=f"link:{bridge.link_id}"))
    row = LegendRow(say("closure.heading", lang), say("closure.row_bridge", lang), far)
    return ResultLayer(f"bridges{data.world().data_digest}{lang.value}", tuple(shapes), (row,))


def closed(roads: Sequence[FoundLink], lang: Lang) -> ResultLayer:
    """The closed roads."""
    from analysis.resilience import closed_lines

    sign = style.line("closure", "closed")
    shapes = tuple(
        ResultShape(
            shapely.MultiLineString(closed_lines(data.world(), road)),
            sign,
            (road_name(road, lang), say("closure.tip", lang)),
            f"{CLOSED}{name_of(road)}",
            key=f"link:{name_of(road)}",
        )
        for road in roads
    )
    rows = (LegendRow(say("closure.heading", lang), say("closure.closed", lang), sign),) if roads else ()
    return ResultLayer(f"closed{'-'.join(map(name_of, roads))}{lang.value}", shapes, rows)


def detours(ways: Sequence[Detour], lang: Lang) -> ResultLayer:
    """Where the pairs hit worst drove, and where they drive now; only what differs."""
    was, now = style.line("closure", "left"), style.line("closure", "detour")
    shapes = []
    for way in ways:
        names = " – ".join(data.world().places[p].name(lang) for p in (way.origin, way.destination))
        key = pair_key(way.origin, way.destination)
        for line, sign, path, word in ((way.left, was, way.before, "left"), (way.instead, now, way.after, "detour")):
            if not shapely.is_empty(line) and path is not None:
                told = say(f"closure.tip_{word}", lang, minutes=number(path.time_min, lang, decimals=1))
                shapes.append(ResultShape(line, sign, (names, told), f"{word}-{key}", key=key))
    heading = say("closure.heading", lang)
    rows = tuple(
        LegendRow(heading, say(f"closure.row_{word}", lang), s) for word, s in (("left", was), ("detour", now))
    )
    name = "".join(
        f"{w.origin}{w.destination}{w.before.time_min:.4f}{w.after.time_min if w.after else 0:.4f}" for w in ways
    )
    return ResultLayer(f"detours{name}{lang.value}", tuple(shapes), rows if shapes else ())


def pair_key(origin: str, destination: str) -> str:
    """What ties rows of a pair to its ways on the map."""
    return f"pair:{origin}~{destination}"


def name_of(road: FoundLink) -> str:
    """The number of a link or the name of a stretch."""
    return road.stretch or str(road.link_id)


def road_name(road: FoundLink, lang: Lang) -> str:
    """Number and name of a road, or its class; a bridge is called one, a stretch by its project and section."""
    if road.section_id:
        owner, section = next((p, s) for p in data.projects() for s in p.sections if s.section_id == road.section_id)
        return " · ".join(dict.fromkeys((owner.text("name", lang), section.name(lang))))
    kind = say(f"layers.road_{road.road_class}", lang)
    known = road.ref or road.name
    name = number_and_name(road.ref, road.name, lang) if known else say("compare.unnamed", lang, kind=kind)
    return say("closure.bridge", lang, name=name) if road.bridge else name


def bridge_name(bridge: FoundLink, commune: str, river: str, lang: Lang) -> str:
    """A bridge as people look for it: road, river, commune, length."""
    where = [say("closure.over", lang, river=river[0].lower() + river[1:])] if river else []
    parts = [road_name(bridge, lang), *where, commune_name(commune, lang), f"{number(bridge.length_m, lang)} m"]
    return " · ".join(part for part in parts if part)
