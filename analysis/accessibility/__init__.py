"""Who reaches what in how many minutes: communes, groups of people, isochrones, the border, round trips."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
