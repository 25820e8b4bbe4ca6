"""All scenarios side by side: the capitals with a chart, the way to gates, airport and ports, people in reach, kilometres, saving and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.measures import ADDED
from briefing.content import (
    CAPITALS,
    access_headline,
    added_headline,
    before_after,
    change_foot,
    cost_notes,
    figure_notes,
    finding_title,
    metric_figure,
    metric_name,
    others_counted,
    others_hold,
    people_headline,
    schematic_note,
)
from briefing.slides.charts import Bars, Groups, fits_bars, fits_groups, set_bars, set_groups
from briefing.slides.deck import BODY_PT, SMALL_PT, TABLE_PT, Line, line_mm
from briefing.slides.tables import Cell, Column, TableSheet, flow_table, table_page
from briefing.slides.template import ACCENT
from words import Lang, say

if TYPE_CHECKING:
    from analysis.measures import Metric, MetricTable
    from briefing.content import ReportData
    from briefing.slides.deck import Deck, Page
    from briefing.slides.layout import Area

_NAME_SHARE: Final = 30.0
_LONGEST_NAME: Final = 70  # characters of a heading
_FEW: Final = 4  # scenarios whose figures stand side by side in the usual letters
_MILLION: Final = 1e6
_GREYS: Final = ("#c3ccd2", "#a3b0b8", "#82929c", "#627480", "#445660")
_LEAST_CHART_MM: Final = 40.0


def add_people(deck: Deck, report: ReportData, notes: list[str]) -> None:
    """People within an hour and an hour and a half of both capitals, as table and chart."""
    lang, table = deck.lang, report.table
    metrics = [m for m in table.metrics if m.limit_min]
    title = people_headline(report, lang)
    rows = [metric_row(report, m, lang) for m in metrics]
    whole = TableSheet(metric_columns(report, lang), rows, described=title, size=table_size(report))
    page, below = table_page(
        deck, title, whole, notes=notes, foot=" ".join([*others_hold(report, lang), change_foot(lang)])
    )
    if below is None or below.height < _LEAST_CHART_MM:
        return
    label = say("slides.people_chart", lang)
    main = report.request.variant.key
    greys = iter(_GREYS)
    groups = Groups(
        categories=[m.title(lang, report.world) for m in metrics],
        series={heading(v.title(lang)): [_millions(table, v.key, m) for m in metrics] for v in table.variants},
        described=label,
        colours=[ACCENT if v.key == main else next(greys) for v in table.variants],
        decimals=2,
        size=TABLE_PT,
    )
    _add_groups(page, below, label, groups)


def _add_groups(page: Page, area: Area, label: str, groups: Groups) -> None:
    """Columns under their name, where they can be read there."""
    room = area.below(line_mm(BODY_PT) + 1.0)
    if fits_groups(room, groups):
        page.text(area, [Line(label, size=BODY_PT, bold=True)], name="Text")
        set_groups(page, room, groups)


def _millions(table: MetricTable, variant_key: str, metric: Metric) -> float | None:
    value = table.cell(variant_key, metric.key).value
    return None if value is None else value / _MILLION


def add_money(deck: Deck, report: ReportData, notes: list[str]) -> None:
    """Kilometres added, time saved and published cost, with all that must be said of a cost; nothing without projects."""
    lang, table = deck.lang, report.table
    if not any(v.units for v in table.variants):
        return
    shown = [
        m for m in table.metrics if m.group in ADDED and any(table.cell(v.key, m.key).value for v in table.variants)
    ]
    rows = [metric_row(report, m, lang) for m in shown]
    title = added_headline(report, lang)
    whole = TableSheet(metric_columns(report, lang), rows, described=title, size=table_size(report))
    foot = " ".join([say("slides.money_foot", lang), *schematic_note(report, lang), *cost_notes(report, lang)])
    flow_table(deck, title, whole, notes=notes, foot=foot)


def metric_columns(report: ReportData, lang: Lang) -> list[Column]:
    """The metric, then one column a scenario, the main one marked."""
    variants = report.table.variants
    share = (100 - _NAME_SHARE) / len(variants)
    main = report.request.variant.key
    named = Column(say("slides.col_metric", lang), _NAME_SHARE)
    return [named, *(Column(heading(v.title(lang)), share, "right", marked=v.key == main) for v in variants)]


def heading(title: str) -> str:
    """A scenario's name as the heading of a column."""
    return title if len(title) <= _LONGEST_NAME else title[:_LONGEST_NAME].rstrip() + "…"


