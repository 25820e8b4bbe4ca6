"""Published figures that a user adds to those of ``data/geo/published.csv``: the same columns, checked row by row."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Final

import pandas as pd

from words.errors import InputError
from words.spelling import clean

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.world import World

NEEDED: Final = ("kind", "subject", "from_id", "to_id", "value", "source")
COLUMNS: Final = (
    "kind", "subject", "from_id", "to_id", "value", "unit", "low", "high", "scope", "source", "source_url", "note",
)  # fmt: skip
_KIND: Final = "distance"  # lengths and areas belong to projects and provinces, which have tables of their own
_MOST_KM: Final = 5_000.0


def read_published(path: Path, world: World) -> pd.DataFrame:
    """Road distances from a user's table (CSV, UTF-8, with a heading), in the columns of ours.

    ``value`` is in kilometres; ``from_id`` and ``to_id`` are ids of places (``python -m analysis places``).

    Raises
    ------
    InputError
        If the table lacks a column or a row cannot be used; with its line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("analysis.published_unreadable", file=path.name) from error
    return published_rows(content, path.name, world)


def published_rows(content: bytes, name: str, world: World) -> pd.DataFrame:
    """The same from the bytes of such a table; ``name`` is told in errors, which are those of ``read_published``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("analysis.published_unreadable", file=name) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := [column for column in NEEDED if column not in (reader.fieldnames or [])]:
        raise InputError("analysis.published_columns", file=name, columns=", ".join(missing))
    rows = []
    for row in reader:
        told = {column: clean(str(row.get(column) or "")) for column in COLUMNS}
        if any(told.values()):
            _require(told, reader.line_num, world)
            rows.append(told)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _require(row: dict[str, str], line: int, world: World) -> None:
    """Check a row."""
    if row["kind"] != _KIND:
        raise InputError("analysis.published_kind", line=line, found=row["kind"], wanted=_KIND)
    for name in ("from_id", "to_id"):
        if row[name] not in world.places:
            raise InputError("analysis.published_place", line=line, found=row[name])
    try:
        value = float(row["value"].replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 < value <= _MOST_KM:
        raise InputError("analysis.published_value", line=line, found=row["value"])
    if not row["source"]:
        raise InputError("analysis.published_source", line=line)
    row["value"] = str(value)
