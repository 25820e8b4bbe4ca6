"""The map of gains: communes by minutes saved, and beside it how many people stand in each class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import BREAKS_MIN, class_names, figure_notes, gains_title, gains_told, legal_line
from briefing.map import Setting, gains_picture as map_of_gains
from briefing.slides.charts import Bars, set_bars
from briefing.slides.deck import Line, text_height
from briefing.slides.tables import foot_height
from layers.symbology import style
from words import Lang, say

if TYPE_CHECKING:
    from briefing.content import ReportData
    from briefing.map import Picture
    from briefing.slides.deck import Area, Deck

_MAP_SHARE: Final = 0.6
_LONG_SCALE: Final = 10_000_000  # as many digits as a scale may have, to measure the note before the map is drawn


def gains_picture(report: ReportData, deck: Deck) -> Picture:
    """The communes in classes under the roads and the names."""
    area = _map_area(deck, report)
    return map_of_gains(report, deck.lang, Setting(width_mm=area.width, height_mm=area.height))


def add_gains(deck: Deck, report: ReportData, picture: Picture) -> None:
    """The map; the chart of people by class is its legend."""
    lang, gains = deck.lang, report.gains
    title = gains_title(gains.notable_percent(), lang)
    notes = [*figure_notes(report, lang, "slides.note_gains"), say("slides.gains_digest", lang, digest=gains.digest)]
    page = deck.page(title, notes=notes)
    area = _map_area(deck, report)
    page.picture(picture.png, area, name="Map", described=say("slides.map_described", lang, title=title))
    page.foot(_foot(deck, report, picture.scale))
    beside = page.area.columns(_MAP_SHARE, 1 - _MAP_SHARE)[1].above(page.area.height - area.height)
    head = Line(say("slides.gains_chart", lang), size=14.0, bold=True)
    told = _told(report, lang)
    page.text(beside, [head], name="Text")
    high = text_height(told, beside.width)
    page.text(beside.below(beside.height - high), told, name="Text")
    chart = beside.above(high + 3.0).below(head.height(beside.width) + 1.0)
    colours = [s.fill for s in style.scale("gain", len(BREAKS_MIN) + 1)]
    bars = Bars(
        categories=class_names(lang),
        values=gains.people_percent(),
        series=head.text,
        described=head.text,
        colours=colours,
        decimals=1,
        names_share=0.4,
    )
    set_bars(page, chart, bars)


def _told(report: ReportData, lang: Lang) -> list[Line]:
    """The communes that gain most, and how many people the shares are of."""
    most, counted = gains_told(report, lang)
    return [*([Line(most, size=14.0)] if most else []), Line(counted, size=14.0, space_mm=2.0)]


def _foot(deck: Deck, report: ReportData, scale: int) -> str:
    legal = legal_line(report, deck.lang, scale=scale, width_mm=deck.width_mm)
    return f"{legal} {say('slides.gains_foot', deck.lang)}"


def _map_area(deck: Deck, report: ReportData) -> Area:
    """The left part of a slide's room, above its foot note, which no map covers."""
    left = deck.area.columns(_MAP_SHARE, 1 - _MAP_SHARE)[0]
    return left.above(foot_height(deck, _foot(deck, report, _LONG_SCALE)))
