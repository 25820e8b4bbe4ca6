"""What is at stake: the worth of a year in which some units serve, for every set of them, and what years and money count.

The worth of a set is not the sum of its units': one road may replace another or need it. So every set has a figure of
its own, read from the exact table of all sets (``analysis.appraisal``); nothing is added up that does not add up.

For the search above the size where states can be counted a set's worth is bounded linearly. Let d(i | A) be what unit
i adds to a set A without it, M and m its largest and least over some sets A. For any sets S and R

    V(R) ≤ V(S) + Σ i∈R∖S  M(i | A ⊇ S) − Σ i∈S∖R  m(i | all A)
    V(R) ≤ V(S) + Σ i∈R∖S  M(i | all A) − Σ i∈S∖R  m(i | A ⊆ S∖i)

(the way from S over S ∪ R, or over S ∩ R, to R, one unit at a time), equal at R = S. They are the cuts of Nemhauser and
Wolsey (1981) without their condition that gains fall, which roads that need each other break.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from analysis.programme.task import Task

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cut:
    """A bound on the worth of every set R: ``constant + Σ i∈R  per_unit[i]``."""

    constant: float
    per_unit: Floats


@dataclass(frozen=True)
class Stakes:
    """What sets, years and money count.

    Parameters
    ----------
    values
        Worth of a year in which a set serves, (2 ** units,); unit i of the task is bit i. No NaN (``supported``).
    year_weights
        What a year's worth counts, for each year of the task: 1, or growth and discounting.
    money_weights
        What a billion đồng spent counts against it, for each year of the budget: 0, or the discount factor.
    begin_weights
        What else counts against a unit that begins in a year, (units, years of the budget): its maintenance less what it
        is still worth at the end.
    shown
        By what a year's worth is multiplied where it is told, for each year of the task; ``None``: by 1.
    """

    values: Floats
    year_weights: Floats
    money_weights: Floats
    begin_weights: Floats | None = None
    shown: Floats | None = None

    def cost_of_begin(self, task: Task, unit: int, year: int) -> float:
        """What counts against a programme because a unit begins in a year; both as positions."""
        paid = task.items[unit].paid_bn
        money = float(self.money_weights[year : year + len(paid)] @ np.array(paid))
        return money + (0.0 if self.begin_weights is None else float(self.begin_weights[unit, year]))

    def some(self, at: Sequence[int]) -> Stakes:
        """Of some of the units alone."""
        sets = sum(((np.arange(2 ** len(at)) >> k & 1) << i for k, i in enumerate(at)), np.zeros(1, dtype=np.int64))
        own = None if self.begin_weights is None else self.begin_weights[list(at)]
        return replace(self, values=self.values[sets], begin_weights=own)

    @property
    def units(self) -> int:
        """How many units the sets are made of."""
        return len(self.values).bit_length() - 1

    @cached_property
    def _added(self) -> tuple[Floats, ...]:
        """What each unit adds to every set without it, NaN to the others: (2 ** units,) each."""
        found = []
        for i in range(self.units):
            halves = self.values.reshape(-1, 2, 2**i)
            adds = np.full_like(halves, np.nan)
            adds[:, 0] = halves[:, 1] - halves[:, 0]
            found.append(adds.reshape(-1))
        return tuple(found)

    @cached_property
    def _extremes(self) -> Floats:
        """Least and largest gain of each unit over all sets: (units, 2)."""
        return np.array([(np.nanmin(a), np.nanmax(a)) for a in self._added]).reshape(-1, 2)

    @property
    def idle(self) -> tuple[int, ...]:
        """Positions of the units that change the worth of no set."""
        return tuple(np.flatnonzero(~self._extremes.any(axis=1)).tolist())

    def cuts(self, chosen: int) -> tuple[Cut, Cut]:
        """The two bounds that are exact at a set."""
        sets = np.arange(len(self.values))
        within, around = (sets & ~chosen) == 0, (sets & chosen) == chosen
        up, down = np.zeros(self.units), np.zeros(self.units)  # what a unit adds to each bound
        for i, (adds, (least, most)) in enumerate(zip(self._added, self._extremes, strict=True)):
            inside = bool(chosen >> i & 1)
            up[i] = least if inside else np.nanmax(adds[around])
            down[i] = np.nanmin(adds[within]) if inside else most
        inside_units = (chosen >> np.arange(self.units) & 1).astype(bool)
        value = float(self.values[chosen])
        return tuple(Cut(value - float(x[inside_units].sum()), x) for x in (up, down))  # type: ignore[return-value]


def supported(values: Floats) -> Floats:
    """The table with a figure for sets that cannot stand (NaN): that of a part of them which can; no search reaches them."""
    full = np.where(np.isnan(values), -np.inf, values)
    for i in range(len(values).bit_length() - 1):
        halves = full.reshape(-1, 2, 2**i)
        missing = np.isneginf(halves[:, 1])
        halves[:, 1] = np.where(missing, halves[:, 0], halves[:, 1])
    return np.asarray(full)


def table_of(units: Sequence[str], worth: Callable[[Collection[str]], float]) -> Floats:
    """The worth of every set from a function of sets."""
    return np.array(
        [worth(frozenset(u for i, u in enumerate(units) if s >> i & 1)) for s in range(2 ** len(units))], dtype=float
    )
