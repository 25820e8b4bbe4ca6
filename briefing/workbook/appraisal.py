"""An appraisal as a workbook: assumptions, costs and the savings of a day as numbers, all that follows from them as live formulas."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from analysis.economics import BENEFITS, GROUPS, cumulative
from briefing.content import settled, timestamp, zip_time
from briefing.value import value_fault, value_of
from briefing.workbook.sheet import Cell, Figure, Formula, Head, Looks, Sheet, new_book
from layers import unit_name
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.economics import Appraisal
    from analysis.scenarios import World
    from briefing.content import ReportData

_VALUE: Final = 4  # column of the values of the tables above the years, whose names lie over the columns before
_COLUMN: Final = 8.0  # characters of every column, if its figures and headings need no more
_SPANS: Final = {"assumption": _VALUE, "unit": 2, "origin": 6}  # columns of texts, over those of the table of years
_PER_BN: Final = "1000000000"
_WITH_COST: Final = {
    "capital",
    "maintenance",
    "residual",
    "net",
    "discounted",
    "total",
}  # empty where a cost is missing
# columns of the table of years, in order
_YEARLY: Final = ("year", "factor", "open", *BENEFITS, "benefits", "capital", "maintenance", "residual", "net", "discounted", "total")  # fmt: skip
_RESULTS: Final = ("benefits_bn", "costs_bn", "npv_bn", "bcr", "eirr", "break_even_users_day", "break_even_capital_bn")


def appraisal_book(world: World, found: Appraisal, title: str, lang: Lang) -> bytes:
    """The bytes of an XLSX file with one sheet; errors as ``fill_appraisal``."""
    out, when = io.BytesIO(), timestamp()
    book = new_book(out)
    book.set_properties({"title": title, "created": when.replace(tzinfo=None), "keywords": found.digest})
    sheet = book.add_worksheet(say("workbook.sheet_appraisal", lang))
    filled = Sheet(book, sheet, Looks(book, lang), units_below=True)
    fill_appraisal(filled, world, found, title, lang)
    filled.printing.settle(book, sheet)
    book.close()
    return settled(out.getvalue(), time=zip_time(when))


def value_book(report: ReportData) -> bytes | None:
    """The appraisal of the main scenario as a workbook in the first language of the report; ``None`` where there is none."""
    value, lang = value_of(report), report.request.lang
    return appraisal_book(report.world, value.found, report.request.variant.title(lang), lang) if value else None


def fill_value(sheet: Sheet, report: ReportData, lang: Lang) -> None:
    """The appraisal of the main scenario as a sheet of the briefing's workbook; a sentence where there is none."""
    value, fault = value_of(report), value_fault(report)
    title = report.request.variant.title(lang)
    if value is None:
        told = say("value.none", lang, fault=fault.text(lang)) if fault else say("value.no_roads", lang)
        sheet.title(say("workbook.title_appraisal", lang, title=title), told)
        return
    fill_appraisal(sheet, report.world, value.found, title, lang)


def fill_appraisal(sheet: Sheet, world: World, found: Appraisal, title: str, lang: Lang) -> None:
    """Fill a sheet: what is assumed, what works cost, what a day saves, years, results."""
    sheet.title(
        say("workbook.title_appraisal", lang, title=title),
        say(f"worth.trips_{found.request.trips.value}", lang)
        + ". "
        + say(f"worth.trips_{found.request.trips.value}_note", lang),
        say("workbook.appraisal_note", lang),
        _without_cost(world, found, lang),
        say("workbook.appraisal_digest", lang, digest=found.digest),
    )
    sheet.columns(*[_COLUMN] * len(_YEARLY))
    at = _assumptions(sheet, found, lang)
    at |= _start(sheet, found, lang)
    at |= _capital(sheet, world, found, at, lang) if found.costed else {}
    at |= _daily(sheet, found, lang)
    rows = _years(sheet, found, at, lang)
    _results(sheet, found, at, rows, lang)


def _without_cost(world: World, found: Appraisal, lang: Lang) -> str:
    """Why columns of costs are empty; nothing where every cost is known."""
    names = "; ".join(unit_name(world.projects, u, lang) for u in found.without_cost)
    return say("value.no_cost", lang, names=names) if names else ""


def _heads(lang: Lang, *names: str) -> list[Head]:
    kinds = {"value": "any", "low": "any", "high": "any"}
    return [Head(say(f"worth_view.{n}", lang), kinds.get(n, "text"), _COLUMN, _SPANS.get(n, 1)) for n in names]


