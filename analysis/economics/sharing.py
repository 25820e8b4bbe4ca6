"""What each unit of a scenario is worth: its Shapley share of the benefits, less its own costs.

The game is the generalised cost that trips save, valued exactly for every set of units on the engine of the
portfolio: the network of generalised minutes is a network like any other. Modes add up, and so do their Shapley values.
Induced trips and growth are shared in the same proportion, so that the shares sum to the benefits of the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from analysis.appraisal import TripSavings, feasible_choices, judged_choices
from analysis.economics.appraise import stream, vehicles_per_trip
from analysis.economics.cashflow import present_value
from analysis.economics.savings import prices, tariff
from analysis.economics.trips import RATES
from analysis.economics.ways import costed
from analysis.engine import prepare_engine
from analysis.network import Impedance, Mode
from analysis.scenarios import kept_arrays
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from analysis.economics.appraise import Appraisal, Question


@dataclass(frozen=True)
class UnitShare:
    """One unit of a scenario, present values in billions of đồng.

    Parameters
    ----------
    benefits_bn
        Its Shapley share of the benefits.
    costs_bn, npv_bn, bcr
        Its own costs, and what is left; ``None`` without a cost.
    error_bn
        Standard error of its benefits where orders were sampled; 0 where every set was looked at.
    """

    unit: str
    benefits_bn: float
    costs_bn: float | None
    error_bn: float = 0.0

    @property
    def npv_bn(self) -> float | None:
        """Benefits less costs."""
        return None if self.costs_bn is None else self.benefits_bn - self.costs_bn

    @property
    def bcr(self) -> float | None:
        """Benefits ÷ costs."""
        return self.benefits_bn / self.costs_bn if self.costs_bn else None


def unit_shares(
    question: Question, found: Appraisal, *, progress: Callable[[int, int], None] | None = None
) -> tuple[UnitShare, ...]:
    """Each unit's share, the largest net present value first, units without a cost last.

    Raises
    ------
    InputError
        If the reference holds projects of its own: the game begins at the base network.
    """
    if question.reference.projects:
        raise InputError("worth.shares_base")
    units = tuple(sorted(u.unit for u in question.units))
    make = partial(_of_all_modes, question, units, progress)
    told = {"appraisal": np.frombuffer(found.digest.encode(), dtype=np.uint8)}
    own = question.request.own_trips is not None  # an office's own table leaves nothing on disk
    made_of = make() if own else kept_arrays(question.trips.world, "shares", told, make)
    shares, errors = (dict(zip(units, made_of[name].tolist(), strict=True)) for name in ("shares", "errors"))
    total = sum(shares.values())
    worth = found.figure("benefits_bn") or 0.0
    scale = worth / total if total else 0.0
    made = [UnitShare(u, shares[u] * scale, _costs(question, found, u), errors[u] * abs(scale)) for u in units]
    return tuple(sorted(made, key=lambda s: (s.npv_bn is None, -(s.npv_bn or 0.0), -s.benefits_bn, s.unit)))


def _of_all_modes(
    question: Question, units: tuple[str, ...], progress: Callable[[int, int], None] | None
) -> dict[str, NDArray[np.float64]]:
    """Đồng a day that each unit saves the vehicles of all modes, and standard errors; (units,) each."""
    shares, errors = dict.fromkeys(units, 0.0), dict.fromkeys(units, 0.0)
    for n, mode in enumerate(Mode):
        if progress:
            progress(n, len(Mode))
        for unit, (share, error) in _of_mode(question, mode, frozenset(units)).items():
            shares[unit] += share
            errors[unit] = float(np.hypot(errors[unit], error))
    return {"shares": np.array([shares[u] for u in units]), "errors": np.array([errors[u] for u in units])}


def _of_mode(question: Question, mode: Mode, units: frozenset[str]) -> dict[str, tuple[float, float]]:
    """Đồng a day that each unit saves the vehicles of a mode, with standard errors."""
    sheet, trips = question.sheet, question.trips
    values = sheet.values
    rate = sheet[RATES[trips.choice]] if trips.choice in RATES else 1.0
    count = rate * float(vehicles_per_trip(values)[mode][0]) if trips.choice in RATES else 1.0
    paid = prices(mode, values, tolls=question.request.tolls)
    minute = float(paid.time_min[0] + paid.run_min[0])
    vehicles = (trips.vehicles[mode] if trips.vehicles else trips.persons) * count * minute
    if not vehicles.any():
        return {}
    world = costed(trips.world, tariff(mode, sheet, tolls=question.request.tolls), question.scenario.speeds)
    state = replace(question.scenario, mode=mode)
    engine = prepare_engine(world, state, list(trips.places), impedance=Impedance.TIME)
    baseline = engine.skim(frozenset())
    savings = TripSavings(np.where(np.isfinite(baseline), vehicles, 0.0), baseline)
    portfolio = judged_choices(world, engine, feasible_choices(world, units), savings)[0]
    errors = portfolio.errors
    return {unit: (share, errors.get(unit, 0.0)) for unit, share in portfolio.shapley().items()}


def _costs(question: Question, found: Appraisal, unit: str) -> float | None:
    """Present value of a unit's own costs."""
    own = next(u for u in question.units if u.unit == unit)
    if not own.known:
        return None
    sheet = question.sheet
    of = stream(question, sheet.values, found.daily, counted=(own,))
    rate = np.array([sheet["discount"]])
    return float(present_value(of.costs, of.years, rate, base_year=sheet.price_year)[0])
