"""How a sheet of the workbook comes out of a printer: A4 across, letters of at least 7 points, headings on every page, tables not torn.

Each page is a print area of its own, so that every program breaks where this one does, and the first sheet can tell how many there are. What
is too wide for one page at that size goes on, on further pages, with the columns that name the rows repeated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from briefing.workbook.measure import GUTTER, lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LEAST_PT: Final = 7.0
FONT_PT: Final = 10.0  # of the cells
TITLE_PT: Final = 14.0
LINE_PT: Final = 12.75  # a line of the cells; rows are a little higher
ROW_PT: Final = 13.5
HIGHEST_PT: Final = 409.0  # the format's limit of a row
USUAL_WIDTH: Final = 8.43
_A4: Final = 9  # the format's number of the paper
_MARGIN_INCH: Final = 0.4
_FOOT_INCH: Final = 0.65
_MM_IN_AN_INCH: Final = 25.4
_PAGE_MM: Final = (297 - 2 * _MARGIN_INCH * _MM_IN_AN_INCH, 210 - (_MARGIN_INCH + _FOOT_INCH) * _MM_IN_AN_INCH)
# programs count columns by their own letters: where Arial is missing, a digit of what stands in for it is a fifth wider
_ROOM_MM: Final = (_PAGE_MM[0] / 1.215, _PAGE_MM[1] * 0.96)
_SCALES: Final = tuple(n / 100 for n in range(95, 71, -1))  # down to 7.2 points: some programs round
_NOTE_MM: Final = 250.0  # the most a sentence runs, at full size
_TITLE_LINE_PT: Final = 19.0

Area = tuple[int, int, int, int]  # first row, first column, last row, last column


def column_mm(characters: float) -> float:
    """The width of a column on paper at full size."""
    return (7 * characters + 5) / 96 * _MM_IN_AN_INCH


@dataclass(frozen=True)
class Block:
    """What stands together: a table or chart, with its first and last row and column; a table has its headings in the first row."""

    first: int
    last: int
    right: int
    chart: bool = False


@dataclass
class Printing:
    """What is known of a sheet by the time it is filled: widths in characters by column, heights in points, what stands together."""

    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    kept: int = 0  # columns that name the rows
    sections: tuple[int, ...] = ()  # columns before which a new page shall begin, where one is not enough
    dense: bool = False  # raw rows: in the smallest letters allowed, on fewer pages
    mark: str = ""  # in the middle of the foot
    titles: list[tuple[int, str, Format]] = field(default_factory=list)
    notes: list[tuple[int, str, Format]] = field(default_factory=list)  # sentences over several columns

    def width(self, column: int, span: int = 1) -> float:
        """The room in some columns from one on, as ``measure`` counts it."""
        return sum(self.widths.get(n, USUAL_WIDTH) + GUTTER for n in range(column, column + span))

    def drawn(self, row: int, width_px: float, height_px: float) -> None:
        """A chart that begins at a row in the first column: no page tears it."""
        right, left = 0, width_px
        while (left := left - 7 * self.width(right)) > 0:
            right += 1
        self.blocks.append(Block(row, row + math.ceil(height_px * 72 / 96 / ROW_PT), right, chart=True))

    def settle(self, book: Workbook, sheet: Worksheet) -> int:
        """Tell the sheet how it is printed; gives on how many pages."""
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.center_horizontally()
        sheet.set_margins(left=_MARGIN_INCH, right=_MARGIN_INCH, top=_MARGIN_INCH, bottom=_FOOT_INCH)
        sheet.set_footer(f"&L&10&A&C&10{self.mark.replace('&', '&&')}&R&10&P / &N", {"margin": 0.3})
        made = [self._areas(scale) for scale in (_SCALES[-1:] if self.dense else _SCALES)]
        areas, scale, goes_on = min(made, key=lambda m: len(m[0]))  # the largest letters of those with the fewest pages
        self._write_above(sheet, scale)
        sheet.set_print_scale(round(100 * scale))
        if any(left for _, left, _, _ in areas):
            sheet.repeat_columns(0, max(self.kept, 1) - 1)
        if goes_on is not None:
            sheet.repeat_rows(goes_on)
        name = quote_sheetname(sheet.get_name())
        told = ",".join(f"{name}!{xl_range_abs(*area)}" for area in areas)
        book.define_name(f"{name}!_xlnm.Print_Area", f"={told}")
        return len(areas)

    def _above(self, scale: float) -> list[tuple[int, str, Format, int]]:
        """Titles and sentences with the last of the columns that they lie over, so that no page cuts them; makes their rows high enough."""
        wide = {b.first: self._sections(b, scale) for b in self.blocks}
        most = max((parts[0][1] for parts in wide.values()), default=len(self.widths) or 10)
        told = []
        for texts, line_pt, larger, most_mm in (
            (self.titles, _TITLE_LINE_PT, 1.1 * TITLE_PT / FONT_PT, math.inf),
            (self.notes, LINE_PT, 1.0, _NOTE_MM),
        ):
            for row, text, look in texts:
                below = next((parts for first, parts in wide.items() if first >= row), [])
                right = below[0][1] if len(below) > 1 else most
                last = next((n for n in range(right) if self._mm(0, n + 1) > most_mm), right - 1)
                self.heights[row] = line_pt * lines(text, self.width(0, last + 1) / larger) + 1.5
                told.append((row, text, look, last))
        return told

    def _write_above(self, sheet: Worksheet, scale: float) -> None:
        for row, text, look, last in self._above(scale):
            sheet.set_row(row, self.heights[row])
            if last:
                sheet.merge_range(row, 0, row, last, "", look)
            sheet.write_string(row, 0, text, look)

    def _areas(self, scale: float) -> tuple[list[Area], float, int | None]:
        """The pages at a scale, the scale, and the row of the headings that every further page repeats."""
        room, areas = _ROOM_MM[1] / scale, list[Area]()
        above_to = {row: last for row, _, _, last in self._above(scale)}
        goes_on: int | None = None
        begin, right = 0, 0  # the page being filled
        for n, block in enumerate(self.blocks):
            sections, above = self._sections(block, scale), begin
            fits = self._height_mm(above, block.last + 1) <= room
            if (not fits or len(sections) > 1) and n and above < (top := self._after(n)):
                areas.append(
                    (above, 0, self.blocks[n - 1].last, self._right(above, self.blocks[n - 1].last, right, above_to))
                )
                above, right = top, 0
                fits = self._height_mm(above, block.last + 1) <= room
            if fits and len(sections) == 1:
                begin, right = above, max(right, block.right)
                continue
            rows = self._rows(block, above, room)
            last_of_all = n == len(self.blocks) - 1
            goes_on = block.first if len(rows) > 1 and not block.chart and last_of_all else goes_on
            areas += [
                (max(top, block.first) if left else top, left, bottom, end - 1)
                for top, bottom in rows
                for left, end in sections
            ]
            begin, right = self._after(n + 1), 0
        if not self.blocks:
            last = max((row for row, *_ in (*self.titles, *self.notes)), default=0)
            return [(0, 0, last, max(len(self.widths) or 10, 1) - 1)], scale, None
        if begin <= self.blocks[-1].last:
            areas.append((begin, 0, self.blocks[-1].last, self._right(begin, self.blocks[-1].last, right, above_to)))
        return areas, scale, goes_on

    @staticmethod
    def _right(top: int, bottom: int, right: int, above_to: Mapping[int, int]) -> int:
        """The last column of a page that holds what lies over several."""
        return max([right, *(last for row, last in above_to.items() if top <= row <= bottom)])

    def _after(self, n: int) -> int:
        """The row from which block ``n`` and what is above it begin: under the block before."""
        if n >= len(self.blocks):
            return self.blocks[-1].last + 1
        said = [row for row, *_ in (*self.titles, *self.notes) if self.blocks[n - 1].last < row < self.blocks[n].first]
        return min([*said, self.blocks[n].first])

    def _rows(self, block: Block, top: int, room: float) -> list[tuple[int, int]]:
        """The rows of each page of a block that begins, with what is above it, at a row."""
        pages, used = list[tuple[int, int]](), 0.0
        head = self._height_mm(block.first, block.first + 1)
        for row in range(top, block.last + 1):
            high = self._height_mm(row, row + 1)
            if used + high > room and row > block.first + 1:
                pages.append((top, row - 1))
                top, used = row, head
            used += high
        return [*pages, (top, block.last)]

    def _sections(self, block: Block, scale: float) -> list[tuple[int, int]]:
        """The columns of each page that a block is wide: the first, and the one after the last."""
        columns = [self._mm(n, n + 1) for n in range(block.right + 1)]
        wanted = [n for n in self.sections if n <= block.right]
        ends = [0, *fitted(columns, kept=self.kept, scale=scale, wanted=wanted), len(columns)]
        return list(pairwise(ends))

    def _mm(self, begin: int, end: int) -> float:
        return sum(column_mm(self.widths.get(n, USUAL_WIDTH)) for n in range(begin, end))

    def _height_mm(self, begin: int, end: int) -> float:
        points = sum(self.heights.get(row, ROW_PT) for row in range(begin, end))
        return points / 72 * _MM_IN_AN_INCH


def fitted(columns: Sequence[float], *, kept: int, scale: float, wanted: Sequence[int] = ()) -> list[int]:
    """Before which columns a new page begins at a scale; none where one page is enough.

    Parameters
    ----------
    columns
        Their widths in millimetres at full size.
    kept
        How many of the first stand on every page.
    wanted
        Where pages shall begin if one is not enough; taken if that suffices.
    """
    room, named = _ROOM_MM[0] / scale, max(kept, 1)
    if sum(columns) <= room:
        return []
    repeated = sum(columns[:named])

    def fit(breaks: Sequence[int]) -> bool:
        ends = [0, *breaks, len(columns)]
        return all(sum(columns[a:b]) + (repeated if a else 0.0) <= room for a, b in pairwise(ends))

    if wanted and fit(wanted):
        return list(wanted)
    for pages in range(2, len(columns) - named + 1):
        breaks = _shared(columns, pages=pages, kept=named)
        if fit(breaks):
            return breaks
    return list(range(named + 1, len(columns)))


def _shared(columns: Sequence[float], *, pages: int, kept: int) -> list[int]:
    """Columns shared out over so many pages, as evenly as they can be without tearing one."""
    rest = sum(columns[kept:])
    breaks, filled = list[int](), 0.0
    for n in range(kept, len(columns)):
        filled += columns[n]
        if filled > rest * (len(breaks) + 1) / pages + 1e-6 and n > kept and len(breaks) < pages - 1:
            breaks.append(n)
    return breaks
