"""All metrics of all scenarios with their change against the baseline; what each project contributes, the order of building, and interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from analysis.measures import ADDED, COST
from briefing.content import (
    cost_notes,
    order_told,
    people_counted,
    shares,
    step_line,
    step_name,
    unit_name,
    valued_note,
)
from briefing.workbook.sheet import Cell, Formula, Head, minus
from layers import added_notes
from layers.symbology import style
from words import Lang, adding_up, number, percents, published_ends, say

if TYPE_CHECKING:
    from analysis.measures import Metric, MetricTable
    from briefing.content import ReportData
    from briefing.workbook.sheet import Sheet

_KINDS: Final = {0: "whole", 1: "one", 2: "two"}
_TIME: Final = "capitals_fastest_min"
_DIGITS: Final = 6


def fill_metrics(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """One row a metric; value of each scenario, its change, and the ends of the change under other assumptions."""
    table, world = report.table, report.world
    sheet.title(say("workbook.title_metrics", lang), say("workbook.metrics_note", lang))
    variants = table.variants
    heads = [Head(say("slides.col_metric", lang), "text", 40.0), Head(say("workbook.unit", lang), "text", 12.0)]
    heads += [Head(v.title(lang), "one", 11.5) for v in variants]
    heads += [Head(say("workbook.change_of", lang, name=v.title(lang)), "one", 11.5) for v in variants[1:]]
    sheet.printing.sections = (len(heads),)  # values and changes; the ends of the changes
    heads += [
        Head(say(f"workbook.change_{end}", lang, name=v.title(lang)), "one", 10.5)
        for v in variants[1:]
        for end in ("low", "high")
    ]
    heads += [Head(say("workbook.change_notable", lang, name=v.title(lang)), "text", 10.5) for v in variants[1:]]
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
        ends = [None if e is None else round(e, _DIGITS) for c in cells[1:] for e in _ends(metric, c.low, c.high)]
        judged = [_judged(table, v.key, metric, lang) for v in variants[1:]]
        rows.append([metric.title(lang, world), metric.unit_text(lang), *values, *changes, *ends, *judged])
    start, _ = sheet.table(heads, rows, freeze=2)
    _set_decimals(sheet, report, rows, start)
    sheet.notes(*cost_notes(report, lang))
    _digests(sheet, report, lang)
    _add_chart(sheet, report, lang, start)


def _ends(metric: Metric, low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """The ends of a change; those of a cost as every other table of the file has them."""
    if metric.key != COST or low is None or high is None:
        return low, high
    return published_ends(low, high)


def _judged(table: MetricTable, variant_key: str, metric: Metric, lang: Lang) -> str:
    """Whether a change may be called one; nothing where there is none."""
    if not table.change(variant_key, metric) or metric.group in ADDED:
        return ""
    return say(f"metrics.notable_{'yes' if table.notable(variant_key, metric) else 'no'}", lang)


def _set_decimals(sheet: Sheet, report: ReportData, rows: list[list[Cell]], start: int) -> None:
    """Each metric in its own decimals."""
    for r, (metric, row) in enumerate(zip(report.table.metrics, rows, strict=True), start=start):
        look = sheet.looks.get(_KINDS[metric.decimals])
        for c, cell in enumerate(row[2:], start=2):
            if not isinstance(cell, str):
                sheet.cell(r, c, cell, look)


def _digests(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """What names the figures of each scenario, and what is said of its cost."""
    rows = [[v.title(lang), report.table.digest(v.key)] for v in report.table.variants]
    sheet.table([Head(say("workbook.scenario", lang)), Head(say("workbook.digest", lang), span=2)], rows)


def _add_chart(sheet: Sheet, report: ReportData, lang: Lang, start: int) -> None:
    """Bars of the time between the capitals, one a scenario, under the tables."""
    table = report.table
    row = start + next(n for n, m in enumerate(table.metrics) if m.key == _TIME)
    metric = next(m for m in table.metrics if m.key == _TIME)
    last = 1 + len(table.variants)
    chart = sheet.book.add_chart({"type": "column"})
    name = sheet.sheet.get_name()
    chart.add_series(
        {
            "name": f"{metric.title(lang, report.world)} ({metric.unit_text(lang)})",
            "categories": [name, start - 1, 2, start - 1, last],
            "values": [name, row, 2, row, last],
            "fill": {"color": style.INK},
            "data_labels": {"value": True, "num_format": sheet.looks.form("whole")},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    chart.set_title(
        {"name": f"{metric.title(lang, report.world)} ({metric.unit_text(lang)})", "name_font": {"size": 12}}
    )
    chart.set_y_axis(
        {
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": "#d9dee2"}},
            "num_format": sheet.looks.form("whole"),
        }
    )
    chart.set_size({"width": _CHART_PX[0], "height": _CHART_PX[1]})
    sheet.printing.drawn(sheet.row, *_CHART_PX)
    sheet.sheet.insert_chart(sheet.row, 0, chart, {"description": metric.title(lang, report.world)})


_CHART_PX: Final = (900, 320)
_BAR_PX: Final = (900, 34)  # a chart of bars, and the height of one
_GREEN: Final = {"type": "2_color_scale", "min_color": "#ffffff", "max_color": style.SCALES["gain"][3]}


def fill_worth(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Shapley value of each unit with its range, ranks and cost; sums and quotients as formulas; a chart."""
    rows_of, people = shares(report), people_counted(report)
    sheet.title(
        say("workbook.title_worth", lang),
        say("slides.worth_foot", lang, people=number(people, lang)),
        say("workbook.worth_note", lang),
        *added_notes(report.world.projects, [row.unit for row in rows_of], lang),
        *valued_note(report, lang),
    )
    if not rows_of:
        sheet.title(say("workbook.no_projects", lang))
        return
    heads = [Head(say("slides.col_route", lang), "text", 36.0), *_worth_heads(lang)]
    found, first, rows = report.contribution, sheet.row + 1, []
    assert found is not None
    worths = adding_up([found.shapley[row.unit] for row in rows_of])
    parts = percents([found.shapley[row.unit] for row in rows_of], decimals=1)
    for n, (row, worth, part) in enumerate(zip(rows_of, worths, parts, strict=True), start=first):
        value = xl_rowcol_to_cell(n, 1)
        cost = found.cost_bn_vnd.get(row.unit)
        share = None if row.share_percent is None else part  # no formula: rounded cells would not add up to 100
        cells: list[Cell] = [
            row.name(lang),
            worth,
            Formula(f"={value}/{people}", row.minutes),
            share,
            row.low,
            row.high,
        ]
        ends = published_ends(*cost) if cost else (None, None)
        cells += [row.first, row.last, row.best_rank, row.worst_rank, *ends]
        per_cost = Formula(f"={value}/{xl_rowcol_to_cell(n, 11)}", worth / ends[1]) if ends[1] else None
        rows.append([*cells, per_cost])
    start, end = sheet.table(heads, rows, freeze=1)
    bold = sheet.looks.get("whole", bold=True, top=1)
    sheet.cell(end + 1, 0, say("workbook.sum", lang), sheet.looks.get(bold=True, top=1))
    sheet.cell(end + 1, 1, Formula(f"=SUM({xl_range(start, 1, end, 1)})", sum(worths)), bold)
    minutes = sum(r.minutes for r in rows_of)
    if found.total:
        tenth = sheet.looks.get("one", bold=True, top=1)
        sheet.cell(end + 1, 3, Formula(f"=SUM({xl_range(start, 3, end, 3)})", sum(parts)), tenth)
    two = sheet.looks.get("two", bold=True, top=1)
    sheet.cell(end + 1, 2, Formula(f"=SUM({xl_range(start, 2, end, 2)})", minutes), two)
    sheet.last_line()
    sheet.sheet.conditional_format(start, 2, end, 2, _GREEN)
    _add_order_chart(sheet, start, end, lang)
    _fill_pairs(sheet, report, lang)


