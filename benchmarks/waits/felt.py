"""What a person waits for between a click and the page that answers it, with 0, 3 and 40 things of the person's own.

Measured in the browser, from the click to the moment the run has ended and the page is the one asked for. Own data
come by an address with drawn routes, so that the way of a shared link is measured too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from layers import RouteFields, UserData, UserPlace, UserRoute
from layers.study_area import study
from user_data.file import write_file

OWN = (0, 3, 40)
ROUNDS = 3
PAGES = ("compare", "connectivity", "own", "sources", "")  # the map last
# resolves with the milliseconds from a click to the end of the run it began, on the page asked for
ANSWERED = """([element, path]) => new Promise(done => {
    const state = () => document.querySelector("[data-test-script-state]").dataset.testScriptState;
    const began = performance.now();
    let ran = false;
    element.click();
    const look = () => {
        ran ||= state() !== "notRunning";
        const here = path === null || location.pathname === path;
        if (ran && here && state() === "notRunning") { done(performance.now() - began); return; }
        requestAnimationFrame(look);
    };
    look();
})"""


def own_data(count: int) -> UserData:
    """Half of them routes, half places, spread over the study area."""
    from shapely.geometry import LineString  # noqa: PLC0415

    from analysis.scenarios import align_route, load_world  # noqa: PLC0415

    west, south, east, north = study().view
    world = load_world()

    def spot(n: int) -> tuple[float, float]:
        return west + (east - west) * (0.2 + 0.6 * (n * 0.618 % 1)), south + (north - south) * (
            0.2 + 0.6 * (n * 0.382 % 1)
        )

    routes, places = [], []
    for n in range(count):
        lon, lat = spot(n)
        if n % 2:
            places.append(UserPlace("", f"Điểm {n}", "", lon, lat))
        else:
            line = LineString([(lon, lat), (lon + 0.08, lat + 0.03)])
            routes.append(align_route(world, UserRoute("", RouteFields(f"Tuyến {n}"), line, drawn=True), snap=False))
    return UserData().added(routes=routes, places=places)


def settle(page: Page) -> None:
    """Wait until the page is still."""
    page.wait_for_timeout(300)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=120_000)
    page.wait_for_timeout(500)


def seconds(page: Page, element: Locator, *, path: str | None = None) -> float:
    """From a click to its answer."""
    settle(page)
    return float(page.evaluate(ANSWERED, [element.first.element_handle(), path])) / 1000


def bring(page: Page, url: str, count: int) -> None:
    """Open the page of own data and bring a file of so many things."""
    page.goto(f"{url}/own", wait_until="commit")
    page.locator("h1").first.wait_for(timeout=120_000)
    settle(page)
    if not count:
        return
    page.get_by_role("tab").last.click()
    settle(page)
    file = {"name": "own.gpkg", "mimeType": "application/geopackage+sqlite3", "buffer": write_file(own_data(count))}
    page.locator('[data-testid="stFileUploader"] input[type=file]').first.set_input_files(file)  # type: ignore[arg-type]
    page.wait_for_timeout(1000)
    settle(page)


def page_changes(page: Page) -> list[float]:
    """Seconds of page changes, once every page was seen."""
    measured: list[float] = []
    for turn in range(ROUNDS + 1):
        for name in PAGES:
            took = seconds(page, page.locator(f'.st-key-ltnav a[href="{name}"]'), path=f"/{name}")
            measured += [took] if turn else []
    return measured


def year_steps(page: Page, url: str, path: str) -> list[float]:
    """Seconds from a key on the year slider to the new year, on a page."""
    page.goto(f"{url}{path}", wait_until="commit")
    page.locator(".st-key-year").wait_for(timeout=120_000)
    settle(page)
    slider = page.locator(".st-key-year input, .st-key-year [role=slider]").first
    measured = []
    for _ in range(6):
        slider.focus()
        began = time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.locator('[data-test-script-state="running"]').wait_for(timeout=20_000)
        page.locator('[data-test-script-state="notRunning"]').wait_for(timeout=120_000)
        measured.append(time.perf_counter() - began)
        settle(page)
    return measured


def search_to_facts(page: Page, url: str) -> list[float]:
    """Seconds from Enter in the search to the facts."""
    page.goto(url, wait_until="commit")
    page.get_by_role("combobox").first.wait_for(timeout=120_000)
    settle(page)
    measured = []
    for word, name in (("dong xoai", "Đồng Xoài"), ("moc bai", "Mộc Bài"), ("loc ninh", "Lộc Ninh")):
        box = page.get_by_role("combobox").first
        box.click()
        box.fill(word)
        page.wait_for_timeout(400)
        began = time.perf_counter()
        box.press("Enter")
        page.locator(".lt-facts h3", has_text=name).first.wait_for(timeout=120_000)
        measured.append(time.perf_counter() - began)
        settle(page)
    return measured


def told(values: list[float]) -> str:
    """Median and worst."""
    return f"{statistics.median(values):.2f} s, {max(values):.2f} s"


def rows(url: str, fresh: Callable[[], Page]) -> list[tuple[str, str, str]]:
    """Lines of the report: what, target, measured."""
    found = []
    for count in OWN:
        page = fresh()
        bring(page, url, count)
        target = "≤ 0.8 s" if not count else "≤ 1.2 s"
        found.append((f"page change, {count} things of one's own (median, worst)", target, told(page_changes(page))))
        page.context.close()
    page = fresh()
    found.append(("search to facts (median, worst)", "≤ 1.5 s", told(search_to_facts(page, url))))
    for name, path in (
        ("map", "/?year=2022"),
        ("comparison", "/compare?year=2022"),
        ("who gains", "/compare?year=2022&part=gains"),
    ):
        found.append((f"one year on, {name} (median, worst)", "≤ 1 s", told(year_steps(page, url, path))))
    page.context.close()
    return found
