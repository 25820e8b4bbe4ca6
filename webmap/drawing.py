"""Drawing tools on the map: a line, a point, an area, in the language of the page.

What is drawn comes back as ``drawings``: GeoJSON features that carry their ``id`` where they were put there
to be changed (``drawn_shape``). What is drawn and not yet taken over is kept by the browser for its tab, so
that a reloaded page has it again (``sheet`` in ``controls.js``).
"""

from __future__ import annotations

import json
from typing import Any, Final

import shapely
from folium.elements import JSCSSMixin
from folium.template import Template

from layers import USER_GROUP, group_colour
from webmap.assets import DRAW_CSS, DRAW_JS, links
from webmap.elements import Part
from webmap.payload import script_json
from words import Lang, say

# where the plug-in looks for its words, and the entry of the catalogue
_TEXTS: Final = {
    "draw.toolbar.actions.title": "cancel_title",
    "draw.toolbar.actions.text": "cancel",
    "draw.toolbar.finish.title": "finish_title",
    "draw.toolbar.finish.text": "finish",
    "draw.toolbar.undo.title": "undo_title",
    "draw.toolbar.undo.text": "undo",
    "draw.toolbar.buttons.polyline": "line",
    "draw.toolbar.buttons.polygon": "area",
    "draw.toolbar.buttons.marker": "point",
    "draw.handlers.marker.tooltip.start": "point_start",
    "draw.handlers.polygon.tooltip.start": "area_start",
    "draw.handlers.polygon.tooltip.cont": "area_go_on",
    "draw.handlers.polygon.tooltip.end": "area_end",
    "draw.handlers.polyline.error": "error",
    "draw.handlers.polyline.tooltip.start": "line_start",
    "draw.handlers.polyline.tooltip.cont": "line_go_on",
    "draw.handlers.polyline.tooltip.end": "line_end",
    "edit.toolbar.actions.save.title": "save_title",
    "edit.toolbar.actions.save.text": "save",
    "edit.toolbar.actions.cancel.title": "undo_edit_title",
    "edit.toolbar.actions.cancel.text": "cancel",
    "edit.toolbar.actions.clearAll.title": "clear_title",
    "edit.toolbar.actions.clearAll.text": "clear",
    "edit.toolbar.buttons.edit": "edit",
    "edit.toolbar.buttons.editDisabled": "edit_none",
    "edit.toolbar.buttons.remove": "remove",
    "edit.toolbar.buttons.removeDisabled": "remove_none",
    "edit.handlers.edit.tooltip.text": "edit_hint",
    "edit.handlers.edit.tooltip.subtext": "edit_back",
    "edit.handlers.remove.tooltip.text": "remove_hint",
}


class DrawTools(JSCSSMixin, Part):
    """The tools, at the upper right; child of the map."""

    default_js = links(DRAW_JS)
    default_css = links(DRAW_CSS)

    _template = Template("""
        {% macro script(this, kwargs) %}
            lienTinh.drawTools({{ this._parent.get_name() }}, {{ this.words }}, {{ this.look }}, {{ this.decimal_mark }});
        {% endmacro %}
    """)

    def __init__(self, *, lang: Lang) -> None:
        super().__init__()
        self.words = script_json({path: say(f"drawing.{key}", lang) for path, key in _TEXTS.items()})
        self.decimal_mark = script_json(say("map_assets.ruler_decimal_mark", lang))
        colour = group_colour(USER_GROUP)
        self.look = script_json(
            {"color": colour, "weight": 4, "opacity": 0.9, "fillColor": colour, "fillOpacity": 0.15}
        )


def drawn_shape(geometry: shapely.Geometry, *, item_id: str) -> dict[str, Any]:
    """A shape to be put among the drawn ones and changed, as GeoJSON."""
    return {"type": "Feature", "properties": {"id": item_id}, "geometry": json.loads(shapely.to_geojson(geometry))}
