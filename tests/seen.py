"""What a person sees and does on the pages, for the tests that drive a browser."""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import count

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
_RESTS = """(asked) => {
    const app = document.querySelector("[data-test-script-state]"), now = performance.now();
    const rests = app?.dataset.testScriptState === "notRunning" && app.dataset.testConnectionState === "CONNECTED"
        && !document.querySelector('[data-testid="stSkeleton"]');
    if (!rests || window.restsAsked !== asked) { Object.assign(window, {restsAsked: asked, restsSince: now}); }
    return rests && now - window.restsSince >= 500;
}"""
_ASKED = count()


def go(page: Page, address: str) -> None:
    """Open an address and wait for the page."""
    page.goto(address)
    expect(page.locator("h1.lt-name")).to_be_visible()


def settled(page: Page) -> None:
    """Wait until the page rests: no run for half a second (one run may ask for the next and idle between the two), and
    nothing left empty: the browser fetches the code of a control when it first meets one, after the run has ended."""
    page.wait_for_function(_RESTS, arg=next(_ASKED), polling="raf")


def the_map(page: Page) -> Page:
    """The page, once its map is drawn; ``lienTinh.map`` is the map put there last."""
    page.locator(MAP).first.wait_for()
    page.wait_for_function(
        "() => window.lienTinh && lienTinh.map && lienTinh.map._lt.drawn && lienTinh.map.getContainer().isConnected"
    )
    return page


def drawn(frame) -> dict[str, list[str]]:
    """Ids of everything on the map that answers to the pointer, by kind."""
    return frame.evaluate(_DRAWN)


def wait_drawn(frame, project_id: str, *, shown: bool = True) -> None:
    frame.wait_for_function(
        f"(id) => {{ const found = ({_DRAWN})(); return (found.project || []).includes(id) === {json.dumps(shown)}; }}",
        arg=project_id,
    )


def wait_results(frame, least: int, *, beginning: str = "") -> None:
    """Wait until the map shows results whose ids begin so."""
    frame.wait_for_function(
        f"([least, beginning]) => (({_DRAWN})().result || []).filter(id => id.startsWith(beginning)).length >= least",
        arg=[least, beginning],
    )


def look(frame, lat: float, lon: float, zoom: int) -> None:
    """Move the map. The braces matter: a map handed back would be copied out of the browser, for minutes."""
    frame.evaluate(f"() => {{ window.lienTinh.map.setView([{lat}, {lon}], {zoom}, {{animate: false}}); }}")


def says(page: Page, part: str) -> None:
    """Wait until the address holds a part."""
    page.wait_for_function("(part) => decodeURIComponent(location.search).includes(part)", arg=part)


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
