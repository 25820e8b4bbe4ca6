"""The first slides of a language: the title, and the map of where things stand with its legend as native shapes and text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

from briefing.content import (
    Letters,
    digest_line,
    figure_notes,
    legal_line,
    literal,
    shorten,
    situation_title,
)
from briefing.map import Setting, projects_picture
from briefing.slides.deck import (
    SMALL_PT,
    Area,
    Line,
    bare,
    fill_frame,
    fitted,
    flat,
    page_mm,
    rgb,
    text_height,
    title_of,
)
from briefing.slides.tables import foot_height
from briefing.slides.template import ACCENT
from layers import LineStyle, group_colour, group_title, grouped
from layers.symbology import legend_rows, style
from words import Lang, day, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.content import ReportData
    from briefing.map import Picture, Shown
    from briefing.slides.deck import Deck, Page

_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0)
_SIGN_MM: Final = 11.0
_BADGE_MM: Final = 6.4
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
        for way, sizes in ((_projects, _SIZES[:3]), (_groups, _SIZES))
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
            _draw_badge(page, area.left, middle, entry)
        elif entry.sign:
            _draw_sign(page, area.left, middle, entry.sign)
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


def _draw_badge(page: Page, x: float, y: float, entry: _Entry) -> None:
    """The number as on the map."""
    side = _BADGE_MM
    shape = page.slide.shapes.add_shape(MSO_SHAPE.OVAL, Mm(x), Mm(y - side / 2), Mm(side), Mm(side))
    shape.name = "Number"
    flat(shape)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(entry.colour)
    shape.line.fill.background()
    frame = shape.text_frame
    bare(frame)
    frame.word_wrap = False
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    number = Line(entry.badge, size=10.5, bold=True, colour=style.PAPER)
    fill_frame(frame, [number], lang=page.deck.lang, align=PP_ALIGN.CENTER)


def _draw_sign(page: Page, x: float, y: float, sign: LineStyle) -> None:
    """A line as on the map."""
    shape = page.slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Mm(x), Mm(y), Mm(x + _SIGN_MM - 3.0), Mm(y))
    shape.name = "Sign"
    flat(shape)
    shape.line.width = Pt(max(sign.width_mm * 4.0, 2.0))
    shape.line.color.rgb = rgb(_pale(sign.colour, sign.opacity))
    if sign.dash:
        first = sign.dash[0]
        dashes = (MSO_LINE.DASH, MSO_LINE.SQUARE_DOT, MSO_LINE.ROUND_DOT)
        shape.line.dash_style = dashes[0] if first > _LONG_DASH else dashes[1] if first > _DOT else dashes[2]


def _pale(colour: str, opacity: float) -> str:
    """The colour as it looks on white paper."""
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - p) * opacity):02x}" for p in parts)


_MAP_SHARE: Final = 0.55
_LONG_SCALE: Final = 10_000_000  # as many digits as a scale may have, to measure the note before the map is drawn
_LETTERS: Final = 1.25  # smaller than usual: the numbers of all projects need room
_LONGEST_MM: Final = 240.0  # of a name on a line of its own
_TITLE_SIZES: Final = (40.0, 36.0, 32.0, 28.0, 24.0, 20.0)


def add_title(deck: Deck, report: ReportData) -> None:
    """Organisation, title, subtitle; scenario, edition, author and day under them."""
    request, lang = report.request, deck.lang
    page = deck.first(notes=figure_notes(report, lang))
    title = literal(request.title) or say("slides.default_title_lines", lang)
    below = literal(request.under_title(lang)) if request.subtitle else _cut(request.under_title(lang))
    shape = title_of(page.slide)
    width, height = shape.width / 36000 - 6, shape.height / 36000 - 4
    text, size = fitted(title, sizes=_TITLE_SIZES, width=width, height=height, bold=True)
    _write(shape.text_frame, text, size)
    for other in list(page.slide.placeholders):
        if other.placeholder_format.type is PP_PLACEHOLDER.SUBTITLE:
            width, height = other.width / 36000 - 6, other.height / 36000 - 3
            text, size = fitted(below, sizes=(20.0, 18.0, 16.0, 14.0), width=width, height=height, bold=False)
            _write(other.text_frame, text, size)
        elif other.placeholder_format.type not in {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}:
            other._element.getparent().remove(other._element)  # noqa: SLF001
    if deck.house:
        _decorate(page)
    _imprint(page, report)


def _write(frame: object, text: str, size: float) -> None:
    frame.text = text  # type: ignore[attr-defined]
    frame.word_wrap = True  # type: ignore[attr-defined]
    for paragraph in frame.paragraphs:  # type: ignore[attr-defined]
        for run in paragraph.runs:
            run.font.size = Pt(size)


def _decorate(page: Page) -> None:
    """A band in the ink of the maps and a stroke in the colour of the house."""
    height = page_mm(page.deck.slides)[1]
    page.bar(Area(0, 0, 9, height), colour=style.INK, name="Band")
    page.bar(Area(9, 0, 2.2, height), colour=ACCENT, name="Stroke")
    for shape in list(page.slide.shapes)[-2:]:  # behind the text
        page.slide.shapes._spTree.remove(shape._element)  # noqa: SLF001
        page.slide.shapes._spTree.insert(2, shape._element)  # noqa: SLF001


def _imprint(page: Page, report: ReportData) -> None:
    """The house above the title; scenario, edition, author, day and digests at the foot."""
    request, lang, deck = report.request, page.deck.lang, page.deck
    title = title_of(page.slide)
    left, width = title.left / 36000, title.width / 36000
    if request.organisation:
        text, size = fitted(request.organisation, sizes=(18.0, 16.0, 14.0), width=width, height=15.0, bold=True)
        area = Area(left, max(title.top / 36000 - 22.0, 12.0), width, 15.0)
        page.text(area, [Line(text, size=size, bold=True, colour=ACCENT)], name="Organisation")
    author = [say("briefing.author", lang, author=_cut(request.author))] if request.author else []
    dated = [say("briefing.dated", lang, day=day(request.date, lang))] if request.date else []
    lines = [
        say("slides.scenario", lang, name=_cut(request.variant.title(lang))),
        say(f"layers.edition_{request.edition.value}", lang),
        " · ".join([*author, *dated]),
        digest_line(report, lang),
    ]
    paragraphs = [Line(text, size=SMALL_PT, colour="#44525c") for text in lines if text]
    height = text_height(paragraphs, width)
    bottom = page_mm(deck.slides)[1] - 13.0
    page.text(Area(left, bottom - height, width, height), paragraphs, name="Imprint")


def situation_picture(report: ReportData, deck: Deck) -> Picture:
    """The map of the projects, for the left of a slide."""
    area = _map_area(deck, report)
    setting = Setting(width_mm=area.width, height_mm=area.height, letters=_LETTERS)
    return projects_picture(report, deck.lang, setting)


def _cut(text: str) -> str:
    """A name of reasonable length."""
    return shorten(literal(text), letters=Letters(SMALL_PT), width=_LONGEST_MM)


def add_situation(deck: Deck, report: ReportData, picture: Picture) -> None:
    """The map, with the legend as native text beside it."""
    lang = deck.lang
    title = situation_title(report, lang) if report.projects else _cut(report.request.variant.title(lang))
    page = deck.page(title, notes=figure_notes(report, lang, "slides.note_situation"))
    area = _map_area(deck, report)
    described = say("slides.map_described", lang, title=title)
    page.picture(picture.png, area, name="Map", described=described)
    beside = Area(area.right + 7.0, area.top, page.area.right - area.right - 7.0, area.height)
    add_legend(page, beside, picture.shown, lang=lang)
    page.foot(legal_line(report, lang, scale=picture.scale, width_mm=deck.width_mm))


def _map_area(deck: Deck, report: ReportData) -> Area:
    """The left part of a slide's room, above its foot note, which no map covers."""
    note = legal_line(report, deck.lang, scale=_LONG_SCALE, width_mm=deck.width_mm)
    area = deck.area.above(foot_height(deck, note))
    return Area(area.left, area.top, area.width * _MAP_SHARE, area.height)
