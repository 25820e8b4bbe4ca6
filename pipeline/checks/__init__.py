"""Checks of ``data/geo`` with limits and named exceptions, and the published figures they are held against."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
