"""A process that does jobs, one after the other: ``python -m jobs.worker``, started by the pool and ended with it.

It reads jobs from its standard input and answers on its standard output; when the input ends, so does the process, whatever it
does. What libraries print goes to the error stream, which is the program's own.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
import traceback
from typing import IO, TYPE_CHECKING, Any, Final

from jobs.frames import receive, send
from jobs.job import done
from jobs.parcel import StrangeWorldError, pack, worlds_of

if TYPE_CHECKING:
    from collections.abc import Callable

OFTEN_S: Final = 0.1  # between two tellings of how far it is


class DroppedError(Exception):
    """Nobody wants the result any more."""


class _Inbox:
    """Jobs as they come, and the number of the one that is not wanted any more."""

    def __init__(self, channel: IO[bytes]) -> None:
        self.jobs = queue.SimpleQueue[tuple[Any, ...]]()
        self.dropped = -1
        threading.Thread(target=self._read, args=(channel,), name="inbox", daemon=True).start()

    def _read(self, channel: IO[bytes]) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                what, number, *rest = receive(channel)
                if what == "drop":
                    self.dropped = number
                else:
                    self.jobs.put((number, *rest))
        os._exit(0)  # the program is gone, or wants this process to go


def teller(number: int, inbox: _Inbox, out: IO[bytes]) -> Callable[..., None]:
    """What a job calls to say how far it is."""
    last_s = 0.0

    def tell(done_: int, total: int, step: str = "") -> None:
        nonlocal last_s
        if inbox.dropped == number:
            raise DroppedError
        now_s = time.monotonic()
        if step or now_s - last_s >= OFTEN_S:
            last_s = now_s
            send(out, "progress", int(done_), int(total), step)

    return tell


def answer(references: Any, content: bytes, tell: Callable[..., None]) -> tuple[Any, ...]:
    """The message that ends a job: its result, or what it failed with."""
    try:
        made = done(content, worlds_of(references), tell)
    except StrangeWorldError:
        return ("strange",)
    except DroppedError:
        return ("dropped",)
    except Exception as fault:  # noqa: BLE001 - told where the result is asked for
        return "failed", *_fault(fault)
    return "done", made.references, made.content


def _fault(fault: Exception) -> tuple[bytes, str]:
    """An error as bytes, with its story; one that cannot be sent goes as its words."""
    story = "".join(traceback.format_exception(fault))
    fault.__traceback__ = fault.__cause__ = fault.__context__ = None
    try:
        return pack(fault).content, story
    except Exception:  # noqa: BLE001 - an error of a library may hold anything
        return pack(RuntimeError(str(fault))).content, story


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Both pipes to the program, moved away from the standard streams.

    What prints would spoil the one; and on Windows whoever asks what standard input is, as some libraries do when they are loaded,
    waits there until the thread that reads it has read something.
    """
    given, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # the program itself has no console
        os.dup2(nothing, 1)
    os.close(nothing)
    sys.stdout = sys.stderr
    return given, out


def main() -> None:
    """Do jobs until the input ends; the word on the command line says by how much all else goes first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which then ends this process
    if hasattr(os, "nice"):
        os.nice(int(sys.argv[1]))
    given, out = _pipes()
    inbox = _Inbox(given)
    while True:
        number, references, content = inbox.jobs.get()
        send(out, *answer(references, content, teller(number, inbox, out)))


if __name__ == "__main__":
    main()
