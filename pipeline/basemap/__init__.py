"""The base map of our own: waters, forest, parks, built-up and industrial areas, names."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
