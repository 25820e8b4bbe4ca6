"""A ruler on the map: click a line, read its length, in the language of the page."""

from __future__ import annotations

from typing import Final

from folium.elements import JSCSSMixin
from folium.template import Template

from webmap.assets import RULER_CSS, RULER_JS, links
from webmap.elements import Part
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
