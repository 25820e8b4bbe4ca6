"""Points joined to the roads without being nodes: many origins, quickly, in any scenario.

A point is joined as a place is (``connectors``): the straight distance × 1.3 at 20 km/h to the
nearest road that is neither motorway, ramp nor bridge and not closed, on both carriageways where
they are mapped apart. Instead of cutting the road there, what is left of the piece on either side
counts in proportion to its length. Places are nodes, so no destination lies inside a piece and the
result equals that of a cut network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.connectors import DETOUR, SPEED_KMH, nearest_gap_m, snap_places
from analysis.graph import ArcKind
from analysis.network import AT_NODE_M
from analysis.routing import Impedance

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from analysis.graph import Graph
    from analysis.lines import Floats, Ints
    from analysis.network import Network


@dataclass(frozen=True)
class Attached:
    """Points on the roads; ``point`` to ``gap_m`` have one entry for each carriageway met.

    Parameters
    ----------
    point
        Number of the point.
    piece
        Piece of the network it meets.
    share
        Where on the piece, 0 at its tail and 1 at its head.
    gap_m
        Straight distance to it in metres.
    at_node, node
        Entries that lie at an end of their piece, within half a metre, and the node there.
    snap_m
        For each point the distance in metres to the nearest road; NaN if there is none within 50 km.
    """

    point: Ints
    piece: Ints
    share: Floats
    gap_m: Floats
    at_node: Ints
    node: Ints
    snap_m: Floats


def attach(network: Network, lon_lat: Floats) -> Attached:
    """Join points in degrees (n, 2) to the roads."""
    snaps = snap_places(network.roads, lon_lat)
    first, after = network.first_piece[snaps.link], network.first_piece[snaps.link + 1]
    beyond = network.link * (network.roads.length_m.max(initial=0.0) + 1.0)  # ascending with from_m over all pieces
    at = np.searchsorted(beyond + network.from_m, beyond[first] + snaps.chainage_m, side="right")
    piece = np.clip(at - 1, first, after - 1)
    length_m = np.maximum(network.length_m[piece], 1e-9)
    share = np.clip((snaps.chainage_m - network.from_m[piece]) / length_m, 0.0, 1.0)
    tail, head = (np.flatnonzero(part * length_m <= AT_NODE_M) for part in (share, 1.0 - share))
    return Attached(
        point=snaps.point,
        piece=piece,
        share=share,
        gap_m=snaps.gap_m,
        at_node=np.concatenate([tail, head]),
        node=np.concatenate([network.tail[piece[tail]], network.head[piece[head]]]),
        snap_m=nearest_gap_m(snaps, len(lon_lat)),
    )


def costs_to(graph: Graph, attached: Attached, nodes: Ints, *, impedance: Impedance) -> Floats:
    """Least metres or minutes from each point to each node: (points, nodes), NaN where not connected."""
    ways = dijkstra(_matrix(graph, impedance).T.tocsr(), indices=nodes)
    return _joined(graph, attached, ways, impedance, leaving=True)


def costs_from(graph: Graph, attached: Attached, nodes: Ints, *, impedance: Impedance) -> Floats:
    """Least metres or minutes from each node to each point: (points, nodes), NaN where not connected."""
    return _joined(graph, attached, dijkstra(_matrix(graph, impedance), indices=nodes), impedance, leaving=False)


def costs_to_nearest(graph: Graph, attached: Attached, nodes: Ints, *, impedance: Impedance) -> Floats:
    """Least metres or minutes from each point to the nearest of several nodes: (points,), NaN where not connected."""
    ways = dijkstra(_matrix(graph, impedance).T.tocsr(), indices=nodes, min_only=True)
    return _joined(graph, attached, ways[None, :], impedance, leaving=True)[:, 0]


def _matrix(graph: Graph, impedance: Impedance) -> csr_array:
    return (graph.by_length if impedance is Impedance.DISTANCE else graph.by_time).matrix


def _joined(graph: Graph, attached: Attached, ways: Floats, impedance: Impedance, *, leaving: bool) -> Floats:
    """Ways (nodes, all nodes) carried on over the arcs of each point's piece."""
    row, arc = _arcs_of(graph, attached)
    ahead = np.where(graph.arcs.forward[arc], 1.0 - attached.share[row], attached.share[row])
    weight = (graph.arcs.length_m if impedance is Impedance.DISTANCE else graph.arcs.time_min)[arc]
    node = (graph.arcs.head if leaving else graph.arcs.tail)[arc]
    rows = np.concatenate([row, attached.at_node])
    nodes = np.concatenate([node, attached.node])
    rest = np.concatenate([weight * (ahead if leaving else 1.0 - ahead), np.zeros(len(attached.node))])
    gap = attached.gap_m * DETOUR
    gap = gap if impedance is Impedance.DISTANCE else gap / (SPEED_KMH / 0.06)
    result = np.full((len(attached.snap_m), len(ways)), np.inf)
    np.minimum.at(result, attached.point[rows], (gap[rows] + rest)[:, None] + ways[:, nodes].T)
    return np.where(np.isfinite(result), result, np.nan)


def _arcs_of(graph: Graph, attached: Attached) -> tuple[Ints, Ints]:
    """Arcs that run on each entry's piece: numbers of the entries, and of the arcs."""
    arcs = graph.arcs
    on_road = np.flatnonzero((arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE))
    on_road = on_road[np.isin(arcs.item[on_road], attached.piece)]
    on_road = on_road[np.argsort(arcs.item[on_road], kind="stable")]
    begin = np.searchsorted(arcs.item[on_road], attached.piece)
    count = np.searchsorted(arcs.item[on_road], attached.piece, side="right") - begin
    row = np.repeat(np.arange(len(attached.piece)), count)
    return row, on_road[np.repeat(begin - np.cumsum(count) + count, count) + np.arange(count.sum())]
