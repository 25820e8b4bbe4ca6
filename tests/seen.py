"""What a person sees and does on the pages, for the tests that drive a browser."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from time import monotonic

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
        && !window.runAwaited && !document.querySelector('[data-testid="stSkeleton"], [class*="st-key-ltworkbar"] [role="progressbar"]');
    if (!rests || window.restsAsked !== asked) { Object.assign(window, {restsAsked: asked, restsSince: now}); }
    return rests && now - window.restsSince >= 300;
}"""
# where a point lies, once it has lain there for five frames: a pop-up moves the map into sight of itself
_AT_REST = """async (place) => {
    for (let before = "", same = 0; ; await new Promise(requestAnimationFrame)) {
        const {map} = window.lienTinh, box = map.getContainer().getBoundingClientRect(), at = map.latLngToContainerPoint(place);
        const found = [box.left + at.x, box.top + at.y];
        same = String(found) === before && !map._animatingZoom && !map._panAnim?._inProgress ? same + 1 : 0;
        if (same === 5) { return found; }
        before = String(found);
    }
}"""
_PATIENCE_S = 60
_LOOK_EVERY_MS = 50  # at every frame it would cost the processor more than what is waited for
_ASKED = count()


def go(page: Page, address: str) -> None:
    """Open an address and wait for the page."""
    page.goto(address)
    expect(page.locator("h1.lt-name")).to_be_visible()


def settled(page: Page) -> None:
    """Wait until the page rests: every run that was asked for has begun and ended, for a moment no other was asked for, no
    long work goes on, and nothing is left empty: the browser fetches the code of a control when it first meets one."""
    page.wait_for_function(_RESTS, arg=next(_ASKED), polling=_LOOK_EVERY_MS)


def the_map(page: Page) -> Page:
    """The page, once its map is drawn; ``lienTinh.map`` is the map put there last."""
    page.locator(MAP).first.wait_for()
    page.wait_for_function(
        "() => window.lienTinh && lienTinh.map && lienTinh.map._lt.drawn && lienTinh.map.getContainer().isConnected"
    )
    return page


def drawn(frame) -> dict[str, list[str]]:
    """Ids of everything on the map that answers to the pointer, by kind, as it is at this moment."""
    return frame.evaluate(_DRAWN)


def wait_shown(frame, kind: str, *ids: str) -> None:
    """Wait until the map shows all of these."""
    frame.wait_for_function(
        f"([kind, ids]) => {{ const found = ({_DRAWN})()[kind] || []; return ids.every((id) => found.includes(id)); }}",
        arg=[kind, ids],
        polling=_LOOK_EVERY_MS,
    )


def wait_gone(frame, kind: str, *beginnings: str) -> None:
    """Wait until the map shows nothing of a kind whose id begins with one of these; without any, nothing of the kind."""
    frame.wait_for_function(
        f"([kind, gone]) => !(({_DRAWN})()[kind] || []).some((id) => gone.some((start) => id.startsWith(start)))",
        arg=[kind, beginnings or ("",)],
        polling=_LOOK_EVERY_MS,
    )


def wait_results(frame, least: int, *, beginning: str = "") -> None:
    """Wait until the map shows results whose ids begin so."""
    frame.wait_for_function(
        f"([least, beginning]) => (({_DRAWN})().result || []).filter(id => id.startsWith(beginning)).length >= least",
        arg=[least, beginning],
        polling=_LOOK_EVERY_MS,
    )


def look(frame, lat: float, lon: float, zoom: int) -> None:
    """Move the map as a hand does, which touches it first. The braces matter: a map handed back would be copied out of the browser, for minutes."""
    frame.evaluate(
        f"""() => {{
          const map = window.lienTinh.map;
          map.getContainer().dispatchEvent(new PointerEvent("pointerdown", {{bubbles: true}}));
          map.setView([{lat}, {lon}], {zoom}, {{animate: false}});
        }}"""
    )


def says(page: Page, part: str) -> None:
    """Wait until the address holds a part."""
    page.wait_for_function(
        "(part) => decodeURIComponent(location.search).includes(part)", arg=part, polling=_LOOK_EVERY_MS
    )


def says_no(page: Page, part: str) -> None:
    """Wait until the address does not hold a part."""
    page.wait_for_function(
        "(part) => !decodeURIComponent(location.search).includes(part)", arg=part, polling=_LOOK_EVERY_MS
    )


def until(page: Page, read, holds):
    """What is read, as soon as ``holds`` says so of it, or after a while as it is: for what no ``expect`` can be asked."""
    end = monotonic() + _PATIENCE_S
    while not holds(value := read()) and monotonic() < end:
        page.wait_for_timeout(50)
    return value


def on_window(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a point of the map lies in the window, once the map has come to rest."""
    return tuple(page.evaluate(_AT_REST, [lat, lon]))


def click_map(page: Page, lon: float, lat: float) -> None:
    """Click the map where a point lies."""
    page.mouse.click(*on_window(page, lon, lat))


@contextmanager
def sent_by(page: Page):
    """Counts what the browser sends to the server while the block runs."""
    counted: list[object] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: counted.append(frame))  # noqa: PLW0108 - takes no builtin
    yield counted
    session.detach()
