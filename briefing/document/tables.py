"""Native tables: headings that repeat on every page, rows that stay whole, columns by millimetres, words for those who do not see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.content import Letters
from briefing.document.house import CELL, CELL_PT, TABLE_STYLE
from briefing.document.oxml import Shape, element, paragraph, twips
from layers.symbology import style
from words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.oxml.xmlchemy import BaseOxmlElement as Element

    from briefing.document.writer import Writer

_WHOLE_ROWS: Final = (
    8  # up to so many rows a table stays on one page; a longer one keeps its headings with the first rows
)
_LAST_ROWS: Final = 3  # of a longer one that go on to the next page together: no lonely last row
_SIDE_MM: Final = 2.0  # between the text of a cell and its edge
_LONG_WORD_MM: Final = 32.0  # an address may break


@dataclass(frozen=True)
class Column:
    """A column: heading, share of the width, how its cells are set."""

    heading: str
    share: float
    align: str = "left"


@dataclass(frozen=True)
class Cell:
    """A cell with more than its text: a fill of its own with letters in ``ink`` on it, or runs in place of the text."""

    text: str
    fill: str = ""
    bold: bool = False
    ink: str = style.PAPER
    runs: Sequence[Element] = ()


@dataclass(frozen=True)
class Grid:
    """A table: a row of one cell runs across; ``described`` tells what it holds; ``size`` in points, the style's own if 0.

    ``flows``: it runs on over pages though its rows are few, as they are high; ``whole``: it does not though they are many.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Cell]]
    described: str
    size: float = 0.0
    flows: bool = False
    whole: bool = False


def add_table(writer: Writer, grid: Grid, *, key: str) -> None:
    """The table under its caption, which is what it is described by."""
    writer.caption(key, grid.described)
    writer.made.append(table(writer, grid))


def table(writer: Writer, grid: Grid) -> Element:
    """The table itself."""
    widths = [twips(width) for width in widths_mm(grid, writer.width_mm)]
    made = _frame(writer, widths, described=grid.described)
    heads = [Cell(column.heading, bold=True, ink="") for column in grid.columns]
    made.append(_row(writer, grid, heads, widths, head=True))
    last = len(grid.rows) - 1
    whole = grid.whole or (last < _WHOLE_ROWS and not grid.flows)
    for n, row in enumerate(grid.rows):
        held = n < (last if whole else 1) or last - _LAST_ROWS < n < last
        made.append(_row(writer, grid, row, widths, held=held))
    return made


def widths_mm(grid: Grid, room_mm: float) -> list[float]:
    """Widths by the columns' shares, but none so narrow that a figure or a usual word must break; others give the room."""
    total = sum(column.share for column in grid.columns)
    shared = [room_mm * column.share / total for column in grid.columns]
    size = grid.size or CELL_PT
    whole = [row for row in grid.rows if len(row) == len(grid.columns)]
    least = []
    for n, column in enumerate(grid.columns):
        cells = [
            Cell(column.heading, bold=True),
            *(Cell(c) if isinstance(c, str) else c for c in (row[n] for row in whole)),
        ]
        widest = max((Letters(size, bold=c.bold).width(word) for c in cells for word in c.text.split()), default=0.0)
        least.append((min(widest, _LONG_WORD_MM) if column.align == "left" else widest) + 2 * _SIDE_MM)
    wanted = [max(pair) for pair in zip(shared, least, strict=True)]
    spare = sum(w - m for w, m in zip(wanted, least, strict=True))
    given = min((sum(wanted) - room_mm) / spare, 1.0) if spare else 0.0
    return [w - given * (w - m) for w, m in zip(wanted, least, strict=True)]


def _frame(writer: Writer, widths: Sequence[int], *, described: str) -> Element:
    return element(
        "tbl",
        element(
            "tblPr",
            element("tblStyle", val=writer.style(TABLE_STYLE)),
            element("tblW", w=sum(widths), type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
            element("tblDescription", val=described),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )


def _row(
    writer: Writer,
    grid: Grid,
    cells: Sequence[str | Cell],
    widths: Sequence[int],
    *,
    head: bool = False,
    held: bool = False,
) -> Element:
    """A row that does not break over two pages; that of the headings comes again on every page. ``held`` keeps it with the next."""
    made = element("tr", element("trPr", element("cantSplit"), element("tblHeader") if head else None))
    if len(cells) == 1 < len(widths):
        shape = Shape(align="left", with_next=held)
        made.append(_cell(writer, grid, cells[0], sum(widths), shape=shape, across=len(widths)))
        return made
    for cell, column, width in zip(cells, grid.columns, widths, strict=True):
        shape = Shape(align="center" if head else column.align, with_next=head or held)
        made.append(_cell(writer, grid, cell, width, shape=shape))
    return made


def _cell(writer: Writer, grid: Grid, content: str | Cell, width: int, *, shape: Shape, across: int = 1) -> Element:
    cell = content if isinstance(content, Cell) else Cell(content)
    look = writer.look(bold=cell.bold, size=grid.size, colour=cell.ink if cell.fill else "")
    shade = element("shd", val="clear", color="auto", fill=cell.fill.lstrip("#").upper()) if cell.fill else None
    properties = element(
        "tcPr",
        element("tcW", w=width, type="dxa"),
        element("gridSpan", val=across) if across > 1 else None,
        shade,
        element("vAlign", val="center"),
    )
    text = paragraph(cell.runs or writer.runs(cell.text, look), style=writer.style(CELL), shape=shape)
    return element("tc", properties, text)


def plain_table(writer: Writer, rows: Sequence[Sequence[Sequence[Element]]], shares: Sequence[float]) -> Element:
    """A table without rules that only places things side by side: head and signature; cells hold paragraphs.

    A screen reader passes it by: it has no headings and says what it is.
    """
    widths = [twips(writer.width_mm * share / sum(shares)) for share in shares]
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(widths), type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblCellMar", element("left", w=0, type="dxa"), element("right", w=0, type="dxa")),
            element("tblLook", val="0000", firstRow=0, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
            element("tblDescription", val=say("document.placing", writer.lang)),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )
    for row in rows:
        cells = [
            element("tc", element("tcPr", element("tcW", w=width, type="dxa")), *paragraphs)
            for paragraphs, width in zip(row, widths, strict=True)
        ]
        made.append(element("tr", element("trPr", element("cantSplit")), *cells))
    return made
