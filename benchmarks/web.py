"""What the map page costs: ``python -m benchmarks.web`` writes ``benchmarks/web.md``.

A server of its own is started; Chromium measures what a user waits for, and a client that speaks
the server's protocol without a browser measures what a rerun and a session cost the server. On a
machine that does other work the figures mean nothing.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, sync_playwright

from benchmarks.waits import felt, tasks
from benchmarks.waits.session import Session
from benchmarks.waits.ticks import CLICK, gain_seconds, spread, table_seconds
from setup_steps.server import JOBS, Wish, free_port, server_env

ROOT = Path(__file__).resolve().parent.parent
REPORT = Path(__file__).with_suffix(".md")
ROUTES = ("ring-road-3", "ring-road-4", "hcm-chon-thanh-duc-hoa", "ct30-hcmc-chon-thanh", "dt753-ma-da")
FURTHER_SESSIONS = 8
QUIET = 0.7  # load average of a machine that has nothing else to do
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
COUNT = "document.querySelectorAll('.leaflet-routes-pane path, .leaflet-marks-pane *').length"
# resolves with the moment at which the number of drawn things is another one
CHANGED = f"""before => new Promise(done => {{
    const look = () => {COUNT} !== before ? done(performance.timeOrigin + performance.now()) : requestAnimationFrame(look);
    look();
}})"""


@dataclass(frozen=True)
class Figure:
    """One line of the report."""

    what: str
    target: str
    value: str


@contextmanager
def server() -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    """A server of the program: its process, its address, and the seconds until it answered."""
    port = free_port(None, host="127.0.0.1")
    command = [
        sys.executable,
        "-m",
        "server",
        "app.py",
        f"--port={port}",
        "--warm",
        "--ends-with-starter",
    ]
    began = time.perf_counter()
    surroundings = server_env() | {JOBS: Wish().jobs}  # long work in processes of their own, as `run.py` starts it
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        yield process, f"http://127.0.0.1:{port}", time.perf_counter() - began
    finally:
        process.terminate()
        process.communicate()


def memory_mb(process: subprocess.Popen) -> float:
    """Resident memory of a process without that of its processes for long work (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def fresh(browser: Browser) -> BrowserContext:
    """A browser that has never been here: nothing cached."""
    return browser.new_context(viewport={"width": 1366, "height": 768})


def open_map(context: BrowserContext, url: str) -> tuple[Page, float, dict[str, int]]:
    """A page in a fresh session with its map drawn: seconds until then, and what went over the wire."""
    page = context.new_page()
    wire = {"received": 0, "sent": 0, "base": 0}

    def count(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: wire.update(received=wire["received"] + len(payload)))
        socket.on("framesent", lambda _: wire.update(sent=wire["sent"] + 1))

    page.on("websocket", count)
    page.on(
        "response", lambda answer: wire.update(base=len(answer.body())) if ".basemap/" in answer.url else None
    )  # the base map comes as a script of its own
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(".leaflet-routes-pane path").first.wait_for(state="attached", timeout=120_000)
    seconds = time.perf_counter() - began
    return page, seconds, wire


def settle(page: Page) -> None:
    """Wait until the server has nothing more to do for this page."""
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=120_000)
    page.wait_for_timeout(700)


def switch(page: Page, name: str) -> float:
    """Seconds from a click on the tick box of a layer to the change on the map."""
    settle(page)
    before = page.evaluate(COUNT)
    box = page.locator(f".st-key-{name} input").first.element_handle()
    clicked = box.evaluate(CLICK)
    return (page.evaluate(CHANGED, before) - clicked) / 1000


def switches(page: Page, names: tuple[str, ...]) -> tuple[list[float], list[float]]:
    """Seconds to switch each layer off and on: the views seen for the first time, and those seen before."""
    first, again = [], []
    for name in names:
        first.append(switch(page, name))  # off, a view not drawn before
        again.append(switch(page, name))  # on, as it was
        again.append(switch(page, name))
        again.append(switch(page, name))
    return first, again


