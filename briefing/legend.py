"""The legend: only what is on the sheet, projects by group and number, then status, paths and the ground.

A legend is a list of rows that know their height, so that it can be measured before it is drawn and
flow through one column (landscape) or three (portrait). If it does not fit, the letters shrink; if they
would become unreadable, the sheet is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from briefing.annotate import draw_badge
from briefing.groundwork import draw_symbol
from briefing.lettering import Letters, break_lines
from briefing.sheet import Box
from layers import style
from layers.catalogue import PROJECT_GROUPS
from layers.legend import LegendRow, legend_rows
from layers.style import FillStyle, LineStyle, PointStyle
from words import Lang, say
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.canvas import Canvas
    from briefing.groundwork import DrawnProject, Shown

SMALLEST: Final = 0.74  # of the sheet's letters; 4.6 pt on A4
_CLEAN: Final = 0.88
_FACTORS: Final = (1.0, 0.95, 0.9, 0.86, 0.82, 0.78, SMALLEST)
_INK: Final = style.INK
_ROAD_KEYS: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")


@dataclass(frozen=True)
class Row:
    """A piece of the legend: its height in millimetres and how to draw it at (x, top).

    ``leads`` marks a heading, which is never left alone at the foot of a column.
    """

    height: float
    draw: Callable[[Canvas, float, float], None]
    leads: bool = False


def legend_factor(columns: Sequence[Box], *, shown: Shown, lang: Lang, letters: float, facts: dict[str, str] | None = None) -> float:
    """The largest factor on the letters with which the legend fits into the columns; 0 if with none.

    A little smaller is preferred if no column then begins in the midst of a section.
    """
    fits = 0.0
    for factor in _FACTORS:
        rows = _rows(shown, lang=lang, width=min(c.width for c in columns), f=letters * factor, facts=facts or {})
        spread = flow(rows, [c.height for c in columns])
        if spread is None:
            continue
        fits = fits or factor
        if all(column[0].leads for column in spread[1:] if column):
            return factor if factor > fits * _CLEAN else fits
    return fits


def draw_legend(canvas: Canvas, columns: Sequence[Box], *, shown: Shown, lang: Lang, letters: float, facts: dict[str, str] | None = None) -> None:
    """Draw the legend in the columns, as large as fits.

    Parameters
    ----------
    facts
        A second line for projects (length, status, cost), by project id.

    Raises
    ------
    InputError
        If it does not fit even in the smallest readable letters.
    """
    factor = legend_factor(columns, shown=shown, lang=lang, letters=letters, facts=facts)
    rows = _rows(shown, lang=lang, width=min(c.width for c in columns), f=letters * factor, facts=facts or {}) if factor else []
    spread = flow(rows, [c.height for c in columns])
    if not factor or spread is None:
        raise InputError("briefing.legend_too_large")
    for column, own in zip(columns, spread, strict=True):
        top = column.top
        for row in own:
            row.draw(canvas, column.x, top)
            top -= row.height


def flow(rows: Sequence[Row], heights: Sequence[float]) -> list[list[Row]] | None:
    """Rows shared out over columns in their order, or None if they do not all fit."""
    spread: list[list[Row]] = [[] for _ in heights]
    column, left = 0, heights[0]
    for n, row in enumerate(rows):
        need = row.height + (rows[n + 1].height if row.leads and n + 1 < len(rows) else 0.0)
        while need > left:
            column += 1
            if column == len(heights):
                return None
            left = heights[column]
        spread[column].append(row)
        left -= row.height
    return spread


def _rows(shown: Shown, *, lang: Lang, width: float, f: float, facts: dict[str, str]) -> list[Row]:
    """The whole legend in letters of factor ``f`` for a column of ``width`` millimetres."""
    rows = [_title(say("briefing.legend", lang), f)]
    if shown.projects:
        rows += _project_rows(shown.projects, lang=lang, width=width, f=f, facts=facts)
    signs = _signs(shown, lang)
    for heading, group in groupby(signs, key=lambda row: row.heading):
        own = list(group)
        rows.append(_heading(heading, f))
        narrow = all(Letters(5.4 * f).width(row.text) <= width / 2 - 10.5 * f for row in own)
        step = 2 if narrow and len(own) > 1 else 1
        rows += [_sign_row(own[k : k + step], width=width, f=f) for k in range(0, len(own), step)]
    return rows


def _signs(shown: Shown, lang: Lang) -> list[LegendRow]:
    """Rows of the shared legend, without those for classes that are not on this sheet."""
    rows = legend_rows(
        lang,
        layers=shown.layers,
        statuses=shown.statuses,
        schematic=shown.schematic,
        place_kinds=shown.place_kinds | ({"gate"} if shown.gate_classes else set()),
        interchanges=bool(shown.interchanges),
        paths=shown.paths,
    )
    absent = {say(f"layers.road_{k}", lang) for k in _ROAD_KEYS if k not in shown.road_classes}
    absent |= {say(f"layers.gate_{k}", lang) for k in ("international", "main", "secondary") if k not in shown.gate_classes}
    absent |= {say(f"layers.legend_interchange_{k}", lang) for k in ("known", "assumed") if k not in shown.interchanges}
    return [row for row in rows if row.text not in absent]


def _title(text: str, f: float) -> Row:
    cut = Letters(7.6 * f, bold=True)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.text(x, top - cut.ascent, text, letters=cut, where="panel")

    return Row(cut.line + 0.4 * f, draw)


def _heading(text: str, f: float) -> Row:
    cut = Letters(5.9 * f, bold=True)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.text(x, top - 1.0 * f - cut.capital, text, letters=cut, colour="#44525c", where="panel")

    return Row(cut.line + 1.1 * f, draw, leads=True)


def _project_rows(projects: Sequence[DrawnProject], *, lang: Lang, width: float, f: float, facts: dict[str, str]) -> list[Row]:
    rows = [_heading(say("layers.legend_heading_projects", lang), f)]
    for group in PROJECT_GROUPS:
        own = [p for p in projects if p.project.group == group]
        if own:
            rows.append(_group_row(group, lang=lang, width=width, f=f))
            rows += [_project_row(p, lang=lang, width=width, f=f, fact=facts.get(p.project.id, "")) for p in own]
    return rows


def _group_row(group: str, *, lang: Lang, width: float, f: float) -> Row:
    cut, left = Letters(5.4 * f, bold=True), 8.0 * f
    lines = break_lines(say(f"layers.project_group_{group}", lang), letters=cut, width=width - left)
    colour = style.GROUP_COLOURS[group]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.9 * f - cut.capital
        canvas.segment(x, y + cut.capital / 2, x + 6.4 * f, y + cut.capital / 2, colour=colour, width=0.9 * f)
        for n, line in enumerate(lines):
            canvas.text(x + left, y - n * cut.line, line, letters=cut, where="panel")

    return Row(len(lines) * cut.line + 1.0 * f, draw, leads=True)


def _project_row(drawn: DrawnProject, *, lang: Lang, width: float, f: float, fact: str) -> Row:
    cut, small, left = Letters(5.4 * f), Letters(4.8 * f), 8.0 * f
    name = drawn.project.text("name", lang)
    if drawn.schematic_share > 0:
        key = "briefing.schematic" if drawn.schematic_share > 0.5 else "briefing.schematic_partly"
        name = f"{name} ({say(key, lang)})"
    lines = break_lines(name, letters=cut, width=width - left)
    below = break_lines(fact, letters=small, width=width - left) if fact else []
    colour = style.GROUP_COLOURS[drawn.project.group]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.7 * f - cut.capital
        draw_badge(canvas, x + 4.6 * f, y + cut.capital / 2, str(drawn.number), colour=colour, factor=0.78 * f, z=76)
        for n, line in enumerate(lines):
            canvas.text(x + left, y - n * cut.line, line, letters=cut, where="panel")
        foot = y - (len(lines) - 1) * cut.line
        for n, line in enumerate(below):
            canvas.text(x + left, foot - (n + 1) * small.line, line, letters=small, colour="#55626b", where="panel")

    height = len(lines) * cut.line + len(below) * small.line + 0.5 * f
    return Row(max(height, 3.0 * f), draw)


def _sign_row(signs: Sequence[LegendRow], *, width: float, f: float) -> Row:
    cut, left, room = Letters(5.4 * f), 8.0 * f, width / len(signs)
    texts = [break_lines(row.text, letters=cut, width=room - left) for row in signs]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.6 * f - cut.capital
        for k, (row, lines) in enumerate(zip(signs, texts, strict=True)):
            _draw_sign(canvas, row.sign, x + k * room, y + cut.capital / 2, f)
            for n, line in enumerate(lines):
                canvas.text(x + k * room + left, y - n * cut.line, line, letters=cut, where="panel")

    return Row(max(map(len, texts)) * cut.line + 0.75 * f, draw)


def _draw_sign(canvas: Canvas, sign: LineStyle | FillStyle | PointStyle, x: float, y: float, f: float) -> None:
    """A sign as it stands on the map, centred on the height y."""
    if isinstance(sign, PointStyle):
        draw_symbol(canvas, x + 3.2 * f, y, sign, factor=min(f, 2.6 * f / sign.size_mm), z=76)
    elif isinstance(sign, FillStyle):
        edge, wide = (sign.outline.colour, sign.outline.width_mm) if sign.outline else ("#c9c3b8", 0.1)
        canvas.rectangle(Box(x, y - 0.95 * f, 6.4 * f, 1.9 * f), fill=sign.fill, edge=edge, width=wide, alpha=sign.opacity, z=76)
    else:
        if sign.casing and sign.casing != "#ffffff":
            canvas.segment(x, y, x + 6.4 * f, y, colour=sign.casing, width=sign.casing_mm, z=76)
        canvas.segment(x, y, x + 6.4 * f, y, colour=sign.colour, width=sign.width_mm, dash=sign.dash, z=76.5)
