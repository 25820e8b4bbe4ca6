"""How a sheet of the workbook comes out of a printer: A4 across, letters of at least 7 points, headings on every page, tables not torn.

What is too wide for one page at that size goes on, on further pages, with the columns that name the rows repeated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LEAST_PT: Final = 7.0
FONT_PT: Final = 10.0  # of the cells
_A4: Final = 9  # the format's number of the paper
_MARGIN_INCH: Final = 0.4
_FOOT_INCH: Final = 0.65
_MM_IN_AN_INCH: Final = 25.4
_PAGE_MM: Final = (297 - 2 * _MARGIN_INCH * _MM_IN_AN_INCH, 210 - (_MARGIN_INCH + _FOOT_INCH) * _MM_IN_AN_INCH)
_SLACK: Final = (
    0.94  # programs measure columns by their own letters: LibreOffice without Calibri takes a twentieth more
)
_SMALLEST: Final = 0.72  # 7.2 points: the scale is a whole percentage, and rounded by some
_ROW_PT: Final = 15.0
_NOTE_MM: Final = 200.0  # about how wide a sentence runs
_LETTER_MM: Final = 2.0  # of the cells, on average
_TITLE_PT, _TITLE_MM = 20.0, 3.3  # a line of a title that is broken, and a letter of it
_SURE: Final = 0.85  # programs round the heights of rows, too
_BROKEN: Final = 0.85  # the most where columns go on, on further pages


def column_mm(characters: float) -> float:
    """The width of a column on paper at full size."""
    return (7 * characters + 5) / 96 * _MM_IN_AN_INCH


@dataclass
class Printing:
    """What is known of a sheet by the time it is filled: widths in characters by column, heights in points, tables by first and last row."""

    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    tables: list[tuple[int, int]] = field(default_factory=list)
    kept: int = 0  # columns that name the rows
    heading: int | None = None  # the row of the headings that stay in view
    titles: list[tuple[int, str, Format, Format]] = field(default_factory=list)  # on one line, or broken into some
    notes: list[tuple[int, str, Format]] = field(default_factory=list)  # sentences over several columns

    def drawn(self, row: int, height_px: float) -> None:
        """A chart that begins at a row: no page tears it either."""
        self.tables.append((row, row + math.ceil(height_px * 72 / 96 / _ROW_PT)))

    def settle(self, sheet: Worksheet) -> None:
        """Tell the sheet how it is printed."""
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=_MARGIN_INCH, right=_MARGIN_INCH, top=_MARGIN_INCH, bottom=_FOOT_INCH)
        sheet.set_footer("&L&10&A&R&10&P / &N", {"margin": 0.3})
        columns = [column_mm(self.widths.get(n, 8.43)) for n in range(max(self.widths, default=0) + 1)]
        scale, breaks = fitted(columns, kept=self.kept)
        sheet.set_print_scale(math.floor(100 * scale))
        if self.kept or breaks:  # also where all should fit: a program with wider letters still breaks
            sheet.repeat_columns(0, max(self.kept, 1) - 1)
        if breaks:
            sheet.set_v_pagebreaks(breaks)
            sheet.print_across()
        self._write_titles(sheet, sum(columns[: self.kept or 1]) if breaks else 0.0)
        self._write_notes(sheet, columns[: breaks[0]] if breaks else columns, first=self.kept if breaks else 0)
        sheet.set_h_pagebreaks(self._whole_tables(scale))
        if self.heading is not None and self._goes_on(self.heading, scale):
            sheet.repeat_rows(self.heading)

    def _goes_on(self, heading: int, scale: float) -> bool:
        """Whether the table under this row runs over the foot of its page; above another table its headings would be wrong."""
        end = next(last for first, last in self.tables if first == heading)
        sure = _SURE if end == self.tables[-1][1] else 1.0
        return self._height_mm(0, end + 1) > sure * _PAGE_MM[1] / scale

    def _write_titles(self, sheet: Worksheet, room_mm: float) -> None:
        """Titles; where columns go on, on further pages, broken over those that every page repeats, which then bears it whole."""
        for row, text, plain, broken in self.titles:
            if room_mm:
                self.heights[row] = _TITLE_PT * math.ceil(len(text) * _TITLE_MM / room_mm)
                sheet.set_row(row, self.heights[row])
                if self.kept > 1:
                    sheet.merge_range(row, 0, row, self.kept - 1, "", broken)
            sheet.write_string(row, 0, text, broken if room_mm else plain)

    def _write_notes(self, sheet: Worksheet, columns: Sequence[float], *, first: int) -> None:
        """Sentences broken into lines over the columns of the first page from the ``first`` on, so that no page cuts or repeats them."""
        first = min(first, len(columns) - 1)
        ends = range(first, len(columns))
        last = next((n for n in ends if sum(columns[first : n + 1]) > _NOTE_MM), len(columns) - 1)
        for row, text, look in self.notes:
            lines = math.ceil(len(text) * _LETTER_MM / sum(columns[first : last + 1]))
            self.heights[row] = _ROW_PT * lines
            sheet.set_row(row, self.heights[row])
            if last > first:
                sheet.merge_range(row, first, row, last, "", look)
            sheet.write_string(row, first, text, look)

    def _whole_tables(self, scale: float) -> list[int]:
        """Breaks above the tables that would be torn and have room on a page of their own."""
        room, used, breaks = _PAGE_MM[1] / scale, 0.0, list[int]()
        ends = [last for _, last in self.tables]
        begins = [0, *(last + 2 for last in ends)][: len(ends)]  # a sheet may hold sentences alone
        for begin, end, following in zip_longest(begins, ends, begins[1:]):
            need = self._height_mm(begin, end + 1)
            if used + need > room >= need and begin:
                breaks.append(begin)
                used = 0.0
            used = (used + (self._height_mm(begin, following) if following else need)) % room
        return breaks

    def _height_mm(self, begin: int, end: int) -> float:
        points = sum(self.heights.get(row, _ROW_PT) for row in range(begin, end))
        return points / 72 * _MM_IN_AN_INCH


def fitted(columns: Sequence[float], *, kept: int) -> tuple[float, list[int]]:
    """The scale, and before which columns a new page begins.

    Parameters
    ----------
    columns
        Their widths in millimetres at full size.
    kept
        How many of the first stand on every page.
    """
    page = _PAGE_MM[0] * _SLACK
    scale = min(1.0, page / sum(columns))
    if scale >= _SMALLEST:
        return scale, []
    repeated, pages = sum(columns[: max(kept, 1)]), 2
    while True:
        breaks = _shared(columns, pages=pages, kept=max(kept, 1))
        ends = [0, *breaks, len(columns)]
        widest = max(sum(columns[a:b]) + (repeated if a else 0.0) for a, b in pairwise(ends))
        scale = min(_BROKEN, page / widest)
        if scale >= _SMALLEST or pages >= len(columns) - max(kept, 1):
            return max(scale, LEAST_PT / FONT_PT), breaks
        pages += 1


def _shared(columns: Sequence[float], *, pages: int, kept: int) -> list[int]:
    """Columns shared out over so many pages, as evenly as they can be without tearing one."""
    rest = sum(columns[kept:])
    breaks, filled = list[int](), 0.0
    for n in range(kept, len(columns)):
        filled += columns[n]
        if filled > rest * (len(breaks) + 1) / pages + 1e-6 and n > kept and len(breaks) < pages - 1:
            breaks.append(n)
    return breaks
