"""Back, forward, reload and quick clicks: one view is one entry of the browser's history."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from seen import go, says, settled

from words import Lang, say

pytestmark = pytest.mark.browser
BOXES = ("ring-road-3", "dt794", "dt795")
PAGES = ("compare", "connectivity", "sources", "browse")


def place(page) -> str:
    """Path and parameters of the address."""
    return page.evaluate("decodeURIComponent(location.pathname + location.search)")


def entries(page) -> int:
    return page.evaluate("history.length")


def title(page, name: str):
    """The link to a page that is the open one."""
    return page.get_by_role("link", name=say(f"app.page_{name}", Lang.VI), exact=True)


def step(page, way: str) -> None:
    """Press Back or Forward; the browser has taken the step, the page perhaps not yet answered it."""
    page.evaluate(
        "(way) => new Promise((done) => { addEventListener('popstate', () => setTimeout(done), {once: true}); history[way](); })",
        way,
    )


def ticked(page) -> set[str]:
    settled(page)
    return {name for name in BOXES if page.locator(f".st-key-tick-{name} input").is_checked()}


def tick(page, name: str) -> None:
    page.locator(f".st-key-tick-{name} label").click()


def test_one_press_of_back_or_forward_leads_to_the_page_beside(page, app_url):
    go(page, app_url)
    settled(page)
    seen = [place(page)]
    first = entries(page)
    for number, name in enumerate(PAGES, start=1):
        title(page, name).click()
        settled(page)
        seen.append(place(page))
        assert entries(page) == first + number, name
    assert [where.partition("?")[0] for where in seen] == ["/", "/compare", "/connectivity", "/sources", "/"]
    for where in reversed(seen[:-1]):
        step(page, "back")
        settled(page)
        assert place(page) == where
    for where in seen[1:]:
        step(page, "forward")
        settled(page)
        assert place(page) == where


def test_back_takes_one_choice_at_a_time_and_quick_clicks_end_with_boxes_and_address_alike(page, app_url):
    go(page, f"{app_url}/compare?routes=ring-road-3&part=pair")
    assert ticked(page) == {"ring-road-3"}
    first = entries(page)
    for name in BOXES[1:]:
        tick(page, name)
        says(page, name)
        settled(page)
    assert entries(page) == first + 2
    step(page, "back")
    assert ticked(page) == {"ring-road-3", "dt794"}
    step(page, "back")
    assert ticked(page) == {"ring-road-3"}
    assert place(page) == "/compare?routes=ring-road-3&part=pair"
    step(page, "forward")
    assert ticked(page) == {"ring-road-3", "dt794"}
    tick(page, "dt795")
    tick(page, "dt794")  # before the first was answered
    assert ticked(page) == {"ring-road-3", "dt795"}
    assert "routes=ring-road-3~dt795" in place(page)
    tick(page, "dt794")
    step(page, "back")  # while the click is still being answered
    boxes = ticked(page)
    assert set(place(page).partition("routes=")[2].partition("&")[0].split("~")) == boxes


def test_a_switch_of_language_and_a_reload_in_the_middle_of_work_lose_nothing(page, app_url):
    go(page, f"{app_url}/compare?routes=ring-road-3&part=pair")
    tick(page, "dt794")
    says(page, "dt794")
    settled(page)
    page.locator(".st-key-language").get_by_text(say("language.name", Lang.EN), exact=True).click()
    expect(page.locator("h1.lt-name")).to_have_text(say("app.name", Lang.EN))
    assert ticked(page) == {"ring-road-3", "dt794"}
    tick(page, "dt795")
    page.reload()  # the click may be on its way: what counts is that boxes and address agree
    expect(page.locator("h1.lt-name")).to_have_text(say("app.name", Lang.EN))
    boxes = ticked(page)
    assert {"ring-road-3", "dt794"} <= boxes
    assert set(place(page).partition("routes=")[2].partition("&")[0].split("~")) == boxes


def test_what_comes_without_a_new_act_takes_the_place_of_the_entry_before_it(page, app_url):
    go(page, f"{app_url}/sources?lang=vi")
    settled(page)

    def add(*names: str) -> list[int]:
        """What the program adds, one after the other, and how many entries there are then."""
        return [
            page.evaluate(f"() => (history.pushState({{}}, '', '?lang=vi&x={name}'), history.length)") for name in names
        ]

    first = entries(page)
    page.keyboard.press("Shift")
    assert add("a", "b") == [first + 1, first + 1]
    page.keyboard.press("Shift")
    assert add("c", "d") == [first + 2, first + 2]
    page.keyboard.press("Shift")
    step(page, "back")
    says(page, "x=b")
    assert add("e") == [first + 2]  # the way forward is kept
    step(page, "forward")
    says(page, "x=d")
