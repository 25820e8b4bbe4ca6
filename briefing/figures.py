"""The block of key figures: what the chosen roads change between two places, the four figures together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analysis.comparison import four_figures
from briefing.lettering import Letters, break_lines, literal
from briefing.rows import Row, paragraph_rows, title_row
from layers import style
from words import Lang, say
from words.figures import difference, range_around, span

if TYPE_CHECKING:
    from analysis import PairComparison
    from briefing.canvas import Canvas

_LABEL_SHARE: Final = 0.42  # of the width, for the name of a figure
_RIGHT_EDGES: Final = (0.58, 0.76, 1.0)  # of the columns before, after, change


@dataclass(frozen=True)
class KeyFigures:
    """A small table for the sheet, all of it text.

    Attributes
    ----------
    title
        What is compared: the two places.
    rows
        Name of the figure, before, after, change.
    note
        A sentence under the table: what may be said of it, against which network.
    """

    title: str
    rows: tuple[tuple[str, str, str, str], ...]
    note: str = ""


def key_figures(result: PairComparison, *, origin: str, destination: str, lang: Lang, note: str = "") -> KeyFigures:
    """The four figures of a comparison (mean of both directions) between two places of these names.

    ``note`` takes the place of the sentence that says what the figures mean.
    """
    rows = tuple(
        (say(f"compare.figure_{row.name}", lang), row.before, row.after, row.change)
        for row in four_figures(result.before, result.after, lang)
    )
    verdict = note or " ".join([say(f"briefing.effect_{result.effect.value}", lang), *_range(result, lang)])
    return KeyFigures(f"{origin} – {destination}", rows, f"{verdict} {say('briefing.figures_note', lang)}")


def _range(result: PairComparison, lang: Lang) -> list[str]:
    """How many minutes are saved under the other assumptions, where the time falls and they differ."""
    saved = difference(result.after.fastest_min, result.before.fastest_min, decimals=1)
    if not saved or saved < 0 or result.saved_min_range is None:
        return []
    ends = range_around(saved, *result.saved_min_range, decimals=1)
    return [say("briefing.saved_range", lang, range=span(*ends, lang, decimals=1))] if ends else []


def figure_rows(figures: KeyFigures, *, lang: Lang, width: float, f: float) -> list[Row]:
    """The block for a column of ``width`` millimetres in letters of factor ``f``."""
    small = Letters(4.8 * f)
    head = ("", *(say(f"briefing.{key}", lang) for key in ("before", "after", "change")))
    return [
        title_row(literal(figures.title), f),
        _table_row(head, width=width, f=f, bold=True),
        *(_table_row(row, width=width, f=f) for row in figures.rows),
        *paragraph_rows(figures.note, letters=small, width=width),
        Row(1.5 * f, lambda _canvas, _x, _top: None),
    ]


def _table_row(cells: tuple[str, ...], *, width: float, f: float, bold: bool = False) -> Row:
    cut = Letters(5.4 * f, bold=bold)
    lines = break_lines(cells[0], letters=cut, width=width * _LABEL_SHARE)
    height = max(len(lines), 1) * cut.line + 0.5 * f

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - cut.ascent
        for n, line in enumerate(lines):
            canvas.text(x, y - n * cut.line, line, letters=cut, where="panel")
        for edge, cell in zip(_RIGHT_EDGES, cells[1:], strict=True):
            canvas.text(x + width * edge, y, cell, letters=cut, align="right", where="panel")
        foot = top - height
        canvas.segment(x, foot, x + width, foot, colour=style.INK if bold else "#c3ccd2", width=0.12)

    return Row(height, draw, leads=bold)
