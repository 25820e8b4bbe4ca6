"""The presentation in a browser: kept by a button, put in order, presented by keys, reloaded; and from a file without network."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect
from seen import go, look, settled, the_map, until
from serving import ROOT, served

from analysis.scenarios import ScenarioSet, Shows, Slide, Variant, What, ready_variants, write_set, write_story
from briefing.content.data import ReportData
from briefing.content.request import ReportRequest
from briefing.web.page import web_page
from layers import Edition
from words import Lang, say

pytestmark = pytest.mark.browser


ZOOMED = (10.85, 106.8)  # latitude and longitude that the map was moved to


def kept(page) -> None:
    """Press the button, and keep the view with the words it proposes, at once: the browser may not have told yet where its map stands."""
    page.locator(".st-key-keep-view button:visible").click()
    button = page.locator(".st-key-keep-now button")
    button.wait_for(timeout=120_000)
    expect(page.locator(".st-key-keep-words input[type=text]").first).not_to_have_value("")
    button.click()
    expect(page.locator(".st-key-keep-now")).to_have_count(0)
    settled(page)


def as_close_as_kept(page) -> None:
    """The map of a presentation stands as it was kept, also once the browser takes the whole screen."""
    inside = page.locator("#lt-present").element_handle().content_frame()
    close = f"() => {{ const m = lienTinh.map; return m.getZoom() >= 11.5 && m.getBounds().contains({list(ZOOMED)}); }}"
    inside.wait_for_function(close)
    page.set_viewport_size({"width": 1920, "height": 1080})
    inside.wait_for_function(close)


@pytest.fixture
def own_url(tmp_path):
    """The program as on a personal machine: what is kept lies in a folder of the test."""
    folder = {"LIEN_TINH_LIBRARY": "on", "LIEN_TINH_OWN": str(tmp_path / "own")}
    with served(ROOT / "app.py", env=folder, log=tmp_path / "app.log") as url:
        yield url


def test_views_are_kept_put_in_order_presented_by_keys_and_survive_a_reload(page, own_url):
    page.set_viewport_size({"width": 1366, "height": 768})
    go(page, f"{own_url}/?routes=ring-road-3&show=route:ring-road-3")
    look(the_map(page), *ZOOMED, 12)
    settled(page)
    kept(page)
    page.get_by_role("link", name=say("app.page_compare", Lang.VI)).click()
    settled(page)
    kept(page)
    page.get_by_role("link", name=say("app.page_briefing", Lang.VI)).click()
    settled(page)
    page.get_by_role("tab", name=say("meeting.part_story", Lang.VI)).click()
    rows = page.locator(".st-key-story-list label")
    expect(rows).to_have_count(3)  # the label of the list, two views
    expect(page).to_have_url(re.compile("desk=story.*story="))
    settled(page)
    page.reload()
    expect(rows).to_have_count(3)
    settled(page)
    first = rows.nth(1).inner_text()
    page.locator(".st-key-story-down button").click()
    expect(rows.nth(2)).to_contain_text(first.split(". ")[1])
    settled(page)
    page.locator(".st-key-story-undo button").click()
    expect(rows.nth(1)).to_contain_text(first.split(". ")[1])
    picture = "(row) => getComputedStyle(row).backgroundImage.startsWith('url(\"data:image/svg+xml')"
    page.wait_for_function(
        f"() => [...document.querySelectorAll('.st-key-story-list [role=radiogroup] label')].filter({picture}).length === 2"
    )
    settled(page)
    entries = page.evaluate("history.length")
    page.locator(".st-key-story-begin button").click()
    shown = page.frame_locator("#lt-present")
    number = shown.locator("#story-number")
    expect(number).to_have_text(say("story.count", Lang.VI, number=1, count=2), timeout=120_000)
    expect(shown.locator("#story-title")).to_have_text(first.split(". ")[1])
    settled(page)
    assert page.evaluate("history.length") == entries + 1
    as_close_as_kept(page)
    page.keyboard.press("PageDown")
    expect(number).to_have_text(say("story.count", Lang.VI, number=2, count=2))
    expect(page).to_have_url(re.compile("slide=2"))
    settled(page)
    page.reload()
    expect(number).to_have_text(say("story.count", Lang.VI, number=2, count=2), timeout=120_000)
    page.keyboard.press("Home")
    expect(number).to_have_text(say("story.count", Lang.VI, number=1, count=2))
    # the frame goes with the key that ends it, and a browser then never tells the end of a press: the key comes from inside
    shown.locator("body").evaluate(
        "(body) => { setTimeout(() => body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))); }"
    )
    expect(page.locator("#lt-present")).to_have_count(0)
    expect(page.locator(".st-key-story-begin")).to_be_visible()


@pytest.fixture(scope="module")
def page_file(world, tmp_path_factory):
    """The offline page of four views: two editions, words that must be escaped."""
    every = ScenarioSet(ready_variants(world))
    routes = frozenset({"ring-road-3", "hcm-chon-thanh-duc-hoa"})

    def view(what: What, edition: Edition = Edition.Y2022, bounds=(106.0, 11.0, 106.9, 11.9)) -> Slide:
        shows = Shows(what=what, scenarios=every, subject="agreement", routes=routes, edition=edition)
        return Slide(title=f"{what} <b>&", sentence="Câu", bounds=bounds, shows=shows)

    east = (107.0, 11.0, 107.79, 11.9)  # the data end at its edge
    story = (view(What.MAP), view(What.PAIR), view(What.GAINS, Edition.Y2025, east), Slide(title="Chỉ lời"))
    base = ScenarioSet((Variant("baseline"), Variant("own-1", "A", routes)))
    report = ReportData.of(ReportRequest(scenario_set=base, story=story), world=world)
    file = tmp_path_factory.mktemp("trang web") / "trang.html"
    file.write_bytes(web_page(report))
    return file


# pixels of emptiness beyond the base map that the map could be moved to hide
_BEYOND = """() => {
    const map = lienTinh.map, [low, high] = map._lt.told.extent, room = map.getSize();
    const first = map.latLngToContainerPoint([high[0], low[1]]), last = map.latLngToContainerPoint([low[0], high[1]]);
    const spare = (a, b, size) => Math.max(Math.min(size - b, -a), Math.min(a, b - size));
    return Math.max(spare(first.x, last.x, room.x), spare(first.y, last.y, room.y));
}"""
_ITEMS = "() => Object.keys(lienTinh.map._lt.kept || {}).length"


@pytest.fixture
def tab(chromium, page_file):
    """The page opened from its file, without any network; it may ask for nothing."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    opened, asked, wrong = context.new_page(), [], []
    opened.on("request", lambda r: asked.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto(page_file.as_uri())
    yield opened
    assert (asked, wrong) == ([], [])
    context.close()


def test_the_offline_page_presents_by_keys_and_taps_without_a_network(tab):
    page = tab
    before = until(page, lambda: page.evaluate(_ITEMS), lambda count: count > 0)
    page.locator("#story-open").click()
    number, title = page.locator("#story-number"), page.locator("#story-title")
    expect(number).to_have_text(say("story.count", Lang.VI, number=1, count=4))
    expect(title).to_have_text("map <b>&")
    sizes = page.evaluate(
        "() => ['#story-title', '#story-sentence', '.story-side'].map(s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize))"
    )
    assert sizes[0] >= 40
    assert min(sizes[1:]) >= 24
    shares = page.evaluate(
        "() => { const b = document.querySelector('.story-map').getBoundingClientRect(); return b.width * b.height / (innerWidth * innerHeight); }"
    )
    assert shares > 0.5
    inside = "() => lienTinh.map.getBounds().contains([[11.0, 106.0], [11.9, 106.9]])"
    page.wait_for_function(inside)
    page.set_viewport_size({"width": 1024, "height": 500})
    page.wait_for_function(inside)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.keyboard.press("ArrowRight")
    expect(page.locator(".story-tiles div")).to_have_count(4)
    page.keyboard.press(" ")
    expect(number).to_have_text(say("story.count", Lang.VI, number=3, count=4))
    page.wait_for_function(f"(least) => ({_ITEMS})() > least", arg=before / 2)
    assert page.evaluate(_BEYOND) <= 1
    page.locator(".story-next").click()
    expect(title).to_have_text("Chỉ lời")
    expect(page.locator(".story-map")).not_to_be_visible()
    page.keyboard.press("ArrowRight")  # the last stays
    expect(number).to_have_text(say("story.count", Lang.VI, number=4, count=4))
    for press, shown in (("PageUp", 3), ("Home", 1), ("End", 4), ("ArrowLeft", 3)):
        page.keyboard.press(press)
        expect(number).to_have_text(say("story.count", Lang.VI, number=shown, count=4))
    page.reload()  # the address knows the place
    expect(number).to_have_text(say("story.count", Lang.VI, number=3, count=4))
    page.keyboard.press("Escape")
    expect(page.locator("#story")).not_to_be_visible()
    page.wait_for_function(f"(wanted) => ({_ITEMS})() === wanted", arg=before)  # the page's own map again


def test_a_scenario_file_with_views_is_opened_on_the_page(page, app_url, world, tmp_path):
    file = tmp_path / "phương án.json"
    text = write_set(ScenarioSet((Variant("baseline"),)), data_digest=world.data_digest)
    content = json.loads(write_story(text, (Slide(title="Từ tệp <i>"), Slide(title="Trang hai"))))
    content["story"][1]["bounds"] = "no"
    file.write_text(json.dumps(content), encoding="utf-8")
    go(page, f"{app_url}/briefing?desk=story")
    settled(page)
    page.locator("[data-testid=stFileUploaderDropzoneInput]").last.set_input_files(file)
    rows = page.locator(".st-key-story-list label")
    expect(rows.nth(1)).to_contain_text("Từ tệp <i>")
    expect(page.get_by_text(say("story.bounds", Lang.VI, number=2))).to_be_visible()
