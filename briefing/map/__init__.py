"""Maps on paper: what a sheet shows, how the paper is shared out, drawing with the style table of the web map, and the files it is written to."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
