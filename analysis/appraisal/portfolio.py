"""A portfolio of projects judged over all feasible sets, or by sampled orders: shares, interactions, order, cost.

``values[S]`` is the worth of the set whose units are the bits of S; NaN where S is not feasible.
Feasible sets come from "this one needs that one" alone: mutually exclusive projects are judged in
portfolios of their own, never averaged over impossible sets. Units that change the worth of no set
are *idle*: they have a share of nothing and come last, and need no bit.

Shapley value with precedence: the mean marginal gain over all orders in which every prefix is
feasible, by counting orders through each set (equals brute force over orders). Interaction: the mean
second difference over the same orders with the two units side by side.

Of more units than sets can be counted, orders in which every prefix can stand are drawn, all as likely
(Castro, Gómez and Tejada 2009); a unit's share is its mean gain over them and its standard error is shown
beside it. Gains along one order sum to the full worth, so the shares do. The order of building then takes the
unit that adds most each time: a good order, not proved the best. Interactions, the front against cost and
the smallest sufficient set would need every set and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from heapq import merge
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints

MOST_COUNTED: Final = 21  # 2 ** 21 sets: 16 MB, judged in some seconds
_TIE: Final = 1e-12  # relative: sums in another order differ by less


@dataclass(frozen=True)
class Step:
    """One step of a building order: who is built, the worth of the set after it, and what it adds."""

    unit: str
    value: float
    gain: float


@dataclass(frozen=True)
class Choice:
    """A set of units with its worth and cost."""

    units: frozenset[str]
    value: float
    cost: float


@dataclass(frozen=True)
class Portfolio:
    """The worth of every feasible set.

    Parameters
    ----------
    counted
        Units that may change something, ascending; unit i is bit i.
    values
        (2 ** counted,), NaN where not feasible; the empty and the full set must be feasible.
    idle
        Units that change the worth of no set, in an order in which they can stand.
    """

    counted: tuple[str, ...]
    values: Floats
    idle: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.counted) > MOST_COUNTED:
            raise InputError("analysis.too_many_units", count=len(self.counted), most=MOST_COUNTED)

    @property
    def units(self) -> tuple[str, ...]:
        """All of them, ascending."""
        return tuple(sorted((*self.counted, *self.idle)))

    @property
    def total(self) -> float:
        """The worth of all units together."""
        return float(self.values[-1])

    @property
    def errors(self) -> dict[str, float]:
        """No share has a standard error: every set is looked at."""
        return {}

    @classmethod
    def from_table(cls, table: Mapping[frozenset[str], float]) -> Portfolio:
        """From the worth of each feasible set."""
        units = tuple(sorted(frozenset().union(*table)))
        values = np.full(2 ** len(units), np.nan)
        bit = {p: 1 << i for i, p in enumerate(units)}
        for chosen, value in table.items():
            values[sum(bit[p] for p in chosen)] = value
        return cls(units, values)

    @property
    def full(self) -> int:
        """The set of all units."""
        return len(self.values) - 1

    def members(self, chosen: int) -> frozenset[str]:
        """Names in a set."""
        return frozenset(p for i, p in enumerate(self.counted) if chosen >> i & 1)

    @cached_property
    def _sets(self) -> Ints:
        """The feasible sets, small ones first."""
        sets = np.flatnonzero(~np.isnan(self.values))
        return sets[np.argsort(np.bitwise_count(sets), kind="stable")]

    def _bit(self, unit: int) -> NDArray[np.bool_]:
        """Whether a unit is in each set."""
        return np.asarray((np.arange(len(self.values)) >> unit & 1).astype(bool))

    @cached_property
    def _by_name(self) -> Ints:
        """Ranks sets of one size by the names of their members: the larger stands first."""
        count = len(self.counted)
        return sum(
            (self._bit(i).astype(np.int64) << (count - 1 - i) for i in range(count)), np.zeros(1, dtype=np.int64)
        )

    @cached_property
    def _orders(self) -> tuple[Floats, Floats]:
        """Feasible orders from nothing to each set, and from each set to all, as shares of all orders.

        Only the units that need others or are needed are counted through; the rest may come anywhere.
        """
        count, stands = len(self.counted), ~np.isnan(self.values)
        bound = [i for i in range(count) if (np.diff(_halves(stands, i), axis=1) != 0).any()]
        small = stands[sum(((np.arange(2 ** len(bound)) >> k & 1) << i for k, i in enumerate(bound)), np.zeros(1, int))]
        to, onward = _counted_orders(small), _counted_orders(small[::-1])[::-1]
        at = sum((self._bit(i).astype(np.int64) << k for k, i in enumerate(bound)), np.zeros(1, int))
        factorial = np.cumprod(np.append(1.0, np.arange(1.0, count + 1)))
        size, bits = np.bitwise_count(np.arange(len(self.values))), np.bitwise_count(np.arange(len(small)))
        before = (to / factorial[bits])[at] * factorial[size]
        after = (onward / factorial[len(bound) - bits])[at] * factorial[count - size]
        return before / before[-1], after

    def shapley(self) -> dict[str, float]:
        """Mean marginal gain of each unit over all feasible orders; they sum to the full worth."""
        to, onward = self._orders
        worth = np.nan_to_num(self.values)  # what cannot stand has no orders
        shares = dict.fromkeys(self.units, 0.0)
        for i, unit in enumerate(self.counted):
            weight = _halves(to, i)[:, 0] * _halves(onward, i)[:, 1]
            shares[unit] = float(np.sum(weight * (_halves(worth, i)[:, 1] - _halves(worth, i)[:, 0])))
        return shares

    def interaction(self, one: str, other: str) -> float | None:
        """Mean second difference of two units, ``None`` if one needs the other.

        Negative: substitutes; positive: they are worth more together.
        """
        if not {one, other} <= set(self.counted):
            return 0.0
        i, j = sorted(self.counted.index(p) for p in (one, other))
        to, onward = self._orders
        shape = (-1, 2, 2 ** (j - i - 1), 2, 2**i)
        v, n, m = (x.reshape(shape) for x in (self.values, to, onward))
        difference = v[:, 1, :, 1] - v[:, 1, :, 0] - v[:, 0, :, 1] + v[:, 0, :, 0]
        weight = np.where(np.isnan(difference), 0.0, n[:, 0, :, 0] * m[:, 1, :, 1])
        total = weight.sum()
        return float(np.sum(weight * np.nan_to_num(difference)) / total) if total else None

    def gain_first(self, unit: str) -> float:
        """What it adds to nothing, or to what it needs."""
        if unit in self.idle:
            return 0.0
        bit = 1 << self.counted.index(unit)
        before = self._sets[(self._sets & bit) == 0]
        smallest = before[~np.isnan(self.values[before | bit])][0]
        return float(self.values[smallest | bit] - self.values[smallest])

    def gain_last(self, unit: str) -> float:
        """What is lost from the full set without it and without those that need it."""
        if unit in self.idle:
            return 0.0
        bit = 1 << self.counted.index(unit)
        largest = self._sets[(self._sets & bit) == 0][-1]
        return float(self.values[self.full] - self.values[largest])

    def along(self, order: Sequence[str]) -> list[Step]:
        """Worth and gain at each step of a given order.

        Raises
        ------
        InputError
            If the order names an unknown unit or one before what it needs.
        """
        steps, chosen, seen = [], 0, set[str]()
        for unit in order:
            if unit not in self.units:
                raise InputError("analysis.unknown_unit", id=unit, known=", ".join(self.units))
            after = chosen if unit in self.idle else chosen | 1 << self.counted.index(unit)
            if np.isnan(self.values[after]) or unit in seen:
                raise InputError("analysis.bad_order", id=unit)
            steps.append(Step(unit, float(self.values[after]), float(self.values[after] - self.values[chosen])))
            chosen, seen = after, seen | {unit}
        return steps

    def best_order(self, *, years: Mapping[str, float] | None = None, discount: float = 0.0) -> list[Step]:
        """The order with the largest sum of worth over time; ties go to the earlier id.

        Parameters
        ----------
        years
            How long each unit takes to build; equal steps if ``None``.
        discount
            Yearly rate, 0.05 for 5 %; benefits are discounted within each period too.
        """
        duration = [1.0 if years is None else float(years[p]) for p in self.counted]
        begun = sum((np.where(self._bit(i), duration[i], 0.0) for i in range(len(self.counted))), np.zeros(1))
        ahead = np.full(len(self.values), -np.inf)  # worth gathered from each set on
        ahead[self.full] = 0.0
        following = np.full(len(self.values), -1)
        for size in range(len(self.counted) - 1, -1, -1):
            level = self._sets[np.bitwise_count(self._sets) == size]
            for i in range(len(self.counted)):
                s = level[~self._bit(i)[level]]
                s = s[ahead[s | 1 << i] > -np.inf]  # what cannot stand with it leads nowhere
                worth = self.values[s] * _weight(begun[s], duration[i], discount) + ahead[s | 1 << i]
                better = worth > ahead[s] + _TIE * np.abs(worth)
                ahead[s[better]], following[s[better]] = worth[better], i
        order, rest, chosen = list[str](), list[str](), 0
        enough = self.total - _TIE * abs(self.total)
        while chosen != self.full:  # an idle unit costs nothing once the full worth is reached, and only then
            (rest if rest or self.values[chosen] >= enough else order).append(self.counted[following[chosen]])
            chosen |= 1 << int(following[chosen])
        return self.along([*order, *merge(rest, self.idle)])

    def smallest_reaching(self, share: float) -> frozenset[str]:
        """The smallest set worth at least ``share`` of the full worth; the most worth among equals, then by id."""
        enough = share * self.total - _TIE * abs(self.total)
        sets = self._sets[self.values[self._sets] >= enough]
        sets = sets[np.bitwise_count(sets) == np.bitwise_count(sets).min()]
        first = np.lexsort([-self._by_name[sets], -self.values[sets]])[0]
        return self.members(int(sets[first]))

    def pareto(self, cost: Mapping[str, float]) -> list[Choice]:
        """Sets that no cheaper or equally dear set beats, by rising cost; units without a cost stay out."""
        unpriced = sum(1 << i for i, p in enumerate(self.counted) if p not in cost)
        sets = self._sets[(self._sets & unpriced) == 0]
        prices = [float(cost.get(p, 0.0)) for p in self.counted]
        total = sum((np.where(self._bit(i)[sets], c, 0.0) for i, c in enumerate(prices)), np.zeros(len(sets)))
        values = self.values[sets]
        front: list[Choice] = []
        order = np.lexsort([-self._by_name[sets], np.bitwise_count(sets), -values, total])
        best = np.maximum.accumulate(values[order])
        for at in order[np.append(True, best[1:] > best[:-1])].tolist():  # nothing else is worth more than all before
            value = float(values[at])
            if not front or value > front[-1].value + _TIE * abs(value):
                front.append(Choice(self.members(int(sets[at])), value, float(total[at])))
        return front

    def best_within(self, budget: float, cost: Mapping[str, float]) -> Choice:
        """The set worth most among those that cost at most ``budget``, in the unit of ``cost`` (billions of đồng)."""
        return [c for c in self.pareto(cost) if c.cost <= budget][-1]


def _halves(table: NDArray[Any], bit: int) -> NDArray[Any]:
    """A table over all sets as (…, 2, …): without and with the unit ``bit``."""
    return table.reshape(-1, 2, 2**bit)


def _counted_orders(stands: NDArray[np.bool_]) -> Floats:
    """Orders from nothing to each set in which every prefix stands."""
    counts = np.zeros(len(stands))
    counts[0] = 1.0
    size = np.bitwise_count(np.arange(len(stands)))
    for members in range(int(size[-1])):
        level = np.flatnonzero(stands & (size == members))
        for i in range(int(size[-1])):
            before = level[(level >> i & 1) == 0]
            after = before | 1 << i
            counts[after] += np.where(stands[after], counts[before], 0.0)
    return counts


def _weight(begun: Floats, years: float, discount: float) -> Floats:
    """Present value of one unit a year from ``begun`` for ``years``."""
    if discount == 0.0:
        return np.full_like(begun, years)
    rate = np.log1p(discount)
    return np.asarray((np.exp(-rate * begun) - np.exp(-rate * (begun + years))) / rate)


SAMPLED_ORDERS: Final = 200
_NOTHING: Final = 1e-12  # of the full worth


@dataclass(frozen=True)
class SampledPortfolio:
    """What sampled orders tell of a portfolio; what they cannot tell is empty.

    Parameters
    ----------
    counted, idle
        As in ``Portfolio``.
    worth
        The worth of a set of ``counted``.
    feasible
        Whether a set can stand.
    shares, errors
        Of each unit: mean gain and its standard error.
    steps
        The greedy order.
    """

    counted: tuple[str, ...]
    idle: tuple[str, ...]
    worth: Callable[[frozenset[str]], float]
    feasible: Callable[[frozenset[str]], bool]
    shares: Mapping[str, float]
    errors: Mapping[str, float]
    steps: tuple[Step, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """All of them, ascending."""
        return tuple(sorted((*self.counted, *self.idle)))

    @property
    def total(self) -> float:
        """The worth of all units together."""
        return self.worth(frozenset(self.counted))

    def shapley(self) -> dict[str, float]:
        """Mean gain of each unit over the orders drawn; they sum to the full worth."""
        return dict(self.shares)

    def interaction(self, one: str, other: str) -> float | None:  # noqa: ARG002 - as ``Portfolio``
        """Not told by these orders.

        Raises
        ------
        InputError
            Always: a sample of orders values too few sets.
        """
        return None

    def gain_first(self, unit: str) -> float:
        """What it adds to nothing, or to what it needs."""
        if unit in self.idle:
            return 0.0
        before = frozenset[str]()
        while not self.feasible(before | {unit}):
            before |= {min(u for u in self.counted if u not in before and u != unit and self.feasible(before | {u}))}
        for other in sorted(before):  # no more than it needs
            if self.feasible(before - {other}) and self.feasible(before - {other} | {unit}):
                before -= {other}
        return self.worth(before | {unit}) - self.worth(before)

    def gain_last(self, unit: str) -> float:
        """What is lost from the full set without it and without those that need it."""
        if unit in self.idle:
            return 0.0
        left = frozenset[str]()
        while more := [u for u in self.counted if u not in left and u != unit and self.feasible(left | {u})]:
            left |= {more[0]}
        return self.total - self.worth(left)

    def along(self, order: Sequence[str]) -> list[Step]:
        """Worth and gain at each step of a given order; errors as ``Portfolio.along``."""
        steps, chosen, before = list[Step](), frozenset[str](), self.worth(frozenset())
        for unit in order:
            if unit not in self.units:
                raise InputError("analysis.unknown_unit", id=unit, known=", ".join(self.units))
            after = chosen if unit in self.idle else chosen | {unit}
            if not self.feasible(after) or any(s.unit == unit for s in steps):
                raise InputError("analysis.bad_order", id=unit)
            value = self.worth(after)
            steps.append(Step(unit, value, value - before))
            chosen, before = after, value
        return steps

    def best_order(self, *, years: Mapping[str, float] | None = None, discount: float = 0.0) -> list[Step]:  # noqa: ARG002
        """The greedy order; durations do not change it."""
        return list(self.steps)

    def smallest_reaching(self, share: float) -> frozenset[str]:
        """The first units of the greedy order that reach ``share`` of the full worth."""
        enough = share * self.total - _NOTHING * abs(self.total)
        count = next((n for n, s in enumerate(self.steps, start=1) if s.value >= enough), 0)
        return frozenset(s.unit for s in self.steps[:count])

    def pareto(self, cost: Mapping[str, float]) -> list[Choice]:  # noqa: ARG002 - as ``Portfolio``
        """Not told by these orders: nothing alone."""
        return [Choice(frozenset(), 0.0, 0.0)]

    def best_within(self, budget: float, cost: Mapping[str, float]) -> Choice:  # noqa: ARG002 - as ``Portfolio``
        """Not told by these orders."""
        raise InputError("analysis.only_sampled", count=len(self.counted))


def sample_portfolio(
    counted: tuple[str, ...],
    idle: tuple[str, ...],
    worth: Callable[[frozenset[str]], float],
    *,
    feasible: Callable[[frozenset[str]], bool],
    groups: Sequence[frozenset[str]] = (),
    orders: int = SAMPLED_ORDERS,
    progress: Callable[[float], None] | None = None,
) -> SampledPortfolio:
    """A portfolio judged by ``orders`` random orders; the same orders for the same units.

    Parameters
    ----------
    groups
        Units bound to each other by what they need; the others may come anywhere.
    """
    known = cache(worth)
    random = np.random.default_rng(0)
    gains = np.zeros((orders, len(counted)))
    for row in gains:
        chosen, before = frozenset[str](), known(frozenset())
        for unit in _drawn(counted, groups, feasible, random):
            chosen |= {unit}
            after = known(chosen)
            row[counted.index(unit)], before = after - before, after
        if progress is not None:
            progress(float((gains.any(axis=1)).mean()))
    mean, error = gains.mean(axis=0), gains.std(axis=0, ddof=1) / np.sqrt(orders)
    shares = dict.fromkeys(idle, 0.0) | dict(zip(counted, mean.tolist(), strict=True))
    errors = dict.fromkeys(idle, 0.0) | dict(zip(counted, error.tolist(), strict=True))
    made = SampledPortfolio(counted, idle, known, feasible, shares, errors, ())
    return SampledPortfolio(counted, idle, known, feasible, shares, errors, tuple(made.along(_greedy(made))))


def _drawn(
    counted: Sequence[str],
    groups: Sequence[frozenset[str]],
    feasible: Callable[[frozenset[str]], bool],
    random: np.random.Generator,
) -> list[str]:
    """An order in which every prefix can stand, each as likely: units that are bound keep their places and are redrawn."""
    order = [counted[n] for n in random.permutation(len(counted))]
    for group in groups:
        at = [n for n, unit in enumerate(order) if unit in group]
        members = [order[n] for n in at]
        while not all(feasible(frozenset(members[:n])) for n in range(1, len(members) + 1)):
            members = [members[n] for n in random.permutation(len(members))]
        for n, unit in zip(at, members, strict=True):
            order[n] = unit
    return order


def _greedy(found: SampledPortfolio) -> list[str]:
    """Each time the unit that adds most; ties by id, and what adds nothing last."""
    order, chosen = list[str](), frozenset[str]()
    rest = [u for u in found.counted if u not in chosen]
    while rest:
        can = [u for u in rest if found.feasible(chosen | {u})]
        best = max(can, key=lambda u: (found.worth(chosen | {u}), -found.counted.index(u)))
        if found.worth(chosen) >= found.total * (1 - _NOTHING):
            break
        order, chosen = [*order, best], chosen | {best}
        rest.remove(best)
    last = list[str]()
    while rest:
        last.append(next(u for u in rest if found.feasible(chosen.union(last, {u}))))
        rest.remove(last[-1])
    return [*order, *merge(last, found.idle)]
