"""Rows printed as a table for people, as CSV or as JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from words import difference, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from words import Lang

Row = dict[str, Any]
_DECIMALS: Final = {
    "lon": 5,
    "lat": 5,
    "gini": 3,
    "ratio": 2,
    "detour": 2,
    "before": 2,
    "after": 2,
    "change": 2,
    "without": 1,
    "lowest": 1,
    "highest": 1,
}


def column_names(names: str) -> tuple[str, ...]:
    """Names of columns from one text, parted by blanks."""
    return tuple(names.split())


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    CSV_COMMA = "csv-comma"  # decimal commas, semicolons between cells: CSV as a Vietnamese Excel opens it
    JSON = "json"
    GEOJSON = "geojson"


OFFERED: Final = tuple(form for form in Format if form is not Format.CSV_COMMA)  # that one is asked for by an option


def write_rows(
    rows: Sequence[Row],
    *,
    form: Format,
    lang: Lang,
    columns: Sequence[str],
    heads: Mapping[str, str] | None = None,
) -> str:
    """The rows as text; CSV and JSON carry every digit and the same keys, missing values are empty (null).

    ``heads`` are the headings of the table in words; a column that has none keeps its key.
    In the table a difference is that of the two figures printed beside it.
    """
    clean = [{c: _plain(row.get(c)) for c in columns} for row in rows]
    if form is Format.JSON:
        return json.dumps(clean, ensure_ascii=False, indent=1) + "\n"
    if form in (Format.CSV, Format.CSV_COMMA):
        return _csv(clean, columns, comma=form is Format.CSV_COMMA)
    cells = [
        [(heads or {}).get(c, c) for c in columns],
        *([_cell(_shown(row, c), lang, c) for c in columns] for row in clean),
    ]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    right = [any(isinstance(row[c], (int, float)) and not isinstance(row[c], bool) for row in clean) for c in columns]
    lines = (
        "  ".join(v.rjust(w) if r else v.ljust(w) for v, w, r in zip(line, widths, right, strict=True)).rstrip()
        for line in cells
    )
    return "\n".join(lines) + "\n"


def _csv(rows: Sequence[Row], columns: Sequence[str], *, comma: bool) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=";" if comma else ",", lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        [{c: str(v).replace(".", ",") if isinstance(v, float) else v for c, v in row.items()} for row in rows]
        if comma
        else rows
    )
    return text.getvalue()


def _plain(value: object) -> object:
    """Python's own numbers; NaN and infinity are missing."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _shown(row: Row, column: str) -> object:
    """The value of a table's cell: ``change`` and ``saved_…`` subtract the rounded figures of their row."""
    value = row[column]
    unit = column.removeprefix("saved")
    ends = ("before", "after") if column == "change" else (f"after{unit}", f"before{unit}")
    if (
        not isinstance(value, float)
        or not (column == "change" or column.startswith("saved_"))
        or not set(ends) <= set(row)
    ):
        return value
    return difference(row[ends[0]], row[ends[1]], decimals=_decimals(ends[0]))


def _cell(value: object, lang: Lang, column: str) -> str:
    if value is None:
        return ""
    return number(value, lang, decimals=_decimals(column)) if isinstance(value, float) else str(value)


def _decimals(column: str) -> int:
    """Places printed of a column's figures."""
    column = column.removesuffix("_before").removesuffix("_after")
    return _DECIMALS.get(column, 1 if column.endswith(("_min", "_km", "_percent")) else 0)
