"""The offline page and the pack: nothing from outside, everything in it, made again from its scenario file."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image

from analysis.scenarios.scenario_set import read_set
from briefing import pack as packing
from briefing.web.page import web_page
from layers.symbology import style
from words import Lang
from words.errors import InputError


@pytest.fixture(scope="module")
def page(report, fixed_moment) -> str:
    return web_page(report).decode("utf-8")


def test_the_page_is_small_and_names_no_file_or_script_of_others(page):
    assert len(page.encode()) < 5_000_000
    markup = re.sub(r"(<script>).*?(</script>)", r"\1\2", page, flags=re.DOTALL)
    assert re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=(?!\"data:)", markup) == []
    assert "<link" not in markup
    assert re.findall(r"url\((?!['\"]?(?:data:|#))[^)]*\)", markup) == []
    assert "default-src 'none'" in markup


def test_the_page_tells_figures_digests_and_both_languages(report, page):
    assert report.digest in page
    assert report.data_digest in page
    assert all(f'<section lang="{lang.value}">' in page for lang in report.request.langs)
    assert "không có giá trị pháp lý" in page
    assert "ODbL" in page


def test_texts_of_the_user_stay_texts(report, fixed_moment):
    bad = '<script>alert("x")</script>'
    named = replace(report, request=replace(report.request, title=bad, subtitle=bad, author=bad))
    html = web_page(named).decode("utf-8")
    assert bad not in html
    assert html.count("&lt;script&gt;alert") >= 3


def test_the_same_report_gives_the_same_page(report, fixed_moment, page):
    assert web_page(report).decode("utf-8") == page


@pytest.mark.browser
def test_the_page_opens_from_a_stick_without_network(page, chromium, tmp_path):
    file = tmp_path / "trang có dấu.html"
    file.write_text(page, encoding="utf-8")
    tab = chromium.new_context().new_page()
    asked, wrong = [], []
    tab.on("request", lambda r: asked.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    tab.on("pageerror", lambda e: wrong.append(str(e)))
    tab.goto(file.as_uri())
    paths = "document.querySelectorAll('.leaflet-routes-pane path').length"
    tab.wait_for_function(f"() => {paths} > 0", timeout=20_000)
    before = tab.evaluate(paths)
    tab.locator("input[data-switch]:checked").first.uncheck()
    tab.wait_for_function(f"(before) => {paths} < before", arg=before)
    assert (asked, wrong) == ([], [])


@pytest.fixture(scope="module")
def packed(report, fixed_moment):
    """A pack whose slides and maps, tested elsewhere, are stand-ins: what is tested is the packing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("briefing.slides.presentation.slides", lambda *_, **__: b"slides")
        patch.setattr("briefing.workbook.book.workbook", lambda *_: b"workbook")
        patch.setattr("briefing.map.atlas.printed_map", lambda _, *, paper: paper.format.encode())
        content = packing.pack(report)
    return zipfile.ZipFile(io.BytesIO(content))


def test_a_pack_holds_every_kind_and_lists_their_digests(packed):
    endings = {n.partition(".")[2] for n in packed.namelist()}
    assert {"pptx", "xlsx", "docx", "html", "qgis.zip", "kmz", "shp.zip", "pdf", "png", "json", "txt"} <= endings
    listed = dict(reversed(line.split("  ")) for line in packed.read(packing.LIST).decode().splitlines())
    assert set(listed) == set(packed.namelist()) - {packing.LIST}
    for name, digest in listed.items():
        assert hashlib.sha256(packed.read(name)).hexdigest() == digest


def test_entries_are_sorted_and_of_one_time(packed):
    names = packed.namelist()
    assert names == sorted(names)
    assert len({i.date_time for i in packed.infolist()}) == 1


def test_the_scenario_file_gives_the_same_digests(report, packed):
    again = read_set(packed.read(packing.SCENARIO_FILE).decode(), report.world).scenario_set
    wanted = report.request.scenario_set
    assert again.digest(report.world.data_digest) == wanted.digest(report.world.data_digest)


