"""A scenario appraised against another state of the network: stream of costs and benefits, indicators, break-even.

The central case is one draw of the computation that also makes a thousand: see ``analysis.economics.uncertainty``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.economics.capital import UnitCapital, unit_capitals
from analysis.economics.cashflow import (
    Stream,
    discount_factors,
    first_year_return,
    internal_rate,
    payback_years,
    present_value,
)
from analysis.economics.request import Request
from analysis.economics.savings import changed_pairs, prices, savings, tariff
from analysis.economics.sheet import read_sheet
from analysis.economics.trips import RATES, trips
from analysis.economics.ways import ways
from analysis.network import Mode, SpeedCase
from analysis.scenarios import Access, Assumptions, Scenario
from layers import text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analysis.economics.savings import Pairs, Savings
    from analysis.economics.sheet import Sheet
    from analysis.economics.trips import Trips
    from analysis.network import Floats, Ints
    from analysis.scenarios import World

Case = tuple[SpeedCase, Access]
_VND_PER_BN: Final = 1e9
PARTS: Final = ("time", "operating", "tolls", "revenue")
_WITHOUT_COST: Final = frozenset({"benefits_bn", "users_day", "break_even_capital_bn"})


@dataclass(frozen=True)
class Indicators:
    """What a stream comes to, billions of đồng at the sheet's prices, discounted to its price year; (draws,) each.

    Parameters
    ----------
    benefits_bn, costs_bn, npv_bn
        Present values; the residual value lessens the costs.
    bcr, eirr, first_year_return
        Ratios, 0.1 for 10 %; NaN where there is none.
    payback_years
        From the first spending; NaN if never.
    capital_bn
        What the works cost, financial, undiscounted.
    users_day
        Vehicles a day whose way becomes better, in the year of the trips.
    break_even_users_day, break_even_capital_bn
        What these would have to be for a net present value of 0.
    """

    benefits_bn: Floats
    costs_bn: Floats
    npv_bn: Floats
    bcr: Floats
    eirr: Floats
    first_year_return: Floats
    payback_years: Floats
    capital_bn: Floats
    users_day: Floats
    break_even_users_day: Floats
    break_even_capital_bn: Floats

    def first(self, name: str) -> float | None:
        """A figure of the first draw; ``None`` where there is none."""
        value = float(getattr(self, name)[0])
        return value if math.isfinite(value) else None


@dataclass(frozen=True)
class Daily:
    """What is saved in a day of the year of the trips, all modes together: đồng, vehicle-km, vehicles; (draws,) each.

    Parameters
    ----------
    parts
        Time, operating cost, tolls, revenue, accidents, carbon.
    users
        Vehicles whose way becomes better.
    persons
        Trips of people in all; NaN for own trips.
    """

    parts: dict[str, Floats]
    users: Floats
    persons: Floats


@dataclass(frozen=True)
class Appraisal:
    """A scenario appraised.

    Parameters
    ----------
    digest
        Names data, scenario, reference, trips, every assumption and choice.
    units
        What the scenario adds to the reference, with its cost.
    stream, indicators, daily
        Of the central case: one draw.
    cut_off
        Share of the trips that lose their way: in no sum.
    priced_bn
        What the works of the units with a cost take, and the net present value if the others cost nothing: the most it can
        be; ``None`` where all or none have a cost.
    """

    digest: str
    scenario: Scenario
    reference: Scenario
    request: Request
    sheet: Sheet
    units: tuple[UnitCapital, ...]
    stream: Stream
    indicators: Indicators
    daily: Daily
    cut_off: float
    priced_bn: tuple[float, float] | None = None

    @property
    def counted(self) -> str:
        """Which trips count, of ``TripChoice``."""
        return self.request.trips.value

    @property
    def without_cost(self) -> tuple[str, ...]:
        """Units of which no cost is known: with one, there is no net present value, only a break-even cost."""
        return tuple(u.unit for u in self.units if not u.known)

    @property
    def costed(self) -> bool:
        """Whether every unit has a cost."""
        return not self.without_cost

    def figure(self, name: str) -> float | None:
        """A figure of the central case; ``None`` where it cannot be told, as without a cost."""
        return self.indicators.first(name) if self.told(name) else None

    def told(self, name: str) -> bool:
        """Whether a figure can be told: without a cost of every unit, those that need none."""
        return self.costed or name in _WITHOUT_COST


@dataclass(frozen=True)
class Question:
    """What every draw of an appraisal shares.

    Parameters
    ----------
    case
        Speeds and access of the central case.
    """

    trips: Trips
    scenario: Scenario
    reference: Scenario
    request: Request
    sheet: Sheet
    units: tuple[UnitCapital, ...]

    @classmethod
    def of(
        cls,
        world: World,
        scenario: Scenario,
        request: Request,
        *,
        reference: Scenario | None = None,
        assumptions: Assumptions | None = None,
        sheet: Sheet | None = None,
    ) -> Question:
        """The question of an appraisal; errors as ``appraise``."""
        usual = assumptions or Assumptions(
            speeds=scenario.speeds, access=scenario.access, restricted_links=scenario.restricted_links
        )
        against = replace(
            scenario, projects=frozenset(), year=None, closed_links=frozenset(), closed_stretches=frozenset()
        )
        against = (
            against
            if reference is None
            else replace(
                reference, speeds=scenario.speeds, access=scenario.access, restricted_links=scenario.restricted_links
            )
        )
        for state in (scenario, against):
            world.require_feasible(state)
        added = sorted(scenario.projects - against.projects)
        if not added:
            raise InputError("worth.nothing_added")
        used = sheet or read_sheet(world)
        return cls(
            trips(world, usual, used, request),
            scenario,
            against,
            request,
            used,
            unit_capitals(world, added, request, used),
        )

    @property
    def case(self) -> Case:
        """Speeds and access of the central case."""
        return self.scenario.speeds, self.scenario.access

    def pairs(self, mode: Mode, case: Case) -> Pairs:
        """The trips of a mode that the scenario touches, under a case of speeds and access."""
        paid = tariff(mode, self.sheet, tolls=self.request.tolls)
        world, places = self.trips.world, self.trips.places
        after, before = (replace(s, speeds=case[0], access=case[1]) for s in (self.scenario, self.reference))
        counted = self.trips.vehicles[mode] if self.trips.vehicles else self.trips.persons
        return changed_pairs(
            counted,
            ways(world, before, places, paid),
            ways(world, after, places, paid),
            can_stay=_holds(self.scenario, self.reference),
        )

    def digest(self, world: World) -> str:
        """Names everything the result depends on."""
        states = (world.digest(self.scenario), world.digest(self.reference))
        return text_digest([*states, self.trips.digest, self.request.digest, self.sheet.digest])


def open_today(world: World, scenario: Scenario) -> Scenario:
    """The network with what is open by the data's date, under a scenario's assumptions: what a road is held against.

    Its units are the open sections of each project, so that a scenario can add whole projects beside them.
    """
    year = world.data.study.data_date.year
    table = world.links.sections
    units = []
    for project in world.projects.values():
        mask = world.unit_sections(project.id, year=year) & ~table.existing
        if mask.any():
            units.append("+".join(table.section_id[mask].tolist()))
    return replace(scenario.baseline(), projects=frozenset(units))


def question_of(
    world: World,
    scenario: Scenario,
    request: Request,
    *,
    assumptions: Assumptions | None = None,
    sheet: Sheet | None = None,
    against_today: bool = False,
) -> Question:
    """The question of a scenario beside the base network, or beside what is open today; errors as ``appraise``."""
    today = open_today(world, scenario) if against_today else None
    added = scenario if today is None else replace(scenario, projects=scenario.projects | today.projects)
    return Question.of(world, added, request, reference=today, assumptions=assumptions, sheet=sheet)


def _holds(scenario: Scenario, reference: Scenario) -> bool:
    """Whether every road of the reference stands in the scenario too."""
    open_still = (
        scenario.closed_links <= reference.closed_links and scenario.closed_stretches <= reference.closed_stretches
    )
    same_years = not reference.projects or scenario.year == reference.year
    return open_still and same_years and reference.projects <= scenario.projects


def vehicles_per_trip(values: Mapping[str, Floats]) -> dict[Mode, Floats]:
    """Vehicles of each mode for one trip of a person: cars and motorcycles by share and occupancy, trucks beside them."""
    car = (1.0 - values["motorcycle_share"]) / values["occupancy_car"]
    motorcycle = values["motorcycle_share"] / values["occupancy_motorcycle"]
    trucks = values["truck_share"] / (1.0 - values["truck_share"]) * (car + motorcycle)
    return {Mode.CAR: car, Mode.MOTORCYCLE: motorcycle, Mode.TRUCK: trucks}


def daily(
    question: Question,
    values: Mapping[str, Floats],
    cases: Sequence[Case],
    case_of: Ints,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Daily:
    """What is saved in a day under each draw.

    Parameters
    ----------
    values
        Assumptions by key, (draws,) each.
    cases, case_of
        Speeds and access, and which of them each draw has, (draws,).
    """
    draws = len(case_of)
    names = (*PARTS, "accidents", "carbon")
    parts = {name: np.zeros(draws) for name in names}
    users, trips_of = np.zeros(draws), question.trips
    rate = values[RATES[trips_of.choice]] if trips_of.choice in RATES else np.ones(draws)
    per_trip = vehicles_per_trip(values) if trips_of.choice in RATES else dict.fromkeys(Mode, np.ones(draws))
    for n, case in enumerate(cases):
        own = case_of == n
        drawn = {key: value[own] for key, value in values.items()}
        for m, mode in enumerate(Mode):
            if progress:
                progress(n * len(Mode) + m, len(cases) * len(Mode))
            if not own.any():
                continue
            found = savings(
                question.pairs(mode, case), prices(mode, drawn, tolls=question.request.tolls), drawn["elasticity"]
            )
            count = (rate * per_trip[mode])[own]
            users[own] += count * found.users
            for name, amount in _amounts(found, mode, drawn, question.request).items():
                parts[name][own] += count * amount
    return Daily(parts, users, rate * trips_of.persons.sum() if trips_of.persons.size else np.full(draws, np.nan))


def _amounts(found: Savings, mode: Mode, drawn: Mapping[str, Floats], request: Request) -> dict[str, Floats]:
    """Đồng saved by one mode, by part."""
    parts = {name: getattr(found, name) for name in PARTS}
    if request.accidents:
        parts["accidents"] = -found.vehicle_km * drawn["accident"]
    if request.carbon:
        parts["carbon"] = -found.vehicle_km * drawn[f"carbon_{mode.value}"] * drawn["carbon_price"]
    return parts


def works_years(units: Sequence[UnitCapital], values: Mapping[str, Floats]) -> tuple[Ints, Ints]:
    """Years of works of the sheet, and those until the last of the units is finished: (draws,) each."""
    usual = np.maximum(np.rint(values["works_years"]), 1).astype(np.int64)
    longest = max((len(u.shares) for u in units), default=0)
    even = usual if any(not u.shares for u in units) else np.zeros_like(usual)
    return usual, np.maximum(even, longest)


def stream(
    question: Question,
    values: Mapping[str, Floats],
    saved: Daily,
    *,
    counted: Sequence[UnitCapital] | None = None,
) -> Stream:
    """Costs and benefits by year of each draw: works, then years of operation, each like the first but for growth.

    All units begin in the first year of works; all of them serve once the last is finished.

    Parameters
    ----------
    counted
        Units whose costs count; by default all of the question.
    """
    base, start = question.sheet.price_year, question.request.start_year
    usual, works = works_years(question.units, values)
    horizon = np.maximum(np.rint(values["horizon"]), 1).astype(np.int64)
    years = np.arange(min(base, start), start + int((works + horizon).max()))
    opening = start + works
    open_ = (years >= opening[:, None]) & (years < (opening + horizon)[:, None])
    economic = {
        u: np.broadcast_to(u.financial_bn(values, price_year=base) * values["economic_factor"], works.shape)
        for u in (question.units if counted is None else counted)
    }
    capital = np.sum([*economic.values()], axis=0)
    left = np.maximum(1.0 - horizon / values["life"], 0.0)
    since = years[None, :] - values["trips_year"][:, None]
    grown = (1.0 + values["growth"])[:, None] ** np.minimum(since, values["growth_years"][:, None])
    worth_more = (1.0 + values["value_growth"])[:, None] ** (years[None, :] - base)
    yearly = open_ * grown * values["days"][:, None] / _VND_PER_BN
    parts = {name: amount[:, None] * yearly for name, amount in saved.parts.items()}
    parts["time"] = parts["time"] * worth_more
    parts["capital"] = np.sum([c[:, None] * u.spent(years - start, usual) for u, c in economic.items()], axis=0)
    parts["maintenance"] = open_ * (capital * values["maintenance"])[:, None]
    parts["residual"] = (years == (opening + horizon - 1)[:, None]) * (capital * left)[:, None]
    return Stream(years, parts, opening)


def indicators(question: Question, values: Mapping[str, Floats], saved: Daily, of: Stream) -> Indicators:
    """What the stream of each draw comes to."""
    base, rate = question.sheet.price_year, values["discount"]
    benefits, costs = (present_value(x, of.years, rate, base_year=base) for x in (of.benefits, of.costs))
    ratio = np.divide(benefits, costs, out=np.full_like(benefits, np.nan), where=costs > 0)
    needed = np.divide(costs, benefits, out=np.full_like(benefits, np.nan), where=benefits > 0)
    financial = np.sum([u.financial_bn(values, price_year=base) for u in question.units], axis=0)
    per_bn = _cost_of_a_billion(question, values, saved, rate)
    affordable = np.divide(benefits, per_bn, out=np.full_like(benefits, np.nan), where=per_bn > 0)
    return Indicators(
        benefits_bn=benefits,
        costs_bn=costs,
        npv_bn=benefits - costs,
        bcr=ratio,
        eirr=np.where(benefits > 0, internal_rate(of.net, of.years), np.nan),
        first_year_return=first_year_return(of, rate),
        payback_years=payback_years(of),
        capital_bn=np.broadcast_to(financial, benefits.shape),
        users_day=saved.users,
        break_even_users_day=saved.users * needed,
        break_even_capital_bn=np.maximum(affordable, 0.0),
    )


def _cost_of_a_billion(question: Question, values: Mapping[str, Floats], saved: Daily, rate: Floats) -> Floats:
    """Present value of the costs of works for each billion đồng they take: costs are proportional to it.

    Spread over units and years as the costs are; where one of them is not known, each unit takes the same.
    """
    base, units = question.sheet.price_year, question.units
    if not all(u.known for u in units):
        units = tuple(replace(u, parts=((1.0, 1.0, base, False),)) for u in units)
    of = stream(question, values, saved, counted=units)
    financial = np.sum([u.financial_bn(values, price_year=base) for u in units], axis=0)
    return np.asarray(present_value(of.costs, of.years, rate, base_year=base) / financial)


def cumulative(found: Appraisal) -> Floats:
    """Discounted net benefits of the central case summed up to each year, billions of đồng: (years,)."""
    of, rate = found.stream, np.array([found.sheet["discount"]])
    return np.asarray(np.cumsum(of.net * discount_factors(of.years, rate, base_year=found.sheet.price_year), axis=1)[0])


def capital_by_year(found: Appraisal) -> tuple[Ints, dict[str, Floats]]:
    """Years of works, and what each unit with a cost takes in them, financial, billions of đồng: (years,) each."""
    values, base = found.sheet.values, found.sheet.price_year
    usual, works = works_years(found.units, values)
    since = np.arange(int(works[0]))
    spent = {
        u.unit: float(u.financial_bn(values, price_year=base)[0]) * u.spent(since, usual)[0]
        for u in found.units
        if u.known
    }
    return found.request.start_year + since, spent


def part_values(found: Appraisal) -> dict[str, tuple[float, float]]:
    """Of each part of the central case: that of the first year of operation, and its present value; billions of đồng."""
    of, rate = found.stream, np.array([found.sheet["discount"]])
    first = int(of.opening[0] - of.years[0])
    base = found.sheet.price_year
    return {
        name: (float(part[0, first]), float(present_value(part, of.years, rate, base_year=base)[0]))
        for name, part in of.parts.items()
    }


def appraise(
    world: World,
    scenario: Scenario,
    request: Request | None = None,
    *,
    reference: Scenario | None = None,
    assumptions: Assumptions | None = None,
    sheet: Sheet | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Appraisal:
    """Appraise what a scenario adds to a reference, by default to the base network.

    Parameters
    ----------
    reference
        The state it is held against, such as the network with the works of today; under the scenario's assumptions.
    assumptions
        Weights of trips between the two provinces; speeds and access are the scenario's.
    sheet
        By default that of the data.

    Raises
    ------
    InputError
        If the scenario adds no unit, or cannot stand, or own trips cannot be used.
    """
    question = Question.of(
        world, scenario, request or Request(), reference=reference, assumptions=assumptions, sheet=sheet
    )
    return central(world, question, progress=progress)


def central(world: World, question: Question, *, progress: Callable[[int, int], None] | None = None) -> Appraisal:
    """The central case of a question, kept with the world: pages and files show the same."""
    digest = question.digest(world)
    return world.keep(("appraisal", digest), lambda: _central(digest, question, progress))


def _central(digest: str, question: Question, progress: Callable[[int, int], None] | None) -> Appraisal:
    values = question.sheet.values
    saved = daily(question, values, [question.case], np.zeros(1, dtype=np.int64), progress=progress)
    of = stream(question, values, saved)
    car = question.pairs(Mode.CAR, question.case)
    return Appraisal(
        digest=digest,
        scenario=question.scenario,
        reference=question.reference,
        request=question.request,
        sheet=question.sheet,
        units=question.units,
        stream=of,
        indicators=indicators(question, values, saved, of),
        daily=saved,
        cut_off=car.cut_off / car.total if car.total else 0.0,
        priced_bn=_priced(question, values, saved, of),
    )


def _priced(question: Question, values: Mapping[str, Floats], saved: Daily, of: Stream) -> tuple[float, float] | None:
    """Capital of the units with a cost, and what is left of the benefits after their costs alone."""
    priced = [u for u in question.units if u.known]
    if len(priced) in {0, len(question.units)}:
        return None
    base, rate = question.sheet.price_year, values["discount"]
    costs = stream(question, values, saved, counted=priced).costs
    left = present_value(of.benefits - costs, of.years, rate, base_year=base)
    return float(sum(u.financial_bn(values, price_year=base)[0] for u in priced)), float(left[0])
