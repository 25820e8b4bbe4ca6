"""What people say of a scenario, a route, a view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from store import audit
from store.database import transaction
from store.shared import require
from store.work import Desk, Role
from words import InputError, clean

if TYPE_CHECKING:
    from datetime import datetime

    from store.database import Connection

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
    answers
        Number of the comment below which it stands; ``None``: it began the talk, or that comment was taken back.
    """

    number: int
    kind: Kind
    subject: str
    body: str
    account: str
    name: str
    written_at: datetime
    answers: int | None = None


def comments(desk: Desk, kind: Kind, subject: str) -> tuple[Comment, ...]:
    """Comments on a thing, the first first, each with its answers behind it. Errors as ``require``.

    Of a view those on its whole page, which is what stands before the question mark.
    """
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.VIEWER)
        found = connection.execute(
            "SELECT id, kind, subject, body, written_by, written_name, written_at, answers FROM comment "
            "WHERE workspace_id = %s AND kind = %s AND CASE kind WHEN 'view' THEN starts_with(subject, %s) ELSE subject = %s END "
            "AND removed_at IS NULL ORDER BY id DESC LIMIT %s",
            (number, kind.value, subject.partition("?")[0] + "?", subject, _MOST),
        ).fetchall()
    there = {row[0] for row in found}
    said = [Comment(row[0], Kind(row[1]), *row[2:]) for row in found]
    said = [one if one.answers in there else replace(one, answers=None) for one in said]
    return tuple(sorted(said, key=lambda comment: (comment.answers or comment.number, comment.number)))


def say_of(desk: Desk, kind: Kind, subject: str, body: str, *, answers: int | None = None) -> None:
    """Write a comment: whoever may look may speak, in their own name; without one, who may change things.

    Parameters
    ----------
    answers
        Number of the comment that this one answers; it is then about what that one is about.

    Raises
    ------
    InputError
        If it is empty or too long, what it answers was taken back, or as ``require``.
    """
    body = clean(body, lines=True)
    if not body:
        raise InputError("store.empty_comment")
    if len(body) > LONGEST:
        raise InputError("store.long_comment", count=len(body), most=LONGEST)
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.VIEWER if desk.who.account else Role.EDITOR)
        about: tuple[int | None, str, str] = (None, kind.value, subject)
        if answers is not None:
            about = _begun(connection, number, answers)
        connection.execute(
            "INSERT INTO comment (workspace_id, answers, kind, subject, body, written_by, written_name) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (number, *about, body, desk.who.account, desk.who.name),
        )
        subject = about[2]
        audit.note(connection, desk, "comment", subject[:200])


def _begun(connection: Connection, workspace: int, comment: int) -> tuple[int, str, str]:
    """The comment that began the talk of which this one is part, and what it is about."""
    row = connection.execute(
        "SELECT coalesce(answers, id), kind, subject FROM comment WHERE id = %s AND workspace_id = %s AND removed_at IS NULL",
        (comment, workspace),
    ).fetchone()
    if row is None:
        raise InputError("store.comment_gone")
    return row[0], row[1], row[2]


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
