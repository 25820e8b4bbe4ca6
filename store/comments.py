"""What people say of a scenario, a route, a view."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from store import audit
from store.database import transaction
from store.shared import require
from store.work import Desk, Role
from words import InputError, clean

if TYPE_CHECKING:
    from datetime import datetime

LONGEST: Final = 2_000  # letters
_MOST: Final = 100


class Kind(StrEnum):
    """What a comment is about."""

    SCENARIO = "scenario"
    ROUTE = "route"
    VIEW = "view"


@dataclass(frozen=True)
class Comment:
    """A comment.

    Parameters
    ----------
    subject
        Name of the scenario, id of the route, page and address of the view.
    """

    number: int
    kind: Kind
    subject: str
    body: str
    account: str
    name: str
    written_at: datetime


def comments(desk: Desk, kind: Kind, subject: str) -> tuple[Comment, ...]:
    """Comments on a thing, the first first; of a view those on its whole page (what stands before the question mark). Errors as ``require``."""
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.VIEWER)
        found = connection.execute(
            "SELECT id, kind, subject, body, written_by, written_name, written_at FROM comment "
            "WHERE workspace_id = %s AND kind = %s AND CASE kind WHEN 'view' THEN starts_with(subject, %s) ELSE subject = %s END "
            "AND removed_at IS NULL ORDER BY id DESC LIMIT %s",
            (number, kind.value, subject.partition("?")[0] + "?", subject, _MOST),
        ).fetchall()
    return tuple(Comment(row[0], Kind(row[1]), *row[2:]) for row in reversed(found))


def say_of(desk: Desk, kind: Kind, subject: str, body: str) -> None:
    """Write a comment: whoever may look may speak, in their own name; without one, who may change things.

    Raises
    ------
    InputError
        If it is empty or too long, or as ``require``.
    """
    body = clean(body, lines=True)
    if not body:
        raise InputError("store.empty_comment")
    if len(body) > LONGEST:
        raise InputError("store.long_comment", count=len(body), most=LONGEST)
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.VIEWER if desk.who.account else Role.EDITOR)
        connection.execute(
            "INSERT INTO comment (workspace_id, kind, subject, body, written_by, written_name) VALUES (%s, %s, %s, %s, %s, %s)",
            (number, kind.value, subject, body, desk.who.account, desk.who.name),
        )
        audit.note(connection, desk, "comment", subject[:200])


def take_back(desk: Desk, comment: int) -> None:
    """Take a comment off the page; its words stay on record. One's own, or anybody's by an owner.

    Raises
    ------
    InputError
        If it is somebody else's, or as ``require``.
    """
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.VIEWER)
        row = connection.execute(
            "SELECT subject, written_by FROM comment WHERE id = %s AND workspace_id = %s AND removed_at IS NULL",
            (comment, number),
        ).fetchone()
        if row is None:
            return
        if not desk.who.account or row[1] != desk.who.account:
            require(connection, desk, Role.OWNER)
        connection.execute("UPDATE comment SET removed_at = clock_timestamp() WHERE id = %s", (comment,))
        audit.note(connection, desk, "comment_end", row[0][:200])
