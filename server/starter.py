"""The server ends with the process that started it, also when that one is killed.

The starter holds the other end of the server's standard input and never writes: when it is gone,
however it went, the operating system closes the pipe. This works on every system alike.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Final

_GRACE_S: Final = 8.0  # for sessions to end in order


def end_with_starter(stop: Callable[[], None]) -> None:
    """Call ``stop`` when standard input ends, and leave by force if the process then stays.

    The pipe is moved away from standard input: a child that inherited it would wait for this reading
    thread on Windows.
    """
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_watch, args=(pipe, stop), name="starter", daemon=True).start()


def _watch(pipe: int, stop: Callable[[], None]) -> None:
    try:
        while os.read(pipe, 64):
            pass
    except OSError:  # the pipe broke: the same as its end
        pass
    stop()
    timer = threading.Timer(_GRACE_S, os._exit, args=(1,))
    timer.daemon = True
    timer.start()
