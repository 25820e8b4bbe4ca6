"""``docs/data.md``: what the data are, what was checked, dropped and excepted; written from the data."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
