"""Memory is given back when nobody has looked for a while: the next one finds on disk what was computed.

Streamlit keeps a session for two minutes after its page has gone, in case only the connection broke; what all sessions share
goes after that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache as once
from typing import Final

from streamlit import runtime

import jobs

_LOOK_S: Final = 10.0
_EMPTY_S: Final = 150.0  # longer than a session outlives its page


@once
def watch() -> threading.Thread:
    """Begin to look whether anybody is there; once, however often it is called."""
    watcher = threading.Thread(target=give_back_when_empty, args=(_open_pages,), name="nobody there", daemon=True)
    watcher.start()
    return watcher


def give_back_when_empty(
    pages: Callable[[], int], *, look_s: float = _LOOK_S, empty_s: float = _EMPTY_S, stop: threading.Event | None = None
) -> None:
    """Give memory back once after each time that somebody was there, until told to stop.

    Parameters
    ----------
    pages
        How many pages are open.
    empty_s
        So long nobody must have been there.
    """
    told, empty = stop or threading.Event(), -1.0  # nothing is held before the first page
    while not told.wait(look_s):
        if pages():
            empty = 0.0
        elif empty >= 0.0:
            empty += look_s
        if empty >= empty_s:
            jobs.give_back()
            empty = -1.0


def _open_pages() -> int:
    try:
        manager = runtime.get_instance()._session_mgr  # noqa: SLF001 - its public figures are behind a page of metrics
        return int(manager.num_active_sessions())
    except (AttributeError, RuntimeError):  # the program begins or ends, or a page runs without a server
        return 0
