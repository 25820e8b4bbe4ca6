"""Results that outlast the program: kept in ``var/results`` under the name of the question and of the program that answered it.

What people looked at yesterday is there when they come in the morning. A file holds a check sum, and is read so that it can make nothing but
values: classes of this program and of the libraries it computes with, by name. One that is damaged, or holds anything else, is no
result. Of a question in which a user's own data stand nothing is written.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import sys
import tempfile
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis.runtime import cache_folder, program_digest
from jobs.parcel import StrangeWorldError, Unpacker, worlds_of
from layers import text_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobs.job import Job
    from jobs.parcel import Reference

_MOST_BYTES: Final = 400 * 2**20  # what a server for an office works out ahead is some 250 MB
_LARGEST: Final = 20 * 2**20  # of one result
_ENDING: Final = ".result"
_SUM: Final = 32
_OURS: Final = frozenset({"analysis", "briefing", "jobs", "layers", "user_data", "webmap", "words"})
_METRICS: Final = "analysis.measures.metrics"  # its rows hold functions of their own
_CLASSES: Final = frozenset(
    {"geopandas", "numpy", "pandas", "pyarrow", "pyproj", "shapely", "datetime", "decimal", "collections"}
)
_BUILT_IN: Final = frozenset({"complex", "frozenset", "range", "set", "slice", "bytearray"})
_FUNCTIONS: Final = frozenset(
    {
        ("numpy", "_reconstruct"),
        ("numpy", "_frombuffer"),
        ("numpy", "scalar"),
        ("pyarrow", "_restore_array"),
        ("pyarrow", "large_string"),
        ("pyarrow", "string"),
        ("pyarrow", "type_for_alias"),
        ("pyarrow", "py_buffer"),
        ("pandas", "_unpickle_block"),
        ("pandas", "new_block"),
        ("pandas", "_new_Index"),
        ("pandas", "__newobj__"),
        ("shapely", "from_wkb"),
        ("shapely", "from_ragged_array"),
        ("copyreg", "__newobj__"),
        ("copyreg", "_reconstructor"),
        ("geopandas", "_geometry_to_array"),
    }
)
_KNOWN: Final = _OURS | _CLASSES | {"builtins"} | {room for room, _ in _FUNCTIONS}
_ROOMS: Final = ("briefing", "jobs", "user_data", "webmap", "words")


def read(job: Job) -> tuple[Any, int] | None:
    """The result kept of a job and how many bytes it is, ``None`` if there is none."""
    path = _path(job)
    with contextlib.suppress(*_DAMAGED):
        content = path.read_bytes()
        told, rest = content[:_SUM], memoryview(content)[_SUM:]
        if told != sha256(rest).digest():
            return None
        references, made = _Careful(io.BytesIO(rest), ()).load()
        result = _Careful(io.BytesIO(made), worlds_of(references, given=job.parcel.worlds)).load()
        os.utime(path)  # what is in use is not old
        return result, len(content)
    return None


def keep(job: Job, references: Sequence[Reference | None], content: bytes) -> None:
    """Keep a result, as it came; a folder that cannot be written is no fault."""
    if any(one is None or one.private for one in (*references, *job.parcel.references)):
        return
    rest = pickle.dumps((tuple(references), content), protocol=pickle.HIGHEST_PROTOCOL)
    if len(rest) > _LARGEST:
        return
    with contextlib.suppress(OSError):
        path = _path(job)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sha256(rest).digest() + rest)
            Path(beside).replace(path)
        finally:
            Path(beside).unlink(missing_ok=True)
        _make_room(path.parent)


def noted(name: str) -> bool:
    """Whether such a note was made, by this edition of the program, and is not lost."""
    return _note(name).is_file()


def note(name: str) -> None:
    """Make a note beside the results: something was done for this edition of the program; a folder that cannot be written is no fault."""
    with contextlib.suppress(OSError):
        path = _note(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def _note(name: str) -> Path:
    return cache_folder("results") / f"{text_digest([_program(), name], length=32)}.note"


def _make_room(folder: Path, most_bytes: int = _MOST_BYTES) -> None:
    """Delete what was not asked for longest, down to the bound."""
    found = [(path, path.stat()) for path in folder.glob(f"*{_ENDING}")]
    total = sum(stat.st_size for _, stat in found)
    for path, stat in sorted(found, key=lambda one: one[1].st_mtime_ns):
        if total <= most_bytes:
            return
        path.unlink(missing_ok=True)
        total -= stat.st_size


def _path(job: Job) -> Path:
    return cache_folder("results") / f"{text_digest([_program(), job.digest], length=32)}{_ENDING}"


@cache
def _program() -> str:
    """What makes results, and what reads them: another edition's are never taken."""
    libraries = [version(name) for name in ("numpy", "pandas", "geopandas", "shapely", "scipy", "pyproj")]
    return text_digest([program_digest(*_ROOMS), sys.version, *libraries])


class _Careful(Unpacker):
    def find_class(self, module: str, name: str) -> Any:
        """A class that holds values, or one of the few functions with which arrays and frames are made."""
        room = module.partition(".")[0]
        if room not in _KNOWN:  # before anything is imported
            raise pickle.UnpicklingError(f"{module}.{name}")
        found = super().find_class(module, name)
        if (room, found.__name__ if callable(found) else "") in _FUNCTIONS:
            return found
        if module == _METRICS and callable(found):
            return found
        known = room in _OURS | _CLASSES or (module == "builtins" and name in _BUILT_IN)
        if known and isinstance(found, type):
            return found
        raise pickle.UnpicklingError(f"{module}.{name}")


_DAMAGED: Final = (
    StrangeWorldError, OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError, KeyError, TypeError, ValueError,
)  # fmt: skip
