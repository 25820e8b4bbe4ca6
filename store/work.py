"""What a store is asked for, whichever it is: the one interface of the file library and the database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from layers import text_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import UserData
    from words import LinkError

FIRST: Final = "office"  # the workspace that every database has


class Role(StrEnum):
    """What a person may do in a workspace; each may what those before it may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"

    def covers(self, other: Role) -> bool:
        """Whether who has this role may what the other one allows."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Who:
    """Somebody at work.

    Parameters
    ----------
    account
        What the sign-in names them by, an address of e-mail in small letters; empty without sign-in.
    name
        As shown beside what they did.
    role
        What they may do where nobody signs in; with a sign-in the workspace tells.
    """

    account: str = ""
    name: str = ""
    role: Role = Role.VIEWER


@dataclass(frozen=True)
class Desk:
    """Somebody at work in a workspace of a database.

    Parameters
    ----------
    url
        ``postgresql://…``, as libpq reads it.
    workspace
        Name of the workspace.
    """

    url: str
    who: Who
    workspace: str = FIRST


@dataclass(frozen=True)
class Work:
    """Something kept: a user's own data with their scenarios and presentation.

    Parameters
    ----------
    name
        What it is opened by: letters, digits and hyphens.
    version
        What a later save must name.
    saved_at
        Seconds since 1970.
    saved_by
        Name of who saved it; empty where nobody signs in.
    """

    name: str
    title: str
    version: str
    saved_at: float
    saved_by: str = ""


@dataclass(frozen=True)
class Opened:
    """What a work holds, and everything in it that was not as it should be."""

    work: Work
    own: UserData
    faults: Sequence[LinkError] = field(default=())


class Store(Protocol):
    """Where works are kept. What a person may not do raises InputError, whatever the page shows."""

    def role(self) -> Role | None:
        """What this person may do here; ``None``: nothing."""

    def listed(self) -> tuple[Work, ...]:
        """All works, the one saved last first."""

    def editions(self, name: str) -> tuple[Work, ...]:
        """What was saved of a work before, the last first; none where only the last is kept."""

    def load(self, name: str, *, version: str = "") -> Opened:
        """Open a work, as it stands or as it was saved once.

        Raises
        ------
        InputError
            If there is none of that name, or it cannot be read.
        """

    def save(self, title: str, own: UserData, *, opened: str | None) -> Work:
        """Keep a work under a title.

        Parameters
        ----------
        opened
            Version that this user opened or saved last; ``None`` for a new one.

        Raises
        ------
        InputError
            ``own.changed_elsewhere`` if it changed since; others if it cannot be written. What was saved stays.
        """

    def remove(self, name: str, *, opened: str) -> bool:
        """Take a work away; whether ``put_back`` can undo it. Errors as ``save``."""

    def put_back(self, name: str) -> None:
        """Undo ``remove``; errors as ``save``."""


def content_of(text: str) -> dict[str, Any] | None:
    """The text of a scenario file as its members; ``None`` where there is none, or it is damaged."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def digest_of(own: UserData) -> str:
    """Names own data and scenarios together, however the text of these is laid out."""
    return text_digest([own.digest, json.dumps(content_of(own.scenarios), sort_keys=True)])
