"""What each unit of a scenario contributes, together with the others, under other assumptions, and by itself.

``contributions`` is all that a page, a slide or a workbook shows of a portfolio, read from the worth of every
feasible set, or of sampled orders where units are too many to count: Shapley values and interactions, the
best order with the gain of each step, a given order, the most that a budget buys, the front of benefit
against cost, the smallest set that reaches a share of the whole. Costs are published ranges; a unit without
one stays out of everything that divides or sums costs, by name.

``judge_sensitivity`` changes one assumption at a time: speeds low or high, access low or high, weights of
destinations by population or gravity. Connectors are the same before and after and drop out of every saving.

``project_effects`` puts each project alone on the base network, all its sections built; an
upgrade of another project stands on that project. Savings are means of both directions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.appraisal.costs import unit_cost
from analysis.appraisal.portfolio import Choice, Portfolio, SampledPortfolio, Step
from analysis.appraisal.valuation import Question, portfolios
from analysis.engine import Engine, prepare_engine
from analysis.network import ArcKind, Impedance, SpeedCase
from analysis.scenarios import Access, Scenario, Weighting, counted_people, district_capitals
from layers import text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from analysis.network import Floats
    from analysis.scenarios import World
    from layers import Project

SUFFICIENT_SHARE: Final = 0.9  # of the full worth: what the smallest sufficient set reaches
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
        The smallest set that reaches ``SUFFICIENT_SHARE`` of the full worth.
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
    asked = (question.kind, question.weighting.value, repr(question.beta_per_min), question.place_id)
    return text_digest([world.digest(scenario), *asked, *sorted(question.districts)])


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
        As ``portfolios``.
    """
    digest = contribution_digest(world, scenario, question)
    valued = portfolios(world, scenario, question, cache=cache, progress=progress)
    return tuple(_judged(world, p, question, digest) for p in valued)


def _judged(world: World, portfolio: Portfolio | SampledPortfolio, question: Question, digest: str) -> Contribution:
    units = portfolio.units
    total = portfolio.total
    pairs = [(a, b, portfolio.interaction(a, b)) for a, b in combinations(units, 2)]
    notable = [Interaction(a, b, v) for a, b, v in pairs if v is not None and abs(v) >= _NOTABLE * abs(total) and v]
    costs = {p: c for p in units if (c := unit_cost(world, p)) is not None}
    return Contribution(
        digest=digest,
        question=question,
        portfolio=portfolio,
        shapley=portfolio.shapley(),
        first={p: portfolio.gain_first(p) for p in units},
        last={p: portfolio.gain_last(p) for p in units},
        interactions=tuple(sorted(notable, key=lambda x: (-abs(x.value), x.one, x.other))),
        order=tuple(portfolio.best_order()),
        cost_bn_vnd=costs,
        without_cost=tuple(p for p in units if p not in costs),
        front=tuple(portfolio.pareto({p: low for p, (low, _) in costs.items()})),
        enough=portfolio.smallest_reaching(SUFFICIENT_SHARE),
        people=float(counted_people(world, district_capitals(world), question.districts).sum()),
    )


MOST_JUDGED: Final = 15  # units that matter, above which valuing every case again takes minutes


@dataclass(frozen=True)
class JudgedRange:
    """The Shapley value and the rank of one project over all cases.

    Parameters
    ----------
    central, low, high
        Shapley value in the central case, and its lowest and highest, in the unit of the benefit.
    best_rank, worst_rank
        Its place among the projects by Shapley value, 1 is first.
    """

    project: str
    central: float
    low: float
    high: float
    best_rank: int
    worst_rank: int

    @property
    def firm(self) -> bool:
        """Whether its rank is the same in every case."""
        return self.best_rank == self.worst_rank


def assumption_cases(scenario: Scenario, question: Question) -> list[tuple[Scenario, Question]]:
    """The central case first, then each assumption changed by itself."""
    speeds = [(replace(scenario, speeds=s), question) for s in SpeedCase if s is not scenario.speeds]
    access = [(replace(scenario, access=a), question) for a in Access if a is not scenario.access]
    weights = [(scenario, replace(question, weighting=w)) for w in Weighting if w is not question.weighting]
    return [(scenario, question), *speeds, *access, *(weights if question.benefit.weights_varied else [])]


def judge_sensitivity(
    world: World, scenario: Scenario, question: Question, *, cache: Path | None = None
) -> list[dict[str, JudgedRange]]:
    """For each portfolio (one for each choice among exclusions) every project over all cases.

    Raises
    ------
    InputError
        As ``portfolios``.
    """
    valued = [portfolios(world, s, q, cache=cache) for s, q in assumption_cases(scenario, question)]
    return [over_cases([p.shapley() for p in same]) for same in zip(*valued, strict=True)]


def over_cases(shares: Sequence[Mapping[str, float]]) -> dict[str, JudgedRange]:
    """Ranges and ranks of Shapley values, the central case first; equal values rank by id."""
    ranks = [{p: n for n, p in enumerate(sorted(s, key=lambda p: (-s[p], p)), start=1)} for s in shares]
    return {
        p: JudgedRange(
            project=p,
            central=shares[0][p],
            low=min(s[p] for s in shares),
            high=max(s[p] for s in shares),
            best_rank=min(r[p] for r in ranks),
            worst_rank=max(r[p] for r in ranks),
        )
        for p in shares[0]
    }


