"""The map's controls: zoom, full screen, ruler, scale bar, coordinates under the pointer, credits."""

from __future__ import annotations

from typing import Final

import folium
from folium import plugins
from folium.elements import JSCSSMixin
from folium.template import Template

from layers import legal_note
from webmap.assets import RULER_CSS, RULER_JS, links
from webmap.elements import Part
from webmap.payload import script_json
from words import Lang, say

_TEXTS: Final = {
    "measureControlTitleOn": "ruler_on",
    "measureControlTitleOff": "ruler_off",
    "clearControlTitle": "ruler_clear",
    "tooltipTextFinish": "ruler_finish",
    "tooltipTextDelete": "ruler_delete",
    "tooltipTextMove": "ruler_move",
    "tooltipTextResume": "ruler_resume",
    "tooltipTextAdd": "ruler_add",
}


class Ruler(JSCSSMixin, Part):
    """Distance along clicked points, in metres and kilometres; lines stay until cleared.

    The lengths are great-circle distances on a sphere of 6,371 km, up to 0.5 % from the ellipsoid:
    for a look on screen, never for a figure in a table.

    Parameters
    ----------
    lang
        Language of the button's and the points' tooltips, and of the decimal mark.
    position
        Corner of the map, as Leaflet names it.
    """

    default_js = links(RULER_JS)
    default_css = links(RULER_CSS)

    _template = Template("""
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new L.Control.PolylineMeasure({{ this.options|tojavascript }});
            (function (ruler) {
                // The plug-in both compares and prints the value: a number to the one, text to the other.
                var plain = ruler._getDistance;
                ruler._getDistance = function (metres) {
                    var shown = plain.call(this, metres), digits = String(shown.value);
                    shown.value = {[Symbol.toPrimitive]: function (hint) {
                        return hint === "number" ? Number(digits) : digits.replace(".", {{ this.decimal_mark|tojson }});
                    }};
                    return shown;
                };
            })({{ this.get_name() }});
            {{ this._parent.get_name() }}.addControl({{ this.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, *, lang: Lang, position: str = "topleft") -> None:
        super().__init__()
        self.decimal_mark = say("map_assets.ruler_decimal_mark", lang)
        self.options = {option: say(f"map_assets.{key}", lang) for option, key in _TEXTS.items()} | {
            "position": position,
            "showClearControl": True,
            "clearMeasurementsOnStop": False,
            "measureControlLabel": "&#8614;",
            "clearControlLabel": "&times;",
        }


_DIGITS = 5  # of a degree: about a metre


class Corners(Part):
    """Zoom buttons with words, a metric scale bar; child of the map."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.control.zoom({{ this.zoom }}).addTo({{ this._parent.get_name() }});
            L.control.scale({imperial: false, maxWidth: 140}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, *, lang: Lang) -> None:
        super().__init__()
        self.zoom = script_json(
            {"zoomInTitle": say("webmap.zoom_in", lang), "zoomOutTitle": say("webmap.zoom_out", lang)}
        )


def credits_of(lang: Lang) -> dict[str, str]:
    """The line under a map: short credits and the legal note; all credits stand behind its "i"."""
    return {
        "short": say("webmap.credit_short", lang),
        "legal": legal_note(lang),
        "all": say("webmap.credit", lang),
        "more": say("webmap.credit_more", lang),
    }


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
    mark = say("map_assets.ruler_decimal_mark", lang)
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
