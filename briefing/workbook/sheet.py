"""A sheet of the workbook: headings that stay in view, numbers as numbers, sums a reader can follow; and one table as a workbook of its own."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.workbook import Workbook

from briefing.content import settled, timestamp, zip_time
from briefing.workbook.measure import BOLD, GUTTER, INDENT, PADDING, lines, units, widest_word
from briefing.workbook.printing import FONT_PT, HIGHEST_PT, LINE_PT, ROW_PT, TITLE_PT, Block, Printing
from layers.symbology import style
from words import Lang, day as told_day, difference, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONT: Final = "Arial"  # widths of columns are counted in its digits
_LONGEST: Final = 32_000  # the format takes 32,767 characters a cell
_NUMBERS: Final = {
    "text": "@",
    "whole": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
    "three": "#,##0.000",
    "degree": "0.00000",
    "year": "0",
    "loose": "#,##0.0##",
    "any": "#,##0",
    **{f"date_{lang.value}": say("language.day_cells", lang) for lang in Lang},
}
_LEAST_WIDTH, _MOST_WIDTH = 8.0, 60.0  # characters
_WORD: Final = 18.0  # the longest word of a heading that makes its column wider
_UNIT: Final = re.compile(r" (\([^()]{1,18}\))$")  # at the end of a heading
_PLACES: Final = {"whole": 0, "one": 1, "two": 2, "three": 3, "degree": 5, "year": 0}


@dataclass(frozen=True)
class Head:
    """A column: its heading with the unit, what its cells are (a key of the number formats), width in characters.

    A column may span some of the sheet's, where a wider table stands above or below.
    """

    text: str
    kind: str = "text"
    width: float = 0.0
    span: int = 1


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

    def __init__(self, book: Workbook, lang: Lang | None = None) -> None:
        self._book, self._made = book, dict[tuple[Any, ...], "Format"]()
        self._separated = say("language.figure_cells", lang) if lang else ""  # how the language sets thousands apart

    def get(self, kind: str = "text", **more: Any) -> Format:
        """The format of a kind of cell."""
        key = (kind, *sorted(more.items()))
        if key not in self._made:
            about = {"font_name": FONT, "font_size": FONT_PT, "valign": "top", "num_format": self.form(kind)}
            about |= {"text_wrap": True} if kind == "text" else {"align": "left"} if kind.startswith("date_") else {}
            self._made[key] = self._book.add_format(about | more)
        return self._made[key]

    def form(self, kind: str) -> str:
        """How a kind of number is written."""
        form = _NUMBERS[kind]
        return f"{self._separated}{form}" if form.startswith("#") else form

    def head(self, kind: str = "text") -> Format:
        """Headings: white on the ink of the maps; those of figures stand above them."""
        return self.get(
            bold=True,
            font_color=style.PAPER,
            bg_color=style.INK,
            text_wrap=True,
            align="left" if kind == "text" else "center",
            valign="vcenter",
            border=1,
            border_color=style.PAPER,
        )

    @property
    def title(self) -> Format:
        """The title of a sheet."""
        return self.get(bold=True, font_size=TITLE_PT, font_color=style.INK, text_wrap=True)

    @property
    def note(self) -> Format:
        """A sentence under a title."""
        return self.get(italic=True, font_color="#44525c", text_wrap=True)


@dataclass
class Sheet:
    """One sheet being filled from the top down.

    ``units_below`` sets the unit of a heading on a line of its own; not in a table that other programs read by its headings.
    """

    book: Workbook
    sheet: Worksheet
    looks: Looks
    row: int = 0
    units_below: bool = False
    printing: Printing = field(default_factory=Printing)

    def __post_init__(self) -> None:
        self.sheet.set_default_row(ROW_PT)

    def columns(self, *widths: float) -> None:
        """Columns as wide as this from the start, for tables of several shapes."""
        for column, width in enumerate(widths):
            self._set_width(column, width)

    def title(self, text: str, *notes: str) -> None:
        """The sheet's title and sentences under it."""
        if clean := cleaned(text):
            self.printing.titles.append((self.row, clean, self.looks.title))
        for note in filter(None, notes):
            self.row += 1
            self.printing.notes.append((self.row, cleaned(note), self.looks.note))
        self.row += 2

    def notes(self, *notes: str) -> None:
        """Sentences under what is there."""
        for row, note in enumerate(filter(None, notes), start=self.row):
            self.printing.notes.append((row, cleaned(note), self.looks.note))
            self.printing.blocks.append(Block(row, row, 0, chart=True))
            self.row = row + 2

    def table(self, heads: Sequence[Head], rows: Sequence[Sequence[Cell]], *, freeze: int = 0) -> tuple[int, int]:
        """A table; gives the rows of its first and last line of cells (from 0).

        Parameters
        ----------
        freeze
            How many columns stay in view with the headings; 0 for a table that does not freeze anything.
        """
        top = self.row
        ends = list(accumulate(head.span for head in heads))
        places = [end - head.span for head, end in zip(heads, ends, strict=True)]
        texts = [_UNIT.sub(r"\n\1", head.text) if self.units_below else head.text for head in heads]
        for n, (at, head, text) in enumerate(zip(places, heads, texts, strict=True)):
            if head.span == 1:
                self._widen(at, head, [row[n] for row in rows])
            self.spanned(top, at, head, text, self.looks.head(head.kind))
        wide = [self.printing.width(at, head.span) for at, head in zip(places, heads, strict=True)]
        self._heighten(top, texts, wide, bold=True)
        wide = [
            w - INDENT if head.kind == "text" and at else w for w, at, head in zip(wide, places, heads, strict=True)
        ]
        for r, row in enumerate(rows, start=top + 1):
            self._heighten(r, row, wide)
            for at, head, cell in zip(places, heads, row, strict=True):
                kind = _kind(cell, head)
                apart = {"indent": 1, "align": "left"} if kind == "text" and at else {}  # of the figures before it
                look = self.looks.get(kind, **apart)
                self.spanned(r, at, head, cell, look)
        self.printing.blocks.append(Block(top, top + len(rows), ends[-1] - 1))
        self.printing.kept = max(self.printing.kept, freeze)
        if freeze:
            self.sheet.freeze_panes(top + 1, freeze)
            self.sheet.autofilter(top, 0, top + max(len(rows), 1), ends[-1] - 1)
        self.row = top + len(rows) + 3
        return top + 1, top + len(rows)

    def last_line(self) -> None:
        """The line under a table, of sums or means, is printed with it."""
        block = self.printing.blocks[-1]
        self.printing.blocks[-1] = replace(block, last=block.last + 1)

    def spanned(self, row: int, column: int, head: Head, value: Cell, look: Format) -> None:
        """One cell, over as many columns as its heading."""
        if head.span > 1:
            self.sheet.merge_range(row, column, row, column + head.span - 1, "", look)
        self.cell(row, column, value, look)

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

    def _heighten(self, row: int, cells: Sequence[Cell], widths: Sequence[float], *, bold: bool = False) -> None:
        """A row as high as its longest text, because not every program does it by itself."""
        texts = zip(cells, widths, strict=True)
        most = max((lines(c, wide, bold=bold) for c, wide in texts if isinstance(c, str)), default=1)
        if most > 1:
            self.printing.heights[row] = min(LINE_PT * most + 1.5, HIGHEST_PT)
            self.sheet.set_row(row, self.printing.heights[row])

    def _widen(self, column: int, head: Head, cells: Sequence[Cell]) -> None:
        """A column as wide as what stands in it, within limits: figures and the words of its heading always whole."""
        apart, edges = INDENT if column else 0.0, PADDING - GUTTER
        texts = [units(cell) + apart for cell in cells if isinstance(cell, str)]
        usual = min(max([*texts, units(head.text) / 2, _LEAST_WIDTH]) + edges, _MOST_WIDTH)
        need = head.width or self.printing.widths.get(column, usual)  # a table below another is as wide as that
        figures = [units(_shown(cell, head.kind)) + edges for cell in cells if not isinstance(cell, str)]
        word = min(widest_word(head.text) * BOLD, _WORD) + edges
        self._set_width(column, max([need, word, *figures]))

    def _set_width(self, column: int, width: float) -> None:
        """Never narrower than for an earlier table."""
        widths = self.printing.widths
        widths[column] = round(max(width, widths.get(column, 0.0)), 2)
        self.sheet.set_column(column, column, widths[column])


def _kind(cell: Cell, head: Head) -> str:
    """How a cell is written; of a column of several units, with as many decimals as it has."""
    if isinstance(cell, (Figure, Day)):
        return cell.kind
    return "loose" if head.kind == "any" and isinstance(cell, float) and not cell.is_integer() else head.kind


def _shown(cell: Cell, kind: str) -> str:
    """What a figure looks like, for its width."""
    if cell is None or isinstance(cell, (str, Day)):
        return "" if not isinstance(cell, Day) else "00/00/0000"
    kind = cell.kind if isinstance(cell, Figure) else kind
    value = cell.value if isinstance(cell, (Formula, Figure)) else float(cell)
    if not math.isfinite(value):
        return ""
    return f"{value:,.6g}" if kind not in _PLACES else f"{value:,.{_PLACES[kind]}f}"


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
    filled.printing.settle(book, sheet)
    book.close()
    return settled(out.getvalue(), time=zip_time(when))
