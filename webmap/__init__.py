"""Folium maps from layers and results, fed from this machine only."""
