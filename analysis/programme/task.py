"""The task of a programme: what may be built, for how much, how long, after what, and the money of each year.

Everything is by calendar year. A unit that begins in year s and takes d years is paid in d parts, equal ones or in given
shares, one in each of s … s + d − 1, and serves from 1 January of s + d on. Money not spent in a year is lost, or kept
for later ones if the task says so; it is never borrowed from later ones. Amounts are billions of đồng.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final

from analysis.economics import MOST_WORKS_YEARS
from layers import LAST_YEAR
from words import Figure, InputError, Lang, told_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from words import Worded

MOST_UNITS: Final = 16  # of which every set is valued
MOST_BUDGET_YEARS: Final = 30
_WHOLE: Final = 1e-6
_NO_MORE: Final = 1e-9  # relative: sums in another order differ by less


@dataclass(frozen=True)
class Item:
    """One unit that may be built.

    Parameters
    ----------
    cost_bn
        What it costs from begin to end, billions of đồng.
    years
        How many years it is built.
    start
        The year it must begin in; ``None``: any, or never.
    after
        Units that must be finished before it begins.
    title
        What it is called in a sentence; its id if ``None``.
    shares
        Of its cost in each year it is built, summing to 1; none: equal ones.
    """

    unit: str
    cost_bn: float
    years: int = 1
    start: int | None = None
    after: frozenset[str] = frozenset()
    title: Worded | None = None
    shares: tuple[float, ...] = ()

    @property
    def called(self) -> object:
        """Its title, or its id."""
        return self.title or self.unit

    @cached_property
    def paid_bn(self) -> tuple[float, ...]:
        """What it costs in each year it is built; asked for at every step of a search."""
        return tuple(self.cost_bn * share for share in self.shares or (1.0 / max(self.years, 1),) * self.years)

    @property
    def dearest_bn(self) -> float:
        """What it costs in the year it costs most."""
        return max(self.paid_bn)


@dataclass(frozen=True)
class Named:
    """Several units in one sentence."""

    items: tuple[Item, ...]
    by: str = "; "

    def text(self, lang: Lang) -> str:
        """Their names in a language."""
        return self.by.join(f"“{told_in(i.called, lang)}”" for i in self.items)

    def __str__(self) -> str:
        return self.text(Lang.EN)


@dataclass(frozen=True)
class Task:
    """What is asked.

    Parameters
    ----------
    budget_bn
        Money of each year from ``first_year`` on.
    last_year
        The last year whose benefits count; a year of the budget or later.
    alternatives
        Sets of units of which at most one may be built.
    keeps
        Whether money left over in a year may be spent later.

    Raises
    ------
    InputError
        If it cannot be used; the sentence says what to change.
    """

    items: tuple[Item, ...]
    first_year: int
    budget_bn: tuple[float, ...]
    last_year: int
    alternatives: tuple[frozenset[str], ...] = ()
    keeps: bool = False

    def __post_init__(self) -> None:
        _require_money(self)
        _require_items(self)
        _require_order(self)
        _require_choice(self)

    @property
    def units(self) -> tuple[str, ...]:
        """The units in the order of the items; unit i is bit i of a set."""
        return tuple(i.unit for i in self.items)

    @property
    def budget_years(self) -> tuple[int, ...]:
        """Years with money."""
        return tuple(range(self.first_year, self.first_year + len(self.budget_bn)))

    @property
    def years(self) -> tuple[int, ...]:
        """Years whose benefits count."""
        return tuple(range(self.first_year, self.last_year + 1))

    @cached_property
    def starts(self) -> tuple[tuple[int, ...], ...]:
        """Years each item may begin in: it must be paid for within the budget's years."""
        return tuple(
            tuple(
                y
                for y in self.budget_years[: max(0, len(self.budget_bn) - i.years + 1)]
                if i.start is None or y == i.start
            )
            for i in self.items
        )

    def item(self, unit: str) -> Item:
        """The item of a unit."""
        return self.items[self.units.index(unit)]

    def with_more(self, year: int | None, extra_bn: float) -> Task:
        """The same with more money in one year, or in every one (``None``)."""
        more = (extra_bn if year in {y, None} else 0.0 for y in self.budget_years)
        return replace(self, budget_bn=tuple(b + x for b, x in zip(self.budget_bn, more, strict=True)))

    def spending_bn(self, starts: Iterable[tuple[str, int]]) -> list[float]:
        """What units that begin in some years cost in each year of the budget."""
        spent = [0.0] * len(self.budget_bn)
        for unit, start in starts:
            item = self.item(unit)
            for n, paid in enumerate(item.paid_bn, start=start - self.first_year):
                spent[n] += paid
        return spent

    def affordable(self, spent_bn: Sequence[float]) -> list[bool]:
        """For each year whether the money suffices."""
        left, fits = 0.0, []
        for has, needs in zip(self.budget_bn, spent_bn, strict=True):
            left = has + (left if self.keeps else 0.0) - needs
            fits.append(left >= -_NO_MORE * max(1.0, has, needs))
        return fits


