"""What the user's zones are for: to close the roads in one at once, and to see how much of each project lies in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from views.components import Column, map_panel, note, page_links, plain, table
from views.state import MOST_CLOSED, Part, data, scenarios, session_view, user_data
from words import InputError, Lang, number, say

if TYPE_CHECKING:
    from layers import UserZone

_FAULT: Final = "own_zone_fault"  # (id of the zone, fault)
_AIR_DEG: Final = 0.02


def closing(zone: UserZone, lang: Lang) -> None:
    """A button that closes the roads of a zone and shows what that costs."""
    st.button(say("own.zone_close", lang), key=f"close-{zone.id}", on_click=_close, args=(zone,), type="tertiary")


def told(zone: UserZone, lang: Lang) -> None:
    """Why the roads of a zone could not be closed, once."""
    kept: tuple[str, InputError] | None = st.session_state.get(_FAULT)
    if kept is not None and kept[0] == zone.id:
        st.session_state.pop(_FAULT)
        st.warning(plain(kept[1].text(lang)))


def _close(zone: UserZone) -> None:
    """Close what lies in the zone and have the comparison opened there: a callback, which runs to its end."""
    from analysis.resilience import roads_in_area

    view = session_view.current()
    found = roads_in_area(data.world(), scenarios.columns(view).scenario(view), zone.geometry)
    if not len(found) or len(found) > MOST_CLOSED:
        key = "own.zone_too_many" if len(found) else "own.zone_no_roads"
        st.session_state[_FAULT] = (zone.id, InputError(key, name=zone.name, count=len(found), most=MOST_CLOSED))
        return
    shut = replace(view.compare, part=Part.CLOSURE, closed=found.links, stretches=found.stretches)
    west, south, east, north = zone.geometry.bounds
    map_panel.look_at((west - _AIR_DEG, south - _AIR_DEG, east + _AIR_DEG, north + _AIR_DEG))
    page_links.want("compare", replace(view, compare=shut))


def kilometres(lang: Lang) -> None:
    """How much of each project, the user's own among them, lies in each zone."""
    from analysis.resilience import projects_in_areas

    own = user_data.current()
    projects = data.projects()
    areas = {zone.id: zone.geometry for zone in own.zones}
    found = data.kept(("zones", own.digest), lambda: projects_in_areas(projects, areas))
    if not found:
        note(say("own.zone_km_none", lang))
        return
    zones = {zone.id: zone.name for zone in own.zones}
    names = {project.id: project.text("name", lang) for project in projects}
    columns = [
        Column(say("own.zone_name", lang)),
        Column(say("own.zone_route", lang)),
        Column(say("own.zone_inside", lang), figures=True),
        Column(say("own.zone_upgrade", lang), figures=True),
    ]
    rows = [
        (zones[f.area_id], names[f.project_id], *(number(km, lang, decimals=1) for km in (f.km, f.upgrade_km)))
        for f in found
    ]
    st.html(table(columns, rows, caption=say("own.zone_km", lang)).html)
