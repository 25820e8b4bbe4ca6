"""Sheets as rows of cells, without any geometry: for tables of which the program asks its own columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from intake.files import csv_text, spreadsheet
from intake.files.formats import Kind
from intake.files.layer import Value
from intake.files.limits import Limits
from intake.files.refusal import RefusedError
from intake.files.table import Row

TABLES: Final = {"csv": Kind.CSV, "txt": Kind.CSV, "xlsx": Kind.XLSX, "xlsm": Kind.XLSX, "xls": Kind.XLS}


@dataclass(frozen=True)
class SheetRows:
    """One sheet of a file.

    Parameters
    ----------
    name
        As in the workbook; empty for a file of one table.
    rows
        Those that hold something: the line in the file, and its cells as text or numbers.
    """

    name: str
    rows: tuple[tuple[int, tuple[Value, ...]], ...]

    def record(self) -> list[Any]:
        """As plain values, to cross from one process to another."""
        return [self.name, [[line, list(cells)] for line, cells in self.rows]]

    @classmethod
    def from_record(cls, record: list[Any]) -> SheetRows:
        """From ``record``."""
        name, rows = record
        return cls(str(name), tuple((int(line), tuple(cells)) for line, cells in rows))


def sheets(kind: Kind, content: bytes, *, limits: Limits) -> tuple[SheetRows, ...]:
    """The sheets of a file that hold something.

    Raises
    ------
    RefusedError
        If it is no table, is damaged, or holds nothing.
    """
    if kind not in TABLES.values():
        raise RefusedError("intake.only_tables", known=", ".join(TABLES))
    if kind is Kind.CSV:
        found = [("", csv_text.read_rows(content, limits=limits))]
    else:
        found = spreadsheet.read_rows(content, limits=limits)
    made = tuple(SheetRows(name, _kept(rows)) for name, rows in found if rows)
    if not made:
        raise RefusedError("intake.no_rows")
    return made


def _kept(rows: list[Row]) -> tuple[tuple[int, tuple[Value, ...]], ...]:
    return tuple((line, tuple(cells)) for line, cells in rows)
