"""What each unit of a scenario contributes: all that a page, a slide or a workbook shows of a portfolio.

Read from the worth of every feasible set, or of sampled orders where units are too many to count
(``valuation.portfolios``): Shapley values and
interactions, the best order with the gain of each step, a given order, the most that a budget buys,
the front of benefit against cost, the smallest set that reaches a share of the whole. Costs are
published ranges; a unit without one stays out of everything that divides or sums costs, by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from analysis.costs import unit_cost
from analysis.district_sets import counted_people, district_capitals
from analysis.portfolio import Choice, Portfolio, Step
from analysis.sampling import SampledPortfolio
from analysis.valuation import BenefitKind, Question, portfolios
from layers.digest import text_digest
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from analysis.scenarios import Scenario
    from analysis.world import World

SHARE: Final = 0.9  # of the full worth: what the smallest sufficient set reaches
_NOTABLE: Final = 0.005  # of the full worth: smaller interactions are not named


@dataclass(frozen=True)
class Interaction:
    """Two units together: positive, they need each other; negative, they replace each other."""

    one: str
    other: str
    value: float


@dataclass(frozen=True)
class Contribution:
    """One portfolio judged.

    Parameters
    ----------
    digest
        Names data, scenario, assumptions and question.
    portfolio
        The worth of every feasible set, in the unit of the benefit, or what sampled orders tell of it.
    shapley, first, last
        Of each unit: its share of the full worth, what it adds alone, what is lost without it.
    interactions
        Pairs whose interaction is at least half a percent of the full worth, largest first.
    order
        The best order, by the sum of worth over equal steps.
    cost_bn_vnd
        Published low and high cost of the units that have one.
    without_cost
        The others.
    front
        Sets that no cheaper one beats, by the lower published cost.
    enough
        The smallest set that reaches ``SHARE`` of the full worth.
    people
        Inhabitants whose trips or ways are counted: those of the districts that count.
    """

    digest: str
    question: Question
    portfolio: Portfolio | SampledPortfolio
    shapley: Mapping[str, float]
    first: Mapping[str, float]
    last: Mapping[str, float]
    interactions: tuple[Interaction, ...]
    order: tuple[Step, ...]
    cost_bn_vnd: Mapping[str, tuple[float, float]]
    without_cost: tuple[str, ...]
    front: tuple[Choice, ...]
    enough: frozenset[str]
    people: float

    @property
    def each(self) -> float:
        """The worth of all units together for each inhabitant, in the unit of the benefit."""
        return self.total / self.people if self.people else 0.0

    @property
    def total(self) -> float:
        """The worth of all units together."""
        return self.portfolio.total

    @property
    def exact(self) -> bool:
        """Whether every set was looked at; if not, shares have standard errors and the order is not proved best."""
        return not self.portfolio.errors

    @property
    def errors(self) -> Mapping[str, float]:
        """The standard error of each share; empty where shares are exact."""
        return self.portfolio.errors

    def along(self, order: Sequence[str]) -> tuple[Step, ...]:
        """Worth and gain at each step of a given order; errors as ``Portfolio.along``."""
        return tuple(self.portfolio.along(order))

    def within(self, budget_bn_vnd: float) -> Choice:
        """The set worth most among those whose lower published costs sum to at most the budget."""
        return self.portfolio.best_within(budget_bn_vnd, {u: low for u, (low, _) in self.cost_bn_vnd.items()})

    def over_years(self, yearly_bn_vnd: float, *, discount: float = 0.0) -> tuple[Step, ...]:
        """The best order where each unit takes its upper published cost ÷ a yearly budget in years.

        Parameters
        ----------
        yearly_bn_vnd
            Budget in billions of đồng a year.
        discount
            Yearly rate, 0.05 for 5 %.

        Raises
        ------
        InputError
            If a unit has no published cost, which gives it no duration; the sentence names them.
        """
        if self.without_cost:
            raise InputError("analysis.no_cost_no_years", names="; ".join(self.without_cost))
        if not yearly_bn_vnd > 0:
            raise InputError("analysis.no_budget")
        years = {u: high / yearly_bn_vnd for u, (_, high) in self.cost_bn_vnd.items()}
        return tuple(self.portfolio.best_order(years=years, discount=discount))


def steps_told(steps: Sequence[Step], *, least: float) -> int:
    """How many steps of an order are told one by one: up to the last that adds at least ``least``, in its unit.

    What comes after adds nothing that shows; a page, a slide or a sheet names it together.
    """
    return max((n for n, step in enumerate(steps, start=1) if step.gain >= least), default=0)


def contribution_digest(world: World, scenario: Scenario, question: Question) -> str:
    """What names the contributions of a scenario's units to a benefit."""
    asked = (question.kind.value, question.weighting.value, repr(question.beta_per_min), question.place_id)
    return text_digest([world.digest(scenario), *asked, *sorted(question.districts)])


def unit_of(kind: BenefitKind) -> str:
    """The unit a benefit is counted in: ``person_min``, ``person_km`` or ``people``."""
    return {BenefitKind.PERSON_KM: "person_km", BenefitKind.PEOPLE_60: "people"}.get(kind, "person_min")


def contributions(
    world: World,
    scenario: Scenario,
    question: Question,
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Contribution, ...]:
    """The units of a scenario judged: one portfolio, or one for each choice among exclusions.

    Parameters
    ----------
    cache
        Folder for the engine's tables, by default ``var/engine``.
    progress
        Called with (steps done, steps in all) now and then; may raise to stop.

    Raises
    ------
    InputError
        As ``valuation.portfolios``.
    """
    digest = contribution_digest(world, scenario, question)
    valued = portfolios(world, scenario, question, cache=cache, progress=progress)
    return tuple(_judged(world, p, question, digest) for p in valued)


def _judged(world: World, portfolio: Portfolio | SampledPortfolio, question: Question, digest: str) -> Contribution:
    players = portfolio.players
    total = portfolio.total
    pairs = [(a, b, portfolio.interaction(a, b)) for a, b in combinations(players, 2)]
    notable = [Interaction(a, b, v) for a, b, v in pairs if v is not None and abs(v) >= _NOTABLE * abs(total) and v]
    costs = {p: c for p in players if (c := unit_cost(world, p)) is not None}
    return Contribution(
        digest=digest,
        question=question,
        portfolio=portfolio,
        shapley=portfolio.shapley(),
        first={p: portfolio.gain_first(p) for p in players},
        last={p: portfolio.gain_last(p) for p in players},
        interactions=tuple(sorted(notable, key=lambda x: (-abs(x.value), x.one, x.other))),
        order=tuple(portfolio.best_order()),
        cost_bn_vnd=costs,
        without_cost=tuple(p for p in players if p not in costs),
        front=tuple(portfolio.pareto({p: low for p, (low, _) in costs.items()})),
        enough=portfolio.smallest_reaching(SHARE),
        people=float(counted_people(world, district_capitals(world), question.districts).sum()),
    )
