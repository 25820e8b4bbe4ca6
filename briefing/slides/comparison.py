"""All scenarios side by side: the capitals with a chart, the way to gates, airport and ports, people in reach, kilometres, saving and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.measures import ADDED
from briefing.content import cost_notes, figure_notes
from briefing.slides.charts import Bars, Groups, set_bars, set_groups
from briefing.slides.deck import SMALL_PT, Line, line_mm
from briefing.slides.tables import Cell, Column, TableSheet, flow_table, table_page
from briefing.slides.template import ACCENT
from words import Lang, change_text, finding_text, number, say, span

if TYPE_CHECKING:
    from analysis.measures import Metric, MetricTable
    from briefing.content import ReportData
    from briefing.slides.deck import Area, Deck, Page

_NAME_SHARE: Final = 30.0
_LONGEST_NAME: Final = 70  # characters of a heading
_FEW: Final = 4  # scenarios whose figures stand side by side in the usual letters
_COST: Final = "cost"
_MILLION: Final = 1e6
_SAVED_UNITS: Final = ("km", "min")
_TOLD_SHARE: Final = 0.05  # of the kilometres on an illustrative alignment, from which a title says so
_GREYS: Final = ("#c3ccd2", "#a3b0b8", "#82929c", "#627480", "#445660")
_LEAST_CHART_MM: Final = 40.0


def add_people(deck: Deck, report: ReportData, notes: list[str]) -> None:
    """People within an hour and an hour and a half of both capitals, as table and chart."""
    lang, table = deck.lang, report.table
    metrics = [m for m in table.metrics if m.limit_min]
    title = _people_title(report, lang)
    rows = [metric_row(report, m, lang) for m in metrics]
    whole = TableSheet(metric_columns(report, lang), rows, described=title, size=table_size(report))
    page, below = table_page(deck, title, whole, notes=notes, foot=change_foot(lang))
    if below is None or below.height < _LEAST_CHART_MM:
        return
    label = say("slides.people_chart", lang)
    page.text(below, [Line(label, size=14.0, bold=True)], name="Text")
    main = report.request.variant.key
    greys = iter(_GREYS)
    groups = Groups(
        categories=[m.title(lang, report.world) for m in metrics],
        series={heading(v.title(lang)): [_millions(table, v.key, m) for m in metrics] for v in table.variants},
        described=label,
        colours=[ACCENT if v.key == main else next(greys) for v in table.variants],
        decimals=2,
        size=12.0,
    )
    set_groups(page, below.below(line_mm(14.0) + 1.0), groups)


def _millions(table: MetricTable, variant_key: str, metric: Metric) -> float | None:
    value = table.cell(variant_key, metric.key).value
    return None if value is None else value / _MILLION


def add_money(deck: Deck, report: ReportData, notes: list[str]) -> None:
    """Kilometres added, time saved and published cost, with all that must be said of a cost; nothing without projects."""
    lang, table = deck.lang, report.table
    if not any(v.units for v in table.variants):
        return
    rows = [metric_row(report, m, lang) for m in table.metrics if m.group in ADDED]
    title = _money_title(report, lang)
    whole = TableSheet(metric_columns(report, lang), rows, described=title, size=table_size(report))
    foot = " ".join([say("slides.money_foot", lang), *_schematic_note(report, lang), *cost_notes(report, lang)])
    flow_table(deck, title, whole, notes=notes, foot=foot)


def _money_title(report: ReportData, lang: Lang) -> str:
    """The kilometres that the main scenario adds, those of illustrative alignments told apart; without any, the subject."""
    from analysis.measures import road_km, schematic_km  # noqa: PLC0415

    variant = report.request.variant
    added = zip(("new", "upgrade"), road_km(report.world, variant), schematic_km(report.world, variant), strict=True)
    told = []
    for kind, km, schematic in added:
        if not km:
            continue
        part = say(f"slides.money_{kind}", lang, km=number(km, lang))
        if number(schematic, lang) == number(km, lang):
            part += say("slides.money_schematic_all", lang)
        elif schematic >= _TOLD_SHARE * km:
            part += say("slides.money_schematic", lang, km=number(schematic, lang))
        told.append(part)
    text = ", ".join(told)
    return (
        say("slides.money_title", lang, added=text[:1].upper() + text[1:]) if told else say("slides.money_none", lang)
    )


def _schematic_note(report: ReportData, lang: Lang) -> list[str]:
    """The projects of the main scenario that follow no official alignment, by name."""
    names = [p.text("name", lang) for p in report.projects if p.schematic]
    return [say("slides.money_schematic_note", lang, names="; ".join(names))] if names else []


def _people_title(report: ReportData, lang: Lang) -> str:
    """Where the people in reach grow most, of what the assumptions cannot undo; else only what the slide holds."""
    table, key = report.table, report.request.variant.key
    firm = [m for m in table.metrics if m.limit_min and table.notable(key, m)]
    rows = [(m, table.cell(table.variants[0].key, m.key).value, table.cell(key, m.key).value) for m in firm]
    grown = [(after / before, m, before, after) for m, before, after in rows if before and after]
    most, metric, before, after = max(grown, key=lambda g: g[0], default=(1.0, None, 0.0, 0.0))
    if metric is None or most <= 1.0:
        alone = len(table.variants) == 1
        return say("slides.sums_alone" if alone else "slides.sums_title", lang, count=len(table.variants))
    figures = {"before": number(before, lang), "after": number(after, lang)}
    return say("slides.people_title", lang, what=metric.title(lang, report.world), **figures)


def change_foot(lang: Lang) -> str:
    """What a bracket, a ring and a dash mean: the foot of every slide with changes."""
    return f"{say('slides.comparison_foot', lang)} {say('metrics.not_notable', lang)}"


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
    return SMALL_PT if len(report.table.variants) <= _FEW else 12.0


def metric_row(report: ReportData, metric: Metric, lang: Lang) -> list[str | Cell]:
    """A metric with its figure in every scenario."""
    figures = (_figure(report.table, v.key, metric, lang) for v in report.table.variants)
    return [metric_name(metric, report, lang), *figures]


def metric_name(metric: Metric, report: ReportData, lang: Lang) -> str:
    """Its title without the group's name before the colon, because it stands under it, and its unit."""
    title, unit = metric.title(lang, report.world), metric.unit_text(lang)
    rest = title.partition(": ")[2]
    short = rest[:1].upper() + rest[1:] if rest else title
    return f"{short} ({unit})" if unit else short


