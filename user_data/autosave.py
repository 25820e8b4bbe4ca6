"""What was entered and not yet saved, kept beside the program so that a reloaded page has it again.

One file for each state of the data, named by its digest; the latest few stay. Who asks must know the
digest: the address of the page holds it. A file that was chosen and not yet taken over is kept likewise.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Final

from user_data import library
from user_data.file import read_file, write_file
from words import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from layers import UserData

FOLDER: Final = library.FOLDER / "auto"
_BROUGHT: Final = "brought"
_MOST_BROUGHT: Final = 3
KEPT: Final = 12  # states; a drawing of an afternoon takes back the last few steps


def keep(own: UserData, folder: Path = FOLDER) -> None:
    """Keep this state of the data and drop the oldest.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    file = f"{own.digest}.gpkg"
    if kept(own.digest, folder) is not None:
        with contextlib.suppress(InputError):  # it is kept all the same, if not as the newest
            library.touch(file, folder)
        return
    with contextlib.suppress(OSError):
        (folder / file).unlink(missing_ok=True)  # one that does not hold the data any more
    library.save(file, write_file(own), opened=None, folder=folder)
    for old in library.listed(folder)[KEPT:]:
        with contextlib.suppress(InputError):
            library.remove(old.file, opened=old.version, folder=folder, for_good=True)


def kept(digest: str, folder: Path = FOLDER) -> UserData | None:
    """The data of this digest; ``None`` if they were not kept, or the file does not hold them any more."""
    try:
        content, _ = library.load(f"{digest}.gpkg", folder)
        own = read_file(f"{digest}.gpkg", content).own
    except InputError:
        return None
    return own if own.digest == digest else None


def keep_brought(name: str, content: bytes, folder: Path = FOLDER, *, most: int = _MOST_BROUGHT) -> str:
    """Keep a file that a user chose, as it is, and give the digest it is found by; empty if it cannot be kept.

    Parameters
    ----------
    most
        How many files the folder keeps.
    """
    head, digest = _head(name), digest_of(name, content)
    place = folder / _BROUGHT
    path = place / digest
    try:
        place.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            path.touch()  # the one kept last
        else:
            library.put(path, head + b"\n" + content)
        others = [old for old in place.iterdir() if old.name != digest]
        for old in sorted(others, key=lambda old: -old.stat().st_mtime)[most - 1 :]:
            old.unlink(missing_ok=True)
    except OSError:
        return digest if path.is_file() else ""
    return digest


def brought(digest: str, folder: Path = FOLDER) -> tuple[str, bytes] | None:
    """Name and content of a file that was kept under this digest; ``None`` if it was not, or is damaged."""
    if not (digest.isascii() and digest.isalnum()):
        return None
    try:
        head, _, content = (folder / _BROUGHT / digest).read_bytes().partition(b"\n")
        if _brought_digest(head, content) != digest:
            return None
        return str(json.loads(head)["name"]), content
    except (OSError, ValueError, KeyError, TypeError):
        return None


def latest(folder: Path = FOLDER) -> tuple[UserData, float] | None:
    """The state kept last and when (seconds since 1970); ``None`` where there is none that can be read."""
    for file in library.listed(folder):
        if own := kept(file.file.removesuffix(".gpkg"), folder):
            return own, file.saved_at
    return None


def latest_brought(folder: Path = FOLDER) -> tuple[str, float] | None:
    """The digest of the file kept last and when (seconds since 1970); ``None`` where there is none."""
    try:
        at_s, digest = max((path.stat().st_mtime, path.name) for path in (folder / _BROUGHT).iterdir())
    except (OSError, ValueError):  # no folder, or nothing in it
        return None
    return digest, at_s


def digest_of(name: str, content: bytes) -> str:
    """The digest that a brought file is found by, whether it is kept or not."""
    return _brought_digest(_head(name), content)


def _head(name: str) -> bytes:
    return json.dumps({"name": name}).encode()


def _brought_digest(head: bytes, content: bytes) -> str:
    return hashlib.sha256(head + b"\n" + content).hexdigest()[:16]
