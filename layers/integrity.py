"""The state of the layers' files: whether they changed since last asked, and whether they still are what the manifest says.

Which state a file is in is cheap enough to ask on every run of a page: caches key by path, time and size
instead of by digest, and an edited file shows at once all the same. What was told is good for a quarter of
a second, because a page asks for the same files a hundred times in one run.

A layer that differs from its row of the manifest may have been edited by hand, which is allowed, or damaged.
Both are told wherever its figures are shown; how the layer is read is ``layers.reading``'s.
"""

from __future__ import annotations

import os
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from layers.catalogue import CATALOGUE
from layers.digest import file_digest
from layers.reading import MANIFEST, data_folder, manifest, path_of
from words import DataError, Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

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


def altered_layers(*, folder: Path | None = None, unreadable: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Names of the layers whose file is missing or not the one that the manifest names, in the catalogue's order.

    Parameters
    ----------
    unreadable
        What to answer where the manifest itself cannot be read, which is told by whoever reads it.
    """
    at = folder or data_folder()
    try:
        rows = _rows(at, file_state(at / MANIFEST))
    except DataError:
        return unreadable
    return tuple(name for name in CATALOGUE if name not in rows or not _as_built(at, rows[name]))


def altered_sentence(names: Sequence[str], lang: Lang) -> str:
    """What pages and files say of layers that differ from those released; empty where none does."""
    titles = "; ".join(f"{say(CATALOGUE[name].title_key, lang)} ({CATALOGUE[name].file})" for name in names)
    return say("layers.altered", lang, names=titles) if names else ""


def digest_of(name: str, *, folder: Path | None = None) -> str:
    """SHA-256 of the bytes of a layer's file; empty for a missing one."""
    path = (folder or data_folder()) / CATALOGUE[name].file
    return _digest(file_state(path)) if path.is_file() else ""


@lru_cache(maxsize=8)
def _rows(folder: Path, _: FileState) -> Mapping[str, Mapping[str, Any]]:
    return manifest(folder=folder)


def _as_built(folder: Path, row: Mapping[str, Any]) -> bool:
    """Whether the file of a record of the manifest has the bytes it names."""
    path = folder / str(row.get("file", ""))
    return path.is_file() and _digest(file_state(path)) == row.get("sha256")


@lru_cache(maxsize=128)
def _digest(state: FileState) -> str:
    return file_digest(Path(state[0]))
