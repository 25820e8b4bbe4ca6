"""Reading what a user brings: whole and safely, or not at all.

A file is read in a process of its own (``intake.confine``): in a fresh folder, under a generated name,
by the one driver its extension stands for, within limits of size, time and memory. What comes back is
an ``Offer``: features with their columns, still in the coordinates of the file. Whatever is wrong ends
in a ``RefusedError`` that says what, where and how to mend it, and nothing of the file is taken over.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
