"""What changes, and who gains: maps, each with its figures beside it.

The fastest route between the two places before and after, with three times in large letters; communes by minutes saved, with the people in each
class as a chart that is the map's legend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import (
    BREAKS_MIN,
    changed_figures,
    changed_groups,
    changes_title,
    class_names,
    figure_notes,
    gains_headline,
    gains_told,
    holding,
    legal_line,
)
from briefing.map import Order, PrintRequest, Setting, gains_order as order_of_gains
from briefing.slides.charts import Bars, set_bars
from briefing.slides.decision import stack_figures
from briefing.slides.deck import BODY_PT, SMALL_PT, Line, text_height
from briefing.slides.layout import Area
from briefing.slides.legend import draw_sign
from briefing.slides.opening import MAP_DPI, map_area
from layers import LineStyle, Role, place_kinds
from layers.symbology import legend_rows, style
from words import four_figures, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.content import Bounds, LonLat, ReportData
    from briefing.map import Picture
    from briefing.slides.deck import Deck, Page
    from words import Lang

_LETTERS: Final = 1.5
_LEGEND_PT: Final = 12.0
_SIGN_MM: Final = 11.0
_TOLD_SHARE: Final = 0.4  # of the height, that sentences may take from the chart
_CLASS_NAMES: Final = 0.4  # of the chart, for the names of the classes
_MAP_SHARE: Final = 0.58  # of the slide: the figures beside it need more room than a legend


def changes_order(report: ReportData, deck: Deck) -> Order:
    """The fastest route before and after, whole inside the frame, over the projects."""
    area = map_area(deck, report, further=_four(report, deck), share=_MAP_SHARE)
    forward = report.pair.forward
    ways = [path.coordinates if path else () for path in (forward.fastest_before, forward.fastest_after)]
    request = PrintRequest(
        bounds=_frame(report, ways),
        lang=deck.lang,
        edition=report.request.edition,
        project_ids=frozenset(p.id for p in report.projects),
        place_kinds=frozenset({*place_kinds(Role.SEAT), *({"airport"} & set(changed_groups(report)))}),
        path_before=ways[0],
        path_after=ways[1],
    )
    setting = Setting(width_mm=area.width, height_mm=area.height, letters=_LETTERS, dpi=MAP_DPI)
    return Order(request=request, setting=setting)


def add_changes(deck: Deck, report: ReportData) -> Callable[[Picture], None]:
    """A slide for the map, set to the left once it is drawn; the times and the signs of both routes beside it, the four figures in the note."""
    lang = deck.lang
    title = changes_title(report, lang)
    page = deck.page(title, notes=[_four(report, deck), *figure_notes(report, lang, "slides.note_comparison")])

    def fill(picture: Picture) -> None:
        area = map_area(deck, report, further=_four(report, deck), share=_MAP_SHARE)
        _set_map(page, report, picture, area, title=title, further=_four(report, deck))
        beside = Area(area.right + 7.0, area.top, page.area.right - area.right - 7.0, area.height)
        high = _add_ways(page, beside, picture, _pair(report, lang))
        stack_figures(page, beside.above(high), changed_figures(report, lang))

    return fill


def _set_map(page: Page, report: ReportData, picture: Picture, area: Area, *, title: str, further: str) -> None:
    """The map in its area and the note at the foot, which ends with what stands there besides."""
    lang = page.deck.lang
    placed = area.sized(picture.width_mm, picture.height_mm)
    page.picture(picture.png, placed, name="Map", described=say("slides.map_described", lang, title=title))
    legal = legal_line(report, lang, scale=picture.scale, width_mm=page.deck.width_mm)
    page.foot(f"{legal} {further}")


def _frame(report: ReportData, ways: Sequence[Sequence[LonLat]]) -> Bounds:
    """The view asked for; else what holds both routes, near enough to tell them apart, and the airport where its time is told."""
    points = [point for way in ways for point in way]
    if report.request.bounds or not points:
        return report.bounds
    lon, lat = zip(*points, strict=True)
    return holding((min(lon), min(lat), max(lon), max(lat)), *ways, _told_airport(report))


def _told_airport(report: ReportData) -> list[LonLat]:
    """The airport whose time stands beside the map: who reads of it looks for it there."""
    if "airport" not in changed_groups(report):
        return []
    place = report.world.places[report.world.data.study.airport]
    return [(place.lon, place.lat)]


def _four(report: ReportData, deck: Deck) -> str:
    """The four figures between the two places, which always stand together."""
    lang, pair = deck.lang, report.pair
    rows = four_figures(pair.before, pair.after, lang, nothing=say("compare.not_connected", lang))
    told = "; ".join(
        say(
            "headline.four_figure",
            lang,
            name=say(f"compare.figure_{row.name}", lang),
            before=row.before,
            after=row.after,
            change=row.change,
        )
        for row in rows
    )
    return say("headline.four", lang, trips=_pair(report, lang), figures=told)


def _pair(report: ReportData, lang: Lang) -> str:
    """The two places between which the ways are drawn."""
    return " – ".join(report.world.place(i).name(lang) for i in (report.request.origin, report.request.destination))


def _add_ways(page: Page, area: Area, picture: Picture, pair: str) -> float:
    """Between which places, and the signs of the routes drawn, at the foot of the area; gives the height they take."""
    lang = page.deck.lang
    rows = legend_rows(lang, layers=(), statuses=(), paths=picture.shown.paths)
    lines = [Line(row.text, size=_LEGEND_PT) for row in rows]
    room = area.width - _SIGN_MM
    high = sum(text_height([line], room) + 1.0 for line in lines)
    head = Line(pair, size=_LEGEND_PT, bold=True)
    head_mm = head.height(area.width) + 1.0
    y = area.bottom - high
    page.text(Area(area.left, y - head_mm, area.width, head_mm), [head], name="Legend")
    for line, row in zip(lines, rows, strict=True):
        x = area.left + _SIGN_MM
        needed = text_height([line], room)
        page.text(Area(x, y, room, needed), [line], name="Legend")
        if isinstance(row.sign, LineStyle):
            draw_sign(page, area.left, y + needed / 2, row.sign)
        y += needed + 1.0
    return high + head_mm + 2.0


def gains_order(report: ReportData, deck: Deck) -> Order:
    """The communes in classes under the roads and the names."""
    area = _gains_area(deck, report)
    return order_of_gains(report, deck.lang, Setting(width_mm=area.width, height_mm=area.height, dpi=MAP_DPI))


def add_gains(deck: Deck, report: ReportData) -> Callable[[Picture], None]:
    """A slide for the map, set there once it is drawn; the chart of people by class is its legend."""
    lang, gains = deck.lang, report.gains
    title = gains_headline(gains.notable_percent(), lang)
    most, counted = gains_told(report, lang)
    notes = [
        counted,
        *figure_notes(report, lang, "slides.note_gains"),
        say("slides.gains_digest", lang, digest=gains.digest),
    ]
    page = deck.page(title, notes=notes)

    def fill(picture: Picture) -> None:
        area = _gains_area(deck, report)
        _set_map(page, report, picture, area, title=title, further=_gains_foot(lang))
        beside = Area(area.right + 7.0, area.top, page.area.right - area.right - 7.0, area.height)
        _add_gains_chart(page, beside, report, most=most, counted=counted)

    return fill


def _add_gains_chart(page: Page, beside: Area, report: ReportData, *, most: str, counted: str) -> None:
    """The people by class of minutes; below it the communes that gain most."""
    lang = page.deck.lang
    head = Line(say("slides.gains_chart", lang), size=BODY_PT, bold=True)
    told = _gains_told(most, counted, beside)
    page.text(beside, [head], name="Text")
    high = text_height(told, beside.width)
    page.text(beside.below(beside.height - high), told, name="Text")
    chart = beside.above(high + 3.0).below(head.height(beside.width) + 1.0)
    bars = Bars(
        categories=class_names(lang),
        values=report.gains.people_percent(),
        series=head.text,
        described=head.text,
        colours=[style.as_seen(s) for s in style.scale("gain", len(BREAKS_MIN) + 1)],
        decimals=1,
        names_share=_CLASS_NAMES,
        size=SMALL_PT,
    )
    set_bars(page, chart, bars)


def _gains_told(most: str, counted: str, beside: Area) -> list[Line]:
    """The communes that gain most, and how many people the shares are of where that leaves the chart its room."""
    lines = [
        Line(text, size=BODY_PT, space_mm=2.0 if n else 0.0) for n, text in enumerate(filter(None, (most, counted)))
    ]
    while len(lines) > 1 and text_height(lines, beside.width) > beside.height * _TOLD_SHARE:
        lines.pop()
    return lines


def _gains_area(deck: Deck, report: ReportData) -> Area:
    return map_area(deck, report, further=_gains_foot(deck.lang))


def _gains_foot(lang: Lang) -> str:
    """From where to where minutes are counted, and that other slides count from elsewhere."""
    return f"{say('slides.gains_foot', lang)} {say('slides.by_commune', lang)}"
