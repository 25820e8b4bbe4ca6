"""The workspaces of a database and who has which role in them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from store import audit
from store.database import transaction
from store.shared import require
from store.work import Desk, Role
from words import InputError, clean, plain

if TYPE_CHECKING:
    from store.database import Connection

_LONGEST: Final = 80
_ACCOUNT: Final = re.compile(r"[^\s@]{1,64}@[^\s@]{1,180}")


def workspaces(desk: Desk) -> dict[str, tuple[str, Role]]:
    """Name to title and role of every workspace that a person may enter. Errors as ``transaction``."""
    with transaction(desk.url) as connection:
        if not desk.who.account:
            found = connection.execute(
                "SELECT name, title, %s FROM workspace ORDER BY id", (desk.who.role.value,)
            ).fetchall()
        else:
            found = connection.execute(
                "SELECT name, title, role FROM workspace JOIN member ON workspace_id = workspace.id WHERE account = %s ORDER BY workspace.id",
                (desk.who.account,),
            ).fetchall()
    return {name: (title, Role(role)) for name, title, role in found}


def add_workspace(desk: Desk, title: str) -> str:
    """Begin a workspace, owned by who begins it: an owner of the one at hand; gives its name.

    Raises
    ------
    InputError
        If the title is empty or taken, or as ``require``.
    """
    title = clean(title, longest=_LONGEST)
    name = re.sub(r"[^a-z0-9]+", "-", plain(title)).strip("-")[:40]
    if not name:
        raise InputError("store.needs_title")
    with transaction(desk.url) as connection:
        require(connection, desk, Role.OWNER)
        made = connection.execute(
            "INSERT INTO workspace (name, title) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING RETURNING id",
            (name, title),
        ).fetchone()
        if made is None:
            raise InputError("store.title_taken", title=title)
        if desk.who.account:
            connection.execute("INSERT INTO member VALUES (%s, %s, %s)", (made[0], desk.who.account, Role.OWNER.value))
        audit.note(connection, replace(desk, workspace=name), "workspace", title)
    return name


def members(desk: Desk) -> dict[str, Role]:
    """Account to role, for its owners. Errors as ``require``."""
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.OWNER)
        found = connection.execute(
            "SELECT account, role FROM member WHERE workspace_id = %s ORDER BY account", (number,)
        )
        return {account: Role(role) for account, role in found.fetchall()}


def set_role(desk: Desk, account: str, role: Role | None) -> None:
    """Give somebody a role, or take it away (``None``); it holds from their next act.

    Raises
    ------
    InputError
        If the account is no address of e-mail, a workspace would be left without an owner, or as ``require``.
    """
    account = checked_account(account)
    with transaction(desk.url) as connection:
        number = require(connection, desk, Role.OWNER)
        connection.execute(
            "SELECT 1 FROM workspace WHERE id = %s FOR UPDATE", (number,)
        )  # two owners may step back at once
        if role is None:
            connection.execute("DELETE FROM member WHERE workspace_id = %s AND account = %s", (number, account))
        else:
            connection.execute(
                "INSERT INTO member VALUES (%s, %s, %s) ON CONFLICT (workspace_id, account) DO UPDATE SET role = EXCLUDED.role",
                (number, account, role.value),
            )
        if desk.who.account and not _owned(connection, number):
            raise InputError("store.last_owner")
        audit.note(connection, desk, "role", account, role=role.value if role else "")


def checked_account(text: str) -> str:
    """An address of e-mail in small letters.

    Raises
    ------
    InputError
        If it is none.
    """
    account = text.strip().lower()
    if not _ACCOUNT.fullmatch(account):
        raise InputError("store.no_account", found=account[:60])
    return account


def _owned(connection: Connection, workspace: int) -> bool:
    found = connection.execute("SELECT 1 FROM member WHERE workspace_id = %s AND role = 'owner' LIMIT 1", (workspace,))
    return found.fetchone() is not None
