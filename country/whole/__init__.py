"""The whole country at once: ways among all communes and capitals, what each road is worth to trips between capitals, access."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
