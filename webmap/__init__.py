"""Folium maps: a constant base map, and everything that changes as feature groups on it."""

from webmap.base import base_map, data_script
from webmap.feature_groups import overlays
from webmap.legend import legend_html, legend_rows
from webmap.prepared import faults
from webmap.view import MapView

__all__ = ["MapView", "base_map", "data_script", "faults", "legend_html", "legend_rows", "overlays"]
