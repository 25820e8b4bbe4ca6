"""The Cambodia border: how far it lies from roads, gates among each other, border communes, the road along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.access_layers import time_layer
from layers.border_layers import strip_layer
from views import border_sheets, connectivity_map, data, scenario_panel
from views.linked_choice import linked
from views.linking import BORDER_LOOKS, STATES
from views.page_errors import guarded
from words import say

if TYPE_CHECKING:
    from analysis.scenarios import Scenario
    from layers.results import ResultLayer
    from views.scenarios import Columns
    from views.session_view import View


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang, scenario = view.lang, columns.scenario(view)
    _choices(view, columns)
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    with left, guarded("border.map", lang=lang):
        linked(view, "strip", BORDER_LOOKS, words="border_view.look", key="border-look", hidden=True)
        _map(view, scenario)
    with right, guarded("border.sheet", lang=lang):
        linked(view, "edge", border_sheets.offered(), words="border_view.sheet", key="border-sheet", hidden=True)
        with st.container(height=connectivity_map.BESIDE, border=False):
            border_sheets.show(view, scenario)


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and which state the map shows."""
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        linked(view, "when", STATES, words="border_view.when", key="border-when")


def _map(view: View, scenario: Scenario) -> None:
    shown_state = scenario if view.linking.when == "after" else scenario.baseline()
    with st.spinner(say("border_view.working", view.lang)):
        layer = _communes(view, scenario) if view.linking.strip == "communes" else _strip(view, shown_state)
    connectivity_map.show(view, layer, routes=shown_state.projects, kinds={"gate"})


def _strip(view: View, scenario: Scenario) -> ResultLayer:
    from analysis.border_line import NEAR_KM, border_access, drawn

    world, of = data.world(), view.linking.strip
    frame, digest = data.kept(
        ("border strip", world.digest(scenario), of),
        lambda: (drawn(found := border_access(world, scenario), column=f"{of}_km"), found.digest),
    )
    return strip_layer(frame, NEAR_KM, key=digest, of=of, names=border_sheets.province_names(view.lang), lang=view.lang)


def _communes(view: View, scenario: Scenario) -> ResultLayer:
    frame = border_sheets.communes_on_border(scenario)
    digest = str(frame["digest"].iloc[0]) if len(frame) else "none"
    goal = say("border_view.own_capital", view.lang)
    return time_layer(frame, f"capital_{view.linking.when}", key=digest, goal=goal, lang=view.lang)
