"""The web map with everything switched on, language and edition from the address; what was clicked below it."""

import json

import streamlit as st
from streamlit_folium import st_folium

from layers import Edition, optional_layers
from layers.places import PLACE_KINDS
from layers.projects import read_projects
from views.components.map_strings import serve_map_assets
from webmap import MapView, base_map, overlays
from words import Lang

st.set_page_config(layout="wide")
serve_map_assets()
view = MapView(
    lang=Lang(st.query_params.get("lang", "vi")),
    edition=Edition(st.query_params.get("edition", "2022")),
    layers=frozenset(optional_layers()),
    project_ids=frozenset(project.id for project in read_projects()),
    place_kinds=frozenset(PLACE_KINDS),
    path_before=((106.1, 11.31), (106.4, 11.2), (106.88, 11.53)),
    path_after=((106.1, 11.31), (106.4, 11.4), (106.88, 11.53)),
)
back = st_folium(
    base_map(lang=view.lang, edition=view.edition),
    key="map",
    feature_group_to_add=overlays(view),
    returned_objects=["last_active_drawing"],
    height=620,
    use_container_width=True,
)
st.code(json.dumps((back["last_active_drawing"] or {}).get("properties")))
