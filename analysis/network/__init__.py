"""The road network as arrays and as a graph: links and pieces, access links, speeds, least-cost paths, smaller graphs with the same ways. Knows no scenario, no project and no place by name."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
