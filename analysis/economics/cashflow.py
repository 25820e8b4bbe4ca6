"""Costs and benefits by year, and what they come to: plain arithmetic over arrays (draws, years).

Amounts are billions of đồng at fixed prices. Every function takes any number of draws at once, so that the
central case and a thousand draws are the same computation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from analysis.network import Floats, Ints

BENEFITS: Final = ("time", "operating", "tolls", "revenue", "accidents", "carbon")
COSTS: Final = ("capital", "maintenance", "residual")
_STEPS: Final = 200  # of a bisection: far below any digit shown
_LOWEST, _HIGHEST = -0.99, 10.0  # between which a rate of return is looked for


@dataclass(frozen=True)
class Stream:
    """Costs and benefits by year, (draws, years).

    Parameters
    ----------
    years
        Calendar years, ascending.
    parts
        Benefits by ``BENEFITS`` (a loss is negative) and costs by ``COSTS``, all positive where they are usual:
        ``residual`` is what is left at the end and counts against the costs.
    opening
        First year of operation of each draw, (draws,).
    """

    years: Ints
    parts: dict[str, Floats]
    opening: Ints

    @property
    def benefits(self) -> Floats:
        """Of each year."""
        return np.asarray(np.sum([self.parts[name] for name in BENEFITS], axis=0))

    @property
    def costs(self) -> Floats:
        """Of each year, the residual value taken off."""
        return self.parts["capital"] + self.parts["maintenance"] - self.parts["residual"]

    @property
    def net(self) -> Floats:
        """Benefits less costs of each year."""
        return self.benefits - self.costs

    def opened(self) -> Floats:
        """The part of each year that lies before or after opening: 0 or 1."""
        return (self.years[None, :] >= self.opening[:, None]).astype(float)


def discount_factors(years: Ints, rate: Floats, *, base_year: int) -> Floats:
    """1 / (1 + r)^(year − base year): (draws, years)."""
    return np.asarray((1.0 + rate[:, None]) ** -(years[None, :] - base_year).astype(float))


def present_value(amounts: Floats, years: Ints, rate: Floats, *, base_year: int) -> Floats:
    """Sum of discounted amounts: (draws,)."""
    return np.asarray((amounts * discount_factors(years, rate, base_year=base_year)).sum(axis=1))


def internal_rate(net: Floats, years: Ints) -> Floats:
    """The rate at which the present value is 0, (draws,); NaN where none lies between −99 % and 1,000 %.

    Costs come before benefits, so the present value falls once through 0 as the rate rises.
    """
    first = int(years[0])
    low, high = np.full(len(net), _LOWEST), np.full(len(net), _HIGHEST)
    at_low = present_value(net, years, low, base_year=first)
    at_high = present_value(net, years, high, base_year=first)
    found = (at_low > 0) & (at_high < 0)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        above = present_value(net, years, middle, base_year=first) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.asarray(np.where(found, (low + high) / 2, np.nan))


def first_year_return(stream: Stream, rate: Floats) -> Floats:
    """Benefits less maintenance of the first year of operation ÷ capital carried to that year at the rate: (draws,)."""
    first = stream.years[None, :] == stream.opening[:, None]
    gain = ((stream.benefits - stream.parts["maintenance"]) * first).sum(axis=1)
    carried = (1.0 + rate[:, None]) ** (stream.opening[:, None] - stream.years[None, :])
    capital = (stream.parts["capital"] * carried).sum(axis=1)
    return np.asarray(np.divide(gain, capital, out=np.full_like(gain, np.nan), where=capital > 0))


def payback_years(stream: Stream) -> Floats:
    """Years from the first spending until undiscounted net benefits have paid it back: (draws,); NaN if never.

    The residual value pays nothing back: it is no money anyone receives.
    """
    net = stream.benefits - stream.parts["capital"] - stream.parts["maintenance"]
    total = np.cumsum(net, axis=1)
    spent = stream.parts["capital"] > 0
    start = np.where(spent.any(axis=1), spent.argmax(axis=1), 0)
    done = (total >= 0) & (stream.opened() > 0)
    return np.asarray(np.where(done.any(axis=1), done.argmax(axis=1) - start + 1.0, np.nan))
