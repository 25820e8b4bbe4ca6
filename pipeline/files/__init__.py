"""What a build reads and writes: sources, hand-made tables, layers built earlier, and the one writer of ``data/geo``."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
