"""What stands: scenarios and sets of them, projects and a user's routes on the network, the world that joins them, the ways through it told road by road."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
