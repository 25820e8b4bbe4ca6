"""The map on a page: sends kept strings to the browser, takes clicks and bounds back.

Panning a map costs no run of the page: only what a page asks for comes back (a click; on the print
page the bounds), and a change runs the fragment the map stands in, never the whole page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import PLACE_KINDS, optional_layers
from views.components import map_strings
from views.components.errors import guarded, tell
from views.components.map_strings import serve_map_assets
from views.state import ONE_EDITION, ONLINE, View, ticked_routes, user_data

if TYPE_CHECKING:
    from analysis.measures import PairComparison
    from webmap import MapView

Bounds = tuple[float, float, float, float]
_LOOK: Final = "map_look"
_TILE: Final = 256
_MAX_ZOOM, _MIN_ZOOM = 13, 8


@dataclass(frozen=True)
class Drawing:
    """Tools to draw with.

    Parameters
    ----------
    turn
        Letters and digits; another turn begins with an empty sheet.
    script
        Puts what is to be changed among the drawn shapes.
    """

    turn: str
    script: str = ""


def map_view(
    view: View,
    *,
    paths: tuple[tuple[tuple[float, float], ...], ...] = ((), ()),
    routes: Collection[str] | None = None,
    year: int | None = None,
) -> MapView:
    """What the map shows for the choices of a user.

    Parameters
    ----------
    routes
        Units of a scenario to draw in place of the ticked routes: projects, sections, bundles.
    year
        Of that scenario; the ticked routes are drawn in the year of the view.
    """
    from webmap import MapView

    units = ticked_routes(view) if routes is None else routes
    kinds = view.switches & PLACE_KINDS.keys()
    optional = view.switches & frozenset(optional_layers())
    layers = {name for name in optional if ONE_EDITION.get(name, view.edition) is view.edition}
    layers |= {"projects"} | ({"places"} if kinds else set())
    return MapView(
        lang=view.lang,
        edition=view.edition,
        layers=frozenset(layers),
        project_ids=frozenset(part.partition("/")[0] for unit in units for part in unit.split("+")),
        statuses=view.statuses,
        place_kinds=kinds,
        highlight_id=view.focus.partition(":")[2] if view.focus and not view.focus.startswith("province:") else None,
        path_before=paths[0],
        path_after=paths[1],
        year=view.year if routes is None else year,
        own=user_data.current(),
        tiles=ONLINE in view.switches,
    )


def show(
    shown: MapView,
    *,
    name: str,
    height: int,
    memory: str,
    returned: str,
    on_change: Callable[[Any], None] | None = None,
    drawing: Drawing | None = None,
) -> Any:
    """Draw the map and give what came back last under the name ``returned``; a fault is told in its place.

    Parameters
    ----------
    name
        Letters that tell this map from those of other pages.
    memory
        Maps with the same name open where the others were left.
    on_change
        Called with a new value before the fragment runs again.
    drawing
        Tools to draw with; ``None`` for a map to look at.
    """
    with guarded(f"map of {name}", lang=shown.lang):
        return _drawn(
            shown, name=name, height=height, memory=memory, returned=returned, on_change=on_change, drawing=drawing
        )
    return None


def _drawn(
    shown: MapView, *, name: str, height: int, memory: str, returned: str, on_change: Callable[[Any], None] | None,
    drawing: Drawing | None,
) -> Any:  # fmt: skip
    from streamlit_folium import _component_func

    from webmap import faults

    serve_map_assets()
    for fault in faults():
        tell(f"map of {name}", fault, lang=shown.lang)
    base = map_strings.base(
        lang=shown.lang, edition=shown.edition, tiles=shown.tiles, memory=memory, drawing=drawing is not None
    )
    look = st.session_state.pop(_LOOK, None)  # told once: later runs must not pull the map back
    key = f"{name}{base.key}{drawing.turn if drawing else ''}"
    back = _component_func(
        script=base.script + (drawing.script if drawing else ""),
        header=base.header,
        html=base.html,
        id=base.map_id,
        key=key,
        height=height,
        width=None,
        returned_objects=[returned],
        default={returned: None},
        zoom=look[1] if look else None,
        center=look[0] if look else None,
        feature_group=map_strings.drawn(shown),
        return_on_hover=False,
        layer_control="",
        pixelated=False,
        css_links=list(base.css_links),
        js_links=list(base.js_links),
        wrap_longitude=False,
        on_change=lambda: _changed(key, returned, on_change),
    )
    return back.get(returned) if isinstance(back, dict) else None


def _changed(key: str, returned: str, on_change: Callable[[Any], None] | None) -> None:
    """Hand on what a map sent back, if it sent anything."""
    value = st.session_state.get(key)
    if on_change is not None and isinstance(value, dict) and value.get(returned):
        on_change(value[returned])


def look_at(bounds: Bounds, *, width: int = 700, height: int = 520) -> None:
    """Have the next map drawn move to ``bounds`` (west, south, east, north in degrees), as close as half steps of zoom go."""
    from math import asinh, floor, log2, radians, tan

    west, south, east, north = bounds
    share_x = max((east - west) / 360, 1e-9)
    y = [asinh(tan(radians(lat))) / (2 * 3.141592653589793) for lat in (south, north)]
    share_y = max(y[1] - y[0], 1e-9)
    zoom = floor(2 * log2(min(width / _TILE / share_x, height / _TILE / share_y))) / 2
    st.session_state[_LOOK] = ([(south + north) / 2, (west + east) / 2], max(_MIN_ZOOM, min(_MAX_ZOOM, zoom)))


def look_once(name: str, bounds: Bounds, *, size: tuple[int, int]) -> None:
    """Move the next map drawn to ``bounds`` when this session first shows it; ``size`` in pixels."""
    if st.session_state.get(f"map_looked_{name}") != bounds:
        st.session_state[f"map_looked_{name}"] = bounds
        look_at(bounds, width=size[0], height=size[1])


@st.fragment
def fragment(shown: MapView, *, name: str, height: int, memory: str) -> None:
    """A map that is only looked at."""
    show(shown, name=name, height=height, memory=memory, returned="last_active_drawing")


@st.fragment
def paths(view: View, result: PairComparison | None, *, height: int = 560, before: bool = True) -> None:
    """The map of a pair: the ways before and after, or the one after alone."""
    ways: tuple[Any, Any] = ((), ())
    if result is not None:
        found = [getattr(result.forward, f"{view.way.value}_{when}") for when in ("before", "after")]
        ways = tuple(path.coordinates if path else () for path in found)  # type: ignore[assignment]
        if not before:
            ways = ((), ways[1])
        _look_once(result.digest + result.origin_id + result.destination_id, [xy for way in ways for xy in way])
    show(
        map_view(view, paths=ways),
        name="compare",
        height=height,
        memory="lienTinhCompare",
        returned="last_active_drawing",
    )


def _look_once(name: str, points: list[tuple[float, float]]) -> None:
    """Move the map to the ways of a pair when that pair is first shown."""
    if not points or st.session_state.get("map_looked") == name:
        return
    st.session_state["map_looked"] = name
    lon, lat = zip(*points, strict=True)
    look_at((min(lon), min(lat), max(lon), max(lat)), width=460, height=480)
