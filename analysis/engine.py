"""Every subset of projects, exactly, from one table of distances.

The base network is asked once for the distances among *terminals*: the places, and the portals, the
nodes where what a project adds meets the base network or another project. A project adds a small
table of its own among its portals. A shortest way through any set of projects splits at portals into
parts on the base (never less than the base distance between their ends) and parts on one project
(never less than that project's own distance), and both bounds are attained, so that

    D' = min(D, D[:, Q] ⊗ C ⊗ D[Q, :]),   C = closure(min(D[Q, Q], W))

is exact, with Q the portals of the project added, W its own table and ⊗ the min-plus product.

What is taken away is added back: links that may be closed are left out of the base and form a layer
that stands unless closed. A layer that belongs to several players (a project's upgrade of a link that
may be closed) stands if all of them do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.minplus import closure, product, relax
from analysis.stack import add_layer_to_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints
    from analysis.routing import Impedance

_STACKED: Final = 1_000_000  # entries of a stack of tables: 8 MB, about what a processor's cache holds
_SMALL: Final = 100  # rows of a table that is worth stacking: larger ones fill a step by themselves


@dataclass(frozen=True)
class Layer:
    """What stands if all of ``needs`` do.

    Parameters
    ----------
    needs
        Players: units of projects, or names of links that may be closed.
    terminals
        Positions of its portals among the terminals, (q,).
    table
        Its own least ways among its portals, (q, q).
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
        Least ways among terminals on the base network alone, (terminals, terminals).
    places
        Number of places: they are the first terminals.
    layers
        What may be added, in the order it is added.
    """

    impedance: Impedance
    base: Floats
    places: int
    layers: tuple[Layer, ...]

    def skim(self, players: frozenset[str]) -> Floats:
        """Place × place table with these players: infinity where not connected.

        One closure over all portals in use; equals ``walk`` and full recomputation.
        """
        chosen = [x for x in self.layers if x.needs <= players]
        p = self.places
        if not chosen:
            return self.base[:p, :p].copy()
        used = np.unique(np.concatenate([x.terminals for x in chosen]))
        among = self.base[np.ix_(used, used)]
        for layer in chosen:
            rows = np.searchsorted(used, layer.terminals)
            at = np.ix_(rows, rows)
            among[at] = np.minimum(among[at], layer.table)
        there = product(self.base[:p, used], closure(among))
        nearer = there < self.base[:p, used]
        columns = nearer.any(axis=0)
        there = np.where(nearer, there, np.inf)[:, columns]
        return relax(self.base[:p, :p].copy(), there, self.base[used[columns], :p])

    def walk(
        self, players: Sequence[str], *, feasible: Callable[[frozenset[str]], bool]
    ) -> Iterator[tuple[frozenset[str], Floats]]:
        """Every feasible subset of ``players`` with its place × place table.

        Each step adds one player to the table of the subset before, over the places and the portals
        still to come: depth first, and the last few players in a stack of all their subsets. The
        tables handed out must not be changed.
        """
        order = self._most_portals_first(players)
        plan = _Plan.of(self, order)
        yield from _below(plan, 0, frozenset(), self.base[np.ix_(plan.terminals, plan.terminals)], feasible)

    def _most_portals_first(self, players: Sequence[str]) -> list[str]:
        """What is added last is added most often, so that the smallest come last."""
        portals = {p: sum(len(x.terminals) for x in self.layers if p in x.needs) for p in players}
        return sorted(players, key=lambda p: (-portals[p], p))


@dataclass(frozen=True)
class _Plan:
    """A walk prepared: what is needed longest stands first, so that forgetting portals is a slice.

    Parameters
    ----------
    order
        Players as they are decided.
    terminals
        Terminals of the engine in the order of the walk's tables: places, then portals by the last
        player that needs them, latest first.
    layers
        For each player the layers that may stand once it is in; ``terminals`` are rows of the tables.
    size
        Rows still needed after each player is decided.
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
        """For players decided in this order; layers that need others than these never stand."""
        rank = {player: i for i, player in enumerate(order)}
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

    def taken_in(self, depth: int, players: frozenset[str], ways: Floats) -> Floats:
        """The table once player ``depth`` is in, among what is still needed afterwards."""
        size = self.size[depth]
        standing = [x for x in self.layers[depth] if x.needs <= players]
        for layer in standing:
            ways = add_layer(ways, layer.terminals, layer.table, size=size if layer is standing[-1] else len(ways))
        return ways[:size, :size]


def _below(
    plan: _Plan, depth: int, chosen: frozenset[str], ways: Floats, feasible: Callable[[frozenset[str]], bool]
) -> Iterator[tuple[frozenset[str], Floats]]:
    """Leave player ``depth`` out, then take it in; ``ways`` is the table of the players ``chosen`` so far."""
    left = len(plan.order) - depth
    if not left or (len(ways) <= _SMALL and len(ways) ** 2 << left <= _STACKED):
        yield from _stacked(plan, depth, chosen, ways, feasible)
        return
    size = plan.size[depth]
    yield from _below(plan, depth + 1, chosen, ways[:size, :size], feasible)
    players = chosen | {plan.order[depth]}
    yield from _below(plan, depth + 1, players, plan.taken_in(depth, players, ways), feasible)


def _stacked(
    plan: _Plan, depth: int, chosen: frozenset[str], ways: Floats, feasible: Callable[[frozenset[str]], bool]
) -> Iterator[tuple[frozenset[str], Floats]]:
    """All subsets of the players from ``depth`` on, added to a stack that doubles with each of them."""
    stack, sets = ways[None], [chosen]
    for at in range(depth, len(plan.order)):
        size, more = plan.size[at], [s | {plan.order[at]} for s in sets]
        keep = size if len(plan.layers[at]) == 1 else stack.shape[1]  # another layer may still need all rows
        taken = stack[:, :keep, :keep]
        for layer in plan.layers[at]:
            stands = np.array([layer.needs <= s for s in more])
            source = stack if keep < stack.shape[1] else taken
            added = add_layer_to_all(source[stands], layer.terminals, layer.table, size=keep)
            taken = added if stands.all() else _replaced(taken, stands, added)
        stack = np.concatenate([stack[:, :size, :size], taken[:, :size, :size]])
        sets += more
    for players, table in zip(sets, stack, strict=True):
        if feasible(players):
            yield players, table[: plan.places, : plan.places]


def _replaced(stack: Floats, chosen: NDArray[np.bool_], tables: Floats) -> Floats:
    result = stack.copy()
    result[chosen] = tables
    return result


def add_layer(ways: Floats, at: Ints, own: Floats, *, size: int) -> Floats:
    """The first ``size`` rows and columns of a table of least ways with a layer added.

    ``own`` is the layer's table among the rows ``at``. Only origins with a portal nearer than before
    can gain, and only through such portals; the others keep their rows.
    """
    entries = ways[at[:, None], at]
    if not (own < entries).any():  # every way of the layer has one as short already
        return ways[:size, :size]
    here = ways[:size, at]
    there = product(here, closure(np.minimum(entries, own)))
    nearer = there < here
    rows, columns = nearer.any(axis=1), nearer.any(axis=0)
    result = ways[:size, :size].copy()
    if rows.any():
        there = np.where(nearer, there, np.inf)[rows][:, columns]
        result[rows] = relax(result[rows], there, np.ascontiguousarray(ways[at[columns], :size]))
    return result
