"""What every file of a briefing is made from: the request, the data and their sources, names, lettering, the time of the files."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
