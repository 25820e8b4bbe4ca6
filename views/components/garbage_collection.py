"""Keeping a run short: what every page reads is loaded once and is left out of garbage collection.

After each run Streamlit collects garbage over all that Python holds. With the map and the network
loaded that takes longer than the run itself (100 of 140 ms, measured); frozen, next to nothing.
"""

from __future__ import annotations

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def freeze(page: str) -> None:  # noqa: ARG001 - the name under which this is remembered
    """Take what ``page`` has loaded out of later collections; once a page, at the end of its first run.

    What is dropped later is freed as ever, unless it refers to itself in a circle.
    """
    gc.collect()
    gc.freeze()
