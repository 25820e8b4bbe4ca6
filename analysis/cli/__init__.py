"""The command line: options, rows as tables, CSV and JSON, the sentences a command prints."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
