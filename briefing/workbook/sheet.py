"""A sheet of the workbook: headings that stay in view, numbers as numbers, sums a reader can follow; and one table as a workbook of its own."""

from __future__ import annotations

import datetime as dt
import io
import math
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.workbook import Workbook

from briefing.content import settled, timestamp, zip_time
from briefing.workbook.printing import FONT_PT, Printing
from layers.symbology import style
from words import Lang, day as told_day, difference, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT: Final = "Tahoma"  # as on the slides
_LONGEST: Final = 32_000  # the format takes 32,767 characters a cell
_NUMBERS: Final = {
    "text": "@",
    "whole": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
    "three": "#,##0.000",
    "degree": "0.00000",
    "year": "0",
    "any": "General",
    **{f"date_{lang.value}": say("language.day_cells", lang) for lang in Lang},
}
_WIDTHS: Final = (8.0, 60.0)  # characters, least and most
_LINE_PT: Final = 14.0
_MOST_LINES: Final = 10
_FILLED: Final = (
    0.95  # letters for each unit of width, words kept whole, in the wider letters that stand in for the font
)
_HEAD_FILLED: Final = 0.75  # the same in bold


@dataclass(frozen=True)
class Head:
    """A column: its heading with the unit, what its cells are (a key of the number formats), width in characters."""

    text: str
    kind: str = "text"
    width: float = 0.0


@dataclass(frozen=True)
class Formula:
    """A formula with the value it has."""

    text: str
    value: float


@dataclass(frozen=True)
class Figure:
    """A number that is shown otherwise than the column's others: its value and its kind (a key of the formats)."""

    value: float
    kind: str


@dataclass(frozen=True)
class Day:
    """A date as programs count it, shown as the language writes it."""

    value: dt.date
    lang: Lang

    @property
    def kind(self) -> str:
        """Its key among the formats."""
        return f"date_{self.lang.value}"


Cell = str | float | int | Formula | Figure | Day | None


def day_cell(text: str, lang: Lang) -> Cell:
    """A day of the data (``YYYY-MM-DD``) as a date; a year or month alone stays text."""
    try:
        return Day(dt.date.fromisoformat(text), lang)
    except ValueError:
        return told_day(text, lang)


def minus(one: tuple[str, float | None], other: tuple[str, float | None], *, decimals: int = 1) -> Formula | None:
    """One cell − another as a formula, each given by its name and value; ``None`` where one is missing.

    Both are rounded to the ``decimals`` they are shown with, so that what stands in the sheet adds up.
    """
    value = difference(other[1], one[1], decimals=decimals)
    if value is None:
        return None
    return Formula(f"=ROUND({one[0]},{decimals})-ROUND({other[0]},{decimals})", value)


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book, self._made = book, dict[tuple[Any, ...], "Format"]()

    def get(self, kind: str = "text", **more: Any) -> Format:
        """The format of a kind of cell."""
        key = (kind, *sorted(more.items()))
        if key not in self._made:
            about = {"font_name": FONT, "font_size": FONT_PT, "valign": "top", "num_format": _NUMBERS[kind]}
            about |= {"text_wrap": True} if kind == "text" else {"align": "left"} if kind.startswith("date_") else {}
            self._made[key] = self._book.add_format(about | more)
        return self._made[key]

    @property
    def head(self) -> Format:
        """Headings: white on the ink of the maps."""
        return self.get(
            bold=True,
            font_color=style.PAPER,
            bg_color=style.INK,
            text_wrap=True,
            valign="vcenter",
            border=1,
            border_color="#5a6670",
        )

    @property
    def title(self) -> Format:
        """The title of a sheet."""
        return self.get(bold=True, font_size=14, font_color=style.INK, text_wrap=False)

    @property
    def note(self) -> Format:
        """A sentence under a title."""
        return self.get(italic=True, font_color="#44525c", text_wrap=True)


