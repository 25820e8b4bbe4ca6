"""The explicit directed graph of one scenario, and the shortest and fastest ways through it.

Arcs keep what they run on, so that a way can be told road by road. Between two nodes several arcs
may lead; each impedance takes the least of them (scipy would add duplicates up). Arcs of length 0
are stored explicitly and stay arcs. Lengths are geodesic metres, times minutes; not connected is NaN in
tables and ``None`` in figures.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum, unique
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from analysis.network.roads import Floats, Ints


@unique
class ArcKind(IntEnum):
    """What an arc runs on, and what its ``item`` numbers."""

    ROAD = 0  # item: piece of the base network
    UPGRADE = 1  # item: piece of the base network, at the project's speed
    PROJECT = 2  # item: segment of a project's section
    ACCESS = 3  # item: access link between a project and a road, or between two projects
    CONNECTOR = 4  # item: connector between a place and a road


class Impedance(StrEnum):
    """What a way is least in."""

    DISTANCE = "distance"
    TIME = "time"


@dataclass(frozen=True)
class Arcs:
    """Directed arcs, one entry each.

    Parameters
    ----------
    tail, head
        Node numbers.
    length_m, time_min
        Metres and minutes; both ≥ 0.
    kind, item
        What the arc runs on, see ``ArcKind``.
    section
        Number of the project section it belongs to, −1 for none.
    forward
        Whether it runs in the direction of its item.
    """

    tail: Ints
    head: Ints
    length_m: Floats
    time_min: Floats
    kind: NDArray[np.uint8]
    item: Ints
    section: Ints
    forward: NDArray[np.bool_]

    @classmethod
    def two_way(
        cls,
        tail: Ints,
        head: Ints,
        *,
        length_m: Floats,
        time_min: Floats,
        kind: ArcKind,
        item: Ints | None = None,
        section: Ints | None = None,
        oneway: NDArray[np.bool_] | None = None,
    ) -> Arcs:
        """Arcs in both directions, in one where ``oneway``; those without a time are left out."""
        n = len(tail)
        item = np.arange(n) if item is None else item
        section = np.full(n, -1) if section is None else section
        back = np.ones(n, dtype=bool) if oneway is None else ~oneway
        there = cls(
            tail, head, length_m, time_min, np.full(n, kind, dtype=np.uint8), item, section, np.ones(n, dtype=bool)
        )
        again = cls(head, tail, length_m, time_min, there.kind, item, section, np.zeros(n, dtype=bool))
        both = cls.join([there, again.keep(back)])
        return both.keep(np.isfinite(both.time_min))

    @classmethod
    def join(cls, parts: Iterable[Arcs]) -> Self:
        """All arcs of several sets, in order."""
        listed = list(parts)
        return cls(*(np.concatenate([getattr(p, f.name) for p in listed]) for f in fields(cls)))

    def cost(self, impedance: Impedance) -> Floats:
        """Metres or minutes of each arc."""
        return self.length_m if impedance is Impedance.DISTANCE else self.time_min

    def keep(self, chosen: NDArray[np.bool_]) -> Arcs:
        """The chosen arcs."""
        return Arcs(*(getattr(self, f.name)[chosen] for f in fields(self)))

    def __len__(self) -> int:
        return len(self.tail)


@dataclass(frozen=True)
class Weights:
    """One impedance of a graph: the matrix for scipy and the arc behind each entry.

    Parameters
    ----------
    matrix
        (nodes, nodes), explicit zeros allowed.
    key
        ``tail × nodes + head`` of each entry, ascending.
    arc
        The arc that attains the entry.
    """

    matrix: csr_array
    key: Ints
    arc: Ints

    def arc_between(self, tail: Ints, head: Ints) -> Ints:
        """The least arc from each tail to each head; the pairs must be neighbours."""
        nodes = self.matrix.shape[0]
        return np.asarray(self.arc[np.searchsorted(self.key, tail * nodes + head)])


@dataclass(frozen=True)
class Graph:
    """Nodes, arcs and one matrix for each impedance.

    Parameters
    ----------
    lon_lat
        Nodes in degrees, (nodes, 2).
    """

    lon_lat: Floats
    arcs: Arcs

    @cached_property
    def by_length(self) -> Weights:
        """Weights in metres."""
        return self._weights(self.arcs.length_m, self.arcs.time_min)

    @cached_property
    def by_time(self) -> Weights:
        """Weights in minutes."""
        return self._weights(self.arcs.time_min, self.arcs.length_m)

    def by(self, impedance: Impedance) -> Weights:
        """Weights in metres or in minutes."""
        return self.by_length if impedance is Impedance.DISTANCE else self.by_time

    def _weights(self, weight: Floats, then: Floats) -> Weights:
        """Least arc between each pair of nodes; among equals the one least in ``then``."""
        nodes = len(self.lon_lat)
        key = self.arcs.tail.astype(np.int64) * nodes + self.arcs.head
        order = np.argsort(key, kind="stable")
        begins = np.append(True, np.diff(key[order]) > 0)
        if len(order) and not begins.all():  # few arcs stand side by side: only these are put in order among each other
            twin = ~begins
            twin[:-1] |= ~begins[1:]
            some = order[twin]
            order[twin] = some[np.lexsort([then[some], weight[some], key[some]])]
        arc = order[begins[: len(order)]]
        pointer = np.searchsorted(self.arcs.tail[arc], np.arange(nodes + 1))
        entries = (weight[arc], self.arcs.head[arc].astype(np.int32), pointer.astype(np.int32))
        return Weights(csr_array(entries, shape=(nodes, nodes)), key[arc], arc)


_NONE = -9999  # scipy's mark for "no predecessor"


class StretchKind(StrEnum):
    """What a stretch of a path runs on."""

    ROAD = "road"
    PROJECT = "project"
    ACCESS = "access"  # link between a project and the base network, or between two projects
    CONNECTOR = "connector"  # assumed link between a place and the nearest road


@dataclass(frozen=True)
class Figures:
    """The four figures that always stand together; ``None`` where no road leads.

    Parameters
    ----------
    shortest_m
        Length of the shortest way in metres.
    fastest_min
        Time of the fastest way in minutes.
    fastest_length_m
        Length of that fastest way in metres: it may rise when time falls.
    detour_index
        Shortest way ÷ geodesic distance (≥ 1).
    """

    shortest_m: float | None
    fastest_min: float | None
    fastest_length_m: float | None
    detour_index: float | None


@dataclass(frozen=True)
class RoadStretch:
    """Consecutive links of a path on one road.

    Parameters
    ----------
    ref, name
        Road number and name, empty if none is known; of a project, its section's names are looked
        up by ``project_id`` and ``section_id``.
    road_class
        motorway, trunk, primary, secondary or tertiary; empty for connectors.
    length_m, time_min
        Of the stretch, in metres and minutes.
    project_id, section_id
        Empty on the base network. On an upgraded stretch both the road's ``ref`` and the project.
    """

    kind: StretchKind
    ref: str
    name: str
    road_class: str
    length_m: float
    time_min: float
    project_id: str = ""
    section_id: str = ""


@dataclass(frozen=True)
class RoadLink:
    """One link of a path as far as the path follows it, to be traced in a geographic information system.

    Parameters
    ----------
    link_id
        Of the layer ``roads``; −1 on a project's new road, an access link or a connector.
    ref, name, road_class
        As mapped; of a project's new road no number, the project's name, the section's class.
    coordinates
        (longitude, latitude) pairs in the direction of travel, EPSG:4326.
    length_m, time_min
        Of this part, in metres and minutes.
    project_id, section_id
        Empty on the base network. On an upgraded link both the link and the project.
    """

    kind: StretchKind
    link_id: int
    ref: str
    name: str
    road_class: str
    coordinates: tuple[tuple[float, float], ...]
    length_m: float
    time_min: float
    project_id: str = ""
    section_id: str = ""

    @property
    def about(self) -> dict[str, object]:
        """Everything but the line, as columns of an export."""
        return {
            "kind": self.kind.value,
            "link_id": self.link_id,
            "ref": self.ref,
            "name": self.name,
            "road_class": self.road_class,
            "project": self.project_id,
            "section": self.section_id,
            "length_m": round(self.length_m, 3),
            "time_min": round(self.time_min, 5),
        }


@dataclass(frozen=True)
class PathResult:
    """One way through the network.

    Parameters
    ----------
    coordinates
        (longitude, latitude) pairs from origin to destination, EPSG:4326.
    stretches
        The roads in order of travel, consecutive links of one road merged.
    links
        The same link by link.
    length_m, time_min
        Of the whole way, connectors included.
    """

    coordinates: tuple[tuple[float, float], ...]
    stretches: tuple[RoadStretch, ...]
    length_m: float
    time_min: float
    links: tuple[RoadLink, ...] = ()


@dataclass(frozen=True)
class Skim:
    """Origin × destination tables, directed; NaN where not connected.

    Parameters
    ----------
    shortest_m, fastest_min, fastest_length_m
        Metres, minutes, and the metres of the fastest way: (origins, destinations).
    """

    shortest_m: Floats
    fastest_min: Floats
    fastest_length_m: Floats


def skim(graph: Graph, origins: Ints, destinations: Ints) -> Skim:
    """Least distance, least time and length of the fastest way between nodes."""
    soon = graph.by_time
    shortest_m = dijkstra(graph.by_length.matrix, indices=origins)[:, destinations]
    return fastest_ways(shortest_m, soon.matrix, origins, destinations, metres=graph.arcs.length_m[soon.arc])


def fastest_ways(shortest_m: Floats, matrix: csr_array, origins: Ints, destinations: Ints, *, metres: Floats) -> Skim:
    """Tables of the fastest ways by a matrix of minutes, beside those of the shortest.

    Parameters
    ----------
    shortest_m
        (origins, destinations); not read where no way leads.
    metres
        Of each entry of the matrix, entries ordered by row and column.
    """
    minutes, before = dijkstra(matrix, indices=origins, return_predecessors=True)
    length_m = along_trees(matrix, metres, before, destinations)
    fastest_min = minutes[:, destinations]
    connected = np.isfinite(fastest_min)
    return Skim(
        np.where(connected, shortest_m, np.nan),
        np.where(connected, fastest_min, np.nan),
        np.where(connected, length_m, np.nan),
    )


def along_trees(matrix: csr_array, amount: Floats, trees: Ints, nodes: Ints) -> Floats:
    """Sums of an amount from the root to some nodes along each tree of predecessors: (trees, nodes).

    Parameters
    ----------
    amount
        Of each entry of the matrix, entries ordered by row and column; real or complex.
    trees
        For each root the node before every node, negative where none is: (trees, all nodes).
    """
    size = matrix.shape[0]
    rows = np.repeat(np.arange(size, dtype=np.int64), np.diff(matrix.indptr))
    by_head = np.argsort(matrix.indices, kind="stable")  # asked for child by child: what is sought lies in order
    key, ordered = matrix.indices[by_head].astype(np.int64) * size + rows[by_head], amount[by_head]
    found = np.zeros((len(trees), len(nodes)), dtype=amount.dtype)
    for n, before in enumerate(trees):
        found[n] = _along(key, ordered, before)[nodes]
    return found


def _along(key: Ints, amount: Floats, before: Ints) -> Floats:
    """Sums from the root to every node, by pointer doubling; ``key`` is head × nodes + tail of each entry, ascending."""
    nodes = len(before)
    child = np.flatnonzero(before >= 0)
    total = np.zeros(nodes, dtype=amount.dtype)
    total[child] = amount[np.searchsorted(key, child * nodes + before[child])]
    jump = np.where(before >= 0, before, np.arange(nodes))
    while True:
        further = jump[jump]
        if np.array_equal(further, jump):
            return total
        total = total + total[jump]
        jump = further


def arcs_of_way(graph: Graph, origin: int, destination: int, *, impedance: Impedance) -> Ints | None:
    """Numbers of the arcs of the least-cost path between two nodes in order of travel; ``None`` if none leads."""
    weights = graph.by(impedance)
    _, before = dijkstra(weights.matrix, indices=origin, return_predecessors=True)
    return walk_back(weights, before, origin, destination)


def walk_back(weights: Weights, before: Ints, origin: int, destination: int) -> Ints | None:
    """Arcs from ``origin`` to ``destination`` in a tree of predecessors rooted at ``origin``."""
    nodes = [destination]
    while nodes[-1] != origin:
        nodes.append(int(before[nodes[-1]]))
        if nodes[-1] == _NONE:
            return None
    trail = np.array(nodes[::-1], dtype=np.int64)
    return weights.arc_between(trail[:-1], trail[1:])
