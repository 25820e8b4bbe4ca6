"""Arrays kept on disk: written whole or not at all, checked when read, made of nothing that can act.

A file is written beside its final name and moved there in one step, so that a reader never sees half of
it and several processes may share it. It carries a digest of its own content: a damaged file is noticed
and made anew. Nothing in it is ever unpickled. Names hold the digest of the program too: what an older
edition kept is never taken for its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tempfile
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from layers import kept_folder, text_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from layers import Dataset

Arrays = dict[str, "NDArray[Any]"]
_ROOT: Final = next(p for p in Path(__file__).resolve().parents if p.name == "analysis").parent
_SOURCES: Final = (".py", ".js", ".css", ".toml")
_HEADER: Final = "header"
_DIGEST: Final = "digest"
# whatever a damaged archive raises
_DAMAGED: Final = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    TypeError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


def cache_folder(name: str) -> Path:
    """Where a kind of file is kept: below ``kept_folder``, or below the folder that ``LIEN_TINH_CACHE`` names; ``off``: nowhere."""
    chosen = os.environ.get("LIEN_TINH_CACHE", "")
    if chosen == "off":
        return Path(os.devnull) / name  # can neither be read nor written
    return Path(chosen or kept_folder()) / name


@cache
def program_digest(*rooms: str) -> str:
    """Names the program that makes what is kept: its sources (of further ``rooms`` too), and the libraries that compute."""
    sources = sorted(path for room in ("analysis", "layers", *rooms) for path in (_ROOT / room).rglob("*.*"))
    sources = [path for path in sources if path.suffix in _SOURCES]
    total = hashlib.sha256(f"{np.__version__} {shapely.__version__} {shapely.geos_version}".encode())
    for path in sources:
        total.update(path.read_bytes())
    return total.hexdigest()


def named(folder: Path, parts: list[str]) -> Path:
    """The file of what ``parts`` and the program name."""
    return folder / f"{text_digest([program_digest(), *parts], length=32)}.npz"


def write_archive(path: Path, arrays: Arrays, header: Mapping[str, object]) -> None:
    """Write arrays with a header that JSON can hold.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    told = json.dumps({**header, _DIGEST: content_digest(arrays)}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, allow_pickle=False, **arrays, **{_HEADER: np.frombuffer(told, dtype=np.uint8)})
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read_archive(path: Path) -> tuple[Arrays, dict[str, Any]] | None:
    """Arrays and header of a file, ``None`` if there is none or it is not whole."""
    try:
        # from memory: numpy leaves the file open where the archive is cut off
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(arrays.pop(_HEADER).tobytes())
        return (arrays, header) if header[_DIGEST] == content_digest(arrays) else None
    except _DAMAGED:
        return None


def kept_json(name: str, parts: list[str], make: Callable[[], dict[str, Any]], *, most: int = 12) -> dict[str, Any]:
    """What ``make`` gives, or what it gave before for the same parts and the same program.

    Parameters
    ----------
    name
        Of the folder below ``var`` (``cache_folder``); one that cannot be written is no fault.
    parts
        What the result hangs on, apart from the program.
    make
        Gives what JSON can hold.
    most
        So many results are kept.
    """
    folder = cache_folder(name)
    path = named(folder, [program_digest("views", "webmap", "words"), *parts])
    if kept := read_archive(path):
        told: dict[str, Any] = json.loads(kept[0]["told"].tobytes())
        return told
    made = make()
    with contextlib.suppress(OSError):
        write_archive(path, {"told": np.frombuffer(json.dumps(made).encode(), dtype=np.uint8)}, {})
        keep_newest(folder, most)
    return made


def read_header(path: Path) -> dict[str, Any]:
    """The header of a file alone, held to the archive's own check sum; empty if there is none or it is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            header: dict[str, Any] = json.loads(held[_HEADER].tobytes())
    except _DAMAGED:
        return {}
    return header


def world_file(data: Dataset, cache: Path | None = None) -> Path:
    """Where the world of a folder of data is kept: named by the bytes of all layers an analysis reads."""
    return named(cache or cache_folder("world"), [f"{name}={sha}" for name, sha in sorted(data.files.items())])


def keep_newest(folder: Path, most: int) -> None:
    """Delete the oldest files of a folder; what cannot be deleted stays."""
    with contextlib.suppress(OSError):
        kept = sorted(folder.glob("*.npz"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
        for path in kept[most:]:
            path.unlink(missing_ok=True)


def content_digest(arrays: Arrays) -> str:
    """Digest of the arrays' names, shapes and bytes."""
    total = hashlib.sha256()
    for name in sorted(arrays):
        total.update(f"{name}{arrays[name].shape}{arrays[name].dtype}".encode())
        total.update(np.ascontiguousarray(arrays[name]).data)
    return total.hexdigest()
