"""Runs of pages take turns: a few at a time, in the order in which they came, instead of all at once and each slowly.

One interpreter does one thing at a time. Fifty runs at once all end when the last would have ended anyway, what hands their answers to
the browsers has to queue behind every one of them, and the interpreter is handed round hundreds of times a second. A run that waits
for something else gives its turn away and goes on before those that have not begun.

A turn is a courtesy, never a lock: who goes on after a wait goes on after half a second even without one, so that nothing can hang.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_AT_ONCE: Final = 2  # one computes in numpy or reads a file while the other has the interpreter
_LONGEST_S: Final = 60.0  # until a run begins whatever the others do
_GOES_ON_S: Final = 0.5


class Turns:
    """So many at a time.

    Parameters
    ----------
    at_once
        Runs that have a turn.
    longest_s, goes_on_s
        Seconds after which one begins, or goes on, without.
    """

    def __init__(
        self, at_once: int = _AT_ONCE, *, longest_s: float = _LONGEST_S, goes_on_s: float = _GOES_ON_S
    ) -> None:
        self._free, self._longest_s, self._goes_on_s = at_once, longest_s, goes_on_s
        self._lock = threading.Lock()
        self._waiting = deque[threading.Event]()
        self._mine = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and have it for the block; a block within a block has it already."""
        if self._has():
            yield
            return
        self._take(first=False, longest_s=self._longest_s)
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Leave the turn to others for a block that waits; nothing for who has none."""
        if not self._has():
            yield
            return
        self._give()
        try:
            yield
        finally:
            self._take(first=True, longest_s=self._goes_on_s)

    def _has(self) -> bool:
        return bool(getattr(self._mine, "has", False))

    def _take(self, *, first: bool, longest_s: float) -> None:
        self._mine.has = True
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            called = threading.Event()
            (self._waiting.appendleft if first else self._waiting.append)(called)
        if not called.wait(longest_s):
            with self._lock:
                if not called.is_set():
                    self._waiting.remove(called)
                    self._free -= 1  # one more than there should be, until somebody ends

    def _give(self) -> None:
        self._mine.has = False
        with self._lock:
            self._free += 1
            if self._free > 0 and self._waiting:
                self._free -= 1
                self._waiting.popleft().set()


_TURNS: Final = Turns()
turn, away = _TURNS.turn, _TURNS.away