NOTABLE_MIN: Final = 0.5  # a saving below half a minute counts as none
NOTABLE_M: Final = 10.0  # and a fall of distance below ten metres
_KINDS: Final = frozenset({"gate", "airport"})


class Reason(StrEnum):
    """Why a project changes nothing for these pairs."""

    EXISTING = "existing"  # every section was open before the base network's day
    APART = "apart"  # its sections join neither the base network nor another project
    NO_GAIN = "no_gain"  # joined, but no way between these places becomes faster by it


@dataclass(frozen=True)
class PairEffect:
    """Means of both directions between two places, in metres and minutes."""

    origin_id: str
    destination_id: str
    before_m: float
    after_m: float
    before_min: float
    after_min: float

    @property
    def saved_m(self) -> float:
        """Fall of the shortest distance in metres."""
        return self.before_m - self.after_m

    @property
    def saved_min(self) -> float:
        """Fall of the fastest time in minutes."""
        return self.before_min - self.after_min


@dataclass(frozen=True)
class ProjectEffect:
    """A project's effect.

    Parameters
    ----------
    on
        The project it stands on, if it upgrades one; else empty.
    pairs
        Pairs with the largest saving of time, largest first, no place twice.
    shortened
        The pair whose shortest distance falls most, ``None`` if none falls.
    notable
        Number of pairs that save at least half a minute, of ``considered``.
    reason
        Why nothing changes, ``None`` if something does.
    """

    project_id: str
    on: str
    pairs: tuple[PairEffect, ...]
    shortened: PairEffect | None
    notable: int
    considered: int
    reason: Reason | None


def study_places(world: World) -> list[str]:
    """Capitals of the 9 + 11 districts of the two provinces, gates and airports, by id."""
    return sorted(p.place_id for p in world.places.values() if p.district or p.kind in _KINDS)


def project_effects(world: World, *, pairs: int = 3) -> list[ProjectEffect]:
    """One row a project, in the order of the projects, each with its ``pairs`` largest savings.

    Pairs are those of the two provinces' district capitals with each other and with gates and airports.
    """
    places = study_places(world)
    everything = Scenario(projects=frozenset(world.projects))
    engines = {i: prepare_engine(world, everything, places, impedance=i) for i in Impedance}
    return [_effect(world, p, places, engines, count=pairs) for p in world.projects.values()]


_Engines = dict[Impedance, Engine]


def _effect(world: World, project: Project, places: list[str], engines: _Engines, *, count: int) -> ProjectEffect:
    on = world.bases(project.id)
    before, after = _both_ways(engines, on), _both_ways(engines, on | {project.id})
    rows = [
        PairEffect(places[i], places[j], before[0][i, j], after[0][i, j], before[1][i, j], after[1][i, j])
        for i, j in _pairs(world, places)
        if np.isfinite([before[0][i, j], after[0][i, j]]).all()
    ]
    by_time = sorted(
        (r for r in rows if r.saved_min >= NOTABLE_MIN), key=lambda r: (-r.saved_min, r.origin_id, r.destination_id)
    )
    by_distance = max(rows, key=lambda r: r.saved_m, default=None)
    shortened = by_distance if by_distance is not None and by_distance.saved_m >= NOTABLE_M else None
    reason = None if by_time or shortened else _reason(world, project, on)
    return ProjectEffect(
        project_id=project.id,
        on=project.upgrade_of or "",
        pairs=_no_place_twice(by_time, count),
        shortened=shortened,
        notable=len(by_time),
        considered=len(rows),
        reason=reason,
    )


def _pairs(world: World, places: list[str]) -> list[tuple[int, int]]:
    """Pairs of places of which at least one is a district capital; the capital stands first."""
    capital = [bool(world.places[p].district) for p in places]
    return [(i, j) for i in range(len(places)) for j in range(len(places)) if capital[i] and (i < j or not capital[j])]


def _no_place_twice(rows: list[PairEffect], count: int) -> tuple[PairEffect, ...]:
    """The first rows that share no place: neighbours of one town would say the same again."""
    kept: list[PairEffect] = []
    seen: set[str] = set()
    for row in rows:
        if len(kept) < count and not {row.origin_id, row.destination_id} & seen:
            kept.append(row)
            seen |= {row.origin_id, row.destination_id}
    return tuple(kept)


def _both_ways(engines: _Engines, projects: frozenset[str]) -> tuple[Floats, Floats]:
    """Shortest metres and fastest minutes, mean of both directions: two (places, places) tables."""
    metres, minutes = (engines[i].skim(projects) for i in (Impedance.DISTANCE, Impedance.TIME))
    return (metres + metres.T) / 2, (minutes + minutes.T) / 2


def _reason(world: World, project: Project, on: frozenset[str]) -> Reason:
    if all(s.status == "existing" for s in project.sections):
        return Reason.EXISTING
    arcs = world.graph(Scenario(projects=on | {project.id})).arcs
    own = world.links.sections.project_id == project.id
    mine = own[arcs.section] & (arcs.section >= 0)
    base_nodes = len(world.network.lon_lat)
    touching = (arcs.tail[mine] < base_nodes) | (arcs.kind[mine] == ArcKind.ACCESS)
    return Reason.NO_GAIN if touching.any() else Reason.APART
