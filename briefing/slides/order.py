"""Which first, and what it costs: the steps of the best order with what each adds; worth with its range beside the published cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.content import (
    big_figures,
    cost_notes,
    cost_sources,
    cost_title,
    few_units,
    figure_notes,
    order_basis,
    order_reaching,
    order_title,
    order_told,
    ordered,
    people_counted,
    route_rows,
    shares,
    step_gains,
    step_told,
    unpriced,
    valued_note,
)
from briefing.slides.charts import Bars, fits_bars, set_bars
from briefing.slides.decision import set_figures
from briefing.slides.deck import BODY_PT, SMALL_PT, TABLE_PT, Line, line_mm, text_height
from briefing.slides.layout import Area
from briefing.slides.legend import BADGE_MM, draw_badge
from layers import group_colour
from words import Lang, cost_span, number, say, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.appraisal import Contribution, Step
    from briefing.content import ReportData, Share
    from briefing.slides.deck import Deck, Page

_STEPS_SHARE: Final = 0.64
_STEP_SIZES: Final = (20.0, 18.0, BODY_PT)
_RANK_MM, _BETWEEN_MM = 10.0, 4.0
_SPARE_MM: Final = 1.5  # of a name's width: programs break a line that only just fits
_MOST: Final = 10  # projects told on a slide
_LEAST: Final = 3
_NAMED: Final = 2  # of the dearest that have no room
_NAMES_SHARE: Final = 0.5  # of the left chart: names of seven roads on two lines, in English too
_WORTH_SHARE: Final = 0.66  # of the slide


def add_order(deck: Deck, report: ReportData, numbers: Mapping[str, str]) -> None:
    """The first steps, each with what it adds for a person, and a chart of what is reached; nothing without an order."""
    lang, found = deck.lang, ordered(report)
    if found is None:
        return
    people = number(people_counted(report), lang)
    note = "slides.note_order" if found.exact else "slides.note_order_sampled"
    page = deck.page(order_title(found, lang), notes=figure_notes(report, lang, note, people=people))
    foot = [say("slides.order_foot", lang, people=people), *order_basis(report, lang), *valued_note(report, lang)]
    room = page.area.above(page.foot(" ".join(foot)))
    left, right = room.columns(_STEPS_SHARE, 1 - _STEPS_SHARE, gap=10.0)
    beside, alone = (_steps_in(area, report, found, deck) for area in (left, room))
    if beside.count < min(order_reaching(found), alone.count):  # the steps that the title counts go before the chart
        _add_steps(page, alone, report, found, numbers)
        return
    shown = _add_steps(page, beside, report, found, numbers)
    head = Line(say("slides.order_chart", lang), size=BODY_PT, bold=True)
    page.text(right, [head], name="Text")
    bars = Bars(
        categories=[str(n) for n in range(1, len(shown) + 1)],
        values=[100 * step.value / found.total for step in shown],
        series=say("slides.col_reached", lang),
        described=order_title(found, lang),
        colours=[_colour(report, step.unit) for step in shown],
        upright=True,
        size=SMALL_PT,
    )
    set_bars(page, right.below(head.height(right.width) + 2.0), bars)


@dataclass(frozen=True)
class _Steps:
    """The steps that a part of a slide holds.

    Attributes
    ----------
    area, room
        Where they stand below their heading; millimetres of their names.
    rows, gains
        What is told of each, and what it saves further.
    count, size, rest
        How many of them have room, in which letters, and what is said of the others.
    """

    area: Area
    room: float
    rows: list[tuple[str, str]]
    gains: list[str]
    count: int
    size: float
    rest: list[Line]


def _steps_in(area: Area, report: ReportData, found: Contribution, deck: Deck) -> _Steps:
    """As many steps as are read easily there."""
    lang = deck.lang
    area = area.below(_steps_head(lang).height(area.width) + _BETWEEN_MM)
    told = order_told(found.order, people_counted(report))
    rows = [step_told(report, step.unit, lang) for step in found.order[:told]]
    gains = step_gains(report, found, lang)
    room = area.width - _RANK_MM - BADGE_MM - 3.0 - _gain_mm(gains) - _BETWEEN_MM - _SPARE_MM
    count, size, rest = _fitted(rows, len(found.order), area, room, lang, short=deck.short)
    return _Steps(area, room, rows, gains, count, size, rest)


def _steps_head(lang: Lang) -> Line:
    return Line(say("headline.steps_heading", lang), size=BODY_PT, bold=True)


def _gain_mm(gains: Sequence[str]) -> float:
    return max(Line(gain, size=_STEP_SIZES[0], bold=True).wide() for gain in gains) + 1.0


def _add_steps(
    page: Page, steps: _Steps, report: ReportData, found: Contribution, numbers: Mapping[str, str]
) -> Sequence[Step]:
    """The steps under their heading, and in a sentence what is left; gives those told."""
    area, room, size, count = steps.area, steps.room, steps.size, steps.count
    head, gain_mm = _steps_head(page.deck.lang), _gain_mm(steps.gains)
    high = head.height(area.width)
    page.text(Area(area.left, area.top - high - _BETWEEN_MM, area.width, high), [head], name="Text")
    y = area.top
    for n, step in enumerate(found.order[:count], start=1):
        lines = _step_lines(steps.rows[n - 1], size)
        high = text_height(lines, room)
        _add_step(page, Area(area.left, y, area.width - gain_mm - _BETWEEN_MM, high), n, lines)
        middle = y + line_mm(size) / 2
        project = step.unit.partition("/")[0]
        text = numbers.get(project, "–")
        draw_badge(page, area.left + _RANK_MM, middle, text=text, colour=_colour(report, step.unit))
        where = Area(area.right - gain_mm, y, gain_mm, line_mm(size))
        page.text(where, [Line(steps.gains[n - 1], size=size, bold=True)], name="Figure")
        y += high + _BETWEEN_MM
    if steps.rest:
        page.text(Area(area.left, y, area.width, area.bottom - y), steps.rest, name="Text")
    return found.order[:count]


def _step_lines(told: tuple[str, str], size: float) -> list[Line]:
    """The name of a step, and below it why it does not come sooner."""
    name, after = told
    return [Line(name, size=size), *([Line(after, size=BODY_PT, colour="#44525c")] if after else [])]


def _add_step(page: Page, row: Area, rank: int, lines: Sequence[Line]) -> None:
    size = lines[0].size
    page.text(Area(row.left, row.top, _RANK_MM, line_mm(size)), [Line(f"{rank}.", size=size, bold=True)], name="Text")
    left = row.left + _RANK_MM + BADGE_MM + 3.0
    page.text(Area(left, row.top, row.right - left, row.height), lines, name="Text")


def _fitted(
    steps: list[tuple[str, str]], all_steps: int, area: Area, room: float, lang: Lang, *, short: bool
) -> tuple[int, float, list[Line]]:
    """How many steps fit in which letters, and what is said of the others; all of them in smaller letters before fewer in larger."""
    for count in range(len(steps), 0, -1):
        rest = _rest(len(steps) - count, all_steps - len(steps), lang, short=short)
        for size in _STEP_SIZES:
            rows = sum(text_height(_step_lines(step, size), room) + _BETWEEN_MM for step in steps[:count])
            if rows + text_height(rest, area.width) <= area.height:
                return count, size, rest
    return 1, _STEP_SIZES[-1], []


def _rest(more: int, nothing: int, lang: Lang, *, short: bool) -> list[Line]:
    told = [say(f"headline.steps_more{'_short' if short else ''}", lang, count=more)] if more else []
    if nothing:
        told.append(say(f"headline.steps_rest{'_one' if nothing == 1 else ''}", lang, count=nothing))
    return [Line(" ".join(told), size=BODY_PT, colour="#44525c")] if told else []


def _colour(report: ReportData, unit: str) -> str:
    return group_colour(report.world.projects[unit.partition("/")[0]].group)


def add_worth(deck: Deck, report: ReportData) -> None:
    """Minutes saved by project with their range, and beside them the published cost; of one project both in large letters."""
    lang = deck.lang
    if not report.scenario.projects:
        return
    notes = [*cost_notes(report, lang), *figure_notes(report, lang, "slides.note_costs"), *cost_sources(report, lang)]
    page = deck.page(cost_title(report, lang), notes=notes)
    foot = page.foot(" ".join(cost_notes(report, lang, without=False) or [say("slides.routes_unpriced", lang)]))
    room = page.area.above(foot)
    if (found := ordered(report)) is None:
        _add_single(page, room, report)
        return
    whole = found.total / people_counted(report)
    told = Line(say("headline.worth_whole", lang, minutes=number(whole, lang, decimals=1)), size=BODY_PT + 2)
    page.text(room, [told], name="Text")
    _add_charts(page, room.below(told.height(room.width) + _BETWEEN_MM), report)


def _add_single(page: Page, room: Area, report: ReportData) -> None:
    """What can be told in figures, and what the cost covers."""
    lang = page.deck.lang
    scopes = [row.scope_text(lang) for row in route_rows(report.projects) if row.scope_text(lang)]
    lines = [Line(text, size=BODY_PT) for text in scopes[:1]]
    high = text_height(lines, room.width)
    set_figures(page, room.above(high + _BETWEEN_MM), big_figures(report, lang))
    if lines:
        page.text(room.below(room.height - high), lines, name="Text")


def _add_charts(page: Page, room: Area, report: ReportData) -> None:
    """Two charts with the same rows: the names stand at the first."""
    lang, rows = page.deck.lang, shares(report)
    for head, area in zip(_chart_heads(lang), _chart_columns(room), strict=True):
        page.text(area, [head], name="Text")
    for count in range(min(_MOST, len(rows)), 0, -1):
        below = {one: _chart_areas(room, _unseen(report, rows[count:], one), one) for one in Lang}
        if count <= _LEAST or all(fits_bars(below[one][0], _worth(rows[:count], one)) for one in Lang):
            break  # as many bars in every language: the same data look the same
    if note := _unseen(report, rows[count:], lang):
        page.text(room.below(room.height - text_height(note, room.width)), note, name="Text")
    set_bars(page, below[lang][0], _worth(rows[:count], lang))
    set_bars(page, below[lang][1], _costs(report, rows[:count], lang))


def _chart_columns(room: Area) -> tuple[Area, ...]:
    return tuple(room.columns(_WORTH_SHARE, 1 - _WORTH_SHARE, gap=6.0))


def _chart_heads(lang: Lang) -> list[Line]:
    return [Line(say(f"headline.{name}_chart", lang), size=BODY_PT, bold=True) for name in ("worth", "cost")]


def _chart_areas(room: Area, note: list[Line], lang: Lang) -> list[Area]:
    """What heads and note leave of the room for each chart."""
    columns = _chart_columns(room)
    top = max(head.height(area.width) for head, area in zip(_chart_heads(lang), columns, strict=True)) + 1.0
    return [area.below(top).above(text_height(note, room.width) + 2.0) for area in columns]


def _unseen(report: ReportData, rows: Sequence[Share], lang: Lang) -> list[Line]:
    """Which units have no published cost, and which of those with one have no room in the charts: a sum of bars is not the title's."""
    found = report.contribution
    costs = {row.unit: cost for row in rows if found and (cost := found.cost_bn_vnd.get(row.unit)) is not None}
    dear = sorted((row for row in rows if row.unit in costs), key=lambda row: -costs[row.unit][1])
    undrawn = [f"{row.name(lang)} ({cost_span(*costs[row.unit], lang)})" for row in dear]
    missing = unpriced(report)
    told = [say("headline.cost_missing", lang, names=few_units(report, missing, lang))] if missing else []
    if undrawn:
        more, names = len(undrawn) - _NAMED, "; ".join(undrawn[:_NAMED])
        told.append(say(f"headline.cost_undrawn{'_more' if more > 0 else ''}", lang, names=names, count=more))
    return [Line(text, size=BODY_PT) for text in told]


