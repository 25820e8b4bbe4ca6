"""The database itself: a connection for each act, and its schema by numbered migrations.

A connection lives as long as one act: an act that was confirmed is on the disk, and a database that went away is simply asked again.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from words import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA: Final = "lien_tinh"
_FOLDER: Final = Path(__file__).with_name("migrations")
_WAIT_S: Final = 5
_NUMBERED: Final = re.compile(r"(\d{3})_\w+\.sql")
_LOCK: Final = 0x6C74  # of the migrations: two servers may start at once
Connection = psycopg.Connection[Any]


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """A connection whose work is done whole or not at all.

    Raises
    ------
    InputError
        If the address is none, the database cannot be reached, refuses the account, or went away in between.
    """
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise InputError("store.bad_address") from None  # its own words hold the whole address, password and all
    try:
        with psycopg.connect(url, connect_timeout=_WAIT_S, application_name="lien-tinh") as connection:
            connection.execute(f"SET LOCAL search_path = {SCHEMA}, public")
            yield connection
    except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.InsufficientPrivilege) as error:
        raise InputError("store.unreachable", detail=_said(error)) from error
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise InputError("store.not_migrated") from error
    except psycopg.DataError as error:
        raise InputError("store.not_storable", detail=_said(error)) from error


def _said(error: psycopg.Error) -> str:
    """The database's own words, one line; they hold no password."""
    return " ".join(str(error).split())[:200]


def migrations() -> tuple[tuple[int, str, str], ...]:
    """Number, file name and text of each step of the schema, in order."""
    found = sorted(path for path in _FOLDER.iterdir() if _NUMBERED.fullmatch(path.name))
    return tuple((int(path.name[:3]), path.name, path.read_text(encoding="utf-8")) for path in found)


def migrate(url: str) -> list[str]:
    """Bring the schema to this version of the program, in one transaction; gives the names of the steps taken.

    Raises
    ------
    InputError
        If the database is of a later version of the program, a step it took reads otherwise here, it lacks PostGIS, or as ``transaction``.
    """
    with transaction(url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        if not connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone():
            _add_postgis(connection)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration "
            "(number integer PRIMARY KEY, name text NOT NULL, digest text NOT NULL, taken_at timestamptz NOT NULL DEFAULT now())"
        )
        taken = dict(connection.execute("SELECT number, digest FROM migration").fetchall())
        known = {number: _digest(text) for number, _, text in migrations()}
        if set(taken) - set(known):
            raise InputError("store.newer", number=max(taken), known=max(known))
        if odd := [number for number, digest in taken.items() if known[number] != digest]:
            raise InputError("store.other_schema", number=min(odd))
        done = []
        for number, name, text in migrations():
            if number not in taken:
                connection.execute(text.encode())
                connection.execute(
                    "INSERT INTO migration (number, name, digest) VALUES (%s, %s, %s)", (number, name, _digest(text))
                )
                done.append(name)
    return done


def _add_postgis(connection: Connection) -> None:
    """Only an administrator of the database may; who may not is told what to ask for."""
    try:
        with connection.transaction():
            connection.execute("CREATE EXTENSION postgis SCHEMA public")
    except psycopg.Error as error:
        raise InputError("store.no_postgis") from error


def _digest(text: str) -> str:
    return hashlib.sha256("\n".join(text.split()).encode()).hexdigest()[:16]


def checked(url: str) -> str:
    """The database's own version, if it can be reached and its schema is that of the program.

    Raises
    ------
    InputError
        As ``transaction``, or if ``migrate`` has steps to take.
    """
    with transaction(url) as connection:
        taken = connection.execute("SELECT count(*) FROM migration").fetchone()
        if taken is None or taken[0] != len(migrations()):
            raise InputError("store.not_migrated")
        shown = connection.execute("SHOW server_version").fetchone()
        return str(shown[0]) if shown else "?"
