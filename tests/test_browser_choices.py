"""Figures, sheets and lists follow what is chosen, in a browser shut off from the outside."""

from __future__ import annotations

import re
import shutil

import pytest
from graphs import real_world
from playwright.sync_api import expect
from seen import PROJECTS, drawn, go, says, settled, the_map, wait_gone, wait_shown
from serving import ROOT, served

from analysis import Scenario, compare_pair
from layers.integrity import altered_sentence
from layers.reading import data_folder
from words import Lang, say
from words.figures import number

pytestmark = pytest.mark.browser


def test_the_comparison_follows_the_ticked_routes_and_equals_the_analysis(page, app_url):
    world = real_world()
    ticked = ("hcm-chon-thanh-duc-hoa", "dat-set-ben-cui")  # the way to the Hồ Chí Minh road opens with the second)
    go(page, f"{app_url}/compare?part=pair&routes=-")
    expect(page.locator(".lt-no_effect")).to_be_visible()
    for project in ticked:
        page.locator(f".st-key-tick-{project} label").first.click()
        says(page, project)
    wanted = compare_pair(world, Scenario(projects=frozenset(ticked)), "cap-tay-ninh", "cap-dong-xoai")
    expect(page.get_by_text(wanted.digest)).to_be_attached()  # behind "i"
    settled(page)
    cells = page.locator("table.lt").first.locator("td").all_inner_texts()
    shown = [number(v, Lang.VI, decimals=1) for v in (wanted.before.fastest_min, wanted.after.fastest_min)]
    assert cells[3:5] == shown
    assert wanted.before.fastest_min != wanted.after.fastest_min
    wait_shown(the_map(page), "path", "path-before", "path-after")


def test_a_changed_choice_never_leaves_an_old_result_on_screen(page, app_url):
    go(page, f"{app_url}/compare?part=pair&routes=ring-road-4")
    digest = page.get_by_text(re.compile("mã phương án [0-9a-f]{16}"))
    expect(digest).to_be_attached()  # behind "i"
    settled(page)
    seen = [digest.text_content()]
    page.get_by_role("tab", name=say("compare.panel_assumptions", Lang.VI)).click()
    for mode in ("sources.mode_motorcycle", "sources.mode_truck"):
        page.get_by_text(say(mode, Lang.VI), exact=True).first.click()
        expect(digest).not_to_have_text(seen[-1])
        settled(page)
        seen.append(digest.text_content())
    assert len(set(seen)) == 3


def test_a_road_of_the_agreement_leads_to_the_map(page, app_url):
    go(page, f"{app_url}/agreement")
    name = next(p.name_vi for p in PROJECTS if p.id == "ring-road-3")
    page.get_by_role("link", name=say("agreement.show_route", Lang.VI, name=name)).first.click()
    wait_shown(the_map(page), "project", "ring-road-3")
    expect(page.locator(".lt-facts h3").first).to_have_text(name)
    settled(page)
    page.go_back()
    expect(page.get_by_label(say("agreement.bar_alt", Lang.VI))).to_be_visible()


def test_the_edition_switch_changes_the_provinces_and_the_name_on_the_map(page, app_url):
    go(page, f"{app_url}/?routes=-&layers=provinces~districts_2022")
    wait_shown(the_map(page), "province", "70", "72")
    assert drawn(page)["district"]
    settled(page)
    page.get_by_role("tab", name=say("browse.tab_layers", Lang.VI)).click()
    page.get_by_text(say("browse.edition_2025", Lang.VI), exact=True).click()
    says(page, "edition=2025")
    settled(page)
    expect(page.locator(".lt-caption").first).to_contain_text(say("layers.edition_2025", Lang.VI))
    wait_gone(the_map(page), "province", "70")
    wait_gone(page, "district")


