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
from typing import TYPE_CHECKING

import numpy as np

from analysis.minplus import closure, product, relax

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from analysis.lines import Floats, Ints
    from analysis.routing import Impedance


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
        among = self.base[np.ix_(used, used)].copy()
        for layer in chosen:
            at = np.ix_(np.searchsorted(used, layer.terminals), np.searchsorted(used, layer.terminals))
            among[at] = np.minimum(among[at], layer.table)
        there = product(self.base[:p, used], closure(among))
        return relax(self.base[:p, :p].copy(), there, self.base[used, :p])

    def walk(
        self, players: Sequence[str], *, feasible: Callable[[frozenset[str]], bool]
    ) -> Iterator[tuple[frozenset[str], Floats]]:
        """Every feasible subset of ``players`` with its place × place table, depth first.

        Each step adds one player to the table of the subset before, over the places and the portals
        still to come. The tables handed out must not be changed.
        """
        walk = _Walk(self, tuple(self._most_portals_first(players)), feasible)
        yield from walk.below(0, frozenset(), _Table(np.arange(len(self.base)), self.base))

    def _most_portals_first(self, players: Sequence[str]) -> list[str]:
        """What is added last is added most often, so that the smallest come last."""
        portals = {p: sum(len(x.terminals) for x in self.layers if p in x.needs) for p in players}
        return sorted(players, key=lambda p: (-portals[p], p))


@dataclass(frozen=True)
class _Table:
    """Least ways among some of the terminals: ``kept`` ascending, ``ways`` (kept, kept)."""

    kept: Ints
    ways: Floats

    def at(self, terminals: Ints) -> Ints:
        """Rows of the given terminals."""
        return np.searchsorted(self.kept, terminals)

    def only(self, terminals: Ints) -> _Table:
        """The table among fewer terminals."""
        rows = self.at(terminals)
        return _Table(terminals, self.ways[np.ix_(rows, rows)])


@dataclass(frozen=True)
class _Walk:
    """A walk over the subsets of ``order``, the first players decided first."""

    engine: Engine
    order: tuple[str, ...]
    feasible: Callable[[frozenset[str]], bool]

    def below(self, depth: int, chosen: frozenset[str], table: _Table) -> Iterator[tuple[frozenset[str], Floats]]:
        """Leave player ``depth`` out, then take it in."""
        if depth == len(self.order):
            if self.feasible(chosen):
                places = self.engine.places
                yield chosen, table.ways[:places, :places]
            return
        needed = self._needed_after(depth)
        yield from self.below(depth + 1, chosen, table.only(needed))
        player = self.order[depth]
        grown = self._with(table, player, chosen | {player})
        yield from self.below(depth + 1, chosen | {player}, grown.only(needed))

    def _needed_after(self, depth: int) -> Ints:
        """Places, and portals of layers that may still come."""
        coming = set(self.order[depth + 1 :])
        portals = [x.terminals for x in self.engine.layers if x.needs & coming]
        return np.unique(np.concatenate([np.arange(self.engine.places), *portals]))

    def _with(self, table: _Table, player: str, players: frozenset[str]) -> _Table:
        """The table with the layers that stand now that ``player`` is in."""
        ways = table.ways
        for layer in self.engine.layers:
            if player in layer.needs and layer.needs <= players:
                ways = add_layer(ways, table.at(layer.terminals), layer.table)
        return _Table(table.kept, ways)


def add_layer(table: Floats, at: Ints, own: Floats) -> Floats:
    """A table of least ways with a layer added: ``own`` among the terminals ``at`` (exact, see the module)."""
    through = closure(np.minimum(table[np.ix_(at, at)], own))
    there = product(table[:, at], through)
    # only portals that shorten some way matter: skip those that never beat the direct table
    useful = (there < table[:, at]).any(axis=0)
    return relax(table.copy(), there[:, useful], table[at][useful]) if useful.any() else table
