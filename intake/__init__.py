"""Reading what a user brings: whole and safely, or not at all.

A file is read in a process of its own (``intake.confine``): in a fresh folder, under a generated name,
by the one driver its extension stands for, within limits of size, time and memory. What comes back is
an ``Offer``: features with their columns, still in the coordinates of the file. Whatever is wrong ends
in a ``RefusedError`` that says what, where and how to mend it, and nothing of the file is taken over.
"""

from intake.confine import memory_is_limited, read_layers, read_upload
from intake.formats import EXTENSIONS
from intake.limits import LIMITS, Limits
from intake.offer import Note, Offer, PlacedFeature
from intake.refusal import RefusedError, Spot
from intake.zones import Candidate

__all__ = [
    "EXTENSIONS",
    "LIMITS",
    "Candidate",
    "Limits",
    "Note",
    "Offer",
    "PlacedFeature",
    "RefusedError",
    "Spot",
    "memory_is_limited",
    "read_layers",
    "read_upload",
]
