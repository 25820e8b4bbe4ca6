"""A GeoPackage looked through before a driver sees it: it is a database, and a database can hold code.

Views and virtual tables (other than the spatial index) may run what their author wrote or open other
files. Views are taken out of the copy that is read, without being run; a file with foreign virtual
tables is refused before GDAL opens it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from intake.files.refusal import RefusedError

_INDEX: Final = "USING RTREE"


def without_views(path: Path) -> tuple[str, ...]:
    """Take the views out of a copy of a user's file and give their names; errors as ``feature_tables``."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").fetchall()
            for (name,) in rows:
                database.execute(f"DROP VIEW {_quoted(str(name))}")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise RefusedError("intake.database_damaged") from error
    return tuple(str(name) for (name,) in rows)


def feature_tables(path: Path) -> dict[str, int]:
    """Feature tables and how many geometries each holds.

    Raises
    ------
    RefusedError
        If the file is damaged or no GeoPackage, or holds foreign virtual tables.
    """
    try:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
                text = " ".join(str(sql or "").upper().split())
                virtual = text.startswith("CREATE VIRTUAL")
                if kind == "view" or (virtual and _INDEX not in text.split("(")[0]):  # a view left is none of SQL
                    raise RefusedError("intake.database_code", found=str(name)[:60])
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise RefusedError("intake.database_damaged")
            rows = database.execute(
                "SELECT g.table_name, g.column_name FROM gpkg_geometry_columns g "
                "JOIN gpkg_contents c ON c.table_name = g.table_name JOIN sqlite_master m ON m.name = g.table_name "
                "WHERE c.data_type = 'features' AND m.type = 'table' ORDER BY g.table_name"
            )
            return {str(table): _count(database, str(table), str(column)) for table, column in rows.fetchall()}
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        raise RefusedError("intake.database_damaged") from error


def _count(database: sqlite3.Connection, table: str, column: str) -> int:
    """Rows with a geometry."""
    names = [_quoted(name) for name in (table, column)]
    rows = database.execute(f"SELECT count(*) FROM {names[0]} WHERE {names[1]} IS NOT NULL")  # noqa: S608 - quoted
    return int(rows.fetchone()[0])


def _quoted(name: str) -> str:
    return f'"{name.replace(chr(34), 2 * chr(34))}"'
