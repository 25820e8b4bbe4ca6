"""The base network made small for questions between places: the same least ways over a fifth of the nodes.

Only nodes at which a place or a project meets the roads are chosen (``contraction.eliminate_nodes``), so that what a
scenario adds can be joined on again; the metres of the fastest ways are added up beside their minutes. Sums are
made in another order than on the whole network: they differ in their last digits and in nothing that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.network.contraction import ReducedNetwork, eliminate_nodes, with_arcs
from analysis.network.graph import Skim, least_ways

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from analysis.network.graph import Arcs, Graph
    from analysis.network.roads import Ints


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

    def skim(self, added: Arcs, origins: Ints, destinations: Ints) -> Skim:
        """As ``graph.skim`` of the base network with ``added``, all of them nodes that were kept."""
        ends = added.tail, added.head
        far = with_arcs(self.by_length, *ends, added.length_m, added.time_min)
        soon = with_arcs(self.by_time, *ends, added.time_min, added.length_m)
        asked = ((part.matrix, part.position[origins], part.position[destinations]) for part in (far, soon))
        return least_ways(*asked, metres=soon.beside)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What ``from_arrays`` makes it of again."""
        return self.by_length.arrays("length") | self.by_time.arrays("time")

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Core:
        """What was kept as ``arrays``."""
        return cls(*(ReducedNetwork.from_arrays(arrays, name) for name in ("length", "time")))
