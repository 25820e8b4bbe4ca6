"""A portfolio of more units than sets can be counted: Shapley values from sampled orders, with their error.

Orders in which every prefix can stand are drawn, all as likely (Castro, Gómez and Tejada 2009); a unit's
share is its mean gain over them and its standard error is shown beside it. Gains along one order sum to
the full worth, so the shares do. The order of building takes the unit that adds most each time: a good
order, not proved the best. Interactions, the front against cost and the smallest sufficient set would
need every set and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from heapq import merge
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.portfolio import Choice, Step
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ORDERS: Final = 200
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
    def players(self) -> tuple[str, ...]:
        """All of them, ascending."""
        return tuple(sorted((*self.counted, *self.idle)))

    @property
    def total(self) -> float:
        """The worth of all players together."""
        return self.worth(frozenset(self.counted))

    def shapley(self) -> dict[str, float]:
        """Mean gain of each player over the orders drawn; they sum to the full worth."""
        return dict(self.shares)

    def interaction(self, one: str, other: str) -> float | None:  # noqa: ARG002 - as ``Portfolio``
        """Not told by these orders."""
        return None

    def gain_first(self, player: str) -> float:
        """What it adds to nothing, or to what it needs."""
        if player in self.idle:
            return 0.0
        before = frozenset[str]()
        while not self.feasible(before | {player}):
            before |= {min(u for u in self.counted if u not in before and u != player and self.feasible(before | {u}))}
        for unit in sorted(before):  # no more than it needs
            if self.feasible(before - {unit}) and self.feasible(before - {unit} | {player}):
                before -= {unit}
        return self.worth(before | {player}) - self.worth(before)

    def gain_last(self, player: str) -> float:
        """What is lost from the full set without it and without those that need it."""
        if player in self.idle:
            return 0.0
        left = frozenset[str]()
        while more := [u for u in self.counted if u not in left and u != player and self.feasible(left | {u})]:
            left |= {more[0]}
        return self.total - self.worth(left)

    def along(self, order: Sequence[str]) -> list[Step]:
        """Worth and gain at each step of a given order; errors as ``Portfolio.along``."""
        steps, chosen, before = list[Step](), frozenset[str](), self.worth(frozenset())
        for player in order:
            if player not in self.players:
                raise InputError("analysis.unknown_player", id=player, known=", ".join(self.players))
            after = chosen if player in self.idle else chosen | {player}
            if not self.feasible(after) or any(s.player == player for s in steps):
                raise InputError("analysis.bad_order", id=player)
            value = self.worth(after)
            steps.append(Step(player, value, value - before))
            chosen, before = after, value
        return steps

    def best_order(self, *, years: Mapping[str, float] | None = None, discount: float = 0.0) -> list[Step]:  # noqa: ARG002
        """The greedy order; durations do not change it."""
        return list(self.steps)

    def smallest_reaching(self, share: float) -> frozenset[str]:
        """The first units of the greedy order that reach ``share`` of the full worth."""
        enough = share * self.total - _NOTHING * abs(self.total)
        count = next((n for n, s in enumerate(self.steps, start=1) if s.value >= enough), 0)
        return frozenset(s.player for s in self.steps[:count])

    def pareto(self, cost: Mapping[str, float]) -> list[Choice]:  # noqa: ARG002 - as ``Portfolio``
        """Not told by these orders: nothing alone."""
        return [Choice(frozenset(), 0.0, 0.0)]

    def best_within(self, budget: float, cost: Mapping[str, float]) -> Choice:  # noqa: ARG002 - as ``Portfolio``
        """Not told by these orders."""
        raise InputError("analysis.only_sampled", count=len(self.counted))


def sampled(
    counted: tuple[str, ...],
    idle: tuple[str, ...],
    worth: Callable[[frozenset[str]], float],
    *,
    feasible: Callable[[frozenset[str]], bool],
    groups: Sequence[frozenset[str]] = (),
    orders: int = ORDERS,
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