def table_size(report: ReportData) -> float:
    """Points of the letters of a table with a column for each scenario."""
    return SMALL_PT if len(report.table.variants) <= _FEW else TABLE_PT


def metric_row(report: ReportData, metric: Metric, lang: Lang) -> list[str | Cell]:
    """A metric with its figure in every scenario."""
    figures = (metric_figure(report.table, v.key, metric, lang) for v in report.table.variants)
    return [metric_name(metric, report, lang), *figures]


_ACCESS: Final = ("districts", "gate", "airport", "port")
_TIME: Final = "capitals_fastest_min"
_OTHERS: Final = "#7d8b95"
_LEAST_BESIDE_MM: Final = 40.0
_CHART_MM: Final = 56.0  # that the bars of four scenarios need with their heading


def add_comparison(deck: Deck, report: ReportData) -> None:
    """One slide with the capitals' figures as table and chart, and the whole table on slides of its own."""
    lang, table = deck.lang, report.table
    title = finding_title(report, lang, group=CAPITALS)
    notes = [*figure_notes(report, lang, "slides.note_comparison"), *_digests(table, lang)]
    rows = [metric_row(report, m, lang) for m in table.metrics if m.group == CAPITALS]
    whole = TableSheet(metric_columns(report, lang), rows, described=title, size=table_size(report))
    foot = " ".join([*others_counted(report, lang), change_foot(lang)])  # the chart needs the room of the names
    page, below = table_page(
        deck, title, whole, notes=[*others_hold(report, lang), *notes], foot=foot, below_mm=_CHART_MM
    )
    if below is not None and below.height > _LEAST_BESIDE_MM:
        _add_chart(deck, report, page, below)
    _add_access(deck, report, notes)
    add_people(deck, report, notes)
    add_money(deck, report, notes)


def _add_chart(deck: Deck, report: ReportData, page: Page, area: Area) -> None:
    lang, table = deck.lang, report.table
    metric = next(m for m in table.metrics if m.key == _TIME)
    series = f"{metric.title(lang, report.world)} ({metric.unit_text(lang)})"
    main = report.request.variant.key
    bars = Bars(
        categories=[heading(v.title(lang)) for v in table.variants],
        values=[table.cell(v.key, _TIME).value for v in table.variants],
        series=series,
        described=series,
        colours=[ACCENT if v.key == main else _OTHERS for v in table.variants],
        names_share=0.36,
    )
    room = area.below(line_mm(BODY_PT) + 1.0)
    if fits_bars(room, bars):
        page.text(area, [Line(series, size=BODY_PT, bold=True)], name="Text")
        set_bars(page, room, bars)


def _add_access(deck: Deck, report: ReportData, notes: list[str]) -> None:
    """Districts, gates, airport and ports: the four figures of each, before and after, and the times as a chart."""
    lang, table = deck.lang, report.table
    groups = {g: [m for m in table.metrics if m.group == g] for g in _ACCESS}
    title = access_headline(report, lang)
    heads = [m[0].title(lang, report.world).partition(": ")[0] for m in groups.values()]
    columns = [Column(say("slides.col_metric", lang), 22), *(Column(head, 19.5, "right") for head in heads)]
    rows = [
        [metric_name(same[0], report, lang), *(before_after(report, metric, lang) for metric in same)]
        for same in zip(*groups.values(), strict=True)
    ]
    key, base = report.request.variant.key, table.variants[0].key
    foot = say("slides.access_foot_alone" if key == base else "slides.access_foot", lang)
    foot = f"{foot} {say('slides.by_district', lang)}"
    foot = foot if key == base else f"{foot} {say('metrics.not_notable', lang)}"
    page, below = table_page(deck, title, TableSheet(columns, rows, described=title), notes=notes, foot=foot)
    named = {say("briefing.before", lang): base, say("briefing.after", lang): key}
    if key == base:
        named = {report.request.variant.title(lang): base}
    series = {name: [table.cell(v, f"{group}_fastest_min").value for group in _ACCESS] for name, v in named.items()}
    if below is not None and below.height > _LEAST_BESIDE_MM:
        label = say("slides.access_chart", lang)
        groups_chart = Groups(heads, series, label, colours=(_OTHERS, ACCENT)[: len(series)], size=TABLE_PT)
        _add_groups(page, below, label, groups_chart)


def _digests(table: MetricTable, lang: Lang) -> list[str]:
    """What names the figures of each scenario."""
    return [say("slides.variant_digest", lang, name=v.title(lang), digest=table.digest(v.key)) for v in table.variants]
