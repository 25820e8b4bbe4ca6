"""Value for money in the files of a briefing: what is computed, as on its page, and the sentences made of it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
