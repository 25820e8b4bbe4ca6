"""Access: minutes of every commune to the nearest place of a kind, or to one place, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.access_layers import time_layer
from layers.gain_layers import commune_layer, isochrone_layer
from views import access_sheets, connectivity_map, data, isochrone_sheet, scenario_panel, session_view
from views.choosing import from_list
from views.linked_choice import linked
from views.linking import ACCESS_LOOKS, ACCESS_SHEETS, KINDS
from views.page_errors import guarded
from views.pair import place_names
from words import Lang, say

if TYPE_CHECKING:
    from analysis.accessibility import Accessibility
    from layers.results import ResultLayer
    from views.scenarios import Columns
    from views.session_view import View


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang = view.lang
    _choices(view, columns)
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    found: Accessibility | None = None
    with left, guarded("access.map", lang=lang):
        _look(view)
        with st.spinner(say("access_view.working", lang)):
            found = access(view, columns, _near(view))
            layer = _layer(view, columns, found)
        _map(view, columns, found, layer)
    with right, guarded("access.sheet", lang=lang):
        _sheet(view)
        with st.container(height=connectivity_map.BESIDE, border=False):
            if found is not None:
                access_sheets.show(view, columns, found)


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and what is to be reached."""
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        names = {kind: sentence_case(say(f"access_view.to_{kind}", view.lang)) for kind in KINDS}
        names |= place_names(view.lang)
        from_list(
            say("access_view.near", view.lang), list(names), _near(view), names=names.__getitem__, key="near",
            choose=lambda near: session_view.change_linking(near=near),
        )  # fmt: skip


def sentence_case(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def _near(view: View) -> str:
    """What is to be reached; a place that is no longer there gives way to the start."""
    near = view.linking.near
    return near if near in {*KINDS, *data.world().places} else KINDS[0]


def access(view: View, columns: Columns, near: str) -> Accessibility:
    """Access to a kind or a place under the scenario looked at; kept."""
    from analysis.accessibility import accessibility

    world, scenario = data.world(), columns.scenario(view)
    return data.kept(
        ("access", world.digest(scenario), near),
        lambda: accessibility(world, before=scenario.baseline(), after=scenario, kind=near),
    )


def goal_name(near: str, lang: Lang) -> str:
    """What is reached, as it stands inside a sentence."""
    if near in KINDS:
        return say(f"access_view.to_{near}", lang)
    place = data.world().places[near]
    return place.name_vi if lang is Lang.VI else place.name_en


def _look(view: View) -> None:
    linked(view, "look", ACCESS_LOOKS, words="access_view.look", key="access-look", hidden=True)


def _sheet(view: View) -> None:
    linked(view, "sheet", ACCESS_SHEETS, words="access_view.sheet", key="access-sheet", hidden=True)


def _map(view: View, columns: Columns, found: Accessibility, layer: ResultLayer) -> None:
    near, routes = found.kind, columns.scenario(view).projects
    known = near in KINDS
    connectivity_map.show(
        view, layer, routes=() if view.linking.look == "before" else routes,
        kinds={near if known else data.world().places[near].kind}, highlight=None if known else near,
    )  # fmt: skip


def _layer(view: View, columns: Columns, found: Accessibility) -> ResultLayer:
    lang, look, goal = view.lang, view.linking.look, goal_name(found.kind, view.lang)
    if look == "saved":
        return commune_layer(found.frame, key=found.digest, lang=lang)
    if look == "isochrones":
        areas = isochrone_sheet.isochrones_to(columns.scenario(view), found.kind)
        return isochrone_layer(areas.frame, key=areas.digest, place=goal, lang=lang)
    return time_layer(found.frame, f"{look}_min", key=found.digest, goal=goal, lang=lang)