def test_search_finds_marks_and_moves(page, app_url):
    go(page, app_url)
    frame = the_map(page)
    found = page.locator(".lt-facts h3").first
    sought(page, "dong xoai")
    expect(found).to_have_text("Đồng Xoài")
    frame.wait_for_function("() => window.lienTinh.map.getZoom() >= 11")
    centre = frame.evaluate("() => window.lienTinh.map.getCenter().lng")
    assert centre == pytest.approx(106.88, abs=0.1)
    sought(page, "zzz <b>")
    expect(page.get_by_text(say("browse.search_none", Lang.VI, typed="zzz <b>"))).to_be_visible()
    expect(found).to_have_text("Đồng Xoài")


def test_search_gives_what_is_called_so_before_what_is_named_after_it(page, app_url):
    go(page, f"{app_url}/?lang=en")
    the_map(page)
    found = page.locator(".lt-facts h3").first
    sought(page, "moc bai")
    expect(page.locator(".lt-facts .lt-note").first).to_have_text(say("layers.kind_gate", Lang.EN))
    for typed in ("vanh dai 4", "ring road 4"):  # a road is found by its name in either language
        sought(page, typed)
        expect(found).to_contain_text("Ring Road 4")


def sought(page, typed):
    """Type into the field that finds and take the first hit."""
    settled(page)
    box = page.get_by_role("combobox").first
    box.click()
    box.fill("")
    box.type(typed)
    box.press("Enter")


def test_a_missing_data_file_is_one_sentence_and_the_map_still_draws(new_page, tmp_path):
    folder = tmp_path / "geo"
    shutil.copytree(data_folder(), folder)
    (folder / "projects.geojson").unlink()
    with served(ROOT / "app.py", env={"LIEN_TINH_DATA": str(folder)}, log=tmp_path / "app.log") as url:
        page = new_page()
        go(page, url)
        expect(page.get_by_text(say("errors.file_missing", Lang.VI, file="projects.geojson"))).to_be_visible()
        wait_shown(the_map(page), "province", "72")
        assert drawn(page)["gate"]
        said = page.locator('[data-testid="stAlert"]')  # the missing layer by its title, and how to mend it
        expect(said).to_have_count(2)
        expect(said.first).to_contain_text(altered_sentence(("projects",), Lang.VI))


def test_every_control_can_be_reached_by_keyboard(page, app_url):
    go(page, app_url)
    the_map(page)
    settled(page)
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


def test_the_boxes_of_every_page_show_the_routes_chosen_however_often_pages_change(page, app_url):
    def ticked() -> set[str]:
        settled(page)
        return {p.id for p in PROJECTS if page.locator(f".st-key-tick-{p.id} input").is_checked()}

    def open_page(name: str) -> None:
        page.get_by_role("link", name=say(f"app.page_{name}", Lang.VI), exact=True).click()
        page.locator(f".st-key-tick-{PROJECTS[0].id}").wait_for()

    go(page, f"{app_url}/compare?routes=ring-road-3~dt795")
    assert ticked() == {"ring-road-3", "dt795"}
    for name in ("browse", "compare", "browse"):
        open_page(name)
        assert ticked() == {"ring-road-3", "dt795"}, name
    page.locator(".st-key-tick-dt795 label").click()
    says(page, "routes=ring-road-3")
    settled(page)
    open_page("compare")
    assert ticked() == {"ring-road-3"}


def test_the_widgets_own_words_are_in_the_language_of_the_page(page, app_url):
    go(page, f"{app_url}/sources?lang=vi")
    settled(page)
    page.get_by_role("tab", name=say("sources.tab_published", Lang.VI)).click()
    settled(page)
    button = page.locator('[data-testid="stFileUploaderDropzone"] button p')
    shown = "e => getComputedStyle(e, '::after').content + getComputedStyle(e).fontSize"
    assert button.evaluate(shown) == f'"{say("app.widget_pick", Lang.VI)}"0px'
    note = page.locator('[data-testid="stFileUploaderDropzoneInstructions"] span')
    assert say("app.widget_most", Lang.VI, most=20) in note.evaluate(shown)
    read_out = page.locator('[data-testid="stFileUploaderDropzone"] button')
    expect(read_out).to_have_accessible_name(re.compile(f"^{say('app.widget_pick', Lang.VI)}"))
