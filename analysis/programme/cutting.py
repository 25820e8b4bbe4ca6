"""The best programme of more units: mixed-integer programming (HiGHS, in SciPy), with bounds that are cut until they are exact.

One variable says that a unit begins in a year, one a year's worth. The worth of a set is no linear function of its
units, so the program is first given bounds that hold for every set (``Stakes.cuts``). The programme it finds is valued
exactly, bounds are added that are exact at its sets, and it is solved again: each time the bound falls or the programme
is proved best. Cuts belong to sets and not to budgets: another budget starts with those found before.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.programme.stakes import Cut, Floats, Stakes
    from analysis.programme.states import Starts
    from analysis.programme.task import Task

PROVED: Final = 1e-6  # of the worth: a smaller gap to the bound is none
PATIENCE_S: Final = 60.0  # for one programme; what is then not proved is told with its gap
_GAP: Final = 1e-7
_MOST_ROUNDS: Final = 200


@dataclass
class CutPool:
    """The cuts found so far for one table of worths, by the set they are exact at."""

    stakes: Stakes
    cuts: dict[int, tuple[Cut, Cut]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        everything = len(self.stakes.values) - 1
        singles = [1 << i for i in range(self.stakes.units)]
        for chosen in (0, everything, *singles, *(everything ^ s for s in singles)):
            self.add(chosen)

    def add(self, chosen: int) -> bool:
        """The cuts of a set; whether it is new."""
        if chosen in self.cuts:
            return False
        self.cuts[chosen] = self.stakes.cuts(chosen)
        return True


@dataclass(frozen=True)
class _Columns:
    """The variables that say when a unit begins, and what follows from them.

    Parameters
    ----------
    begins
        Position of the unit and of the year, one a column.
    serves
        Units that serve in each year, (years, units, columns); the last year stands for all after the budget.
    spends
        Billions of đồng in each year, (budget years, columns).
    """

    begins: tuple[tuple[int, int], ...]
    serves: Floats
    spends: Floats

    @classmethod
    def of(cls, task: Task) -> _Columns:
        begins = tuple((i, y - task.first_year) for i, years in enumerate(task.starts) for y in years)
        years, count = len(task.budget_bn), len(begins)
        serves, spends = np.zeros((years + 1, len(task.items), count)), np.zeros((years, count))
        for column, (i, n) in enumerate(begins):
            item = task.items[i]
            serves[n + item.years :, i, column] = 1.0
            spends[n : n + item.years, column] = item.paid_bn
        return cls(begins, serves, spends)


def by_cutting(
    task: Task,
    stakes: Stakes,
    *,
    pool: CutPool,
    value: Callable[[Starts], float],
    patience_s: float = PATIENCE_S,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Starts, float]:
    """The best programme found, and what no programme can be worth more than.

    Parameters
    ----------
    pool
        Cuts of these worths; further ones are added.
    value
        The exact worth of a programme.
    progress
        Called with (0, 0) now and then; may raise to stop.

    Raises
    ------
    InputError
        If no programme meets the conditions.
    """
    columns, began = _Columns.of(task), time.monotonic()
    best: tuple[float, Starts] | None = None
    bound = np.inf
    for _ in range(_MOST_ROUNDS):
        if progress is not None:
            progress(0, 0)
        left_s = patience_s - (time.monotonic() - began)
        if best is not None and (left_s <= 0 or bound - best[0] <= PROVED * max(1.0, abs(bound))):
            break
        starts, limit = _solved(task, stakes, columns, pool, max(left_s, 1.0))
        bound = min(bound, limit)
        found = value(starts)
        best = (found, starts) if best is None or found > best[0] else best
        if not sum([pool.add(s) for s in _sets(task, columns, starts)]):
            break
    if best is None:
        raise InputError("programme.impossible")
    return best[1], float(max(bound, best[0]))


def _sets(task: Task, columns: _Columns, starts: Starts) -> list[int]:
    """The set that serves in each year."""
    begun = [(task.units.index(unit), year - task.first_year) for unit, year in starts]
    years = range(len(columns.serves))
    return sorted({sum(1 << i for i, n in begun if n + task.items[i].years <= year) for year in years})


def _solved(task: Task, stakes: Stakes, columns: _Columns, pool: CutPool, limit_s: float) -> tuple[Starts, float]:
    """The best programme under the cuts, and the bound on the worth of all programmes."""
    years, count = len(columns.serves), len(columns.begins)
    weights = np.append(stakes.year_weights[: years - 1], stakes.year_weights[years - 1 :].sum())
    cost = np.array([stakes.cost_of_begin(task, i, n) for i, n in columns.begins])
    needed = np.array([task.items[i].cost_bn for i, _ in columns.begins])
    total = sum(i.cost_bn for i in task.items)
    scale = float(np.abs(stakes.values).max() * weights.sum()) or 1.0
    tie = 1e-9 * scale / total  # of programmes of equal worth the cheaper
    low, high = float(stakes.values.min()), float(stakes.values.max())
    matrix, least, most = _conditions(task, columns, pool)
    found = milp(
        np.concatenate([(cost + tie * needed) / scale, -weights / scale * (high - low or 1.0)]),
        constraints=LinearConstraint(matrix, least, most),
        integrality=np.concatenate([np.ones(count), np.zeros(years)]),
        bounds=Bounds(0.0, 1.0),
        options={"time_limit": limit_s, "mip_rel_gap": _GAP},
    )
    if found.x is None:
        raise InputError("programme.impossible" if found.status == 2 else "programme.no_time")  # noqa: PLR2004 - HiGHS: infeasible
    chosen = [columns.begins[c] for c in np.flatnonzero(found.x[:count] > 0.5)]  # noqa: PLR2004 - a zero or a one
    starts = tuple(sorted((task.items[i].unit, task.first_year + n) for i, n in chosen))
    least_cost = found.fun if found.mip_dual_bound is None else found.mip_dual_bound  # no dual where nothing can begin
    return starts, -float(least_cost) * scale + low * float(weights.sum()) + tie * total


def _conditions(task: Task, columns: _Columns, pool: CutPool) -> tuple[csr_array, Floats, Floats]:
    """Every condition as a row; a year's worth is a share of the range of worths, 0 to 1."""
    years = len(columns.serves)
    values = pool.stakes.values
    low, span = float(values.min()), float(values.max() - values.min()) or 1.0
    rows, least, most = [], [], []

    def add(block: Floats, lower: Floats | float, upper: Floats | float) -> None:
        rows.append(hstack([csr_array(block), csr_array((len(block), years))]))
        least.append(np.broadcast_to(lower, len(block)))
        most.append(np.broadcast_to(upper, len(block)))

    unit = np.array([i for i, _ in columns.begins], dtype=int)
    ever = (unit[None, :] == np.arange(len(task.items))[:, None]).astype(float)
    fixed = np.array([float(i.start is not None) for i in task.items])
    add(ever, fixed, 1.0)
    for group in task.alternatives:
        add(ever[[n for n, u in enumerate(task.units) if u in group]].sum(axis=0, keepdims=True), 0.0, 1.0)
    money = np.array(task.budget_bn)
    spent, has = (np.cumsum(columns.spends, axis=0), np.cumsum(money)) if task.keeps else (columns.spends, money)
    add(spent, -np.inf, has)
    for i, item in enumerate(task.items):
        for other in sorted(item.after):
            begun = np.array([[float(u == i and n <= y) for u, n in columns.begins] for y in range(years)])
            add(begun - columns.serves[:, task.units.index(other)], -np.inf, 0.0)
    bounds = [c for pair in pool.cuts.values() for c in pair]
    per_unit = np.array([c.per_unit for c in bounds]) / span
    constant = (np.array([c.constant for c in bounds]) - low) / span
    for year in range(years):
        share = csr_array(
            (np.ones(len(bounds)), (np.arange(len(bounds)), np.full(len(bounds), year))), (len(bounds), years)
        )
        rows.append(hstack([csr_array(-per_unit @ columns.serves[year]), share]))
        least.append(np.full(len(bounds), -np.inf))
        most.append(constant)
    return csr_array(vstack(rows)), np.concatenate(least), np.concatenate(most)
