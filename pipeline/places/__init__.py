"""Places and border gates: each a point with its definition and source, and how far it lies from the road."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
