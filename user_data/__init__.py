"""A user's own projects, places and zones: made from what was read or drawn, kept in one file."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
