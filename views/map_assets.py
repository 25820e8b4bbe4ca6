"""Serving the map's scripts and style sheets from this machine."""

from __future__ import annotations

import streamlit.components.v1 as components

from webmap.assets import COMPONENT, FOLDER, missing_assets, use_local_assets
from words.errors import DataError


def serve_map_assets() -> None:
    """Serve ``assets/`` beside the map's frame and point folium at it; cheap to call each run.

    Raises
    ------
    DataError
        If a file is missing: a sentence in the user's language instead of an empty frame.
    """
    if missing := missing_assets():
        raise DataError("map_assets.missing", file=f"assets/{missing[0]}")
    components.declare_component(COMPONENT, path=str(FOLDER))
    use_local_assets()
