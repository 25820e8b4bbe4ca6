"""Serving the map's scripts, style sheets and base geometry from this machine."""

from __future__ import annotations

import functools
import os
import tempfile
from pathlib import Path
from typing import Final

import streamlit.components.v1 as components

from layers.digest import text_digest
from webmap.assets import COMPONENT, FOLDER, missing_assets, use_local_assets
from words.errors import DataError

_DATA_COMPONENT: Final = "basemap"
_DATA_FOLDER: Final = FOLDER.parent / "var" / "basemap"
_KEPT: Final = 24  # scripts of base maps: two languages, two editions, with tiles and without, some states of the data


def serve_map_assets() -> None:
    """Serve ``assets/`` beside the map's frame and point folium at it; cheap to call each run.

    Raises
    ------
    DataError
        If a file is missing: a sentence in the user's language instead of an empty frame.
    """
    if missing := missing_assets():
        raise DataError("map_assets.missing", file=f"assets/{missing[0]}")
    components.declare_component(COMPONENT, path=str(FOLDER))
    use_local_assets()


def serve_data(script: str) -> str:
    """Serve a script under the digest of its text; gives its address relative to the map's frame.

    Raises
    ------
    DataError
        If neither the program's folder nor that of temporary files has room for it.
    """
    name = f"{text_digest([script])}.js"
    folder = _holding(name, script)
    components.declare_component(_DATA_COMPONENT, path=str(folder))
    return f"../{__name__}.{_DATA_COMPONENT}/{name}"


def _holding(name: str, script: str) -> Path:
    """The folder that holds the script: where it was put already, or the first that has room for it."""
    for folder in (_data_folder, _spare_folder):
        try:
            if not (folder() / name).is_file():
                _put(folder() / name, script)
                _clear(folder(), but=name)
            return folder()
        except OSError:
            continue
    raise DataError("map_assets.no_room", folder=_DATA_FOLDER)


def _put(path: Path, script: str) -> None:
    """Write beside the name and move there, so that no browser ever gets half of it."""
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(script)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _clear(folder: Path, *, but: str) -> None:
    """Drop the oldest scripts, never the one just put there: a clock that was set back makes it look old."""
    others = [path for path in folder.glob("*.js") if path.name != but]
    for old in sorted(others, key=lambda path: -path.stat().st_mtime)[_KEPT - 1 :]:
        old.unlink(missing_ok=True)


@functools.cache
def _data_folder() -> Path:
    """``var/basemap``, or a folder of this process where the program's own cannot be written."""
    try:
        _DATA_FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=_DATA_FOLDER):
            return _DATA_FOLDER
    except OSError:
        return _spare_folder()


@functools.cache
def _spare_folder() -> Path:
    """A folder of this process."""
    return Path(tempfile.mkdtemp(prefix="basemap"))
