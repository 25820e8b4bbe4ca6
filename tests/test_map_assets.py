"""The map's files come from this machine, and the map works with nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from seen import look, the_map
from streamlit.testing.v1 import AppTest

from views.components.map_strings import serve_map_assets
from webmap import assets
from webmap.assets import FOLDER, SERVED_BY, missing_assets
from words import Lang
from words.errors import DataError

PAGE = Path(__file__).parent / "pages" / "map_page.py"


def test_every_file_the_map_names_is_installed():
    assert missing_assets() == []


def test_links_sent_to_the_browser_name_no_host():
    script = AppTest.from_file(str(PAGE), default_timeout=30).run()
    assert not script.exception
    links = json.loads(script.get("bidi_component")[0].proto.json)["files"]
    assert len(links) >= 10
    assert [link for link in links if "//" in link or not link.startswith(f"{SERVED_BY}.")] == []


def test_streamlit_serves_them_under_the_name_that_the_links_bear():
    assert serve_map_assets.__module__ == SERVED_BY


def test_a_missing_file_is_one_sentence_that_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    with pytest.raises(DataError, match="assets/leaflet/leaflet-draw") as caught:
        serve_map_assets()
    assert "python run.py" in caught.value.text(Lang.VI)


def test_style_sheets_name_only_pictures_that_are_installed():
    for sheet in (FOLDER / "leaflet").rglob("*.css"):
        for picture in re.findall(r"url\(['\"]?([^)'\"#]+)['\"]?\)", sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / picture).is_file(), (sheet.name, picture)


@pytest.mark.browser
def test_map_and_plug_ins_work_with_the_outside_shut_off(serve, page):
    page.goto(serve(PAGE))
    frame = the_map(page)
    gate = frame.locator('.lt-mark[aria-label="Mộc Bài"]')
    gate.click()
    expect(frame.locator(".leaflet-popup-content")).to_contain_text("Mộc Bài")
    frame.evaluate("() => { lienTinh.map.closePopup(); }")
    expect(frame.locator(".leaflet-control-scale")).to_have_text(re.compile(r"^\s*\d+ km\s*$"))
    expect(frame.locator(".leaflet-control-zoom-fullscreen")).to_be_visible()
    expect(frame.locator(".leaflet-draw-draw-polyline")).to_be_visible()
    look(frame, 11.3, 106.5, 9)
    chart = frame.locator(".folium-map")
    frame.locator("#polyline-measure-control").click()
    for across, down in ((300, 300), (400, 300)):
        chart.click(position={"x": across, "y": down})
    chart.hover(position={"x": 400, "y": 350})
    total = frame.locator(".polyline-measure-tooltip-total").nth(1)
    expect(total).to_have_text(re.compile(r"^\d+,\d\skm$"))
    measured = total.inner_text()
    # 100 px of 40,075 km / (256 · 2⁹) at latitude 11.3°
    assert float(measured.split()[0].replace(",", ".")) == pytest.approx(29.97, abs=0.1)
    position = re.compile(r"^\s*Kinh độ 106,\d+° · Vĩ độ 1[01],\d+°\s*$")
    expect(frame.locator(".leaflet-control-mouseposition")).to_have_text(position)
