"""The best programme by looking at every state, where they can be counted: dynamic programming over years.

A state at the beginning of a year is, for each unit, whether it has begun and how many years of building are left.
The money spent so far follows from it, so that money kept for later years needs no state of its own.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.programme.stakes import Stakes
    from analysis.programme.task import Item, Task

MOST_STEPS: Final = 60_000  # from a state to the next: about a second
_LIKELY: Final = 0.5  # of a year's steps, at least in each later year, on average
_NOT_BEGUN: Final = -1
_TIE: Final = 1e-12
_NO_MORE: Final = 1e-9

_State = tuple[int, ...]
Starts = tuple[tuple[str, int], ...]


class TooManyStatesError(Exception):
    """There are more states than are looked at."""


class _Way(NamedTuple):
    """The best way to a state: what it is worth so far, what it has spent, and when its units began."""

    value: float
    spent_bn: float
    starts: tuple[tuple[int, int], ...]  # position of the unit, year

    def beats(self, other: _Way | None, scale: float) -> bool:
        """More worth; of equal worth less money, then an earlier begin of earlier units."""
        if other is None or abs(self.value - other.value) > _TIE * scale:
            return other is None or self.value > other.value
        if abs(self.spent_bn - other.spent_bn) > _NO_MORE * max(1.0, self.spent_bn):
            return self.spent_bn < other.spent_bn
        return sorted(self.starts) < sorted(other.starts)


def by_states(task: Task, stakes: Stakes) -> Starts | None:
    """The best programme; ``None`` if the conditions cannot be met at all.

    Raises
    ------
    TooManyStatesError
        If more than ``MOST_STEPS`` steps would be looked at, as far as the years so far can tell.
    """
    scale = float(abs(stakes.values).max() * stakes.year_weights.sum()) or 1.0
    ways: dict[_State, _Way] = {(_NOT_BEGUN,) * len(task.items): _Way(0.0, 0.0, ())}
    steps, years, paid = 0, [i.years for i in task.items], [i.paid_bn for i in task.items]
    for n, year in enumerate(task.budget_years):
        after: dict[_State, _Way] = {}
        choices = _year_choices(task, ways, n, most=MOST_STEPS - steps)
        steps += sum(map(len, choices))
        costs = {i: stakes.cost_of_begin(task, i, n) for i in range(len(years)) if year in task.starts[i]}
        for (state, way), of_state in zip(ways.items(), choices, strict=True):
            earned = way.value + float(stakes.year_weights[n] * stakes.values[_serving(state)])
            spent_bn = way.spent_bn + sum(paid[i][years[i] - left] for i, left in enumerate(state) if left > 0)
            moved = [left - 1 if left > 0 else left for left in state]
            for begun in of_state:
                to = moved.copy()
                for i in begun:
                    to[i] = years[i] - 1
                value, more_bn = earned - sum([costs[i] for i in begun]), sum([paid[i][0] for i in begun])
                made = _Way(value, spent_bn + more_bn, (*way.starts, *[(i, year) for i in begun]))
                key = tuple(to)
                if made.beats(after.get(key), scale):
                    after[key] = made
        ways = after
    best: _Way | None = None
    rest = float(stakes.year_weights[len(task.budget_years) :].sum())
    for state, way in ways.items():
        ended = _Way(way.value + rest * float(stakes.values[_serving(state)]), way.spent_bn, way.starts)
        best = ended if ended.beats(best, scale) else best
    return None if best is None else tuple(sorted((task.items[i].unit, year) for i, year in best.starts))


def _year_choices(task: Task, states: Iterable[_State], n: int, *, most: int) -> list[list[tuple[int, ...]]]:
    """What may begin in a year, for each state: counted before any of it is valued, since most tasks of many units end here.

    Raises
    ------
    TooManyStatesError
        If there are more than ``most``, or so many that the later years would go beyond it.
    """
    later, found, left = len(task.budget_years) - n - 1, [], most
    for state in states:
        found.append(list(islice(_choices(task, state, n), left + 1)))
        left -= len(found[-1])
        if left < 0 or (most - left) * _LIKELY * later > left:
            raise TooManyStatesError  # sooner than at the last step: the other way takes no longer
    return found


def _paid_bn(item: Item, left: int) -> float:
    """What a unit costs in a year at whose beginning so many years of building are left."""
    return item.paid_bn[item.years - left]


def _serving(state: _State) -> int:
    """The set of units that serve."""
    return sum(1 << i for i, left in enumerate(state) if left == 0)


def _choices(task: Task, state: _State, n: int) -> Iterator[tuple[int, ...]]:
    """Every set of units that may begin in a year, as positions; nothing if a unit fixed to this year cannot."""
    year = task.budget_years[n]
    serving = {task.items[i].unit for i, left in enumerate(state) if left == 0}
    can = [
        i
        for i, item in enumerate(task.items)
        if state[i] == _NOT_BEGUN and year in task.starts[i] and item.after <= serving
    ]
    must = {i for i, item in enumerate(task.items) if item.start == year}
    if not must <= set(can):
        return
    begun = {task.items[i].unit for i, left in enumerate(state) if left != _NOT_BEGUN}
    needed = sum(_paid_bn(i, left) for i, left in zip(task.items, state, strict=True) if left > 0)
    money = task.budget_bn[n] + (_kept_bn(task, state, n) if task.keeps else 0.0)
    least = -_NO_MORE * max(1.0, *task.budget_bn)
    yield from _subsets(task, can, must, begun, money - needed, least=least)


def _kept_bn(task: Task, state: _State, n: int) -> float:
    """Money left over from the years before."""
    spent = sum(
        sum(item.paid_bn[: item.years - left])
        for item, left in zip(task.items, state, strict=True)
        if left != _NOT_BEGUN
    )
    return sum(task.budget_bn[:n]) - spent


def _subsets(
    task: Task, can: list[int], must: set[int], begun: set[str], money: float, *, least: float
) -> Iterator[tuple[int, ...]]:
    """Sets of ``can`` that hold ``must``, leave no less than ``least`` of the money and hold no two alternatives."""
    if money < least:
        return
    if not can:
        yield ()
        return
    first, rest = can[0], can[1:]
    item = task.items[first]
    if first not in must:
        yield from _subsets(task, rest, must, begun, money, least=least)
    rivals = [a for a in task.alternatives if item.unit in a]
    if money - item.paid_bn[0] >= least and not any(a & begun for a in rivals):
        also = begun | {item.unit} if rivals else begun
        for chosen in _subsets(task, rest, must, also, money - item.paid_bn[0], least=least):
            yield (first, *chosen)
