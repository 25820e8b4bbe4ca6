"""What to build in which year with the money there is: the best programme, its gains by year, another one beside it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
