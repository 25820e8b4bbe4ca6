"""The legend of a map as native shapes and text beside it: what came onto the map and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

from briefing.slides.deck import Line, bare, fill_frame, flat, rgb, text_height
from briefing.slides.layout import Area
from layers import LineStyle, group_colour, group_title, grouped
from layers.symbology import legend_rows, style
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.shapes.connector import Connector

    from briefing.map import Shown
    from briefing.slides.deck import Page

_SIZES: Final = (16.0, 14.0, 13.0, 12.0, 11.0, 10.0)
_NAMED: Final = 5  # of these sizes: in smaller letters groups are read better than names
_SIGN_MM: Final = 11.0
BADGE_MM: Final = 6.4
_BETWEEN: Final = 1.9
_GREY: Final = "#44525c"
_LONG_DASH, _DOT = 3.0, 1.0  # multiples of the width from which, and below which, a dash is called so


@dataclass(frozen=True)
class _Entry:
    """A row of the legend: a heading, a numbered project, or a line's sign."""

    text: str
    badge: str = ""
    colour: str = ""
    sign: LineStyle | None = None

    @property
    def heading(self) -> bool:
        return not self.badge and self.sign is None

    def line(self, size: float) -> Line:
        return Line(self.text, size=size, bold=self.heading, colour=_GREY if self.heading else "")

    def indent(self) -> float:
        return 0.0 if self.heading else _SIGN_MM


def add_legend(page: Page, area: Area, shown: Shown, *, lang: Lang, spare: bool = False) -> None:
    """What the map shows of projects: each by name if all fit, else by group, in the largest letters that do.

    Parameters
    ----------
    spare
        Whether little room is left: then the states go where they do not fit, and all of it where nothing does.
    """
    tries = [
        (way(shown, lang) + _statuses(shown, lang), size)
        for way, sizes in ((_projects, _SIZES[:_NAMED]), (_groups, _SIZES))
        for size in sizes
    ]
    if not shown.projects:
        nothing = Line(say("slides.legend_nothing", lang), size=_SIZES[0])
        page.text(Area(area.left, area.top, area.width, nothing.height(area.width)), [nothing], name="Legend")
        return
    if spare:
        tries = [*tries, *((_groups(shown, lang), size) for size in _SIZES), ([], _SIZES[-1])]
    entries, size = next((t for t in tries if _height(*t, area.width) <= area.height), tries[-1])
    y = area.top
    for entry in entries:
        x, line = area.left + entry.indent(), entry.line(size)
        height = text_height([line], area.right - x)
        page.text(Area(x, y, area.right - x, height), [line], name="Legend")
        middle = y + size * 0.62 * 25.4 / 72
        if entry.badge:
            draw_badge(page, area.left, middle, text=entry.badge, colour=entry.colour)
        elif entry.sign:
            draw_sign(page, area.left, middle, entry.sign)
        y += height + _BETWEEN


def _height(entries: Sequence[_Entry], size: float, width: float) -> float:
    return sum(text_height([e.line(size)], width - e.indent()) + _BETWEEN for e in entries) - _BETWEEN


def _projects(shown: Shown, lang: Lang) -> list[_Entry]:
    """Each project with its number on the map."""
    rows = [
        _Entry(p.project.text("name", lang), badge=str(p.number), colour=group_colour(p.project.group))
        for p in shown.projects
    ]
    return [_Entry(say("slides.legend_projects", lang)), *rows]


def _groups(shown: Shown, lang: Lang) -> list[_Entry]:
    """One entry a group, with the numbers its projects carry on the map."""
    entries = [_Entry(say("slides.legend_projects", lang))]
    number = {p.project.id: str(p.number) for p in shown.projects}
    for group, own in grouped(p.project for p in shown.projects).items():
        numbers = ", ".join(number[p.id] for p in own)
        text = say("slides.legend_group", lang, group=group_title(group, lang), numbers=numbers)
        entries.append(_Entry(text, sign=style.project_line(group, "open")))
    return entries


def _statuses(shown: Shown, lang: Lang) -> list[_Entry]:
    rows = legend_rows(lang, layers=(), statuses=shown.statuses, schematic=shown.schematic, upgrades=shown.upgrades)
    signs = [_Entry(row.text, sign=row.sign) for row in rows if isinstance(row.sign, LineStyle)]
    return [_Entry(rows[0].heading), *signs] if rows else []


def draw_badge(page: Page, x: float, y: float, *, text: str, colour: str) -> None:
    """The number as on the map; ``x`` is its left side, ``y`` its middle, millimetres."""
    side = BADGE_MM
    shape = page.slide.shapes.add_shape(MSO_SHAPE.OVAL, Mm(x), Mm(y - side / 2), Mm(side), Mm(side))
    shape.name = "Number"
    flat(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)
    shape.line.fill.background()
    frame = shape.text_frame
    bare(frame)
    frame.word_wrap = False
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    number = Line(text, size=10.5, bold=True, colour=style.PAPER)
    fill_frame(frame, [number], lang=page.deck.lang, align=PP_ALIGN.CENTER)


def draw_sign(page: Page, x: float, y: float, sign: LineStyle) -> None:
    """A line as on the map, on its rim."""
    if sign.casing and sign.casing != style.PAPER:
        _stroke(page, x, y, name="Rim", width_pt=sign.casing_mm * 4.0, colour=sign.casing)
    colour = _pale(sign.colour, sign.opacity)
    shape = _stroke(page, x, y, name="Sign", width_pt=max(sign.width_mm * 4.0, 2.0), colour=colour)
    if sign.dash:
        first = sign.dash[0]
        dashes = (MSO_LINE.DASH, MSO_LINE.SQUARE_DOT, MSO_LINE.ROUND_DOT)
        shape.line.dash_style = dashes[0] if first > _LONG_DASH else dashes[1] if first > _DOT else dashes[2]


def _stroke(page: Page, x: float, y: float, *, name: str, width_pt: float, colour: str) -> Connector:
    shape = page.slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Mm(x), Mm(y), Mm(x + _SIGN_MM - 3.0), Mm(y))
    shape.name = name
    flat(shape)
    shape.line.width = Pt(width_pt)
    shape.line.color.rgb = rgb(colour)
    return shape


def _pale(colour: str, opacity: float) -> str:
    """The colour as it looks on white paper."""
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - p) * opacity):02x}" for p in parts)
