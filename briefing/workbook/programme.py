"""The programme by year as a sheet: costs, years of building, years of beginning and money as numbers, what follows as live formulas.

The gain of a year is that of the roads in use together, read from the exact table of every set: a number, since no sum gives it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from briefing.value import no_npv, planned_name, programme_basis, programme_fault, programme_head, programme_of
from briefing.workbook.sheet import Cell, Figure, Formula, Head
from layers import unit_name
from words import plan_sentence, say

if TYPE_CHECKING:
    from analysis.programme import Programme
    from briefing.content import ReportData
    from briefing.workbook.sheet import Sheet
    from words import Lang

_COST, _YEARS, _START = 1, 2, 3  # columns of the table of roads


def fill_programme(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """One row a road, then one a year; a sentence where there is no programme."""
    made, fault = programme_of(report), programme_fault(report)
    if made is None:
        told = say("value.programme_none", lang, fault=fault.text(lang)) if fault else say("value.no_roads", lang)
        sheet.title(say("value.programme_part", lang), told)
        return
    found, best = made
    digest = say("value.programme_digest", lang, digest=best.digest)
    notes = [plan_sentence(best, lang), say("value.programme_sheet", lang), *programme_basis(report, found, lang)]
    notes += [] if best.money else [no_npv(lang)]
    sheet.title(say("value.programme_part", lang), *notes, digest)
    _fill_years(sheet, report, best, _fill_roads(sheet, report, best, lang), lang)


def _fill_roads(sheet: Sheet, report: ReportData, best: Programme, lang: Lang) -> dict[int, str]:
    """Roads with what was asked of them and when they begin; the cells of each column."""
    opens, begun, top = best.opens, best.begun, sheet.row + 1
    rows: list[list[Cell]] = []
    for n, item in enumerate(best.task.items):
        cost, years, start = (xl_rowcol_to_cell(top + n, c) for c in (_COST, _YEARS, _START))
        unit = item.unit
        rows.append(
            [
                planned_name(report, unit, lang, works=unit in begun),
                item.cost_bn,
                Figure(item.years, "whole"),
                Figure(begun[unit], "year") if unit in begun else None,
                Formula(f'=IF({start}="","",{start}+{years})', float(opens[unit])) if unit in begun else None,
                None if item.shares else Formula(f"={cost}/{years}", item.dearest_bn),  # phases are told by year below
            ]
        )
    names = (("road", "text", 40.0), ("cost", "one", 12.0), ("years", "whole", 12.0), ("start", "year", 12.0), ("opens", "year", 12.0), ("yearly", "one", 12.0))  # fmt: skip
    heads = [Head(say(f"value.col_{name}", lang), kind, width) for name, kind, width in names]
    first, last = sheet.table(heads, rows, freeze=1)
    return {c: str(xl_range_abs(first, c, last, c)) for c in (_COST, _YEARS, _START)}


def _fill_years(sheet: Sheet, report: ReportData, best: Programme, cells: dict[int, str], lang: Lang) -> None:
    """Years with money, what is spent as a formula, what opens and what is gained."""
    cost, years, start = (cells[c] for c in (_COST, _YEARS, _START))
    task, spent, opens, top = best.task, best.spending_bn, best.opens, sheet.row + 1
    rows: list[list[Cell]] = []
    left, before = 0.0, 0.0
    for n, year in enumerate(task.years):
        at, money, used, worth = (xl_rowcol_to_cell(top + n, c) for c in (0, 1, 2, 4))
        names = "; ".join(unit_name(report.world.projects, u, lang) for u in task.units if opens.get(u) == year)
        paid: list[Cell] = [None, None, None]
        if n < len(spent):
            kept = task.keeps and n > 0
            left = task.budget_bn[n] - spent[n] + (left if kept else 0.0)
            carried = f"+{xl_rowcol_to_cell(top + n - 1, 3)}" if kept else ""
            text = f'=SUMPRODUCT(({start}<>"")*({start}<={at})*({at}<{start}+{years})*{cost}/{years})'
            used_now: Cell = spent[n] if any(i.shares for i in task.items) else Formula(text, spent[n])
            paid = [task.budget_bn[n], used_now, Formula(f"={money}-{used}{carried}", left)]
        gained = f"={worth}-{xl_rowcol_to_cell(top + n - 1, 4)}" if n else f"={worth}"
        rows.append([Figure(year, "year"), *paid, best.yearly[n], Formula(gained, best.yearly[n] - before), names])
        before = best.yearly[n]
    gains = "one" if best.money else "two"
    names_of = (("year", "year", 0.0), ("budget", "one", 12.0), ("spent", "one", 12.0), ("left", "one", 12.0), ("worth", gains, 12.0), ("gain", gains, 12.0), ("opening", "text", 50.0))  # fmt: skip
    sheet.table([Head(programme_head(best, name, lang), kind, width) for name, kind, width in names_of], rows)
