"""Projects seen from several points of view: criteria, weights, ranks, and how firm the ranks are over all weights."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
