"""The command ``appraise``: indicators of a scenario, with ranges where draws are asked for."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.cli.output import Format, column_names, write_rows
from analysis.cli.wording import Names, Row
from analysis.economics import (
    Appraisal,
    Certainty,
    Question,
    Request,
    Sheet,
    TripChoice,
    central,
    certainty,
    fit_counts,
    question_of,
    read_counts,
    read_sheet,
    with_fit,
)
from layers import unit_name
from words import InputError, Lang, notation, number, say, worth_sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from analysis.scenarios import Scenario, World

COLUMNS: Final = column_names("figure central p05 p95 unit trips_counted digest")
AGAINST: Final = ("none", "current")
# figures in the order of every surface: name of the indicator, unit, factor to the unit
FIGURES: Final = (
    ("users_day", "vehicles_day", 1.0),
    ("break_even_users_day", "vehicles_day", 1.0),
    ("break_even_capital_bn", "bn_vnd", 1.0),
    ("capital_bn", "bn_vnd", 1.0),
    ("benefits_bn", "bn_vnd", 1.0),
    ("costs_bn", "bn_vnd", 1.0),
    ("npv_bn", "bn_vnd", 1.0),
    ("bcr", "ratio", 1.0),
    ("eirr", "percent", 100.0),
    ("first_year_return", "percent", 100.0),
    ("payback_years", "years", 1.0),
)

APPRAISAL_DECIMALS: Final = {"vehicles_day": 0, "bn_vnd": 0, "ratio": 2, "percent": 1, "years": 0}


def add_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """The options of the command beside those of a scenario."""
    choices = [t.value for t in TripChoice if t is not TripChoice.OWN]
    parser.add_argument("--trips", choices=choices, default=TripChoice.REGION.value, help=say("worth.cli_trips", lang))
    parser.add_argument("--start", type=int, help=say("worth.cli_start", lang))
    parser.add_argument("--tolls", action="store_true", help=say("worth.cli_tolls", lang))
    parser.add_argument("--accidents", action="store_true", help=say("worth.cli_accidents", lang))
    parser.add_argument("--carbon", action="store_true", help=say("worth.cli_carbon", lang))
    parser.add_argument("--against", choices=AGAINST, default=AGAINST[0], help=say("worth.cli_against", lang))
    parser.add_argument("--set", action="append", default=[], help=say("worth.cli_set", lang))
    parser.add_argument("--cost", action="append", default=[], help=say("worth.cli_cost", lang))
    parser.add_argument("--counts", type=Path, help=say("worth.cli_counts", lang))
    parser.add_argument("--draws", type=int, default=0, help=say("worth.cli_draws", lang))
    parser.add_argument("--seed", type=int, default=2026, help=say("worth.cli_seed", lang))


def text(world: World, scenario: Scenario, options: argparse.Namespace) -> str:
    """What the command prints."""
    question = _question(world, scenario, options)
    found = central(world, question)
    drawn = certainty(question, draws=options.draws, seed=options.seed) if options.draws else None
    lang, form = Lang(options.lang), Format(options.format)
    rows = appraisal_rows(found, drawn)
    if form is not Format.TABLE:
        return write_rows(rows, form=form, lang=lang, columns=COLUMNS)
    rows = [
        row | {c: _readable(row.get(c), str(row["unit"])) for c in ("central", "p05", "p95")}
        for row in rows
        if row["central"] is not None
    ]
    ends = ("p05", "p95") if drawn and found.costed else ()
    table = write_rows(
        rows, form=form, lang=lang, columns=("figure", "central", *ends, "unit"), names=Names(lang, world)
    )
    title = "; ".join(unit_name(world.projects, u.unit, lang) for u in found.units)
    told = worth_sentence(found, drawn, title, lang)
    without = "; ".join(unit_name(world.projects, u, lang) for u in found.without_cost)
    notes = [
        *([say("value.no_cost", lang, names=without)] if without else []),
        appraisal_basis(found, lang),
        say(f"worth.trips_{found.request.trips.value}_note", lang),
        say("value.limits", lang),
        *([say("value.draws", lang, draws=number(drawn.draws, lang), seed=drawn.seed)] if ends and drawn else []),
        say("value.digest", lang, digest=found.digest),
    ]
    return f"{told}\n\n{table}\n" + "".join(f"{note}\n" for note in notes)


def appraisal_basis(found: Appraisal, lang: Lang) -> str:
    """What must stand beside every figure: trips, prices, rate, start, what it is held against, that all of it is assumed."""
    sheet, asked = found.sheet, found.request
    changed = sum(row.changed for row in sheet.rows)
    told = [
        say(
            "value.basis",
            lang,
            trips=say(f"worth.trips_{asked.trips.value}", lang),
            year=sheet.price_year,
            rate=number(100 * sheet["discount"], lang, decimals=1),
            start=asked.start_year,
            against=say(f"worth_view.against_{'current' if found.reference.projects else 'none'}", lang),
        ),
        *(say(f"value.with_{name}", lang) for name in ("tolls", "accidents", "carbon") if getattr(asked, name)),
        *([say("value.changed", lang, count=changed)] if changed else []),
        say("value.assumed", lang),
    ]
    return " ".join(told)


def _readable(value: float | None, unit: str) -> float | None:
    """A figure with no more digits than it can bear."""
    decimals = APPRAISAL_DECIMALS[unit]
    return None if value is None else round(value, decimals) if decimals else round(value)


def _question(world: World, scenario: Scenario, options: argparse.Namespace) -> Question:
    request = Request(
        trips=TripChoice(options.trips),
        tolls=options.tolls,
        accidents=options.accidents,
        carbon=options.carbon,
        own_costs=tuple(sorted((unit, values[0]) for unit, values in map(_entry, options.cost))),
    )
    request = request if options.start is None else replace(request, start_year=options.start)
    sheet = _changed(read_sheet(world), options.set)
    if options.counts:
        sheet = _fitted(world, request, sheet, options)
    return question_of(world, scenario, request, sheet=sheet, against_today=options.against == "current")


def _fitted(world: World, request: Request, sheet: Sheet, options: argparse.Namespace) -> Sheet:
    """The sheet with trips fitted to counts; how well they fit goes to stderr, beside the figures."""
    lang, path = Lang(options.lang), options.counts
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError("analysis.published_unreadable", file=path.name) from fault
    fit = fit_counts(world, read_counts(text, notation=notation(lang)), request, sheet)
    error = number(100 * fit.mean_error, lang)
    told = [say("worth.fit_told", lang, factor=number(fit.factor, lang, decimals=3), count=len(fit.rows), error=error)]
    for row in fit.rows:
        mark = say("worth.fit_contradicts", lang) if fit.contradicts(row) else ""
        counted, fitted = (number(v, lang) for v in (row.count.vehicles_day, fit.fitted(row)))
        road = row.ref or row.name or row.road_class
        told.append(say("worth.fit_row", lang, road=road, counted=counted, fitted=fitted, mark=mark))
    sys.stderr.write("\n".join(told) + "\n")
    return with_fit(sheet, fit)


def _changed(sheet: Sheet, entries: Sequence[str]) -> Sheet:
    for entry in entries:
        key, values = _entry(entry)
        sheet = sheet.set_to(key, *values)
    return sheet


def _entry(entry: str) -> tuple[str, tuple[float, ...]]:
    """``NAME=VALUE`` or ``NAME=VALUE:LOW:HIGH``."""
    key, mark, numbers = entry.partition("=")
    try:
        values = tuple(map(float, numbers.split(":")))
    except ValueError as fault:
        raise InputError("worth.bad_set", found=entry) from fault
    if not mark or len(values) not in (1, 3):
        raise InputError("worth.bad_set", found=entry)
    return key.strip(), values


def appraisal_rows(found: Appraisal, drawn: Certainty | None = None) -> list[Row]:
    """One row a figure; low and high hold nine of ten draws."""
    shared = {"trips_counted": found.request.trips.value, "digest": found.digest}
    rows: list[Row] = []
    for name, unit, factor in FIGURES:
        value, ends = found.figure(name), drawn.range_of(name) if drawn and found.costed else None
        low, high = (None, None) if ends is None else (ends[0] * factor, ends[1] * factor)
        shown = f"{name}_percent" if unit == "percent" else name
        figure = None if value is None else value * factor
        rows.append({"figure": shown, "central": figure, "p05": low, "p95": high, "unit": unit, **shared})
    if drawn and found.costed:
        rows.append({"figure": "positive_percent", "central": 100 * drawn.positive, "unit": "percent", **shared})
    return rows
