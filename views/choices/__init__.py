"""Choices of a page as plain values, and how they are written in an address and read from one."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
