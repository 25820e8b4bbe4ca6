"""The best programme of a task, what one more trillion would buy, and two programmes beside each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from analysis.programme.cutting import PROVED, CutPool, by_cutting
from analysis.programme.states import TooManyStatesError, by_states
from analysis.programme.task import Named
from words import Figure, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analysis.programme.stakes import Stakes
    from analysis.programme.states import Starts
    from analysis.programme.task import Item, Task

MORE_BN: Final = 1000.0  # one trillion đồng: what a shadow price is told for
_TIE: Final = 1e-9


@dataclass(frozen=True)
class Programme:
    """What begins when, and what follows.

    Parameters
    ----------
    starts
        Units that are built, each with the year it begins in; by unit.
    bound
        What no programme of the task can be worth more than; the worth itself where it is proved best.
    digest
        Names data, scenario, task and worths.
    """

    task: Task
    stakes: Stakes
    starts: Starts
    bound: float
    digest: str = ""

    @cached_property
    def value(self) -> float:
        """What the programme is worth: every year's worth and the money, as they count."""
        return worth(self.task, self.stakes, self.starts)

    @property
    def money(self) -> bool:
        """Whether its worth is money: a year's in billions of đồng, not minutes."""
        return self.stakes.shown is not None

    @property
    def proved(self) -> bool:
        """Whether no programme of the task is worth more."""
        return self.bound - self.value <= PROVED * max(1.0, abs(self.bound))

    @property
    def gap(self) -> float:
        """By how much a better programme could be worth more at most, as a share of this one's worth."""
        return 0.0 if self.proved or not self.value else (self.bound - self.value) / abs(self.value)

    @property
    def begun(self) -> Mapping[str, int]:
        """The year each unit begins in."""
        return dict(self.starts)

    @property
    def opens(self) -> Mapping[str, int]:
        """The first year each unit serves."""
        return {unit: year + self.task.item(unit).years for unit, year in self.starts}

    @property
    def left_out(self) -> tuple[Item, ...]:
        """What is not built."""
        return tuple(i for i in self.task.items if i.unit not in self.begun)

    @property
    def spending_bn(self) -> list[float]:
        """Billions of đồng in each year of the budget."""
        return self.task.spending_bn(self.starts)

    @property
    def spent_bn(self) -> float:
        """All of it."""
        return sum(self.task.item(unit).cost_bn for unit, _ in self.starts)

    @property
    def yearly(self) -> list[float]:
        """The worth of each year of the task, as it is, not as it counts."""
        sets, shown = serving(self.task, self.starts), self.stakes.shown
        return [float(self.stakes.values[s] * (1.0 if shown is None else shown[n])) for n, s in enumerate(sets)]

    def adds(self) -> dict[str, float]:
        """What the programme loses without each unit, those that follow it included.

        These do not add up to the worth: where two roads replace each other, each is missed less than both.
        """
        return {unit: self.value - self._without(unit) for unit, _ in self.starts}

    def nearest(self) -> tuple[str, float] | None:
        """The unit that alone, begun in its best year, is worth most, and that worth; ``None`` where none can begin alone."""
        alone = [
            (worth(self.task, self.stakes, ((item.unit, year),)), item.unit)
            for item, years in zip(self.task.items, self.task.starts, strict=True)
            for year in years
            if not item.after and all(self.task.affordable(self.task.spending_bn([(item.unit, year)])))
        ]
        value, unit = max(alone, default=(0.0, ""))
        return (unit, value) if unit else None

    def _without(self, unit: str) -> float:
        gone, more = {unit}, True
        while more:
            also = {u for u, _ in self.starts if u not in gone and self.task.item(u).after & gone}
            gone, more = gone | also, bool(also)
        return worth(self.task, self.stakes, tuple(s for s in self.starts if s[0] not in gone))


def serving(task: Task, starts: Starts) -> list[int]:
    """The set that serves in each year of the task."""
    opens = [(task.units.index(unit), year + task.item(unit).years) for unit, year in starts]
    return [sum(1 << i for i, first in opens if first <= year) for year in task.years]


def worth(task: Task, stakes: Stakes, starts: Starts) -> float:
    """What units that begin in some years are worth together."""
    yearly = stakes.values[serving(task, starts)]
    begun = ((task.units.index(unit), year - task.first_year) for unit, year in starts)
    return float(stakes.year_weights @ yearly) - sum(stakes.cost_of_begin(task, i, n) for i, n in begun)


