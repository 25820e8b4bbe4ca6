"""A page with one map and every plug-in the product uses, for the test of its files."""

import folium
from folium import plugins
from streamlit_folium import st_folium

from views.components.map_strings import serve_map_assets
from webmap.controls import Ruler
from words import Lang

serve_map_assets()
chart = folium.Map([11.4, 106.5], zoom_start=9, tiles=None, control_scale=True)
folium.Marker([11.31, 106.1], popup="Thành phố Tây Ninh").add_to(chart)
folium.GeoJson({"type": "LineString", "coordinates": [[106.1, 11.31], [106.88, 11.53]]}).add_to(chart)
plugins.Fullscreen().add_to(chart)
plugins.MousePosition(num_digits=3).add_to(chart)
plugins.Draw().add_to(chart)
chart.add_child(Ruler(lang=Lang.VI, position="topright"))
st_folium(chart, key="map", height=500, use_container_width=True, returned_objects=["last_object_clicked"])
