"""The state of a session: every choice as one frozen view, its address, its scenarios, its data."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
