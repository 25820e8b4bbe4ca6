"""The base road network: lines of OpenStreetMap become a directed graph of links."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
