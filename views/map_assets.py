"""Serving the map's scripts, style sheets and base geometry from this machine."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

import streamlit.components.v1 as components

from layers.digest import text_digest
from webmap.assets import COMPONENT, FOLDER, missing_assets, use_local_assets
from words.errors import DataError

_DATA_COMPONENT: Final = "basemap"
_DATA_FOLDER: Final = Path(__file__).resolve().parent.parent / "var" / "basemap"
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
    """Serve a script under the digest of its text; gives its address relative to the map's frame."""
    folder = _data_folder()
    components.declare_component(_DATA_COMPONENT, path=str(folder))
    name = f"{text_digest([script])}.js"
    if not (folder / name).is_file():
        _put(folder / name, script)
        for old in sorted(folder.glob("*.js"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    return f"../{__name__}.{_DATA_COMPONENT}/{name}"


def _put(path: Path, script: str) -> None:
    """Write beside the name and move there, so that no browser ever gets half of it."""
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(script)
    Path(beside).replace(path)


@cache
def _data_folder() -> Path:
    """``var/basemap``, or a folder of this process where the program's own cannot be written."""
    try:
        _DATA_FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=_DATA_FOLDER):
            return _DATA_FOLDER
    except OSError:
        return Path(tempfile.mkdtemp(prefix="basemap"))
