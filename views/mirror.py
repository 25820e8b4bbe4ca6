"""Widgets that mirror a choice of the view: the view is the truth, the widget shows it.

Streamlit tells the browser a widget's value only if a run sets it. On another page the browser has
dropped the widgets of the last one, while the server still holds their values during the first run:
equal values would not be set, and every box would stand there empty. Until a page has been drawn
once as a whole, therefore, every value is set.
"""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

_DRAWN: Final = "page-drawn"  # the page whose widgets the browser has; empty while another one comes


def page_begins(page: str) -> None:
    """A run of a page begins."""
    if st.session_state.get(_DRAWN) != page:
        st.session_state[_DRAWN] = ""


def page_ends(page: str) -> None:
    """The page was drawn as a whole."""
    st.session_state[_DRAWN] = page


def mirror(key: str, value: Any) -> None:
    """Have the widget with this key, drawn next, show ``value``."""
    if st.session_state.get(_DRAWN) == "" or st.session_state.get(key) != value:
        st.session_state[key] = value
