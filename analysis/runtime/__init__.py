"""What the machine lends: arrays kept on disk, a second process. Knows nothing of roads."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