def _worth(rows: Sequence[Share], lang: Lang) -> Bars:
    labels = [
        number(row.minutes, lang, decimals=2)
        + (f" ({span(row.low, row.high, lang, decimals=1)})" if row.low is not None else "")
        for row in rows
    ]
    return Bars(
        categories=[row.name(lang) for row in rows],
        values=[row.minutes for row in rows],
        series=say("headline.worth_chart", lang),
        described=say("headline.worth_chart", lang),
        colours=[group_colour(row.group) for row in rows],
        decimals=2,
        names_share=_NAMES_SHARE,
        size=SMALL_PT,
        least=TABLE_PT,
        labels=labels,
    )


def _costs(report: ReportData, rows: Sequence[Share], lang: Lang) -> Bars:
    """The published cost of each unit, the middle of its range as the bar and both ends at it; none where none was published."""
    found = report.contribution
    costs = [found.cost_bn_vnd.get(row.unit) if found else None for row in rows]
    return Bars(
        categories=[row.name(lang) for row in rows],
        values=[None if cost is None else sum(cost) / 2 for cost in costs],
        series=say("headline.cost_chart", lang),
        described=say("headline.cost_chart", lang),
        colours=[group_colour(row.group) for row in rows],
        size=SMALL_PT,
        least=TABLE_PT,
        labels=["" if cost is None else cost_span(*cost, lang) for cost in costs],
        named=False,
    )
