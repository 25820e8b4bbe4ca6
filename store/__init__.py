"""Where an office keeps what it works on: files beside the program, or a database that several people share."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
