"""The same skim by other libraries, on the explicit network of one scenario.

Each function builds its graph first and then times the skim alone, which favours the peer: for a new
scenario it would have to build the graph again.
"""

from __future__ import annotations

import importlib
import time
import warnings
from collections.abc import Callable

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.network.graph import Graph

FEW = 3  # origins of a slow peer; the time is scaled to all
Peer = Callable[[Graph, np.ndarray], float]


def _columns(graph: Graph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tail, head and minutes of the least arc between each pair of nodes."""
    arc = graph.by_time.arc
    return graph.arcs.tail[arc], graph.arcs.head[arc], graph.arcs.time_min[arc]


def with_scipy(graph: Graph, nodes: np.ndarray) -> float:
    matrix = graph.by_time.matrix
    began = time.process_time()
    dijkstra(matrix, indices=nodes)
    return time.process_time() - began


def with_igraph(graph: Graph, nodes: np.ndarray) -> float:
    igraph = importlib.import_module("igraph")
    tail, head, minutes = _columns(graph)
    made = igraph.Graph(n=len(graph.lon_lat), edges=np.column_stack([tail, head]), directed=True)
    began = time.process_time()
    made.distances(source=nodes.tolist(), target=nodes.tolist(), weights=minutes.tolist())
    return time.process_time() - began


def with_rustworkx(graph: Graph, nodes: np.ndarray) -> float:
    rustworkx = importlib.import_module("rustworkx")
    made = rustworkx.PyDiGraph(multigraph=False)
    made.add_nodes_from(range(len(graph.lon_lat)))
    made.add_edges_from(list(zip(*(x.tolist() for x in _columns(graph)), strict=True)))
    began = time.process_time()
    for node in nodes[:FEW].tolist():
        rustworkx.digraph_dijkstra_shortest_path_lengths(made, node, float)
    return (time.process_time() - began) * len(nodes) / FEW


def with_networkx(graph: Graph, nodes: np.ndarray) -> float:
    networkx = importlib.import_module("networkx")
    made = networkx.DiGraph()
    made.add_weighted_edges_from(zip(*(x.tolist() for x in _columns(graph)), strict=True))
    began = time.process_time()
    for node in nodes[:FEW].tolist():
        networkx.single_source_dijkstra_path_length(made, node)
    return (time.process_time() - began) * len(nodes) / FEW


def with_pandana(graph: Graph, nodes: np.ndarray) -> float:
    """Contraction hierarchies; its preparation, needed anew for each scenario, is counted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pandana = importlib.import_module("pandana")
    pandas = importlib.import_module("pandas")
    tail, head, minutes = (pandas.Series(x) for x in _columns(graph))
    x, y = (pandas.Series(c) for c in graph.lon_lat.T)
    began = time.process_time()
    made = pandana.Network(x, y, tail, head, minutes.to_frame("min"), twoway=False)
    made.shortest_path_lengths(np.repeat(nodes, len(nodes)), np.tile(nodes, len(nodes)))
    return time.process_time() - began


PEERS: dict[str, Peer] = {
    "scipy": with_scipy,
    "igraph": with_igraph,
    "rustworkx": with_rustworkx,
    "networkx": with_networkx,
    "pandana (with its preparation)": with_pandana,
}


def measure(name: str, graph: Graph, nodes: np.ndarray) -> float | None:
    """CPU seconds of one skim, ``None`` where the package is not installed."""
    try:
        return PEERS[name](graph, nodes)
    except ImportError:
        return None