def _assumptions(sheet: Sheet, found: Appraisal, lang: Lang) -> dict[str, str]:
    """Every row of the sheet of assumptions; the cell of each value by its key."""
    at: dict[str, str] = {}
    for group in GROUPS:
        rows = [row for row in found.sheet.rows if row.group == group]
        cells: list[list[Cell]] = [
            [
                row.name(lang),
                *(Figure(v, "year") if row.unit == "year" else v for v in (row.value, row.low, row.high)),
                _unit(row.unit, lang),
                say("worth_view.by_user", lang) if row.changed else row.source(lang),
            ]
            for row in rows
        ]
        first, _ = sheet.table(_heads(lang, "assumption", "value", "low", "high", "unit", "origin"), cells)
        at |= {row.key: _absolute(first + n) for n, row in enumerate(rows)}
    return at


def _unit(unit: str, lang: Lang) -> str:
    """The unit of a value as it stands in a cell: shares are fractions there."""
    told = {"share": "unit_fraction", "share_year": "unit_fraction_year"}.get(unit, f"unit_{unit}")
    return say(f"worth.{told}", lang)


def _absolute(row: int, column: int = _VALUE) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _start(sheet: Sheet, found: Appraisal, lang: Lang) -> dict[str, str]:
    rows: list[list[Cell]] = [
        [say("worth_view.price_year", lang), Figure(found.sheet.price_year, "year")],
        [say("worth_view.start", lang), Figure(found.request.start_year, "year")],
    ]
    first, _ = sheet.table(_heads(lang, "assumption", "value"), rows)
    return {"price_year": _absolute(first), "start_year": _absolute(first + 1)}


