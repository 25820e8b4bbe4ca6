"""The least ways of trips without each of thousands of links, exactly, one after the other.

Divide and conquer over what closes. To close the groups of one half, everything of the other half
stands: its chains are added to the graph, and every node that is neither a place nor an end of
what is still to close is taken out. Each branch so works on a network about as small as its own
groups, and at the end there is one group, closed, and nothing but places is left. While there are
many groups the network is sparse and ``contraction`` takes nodes out; once there are few it is a
table of least ways T, and what stands is added to it as in ``engine``:

    T' = min(T, T[:, P] ⊗ C ⊗ T[P, :]),   C = closure(min(T[P, P], W))

with P the ends of what is added and W its weights. Most of P lies within what is added, with nothing
else around it: that is taken out first, so that the products run over the rim alone. Of the last few
groups each is closed while the others stand, all in one stack. Between places only the trips are
followed that run on what is still to close (``closable.Trips``): the others keep their ways. No
heuristic and no sampling: the result is that of a full recomputation, and it does not depend on which
of several equal ways a tree of shortest paths takes: a trip on another of them than the one that
closes is as long as before.
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
    from analysis.closable import Closable, Trips
    from analysis.lines import Floats, Ints

_DENSE: Final = 1_200  # groups at which a table is less work than a sparse network; measured, flat from 1,000 to 2,500
_TOGETHER: Final = 8  # groups of which each is closed at once, in a stack: calls cost more than sums by then; measured
_SMALL: Final = 40  # ends so few that looking for what can be taken out costs more than the sums
_FEW: Final = 6  # a trip by itself costs that many entries of a whole table


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
    trips
        What is asked for.
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
    trips: Trips
    row: Ints

    def of(self, chosen: Ints) -> Ints:
        """Chains of some groups."""
        return _distinct(np.concatenate([self.groups[g] for g in chosen.tolist()]))

    def ends(self, chains: Ints) -> Ints:
        """The places, and then the other ends of some chains."""
        others = self.met(chains)
        return np.concatenate([self.places, others[~self.is_place[others]]])

    def met(self, chains: Ints) -> Ints:
        """The nodes where some chains begin or end."""
        return _distinct(np.concatenate([self.tail[chains], self.head[chains]]))

    def halves(self, chosen: Ints) -> tuple[Ints, Ints]:
        """Groups in two halves, cut across their longer extent."""
        spot = self.spot[chosen]
        order = np.argsort(spot[:, int(np.argmax(np.ptp(spot, axis=0)))], kind="stable")
        middle = len(chosen) // 2
        return chosen[order[:middle]], chosen[order[middle:]]


@dataclass(frozen=True)
class _Tables:
    """Least ways while all that is still to close is closed.

    Parameters
    ----------
    ends
        Nodes where what is still to close begins and ends.
    away, home, among
        From the places to them and back, both (ends, places) so that rows are long, and among them.
    trips, ways
        Trips on what is still to close, ascending, and their least ways.
    """

    ends: Ints
    away: Floats
    home: Floats
    among: Floats
    trips: Ints
    ways: Floats


def closed_tables(
    chains: Chains, found: Closable, places: Ints, lon_lat: Floats, trips: Trips
) -> Iterator[tuple[int, Ints, Floats]]:
    """Each group with the trips on it and their least ways while it is closed.

    Parameters
    ----------
    places
        Numbers in ``chains.nodes``, without repetition.
    lon_lat
        All nodes of the graph in degrees.

    Yields
    ------
    group, trips, ways
        Numbers of trips, ascending, and their ways, infinity where none leads; each group once, in no given order.
    """
    if not found.chains:
        return
    middle = (lon_lat[chains.nodes[chains.tail]] + lon_lat[chains.nodes[chains.head]]) / 2
    spot = np.array([middle[c].mean(axis=0) for c in found.chains])
    is_place = np.zeros(len(chains.nodes), dtype=bool)
    is_place[places] = True
    row = np.zeros(len(chains.nodes), dtype=np.int64)
    task = _Task(chains.tail, chains.head, chains.weight, found.chains, spot, places, is_place, trips, row)
    every = np.arange(len(found.chains))
    fixed = np.ones(len(chains), dtype=bool)
    fixed[task.of(every)] = False
    yield from _sparse(task, least_matrix(chains, fixed)[0], np.arange(len(chains.nodes)), every)


def _sparse(task: _Task, matrix: csr_array, position: Ints, chosen: Ints) -> Iterator[tuple[int, Ints, Floats]]:
    """``position``: number in the matrix of every node of the chains, −1 where it was taken out."""
    keep = task.ends(task.of(chosen))
    reduced = reduce_network(matrix, position[keep])
    position = np.where(position >= 0, reduced.position[position], -1)
    if len(chosen) <= _DENSE:
        yield from _dense(task, _tables(task, reduced.matrix, position, chosen), chosen)
        return
    one, other = task.halves(chosen)
    parts = task.of(one), task.of(other)
    for closes, (shut, stands) in ((one, parts), (other, parts[::-1])):
        added = _with(task, reduced.matrix, position, _but(stands, shut))
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


def _tables(task: _Task, matrix: csr_array, position: Ints, chosen: Ints) -> _Tables:
    """The tables of a network so small that a table is less work."""
    ends = task.met(task.of(chosen))
    places, at = position[task.places], position[ends]
    from_places, from_ends = dijkstra(matrix, indices=places), dijkstra(matrix, indices=at)
    trips = task.trips.on(task.of(chosen))
    ways = from_places[task.trips.origin[trips], places[task.trips.destination[trips]]]
    return _Tables(ends, from_places[:, at].T.copy(), from_ends[:, places], from_ends[:, at], trips, ways)


def _dense(task: _Task, tables: _Tables, chosen: Ints) -> Iterator[tuple[int, Ints, Floats]]:
    """``tables`` are those while all chosen groups are closed."""
    if len(chosen) == 1:
        yield int(chosen[0]), tables.trips, tables.ways
        return
    if len(chosen) <= _TOGETHER:
        yield from _each(task, tables, chosen)
        return
    one, other = task.halves(chosen)
    parts = task.of(one), task.of(other)
    for closes, (shut, stands) in ((one, parts), (other, parts[::-1])):
        yield from _dense(task, _added(task, tables, shut, _but(stands, shut)), closes)


def _each(task: _Task, tables: _Tables, chosen: Ints) -> Iterator[tuple[int, Ints, Floats]]:
    """The last few groups, each closed while the others stand: their tables side by side in one stack."""
    row = task.row
    row[tables.ends] = np.arange(len(tables.ends))
    stack = np.repeat(tables.among[None], len(chosen), axis=0)
    layer, chains = _others(task, chosen)
    np.minimum.at(stack, (layer, row[task.tail[chains]], row[task.head[chains]]), task.weight[chains])
    sums = np.empty_like(stack)
    for q in range(stack.shape[1]):
        np.add(stack[:, :, q, None], stack[:, None, q], out=sums)
        np.minimum(stack, sums, out=stack)
    onward = product(stack.reshape(-1, stack.shape[1]), tables.home).reshape(*stack.shape[:2], -1)
    for n, group in enumerate(chosen.tolist()):
        trips = task.trips.on(task.groups[group])
        ways = _through(task, tables.away, onward[n], trips)
        yield group, trips, np.minimum(tables.ways[np.searchsorted(tables.trips, trips)], ways)


def _others(task: _Task, chosen: Ints) -> tuple[Ints, Ints]:
    """For each of some groups, by its number among them, the chains of the others that do not close with it."""
    chains = task.of(chosen)
    stands = np.ones((len(chosen), len(chains)), dtype=bool)
    for own, group in zip(stands, chosen.tolist(), strict=True):
        own[np.searchsorted(chains, task.groups[group])] = False
    layer, at = np.nonzero(stands)
    return layer, chains[at]


def _added(task: _Task, tables: _Tables, shut: Ints, chains: Ints) -> _Tables:
    """The tables once some chains stand too, for the chains ``shut`` that are still to close."""
    row = task.row
    row[tables.ends] = np.arange(len(tables.ends))
    ends = task.met(shut)
    kept = row[ends]
    meets, among = _standing(tables, kept, (row[task.tail[chains]], row[task.head[chains]], task.weight[chains]))
    there = tables.away[meets]
    onward = product(among, tables.home[meets])
    trips = task.trips.on(shut)
    ways = np.minimum(tables.ways[np.searchsorted(tables.trips, trips)], _through(task, there, onward, trips))
    away, home, inner = tables.away[kept], tables.home[kept], tables.among[kept[:, None], kept]
    back, inward = tables.among[kept[:, None], meets], tables.among[meets[:, None], kept]
    reached = np.isfinite(back).any(axis=1) | np.isfinite(inward).any(axis=0)
    live = np.flatnonzero(reached)  # the others stay as they are
    back, inward = back[live], product(among, inward[:, live])
    away[live] = relax(away[live], inward.T, there)
    home[live] = relax(home[live], back, onward)
    inner[live[:, None], live] = relax(inner[live[:, None], live], back, inward)
    return _Tables(ends, away, home, inner, trips, ways)


def _standing(tables: _Tables, kept: Ints, chains: tuple[Ints, Ints, Floats]) -> tuple[Ints, Floats]:
    """Ends where chains that stand meet the places or the ends ``kept``, and the least ways among them.

    What lies within what stands, and most of it does, is taken out node by node.

    Parameters
    ----------
    kept
        Rows of the tables that what is still to close needs.
    chains
        Tails and heads as rows of the tables, and weights.
    """
    tail, head, weight = chains
    meets = _distinct(np.concatenate([tail, head]))
    among = tables.among[meets[:, None], meets]
    np.minimum.at(among, (np.searchsorted(meets, tail), np.searchsorted(meets, head)), weight)
    if len(meets) <= _SMALL:
        return meets, closure(among)
    stays = np.isfinite(tables.among[meets[:, None], kept]).any(axis=1)
    stays |= np.isfinite(tables.among[kept[:, None], meets]).any(axis=0)
    stays |= np.isfinite(tables.away[meets]).any(axis=1) | np.isfinite(tables.home[meets]).any(axis=1)
    _take_out(among, np.flatnonzero(~stays))
    return meets[stays], closure(among[stays][:, stays])


def _take_out(table: Floats, gone: Ints) -> None:
    """Lead the ways through some nodes past them, in place: those with few neighbours first, which leave few new ones."""
    finite = np.isfinite(table[gone]) | np.isfinite(table[:, gone]).T
    for q in gone[np.argsort(finite.sum(axis=1), kind="stable")].tolist():
        into, out = np.flatnonzero(np.isfinite(table[:, q])), np.flatnonzero(np.isfinite(table[q]))
        entries = into[:, None], out
        table[entries] = np.minimum(table[entries], table[into, q, None] + table[q, out])
        table[q] = table[:, q] = np.inf


def _through(task: _Task, there: Floats, onward: Floats, trips: Ints) -> Floats:
    """The least ways of trips by way of what was added."""
    origin, destination = task.trips.origin[trips], task.trips.destination[trips]
    if len(trips) * _FEW > len(task.places) ** 2:
        return np.asarray(product(there.T, onward)[origin, destination])
    sums = there.take(origin, axis=1)  # a fifth of the time of an index
    sums += onward.take(destination, axis=1)
    return np.asarray(sums.min(axis=0, initial=np.inf))


def _distinct(numbers: Ints) -> Ints:
    """Ascending without repetition; from some tens on three times as fast as ``np.unique``."""
    numbers = np.sort(numbers)
    new = np.empty(len(numbers), dtype=bool)
    new[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return np.asarray(numbers[new])


def _but(numbers: Ints, without: Ints) -> Ints:
    """Those of the numbers that are not among others, all ascending."""
    at = np.minimum(np.searchsorted(without, numbers), len(without) - 1)
    return np.asarray(numbers[without[at] != numbers])
