"""Drawing tools on the map: a line, a point, an area, in the language of the page.

What is drawn comes back from streamlit-folium as ``all_drawings``: GeoJSON features that carry their
``id`` where they were put there to be changed (``drawn_script``). What is drawn and not yet taken over is
kept by the browser for its tab, so that a reloaded page has it again (``sheet_script``).
"""

from __future__ import annotations

import json
from typing import Final

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
            (function (map) {
                var words = {{ this.words }};
                Object.keys(words).forEach(function (path) {
                    var steps = path.split("."), last = steps.pop();
                    var place = steps.reduce(function (at, step) { return at[step]; }, L.drawLocal);
                    place[last] = words[path];
                });
                var drawnItems = window.drawnItems = new L.FeatureGroup().addTo(map);
                var look = {{ this.look }};
                var mark = L.divIcon({className: "lt-drawn", iconSize: [14, 14]});
                map.addControl(new L.Control.Draw({
                    position: "topright",
                    draw: {
                        polyline: {shapeOptions: look, metric: true, feet: false, nautic: false},
                        polygon: {shapeOptions: look, allowIntersection: false, showArea: false, showLength: false},
                        marker: {icon: mark}, rectangle: false, circle: false, circlemarker: false
                    },
                    edit: {featureGroup: drawnItems, poly: {allowIntersection: true}}
                }));
                // while a hand draws, what lies below must not catch its clicks
                var hand = map.getContainer().classList;
                ["draw", "edit", "delete"].forEach(function (what) {
                    map.on("draw:" + what + "start", function () { hand.add("lt-" + what); map.closePopup(); });
                    map.on("draw:" + what + "stop", function () { hand.remove("lt-" + what); });
                });
                var plain = L.GeometryUtil.readableDistance;
                L.GeometryUtil.readableDistance = function () {
                    return plain.apply(this, arguments).replace(".", {{ this.decimal_mark }});
                };
                map.on("draw:created", function (event) { drawnItems.addLayer(event.layer); });
                window.lienTinhDrawn = function (features) {
                    L.geoJSON(features, {
                        style: look,
                        pointToLayer: function (_, at) { return L.marker(at, {icon: mark}); }
                    }).eachLayer(function (layer) { drawnItems.addLayer(layer); });
                };
                // the same session on another turn took the sheet over; another session is a reloaded page
                window.lienTinhSheet = function (session, turn) {
                    var name = "lienTinhSheet", left = null;
                    try { left = JSON.parse(sessionStorage.getItem(name)); } catch (refused) { /* keeps nothing */ }
                    var keep = function () {
                        var mine = drawnItems.toGeoJSON().features.filter(function (shape) {
                            return !(shape.properties && shape.properties.id);
                        });
                        try {
                            sessionStorage.setItem(name, JSON.stringify({session: session, turn: turn, shapes: mine}));
                        } catch (refused) { /* as above */ }
                    };
                    if (left && left.shapes && left.shapes.length && (left.session !== session || left.turn === turn)) {
                        window.lienTinhDrawn(left.shapes);
                        // the frame listens once this script has ended; the page then hears of the shapes
                        setTimeout(function () { map.fire("draw:edited", {layers: L.layerGroup()}); }, 100);
                    }
                    keep();
                    map.on("draw:created draw:edited draw:deleted", keep);
                };
            })({{ this._parent.get_name() }});
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


def sheet_script(*, session: str, turn: str) -> str:
    """Script that brings back what was drawn on a sheet before the page was reloaded.

    Parameters
    ----------
    session
        Name of the session: another one's sheet is that of the page before it was reloaded.
    turn
        Name of the sheet; one of this session on another turn is done with.
    """
    return f"\nwindow.lienTinhSheet({script_json(session)}, {script_json(turn)});"


def drawn_script(geometry: shapely.Geometry, *, item_id: str) -> str:
    """Script that puts a shape among the drawn ones, to be changed."""
    feature = {"type": "Feature", "properties": {"id": item_id}, "geometry": json.loads(shapely.to_geojson(geometry))}
    return f"\nwindow.lienTinhDrawn({script_json(feature)});"
