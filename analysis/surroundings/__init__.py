"""What lies along a road: protected land, forest, water, settlements; what a flood would cost; who lives near a road."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
