"""Geodata of a report: its tables, coordinate reference systems, and the formats they are written in."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
