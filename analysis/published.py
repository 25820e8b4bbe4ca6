"""Published figures that a user adds to those of ``data/geo/published.csv``: the same columns, checked row by row."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Final

import pandas as pd

from words.errors import InputError
from words.numerals import ColumnNotation, Notation, column_notation, read_number
from words.spelling import clean

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.world import World

NEEDED: Final = ("kind", "subject", "from_id", "to_id", "value", "source")
COLUMNS: Final = (
    "kind", "subject", "from_id", "to_id", "value", "unit", "low", "high", "scope", "source", "source_url", "note",
)  # fmt: skip
_KIND: Final = "distance"  # lengths and areas belong to projects and provinces, which have tables of their own
_FIGURES: Final = ("value", "low", "high")
_SEPARATORS: Final = ",;\t|"
_MOST_KM: Final = 5_000.0


def read_published(path: Path, world: World, *, usual: Notation = Notation.POINT) -> pd.DataFrame:
    """Road distances from a user's table (CSV, UTF-8, with a heading), in the columns of ours.

    ``value`` is in kilometres; ``from_id`` and ``to_id`` are ids of places (``python -m analysis places``).

    Parameters
    ----------
    usual
        Which mark parts decimals off where the figures of the table do not tell.

    Raises
    ------
    InputError
        If the table lacks a column, a row cannot be used, or its figures could mean two things; with the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("analysis.published_unreadable", file=path.name) from error
    told = published_notation(content, path.name, usual)
    if told.doubtful:
        values = {mark.value: f"{value:g}" for mark, value in told.readings().items()}
        raise InputError("analysis.published_doubtful", found=told.doubtful, **values)
    return published_rows(content, path.name, world, notation=told.notation)


def published_notation(content: bytes, name: str, usual: Notation) -> ColumnNotation:
    """How the figures of such a table are to be read; ``doubtful`` where it does not tell.

    Raises
    ------
    InputError
        If it is no such table.
    """
    return column_notation((row[column] for _, row in _rows(content, name) for column in _FIGURES), usual)


def published_rows(content: bytes, name: str, world: World, *, notation: Notation) -> pd.DataFrame:
    """The rows of such a table; ``name`` is told in errors, which are those of ``read_published``."""
    rows = []
    for line, told in _rows(content, name):
        _require(told, line, world, notation)
        rows.append(told)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """The rows that hold anything, as text, each with its line in the file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("analysis.published_unreadable", file=name) from error
    skipped = 0
    if text[:4].casefold() == "sep=":  # Excel's own line before the heading
        skipped, text = 1, text.partition("\n")[2]
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    if missing := [column for column in NEEDED if column not in (reader.fieldnames or [])]:
        raise InputError("analysis.published_columns", file=name, columns=", ".join(missing))
    told = ((reader.line_num + skipped, {c: clean(str(row.get(c) or "")) for c in COLUMNS}) for row in reader)
    return [(line, row) for line, row in told if any(row.values())]


def _require(row: dict[str, str], line: int, world: World, notation: Notation) -> None:
    """Check a row and write its figures as programs read them."""
    if row["kind"] != _KIND:
        raise InputError("analysis.published_kind", line=line, found=row["kind"], wanted=_KIND)
    for name in ("from_id", "to_id"):
        if row[name] not in world.places:
            raise InputError("analysis.published_place", line=line, found=row[name])
    for name in _FIGURES:
        if name == "value" or row[name]:
            row[name] = str(_kilometres(row[name], line, notation))
    if not row["source"]:
        raise InputError("analysis.published_source", line=line)


def _kilometres(text: str, line: int, notation: Notation) -> float:
    try:
        value = read_number(text, notation)
    except ValueError:
        value = math.nan
    if not 0 < value <= _MOST_KM:
        raise InputError("analysis.published_value", line=line, found=text)
    return value
