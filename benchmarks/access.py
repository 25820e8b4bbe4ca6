"""What the page Connectivity costs: ``python -m benchmarks.access`` writes ``benchmarks/access.md``.

First CPU seconds of one process, every result fresh, as after a user's change; then what a user waits for in
Chromium, results known to the server. On a machine that does other work the latter mean nothing.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from analysis.accessibility.access import ACCESS_KINDS, accessibility
from analysis.accessibility.border import border_access, border_communes, border_road_ranges, gate_figures
from analysis.accessibility.isochrone_areas import isochrones
from analysis.accessibility.tours import round_trip, tourist_sites
from analysis.scenarios.loading import load_world
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.variants import Assumptions, ready_variants
from analysis.scenarios.world import World
from benchmarks.scenarios import timed
from benchmarks.waits.ticks import CLICK, spread, still
from benchmarks.web import FLAGS, QUIET, server
from words import Lang, say

REPORT = Path(__file__).with_suffix(".md")
TIMES = 5
# whether the map shows results whose ids begin so
_MAP = """beginning => window.lienTinh && lienTinh.map && lienTinh.map.getContainer().isConnected &&
    lienTinh.map._lt.things.some(({item}) => item.kind === "result" && String(item.id).startsWith(beginning))"""
_DRAWN = {"border": "strip-", "tourism": "stop-", "access": "2"}  # ids of stretches, stops, communes


def main() -> int:
    """Measure and write the report."""
    load = os.getloadavg()[0]
    world = load_world()
    rows = [f"| {name} | {aim} | {timed(make)[1]:.2f} s |" for name, aim, make in work(world)]
    rows += [f"| {name} (median, worst of {TIMES}) | ≤ 1 s | {spread(took)} |" for name, took in in_browser()]
    about = (
        f"{datetime.now(UTC):%d %B %Y}; {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python "
        f"{platform.python_version()}. Load of the machine just before: {load:.1f}"
        f"{'' if load < QUIET else ' – it was doing other work, so the waiting times are too long'}."
    )
    head = ["# What the page Connectivity costs", "", about, "", "| what | aim | measured |", "|---|---|---|"]
    tail = [
        "",
        "The first rows are CPU seconds of one process, each result fresh: nothing kept of either scenario but the",
        "network. The last ones are what a user waits for, from the click until the map shows the results.",
    ]
    text = "\n".join([*head, *rows, *tail, ""])
    REPORT.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    return 0


def work(world: World) -> list[tuple[str, str, Callable[[], object]]]:
    """What is measured, the aim, and how it is made."""
    after = next(v for v in ready_variants(world) if v.key == "agreement").scenario(Assumptions())
    both = {"before": Scenario(), "after": after}
    sites = tourist_sites(world)
    return [
        ("access of all communes, all seven kinds, before and after", "≤ 2 s", lambda: _all_kinds(world, after)),
        ("isochrones to the nearest gate, before and after", "–", lambda: isochrones(world, **both, place_id="gate")),
        ("the border near roads, before and after", "–", lambda: [border_access(world, s) for s in both.values()]),
        ("gates among each other and their trips", "–", lambda: [gate_figures(world, s) for s in both.values()]),
        ("communes on the border", "–", lambda: border_communes(world, **both)),
        ("what QL14C changes, over its hypotheses", "–", lambda: border_road_ranges(world, after)),
        (
            f"round trip through {len(sites)} sites, before and after",
            "–",
            lambda: [round_trip(world, s, sites) for s in both.values()],
        ),
    ]


def _all_kinds(world: World, after: Scenario) -> object:
    return [accessibility(world, before=Scenario(), after=after, kind=kind) for kind in ACCESS_KINDS]


def in_browser() -> list[tuple[str, list[float]]]:
    """Seconds a user waits for the page and for its tabs."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with server() as (_, url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
        page.goto(f"{url}/connectivity")
        for name in _DRAWN:  # once before, so that the server knows every result
            _shown(page, name, lambda name=name: _tab(page, name))
        found = {f"tab {name} opened, map drawn": [] for name in _DRAWN}
        found["page opened from the page Sources, map drawn"] = []
        for _ in range(TIMES):
            for name in _DRAWN:
                found[f"tab {name} opened, map drawn"].append(_shown(page, name, lambda name=name: _tab(page, name)))
            page.get_by_role("link", name=say("app.page_sources", Lang.VI), exact=True).click()
            page.locator(".lt-map").wait_for(state="detached")
            took = _shown(page, "access", lambda: _page(page))
            found["page opened from the page Sources, map drawn"].append(took)
        browser.close()
    return list(found.items())


def _tab(page: Page, name: str) -> float:
    title = say(f"linking.tab_{name}", Lang.VI)
    return float(page.get_by_role("tab", name=title, exact=True).element_handle().evaluate(CLICK))


def _page(page: Page) -> float:
    link = page.get_by_role("link", name=say("app.page_connectivity", Lang.VI), exact=True)
    return float(link.element_handle().evaluate(CLICK))


def _shown(page: Page, name: str, click: Callable[[], float]) -> float:
    """Seconds from a click until the map shows the results of a tab."""
    still(page)
    clicked = click()
    page.wait_for_function(_MAP, arg=_DRAWN[name], polling="raf", timeout=120_000)
    return (float(page.evaluate("performance.timeOrigin + performance.now()")) - clicked) / 1000


if __name__ == "__main__":
    sys.exit(main())
