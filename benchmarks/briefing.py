"""What the files of a briefing cost: ``python -m benchmarks.briefing`` writes ``benchmarks/briefing.md``.

The scenario is what the agreement asked for. Layers and figures are kept, as the pages keep them: the
first of each kind pays for what it is the first to ask. Sheets are the best of three runs, because
other work on the machine can only add to them; the rest is made once, each with facts of its own.
Slides are also made as the first thing that a process is asked for after it has loaded the world: with an
empty folder of what is kept, then with what that left there, for a scenario nobody asked for and for the same one.
Whole commands stand below, the start of Python and the reading of all data in them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import platform
import subprocess
import sys
import tempfile
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
from words import InputError

RUNS = 3
LOOK_S = 0.1  # so often is looked at the memory of a command
ROOT = Path(__file__).resolve().parents[1]
SHEETS = (
    ("A4", "png", PREVIEW_DPI, "≤ 1.2"),  # the preview of page Briefing
    ("A4", "png", 300, ""),
    ("A4", "pdf", 300, ""),
    ("A4", "svg", 300, ""),
    ("A3", "png", 300, "≤ 2.5"),
    ("A3", "pdf", 300, "≤ 2.5"),
    ("A1", "pdf", 300, ""),
)
AIMS = {"slides": "≤ 5", "report": "≤ 5", "pack": "≤ 15"}
COMMANDS = {  # as one types them, with the ending of the file
    "A3 pdf": (["map", "--paper", "A3"], "pdf", "≤ 2.5"),
    "slides": (["slides"], "pptx", AIMS["slides"]),
    "report": (["report"], "docx", AIMS["report"]),
    "pack": (["pack"], "zip", AIMS["pack"]),
}

Row = tuple[str, str, float, float, float]  # what, aim, seconds on the clock, of processor, megabytes


def timed(name: str, aim: str, make: Callable[[], bytes], *, runs: int = 1) -> Row:
    """One row: the best of some runs."""
    gc.collect()  # what the row before has left is not this one's
    found = []
    for _ in range(runs):
        clock, processor = time.perf_counter(), worked()
        size = len(make()) / 1e6
        found.append((time.perf_counter() - clock, worked() - processor, size))
    return (name, aim, *map(min, zip(*found, strict=True)))


def worked() -> float:
    """Seconds of processor of this process and of those it started that have ended."""
    used = os.times()
    return time.process_time() + used.children_user + used.children_system


def report_data(world: World) -> ReportData:
    """A fresh briefing: nothing is computed yet."""
    return ReportData.of(ReportRequest(scenario_set=ScenarioSet(ready_variants(world))), world=world)


FIRST = {  # of what is kept in the folder of the process, and what is asked; one after the other
    "nothing": "nothing kept: the first ever, after a new edition of data or program",
    "other": "kept what hangs on the network; a scenario never asked for (without one road)",
    "again": "kept what hangs on the network and the scenario; the program started anew",
}


def with_one_less(world: World) -> ScenarioSet:
    """The ready scenarios, the last of them without the first of its roads that can be left out."""
    *before, last = ready_variants(world)
    for unit in sorted(last.units):
        fewer = replace(last, key="own-1", name="other", units=last.units - {unit})
        made = ScenarioSet((*before, fewer))
        with contextlib.suppress(InputError):
            world.require_feasible(fewer.scenario(made.assumptions))
            return made
    raise AssertionError


def first_asked(state: str) -> None:
    """Print what slides cost in this process: seconds on the clock, of processor, megabytes."""
    world = load_world()
    gc.freeze()
    usual = ScenarioSet(ready_variants(world))
    asked = ReportRequest(scenario_set=with_one_less(world) if state == "other" else usual)
    report = ReportData.of(asked, world=world)
    print(*timed(state, "", lambda: REPORT_FORMATS["slides"].write(report))[2:])


def each_first() -> list[Row]:
    """Slides as the first thing asked of a process, one process for each state of what is kept."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for state, name in FIRST.items():
            command = [sys.executable, "-m", "benchmarks.briefing", state]
            told = subprocess.run(
                command, cwd=ROOT, env=os.environ | {"LIEN_TINH_CACHE": folder}, stdout=subprocess.PIPE, check=True
            )
            clock, processor, size = map(float, told.stdout.split())
            rows.append((name, AIMS["slides"] if state != "nothing" else "", clock, processor, size))
    return rows


