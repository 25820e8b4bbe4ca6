"""The command line: options to a request, the file written whole or not at all, the sentence that says so."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
