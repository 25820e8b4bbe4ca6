"""The ten things people do most, from the page that opens: how many clicks each takes, and how long the program is waited for.

A click is a press of the mouse, of Enter, or a word typed. Seconds run from the first of them until the last answer
stands; what a person reads and thinks in between is not in them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from words import Lang, say

ROUNDS = 3
_DUE_MS = 120_000
_NOT_MEASURED = "not measured"
# notes that a run has begun since
_WATCH = """() => {
    window.lienTinhRan = false;
    const state = () => document.querySelector("[data-test-script-state]")?.dataset.testScriptState ?? "notRunning";
    const look = () => { if (state() !== "notRunning") window.lienTinhRan = true; else requestAnimationFrame(look); };
    look();
}"""


@dataclass
class Hand:
    """A person at a page who counts."""

    page: Page
    clicks: int = 0
    seconds: float = 0.0
    _since: float = field(default=0.0)

    def click(self, element: Locator) -> None:
        """Press; the clock runs from here."""
        self._do(element.first.click)

    def type(self, element: Locator, word: str) -> None:
        """Type a word into a field and take the first hit."""
        self._do(lambda: element.first.fill(word))
        self.page.wait_for_timeout(300)  # the list of hits
        self.clicks += 1
        self.page.keyboard.press("Enter")

    def key(self, element: Locator, name: str) -> None:
        """Press a key on a control."""
        self._do(lambda: element.first.press(name))

    def _do(self, act: Callable[[], object]) -> None:
        self.clicks += 1
        self.page.evaluate(_WATCH)
        self._since = self._since or time.perf_counter()
        act()

    def until(self, answer: Locator) -> None:
        """The answer stands, and the run that gave it has ended."""
        self.page.wait_for_function("() => window.lienTinhRan", timeout=_DUE_MS)
        answer.first.wait_for(timeout=_DUE_MS)
        self.page.locator("[data-test-script-state=notRunning]").wait_for(timeout=_DUE_MS)
        self.seconds, self._since = self.seconds + time.perf_counter() - self._since, 0.0


def _link(page: Page, name: str) -> Locator:
    return page.locator(f'.st-key-ltnav a[href="{name}"]')


def _tab(page: Page, key: str) -> Locator:
    return page.get_by_role("tab", name=say(key, Lang.VI), exact=True)


def _verdict(page: Page, holding: str = "") -> Locator:
    return page.locator(".lt-verdict", has_text=holding or None)


def facts(hand: Hand) -> None:
    """Find a route and read its facts."""
    hand.type(hand.page.get_by_role("combobox"), "vanh dai 4")
    hand.until(hand.page.locator(".lt-facts h3", has_text="Vành đai 4"))


def change(hand: Hand) -> None:
    """Read what the route found changes."""
    facts(hand)
    hand.click(hand.page.locator(".st-key-ltchanges a"))
    hand.until(_verdict(hand.page))


def first(hand: Hand) -> None:
    """Which road should be built first."""
    hand.click(_link(hand.page, "compare"))
    hand.until(_verdict(hand.page))
    hand.click(_tab(hand.page, "compare.part_shares"))
    hand.until(hand.page.locator("table.lt.steps"))


def pair(hand: Hand) -> None:
    """The trip between two places, before and after."""
    hand.click(_link(hand.page, "compare"))
    hand.until(_verdict(hand.page))
    hand.click(_tab(hand.page, "compare.part_pair"))
    hand.until(hand.page.locator(".st-key-place-origin"))
    hand.type(hand.page.locator(".st-key-place-origin input"), "Bù Gia Mập")
    hand.until(_verdict(hand.page))


def gains(hand: Hand) -> None:
    """Who gains from the routes of the talks."""
    hand.click(_link(hand.page, "compare"))
    hand.until(_verdict(hand.page))
    hand.click(_tab(hand.page, "compare.part_gains"))
    hand.until(hand.page.locator(".st-key-ltright .lt-verdict"))


def tick(hand: Hand) -> None:
    """Leave a route out and read the new figures."""
    hand.click(_link(hand.page, "compare"))
    hand.until(_verdict(hand.page))
    hand.click(hand.page.locator(".st-key-tick-ring-road-3 label"))
    hand.until(hand.page.locator(".lt-tile"))


def closure(hand: Hand) -> None:
    """What the closing of a bridge costs."""
    hand.click(_link(hand.page, "compare"))
    hand.until(_verdict(hand.page))
    hand.click(_tab(hand.page, "compare.part_closure"))
    hand.until(hand.page.locator(".st-key-closure-list"))
    hand.type(hand.page.locator(".st-key-closure-list input"), "ĐT792")
    hand.until(hand.page.locator(".lt-verdict.lt-loss"))


def access(hand: Hand) -> None:
    """How many people reach the nearest gate within an hour."""
    hand.click(_link(hand.page, "connectivity"))
    hand.until(_verdict(hand.page))


def year(hand: Hand) -> None:
    """The network of an earlier year."""
    hand.key(hand.page.locator(".st-key-year input, .st-key-year [role=slider]"), "ArrowLeft")
    hand.until(hand.page.locator(".st-key-ltleft .lt-note", has_text="2030"))


def sheet(hand: Hand) -> None:
    """A map to print, ready to be saved."""
    hand.click(_link(hand.page, "briefing"))
    hand.until(hand.page.locator(".st-key-make-file button"))
    hand.click(hand.page.locator(".st-key-make-file button"))
    hand.until(hand.page.locator(".st-key-take-file button"))


# what it is called, how it is done, and seconds before the interface was made anew, where they were taken
TASKS = (
    ("find a route, read its facts", facts, "4.9 s (search alone)"),
    ("what does this route change?", change, _NOT_MEASURED),
    ("which road first?", first, _NOT_MEASURED),
    ("a trip between two places, before and after", pair, _NOT_MEASURED),
    ("who gains?", gains, _NOT_MEASURED),
    ("leave a route out, read the new figures", tick, _NOT_MEASURED),
    ("close a bridge, read what it costs", closure, _NOT_MEASURED),
    ("who reaches a border gate within an hour?", access, _NOT_MEASURED),
    ("the network of another year", year, "2.7–4.7 s"),
    ("a map to print, ready to be saved", sheet, _NOT_MEASURED),
)


def rows(url: str, fresh: Callable[[], Page]) -> Iterator[tuple[str, str, str, str]]:
    """Task, clicks, seconds (median and worst), seconds before."""
    for name, do, before in TASKS:
        hands = []
        for _ in range(ROUNDS):
            page = fresh()
            page.add_init_script("try { localStorage.setItem('lienTinhGuideSeen', '1'); } catch {}")
            page.goto(url, wait_until="commit")
            page.locator(".lt-map").first.wait_for(timeout=_DUE_MS)
            page.locator("[data-test-script-state=notRunning]").wait_for(timeout=_DUE_MS)
            page.wait_for_timeout(1500)
            hands.append(Hand(page))
            do(hands[-1])
            page.context.close()
        took = [hand.seconds for hand in hands]
        yield name, str(hands[0].clicks), f"{statistics.median(took):.1f} s, {max(took):.1f} s", before


def table(measured: list[tuple[str, str, str, str]]) -> str:
    """The rows as Markdown."""
    lines = "\n".join(f"| {' | '.join(row)} |" for row in measured)
    return f"| task, from the map | clicks | waited (median, worst) | before |\n|---|---|---|---|\n{lines}\n"
