"""The command ``appraise``: indicators of a scenario, with ranges where draws are asked for."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from analysis.cli.output import Format, column_names, write_rows
from analysis.cli.wording import Names, Row
from analysis.economics import (
    DRAWS,
    ORDERED_BY,
    Appraisal,
    Certainty,
    OrderCertainty,
    OwnTrips,
    Question,
    Request,
    Sheet,
    TableRead,
    TripChoice,
    central,
    certainty,
    first_table,
    fit_counts,
    order_certainty,
    question_of,
    read_count_rows,
    read_sheet,
    read_trips,
    with_fit,
)
from intake import read_rows
from layers import unit_name
from words import InputError, Lang, notation, number, refuse_idle, say, worth_sentence

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from analysis.scenarios import Scenario, World

_T = TypeVar("_T")
_MOST_TOLD: Final = 12  # faults of a table in one answer
COLUMNS: Final = column_names("figure central p05 p95 unit trips_counted digest")
ORDER_COLUMNS: Final = column_names(
    "rank project npv_bn bcr place_share best_share next_share order_share order_draws seed digest"
)
SHOWN: Final = ("figures", "order")
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
# after which figure what the roads with a cost alone tell of it stands: their capital, the whole's value at most
_OF_PRICED: Final = {"capital_bn": (0, "priced_capital_bn"), "npv_bn": (1, "npv_most_bn")}

APPRAISAL_DECIMALS: Final = {"vehicles_day": 0, "bn_vnd": 0, "ratio": 2, "percent": 1, "years": 0}


def add_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """The options of the command beside those of a scenario."""
    money_options(parser, lang)
    parser.add_argument("--start", type=int, help=say("worth.cli_start", lang))
    parser.add_argument("--against", choices=AGAINST, default=AGAINST[0], help=say("worth.cli_against", lang))
    parser.add_argument("--cost", action="append", default=[], help=say("worth.cli_cost", lang))
    parser.add_argument("--phases", action="append", default=[], help=say("worth.cli_phases", lang))
    parser.add_argument("--show", choices=SHOWN, default=SHOWN[0], help=say("worth.cli_show", lang))
    parser.add_argument("--by", choices=ORDERED_BY, default=None, help=say("worth.cli_by", lang))
    parser.add_argument("--draws", type=int, default=0, help=say("worth.cli_draws", lang))
    parser.add_argument("--seed", type=int, default=2026, help=say("worth.cli_seed", lang))


def money_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Which trips count and what they are worth: of every command that tells money."""
    choices = [t.value for t in TripChoice]
    parser.add_argument("--trips", choices=choices, default=None, help=say("worth.cli_trips", lang))
    parser.add_argument("--own-trips", type=Path, help=say("worth.cli_own_trips", lang))
    parser.add_argument("--counts", type=Path, help=say("worth.cli_counts", lang))
    parser.add_argument("--tolls", action="store_true", help=say("worth.cli_tolls", lang))
    parser.add_argument("--accidents", action="store_true", help=say("worth.cli_accidents", lang))
    parser.add_argument("--carbon", action="store_true", help=say("worth.cli_carbon", lang))
    parser.add_argument("--set", action="append", default=[], help=say("worth.cli_set", lang))


def text(world: World, scenario: Scenario, options: argparse.Namespace) -> str:
    """What the command prints."""
    if options.show == SHOWN[1]:
        return _order_text(world, scenario, options)
    refuse_idle("--by", options.by, unless=False, needs=f"--show {SHOWN[1]}")
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
    ends = ("p05", "p95") if drawn else ()
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
        *([say("value.with_phases", lang)] if any(u.shares for u in found.units) else []),
        say("value.assumed", lang),
    ]
    return " ".join(told)


def _order_text(world: World, scenario: Scenario, options: argparse.Namespace) -> str:
    """Which place each road takes, and how sure it is."""
    lang, form = Lang(options.lang), Format(options.format)
    request, sheet = _asked(world, options)
    found = order_certainty(
        world,
        scenario,
        sorted(scenario.projects),
        request,
        sheet=sheet,
        figure=options.by or ORDERED_BY[0],
        against_today=options.against == "current",
        draws=options.draws or DRAWS,
        seed=options.seed,
    )
    told = write_rows(order_rows(found), form=form, lang=lang, columns=ORDER_COLUMNS, names=Names(lang, world))
    return told + f"{order_note(found, lang)}\n" if form is Format.TABLE else told


def order_rows(found: OrderCertainty) -> list[Row]:
    """One row a road in the order of the central case; shares in percent of the draws."""
    return [
        {
            "rank": n + 1,
            "project": unit,
            found.figure: found.central[n],
            "place_share": 100 * found.at_place(n),
            "best_share": 100 * float(found.shares[n, 0]),
            "next_share": None if (share := found.before_next(n)) is None else 100 * share,
            "order_share": 100 * found.holds,
            "order_draws": found.draws,
            "seed": found.seed,
            "digest": found.digest,
        }
        for n, unit in enumerate(found.units)
    ]


def order_note(found: OrderCertainty, lang: Lang) -> str:
    """How often the whole order holds."""
    percent = number(100 * found.holds, lang, decimals=1)
    return say("worth.order_holds", lang, percent=percent, draws=number(found.draws, lang), seed=found.seed)


