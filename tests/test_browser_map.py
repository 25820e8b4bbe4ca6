"""The map as it is drawn: labels apart in the browser's own boxes, everything drawn, clicks named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from layers.projects import read_projects
from webmap.base import ZOOM

pytestmark = pytest.mark.browser

PAGE = Path(__file__).parent / "pages" / "drawn_map.py"
_OVERLAPS = """() => {
    const frame = map.getContainer().getBoundingClientRect();
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


PATIENCE_MS = 30_000  # the page draws its map anew at every click, unlike the product


def opened(page, address, query=""):
    page.goto(f"{address}/?{query}")
    element = page.locator("iframe").first
    element.wait_for()
    frame = element.element_handle().content_frame()
    frame.wait_for_selector(".lt-label", state="attached")
    frame.wait_for_function("() => window.feature_group && window.feature_group.length")
    return frame


def move(frame, lat, lon, zoom):
    frame.evaluate("([lat, lon, zoom]) => { map.setView([lat, lon], zoom, {animate: false}); }", [lat, lon, zoom])


@pytest.mark.parametrize("query", ["lang=vi&edition=2022", "lang=en&edition=2025"])
def test_no_label_buries_another_on_screen(page, address, query):
    frame = opened(page, address, query)
    for zoom in range(8, 15):
        for lat, lon in ((11.3, 106.3), (10.9, 106.7)):
            move(frame, lat, lon, zoom)
            found = frame.evaluate(_OVERLAPS)
            assert found["pairs"] == [], zoom
            assert found["count"] > (30 if zoom < 11 else 0), zoom


def test_base_map_border_and_every_project_are_drawn(page, address):
    frame = opened(page, address)
    painted = frame.evaluate("""() => ["land", "cover", "roads", "border"].map(name => {
        const canvas = map.getPane(name).querySelector("canvas");
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        let count = 0;
        for (let i = 3; i < data.length; i += 4) { count += data[i] > 0; }
        return count;
    })""")
    assert min(painted) > 5_000, painted
    ids = set(
        frame.evaluate(
            "() => Object.values(map._layers).filter(l => Object.hasOwn(l, 'toGeoJSON')).map(l => l.toGeoJSON().properties.id)"
        )
    )
    assert {project.id for project in read_projects()} <= ids
    assert {"70", "72", "gate-moc-bai", "cap-tay-ninh", "path-before", "path-after"} <= ids


def test_a_click_names_the_thing_and_a_second_click_is_news(page, address):
    frame = opened(page, address)
    gate = frame.locator('.lt-mark[aria-label="Mộc Bài"]')
    gate.click()
    click = {"id": "gate-moc-bai", "kind": "gate", "click": 1, "zoom": ZOOM}
    expect(page.locator("code")).to_have_text(json.dumps(click), timeout=PATIENCE_MS)
    frame.evaluate("() => { map.closePopup(); }")
    gate.press("Enter")
    expect(page.locator("code")).to_have_text(json.dumps(click | {"click": 2}), timeout=PATIENCE_MS)


def test_pointer_tells_longitude_and_latitude_and_the_view_stays_within_its_bounds(page, address):
    frame = opened(page, address)
    page.locator("iframe").first.hover()
    told = frame.locator(".leaflet-control-mouseposition").inner_text()
    assert told.startswith("Kinh độ 106,")
    assert " · Vĩ độ 11," in told
    assert frame.evaluate("() => [map.getMinZoom(), map.getMaxZoom()]") == [8, 14]
    bounds = frame.evaluate("() => map.options.maxBounds.toBBoxString()")
    assert [float(side) for side in bounds.split(",")] == pytest.approx([104.7, 10.1, 107.9, 12.7])
    assert "không có giá trị pháp lý" in frame.locator(".leaflet-control-attribution").inner_text()
    assert "Địa giới hành chính năm 2022" in frame.locator(".lt-caption").inner_text()
    expect(frame.locator(".leaflet-control-scale-line")).to_have_count(1)
