"""All metrics of all scenarios, with the change against the baseline as a formula, and a chart of the times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from analysis.metrics import ADDED
from briefing.slides_notes import cost_notes
from briefing.workbook_sheet import Cell, Head, minus
from layers import style
from words import Lang, say

if TYPE_CHECKING:
    from analysis.metrics import Metric, MetricTable
    from briefing.dossier import Dossier
    from briefing.workbook_sheet import Sheet

_KINDS: Final = {0: "whole", 1: "one", 2: "two"}
_TIME: Final = "capitals_fastest_min"
_DIGITS: Final = 6


def fill_metrics(sheet: Sheet, dossier: Dossier, lang: Lang) -> None:
    """One row a metric; value of each scenario, its change, and the ends of the change under other assumptions."""
    table, world = dossier.table, dossier.world
    sheet.title(say("workbook.title_metrics", lang), say("workbook.metrics_note", lang), *cost_notes(dossier, lang))
    variants = table.variants
    heads = [Head(say("slides.col_metric", lang), "text", 50.0), Head(say("workbook.unit", lang), "text", 16.0)]
    heads += [Head(v.title(lang), "one", 18.0) for v in variants]
    heads += [Head(say("workbook.change_of", lang, name=v.title(lang)), "one", 18.0) for v in variants[1:]]
    heads += [
        Head(say(f"workbook.change_{end}", lang, name=v.title(lang)), "one", 18.0)
        for v in variants[1:]
        for end in ("low", "high")
    ]
    heads += [Head(say("workbook.change_notable", lang, name=v.title(lang)), "text", 18.0) for v in variants[1:]]
    rows, first = [], sheet.row + 1
    for r, metric in enumerate(table.metrics, start=first):
        cells = [table.cell(v.key, metric.key) for v in variants]
        values: list[Cell] = [None if c.value is None else round(c.value, _DIGITS) for c in cells]
        changes: list[Cell] = []
        base = (xl_rowcol_to_cell(r, 2), cells[0].value)
        for n, cell in enumerate(cells[1:], start=3):
            known = cell.difference is not None
            change = minus((xl_rowcol_to_cell(r, n), cell.value), base, decimals=metric.decimals) if known else None
            changes.append(change)
        ends = [None if e is None else round(e, _DIGITS) for c in cells[1:] for e in (c.low, c.high)]
        judged = [_judged(table, v.key, metric, lang) for v in variants[1:]]
        rows.append([metric.title(lang, world), metric.unit_text(lang), *values, *changes, *ends, *judged])
    start, _ = sheet.table(heads, rows, freeze=1)
    _set_decimals(sheet, dossier, rows, start)
    _digests(sheet, dossier, lang)
    _add_chart(sheet, dossier, lang, start)


def _judged(table: MetricTable, variant_key: str, metric: Metric, lang: Lang) -> str:
    """Whether a change may be called one; nothing where there is none."""
    if not table.change(variant_key, metric) or metric.group in ADDED:
        return ""
    return say(f"metrics.notable_{'yes' if table.notable(variant_key, metric) else 'no'}", lang)


def _set_decimals(sheet: Sheet, dossier: Dossier, rows: list[list[Cell]], start: int) -> None:
    """Each metric in its own decimals."""
    for r, (metric, row) in enumerate(zip(dossier.table.metrics, rows, strict=True), start=start):
        look = sheet.looks.get(_KINDS[metric.decimals])
        for c, cell in enumerate(row[2:], start=2):
            if not isinstance(cell, str):
                sheet.cell(r, c, cell, look)


def _digests(sheet: Sheet, dossier: Dossier, lang: Lang) -> None:
    """What names the figures of each scenario, and what is said of its cost."""
    rows = [[v.title(lang), dossier.table.digest(v.key)] for v in dossier.table.variants]
    sheet.table(
        [Head(say("workbook.scenario", lang), "text", 50.0), Head(say("workbook.digest", lang), "text", 18.0)], rows
    )


def _add_chart(sheet: Sheet, dossier: Dossier, lang: Lang, start: int) -> None:
    """Bars of the time between the capitals, one a scenario, under the tables."""
    table = dossier.table
    row = start + next(n for n, m in enumerate(table.metrics) if m.key == _TIME)
    metric = next(m for m in table.metrics if m.key == _TIME)
    last = 1 + len(table.variants)
    chart = sheet.book.add_chart({"type": "column"})
    name = sheet.sheet.get_name()
    chart.add_series(
        {
            "name": f"{metric.title(lang, dossier.world)} ({metric.unit_text(lang)})",
            "categories": [name, start - 1, 2, start - 1, last],
            "values": [name, row, 2, row, last],
            "fill": {"color": style.INK},
            "data_labels": {"value": True, "num_format": "#,##0"},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    chart.set_title(
        {"name": f"{metric.title(lang, dossier.world)} ({metric.unit_text(lang)})", "name_font": {"size": 12}}
    )
    chart.set_y_axis(
        {"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#d9dee2"}}, "num_format": "#,##0"}
    )
    chart.set_size({"width": 760, "height": 320})
    sheet.sheet.insert_chart(sheet.row, 0, chart, {"description": metric.title(lang, dossier.world)})