@dataclass
class Sheet:
    """One sheet being filled from the top down."""

    book: Workbook
    sheet: Worksheet
    looks: Looks
    row: int = 0
    printing: Printing = field(default_factory=Printing)

    def title(self, text: str, *notes: str) -> None:
        """The sheet's title and sentences under it."""
        broken = self.looks.get(bold=True, font_size=14, font_color=style.INK, text_wrap=True)
        if clean := cleaned(text):
            self.printing.titles.append((self.row, clean, self.looks.title, broken))
        for note in notes:
            self.row += 1
            self.printing.notes.append((self.row, cleaned(note), self.looks.note))
        self.row += 2

    def table(self, heads: Sequence[Head], rows: Sequence[Sequence[Cell]], *, freeze: int = 0) -> tuple[int, int]:
        """A table; gives the rows of its first and last line of cells (from 0).

        Parameters
        ----------
        freeze
            How many columns stay in view with the headings; 0 for a table that does not freeze anything.
        """
        top = self.row
        for c, head in enumerate(heads):
            self._string(top, c, head.text, self.looks.head)
            self._widen(c, head, [row[c] for row in rows])
        self._heighten(top, [head.text for head in heads], filled=_HEAD_FILLED)
        for r, row in enumerate(rows, start=top + 1):
            self._heighten(r, row)
            for c, (head, cell) in enumerate(zip(heads, row, strict=True)):
                self.cell(r, c, cell, self.looks.get(cell.kind if isinstance(cell, (Figure, Day)) else head.kind))
        self.printing.tables.append((top, top + len(rows)))
        self.printing.kept = max(self.printing.kept, freeze)
        if freeze:
            self.sheet.freeze_panes(top + 1, freeze)
            self.sheet.autofilter(top, 0, top + max(len(rows), 1), len(heads) - 1)
            self.printing.heading = top
        self.row = top + len(rows) + 3
        return top + 1, top + len(rows)

    def cell(self, row: int, column: int, value: Cell, look: Format) -> None:
        """One cell; nothing at all for what is missing."""
        if isinstance(value, Formula):
            self.sheet.write_formula(row, column, value.text, look, value.value)
        elif isinstance(value, str):
            self._string(row, column, value, look)
        elif isinstance(value, Day):
            self.sheet.write_datetime(row, column, dt.datetime.combine(value.value, dt.time()), look)
        elif isinstance(value, Figure):
            self.sheet.write_number(row, column, value.value, look)
        elif value is not None and math.isfinite(value):
            self.sheet.write_number(row, column, float(value), look)

    def _string(self, row: int, column: int, text: str, look: Format) -> None:
        if clean := cleaned(text):
            self.sheet.write_string(row, column, clean, look)

    def _heighten(self, row: int, cells: Sequence[Cell], *, filled: float = _FILLED) -> None:
        """A row as high as its longest text, because not every program does it by itself."""
        lengths = [len(c) / (self.printing.widths[n] * filled) for n, c in enumerate(cells) if isinstance(c, str)]
        lines = math.ceil(max(lengths, default=0.0))
        if lines > 1:
            self.printing.heights[row] = _LINE_PT * min(lines, _MOST_LINES)
            self.sheet.set_row(row, self.printing.heights[row])

    def _widen(self, column: int, head: Head, cells: Sequence[Cell]) -> None:
        """A column as wide as what stands in it, within limits; never narrower than for an earlier table."""
        texts = [len(cell) for cell in cells if isinstance(cell, str)]
        need = head.width or min(max([*texts, len(head.text) / 2, _WIDTHS[0]]) + 2.0, _WIDTHS[1])
        widths = self.printing.widths
        widths[column] = max(need, widths.get(column, 0.0))
        self.sheet.set_column(column, column, widths[column])


def cleaned(text: str) -> str:
    """A text as a cell takes it."""
    clean = unicodedata.normalize("NFC", text)
    return "".join(c for c in clean if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cf"})[:_LONGEST]


def plain(value: Any) -> Cell:
    """A value of a table of data as a cell: text, number or nothing."""
    if value is None:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    return str(value)


def new_book(out: io.BytesIO) -> Workbook:
    """An empty workbook in which nothing acts by itself."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # widths of columns are counted in digits of this font: one that every system has, or has the measures of
    return Workbook(out, options | {"default_format_properties": {"font_name": "Arial", "font_size": FONT_PT}})


def table_file(
    heads: Sequence[Head], rows: Sequence[Sequence[Cell]], *, title: str, notes: Sequence[str] = ()
) -> bytes:
    """The bytes of an XLSX file with one sheet.

    Parameters
    ----------
    rows
        Numbers as numbers; text stays text whatever it begins with.
    notes
        Lines between the title and the table: digest, sources.
    """
    out, when = io.BytesIO(), timestamp()
    book = new_book(out)
    book.set_properties({"title": title, "created": when.replace(tzinfo=None)})
    sheet = book.add_worksheet()
    filled = Sheet(book, sheet, Looks(book))
    filled.title(title, *notes)
    filled.table(heads, rows, freeze=1)
    filled.printing.settle(sheet)
    book.close()
    return settled(out.getvalue(), time=zip_time(when))
