"""The explicit directed graph of one scenario, as scipy routes on it.

Arcs keep what they run on, so that a way can be told road by road. Between two nodes several arcs
may lead; each impedance takes the least of them (scipy would add duplicates up). Arcs of length 0
are stored explicitly and stay arcs.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints


class ArcKind(IntEnum):
    """What an arc runs on, and what its ``item`` numbers."""

    ROAD = 0  # item: piece of the base network
    UPGRADE = 1  # item: piece of the base network, at the project's speed
    PROJECT = 2  # item: segment of a project's section
    ACCESS = 3  # item: access link between a project and a road, or between two projects
    CONNECTOR = 4  # item: connector between a place and a road


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

    def _weights(self, weight: Floats, then: Floats) -> Weights:
        """Least arc between each pair of nodes; among equals the one least in ``then``."""
        nodes = len(self.lon_lat)
        key = self.arcs.tail.astype(np.int64) * nodes + self.arcs.head
        order = np.lexsort([then, weight, key])
        first = np.append(True, np.diff(key[order]) > 0)
        arc = order[first]
        pointer = np.searchsorted(self.arcs.tail[arc], np.arange(nodes + 1))
        entries = (weight[arc], self.arcs.head[arc].astype(np.int32), pointer.astype(np.int32))
        return Weights(csr_array(entries, shape=(nodes, nodes)), key[arc], arc)
