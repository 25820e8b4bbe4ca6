"""Visits of the server to itself: pages loaded before the first person comes, results worked out while nobody asks."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
