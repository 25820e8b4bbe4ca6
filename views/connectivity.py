"""The connectivity page: access, border and round trips, before and after the scenario looked at.

Each tab is a module of its own with ``show(view, columns)``; a new one is a row of ``linking.Tab`` and its module.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

import streamlit as st

from views import data, scenario_panel, scenarios, state
from views.choosing import parts
from views.linking import Tab
from views.page_errors import guarded
from words import say

if TYPE_CHECKING:
    from views.scenarios import Columns
    from views.state import View

_PANEL: Final = 640  # pixels
_MODULES: Final = {tab: f"views.connectivity_{tab.value}" for tab in Tab}


def show() -> None:
    """Draw the page: first the tab that is open, then the scenarios beside it."""
    view = state.current()
    lang = view.lang
    with st.spinner(say("compare.loading", lang)), guarded("connectivity.world", lang=lang):
        data.world()
    left, right = st.columns([0.235, 0.765], gap="small")
    columns: Columns | None = None
    with right, guarded("connectivity.tabs", lang=lang):
        columns = scenarios.columns(view)
        _tabs(view, columns)
    with left, st.container(height=_PANEL, border=False, key="ltchoices"), guarded("connectivity.panel", lang=lang):
        if columns is not None:
            scenario_panel.show(view, columns)


def _tabs(view: View, columns: Columns) -> None:
    names = {tab.value: say(f"linking.tab_{tab.value}", view.lang) for tab in Tab}
    name, _ = parts(
        names,
        view.linking.tab.value,
        key=f"tab-{view.lang.value}",
        choose=lambda chosen: state.change_linking(tab=Tab(chosen)),
    )
    # below the row of tabs, not in one of them: so the browser keeps the map (connectivity_map)
    with guarded(f"connectivity.{name}", lang=view.lang):
        import_module(_MODULES[Tab(name)]).show(view, columns)
