"""How sure: a Latin hypercube over every uncertain assumption, speeds and access, each draw valued on the exact network.

A draw takes each assumption from a triangle between its low and high with its peak at the value, speeds low,
central or high with chances ¼, ½, ¼, access low or high with ½ each. For each pair of speeds and access the ways
are exact; nothing is interpolated. The same seed gives the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.economics.appraise import Indicators, Question, central, daily, indicators, open_today, stream
from analysis.economics.cashflow import discount_factors
from analysis.economics.sheet import read_sheet
from analysis.network import SpeedCase
from analysis.scenarios import Access
from layers import text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.economics.appraise import Case
    from analysis.economics.cashflow import Stream
    from analysis.economics.request import Request
    from analysis.economics.sheet import Sheet
    from analysis.network import Floats, Ints
    from analysis.scenarios import Assumptions, Scenario, World

DRAWS: Final = 2000
LEAST_DRAWS, MOST_DRAWS = 100, 20000
SEED: Final = 2026
CASES: Final[tuple[Case, ...]] = tuple(product(SpeedCase, Access))
SPEEDS, ACCESS = "speeds", "access"  # what is drawn beside the sheet
_LOW, _HIGH = 0.25, 0.75  # below and above which a draw has low and high speeds
_MIDDLE: Final = 0.5
FAN: Final = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Swing:
    """Net present value when one assumption alone is at its low and at its high end, billions of đồng.

    Parameters
    ----------
    key
        Of the sheet, or ``speeds``, ``access``.
    low_at, high_at
        The ends, in the unit of the assumption; NaN for speeds and access.
    """

    key: str
    npv_low_bn: float
    npv_high_bn: float
    low_at: float
    high_at: float

    @property
    def width_bn(self) -> float:
        """How far the two lie apart."""
        return abs(self.npv_high_bn - self.npv_low_bn)


@dataclass(frozen=True)
class Certainty:
    """What the draws tell.

    Parameters
    ----------
    indicators
        Of each draw, (draws,).
    positive
        Share of the draws with a net present value above 0.
    years, fan
        Cumulative discounted net benefits by year at the shares of ``FAN``: (shares, years), billions of đồng.
    swings
        Widest first.
    """

    draws: int
    seed: int
    indicators: Indicators
    positive: float
    years: Ints
    fan: Floats
    swings: tuple[Swing, ...]

    def range_of(self, name: str, low: float = 0.05, high: float = 0.95) -> tuple[float, float] | None:
        """Between which a figure lies in nine of ten draws; ``None`` where fewer than all have it."""
        values = getattr(self.indicators, name)
        if not np.isfinite(values).all():
            return None
        ends = np.quantile(values, (low, high))
        return float(ends[0]), float(ends[1])


def triangle(shares: Floats, low: float, peak: float, high: float) -> Floats:
    """Values of a triangular distribution at the shares (0 to 1)."""
    if high <= low:
        return np.full_like(shares, peak)
    turn, width = (peak - low) / (high - low), high - low
    rising = low + np.sqrt(shares * width * (peak - low))
    falling = high - np.sqrt((1.0 - shares) * width * (high - peak))
    return np.where(shares < turn, rising, falling)


def draw(sheet: Sheet, draws: int, seed: int) -> tuple[dict[str, Floats], Ints]:
    """Assumptions of each draw, and which of ``CASES`` it has.

    Raises
    ------
    InputError
        If fewer or more draws are asked for than make sense.
    """
    if not LEAST_DRAWS <= draws <= MOST_DRAWS:
        raise InputError("worth.bad_draws", found=draws, least=LEAST_DRAWS, most=MOST_DRAWS)
    uncertain = sheet.uncertain
    from scipy.stats import qmc  # noqa: PLC0415 - half a second to load, and draws are kept: few ask for new ones

    shares = qmc.LatinHypercube(len(uncertain) + 2, seed=np.random.default_rng(seed)).random(draws)
    values = {row.key: np.full(draws, row.value) for row in sheet.rows}
    for n, row in enumerate(uncertain):
        values[row.key] = triangle(shares[:, n], row.low, row.value, row.high)
    speed = (shares[:, -2] >= _LOW).astype(np.int64) + (shares[:, -2] >= _HIGH)
    return values, speed * len(Access) + (shares[:, -1] >= _MIDDLE)


def certainty(
    question: Question,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Certainty:
    """The draws of a question, and what moves its net present value most; errors as ``draw``."""
    values, case_of = draw(question.sheet, draws, seed)
    found, of = valued(question, values, case_of, progress)
    factors = discount_factors(of.years, values["discount"], base_year=question.sheet.price_year)
    total = np.cumsum(of.net * factors, axis=1)
    return Certainty(
        draws=draws,
        seed=seed,
        indicators=found,
        positive=float((found.npv_bn > 0).mean()),
        years=of.years,
        fan=np.quantile(total, FAN, axis=0),
        swings=swings(question),
    )


def valued(
    question: Question, values: dict[str, Floats], case_of: Ints, progress: Callable[[int, int], None] | None = None
) -> tuple[Indicators, Stream]:
    """Indicators and stream of draws of a question."""
    saved = daily(question, values, CASES, case_of, progress=progress)
    of = stream(question, values, saved)
    return indicators(question, values, saved, of), of


def swings(question: Question) -> tuple[Swing, ...]:
    """Each uncertain assumption at its ends, all else central; widest first."""
    rows, central = question.sheet.uncertain, CASES.index(question.case)
    count = 2 * len(rows)
    cases = [CASES.index((s, question.case[1])) for s in (SpeedCase.LOW, SpeedCase.HIGH)]
    cases += [CASES.index((question.case[0], a)) for a in (Access.LOW, Access.HIGH)]
    values = {row.key: np.full(count + len(cases), row.value) for row in question.sheet.rows}
    for n, row in enumerate(rows):
        values[row.key][2 * n : 2 * n + 2] = row.low, row.high
    case_of = np.array([central] * count + cases)
    npv = valued(question, values, case_of)[0].npv_bn.tolist()
    ends = [(row.key, row.low, row.high) for row in rows] + [(name, np.nan, np.nan) for name in (SPEEDS, ACCESS)]
    made = [Swing(key, npv[2 * n], npv[2 * n + 1], low, high) for n, (key, low, high) in enumerate(ends)]
    return tuple(sorted(made, key=lambda s: (-s.width_bn, s.key)))


# How sure an order of roads is: each appraised alone under the same draws, in each of which all roads have the same values,
# speeds and access, so that what moves all of them alike moves no place.
ORDERED_BY: Final = ("npv_bn", "bcr")
_LEAST_UNITS: Final = 2


@dataclass(frozen=True)
class OrderCertainty:
    """An order of roads and how often draws agree with it.

    Parameters
    ----------
    figure
        Of ``ORDERED_BY``: what they are ordered by.
    units
        In the order of the central case, the best first.
    central
        Their figures in it, (units,).
    shares
        Share of the draws in which each takes each place, (units, places).
    ahead
        Share of the draws in which each stands before each other, (units, units).
    holds
        Share of the draws that give just this order.
    without_cost
        Roads that have no cost, and so no place.
    """

    figure: str
    units: tuple[str, ...]
    central: tuple[float, ...]
    shares: Floats
    ahead: Floats
    holds: float
    without_cost: tuple[str, ...]
    draws: int
    seed: int
    digest: str

    def at_place(self, n: int) -> float:
        """Share of the draws in which the road at a place (from 0) takes it."""
        return float(self.shares[n, n])

    def before_next(self, n: int) -> float | None:
        """Share of the draws in which it stands before the next one; ``None`` for the last."""
        return float(self.ahead[n, n + 1]) if n + 1 < len(self.units) else None


def order_certainty(
    world: World,
    scenario: Scenario,
    units: Sequence[str],
    request: Request,
    *,
    figure: str = ORDERED_BY[0],
    assumptions: Assumptions | None = None,
    sheet: Sheet | None = None,
    against_today: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> OrderCertainty:
    """The order of some roads by a figure of each alone, and how sure it is.

    Raises
    ------
    InputError
        If fewer than two roads have a cost, the draws are too few or too many, or as ``Question.of``.
    """
    used = sheet or read_sheet(world)
    values, case_of = draw(used, draws, seed)
    bare = open_today(world, scenario) if against_today else scenario.baseline()
    asked = [
        Question.of(world, after, request, reference=before, assumptions=assumptions, sheet=used)
        for before, after in (_alone(world, replace(bare, access=scenario.access), u) for u in units)
    ]
    kept = [(u, q) for u, q in zip(units, asked, strict=True) if all(c.known for c in q.units)]
    if len(kept) < _LEAST_UNITS:
        raise InputError("worth.order_few")
    drawn, middle, digests = [], [], []
    for n, (_, question) in enumerate(kept):
        if progress is not None:
            progress(n, len(kept))
        found = valued(question, values, case_of)[0]
        drawn.append(np.nan_to_num(getattr(found, figure), nan=-np.inf))
        middle.append(central(world, question).figure(figure) or 0.0)
        digests.append(question.digest(world))
    order = sorted(range(len(kept)), key=lambda i: (-middle[i], kept[i][0]))
    shares, ahead, holds = _places(np.array(drawn)[order])
    return OrderCertainty(
        figure=figure,
        units=tuple(kept[i][0] for i in order),
        central=tuple(middle[i] for i in order),
        shares=shares,
        ahead=ahead,
        holds=holds,
        without_cost=tuple(u for u, q in zip(units, asked, strict=True) if not all(c.known for c in q.units)),
        draws=draws,
        seed=seed,
        digest=text_digest(["order", figure, str(draws), str(seed), *sorted(digests)]),
    )


def _places(drawn: Floats) -> tuple[Floats, Floats, float]:
    """What the draws tell of an order: figures by road and draw, in the order of the central case."""
    count, draws = drawn.shape
    by_place = np.argsort(-drawn, axis=0, kind="stable")  # at each place the road; of equals the first in the order
    shares = np.array([np.bincount(by_place[p], minlength=count) for p in range(count)]).T / draws
    ahead = (drawn[:, None, :] > drawn[None, :, :]).mean(axis=2)
    return shares, ahead, float((by_place == np.arange(count)[:, None]).all(axis=0).mean())


def _alone(world: World, bare: Scenario, unit: str) -> tuple[Scenario, Scenario]:
    """The network before and with a road alone; what it upgrades stands before it."""
    before = replace(bare, projects=bare.projects | world.bases(unit))
    return before, replace(before, projects=before.projects | {unit})