def _capital(sheet: Sheet, world: World, found: Appraisal, at: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """Each published figure of each road, brought to the prices of the sheet; the cell of their economic sum, and those of phases."""
    heads = [Head(say("compare.project", lang), span=_VALUE)] + [
        Head(say(f"workbook.appraisal_{name}", lang), kind, _COLUMN)
        for name, kind in (("comparable", "one"), ("low", "one"), ("high", "one"), ("year", "year"), ("land", "any"))
    ]
    values, base = found.sheet.values, found.sheet.price_year
    rows: list[list[Cell]] = []
    top = sheet.row + 1
    of_unit: dict[str, str] = {}
    for unit in found.units:
        name, begins = unit_name(world.projects, unit.unit, lang), top + len(rows)
        of_unit[unit.unit] = xl_range_abs(begins, _VALUE, begins + len(unit.parts) - 1, _VALUE)
        for low, high, year, without_land in unit.parts:
            r = top + len(rows)
            from_, to, when, land = (xl_rowcol_to_cell(r, _VALUE + c) for c in (1, 2, 3, 4))
            text = (
                f"=({from_}+({to}-{from_})*{at['cost_point']})*(1+{at['deflator']})^({at['price_year']}-{when})"
                f"*(1+{at['land_extra']}*{land})*{at['cost_factor']}"
            )
            one = type(unit)(unit.unit, ((low, high, year, without_land),))
            value = float(one.financial_bn(values, price_year=base)[0])
            rows.append([name, Formula(text, value), low, high, year or base, int(without_land)])
    first, last = sheet.table(heads, rows)
    total = f"=SUM({xl_range_abs(first, _VALUE, last, _VALUE)})*{at['economic_factor']}"
    worth = float(found.stream.parts["capital"].sum())
    sheet.row -= 2
    sheet.last_line()
    row = sheet.row
    look = sheet.looks.get("one", bold=True)
    sheet.spanned(row, 0, Head("", span=_VALUE), say("workbook.appraisal_capital", lang), sheet.looks.get(bold=True))
    sheet.cell(row, _VALUE, Formula(total, worth), look)
    sheet.row += 3
    phased = any(u.shares for u in found.units)
    return {"capital": _absolute(row)} | (_phases(sheet, world, found, {**at, **of_unit}, lang) if phased else {})


def _phases(sheet: Sheet, world: World, found: Appraisal, at: Mapping[str, str], lang: Lang) -> dict[str, str]:
    """Economic cost of each road, how long it is built, and its share of each year; roads without phases come first, whose years are those of the sheet."""
    units = sorted(found.units, key=lambda u: bool(u.shares))
    values, base = found.sheet.values, found.sheet.price_year
    longest, even = max(len(u.shares) for u in units), sum(not u.shares for u in units)
    top, first_share = sheet.row + 1, _VALUE + 2
    usual = f"MAX(ROUND({at['works_years']},0),1)"
    rows: list[list[Cell]] = []
    for n, unit in enumerate(units):
        cost = float((unit.financial_bn(values, price_year=base) * values["economic_factor"])[0])
        shares = xl_range_abs(top + n, first_share, top + n, first_share + longest - 1)
        years = (
            Formula(f"=COUNT({shares})", len(unit.shares))
            if unit.shares
            else Formula(f"={usual}", round(found.sheet["works_years"]))
        )
        money = Formula(f"=SUM({at[unit.unit]})*{at['economic_factor']}", cost)
        blank = [None] * (longest - len(unit.shares))
        rows.append([unit_name(world.projects, unit.unit, lang), money, years, *unit.shares, *blank])
    heads = [
        Head(say("compare.project", lang), span=_VALUE),
        Head(say("workbook.appraisal_cost", lang), "one", _COLUMN),
    ]
    heads += [Head(say("workbook.appraisal_works", lang), "whole", _COLUMN)]
    heads += [Head(say("workbook.appraisal_phase", lang, number=n + 1), "three", _COLUMN) for n in range(longest)]
    first, last = sheet.table(heads, rows)
    told = {
        "built": f"MAX({xl_range_abs(first, _VALUE + 1, last, _VALUE + 1)})",
        "phased": xl_range_abs(first + even, _VALUE, last, _VALUE),
        "shares": xl_range_abs(first + even, first_share, last, first_share + longest - 1),
    }
    return told | {"even": f"SUM({xl_range_abs(first, _VALUE, first + even - 1, _VALUE)})" if even else "0"}


def _daily(sheet: Sheet, found: Appraisal, lang: Lang) -> dict[str, str]:
    """What a day of the year of the trips saves, đồng, and how many vehicles gain: from the network, as numbers."""
    parts = found.daily.parts
    rows: list[list[Cell]] = [[say(f"worth.part_{n}", lang), float(parts[n][0])] for n in BENEFITS]
    rows.append([say("worth.figure_users_day", lang), float(found.daily.users[0])])
    heads = [
        Head(say("workbook.appraisal_day", lang), span=_VALUE),
        Head(say("worth_view.value", lang), "whole", _COLUMN),
    ]
    first, _ = sheet.table(heads, rows)
    return {f"day_{name}": _absolute(first + n) for n, name in enumerate((*BENEFITS, "users"))}


def _years(sheet: Sheet, found: Appraisal, at: Mapping[str, str], lang: Lang) -> tuple[int, int]:
    """One row a year, every cell a formula; gives the first and last row."""
    of, top = found.stream, sheet.row + 1
    column = {name: n for n, name in enumerate(_YEARLY)}
    totals, rate = cumulative(found), found.sheet["discount"]
    rows: list[list[Cell]] = []
    for n, year in enumerate(of.years.tolist()):
        cell = {name: xl_rowcol_to_cell(top + n, c) for name, c in column.items()}
        texts = _formulas(cell, at, top + n, n)
        parts = {name: float(part[0, n]) for name, part in of.parts.items()}
        benefits = sum(parts[b] for b in BENEFITS)
        costs = parts["capital"] + parts["maintenance"] - parts["residual"] if found.costed else 0.0
        factor = (1 + rate) ** -(year - found.sheet.price_year)
        values = parts | {
            "factor": factor,
            "open": float(of.opened()[0, n]),
            "benefits": benefits,
            "net": benefits - costs,
            "discounted": (benefits - costs) * factor,
            "total": float(totals[n]),
        }
        first: Cell = Figure(year, "year")
        told = {n: Formula(texts[n], values[n]) for n in _YEARLY[1:] if found.costed or n not in _WITH_COST}
        rows.append([first, *(told.get(name) for name in _YEARLY[1:])])
    heads = [
        Head(
            say("worth_view.year", lang) if name == "year" else _head(name, lang),
            {"factor": "three", "open": "whole"}.get(name, "one"),
            _COLUMN,
        )
        for name in _YEARLY
    ]
    return sheet.table(heads, rows)


def _head(name: str, lang: Lang) -> str:
    known = name in (*BENEFITS, "capital", "maintenance", "residual")
    text = say(f"worth.part_{name}" if known else f"workbook.appraisal_{name}", lang)
    return text if name in ("factor", "open") else f"{text} ({say('worth.unit_bn_vnd', lang)})"


def _formulas(cell: Mapping[str, str], at: Mapping[str, str], row: int, n: int) -> dict[str, str]:
    """The formulas of one year."""
    works, horizon = (f"MAX(ROUND({at[k]},0),1)" for k in ("works_years", "horizon"))
    opening = f"({at['start_year']}+{at.get('built', works)})"
    grown = f"(1+{at['growth']})^MIN({cell['year']}-{at['trips_year']},{at['growth_years']})"
    capital = at.get("capital", "0")
    made = {
        "factor": f"=(1+{at['discount']})^-({cell['year']}-{at['price_year']})",
        "open": f"=IF(AND({cell['year']}>={opening},{cell['year']}<{opening}+{horizon}),1,0)",
        "benefits": f"=SUM({cell[BENEFITS[0]]}:{cell[BENEFITS[-1]]})",
        "capital": _spent(cell["year"], at, works),
        "maintenance": f"={cell['open']}*{capital}*{at['maintenance']}",
        "residual": f"=IF({cell['year']}={opening}+{horizon}-1,{capital}*MAX(1-{horizon}/{at['life']},0),0)",
        "net": f"={cell['benefits']}-{cell['capital']}-{cell['maintenance']}+{cell['residual']}",
        "discounted": f"={cell['net']}*{cell['factor']}",
        "total": f"={xl_rowcol_to_cell(row - 1, len(_YEARLY) - 1)}+{cell['discounted']}"
        if n
        else f"={cell['discounted']}",
    }
    for part in BENEFITS:
        made[part] = f"={cell['open']}*{at[f'day_{part}']}*{at['days']}*{grown}/{_PER_BN}"
    made["time"] += f"*(1+{at['value_growth']})^({cell['year']}-{at['price_year']})"
    return made


def _spent(year: str, at: Mapping[str, str], works: str) -> str:
    """What the works take in a year: evenly, and of roads with phases their shares."""
    since = f"{year}-{at['start_year']}"
    even = f"=IF(AND({year}>={at['start_year']},{since}<{works}),{at.get('even', at.get('capital', '0'))}/{works},0)"
    if "shares" not in at:
        return even
    share = f"INDEX({at['shares']},0,{since}+1)"
    return f"{even}+IF(AND({since}>=0,{since}<COLUMNS({at['shares']})),SUMPRODUCT({at['phased']},{share}),0)"


def _results(sheet: Sheet, found: Appraisal, at: Mapping[str, str], rows: tuple[int, int], lang: Lang) -> None:
    """The indicators as formulas over the years."""

    def years(name: str) -> str:
        column = _YEARLY.index(name)
        return str(xl_range_abs(rows[0], column, rows[1], column))

    top = sheet.row + 1
    cell = {name: _absolute(top + n) for n, name in enumerate(_RESULTS)}
    costs = "+".join(
        f"{sign}SUMPRODUCT({years(name)},{years('factor')})"
        for name, sign in (("capital", ""), ("maintenance", ""), ("residual", "-"))
    ).replace("+-", "-")
    texts = {
        "benefits_bn": f"=SUMPRODUCT({years('benefits')},{years('factor')})",
        "costs_bn": f"={costs}",
        "npv_bn": f"=SUM({years('discounted')})",
        "bcr": f"={cell['benefits_bn']}/{cell['costs_bn']}",
        "eirr": f"=IRR({years('net')},0.05)",
        "break_even_users_day": f"={at['day_users']}*{cell['costs_bn']}/{cell['benefits_bn']}",
        "break_even_capital_bn": f"={at.get('capital', '0')}/{at['economic_factor']}*{cell['benefits_bn']}/{cell['costs_bn']}",
    }
    kinds = {"bcr": "two", "eirr": "three", "break_even_users_day": "whole"}
    shown: list[list[Cell]] = []
    for name in _RESULTS:
        value = found.figure(name)
        live = found.costed or name == "benefits_bn"
        made: Cell = value if not live or value is None else Formula(texts[name], value)
        label = say(f"worth.figure_{'eirr_percent' if name == 'eirr' else name}", lang)
        shown.append([label, made])
    heads = [Head(say("columns.figure", lang), span=_VALUE), Head(say("worth_view.value", lang), "one", _COLUMN)]
    first, _ = sheet.table(heads, shown)
    for n, name in enumerate(_RESULTS):
        sheet.cell(first + n, _VALUE, shown[n][1], sheet.looks.get(kinds.get(name, "one")))
