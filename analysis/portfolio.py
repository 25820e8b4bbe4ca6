"""A portfolio of projects judged over all feasible sets: shares, interactions, order, cost.

``values[S]`` is the worth of the set whose players are the bits of S; NaN where S is not feasible.
Feasible sets come from "this one needs that one" alone: mutually exclusive projects are judged in
portfolios of their own, never averaged over impossible sets.

Shapley value with precedence: the mean marginal gain over all orders in which every prefix is
feasible, by counting orders through each set (equals brute force over orders). Interaction: the mean
second difference over the same orders with the two players side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints

MOST_PLAYERS: Final = 16
_TIE: Final = 1e-12  # relative: sums in another order differ by less


@dataclass(frozen=True)
class Step:
    """One step of a building order: who is built, the worth of the set after it, and what it adds."""

    player: str
    value: float
    gain: float


@dataclass(frozen=True)
class Choice:
    """A set of players with its worth and cost."""

    players: frozenset[str]
    value: float
    cost: float


@dataclass(frozen=True)
class Portfolio:
    """The worth of every feasible set.

    Parameters
    ----------
    players
        Names, ascending; player i is bit i.
    values
        (2 ** players,), NaN where not feasible; the empty and the full set must be feasible.
    """

    players: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        if len(self.players) > MOST_PLAYERS:
            raise InputError("analysis.too_many_players", count=len(self.players), most=MOST_PLAYERS)

    @classmethod
    def from_table(cls, table: Mapping[frozenset[str], float]) -> Portfolio:
        """From the worth of each feasible set."""
        players = tuple(sorted(frozenset().union(*table)))
        values = np.full(2 ** len(players), np.nan)
        bit = {p: 1 << i for i, p in enumerate(players)}
        for chosen, value in table.items():
            values[sum(bit[p] for p in chosen)] = value
        return cls(players, values)

    @property
    def full(self) -> int:
        """The set of all players."""
        return len(self.values) - 1

    def members(self, chosen: int) -> frozenset[str]:
        """Names in a set."""
        return frozenset(p for i, p in enumerate(self.players) if chosen >> i & 1)

    @cached_property
    def _sets(self) -> Ints:
        """The feasible sets, small ones first."""
        sets = np.flatnonzero(~np.isnan(self.values))
        return sets[np.argsort(np.bitwise_count(sets), kind="stable")]

    def _bit(self, player: int) -> NDArray[np.bool_]:
        """Whether a player is in each set."""
        return np.asarray((np.arange(len(self.values)) >> player & 1).astype(bool))

    @cached_property
    def _by_name(self) -> Ints:
        """Ranks sets of one size by the names of their members: the larger stands first."""
        count = len(self.players)
        return sum(
            (self._bit(i).astype(np.int64) << (count - 1 - i) for i in range(count)), np.zeros(1, dtype=np.int64)
        )

    @cached_property
    def _orders_to(self) -> Ints:
        """Feasible orders from nothing to each set; at most 16! and so exact."""
        counts = np.zeros(len(self.values), dtype=np.int64)
        counts[0] = 1
        for size in range(len(self.players)):
            level = self._sets[np.bitwise_count(self._sets) == size]
            for i in range(len(self.players)):
                before = level[(level >> i & 1) == 0]
                counts[before | 1 << i] += np.where(np.isnan(self.values[before | 1 << i]), 0, counts[before])
        return counts

    @cached_property
    def _orders_from(self) -> Ints:
        """Feasible orders from each set to all."""
        counts = np.zeros(len(self.values), dtype=np.int64)
        counts[self.full] = 1
        for size in range(len(self.players), 0, -1):
            level = self._sets[np.bitwise_count(self._sets) == size]
            for i in range(len(self.players)):
                after = level[(level >> i & 1) == 1]
                counts[after ^ 1 << i] += np.where(np.isnan(self.values[after ^ 1 << i]), 0, counts[after])
        return counts

    def shapley(self) -> dict[str, float]:
        """Mean marginal gain of each player over all feasible orders; they sum to the full worth."""
        total = self._orders_to[self.full]
        shares = {}
        for i, player in enumerate(self.players):
            before = self._sets[(self._sets >> i & 1) == 0]
            before = before[~np.isnan(self.values[before | 1 << i])]
            weight = self._orders_to[before] * self._orders_from[before | 1 << i] / total
            shares[player] = float(weight @ (self.values[before | 1 << i] - self.values[before]))
        return shares

    def interaction(self, one: str, other: str) -> float | None:
        """Mean second difference of two players, ``None`` if one needs the other.

        Negative: substitutes; positive: they are worth more together.
        """
        a, b = (1 << self.players.index(p) for p in (one, other))
        sets = self._sets[(self._sets & (a | b)) == 0]
        difference = self.values[sets | a | b] - self.values[sets | a] - self.values[sets | b] + self.values[sets]
        weight = np.where(np.isnan(difference), 0, self._orders_to[sets] * self._orders_from[sets | a | b])
        total = weight.sum()
        return float(weight / total @ np.nan_to_num(difference)) if total else None

    def gain_first(self, player: str) -> float:
        """What it adds to nothing, or to what it needs."""
        bit = 1 << self.players.index(player)
        before = self._sets[(self._sets & bit) == 0]
        smallest = before[~np.isnan(self.values[before | bit])][0]
        return float(self.values[smallest | bit] - self.values[smallest])

    def gain_last(self, player: str) -> float:
        """What is lost from the full set without it and without those that need it."""
        bit = 1 << self.players.index(player)
        largest = self._sets[(self._sets & bit) == 0][-1]
        return float(self.values[self.full] - self.values[largest])

    def along(self, order: Sequence[str]) -> list[Step]:
        """Worth and gain at each step of a given order.

        Raises
        ------
        InputError
            If the order names an unknown player or one before what it needs.
        """
        steps, chosen = [], 0
        for player in order:
            if player not in self.players:
                raise InputError("analysis.unknown_player", id=player, known=", ".join(self.players))
            after = chosen | 1 << self.players.index(player)
            if np.isnan(self.values[after]) or after == chosen:
                raise InputError("analysis.bad_order", id=player)
            steps.append(Step(player, float(self.values[after]), float(self.values[after] - self.values[chosen])))
            chosen = after
        return steps

    def best_order(self, *, years: Mapping[str, float] | None = None, discount: float = 0.0) -> list[Step]:
        """The order with the largest sum of worth over time; ties go to the earlier id.

        Parameters
        ----------
        years
            How long each player takes to build; equal steps if ``None``.
        discount
            Yearly rate, 0.05 for 5 %; benefits are discounted within each period too.
        """
        duration = [1.0 if years is None else float(years[p]) for p in self.players]
        begun = sum((np.where(self._bit(i), duration[i], 0.0) for i in range(len(self.players))), np.zeros(1))
        ahead = np.full(len(self.values), -np.inf)  # worth gathered from each set on
        ahead[self.full] = 0.0
        following = np.full(len(self.values), -1)
        for size in range(len(self.players) - 1, -1, -1):
            level = self._sets[np.bitwise_count(self._sets) == size]
            for i in range(len(self.players)):
                s = level[~self._bit(i)[level]]
                s = s[ahead[s | 1 << i] > -np.inf]  # what cannot stand with it leads nowhere
                worth = self.values[s] * _weight(begun[s], duration[i], discount) + ahead[s | 1 << i]
                better = worth > ahead[s] + _TIE * np.abs(worth)
                ahead[s[better]], following[s[better]] = worth[better], i
        order, chosen = [], 0
        while chosen != self.full:
            order.append(self.players[following[chosen]])
            chosen |= 1 << int(following[chosen])
        return self.along(order)

    def smallest_reaching(self, share: float) -> frozenset[str]:
        """The smallest set worth at least ``share`` of the full worth; the most worth among equals, then by id."""
        enough = share * self.values[self.full] - _TIE * abs(self.values[self.full])
        sets = self._sets[self.values[self._sets] >= enough]
        first = np.lexsort([-self._by_name[sets], -self.values[sets], np.bitwise_count(sets)])[0]
        return self.members(int(sets[first]))

    def pareto(self, cost: Mapping[str, float]) -> list[Choice]:
        """Sets that no cheaper or equally dear set beats, by rising cost; players without a cost stay out."""
        unpriced = sum(1 << i for i, p in enumerate(self.players) if p not in cost)
        sets = self._sets[(self._sets & unpriced) == 0]
        prices = [float(cost.get(p, 0.0)) for p in self.players]
        total = sum((np.where(self._bit(i)[sets], c, 0.0) for i, c in enumerate(prices)), np.zeros(len(sets)))
        values = self.values[sets]
        front: list[Choice] = []
        for at in np.lexsort([-self._by_name[sets], np.bitwise_count(sets), -values, total]):
            value = float(values[at])
            if not front or value > front[-1].value + _TIE * abs(value):
                front.append(Choice(self.members(int(sets[at])), value, float(total[at])))
        return front

    def best_within(self, budget: float, cost: Mapping[str, float]) -> Choice:
        """The set worth most among those that cost at most ``budget``."""
        return [c for c in self.pareto(cost) if c.cost <= budget][-1]


def _weight(begun: Floats, years: float, discount: float) -> Floats:
    """Present value of one unit a year from ``begun`` for ``years``."""
    if discount == 0.0:
        return np.full_like(begun, years)
    rate = np.log1p(discount)
    return np.asarray((np.exp(-rate * begun) - np.exp(-rate * (begun + years))) / rate)
