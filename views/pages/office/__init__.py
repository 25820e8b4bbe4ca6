"""Working together: sign in, comments on what is seen, and the page of who may do what."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
