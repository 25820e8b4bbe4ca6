"""Bridges in the sense of graphs: roads without any other way round, whatever the direction.

A link is one if the undirected network of a scenario falls apart without it (Tarjan 1974). Places
hang on the roads and are left out. A bridge of this kind that carries no trip costs nothing by
itself; one that does cuts people off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array

from analysis.graph import ArcKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.graph import Graph
    from analysis.lines import Ints


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


def owners_that_part(graph: Graph, owner: Ints, *, owners: int) -> NDArray[np.bool_]:
    """Which owners (``chains.owners``) have an arc that is a bridge of the undirected graph: (owners,)."""
    arcs = graph.arcs
    road = (arcs.kind != ArcKind.CONNECTOR) & (arcs.tail != arcs.head)
    ends = np.column_stack([np.minimum(arcs.tail, arcs.head), np.maximum(arcs.tail, arcs.head), owner])[road]
    edges = np.unique(ends, axis=0)
    parts = cut_edges(edges[:, 0], edges[:, 1], nodes=len(graph.lon_lat)) & (edges[:, 2] >= 0)
    return np.bincount(edges[parts, 2], minlength=owners) > 0
