"""The room of a page that fills the window: choices at the left, the work beside them, a panel at the right of a map.

Only names are given here; places and heights are the style's (``shell.css``), which knows the window. What
holds ``ltmap``, ``ltscroll`` or ``ltrow`` in its key takes all the height there is, with all that is around it; a
page without such a part scrolls within ``ltmain``. Nothing scrolls within what scrolls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def areas(page: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """The panel of choices, which folds away, and the room of the work; what is drawn first is sent first.

    Parameters
    ----------
    page
        Its name, for widths of its own.
    """
    with st.container(key=f"ltroom-{page}", horizontal=True, wrap=False, gap=None):
        return st.container(key="ltleft", gap="small"), st.container(key="ltmain", gap="small")


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The room of a map and the panel at its right, which folds away and scrolls by itself."""
    with st.container(key="ltrow", horizontal=True, wrap=False, gap=None):
        return st.container(key="ltmiddle", gap="small"), st.container(key="ltright", gap="small")


def scrolling(name: str) -> DeltaGenerator:
    """A part that takes the height that is left and scrolls by itself.

    Parameters
    ----------
    name
        Letters that tell it from other such parts of the page.
    """
    return st.container(key=f"ltscroll-{name}", gap="small")


def whole(page: str) -> DeltaGenerator:
    """The room of a page without a panel of choices."""
    with st.container(key=f"ltroom-{page}", horizontal=True, wrap=False, gap=None):
        return st.container(key="ltmain", gap="small")
