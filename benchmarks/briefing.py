"""What a printed sheet costs: ``python -m benchmarks.briefing`` writes ``benchmarks/briefing.md``.

The sheet holds both provinces and all projects. Layers are read anew for the first sheet and kept for
the others, as the pages do. Each figure is the best of three runs, because other work on the machine
can only add to it.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from briefing import PrintRequest, render
from briefing.framing import province_bounds
from briefing.shelf import Shelf

RUNS = 3
CASES = (
    ("A4", "png", 300),
    ("A4", "pdf", 300),
    ("A4", "svg", 300),
    ("A4", "png", 150),
    ("A3", "png", 300),
    ("A3", "pdf", 300),
    ("A1", "pdf", 300),
)


def measure() -> list[tuple[str, float, float, float]]:
    """Case, seconds on the clock, seconds of processor, megabytes."""
    began = time.perf_counter(), time.process_time()
    shelf = Shelf.of_folder()
    request = PrintRequest(bounds=province_bounds(shelf), project_ids=frozenset(p.id for p in shelf.projects()))
    size = len(render(request, shelf=shelf)) / 1e6
    rows = [("first sheet, A4 pdf, with loading", time.perf_counter() - began[0], time.process_time() - began[1], size)]
    kept = Shelf(layer=cache(shelf.layer), projects=cache(shelf.projects), manifest=cache(shelf.manifest))
    for paper, kind, dpi in CASES:
        one = replace(request, paper=paper, format=kind, dpi=dpi)
        runs = []
        for _ in range(RUNS):
            began = time.perf_counter(), time.process_time()
            size = len(render(one, shelf=kept)) / 1e6
            runs.append((time.perf_counter() - began[0], time.process_time() - began[1]))
        name = f"{paper} {kind}" + (f" {dpi} dpi" if kind == "png" else "")
        rows.append((name, *map(min, zip(*runs, strict=True)), size))
    return rows


def report(rows: list[tuple[str, float, float, float]]) -> str:
    """The figures as a page."""
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    lines = [
        "# Printed sheets",
        "",
        f"Both provinces with all projects; Python {platform.python_version()}, {os.cpu_count()} cores, {day}.",
        f"Best of {RUNS} runs.",
        "",
        "| sheet | clock, s | processor, s | size, MB |",
        "|---|---|---|---|",
        *(f"| {name} | {clock:.1f} | {processor:.1f} | {size:.1f} |" for name, clock, processor, size in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(report(measure()), encoding="utf-8")
