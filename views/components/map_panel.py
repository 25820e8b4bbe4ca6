"""The map on a page: sends kept strings to the browser, takes clicks and bounds back.

Panning a map costs no run of the page: only what a page asks for comes back (a click; on the print
page the bounds), and a change runs the fragment the map stands in, never the whole page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import uuid4

import streamlit as st

from layers import PLACE_KINDS, optional_layers, study
from views.components import map_strings
from views.components.errors import guarded, tell
from views.components.map_strings import serve_map_assets
from views.state import ONE_EDITION, ONLINE, View, data, session, ticked_routes, user_data
from words import say

if TYPE_CHECKING:
    from analysis.measures import PairComparison
    from analysis.scenarios import Scenario
    from layers import Project
    from webmap import MapView

Bounds = tuple[float, float, float, float]
Returned = Literal["clicked", "bounds", "drawings"]
_LOOK: Final = "map_look"


@dataclass(frozen=True)
class Drawing:
    """Tools to draw with.

    Parameters
    ----------
    session
        Name of the session, see ``sheet`` in ``webmap/browser/controls.js``.
    turn
        Letters and digits; another turn begins with an empty sheet.
    shapes
        What is to be changed among the drawn shapes, as GeoJSON.
    entered
        What stands in the fields beside the sheet: the browser keeps it with the shapes, for a page reloaded.
    """

    session: str
    turn: str
    shapes: tuple[dict[str, Any], ...] = ()
    entered: Mapping[str, str] = field(default_factory=dict)


def map_view(
    view: View,
    *,
    paths: tuple[tuple[tuple[float, float], ...], ...] = ((), ()),
    routes: Collection[str] | None = None,
    of: Scenario | None = None,
) -> MapView:
    """What the map shows for the choices of a user.

    Parameters
    ----------
    routes
        Units to draw in place of the ticked routes, in no year: projects, sections, bundles.
    of
        The state of the network to draw in place of the ticked routes, in its own year: what is not open in it is pale.
    """
    from webmap import MapView

    units, year = (_looked_at(view), view.year) if routes is None else (routes, None)
    if of is not None:
        units, year = of.projects, of.year
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
        year=year,
        own=user_data.current(),
        tiles=ONLINE in view.switches,
    )


def _looked_at(view: View) -> tuple[str, ...]:
    """The ticked routes, and the one whose facts are read, ticked or not."""
    marked, ticked = view.focus.removeprefix("route:") if view.focus.startswith("route:") else "", ticked_routes(view)
    return ticked if marked in ("", *ticked) else (*ticked, marked)


def show(
    shown: MapView,
    *,
    name: str,
    memory: str,
    height: int | Literal["stretch"] = "stretch",
    returned: Returned = "clicked",
    on_change: Callable[[Any], None] | None = None,
    drawing: Drawing | None = None,
) -> None:
    """Draw the map; a fault is told in its place.

    Parameters
    ----------
    name
        Letters that tell this map from those of other pages.
    memory
        Maps with the same name open where the others were left.
    height
        Pixels, or all that the page leaves it (``workspace``).
    returned
        What comes back: the thing clicked, the bounds in sight, or the shapes drawn.
    on_change
        Called with a new value before the fragment runs again.
    drawing
        Tools to draw with; ``None`` for a map to look at.
    """
    room = (
        st.container(key=f"ltmap-{name}")
        if height == "stretch"
        else st.container(key=f"ltfixed-{name}", height=height, border=False)
    )
    with room, guarded(f"map of {name}", lang=shown.lang):
        _draw(shown, name=name, height=height, memory=memory, returned=returned, on_change=on_change, drawing=drawing)


def _draw(
    shown: MapView,
    *,
    name: str,
    height: int | Literal["stretch"],
    memory: str,
    returned: Returned,
    on_change: Callable[[Any], None] | None,
    drawing: Drawing | None,
) -> None:
    from webmap import component_script, faults

    serve_map_assets()
    for fault in faults():
        tell(f"map of {name}", fault, lang=shown.lang)
    base = map_strings.base(lang=shown.lang, edition=shown.edition, tiles=shown.tiles, drawing=drawing is not None)
    key = f"map-{name}"
    if look := st.session_state.pop(_LOOK, None):
        st.session_state[f"{_LOOK}-{key}"] = look  # sent with every run, followed once: the browser knows it by its id
    back: dict[str, Any] = {f"on_{returned}_change": lambda: _changed(key, returned, on_change)}
    st.components.v2.component("lien_tinh_map", js=component_script(), isolate_styles=False)(
        key=key,
        data={
            "base": base.name,
            "files": base.files,
            "drawn": map_strings.drawn(shown),
            "memory": memory,
            "legend": {"title": say("browse.legend", shown.lang), "html": map_strings.legend(shown)},
            "returned": returned,
            "look": st.session_state.get(f"{_LOOK}-{key}"),
            "sheet": asdict(drawing) if drawing else None,
            "closing": shown.closing,
            "answered": _click_of(st.session_state.get(key)),
        },
        height=height,
        **back,
    )


def _click_of(back: Any) -> int:
    """Number of the click that the page has heard of last."""
    try:
        return int(back["clicked"]["value"]["properties"]["click"])
    except (KeyError, TypeError, ValueError):
        return 0


def _changed(key: str, returned: str, on_change: Callable[[Any], None] | None) -> None:
    """Hand on what a map sent back, if it sent anything."""
    value = (st.session_state.get(key) or {}).get(returned)
    if on_change is not None and isinstance(value, dict) and value.get("value"):
        on_change(value["value"])


def look_at(bounds: Bounds, *, heart: Bounds | None = None) -> None:
    """Have the next map drawn move to ``bounds`` (west, south, east, north in degrees), as close as half steps of zoom go.

    Parameters
    ----------
    heart
        What is in the middle if ``bounds`` cannot be held without showing more than the base map; ``None``: they are held all the same.
    """
    st.session_state[_LOOK] = {"id": uuid4().hex, "bounds": list(bounds), "heart": heart and list(heart)}


def frame(name: str, scenario: Scenario, *, foot: float = 0.0) -> None:
    """Have the next map drawn hold both provinces and the routes of a scenario.

    When this session first shows it, and when an address brought another scenario; a tick leaves the map where it is.

    Parameters
    ----------
    foot
        Part of the height that is to stay free below.
    """
    slot, now = f"map_framed_{name}", (session.arrivals(), scenario.projects)
    before = st.session_state.get(slot)
    st.session_state[slot] = now
    moved = _LOOK in st.session_state  # a kept view comes with the bounds it was kept with
    if moved or (before is not None and (before[0] == now[0] or before[1] == now[1])):
        return
    west, south, east, north = bounds_of(scenario.projects)
    look_at((west, south - foot * (north - south), east, north), heart=study().view)


def route_bounds(project: Project) -> Bounds:
    """Where all sections of a project lie."""
    boxes = [s.geometry.bounds for s in project.sections]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def bounds_of(units: Collection[str]) -> Bounds:
    """Where both provinces and these routes lie, as far as there are data."""
    ids = {part.partition("/")[0] for unit in units for part in unit.split("+")}
    lines = [s.geometry for p in data.projects() if p.id in ids for s in p.sections]
    boxes = [study().view, *(line.bounds for line in lines)]
    ends = [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]
    west, south, east, north = study().extent
    return max(ends[0], west), max(ends[1], south), min(ends[2], east), min(ends[3], north)


@st.fragment
def fragment(shown: MapView, *, name: str, height: int | Literal["stretch"] = "stretch", memory: str) -> None:
    """A map that is only looked at."""
    show(shown, name=name, height=height, memory=memory)


@st.fragment
def paths(
    view: View, result: PairComparison | None, *, height: int | Literal["stretch"] = "stretch", before: bool = True
) -> None:
    """The map of a pair: the ways before and after, or the one after alone."""
    ways: tuple[Any, Any] = ((), ())
    if result is not None:
        found = [getattr(result.forward, f"{view.way.value}_{when}") for when in ("before", "after")]
        ways = tuple(path.coordinates if path else () for path in found)  # type: ignore[assignment]
        if not before:
            ways = ((), ways[1])
        _look_once(result.digest + result.origin_id + result.destination_id, [xy for way in ways for xy in way])
    show(
        map_view(view, paths=ways, of=result.scenario if result else None),
        name="compare",
        height=height,
        memory="lienTinhCompare",
    )


def _look_once(name: str, points: list[tuple[float, float]]) -> None:
    """Move the map to the ways of a pair when that pair is first shown."""
    if not points or st.session_state.get("map_looked") == name:
        return
    st.session_state["map_looked"] = name
    lon, lat = zip(*points, strict=True)
    look_at((min(lon), min(lat), max(lon), max(lat)))
