"""How sure: a Latin hypercube over every uncertain assumption, speeds and access, each draw valued on the exact network.

A draw takes each assumption from a triangle between its low and high with its peak at the value, speeds low,
central or high with chances ¼, ½, ¼, access low or high with ½ each. For each pair of speeds and access the ways
are exact; nothing is interpolated. The same seed gives the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import qmc

from analysis.economics.appraise import Indicators, daily, indicators, stream
from analysis.economics.cashflow import discount_factors
from analysis.network import SpeedCase
from analysis.scenarios import Access
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.economics.appraise import Case, Question
    from analysis.economics.cashflow import Stream
    from analysis.economics.sheet import Sheet
    from analysis.network import Floats, Ints

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
