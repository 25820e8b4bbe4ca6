"""Who contributes how much, and in which order to build: exact over every set of the chosen projects where they can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import (
    Share,
    figure_notes,
    order_basis,
    order_title,
    order_told,
    people_counted,
    shares,
    step_name,
    valued_note,
    worth_telling,
    worth_title,
)
from briefing.slides.charts import Bars, set_bars
from briefing.slides.deck import BODY_PT, Line, text_height
from briefing.slides.tables import Cell, Column, TableSheet, flow_table, foot_height
from layers import group_colour
from layers.symbology import style
from words import Lang, number, say, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.appraisal import Step
    from briefing.content import ReportData
    from briefing.slides.deck import Area, Deck

_MOST_BARS: Final = 16
_TOLD_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0)  # below 14 only on templates narrower than 16:9
_FIRST: Final = 3  # projects told together
_TABLE_SHARE: Final = 0.68
_CHART_TITLE_MM: Final = 14.0


def add_contributions(deck: Deck, report: ReportData) -> None:
    """The Shapley value of each project as a chart, with its range in words."""
    lang, rows = deck.lang, shares(report)
    if not worth_telling(rows):
        return
    title = worth_title(rows, lang)
    page = deck.page(title, notes=figure_notes(report, lang, "slides.note_worth", people=_people(report, lang)))
    foot = page.foot(
        " ".join([say("slides.worth_foot", lang, people=_people(report, lang)), *valued_note(report, lang)])
    )
    chart, beside = page.area.above(foot).columns(0.7, 0.3)
    series = say("slides.worth_series", lang)
    bars = Bars(
        categories=[r.name(lang) for r in rows[:_MOST_BARS]],
        values=[r.minutes for r in rows[:_MOST_BARS]],
        series=series,
        described=f"{title} {series}",
        colours=[group_colour(r.group) for r in rows[:_MOST_BARS]],
        decimals=2,
        names_share=0.44,
        size=12.0,
    )
    set_bars(page, chart, bars)
    page.text(beside, _told(rows, lang, beside), name="Text")


def _told(rows: Sequence[Share], lang: Lang, area: Area) -> list[Line]:
    """What the figure is, the ranges of the first three, and whether the ranking holds."""
    for size in _TOLD_SIZES:
        lines = _lines(rows, lang, size, ranges=True)
        if text_height(lines, area.width) <= area.height:
            return lines
    return _lines(rows, lang, _TOLD_SIZES[-1], ranges=False)


def _lines(rows: Sequence[Share], lang: Lang, size: float, *, ranges: bool) -> list[Line]:
    lines = [
        Line(say("slides.worth_series", lang), size=min(size + 2, BODY_PT), bold=True),
        Line(say("slides.worth_means", lang), size=size, space_mm=1.5),
    ]
    firm = sum(r.firm for r in rows)
    judged = any(row.low is not None for row in rows)
    firmness = say("slides.worth_firm", lang, firm=firm, count=len(rows))
    end = [Line(firmness, size=size, space_mm=4.0)] if judged else []  # the foot tells why not
    if not ranges or not judged:
        return [*lines, *end]
    lines.append(Line(say("slides.worth_ranges", lang), size=size, bold=True, space_mm=4.0))
    for row in rows[:_FIRST]:
        text = say("slides.worth_range", lang, name=row.name(lang), range=span(row.low, row.high, lang, decimals=1))
        lines.append(Line(text, size=size, bullet=True, space_mm=1.0))
    return [*lines, *end]


def add_order(deck: Deck, report: ReportData) -> None:
    """The best order of building as a table: what each step adds, and what is reached."""
    lang, found = deck.lang, report.contribution
    rows_of = shares(report)
    if found is None or not found.total > 0 or not worth_telling(rows_of):
        return
    steps, people, total = found.order, people_counted(report), found.total
    names = {r.unit: r for r in rows_of}
    title = order_title(found, lang)
    told = order_told(steps, people)
    called = {s.unit: step_name(report, s.unit, lang) for s in steps}
    rows = _order_rows(steps, names, called, people=people, lang=lang)
    bars = Bars(
        categories=[str(n) for n in range(1, told + 1)],
        values=[100 * s.value / total for s in steps[:told]],
        series=say("slides.col_reached", lang),
        described=title,
        colours=[group_colour(names[s.unit].group) for s in steps[:told]],
        upright=True,
        size=12.0,
    )
    note = "slides.note_order" if found.exact else "slides.note_order_sampled"
    notes = figure_notes(report, lang, note, people=_people(report, lang))
    foot = " ".join(
        [
            say("slides.order_foot", lang, people=_people(report, lang)),
            *order_basis(report, lang),
            *valued_note(report, lang),
        ]
    )
    table = TableSheet(_order_columns(lang), rows, described=title)
    pages = flow_table(deck, title, table, notes=notes, foot=foot, share=_TABLE_SHARE)
    beside = deck.area.above(foot_height(deck, foot)).columns(_TABLE_SHARE, 1 - _TABLE_SHARE)[1]
    pages[0].text(beside, [Line(say("slides.order_chart", lang), size=14.0, bold=True)], name="Text")
    set_bars(pages[0], beside.below(_CHART_TITLE_MM), bars)


def _order_rows(
    steps: Sequence[Step], names: Mapping[str, Share], called: Mapping[str, str], *, people: int, lang: Lang
) -> list[list[str | Cell]]:
    """One row a step; the last ones, if they add nothing that shows, in one row together."""
    told = order_told(steps, people)
    total = steps[-1].value
    rows: list[list[str | Cell]] = []
    for n, step in enumerate(steps[:told], start=1):
        badge = Cell(str(n), fill=group_colour(names[step.unit].group), bold=True, ink=style.PAPER)
        gain = number(step.gain / people, lang, decimals=2, sign=True)
        rows.append([badge, called[step.unit], gain, number(100 * step.value / total, lang, decimals=1)])
    rest = steps[told:]
    if rest:
        text = say("slides.order_rest", lang, names="; ".join(called[s.unit] for s in rest))
        rows.append([Cell(text)])
    return rows


def _order_columns(lang: Lang) -> tuple[Column, ...]:
    return (
        Column(say("slides.col_step", lang), 10, "center"),
        Column(say("slides.col_route", lang), 54),
        Column(say("slides.col_gain", lang), 20, "right"),
        Column(say("slides.col_reached", lang), 18, "right"),
    )


def _people(report: ReportData, lang: Lang) -> str:
    return number(people_counted(report), lang)
