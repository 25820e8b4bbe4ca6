"""What every set of units saves in a day, đồng: generalised cost by the rule of a half, exactly, on the engine of the portfolio.

The saving of a trip hangs on the generalised cost of its least way alone, T₀·½(1 + (G/G₀)^e)·(G₀ − G), so every set is
valued like minutes are (``analysis.appraisal.set_values``), mode by mode: nothing is added up over units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from analysis.appraisal import Portfolio, TripSavings, feasible_choices, judged_choices
from analysis.economics.appraise import vehicles_per_trip
from analysis.economics.savings import prices, tariff
from analysis.economics.trips import RATES
from analysis.economics.ways import costed
from analysis.engine import prepare_engine
from analysis.network import Impedance, Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.appraisal import SampledPortfolio
    from analysis.economics.request import Request
    from analysis.economics.sheet import Sheet
    from analysis.economics.trips import Trips
    from analysis.network import Floats, Ints
    from analysis.scenarios import Scenario, World

Choices = list["Portfolio | SampledPortfolio"]


@dataclass(frozen=True)
class InducedSavings(TripSavings):
    """Savings of trips and of those that a better way brings, by the rule of a half.

    Parameters
    ----------
    elasticity
        Of trips to generalised cost, 0 or below.
    """

    elasticity: float = 0.0

    @cached_property
    def _at(self) -> tuple[Floats, Floats]:
        at = self.trips_at
        return self.trips[at], self.baseline[at]

    def worth(self, trips: Ints, ways: Floats) -> Floats:
        """What some of the trips add: ``ways`` of these trips in (trips, sets), or (trips,)."""
        counted, before = (part[trips].reshape(-1, *(1,) * (ways.ndim - 1)) for part in self._at)
        return np.asarray((counted * self._saved(ways, before)).sum(axis=0))

    def value(self, table: Floats) -> float:
        """Of a table of generalised costs."""
        counted, before = self._at
        return float(counted @ self._saved(table[self.trips_at], before))

    def _saved(self, ways: Floats, before: Floats) -> Floats:
        ratio = np.divide(ways, before, out=np.ones_like(ways), where=(before > 0) & (ways > 0))
        return np.asarray((1.0 + ratio**self.elasticity) / 2 * (before - ways))


def saved_by_sets(
    world: World,
    scenario: Scenario,
    trips: Trips,
    request: Request,
    sheet: Sheet,
    *,
    standing: frozenset[str] = frozenset(),
    progress: Callable[[int, int], None] | None = None,
) -> dict[Mode, Choices]:
    """The units of a scenario valued over every set, for each mode with vehicles: đồng a day at the values of the price year.

    Parameters
    ----------
    standing
        Units of the scenario that stand already: trips are those of the network with them.

    Raises
    ------
    InputError
        As ``feasible_choices``.
    """
    values = sheet.values
    rate = sheet[RATES[trips.choice]] if trips.choice in RATES else 1.0
    per_trip = vehicles_per_trip(values) if trips.choice in RATES else dict.fromkeys(Mode, np.ones(1))
    choices, found = feasible_choices(world, scenario.projects), dict[Mode, Choices]()
    for n, mode in enumerate(Mode):
        paid = prices(mode, values, tolls=request.tolls)
        minute = float(paid.time_min[0] + paid.run_min[0])
        count = (trips.vehicles[mode] if trips.vehicles else trips.persons) * rate * float(per_trip[mode][0]) * minute
        if not count.any():
            continue
        priced = costed(trips.world, tariff(mode, sheet, tolls=request.tolls), scenario.speeds)
        engine = prepare_engine(priced, replace(scenario, mode=mode), list(trips.places), impedance=Impedance.TIME)
        before = engine.skim(standing)
        benefit = InducedSavings(np.where(np.isfinite(before), count, 0.0), before, sheet["elasticity"])
        found[mode] = judged_choices(world, engine, choices, benefit, progress=_part(progress, n))
    return found


def _part(progress: Callable[[int, int], None] | None, n: int) -> Callable[[int, int], None] | None:
    """Progress of one mode of all."""
    if progress is None:
        return None
    told = progress
    return lambda done, total: told(round(1000 * (n + done / max(total, 1))), 1000 * len(Mode))
