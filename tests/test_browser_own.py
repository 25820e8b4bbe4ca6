"""Own data in a browser shut off from the outside: drawn, uploaded, compared, kept, and of one session only."""

from __future__ import annotations

import re

import brought
import pytest
from playwright.sync_api import expect
from seen import drawn, go, look, on_window, says, says_no, settled, the_map, wait_shown
from serving import ROOT, served

from user_data.file import read_file
from words import Lang, say

pytestmark = pytest.mark.browser
_LAST = 4  # click of a line drawn by hand
NAME = "Tuyến <b>vẽ</b> thử"
# on a narrow page the map of an offer stands below the file and above the fields
ONE_BELOW_THE_OTHER = """(parts) => {
    const boxes = parts.map((name) => document.querySelector(`.st-key-ltoffer-${name}`)?.getBoundingClientRect());
    return boxes.every((box, n) => box && box.height && (n === 0 || box.top >= boxes[n - 1].bottom - 1));
}"""
CASES = ROOT / "tests" / "cases"


def part(page, name: str) -> None:
    settled(page)
    page.get_by_role("tab", name=say(f"own.part_{name}", Lang.VI)).click()
    settled(page)


def removed(page) -> None:
    """Take the file out of its field."""
    settled(page)
    page.get_by_role("button", name=re.compile("Remove|Bỏ")).first.click()
    settled(page)


def take_over(page, told: str) -> None:
    """Press the button below the preview, which stands still once the page rests."""
    button = page.get_by_role("button", name=say("own.accept", Lang.VI))
    expect(button).to_be_enabled()
    settled(page)
    button.click()
    expect(page.get_by_text(told)).to_be_visible()


def draw_line(page) -> None:
    """Draw from Tây Ninh to Đồng Xoài by hand; both ends lie on signs that answer to clicks otherwise."""
    frame = the_map(page)
    settled(page)
    look(frame, 11.42, 106.5, 9)
    frame.locator(".leaflet-draw-draw-polyline").click()
    corners = frame.locator(".leaflet-editing-icon")
    for number, (lat, lon) in enumerate(((11.31, 106.1), (11.4, 106.5), (11.535, 106.885), (11.535, 106.885)), start=1):
        x, y = on_window(page, lon, lat)
        page.mouse.move(x - 3, y)
        page.mouse.move(x, y)
        page.wait_for_timeout(100)  # after a corner the drawing takes no other for 50 ms
        # the last click ends the line; pressed twice, as most people end one, it opens nothing that lies below
        (page.mouse.dblclick if number == _LAST else page.mouse.click)(x, y)
        expect(corners).to_have_count(number % _LAST)
    page.wait_for_timeout(100)
    expect(frame.locator(".leaflet-popup")).to_have_count(0)


def test_a_route_is_drawn_another_uploaded_and_both_are_compared_and_kept(page, new_page, app_url):
    go(page, f"{app_url}/own?lang=vi&routes=-")
    draw_line(page)
    name = page.get_by_label(say("own.field_name", Lang.VI), exact=True)
    expect(name).to_be_visible()
    settled(page)
    name.fill(NAME)
    page.get_by_label(say("own.field_speed_kmh", Lang.VI)).fill("80")
    page.get_by_role("button", name=say("own.add", Lang.VI)).click()
    expect(page.get_by_text("Đã thêm")).to_be_visible()

    part(page, "upload")
    field = page.locator('input[type="file"]')
    field.set_input_files({"name": "x.geojson", "mimeType": "application/json", "buffer": b'{"type":\n "x",}'})
    expect(page.get_by_text("Dòng 2")).to_be_visible()
    removed(page)
    field.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": brought.csv()})
    take_over(page, "Đã nhận 4")
    expect(page.locator("table.lt").first).to_contain_text(NAME)

    page.get_by_role("link", name=say("own.to_map", Lang.VI)).click()
    frame = the_map(page)
    wait_shown(frame, "project", "own-route-1", "own-route-2", "own-route-3")
    wait_shown(frame, "place", "own-place-1", "own-zone-1")
    says(page, "mydata=")
    settled(page)
    address = page.url
    page.get_by_role("link", name=say("app.page_compare", Lang.VI)).first.click()
    table = page.locator("table").filter(has_text="Phương án gồm").first
    expect(table).to_be_visible()
    expect(page.locator(".st-key-tick-own-route-1")).to_contain_text("Tuyến <b>vẽ</b> thử")

    other = new_page()
    go(other, address)
    expect(other.get_by_text("không có trong phiên của bạn")).to_be_visible()
    settled(other)
    assert "own-route-1" not in drawn(the_map(other)).get("project", [])
    expect(other.locator(".st-key-tick-own-route-1")).to_have_count(0)

    page.get_by_role("link", name=say("app.page_own", Lang.VI)).first.click()
    part(page, "keep")
    with page.expect_download() as download:
        page.get_by_role("button", name=say("own.download", Lang.VI)).click()
    content = download.value.path().read_bytes()
    kept = read_file("a.gpkg", content).own
    assert [route.fields.name for route in kept.routes] == [NAME, "Tuyến một", "Tuyến hai"]
    assert kept.routes[0].along_m is not None
    part_field = other.locator('input[type="file"]')
    settled(other)
    other.get_by_role("link", name=say("app.page_own", Lang.VI)).first.click()
    part(other, "keep")
    part_field.set_input_files({"name": "a.gpkg", "mimeType": "application/geopackage+sqlite3", "buffer": content})
    expect(other.get_by_text("Đã mở")).to_be_visible()
    expect(other.get_by_text("không có trong phiên của bạn")).not_to_be_visible()


