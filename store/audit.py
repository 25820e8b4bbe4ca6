"""Who did what, when: a row for every act, written in the act's own transaction and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg.types.json import Jsonb

from store.database import transaction
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from store.database import Connection
    from store.work import Desk

_MOST: Final = 200


@dataclass(frozen=True)
class Act:
    """A row of the record.

    Parameters
    ----------
    act
        Which act: the sentence is ``store.act_<act>``.
    subject
        What it was done to.
    """

    at: datetime
    account: str
    workspace: str
    act: str
    subject: str
    detail: Mapping[str, Any]


def note(connection: Connection, desk: Desk, act: str, subject: str, **detail: object) -> None:
    """Add a row; it stands if the act does."""
    connection.execute(
        "INSERT INTO audit (account, workspace, act, subject, detail) VALUES (%s, %s, %s, %s, %s)",
        (desk.who.account or desk.who.name, desk.workspace, act, subject, Jsonb(detail)),
    )


def acts(url: str, *, workspace: str = "", most: int = _MOST) -> tuple[Act, ...]:
    """The latest rows, the last first; of every workspace where none is named. Errors as ``transaction``."""
    with transaction(url) as connection:
        rows = connection.execute(
            "SELECT at, account, workspace, act, subject, detail FROM audit WHERE %s IN ('', workspace) ORDER BY id DESC LIMIT %s",
            (workspace, most),
        ).fetchall()
    return tuple(Act(*row) for row in rows)


def told(act: Act, lang: Lang) -> str:
    """What was done, in words."""
    detail = dict(act.detail)
    if act.act == "role":
        detail["role"] = say(f"store.role_{detail['role'] or 'none'}", lang)
    return say(f"store.act_{act.act}", lang, subject=act.subject, **detail)
