"""Every subset of projects, exactly, from one table of distances.

The base network is asked once for the distances among *terminals*: the places, and the boundary nodes, the
nodes where what a project adds meets the base network or another project. A project adds a small
table of its own among its boundary nodes. A shortest way through any set of projects splits at boundary nodes into
parts on the base (never less than the base distance between their ends) and parts on one project
(never less than that project's own distance), and both bounds are attained, so that

    D' = min(D, D[:, Q] ⊗ C ⊗ D[Q, :]),   C = closure(min(D[Q, Q], W))

is exact, with Q the boundary nodes of the project added, W its own table and ⊗ the min-plus product.

What is taken away is added back: links that may be closed are left out of the base and form a layer
that stands unless closed. A layer that belongs to several units (a project's upgrade of a link that
may be closed) stands if all of them do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.engine.minplus import add_layer_to_all, minplus_product, shortest_path_closure, straight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Impedance, Ints

_STACKED: Final = 1_000_000  # entries of a stack of tables: 8 MB, what a processor keeps near; measured
_ALONE: Final = 2  # units decided table by table before stacks begin; measured
_KEPT: Final = 4_000_000  # entries of all tables kept for scenarios to come: 32 MB
_SHARED: Final = 4  # units at most of which every set has a table kept
_SIDE_BY_SIDE: Final = 8  # tables at which a stack pays; measured


@dataclass(frozen=True)
class Layer:
    """What stands if all of ``needs`` do.

    Parameters
    ----------
    needs
        Units: units of projects, or names of links that may be closed.
    terminals
        Positions of its boundary nodes among the terminals, (q,).
    table
        Its own least-cost paths among its boundary nodes, (q, q).
    """

    needs: frozenset[str]
    terminals: Ints
    table: Floats


@dataclass(frozen=True)
class Engine:
    """Base table, layers and places for one impedance.

    Parameters
    ----------
    impedance
        Tables in metres (distance) or minutes (time).
    base
        Least-cost paths among terminals on the base network alone, (terminals, terminals).
    places
        Number of places: they are the first terminals.
    layers
        What may be added, in the order it is added.
    """

    impedance: Impedance
    base: Floats
    places: int
    layers: tuple[Layer, ...]

    def skim(self, units: frozenset[str]) -> Floats:
        """Place × place table with these units: infinity where not connected; equals full recomputation."""
        head, rest, left = self._heads.begun(units)
        plan = _Plan.of(left, rest)
        ways = left.base[plan.terminals[:, None], plan.terminals]
        for depth in range(len(rest)):
            ways = plan.taken_in(depth, units - head, ways)
        return ways[: self.places, : self.places].copy()

    @cached_property
    def _heads(self) -> _Heads:
        """What scenarios share."""
        return _Heads(self)

    def to_nearest(self, origins: int, destinations: Sequence[int]) -> Engine:
        """The engine for ways from the first ``origins`` places to the nearest of several destinations.

        Those stay places; one place more, the last, stands for the destinations: as far as the nearest of
        them, and no way leads on from it. Exact, as a least-cost path to it is one to one of them.
        """
        boundary = np.unique(np.concatenate([np.array([], dtype=np.int64), *(x.terminals for x in self.layers)]))
        boundary = boundary[boundary >= origins]
        kept = np.concatenate([np.arange(origins), boundary])
        row = np.full(len(self.base), -1)
        row[kept] = np.arange(len(kept)) + (np.arange(len(kept)) >= origins)
        base = np.full((len(kept) + 1, len(kept) + 1), np.inf)
        base[row[kept][:, None], row[kept]] = self.base[kept[:, None], kept]
        base[row[kept], origins] = self.base[kept][:, list(destinations)].min(axis=1)
        base[origins, origins] = 0.0
        layers = tuple(Layer(x.needs, row[x.terminals], x.table) for x in self.layers)
        return Engine(self.impedance, base, origins + 1, layers)

    def walk(
        self, units: Sequence[str], *, feasible: Callable[[frozenset[str]], bool]
    ) -> Iterator[tuple[frozenset[str], Floats]]:
        """Every feasible subset of ``units`` with its place × place table, which must not be changed."""
        for chosen, free, tables in self.stacks(units):
            for n in range(tables.shape[2]):
                subset = chosen.union(p for i, p in enumerate(free) if n >> i & 1)
                if feasible(subset):
                    yield subset, tables[:, :, n]

    def stacks(self, units: Sequence[str]) -> Iterator[tuple[frozenset[str], tuple[str, ...], Floats]]:
        """The tables of every subset of ``units``, many at a time.

        Each step adds one unit to the table of the subset before, over the places and the boundary nodes
        still to come: depth first, and from a few units on to a stack of many subsets.

        Yields
        ------
        chosen, free, tables
            (places, places, 2 ** free): table n is that of ``chosen`` and of the free units that are bits of n.
        """
        order = self.most_portals_first(units)
        plan = _Plan.of(self, order)
        yield from _below(plan, 0, frozenset(), self.base[plan.terminals[:, None], plan.terminals])

    def most_portals_first(self, units: Sequence[str]) -> list[str]:
        """What is added last is added most often, so that the smallest come last."""
        boundary = {p: sum(len(x.terminals) for x in self.layers if p in x.needs) for p in units}
        return sorted(units, key=lambda p: (-boundary[p], p))


@dataclass(frozen=True)
class _Plan:
    """A walk prepared: what is needed longest stands first, so that forgetting boundary nodes is a slice.

    Parameters
    ----------
    order
        Units as they are decided.
    terminals
        Terminals of the engine in the order of the walk's tables: places, then boundary nodes by the last
        unit that needs them, latest first.
    layers
        For each unit the layers that may stand once it is in; ``terminals`` are rows of the tables.
    size
        Rows still needed after each unit is decided.
    places
        The first rows.
    """

    order: tuple[str, ...]
    terminals: Ints
    layers: tuple[tuple[Layer, ...], ...]
    size: tuple[int, ...]
    places: int

    @classmethod
    def of(cls, engine: Engine, order: Sequence[str]) -> _Plan:
        """For units decided in this order; layers that need others than these never stand."""
        rank = {unit: i for i, unit in enumerate(order)}
        layers = [x for x in engine.layers if x.needs <= rank.keys()]
        last = np.full(len(engine.base), -1)
        for layer in layers:
            deepest = max(rank[p] for p in layer.needs)
            last[layer.terminals] = np.maximum(last[layer.terminals], deepest)
        last[: engine.places] = len(order)
        terminals = np.argsort(-last, kind="stable")[: int((last >= 0).sum())]
        row = np.empty(len(last), dtype=np.int64)
        row[terminals] = np.arange(len(terminals))
        at_player: list[list[Layer]] = [[] for _ in order]
        for layer in layers:
            at_player[max(rank[p] for p in layer.needs)].append(Layer(layer.needs, row[layer.terminals], layer.table))
        size = tuple(int((last > depth).sum()) for depth in range(len(order)))
        return cls(tuple(order), terminals, tuple(map(tuple, at_player)), size, engine.places)

    def taken_in(self, depth: int, units: frozenset[str], ways: Floats) -> Floats:
        """The table once unit ``depth`` is in, among what is still needed afterwards."""
        size = self.size[depth]
        standing = [x for x in self.layers[depth] if x.needs <= units]
        for layer in standing:
            ways = add_layer(ways, layer.terminals, layer.table, size=size if layer is standing[-1] else len(ways))
        return ways[:size, :size]


class _Heads:
    """Tables with some of the largest units taken in: made when a scenario asks for them, and kept for the next.

    The units of most boundary nodes cost most; so a new scenario mostly adds the smaller ones alone.

    Parameters
    ----------
    engine
        Base table and layers.
    """

    def __init__(self, engine: Engine) -> None:
        everyone = frozenset[str]().union(*(x.needs for x in engine.layers))
        self._engine = engine
        self._plan = _Plan.of(engine, engine.most_portals_first(sorted(everyone)))
        tables = _KEPT // max(1, len(self._plan.terminals) ** 2)
        self._count = min(_SHARED, len(everyone), max(0, tables.bit_length() - 1))
        terminals = self._plan.terminals
        self._tables: dict[tuple[str, ...], Floats] = {(): engine.base[terminals[:, None], terminals]}

    def begun(self, units: frozenset[str]) -> tuple[frozenset[str], list[str], Engine]:
        """Units that are taken in, those that are not yet, in order, and the engine of what these add."""
        order = self._plan.order
        head = tuple(p for p in order[: self._count] if p in units)
        rest = [p for p in order[self._count :] if p in units]
        layers = (x for later in self._plan.layers[self._count :] for x in later if x.needs <= units)
        waiting = tuple(Layer(x.needs.difference(head), x.terminals, x.table) for x in layers)
        return frozenset(head), rest, Engine(self._engine.impedance, self._table(head), self._engine.places, waiting)

    def _table(self, head: tuple[str, ...]) -> Floats:
        """Among the terminals in the order of the plan, those still needed after the last of ``head``."""
        made = self._tables.get(head)
        if made is None:
            made = self._plan.taken_in(self._plan.order.index(head[-1]), frozenset(head), self._table(head[:-1]))
            self._tables[head] = made
        return made


def _below(
    plan: _Plan, depth: int, chosen: frozenset[str], ways: Floats
) -> Iterator[tuple[frozenset[str], tuple[str, ...], Floats]]:
    """Leave unit ``depth`` out, then take it in; ``ways`` is the table of the units ``chosen`` so far."""
    if depth >= min(_ALONE, len(plan.order)):
        yield from _side_by_side(plan, depth, chosen, (), ways[:, :, None])
        return
    size = plan.size[depth]
    yield from _below(plan, depth + 1, chosen, ways[:size, :size])
    units = chosen | {plan.order[depth]}
    yield from _below(plan, depth + 1, units, plan.taken_in(depth, units, ways))


def _side_by_side(
    plan: _Plan, depth: int, chosen: frozenset[str], free: tuple[str, ...], stack: Floats
) -> Iterator[tuple[frozenset[str], tuple[str, ...], Floats]]:
    """All subsets of the units from ``depth`` on: the stack grows while it stays small, then with and without each.

    A larger stack would not stay close to the processor, and copies of it would cost more than the sums.
    """
    if depth == len(plan.order):
        yield chosen, free, stack[: plan.places, : plan.places]
        return
    size, count, unit = plan.size[depth], stack.shape[2], plan.order[depth]
    if 2 * count * size**2 <= _STACKED:
        doubled = np.empty((size, size, 2 * count))
        doubled[:, :, :count] = stack[:size, :size]
        _taken_in_by_all(plan, depth, chosen, free, stack, out=doubled[:, :, count:])
        yield from _side_by_side(plan, depth + 1, chosen, (*free, unit), doubled)
        return
    yield from _side_by_side(plan, depth + 1, chosen, free, stack[:size, :size])
    taken = np.empty((size, size, count))
    _taken_in_by_all(plan, depth, chosen, free, stack, out=taken)
    yield from _side_by_side(plan, depth + 1, chosen | {unit}, free, taken)


def _taken_in_by_all(
    plan: _Plan, depth: int, chosen: frozenset[str], free: tuple[str, ...], stack: Floats, *, out: Floats
) -> None:
    """``_Plan.taken_in`` for all tables: table n is of ``chosen`` and of the ``free`` units that are bits of n."""
    if stack.shape[2] < _SIDE_BY_SIDE:
        for n in range(stack.shape[2]):
            units = chosen.union((p for i, p in enumerate(free) if n >> i & 1), [plan.order[depth]])
            out[:, :, n] = plan.taken_in(depth, units, np.ascontiguousarray(stack[:, :, n]))
        return
    sets, standing = np.arange(stack.shape[2]), []
    for layer in plan.layers[depth]:
        others = layer.needs - chosen - {plan.order[depth]}
        bits = sum(1 << i for i, unit in enumerate(free) if unit in others)
        standing.append((layer, (sets & bits == bits) & (others <= set(free))))
    for layer, stands in standing[:-1]:  # another layer may still need all rows
        added = np.empty_like(stack)
        _added_where(stack, layer, stands, out=added)
        stack = added
    for layer, stands in standing[-1:]:
        _added_where(stack, layer, stands, out=out)
    if not standing:
        out[:] = stack[: len(out), : len(out)]


def _added_where(stack: Floats, layer: Layer, stands: NDArray[np.bool_], *, out: Floats) -> None:
    """The tables with a layer added to those in which it stands."""
    if stands.all():
        add_layer_to_all(stack, layer.terminals, layer.table, out=out)
        return
    out[:] = stack[: len(out), : len(out)]
    added = np.empty((*out.shape[:2], int(stands.sum())))
    add_layer_to_all(stack[:, :, stands], layer.terminals, layer.table, out=added)
    out[:, :, stands] = added


def add_layer(ways: Floats, at: Ints, own: Floats, *, size: int) -> Floats:
    """The first ``size`` rows and columns of a table of least-cost paths with a layer added.

    ``own`` is the layer's table among the rows ``at``. Of a layer's boundary nodes an origin needs only those
    where it *boards*: a boundary node it reaches sooner by boarding at another one adds nothing. That leaves
    two to nine of up to sixty-four on the product's network, and makes this cheap.
    """
    entries = ways[at[:, None], at]
    if not (own < entries).any():  # every way of the layer has one as short already
        return ways[:size, :size]
    among = shortest_path_closure(np.minimum(entries, own))
    there, before = np.ascontiguousarray(ways[:size, at].T), ways[at, :size]
    onward = minplus_product(among, before)
    boards = boarding_nodes(there, among) & (onward < before).any(axis=1, keepdims=True)
    boundary = np.nonzero(boards.T)[1]  # of one origin after the other
    count = boards.sum(axis=0)
    order = np.argsort(-count, kind="stable")  # who boards at many boundary nodes first: each step takes a head of them
    first, falling = (np.cumsum(count) - count)[order], -count[order]
    steps = [int(np.searchsorted(falling, -nth)) for nth in range(int(count.max(initial=0)))]
    result = np.take(ways[:, :size], order[: steps[0]] if steps else order[:0], axis=0)
    sums = np.empty_like(result)
    with straight(size):
        for nth, rows in enumerate(steps):
            at_node = boundary[first[:rows] + nth]
            np.take(onward, at_node, axis=0, out=sums[:rows], mode="clip")  # other modes copy first
            sums[:rows] += there[at_node, order[:rows], None]
            np.minimum(result[:rows], sums[:rows], out=result[:rows])
    everyone = ways[:size, :size].copy()
    everyone[order[: len(result)]] = result
    return everyone


def boarding_nodes(there: Floats, among: Floats) -> NDArray[np.bool_]:
    """Where each origin may have to enter a layer: not where boarding at another boundary node brings it sooner.

    Whoever enters at boundary node a after c could as well have entered at c if that is sooner: everything
    onward from a is then reached from c at least as soon. Strictly sooner, so that of two boundary nodes one is left.
    Who reaches no boundary node sooner by the layer is helped by it nowhere and boards at none.

    Parameters
    ----------
    there
        To the layer's boundary nodes from each origin, (q, origins).
    among
        Among the boundary nodes with the layer, (q, q).
    """
    others = among.T.copy()
    np.fill_diagonal(others, np.inf)
    sooner = minplus_product(others, there) < there
    return ~sooner & sooner.any(axis=0)
