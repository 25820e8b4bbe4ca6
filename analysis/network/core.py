"""The base network made small for questions between places: the same least ways over a fifth of the nodes.

Only nodes at which a place or a project meets the roads are chosen (``contraction.eliminate_nodes``), so that what a
scenario adds can be joined on again; the metres of the fastest ways are added up beside their minutes. Sums are
made in another order than on the whole network: they differ in their last digits and in nothing that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.network.contraction import ReducedNetwork, eliminate_nodes, with_arcs
from analysis.network.graph import Skim, fastest_ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.network.graph import Arcs, Graph
    from analysis.network.roads import Floats, Ints


@dataclass(frozen=True)
class Core:
    """The smaller network under both impedances.

    Parameters
    ----------
    by_length, by_time
        Weights in metres, and in minutes with the metres beside them.
    """

    by_length: ReducedNetwork
    by_time: ReducedNetwork

    @classmethod
    def of(cls, base: Graph, keep: Ints) -> Core:
        """From a base network; ``keep`` are the nodes that are asked about or joined to."""
        far, soon = base.by_length, base.by_time
        metres = base.arcs.length_m[soon.arc]
        return cls(eliminate_nodes(far.matrix, keep), eliminate_nodes(soon.matrix, keep, beside=metres))

    def shortest_m(self, added: Arcs, origins: Ints, destinations: Ints) -> Floats:
        """Metres of the shortest ways of the base network with ``added``: (origins, destinations), infinite where none leads."""
        far = with_arcs(self.by_length, added.tail, added.head, added.length_m, added.time_min)
        return np.asarray(dijkstra(far.matrix, indices=far.position[origins])[:, far.position[destinations]])

    def skim(self, added: Arcs, origins: Ints, destinations: Ints, *, shortest_m: Floats | None = None) -> Skim:
        """As ``graph.skim`` of the base network with ``added``, all of them nodes that were kept.

        Parameters
        ----------
        shortest_m
            As the method of this name gives it: the same for every speed.
        """
        if shortest_m is None:
            shortest_m = self.shortest_m(added, origins, destinations)
        soon = with_arcs(self.by_time, added.tail, added.head, added.time_min, added.length_m)
        asked = soon.matrix, soon.position[origins], soon.position[destinations]
        return fastest_ways(shortest_m, *asked, metres=soon.beside)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What ``from_arrays`` makes it of again."""
        return self.by_length.arrays("length") | self.by_time.arrays("time")

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Core:
        """What was kept as ``arrays``."""
        return cls(*(ReducedNetwork.from_arrays(arrays, name) for name in ("length", "time")))
