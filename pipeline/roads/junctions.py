"""Lines become edges between junctions, edges become links.

A junction is a vertex that two lines share, wherever on them it lies. Vertices are the same if they
are less than 0.4 m apart (the tiles' own grid is 0.6 m), or 2 cm in an OpenStreetMap extract, whose
lines share their nodes to the last digit; lines that cross without a shared vertex pass over each
other. Nothing is rounded to a grid and no crossing is noded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from layers import VN2000_UTM48N, WGS84

SAME_M: Final = 0.4  # vertices closer than this are one: above rounding error, below the source's grid of 0.6 m
EXACT_M: Final = 0.02  # the same for an extract: above the rounding of its degrees (1.1 cm) and of cutting
_DEGREE: Final = 2

Ints = NDArray[np.int64]
Lines = NDArray[np.object_]


@dataclass(frozen=True)
class Edges:
    """Directed or two-way stretches between nodes, EPSG:4326.

    ``start`` and ``end`` are node numbers, ``kind`` numbers the combination of attributes,
    ``oneway`` says that travel is from start to end only; ``lines[i]`` runs from start to end.
    All have shape (n,).
    """

    start: Ints
    end: Ints
    kind: Ints
    oneway: NDArray[np.bool_]
    lines: Lines

    def __len__(self) -> int:
        return len(self.start)

    def take(self, mask: NDArray[np.bool_]) -> Edges:
        """The edges of ``mask`` (n,), node numbers kept."""
        return Edges(self.start[mask], self.end[mask], self.kind[mask], self.oneway[mask], self.lines[mask])

    def and_(self, more: Edges) -> Edges:
        """These edges and ``more`` after them, with the same numbering of nodes and kinds."""
        names = ("start", "end", "kind", "oneway", "lines")
        return Edges(*(np.concatenate([getattr(self, name), getattr(more, name)]) for name in names))


def planar(lines: Lines) -> Lines:
    """The lines in VN-2000 / UTM 48N, metres."""
    metres: Lines = gpd.GeoSeries(lines, crs=WGS84).to_crs(VN2000_UTM48N).to_numpy()
    return metres


def geographic(lines: Lines) -> Lines:
    """The lines of ``planar`` in degrees again."""
    degrees: Lines = gpd.GeoSeries(lines, crs=VN2000_UTM48N).to_crs(WGS84).to_numpy()
    return degrees


def edges(
    lines: Lines, *, kind: Ints, oneway: NDArray[np.bool_], bridge: NDArray[np.bool_], same_m: float = SAME_M
) -> Edges:
    """Cut the lines at every junction.

    Parameters
    ----------
    lines
        LineStrings in degrees, oneway ones in the direction of travel: (n,).
    kind
        Number of the combination of attributes: (n,).
    oneway, bridge
        Flags: (n,). A vertex that lies inside a bridge and inside a line that is no bridge is not a
        junction: the two merely fall on the same point of the source's grid.
    same_m
        Vertices closer than this are one.
    """
    lon_lat, owner = shapely.get_coordinates(lines, return_index=True)
    metres = shapely.get_coordinates(planar(lines))
    first = np.r_[True, owner[1:] != owner[:-1]]
    last = np.r_[owner[1:] != owner[:-1], True]
    node = _same_places(metres, within_m=same_m)
    node = _apart_at_bridges(node, inside=~(first | last), bridge=bridge[owner])
    lon_lat = lon_lat[_representative(node, lon_lat)][node]
    cut = first | last | (np.bincount(node)[node] > 1)
    begin = np.flatnonzero(cut & ~last)
    finish = np.flatnonzero(cut & ~first)
    made = _slices(lon_lat, begin, finish)
    keep = np.array([line.length > 0 for line in made], dtype=bool)
    source = owner[begin]
    return Edges(node[begin], node[finish], kind[source], oneway[source], made).take(keep)


def touching(lines: Lines) -> tuple[Ints, int]:
    """For lines in metres a number each, the same if a chain of shared vertices joins them, and how many there are."""
    metres, owner = shapely.get_coordinates(lines, return_index=True)
    node = _same_places(metres)
    size = len(lines) + int(node.max(initial=-1)) + 1
    graph = coo_matrix((np.ones(len(node)), (owner, node + len(lines))), shape=(size, size))
    label = connected_components(graph, directed=False)[1][: len(lines)]
    names, number = np.unique(label, return_inverse=True)
    return number.astype(np.int64), len(names)


def contract(found: Edges) -> Edges:
    """Join edges through every node where exactly two alike edges meet, and orient the result.

    Alike: the same attributes, and both two-way, or one-way in one direction. A two-way link runs
    from its smaller end (longitude, then latitude) to the larger, so that the result does not
    depend on how the source drew it.
    """
    chains = _chains(found)
    start, end, lines = [], [], []
    for chain in chains:  # each is a short list of (edge, forward); the joined coordinates differ in length
        a, b, line = _joined(found, chain)
        start.append(a)
        end.append(b)
        lines.append(line)
    heads = np.array([chain[0][0] for chain in chains], dtype=np.int64)
    merged = Edges(
        np.array(start, dtype=np.int64),
        np.array(end, dtype=np.int64),
        found.kind[heads],
        found.oneway[heads],
        np.fromiter(lines, dtype=object, count=len(lines)),
    )
    return _oriented(merged)


def strong_component(found: Edges) -> NDArray[np.bool_]:
    """Which edges lie in the largest strongly connected component, measured by length in degrees: (n,).

    The component with the longest road wins, not the one with most nodes.
    """
    return _largest(found, connection="strong")


def weak_component(found: Edges) -> NDArray[np.bool_]:
    """Which edges lie in the largest component if every direction could be driven: (n,)."""
    return _largest(found, connection="weak")


def _largest(found: Edges, *, connection: str) -> NDArray[np.bool_]:
    size = int(max(found.start.max(), found.end.max())) + 1
    back = ~found.oneway
    rows, columns = np.r_[found.start, found.end[back]], np.r_[found.end, found.start[back]]
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size)).tocsr()
    _, label = connected_components(graph, directed=True, connection=connection)
    inside = label[found.start] == label[found.end]
    weight = np.bincount(
        label[found.start][inside], weights=shapely.length(found.lines)[inside], minlength=label.max() + 1
    )
    largest: NDArray[np.bool_] = inside & (label[found.start] == int(weight.argmax()))
    return largest


def _same_places(metres: NDArray[np.float64], *, within_m: float = SAME_M) -> Ints:
    """A number for each vertex, the same for vertices within ``within_m``: (n,)."""
    pairs = KDTree(metres).query_pairs(within_m, output_type="ndarray")
    size = len(metres)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    number: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return number


def _apart_at_bridges(node: Ints, *, inside: NDArray[np.bool_], bridge: NDArray[np.bool_]) -> Ints:
    """Give bridges a number of their own where only insides of lines meet."""
    only_inside = np.bincount(node, weights=~inside) == 0
    split = only_inside[node] & bridge
    return np.unique(node + split * (node.max() + 1), return_inverse=True)[1].astype(np.int64)


def _representative(node: Ints, lon_lat: NDArray[np.float64]) -> Ints:
    """For each node the row of its smallest vertex, so that ends meet to the last digit."""
    order = np.lexsort((lon_lat[:, 1], lon_lat[:, 0], node))
    return order[np.r_[True, node[order][1:] != node[order][:-1]]]


def _slices(coordinates: NDArray[np.float64], begin: Ints, finish: Ints) -> Lines:
    """One line for each run of vertices from ``begin`` to ``finish``, both included."""
    sizes = finish - begin + 1
    offsets = np.r_[0, np.cumsum(sizes)[:-1]]
    rows = np.arange(sizes.sum()) - np.repeat(offsets, sizes) + np.repeat(begin, sizes)
    made: Lines = shapely.linestrings(coordinates[rows], indices=np.repeat(np.arange(len(begin)), sizes))
    return made


def _chains(found: Edges) -> list[list[tuple[int, bool]]]:
    """Edges in the order and direction in which they join, every edge in one chain."""
    partner = _partners(found)
    used = np.zeros(len(found), dtype=bool)
    chains = []
    tails = [2 * e + side for e in range(len(found)) for side in (0, 1) if partner[2 * e + side] < 0]
    for tail in [*tails, *range(0, 2 * len(found), 2)]:  # open chains first, then rings
        if used[tail // 2]:
            continue
        chain = []
        here = tail  # the end at which the edge is entered: 2e = its start, 2e + 1 = its end
        while here >= 0 and not used[here // 2]:
            used[here // 2] = True
            chain.append((here // 2, here % 2 == 0))
            here = int(partner[here ^ 1])
        chains.append(chain if chain[0][1] or not found.oneway[chain[0][0]] else _reversed(chain))
    return chains


def _reversed(chain: list[tuple[int, bool]]) -> list[tuple[int, bool]]:
    return [(edge, not forward) for edge, forward in reversed(chain)]


def _partners(found: Edges) -> Ints:
    """For each edge end the edge end it joins through a node of two alike edges, else -1: (2n,)."""
    nodes = np.column_stack((found.start, found.end)).ravel()
    partner = np.full(len(nodes), -1, dtype=np.int64)
    order = np.argsort(nodes, kind="stable")
    count = np.bincount(nodes)
    firsts = np.searchsorted(nodes[order], np.flatnonzero(count == _DEGREE))
    a, b = order[firsts], order[firsts + 1]
    one, two = a // 2, b // 2
    alike = (one != two) & (found.kind[one] == found.kind[two]) & (found.oneway[one] == found.oneway[two])
    alike &= ~found.oneway[one] | (a % 2 != b % 2)  # one-way: the end of one meets the start of the other
    partner[a[alike]], partner[b[alike]] = b[alike], a[alike]
    return partner


def _joined(found: Edges, chain: list[tuple[int, bool]]) -> tuple[int, int, shapely.LineString]:
    """Start node, end node and line of a chain."""
    parts = [shapely.get_coordinates(found.lines[edge])[:: 1 if forward else -1] for edge, forward in chain]
    points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
    (head, ahead), (tail, onward) = chain[0], chain[-1]
    a = found.start[head] if ahead else found.end[head]
    b = found.end[tail] if onward else found.start[tail]
    return int(a), int(b), shapely.LineString(points)


def _oriented(found: Edges) -> Edges:
    """Two-way edges from the smaller to the larger end; a ring by its second vertex."""
    coordinates = [shapely.get_coordinates(line) for line in found.lines]
    turn = np.array([_key(c) > _key(c[::-1]) for c in coordinates], dtype=bool) & ~found.oneway
    lines = found.lines.copy()
    lines[turn] = shapely.reverse(lines[turn])
    return Edges(
        np.where(turn, found.end, found.start), np.where(turn, found.start, found.end), found.kind, found.oneway, lines
    )


def _key(coordinates: NDArray[np.float64]) -> list[float]:
    return coordinates[:2].ravel().tolist()
