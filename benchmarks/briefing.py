"""What the files of a briefing cost: ``python -m benchmarks.briefing`` writes ``benchmarks/briefing.md``.

The scenario is what the agreement asked for. Layers and figures are kept, as the pages keep them: the
first of each kind pays for what it is the first to ask. Sheets are the best of three runs, because
other work on the machine can only add to them; the rest is made once, each with facts of its own.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analysis import World, load_world
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import ready_variants
from briefing.content.data import ReportData
from briefing.content.request import Paper, ReportRequest
from briefing.formats import GEODATA_FORMATS, REPORT_FORMATS
from briefing.geodata.files import geodata
from briefing.map.atlas import scenario_sheet
from briefing.map.print_map import render
from briefing.map.print_request import PREVIEW_DPI

RUNS = 3
SHEETS = (
    ("A4", "png", PREVIEW_DPI, "≤ 1.5"),  # the preview of page Briefing
    ("A4", "png", 300, ""),
    ("A4", "pdf", 300, ""),
    ("A4", "svg", 300, ""),
    ("A3", "png", 300, "≤ 5"),
    ("A3", "pdf", 300, "≤ 5"),
    ("A1", "pdf", 300, ""),
)
AIMS = {"slides": "≤ 8", "report": "≤ 5", "pack": "≤ 40"}

Row = tuple[str, str, float, float, float]  # what, aim, seconds on the clock, of processor, megabytes


def timed(name: str, aim: str, make: Callable[[], bytes], *, runs: int = 1) -> Row:
    """One row: the best of some runs."""
    found = []
    for _ in range(runs):
        clock, processor = time.perf_counter(), time.process_time()
        size = len(make()) / 1e6
        found.append((time.perf_counter() - clock, time.process_time() - processor, size))
    return (name, aim, *map(min, zip(*found, strict=True)))


def report_data(world: World) -> ReportData:
    """A fresh briefing: nothing is computed yet."""
    return ReportData.of(ReportRequest(scenario_set=ScenarioSet(ready_variants(world))), world=world)


def measure() -> list[Row]:
    """Every kind of file."""
    world = load_world()
    kept = report_data(world)
    rows = [
        timed(
            "first sheet, A4 pdf, with reading", "", lambda: render(scenario_sheet(kept, Paper()), source=kept.source)
        )
    ]
    for paper, kind, dpi, aim in SHEETS:
        request = replace(scenario_sheet(kept, Paper(paper=paper, format=kind)), dpi=dpi)
        name = f"{paper} {kind}" + (f" {dpi} dpi" if kind == "png" else "")
        rows.append(timed(name, aim, lambda r=request: render(r, source=kept.source), runs=RUNS))
    rows += [timed(f"geodata {k}", "", lambda k=k: geodata(kept, kind=k)) for k in GEODATA_FORMATS]
    exports = ("slides", "report", "workbook", "page", "pack")
    rows += [timed(k, AIMS.get(k, ""), lambda k=k: REPORT_FORMATS[k].write(report_data(world))) for k in exports]
    return rows


def peak_memory() -> str:
    """The most memory this process held, where the system tells."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return "not told by this system"
    line = next(x for x in status.read_text(encoding="ascii").splitlines() if x.startswith("VmHWM"))
    return f"{int(line.split()[1]) / 1e6:.2f} GB"


def report(rows: list[Row], *, load: float) -> str:
    """The figures as a page."""
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    lines = [
        "# Files of a briefing",
        "",
        f"All roads of the agreement; Python {platform.python_version()}, {os.cpu_count()} cores, {day}; load of the machine just",
        f"before: {load:.1f}. Sheets: best of {RUNS} runs. Peak memory of the process (aim ≤ 1 GB): {peak_memory()}.",
        "",
        "| file | aim, s | clock, s | processor, s | size, MB |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {aim} | {clock:.1f} | {processor:.1f} | {size:.1f} |"
            for name, aim, clock, processor, size in rows
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    before = os.getloadavg()[0]
    Path(__file__).with_suffix(".md").write_text(report(measure(), load=before), encoding="utf-8")
