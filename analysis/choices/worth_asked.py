"""What the choices of value for money ask of the engine: the page and the files of a briefing ask the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.choices.worth_settings import AGAINST
from analysis.economics import OwnTrips, Request, TripChoice
from words import InputError

if TYPE_CHECKING:
    from analysis.appraisal import Question
    from analysis.choices.worth_settings import WorthSettings
    from analysis.choices.worth_tables import TripRow
    from analysis.economics import Sheet
    from analysis.programme import Money, Wishes
    from analysis.scenarios import Assumptions, World


def request_of(chosen: WorthSettings, *, own_trips: tuple[TripRow, ...] = ()) -> Request:
    """Trips, year of works, options, costs of the user's own.

    Raises
    ------
    InputError
        If own trips are chosen and none are given.
    """
    return Request(
        trips=TripChoice(chosen.trips),
        start_year=chosen.start_year,
        tolls=chosen.tolls,
        accidents=chosen.accidents,
        carbon=chosen.carbon,
        own_costs=chosen.costs,
        phases=chosen.phases,
        own_trips=OwnTrips(own_trips) if chosen.trips == TripChoice.OWN and own_trips else None,
    )


def sheet_of(sheet: Sheet, chosen: WorthSettings) -> tuple[Sheet, list[InputError]]:
    """The sheet with the user's changes, and those that cannot be used."""
    faults = []
    for key, value, low, high in chosen.changes:
        try:
            sheet = sheet.set_to(key, value, low, high)
        except InputError as fault:
            faults.append(fault)
    return sheet, faults


def against_today(chosen: WorthSettings) -> bool:
    """Whether a scenario is held against what is open today."""
    return chosen.against != AGAINST[0]


def wishes_of(world: World, chosen: WorthSettings) -> Wishes:
    """What a programme is asked: its roads, money by year, years that count, and what was changed of a road.

    Raises
    ------
    InputError
        If the discount rate cannot be used.
    """
    from analysis.programme import usual_wishes  # noqa: PLC0415 - the network code where a programme is asked for

    usual = usual_wishes(world)
    units = tuple(u for u in chosen.units if u not in usual.standing) or usual.units
    first = chosen.first_year or usual.first_year
    single = dict(chosen.money)
    years = range(first, first + chosen.budget_years)
    after: dict[str, set[str]] = {}
    for unit, other in chosen.after:
        if {unit, other} <= set(units):
            after.setdefault(unit, set()).add(other)
    return replace(
        usual,
        units=units,
        first_year=first,
        budget_bn=tuple(float(single.get(year, chosen.budget_bn)) for year in years),
        last_year=max(chosen.until, years[-1]),
        cost_bn={u: cost for u, cost in chosen.costs if u in units},
        years={u: n for u, n in chosen.durations if u in units},
        phases={u: shares for u, shares in chosen.phases if u in units},
        start={u: year for u, year in chosen.fixed if u in units},
        after={u: frozenset(others) for u, others in after.items()},
        alternatives=tuple(frozenset(pair) for pair in chosen.exclusive if set(pair) <= set(units)),
        discount=chosen.discount,
        keeps=chosen.keeps,
    )


def plan_question(
    chosen: WorthSettings, sheet: Sheet, assumptions: Assumptions, *, own_trips: tuple[TripRow, ...] = ()
) -> Question | Money:
    """What a programme is best in: minutes, or money as the appraisal counts it; errors as ``request_of``."""
    from analysis.appraisal import Question  # noqa: PLC0415
    from analysis.programme import NPV, Money  # noqa: PLC0415

    if chosen.objective != NPV:
        return Question()
    return Money(request_of(chosen, own_trips=own_trips), sheet, assumptions)