def _readable(value: float | None, unit: str) -> float | None:
    """A figure with no more digits than it can bear."""
    decimals = APPRAISAL_DECIMALS[unit]
    return None if value is None else round(value, decimals) if decimals else round(value)


def _question(world: World, scenario: Scenario, options: argparse.Namespace) -> Question:
    request, sheet = _asked(world, options)
    return question_of(world, scenario, request, sheet=sheet, against_today=options.against == "current")


def _asked(world: World, options: argparse.Namespace) -> tuple[Request, Sheet]:
    """Request and sheet of the options of ``appraise``."""
    costs = tuple(sorted((unit, values[0]) for unit, values in map(_entry, options.cost)))
    request, sheet = request_and_sheet(world, options, own_costs=costs, start_year=options.start)
    return replace(request, phases=tuple(sorted(map(_phases, options.phases)))), sheet


def _phases(entry: str) -> tuple[str, tuple[float, ...]]:
    """``UNIT=20+30+50``."""
    unit, mark, shares = entry.rpartition("=")
    try:
        told = shares_of(shares)
    except ValueError as fault:
        raise InputError("programme.bad_pair", name="--phases", text=entry[:80]) from fault
    if not mark or not unit:
        raise InputError("programme.bad_pair", name="--phases", text=entry[:80])
    return unit.strip(), told


def shares_of(text: str) -> tuple[float, ...]:
    """``20+30+50`` in percent as shares.

    Raises
    ------
    ValueError
        If a part is no number.
    """
    return tuple(float(part) / 100 for part in text.split("+"))


def request_and_sheet(
    world: World,
    options: argparse.Namespace,
    *,
    own_costs: tuple[tuple[str, float], ...] = (),
    start_year: int | None = None,
) -> tuple[Request, Sheet]:
    """What ``money_options`` ask, with the sheet changed and fitted to counts.

    Raises
    ------
    InputError
        If a value, a table or a count cannot be used.
    """
    own = _own_trips(world, options)
    usual = TripChoice.OWN if own else TripChoice.REGION
    request = Request(
        trips=TripChoice(options.trips) if options.trips else usual,
        own_trips=own,
        tolls=options.tolls,
        accidents=options.accidents,
        carbon=options.carbon,
        own_costs=own_costs,
    )
    request = request if start_year is None else replace(request, start_year=start_year)
    sheet = _changed(read_sheet(world), options.set)
    return request, _fitted(world, request, sheet, options) if options.counts else sheet


def _own_trips(world: World, options: argparse.Namespace) -> OwnTrips | None:
    """The user's table of trips, if one is named."""
    refuse_idle("--own-trips", options.own_trips, unless=options.trips in (None, TripChoice.OWN), needs="--trips own")
    if options.own_trips is None:
        return None
    return OwnTrips(_table(options.own_trips, options, partial(read_trips, world)))


def _table(path: Path, options: argparse.Namespace, read: Callable[..., TableRead[_T]]) -> tuple[_T, ...]:
    """All rows of a user's CSV or workbook.

    Raises
    ------
    InputError
        If the file cannot be read, or with every row that cannot be used.
    """
    try:
        sheets = read_rows(path.name, path.read_bytes())
    except OSError as fault:
        raise InputError("analysis.published_unreadable", file=path.name) from fault
    found = first_table(sheets, partial(read, notation=notation(Lang(options.lang))))
    if found.faults:
        raise InputError("worth.bad_table", file=path.name, faults=Faults(found.faults))
    return found.found


@dataclass(frozen=True)
class Faults:
    """Several faults in one sentence."""

    faults: tuple[InputError, ...]

    def text(self, lang: Lang) -> str:
        """The first ones, and how many more there are."""
        told = [f.text(lang) for f in self.faults[:_MOST_TOLD]]
        rest = len(self.faults) - _MOST_TOLD
        return " ".join([*told, *([say("compare.more_told", lang, count=rest)] if rest > 0 else [])])

    def __str__(self) -> str:
        return self.text(Lang.EN)


def _fitted(world: World, request: Request, sheet: Sheet, options: argparse.Namespace) -> Sheet:
    """The sheet with trips fitted to counts; how well they fit goes to stderr, beside the figures."""
    lang = Lang(options.lang)
    fit = fit_counts(world, _table(options.counts, options, read_count_rows), request, sheet)
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
        value, ends = found.figure(name), drawn.range_of(name) if drawn and found.told(name) else None
        low, high = (None, None) if ends is None else (ends[0] * factor, ends[1] * factor)
        shown = f"{name}_percent" if unit == "percent" else name
        figure = None if value is None else value * factor
        rows.append({"figure": shown, "central": figure, "p05": low, "p95": high, "unit": unit, **shared})
        if name in _OF_PRICED and found.priced_bn is not None:
            which, as_named = _OF_PRICED[name]
            rows.append({"figure": as_named, "central": found.priced_bn[which], "unit": unit, **shared})
    if drawn and found.costed:
        rows.append({"figure": "positive_percent", "central": 100 * drawn.positive, "unit": "percent", **shared})
    return rows
