"""A scenario handed to somebody outside the workspace: to a person, or to whoever holds a link.

What is handed on is the scenario as it stands when it is opened, with the user's own routes it is made of, and nothing else of the work.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from layers import UserData
from store import audit, rows
from store.database import transaction
from store.members import checked_account
from store.shared import STANDING, require
from store.work import Desk, Opened, Role, Work, content_of
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from store.database import Connection

_GIVEN: Final = "SELECT work_id, scenario FROM share WHERE ended_at IS NULL"
_SHARES: Final = """
    SELECT share.id, work.name, work.title, scenario, coalesce(share.account, ''), shared_by, shared_at
    FROM share JOIN work ON work.id = work_id WHERE ended_at IS NULL AND removed_at IS NULL
"""


@dataclass(frozen=True)
class Share:
    """A scenario that was handed on.

    Parameters
    ----------
    account
        The person; empty for a link.
    """

    number: int
    work: str
    title: str
    scenario: str
    account: str
    shared_by: str
    shared_at: datetime


def key_digest(key: str) -> str:
    """What is kept of a key: who reads the database cannot use it."""
    return hashlib.sha256(key.encode()).hexdigest()


def share(desk: Desk, *, work: str, scenario: str, account: str = "") -> str:
    """Hand a scenario of a work to a person, or where none is named make a key for a link, which is told once.

    Raises
    ------
    InputError
        If there is no such work or scenario, the account is no address of e-mail, or as ``require``: editors may.
    """
    account = account and checked_account(account)
    key = "" if account else secrets.token_urlsafe(24)
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.EDITOR)
        row = connection.execute(f"{STANDING} AND work.workspace_id = %s AND work.name = %s", (number, work)).fetchone()
        if row is None:
            raise InputError("own.library_missing", file=work)
        _one_scenario(connection, row, scenario)
        connection.execute(
            "INSERT INTO share (work_id, scenario, account, key_digest, shared_by) "
            "SELECT id, %s, %s, %s, %s FROM work WHERE workspace_id = %s AND name = %s",
            (
                scenario,
                account or None,
                key_digest(key) if key else None,
                desk.who.account or desk.who.name,
                number,
                work,
            ),
        )
        audit.note(connection, desk, "share" if account else "share_link", scenario, account=account)
    return key


def shares(desk: Desk) -> tuple[Share, ...]:
    """What is handed on from a workspace now, the last first; for its editors."""
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.EDITOR)
        return _shares(connection.execute(f"{_SHARES} AND work.workspace_id = %s ORDER BY share.id DESC", (number,)))


def shared_with(desk: Desk) -> tuple[Share, ...]:
    """What was handed to a person, the last first."""
    if not desk.who.account:
        return ()
    with transaction(desk.url) as connection:
        return _shares(
            connection.execute(f"{_SHARES} AND share.account = %s ORDER BY share.id DESC", (desk.who.account,))
        )


def end(desk: Desk, number: int) -> None:
    """Take back what was handed on; errors as ``require``: editors may."""
    with transaction(desk.url) as connection:
        space = require(connection, desk, Role.EDITOR)
        ended = connection.execute(
            "UPDATE share SET ended_at = clock_timestamp() FROM work WHERE share.id = %s AND share.ended_at IS NULL "
            "AND work.id = work_id AND workspace_id = %s RETURNING scenario",
            (number, space),
        ).fetchone()
        if ended:
            audit.note(connection, desk, "share_end", ended[0])


def open_shared(desk: Desk, *, number: int = 0, key: str = "") -> Opened:
    """The scenario of a share: by its number for the person it is with, by the key of a link for anybody who holds it.

    Raises
    ------
    InputError
        If it was taken back, the work is gone, or it is somebody else's.
    """
    with transaction(desk.url) as connection:
        if key:
            found = connection.execute(f"{_GIVEN} AND key_digest = %s", (key_digest(key),)).fetchone()
        else:
            found = connection.execute(f"{_GIVEN} AND account = %s AND id = %s", (desk.who.account, number)).fetchone()
        row = found and connection.execute(f"{STANDING} AND work.id = %s", (found[0],)).fetchone()
        if not (found and row):
            raise InputError("store.no_share")
        own, faults = _one_scenario(connection, row, found[1])
    return Opened(Work(row[0], found[1], str(row[2]), row[3].timestamp(), row[4]), own, tuple(faults))


def _shares(found: Iterable[Any]) -> tuple[Share, ...]:
    return tuple(Share(*row) for row in found)


def _one_scenario(connection: Connection, row: Any, name: str) -> tuple[UserData, list[Any]]:
    """A work cut down to one of its scenarios."""
    own, faults = rows.read(connection, row[5], (), row[7])
    content = content_of(own.scenarios) or {}
    found = [s for s in content.get("scenarios", ()) if s.get("name") == name]
    if not found:
        raise InputError("store.no_scenario", name=name)
    base = [s for s in content["scenarios"] if s.get("key") == "baseline"]
    content = {k: v for k, v in content.items() if k != "story"} | {
        "scenarios": [*base, found[0]],
        "subject": found[0].get("key", ""),
    }
    routes = tuple(r for r in own.routes if r.id in found[0].get("units", ()))
    return replace(UserData(routes=routes), scenarios=json.dumps(content, ensure_ascii=False)), faults
