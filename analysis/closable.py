"""What can close, in groups that fall together, on the chains of a scenario.

A link closes with what ``closures`` closes with it: the other carriageway of a bridge, and every
project stretch on it, whose arcs run on the link's own pieces. A project's segment, the stretch
between two of its stops, closes in both directions. Links of one chain are worth the same and make
one group; only groups on the least way of some trip can cost anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from analysis.closures import closed_together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.chains import Chains
    from analysis.lines import Floats, Ints
    from analysis.network import Roads
    from analysis.world import World


@dataclass(frozen=True)
class Closable:
    """Groups of chains that close together.

    Parameters
    ----------
    group_of
        Group of each owner (rows of ``Roads``, then segments of projects), −1 where closing it costs nothing.
    chains
        Numbers of the chains of each group.
    """

    group_of: Ints
    chains: tuple[Ints, ...]


def fallen_with(world: World) -> dict[int, Ints]:
    """For rows of ``Roads`` that close with others, all that close with them; kept with the world."""
    return world.keep(("fallen with",), lambda: _fallen_with(world.network.roads))


def _fallen_with(roads: Roads) -> dict[int, Ints]:
    carriageways = np.flatnonzero(roads.bridge & roads.oneway)
    together = {int(r): closed_together(roads, [int(roads.link_id[r])]) for r in carriageways}
    return {r: rows for r, rows in together.items() if len(rows) > 1}


def closable(together: Mapping[int, Ints], total: int, chains: Chains, used: NDArray[np.bool_]) -> Closable:
    """The groups with a chain that is ``used`` (chains,) by some trip.

    Parameters
    ----------
    together
        ``fallen_with`` of the world.
    total
        Number of owners.
    """
    owner, chain = chains.chain_of_owner
    begin = np.searchsorted(owner, np.arange(total + 1))
    group_of = np.full(total, -1, dtype=np.int64)
    found: dict[tuple[int, ...], int] = {}
    alone = np.unique(owner[used[chain]])
    for one in np.union1d(alone, np.array(list(together), dtype=np.int64)).tolist():  # chains differ in number
        rows = together.get(one)
        if rows is None:
            falls = chain[begin[one] : begin[one + 1]]  # ascending already
        else:
            falls = np.unique(np.concatenate([chain[begin[r] : begin[r + 1]] for r in rows]))
        if used[falls].any():
            group_of[one] = found.setdefault(tuple(falls.tolist()), len(found))
    return Closable(group_of, tuple(np.array(key, dtype=np.int64) for key in found))


def least_matrix(chains: Chains, chosen: NDArray[np.bool_] | None = None) -> tuple[csr_array, Ints, Ints]:
    """Matrix for scipy with the least chain between each two nodes; the entries' keys and chains.

    A key is ``tail × nodes + head``, ascending. ``chosen`` (chains,) leaves out the others.
    """
    nodes = len(chains.nodes)
    arc = np.arange(len(chains)) if chosen is None else np.flatnonzero(chosen)
    key = chains.tail[arc] * nodes + chains.head[arc]
    order = np.lexsort([chains.weight[arc], key])
    first = np.append(True, np.diff(key[order]) > 0) if len(order) else np.array([], dtype=bool)
    arc, key = arc[order[first]], key[order[first]]
    pointer = np.searchsorted(chains.tail[arc], np.arange(nodes + 1))
    entries = (chains.weight[arc], chains.head[arc].astype(np.int32), pointer.astype(np.int32))
    return csr_array(entries, shape=(nodes, nodes)), key, arc


@dataclass(frozen=True)
class Trips:
    """The trips that count, and the chains on the way each takes.

    A trip whose way stands loses nothing, whatever else closes: what closing costs is asked of the trips
    on what closes, and of no others.

    Parameters
    ----------
    origin, destination
        Numbers of places, (trips,).
    least
        Length of the least way with nothing closed, (trips,).
    chain, trip
        Each chain with each trip that runs on it, ordered by chain.
    """

    origin: Ints
    destination: Ints
    least: Floats
    chain: Ints
    trip: Ints

    def on(self, chains: Ints) -> Ints:
        """Trips on any of some chains, ascending."""
        begin, end = np.searchsorted(self.chain, chains), np.searchsorted(self.chain, chains, side="right")
        found = np.zeros(len(self.origin), dtype=bool)
        for first, last in zip(begin.tolist(), end.tolist(), strict=True):
            found[self.trip[first:last]] = True
        return np.flatnonzero(found)


def trips_on_chains(chains: Chains, places: Ints, trips: Floats) -> Trips:
    """The trips above zero between places (numbers in ``chains.nodes``) that find a way, and their chains.

    Parameters
    ----------
    trips
        (places, places).
    """
    matrix, key, arc = least_matrix(chains)
    ways, before = dijkstra(matrix, indices=places, return_predecessors=True)
    origin, destination = np.nonzero((trips > 0) & np.isfinite(ways[:, places]))
    trip, at, nodes = np.arange(len(origin)), places[destination], len(chains.nodes)
    found = [(trip[:0], trip[:0])]
    while True:  # back from all destinations, a chain at a time
        previous = before[origin[trip], at].astype(np.int64)
        leads = previous >= 0
        if not leads.any():
            break
        trip, at, previous = trip[leads], at[leads], previous[leads]
        found.append((arc[np.searchsorted(key, previous * nodes + at)], trip))
        at = previous
    chain, on = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(chain.astype(np.min_scalar_type(len(chains))), kind="stable")  # short numbers sort by digits
    return Trips(origin, destination, ways[origin, places[destination]], chain[order], on[order])
