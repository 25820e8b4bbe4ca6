"""A programme of a world's projects: from ticked roads, money and years to the task, with the exact worth of every set.

Costs are the published upper ones unless another is given; a road without either is left out by name, never given one.
An upgrade follows what it upgrades; of projects that exclude each other one at most is built. Worth is that of a
benefit of the portfolio (``analysis.appraisal``) above what stands already, for each inhabitant who counts, so that a
programme for minutes is worth minutes for each inhabitant and trip, summed over years: no forecast of traffic.
How long a road is built is an assumption by its cost (``DURATIONS``), to be changed for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.appraisal import Portfolio, Question, portfolios, units_cost
from analysis.programme.stakes import Stakes, supported
from analysis.programme.task import MOST_UNITS, Item, Task
from analysis.scenarios import Scenario, counted_people, district_capitals
from layers import open_part, text_digest, unit_name
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from analysis.appraisal import SampledPortfolio
    from analysis.network import Floats, Ints
    from analysis.scenarios import World
    from layers import Project
    from words import Lang

# years of building of a road that costs at most so many billions of đồng; an assumption, told beside every programme
DURATIONS: Final = ((1_000.0, 2), (10_000.0, 3), (50_000.0, 4), (float("inf"), 5))
MOST_DISCOUNT: Final = 0.3
BUDGET_BN, BUDGET_YEARS, BENEFIT_YEARS = 10_000.0, 10, 20  # to begin with: a user's own figures are asked for


@dataclass(frozen=True)
class Title:
    """What a unit is called in each language."""

    projects: Mapping[str, Project]
    unit: str

    def text(self, lang: Lang) -> str:
        """Its name in a language."""
        return unit_name(self.projects, self.unit, lang)

    def __str__(self) -> str:
        return self.unit


@dataclass(frozen=True)
class Wishes:
    """What somebody asks of a programme.

    Parameters
    ----------
    units
        Units that may be built.
    standing
        Units that serve from the beginning; their worth is no gain of the programme.
    budget_bn
        Billions of đồng in each year from ``first_year`` on.
    cost_bn, years, start, after
        Of some units another cost, duration, fixed year or what it must follow.
    phases
        Of some units the share of the cost in each year of building, which tells its duration too.
    alternatives
        Further sets of units of which one at most is built.
    discount
        Rate at which later minutes count less, a share; that of money is in the sheet.
    """

    units: tuple[str, ...]
    first_year: int
    budget_bn: tuple[float, ...]
    last_year: int
    standing: frozenset[str] = frozenset()
    cost_bn: Mapping[str, float] = field(default_factory=dict)
    years: Mapping[str, int] = field(default_factory=dict)
    start: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keeps: bool = False
    phases: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    alternatives: tuple[frozenset[str], ...] = ()
    discount: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.discount <= MOST_DISCOUNT:
            raise InputError(
                "programme.bad_discount", found=f"{100 * self.discount:g}", most=f"{100 * MOST_DISCOUNT:g}"
            )


@dataclass(frozen=True)
class Asked:
    """A task with its worths, and what stays out of it.

    Parameters
    ----------
    objective
        What the worth is: minutes, or another benefit of the portfolio; ``npv``: money.
    question
        The benefit; ``None`` for money.
    without_cost
        Units that nobody has published a cost of and none was given for.
    people
        Inhabitants for whom the worth is told; 1 if it is no sum over them.
    """

    task: Task
    stakes: Stakes
    objective: str
    question: Question | None
    without_cost: tuple[str, ...]
    people: float
    digest: str


def usual_wishes(world: World) -> Wishes:
    """Roads with a published cost that are still to be built, over ten years from the next one on.

    Roads that are open by the data's date stand. Of more than ``MOST_UNITS`` the first in the list are taken.
    """
    when, projects = world.data.study.data_date, world.projects
    open_ = {p for p in projects if open_part(projects, p, data_date=when) == "open"}
    priced = [p for p in projects if p not in open_ and units_cost(world, [p]).high_bn is not None]
    bases = {p: projects[p].upgrade_of for p in priced}
    can = [p for p in priced if bases[p] is None or bases[p] in {*priced, *open_}]
    first = when.year + 1
    return Wishes(
        tuple(can[:MOST_UNITS]),
        first,
        (BUDGET_BN,) * BUDGET_YEARS,
        first + BENEFIT_YEARS - 1,
        standing=frozenset(p for p in open_ if projects[p].upgrade_of in {None, *open_}),
    )


def usual_years(cost_bn: float) -> int:
    """How long a road of this cost is taken to be built: an assumption."""
    return next(years for most, years in DURATIONS if cost_bn <= most)


def asked(
    world: World,
    scenario: Scenario,
    wishes: Wishes,
    question: Question,
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Asked:
    """The task of some wishes, under the assumptions of a scenario, for a benefit.

    Raises
    ------
    InputError
        If a unit is unknown or lacks what it upgrades, or the wishes contradict each other.
    """
    costs = {u: c for u in wishes.units if (c := _cost(world, wishes, u)) is not None}
    task = tasked(world, wishes, costs)
    counted = question.benefit.unit != "people"
    people = float(counted_people(world, district_capitals(world), question.districts).sum()) if counted else 1.0
    values = worth_above(world, scenario, task.units, wishes.standing, question, cache=cache, progress=progress)
    return Asked(
        task=task,
        stakes=Stakes(values / people, _later(task, wishes.discount), np.zeros(len(task.budget_bn))),
        objective=question.kind,
        question=question,
        without_cost=tuple(u for u in wishes.units if u not in costs),
        people=people,
        digest=_digest(world, scenario, wishes, question, task),
    )


def tasked(world: World, wishes: Wishes, costs: Mapping[str, float]) -> Task:
    """The task of some wishes for the units that have a cost; errors as ``asked``."""
    given = (frozenset(a) & frozenset(costs) for a in wishes.alternatives)
    return Task(
        tuple(_item(world, wishes, u, cost) for u, cost in costs.items()),
        wishes.first_year,
        wishes.budget_bn,
        wishes.last_year,
        tuple(dict.fromkeys([*_alternatives(world, list(costs)), *(a for a in given if len(a) > 1)])),
        wishes.keeps,
    )


def _later(task: Task, rate: float) -> Floats:
    """What each year's minutes count."""
    return np.asarray((1.0 + rate) ** -np.arange(len(task.years), dtype=float))


