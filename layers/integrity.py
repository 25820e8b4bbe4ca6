"""Whether the layers still are what their manifest says: by digest, told once for each state of a file.

A layer that differs may have been edited by hand, which is allowed, or damaged. Both are told wherever
its figures are shown; how the layer is read is ``layers.reading``'s.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from layers.catalogue import CATALOGUE
from layers.digest import file_digest
from layers.reading import MANIFEST, data_folder, manifest
from layers.watching import FileState, file_state
from words import Lang, say
from words.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


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
