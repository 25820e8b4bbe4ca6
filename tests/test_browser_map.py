"""The map as it is drawn: labels apart in the browser's own boxes, everything drawn, clicks named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from seen import MAP, on_window, sent_by, the_map, until, wait_shown
from tiers import some

from layers import data_digest
from layers.projects import read_projects
from words import Lang, say

pytestmark = pytest.mark.browser

PAGE = Path(__file__).parent / "pages" / "drawn_map.py"
_OVERLAPS = """() => {
    const frame = lienTinh.map.getContainer().getBoundingClientRect();
    const seen = [...document.querySelectorAll(".lt-label")].map(e => [e.getBoundingClientRect(), e.textContent])
        .filter(([b]) => b.right > frame.left && b.left < frame.right && b.bottom > frame.top && b.top < frame.bottom);
    const pairs = [];
    seen.forEach(([a, one], i) => seen.slice(i + 1).forEach(([b, other]) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1) { pairs.push(`${one} | ${other}`); }
    }));
    return {count: seen.length, pairs};
}"""


@pytest.fixture(scope="module")
def address(serve):
    return serve(PAGE)


def opened(page, address, query=""):
    page.goto(f"{address}/?{query}")
    frame = the_map(page)
    frame.wait_for_selector(".lt-label", state="attached")
    return frame


def move(frame, lat, lon, zoom):
    frame.evaluate(
        "([lat, lon, zoom]) => { lienTinh.map.setView([lat, lon], zoom, {animate: false}); }", [lat, lon, zoom]
    )


@pytest.mark.parametrize("query", ["lang=vi&edition=2022", "lang=en&edition=2025"])
def test_no_label_buries_another_on_screen(page, address, query):
    frame = opened(page, address, query)
    for zoom in some(range(8, 15)):
        for lat, lon in ((11.3, 106.3), (10.9, 106.7)):
            move(frame, lat, lon, zoom)
            found = frame.evaluate(_OVERLAPS)
            assert found["pairs"] == [], zoom
            assert found["count"] > (30 if zoom < 11 else 0), zoom


def test_base_map_border_and_every_project_are_drawn(page, address):
    frame = opened(page, address)
    count = """() => ["land", "cover", "roads", "border"].map(name => {
        const canvas = lienTinh.map.getPane(name).querySelector("canvas");
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        let count = 0;
        for (let i = 3; i < data.length; i += 4) { count += data[i] > 0; }
        return count;
    })"""
    painted = until(page, lambda: frame.evaluate(count), lambda found: min(found) > 5_000)
    assert min(painted) > 5_000, painted
    wait_shown(frame, "project", *(project.id for project in read_projects()))
    wait_shown(frame, "province", "70", "72")
    wait_shown(frame, "gate", "gate-moc-bai")
    wait_shown(frame, "place", "cap-tay-ninh")
    wait_shown(frame, "path", "path-before", "path-after")


def test_a_click_names_the_thing_and_a_second_click_is_news(page, address):
    frame = opened(page, address)
    gate = frame.locator('.lt-mark[aria-label="Mộc Bài"]')
    gate.click()
    click = {"id": "gate-moc-bai", "kind": "gate", "click": 1, "zoom": frame.evaluate("() => lienTinh.map.getZoom()")}
    expect(page.locator("code")).to_have_text(json.dumps(click))
    frame.evaluate("() => { lienTinh.map.closePopup(); }")
    gate.press("Enter")
    expect(page.locator("code")).to_have_text(json.dumps(click | {"click": 2}))


def test_a_map_of_any_size_opens_full_of_the_base_map_and_can_be_zoomed_out_to_all_of_it(page, address):
    frame = opened(page, address)
    whole = "() => { const m = lienTinh.map; m.setZoom(m.getMinZoom(), {animate: false}); return m.getBounds().contains(m._lt.told.extent); }"
    page.wait_for_function(whole)
    frame.evaluate("() => { Object.assign(lienTinh.map.getContainer().style, {flex: 'none', height: '260px'}); }")
    page.wait_for_function("() => lienTinh.map.getSize().y === 260 && lienTinh.map.getMinZoom() < 8")
    page.wait_for_function(whole)
    page.wait_for_function("""() => { const map = lienTinh.map, {view, extent} = map._lt.told;
        lienTinh.filled(map, view, view, {}); return L.latLngBounds(extent).pad(0.01).contains(map.getBounds()); }""")
    frame.evaluate("() => { Object.assign(lienTinh.map.getContainer().style, {flex: '', height: ''}); }")
    page.wait_for_function("() => lienTinh.map.getMinZoom() === 8")


def test_pointer_tells_longitude_and_latitude_and_the_view_stays_within_its_bounds(page, address):
    frame = opened(page, address)
    page.locator(MAP).hover()
    expect(frame.locator(".leaflet-control-mouseposition")).to_have_text(re.compile(r"^\s*Kinh độ 106,.* · Vĩ độ 11,"))
    page.wait_for_function("() => lienTinh.map.getMinZoom() === 8 && lienTinh.map.getMaxZoom() === 14")
    bounds = frame.evaluate("() => lienTinh.map.options.maxBounds.toBBoxString()")
    assert [float(side) for side in bounds.split(",")] == pytest.approx([104.8, 10.2, 107.8, 12.6])
    expect(frame.locator(".leaflet-control-attribution")).to_contain_text("không có giá trị pháp lý")
    expect(frame.locator(".lt-caption")).to_contain_text("Địa giới hành chính năm 2022")
    expect(frame.locator(".leaflet-control-scale-line")).to_have_count(1)


_HALOS = "() => document.querySelectorAll('.lt-halo').length"


def test_rows_and_map_find_each_other_without_the_server(page, address):
    opened(page, address)
    row, other = page.locator('[data-map-feature="gate:gate-moc-bai"]'), page.locator("[data-map-feature^=project]")
    with sent_by(page) as sent:
        other.hover()
        page.wait_for_function(f"() => ({_HALOS})() > 1")
        page.mouse.move(5, 5)
        page.wait_for_function(f"() => ({_HALOS})() === 0")
        row.focus()
        page.wait_for_function(f"() => ({_HALOS})() === 1")
        row.press("Enter")
        page.wait_for_function("() => lienTinh.map.getZoom() === 12")
        expect(other).not_to_have_class("lt-marked")
        page.locator('.lt-mark[aria-label="Mộc Bài"]').hover()
        expect(row).to_have_class("lt-marked")
        page.mouse.move(5, 5)
        expect(row).not_to_have_class("lt-marked")
    assert sent == []


def test_a_click_may_miss_a_route_by_ten_pixels_and_names_the_area_beyond(page, address):
    opened(page, address)
    section = max((s for p in read_projects() if p.id == "ring-road-4" for s in p.sections), key=lambda s: s.length_km)
    at = section.geometry.interpolate(0.5, normalized=True)
    move(page, at.y, at.x, 14)
    x, y = on_window(page, at.x, at.y)
    under = """([x, y, reach]) => { const map = lienTinh.map, box = map.getContainer().getBoundingClientRect();
        const thing = lienTinh.under(map, map.containerPointToLatLng([x - box.left, y - box.top]), reach);
        return thing ? thing.item.kind : ""; }"""
    steps = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if (dx, dy) != (0, 0)]
    for px, reach, kinds in ((6, 10, {"project"}), (15, 22, {"project"}), (40, 10, {"district", "project"})):
        found = {page.evaluate(under, [x + px * dx / 1.42, y + px * dy / 1.42, reach]) for dx, dy in steps}
        assert found == kinds, px
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator(".lt-tip b")).to_have_text(next(p.name_vi for p in read_projects() if p.id == "ring-road-4"))


_CUT = """() => {
    const map = lienTinh.map.getContainer().getBoundingClientRect();
    const controls = [...document.querySelectorAll(".lt-map .leaflet-control")].map(e => e.getBoundingClientRect());
    return [...document.querySelectorAll(".lt-label")].map(e => [e.getBoundingClientRect(), e.textContent]).filter(([b]) =>
        b.left < map.left || b.top < map.top || b.right > map.right || b.bottom > map.bottom ||
        controls.some(c => c.width && b.left < c.right && b.right > c.left && b.top < c.bottom && b.bottom > c.top)
    ).map(([, text]) => text);
}"""


def test_no_label_is_cut_by_the_edge_or_lies_under_a_control(page, address):
    opened(page, address)
    for width, height in ((1366, 768), (820, 1180), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            "() => { const m = lienTinh.map; return m.getSize().x === m.getContainer().clientWidth; }"
        )
        assert until(page, lambda: page.evaluate(_CUT), lambda cut: not cut) == [], width
        expect(page.locator(".lt-label", has_text="Đồng Xoài").first).to_be_visible()


def test_full_screen_keeps_the_legend_and_fills_to_the_edges(page, address):
    opened(page, address)
    fold = page.locator(".lt-legend-fold")
    expect(fold).to_have_attribute("aria-expanded", "false")
    page.locator(".leaflet-control-zoom-fullscreen").click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".lt-legend-part li").first).to_be_visible()
    page.wait_for_function("() => lienTinh.map.getSize().x === innerWidth")
    page.wait_for_function(  # the height of the screen may come after its width
        """() => { const m = lienTinh.map; m.setZoom(m.getMinZoom(), {animate: false});
        const b = m.getBounds(), e = L.latLngBounds(m._lt.told.extent); return e.pad(0.001).contains(b); }""",
        polling=100,
    )
    fold.click()
    expect(page.locator(".lt-legend-part")).to_be_hidden()
    page.locator(".leaflet-control-zoom-fullscreen").click()
    page.wait_for_function("() => lienTinh.map.getSize().x < innerWidth")


def test_a_road_turns_red_before_the_page_answers_and_its_answer_takes_the_mark_back(page, address):
    opened(page, address, "closing=1")
    lat, lon = page.evaluate("""() => lienTinh.map._lt.roads.flat().find(points => points.length > 20 &&
        points.every(([lat, lon]) => lat > 11.2 && lat < 11.9 && lon > 106.2 && lon < 106.9))[10]""")
    move(page, lat, lon, 13)
    x, y = on_window(page, lon, lat)
    painted = page.evaluate(
        """([x, y]) => { document.elementFromPoint(x, y).dispatchEvent(
            new MouseEvent("click", {bubbles: true, clientX: x, clientY: y, view: window}));
        return document.querySelectorAll(".lt-shut").length; }""",
        [x, y],
    )
    assert painted == 1
    page.wait_for_function("() => document.querySelectorAll('.lt-shut').length === 0")


def test_the_keyboard_moves_the_map_and_it_is_named_in_the_language_of_the_page(page, address):
    opened(page, address, "lang=en")
    chart = page.locator(".folium-map")
    expect(page.get_by_role("region", name=say("webmap.map_label", Lang.EN))).to_have_count(1)
    chart.focus()
    before = page.evaluate("() => [lienTinh.map.getZoom(), lienTinh.map.getCenter().lng]")
    chart.press("+")
    page.wait_for_function("zoom => lienTinh.map.getZoom() > zoom", arg=before[0])
    on_window(page, 106.5, 11.3)  # the movement has ended
    chart.press("ArrowRight")
    page.wait_for_function("lng => lienTinh.map.getCenter().lng > lng", arg=before[1])
    on_window(page, 106.5, 11.3)
    chart.press("Enter")
    focused = "() => document.activeElement.getAttribute('aria-label')"
    first = page.evaluate(focused)
    expect(page.locator(".lt-tip b")).to_have_text(first)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) not in {first, None}
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.classList.contains('folium-map')")
    stops = "document.querySelectorAll('.lt-map a[href], .lt-map button, .lt-map [tabindex=\"0\"]').length"
    assert page.evaluate(stops) <= 10  # Tab leads past the map
    more = page.get_by_role("button", name=say("webmap.credit_more", Lang.EN))
    more.press("Enter")
    expect(page.locator(".lt-credits-all")).to_contain_text("GeoNames")
    expect(page.locator(".lt-credits-all")).to_contain_text(data_digest())


_LOOKS = """() => {
    const plain = L.Map.prototype._resetView;
    window.looks = [];
    L.Map.prototype._resetView = function (centre, zoom) { window.looks.push([this.getZoom(), zoom]); return plain.apply(this, arguments); };
}"""


def test_a_map_that_is_put_somewhere_draws_its_lines_once_and_not_again_where_it_stands_already(page, address):
    frame = opened(page, address)
    frame.evaluate(_LOOKS)
    # another size, in which what is looked at lies at a zoom between the half steps
    frame.evaluate("""() => {
        const map = lienTinh.map;
        map.setView([10.6, 106], 12, {animate: false});
        window.looks = [];
        Object.assign(map.getContainer().style, {flex: 'none', height: '260px'});
        sessionStorage.clear();
        lienTinh.fit(map);
    }""")
    page.wait_for_function("() => lienTinh.map.getSize().y === 260")
    at = frame.evaluate("() => lienTinh.map.getZoom()")
    assert at % 0.5, "a zoom between the half steps"
    assert frame.evaluate("() => window.looks") == [[12, at]]
    frame.evaluate("() => { lienTinh.fit(lienTinh.map); lienTinh.fit(lienTinh.map); }")
    page.wait_for_timeout(300)  # what follows a new size
    assert frame.evaluate("() => window.looks") == [[12, at]]
    assert frame.evaluate("() => lienTinh.map.getZoom() >= lienTinh.map.getMinZoom()")
