"""Folium fed from this machine: where each script and style sheet of the map lies.

Out of the box folium points at hosts on the internet, and a map without internet is an empty
frame. ``use_local_assets`` replaces those addresses by relative ones, served by the program
itself from ``assets/`` (see ``views.components.map_strings``), under any address the program has.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import folium
from folium import plugins

_CARRIED: Final = Path(__file__).resolve().with_name("static")  # where pyproject.toml puts assets/ when installed
FOLDER: Final = _CARRIED if _CARRIED.is_dir() else _CARRIED.parents[1] / "assets"
COMPONENT: Final = "leaflet"  # the name under which FOLDER is served
SERVED_BY: Final = "views.components.map_strings"  # Streamlit puts the name of the module that serves it before it
_BASE: Final = f"{SERVED_BY}.{COMPONENT}"  # below the address under which Streamlit serves components' files

# name under which folium files the link, and the file below assets/
MAP_JS: Final = {"leaflet": "leaflet/leaflet/leaflet.js", "start": "start.js"}
MAP_CSS: Final = {"leaflet_css": "leaflet/leaflet/leaflet.css", "start_css": "start.css"}
DRAW_JS: Final = {"draw_js": "leaflet/leaflet-draw/leaflet.draw.js"}
DRAW_CSS: Final = {"draw_css": "leaflet/leaflet-draw/leaflet.draw.css"}
FULLSCREEN_JS: Final = {"fullscreen_js": "leaflet/leaflet.fullscreen/Control.FullScreen.js"}
FULLSCREEN_CSS: Final = {"fullscreen_css": "leaflet/leaflet.fullscreen/Control.FullScreen.css"}
POINTER_JS: Final = {"pointer_js": "leaflet/leaflet-mouse-position/L.Control.MousePosition.js"}
POINTER_CSS: Final = {"pointer_css": "leaflet/leaflet-mouse-position/L.Control.MousePosition.css"}
RULER_JS: Final = {"ruler_js": "leaflet/leaflet.polylinemeasure/Leaflet.PolylineMeasure.js"}
RULER_CSS: Final = {"ruler_css": "leaflet/leaflet.polylinemeasure/Leaflet.PolylineMeasure.css"}
SYNC_JS: Final = {"sync_js": "leaflet/leaflet.sync/L.Map.Sync.js"}

_ELEMENTS: Final[tuple[tuple[type[Any], dict[str, str], dict[str, str]], ...]] = (
    (folium.Map, MAP_JS, MAP_CSS),
    (plugins.Draw, DRAW_JS, DRAW_CSS),
    (plugins.Fullscreen, FULLSCREEN_JS, FULLSCREEN_CSS),
    (plugins.MousePosition, POINTER_JS, POINTER_CSS),
    (plugins.DualMap, SYNC_JS, {}),
)


def links(files: dict[str, str]) -> list[tuple[str, str]]:
    """Folium's pairs of name and address for files below ``assets/``."""
    return [(name, f"{_BASE}/{file}") for name, file in files.items()]


def use_local_assets() -> None:
    """Point the map and the plug-ins used here at this machine; call before the first map.

    Any other folium plug-in still names outside hosts: add it here, and its files to the list of
    installed assets, before using it.
    """
    for element, scripts, styles in _ELEMENTS:
        element.default_js = links(scripts)
        element.default_css = links(styles)


def missing_assets() -> list[str]:
    """Files the map needs that are not below ``assets/``, sorted; empty when all is installed."""
    wanted = {file for _, scripts, styles in _ELEMENTS for file in (*scripts.values(), *styles.values())}
    wanted |= {*RULER_JS.values(), *RULER_CSS.values()}
    return sorted(file for file in wanted if not (FOLDER / file).is_file())
