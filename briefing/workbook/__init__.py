"""The workbook: every figure of a report as XLSX, and single tables for a page's downloads."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