def _figure(table: MetricTable, variant_key: str, metric: Metric, lang: Lang) -> str:
    """The figure with its change in brackets; a cost as its range."""
    cell = table.cell(variant_key, metric.key)
    if metric.key == _COST and cell.low is not None:
        return span(cell.low, cell.high, lang)
    text = number(cell.value, lang, decimals=metric.decimals)
    if not table.change(variant_key, metric) or metric.group in ADDED:
        return text
    return f"{text} ({change_of(table, variant_key, metric, lang)})"


def change_of(table: MetricTable, variant_key: str, metric: Metric, lang: Lang) -> str:
    """The change; with its range where it is a saving of time or distance that may be called one."""
    ranges = metric.unit in _SAVED_UNITS and metric.better == "less" and table.notable(variant_key, metric)
    return change_text(table, variant_key, metric, lang, ranges=ranges)


_CAPITALS: Final = "capitals"
_ACCESS: Final = ("districts", "gate", "airport", "port")
_TIME: Final = "capitals_fastest_min"
_OTHERS: Final = "#7d8b95"
_LEAST_BESIDE_MM: Final = 45.0


def add_comparison(deck: Deck, report: ReportData) -> None:
    """One slide with the capitals' figures as table and chart, and the whole table on slides of its own."""
    lang, table = deck.lang, report.table
    title = comparison_title(report, lang)
    notes = [*figure_notes(report, lang, "slides.note_comparison"), *_digests(table, lang)]
    rows = [metric_row(report, m, lang) for m in table.metrics if m.group == _CAPITALS]
    whole = TableSheet(metric_columns(report, lang), rows, described=title, size=table_size(report))
    page, below = table_page(deck, title, whole, notes=notes, foot=change_foot(lang))
    if below is not None and below.height > _LEAST_BESIDE_MM:
        _add_chart(deck, report, page, below)
    _add_access(deck, report, notes)
    add_people(deck, report, notes)
    add_money(deck, report, notes)