def measure() -> list[Row]:
    """Every kind of file."""
    world = load_world()
    gc.freeze()  # as the pages and the commands do
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


def commanded(name: str, options: list[str], ending: str, aim: str) -> Row:
    """One row of a command in a process of its own; its last figure is the most memory it held with those it started, in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "briefing", *options, "--out", f"{folder}/file.{ending}"]
        clock = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        most, ended = 0.0, 0
        while not ended:
            time.sleep(LOOK_S)
            most = max(most, held_mb(process.pid))
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        most = max(most, used.ru_maxrss / 1e3)
        return name, aim, time.perf_counter() - clock, used.ru_utime + used.ru_stime, most


def held_mb(pid: int) -> float:
    """Memory of a process and of those it started, what they share counted once; 0 where the system does not tell."""
    held = 0.0
    with contextlib.suppress(OSError, StopIteration):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        held = int(next(x for x in text.splitlines() if x.startswith("Pss:")).split()[1]) / 1e3
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            held += sum(map(held_mb, map(int, (task / "children").read_text(encoding="ascii").split())))
    return held


def peak_memory() -> str:
    """The most memory this process held, where the system tells."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return "not told by this system"
    line = next(x for x in status.read_text(encoding="ascii").splitlines() if x.startswith("VmHWM"))
    return f"{int(line.split()[1]) / 1e6:.2f} GB"


def report(rows: list[Row], first: list[Row], commands: list[Row], *, peak: str, load: float) -> str:
    """The figures as a page."""
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    lines = [
        "# Files of a briefing",
        "",
        f"All roads of the agreement; Python {platform.python_version()}, {os.cpu_count()} cores, {day}; load of the machine just",
        f"before: {load:.1f} (above the number of cores the clock tells of other work: read the processor).",
        "",
        "## With the world loaded",
        "",
        f"As on a page. Sheets: best of {RUNS} runs; slides, the first to ask, pay for the table of figures that report and",
        f"pack then find. Peak memory of the process (aim ≤ 0.7 GB): {peak}.",
        "",
        *_table(rows, "size, MB"),
        "",
        "## Slides as the first thing asked",
        "",
        "The world is loaded, nothing else: what the process has to import and to read for its first file is in it.",
        "",
        *_table(first, "size, MB"),
        "",
        "## Whole commands",
        "",
        "With the start of Python, the libraries and the reading of all data; the aims are those of the work above. Memory is that of",
        "the command and of the process that draws maps beside it, what they share counted once.",
        "",
        *_table(commands, "memory, MB"),
    ]
    return "\n".join(lines) + "\n"


def _table(rows: list[Row], last: str) -> list[str]:
    return [
        f"| file | aim, s | clock, s | processor, s | {last} |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {aim} | {clock:.1f} | {processor:.1f} | {much:.{0 if much > 50 else 1}f} |"
            for name, aim, clock, processor, much in rows
        ),
    ]


def main() -> None:
    """Measure all and write the page."""
    before = os.getloadavg()[0]
    # first, while this process is small: the system counts what a process begins with, a copy of this one; and once in
    # vain, so that what is computed once for an edition of data and program is kept
    typed = [commanded(name, *how) for name, how in [*COMMANDS.items(), *COMMANDS.items()]][len(COMMANDS) :]
    first = each_first()
    made = measure()
    text = report(made, first, typed, peak=peak_memory(), load=before)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    first_asked(sys.argv[1]) if len(sys.argv) > 1 else main()
