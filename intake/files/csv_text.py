"""CSV as people save it: which sign parts the cells, in which lettering the text is, what stands above the headings."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from typing import Final

from intake.files.layer import Layer
from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot
from intake.files.table import TITLES, Row, layer_of_rows
from words import BYTE_LETTERS, likely_letterings

_DELIMITERS: Final = ",;\t|"
_SEPARATOR: Final = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)


def read_csv(content: bytes, *, limits: Limits) -> Layer:
    """The one layer of a CSV file.

    Raises
    ------
    RefusedError
        If it is no table, has no column of geometry, or no row can be used; with the line. Rows that
        cannot be used beside others that can are named and left out.
    """
    text, lettering = _decoded(content)
    rows = _grid(text, limits)
    best = likely_letterings(str(cell) for _, row in rows for cell in row) if lettering is not None else ()
    return replace(layer_of_rows(rows, read=best[0].read if best else None), lettering=lettering)


def read_rows(content: bytes, *, limits: Limits) -> list[Row]:
    """The rows that hold something, each with its line, in readable letters; errors as ``read_csv``."""
    text, lettering = _decoded(content)
    rows = _grid(text, limits)
    if lettering is None:
        return rows
    best = likely_letterings(str(cell) for _, row in rows for cell in row)
    read = best[0].read if best else str
    return [(line, [read(str(cell)) for cell in row]) for line, row in rows]


def _grid(text: str, limits: Limits) -> list[Row]:
    """The rows that hold something, each with its line; Excel's own line "sep=;" tells the separator."""
    first = _SEPARATOR.fullmatch(text.split("\n", 1)[0].rstrip("\r"))
    lines = [line for line in text.split("\n", TITLES)[:TITLES] if line.strip()]
    delimiter = first[1] if first else max(_DELIMITERS, key=lambda each: _regularity(each, lines))
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not (first and reader.line_num == 1):
                rows.append((reader.line_num, [cell.strip() for cell in row]))
            if len(rows) > limits.features + TITLES:
                raise RefusedError("intake.features", count=f"> {limits.features}", most=limits.features)
    except csv.Error as error:
        raise RefusedError("intake.csv_syntax", spot=Spot(line=reader.line_num)) from error
    return rows


def _regularity(delimiter: str, lines: list[str]) -> tuple[int, int]:
    """How many lines a sign parts into equally many cells, and into how many."""
    counts = Counter(found for line in lines if (found := line.count(delimiter)))
    return max(((number, cells) for cells, number in counts.items()), default=(0, 0))


def _decoded(content: bytes) -> tuple[str, str | None]:
    """The text, and whether its letters are bytes (a layer's ``lettering``)."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    lettering = None
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise RefusedError("intake.encoding", spot=Spot(line=content.count(b"\n", 0, error.start) + 1)) from error
        text, lettering = content.decode(BYTE_LETTERS), ""
    if "\0" in text:
        raise RefusedError("intake.encoding", spot=Spot(line=text.count("\n", 0, text.index("\0")) + 1))
    return text, lettering