def _require_money(task: Task) -> None:
    """Budgets are amounts, and their years lie within reach."""
    if not 0 < len(task.budget_bn) <= MOST_BUDGET_YEARS:
        raise InputError("programme.bad_span", most=MOST_BUDGET_YEARS)
    for year, amount in zip(task.budget_years, task.budget_bn, strict=True):
        if not (math.isfinite(amount) and amount >= 0):
            raise InputError("programme.bad_budget", year=year, amount=f"{amount:g}")
    if not task.budget_years[-1] <= task.last_year <= LAST_YEAR:
        raise InputError("programme.bad_horizon", year=task.last_year, least=task.budget_years[-1], most=LAST_YEAR)


def _require_items(task: Task) -> None:
    """Each item has a cost and a duration, stands once, and its fixed start can be kept."""
    if not task.items:
        raise InputError("programme.no_items")
    if len(task.items) > MOST_UNITS:
        raise InputError("programme.too_many", count=len(task.items), most=MOST_UNITS)
    for item in task.items:
        if task.units.count(item.unit) > 1:
            raise InputError("programme.twice", name=item.called)
        if not (math.isfinite(item.cost_bn) and item.cost_bn > 0):
            raise InputError("programme.no_cost", name=item.called)
        if not 1 <= item.years <= MOST_WORKS_YEARS:
            raise InputError("programme.bad_years", name=item.called, most=MOST_WORKS_YEARS)
        if item.shares and not _whole(item):
            raise InputError("programme.bad_phases", name=item.called, years=item.years)
        if item.start is not None and item.start not in task.budget_years:
            raise InputError(
                "programme.start_outside",
                name=item.called,
                year=item.start,
                first=task.budget_years[0],
                last=task.budget_years[-1],
            )
        if item.start is not None and item.start + item.years - 1 > task.budget_years[-1]:
            raise InputError(
                "programme.start_too_late",
                name=item.called,
                year=item.start,
                years=item.years,
                last=task.budget_years[-1],
            )


def _whole(item: Item) -> bool:
    """Whether its shares are one for each year, none negative, and add up to all of the cost."""
    fair = len(item.shares) == item.years and all(share >= 0 for share in item.shares)
    return fair and abs(sum(item.shares) - 1.0) <= _WHOLE


def _require_order(task: Task) -> None:
    """What an item follows is known, no item follows itself, and fixed starts keep the order."""
    for item in task.items:
        for other in sorted(item.after):
            if other not in task.units:
                raise InputError("programme.after_unknown", name=item.called, other=other)
    if circle := _circle(task):
        raise InputError("programme.circle", names=Named(tuple(map(task.item, circle)), by=" → "))
    for item in task.items:
        for before in (task.item(u) for u in sorted(item.after)):
            if item.start is not None and before.start is not None and before.start + before.years > item.start:
                raise InputError(
                    "programme.too_early",
                    name=item.called,
                    year=item.start,
                    other=before.called,
                    ends=before.start + before.years - 1,
                )


def _circle(task: Task) -> tuple[str, ...]:
    """Units that wait for each other, the first again at the end; empty if there are none."""
    done: set[str] = set()

    def walk(unit: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if unit in path:
            return (*path[path.index(unit) :], unit)
        if unit not in done:
            for other in sorted(task.item(unit).after):
                if found := walk(other, (*path, unit)):
                    return found
            done.add(unit)
        return ()

    return next((found for unit in task.units if (found := walk(unit, ()))), ())


def _require_choice(task: Task) -> None:
    """Fixed starts agree with the alternatives and with the money."""
    fixed = [i for i in task.items if i.start is not None]
    for one, other in combinations(fixed, 2):
        if any({one.unit, other.unit} <= a for a in task.alternatives):
            raise InputError("programme.both_alternatives", name=one.called, other=other.called)
    needed = [i for i in fixed if i.start is not None]
    spent = task.spending_bn((i.unit, i.start) for i in needed if i.start is not None)
    for year, fits, amount in zip(task.budget_years, task.affordable(spent), spent, strict=True):
        if not fits:
            building = tuple(i for i in needed if i.start is not None and i.start <= year < i.start + i.years)
            has = task.budget_bn[year - task.first_year]
            raise InputError(
                "programme.fixed_too_dear", year=year, needed=Figure(amount), has=Figure(has), names=Named(building)
            )
