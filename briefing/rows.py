"""Rows that know their height, so that a panel can be measured before it is drawn and flow through columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.lettering import Letters, break_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.canvas import Canvas
    from briefing.sheet import Box

SMALLEST: Final = 0.74  # of the sheet's letters: 4 pt on A4, the least that can be read
_FACTORS: Final = (1.0, 0.95, 0.9, 0.86, 0.82, 0.78, SMALLEST)
_CLEAN: Final = 0.88  # how much smaller letters may be for columns that begin with a heading
QUIET: Final = "#44525c"


@dataclass(frozen=True)
class Row:
    """A piece of a panel: its height in millimetres and how to draw it at (x, top).

    ``leads`` marks a heading, which is never left alone at the foot of a column.
    """

    height: float
    draw: Callable[[Canvas, float, float], None]
    leads: bool = False


Maker = Callable[[float, float], list[Row]]  # rows for a factor on the letters and a width in millimetres


def fit_rows(columns: Sequence[Box], make: Maker, *, letters: float) -> tuple[float, list[list[Row]]]:
    """Rows as large as fit into the columns: the factor on the letters (0 if none does) and the rows by column.

    A little smaller is preferred if no section then has to be parted between two columns.
    """
    width, heights = min(c.width for c in columns), [c.height for c in columns]
    best: tuple[float, list[list[Row]]] = (0.0, [])
    for factor in _FACTORS:
        rows = make(letters * factor, width)
        whole = flow(rows, heights, parted=False)
        if whole is not None and factor > best[0] * _CLEAN:
            return factor, whole
        spread = flow(rows, heights)
        if spread is not None and not best[0]:
            best = factor, spread
    return best


def flow(rows: Sequence[Row], heights: Sequence[float], *, parted: bool = True) -> list[list[Row]] | None:
    """Rows shared out over columns in their order, or None if they do not all fit.

    A section is a heading with what follows it; with ``parted`` it may run on in the next column.
    """
    spread: list[list[Row]] = [[] for _ in heights]
    column, left = 0, heights[0]
    for n, row in enumerate(rows):
        need = row.height
        if row.leads:
            need += sum(r.height for r in (_section(rows, n) if not parted else rows[n + 1 : n + 2]))
        while need > left:
            column += 1
            if column == len(heights):
                return None
            left = heights[column]
        spread[column].append(row)
        left -= row.height
    return spread


def _section(rows: Sequence[Row], heading: int) -> list[Row]:
    """What belongs to a heading: headings right below it, and all rows to the next heading."""
    own: list[Row] = []
    for row in rows[heading + 1 :]:
        if row.leads and any(not r.leads for r in own):
            break
        own.append(row)
    return own


def draw_rows(canvas: Canvas, columns: Sequence[Box], spread: Sequence[Sequence[Row]]) -> None:
    """Draw each column's rows from its top down."""
    for column, rows in zip(columns, spread, strict=True):
        top = column.top
        for row in rows:
            row.draw(canvas, column.x, top)
            top -= row.height


def title_row(text: str, f: float) -> Row:
    """The title of a block."""
    cut = Letters(7.6 * f, bold=True)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.text(x, top - cut.ascent, text, letters=cut, where="panel")

    return Row(cut.line + 0.4 * f, draw, leads=True)


def heading_row(text: str, f: float) -> Row:
    """The heading of a section."""
    cut = Letters(5.9 * f, bold=True)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.text(x, top - 1.0 * f - cut.capital, text, letters=cut, colour=QUIET, where="panel")

    return Row(cut.line + 1.1 * f, draw, leads=True)


def paragraph_rows(text: str, *, letters: Letters, width: float, colour: str = QUIET) -> list[Row]:
    """A text broken into lines, one row each."""

    def one(line: str) -> Row:
        def draw(canvas: Canvas, x: float, top: float) -> None:
            canvas.text(x, top - letters.ascent, line, letters=letters, colour=colour, where="panel")

        return Row(letters.line, draw)

    return [one(line) for line in break_lines(text, letters=letters, width=width)]
