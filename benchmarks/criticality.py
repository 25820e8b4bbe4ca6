"""What the loss of every link costs: ``python -m benchmarks.criticality`` writes ``benchmarks/criticality.md``.

CPU seconds of one process. Brute force is a full recomputation with scipy, one for each stretch of road
that lies on the way of some trip, and the same with networkx; both are timed on a few stretches in the
same run and scaled to all, and the losses of those stretches are held against ours. All links of a
stretch and everything no trip uses are left out of brute force, which favours it.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.appraisal.trips import Demand, demand
from analysis.network.contraction import owners_of_arcs
from analysis.network.graph import Graph, Impedance
from analysis.resilience.link_losses import ClosingLosses, closing_losses
from analysis.scenarios.loading import load_world
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.supply import closed_together
from benchmarks.scenarios import load, timed

REPORT = Path(__file__).with_suffix(".md")
SAMPLES = 12  # stretches closed by brute force
PLACES = 150
AIM_S = 6.0
SAME = 1e-6  # relative difference of losses that are sums in another order


@dataclass(frozen=True)
class Case:
    """One demand: stretches with a loss, CPU and clock seconds for both impedances, and CPU seconds of brute force."""

    name: str
    places: int
    stretches: int
    ours_s: float
    wall_s: float
    scipy_s: float
    networkx_s: float


def main() -> int:
    """Measure and write the report."""
    before = load()
    world = load_world()
    places = list(world.places)[:PLACES]
    every = Demand("places", world, tuple(places), 1.0 - np.eye(len(places)))
    demands = [demand(world, Scenario(), "districts"), demand(world, Scenario(), "communes"), every]
    cases = [_measured(found) for found in demands]
    about = (
        f"{datetime.now(UTC):%d %B %Y}; {platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python "
        f"{platform.python_version()}, numpy {version('numpy')}, scipy {version('scipy')}, networkx {version('networkx')}. "
        f"CPU seconds of one process; brute force on {SAMPLES} stretches of the same run, scaled "
        f"to all. Losses in time and in distance together. {before}"
    )
    size = f"{len(world.network.lon_lat):,} nodes, {len(world.network.roads.link_id):,} links; baseline, car."
    text = "\n".join(
        ["# What the loss of every link costs", "", about, "", size, "", *_table(cases), "", *_ratios(cases), ""]
    )
    REPORT.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    return 0


def _measured(found: Demand) -> Case:
    graph = found.world.graph(Scenario())
    owner = owners_of_arcs(found.world.network, graph)
    _ = graph.by_time, graph.by_length
    closing_losses(demand_of_two(found), graph, owner, Impedance.TIME)  # reads what is read once
    began = time.perf_counter()
    both, ours_s = timed(lambda: [closing_losses(found, graph, owner, i) for i in (Impedance.TIME, Impedance.DISTANCE)])
    wall_s = time.perf_counter() - began
    by_time = both[0]
    stretches = int(by_time.stretch.max()) + 1
    scipy_s = _brute_force(found, graph, owner, by_time)
    networkx_s = _with_networkx(graph, found.world.nodes(found.place_ids))
    return Case(
        found.name, len(found.place_ids), stretches, ours_s, wall_s, 2 * stretches * scipy_s, 2 * stretches * networkx_s
    )


def demand_of_two(found: Demand) -> Demand:
    """The first two places alone."""
    return Demand("two", found.world, found.place_ids[:2], 1.0 - np.eye(2))


def _brute_force(found: Demand, graph: Graph, owner: np.ndarray, by_time: ClosingLosses) -> float:
    """CPU seconds of one recomputation with scipy; the losses must equal ours."""
    nodes, trips = found.world.nodes(found.place_ids), found.trips
    before = dijkstra(graph.by_time.matrix, indices=nodes)[:, nodes]
    links = len(found.world.network.roads.link_id)
    rows = np.random.default_rng(0).choice(np.flatnonzero(by_time.lost[:links] > 0), SAMPLES, replace=False)
    began = time.process_time()
    for row in rows:
        shut = closed_together(found.world.network.roads, [int(found.world.network.roads.link_id[row])])
        left = Graph(graph.lon_lat, graph.arcs.keep(~np.isin(owner, shut)))
        after = dijkstra(left.by_time.matrix, indices=nodes)[:, nodes]
        there = np.isfinite(after) & np.isfinite(before) & (trips > 0)
        if not np.isclose(trips[there] @ (after[there] - before[there]), by_time.lost[row], rtol=SAME):
            raise RuntimeError(row)
    return (time.process_time() - began) / SAMPLES


def _with_networkx(graph: Graph, nodes: np.ndarray) -> float:
    """CPU seconds of one recomputation, from one origin and scaled to all; the graph is ready."""
    networkx = import_module("networkx")
    made = networkx.DiGraph()
    arc = graph.by_time.arc
    made.add_weighted_edges_from(
        zip(
            graph.arcs.tail[arc].tolist(), graph.arcs.head[arc].tolist(), graph.arcs.time_min[arc].tolist(), strict=True
        )
    )
    _, seconds = timed(lambda: networkx.single_source_dijkstra_path_length(made, int(nodes[0])))
    return seconds * len(nodes)


def _table(cases: list[Case]) -> list[str]:
    head = ["| trips between | places | stretches | aim, s | CPU s | clock s |", "|---|---|---|---|---|---|"]
    aims = {PLACES: f"≤ {AIM_S:g}"}
    return head + [
        f"| {c.name} | {c.places} | {c.stretches:,} | {aims.get(c.places, '')} | {c.ours_s:.1f} | {c.wall_s:.1f} |"
        for c in cases
    ]


def _ratios(cases: list[Case]) -> list[str]:
    head = [
        "| trips between | scipy, closing each, CPU s | × ours | networkx, closing each, CPU s | × ours |",
        "|---|---|---|---|---|",
    ]
    return head + [
        f"| {c.name} | {c.scipy_s:,.0f} | {c.scipy_s / c.ours_s:,.0f} | {c.networkx_s:,.0f} | "
        f"{c.networkx_s / c.ours_s:,.0f} |"
        for c in cases
    ]


if __name__ == "__main__":
    sys.exit(main())
