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


def closable(world: World, chains: Chains, used: NDArray[np.bool_]) -> Closable:
    """The groups with a chain that is ``used`` (chains,) by some trip."""
    owner, chain = chains.chain_of_owner
    total = len(world.network.roads.link_id) + len(world.links.segments.tail)
    begin = np.searchsorted(owner, np.arange(total + 1))
    together = fallen_with(world)
    group_of = np.full(total, -1, dtype=np.int64)
    found: dict[tuple[int, ...], int] = {}
    for one in np.union1d(owner, np.array(list(together), dtype=np.int64)).tolist():  # chains differ in number
        rows = together.get(one, np.array([one]))
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


def used_chains(chains: Chains, places: Ints, trips: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Least ways between places (numbers in ``chains.nodes``), and which chains some trip runs on.

    Parameters
    ----------
    trips
        (places, places); only pairs above zero count.

    Returns
    -------
    table, used
        (places, places) with infinity where no way leads; (chains,).
    """
    matrix, key, arc = least_matrix(chains)
    ways, before = dijkstra(matrix, indices=places, return_predecessors=True)
    used, nodes = np.zeros(len(chains), dtype=bool), len(chains.nodes)
    for row, tree in enumerate(before):  # back from all destinations of one origin at a time
        seen = np.zeros(nodes, dtype=bool)
        at = np.unique(places[trips[row] > 0])
        while len(at := at[(tree[at] >= 0) & ~seen[at]]):
            seen[at] = True
            used[arc[np.searchsorted(key, tree[at].astype(np.int64) * nodes + at)]] = True
            at = np.unique(tree[at])
    return ways[:, places], used
