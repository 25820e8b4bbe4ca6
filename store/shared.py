"""Works in a database that several people share: nothing saved is overwritten, and no act goes beyond a person's role."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.types.json import Jsonb

from store import audit, rows
from store.database import transaction
from store.work import Desk, Opened, Role, Work, digest_of
from user_data import library
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers import UserData
    from store.database import Connection

STANDING: Final = """
    SELECT work.name, work.title, work.version, edition.saved_at, edition.saved_name, edition.id, edition.brought, edition.scenario_set
    FROM work JOIN edition ON edition.work_id = work.id AND edition.version = work.version
    WHERE work.removed_at IS NULL
"""
_WORKS: Final = f"{STANDING} AND work.workspace_id = %s"
_EDITIONS: Final = """
    SELECT work.name, work.title, edition.version, edition.saved_at, edition.saved_name, edition.id, edition.brought, edition.scenario_set
    FROM work JOIN edition ON edition.work_id = work.id WHERE work.removed_at IS NULL AND work.workspace_id = %s AND work.name = %s
"""


class SharedStore:
    """A workspace of a database, as one person sees it; the role is read anew for each act, so that one taken away ends at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def role(self) -> Role | None:
        """What this person may do here; ``None``: nothing. Errors as ``transaction``."""
        with transaction(self._desk.url) as connection:
            return role_in(connection, self._desk)

    def listed(self) -> tuple[Work, ...]:
        """All works, the one saved last first."""
        with self._act(Role.VIEWER) as (connection, workspace):
            found = connection.execute(f"{_WORKS} ORDER BY edition.id DESC", (workspace,)).fetchall()
        return tuple(_work(row) for row in found)

    def load(self, name: str, *, version: str = "") -> Opened:
        """Open a work; errors as ``Store.load``."""
        with self._act(Role.VIEWER) as (connection, workspace):
            if version:
                row = connection.execute(
                    f"{_EDITIONS} AND edition.version::text = %s", (workspace, name, version)
                ).fetchone()
            else:
                row = _row(connection, workspace, name)
            if row is None:
                raise InputError("own.library_missing", file=name)
            own, faults = rows.read(connection, row[5], row[6], row[7])
        return Opened(_work(row), own, tuple(faults))

    def save(self, title: str, own: UserData, *, opened: str | None) -> Work:
        """Keep a work under a title as one more edition; errors as ``Store.save``."""
        return self.keep(library.file_of(title), title, own, opened=opened)

    def keep(self, name: str, title: str, own: UserData, *, opened: str | None) -> Work:
        """The same under a name that it has already, as a file brought in; errors as ``Store.save``."""
        with self._act(Role.EDITOR) as (connection, workspace):
            present = _locked(connection, workspace, name)
            if present is None or present["removed_at"] is not None:
                if opened is not None:
                    raise InputError("own.changed_elsewhere", file=title)
                work_id, version = self._begun(connection, workspace, name, title, present)
            elif present["digest"] == digest_of(own):  # saved already: an answer was lost, or it was pressed twice
                return _work(_row(connection, workspace, name))
            elif str(present["version"]) != opened:
                raise InputError("own.changed_elsewhere", file=title)
            else:
                work_id, version = present["id"], present["version"] + 1
                connection.execute("UPDATE work SET version = %s, title = %s WHERE id = %s", (version, title, work_id))
            self._add_edition(connection, work_id, version, own)
            audit.note(connection, self._desk, "save", name, title=title, version=version)
            return _work(_row(connection, workspace, name))

    def remove(self, name: str, *, opened: str) -> bool:
        """Take a work out of the list; its editions stay. Errors as ``Store.remove``."""
        return self._mark(name, opened=opened, removed=True)

    def put_back(self, name: str) -> None:
        """Undo ``remove``; errors as ``Store.put_back``."""
        if not self._mark(name, opened=None, removed=False):
            raise InputError("own.library_missing", file=name)

    def editions(self, name: str) -> tuple[Work, ...]:
        """Every edition before the one that stands, the last first: none is ever lost."""
        with self._act(Role.VIEWER) as (connection, workspace):
            found = connection.execute(f"{_EDITIONS} ORDER BY edition.id DESC", (workspace, name)).fetchall()
        return tuple(_work(row) for row in found[1:])

    def _begun(
        self, connection: Connection, workspace: int, name: str, title: str, removed: dict[str, Any] | None
    ) -> tuple[int, int]:
        """A new work, or one that was removed and begins again: its id and the version to write."""
        if removed is not None:
            version = removed["version"] + 1
            connection.execute(
                "UPDATE work SET version = %s, title = %s, removed_at = NULL WHERE id = %s",
                (version, title, removed["id"]),
            )
            return removed["id"], version
        try:
            made = connection.execute(
                "INSERT INTO work (workspace_id, name, title, version) VALUES (%s, %s, %s, 1) RETURNING id",
                (workspace, name, title),
            ).fetchone()
        except psycopg.errors.UniqueViolation as error:  # somebody else began it at the same moment
            raise InputError("own.changed_elsewhere", file=title) from error
        assert made is not None
        return made[0], 1

    def _add_edition(self, connection: Connection, work_id: int, version: int, own: UserData) -> None:
        brought = [{"digest": file.digest, "day": file.day, "items": dict(file.items)} for file in own.brought]
        rest = rows.rest_of(own.scenarios)
        made = connection.execute(
            "INSERT INTO edition (work_id, version, saved_by, saved_name, digest, brought, scenario_set) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
            (
                work_id,
                version,
                self._desk.who.account,
                self._desk.who.name,
                digest_of(own),
                Jsonb(brought),
                None if rest is None else Jsonb(rest),
            ),
        ).fetchone()
        assert made is not None
        rows.write(connection, made[0], own)

    def _mark(self, name: str, *, opened: str | None, removed: bool) -> bool:
        with self._act(Role.EDITOR) as (connection, workspace):
            present = _locked(connection, workspace, name)
            if present is None or (present["removed_at"] is not None) == removed:
                return False
            if opened is not None and str(present["version"]) != opened:
                raise InputError("own.changed_elsewhere", file=present["title"])
            connection.execute(
                "UPDATE work SET removed_at = CASE WHEN %s THEN clock_timestamp() END WHERE id = %s",
                (removed, present["id"]),
            )
            audit.note(connection, self._desk, "remove" if removed else "put_back", name)
        return True

    @contextmanager
    def _act(self, least: Role) -> Iterator[tuple[Connection, int]]:
        """A transaction of somebody who may do it, with the number of the workspace."""
        with transaction(self._desk.url) as connection:
            yield connection, require(connection, self._desk, least)


