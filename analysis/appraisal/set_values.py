"""The worth of every set of units without looking at every set: what changes nothing is not walked through.

The worth is a sum over trips (origin, destination), and each looks at its own least-cost path alone. Let F be
the table with every unit standing, C that of what is taken in so far, W a unit's own table. A way through
the unit u, whatever else stands, is no shorter than ``F[i, a] + W[a, b] + F[b, j]`` for the boundary nodes a, b
where it enters and leaves u. If that beats ``C[i, j]`` for no pair of boundary nodes, u changes this trip in no
set that is still to come: adding units never lengthens a way, so that no way is shorter than in F and
none longer than in C. Hence

- a trip no unit can change is done: its worth is the same in all sets that are left;
- a trip is looked at only in the sets of the units that can change it: units it does not share with
  another trip do not multiply;
- one unit is decided, left out or taken in, F and C are made anew, and fewer units can change fewer trips.

``docs/method.md`` has the proof. What is left of a few units is walked through (``Engine.stacks``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.engine import Engine, Layer, add_layer, layer_uses, limited_to
from analysis.runtime import second_process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from analysis.appraisal.benefit import Benefit
    from analysis.network import Floats, Ints

_WALKED: Final = 17  # units at which a walk is less work than another look at what they can change; measured
_SHARED: Final = 12  # cases that two processes share about evenly
_WORTH_SHARING: Final = 1e9  # work (``_work``), a second or so, below which a second process starts too late; measured
_SAME_WORTH: Final = 1e-12  # of the largest worth: sums in another order differ by less


@dataclass(frozen=True)
class _Open:
    """Trips still to be valued, over the sets of some units.

    Parameters
    ----------
    engine
        Base table with what is taken in, among the places and boundary nodes still needed; the layers that may come.
    trips
        Numbers of the trips.
    origin, destination
        Their places in ``engine``.
    where
        For each unit of the whole the part of the sets: 0 left out, 1 taken in, all sets.
    """

    engine: Engine
    trips: Ints
    origin: Ints
    destination: Ints
    where: tuple[int | slice, ...]


@dataclass(frozen=True)
class _Cases:
    """What is left to do: cases ready for a walk, and open ones that are to be looked at first."""

    ready: list[_Open] = field(default_factory=list)
    waiting: list[_Open] = field(default_factory=list)

    @property
    def all(self) -> list[_Open]:
        """Both."""
        return [*self.ready, *self.waiting]

    def halves(self) -> tuple[_Cases, _Cases]:
        """Two parts of about the same work: each case, the largest first, goes to the part that has less."""
        parts, work = (_Cases(), _Cases()), [0.0, 0.0]
        cases = [(case, n < len(self.ready)) for n, case in enumerate(self.all)]
        for case, is_ready in sorted(cases, key=lambda x: -_work(x[0])):
            least = int(work[1] < work[0])
            (parts[least].ready if is_ready else parts[least].waiting).append(case)
            work[least] += _work(case)
        return parts


def worth_of_sets(
    engine: Engine, all_units: Sequence[str], benefit: Benefit, *, progress: Callable[[float], None] | None = None
) -> Floats:
    """The worth of every set of ``all_units``, one of which is bit i of the position: (2 ** all_units,).

    Parameters
    ----------
    progress
        Called with the share of the work done now and then; may raise to stop.
    """
    values = np.zeros((2,) * len(all_units))
    origin, destination = benefit.trips_at
    every = _Open(engine, np.arange(len(origin)), origin, destination, (slice(None),) * len(all_units))
    left = _Cases(waiting=[_kept(every, np.ones(len(origin), dtype=bool), frozenset(all_units))])
    volume, done = len(origin) * 2.0 ** len(all_units), 0.0
    while left.waiting and len(left.all) < _SHARED:  # the largest first, until there are enough
        done += _take(left.waiting.pop(0), all_units, benefit, values, left)
        if progress is not None:
            progress(done / volume if volume else 1.0)
    mine, others = left.halves()
    if others.all and sum(map(_work, left.all)) > _WORTH_SHARING:
        with second_process(_worth_of_cases, others, tuple(all_units), benefit) as other:
            values += _worth_of_cases(mine, all_units, benefit, progress)
            values += other()
    else:
        values += _worth_of_cases(left, all_units, benefit, progress)
    return values.transpose().reshape(-1)  # the first axis is the lowest bit


def _worth_of_cases(
    left: _Cases, all_units: Sequence[str], benefit: Benefit, progress: Callable[[float], None] | None = None
) -> Floats:
    """What some cases add to the worth of every set, an axis a unit; none are left."""
    values, done = np.zeros((2,) * len(all_units)), 0.0
    volume = sum(map(_volume, left.all))
    while left.all:
        if left.ready:
            done += _walk(left.ready.pop(), all_units, benefit, values)
        else:
            done += _take(left.waiting.pop(), all_units, benefit, values, left)
        if progress is not None:
            progress(done / volume)
    return values


def _volume(case: _Open) -> float:
    """Trips × sets."""
    return len(case.trips) * 2.0 ** sum(isinstance(w, slice) for w in case.where)


def _work(case: _Open) -> float:
    """How long a case takes, about: in proportion to the sets of its units and to its tables."""
    units = frozenset().union(*(x.needs for x in case.engine.layers))
    return 2.0 ** len(units) * case.engine.places * len(case.engine.base)


def units_that_matter(engine: Engine, all_units: frozenset[str], benefit: Benefit) -> frozenset[str]:
    """Units without which the worth of no set of ``all_units`` is another; the rest changes nothing in any set."""
    origin, destination = benefit.trips_at
    layers = tuple(x for x in engine.layers if x.needs <= all_units)
    counted = Engine(engine.impedance, engine.base, engine.places, layers)
    matters, names, _ = _what_matters(_Open(counted, np.arange(len(origin)), origin, destination, ()), benefit)
    return frozenset(np.array(names)[matters.any(axis=0)].tolist())


def units_that_change(values: Floats, all_units: Sequence[str]) -> frozenset[str]:
    """The units that give some set another worth than it has without them, by more than the order of sums does.

    Parameters
    ----------
    values
        The worth of every set, as ``worth_of_sets`` gives it.
    """
    least = _SAME_WORTH * float(np.abs(values - values[0]).max())
    halves = ((p, values.reshape(-1, 2, 2**i)) for i, p in enumerate(all_units))
    return frozenset(p for p, half in halves if (np.abs(half[:, 1] - half[:, 0]) > least).any())


def _take(case: _Open, all_units: Sequence[str], benefit: Benefit, values: Floats, left: _Cases) -> float:
    """Value what can be valued at once; the rest goes on to what is ``left``. Returns trips × sets that are done."""
    sets = _volume(case) / max(1, len(case.trips))
    matters, names, case = _what_matters(case, benefit)
    done = np.asarray(~matters.any(axis=1))
    if done.any():
        ways = case.engine.base[case.origin[done], case.destination[done]]
        values[case.where] += benefit.worth(case.trips[done], ways)
    finished = int(done.sum()) * sets
    if done.all():
        return finished
    counts = matters.sum(axis=0)
    needed = counts > 0
    if needed.sum() <= _WALKED:
        left.ready.append(_kept(case, ~done, frozenset(np.array(names)[needed])))
        return finished
    first = int(np.argmax(counts))
    on, off = matters[:, first], ~matters[:, first] & ~done
    if off.any():
        some = frozenset(np.array(names)[matters[off].any(axis=0)])
        left.waiting.append(_kept(case, off, some))
    some = frozenset(np.array(names)[matters[on].any(axis=0)])
    left.waiting.extend(_decided(_kept(case, on, some), names[first], all_units))
    return finished


def _what_matters(case: _Open, benefit: Benefit) -> tuple[NDArray[np.bool_], list[str], _Open]:
    """Which unit can change which trip in some set: (trips, units), the units' names, and the case with the boundary nodes needed."""
    engine = case.engine
    names = sorted(frozenset().union(*(x.needs for x in engine.layers)))
    matters = np.zeros((len(case.trips), len(names)), dtype=bool)
    now = benefit.to_beat(engine.base[case.origin, case.destination])
    layers = []
    for layer, use in layer_uses(engine, case.origin, case.destination, now):
        matters[:, [names.index(n) for n in layer.needs]] |= use.trips[:, None]
        layers.append(limited_to(layer, use.boundary))
    needed = Engine(engine.impedance, engine.base, engine.places, tuple(x for x in layers if len(x.terminals)))
    return matters, names, replace(case, engine=needed)


