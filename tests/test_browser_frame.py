"""The frame of every page, measured in a browser: the room of the map, scrollers, small screens, panels, guide, link."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect
from seen import MAP, go, says, says_no, settled, the_map, until
from tiers import sample

from words import Lang, say

pytestmark = pytest.mark.browser
WIDE = ((1366, 768), (1920, 1080), (1024, 700))
SMALL = ((820, 1180), (390, 844), (683, 384))  # the last: 1366 x 768 at a zoom of 200 %
FINGER_PX = 44
ROWS = 5  # of the table below the choices, in the lowest window of an office
# page: least share of the view that its map has on the two screens of an office
FILLING = {
    "?": 0.60,
    "compare?part=pair&": 0.45,
    "connectivity?": 0.45,
    "compare?part=closure&shut=6488&": 0.45,
    "own?": 0.45,
}
SCROLLING = ("agreement?", "briefing?", "sources?", "compare?", "compare?part=matrix&")
MEASURE = """() => {
    const seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 0;
    const name = (e) => (String(e.className).match(/st-key-[\\w-]+/) || [e.tagName])[0];
    const box = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
    const map = [...document.querySelectorAll('[class*="st-key-ltmap"]')].find(seen);
    const main = document.querySelector(".stMain"), page = document.scrollingElement;
    const scrollers = [...document.querySelectorAll(".stApp :not(svg *)")].filter((e) => e.scrollHeight > e.clientHeight + 1
        && e.tagName !== "TEXTAREA" && /auto|scroll/.test(getComputedStyle(e).overflowY) && seen(e));
    const inside = (e) => scrollers.some((other) => other !== e && other.contains(e));
    const controls = [...document.querySelectorAll("button, a[href], summary, [role=tab], [role=radio], .stCheckbox label")]
        .filter((e) => seen(e) && !e.closest("p, li, td, .lt-foot, .leaflet-container, [data-testid=stElementToolbar], [data-testid=stSkipToContent]"));
    const small = controls.filter((e) => { const b = e.getBoundingClientRect(); return Math.min(b.width, b.height) < 43.5; });
    const band = [...document.querySelectorAll("h1.lt-name, .lt-tool, .st-key-language [role=radio], .st-key-ltnav a")].filter(seen);
    const words = (e) => { const found = [], walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
        for (let n; (n = walk.nextNode());) if (n.data.trim() && seen(n.parentElement) && !n.parentElement.closest(".leaflet-container")) {
            const range = document.createRange(); range.selectNodeContents(n);
            found.push(...[...range.getClientRects()].map((b) => [n.data, b])); }
        return found; };
    const parts = [...document.querySelectorAll(".st-key-ltmain, .st-key-ltleft")].filter(seen);
    const told = [...parts.flatMap(words), ...[...document.querySelectorAll(".st-key-ltright")].filter(seen).map((e) => [name(e), e.getBoundingClientRect()])];
    const covered = [...document.querySelectorAll(".lt-fold")].filter(seen).map((e) => e.getBoundingClientRect()).flatMap((h) => told
        .filter(([, b]) => Math.min(b.right, h.right) - Math.max(b.left, h.left) > 1 && Math.min(b.bottom, h.bottom) - Math.max(b.top, h.top) > 1)
        .map(([what]) => what));
    const nav = document.querySelector(".st-key-ltnav").getBoundingClientRect();
    const links = [...document.querySelectorAll(".st-key-ltnav a")].filter(seen).map((e) => [e.innerText, e.firstElementChild.getBoundingClientRect()]);
    const cut = links.filter(([, b]) => b.left < nav.left - 1 || b.right > nav.right + 1 || b.top < -1 || b.bottom > nav.bottom + 1).map(([what]) => what);
    const panel = document.querySelector(".st-key-ltright")?.getBoundingClientRect();
    const rows = [...document.querySelectorAll(".st-key-ltright table.lt tbody tr")].filter((e) => e.getBoundingClientRect().bottom <= panel.bottom + 1);
    return {
        cut, rows: rows.length, covered, map: map ? box(map) : null, band: band.map((e) => [e.innerText || e.title, ...box(e)]),
        head: document.querySelector(".st-key-lthead").parentElement.getBoundingClientRect().height,
        page: Math.max(page.scrollHeight - innerHeight, main.scrollHeight - main.clientHeight),
        sideways: page.scrollWidth - innerWidth, nested: scrollers.filter(inside).map(name),
        small: small.map((e) => `${name(e.closest('[class*="st-key"]') || e)} ${e.innerText || e.title || e.ariaLabel}`),
    };
}"""
# nothing has moved for five frames
STILL = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const where = () => [...document.querySelectorAll('[class*="st-key-"]')].map((e) => {
        const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height, e.scrollHeight]; }).join();
    for (let before = "", same = 0; same < 5; await frame()) {
        const now = where();
        same = now === before ? same + 1 : 0;
        before = now;
    }
}"""


