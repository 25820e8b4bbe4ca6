"""Drawing a route, a place or a zone on the map, and changing one."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import RouteFields, UserPlace, UserRoute, UserZone, require_near
from views.components import guarded, map_panel, tell, text, workspace
from views.pages.user_data import in_water, route_fields
from views.state import data, session, session_view, user_data
from words import Lang, LinkError, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry import LineString, Point, Polygon

    Shape = LineString | Point | Polygon

_TURN: Final = "own_turn"
_EDITED: Final = "own_edited"
_DRAWN: Final = "own_drawn"
_WANTED: Final = "own_taking"  # asked for with the button, not yet done
_MOST_POINTS: Final = 5_000


def show(lang: Lang) -> None:
    """Draw the part."""
    _part(lang)


def edit(item_id: str) -> None:
    """Open a route, place or zone for changing."""
    st.session_state[_EDITED] = item_id
    _turn_over()
    user_data.open_part("draw")


@st.fragment
def _part(lang: Lang) -> None:
    left, right = workspace.beside()
    item = _edited()
    with left, guarded("own.map", lang=lang):
        _map(item)
    with right:
        shapes = _shapes()
        if item is not None:
            st.html(f'<p class="lt-group">{text(say("own.editing", lang, name=_name(item)))}</p>')
            st.button(say("own.edit_leave", lang), key="own-leave", on_click=_leave, type="tertiary")
        if not shapes and item is None:
            st.html(f'<p class="lt-note">{text(say("own.draw_hint", lang))}</p>')
        else:
            _form(item, shapes, lang)
    session.show_in_address()


def _edited() -> UserRoute | UserPlace | UserZone | None:
    """The item being changed, if it is still there."""
    items: tuple[UserRoute | UserPlace | UserZone, ...] = (*user_data.current().routes, *user_data.places_and_zones())
    wanted = st.session_state.get(_EDITED)
    return next((x for x in items if x.id == wanted), None)


def _geometry(item: UserRoute | UserPlace | UserZone) -> Shape:
    from shapely.geometry import Point

    return Point(item.lon, item.lat) if isinstance(item, UserPlace) else item.geometry


def _name(item: UserRoute | UserPlace | UserZone) -> str:
    return item.fields.name if isinstance(item, UserRoute) else item.name


def _map(item: UserRoute | UserPlace | UserZone | None) -> None:
    from webmap import drawn_shape

    view, own = session_view.current(), user_data.current()
    shown = map_panel.map_view(view, routes=[*session_view.ticked_routes(view), *user_data.route_ids()])
    turn = f"turn{st.session_state.get(_TURN, 0)}"
    shapes: tuple[dict[str, Any], ...] = ()
    if item is not None:
        shown = replace(shown, own=own.without(item.id))
        shapes = (drawn_shape(_geometry(item), item_id=item.id),)
    map_panel.show(
        shown,
        name="own",
        memory="lienTinhOwn",
        returned="drawings",
        on_change=_drawn,
        drawing=map_panel.Drawing(user_data.session_name(), turn, shapes, route_fields.to_keep(_prefix())),
    )


def _drawn(drawn: list[dict[str, Any]]) -> None:
    """What stands on the sheet now; after the page was reloaded, with what stood in the fields."""
    st.session_state[_DRAWN] = drawn
    with contextlib.suppress(LookupError, TypeError, AttributeError):
        route_fields.bring(_prefix(), drawn[0]["properties"].get("entered"))


def _prefix() -> str:
    """Of the fields beside the sheet of now."""
    return f"own-draw-{st.session_state.get(_TURN, 0)}"


def _shapes() -> list[Shape]:
    """What stands on the sheet; what is no usable shape is left out."""
    from shapely.errors import ShapelyError
    from shapely.geometry import LineString, Point, Polygon, shape

    found: list[Shape] = []
    for feature in st.session_state.get(_DRAWN) or []:
        try:
            drawn = shape(feature["geometry"])
        except (ShapelyError, KeyError, TypeError, ValueError, AttributeError):
            continue
        if isinstance(drawn, (Point, LineString, Polygon)) and len(str(feature)) < _MOST_POINTS * 50:
            found.append(drawn)
    return found


def _form(item: UserRoute | UserPlace | UserZone | None, shapes: list[Shape], lang: Lang) -> None:
    """The fields of what is drawn, and the button that takes it over."""
    lines = [s for s in shapes if s.geom_type == "LineString"]
    if lines:
        st.html(f'<p class="lt-note">{text(_lengths(lines, lang))}</p>')
    key = _prefix()
    start: Any = item.fields if isinstance(item, UserRoute) else item
    told: dict[str, Any] = {"name": route_fields.name(key, start.name if start else "", lang=lang)}
    is_route, snap = bool(lines) or isinstance(item, UserRoute), False
    if is_route:
        fields = start if isinstance(start, RouteFields) else None
        told |= route_fields.ask(key, fields, lang=lang)
        snap = route_fields.snap(key, item is None, lang=lang)
    told["note"] = route_fields.note(key, start.note if start else "", lang=lang)
    if is_route:
        told |= route_fields.ask_more(key, fields, lang=lang)
    with st.container(
        key="ltact"
    ):  # stays at the foot of the panel: a fault said above does not push it from under the hand
        if st.button(
            say("own.change" if item else "own.add", lang), key=f"{key}-take", type="primary", width="stretch"
        ):
            st.session_state[_WANTED] = _Wanted(item, tuple(shapes), told, snap)
            finish(lang)


def _lengths(lines: Sequence[Shape], lang: Lang) -> str:
    from layers import length_m

    km = "; ".join(f"{number(m / 1000, lang, decimals=1)} km" for m in length_m(lines))
    return say("own.drawn_lengths", lang, km=km)


@dataclass(frozen=True)
class _Wanted:
    """What was asked for with the button: the item to change or none, and what was drawn and entered."""

    item: UserRoute | UserPlace | UserZone | None
    shapes: tuple[Shape, ...]
    told: dict[str, Any]
    snap: bool


def finish(lang: Lang) -> None:
    """Add or change what was asked for, then begin a new sheet; what was entered stays on screen if it cannot be used.

    To lay a road on the network takes seconds, and whoever uses another control meanwhile ends this run: the
    wish stays in the session until it is fulfilled or refused, and the next run of the page takes it up.
    """
    wanted: _Wanted | None = st.session_state.get(_WANTED)
    if wanted is None:
        return
    try:
        with st.spinner(say("own.working", lang)):
            if wanted.item is None:
                doubts = _add(wanted.shapes, wanted.told, snap=wanted.snap, lang=lang)
            else:
                doubts = _change(wanted.item, wanted.shapes, wanted.told, snap=wanted.snap, lang=lang)
    except LinkError as fault:
        st.session_state.pop(_WANTED, None)
        tell("drawing", fault, lang=lang)
        return
    user_data.tell(say("own.changed" if wanted.item else "own.added", lang, name=wanted.told["name"]), *doubts)
    _leave()
    st.rerun()


def _add(shapes: Sequence[Shape], told: dict[str, Any], *, snap: bool, lang: Lang) -> list[str]:
    """Add what was drawn; gives what is doubtful in it."""
    from shapely.geometry import LineString, Point

    from analysis.scenarios import align_route

    names = [told["name"] if i == 1 else f"{told['name'][:110]} ({i})" for i in range(1, len(shapes) + 1)]
    routes: list[UserRoute] = []
    places: list[UserPlace] = []
    zones: list[UserZone] = []
    for name, shape in zip(names, shapes, strict=True):
        fields = RouteFields(**{**told, "name": name})  # checks the name of places and zones too
        require_near(shape)
        if isinstance(shape, LineString):
            routes.append(align_route(data.world(), UserRoute("", fields, shape, drawn=True), snap=snap))
        elif isinstance(shape, Point):
            places.append(UserPlace("", name, told["note"], shape.x, shape.y))
        else:
            zones.append(UserZone("", name, told["note"], shape))
    doubts = in_water.doubts(routes, lang)
    st.session_state.pop(_WANTED, None)  # from here on nothing lasts
    user_data.add(routes, places, zones)
    return doubts


def _change(item: Any, shapes: Sequence[Shape], told: dict[str, Any], *, snap: bool, lang: Lang) -> list[str]:
    """Change one thing; gives what is doubtful in it."""
    from analysis.scenarios import align_route

    kind = _geometry(item).geom_type
    shape: Any = next((s for s in reversed(shapes) if s.geom_type == kind), _geometry(item))
    fields = RouteFields(**told)
    require_near(shape)
    if isinstance(item, UserRoute):
        moved = replace(item, fields=fields, geometry=shape)
        changed: Any = align_route(data.world(), moved, snap=snap) if snap or shape != item.geometry else moved
    elif isinstance(item, UserPlace):
        changed = replace(item, name=fields.name, note=fields.note, lon=shape.x, lat=shape.y)
    else:
        changed = replace(item, name=fields.name, note=fields.note, geometry=shape)
    doubts = in_water.doubts([changed] if isinstance(changed, UserRoute) else [], lang)
    st.session_state.pop(_WANTED, None)
    user_data.change(user_data.current().changed(changed), done="changed", name=fields.name)
    return doubts


def _leave() -> None:
    st.session_state.pop(_EDITED, None)
    _turn_over()


def _turn_over() -> None:
    """Begin with an empty sheet."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state.pop(_DRAWN, None)
