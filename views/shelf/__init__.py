"""Who is at work, and where what they save is kept: on this machine, or in the office's database."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
