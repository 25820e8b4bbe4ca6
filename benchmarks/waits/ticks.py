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
# the communes on the map, by colour
_COMMUNES: Final = (
    "lienTinh.map._lt.things.filter(({item}) => item.kind === 'result').map(({item}) => item.a).join('|')"
)
# keeps the moment at which what stands on the page, or on its map, was last another
_WATCH: Final = f"""() => {{
    const page = document.querySelector('[data-testid="stMain"]');
    const state = () => page.textContent + ({_COMMUNES});
    let last = state();
    window.lastChange = null;
    const look = () => {{
        const now = state();
        if (now !== last) {{ last = now; window.lastChange = performance.timeOrigin + performance.now(); }}
        window.watching = requestAnimationFrame(look);
    }};
    cancelAnimationFrame(window.watching);
    look();
}}"""


def still(page: Page) -> None:
    """Wait until the server has nothing more to do for this page."""
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=120_000)
    page.wait_for_timeout(900)  # a run that computes ranges may follow


def table_seconds(page: Page, url: str) -> list[float]:
    """Seconds from each tick until the last figure is new, 14 projects and five scenarios side by side."""
    page.goto(f"{url}/compare?part=overview&{_ROUTES}")
    return [_tick(page, name) for name in TICKED]


def gain_seconds(page: Page, url: str) -> list[float]:
    """Seconds from each tick until figures and communes of the map of gains are new."""
    page.goto(f"{url}/compare?part=gains&goal=cap-dong-xoai&{_ROUTES}")
    return [_tick(page, name) for name in TICKED]


def _tick(page: Page, name: str) -> float:
    box = page.locator(f".st-key-tick-{name} input").first
    box.wait_for(state="attached", timeout=120_000)
    still(page)
    page.evaluate(_WATCH)
    clicked = box.element_handle().evaluate(CLICK)
    page.wait_for_function("() => window.lastChange !== null")
    still(page)
    return float(page.evaluate("() => window.lastChange") - clicked) / 1000


def spread(seconds: list[float]) -> str:
    """Median and worst."""
    return f"{statistics.median(seconds):.2f} s, {max(seconds):.2f} s"
