"""What the scenario engine costs: ``python -m benchmarks.scenarios`` writes ``benchmarks/scenarios.md``; ``--small`` leaves out
the large network, which takes some minutes.

All times are CPU seconds of one process (``time.process_time``), so that other work on the machine
disturbs them little; the ratios come from one run.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

import numpy as np

from analysis.engine.boundary_nodes import prepare_engine
from analysis.engine.disk_cache import load_or_make_engine
from analysis.engine.subsets import Engine
from analysis.network.graph import Graph, Impedance
from analysis.scenarios.loading import build_world, load_world
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.world import World
from benchmarks.large_network import available, large_roads
from benchmarks.peers import PEERS, measure

REPORT = Path(__file__).with_suffix(".md")
UNITS = (
    "hcm-chon-thanh-duc-hoa",
    "ct02-chon-thanh-duc-hoa",
    "ring-road-3",
    "ring-road-4",
    "ct30-hcmc-chon-thanh",
    "dt753-ma-da",
    "btu-phu-giao-bau-bang",
    "dat-set-ben-cui",
    "dt794",
    "ct31-moc-bai",
    "ct32-go-dau-xa-mat",
    "ct02-gia-nghia-chon-thanh",
)
PLACES = 150
QUIET = 0.7
SMALL = "--small"  # leaves out the large network


T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """A result and its CPU seconds."""
    began = time.process_time()
    result = work()
    return result, time.process_time() - began


@dataclass(frozen=True)
class Case:
    """One network and what the engine costs on it, in CPU seconds."""

    name: str
    world: World
    build_s: float
    engine: Engine
    prepare_s: float
    disk_s: float
    one_s: float
    walk_s: float
    walk_256_s: float
    peers: dict[str, float | None]

    @property
    def scipy_s(self) -> float:
        """One full recomputation with scipy: the scenario's graph and its skim."""
        return self.peers["scipy"] or float("nan")


def load() -> str:
    """How busy the machine is, for the head of a report."""
    now = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    busy = " – it was doing other work, so that CPU times are too long as well" if now >= QUIET else ""
    return f"Load of the machine just before: {now:.1f}{busy}."


def walk(engine: Engine, units: tuple[str, ...]) -> int:
    """Every subset; upgrades alone too, so that there are exactly 2 ** units."""
    return sum(tables.shape[2] for _, _, tables in engine.stacks(units))


def places_of(world: World, count: int) -> list[str]:
    return list(world.places)[:count]


def measure_case(name: str, make: Callable[[], World]) -> Case:
    """Everything about one network."""
    world, build_s = timed(make)
    places = places_of(world, PLACES)
    scenario = Scenario(projects=frozenset(UNITS))
    world.supply(scenario.mode, scenario.speeds)
    engine, prepare_s = timed(lambda: prepare_engine(world, scenario, places, impedance=Impedance.TIME))
    with tempfile.TemporaryDirectory() as folder:
        load_or_make_engine(["x"], lambda: engine, folder=Path(folder))
        _, disk_s = timed(lambda: load_or_make_engine(["x"], lambda: engine, folder=Path(folder)))
    engine.skim(frozenset(UNITS))
    random = np.random.default_rng(0)
    some = [frozenset(u for u in UNITS if random.random() < 0.5) for _ in range(30)]
    one_s = statistics.median(timed(lambda s=s: engine.skim(s))[1] for s in some)
    _, walk_s = timed(lambda: walk(engine, UNITS))
    _, walk_256_s = timed(lambda: walk(engine, UNITS[:8]))
    nodes = world.nodes(places)
    chosen = Scenario(projects=frozenset(UNITS))
    graph, assembly_s = timed(lambda: _fresh_graph(world, chosen))
    peers = {peer: measure(peer, graph, nodes) for peer in PEERS}
    peers["scipy"] = (peers["scipy"] or 0.0) + assembly_s
    return Case(name, world, build_s, engine, prepare_s, disk_s, one_s, walk_s, walk_256_s, peers)


def _fresh_graph(world: World, scenario: Scenario) -> Graph:
    graph = Graph(world.lon_lat, world.graph(scenario).arcs)
    _ = graph.by_time
    return graph


def large_world() -> World:
    """The same places and projects on the large network."""
    small = load_world()
    return build_world(
        large_roads(),
        small.speeds,
        places=list(small.places.values()),
        projects=list(small.projects.values()),
        interchanges=list(small.interchanges),
        data=small.data,
        digest="large",
    )


