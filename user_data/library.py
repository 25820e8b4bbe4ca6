"""A library of such files beside the program, for a personal machine: nothing saved is ever lost.

A file is written beside its final name, flushed to the disk and moved there in one step; who reads sees
the old or the new one, never half. Who saves tells which version was opened: if another window saved
since, nothing is overwritten. A lock of the operating system (through SQLite, on every system alike,
released when its holder dies) makes check and move one act.

The order of saving is a counter kept beside the files: a clock that was set back puts nothing behind.
What is removed lies aside until room is needed, so that it can be put back.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from layers import kept_folder, text_digest
from words import InputError, plain

FOLDER: Final = Path(os.environ.get("LIEN_TINH_OWN") or kept_folder() / "own")  # another folder than the program's own
_PART: Final = ".part"
_ORDER: Final = "order.json"  # file to the number of its last saving
_LOCK: Final = "lock.sqlite"
_REMOVED: Final = "removed"
_MOST_REMOVED: Final = 12
_WAIT_S: Final = 5.0
_HELD: Final = "own.held_elsewhere"
_WHILE_OPEN: Final = {5, 32, 33}  # Windows' errors of access, of sharing and of a lock
_TRIES: Final = 8
_PAUSE_S: Final = 0.25
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_NO_LOCK_FILE: Final = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
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
    """All files, the one saved last first."""
    found, order = [], _order(folder)
    for path in folder.glob("*.gpkg"):
        with contextlib.suppress(OSError):
            found.append(Kept(path.name, _version(path.read_bytes()), path.stat().st_mtime))
    return tuple(sorted(found, key=lambda kept: (-order.get(kept.file, 0), -kept.saved_at)))


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
        with _lock(folder, file):
            present = _content(path)
            version = None if present is None else _version(present)
            if version not in (opened, _version(content)):
                raise InputError("own.changed_elsewhere", file=file)
            _write_with_room(path, content)
    except OSError as error:
        raise _not_written(error, file) from error
    return _version(content)


def touch(file: str, folder: Path = FOLDER) -> None:
    """Count a file that is there as saved last; errors as ``save``."""
    path = _path(file, folder)
    try:
        with _lock(folder, file):
            _count(path)
    except OSError as error:
        raise _not_written(error, file) from error


def remove(file: str, *, opened: str, folder: Path = FOLDER, for_good: bool = False) -> bool:
    """Take a file out of the library; errors as ``save``, and ``own.not_removed`` where the system refuses it.

    Returns
    -------
    Whether ``put_back`` can undo it: not where the file went for good, as asked for or for want of room.
    """
    path = _path(file, folder)
    try:
        with _lock(folder, file):
            present = _content(path)
            if present is None:
                return False
            if _version(present) != opened:
                raise InputError("own.changed_elsewhere", file=file)
            if not for_good and _lay_aside(path):
                return True
            _patiently(path.unlink)
    except OSError as error:
        raise InputError(_HELD if isinstance(error, _HeldError) else "own.not_removed", file=file) from error
    return False


def put_back(file: str, folder: Path = FOLDER) -> None:
    """Undo ``remove``.

    Raises
    ------
    InputError
        If it is gone, another was saved under its name since, or as ``save``.
    """
    path = _path(file, folder)
    try:
        with _lock(folder, file):
            aside = folder / _REMOVED / file
            if not aside.is_file():
                raise InputError("own.library_missing", file=file)
            if path.exists():
                raise InputError("own.name_taken", file=file)
            _patiently(lambda: aside.replace(path))
    except OSError as error:
        raise _not_written(error, file) from error


def _lay_aside(path: Path) -> bool:
    """Move a file to the removed ones and drop the oldest of those; whether there was room for that."""
    folder = path.parent / _REMOVED
    try:
        folder.mkdir(exist_ok=True)
        path.replace(folder / path.name)
        others = [old for old in folder.iterdir() if old.name != path.name]
        for old in sorted(others, key=lambda old: -old.stat().st_mtime)[_MOST_REMOVED - 1 :]:
            old.unlink()
    except OSError:
        return not path.exists()
    return True


class _HeldError(PermissionError):
    """Another program has the file open, which on Windows keeps it from being replaced or removed."""


def _patiently(change: Callable[[], object]) -> None:
    """Replace or remove a file; again for two seconds while another program has it open."""
    for left in reversed(range(_TRIES)):
        try:
            change()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _WHILE_OPEN:
                raise
            if not left:
                raise _HeldError(*error.args) from error
            time.sleep(_PAUSE_S)
        else:
            return


def _not_written(error: OSError, file: str) -> InputError:
    if isinstance(error, _HeldError):
        return InputError(_HELD, file=file)
    return InputError("own.disk_full" if error.errno in _FULL else "own.not_written", file=file)


def _order(folder: Path) -> dict[str, int]:
    """The number of each file's last saving; none where nobody counted yet, or what was counted is damaged."""
    try:
        told = json.loads((folder / _ORDER).read_text(encoding="utf-8"))
        return {str(file): int(number) for file, number in told.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _count(path: Path) -> None:
    """Give a file the next number; files that are gone lose theirs."""
    order = _order(path.parent)
    there = {file: number for file, number in order.items() if (path.parent / file).is_file()}
    there[path.name] = max(order.values(), default=0) + 1
    put(path.parent / _ORDER, json.dumps(there).encode())


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


def _write_with_room(path: Path, content: bytes) -> None:
    """Write and count a file; on a full disk what was removed goes for good first, and it is tried once more."""
    for old in path.parent.glob(f"*{_PART}"):  # remains of a writer that was killed: who holds the lock is alone
        with contextlib.suppress(OSError):
            old.unlink()
    try:
        _count(path)
        put(path, content)
    except OSError as error:
        aside = list((path.parent / _REMOVED).glob("*.gpkg"))
        if error.errno not in _FULL or not aside:
            raise
        for old in aside:
            old.unlink()
        _count(path)
        put(path, content)


def put(path: Path, content: bytes) -> None:
    """Write a file beside its name, flush it and move it there in one step."""
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _patiently(lambda: Path(beside).replace(path))
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


@contextmanager
def _lock(folder: Path, file: str) -> Iterator[None]:
    """Hold the library for the work on a file; waits a few seconds for another window."""
    database = _held(folder, file)
    try:
        yield
    finally:
        database.close()


def _held(folder: Path, file: str) -> sqlite3.Connection:
    """The lock, held; a damaged one is made anew, for nobody can hold that."""
    for attempt in (1, 2):
        try:
            return _hold(folder / _LOCK)
        except sqlite3.Error as error:
            code = error.sqlite_errorcode & 0xFF
            if code in _NO_LOCK_FILE and attempt == 1:
                (folder / _LOCK).unlink(missing_ok=True)
                continue
            if code in _BUSY:
                raise InputError("own.library_busy") from error
            full = code == sqlite3.SQLITE_FULL
            raise InputError("own.disk_full" if full else "own.not_written", file=file) from error
    raise InputError("own.not_written", file=file)


def _hold(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = OFF")  # nothing is ever written: no journal, and no room for one
        database.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        database.close()
        raise
    return database
