"""What a file tells beside what it shows: who made it, in which language, what its pages are called, what is read aloud, its font, and where on the earth it lies."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
