"""From a point to the roads: the nearest suitable road, connectors of places, access links of many points.

An assumption that is always shown: the straight distance × 1.3 at 20 km/h, to the nearest link that
is neither motorway, ramp nor bridge and not closed, on this side of water, border and motorways where
there is one near (``Barriers``), on both carriageways where they are mapped apart. A place is a node of the
network and has connectors. Many points (communes, points of a grid) are joined without being nodes:
instead of cutting the road there, what is left of the piece on either side counts in proportion to its
length. Places are nodes, so no destination lies inside a piece and the result equals that of a cut network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from analysis.network.graph import ArcKind, Arcs, Impedance
from analysis.network.roads import AT_NODE_M, BARRIER_DETOUR, planar
from layers import distance_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.network.graph import Graph
    from analysis.network.roads import Barriers, Floats, Ints, Network, Roads

_CARRIAGEWAYS_M = 60.0  # two one-way links this near and opposite are one road
_OPPOSITE = -0.85  # cosine of the angle between opposite headings, about 150°


@dataclass(frozen=True)
class Snaps:
    """Where points meet the road: one row for each, two on a dual carriageway.

    Parameters
    ----------
    point
        Number of the point.
    link, chainage_m
        Link (row of ``Roads``) and mileage of its nearest point.
    gap_m
        Straight geodesic distance in metres.
    barred
        Kind of the barrier that every road near enough lies beyond, by number of the point.
    """

    point: Ints
    link: Ints
    chainage_m: Floats
    gap_m: Floats
    barred: dict[int, str] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: list[tuple[int, int, float, float]], barred: dict[int, str] | None = None) -> Snaps:
        """From rows (point, link, mileage, gap)."""
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        columns = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3]
        return cls(*columns, barred=barred or {})


def snap(
    roads: Roads, lon_lat: Floats, *, suitable: NDArray[np.bool_], within_m: float, barriers: Barriers | None = None
) -> Snaps:
    """The nearest suitable link to each point in degrees (n, 2), and its opposite carriageway.

    Points without a suitable link within ``within_m`` metres have no row.

    Parameters
    ----------
    barriers
        The straight way to the link crosses none of these where another link lies within three times
        the distance; ``None``: whatever lies between.
    """
    spots = np.asarray(shapely.points(planar(lon_lat)), dtype=object)
    rows: list[tuple[int, int, float, float]] = []
    barred: dict[int, str] = {}
    for p, spot in enumerate(spots):  # some hundred points
        nearest = _nearest(roads, spot, suitable=suitable, within_m=within_m)
        if nearest >= 0 and barriers is not None:
            nearest, kind = _this_side(roads, spot, nearest, suitable=suitable, barriers=barriers)
            if kind:
                barred[p] = kind
        if nearest < 0:
            continue
        first = _row(roads, p, nearest, lon_lat[p])
        if first[3] > within_m:
            continue
        rows.append(first)
        if roads.oneway[nearest]:
            around = roads.tree.query(spot, predicate="dwithin", distance=first[3] + _CARRIAGEWAYS_M)
            rows += _opposite(roads, first, lon_lat[p], links=around[suitable[around]])
    return Snaps.from_rows(rows, barred)


def _this_side(
    roads: Roads, spot: shapely.Point, nearest: int, *, suitable: NDArray[np.bool_], barriers: Barriers
) -> tuple[int, str]:
    """The nearest link reached without crossing a barrier; else ``nearest`` and what lies between."""
    between = barriers.crossed(shapely.shortest_line(spot, roads.lines.shapes[nearest]))
    if not between:
        return nearest, ""
    reach_m = BARRIER_DETOUR * float(shapely.distance(spot, roads.lines.shapes[nearest]))
    found = roads.tree.query(spot, predicate="dwithin", distance=reach_m)
    found = found[suitable[found]]
    shapes = roads.lines.shapes[found]
    for i in np.argsort(shapely.distance(shapes, spot), kind="stable"):
        if not barriers.crossed(shapely.shortest_line(spot, shapes[i])):
            return int(found[i]), ""
    return nearest, between


def _nearest(roads: Roads, spot: shapely.Point, *, suitable: NDArray[np.bool_], within_m: float) -> int:
    """The nearest suitable link to a planar point, −1 if there is none within reach."""
    radius_m = 0.0
    while radius_m < within_m:
        radius_m = min(max(4 * radius_m, 600.0), within_m)
        # the plane is up to 0.06 % off the ellipsoid here, hence the margin
        found = roads.tree.query(spot, predicate="dwithin", distance=radius_m * 1.001)
        found = found[suitable[found]]
        if len(found):
            return int(found[np.argmin(shapely.distance(roads.lines.shapes[found], spot))])
    return -1


def _row(roads: Roads, point: int, link: int, lon_lat: Floats) -> tuple[int, int, float, float]:
    chainage_m = float(roads.lines.locate(link, planar(lon_lat[None]))[0])
    spot = roads.lines.at(link, np.array([chainage_m]))[0]
    return point, link, chainage_m, distance_m(*lon_lat, *spot)


def _opposite(
    roads: Roads, first: tuple[int, int, float, float], lon_lat: Floats, *, links: Ints
) -> list[tuple[int, int, float, float]]:
    """The nearest one-way link that runs against the first one, if there is one: no or one row."""
    point, link, chainage_m, _ = first
    heading = roads.heading(link, chainage_m)
    rows = [_row(roads, point, int(other), lon_lat) for other in links if roads.oneway[other] and other != link]
    rows = [r for r in rows if heading @ roads.heading(r[1], r[2]) < _OPPOSITE]
    return sorted(rows, key=lambda r: r[3])[:1]


CONNECTOR_DETOUR: Final = 1.3  # road length of a connector ÷ straight distance
CONNECTOR_KMH: Final = 20.0
_SEARCH_M: Final = 50_000.0  # beyond this a place is not connected at all


def snap_places(roads: Roads, lon_lat: Floats) -> Snaps:
    """Where each place (n, 2) meets the roads."""
    suitable = roads.at_grade & ~roads.closed
    return snap(roads, lon_lat, suitable=suitable, within_m=_SEARCH_M, barriers=roads.barriers)


def connector_arcs(snaps: Snaps, *, place_node: Ints, road_node: Ints) -> Arcs:
    """Two-way arcs between the node of each place and the cut it snaps to."""
    length_m = snaps.gap_m * CONNECTOR_DETOUR
    time_min = length_m / (CONNECTOR_KMH / 0.06)
    return Arcs.two_way(
        place_node[snaps.point], road_node, length_m=length_m, time_min=time_min, kind=ArcKind.CONNECTOR
    )


def nearest_gap_m(snaps: Snaps, places: int) -> Floats:
    """Straight distance in metres to the nearest road of each place, NaN if there is none: (n,)."""
    gap_m = np.full(places, np.nan)
    np.fmin.at(gap_m, snaps.point, snaps.gap_m)
    return gap_m


@dataclass(frozen=True)
class AccessLinks:
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


def find_access_links(network: Network, lon_lat: Floats) -> AccessLinks:
    """Join points in degrees (n, 2) to the roads."""
    snaps = snap_places(network.roads, lon_lat)
    first, after = network.first_piece[snaps.link], network.first_piece[snaps.link + 1]
    beyond = network.link * (network.roads.length_m.max(initial=0.0) + 1.0)  # ascending with from_m over all pieces
    at = np.searchsorted(beyond + network.from_m, beyond[first] + snaps.chainage_m, side="right")
    piece = np.clip(at - 1, first, after - 1)
    length_m = np.maximum(network.length_m[piece], 1e-9)
    share = np.clip((snaps.chainage_m - network.from_m[piece]) / length_m, 0.0, 1.0)
    tail, head = (np.flatnonzero(part * length_m <= AT_NODE_M) for part in (share, 1.0 - share))
    return AccessLinks(
        point=snaps.point,
        piece=piece,
        share=share,
        gap_m=snaps.gap_m,
        at_node=np.concatenate([tail, head]),
        node=np.concatenate([network.tail[piece[tail]], network.head[piece[head]]]),
        snap_m=nearest_gap_m(snaps, len(lon_lat)),
    )


def costs_to_nodes(graph: Graph, attached: AccessLinks, nodes: Ints, *, impedance: Impedance) -> Floats:
    """Least metres or minutes from each point to each node: (points, nodes), NaN where not connected."""
    ways = dijkstra(graph.by(impedance).matrix.T.tocsr(), indices=nodes)
    return _joined(graph, attached, ways, impedance, leaving=True)


def costs_from_nodes(graph: Graph, attached: AccessLinks, nodes: Ints, *, impedance: Impedance) -> Floats:
    """Least metres or minutes from each node to each point: (points, nodes), NaN where not connected."""
    return _joined(graph, attached, dijkstra(graph.by(impedance).matrix, indices=nodes), impedance, leaving=False)


def costs_to_nearest_node(graph: Graph, attached: AccessLinks, nodes: Ints, *, impedance: Impedance) -> Floats:
    """Least metres or minutes from each point to the nearest of several nodes: (points,), NaN where not connected."""
    ways = dijkstra(graph.by(impedance).matrix.T.tocsr(), indices=nodes, min_only=True)
    return _joined(graph, attached, ways[None, :], impedance, leaving=True)[:, 0]


def _joined(graph: Graph, attached: AccessLinks, ways: Floats, impedance: Impedance, *, leaving: bool) -> Floats:
    """Ways (nodes, all nodes) carried on over the arcs of each point's piece."""
    row, arc = _arcs_of(graph, attached)
    ahead = np.where(graph.arcs.forward[arc], 1.0 - attached.share[row], attached.share[row])
    weight = graph.arcs.cost(impedance)[arc]
    node = (graph.arcs.head if leaving else graph.arcs.tail)[arc]
    rows = np.concatenate([row, attached.at_node])
    nodes = np.concatenate([node, attached.node])
    rest = np.concatenate([weight * (ahead if leaving else 1.0 - ahead), np.zeros(len(attached.node))])
    gap = attached.gap_m * CONNECTOR_DETOUR
    gap = gap if impedance is Impedance.DISTANCE else gap / (CONNECTOR_KMH / 0.06)
    result = np.full((len(attached.snap_m), len(ways)), np.inf)
    np.minimum.at(result, attached.point[rows], (gap[rows] + rest)[:, None] + ways[:, nodes].T)
    return np.where(np.isfinite(result), result, np.nan)


def _arcs_of(graph: Graph, attached: AccessLinks) -> tuple[Ints, Ints]:
    """Arcs that run on each entry's piece: numbers of the entries, and of the arcs."""
    arcs = graph.arcs
    on_road = np.flatnonzero((arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE))
    on_road = on_road[np.isin(arcs.item[on_road], attached.piece)]
    on_road = on_road[np.argsort(arcs.item[on_road], kind="stable")]
    begin = np.searchsorted(arcs.item[on_road], attached.piece)
    count = np.searchsorted(arcs.item[on_road], attached.piece, side="right") - begin
    row = np.repeat(np.arange(len(attached.piece)), count)
    return row, on_road[np.repeat(begin - np.cumsum(count) + count, count) + np.arange(count.sum())]
