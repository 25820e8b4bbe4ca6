"""The worth of a programme in money: net present value, from the savings of every set, with costs as they are appraised.

A year in which the set S serves is worth the savings of S (``analysis.economics.sets``), which honour every interaction,
times growth of trips and of the value of time, discounted. How savings are parted into time, whose value grows, and the
rest is that of all units together. Against it count the costs of each unit as appraised: economic cost of works by year,
maintenance while it serves, less what it is still worth at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.economics import Question as Appraised, central, saved_by_sets, unit_capitals
from analysis.programme.asking import Asked, above, tasked
from analysis.programme.stakes import Stakes
from layers import text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analysis.economics import Request, Sheet
    from analysis.network import Floats
    from analysis.programme.asking import Wishes
    from analysis.programme.best import Programme
    from analysis.programme.task import Task
    from analysis.scenarios import Assumptions, Scenario, World

NPV = "npv"
_VND_PER_BN = 1e9


@dataclass(frozen=True)
class Money:
    """How money is counted: trips and options, assumptions, weights of trips between the provinces."""

    request: Request
    sheet: Sheet
    assumptions: Assumptions | None = None

    @property
    def name(self) -> str:
        """Tells one way from another."""
        return text_digest([self.request.digest, self.sheet.digest, repr(self.assumptions)])


@dataclass(frozen=True)
class MoneyAsked(Asked):
    """A task whose worth is money.

    Parameters
    ----------
    appraised
        All units beside what stands, as an appraisal: of it the growth of a year, and trips, sheet and reference of all sets.
    """

    appraised: Appraised | None = None


def asked_npv(
    world: World,
    scenario: Scenario,
    wishes: Wishes,
    money: Money,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> MoneyAsked:
    """The task of some wishes for net present value, billions of đồng at the prices of the sheet.

    Costs are those of the appraisal: the user's own, or the published ones at the prices of the sheet with its factors.

    Raises
    ------
    InputError
        As ``asked``; if what stands already cannot be told apart from what may be built.
    """
    sheet, assumptions = money.sheet, money.assumptions
    request = replace(money.request, own_costs=tuple(sorted(wishes.cost_bn.items())), phases=())
    capital = {u.unit: u for u in unit_capitals(world, wishes.units, request, sheet)}
    base, values = sheet.price_year, sheet.values
    costs = {u: float(c.financial_bn(values, price_year=base)[0]) for u, c in capital.items() if c.known}
    told = replace(wishes, cost_bn=costs)
    task = tasked(world, told, costs)
    bare = replace(scenario, projects=frozenset(wishes.standing), year=None)
    whole = replace(bare, projects=frozenset(wishes.standing) | _compatible(task))
    question = Appraised.of(world, whole, request, reference=bare, assumptions=assumptions, sheet=sheet)
    every = replace(scenario, projects=frozenset(task.units) | frozenset(wishes.standing), year=None)
    saved = saved_by_sets(
        world, every, question.trips, request, sheet, standing=frozenset(wishes.standing), progress=progress
    )
    sums = [above(found, task.units, wishes.standing) for found in saved.values()]
    if not sums:
        raise InputError("worth.no_trips")
    a_day = np.sum(sums, axis=0)
    return MoneyAsked(
        task=task,
        stakes=_stakes(world, task, question, a_day),
        objective=NPV,
        question=None,
        without_cost=tuple(u for u in wishes.units if u not in costs),
        people=1.0,
        digest=text_digest(["programme npv", question.digest(world), repr(sorted_wishes(told)), repr(task)]),
        appraised=question,
    )


def sorted_wishes(wishes: Wishes) -> tuple[object, ...]:
    """The wishes as a text that is the same for the same ones."""
    tables = (wishes.cost_bn, wishes.years, wishes.start, wishes.after, wishes.phases)
    return (*(tuple(sorted((k, repr(v)) for k, v in t.items())) for t in tables), sorted(wishes.standing))


def _compatible(task: Task) -> frozenset[str]:
    """The units in their order, of alternatives the first."""
    kept: list[str] = []
    for unit in task.units:
        if not any(unit in group and group & set(kept) for group in task.alternatives):
            kept.append(unit)
    return frozenset(kept)


def _stakes(world: World, task: Task, question: Appraised, a_day: Floats) -> Stakes:
    """Savings of a day by set, what a year makes of them, and what a begin costs; all discounted to the price year."""
    sheet = question.sheet
    years = np.array(task.years)
    factors = (1.0 + sheet["discount"]) ** -(years - sheet.price_year).astype(float)
    grown = growth(world, question, task.years)
    economic = sheet["economic_factor"]
    begins = np.zeros((len(task.items), len(task.budget_bn)))
    for i, item in enumerate(task.items):
        for n in range(len(task.budget_bn)):
            serves = years >= task.first_year + n + item.years
            left = max(1.0 - serves.sum() / sheet["life"], 0.0) * factors[-1] if serves.any() else 0.0
            kept = sheet["maintenance"] * float(factors[serves].sum()) - left
            begins[i, n] = item.cost_bn * economic * kept
    return Stakes(a_day, grown * factors, economic * factors[: len(task.budget_bn)], begins, grown)


def growth(world: World, question: Appraised, years: tuple[int, ...]) -> Floats:
    """What a year makes of the savings of a day, billions of đồng for each đồng, as all units together have it: (years,)."""
    whole, sheet = central(world, question).daily.parts, question.sheet
    user = sum(float(whole[name][0]) for name in ("time", "operating", "tolls"))
    every = sum(float(part[0]) for part in whole.values())
    at = np.array(years)
    trips = (1.0 + sheet["growth"]) ** np.minimum(at - sheet["trips_year"], sheet["growth_years"])
    time = (1.0 + sheet["value_growth"]) ** (at - sheet.price_year)
    share = float(whole["time"][0]) / user if user else 0.0
    rest = (every - float(whole["time"][0])) / user if user else 0.0
    return np.asarray((share * time + rest) * trips * sheet["days"] / _VND_PER_BN)


def checked_npv(
    world: World, asked: MoneyAsked, best: Programme, *, progress: Callable[[int, int], None] | None = None
) -> float:
    """The net present value of a programme with each of its sets appraised by itself, billions of đồng.

    What the search took in proportion to all units (the part of time, tolls received, accidents, carbon) is exact here.
    """
    question, task = asked.appraised, best.task
    if question is None:
        raise InputError("programme.no_items")
    sets = dict.fromkeys(frozenset(u for u, y in best.opens.items() if y <= year) for year in task.years)
    gains: dict[frozenset[str], Mapping[int, float]] = {}
    for n, units in enumerate(sets):
        if progress is not None:
            progress(n, len(sets))
        gains[units] = _yearly_bn(world, question, units, task.years)
    factors = (1.0 + question.sheet["discount"]) ** -(np.array(task.years) - question.sheet.price_year).astype(float)
    serving = [frozenset(u for u, y in best.opens.items() if y <= year) for year in task.years]
    benefits = sum(gains[s][year] * f for s, year, f in zip(serving, task.years, factors.tolist(), strict=True))
    costs = sum(best.stakes.cost_of_begin(task, task.units.index(u), y - task.first_year) for u, y in best.starts)
    return float(benefits - costs)


def _yearly_bn(world: World, question: Appraised, units: frozenset[str], years: tuple[int, ...]) -> Mapping[int, float]:
    """Benefits of a set in each year, billions of đồng, undiscounted."""
    if not units:
        return dict.fromkeys(years, 0.0)
    scenario = replace(question.reference, projects=question.reference.projects | units)
    own = replace(
        question, scenario=replace(scenario, speeds=question.scenario.speeds, access=question.scenario.access)
    )
    parts, sheet, at = central(world, own).daily.parts, question.sheet, np.array(years)
    trips = (1.0 + sheet["growth"]) ** np.minimum(at - sheet["trips_year"], sheet["growth_years"])
    time = (1.0 + sheet["value_growth"]) ** (at - sheet.price_year)
    rest = sum(float(part[0]) for name, part in parts.items() if name != "time")
    told = (float(parts["time"][0]) * time + rest) * trips * sheet["days"] / _VND_PER_BN
    return dict(zip(years, told.tolist(), strict=True))