def test_what_of_a_file_is_taken_and_where_it_lies_is_for_the_user_to_say(page, app_url):
    go(page, f"{app_url}/own?lang=vi&routes=-")
    part(page, "upload")
    field = page.locator('input[type="file"]')
    field.set_input_files(CASES / "v_9217.csv")
    accept = page.get_by_role("button", name=say("own.accept", Lang.VI))
    expect(accept).to_be_disabled()
    settled(page)
    page.get_by_text(say("own.system_looked", Lang.VI)).click()
    expect(accept).to_be_enabled()
    removed(page)
    field.set_input_files(CASES / "geojson_41_lines.geojson")
    expect(page.get_by_text("Đã đánh dấu 40 trong 41")).to_be_visible()
    expect(page.get_by_text("Sẽ nhận từ geojson_41_lines.geojson: 40 tuyến")).to_be_visible()
    wide = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(ONE_BELOW_THE_OTHER, arg=["file", "seen", "fields"])
    page.set_viewport_size(wide)
    removed(page)
    field.set_input_files(CASES / "csv_typo_16_for_106.csv")
    expect(page.get_by_text("Đỉnh 2 (16.2, 11.4)")).to_be_visible()
    expect(accept).to_have_count(0)


def test_a_reloaded_page_has_what_was_drawn_or_chosen_and_not_yet_added(page, tmp_path):
    folder = {"LIEN_TINH_LIBRARY": "on", "LIEN_TINH_OWN": str(tmp_path / "own")}
    with served(ROOT / "app.py", env=folder, log=tmp_path / "app.log") as url:
        go(page, f"{url}/own?lang=vi&routes=-")
        draw_line(page)
        name = page.get_by_label(say("own.field_name", Lang.VI), exact=True)
        cost = page.get_by_label(say("own.field_cost_low_bn", Lang.VI))
        name.fill("Vẽ")
        cost.fill("hai nghìn")
        cost.press("Tab")
        wrong = page.locator(".lt-fault")
        expect(wrong).to_contain_text("hai nghìn")
        cost.fill("2000")
        cost.press("Tab")
        expect(wrong).to_have_count(0)
        page.get_by_role("link", name=say("app.page_sources", Lang.VI)).first.click()
        settled(page)
        page.get_by_role("link", name=say("app.page_own", Lang.VI)).first.click()
        for _ in ("the page left and opened again", "the page reloaded"):
            expect(name).to_have_value("Vẽ")
            expect(cost).to_have_value("2000")
            settled(page)
            page.reload()
        expect(name).to_have_value("Vẽ")
        settled(page)
        page.get_by_role("button", name=say("own.add", Lang.VI)).click()
        expect(page.get_by_text("Đã thêm")).to_be_visible()
        expect(page.get_by_text(say("own.draw_hint", Lang.VI))).to_be_visible()  # an empty sheet
        the_map(page)
        says(page, "mydata=")
        settled(page)
        page.reload()
        expect(page.get_by_text("Dữ liệu của bạn: 1 tuyến")).to_be_visible()
        expect(page.get_by_text(say("own.draw_hint", Lang.VI))).to_be_visible()  # what was added is not drawn again

        part(page, "upload")
        page.locator('input[type="file"]').set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": brought.csv()}
        )
        accept = page.get_by_role("button", name=say("own.accept", Lang.VI))
        expect(accept).to_be_visible()
        says(page, "brought=")
        settled(page)
        page.reload()
        expect(page.get_by_text(say("own.chosen_before", Lang.VI, file="a.csv"))).to_be_visible()
        take_over(page, "Đã nhận 4")
        expect(page.get_by_text("Dữ liệu của bạn: 3 tuyến")).to_be_visible()
        says_no(page, "brought=")
    page.watch.failed = []
