"""People in reach, kilometres, saving and cost of all scenarios; and how a metric becomes a row of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.metrics import ADDED
from briefing.slides_charts import Groups, set_groups
from briefing.slides_notes import cost_notes
from briefing.slides_tables import Cell, Column, TableSheet, flow_table, table_page
from briefing.slides_template import ACCENT
from briefing.slides_text import SMALL_PT, Line, line_mm
from words import Lang, say
from words.figures import number, span

if TYPE_CHECKING:
    from analysis.metrics import Metric, MetricTable
    from briefing.dossier import Dossier
    from briefing.slides_deck import Deck

_NAME_SHARE: Final = 30.0
_LONGEST_NAME: Final = 70  # characters of a heading
_FEW: Final = 4  # scenarios whose figures stand side by side in the usual letters
_COST: Final = "cost"
_MILLION: Final = 1e6
_SAVED_UNITS: Final = ("km", "min")
_TOLD_SHARE: Final = 0.05  # of the kilometres on an illustrative alignment, from which a title says so
_GREYS: Final = ("#c3ccd2", "#a3b0b8", "#82929c", "#627480", "#445660")
_LEAST_CHART_MM: Final = 40.0


def add_people(deck: Deck, dossier: Dossier, notes: list[str]) -> None:
    """People within an hour and an hour and a half of both capitals, as table and chart."""
    lang, table = deck.lang, dossier.table
    metrics = [m for m in table.metrics if m.limit_min]
    title = _people_title(dossier, lang)
    rows = [metric_row(dossier, m, lang) for m in metrics]
    whole = TableSheet(metric_columns(dossier, lang), rows, described=title, size=table_size(dossier))
    page, below = table_page(deck, title, whole, notes=notes, foot=change_foot(lang))
    if below is None or below.height < _LEAST_CHART_MM:
        return
    label = say("slides.people_chart", lang)
    page.text(below, [Line(label, size=14.0, bold=True)], name="Text")
    main = dossier.request.variant.key
    greys = iter(_GREYS)
    groups = Groups(
        categories=[m.title(lang, dossier.world) for m in metrics],
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


def add_money(deck: Deck, dossier: Dossier, notes: list[str]) -> None:
    """Kilometres added, time saved and published cost, with all that must be said of a cost; nothing without projects."""
    lang, table = deck.lang, dossier.table
    if not any(v.units for v in table.variants):
        return
    rows = [metric_row(dossier, m, lang) for m in table.metrics if m.group in ADDED]
    title = _money_title(dossier, lang)
    whole = TableSheet(metric_columns(dossier, lang), rows, described=title, size=table_size(dossier))
    foot = " ".join([say("slides.money_foot", lang), *_schematic_note(dossier, lang), *cost_notes(dossier, lang)])
    flow_table(deck, title, whole, notes=notes, foot=foot)


def _money_title(dossier: Dossier, lang: Lang) -> str:
    """The kilometres that the main scenario adds, those of illustrative alignments told apart; without any, the subject."""
    from analysis.metrics import road_km, schematic_km  # noqa: PLC0415

    variant = dossier.request.variant
    added = zip(("new", "upgrade"), road_km(dossier.world, variant), schematic_km(dossier.world, variant), strict=True)
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


def _schematic_note(dossier: Dossier, lang: Lang) -> list[str]:
    """The projects of the main scenario that follow no official alignment, by name."""
    names = [p.text("name", lang) for p in dossier.projects if p.schematic]
    return [say("slides.money_schematic_note", lang, names="; ".join(names))] if names else []


def _people_title(dossier: Dossier, lang: Lang) -> str:
    """Where the people in reach grow most, of what the assumptions cannot undo; else only what the slide holds."""
    table, key = dossier.table, dossier.request.variant.key
    firm = [m for m in table.metrics if m.limit_min and table.notable(key, m)]
    rows = [(m, table.cell(table.variants[0].key, m.key).value, table.cell(key, m.key).value) for m in firm]
    grown = [(after / before, m, before, after) for m, before, after in rows if before and after]
    most, metric, before, after = max(grown, key=lambda g: g[0], default=(1.0, None, 0.0, 0.0))
    if metric is None or most <= 1.0:
        alone = len(table.variants) == 1
        return say("slides.sums_alone" if alone else "slides.sums_title", lang, count=len(table.variants))
    figures = {"before": number(before, lang), "after": number(after, lang)}
    return say("slides.people_title", lang, what=metric.title(lang, dossier.world), **figures)


def change_foot(lang: Lang) -> str:
    """What a bracket, a ring and a dash mean: the foot of every slide with changes."""
    return f"{say('slides.comparison_foot', lang)} {say('metrics.not_notable', lang)}"


def metric_columns(dossier: Dossier, lang: Lang) -> list[Column]:
    """The metric, then one column a scenario, the main one marked."""
    variants = dossier.table.variants
    share = (100 - _NAME_SHARE) / len(variants)
    main = dossier.request.variant.key
    named = Column(say("slides.col_metric", lang), _NAME_SHARE)
    return [named, *(Column(heading(v.title(lang)), share, "right", marked=v.key == main) for v in variants)]


def heading(title: str) -> str:
    """A scenario's name as the heading of a column."""
    return title if len(title) <= _LONGEST_NAME else title[:_LONGEST_NAME].rstrip() + "…"


def table_size(dossier: Dossier) -> float:
    """Points of the letters of a table with a column for each scenario."""
    return SMALL_PT if len(dossier.table.variants) <= _FEW else 12.0


def metric_row(dossier: Dossier, metric: Metric, lang: Lang) -> list[str | Cell]:
    """A metric with its figure in every scenario."""
    figures = (_figure(dossier.table, v.key, metric, lang) for v in dossier.table.variants)
    return [metric_name(metric, dossier, lang), *figures]


def metric_name(metric: Metric, dossier: Dossier, lang: Lang) -> str:
    """Its title without the group's name before the colon, because it stands under it, and its unit."""
    title, unit = metric.title(lang, dossier.world), metric.unit_text(lang)
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
    return table.change_text(variant_key, metric, lang, ranges=ranges)
