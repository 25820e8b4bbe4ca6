"""All scenarios side by side: the capitals with a chart, the way to gates, airport and ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.slides_charts import Bars, Groups, set_bars, set_groups
from briefing.slides_notes import figure_notes
from briefing.slides_sums import (
    add_money,
    add_people,
    change_foot,
    change_of,
    heading,
    metric_columns,
    metric_name,
    metric_row,
    table_size,
)
from briefing.slides_tables import Column, TableSheet, table_page
from briefing.slides_template import ACCENT
from briefing.slides_text import Line, line_mm
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    from analysis.metrics import Metric, MetricTable
    from briefing.dossier import Dossier
    from briefing.slides_deck import Area, Deck, Page

_CAPITALS: Final = "capitals"
_ACCESS: Final = ("districts", "gate", "airport", "port")
_TIME: Final = "capitals_fastest_min"
_OTHERS: Final = "#7d8b95"
_LEAST_CHART_MM: Final = 45.0


def add_comparison(deck: Deck, dossier: Dossier) -> None:
    """One slide with the capitals' figures as table and chart, and the whole table on slides of its own."""
    lang, table = deck.lang, dossier.table
    title = comparison_title(dossier, lang)
    notes = [*figure_notes(dossier, lang, "slides.note_comparison"), *_digests(table, lang)]
    rows = [metric_row(dossier, m, lang) for m in table.metrics if m.group == _CAPITALS]
    whole = TableSheet(metric_columns(dossier, lang), rows, described=title, size=table_size(dossier))
    page, below = table_page(deck, title, whole, notes=notes, foot=change_foot(lang))
    if below is not None and below.height > _LEAST_CHART_MM:
        _add_chart(deck, dossier, page, below)
    _add_access(deck, dossier, notes)
    add_people(deck, dossier, notes)
    add_money(deck, dossier, notes)


def comparison_title(dossier: Dossier, lang: Lang) -> str:
    """The main sentence on the main scenario, from its figures."""
    from analysis.finding import finding  # noqa: PLC0415

    return finding(dossier.table, dossier.request.variant.key, group=_CAPITALS).text(lang).rstrip(".")


def _add_chart(deck: Deck, dossier: Dossier, page: Page, area: Area) -> None:
    lang, table = deck.lang, dossier.table
    metric = next(m for m in table.metrics if m.key == _TIME)
    series = f"{metric.title(lang, dossier.world)} ({metric.unit_text(lang)})"
    main = dossier.request.variant.key
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


def _add_access(deck: Deck, dossier: Dossier, notes: list[str]) -> None:
    """Districts, gates, airport and ports: the four figures of each, before and after, and the times as a chart."""
    lang, table = deck.lang, dossier.table
    groups = {g: [m for m in table.metrics if m.group == g] for g in _ACCESS}
    title = _access_title(dossier, lang)
    heads = [m[0].title(lang, dossier.world).partition(": ")[0] for m in groups.values()]
    columns = [Column(say("slides.col_metric", lang), 22), *(Column(head, 19.5, "right") for head in heads)]
    rows = [
        [metric_name(same[0], dossier, lang), *(_before_after(dossier, metric, lang) for metric in same)]
        for same in zip(*groups.values(), strict=True)
    ]
    key, base = dossier.request.variant.key, table.variants[0].key
    foot = say("slides.access_foot_alone" if key == base else "slides.access_foot", lang)
    foot = foot if key == base else f"{foot} {say('metrics.not_notable', lang)}"
    page, below = table_page(deck, title, TableSheet(columns, rows, described=title), notes=notes, foot=foot)
    named = {say("briefing.before", lang): base, say("briefing.after", lang): key}
    if key == base:
        named = {dossier.request.variant.title(lang): base}
    series = {name: [table.cell(v, f"{group}_fastest_min").value for group in _ACCESS] for name, v in named.items()}
    if below is not None and below.height > _LEAST_CHART_MM:
        label = say("slides.access_chart", lang)
        page.text(below, [Line(label, size=14.0, bold=True)], name="Text")
        groups_chart = Groups(heads, series, label, colours=(_OTHERS, ACCENT)[: len(series)], size=12.0)
        set_groups(page, below.below(line_mm(14.0) + 1.0), groups_chart)


def _before_after(dossier: Dossier, metric: Metric, lang: Lang) -> str:
    """Before → after, and the change in brackets."""
    table = dossier.table
    before, after = (table.cell(key, metric.key) for key in (table.variants[0].key, dossier.request.variant.key))
    first, last = (number(c.value, lang, decimals=metric.decimals) for c in (before, after))
    if first == last:
        return first
    change = change_of(table, dossier.request.variant.key, metric, lang)
    return f"{first} → {last} ({change})" if table.change(dossier.request.variant.key, metric) else f"{first} → {last}"


def _access_title(dossier: Dossier, lang: Lang) -> str:
    """The times to the airport and to the ports that fall, of what the assumptions cannot undo; else what the slide holds."""
    table, key = dossier.table, dossier.request.variant.key
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
