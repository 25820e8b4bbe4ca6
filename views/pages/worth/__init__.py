"""The page that says whether roads are worth their money: the answer first, then how it comes about and every assumption."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
