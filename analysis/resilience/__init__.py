"""What happens when roads close: losses of links, critical roads, crossings, edge-disjoint routes, missing roads."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
