"""The web map with everything switched on, language and edition from the address; what was clicked below it."""

import json
import time
from dataclasses import replace

import streamlit as st

from layers import PLACE_KINDS, Edition, optional_layers, read_projects
from views.components import map_panel
from webmap import MapView
from words import Lang

st.set_page_config(layout="wide")
view = MapView(
    lang=Lang(st.query_params.get("lang", "vi")),
    edition=Edition(st.query_params.get("edition", "2022")),
    layers=frozenset(optional_layers()),
    project_ids=frozenset(project.id for project in read_projects()),
    place_kinds=frozenset(PLACE_KINDS),
    path_before=((106.1, 11.31), (106.4, 11.2), (106.88, 11.53)),
    path_after=((106.1, 11.31), (106.4, 11.4), (106.88, 11.53)),
)
st.html(
    '<p data-map-feature="gate:gate-moc-bai" tabindex="0">Mộc Bài</p><p data-map-feature="project:ring-road-4">4</p>'
)
view = replace(view, closing="closing" in st.query_params, popups="closing" not in st.query_params)
map_panel.show(
    view, name="drawn", memory="drawn", height=620, on_change=lambda told: st.session_state.update(clicked=told)
)
if view.closing and "clicked" in st.session_state:
    time.sleep(1.5)  # an answer takes its time; the map has been sent before it
st.code(json.dumps((st.session_state.get("clicked") or {}).get("properties")))
