"""What the pages Compare and Connectivity have in common: scenarios at the left, the open part at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import streamlit as st

from views import data, scenario_panel, scenarios, session_view
from views.page_errors import guarded
from words import say

if TYPE_CHECKING:
    from views.scenarios import Columns
    from views.session_view import View

_PANEL: Final = 640  # pixels
Draw = Callable[["View", "Columns"], Callable[[], None] | None]


def show(page: str, draw: Draw) -> None:
    """Draw a page: first the part that is open, then the panel beside it, last what takes its time.

    Parameters
    ----------
    page
        Its name for the log.
    draw
        Draws the open part; gives what is to be done once the page stands.
    """
    view = session_view.current()
    lang = view.lang
    with st.spinner(say("compare.loading", lang)), guarded(f"{page}.world", lang=lang):
        data.world()
    left, right = st.columns([0.235, 0.765], gap="small")
    columns: Columns | None = None
    later: Callable[[], None] | None = None
    with right, guarded(f"{page}.parts", lang=lang):
        columns = scenarios.columns(view)
        later = draw(view, columns)
    with left, st.container(height=_PANEL, border=False, key="ltchoices"), guarded(f"{page}.panel", lang=lang):
        scenario_panel.show(view, columns or scenarios.bare())  # whatever failed: the controls that mend it stay
    if later is not None:  # a choice made meanwhile ends it: what is on screen stays
        later()
