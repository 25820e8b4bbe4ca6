"""What a person sees and does on the pages, for the tests that drive a browser."""

from __future__ import annotations

import json
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from layers.projects import read_projects

PROJECTS = read_projects()
MAP = ".lt-map"
_DRAWN = """() => {
    const found = {};
    for (const {item} of window.lienTinh.map._lt.things) {
        if (item.id) { (found[item.kind] = found[item.kind] || []).push(item.id); }
    }
    return found;
}"""


def go(page: Page, address: str) -> None:
    """Open an address and wait for the page."""
    page.goto(address)
    expect(page.locator("h1.lt-name")).to_be_visible(timeout=60_000)


def settled(page: Page) -> None:
    """Wait until the page's run has ended: the map comes first, the rest after it."""
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=60_000)


def the_map(page: Page) -> Page:
    """The page, once its map is drawn; ``lienTinh.map`` is the map put there last."""
    page.locator(MAP).first.wait_for(timeout=60_000)
    page.wait_for_function(
        "() => window.lienTinh && lienTinh.map && lienTinh.map._lt.drawn && lienTinh.map.getContainer().isConnected",
        timeout=60_000,
    )
    return page


def drawn(frame) -> dict[str, list[str]]:
    """Ids of everything on the map that answers to the pointer, by kind."""
    return frame.evaluate(_DRAWN)


def wait_drawn(frame, project_id: str, *, shown: bool = True) -> None:
    frame.wait_for_function(
        f"(id) => {{ const found = ({_DRAWN})(); return (found.project || []).includes(id) === {json.dumps(shown)}; }}",
        arg=project_id,
        timeout=20_000,
    )


def wait_results(frame, least: int, *, beginning: str = "") -> None:
    """Wait until the map shows results whose ids begin so."""
    frame.wait_for_function(
        f"([least, beginning]) => (({_DRAWN})().result || []).filter(id => id.startsWith(beginning)).length >= least",
        arg=[least, beginning],
        timeout=60_000,
    )


def look(frame, lat: float, lon: float, zoom: int) -> None:
    """Move the map. The braces matter: a map handed back would be copied out of the browser, for minutes."""
    frame.evaluate(f"() => {{ window.lienTinh.map.setView([{lat}, {lon}], {zoom}, {{animate: false}}); }}")


def says(page: Page, part: str) -> None:
    """Wait until the address holds a part."""
    page.wait_for_function("(part) => decodeURIComponent(location.search).includes(part)", arg=part, timeout=20_000)


def click_map(page: Page, frame, lon: float, lat: float) -> None:
    """Click the map where a point lies."""
    at = frame.evaluate(
        f"() => {{ const p = window.lienTinh.map.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }}"
    )
    box = page.locator(MAP).first.bounding_box()
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])


@contextmanager
def sent_by(page: Page):
    """Counts what the browser sends to the server while the block runs."""
    counted: list[object] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: counted.append(frame))  # noqa: PLW0108 - takes no builtin
    yield counted
    session.detach()