def runs_by_panning(page: Page, wire: dict[str, int]) -> int:
    """How many requests to run the page three drags and a zoom cause."""
    settle(page)
    before = wire["sent"]
    box = page.locator(".lt-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in (60, -90, 40):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step, y + step, steps=5)
        page.mouse.up()
        page.wait_for_timeout(400)
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(1500)
    return wire["sent"] - before


def median_ms(run: Callable[[], float], *, times: int = 15) -> float:
    """Median in milliseconds of what ``run`` measures in seconds."""
    return statistics.median(run() for _ in range(times)) * 1000


def in_browser(url: str) -> list[Figure]:
    """What a user waits for."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        cold = open_map(fresh(browser), url)[1]
        new = [open_map(fresh(browser), url)[1] for _ in range(3)]
        context = fresh(browser)
        open_map(context, url)
        warm = [open_map(context, url)[1] for _ in range(5)]
        page, _, wire = open_map(fresh(browser), url)
        settle(page)
        payload_mb = (wire["received"] + wire["base"]) / 1e6
        pans = runs_by_panning(page, wire)
        boxes = tuple(f"tick-{name}" for name in ROUTES)
        first, again = switches(page, boxes)
        table = table_seconds(fresh(browser).new_page(), url)
        gains = gain_seconds(fresh(browser).new_page(), url)
        of_pages = felt.rows(url, lambda: fresh(browser).new_page())
        browser.close()
    return [
        Figure("map drawn in a new tab (median of 5)", "≤ 3 s", f"{statistics.median(warm):.2f} s"),
        Figure("map drawn in a browser that was never here (median of 3)", "–", f"{statistics.median(new):.2f} s"),
        Figure("first map drawn, first visit after the start", "–", f"{cold:.2f} s"),
        Figure("switching a layer, first time (median, worst)", "≤ 0.5 s", spread(first)),
        Figure("switching a layer, again (median, worst)", "≤ 0.25 s", spread(again)),
        Figure("runs of the page caused by panning and zooming", "0", str(pans)),
        Figure("tick on Compare to the new table, five scenarios (median, worst)", "≤ 0.5 s", spread(table)),
        Figure("tick on Compare to the new figures and map of gains (median, worst)", "≤ 0.5 s", spread(gains)),
        *(Figure(*row) for row in of_pages),
        Figure("first payload of the map page", "≤ 1.5 MB", f"{payload_mb:.2f} MB"),
    ]


def of_the_server(url: str, process: subprocess.Popen) -> list[Figure]:
    """What a rerun and a session cost, asked without a browser."""
    first = Session(url)
    first.run()
    first.run()
    one = memory_mb(process)
    others = [Session(url) for _ in range(FURTHER_SESSIONS)]
    for session in others:
        session.run()
        session.run()
    each = (memory_mb(process) - one) / FURTHER_SESSIONS
    whole = median_ms(first.run)
    part = median_ms(lambda: first.run(fragment=True))
    for session in (first, *others):
        session.close()
    return [
        Figure("rerun of the map page on the server (median of 15)", "≤ 50 ms", f"{whole:.0f} ms"),
        Figure("rerun of the map's part alone (median of 15)", "≤ 50 ms", f"{part:.0f} ms"),
        Figure("memory of the server, one session", "≤ 600 MB", f"{one:.0f} MB"),
        Figure(
            f"memory of each further session (mean of {FURTHER_SESSIONS})",
            "≤ 25 MB",
            f"{each:.0f} MB" if each >= 1 else "under 1 MB",
        ),
    ]


def ten_tasks(url: str) -> str:
    """What people do most, as a table."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        table = tasks.table(list(tasks.rows(url, lambda: fresh(browser).new_page())))
        browser.close()
    return table


def report(figures: list[Figure], table: str, *, load: float) -> str:
    """The report as Markdown; ``load`` is how many processes wanted a core before it began."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    rows = "\n".join(f"| {figure.what} | {figure.target} | {figure.value} |" for figure in figures)
    return (
        "# The pages on a small machine\n\n"
        f"Measured {datetime.now(UTC):%Y-%m-%d} with `python -m benchmarks.web` on {os.cpu_count()} cores ({model}), "
        f"Python {platform.python_version()}, Chromium headless at 1366 × 768. Load of the machine just before: {load:.1f}"
        f"{'' if load < QUIET else ' – it was doing other work, so the times below are too long'}.\n\n"
        "| what | target | measured |\n|---|---|---|\n"
        f"{rows}\n\n"
        "A layer switched for the first time is a view the server has not drawn before; again, one that it has. The\n"
        "payload is everything that comes over the web socket until the page is still, and the base map's script, uncompressed.\n"
        "Pages, years and search are measured from the click or key to the end of the run it began.\n"
        "A tick on Compare changes a scenario of 14 projects; the map of gains colours every commune of\n"
        "the study area (more than 300).\n\n"
        "## The ten most common tasks\n\n"
        "Each begins at the map in a new session. A click is a press of the mouse or of Enter, or a word typed; the seconds are those in\n"
        "which the program is waited for, without what a person reads and thinks. The column at the right is of the interface of before.\n\n"
        f"{table}"
    )


def main() -> None:
    """Measure and write the report."""
    load = os.getloadavg()[0]
    with server() as (process, url, seconds):
        figures = [Figure("start of the server", "≤ 3 s", f"{seconds:.2f} s")]
        figures += of_the_server(url, process)
    with server() as (_, url, _):
        figures += in_browser(url)
        table = ten_tasks(url)
    REPORT.write_text(report(figures, table, load=load), encoding="utf-8")
    print(REPORT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
