"""What a command costs from the call to the prompt: ``python -m benchmarks.commands`` writes ``benchmarks/commands.md``.

Whole processes, started one after another, import of everything included. Beside the waiting time stand the
seconds of processor that the process itself took: on a machine that does other work they tell what it
would wait on a quiet one.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = Path(__file__).with_suffix(".md")
TIMES = 5
BUSY = 0.7  # load average above which the machine does other work
PAIR = ("--origins", "cap-hcmc", "--destinations", "cap-bien-hoa")
COMMANDS = (
    (("places",), 0.6),
    (("projects",), None),
    (("skim", *PAIR), 0.8),
    (("skim", *PAIR, "--projects", "ring-road-4"), None),
    (("path", "--from", "cap-hcmc", "--to", "cap-bien-hoa"), None),
    (("closure", "--near", "106.9,10.9"), None),
    (("access", "--kind", "gate"), None),
)


@dataclass(frozen=True)
class Cost:
    """Median seconds of one command."""

    wall_s: float
    cpu_s: float


def once(arguments: tuple[str, ...], cache: str) -> Cost:
    """One process, with worlds kept in ``cache``."""
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "analysis", *arguments]
    subprocess.run(
        command, cwd=ROOT, env=os.environ | {"LIEN_TINH_CACHE": cache}, stdout=subprocess.DEVNULL, check=True
    )
    wall, after = time.perf_counter() - start, os.times()
    return Cost(wall, after.children_user + after.children_system - before.children_user - before.children_system)


def median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(c.wall_s for c in costs), statistics.median(c.cpu_s for c in costs))


def report() -> str:
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as cache:
        skim = ("skim", *PAIR)
        without = median([once(skim, "off") for _ in range(TIMES)])
        first = once(skim, cache)
        rows = [(arguments, aim, median([once(arguments, cache) for _ in range(TIMES)])) for arguments, aim in COMMANDS]
        size = sum(p.stat().st_size for p in Path(cache).rglob("*.npz")) / 1e6
    busy = " – it was doing other work, so the waiting times are too long" if load > BUSY else ""
    lines = [
        "# What a command costs",
        "",
        (
            f"{datetime.now(UTC):%d %B %Y}; {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
            f"Python {platform.python_version()}. Load of the machine just before: {load:.1f}{busy}."
        ),
        "",
        "| command (whole process) | aim | waiting | processor |",
        "|---|---|---|---|",
        *(_row(" ".join(a), f"≤ {aim} s" if aim else "–", cost) for a, aim, cost in rows),
        _row("the first skim: the network is cut and kept", "–", first),
        _row("a skim where nothing may be kept", "–", without),
        "",
        (
            f"Median of {TIMES} runs, of the first skim one. The joined world takes {size:.1f} MB in `var/world`; it is read whole and "
            "held to its digest. A memory map would save a copy of as many bytes, a few milliseconds, and the digest reads them anyway."
        ),
    ]
    return "\n".join(lines) + "\n"


def _row(what: str, aim: str, cost: Cost) -> str:
    return f"| `{what}` | {aim} | {cost.wall_s:.2f} s | {cost.cpu_s:.2f} s |"


if __name__ == "__main__":
    REPORT.write_text(report(), encoding="utf-8", newline="\n")
    print(REPORT.read_text(encoding="utf-8"))
