"""Which state a layer's file is in: cheap enough to ask on every run of a page.

Caches key by this instead of by digest: telling it costs microseconds, and an edited file shows at
once all the same. What was told is good for a quarter of a second, because a page asks for the same
files a hundred times in one run.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Final

from layers.reading import path_of

if TYPE_CHECKING:
    from pathlib import Path

FileState = tuple[str, int, int]
_GOOD_FOR_S: Final = 0.25
_told: dict[str, tuple[float, FileState]] = {}
_paths: dict[tuple[str, str], str] = {}


def layer_state(name: str) -> FileState:
    """Path, time of change (ns) and size (bytes) of a layer's file; zeros for a missing file."""
    key = (os.environ.get("LIEN_TINH_DATA", ""), name)
    path = _paths.get(key)
    if path is None:
        path = _paths[key] = str(path_of(name))
    return _state(path)


def file_state(path: Path) -> FileState:
    """The same for any file."""
    return _state(str(path))


def _state(path: str) -> FileState:
    now = time.monotonic()
    told = _told.get(path)
    if told is not None and now - told[0] < _GOOD_FOR_S:
        return told[1]
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path costs more than the question
        state = (path, found.st_mtime_ns, found.st_size)
    except OSError:
        state = (path, 0, 0)
    _told[path] = (now, state)
    return state
