"""The least-cost paths of trips without each of thousands of links, exactly, one after the other.

What can close comes in groups that fall together. A link closes with the other carriageway of a bridge, and
with every project stretch on it, whose arcs run on the link's own pieces. A project's segment, the stretch
between two of its stops, closes in both directions. Links of one contracted chain are worth the same and make
one group; only groups on the least-cost path of some trip can cost anything.

Divide and conquer over what closes. To close the groups of one half, everything of the other half
stands: its chains are added to the graph, and every node that is neither a place nor an end of
what is still to close is taken out. Each branch so works on a network about as small as its own
groups, and at the end there is one group, closed, and nothing but places is left. While there are
many groups the network is sparse and nodes are eliminated; once there are few it is a
table of least-cost paths T, and what stands is added to it as in the engine:

    T' = min(T, T[:, P] ⊗ C ⊗ T[P, :]),   C = closure(min(T[P, P], W))

with P the ends of what is added and W its weights. Of the last few groups each is closed while the others
stand, all in one stack. Between places only the trips are followed that run on what is still to close: the
others keep their ways. No heuristic and no sampling: the result is that of a full recomputation, and it does
not depend on which of several equal ways a tree of shortest paths takes: a trip on another of them than the
one that closes is as long as before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from analysis.engine import minplus_product, minplus_relax, shortest_path_closure
from analysis.network import eliminate_nodes
from analysis.scenarios import closed_together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from analysis.network import ContractedLinks, Floats, Ints, Roads
    from analysis.scenarios import World


@dataclass(frozen=True)
class ClosureGroups:
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


def closing_with(world: World) -> dict[int, Ints]:
    """For rows of ``Roads`` that close with others, all that close with them; kept with the world."""
    return world.keep(("fallen with",), lambda: _closing_with(world.network.roads))


def _closing_with(roads: Roads) -> dict[int, Ints]:
    carriageways = np.flatnonzero(roads.bridge & roads.oneway)
    together = {int(r): closed_together(roads, [int(roads.link_id[r])]) for r in carriageways}
    return {r: rows for r, rows in together.items() if len(rows) > 1}


def closure_groups(
    together: Mapping[int, Ints], total: int, chains: ContractedLinks, used: NDArray[np.bool_]
) -> ClosureGroups:
    """The groups with a chain that is ``used`` (chains,) by some trip.

    Parameters
    ----------
    together
        ``closing_with`` of the world.
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
    return ClosureGroups(group_of, tuple(np.array(key, dtype=np.int64) for key in found))


def chain_matrix(chains: ContractedLinks, chosen: NDArray[np.bool_] | None = None) -> tuple[csr_array, Ints, Ints]:
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
class TripsOnChains:
    """The trips that count, and the chains on the way each takes.

    A trip whose way stands loses nothing, whatever else closes: what closing costs is asked of the trips
    on what closes, and of no others.

    Parameters
    ----------
    origin, destination
        Numbers of places, (trips,).
    least
        Length of the least-cost path with nothing closed, (trips,).
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


def trips_on_chains(chains: ContractedLinks, places: Ints, trips: Floats) -> TripsOnChains:
    """The trips above zero between places (numbers in ``chains.nodes``) that find a way, and their chains.

    Parameters
    ----------
    trips
        (places, places).
    """
    matrix, key, arc = chain_matrix(chains)
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
    return TripsOnChains(origin, destination, ways[origin, places[destination]], chain[order], on[order])


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
    trips: TripsOnChains
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
    """Least-cost paths while all that is still to close is closed.

    Parameters
    ----------
    ends
        Nodes where what is still to close begins and ends.
    away, home, among
        From the places to them and back, both (ends, places) so that rows are long, and among them.
    trips, ways
        Trips on what is still to close, ascending, and their least-cost paths.
    """

    ends: Ints
    away: Floats
    home: Floats
    among: Floats
    trips: Ints
    ways: Floats


def ways_without_each(
    chains: ContractedLinks, found: ClosureGroups, places: Ints, lon_lat: Floats, trips: TripsOnChains
) -> Iterator[tuple[int, Ints, Floats]]:
    """Each group with the trips on it and their least-cost paths while it is closed.

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
    yield from _sparse(task, chain_matrix(chains, fixed)[0], np.arange(len(chains.nodes)), every)


def _sparse(task: _Task, matrix: csr_array, position: Ints, chosen: Ints) -> Iterator[tuple[int, Ints, Floats]]:
    """``position``: number in the matrix of every node of the chains, −1 where it was taken out."""
    keep = task.ends(task.of(chosen))
    reduced = eliminate_nodes(matrix, position[keep])
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
    onward = minplus_product(stack.reshape(-1, stack.shape[1]), tables.home).reshape(*stack.shape[:2], -1)
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
    onward = minplus_product(among, tables.home[meets])
    trips = task.trips.on(shut)
    ways = np.minimum(tables.ways[np.searchsorted(tables.trips, trips)], _through(task, there, onward, trips))
    away, home, inner = tables.away[kept], tables.home[kept], tables.among[kept[:, None], kept]
    back, inward = tables.among[kept[:, None], meets], tables.among[meets[:, None], kept]
    reached = np.isfinite(back).any(axis=1) | np.isfinite(inward).any(axis=0)
    live = np.flatnonzero(reached)  # the others stay as they are
    back, inward = back[live], minplus_product(among, inward[:, live])
    away[live] = minplus_relax(away[live], inward.T, there)
    home[live] = minplus_relax(home[live], back, onward)
    inner[live[:, None], live] = minplus_relax(inner[live[:, None], live], back, inward)
    return _Tables(ends, away, home, inner, trips, ways)


def _standing(tables: _Tables, kept: Ints, chains: tuple[Ints, Ints, Floats]) -> tuple[Ints, Floats]:
    """Ends where chains that stand meet the places or the ends ``kept``, and the least-cost paths among them.

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
        return meets, shortest_path_closure(among)
    stays = np.isfinite(tables.among[meets[:, None], kept]).any(axis=1)
    stays |= np.isfinite(tables.among[kept[:, None], meets]).any(axis=0)
    stays |= np.isfinite(tables.away[meets]).any(axis=1) | np.isfinite(tables.home[meets]).any(axis=1)
    _take_out(among, np.flatnonzero(~stays))
    return meets[stays], shortest_path_closure(among[stays][:, stays])


def _take_out(table: Floats, gone: Ints) -> None:
    """Lead the ways through some nodes past them, in place: those with few neighbours first, which leave few new ones."""
    finite = np.isfinite(table[gone]) | np.isfinite(table[:, gone]).T
    for q in gone[np.argsort(finite.sum(axis=1), kind="stable")].tolist():
        into, out = np.flatnonzero(np.isfinite(table[:, q])), np.flatnonzero(np.isfinite(table[q]))
        entries = into[:, None], out
        table[entries] = np.minimum(table[entries], table[into, q, None] + table[q, out])
        table[q] = table[:, q] = np.inf


def _through(task: _Task, there: Floats, onward: Floats, trips: Ints) -> Floats:
    """The least-cost paths of trips by way of what was added."""
    origin, destination = task.trips.origin[trips], task.trips.destination[trips]
    if len(trips) * _FEW > len(task.places) ** 2:
        return np.asarray(minplus_product(there.T, onward)[origin, destination])
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