def best_programme(
    task: Task,
    stakes: Stakes,
    *,
    pool: CutPool | None = None,
    digest: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Programme:
    """The programme worth most; of equal worth the one that spends less.

    Parameters
    ----------
    pool
        Cuts of the same worths found for another budget; further ones are added.
    progress
        Called with (0, 0) now and then; may raise to stop.

    Raises
    ------
    InputError
        If the conditions cannot be met together, or the money of no year lets anything begin.
    """
    _require_some(task)
    fewer, of_fewer = that_matter(task, stakes)
    try:
        found = by_states(fewer, of_fewer)
        if found is None:
            raise InputError("programme.impossible")
        return Programme(task, stakes, found, worth(task, stakes, found), digest)
    except TooManyStatesError:
        starts, bound = by_cutting(
            fewer,
            of_fewer,
            pool=pool or CutPool(of_fewer),
            value=lambda s: worth(task, stakes, s),
            progress=progress,
        )
        return Programme(task, stakes, _without_idle(task, stakes, starts), bound, digest)


def that_matter(task: Task, stakes: Stakes) -> tuple[Task, Stakes]:
    """The task and its worths without units that change no set, unless they are fixed or another follows them.

    No programme is worth more with such a unit, since nothing is gained and its money may be missing elsewhere.
    """
    idle, kept = set(stakes.idle), set(task.units)
    for unit in reversed(task.units):
        item, followed = task.item(unit), any(unit in task.item(u).after for u in kept)
        if task.units.index(unit) in idle and item.start is None and not followed:
            kept.remove(unit)
    if not kept:
        kept = {task.units[0]}
    at = [i for i, u in enumerate(task.units) if u in kept]
    groups = tuple(both for g in task.alternatives if len(both := g & kept) > 1)
    fewer = replace(task, items=tuple(task.items[i] for i in at), alternatives=groups)
    return fewer, stakes.some(at)


def given_programme(task: Task, stakes: Stakes, starts: Mapping[str, int], *, digest: str = "") -> Programme:
    """A programme whose years somebody chose; what it lacks is not built.

    Raises
    ------
    InputError
        If it breaks the order, the money or the alternatives.
    """
    items = tuple(replace(i, start=starts[i.unit]) for i in task.items if i.unit in starts)
    fixed = tuple((i.unit, starts[i.unit]) for i in items)
    missing = {u for i in items for u in i.after} - set(starts)
    if missing:
        raise InputError(
            "programme.lacks",
            name=Named(tuple(i for i in items if i.after & missing)),
            other=Named(tuple(map(task.item, sorted(missing)))),
        )
    replace(task, items=items)  # looks at order, money and alternatives
    starts_ = tuple(sorted(fixed))
    return Programme(task, stakes, starts_, worth(task, stakes, starts_), digest)


def _require_some(task: Task) -> None:
    """The money lets something begin.

    Raises
    ------
    InputError
        With the unit that needs least, and the most there is in a year.
    """
    if not any(
        all(task.affordable(task.spending_bn([(i.unit, y)])))
        for i, years in zip(task.items, task.starts, strict=True)
        for y in years
    ):
        least = min(task.items, key=lambda i: (i.dearest_bn, i.unit))
        raise InputError(
            "programme.nothing_fits",
            name=least.called,
            needed=Figure(least.dearest_bn),
            years=least.years,
            has=Figure(max(task.budget_bn)),
        )


def _without_idle(task: Task, stakes: Stakes, starts: Starts) -> Starts:
    """Without units that add nothing, which money would be spent on for no reason; fixed ones stay."""
    for unit, _ in sorted(starts, key=lambda s: (-task.item(s[0]).cost_bn, s[0])):
        fewer = tuple(s for s in starts if s[0] != unit)
        needed = task.item(unit).start is not None or any(unit in task.item(u).after for u, _ in fewer)
        whole = worth(task, stakes, starts)
        if not needed and worth(task, stakes, fewer) >= whole - _TIE * abs(whole):
            starts = fewer
    return starts


@dataclass(frozen=True)
class ShadowPrice:
    """What more money in one year buys.

    Parameters
    ----------
    year
        ``None``: in every year.
    gain
        What the best programme is worth more with it: 0 where it lets nothing begin earlier.
    programme
        The best programme with it.
    """

    year: int | None
    more_bn: float
    gain: float
    programme: Programme = field(repr=False)

    def changes(self, before: Programme) -> tuple[str, ...]:
        """Units that begin in another year, or are built now, or are not any more."""
        was, now = before.begun, self.programme.begun
        return tuple(u for u in before.task.units if was.get(u) != now.get(u))


def shadow_prices(
    found: Programme,
    *,
    more_bn: float = MORE_BN,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[ShadowPrice, ...]:
    """For each year of the budget, and for all of them at once, the best programme with more money, computed anew.

    Costs come in lumps, so that a price is no rate: twice the money need not buy twice as much.
    """
    pool, prices = CutPool(that_matter(found.task, found.stakes)[1]), []
    years: tuple[int | None, ...] = (*found.task.budget_years, None)
    for n, year in enumerate(years):
        if progress is not None:
            progress(n, len(years))
        more = best_programme(found.task.with_more(year, more_bn), found.stakes, pool=pool, digest=found.digest)
        better = more if more.value > found.value + _TIE * abs(found.value) else found
        prices.append(ShadowPrice(year, more_bn, better.value - found.value, better))
    return tuple(prices)


@dataclass(frozen=True)
class Beside:
    """Two programmes of the same years.

    Parameters
    ----------
    moved
        Units that begin in another year or in one programme alone: (unit, year in the one, year in the other), ``None``: not built.
    yearly, spending_bn
        The other less the one, by year of the task and of the budget.
    value
        The same of the whole worth.
    """

    one: Programme
    other: Programme
    moved: tuple[tuple[str, int | None, int | None], ...]
    yearly: tuple[float, ...]
    spending_bn: tuple[float, ...]
    value: float


def beside(one: Programme, other: Programme) -> Beside:
    """Compare two programmes.

    Raises
    ------
    InputError
        If they do not count the same years.
    """
    if (one.task.years, one.task.budget_years) != (other.task.years, other.task.budget_years):
        raise InputError("programme.other_years")
    units = tuple(dict.fromkeys((*one.task.units, *other.task.units)))
    pairs = [(u, one.begun.get(u), other.begun.get(u)) for u in units]
    return Beside(
        one,
        other,
        tuple(p for p in pairs if p[1] != p[2]),
        tuple(b - a for a, b in zip(one.yearly, other.yearly, strict=True)),
        tuple(b - a for a, b in zip(one.spending_bn, other.spending_bn, strict=True)),
        other.value - one.value,
    )
