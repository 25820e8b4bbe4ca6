"""The first slides of a language: the title with place and day, and the map of where things stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Pt

from briefing.content import Letters, digest_line, figure_notes, legal_line, literal, shorten, standing_title
from briefing.map import Setting, projects_order
from briefing.slides.deck import BODY_PT, SMALL_PT, Line, fitted, text_height, title_of
from briefing.slides.layout import Area, area_of, free_below, page_mm
from briefing.slides.legend import add_legend
from briefing.slides.tables import foot_height
from briefing.slides.template import ACCENT
from layers.symbology import style
from words import day, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.content import ReportData
    from briefing.map import Order, Picture
    from briefing.slides.deck import Deck, Page

MAP_DPI: Final = 220  # sharp on a projector of 3,840 dots, and when a slide is printed
LONG_SCALE: Final = 10_000_000  # as many digits as a scale may have, to measure the note before the map is drawn
_MAP_SHARES: Final = (0.62, 0.54)  # of a slide's width, and of a narrow one
_NARROW_MM: Final = 235.0
_LETTERS: Final = 1.25  # smaller than usual: the numbers of all projects need room
_LONGEST_MM: Final = 240.0  # of a name on a line of its own
_TITLE_SIZES: Final = (40.0, 36.0, 32.0, 28.0, 24.0, 20.0)
_UNDER_SIZES: Final = (20.0, 18.0, BODY_PT)
_HEAD_MM, _GAP_MM = 22.0, 4.0  # above a title for the organisation; below title and subtitle


def add_title(deck: Deck, report: ReportData) -> None:
    """Organisation, title, subtitle; place and day, author, scenario, edition under them."""
    request, lang = report.request, deck.lang
    page = deck.first(notes=[*figure_notes(report, lang), digest_line(report, lang)])
    title = literal(request.title) or say("slides.default_title_lines", lang)
    below = literal(request.under_title(lang)) if request.subtitle else _cut(request.under_title(lang))
    shape = title_of(page.slide)
    width, height = shape.width / 36000 - 6, shape.height / 36000 - 4
    text, size = fitted(title, sizes=_TITLE_SIZES, width=width, height=height, bold=True)
    _write(shape.text_frame, text, size)
    bottom = area_of(shape).bottom
    for other in list(page.slide.placeholders):
        if other.placeholder_format.type is PP_PLACEHOLDER.SUBTITLE:
            width, height = other.width / 36000 - 6, other.height / 36000 - 3
            text, size = fitted(below, sizes=_UNDER_SIZES, width=width, height=height, bold=False)
            _write(other.text_frame, text, size)
            bottom = max(bottom, area_of(other).bottom)
        elif other.placeholder_format.type not in {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}:
            other._element.getparent().remove(other._element)  # noqa: SLF001
    if deck.house:
        _decorate(page)
    _imprint(page, report, bottom + _GAP_MM)


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


def _imprint(page: Page, report: ReportData, top: float) -> None:
    """The house above the title, where there is room; below the subtitle what is free takes: place and day first, digests last."""
    request, lang, deck = report.request, page.deck.lang, page.deck
    title = area_of(title_of(page.slide))
    free = free_below(deck.slides, page.slide.slide_layout, top, left=title.left, width=title.width)
    lines = []
    if request.organisation:
        text, size = fitted(request.organisation, sizes=(18.0, BODY_PT), width=title.width, height=15.0, bold=True)
        line = Line(text, size=size, bold=True, colour=ACCENT)
        if deck.house:
            page.text(Area(title.left, title.top - _HEAD_MM, title.width, 15.0), [line], name="Organisation")
        else:
            lines.append(line)
    named = [say("briefing.author", lang, author=_cut(request.author))] if request.author else []
    told = [
        (_place_and_day(report, deck), BODY_PT),
        (" · ".join([*named, say("slides.scenario", lang, name=_cut(request.variant.title(lang)))]), SMALL_PT),
        (say(f"layers.edition_{request.edition.value}", lang), SMALL_PT),
        (digest_line(report, lang), SMALL_PT),
    ]
    lines += [Line(text, size=size, colour="#44525c") for text, size in told if text]
    while lines and text_height(lines, free.width) > free.height:
        lines.pop()  # the notes hold all of it
    if lines:
        high = text_height(lines, free.width)
        page.text(Area(free.left, free.bottom - high, free.width, high), lines, name="Imprint")


def _place_and_day(report: ReportData, deck: Deck) -> str:
    """Place and day as on a letter: what of it was given."""
    request = report.request
    when = day(request.date, deck.lang) if request.date else ""
    if request.place and when:
        return say("headline.place_day", deck.lang, place=literal(request.place), day=when)
    return literal(request.place) or (say("briefing.dated", deck.lang, day=when) if when else "")


def _cut(text: str) -> str:
    """A name of reasonable length."""
    return shorten(literal(text), letters=Letters(SMALL_PT), width=_LONGEST_MM)


def situation_order(report: ReportData, deck: Deck) -> Order:
    """The map of the projects, for the left of a slide."""
    area = map_area(deck, report)
    return projects_order(
        report, deck.lang, Setting(width_mm=area.width, height_mm=area.height, letters=_LETTERS, dpi=MAP_DPI)
    )


def add_situation(deck: Deck, report: ReportData) -> Callable[[Picture], None]:
    """A slide for the map; what is given sets it there once it is drawn, with the legend as native text beside it."""
    lang = deck.lang
    title = standing_title(report, lang)
    page = deck.page(title, notes=figure_notes(report, lang, "slides.note_situation"))

    def fill(picture: Picture) -> None:
        area = map_area(deck, report).sized(picture.width_mm, picture.height_mm)
        described = say("slides.map_described", lang, title=title)
        page.picture(picture.png, area, name="Map", described=described)
        beside = Area(area.right + 7.0, area.top, page.area.right - area.right - 7.0, map_area(deck, report).height)
        add_legend(page, beside, picture.shown, lang=lang, spare=True)
        page.foot(legal_line(report, lang, scale=picture.scale, width_mm=deck.width_mm))

    return fill


def map_area(deck: Deck, report: ReportData, *, further: str = "", share: float = 0.0) -> Area:
    """The left part of a slide's room, above its foot note, which no map covers; ``further`` is what stands in the note besides."""
    note = f"{legal_line(report, deck.lang, scale=LONG_SCALE, width_mm=deck.width_mm)} {further}".strip()
    area = deck.area.above(foot_height(deck, note))
    share = share or _MAP_SHARES[area.width < _NARROW_MM]
    return Area(area.left, area.top, area.width * share, area.height)
