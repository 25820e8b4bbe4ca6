"""The briefing page in a browser: the preview appears, files are made, taken and opened."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import expect
from seen import go, look, says, settled, the_map

from words import Lang, say

pytestmark = pytest.mark.browser


def taken(page) -> tuple[str, bytes]:
    """Press the button, wait for the file, take it."""
    settled(page)
    page.get_by_role("button", name=say("meeting.make", Lang.VI), exact=True).click()
    button = page.locator(".st-key-take-file button")
    expect(button).to_be_visible(timeout=120_000)
    settled(page)
    with page.expect_download() as download:
        button.click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_the_frame_on_screen_is_printed_and_old_addresses_lead_here(page, app_url):
    go(page, f"{app_url}/print?extent=view&format=png&title=Bản đồ thử %26 <b>&routes=ring-road-4&figures=0")
    frame = the_map(page)
    settled(page)
    look(frame, 11.3, 106.6, 10)
    says(page, "bounds=")
    bounds = frame.evaluate(
        "() => { const b = window.lienTinh.map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
    )
    # the preview of the frame before may still be drawn
    says(page, "bounds=" + "~".join(f"{v:.4f}" for v in bounds))
    name, content = taken(page)
    assert re.fullmatch(
        r"ban-do-a4-ban-do-thu-b_duong-vanh-dai-4-thanh-pho-ho-chi-minh-ct-41-dang-chon_\d{4}-\d\d-\d\d\.png", name
    )
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (3508, 2480)


def test_a_file_belongs_to_the_choices_it_was_made_from(page, app_url):
    go(page, f"{app_url}/briefing?file=geodata&geo=geojson&routes=ring-road-3")
    name, content = taken(page)
    assert name.endswith(".geojson.zip")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        routes = json.loads(packed.read("routes.geojson"))
    assert {f["properties"]["project_id"] for f in routes["features"]} == {"ring-road-3"}
    expect(page.locator("img").first).to_be_visible()  # the preview
    settled(page)
    field = page.locator(".st-key-print-title input")
    field.fill("Tên khác")
    field.press("Enter")
    expect(page.locator(".st-key-take-file")).to_have_count(0)
    expect(page.get_by_text(say("meeting.not_made", Lang.VI))).to_be_visible()
