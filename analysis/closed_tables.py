"""The place × place table without each of thousands of links, exactly, one after the other.

Divide and conquer over what closes. To close the groups of one half, everything of the other half
stands: its chains are added to the graph, and every node that is neither a place nor an end of
what is still to close is taken out. Each branch so works on a network about as small as its own
groups, and at the end there is one group, closed, and nothing but places is left. While there are
many groups the network is sparse and ``contraction`` takes nodes out; once there are few it is a
table of least ways T, and what stands is added to it as in ``engine``:

    T' = min(T, T[:, P] ⊗ C ⊗ T[P, :]),   C = closure(min(T[P, P], W))

with P the ends of what is added and W its weights. No heuristic and no sampling: the result is that
of a full recomputation, and it does not depend on which of several equal ways a tree of shortest
paths takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from analysis.closable import least_matrix
from analysis.contraction import reduce_network
from analysis.minplus import closure, product, relax

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.chains import Chains
    from analysis.closable import Closable
    from analysis.lines import Floats, Ints

_DENSE: Final = 600  # groups at which a table is less work than a sparse network; measured, flat from 400 to 900


@dataclass(frozen=True)
class _Task:
    """What closes, and where it lies.

    Parameters
    ----------
    tail, head, weight
        All chains of the scenario.
    groups
        Chains of each group.
    spot
        A point of each group, to halve them so that neighbours stay together: (groups, 2).
    places
        Nodes that are never taken out.
    is_place
        The same as a mask over nodes.
    row
        Work array over nodes: where each stands in the table at hand.
    """

    tail: Ints
    head: Ints
    weight: Floats
    groups: tuple[Ints, ...]
    spot: Floats
    places: Ints
    is_place: NDArray[np.bool_]
    row: Ints

    def of(self, chosen: Ints) -> Ints:
        """Chains of some groups."""
        return np.unique(np.concatenate([self.groups[g] for g in chosen]))

    def ends(self, chains: Ints) -> Ints:
        """The places, and then the other ends of some chains."""
        others = np.unique(np.concatenate([self.tail[chains], self.head[chains]]))
        return np.concatenate([self.places, others[~self.is_place[others]]])

    def added(self, stands: Ints, closes: Ints) -> Ints:
        """Chains of the groups that stand, but for those that close with the others."""
        chains, shut = self.of(stands), self.of(closes)
        at = np.minimum(np.searchsorted(shut, chains), len(shut) - 1)
        return np.asarray(chains[shut[at] != chains])

    def halves(self, chosen: Ints) -> tuple[Ints, Ints]:
        """Groups in two halves, cut across their longer extent."""
        spot = self.spot[chosen]
        order = np.argsort(spot[:, int(np.argmax(np.ptp(spot, axis=0)))], kind="stable")
        middle = len(chosen) // 2
        return chosen[order[:middle]], chosen[order[middle:]]


def closed_tables(chains: Chains, found: Closable, places: Ints, lon_lat: Floats) -> Iterator[tuple[int, Floats]]:
    """Each group with the table of least ways while it is closed.

    Parameters
    ----------
    places
        Numbers in ``chains.nodes``, without repetition.
    lon_lat
        All nodes of the graph in degrees.

    Yields
    ------
    group, table
        (places, places), infinity where no way leads; each group once, in no given order.
    """
    if not found.chains:
        return
    middle = (lon_lat[chains.nodes[chains.tail]] + lon_lat[chains.nodes[chains.head]]) / 2
    spot = np.array([middle[c].mean(axis=0) for c in found.chains])
    is_place = np.zeros(len(chains.nodes), dtype=bool)
    is_place[places] = True
    row = np.zeros(len(chains.nodes), dtype=np.int64)
    task = _Task(chains.tail, chains.head, chains.weight, found.chains, spot, places, is_place, row)
    every = np.arange(len(found.chains))
    fixed = np.ones(len(chains), dtype=bool)
    fixed[task.of(every)] = False
    yield from _sparse(task, least_matrix(chains, fixed)[0], np.arange(len(chains.nodes)), every)


def _sparse(task: _Task, matrix: csr_array, position: Ints, chosen: Ints) -> Iterator[tuple[int, Floats]]:
    """``position``: number in the matrix of every node of the chains, −1 where it was taken out."""
    keep = task.ends(task.of(chosen))
    reduced = reduce_network(matrix, position[keep])
    position = np.where(position >= 0, reduced.position[position], -1)
    if len(chosen) <= _DENSE:
        at = position[keep]
        yield from _dense(task, dijkstra(reduced.matrix, indices=at)[:, at], keep, chosen)
        return
    one, other = task.halves(chosen)
    for closes, stands in ((one, other), (other, one)):
        added = _with(task, reduced.matrix, position, task.added(stands, closes))
        yield from _sparse(task, added, position, closes)


def _with(task: _Task, matrix: csr_array, position: Ints, added: Ints) -> csr_array:
    """The matrix with chains added; parallel entries stay apart, the reduction takes the least."""
    count = matrix.shape[0]
    tail = np.concatenate([np.repeat(np.arange(count), np.diff(matrix.indptr)), position[task.tail[added]]])
    head = np.concatenate([matrix.indices, position[task.head[added]]])
    weight = np.concatenate([matrix.data, task.weight[added]])
    order = np.argsort(tail, kind="stable")
    pointer = np.searchsorted(tail[order], np.arange(count + 1))
    return csr_array((weight[order], head[order].astype(np.int32), pointer.astype(np.int32)), shape=(count, count))


def _dense(task: _Task, table: Floats, nodes: Ints, chosen: Ints) -> Iterator[tuple[int, Floats]]:
    """``table`` holds the least ways among ``nodes`` while all chosen groups are closed."""
    if len(chosen) == 1:
        yield int(chosen[0]), table[: len(task.places), : len(task.places)]
        return
    one, other = task.halves(chosen)
    for closes, stands in ((one, other), (other, one)):
        keep = task.ends(task.of(closes)) if len(closes) > 1 else task.places
        yield from _dense(task, _added(task, table, nodes, keep, task.added(stands, closes)), keep, closes)


def _added(task: _Task, table: Floats, nodes: Ints, keep: Ints, chains: Ints) -> Floats:
    """Least ways among ``keep`` once some chains stand too."""
    row = task.row
    row[nodes] = np.arange(len(nodes))
    kept, tail, head = row[keep], row[task.tail[chains]], row[task.head[chains]]
    meets = np.unique(np.concatenate([tail, head]))
    among = table[meets[:, None], meets]
    np.minimum.at(among, (np.searchsorted(meets, tail), np.searchsorted(meets, head)), task.weight[chains])
    rows = table[kept]
    before = rows[:, meets]
    there = product(before, closure(among))
    news: NDArray[np.bool_] = there < before  # other ways are in the table already
    used, nearer = news.any(axis=0), news.any(axis=1)
    there = np.where(news, there, np.inf)[np.ix_(nearer, used)]
    result = rows[:, kept]
    result[nearer] = relax(result[nearer], there, table[meets[used][:, None], kept])
    return result
