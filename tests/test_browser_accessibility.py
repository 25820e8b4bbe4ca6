"""What a person without mouse, with a screen reader or with weak eyes meets on every page and tab."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import expect
from seen import go, settled, the_map
from tiers import sample, some

from words import Lang, say

pytestmark = pytest.mark.browser
PAGES = ("", "compare", "connectivity", "agreement", "briefing", "story", "own", "sources", "worth")
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# what still waits for its answer is greyed on purpose, and no longer once it has come
_FULL = '[data-stale="true"] { opacity: 1 !important; transition: none !important; }'
_SERIOUS = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"]});
    return found.violations.filter(v => ["serious", "critical"].includes(v.impact))
        .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 200)}`));
}"""


def faults(page, where: str) -> list[str]:
    """Serious and critical faults of what is on screen."""
    settled(page)
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_AXE)
        page.add_style_tag(content=_FULL)
    return [f"{where}: {fault}" for fault in page.evaluate(_SERIOUS)]


@pytest.mark.parametrize(("name", "lang"), sample(PAGES, Lang))
def test_no_page_and_no_tab_has_a_serious_fault(page, app_url, name, lang):
    go(page, f"{app_url}/{name}?lang={lang.value}")
    found = faults(page, name)
    assert page.evaluate("document.documentElement.lang") == lang.value
    for number in some(range(1, page.get_by_role("tab").count()), every=3):
        tab = page.get_by_role("tab").nth(number)
        if tab.get_attribute("aria-selected") != "true":
            tab.click()
            expect(tab).to_have_attribute("aria-selected", "true")
            found += faults(page, tab.inner_text())
    assert found == []


def test_the_map_is_passed_in_few_steps_of_the_keyboard(page, app_url):
    """The first step is the link that skips the head of the page; the map lies within fifteen, and does not hold who passes."""
    go(page, app_url)
    expect(page.get_by_test_id("stSkipToContent")).to_have_text(say("app.skip", Lang.VI))
    the_map(page)
    settled(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == say("app.skip", Lang.VI)
    page.keyboard.press("Enter")
    inside = "() => Boolean(document.activeElement.closest('.lt-map'))"
    named = "() => document.activeElement.getAttribute('aria-label')"
    seen = []
    for _ in range(15):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(inside))
        if len(seen) == 2:
            first = page.evaluate(named)
            page.keyboard.press("ArrowRight")
            assert page.evaluate(inside)
            assert page.evaluate(named) not in ("", first)
    assert seen[:2] == [True, True]
    assert not seen[-1]
