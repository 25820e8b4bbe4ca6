"""Rows printed as a table for people, as CSV or as JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from analysis.cli.wording import Names, Row, Worded, as_python, in_words, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from words import Lang


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
    names: Names | None = None,
) -> str:
    """The rows as text: a table in words, or CSV and JSON with every digit and the same keys; missing values are empty (null).

    Parameters
    ----------
    names
        Of the things whose ids the rows hold, for the table.
    """
    if form is Format.TABLE:
        return write_words(in_words(rows, columns, names or Names(lang)), lang)
    clean = [{c: as_python(row.get(c)) for c in columns} for row in rows]
    if form is Format.JSON:
        return json.dumps(clean, ensure_ascii=False, indent=1) + "\n"
    return _csv(clean, columns, comma=form is Format.CSV_COMMA)


def write_words(table: Worded, lang: Lang) -> str:
    """A table in words, set in columns; figures stand to the right."""
    cells = [
        table.heads,
        *(
            tuple(written(value, places, lang) for value, places in zip(row, of, strict=True))
            for row, of in zip(table.rows, table.decimals, strict=True)
        ),
    ]
    return set_columns(
        cells, right=[any(isinstance(row[i], (int, float)) for row in table.rows) for i in range(len(table.heads))]
    )


def set_columns(cells: Sequence[Sequence[str]], *, right: Sequence[bool]) -> str:
    """Lines of text with every column as wide as its widest cell."""
    widths = [max(len(line[i]) for line in cells) for i in range(len(right))]
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
