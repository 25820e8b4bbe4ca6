"""The legend: only what is on the sheet, projects by group and number, then status, paths and the ground."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from briefing.figures import KeyFigures, figure_rows
from briefing.groundwork import draw_symbol
from briefing.lettering import Letters, break_lines
from briefing.rows import Row, heading_row, title_row
from briefing.sheet import Box
from briefing.signs import draw_badge
from layers import style
from layers.catalogue import PROJECT_GROUPS, Edition
from layers.legend import LegendRow, legend_rows
from layers.style import FillStyle, LineStyle, PointStyle
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.canvas import Canvas
    from briefing.groundwork import DrawnProject, Shown

_ROAD_KEYS: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")


@dataclass(frozen=True)
class Content:
    """What the panel tells.

    Attributes
    ----------
    shown
        What is on the sheet.
    facts
        A second line for projects (length, status, cost), by project id.
    figures
        The key figures, above the legend.
    """

    shown: Shown
    lang: Lang
    edition: Edition
    facts: Mapping[str, str] = field(default_factory=dict)
    figures: KeyFigures | None = None

    def rows(self, f: float, width: float) -> list[Row]:
        """The panel in letters of factor ``f`` for a column of ``width`` millimetres."""
        rows = figure_rows(self.figures, lang=self.lang, width=width, f=f) if self.figures else []
        rows.append(title_row(say("briefing.legend_title", self.lang), f))
        if self.shown.projects:
            rows += _project_rows(self.shown.projects, lang=self.lang, width=width, f=f, facts=self.facts)
        for heading, group in groupby(_signs(self.shown, self.lang, self.edition), key=lambda row: row.heading):
            own = list(group)
            rows.append(heading_row(heading, f))
            narrow = all(Letters(5.4 * f).width(row.text) <= width / 2 - 10.5 * f for row in own)
            step = 2 if narrow and len(own) > 1 else 1
            rows += [_sign_row(own[k : k + step], width=width, f=f) for k in range(0, len(own), step)]
        return rows


def _signs(shown: Shown, lang: Lang, edition: Edition) -> list[LegendRow]:
    """Rows of the shared legend, without those for classes that are not on this sheet."""
    rows = legend_rows(
        lang,
        edition=edition,
        layers=shown.layers,
        statuses=shown.statuses,
        schematic=shown.schematic,
        upgrades=shown.upgrades,
        place_kinds=shown.place_kinds | ({"gate"} if shown.gate_classes else set()),
        interchanges=bool(shown.interchanges),
        paths=shown.paths,
        zones=shown.zones,
    )
    absent = {say(f"layers.road_{k}", lang) for k in _ROAD_KEYS if k not in shown.road_classes}
    absent |= {
        say(f"layers.gate_{k}", lang) for k in ("international", "main", "secondary") if k not in shown.gate_classes
    }
    absent |= {say(f"layers.legend_interchange_{k}", lang) for k in ("known", "assumed") if k not in shown.interchanges}
    return [row for row in rows if row.text not in absent]


def _project_rows(
    projects: Sequence[DrawnProject], *, lang: Lang, width: float, f: float, facts: Mapping[str, str]
) -> list[Row]:
    rows = [heading_row(say("layers.legend_heading_projects", lang), f)]
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
        key = "briefing.schematic" if drawn.mostly_schematic else "briefing.schematic_partly"
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
        canvas.rectangle(
            Box(x, y - 0.95 * f, 6.4 * f, 1.9 * f), fill=sign.fill, edge=edge, width=wide, alpha=sign.opacity, z=76
        )
    else:
        if sign.casing and sign.casing != "#ffffff":
            canvas.segment(x, y, x + 6.4 * f, y, colour=sign.casing, width=sign.casing_mm * canvas.pen, z=76)
        canvas.segment(
            x,
            y,
            x + 6.4 * f,
            y,
            colour=sign.colour,
            width=sign.width_mm * canvas.pen,
            dash=sign.dash,
            z=76.5,
            alpha=sign.opacity,
        )