def growth(world: World) -> list[str]:
    """How cost grows with places and with projects on the product's network."""
    rows = [
        "| places | projects | terminals | precomputation, s | all subsets | s | ms a scenario |",
        "|---|---|---|---|---|---|---|",
    ]
    sizes = [(20, 8), (50, 8), (150, 8), (len(world.places), 8), (150, 4), (150, 10), (150, 12)]
    for count, units in sizes:
        chosen = UNITS[:units]
        scenario = Scenario(projects=frozenset(chosen))
        places = places_of(world, count)
        engine, seconds = timed(lambda s=scenario, p=places: prepare_engine(world, s, p, impedance=Impedance.TIME))
        sets, walk_s = timed(lambda e=engine, c=chosen: walk(e, c))
        rows.append(
            f"| {count} | {units} | {len(engine.base)} | {seconds:.2f} | {sets:,} | {walk_s:.2f} | {walk_s / sets * 1000:.2f} |"
        )
    return rows


def summary(case: Case) -> list[str]:
    """The figures of one network against their aims."""
    sets = 2 ** len(UNITS)
    per_set = case.walk_s / sets
    end_to_end = 256 * case.scipy_s / (case.prepare_s + case.walk_256_s)
    small = case.name.startswith("(a)")
    rows = [
        (
            "network build" if small else "network build (with noding)",
            "≤ 3 s" if small else "",
            f"{case.build_s:.1f} s",
        ),
        ("precomputation", "≤ 10 s" if small else "≤ 60 s", f"{case.prepare_s:.1f} s"),
        ("start from the disk cache", "≤ 0.3 s", f"{case.disk_s:.3f} s"),
        (f"one new scenario, {PLACES} places", "≤ 3 ms", f"{case.one_s * 1000:.1f} ms"),
        (f"all {sets:,} subsets, {PLACES} places", "≤ 0.8 s", f"{case.walk_s:.2f} s"),
        ("a scenario of these", "", f"{per_set * 1000:.2f} ms"),
        ("full recomputation with scipy, a scenario", "", f"{case.scipy_s:.2f} s"),
        ("ratio a scenario", "≥ 1,000×", f"{case.scipy_s / per_set:,.0f}×"),
        ("ratio end to end, 256 scenarios", "≥ 200×", f"{end_to_end:,.0f}×"),
    ]
    nodes, links = len(case.world.network.lon_lat), len(case.world.network.tail)
    head = [f"## {case.name}", "", f"{nodes:,} nodes, {links:,} links, {len(case.engine.base)} terminals.", ""]
    peers = [f"| {p} | {_seconds(s)} | {_ratio(s, per_set)} |" for p, s in case.peers.items()]
    table = ["| what | aim | CPU time |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    return [
        *head,
        *table,
        "",
        f"| one skim of {PLACES} × {PLACES} by | CPU s | × the engine |",
        "|---|---|---|",
        *peers,
        "",
    ]


def _seconds(value: float | None) -> str:
    return "not installed" if value is None else f"{value:.2f}"


def _ratio(value: float | None, per_set: float) -> str:
    return "" if value is None else f"{value / per_set:,.0f}"


def peak_memory() -> str:
    """The most memory this process held, where the system tells."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return "peak memory not told by this system"
    line = next(x for x in status.read_text(encoding="ascii").splitlines() if x.startswith("VmHWM"))
    return f"peak memory {int(line.split()[1]) / 1e6:.1f} GB"


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} not installed"


def main() -> int:
    """Measure and write the report."""
    before = load()
    small = measure_case("(a) The product's network", load_world)
    memory = peak_memory()
    rows = [*summary(small), "### How cost grows", "", *growth(small.world), ""]
    if SMALL in sys.argv[1:]:
        rows += ["(b) Main and minor roads of the same area: not measured in this run.", ""]
    elif available():
        rows += summary(measure_case("(b) Main and minor roads of the same area", large_world))
    else:
        rows += ["(b) skipped: `roads_main.gpkg` and `roads_minor.parquet` are not beside the checkout.", ""]
    packages = ", ".join(map(_version, ("numpy", "scipy", "igraph", "rustworkx", "networkx", "pandana")))
    head = [
        "# What the scenario engine costs",
        "",
        (
            f"{datetime.now(UTC):%d %B %Y}; {platform.machine()}, {platform.system()}, Python {platform.python_version()}, {packages}. "
            "CPU time of one process; all ratios from one run of `python -m benchmarks.scenarios`. Impedance: time. Peers are "
            "timed on a graph that is ready, pandana with its preparation, scipy with the assembly of the scenario's graph; "
            "rustworkx and networkx from 3 origins, scaled."
        ),
        "",
        f"{before} On (a) {memory}; in all {peak_memory()}.",
        "",
    ]
    REPORT.write_text("\n".join([*head, *rows]), encoding="utf-8", newline="\n")
    sys.stdout.write("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
