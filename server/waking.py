"""The event loop is woken once, however many messages wait for it.

A run of a page hands some sixty messages to the loop, from a thread of its own, and for each asyncio would write to the loop's pipe: a
call of the system for which the thread lets go of the interpreter and has to queue for it again behind everybody else's runs.
"""

from __future__ import annotations

import asyncio
import sys


class _Woken(asyncio.SelectorEventLoop):
    """A loop whose pipe holds one letter at most; what is handed over is queued before the pipe is asked, so nothing is missed."""

    _waking = False

    def _write_to_self(self) -> None:
        if not self._waking:
            self._waking = True
            super()._write_to_self()  # type: ignore[misc]

    def _read_from_self(self) -> None:
        super()._read_from_self()  # type: ignore[misc]
        self._waking = False  # last: what was handed over until here is run next, before the loop sleeps


def new_loop() -> asyncio.AbstractEventLoop:
    """The loop of the server; Windows has one of its own kind."""
    return asyncio.new_event_loop() if sys.platform == "win32" else _Woken()
