"""The dashboard as a user meets it: Chromium, every outside host refused."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from seen import (
    MAP,
    PROJECTS,
    click_map,
    drawn,
    go,
    look,
    says,
    sent_by,
    settled,
    the_map,
    until,
    wait_gone,
    wait_shown,
)

from words import Lang, say

pytestmark = pytest.mark.browser
# Clicks as fast as a hand gives them, from within the browser: a pointer driven from outside waits before each until the box lies
# still, which under load takes longer than the answer to the click before.
_CLICKS = """async (names) => {
    for (const name of names) {
        document.querySelector(`.st-key-tick-${name} input`).click();
        await new Promise((go) => setTimeout(go, 120));
    }
}"""


def test_the_map_opens_with_provinces_border_and_gates_and_the_screen_needs_no_scrolling(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    wait_shown(frame, "province", "70", "72")
    wait_shown(frame, "gate", "gate-moc-bai", "gate-xa-mat", "gate-hoa-lu")
    settled(page)
    frame.wait_for_function(  # the border is drawn
        """() => { const c = document.querySelector(".leaflet-border-pane canvas");
        return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0); }"""
    )
    box = page.locator(MAP).first.bounding_box()
    assert box["y"] + box["height"] <= 768
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1366


def test_each_project_is_drawn_when_its_box_is_ticked(page, app_url):
    go(page, f"{app_url}/?routes=-")
    frame = the_map(page)
    settled(page)
    assert drawn(frame).get("project", []) == []
    first, *others = PROJECTS
    page.locator(f".st-key-tick-{first.id} label").first.click(position={"x": 8, "y": 9})
    page.evaluate(_CLICKS, [project.id for project in others])  # the next before the last was answered
    wait_shown(frame, "project", *(project.id for project in PROJECTS))
    settled(page)
    page.get_by_role("button", name=say("browse.routes_none", Lang.VI)).click()
    wait_gone(frame, "project")
    says(page, "routes=-")


def test_one_switch_turns_every_word_into_english_and_keeps_the_view(page, app_url):
    go(page, f"{app_url}/?show=province:72")
    the_map(page)
    expect(page.get_by_text("Diện tích (km²)")).to_be_visible()
    settled(page)
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1.lt-name")).to_have_text(say("app.name", Lang.EN))
    expect(page.get_by_text("Area (km²)")).to_be_visible()
    says(page, "lang=en")
    settled(page)
    left_over = {
        say(key, Lang.VI)
        for key in ("layers.legal", "browse.tab_routes", "browse.legend", "app.page_sources", "browse.border")
    }
    body = page.locator("body")
    left = until(page, lambda: [text for text in left_over if text in body.inner_text()], lambda found: not found)
    assert left == []


def test_the_sign_beside_a_tick_box_opens_the_facts_of_its_route_and_ticks_nothing(page, app_url):
    go(page, f"{app_url}/compare?lang=vi&routes=ring-road-3")
    settled(page)
    box = page.locator(".st-key-tick-dt794")
    box.locator("a").click()
    name = next(p for p in PROJECTS if p.id == "dt794").text("name", Lang.VI)
    expect(page.locator(".lt-facts h3")).to_contain_text(name)
    wait_shown(the_map(page), "project", "dt794")  # it is drawn while its facts are read
    expect(box.locator("input")).not_to_be_checked()
    expect(box.locator("a")).to_have_attribute("aria-label", re.compile("Xem thông tin về"))


def test_no_sign_of_a_route_stands_alone_on_a_line(page, app_url):
    go(page, f"{app_url}/compare?lang=vi")
    settled(page)
    for width in (1366, 1024, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate(_ALONE) == [], width
    names = (
        "() => [...document.querySelectorAll('.stCheckbox [aria-label]')].map((box) => box.getAttribute('aria-label'))"
    )
    assert [name for name in page.evaluate(names) if "#facts" in name] == []  # read out as they are written
    assert any(name.startswith("1 · ") for name in page.evaluate(names))


# ids of the signs left of which on their line stands nothing of the words before them
_ALONE = """() => [...document.querySelectorAll('.stCheckbox a[href^="#facts-"]')].filter((sign) => {
    const words = document.createRange();
    words.selectNodeContents(sign.parentElement);
    words.setEndBefore(sign);
    const at = sign.getBoundingClientRect(), middle = (at.top + at.bottom) / 2;
    return ![...words.getClientRects()].some((r) => r.top < middle && r.bottom > middle && r.width > 8 && r.left < at.left);
}).map((sign) => sign.getAttribute("href"))"""


def test_a_click_on_province_gate_and_route_opens_its_facts(page, app_url):
    go(page, f"{app_url}/?routes=ring-road-4")
    frame = the_map(page)
    facts = page.locator(".lt-facts h3")
    settled(page)
    click_map(page, 106.35, 11.50)
    expect(facts.first).to_have_text("Tây Ninh")
    settled(page)
    click_map(page, 106.5427, 11.9685)
    expect(facts.first).to_have_text("Hoa Lư")
    settled(page)
    frame.evaluate("() => { window.lienTinh.map.closePopup(); }")
    middle = max((s for p in PROJECTS if p.id == "ring-road-4" for s in p.sections), key=lambda s: s.length_km).geometry
    at = middle.interpolate(0.5, normalized=True)
    look(frame, at.y, at.x, 11)
    click_map(page, at.x, at.y)
    expect(facts.first).to_have_text(next(p.name_vi for p in PROJECTS if p.id == "ring-road-4"))
    says(page, "show=route:ring-road-4")


def test_an_address_restores_the_view_in_a_fresh_browser(new_page, app_url):
    address = (
        f"{app_url}/?lang=en&edition=2025&layers=provinces~communes_2025~gate&routes=ring-road-3&show=gate:gate-moc-bai"
    )
    page = new_page()
    go(page, address)
    wait_shown(the_map(page), "province", "80", "75")
    settled(page)
    found = drawn(page)
    assert set(found["project"]) == {"ring-road-3"}
    assert "72" not in found["province"]
    assert found["commune"]
    assert "place" not in found
    expect(page.locator(".lt-facts h3").first).to_have_text("Mộc Bài")
    expect(page.locator("h1.lt-name")).to_have_text(say("app.name", Lang.EN))
    page.get_by_role("link", name=say("app.page_compare", Lang.EN)).click()
    expect(page.locator(".lt-tiles")).to_be_visible()
    says(page, "edition=2025")
    settled(page)
    second = new_page()
    go(second, page.url)
    expect(second.get_by_text(say("compare.figure", Lang.EN), exact=True).first).to_be_attached()
    says(second, "routes=ring-road-3")


def test_panning_and_zooming_send_nothing_to_the_server(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    settled(page)
    before = frame.evaluate("() => window.lienTinh.map.getCenter().lng")
    with sent_by(page) as sent:
        box = page.locator(MAP).first.bounding_box()
        x, y = box["x"] + 330, box["y"] + 330
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 120, y - 60, steps=6)
        page.mouse.up()
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(1000)
    assert frame.evaluate("() => window.lienTinh.map.getCenter().lng") != before
    assert sent == []


def test_pan_and_zoom_survive_a_switched_layer_another_page_and_the_other_language(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    settled(page)
    look(frame, 11.8, 106.8, 11)
    page.locator(".st-key-tick-ct31-moc-bai label").first.click()
    wait_shown(frame, "project", "ct31-moc-bai")
    settled(page)
    assert frame.evaluate("() => window.lienTinh.map.getZoom()") == 11
    page.get_by_role("link", name=say("app.page_sources", Lang.VI)).click()
    expect(page.get_by_text(say("sources.layers_note", Lang.VI))).to_be_visible()
    settled(page)
    page.get_by_text("English", exact=True).click()
    page.get_by_role("link", name=say("app.page_browse", Lang.EN), exact=True).click()
    frame, there = the_map(page), pytest.approx([11.8, 106.8, 11], abs=0.01)
    where = "() => { const {lat, lng} = lienTinh.map.getCenter(); return [lat, lng, lienTinh.map.getZoom()]; }"
    assert until(page, lambda: frame.evaluate(where), lambda found: found == there) == there