def comparison_title(report: ReportData, lang: Lang) -> str:
    """The main sentence on the main scenario, from its figures."""
    from analysis.measures import finding  # noqa: PLC0415

    return finding_text(finding(report.table, report.request.variant.key, group=_CAPITALS), lang).rstrip(".")


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
    page.text(area, [Line(series, size=14.0, bold=True)], name="Text")
    set_bars(page, area.below(line_mm(14.0) + 1.0), bars)


def _add_access(deck: Deck, report: ReportData, notes: list[str]) -> None:
    """Districts, gates, airport and ports: the four figures of each, before and after, and the times as a chart."""
    lang, table = deck.lang, report.table
    groups = {g: [m for m in table.metrics if m.group == g] for g in _ACCESS}
    title = _access_title(report, lang)
    heads = [m[0].title(lang, report.world).partition(": ")[0] for m in groups.values()]
    columns = [Column(say("slides.col_metric", lang), 22), *(Column(head, 19.5, "right") for head in heads)]
    rows = [
        [metric_name(same[0], report, lang), *(_before_after(report, metric, lang) for metric in same)]
        for same in zip(*groups.values(), strict=True)
    ]
    key, base = report.request.variant.key, table.variants[0].key
    foot = say("slides.access_foot_alone" if key == base else "slides.access_foot", lang)
    foot = foot if key == base else f"{foot} {say('metrics.not_notable', lang)}"
    page, below = table_page(deck, title, TableSheet(columns, rows, described=title), notes=notes, foot=foot)
    named = {say("briefing.before", lang): base, say("briefing.after", lang): key}
    if key == base:
        named = {report.request.variant.title(lang): base}
    series = {name: [table.cell(v, f"{group}_fastest_min").value for group in _ACCESS] for name, v in named.items()}
    if below is not None and below.height > _LEAST_BESIDE_MM:
        label = say("slides.access_chart", lang)
        page.text(below, [Line(label, size=14.0, bold=True)], name="Text")
        groups_chart = Groups(heads, series, label, colours=(_OTHERS, ACCENT)[: len(series)], size=12.0)
        set_groups(page, below.below(line_mm(14.0) + 1.0), groups_chart)


def _before_after(report: ReportData, metric: Metric, lang: Lang) -> str:
    """Before → after, and the change in brackets."""
    table = report.table
    before, after = (table.cell(key, metric.key) for key in (table.variants[0].key, report.request.variant.key))
    first, last = (number(c.value, lang, decimals=metric.decimals) for c in (before, after))
    if first == last:
        return first
    change = change_of(table, report.request.variant.key, metric, lang)
    return f"{first} → {last} ({change})" if table.change(report.request.variant.key, metric) else f"{first} → {last}"


def _access_title(report: ReportData, lang: Lang) -> str:
    """The times to the airport and to the ports that fall, of what the assumptions cannot undo; else what the slide holds."""
    table, key = report.table, report.request.variant.key
    base = table.variants[0].key
    if key == base:
        return say("slides.access_alone", lang)
    told = []
    for group in ("airport", "port"):
        metric = next(m for m in table.metrics if m.key == f"{group}_fastest_min")
        if table.notable(key, metric) and (table.change(key, metric) or 0.0) < 0:
            before, after = (number(table.cell(v, metric.key).value, lang, decimals=1) for v in (base, key))
            told.append(say(f"slides.access_{group}", lang, before=before, after=after))
    text = "; ".join(told)
    return text[:1].upper() + text[1:] if told else say("slides.access_plain", lang)


def _digests(table: MetricTable, lang: Lang) -> list[str]:
    """What names the figures of each scenario."""
    return [say("slides.variant_digest", lang, name=v.title(lang), digest=table.digest(v.key)) for v in table.variants]
