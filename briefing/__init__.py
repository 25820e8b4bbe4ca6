"""Reports: printed maps, slides, workbook, geodata and the offline web page, all made from one request on the same figures."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
