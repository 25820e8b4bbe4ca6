"""The dashboard as a user meets it: Chromium, every outside host refused."""

from __future__ import annotations

import io
import json
import re
import shutil
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from serving import ROOT, served

from analysis import Scenario, compare_pair, load_world
from layers.projects import read_projects
from layers.reading import data_folder
from words import Lang, say
from words.figures import number

pytestmark = pytest.mark.browser

PROJECTS = read_projects()
_DRAWN = """() => {
    const found = {};
    for (const layer of Object.values(window.map._layers)) {
        const told = layer._lt_item || (Object.hasOwn(layer, "toGeoJSON") ? layer.toGeoJSON().properties : null);
        if (told && told.id) { (found[told.kind] = found[told.kind] || []).push(told.id); }
    }
    return found;
}"""


def go(page: Page, address: str) -> None:
    """Open an address and wait for the page; Streamlit asks for its own health below a page's path first."""
    page.goto(address)
    expect(page.locator("h1.lt-name")).to_be_visible(timeout=60_000)
    page.watch.failed = [fault for fault in page.watch.failed if "/_stcore/" not in fault]


def the_map(page: Page):
    """The frame of the map, once it is drawn."""
    element = page.locator('iframe[title*="folium"]').first
    element.wait_for(timeout=60_000)
    frame = element.element_handle().content_frame()
    frame.wait_for_function(
        "() => window.map && window.lienTinh && window.feature_group && window.feature_group.length > 0", timeout=60_000
    )
    return frame


def drawn(frame) -> dict[str, list[str]]:
    """Ids of everything on the map that answers to the pointer, by kind."""
    return frame.evaluate(_DRAWN)


def wait_drawn(frame, project_id: str, *, shown: bool = True) -> None:
    frame.wait_for_function(
        f"(id) => {{ const found = ({_DRAWN})(); return (found.project || []).includes(id) === {json.dumps(shown)}; }}",
        arg=project_id,
        timeout=20_000,
    )


def look(frame, lat: float, lon: float, zoom: int) -> None:
    """Move the map. The braces matter: a map handed back would be copied out of the browser, for minutes."""
    frame.evaluate(f"() => {{ window.map.setView([{lat}, {lon}], {zoom}, {{animate: false}}); }}")


def says(page: Page, part: str) -> None:
    """Wait until the address holds a part."""
    page.wait_for_function("(part) => decodeURIComponent(location.search).includes(part)", arg=part, timeout=20_000)


def click_map(page: Page, frame, lon: float, lat: float) -> None:
    """Click the map where a point lies."""
    at = frame.evaluate(f"() => {{ const p = window.map.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y]; }}")
    box = page.locator('iframe[title*="folium"]').first.bounding_box()
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])


@contextmanager
def sent_by(page: Page):
    """Counts what the browser sends to the server while the block runs."""
    counted: list[object] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.webSocketFrameSent", lambda frame: counted.append(frame))  # noqa: PLW0108 - takes no builtin
    yield counted
    session.detach()


