"""What a tick on page Compare costs the user: from the click until figures and map are those of the new scenario."""

from __future__ import annotations

import statistics
from typing import Final

from playwright.sync_api import Page

TICKED: Final = (
    "ring-road-3",
    "ring-road-4",
    "ct31-moc-bai",
    "dt753-ma-da",
    "ct30-hcmc-chon-thanh",
    "ring-road-3",
    "ring-road-4",
)
SCENARIO: Final = (
    "hcm-chon-thanh-duc-hoa",
    "ct02-chon-thanh-duc-hoa",
    "ql14c-existing-roads",
    "ring-road-3",
    "ring-road-4",
    "ct30-hcmc-chon-thanh",
    "dt753-ma-da",
    "btu-phu-giao-bau-bang",
    "dat-set-ben-cui",
    "ql22c",
    "dt794",
    "dt795",
    "ct31-moc-bai",
    "ct32-go-dau-xa-mat",
)
_ROUTES: Final = "routes=" + "~".join(SCENARIO)
CLICK: Final = "box => { const at = performance.timeOrigin + performance.now(); box.click(); return at; }"
# digests beside the figures: they name the scenario that the figures are of
_FIGURES: Final = (
    "[...document.querySelectorAll('thead, .lt-note')].flatMap(e => e.innerText.match(/[0-9a-f]{16}/g) || []).join('|')"
)
# the communes on the map, by colour
_COMMUNES: Final = (
    "lienTinh.map._lt.things.filter(({item}) => item.kind === 'result').map(({item}) => item.a).join('|')"
)
_CHANGED: Final = """(before) => new Promise(done => {{
    const look = () => {what} !== before ? done(performance.timeOrigin + performance.now()) : requestAnimationFrame(look);
    look();
}})"""


def still(page: Page) -> None:
    """Wait until the server has nothing more to do for this page."""
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=120_000)
    page.wait_for_timeout(900)  # a run that computes ranges may follow


def table_seconds(page: Page, url: str) -> list[float]:
    """Seconds from each tick to the new figures of the table, 14 projects and five scenarios side by side."""
    page.goto(f"{url}/compare?part=overview&{_ROUTES}")
    return [_tick(page, name, with_map=False) for name in TICKED]


def gain_seconds(page: Page, url: str) -> list[float]:
    """Seconds from each tick to the new figures and the newly coloured communes of the map of gains."""
    page.goto(f"{url}/compare?part=gains&goal=cap-dong-xoai&{_ROUTES}")
    page.locator(f".st-key-tick-{TICKED[0]}").first.wait_for(timeout=120_000)
    still(page)
    return [_tick(page, name, with_map=True) for name in TICKED]


def _tick(page: Page, name: str, *, with_map: bool) -> float:
    box = page.locator(f".st-key-tick-{name} input").first
    box.wait_for(state="attached", timeout=120_000)
    still(page)
    before = page.evaluate(_FIGURES)
    communes = page.evaluate(_COMMUNES) if with_map else ""
    clicked = box.element_handle().evaluate(CLICK)
    ends = [page.evaluate(_CHANGED.format(what=_FIGURES), before)]
    if with_map:
        ends.append(page.evaluate(_CHANGED.format(what=_COMMUNES), communes))
    return (max(ends) - clicked) / 1000


def spread(seconds: list[float]) -> str:
    """Median and worst."""
    return f"{statistics.median(seconds):.2f} s, {max(seconds):.2f} s"