def _kept(case: _Open, some: NDArray[np.bool_], units: frozenset[str]) -> _Open:
    """Some of the trips, with the units that can change them, and no more places and boundary nodes than these need."""
    origin, destination = case.origin[some], case.destination[some]
    places = np.unique(np.concatenate([origin, destination]))
    layers = [x for x in case.engine.layers if x.needs <= units]
    boundary = np.unique(np.concatenate([np.array([], dtype=np.int64), *(x.terminals for x in layers)]))
    terminals = np.concatenate([places, boundary[~np.isin(boundary, places)]])
    row = np.full(len(case.engine.base), -1)
    row[terminals] = np.arange(len(terminals))
    base = case.engine.base[terminals[:, None], terminals]
    moved = tuple(Layer(x.needs, row[x.terminals], x.table) for x in layers)
    engine = Engine(case.engine.impedance, base, len(places), moved)
    return _Open(engine, case.trips[some], row[origin], row[destination], case.where)


def _decided(case: _Open, unit: str, all_units: Sequence[str]) -> list[_Open]:
    """The case with a unit left out, and with it taken in."""
    engine, every = case.engine, np.ones(len(case.trips), dtype=bool)
    at = all_units.index(unit)
    without = tuple(x for x in engine.layers if unit not in x.needs)
    base = engine.base
    for layer in engine.layers:
        if layer.needs == {unit}:
            base = add_layer(base, layer.terminals, layer.table, size=len(base))
    waiting = tuple(Layer(x.needs - {unit}, x.terminals, x.table) for x in engine.layers if x.needs != {unit})
    cases = []
    for bit, table, layers in ((0, engine.base, without), (1, base, waiting)):
        where = (*case.where[:at], bit, *case.where[at + 1 :])
        made = Engine(engine.impedance, table, engine.places, layers)
        units = frozenset().union(*(x.needs for x in layers))
        cases.append(_kept(_Open(made, case.trips, case.origin, case.destination, where), every, units))
    return cases


def _walk(case: _Open, all_units: Sequence[str], benefit: Benefit, values: Floats) -> float:
    """Value the trips in every set of the units that are left. Returns trips × sets that are done."""
    units = sorted(frozenset().union(*(x.needs for x in case.engine.layers)))
    shape = [
        2 if isinstance(w, slice) and p in units else 1
        for p, w in zip(all_units, case.where, strict=True)
        if isinstance(w, slice)
    ]
    found = np.empty((2,) * len(units))
    for chosen, free, tables in case.engine.stacks(units):
        worth = benefit.worth(case.trips, tables[case.origin, case.destination])
        part = worth.reshape((2,) * len(free))  # the last of ``free`` comes first
        rest = [u for u in units if u in free]
        at = tuple(slice(None) if u in free else int(u in chosen) for u in units)
        found[at] = part.transpose([len(free) - 1 - free.index(u) for u in rest])
    order = sorted(range(len(units)), key=lambda n: all_units.index(units[n]))
    values[case.where] += found.transpose(order).reshape(shape)
    return _volume(case)
