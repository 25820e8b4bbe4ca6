"""A second part of a long computation beside the first, in a Python process of its own.

numpy's short steps hold the interpreter's lock, so that threads do not help; a fork is not safe in a
server with threads, and the standard library's pools start the calling program anew on Windows. So a
plain interpreter is started that reads one function with its arguments and answers with the result.
Without a second processor, or where no process can be started, the part is done here: the same
result, later.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

_ROOT: Final = next(p for p in Path(__file__).resolve().parents if p.name == "analysis").parent
_CHILD: Final = (
    "import sys, pickle; out, sys.stdout = sys.stdout.buffer, sys.stderr; "
    "function, given = pickle.loads(sys.stdin.buffer.read()); out.write(pickle.dumps(function(*given)))"
)


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    process = _started(function, given) if processors() > 1 else None

    def result() -> T:
        answer = process.communicate()[0] if process else b""
        if process is None or process.returncode:
            return function(*given)
        made: T = pickle.loads(answer)  # noqa: S301 - the answer of this program's own process
        return made

    try:
        yield result
    finally:
        if process is not None:
            process.kill()  # nothing if it has ended
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _started(function: Callable[..., T], given: tuple[object, ...]) -> subprocess.Popen[bytes] | None:
    """The process with its work, ``None`` if there can be none."""
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # no black window on Windows
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    try:
        process = subprocess.Popen(  # noqa: S603 - the program's own interpreter
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
            creationflags=hidden,
        )
    except OSError:
        return None
    if process.stdin is not None:
        try:
            with process.stdin as channel:
                channel.write(pickle.dumps((function, given)))
        except OSError:
            process.kill()
        process.stdin = None  # ``communicate`` would flush what is closed
    return process
