"""Chains: a scenario's graph with everything between two junctions drawn together to one arc.

Dead ends without a place are left out, and nodes with two neighbours vanish into the chain that runs
through them. Exact for least ways, for cuts and for closures among the nodes that are kept: whoever
enters a chain leaves it at its other end, and all links of a chain are worth the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.graph import ArcKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.graph import Graph
    from analysis.lines import Floats, Ints
    from analysis.network import Network


_CHAIN: Final = 2  # neighbours of a node that vanishes into a chain


@dataclass(frozen=True)
class Chains:
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


def owners(network: Network, graph: Graph) -> Ints:
    """What each arc of a graph runs on, as in ``Chains``: (arcs,)."""
    arcs, roads = graph.arcs, len(network.roads.link_id)
    on_road = (arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE)
    found = np.full(len(arcs), -1, dtype=np.int64)
    found[on_road] = network.link[arcs.item[on_road]]
    own = arcs.kind == ArcKind.PROJECT
    found[own] = roads + arcs.item[own]
    return found


def draw_together(graph: Graph, weight: Floats, owner: Ints, keep: Ints) -> Chains:
    """The chains of a graph under one weight (arcs,), with the nodes ``keep`` kept as nodes."""
    nodes = len(graph.lon_lat)
    arc = _least(graph.arcs.tail, graph.arcs.head, weight, owner)
    tail, head = graph.arcs.tail[arc], graph.arcs.head[arc]
    kept = np.zeros(nodes, dtype=bool)
    kept[keep] = True
    twice = np.append(False, (tail[1:] == tail[:-1]) & (head[1:] == head[:-1]))  # two ways side by side
    kept[tail[twice]] = kept[head[twice]] = True
    alive, degree = _without_dead_ends(tail, head, kept)
    arc = arc[alive[tail] & alive[head]]
    inner = alive & ~kept & (degree == _CHAIN)
    return _walk((graph.arcs.tail[arc], graph.arcs.head[arc]), weight[arc], owner[arc], inner=inner, keep=keep)


def _least(tail: Ints, head: Ints, weight: Floats, owner: Ints) -> Ints:
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


def _walk(ends: tuple[Ints, Ints], weight: Floats, owner: Ints, *, inner: NDArray[np.bool_], keep: Ints) -> Chains:
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


def _made(ends: tuple[Ints, Ints], total: Floats, steps: list[tuple[Ints, Ints]], keep: Ints) -> Chains:
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
    return Chains(
        nodes=nodes,
        tail=np.searchsorted(nodes, start),
        head=np.searchsorted(nodes, last),
        weight=total[good],
        offset=np.searchsorted(chain[order], np.arange(int(good.sum()) + 1)),
        owner=owner[order],
    )
