"""Smaller graphs with the same least-cost paths: node elimination, link contraction, and the edges without a way round.

Node elimination: nodes that are not chosen and have at most four neighbours are taken out, and each way
through one becomes one arc, repeated until hardly any is left. Exact: every way between chosen nodes through
such a node uses the arcs that take its place. Measured on the product's network: nodes to a fifth, runs
to 40 % of their time; beyond five neighbours the arcs grow faster than the nodes shrink.

Link contraction: dead ends without a place are left out, and nodes with two neighbours vanish into the chain
of links that runs through them. Exact for least-cost paths, for cuts and for closures among the nodes that are
kept: whoever enters a chain leaves it at its other end, and all links of a chain are worth the same.

Cut edges (bridges in the sense of graphs): links without which the undirected network falls apart (Tarjan
1974). Places hang on the roads and are left out. Such a link that carries no trip costs nothing by itself;
one that does cuts people off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import coo_array, csr_array

from analysis.network.graph import ArcKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.network.graph import Graph
    from analysis.network.roads import Floats, Ints, Network

_ENOUGH: Final = 0.01  # stop when a round would take out less than this share of the nodes
_NEIGHBOURS: Final = 4  # the most of a node that is taken out


@dataclass(frozen=True)
class ReducedNetwork:
    """The smaller network.

    Parameters
    ----------
    matrix
        (nodes left, nodes left) for scipy.
    position
        New number of each node, −1 where it was taken out.
    beside
        What is added up along the ways beside their weights, for each entry of ``matrix``.
    """

    matrix: csr_array
    position: Ints
    beside: Floats

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """What ``from_arrays`` makes it of again, each array under the name before its own."""
        own = self.matrix
        parts = ("pointer", own.indptr), ("head", own.indices), ("weight", own.data)
        return {f"{name}_{k}": a for k, a in (*parts, ("beside", self.beside), ("position", self.position))}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> ReducedNetwork:
        """What was kept as ``arrays``."""
        fields = ("weight", "head", "pointer", "position", "beside")
        weight, head, pointer, position, beside = (arrays[f"{name}_{field}"] for field in fields)
        nodes = len(pointer) - 1
        return cls(csr_array((weight, head, pointer), shape=(nodes, nodes)), position, beside)


@dataclass(frozen=True)
class _Arcs:
    """Arcs without loops, the least of parallel ones, ordered by tail and head."""

    tail: Ints
    head: Ints
    weight: Floats
    beside: Floats

    @classmethod
    def cheapest(cls, tail: Ints, head: Ints, weight: Floats, beside: Floats, *, nodes: int) -> _Arcs:
        """The least arc between each pair of different nodes; among equals the one least in what is added up beside."""
        other = tail != head
        tail, head, weight, beside = tail[other], head[other], weight[other], beside[other]
        key = tail * nodes + head
        order = np.lexsort([beside, weight, key])
        first = np.append(True, np.diff(key[order]) > 0) if len(order) else np.array([], dtype=bool)
        chosen = order[first]
        return cls(tail[chosen], head[chosen], weight[chosen], beside[chosen])

    def matrix(self, nodes: int) -> csr_array:
        """For scipy."""
        pointer = np.searchsorted(self.tail, np.arange(nodes + 1))
        return csr_array((self.weight, self.head.astype(np.int32), pointer.astype(np.int32)), shape=(nodes, nodes))


def eliminate_nodes(matrix: csr_array, keep: Ints, *, beside: Floats | None = None) -> ReducedNetwork:
    """Take out what the least-cost paths among the nodes ``keep`` do not need as nodes.

    Parameters
    ----------
    beside
        For each entry what is added up along the ways too; nothing by default.
    """
    nodes = matrix.shape[0]
    kept = np.zeros(nodes, dtype=bool)
    kept[keep] = True
    tail = np.repeat(np.arange(nodes, dtype=np.int64), np.diff(matrix.indptr))
    beside = np.zeros(len(matrix.data)) if beside is None else beside
    arcs = _Arcs.cheapest(tail, matrix.indices.astype(np.int64), matrix.data, beside, nodes=nodes)
    alive = np.ones(nodes, dtype=bool)
    priority = np.random.default_rng(0).permutation(nodes)
    while True:
        chosen = _independent(arcs, ~kept & alive, priority)
        if chosen.sum() <= _ENOUGH * alive.sum():
            break
        alive &= ~chosen
        arcs = _without(arcs, chosen, nodes=nodes)
    alive |= kept
    position = np.where(alive, np.cumsum(alive) - 1, -1)
    left = _Arcs(position[arcs.tail], position[arcs.head], arcs.weight, arcs.beside)
    return ReducedNetwork(left.matrix(int(alive.sum())), position, left.beside)


def with_arcs(reduced: ReducedNetwork, tail: Ints, head: Ints, weight: Floats, beside: Floats) -> ReducedNetwork:
    """The smaller network with more arcs between nodes that are left, numbered as before."""
    own, at = reduced.matrix, reduced.position
    mapped = np.repeat(np.arange(own.shape[0], dtype=np.int64), np.diff(own.indptr))
    columns = ((mapped, at[tail]), (own.indices, at[head]), (own.data, weight), (reduced.beside, beside))
    arcs = _Arcs.cheapest(*(np.concatenate(column) for column in columns), nodes=own.shape[0])
    return ReducedNetwork(arcs.matrix(own.shape[0]), at, arcs.beside)


def _independent(arcs: _Arcs, free: NDArray[np.bool_], priority: Ints) -> NDArray[np.bool_]:
    """Free nodes with few neighbours, no two of them neighbours."""
    nodes = len(free)
    pairs = np.unique(np.minimum(arcs.tail, arcs.head) * nodes + np.maximum(arcs.tail, arcs.head))
    one, other = pairs // nodes, pairs % nodes
    neighbours = np.bincount(one, minlength=nodes) + np.bincount(other, minlength=nodes)
    chosen = free & (neighbours <= _NEIGHBOURS)
    both = chosen[one] & chosen[other]
    later = np.where(priority[one[both]] > priority[other[both]], one[both], other[both])
    chosen[later] = False
    return chosen


def _without(arcs: _Arcs, gone: NDArray[np.bool_], *, nodes: int) -> _Arcs:
    """Arcs around the nodes ``gone``, each way through one of them made an arc of its own."""
    into, out = np.flatnonzero(gone[arcs.head]), np.flatnonzero(gone[arcs.tail])
    rest = ~(gone[arcs.head] | gone[arcs.tail])
    into = into[np.argsort(arcs.head[into], kind="stable")]
    begin = np.searchsorted(arcs.tail[out], arcs.head[into])
    end = np.searchsorted(arcs.tail[out], arcs.head[into], side="right")
    parts = [(arcs.tail[rest], arcs.head[rest], arcs.weight[rest], arcs.beside[rest])]
    for step in range(_NEIGHBOURS):  # no more arcs than that lead out of such a node
        goes = begin + step < end
        first, second = into[goes], out[(begin + step)[goes]]
        weight, beside = (values[first] + values[second] for values in (arcs.weight, arcs.beside))
        parts.append((arcs.tail[first], arcs.head[second], weight, beside))
    return _Arcs.cheapest(*(np.concatenate(column) for column in zip(*parts, strict=True)), nodes=nodes)


_CHAIN: Final = 2  # neighbours of a node that vanishes into a chain


@dataclass(frozen=True)
class ContractedLinks:
    """Directed arcs between kept nodes, one entry a chain; parallel chains stay apart.

    Parameters
    ----------
    nodes
        Node numbers of the graph that are left, ascending; ``tail`` and ``head`` index them.
    weight
        Sum of the weights along the chain.
    offset, owner
        The owners along chain i are ``owner[offset[i]:offset[i + 1]]`` in order of travel: a row of
        ``Roads``, the number of roads + a project's segment, or −1 for what cannot close.
    """

    nodes: Ints
    tail: Ints
    head: Ints
    weight: Floats
    offset: Ints
    owner: Ints

    def __len__(self) -> int:
        return len(self.tail)

    @cached_property
    def chain_of_owner(self) -> tuple[Ints, Ints]:
        """Pairs (owner, chain) without repetition, ordered by owner; owners −1 left out."""
        chain = np.repeat(np.arange(len(self)), np.diff(self.offset))
        known = self.owner >= 0
        pairs = np.unique(np.column_stack([self.owner[known], chain[known]]), axis=0).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def position(self, nodes: Ints) -> Ints:
        """Numbers in ``nodes`` of kept nodes of the graph."""
        return np.searchsorted(self.nodes, nodes)


def owners_of_arcs(network: Network, graph: Graph) -> Ints:
    """What each arc of a graph runs on, as in ``ContractedLinks``: (arcs,)."""
    arcs, roads = graph.arcs, len(network.roads.link_id)
    on_road = (arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE)
    found = np.full(len(arcs), -1, dtype=np.int64)
    found[on_road] = network.link[arcs.item[on_road]]
    own = arcs.kind == ArcKind.PROJECT
    found[own] = roads + arcs.item[own]
    return found


def contract_links(graph: Graph, weight: Floats, owner: Ints, keep: Ints) -> ContractedLinks:
    """The chains of a graph under one weight (arcs,), with the nodes ``keep`` kept as nodes."""
    nodes = len(graph.lon_lat)
    arc = _cheapest_arcs(graph.arcs.tail, graph.arcs.head, weight, owner)
    tail, head = graph.arcs.tail[arc], graph.arcs.head[arc]
    kept = np.zeros(nodes, dtype=bool)
    kept[keep] = True
    twice = np.append(False, (tail[1:] == tail[:-1]) & (head[1:] == head[:-1]))  # two ways side by side
    kept[tail[twice]] = kept[head[twice]] = True
    alive, degree = _without_dead_ends(tail, head, kept)
    arc = arc[alive[tail] & alive[head]]
    inner = alive & ~kept & (degree == _CHAIN)
    return _walk((graph.arcs.tail[arc], graph.arcs.head[arc]), weight[arc], owner[arc], inner=inner, keep=keep)


def _cheapest_arcs(tail: Ints, head: Ints, weight: Floats, owner: Ints) -> Ints:
    """Arcs without loops, the least of those with the same ends and owner; ordered by tail and head."""
    order = np.lexsort([weight, owner, head, tail])
    order = order[tail[order] != head[order]]
    keys = np.column_stack([tail[order], head[order], owner[order]])
    return np.asarray(order[np.append(True, (keys[1:] != keys[:-1]).any(axis=1))] if len(order) else order)


def _without_dead_ends(tail: Ints, head: Ints, kept: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Ints]:
    """Nodes that stay when dead ends are taken away again and again, and their numbers of neighbours."""
    nodes = len(kept)
    pairs = np.unique(np.minimum(tail, head) * nodes + np.maximum(tail, head))
    one, other = pairs // nodes, pairs % nodes
    alive = np.ones(nodes, dtype=bool)
    while True:
        stands = alive[one] & alive[other]
        degree = np.bincount(one[stands], minlength=nodes) + np.bincount(other[stands], minlength=nodes)
        gone = alive & ~kept & (degree < _CHAIN)
        if not gone.any():
            return alive, degree
        alive &= ~gone


def _walk(
    ends: tuple[Ints, Ints], weight: Floats, owner: Ints, *, inner: NDArray[np.bool_], keep: Ints
) -> ContractedLinks:
    """Follow every arc that leaves a kept node until it meets one; all chains a step at a time."""
    tail, head = ends
    begin = np.searchsorted(tail, np.arange(len(inner) + 1))
    first = np.flatnonzero(~inner[tail])
    chain, at = np.arange(len(first)), first
    total, last = np.zeros(len(first)), np.full(len(first), -1)
    steps: list[tuple[Ints, Ints]] = []
    while len(at):
        steps.append((chain, owner[at]))
        total[chain] += weight[at]
        arrived = ~inner[head[at]]
        last[chain[arrived]] = head[at[arrived]]
        chain, at = chain[~arrived], at[~arrived]
        onward = begin[head[at]]  # of its at most two arcs onward, the one that does not turn back
        stop = begin[head[at] + 1]
        turns = (onward < stop) & (head[np.minimum(onward, len(head) - 1)] == tail[at])
        onward = onward + turns
        leads = onward < stop
        chain, at = chain[leads], onward[leads]
    return _made((tail[first], last), total, steps, keep)


def _made(ends: tuple[Ints, Ints], total: Floats, steps: list[tuple[Ints, Ints]], keep: Ints) -> ContractedLinks:
    """Chains that arrive, numbered anew; loops back to where they began are left out."""
    start, last = ends
    good = (last >= 0) & (last != start)
    number = np.where(good, np.cumsum(good) - 1, -1)
    chain = np.concatenate([number[c] for c, _ in steps]) if steps else np.zeros(0, dtype=np.int64)
    owner = np.concatenate([o for _, o in steps]) if steps else np.zeros(0, dtype=np.int64)
    order = np.argsort(chain, kind="stable")
    order = order[chain[order] >= 0]
    start, last = start[good], last[good]
    nodes = np.unique(np.concatenate([start, last, keep]))
    return ContractedLinks(
        nodes=nodes,
        tail=np.searchsorted(nodes, start),
        head=np.searchsorted(nodes, last),
        weight=total[good],
        offset=np.searchsorted(chain[order], np.arange(int(good.sum()) + 1)),
        owner=owner[order],
    )


def cut_edges(tail: Ints, head: Ints, *, nodes: int) -> NDArray[np.bool_]:
    """Which edges of an undirected multigraph are bridges: (edges,). Loops and parallel edges never are."""
    edge = np.arange(len(tail))
    ends = coo_array(
        (np.concatenate([edge, edge]), (np.concatenate([tail, head]), np.concatenate([head, tail]))),
        shape=(nodes, nodes),
    )
    order = np.argsort(ends.coords[0], kind="stable")
    begin = np.searchsorted(ends.coords[0][order], np.arange(nodes + 1)).tolist()
    to, by = ends.coords[1][order].tolist(), ends.data[order].tolist()
    found = np.zeros(len(tail), dtype=bool)
    low, seen = [0] * nodes, [0] * nodes  # order of discovery from 1, and the earliest met from below
    clock = 0
    for root in range(nodes):
        if seen[root]:
            continue
        clock += 1
        seen[root] = low[root] = clock
        path = [(root, -1, begin[root])]
        while path:  # a loop in place of recursion: the network is deeper than the stack
            node, came_by, at = path.pop()
            if at < begin[node + 1]:
                path.append((node, came_by, at + 1))
                other = to[at]
                if by[at] == came_by:
                    continue
                if seen[other]:
                    low[node] = min(low[node], seen[other])
                else:
                    clock += 1
                    seen[other] = low[other] = clock
                    path.append((other, by[at], begin[other]))
            elif path:
                above = path[-1][0]
                low[above] = min(low[above], low[node])
                found[came_by] = low[node] > seen[above]
    return found


def owners_on_cut_edges(graph: Graph, owner: Ints, *, owners: int) -> NDArray[np.bool_]:
    """Which owners (``owners_of_arcs``) have an arc that is a bridge of the undirected graph: (owners,)."""
    arcs = graph.arcs
    road = (arcs.kind != ArcKind.CONNECTOR) & (arcs.tail != arcs.head)
    ends = np.column_stack([np.minimum(arcs.tail, arcs.head), np.maximum(arcs.tail, arcs.head), owner])[road]
    edges = np.unique(ends, axis=0)
    parts = cut_edges(edges[:, 0], edges[:, 1], nodes=len(graph.lon_lat)) & (edges[:, 2] >= 0)
    return np.bincount(edges[parts, 2], minlength=owners) > 0
