"""Drawing a route, a place or a zone on the map, and changing one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers.own import OwnPlace, OwnRoute, OwnZone, RouteFields
from layers.own_route import require_near
from views import data, map_panel, own_data, own_fields, session, session_view
from views.markup import text
from views.page_errors import guarded, tell
from words import Lang, say
from words.errors import LinkError
from words.figures import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry import LineString, Point, Polygon

    Shape = LineString | Point | Polygon

_HEIGHT: Final = 560  # pixels
_TURN: Final = "own_turn"
_EDITED: Final = "own_edited"
_DRAWN: Final = "own_drawn"
_MOST_POINTS: Final = 5_000


def show(lang: Lang) -> None:
    """Draw the part."""
    _part(lang)


def edit(item_id: str) -> None:
    """Open a route, place or zone for changing."""
    st.session_state[_EDITED] = item_id
    _turn_over()
    own_data.open_part("draw")


@st.fragment
def _part(lang: Lang) -> None:
    left, right = st.columns([0.66, 0.34], gap="small")
    item = _edited()
    with left, guarded("own.map", lang=lang):
        _map(item)
    with right, st.container(height=_HEIGHT, border=False):
        shapes = _shapes()
        if item is not None:
            st.html(f'<p class="lt-group">{text(say("own.editing", lang, name=_name(item)))}</p>')
            st.button(say("own.edit_leave", lang), key="own-leave", on_click=_leave, type="tertiary")
        if not shapes and item is None:
            st.html(f'<p class="lt-note">{text(say("own.draw_hint", lang))}</p>')
        else:
            _form(item, shapes, lang)
    session.mirror()


def _edited() -> OwnRoute | OwnPlace | OwnZone | None:
    """The item being changed, if it is still there."""
    items: tuple[OwnRoute | OwnPlace | OwnZone, ...] = (*own_data.current().routes, *own_data.places_and_zones())
    wanted = st.session_state.get(_EDITED)
    return next((x for x in items if x.id == wanted), None)


def _geometry(item: OwnRoute | OwnPlace | OwnZone) -> Shape:
    from shapely.geometry import Point

    return Point(item.lon, item.lat) if isinstance(item, OwnPlace) else item.geometry


def _name(item: OwnRoute | OwnPlace | OwnZone) -> str:
    return item.fields.name if isinstance(item, OwnRoute) else item.name


def _map(item: OwnRoute | OwnPlace | OwnZone | None) -> None:
    from webmap.drawing import drawn_script, sheet_script

    view, own = session_view.current(), own_data.current()
    shown = map_panel.map_view(view, routes=[*session_view.ticked_routes(view), *own_data.route_ids()])
    turn = f"turn{st.session_state.get(_TURN, 0)}"
    script = sheet_script(session=own_data.session_name(), turn=turn)
    if item is not None:
        shown = replace(shown, own=own.without(item.id))
        script += drawn_script(_geometry(item), item_id=item.id)
    map_panel.show(
        shown, name="own", height=_HEIGHT, memory="lienTinhOwn", returned="all_drawings",
        on_change=lambda drawn: st.session_state.update({_DRAWN: drawn}),
        drawing=map_panel.Drawing(turn, script),
    )  # fmt: skip


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


def _form(item: OwnRoute | OwnPlace | OwnZone | None, shapes: list[Shape], lang: Lang) -> None:
    """The fields of what is drawn, and the button that takes it over."""
    lines = [s for s in shapes if s.geom_type == "LineString"]
    if lines:
        st.html(f'<p class="lt-note">{text(_lengths(lines, lang))}</p>')
    key = f"own-draw-{st.session_state.get(_TURN, 0)}"
    with st.form(key, border=False):
        start: Any = item.fields if isinstance(item, OwnRoute) else item
        told: dict[str, Any] = {"name": own_fields.name(key, start.name if start else "", lang=lang)}
        is_route, snap = bool(lines) or isinstance(item, OwnRoute), False
        if is_route:
            fields = start if isinstance(start, RouteFields) else None
            told |= own_fields.ask(key, fields, lang=lang)
            snap = st.checkbox(say("own.snap", lang), item is None, key=f"{key}-snap", help=say("own.snap_help", lang))
        pressed = st.form_submit_button(say("own.change" if item else "own.add", lang), type="primary", width="stretch")
        below = st.container()  # what goes wrong is said at the button, not at the end of the fields
        told["note"] = own_fields.note(key, start.note if start else "", lang=lang)
        if is_route:
            told |= own_fields.ask_more(key, fields, lang=lang)
    if pressed:
        with below:
            _take(item, shapes, told, snap=snap, lang=lang)


def _lengths(lines: Sequence[Shape], lang: Lang) -> str:
    from layers.geodesy import length_m

    km = "; ".join(f"{number(m / 1000, lang, decimals=1)} km" for m in length_m(lines))
    return say("own.drawn_lengths", lang, km=km)


def _take(item: Any, shapes: list[Shape], told: dict[str, Any], *, snap: bool, lang: Lang) -> None:
    """Add or change, then begin a new sheet; what was entered stays on screen if it cannot be used."""
    try:
        with st.spinner(say("own.working", lang)):
            if item is None:
                _add(shapes, told, snap=snap)
            else:
                _change(item, shapes, told, snap=snap)
    except LinkError as fault:
        tell("drawing", fault, lang=lang)
        return
    own_data.tell(say("own.changed" if item else "own.added", lang, name=told["name"]))
    _leave()
    st.rerun()


def _add(shapes: list[Shape], told: dict[str, Any], *, snap: bool) -> None:
    from shapely.geometry import LineString, Point

    from analysis.own_world import aligned

    names = [told["name"] if i == 1 else f"{told['name'][:110]} ({i})" for i in range(1, len(shapes) + 1)]
    routes: list[OwnRoute] = []
    places: list[OwnPlace] = []
    zones: list[OwnZone] = []
    for name, shape in zip(names, shapes, strict=True):
        fields = RouteFields(**{**told, "name": name})  # checks the name of places and zones too
        require_near(shape)
        if isinstance(shape, LineString):
            routes.append(aligned(data.world(), OwnRoute("", fields, shape, drawn=True), snap=snap))
        elif isinstance(shape, Point):
            places.append(OwnPlace("", name, told["note"], shape.x, shape.y))
        else:
            zones.append(OwnZone("", name, told["note"], shape))
    own_data.add(routes, places, zones)


def _change(item: Any, shapes: list[Shape], told: dict[str, Any], *, snap: bool) -> None:
    from analysis.own_world import aligned

    kind = _geometry(item).geom_type
    shape: Any = next((s for s in reversed(shapes) if s.geom_type == kind), _geometry(item))
    fields = RouteFields(**told)
    require_near(shape)
    if isinstance(item, OwnRoute):
        moved = replace(item, fields=fields, geometry=shape)
        changed: Any = aligned(data.world(), moved, snap=snap) if snap or shape != item.geometry else moved
    elif isinstance(item, OwnPlace):
        changed = replace(item, name=fields.name, note=fields.note, lon=shape.x, lat=shape.y)
    else:
        changed = replace(item, name=fields.name, note=fields.note, geometry=shape)
    own_data.put(own_data.current().changed(changed))


def _leave() -> None:
    st.session_state.pop(_EDITED, None)
    _turn_over()


def _turn_over() -> None:
    """Begin with an empty sheet."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state.pop(_DRAWN, None)