def measured(page, size: tuple[int, int]) -> dict:
    """What stands where in a window of this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(STILL)
    return page.evaluate(MEASURE)


def map_spans(page, holds) -> None:
    """Wait until the sides of the map are as they should be."""
    left_right = until(page, lambda: page.evaluate(MEASURE)["map"][:3:2], holds)
    assert holds(left_right), left_right


def share(found: dict, size: tuple[int, int]) -> float:
    """Of the view that the map has."""
    left, top, right, bottom = found["map"]
    return max(0, min(right, size[0]) - max(left, 0)) * max(0, min(bottom, size[1]) - max(top, 0)) / size[0] / size[1]


def apart(boxes: list) -> list[tuple[str, str]]:
    """Pairs of things in the header that lie over each other."""
    return [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if min(a[3], b[3]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[2], b[2]) > 1
    ]


def wrong(found: dict, path: str, size: tuple[int, int]) -> list[str]:
    """What is not as it should be on a page in a window of this size."""
    filling, wide, small = path in FILLING, size in WIDE, size in SMALL
    faults = {
        f"band {found['head']} high": found["head"] > 52,
        f"{found['sideways']} wider than the window": found["sideways"] > 0,
        f"scrolls in what scrolls: {found['nested']}": found["nested"],
        f"under a handle: {found['covered']}": found["covered"],
        f"over each other: {apart(found['band'])}": apart(found["band"]),
        f"cut in the band: {found['cut']}": wide and found["cut"],  # every page has its name there
        f"{found['page']} higher than the window": filling and found["page"] > 0,
        "no map": filling and found["map"] is None,
        f"{found['rows']} rows": wide
        and path == "connectivity?"
        and found["rows"] < ROWS,  # an answer, not its first line
        f"too small for a finger: {found['small']}": small and found["small"],
    }
    if filling and found["map"] is not None:  # on a small screen first, below the band and perhaps a row of tabs
        faults |= {
            f"share of the map {share(found, size)}": size in WIDE[:2] and share(found, size) < FILLING[path],
            f"the map begins at {found['map'][1]}": small and found["map"][1] > 160,
        }
    return [what for what, is_so in faults.items() if is_so]


@pytest.mark.parametrize("path", sample((*FILLING, *SCROLLING)))
def test_the_map_has_its_room_nothing_scrolls_twice_and_small_screens_have_room_for_fingers(page, app_url, path):
    go(page, f"{app_url}/{path}lang=vi")
    if path in FILLING:
        the_map(page)
    settled(page)
    for size in (*WIDE, *SMALL):
        faults = until(page, lambda: wrong(measured(page, size), path, size), lambda found: not found)  # noqa: B023 - called at once
        assert faults == [], size


def test_panels_fold_by_one_click_and_the_address_remembers_it(page, app_url):
    go(page, f"{app_url}/?lang=vi")
    the_map(page)
    settled(page)
    before = measured(page, WIDE[0])["map"]
    expect(page.locator(".lt-legend-fold")).to_be_hidden()  # the page shows the same beside the map
    for side, fold in (("left", "fold=left"), ("right", "fold=left~right")):
        page.get_by_role("button", name=say(f"app.hide_{side}", Lang.VI)).click()
        says(page, fold)
    expect(page.locator(".lt-legend-fold")).to_be_visible()
    map_spans(page, lambda sides: sides == [0, 1366])
    assert before[0] > 150 < 1366 - before[2]
    page.reload()
    expect(page.get_by_role("button", name=say("app.show_left", Lang.VI))).to_be_visible()
    the_map(page)
    settled(page)
    map_spans(page, lambda sides: sides == [0, 1366])
    page.get_by_role("button", name=say("app.show_left", Lang.VI)).click()
    says(page, "fold=right")
    map_spans(page, lambda sides: sides[0] == before[0])


GROWING = """() => {
  const legend = lienTinh.legend; let turns = 0;
  lienTinh.legend = (map, told) => {
    legend(map, told);
    map.getContainer().parentNode.style.height = `calc(100% - ${turns++ % 2 ? 0 : 12}px)`;
  };
}"""


def test_only_what_a_person_moved_is_remembered(page, app_url):
    size = (1366, 768)
    place = "() => { const m = lienTinh.map, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }"
    kept = "() => Object.keys(sessionStorage).filter((name) => /^lienTinh/.test(name) && /zoom/.test(sessionStorage[name]))"
    page.set_viewport_size({"width": size[0], "height": size[1]})
    go(page, f"{app_url}/?lang=vi&routes=ring-road-3")
    the_map(page)
    settled(page)
    opened = page.evaluate(place)
    # the window becomes another: the map is put anew, panels become drawers and back
    for other in (*WIDE[1:], *SMALL, size):
        measured(page, other)
    page.evaluate(GROWING)  # what a page writes below the map takes room from it before it was put anywhere
    page.get_by_role("link", name=say("app.page_compare", Lang.VI), exact=True).click()
    settled(page)
    the_map(page)
    page.get_by_role("link", name=say("app.page_browse", Lang.VI), exact=True).click()
    page.locator(".st-key-ltroom-browse").wait_for()
    settled(page)
    the_map(page)
    assert page.evaluate(kept) == []
    assert "fold" not in page.url
    assert page.evaluate(place) == pytest.approx(opened, abs=0.02)
    box = page.locator(MAP).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 150, y)
    page.mouse.wheel(0, -400)
    assert until(page, lambda: page.evaluate(kept), bool) == ["lienTinh"]
    page.wait_for_function("() => !lienTinh.map._animatingZoom")
    page.wait_for_timeout(400)
    left = page.evaluate(place)
    assert left[2] > opened[2]
    page.get_by_role("link", name=say("app.page_compare", Lang.VI), exact=True).click()
    settled(page)
    page.get_by_role("link", name=say("app.page_browse", Lang.VI), exact=True).click()
    page.locator(".st-key-ltroom-browse").wait_for()
    settled(page)
    the_map(page)
    assert page.evaluate(place) == pytest.approx(left, abs=0.005)


def test_on_a_small_screen_panels_are_drawers_and_the_menu_names_every_page(new_page, app_url):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    go(page, f"{app_url}/connectivity?lang=vi")
    settled(page)
    left, right = page.locator(".st-key-ltleft"), page.locator(".st-key-ltright")
    expect(left).to_be_hidden()
    expect(right.locator(".lt-verdict")).to_be_in_viewport(ratio=0.9)  # the answer, under the map
    alone = until(page, right.inner_text, lambda text: text == right.locator(".lt-verdict").inner_text())
    assert alone == right.locator(".lt-verdict").inner_text()
    page.get_by_role("button", name=say("app.drawer_right", Lang.VI), exact=True).click()
    expect(right.locator("table.lt").first).to_be_visible()
    page.get_by_role("button", name=say("app.drawer_left", Lang.VI), exact=True).click()
    expect(left.locator(".stCheckbox").first).to_be_visible()
    expect(right.locator("table.lt").first).to_be_hidden()
    page.keyboard.press("Escape")
    expect(left).to_be_hidden()
    page.get_by_role("button", name=say("app.menu", Lang.VI)).click()
    for name in ("browse", "compare", "connectivity", "briefing", "own", "sources"):
        expect(page.get_by_role("link", name=say(f"app.page_{name}", Lang.VI), exact=True)).to_be_visible()
    page.get_by_role("link", name=say("app.page_sources", Lang.VI), exact=True).click()
    expect(page.get_by_text(say("sources.layers_note", Lang.VI))).to_be_visible()
    expect(page.get_by_role("link", name=say("app.page_sources", Lang.VI), exact=True)).to_be_hidden()


PARTS = ("compare?part=closure&shut=6488", "compare?part=pair", "compare?part=gains", "connectivity?tab=between")


@pytest.mark.parametrize(("path", "width", "height"), sample(PARTS, SMALL[:2]))
def test_on_a_small_screen_every_part_with_a_map_answers_and_keeps_its_buttons(new_page, app_url, path, width, height):
    page = new_page(viewport={"width": width, "height": height}, has_touch=True)
    go(page, f"{app_url}/{path}&lang=vi")
    settled(page)
    expect(page.locator(".st-key-ltright .lt-verdict")).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".lt-legend-fold:visible")).to_be_in_viewport()


def test_a_newcomer_is_told_where_to_begin_once_and_each_task_leads_there(new_page, app_url):
    page = new_page(first_time=True)
    go(page, app_url)
    guide = page.locator(".lt-over-guide")
    expect(guide).to_be_visible()
    expect(guide.locator(":scope > p")).to_have_count(3)
    settled(page)
    entries = page.evaluate("history.length")
    guide.get_by_role("button", name=say("app.task_order", Lang.VI)).click()
    page.wait_for_url(re.compile(r"/compare\?.*part=shares"))
    expect(guide).to_be_hidden()
    settled(page)
    assert page.evaluate("history.length") == entries + 1  # one press of back leads to the map again
    page.goto(app_url)
    the_map(page)
    settled(page)
    expect(guide).to_be_hidden()  # seen before
    for task, place in (("meeting", r"/briefing"), ("routes", r":\d+/(\?.*)?$")):
        page.get_by_role("button", name=say("app.help", Lang.VI)).click()
        guide.get_by_role("button", name=say(f"app.task_{task}", Lang.VI)).click()
        page.wait_for_url(re.compile(place))
        settled(page)
    page.get_by_role("button", name=say("app.help", Lang.VI)).click()
    guide.get_by_role("button", name=say("app.task_change", Lang.VI)).click()
    hint = page.locator(".lt-hint")  # the guide is out of the way of what it tells to press
    expect(hint).to_contain_text(say("app.task_change", Lang.VI))
    expect(guide).to_be_hidden()
    page.mouse.click(700, 500)
    expect(hint).to_be_visible()
    hint.get_by_role("button").click()
    expect(hint).to_be_hidden()
    other = new_page(first_time=True)  # who follows a link wants what it shows
    go(other, f"{app_url}/?lang=en")
    the_map(other)
    expect(other.locator(".lt-over-guide")).to_be_hidden()


@pytest.mark.parametrize("without", ["", "Object.defineProperty(navigator, 'clipboard', {value: undefined});"])
def test_the_link_of_a_page_is_copied_or_stands_selected_where_a_browser_copies_nothing(new_page, app_url, without):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    if without:
        page.add_init_script(without + " document.execCommand = () => false;")
    go(page, f"{app_url}/sources?lang=en&routes=ring-road-3")
    settled(page)
    page.get_by_role("button", name=say("app.copy_link", Lang.EN)).click()
    field = page.get_by_label(say("app.address", Lang.EN))
    expect(field).to_have_value(page.url)
    if without:
        expect(page.get_by_text(say("app.copy_by_hand", Lang.EN))).to_be_visible()
        assert page.evaluate("() => getSelection().toString()") == page.url
    else:
        expect(page.get_by_text(say("app.copied", Lang.EN))).to_be_visible()
        assert page.evaluate("() => navigator.clipboard.readText()") == page.url


def test_every_page_has_its_title_and_sign_and_an_unknown_address_leads_to_the_map(page, app_url):
    go(page, f"{app_url}/compare?lang=en")
    wanted = f"{say('app.page_compare', Lang.EN)} – {say('app.name', Lang.EN)}"
    expect(page).to_have_title(wanted)
    expect(page.locator('link[rel~="icon"]').first).to_have_attribute("href", re.compile("^data:image/svg.xml"))
    expect(page.locator('.st-key-ltnav a[aria-current="page"]')).to_have_text(say("app.page_compare", Lang.EN))
    go(page, f"{app_url}/khong-co?lang=vi&routes=ring-road-3")
    told = say("app.page_lost", Lang.VI, name="khong-co", page=say("app.page_browse", Lang.VI))
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    says(page, "routes=ring-road-3")
    says_no(page, "khong-co")
    assert "khong-co" not in page.evaluate("location.href")


def test_on_paper_a_page_has_no_controls_and_its_tables_are_whole(page, app_url):
    go(page, f"{app_url}/compare?lang=vi&part=pair")
    expect(page.locator(".lt-verdict").first).to_be_visible()
    settled(page)
    page.emulate_media(media="print")
    for gone in (".st-key-ltnav", ".lt-tools", ".st-key-ltleft", '[role="tablist"]'):
        expect(page.locator(gone).first).to_be_hidden()
    cut = page.evaluate(
        """() => [...document.querySelectorAll(".stApp *")].filter((e) => e.checkVisibility() && e.querySelector("table")
        && getComputedStyle(e).overflowY !== "visible" && e.scrollHeight > e.clientHeight + 1).map((e) => e.className)"""
    )
    assert cut == []


def test_names_of_boxes_are_read_out_without_marks_and_without_english(page, app_url):
    go(page, f"{app_url}/compare?lang=vi&part=pair")
    expect(page.locator(".lt-verdict").first).to_be_visible()
    settled(page)
    names_now = "() => [...document.querySelectorAll('[aria-label]')].map((e) => e.ariaLabel)"
    page.wait_for_function(  # they are mended once the words are there
        f"() => {{ const names = ({names_now})(); return names.length > 20 && !names.includes('Open'); }}"
    )
    names = page.evaluate(names_now)
    assert [name for name in names if set(name) & set("\\*`")] == []
    assert {"Open", "Clear value", "Scroll tabs right"} & set(names) == set(), json.dumps(names)


def test_on_paper_a_page_stands_whole_below_itself_without_what_works_only_on_screen(page, app_url):
    """Upright and across: the map within the margins, answer and table below it, no panel, no button."""
    go(page, f"{app_url}/compare?part=pair&lang=vi")
    the_map(page)
    settled(page)
    page.emulate_media(media="print")
    page.evaluate("() => { dispatchEvent(new Event('beforeprint')); }")
    for width, height in ((703, 900), (1020, 600)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(STILL)
        drawn = page.locator(".lt-map").bounding_box()
        assert 0 <= drawn["x"] < drawn["x"] + drawn["width"] <= width
        assert drawn["height"] <= height
        told = page.locator(".st-key-ltright table.lt").first.bounding_box()
        assert told["y"] >= drawn["y"] + drawn["height"]
        assert told["width"] <= width
        for hidden in (".st-key-ltleft", ".lt-tools", ".leaflet-bar", ".st-key-swap", ".st-key-ltnav"):
            expect(page.locator(hidden).first).to_be_hidden()


def test_a_map_sent_somewhere_by_a_row_beside_it_stays_there_and_is_remembered(page, app_url):
    place = "() => { const m = lienTinh.map, c = m.getCenter(); return [c.lat, c.lng, m.getZoom()]; }"
    page.set_viewport_size({"width": 1920, "height": 1080})
    go(page, f"{app_url}/compare?lang=vi&routes=ring-road-3&part=gains")
    the_map(page)
    settled(page)
    opened = page.evaluate(place)
    page.locator("table [data-map-feature^='commune:']").first.click()
    assert until(page, lambda: page.evaluate(place), lambda now: now[2] > opened[2])
    page.wait_for_function("() => !lienTinh.map._animatingZoom")
    page.wait_for_timeout(400)
    sent = page.evaluate(place)
    assert page.evaluate("() => 'lienTinhGains' in sessionStorage")
    measured(page, (1366, 768))
    settled(page)
    assert page.evaluate(place) == pytest.approx(sent, abs=0.1)
