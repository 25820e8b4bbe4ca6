"""Memory is handed back to the machine: whoever keeps results that can be had again says how to let go of them."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_LETS_GO: Final[list[Callable[[], None]]] = []


def lets_go(forget: Callable[[], None]) -> Callable[[], None]:
    """Have ``forget`` called whenever memory is handed back; it is returned, so this may stand above its definition."""
    _LETS_GO.append(forget)
    return forget


def give_back() -> None:
    """Let go of all that can be had again, and hand the memory back; what is on disk stays."""
    for forget in _LETS_GO:
        forget()
    aside = gc.get_freeze_count()
    gc.unfreeze()  # what was set aside from collections holds the sessions of then, long gone
    gc.collect()
    if aside:
        gc.freeze()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than glibc keeps what it has
            ctypes.CDLL(None).malloc_trim(0)
