"""What the units of a scenario cost: published or the user's own, brought to one price level, spent over the years of works."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from analysis.appraisal import published_cost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.economics.request import Request
    from analysis.economics.sheet import Sheet
    from analysis.network import Floats, Ints
    from analysis.scenarios import World


@dataclass(frozen=True)
class UnitCapital:
    """The cost of one unit as entered, billions of đồng.

    Parameters
    ----------
    parts
        (low, high, price year or ``None``, land is known not to be included) of each published figure, or of the
        user's own; empty: no cost is known, and none is made up.
    own
        Whether the user gave it.
    unverified
        Whether a published figure is not verified.
    shares
        Of the cost in each year of its works; none: evenly over the years of the sheet.
    """

    unit: str
    parts: tuple[tuple[float, float, int | None, bool], ...]
    own: bool = False
    unverified: bool = False
    shares: tuple[float, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is a cost."""
        return bool(self.parts)

    def financial_bn(self, values: Mapping[str, Floats], *, price_year: int) -> Floats:
        """What it costs at the prices of the sheet, before taxes are taken off: (draws,)."""
        total = np.zeros_like(values["cost_point"])
        for low, high, year, without_land in self.parts:
            amount = low + (high - low) * values["cost_point"]
            amount = amount * (1.0 + values["deflator"]) ** (price_year - (year or price_year))
            total = total + amount * (1.0 + values["land_extra"] * without_land)
        return np.asarray(total * values["cost_factor"])

    def spent(self, since: Ints, works: Ints) -> Floats:
        """Share of the cost that falls on each year: (draws, years).

        Parameters
        ----------
        since
            Years from the first year of works, 0 for that year: (years,).
        works
            Years of works of the sheet, (draws,).
        """
        if self.shares:
            known = (since >= 0) & (since < len(self.shares))
            spent = np.where(known, np.array(self.shares)[np.where(known, since, 0)], 0.0)
            return np.broadcast_to(spent, (len(works), len(since)))
        return ((since >= 0) & (since < works[:, None])) / works[:, None]


def unit_capitals(world: World, units: Sequence[str], request: Request, sheet: Sheet) -> tuple[UnitCapital, ...]:
    """The cost of each unit, in their order: the user's own if given, else the published one of a whole project."""
    own, phases = dict(request.own_costs), dict(request.phases)
    found = (
        UnitCapital(u, ((own[u], own[u], sheet.price_year, False),), own=True) if u in own else _published(world, u)
        for u in units
    )
    return tuple(replace(one, shares=phases.get(one.unit, ())) for one in found)


def _published(world: World, unit: str) -> UnitCapital:
    found = published_cost(world, unit)
    if found is None:
        return UnitCapital(unit, ())
    parts = tuple((c.low_bn_vnd, c.high_bn_vnd, c.price_year, c.land_included is False) for c in found.entries)
    return UnitCapital(unit, parts, unverified=found.unverified)
