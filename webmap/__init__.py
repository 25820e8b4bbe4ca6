"""Folium maps: a constant base map, and everything that changes as feature groups on it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