def role_in(connection: Connection, desk: Desk) -> Role | None:
    """The role of a person: that of the start of the program where nobody signs in, else the workspace's."""
    if not desk.who.account:
        return desk.who.role
    found = connection.execute(
        "SELECT role FROM member JOIN workspace ON workspace.id = workspace_id WHERE workspace.name = %s AND account = %s",
        (desk.workspace, desk.who.account),
    ).fetchone()
    return None if found is None else Role(found[0])


def require(connection: Connection, desk: Desk, least: Role) -> int:
    """The number of a workspace, for somebody who has at least this role there.

    Raises
    ------
    InputError
        If there is no such workspace, or the role is less.
    """
    role = role_in(connection, desk)
    if role is None:
        raise InputError("store.no_member", workspace=desk.workspace)
    if not role.covers(least):
        raise InputError("store.read_only" if least is Role.EDITOR else "store.owners_only")
    found = connection.execute("SELECT id FROM workspace WHERE name = %s", (desk.workspace,)).fetchone()
    if found is None:
        raise InputError("store.no_workspace", workspace=desk.workspace)
    return int(found[0])


def _locked(connection: Connection, workspace: int, name: str) -> dict[str, Any] | None:
    """The row of a work, held against other writers until the act ends."""
    row = connection.execute(
        "SELECT id, title, version, removed_at FROM work WHERE workspace_id = %s AND name = %s FOR UPDATE",
        (workspace, name),
    ).fetchone()
    if row is None:
        return None
    digest = connection.execute(
        "SELECT digest FROM edition WHERE work_id = %s AND version = %s", (row[0], row[2])
    ).fetchone()
    return {"id": row[0], "title": row[1], "version": row[2], "removed_at": row[3], "digest": digest and digest[0]}


def _row(connection: Connection, workspace: int, name: str) -> Any:
    return connection.execute(f"{_WORKS} AND work.name = %s", (workspace, name)).fetchone()


def _work(row: Any) -> Work:
    name, title, version, saved_at, saved_by, *_ = row
    return Work(name, title, str(version), saved_at.timestamp(), saved_by)
