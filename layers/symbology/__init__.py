"""Symbology: the one style table, the signs, the legend, the placing of labels, and results as layers to draw."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
