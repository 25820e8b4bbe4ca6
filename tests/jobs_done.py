"""What the tests of jobs have done by another process: public functions, found by their names."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np

from words import InputError

DEAF_S = 300


def marked(folder: Path) -> int:
    """Number of times that this was called for a folder."""
    (folder / f"call-{time.monotonic_ns()}").touch()
    return len(list(folder.glob("call-*")))


def killed(folder: Path, *, times: int) -> int:
    """The process ends by force the first times."""
    calls = marked(folder)
    if calls <= times:
        os._exit(9)
    return calls


def counting(folder: Path, *, progress) -> str:
    """Tells how far it is until it is let go; says whether it was dropped."""
    folder.joinpath("begun").touch()
    try:
        while not folder.joinpath("go").exists():
            progress(3, 4, "work.again")
            time.sleep(0.02)
    except BaseException:
        folder.joinpath("dropped").touch()
        raise
    return "done"


def deaf(folder: Path) -> None:
    """Never tells anything."""
    folder.joinpath("begun").touch()
    time.sleep(DEAF_S)


def refused() -> None:
    raise InputError("work.unknown_jobs", name="x")


def process() -> int:
    return os.getpid()


def nice() -> int:
    """By how much all else goes before this process."""
    return os.nice(0)


def squares(_digest: str, first: int, after: int) -> dict[str, np.ndarray]:
    """A block of squares."""
    return {"square": np.arange(first, after) ** 2}


def worked_out(folder: Path, asked: frozenset[str]) -> list[str]:
    """What was asked for, in order; counts its calls."""
    marked(folder)
    return sorted(asked)


def counted_for(folder: Path, _world: object) -> None:
    """Counts its calls."""
    marked(folder)
