"""The slide to decide by: three figures in large letters and one sentence; and what cannot be known yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.content import (
    big_figures,
    cost_notes,
    decision,
    doubts,
    doubts_title,
    figure_notes,
    finding_title,
    main_finding,
    risks,
)
from briefing.slides.deck import BAND_PAD_MM, BODY_PT, HALL_SIZES, Line, largest, text_height
from briefing.slides.layout import Area
from briefing.slides.template import ACCENT
from briefing.value import first_sentence
from layers.symbology import style
from words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.content import Figure, ReportData
    from briefing.slides.deck import Deck, Page

_MOST: Final = 7  # doubts that a hall takes in
_BAND_MM, _BETWEEN_MM, _STROKE_MM = 7.0, 9.0, 1.2
_BAND_SHARE: Final = 0.28  # of a slide's room at most, for the lines of the sentence
_GREY: Final = "#44525c"


def add_decision(deck: Deck, report: ReportData) -> None:
    """Three figures side by side, and below them the sentence."""
    lang = deck.lang
    notes = [main_finding(report, lang), main_finding(report, lang, group="districts"), *cost_notes(report, lang)]
    page = deck.page(finding_title(report, lang), notes=[*notes, *figure_notes(report, lang)])
    area = page.area
    room = area.width - 2 * BAND_PAD_MM
    sentence = " ".join(filter(None, [decision(report, lang), first_sentence(report, lang)]))
    sizes = (s for s in HALL_SIZES[1:] if Line(sentence, size=s, bold=True).height(room) <= area.height * _BAND_SHARE)
    line = Line(sentence, size=next(sizes, BODY_PT), bold=True, colour=style.PAPER)
    high = line.height(room) + 2 * _BAND_MM
    page.band(Area(area.left, area.bottom - high, area.width, high), line, fill=style.INK)
    set_figures(page, area.above(high + _BETWEEN_MM), big_figures(report, lang))


def set_figures(page: Page, area: Area, figures: Sequence[Figure]) -> None:
    """Figures side by side, in one size of letters, their units below them."""
    boxes = area.columns(*([1.0] * len(figures)), gap=10.0)
    width, room = boxes[0].width, area.height - _STROKE_MM - 3.0
    fits = (s for s in _BESIDE if _narrow(figures, s, width) and max(_high(figures, s, width)) <= room)
    sizes = next(fits, _BESIDE[-1])
    for figure, box in zip(figures, boxes, strict=True):
        page.bar(Area(box.left, box.top, box.width, _STROKE_MM), colour=ACCENT, name="Stroke")
        page.text(box.below(_STROKE_MM + 3.0), _lines(figure, sizes), name="Figure")


def figures_fit(area: Area, figures: Sequence[Figure]) -> bool:
    """Whether they stand side by side in some size."""
    width, sizes = area.columns(*([1.0] * len(figures)), gap=10.0)[0].width, _BESIDE[-1]
    return _narrow(figures, sizes, width) and max(_high(figures, sizes, width)) <= area.height - _STROKE_MM - 3.0


def figures_stand(area: Area, figures: Sequence[Figure]) -> bool:
    """Whether all of them stand one above the other in some size."""
    return _stands(figures, _STACKED[-1], area)


def stack_figures(page: Page, area: Area, figures: Sequence[Figure]) -> None:
    """Figures one above the other, their units beside them, as many as there is room for."""
    sizes = next((s for s in _STACKED if _stands(figures, s, area)), _STACKED[-1])
    while len(figures) > 1 and not _stands(figures, sizes, area):
        figures = figures[:-1]
    high = _high(figures, sizes, area.width)
    spare = min((area.height - sum(high)) / len(figures), 12.0)
    for figure, needed in zip(figures, high, strict=True):
        page.text(area, _lines(figure, sizes), name="Figure")
        area = area.below(needed + spare)


@dataclass(frozen=True)
class Sizes:
    """Points of a value, of its unit, of name and range; whether the unit stands beside the value and the range behind the name."""

    value: float
    unit: float
    name: float
    beside: bool = False


_BESIDE: Final = tuple(
    Sizes(value, min(value, unit), name)
    for value, unit, name in (
        (72, 26, 20), (66, 26, 20), (60, 24, 20), (54, 24, 18), (48, 22, 18), (44, 20, 18), (40, 20, 16), (36, 18, 16), (32, 18, 16), (28, 16, 16), (24, 16, 16), (20, 16, 16),
    )
)  # fmt: skip
_STACKED: Final = tuple(
    Sizes(value, unit, name, beside=True)
    for value, unit, name in ((44, 24, 18), (40, 22, 18), (36, 20, 18), (36, 20, 16), (32, 18, 16), (28, 18, 16), (24, 16, 16), (20, 16, 16))
)  # fmt: skip


def _stands(figures: Sequence[Figure], sizes: Sizes, area: Area) -> bool:
    """Whether they fit with a little room between them."""
    high = sum(_high(figures, sizes, area.width)) + 3.0 * (len(figures) - 1)
    return _narrow(figures, sizes, area.width) and high <= area.height


def _narrow(figures: Sequence[Figure], sizes: Sizes, width: float) -> bool:
    return all(_lines(figure, sizes)[0].wide() <= width for figure in figures)


def _high(figures: Sequence[Figure], sizes: Sizes, width: float) -> list[float]:
    return [text_height(_lines(figure, sizes), width) for figure in figures]


def _lines(figure: Figure, sizes: Sizes) -> list[Line]:
    """Value with its unit, name, range."""
    if sizes.beside:
        value = Line(figure.value, sizes.value, bold=True, colour=ACCENT, tail=figure.unit, tail_size=sizes.unit)
        return [value, Line(" ".join(filter(None, [figure.name, figure.ends])), sizes.name)]
    value, unit = Line(figure.value, sizes.value, bold=True, colour=ACCENT), Line(figure.unit, sizes.unit, bold=True)
    told = [Line(figure.range, sizes.name, colour=_GREY, space_mm=1.0)] if figure.range else []
    return [value, unit, Line(figure.name, sizes.name, space_mm=1.0), *told]


def add_doubts(deck: Deck, report: ReportData) -> list[str]:
    """What is not known, each in a sentence; gives what has no room, for the appendix; the notes tell all with all names."""
    lang, told = deck.lang, doubts(report, deck.lang)
    spoken = told if deck.short else risks(report, lang)  # without an appendix the notes hold what has no room
    page = deck.page(doubts_title(len(told), lang), notes=[*spoken, *figure_notes(report, lang)])
    return told[set_doubts(page, page.area, told) :]


def set_doubts(page: Page, area: Area, told: Sequence[str]) -> int:
    """As many of the doubts as are read easily, and how many more there are and where; gives how many stand."""
    most = _MOST + (len(told) == _MOST + 1)  # the last one takes no more room than to say that it is elsewhere
    lang, lines = page.deck.lang, largest(told[:most], area, bullet=True)
    shown = len(lines)
    where = "doubt_notes" if page.deck.short else "doubt_more"
    while shown and (left := len(told) - shown):
        more = say(f"headline.{where}{'_one' if left == 1 else ''}", lang, count=left)
        last = Line(more, size=lines[0].size, colour=_GREY, space_mm=3.0)
        if text_height([*lines[:shown], last], area.width) <= area.height:
            lines = [*lines[:shown], last]
            break
        shown -= 1
    page.text(area, lines, name="Text")
    return shown


def add_more_doubts(deck: Deck, report: ReportData, told: Sequence[str]) -> None:
    """The doubts that had no room, over as many slides of the appendix as they need."""
    parts, title = [], say("headline.doubt_rest", deck.lang)
    while told:
        parts.append(largest(told, deck.area, bullet=True))
        told = told[max(len(parts[-1]), 1) :]
    for n, lines in enumerate(parts, start=1):
        notes = [*risks(report, deck.lang), *figure_notes(report, deck.lang)]
        page = deck.page(title, notes=notes, part=n, of=len(parts))
        page.text(page.area, lines, name="Text")
