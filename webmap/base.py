"""The base map: land, water, forest, built-up areas, roads by class, the border; it never changes.

Drawn on canvases below everything that answers to the pointer. Its bounds are the extent of the
sources; beyond them a mask lies over everything, tiles too, so that no online tile can show more
than the study area.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import folium
import numpy as np
import shapely

from layers import ROAD_CLASSES, Edition, study
from layers.symbology import style
from webmap.controls import add_controls, credits_of
from webmap.elements import Runtime
from webmap.labels import base_labels
from webmap.payload import encode, line_sign, script_json
from webmap.prepared import area_text, clipped, coverage, drawable, edges_text, frame, line_text
from words import Lang, say

ZOOM: Final = 9
MIN_ZOOM: Final = 8
MAX_ZOOM: Final = 14
_BELOW_CITY: Final = 0.05  # degrees below the large city that the first view shows
_TILES: Final = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_OUTSIDE: Final = shapely.box(90, 0, 125, 25)
_MASK: Final = "#f3f2ef"
_COVER: Final = (  # layer, sign, tolerance in metres, smallest area in km²
    ("forest", "forest", 80, 1.0),
    ("parks", "park", 80, 1.0),
    ("builtup", "builtup", 50, 0.2),
    ("industrial", "industrial", 50, 0.2),
    ("water", "water", 60, 0.3),
)
_ROAD_TOLERANCE_M: Final = {"tertiary": 35.0}


def base_map(*, lang: Lang, edition: Edition = Edition.Y2022, tiles: bool = False) -> folium.Map:
    """A folium map with the base map on it, ready for what ``drawn`` tells.

    Parameters
    ----------
    lang
        Language of controls, credits and labels.
    edition
        The edition that labels of provinces are placed for; provinces themselves are overlays.
    tiles
        Whether tiles of openstreetmap.org lie below instead of our own areas and roads.

    Notes
    -----
    A layer that cannot be read is left out; ``prepared.faults`` tells which and how to mend it.
    """
    west, south, east, north = study().extent
    drawn = folium.Map(
        location=study().centre[::-1],
        zoom_start=ZOOM,
        tiles=None,
        zoom_control=False,
        minZoom=MIN_ZOOM,  # folium's own arguments of this name reach the tiles only
        maxZoom=MAX_ZOOM,
        zoomSnap=0.5,  # so that two provinces fill a map of half a small screen
        max_bounds=True,
        min_lat=south,
        max_lat=north,
        min_lon=west,
        max_lon=east,
        max_bounds_viscosity=1.0,
        world_copy_jump=False,
    )
    if tiles:
        folium.TileLayer(
            tiles=_TILES,
            attr=say("webmap.credit_tiles", lang),
            min_zoom=MIN_ZOOM,
            max_zoom=MAX_ZOOM,
            bounds=[[south, west], [north, east]],
            no_wrap=True,
            control=False,
        ).add_to(drawn)
    Runtime(_items(tiles=tiles), base_labels(lang, edition, tiles=tiles), told=_told(lang)).add_to(drawn)
    add_controls(drawn, lang=lang)
    return drawn


def base_script(drawn: folium.Map, *, name: str) -> str:
    """The script that teaches ``host.js`` to build a base map, controls and tools with it, in an element."""
    own, script = written(drawn)
    built = script.replace(f'"{own}"', "element", 1)
    return f"lienTinh.define({script_json(name)}, function (element) {{\n{built}\nreturn {own};\n}});\n"


def written(drawn: folium.Map) -> tuple[str, str]:
    """The name of a map in its script, and all that folium writes for it but the addresses of files.

    Folium names things by chance; numbered, the same map is the same text.
    """
    waiting: list[Any] = [drawn.get_root()]
    for number, element in enumerate(waiting):  # grows while it is walked
        element._id = f"{number:032x}"  # noqa: SLF001 - folium offers no other way
        waiting += list(element._children.values())  # noqa: SLF001
        element._children = type(element._children)((child.get_name(), child) for child in element._children.values())  # noqa: SLF001
    page: Any = drawn.get_root()  # branca types the root as any element; it is the page
    page.render()
    return drawn.get_name(), str(page.script.render())


def _told(lang: Lang) -> dict[str, Any]:
    """What the map shows first, what it holds, and its words for who cannot see it."""
    corners = {"view": _first_view(), "extent": study().extent}
    bounds = {name: [[south, west], [north, east]] for name, (west, south, east, north) in corners.items()}
    words = {"label": say("webmap.map_label", lang), "keys": say("webmap.map_keys", lang)}
    return bounds | words | {"credits": credits_of(lang)}


def _first_view() -> tuple[float, float, float, float]:
    """Both provinces, and the large city with its name: west, south, east, north in degrees."""
    west, south, east, north = study().view
    places = drawable([lambda: list(frame("places").set_index("id").geometry.loc[[study().city]])])
    for city in places:
        west, south, east = min(west, city.x), min(south, city.y - _BELOW_CITY), max(east, city.x)
    return west, south, east, north


def _items(*, tiles: bool) -> list[dict[str, Any]]:
    """The base map in drawing order."""
    own: list[Callable[[], list[dict[str, Any]]]] = (
        [] if tiles else [_land, _cambodia, *(partial(_cover, *row) for row in _COVER), _rivers, *_ROADS]
    )
    return drawable([*own, _border, partial(_mask, tiles=tiles)])


def _land() -> list[dict[str, Any]]:
    return [
        {"p": "land", "x": encode([shapely.box(*study().extent)]), "a": style.fill("land", "abroad").fill},
        {"p": "land", "x": encode([_sea()]), "a": style.fill("water", "water").fill},
    ]


def _cambodia() -> list[dict[str, Any]]:
    return [{"p": "land", "x": edges_text("cambodia_provinces"), **line_sign(style.line("cambodia", "boundary"))}]


def _sea() -> shapely.Geometry:
    """The sea within the frame: what lies seaward and is no province."""
    land = shapely.union_all(shapely.buffer(coverage("provinces_2022"), 0))
    return shapely.difference(shapely.intersection(shapely.Polygon(study().sea), shapely.box(*study().extent)), land)


def _cover(name: str, sign: str, tolerance_m: float, min_km2: float) -> list[dict[str, Any]]:
    look = style.fill(sign, sign)
    text = area_text(name, tolerance_m=tolerance_m, min_km2=min_km2)
    item: dict[str, Any] = {"p": "cover", "x": text, "a": look.fill}
    if look.opacity != 1:
        item["o"] = look.opacity
    if look.outline:
        item |= {key: value for key, value in line_sign(look.outline).items() if key in "cwd"}
    return [item]


def _rivers() -> list[dict[str, Any]]:
    kinds = sorted(set(frame("rivers")["kind"]) & {"river", "canal"})
    return [
        {"p": "cover", "x": line_text("rivers", "kind", kind, tolerance_m=50), **line_sign(style.line("river", kind))}
        for kind in kinds
    ]


def _roads(layer: str, sign: str, finest_m: float) -> list[dict[str, Any]]:
    """The roads of a layer, from the least class up."""
    present = set(frame(layer)["road_class"])
    items = []
    for kind in (one for one in reversed(ROAD_CLASSES) if one in present):
        tolerance_m = max(finest_m, _ROAD_TOLERANCE_M.get(kind, 0.0))
        text = line_text(layer, "road_class", kind, tolerance_m=tolerance_m)
        items.append({"p": "roads", "x": text, **line_sign(style.line(sign, kind))})
    return items


_ROADS: Final = (partial(_roads, "roads_cambodia", "road_cambodia", 60.0), partial(_roads, "roads", "road", 25.0))


def _border() -> list[dict[str, Any]]:
    lines = clipped(shapely.simplify(frame("border").geometry.to_numpy(), 0.0006))
    joined: Any = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(np.asarray(lines, dtype=object))))
    return [{"p": "border", "x": encode([joined]), **line_sign(style.line("border", "national")), "ko": 0.7}]


def _mask(*, tiles: bool) -> list[dict[str, Any]]:
    """The world beyond the frame under one tone, with a thin frame line; with tiles the sea as well."""
    beyond = shapely.difference(_OUTSIDE, shapely.box(*study().extent))
    items: list[dict[str, Any]] = [{"p": "mask", "x": encode([beyond]), "a": _MASK, "c": "#a8a59d", "w": 1.2}]
    if tiles:
        items.insert(0, {"p": "mask", "x": encode([_sea()]), "a": style.fill("water", "water").fill})
    return items