def test_all_files_bear_one_code_of_data_and_the_scenario_file_says_which(report, packed):
    told = json.loads(packed.read(packing.SCENARIO_FILE))
    ours, measured = told[packing.FILES_DIGEST], told["data_digest"]
    assert (ours, measured) == (report.data_digest, report.world.data_digest)
    assert ours != measured
    seen = set()
    for name in packed.namelist():
        content = packed.read(name)
        if name.endswith((".zip", ".kmz", ".docx")):
            inner = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(inner.read(one) for one in inner.namelist())
        if ours.encode() in content:
            seen.add(name.partition(".")[2])
        assert measured.encode() not in content or name == packing.SCENARIO_FILE, name
    assert seen >= {"html", "qgis.zip", "kmz", "shp.zip", "docx", "json", "txt"}


def test_the_readme_names_every_file_in_both_languages(packed):
    text = packed.read(packing.README).decode("utf-8-sig")
    for name in set(packed.namelist()) - {packing.README, packing.LIST}:
        assert text.count(name) >= 2
    assert "Phương án chính" in text
    assert "Main scenario" in text


def test_a_scenario_file_that_would_not_reproduce_is_refused(report, monkeypatch):
    monkeypatch.setattr("analysis.scenarios.write_set", lambda *_, **__: "{}")
    with pytest.raises(InputError) as caught:
        packing.scenario_file(report)
    assert "So sánh" in caught.value.text(Lang.VI)


@pytest.fixture
def opened(page, chromium, tmp_path):
    """The page opened in a window of a size."""

    def open_page(width: int, height: int):
        file = tmp_path / "trang.html"
        file.write_text(page, encoding="utf-8")
        tab = chromium.new_context(viewport={"width": width, "height": height}).new_page()
        tab.goto(file.as_uri())
        tab.wait_for_function("() => document.querySelectorAll('.leaflet-routes-pane path').length > 0", timeout=20_000)
        return tab

    return open_page


@pytest.mark.browser
def test_on_a_phone_nothing_lies_over_another_and_fingers_have_room(opened):
    tab = opened(390, 844)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    boxes = {name: tab.locator(name).first.bounding_box() for name in ("header", ".map", "aside", "footer")}
    for above, below in pairwise(boxes.values()):
        assert above["y"] + above["height"] <= below["y"] + 1
    assert boxes[".map"]["height"] >= 0.5 * 844
    assert min(label.bounding_box()["height"] for label in tab.locator(".switches label").all()) >= 44
    row = tab.locator("table.routes tbody tr").first
    assert row.locator("td").first.bounding_box()["y"] > row.locator("th").bounding_box()["y"]


@pytest.mark.browser
def test_on_paper_the_map_is_whole_with_its_legend_and_no_switches(opened, tmp_path):
    tab = opened(1366, 768)
    tab.pdf(path=tmp_path / "a.pdf", format="A4", print_background=True)
    text = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], check=True, capture_output=True).stdout.decode(
        "utf-8"
    )
    assert "Chú giải" in text
    assert "Lớp bản đồ" not in text
    subprocess.run(
        ["pdftoppm", "-r", "60", "-f", "1", "-l", "1", "-png", "-singlefile", tmp_path / "a.pdf", tmp_path / "a"],
        check=True,
    )
    drawn = Image.open(tmp_path / "a.png").convert("RGB").crop((0, 60, 420, 400))
    land = tuple(int(style.fill("province", "focus").fill[k : k + 2], 16) for k in (1, 3, 5))
    near = [n for n, found in drawn.getcolors(2**24) if max(abs(a - b) for a, b in zip(found, land, strict=True)) <= 2]
    assert sum(near) > 0.05 * drawn.width * drawn.height
    assert not tab.evaluate("document.querySelector('details.legend').open")
