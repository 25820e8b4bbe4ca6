"""The library of files beside the program, as a store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store.work import Opened, Role, Work, digest_of
from user_data import library, read_file, write_file
from words import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from layers import UserData


class FileStore:
    """Files of a folder, one a work.

    Parameters
    ----------
    role
        What whoever opens the program may do with them.
    folder
        Another one than the program's own.
    """

    def __init__(self, *, role: Role = Role.OWNER, folder: Path | None = None) -> None:
        self._role = role
        self._folder = folder or library.FOLDER

    def role(self) -> Role:
        """What may be done here."""
        return self._role

    def listed(self) -> tuple[Work, ...]:
        """All files, the one saved last first."""
        found = library.listed(self._folder)
        return tuple(Work(kept.file, kept.file, kept.version, kept.saved_at) for kept in found)

    def editions(self, name: str) -> tuple[Work, ...]:
        """None: a file is the last that was saved."""
        del name
        return ()

    def load(self, name: str, *, version: str = "") -> Opened:
        """Open a file; errors as ``Store.load``."""
        content, present = library.load(name, self._folder)
        if version not in ("", present):
            raise InputError("own.library_missing", file=name)
        found = read_file(name, content)
        return Opened(Work(name, name, present, self._saved_at(name)), found.own, found.faults)

    def save(self, title: str, own: UserData, *, opened: str | None) -> Work:
        """Keep a file; errors as ``Store.save``."""
        self._require(Role.EDITOR)
        file = library.file_of(title)
        version = library.save(file, write_file(own), opened=opened, folder=self._folder)
        return replace(Work(file, title, version, 0.0), saved_at=self._saved_at(file))

    def take(self, name: str, own: UserData) -> None:
        """Keep a work of another store under the name it has there; one that is here and says the same is left.

        Raises
        ------
        InputError
            If a file of that name says something else, or as ``Store.save``.
        """
        self._require(Role.EDITOR)
        if name in {kept.file for kept in library.listed(self._folder)}:
            here = read_file(name, library.load(name, self._folder)[0]).own
            if digest_of(here) != digest_of(own):
                raise InputError("own.changed_elsewhere", file=name)
            return
        library.save(name, write_file(own), opened=None, folder=self._folder)

    def remove(self, name: str, *, opened: str) -> bool:
        """Take a file away; errors as ``Store.remove``."""
        self._require(Role.EDITOR)
        return library.remove(name, opened=opened, folder=self._folder)

    def put_back(self, name: str) -> None:
        """Undo ``remove``; errors as ``Store.put_back``."""
        self._require(Role.EDITOR)
        library.put_back(name, self._folder)

    def _saved_at(self, name: str) -> float:
        return next((kept.saved_at for kept in library.listed(self._folder) if kept.file == name), 0.0)

    def _require(self, role: Role) -> None:
        if not self._role.covers(role):
            raise InputError("store.read_only")
