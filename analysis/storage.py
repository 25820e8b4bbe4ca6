"""Engines kept on disk under the digest of everything they came from.

A file is written beside its final name and moved there in one step, so that a reader never sees half
of it. It carries a digest of its own content: a damaged or truncated file is noticed and made anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.engine import Engine, Layer
from analysis.routing import Impedance
from layers.digest import text_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

FOLDER: Final = Path(__file__).resolve().parent.parent / "var" / "engine"
_VERSION: Final = "1"  # raise when the meaning of the arrays changes
_Arrays = dict[str, "NDArray[np.generic]"]


def load_or_make(parts: list[str], make: Callable[[], Engine], *, folder: Path = FOLDER) -> Engine:
    """The engine named by ``parts`` from disk, or made and kept.

    A folder that cannot be written is no error: the engine is then made each time.
    """
    path = folder / f"{text_digest([_VERSION, *parts], length=32)}.npz"
    kept = _read(path)
    if kept is not None:
        return kept
    engine = make()
    try:
        _write(path, engine)
    except OSError:
        return engine
    return engine


def _write(path: Path, engine: Engine) -> None:
    arrays: _Arrays = {"base": engine.base}
    for i, layer in enumerate(engine.layers):
        arrays |= {f"terminals{i}": layer.terminals, f"table{i}": layer.table}
    header = {
        "impedance": engine.impedance.value,
        "places": engine.places,
        "needs": [sorted(x.needs) for x in engine.layers],
        "digest": _content(arrays),
    }
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _read(path: Path) -> Engine | None:
    """The engine in a file, ``None`` if there is none or it is not whole."""
    try:
        # from memory: numpy leaves the file open where the archive is cut off
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(arrays.pop("header").tobytes())
        if header["digest"] != _content(arrays):
            return None
        layers = tuple(
            Layer(frozenset(needs), arrays[f"terminals{i}"], arrays[f"table{i}"])
            for i, needs in enumerate(header["needs"])
        )
        return Engine(Impedance(header["impedance"]), arrays["base"], int(header["places"]), layers)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # whatever a damaged archive raises
        return None


def _content(arrays: _Arrays) -> str:
    """Digest of the arrays' names, shapes and bytes."""
    total = hashlib.sha256()
    for name in sorted(arrays):
        total.update(f"{name}{arrays[name].shape}{arrays[name].dtype}".encode())
        total.update(np.ascontiguousarray(arrays[name]).tobytes())
    return total.hexdigest()
