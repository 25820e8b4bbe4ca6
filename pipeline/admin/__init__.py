"""What region this is, its provinces, districts and communes of both editions, and the border."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