def test_the_map_opens_with_provinces_border_and_gates_and_the_screen_needs_no_scrolling(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    found = drawn(frame)
    assert {"70", "72"} <= set(found["province"])
    assert {"gate-moc-bai", "gate-xa-mat", "gate-hoa-lu"} <= set(found["gate"])
    inked = frame.evaluate(
        """() => { const c = document.querySelector(".leaflet-border-pane canvas");
        return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0); }"""
    )
    assert inked, "the border is not drawn"
    box = page.locator('iframe[title*="folium"]').first.bounding_box()
    assert box["y"] + box["height"] <= 768
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1366


def test_each_project_is_drawn_when_its_box_is_ticked(page, app_url):
    go(page, f"{app_url}/?routes=-")
    frame = the_map(page)
    assert drawn(frame).get("project", []) == []
    for project in PROJECTS:
        page.locator(f".st-key-tick-{project.id} label").first.click()
        wait_drawn(frame, project.id)
    page.get_by_role("button", name=say("browse.routes_none", Lang.VI)).click()
    wait_drawn(frame, PROJECTS[0].id, shown=False)
    says(page, "routes=-")


def test_one_switch_turns_every_word_into_english_and_keeps_the_view(page, app_url):
    go(page, f"{app_url}/?show=province:72")
    the_map(page)
    expect(page.get_by_text("Diện tích (km²)")).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1.lt-name")).to_have_text(say("app.name", Lang.EN))
    expect(page.get_by_text("Area (km²)")).to_be_visible()
    says(page, "lang=en")
    left_over = {
        say(key, Lang.VI)
        for key in ("app.legal", "browse.tab_routes", "browse.legend", "app.page_sources", "browse.border")
    }
    body = page.locator("body").inner_text()
    assert [text for text in left_over if text in body] == []


def test_a_click_on_province_gate_and_route_opens_its_facts(page, app_url):
    go(page, f"{app_url}/?routes=ring-road-4")
    frame = the_map(page)
    facts = page.locator(".lt-facts h3")
    click_map(page, frame, 106.35, 11.50)
    expect(facts.first).to_have_text("Tây Ninh", timeout=10_000)
    click_map(page, frame, 106.5427, 11.9685)
    expect(facts.first).to_have_text("Hoa Lư", timeout=10_000)
    frame.evaluate("() => { window.map.closePopup(); }")
    middle = max((s for p in PROJECTS if p.id == "ring-road-4" for s in p.sections), key=lambda s: s.length_km).geometry
    at = middle.interpolate(0.5, normalized=True)
    look(frame, at.y, at.x, 11)
    click_map(page, frame, at.x, at.y)
    expect(facts.first).to_have_text(next(p.name_vi for p in PROJECTS if p.id == "ring-road-4"), timeout=10_000)
    says(page, "show=route:ring-road-4")


def test_an_address_restores_the_view_in_a_fresh_browser(new_page, app_url):
    address = (
        f"{app_url}/?lang=en&edition=2025&layers=provinces~communes_2025~gate&routes=ring-road-3&show=gate:gate-moc-bai"
    )
    page = new_page()
    go(page, address)
    found = drawn(the_map(page))
    assert set(found["project"]) == {"ring-road-3"}
    assert {"80", "75"} <= set(found["province"])
    assert "72" not in found["province"]
    assert found["commune"]
    assert "place" not in found
    expect(page.locator(".lt-facts h3").first).to_have_text("Moc Bai")
    expect(page.locator("h1.lt-name")).to_have_text(say("app.name", Lang.EN))
    page.get_by_role("link", name=say("app.page_compare", Lang.EN)).click()
    expect(page.get_by_text(say("compare.figure", Lang.EN), exact=True).first).to_be_visible(timeout=60_000)
    says(page, "edition=2025")
    second = new_page()
    go(second, page.url)
    expect(second.get_by_text(say("compare.figure", Lang.EN), exact=True).first).to_be_visible(timeout=60_000)
    says(second, "routes=ring-road-3")


def test_panning_and_zooming_send_nothing_to_the_server(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    page.wait_for_timeout(1500)
    before = frame.evaluate("() => window.map.getCenter().lng")
    with sent_by(page) as sent:
        box = page.locator('iframe[title*="folium"]').first.bounding_box()
        x, y = box["x"] + 330, box["y"] + 330
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 120, y - 60, steps=6)
        page.mouse.up()
        page.mouse.wheel(0, -240)
        page.wait_for_timeout(1500)
    assert frame.evaluate("() => window.map.getCenter().lng") != before
    assert sent == []


def test_pan_and_zoom_survive_a_switched_layer_another_page_and_the_other_language(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    look(frame, 11.8, 106.8, 11)
    page.locator(".st-key-tick-ct31-moc-bai label").first.click()
    wait_drawn(frame, "ct31-moc-bai")
    assert frame.evaluate("() => window.map.getZoom()") == 11
    page.get_by_role("link", name=say("app.page_sources", Lang.VI)).click()
    expect(page.get_by_text(say("sources.layers_note", Lang.VI))).to_be_visible()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("link", name=say("app.page_browse", Lang.EN), exact=True).click()
    frame = the_map(page)
    centre = frame.evaluate("() => [window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]")
    assert centre == pytest.approx([11.8, 106.8, 11], abs=0.01)


def test_the_comparison_follows_the_ticked_routes_and_equals_the_analysis(page, app_url):
    world = load_world()
    ticked = ("hcm-chon-thanh-duc-hoa", "dat-set-ben-cui")  # the way to the Hồ Chí Minh road opens with the second)
    go(page, f"{app_url}/compare?routes=-")
    expect(page.locator(".lt-no_effect")).to_be_visible(timeout=60_000)
    for project in ticked:
        page.locator(f".st-key-tick-{project} label").first.click()
        says(page, project)
    wanted = compare_pair(world, Scenario(projects=frozenset(ticked)), "cap-tay-ninh", "cap-dong-xoai")
    expect(page.get_by_text(wanted.digest)).to_be_visible(timeout=60_000)
    cells = page.locator("table.lt").first.locator("td").all_inner_texts()
    shown = [number(v, Lang.VI, decimals=1) for v in (wanted.before.fastest_min, wanted.after.fastest_min)]
    assert cells[3:5] == shown
    assert wanted.before.fastest_min != wanted.after.fastest_min
    frame = the_map(page)
    assert {"path-before", "path-after"} <= set(drawn(frame).get("path", []))


def test_a_changed_choice_never_leaves_an_old_result_on_screen(page, app_url):
    go(page, f"{app_url}/compare?routes=ring-road-4")
    digest = page.get_by_text(re.compile("mã kịch bản [0-9a-f]{16}"))
    expect(digest).to_be_visible(timeout=60_000)
    seen = [digest.inner_text()]
    for mode in ("sources.mode_motorcycle", "sources.mode_truck"):
        page.get_by_text(say(mode, Lang.VI), exact=True).first.click()
        expect(digest).not_to_have_text(seen[-1], timeout=60_000)
        seen.append(digest.inner_text())
    assert len(set(seen)) == 3


def test_the_print_page_gives_the_frame_on_screen_as_png_and_pdf(page, app_url):
    go(page, f"{app_url}/print?title=Bản đồ thử & <b>&routes=ring-road-4".replace("& <b>", "%26 <b>"))
    frame = the_map(page)
    look(frame, 11.3, 106.6, 10)
    says(page, "bounds=")
    page.wait_for_timeout(1500)
    bounds = frame.evaluate(
        "() => { const b = window.map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }"
    )
    written = [float(v) for v in re.search(r"bounds=([^&]+)", page.url)[1].split("~")]
    assert written == pytest.approx(bounds, abs=1e-4)
    page.get_by_role("button", name=say("print.make", Lang.VI)).click()
    files = {}
    for kind in ("PNG", "PDF"):
        button = page.get_by_role("button", name=re.compile(kind))
        expect(button).to_be_visible(timeout=90_000)
        with page.expect_download() as download:
            button.click()
        files[kind] = download.value.path().read_bytes()
        assert re.fullmatch(rf"ban-do-thu-b_2022_\d{{4}}-\d\d-\d\d\.{kind.lower()}", download.value.suggested_filename)
    with Image.open(io.BytesIO(files["PNG"])) as picture:
        assert picture.size == (3508, 2480)
    assert files["PDF"].startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[\s*([\d. ]+)\]", files["PDF"])
    assert [float(v) for v in box[1].split()] == pytest.approx([0, 0, 841.89, 595.28], abs=0.5)


def test_a_road_of_the_agreement_leads_to_the_map(page, app_url):
    go(page, f"{app_url}/agreement")
    name = next(p.name_vi for p in PROJECTS if p.id == "ring-road-3")
    page.get_by_role("link", name=say("agreement.show_route", Lang.VI, name=name)).first.click()
    frame = the_map(page)
    wait_drawn(frame, "ring-road-3")
    expect(page.locator(".lt-facts h3").first).to_have_text(name, timeout=20_000)
    charts_said = say("agreement.bar_alt", Lang.VI, text="")[:20]
    page.go_back()
    expect(page.locator(f'[aria-label^="{charts_said}"]').first).to_be_visible(timeout=30_000)


def test_the_edition_switch_changes_the_provinces_and_the_name_on_the_map(page, app_url):
    go(page, f"{app_url}/?routes=-&layers=provinces~districts_2022")
    found = drawn(the_map(page))
    assert {"70", "72"} <= set(found["province"])
    assert found["district"]
    page.get_by_role("tab", name=say("browse.tab_layers", Lang.VI)).click()
    page.get_by_text(say("browse.edition_2025", Lang.VI), exact=True).click()
    expect(page.frame_locator('iframe[title*="folium"]').locator(".lt-caption").first).to_contain_text(
        say("layers.edition_2025", Lang.VI), timeout=30_000
    )
    found = drawn(the_map(page))
    assert "70" not in found["province"]
    assert "district" not in found


def test_search_finds_marks_and_moves(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    box = page.get_by_role("combobox").first
    box.click()
    box.type("dong xoai")
    box.press("Enter")
    expect(page.locator(".lt-facts h3").first).to_have_text("Đồng Xoài", timeout=20_000)
    frame.wait_for_function("() => window.map.getZoom() >= 11")
    centre = frame.evaluate("() => window.map.getCenter().lng")
    assert centre == pytest.approx(106.88, abs=0.1)


def test_a_missing_data_file_is_one_sentence_and_the_map_still_draws(new_page, tmp_path):
    folder = tmp_path / "geo"
    shutil.copytree(data_folder(), folder)
    (folder / "projects.geojson").unlink()
    with served(ROOT / "app.py", env={"LIEN_TINH_DATA": str(folder)}, log=tmp_path / "app.log") as url:
        page = new_page()
        go(page, url)
        expect(page.get_by_text(say("errors.file_missing", Lang.VI, file="projects.geojson"))).to_be_visible(
            timeout=60_000
        )
        found = drawn(the_map(page))
        assert "72" in found["province"]
        assert found["gate"]
        assert page.locator('[data-testid="stAlert"]').count() == 1


def test_every_control_can_be_reached_by_keyboard(page, app_url):
    go(page, app_url)
    the_map(page)
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => { const e = document.activeElement; return e.type || e.tagName; }"))
    assert {"checkbox", "text"} & reached
    assert "IFRAME" in reached or "checkbox" in reached
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll("iframe, img, button, input")].filter(e => e.offsetParent !== null)
        .filter(e => !(e.title || e.alt !== undefined || e.ariaLabel || e.innerText || (e.labels && e.labels.length))).length"""
    )
    assert unnamed == 0
