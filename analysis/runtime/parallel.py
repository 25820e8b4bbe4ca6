"""Parts of a long piece of work beside the rest of it, in a Python process of its own.

numpy's short steps hold the interpreter's lock, so that threads do not help; a fork is not safe in a
server with threads, and the standard library's pools start the calling program anew on Windows. So a
plain interpreter is started that reads what is to be done and answers with the results, one after another.
Without a second processor, on a machine that has more to do than processors, or where no process can be started, the parts are
done here: the same results, later.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

T = TypeVar("T")

_ROOT: Final = next(p for p in Path(__file__).resolve().parents if p.name == "analysis").parent
_CHILD: Final = """
import pickle, sys
given, out, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr
make, first = pickle.load(given)
work = make(*first)
while given.peek(1):
    out.write(pickle.dumps(work(*pickle.load(given))))
    out.flush()
"""
_CROWDED: Final = 1.5  # runnable processes a processor, mean of a minute: a second process takes turns with the first, and has its start on top
_LOOK_S: Final = 0.2  # a wait that is looked at so often can be broken off, on Windows too


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def crowded() -> bool:
    """Whether others have the processors; where the system does not tell, no."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > _CROWDED * processors()


@contextmanager
def second_process(function: Callable[..., T], *given: object) -> Iterator[Callable[[], T]]:
    """Begin ``function(*given)`` beside what the block does; what is yielded waits for its result.

    Parameters
    ----------
    function
        Of a module of this program, found by its name.
    given
        Arguments that can be pickled: arrays, not worlds.
    """
    with workshop(partial, function, here=function) as ask:
        yield ask(*given)


@contextmanager
def workshop(
    make: Callable[..., Callable[..., Any]], *first: object, here: Callable[..., T]
) -> Iterator[Callable[..., Callable[[], T]]]:
    """A second process that does one part after another; what is yielded begins one and gives what waits for its result.

    Parameters
    ----------
    make, first
        ``make(*first)`` gives, in that process, what does the parts, so that it can keep what several of them need.
    here
        Does a part in this process, where there is no other.
    """
    process = _started() if processors() > 1 and not crowded() else None
    if process is None:
        yield lambda *given: partial(here, *given)
        return
    line = ThreadPoolExecutor(1)  # one part at a time: neither side waits for a full pipe while the other does
    line.submit(_send, process, pickle.dumps((make, first)))

    def ask(*given: object) -> Callable[[], T]:
        part: Future[Any] = line.submit(_answer, process, pickle.dumps(given))
        return lambda: _result(part, partial(here, *given))

    try:
        yield ask
    finally:
        process.kill()  # nothing if it has ended
        process.wait()
        line.shutdown(cancel_futures=True)
        _close(process)


def _result(part: Future[Any], otherwise: Callable[[], T]) -> T:
    """What the other process answers; if it has ended before, which is how it tells a fault, the part is done here."""
    while not wait([part], timeout=_LOOK_S).done:
        pass
    if part.exception() is not None:
        return otherwise()
    made: T = part.result()
    return made


def _answer(process: subprocess.Popen[bytes], given: bytes) -> Any:
    _send(process, given)
    assert process.stdout is not None
    return pickle.load(process.stdout)  # noqa: S301 - the answer of this program's own process


def _send(process: subprocess.Popen[bytes], given: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(given)
    process.stdin.flush()


def _close(process: subprocess.Popen[bytes]) -> None:
    for channel in (process.stdin, process.stdout):
        if channel is not None:
            with suppress(OSError):  # what the process did not read any more
                channel.close()


def _started() -> subprocess.Popen[bytes] | None:
    """A process that waits for its work, ``None`` if there can be none."""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no black window on Windows
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    try:
        return subprocess.Popen(  # noqa: S603 - the program's own interpreter
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
            creationflags=hidden,
        )
    except OSError:
        return None
