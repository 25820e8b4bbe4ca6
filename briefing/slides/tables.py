"""Native tables: columns by share, rows as high as their text, flowing onto further slides when they are many."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from briefing.content import Letters, break_lines, unbroken
from briefing.slides.deck import NOTE_PT, SMALL_PT, TABLE_PT, Line, describe, fill_frame, line_mm, rgb
from briefing.slides.layout import Area
from layers.symbology import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.table import _Cell

    from briefing.slides.deck import Deck, Page

_PAD_MM: Final = 2.2  # left and right of the text of a cell
_ABOVE_MM: Final = (1.3, 0.7)  # above and below it: usually, and where that brings a table onto one slide
_PLAIN_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid" of the format
_RULE: Final = "#c3ccd2"
_MARKED: Final = "#fff3c4"
_SIZES: Final = (13.0, TABLE_PT)  # tried where a table does not fit in its own letters
_BELOW_MM: Final = 4.0  # between a table and what stands under it
_SPARE_MM: Final = 0.2  # so that rounding to the units of the format breaks no word
_ALIGNED: Final = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}


@dataclass(frozen=True)
class Column:
    """A column: heading, share of the width, how its cells are set."""

    heading: str
    share: float
    align: str = "left"
    bold: bool = False
    marked: bool = False


_ACROSS: Final = Column("", 100)


@dataclass(frozen=True)
class Cell:
    """A cell with more than its text: a fill of its own (a route's colour), bold letters, letters on that fill."""

    text: str
    fill: str = ""
    bold: bool = False
    ink: str = ""


@dataclass(frozen=True)
class TableSheet:
    """A table to be set.

    Attributes
    ----------
    columns, rows
        Headings and cells, one of a row for each column; a row of one cell runs across the whole table.
    size
        Points of its letters.
    described
        What it holds, for those who do not see it.
    above_mm
        Millimetres above and below the text of a cell.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]
    described: str
    size: float = SMALL_PT
    above_mm: float = _ABOVE_MM[0]

    def widths(self, width: float) -> list[float]:
        """Millimetres of each column: by its share, but never too narrow for its longest word or number."""
        least, shares = self._least(), [column.share for column in self.columns]
        fixed: set[int] = set()
        while True:
            free = [n for n in range(len(shares)) if n not in fixed]
            room = width - sum(least[n] for n in fixed)
            total = sum(shares[n] for n in free)
            narrow = {n for n in free if room * shares[n] / total < least[n]}
            if not narrow or len(narrow) == len(free):
                break
            fixed |= narrow
        return [least[n] if n in fixed else room * shares[n] / total for n in range(len(shares))]

    def _least(self) -> list[float]:
        """Millimetres each column needs for its longest unbroken piece of text."""
        wide = [row for row in self.rows if len(row) == len(self.columns) > 1]
        return [
            max((_longest(column.heading, self.size, bold=True), *(self._cell_least(row[n], column) for row in wide)))
            for n, column in enumerate(self.columns)
        ]

    def _cell_least(self, cell: str | Cell, column: Column) -> float:
        bold = column.bold or (isinstance(cell, Cell) and cell.bold)
        return _longest(_text(cell), self.size, bold=bold)

    def fitting(self, width: float, height: float = math.inf) -> TableSheet:
        """The table in the largest letters, its own or smaller, in which no word breaks and it is no higher than that.

        With its rows closer where that alone does it; in the smallest letters where none does.
        """
        tables = self.sizes()
        tables = [*tables, *([replace(tables[-1], above_mm=_ABOVE_MM[1])] if math.isfinite(height) else []), tables[-1]]
        fits = (t for t in tables if sum(t._least()) <= width and t.height(width) <= height)  # noqa: SLF001 - its own kind
        return next(fits, tables[-1])

    def sizes(self) -> list[TableSheet]:
        """The table in its own letters, and in the smaller ones."""
        return [replace(self, size=size) for size in (self.size, *(s for s in _SIZES if s < self.size))]

    def split(self, width: float) -> list[TableSheet]:
        """The table, or several with the first column and some of the others, so that no word breaks in any of them."""
        least = self._least()
        groups: list[list[int]] = [[]]
        for n in range(1, len(self.columns)):
            taken = least[0] + sum(least[i] for i in groups[-1])
            if groups[-1] and taken + least[n] > width:
                groups.append([])
            groups[-1].append(n)
        return [self._of([0, *group]) for group in groups] if len(groups) > 1 else [self]

    def _of(self, kept: Sequence[int]) -> TableSheet:
        rows = [row if len(row) == 1 else [row[n] for n in kept] for row in self.rows]
        return replace(self, columns=[self.columns[n] for n in kept], rows=rows)

    def heights(self, width: float) -> tuple[float, list[float]]:
        """Millimetres of the headings and of each row."""
        widths = self.widths(width)
        head = self._row_height([c.heading for c in self.columns], widths, bold=True)
        return head, [self._row_height(row, widths) for row in self.rows]

    def _row_height(self, row: Sequence[str | Cell], widths: Sequence[float], *, bold: bool = False) -> float:
        if len(row) == 1:
            room = sum(widths) - 2 * _PAD_MM
            lines = break_lines(_text(row[0]), letters=Letters(self.size, bold=True), width=room)
            return max(len(lines), 1) * line_mm(self.size) + 2 * self.above_mm
        counts = [
            len(break_lines(_text(c), letters=Letters(self.size, bold=bold or column.bold), width=w - 2 * _PAD_MM))
            for c, column, w in zip(row, self.columns, widths, strict=True)
        ]
        return max(*counts, 1) * line_mm(self.size) + 2 * self.above_mm

    def height(self, width: float) -> float:
        """Millimetres of the whole table."""
        head, rows = self.heights(width)
        return head + sum(rows)

    def parts(self, width: float, height: float) -> list[list[Sequence[str | Cell]]]:
        """Its rows shared out over as many slides as they need, evenly long."""
        head, high = self.heights(width)
        room = height - head
        count = len(self._fill(room, high))
        even = room
        for share in range(20, 0, -1):  # the lowest room that needs no more slides: no slide with one lonely row
            if len(self._fill(room * share / 20, high)) > count:
                break
            even = room * share / 20
        rows = iter(self.rows)
        return [[next(rows) for _ in range(n)] for n in self._fill(even, high)]

    def _fill(self, room: float, heights: Sequence[float]) -> list[int]:
        """How many rows stand on each slide; a heading stays with what follows it, if that fits on a slide."""
        counts, left = [0], room
        for n, height in enumerate(heights):
            block = height + sum(heights[n + 1 : n + 1 + self._led(n)])
            if (block if block <= room else height) > left and counts[-1]:
                counts.append(0)
                left = room
            counts[-1] += 1
            left -= height
        return counts

    def _led(self, n: int) -> int:
        """How many rows a heading leads; 0 if the row is none."""
        if len(self.rows[n]) > 1:
            return 0
        following = [len(row) == 1 for row in self.rows[n + 1 :]]
        return following.index(True) if True in following else len(following)


def flow_table(deck: Deck, title: str, table: TableSheet, *, notes: Sequence[str], foot: str = "") -> list[Page]:
    """The table on one slide or several; further ones say so in their title."""
    area = deck.area
    room = area.height - foot_height(deck, foot)
    whole = table.fitting(area.width, room)
    # in the largest letters that take no more slides than the smallest: on one, or on as few as can be
    tables = [whole] if whole.height(area.width) <= room else table.sizes()
    shared = [
        [replace(sheet, rows=rows) for sheet in one.split(area.width) for rows in sheet.parts(area.width, room)]
        for one in tables
    ]
    parts = min(shared, key=len)
    pages = []
    for n, part in enumerate(parts, start=1):
        page = deck.page(title, notes=notes, part=n, of=len(parts))
        set_table(page, area, part)
        if foot:
            page.foot(foot)
        pages.append(page)
    return pages


def flow_tables(
    deck: Deck, tables: Sequence[tuple[str, TableSheet]], *, notes: Sequence[str], foot: str = ""
) -> list[Page]:
    """Tables that belong together, each with its title: as many on a slide as fit there, under the title of the first."""
    area = deck.area.above(foot_height(deck, foot))
    slides: list[list[tuple[str, TableSheet]]] = []
    free = 0.0
    for title, table in tables:
        fitted = table.fitting(area.width)
        high = fitted.height(area.width) + 2 * _BELOW_MM
        if high > free or len(fitted.split(area.width)) > 1:
            slides.append([])
            free = area.height + 2 * _BELOW_MM
        slides[-1].append((title, table))
        free -= high
    return [page for slide in slides for page in _flow_slide(deck, slide, notes=notes, foot=foot)]


def _flow_slide(deck: Deck, slide: Sequence[tuple[str, TableSheet]], *, notes: Sequence[str], foot: str) -> list[Page]:
    """One table, over several slides if need be; or several that fit on one."""
    (title, first), *further = slide
    if not further:
        return flow_table(deck, title, first, notes=notes, foot=foot)
    area, page = deck.area, deck.page(title, notes=notes)
    for _, table in slide:
        used = set_table(page, area, table.fitting(area.width))
        area = area.below(used + 2 * _BELOW_MM)
    if foot:
        page.foot(foot)
    return [page]


def table_page(
    deck: Deck, title: str, table: TableSheet, *, notes: Sequence[str], foot: str, below_mm: float = 0.0
) -> tuple[Page, Area | None]:
    """The table on one slide, in smaller letters if need be; the slide and the room left under the table.

    A table that fits in no letters flows onto further slides and leaves none. ``below_mm`` is kept for a chart if some letters allow it.
    """
    area = deck.area.above(foot_height(deck, foot))
    room = area.height - below_mm - _BELOW_MM if below_mm else area.height
    close = table.fitting(area.width, room)
    table = close if close.height(area.width) <= room else table.fitting(area.width, area.height)
    if table.height(area.width) > area.height or len(table.split(area.width)) > 1:
        return flow_table(deck, title, table, notes=notes, foot=foot)[-1], None
    page = deck.page(title, notes=notes)
    used = set_table(page, area, table)
    if foot:
        page.foot(foot)
    return page, area.below(used + _BELOW_MM)


def foot_height(deck: Deck, foot: str) -> float:
    """Millimetres a foot note takes."""
    lines = break_lines(foot, letters=Letters(NOTE_PT), width=deck.area.width) if foot else []
    return len(lines) * line_mm(NOTE_PT) + (3.0 if lines else 0.0)


def set_table(page: Page, area: Area, table: TableSheet) -> float:
    """Set the table at the top of the area; gives its height in millimetres."""
    widths = table.widths(area.width)
    head_mm, rows_mm = table.heights(area.width)
    heights = [head_mm, *rows_mm]
    frame = page.slide.shapes.add_table(
        len(table.rows) + 1, len(table.columns), Mm(area.left), Mm(area.top), Mm(area.width), Mm(sum(heights))
    )
    describe(frame, name="Table", described=table.described)
    native = frame.table
    properties = native._tbl.tblPr  # noqa: SLF001 - no call for it
    assert properties is not None
    properties.find(qn("a:tableStyleId")).text = _PLAIN_STYLE
    native.horz_banding = False
    for i, width in enumerate(widths):
        native.columns[i].width = Mm(width)
    for row, height in zip(native.rows, heights, strict=True):
        row.height = Mm(height)
    for i, column in enumerate(table.columns):
        head = Cell(column.heading, fill=style.INK, bold=True, ink=style.PAPER)
        _set_cell(native.cell(0, i), head, column, table, page, head=True)
    for j, row in enumerate(table.rows, start=1):
        if len(row) == 1:
            native.cell(j, 0).merge(native.cell(j, len(table.columns) - 1))
        for i, content in enumerate(row):
            column = _ACROSS if len(row) == 1 else table.columns[i]
            _set_cell(native.cell(j, i), content, column, table, page)
    return sum(heights)


def _set_cell(
    cell: _Cell, content: str | Cell, column: Column, table: TableSheet, page: Page, *, head: bool = False
) -> None:
    content = content if isinstance(content, Cell) else Cell(content)
    fill = content.fill or (_MARKED if column.marked else "")
    cell.margin_left = cell.margin_right = Mm(_PAD_MM)
    cell.margin_top = cell.margin_bottom = Mm(table.above_mm)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    line = Line(content.text, size=table.size, bold=content.bold or column.bold, colour=content.ink)
    fill_frame(cell.text_frame, [line], lang=page.deck.lang, align=_ALIGNED[column.align])
    if fill:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(fill)
    else:
        cell.fill.background()
    if not head:
        _rule_below(cell)


def _rule_below(cell: _Cell) -> None:
    """A hair line under a cell: the eye keeps its row."""
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - borders have no call
    line = properties.makeelement(qn("a:lnB"), {"w": str(int(Pt(0.75))), "cap": "flat", "cmpd": "sng", "algn": "ctr"})
    solid = line.makeelement(qn("a:solidFill"), {})
    solid.append(solid.makeelement(qn("a:srgbClr"), {"val": _RULE[1:].upper()}))
    line.append(solid)
    properties.insert(0, line)  # the format wants borders before the fill


def _longest(text: str, size: float, *, bold: bool) -> float:
    """Millimetres of a column that just holds the longest unbroken piece of a text."""
    letters = Letters(size, bold=bold)
    return max((letters.width(piece) for piece in unbroken(text)), default=0.0) + 2 * _PAD_MM + _SPARE_MM


def _text(cell: str | Cell) -> str:
    return cell.text if isinstance(cell, Cell) else cell
