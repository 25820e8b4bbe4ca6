"""The presentation: views kept from other pages, put in order, and shown in the meeting room."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
