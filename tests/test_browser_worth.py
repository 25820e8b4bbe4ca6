"""The page of value for money in a browser: the answer first, an assumption changed, a programme without money."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from seen import go, says, settled

from analysis.viewpoints import usual_weights
from words import Lang, say

pytestmark = pytest.mark.browser
ROAD = "hcm-chon-thanh-duc-hoa"


def verdict(page):
    """The sentence of the answer, of the open tab."""
    return page.locator(".lt-verdict:visible")


def words(key: str, lang: Lang = Lang.VI) -> re.Pattern[str]:
    """A text of the catalogue from its beginning to its first gap."""
    return re.compile(re.escape(say(key, lang).partition("{")[0].strip()))


def test_the_answer_is_first_follows_a_change_and_comes_back(page, app_url):
    # that draws can be cancelled is held where the work waits for the test (test_long_work): here they may end first
    go(page, f"{app_url}/worth?routes={ROAD}&demand=between&lang=vi")
    expect(verdict(page)).to_contain_text("hòa vốn nếu mỗi ngày có")
    expect(verdict(page)).to_contain_text("xác suất lớn hơn 0 là")  # the draws are made
    settled(page)
    before = verdict(page).inner_text()
    tops = [page.locator(at).first.bounding_box()["y"] for at in (".lt-verdict", ".lt-tiles", "table.lt")]
    assert tops == sorted(tops)
    field = page.get_by_label(re.compile(rf"^{say('worth_view.value', Lang.VI)} \(")).first
    field.fill("0,0317")
    field.press("Tab")
    page.locator(".st-key-worth-use button").click()
    says(page, "trips_between:0.0317")
    expect(verdict(page)).not_to_have_text(before)
    expect(verdict(page)).to_contain_text("xác suất lớn hơn 0 là")
    settled(page)
    changed = verdict(page).inner_text()
    page.reload()
    expect(verdict(page)).to_have_text(changed)
    expect(page.locator("table.lt", has_text=say("worth_view.by_user", Lang.VI)).first).to_be_attached()
    go(page, page.url.replace("lang=vi", "lang=en"))
    expect(verdict(page)).to_contain_text("above 0 with a probability of")


def test_a_programme_without_money_says_so_and_is_mended(page, app_url):
    go(page, f"{app_url}/worth?case=plan&budget=1&lang=en")
    expect(page.get_by_text(words("programme.nothing_fits", Lang.EN)).first).to_be_visible()
    budget = page.get_by_label(say("plan_view.budget", Lang.EN))
    budget.fill("10,000")
    budget.press("Enter")
    expect(verdict(page)).to_contain_text(words("plan_view.sentence", Lang.EN))
    expect(page.locator('[data-testid="stVegaLiteChart"]').first).to_be_visible()
    says(page, "case=plan")


def test_weights_stand_row_by_row_also_where_they_stand_below_each_other(page, app_url):
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, f"{app_url}/worth?case=ranks&lang=vi")
    expect(page.locator("[class*='st-key-weight-']").first).to_be_attached()
    settled(page)
    weights = page.locator("[class*='st-key-weight-']")
    at = weights.evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect(); return [Math.round(b.top), b.left]; })"
    )
    named = weights.evaluate_all("all => all.map(e => [...e.classList].find(c => c.startsWith('st-key-weight-')))")
    assert named == [f"st-key-weight-{key}" for key in usual_weights()]
    assert at == sorted(at)
