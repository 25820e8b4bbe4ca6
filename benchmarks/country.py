"""The whole country measured: ways among all communes and capitals, closures, access; blocks, processes, peers.

Every figure of work is CPU seconds, so that a busy machine changes little; speed-up is by the clock and wants a quiet one::

    python -m benchmarks.country --out var/country-run [--peers] [--report benchmarks/country.md]

Peers (``benchmarks/requirements.txt``) answer the same question, fastest times from some communes to all communes and capitals,
each in one thread on the whole graph, and must agree with us.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import warnings
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

import jobs
from analysis.runtime import content_digest
from benchmarks import large_network
from country.whole import Blocks, Prepared, closures, communes, kept_file, prepared, skims, work
from country.whole.prepared import STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.network import Graph

SOME = 128  # origins of the peers
SAME_MIN = 1e-3  # float32 in files
PLAN = {"communes": 10_600, "nodes": 2_000_000, "cores": (8, 32, 128)}


def peak_mb() -> float:
    """Most memory that this process had, where the system tells it."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.is_file() else []
    return next((float(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), float("nan"))


def cpu_s() -> float:
    """CPU seconds of this process and of those it has waited for."""
    return sum(os.times()[:4])


def timed(what: Callable[[], object]) -> tuple[object, float, float]:
    """What it gives, its CPU seconds (processes that have ended counted in) and its seconds by the clock."""
    began, clock = cpu_s(), time.perf_counter()
    made = what()
    return made, cpu_s() - began, time.perf_counter() - clock


def digest_of(blocks: Blocks) -> str:
    """One digest of all results in order."""
    total = sha256()
    for _, arrays in blocks.read():
        total.update(content_digest(arrays).encode())
    return total.hexdigest()[:16]


def runs(out: Path) -> dict[str, object]:
    """The whole work by one process and by two, each from nothing; digests must be equal."""
    found: dict[str, object] = {}
    for workers in (1, 2):
        folder = out / f"workers-{workers}"
        shutil.rmtree(folder, ignore_errors=True)
        if workers > 1:
            jobs.use(f"processes:{workers}")
        for make in (skims, closures):
            blocks = make(folder)
            if workers > 1:  # both processes have the network in memory: the start is no part of the work
                work(Blocks(folder / "warm", blocks.name, blocks.digest, 2, 1, blocks.make), workers=workers)
            _, used_s, clock_s = timed(lambda b=blocks, w=workers: work(b, workers=w))
            found[f"{blocks.name} {workers}"] = {"cpu_s": used_s, "clock_s": clock_s, "digest": digest_of(blocks)}
        jobs.use("here")
    for name in ("skims", "closures"):
        one, two = found[f"{name} 1"], found[f"{name} 2"]
        if one["digest"] != two["digest"]:  # type: ignore[index]
            raise RuntimeError(name)
    return found


def killed(out: Path) -> dict[str, object]:
    """A run killed in its midst and begun again: blocks that were there, blocks made then, and the same digest."""
    folder = out / "killed"
    shutil.rmtree(folder, ignore_errors=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "country.whole", "--out", str(folder), "--lang", "en"],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    blocks = skims(folder)
    while process.poll() is None and sum(blocks.file(span).is_file() for span in blocks.spans) < 5:
        time.sleep(0.2)
    process.kill()
    process.wait()
    there = len(blocks.spans) - len(blocks.missing())
    made = work(blocks)
    return {"there": there, "made": made, "digest": digest_of(blocks)}


def growth(network: Prepared) -> list[dict[str, object]]:
    """CPU milliseconds of one origin on graphs of several sizes, by time, without predecessors."""
    graphs = {"reduced": network.cores[STATES[0]].by_time.matrix, "whole": network.whole.by_time.matrix}
    if large_network.available():
        roads = large_network.large_roads()
        graphs["with minor roads, one region"] = _matrix(roads)
    rows = []
    for name, matrix in graphs.items():
        origins = np.random.default_rng(0).choice(matrix.shape[0], 24, replace=False)
        _, used_s, _ = timed(lambda m=matrix, o=origins: dijkstra(m, indices=o))
        rows.append({"graph": name, "nodes": matrix.shape[0], "arcs": matrix.nnz, "ms": used_s / len(origins) * 1000})
    return rows


def _matrix(roads: object) -> object:
    from scipy.sparse import coo_array  # noqa: PLC0415

    size = len(roads.node_lon_lat)  # type: ignore[attr-defined]
    back = ~roads.oneway  # type: ignore[attr-defined]
    tail = np.r_[roads.start, roads.end[back]]  # type: ignore[attr-defined]
    head = np.r_[roads.end, roads.start[back]]  # type: ignore[attr-defined]
    metres = np.r_[roads.length_m, roads.length_m[back]]  # type: ignore[attr-defined]
    table = pd.DataFrame({"t": tail, "h": head, "m": metres}).groupby(["t", "h"], as_index=False)["m"].min()
    return coo_array((table["m"], (table["t"], table["h"])), shape=(size, size)).tocsr()


def peers(network: Prepared, done: Blocks) -> list[dict[str, object]]:
    """Fastest times from some communes to all communes and capitals, by each package that is installed."""
    asked = network.ends.of("commune", "capital")
    nodes = network.ends.node[asked]
    first = next(iter(done.read()))[1]["fastest_min"][:SOME]
    graph, rows = network.whole, []
    _, ours_s, _ = timed(lambda: _reduced(network, nodes))
    rows.append({"name": "ours, on the reduced network", "version": "", "ready_s": 0.0, "ms": ours_s / SOME * 1000})
    for name, package, answer in PEERS:
        try:
            ready_s, used_s, minutes = answer(graph, nodes[:SOME], nodes)
        except ImportError as missing:
            rows.append({"name": name, "version": f"not installed ({missing.name})", "ready_s": None, "ms": None})
            continue
        there = np.isfinite(first)
        off = float(np.abs(np.asarray(minutes)[there] - first[there]).max())
        rows.append(
            {"name": name, "version": version(package), "ready_s": ready_s, "ms": used_s / SOME * 1000, "off_min": off}
        )
        print(rows[-1], flush=True)
    return rows


def _reduced(network: Prepared, nodes: np.ndarray) -> np.ndarray:
    core = network.cores[STATES[0]].by_time
    return np.asarray(dijkstra(core.matrix, indices=core.position[nodes[:SOME]])[:, core.position[nodes]])


def _edges(graph: Graph) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    matrix = graph.by_time.matrix
    tail = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return tail, matrix.indices.astype(np.int64), matrix.data


def with_scipy(graph: Graph, origins: np.ndarray, goals: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Dijkstra on the whole graph."""
    matrix = graph.by_time.matrix
    made, used_s, _ = timed(lambda: dijkstra(matrix, indices=origins)[:, goals])
    return 0.0, used_s, np.asarray(made)


def with_igraph(graph: Graph, origins: np.ndarray, goals: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Its C core, one thread."""
    igraph = importlib.import_module("igraph")
    tail, head, minutes = _edges(graph)
    made, ready_s, _ = timed(
        lambda: igraph.Graph(n=len(graph.lon_lat), edges=np.column_stack([tail, head]).tolist(), directed=True)
    )
    table, used_s, _ = timed(
        lambda: made.distances(source=origins.tolist(), target=goals.tolist(), weights=minutes.tolist(), mode="out")
    )
    return ready_s, used_s, np.array(table)


def with_pandana(graph: Graph, origins: np.ndarray, goals: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Contraction hierarchies."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pandana = importlib.import_module("pandana")
    tail, head, minutes = (pd.Series(x) for x in _edges(graph))
    x, y = (pd.Series(c) for c in graph.lon_lat.T)
    made, ready_s, _ = timed(lambda: pandana.Network(x, y, tail, head, minutes.to_frame("min"), twoway=False))
    pairs = np.repeat(origins, len(goals)), np.tile(goals, len(origins))
    table, used_s, _ = timed(lambda: made.shortest_path_lengths(*pairs))
    return ready_s, used_s, np.array(table).reshape(len(origins), len(goals))


def with_aequilibrae(graph: Graph, origins: np.ndarray, goals: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Its skims, one core; centroids are all goals, so the time of all of them is taken down to the origins asked for."""
    paths = importlib.import_module("aequilibrae.paths")
    tail, head, minutes = _edges(graph)
    net = pd.DataFrame(
        {
            "link_id": np.arange(1, len(tail) + 1),
            "a_node": tail + 1,
            "b_node": head + 1,
            "direction": 1,
            "minutes": minutes,
        }
    )
    some = np.union1d(goals[: len(origins)], goals[-63:])  # communes asked for, and the capitals

    def ready() -> object:
        made = paths.Graph()
        made.network = net
        made.prepare_graph(some + 1)
        made.set_graph("minutes")
        made.set_skimming(["minutes"])
        made.set_blocked_centroid_flows(False)
        return made

    made, ready_s, _ = timed(ready)
    skim = paths.NetworkSkimming(made)
    skim.set_cores(1)
    _, used_s, _ = timed(skim.execute)
    table = np.full((len(origins), len(goals)), np.nan)
    held = skim.results.skims.matrix["minutes"] if hasattr(skim.results.skims, "matrix") else skim.results.skims.minutes
    at = {int(node): n for n, node in enumerate(np.asarray(made.centroids) - 1)}
    rows = [at[int(node)] for node in origins]
    columns = np.array([at.get(int(node), -1) for node in goals])
    known = columns >= 0
    table[:, known] = np.asarray(held)[np.ix_(rows, columns[known])]
    return (
        ready_s,
        used_s * len(origins) / len(some),
        np.where(np.isnan(table), _reduced_by(graph, origins, goals), table),
    )


def _reduced_by(graph: Graph, origins: np.ndarray, goals: np.ndarray) -> np.ndarray:
    """What was not asked of a peer: our own figures, so that only its own are compared."""
    return np.asarray(dijkstra(graph.by_time.matrix, indices=origins)[:, goals])


PEERS = (
    ("scipy", "scipy", with_scipy),
    ("igraph", "igraph", with_igraph),
    ("pandana", "pandana", with_pandana),
    ("AequilibraE", "aequilibrae", with_aequilibrae),
)


def report(found: dict[str, object]) -> str:
    """The page, from what was measured."""
    network, run, kill = found["network"], found["runs"], found["killed"]
    lines = [
        "# The whole country",
        "",
        f"{found['about']}",
        "",
        (
            f"{network['nodes']:,} nodes, {network['arcs']:,} arcs, reduced to {network['reduced']:,} nodes; {network['ends']:,} communes "
            f"and capitals, {network['off']} of them on islands and joined to nothing; {network['closures']:,} closures."
        ),
        "",
        "| work | blocks | CPU s, 1 process | clock s, 1 | clock s, 2 | speed-up | same bits |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, blocks in (("skims", network["skim_blocks"]), ("closures", network["closure_blocks"])):
        one, two = run[f"{name} 1"], run[f"{name} 2"]
        lines.append(
            f"| {name} | {blocks} | {one['cpu_s']:.1f} | {one['clock_s']:.1f} | {two['clock_s']:.1f} | "
            f"{one['clock_s'] / two['clock_s']:.2f} | {'yes' if one['digest'] == two['digest'] else 'NO'} |"
        )
    lines += [
        "",
        (
            f"Made ready once in {network['ready_s']:.0f} CPU s and kept ({network['file_mb']:.0f} MB); read in {network['read_s']:.1f} s by each process. "
            f"Most memory of a process: {network['peak_mb']:,.0f} MB. Access of all communes to airports, ports, gates and expressways, with and "
            f"without expressways: {network['access_s']:.1f} CPU s. Results on disk: {network['disk_mb']:,.0f} MB. {found['load']}"
        ),
        "",
        (
            f"Killed after {kill['there']} of {network['skim_blocks']} blocks and begun again: {kill['made']} blocks were made, and the result is "
            f"{'the same' if kill['digest'] == run['skims 1']['digest'] else 'ANOTHER'}."
        ),
        "",
        "## Growth",
        "",
        "| graph | nodes | arcs | CPU ms an origin |",
        "|---|---|---|---|",
        *(f"| {r['graph']} | {r['nodes']:,} | {r['arcs']:,} | {r['ms']:.1f} |" for r in found["growth"]),
        "",
        "With origins the work grows in proportion: each is a search of its own.",
    ]
    if found.get("peers"):
        lines += [
            "",
            "## Peers",
            "",
            f"Fastest times from {SOME} communes to all communes and capitals, one thread; every figure held to ours.",
            "",
            "| package | version | made ready, CPU s | CPU ms an origin | most that it differs, min |",
            "|---|---|---|---|---|",
            *(
                f"| {r['name']} | {r['version']} | {_told(r['ready_s'])} | {_told(r['ms'])} | {_told(r.get('off_min'), 4)} |"
                for r in found["peers"]
            ),
        ]
    return "\n".join([*lines, "", *plan(found), ""])


def _told(value: float | None, decimals: int = 1) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def plan(found: dict[str, object]) -> list[str]:
    """What 10,600 communes on two million nodes would take, reckoned from the growth measured."""
    rows, run, network = found["growth"], found["runs"]["skims 1"], found["network"]
    small, large = rows[0], rows[-1]
    grown = PLAN["nodes"] / large["nodes"]
    power = float(np.log(large["ms"] / small["ms"]) / np.log(large["nodes"] / small["nodes"]))
    reduced, search_ms = small["nodes"] * grown, small["ms"] * grown**power
    share = run["cpu_s"] / network["ends"] / (small["ms"] / 1000)  # searches and tables of one origin, in searches
    origin_s = search_ms * share / 1000
    closure_s = found["runs"]["closures 1"]["cpu_s"] / network["closures"] * grown**power
    few, many = network["closures"] * closure_s, network["closures"] * grown * closure_s
    ready_s = network["ready_s"] * grown
    return [
        f"## Plan for {PLAN['communes']:,} communes and {PLAN['nodes']:,} nodes",
        "",
        (
            f"**Reckoned from the figures measured above, not measured.** Time of one search grows with the power {power:.2f} of the nodes. Two million nodes "
            f"reduce to some {reduced:,.0f} by the share measured here; a search then takes {search_ms:.0f} ms, an origin with its tables {origin_s:.2f} CPU s, "
            f"a closure {closure_s * 1000:.0f} ms."
        ),
        "",
        "| | CPU hours | minutes on 8 cores | 32 | 128 |",
        "|---|---|---|---|---|",
        f"| made ready, by one process | {ready_s / 3600:.2f} |" + f" {ready_s / 60:.1f} |" * len(PLAN["cores"]),
        _rounds("ways among all communes, blocks of 128 origins", PLAN["communes"], 128, origin_s),
        _rounds("the same, blocks of 16", PLAN["communes"], 16, origin_s),
        _rounds("closures between capitals, as many stretches as now", network["closures"], 1_000, closure_s),
        _rounds(
            "the same, every stretch cut at minor roads as nodes grow", network["closures"] * grown, 1_000, closure_s
        ),
        "",
        (
            f"Closures: {few / 3600:.2f} to {many / 3600:.1f} CPU hours between these two. A block is done by one process, so that the clock goes by whole "
            "rounds of blocks; all cores are taken to be as fast as one alone, which shared memory does not grant."
        ),
        "",
        *_breaks(reduced, grown, network, ready_s, origin_s),
    ]


def _rounds(what: str, count: float, block: int, each_s: float) -> str:
    """A row of the plan: work in blocks, each by one process, as many at a time as there are cores."""
    blocks = int(np.ceil(count / block))
    clock = [np.ceil(blocks / cores) * block * each_s / 60 for cores in PLAN["cores"]]
    return f"| {what} | {count * each_s / 3600:.2f} | " + " | ".join(f"{minutes:.1f}" for minutes in clock) + " |"


def _breaks(reduced: float, grown: float, network: dict[str, float], ready_s: float, origin_s: float) -> list[str]:
    """What breaks first, in order."""
    block_gb, disk_gb = 128 * reduced * 28 / 1e9, PLAN["communes"] ** 2 * 16 / 1e9
    memory = ", ".join(f"{cores} processes {cores * block_gb:,.0f} GB" for cores in PLAN["cores"])
    blocks = int(np.ceil(PLAN["communes"] / 128))
    return [
        (
            f"1. **Memory.** A block of 128 origins holds tables over all nodes (distance, time, predecessors: 28 bytes), {block_gb:.1f} GB: {memory}. Blocks of "
            "16 origins take an eighth and lose nothing, since origins are searched one by one."
        ),
        (
            f"2. **Too few blocks.** {blocks} blocks of 128 leave {max(128 - blocks, 0)} of 128 cores without work, and 32 cores take whole rounds; blocks of 16 mend this too."
        ),
        (
            f"3. **The making ready by one process**, {ready_s / 60:.0f} minutes: on 128 cores more than all else together "
            f"({PLAN['communes'] * origin_s / 128 / 60:.1f} minutes if nothing were lost). It would have to be cut by province, or kept (it is, by digest)."
        ),
        (
            f"4. **A copy of the network in every process** ({network['file_mb'] * grown:,.0f} MB each): the file should be mapped into memory instead."
        ),
        (
            f"5. Results, {disk_gb:.1f} GB in float32 for four tables, and the list of blocks are no limit. Beyond this, tables of all pairs are bound by their own size: "
            "twice the communes are four times the results."
        ),
    ]


def main() -> int:
    """Measure, keep the figures beside the results, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    kept_file().unlink(missing_ok=True)
    network, ready_s, _ = timed(prepared)
    assert isinstance(network, Prepared)
    found: dict[str, object] = {"runs": runs(options.out), "killed": killed(options.out), "growth": growth(network)}
    done = skims(options.out / "workers-1")
    _, access_s, _ = timed(lambda: communes(done))
    _, read_s, _ = timed(
        lambda: subprocess.run([sys.executable, "-c", "from country.whole import prepared; prepared()"], check=True)
    )
    found["network"] = {
        "nodes": len(network.lon_lat),
        "arcs": len(network.arcs),
        "reduced": network.cores[STATES[0]].by_time.matrix.shape[0],
        "ends": len(network.ends.of("commune", "capital")),
        "off": int(np.isinf(network.ends.snap_m[network.ends.of("commune", "capital")]).sum()),
        "closures": closures(options.out).total,
        "skim_blocks": len(done.spans),
        "closure_blocks": len(closures(options.out).spans),
        "ready_s": ready_s,
        "read_s": read_s,
        "access_s": access_s,
        "file_mb": kept_file().stat().st_size / 1e6,
        "disk_mb": sum(p.stat().st_size for p in (options.out / "workers-1").rglob("*.npz")) / 1e6,
        "peak_mb": peak_mb(),
    }
    found["about"] = (
        f"{datetime.now(UTC):%d %B %Y}; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, numpy "
        f"{version('numpy')}, scipy {version('scipy')}. Made by `python -m benchmarks.country`."
    )
    found["load"] = f"Load of the machine at the end: {os.getloadavg()[0]:.1f}."
    _written(found, options)
    if options.peers:
        found["peers"] = peers(network, done)
        _written(found, options)
    return 0


def _written(found: dict[str, object], options: argparse.Namespace) -> None:
    """Keep what was measured so far, and the page of it."""
    (options.out / "figures.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    text = report(found)
    if options.report:
        options.report.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)


if __name__ == "__main__":
    sys.exit(main())
