"""A library of such files beside the program, for a personal machine: nothing saved is ever lost.

A file is written beside its final name, flushed to the disk and moved there in one step; who reads sees
the old or the new one, never half. Who saves tells which version was opened: if another window saved
since, nothing is overwritten. A lock of the operating system (through SQLite, on every system alike,
released when its holder dies) makes check and move one act.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from layers.digest import text_digest
from words.errors import InputError
from words.spelling import plain

FOLDER: Final = Path(__file__).resolve().parents[1] / "var" / "own"
_PART: Final = ".part"
_STALE_S: Final = 600.0  # remains of a writer that was killed
_WAIT_S: Final = 5.0
_FULL: Final = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


@dataclass(frozen=True)
class Kept:
    """A file of the library.

    Parameters
    ----------
    file
        Its name on the disk: letters, digits and hyphens.
    version
        Digest of its bytes: what a later save must name.
    """

    file: str
    version: str
    saved_at: float


def listed(folder: Path = FOLDER) -> tuple[Kept, ...]:
    """All files, the newest first."""
    found = []
    for path in folder.glob("*.gpkg"):
        with contextlib.suppress(OSError):
            found.append(Kept(path.name, _version(path.read_bytes()), path.stat().st_mtime))
    return tuple(sorted(found, key=lambda kept: -kept.saved_at))


def file_of(title: str) -> str:
    """The name on the disk of a title: its plain letters, and a digest so that two titles never meet."""
    letters = re.sub(r"[^a-z0-9]+", "-", plain(title)).strip("-")[:40]
    return f"{letters or 'own'}-{text_digest([title.strip()], length=6)}.gpkg"


def load(file: str, folder: Path = FOLDER) -> tuple[bytes, str]:
    """The content of a file and its version.

    Raises
    ------
    InputError
        If there is no such file, or another program holds it.
    """
    try:
        content = _content(_path(file, folder))
    except OSError as error:
        raise InputError("own.not_read", file=file) from error
    if content is None:
        raise InputError("own.library_missing", file=file)
    return content, _version(content)


def save(file: str, content: bytes, *, opened: str | None, folder: Path = FOLDER) -> str:
    """Keep a file and give its new version.

    Parameters
    ----------
    opened
        Version that this user opened or saved last; ``None`` for a new file.

    Raises
    ------
    InputError
        If the file changed since, cannot be written, or the disk is full; what was saved stays as it was.
    """
    path = _path(file, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _lock(folder):
            present = _content(path)
            version = None if present is None else _version(present)
            if version not in (opened, _version(content)):
                raise InputError("own.changed_elsewhere", file=file)
            _write(path, content)
    except OSError as error:
        raise InputError("own.disk_full" if error.errno in _FULL else "own.not_written", file=file) from error
    return _version(content)


def remove(file: str, *, opened: str, folder: Path = FOLDER) -> None:
    """Take a file out of the library; errors as ``save``."""
    path = _path(file, folder)
    try:
        with _lock(folder):
            present = _content(path)
            if present is not None and _version(present) != opened:
                raise InputError("own.changed_elsewhere", file=file)
            path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("own.not_written", file=file) from error


def _path(file: str, folder: Path) -> Path:
    """A file of the folder and of no other."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}\.gpkg", file):
        raise InputError("own.library_missing", file=file[:60])
    return folder / file


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _write(path: Path, content: bytes) -> None:
    for old in path.parent.glob(f"*{_PART}"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > _STALE_S:
                old.unlink()
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold the library; waits a few seconds for another window."""
    database = sqlite3.connect(folder / "lock.sqlite", timeout=_WAIT_S, isolation_level=None)
    try:
        database.execute("BEGIN EXCLUSIVE")
        yield
    except sqlite3.OperationalError as error:
        raise InputError("own.library_busy") from error
    finally:
        database.close()