def _worth_heads(lang: Lang) -> list[Head]:
    kinds = {
        "person_min": "whole",
        "minutes": "two",
        "share": "one",
        "low": "two",
        "high": "two",
        "first": "two",
        "last": "two",
        "best_rank": "year",
        "worst_rank": "year",
        "cost_low": "whole",
        "cost_high": "whole",
        "per_cost": "whole",
    }
    return [
        Head(say(f"workbook.worth_{key}", lang), kind, 16.0 if key == "per_cost" else 7.0)
        for key, kind in kinds.items()
    ]


def _add_order_chart(sheet: Sheet, start: int, end: int, lang: Lang) -> None:
    name, title = sheet.sheet.get_name(), say("slides.worth_series", lang)
    chart = sheet.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": title,
            "categories": [name, start, 0, end, 0],
            "values": [name, start, 2, end, 2],
            "fill": {"color": style.SCALES["gain"][4]},
            "data_labels": {"value": True, "num_format": sheet.looks.form("two")},
            "gap": 50,
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#d9dee2"}}, "num_format": "0"})
    high = 60 + _BAR_PX[1] * (end - start + 1)
    chart.set_size({"width": _BAR_PX[0], "height": high})
    sheet.printing.drawn(sheet.row, _BAR_PX[0], high)
    sheet.sheet.insert_chart(sheet.row, 0, chart, {"description": title})
    sheet.row = sheet.printing.blocks[-1].last + 3


