"""What a base network from an OpenStreetMap extract costs: ``python -m benchmarks.osm_build SOURCES``.

The extract is made here, of the size of a small country's: the links of ``data/geo/roads.parquet``
with their tags, the minor streets of the sources, and buildings in great number, which a real
extract is full of and the build has to pass over. The build runs in a process of its own, in a copy
of ``data/geo``; its memory is the peak of the resident set. Writes ``benchmarks/osm_build.md``.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import shapely

from analysis.measures.comparison import compare_pair
from analysis.scenarios.loading import load_world
from analysis.scenarios.scenario import Scenario

REPORT = Path(__file__).with_suffix(".md")
GEO = Path(__file__).resolve().parents[1] / "data" / "geo"
BUILDINGS = 3_850_000  # brings the file to 100 MB
LIMIT_S = 180
PAIR = ("cap-tay-ninh", "cap-dong-xoai")
_LON_LAT = (105.5, 10.4, 107.5, 12.3)


@dataclass(frozen=True)
class Ways:
    """Lines with one dictionary of tags each."""

    lines: np.ndarray
    tags: list[dict[str, str]]


def main_roads() -> Ways:
    roads = gpd.read_parquet(GEO / "roads.parquet")
    tags = []
    for row in roads.itertuples():
        said = {
            "highway": row.road_class + ("_link" if row.ramp else ""),
            "ref": row.ref,
            "name": row.name if isinstance(row.name, str) else "",
        }
        said |= {"oneway": "yes" if row.oneway else "no", "bridge": "yes" if row.bridge else ""}
        said |= {"motor_vehicle": "private" if row.closed else ""}
        tags.append({key: value for key, value in said.items() if value})
    return Ways(roads.geometry.to_numpy(), tags)


def streets(sources: Path) -> Ways:
    minor = gpd.read_parquet(sources / "osm-2021-08" / "roads_minor.parquet").geometry.to_numpy()
    return Ways(minor, [{"highway": "residential"}] * len(minor))


def buildings(count: int) -> Ways:
    """Small squares strewn over the region, the same at every run."""
    random = np.random.default_rng(20260801)
    corner = random.uniform(_LON_LAT[:2], _LON_LAT[2:], (count, 1, 2))
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * random.uniform(5e-5, 2e-4, (count, 1, 2))
    points = np.concatenate([corner + square, corner + square[:, :1]], axis=1).reshape(-1, 2)
    return Ways(shapely.linestrings(points, indices=np.repeat(np.arange(count), 5)), [{"building": "yes"}] * count)


def write_extract(path: Path, parts: list[Ways]) -> int:
    """Write nodes, then ways; equal coordinates are one node. Returns the number of nodes."""
    lines = np.concatenate([part.lines for part in parts])
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    whole, node = np.unique(np.round(xy * 1e7).astype(np.int64), axis=0, return_inverse=True)
    node = node.ravel() + 1
    first = np.searchsorted(owner, np.arange(len(lines) + 1))
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-08-01T00:00:00Z")
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as out:
        for number, (x, y) in enumerate((whole / 1e7).tolist(), start=1):
            out.add_node(osmium.osm.mutable.Node(id=number, version=1, location=(x, y)))
        tags = (tag for part in parts for tag in part.tags)
        for number, said in enumerate(tags):
            nodes = node[first[number] : first[number + 1]].tolist()
            out.add_way(osmium.osm.mutable.Way(id=number + 1, version=1, nodes=nodes, tags=said))
    return len(whole)


def build(extract: Path, out: Path) -> tuple[float, float, str]:
    """Seconds, peak resident MB and what the build said."""
    log = out.with_suffix(".log")
    command = [sys.executable, "-m", "pipeline", "--osm", str(extract), "--out", str(out)]
    began, peak = time.perf_counter(), 0
    with log.open("w", encoding="utf-8") as said, subprocess.Popen(command, stdout=said, cwd=GEO.parents[1]) as running:
        while running.poll() is None:
            try:
                status = Path(f"/proc/{running.pid}/status").read_text(encoding="ascii")
            except OSError:
                break
            peak = max([peak, *(int(kb) for kb in re.findall(r"VmHWM:\s+(\d+)", status))])
            time.sleep(0.2)
    text = log.read_text(encoding="utf-8")
    assert running.wait() == 0, text
    return time.perf_counter() - began, peak / 1024, text


def network_row(name: str, folder: Path) -> str:
    roads = gpd.read_parquet(folder / "roads.parquet")
    result = compare_pair(load_world(folder), Scenario(), *PAIR)
    figures = result.before
    return f"| {name} | {len(roads):,} | {roads['length_m'].sum() / 1000:,.0f} | {figures.shortest_m / 1000:.2f} | {figures.fastest_min:.1f} |"


def main() -> None:
    sources = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        extract, out = Path(folder) / "region.osm.pbf", Path(folder) / "geo"
        parts = [main_roads(), streets(sources), buildings(BUILDINGS)]
        began = time.perf_counter()
        nodes = write_extract(extract, parts)
        made_s, size_mb = time.perf_counter() - began, extract.stat().st_size / 1e6
        print(f"extract: {size_mb:.0f} MB in {made_s:.0f} s", flush=True)
        shutil.copytree(GEO, out)
        seconds, peak_mb, said = build(extract, out)
        print(said)
        ways = " + ".join(f"{len(part.lines):,}" for part in parts)
        lines = [
            "# A base network from an OpenStreetMap extract\n",
            f"Written by `python -m benchmarks.osm_build`; Python {platform.python_version()}, 2 cores.\n",
            f"Extract: {size_mb:.0f} MB, {nodes:,} nodes; {ways} ways (roads of the base network, streets, buildings).",
            "The index of nodes goes to a temporary file beyond 100 MB, roads are read 20,000 at a time; what stays in memory",
            "are the roads kept, one grid of streets, and the libraries themselves.\n",
            "| what | measured |",
            "|---|---|",
            f"| `python -m pipeline --osm` with all checks (limit {LIMIT_S} s) | {seconds:.0f} s |",
            f"| of it reading and making the network | {re.search(r'roads took (.*)', said)[1]} |",
            f"| of it the checks | {re.search(r'checks took (.*)', said)[1]} |",
            f"| peak memory of the build (resident) | {peak_mb:,.0f} MB |",
            "",
            "The network made of its own roads is the network again:\n",
            "| network | links | km | Tây Ninh – Đồng Xoài, shortest km | fastest min |",
            "|---|---|---|---|---|",
            network_row("`data/geo`", GEO),
            network_row("from the extract", out),
        ]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    assert seconds < LIMIT_S


if __name__ == "__main__":
    main()
