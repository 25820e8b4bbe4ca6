"""Garbage is collected now and then, not behind every run of a page.

What refers to itself in a circle, as the remains of a session do, is freed only by a collection of everything, which takes a third of
a second when many scenarios are kept, and nobody's page moves meanwhile. Streamlit would do it behind each run: with fifty people
that was a third of all work.
"""

from __future__ import annotations

import gc
import threading
from typing import Final

_EACH_S: Final = 30.0
_YOUNG: Final = (
    50_000,
    50,
    1000,
)  # new things after which those of them that are in a circle are looked for: a run makes some ten thousand


def look_seldom() -> None:
    """Have the interpreter look for circles by itself more seldom."""
    gc.set_threshold(*_YOUNG)


def collect_now_and_then(each_s: float = _EACH_S, *, stop: threading.Event | None = None) -> None:
    """Collect from time to time, until told to stop."""
    told = stop or threading.Event()
    while not told.wait(each_s):
        gc.collect()
