"""Choices of value for money as plain values, how addresses and scenario files hold them, and what they ask of the engine."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