def worth_above(
    world: World,
    scenario: Scenario,
    units: Sequence[str],
    standing: Collection[str],
    question: Question,
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """The worth of every set of units above what stands already, exactly: (2 ** units,); unit i is bit i.

    Raises
    ------
    InputError
        As ``portfolios``, and if more units matter than sets can be counted.
    """
    every = replace(scenario, projects=frozenset(units) | frozenset(standing))
    found = portfolios(world, every, question, cache=cache, progress=progress)
    return above(found, units, standing)


def above(found: Sequence[Portfolio | SampledPortfolio], units: Sequence[str], standing: Collection[str]) -> Floats:
    """The worth of every set of units above what stands, from portfolios of all of them; errors as ``worth_above``."""
    values = np.full(2 ** len(units), np.nan)
    sets = np.arange(len(values))
    for one in found:
        if not isinstance(one, Portfolio):
            raise InputError("programme.too_many", count=len(one.counted), most=MOST_UNITS)
        if not set(standing) <= set(one.units):
            continue
        inside = np.array([u in one.units for u in units], dtype=bool)
        possible = (sets & _bits(np.flatnonzero(~inside))) == 0
        at = np.full(len(values), _bits([i for i, u in enumerate(one.counted) if u in standing]))
        for i, unit in enumerate(one.counted):
            if unit in units and unit not in standing:
                at |= (sets >> units.index(unit) & 1) << i
        values = np.where(possible & np.isnan(values), one.values[at], values)
    return supported(values - values[0])


def _bits(positions: Sequence[int] | Ints) -> int:
    return sum(1 << int(i) for i in positions)


def _cost(world: World, wishes: Wishes, unit: str) -> float | None:
    """Its cost in billions of đồng: what was given, or the published upper one."""
    given = wishes.cost_bn.get(unit)
    return units_cost(world, [unit]).upper_bn if given is None else given


def _item(world: World, wishes: Wishes, unit: str, cost_bn: float) -> Item:
    shares = tuple(wishes.phases.get(unit, ()))
    world.require_bases(world.owners(unit), among={*wishes.standing, *wishes.units})
    return Item(
        unit,
        cost_bn,
        len(shares) or wishes.years.get(unit, usual_years(cost_bn)),
        wishes.start.get(unit),
        wishes.after.get(unit, frozenset()) | world.bases(unit) - frozenset(wishes.standing),
        Title(world.projects, unit),
        shares,
    )


def _alternatives(world: World, units: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Pairs of units of which one excludes the other."""
    owners = {u: world.owners(u) for u in units}
    excluded = {u: frozenset(x for p in owned for x in world.projects[p].excludes) for u, owned in owners.items()}
    pairs = {frozenset({a, b}) for a in units for b in units if a != b and excluded[a] & owners[b]}
    return tuple(sorted(pairs, key=sorted))


def _digest(world: World, scenario: Scenario, wishes: Wishes, question: Question, task: Task) -> str:
    """Names data, assumptions, task and benefit."""
    told = (question.kind, question.weighting.value, repr(question.beta_per_min), question.place_id)
    items = [repr((i.unit, i.paid_bn, i.start, sorted(i.after))) for i in task.items]
    groups = sorted(sorted(a) for a in task.alternatives)
    money = repr(
        (task.first_year, task.budget_bn, task.last_year, task.keeps, sorted(wishes.standing), groups, wishes.discount)
    )
    return text_digest(["programme", world.digest(scenario), *told, *sorted(question.districts), *items, money])
