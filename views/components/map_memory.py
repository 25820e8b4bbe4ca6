"""Where a map was left: kept by the browser for the tab, so that pages and languages share it."""

from __future__ import annotations

from branca.element import MacroElement
from folium.template import Template


class Memory(MacroElement):
    """Restores centre and zoom when the map opens and notes them whenever it moves; child of the map.

    Parameters
    ----------
    name
        Letters under which the place is kept; maps with the same name share it.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
            (function (map, name) {
                try {
                    var left = JSON.parse(sessionStorage.getItem(name));
                    if (left) { map.setView([left.lat, left.lng], left.zoom, {animate: false}); }
                } catch (refused) { /* a browser that keeps nothing opens on the study area */ }
                map.on("moveend", function () {
                    var at = map.getCenter();
                    try {
                        sessionStorage.setItem(name, JSON.stringify({lat: at.lat, lng: at.lng, zoom: map.getZoom()}));
                    } catch (refused) { /* as above */ }
                });
                // The page hears of the bounds on a move only: tell it once where the map opened.
                setTimeout(function () { map.invalidateSize(); map.fire("moveend"); }, 50);
            })({{ this._parent.get_name() }}, {{ this.name|tojson }});
        {% endmacro %}
    """)

    def __init__(self, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Memory"
        self.name = name
