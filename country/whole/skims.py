"""Ways among all communes and all provincial capitals, a block of origins at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from country.whole.blocks import Blocks
from country.whole.prepared import STATES, prepared, prepared_as

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.network import Arcs
    from analysis.runtime import Arrays

ORIGINS: Final = 128  # of a block: some seconds of work, five megabytes


def skim_block(digest: str, first: int, after: int) -> Arrays:
    """Kilometres of the shortest, minutes and kilometres of the fastest ways, and minutes without expressways, from some origins.

    Returns
    -------
    Arrays
        ``shortest_km``, ``fastest_min``, ``fastest_km``, ``without_min``: (origins, communes and capitals), infinite where no
        road leads.
    """
    network = prepared_as(digest)
    asked = network.ends.of("commune", "capital")
    nodes = network.ends.node[asked]
    ways = network.cores[STATES[0]].skim(_nothing(network.arcs), nodes[first:after], nodes)
    slow = network.cores[STATES[1]].by_time
    without = dijkstra(slow.matrix, indices=slow.position[nodes[first:after]])[:, slow.position[nodes]]
    tables = {
        "shortest_km": ways.shortest_m / 1000,
        "fastest_min": ways.fastest_min,
        "fastest_km": ways.fastest_length_m / 1000,
        "without_min": without,
    }
    return {name: np.where(np.isnan(table), np.inf, table).astype(np.float32) for name, table in tables.items()}


def skims(folder: Path) -> Blocks:
    """The work of all origins, with its results in a folder."""
    network = prepared()
    return Blocks(folder, "skims", network.digest, len(network.ends.of("commune", "capital")), ORIGINS, skim_block)


def _nothing(arcs: Arcs) -> Arcs:
    return arcs.keep(np.zeros(len(arcs), dtype=bool))
