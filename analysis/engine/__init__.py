"""Every subset of projects, exactly: boundary nodes, min-plus algebra on distance tables, the walk over subsets, tables kept on disk."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