def _fill_pairs(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """Units that need each other (positive) or replace each other (negative)."""
    assert report.contribution is not None
    people = people_counted(report)
    rows: list[list[Cell]] = [
        [unit_name(report, x.one, lang), unit_name(report, x.other, lang), round(x.value / people, _DIGITS)]
        for x in report.contribution.interactions
    ]
    if rows:
        heads = [
            Head(say("slides.col_route", lang)),
            Head(say("workbook.with", lang), span=4),
            Head(say("workbook.interaction", lang), "two"),
        ]
        sheet.table(heads, rows)


def fill_order(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """The best order: what each step adds, reached so far as a running sum."""
    sheet.title(
        say("workbook.title_order", lang), say("slides.order_foot", lang, people=number(people_counted(report), lang))
    )
    found = report.contribution
    if found is None:
        sheet.title(say("workbook.no_projects", lang))
        return
    heads = [
        Head(say("slides.col_step", lang), "year", 8.0),
        Head(say("slides.col_route", lang), "text", 60.0),
        Head(say("workbook.order_gain", lang), "whole", 18.0),
        Head(say("workbook.order_sum", lang), "whole", 18.0),
        Head(say("workbook.order_percent", lang), "one", 14.0),
    ]
    first = sheet.row + 1
    rows: list[list[Cell]] = []
    sums = 0.0
    gains = adding_up([step.gain for step in found.order])
    told = order_told(found.order, people_counted(report))
    names = [step_name(report, step.unit, lang) for step in found.order]
    steps: list[tuple[int | None, str, float]] = [
        (n, step_line(report, step.unit, lang), gain)
        for n, (step, gain) in enumerate(zip(found.order[:told], gains, strict=False), start=1)
    ]
    if names[told:]:  # nothing that shows: in one row, so that the sums still reach the whole
        steps.append((None, say("slides.order_rest", lang, names="; ".join(names[told:])), sum(gains[told:])))
    last = first + len(steps) - 1
    for n, (rank, name, gain) in enumerate(steps):
        r, sums = first + n, sums + gain
        above = f"{xl_rowcol_to_cell(r - 1, 3)}+" if n else ""
        reached = Formula(f"={above}{xl_rowcol_to_cell(r, 2)}", sums)
        whole = xl_rowcol_to_cell(last, 3, row_abs=True, col_abs=True)
        percent = Formula(f"=100*{xl_rowcol_to_cell(r, 3)}/{whole}", 100 * sums / found.total) if found.total else None
        rows.append([rank, name, gain, reached, percent])
    start, end = sheet.table(heads, rows, freeze=2)
    sheet.sheet.conditional_format(start, 4, end, 4, _GREEN)
