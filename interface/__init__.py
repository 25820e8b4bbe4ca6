"""For other programs: layers after the OGC API Features standard, distances and comparisons as JSON; reads, never writes."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
