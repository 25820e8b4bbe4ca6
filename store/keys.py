"""Keys by which QGIS and other programs come in for a person, with that person's roles."""

from __future__ import annotations

import secrets

from store import audit
from store.database import transaction
from store.sharing import key_digest
from store.work import Desk, Who


def make_key(desk: Desk) -> str:
    """A new key for a person, told this once; the one before ends. Errors as ``transaction``."""
    key = secrets.token_urlsafe(24)
    with transaction(desk.url) as connection:
        connection.execute(
            "UPDATE access_key SET ended_at = clock_timestamp() WHERE account = %s AND ended_at IS NULL",
            (desk.who.account,),
        )
        connection.execute(
            "INSERT INTO access_key (account, key_digest) VALUES (%s, %s)", (desk.who.account, key_digest(key))
        )
        audit.note(connection, desk, "key", desk.who.account)
    return key


def holder(url: str, key: str) -> Who | None:
    """Whose key it is; ``None`` if it is nobody's, or has ended. Errors as ``transaction``."""
    with transaction(url) as connection:
        found = connection.execute(
            "SELECT account FROM access_key WHERE key_digest = %s AND ended_at IS NULL", (key_digest(key),)
        ).fetchone()
    return None if found is None else Who(found[0], found[0])
