"""The map's controls: zoom, full screen, ruler, scale bar, coordinates under the pointer, credits."""

from __future__ import annotations

import folium
from folium import plugins
from folium.template import Template

from webmap.elements import Part
from webmap.payload import script_json
from webmap.ruler import Ruler
from words import Lang, say

_DIGITS = 5  # of a degree: about a metre


class Corners(Part):
    """Zoom buttons with words, a metric scale bar, credits and the note on boundaries; child of the map."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.control.zoom({{ this.zoom }}).addTo({{ this._parent.get_name() }});
            L.control.scale({imperial: false, maxWidth: 140}).addTo({{ this._parent.get_name() }});
            {{ this._parent.get_name() }}.attributionControl.addAttribution({{ this.credits }});
        {% endmacro %}
    """)

    def __init__(self, *, lang: Lang) -> None:
        super().__init__()
        self.zoom = script_json(
            {"zoomInTitle": say("webmap.zoom_in", lang), "zoomOutTitle": say("webmap.zoom_out", lang)}
        )
        self.credits = script_json(credits_line(lang))


def credits_line(lang: Lang) -> str:
    """Credits of the sources and the legal note on boundaries, for the foot of every map."""
    return f"{say('webmap.credit', lang)}. {say('webmap.legal_note', lang)}"


def add_controls(to: folium.Map, *, lang: Lang) -> None:
    """Put every control on a map."""
    Corners(lang=lang).add_to(to)
    plugins.Fullscreen(
        position="topleft",
        title=say("webmap.fullscreen_on", lang),
        title_cancel=say("webmap.fullscreen_off", lang),
        force_separate_button=True,
    ).add_to(to)
    Ruler(lang=lang).add_to(to)
    mark = "," if lang is Lang.VI else "."
    plugins.MousePosition(
        position="bottomright",
        lng_first=True,
        separator=" · ",
        empty_string="",
        lng_formatter=_formatter(say("webmap.longitude", lang), mark),
        lat_formatter=_formatter(say("webmap.latitude", lang), mark),
    ).add_to(to)


def _formatter(name: str, mark: str) -> str:
    """A JavaScript function that writes degrees with a name before them."""
    return f"function (d) {{return {script_json(name)} + ' ' + d.toFixed({_DIGITS}).replace('.', {script_json(mark)}) + '°';}}"
