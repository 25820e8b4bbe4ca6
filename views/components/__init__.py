"""What several pages are made of: markup, widgets, charts, the map, the scenario panel, the frame around a page."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
