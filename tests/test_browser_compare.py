"""The compare page in a browser: three scenarios built, the table read, a cell opened, the address shared."""

from __future__ import annotations

import re

import pytest
from graphs import real_world
from playwright.sync_api import expect
from seen import go, says, settled, the_map, wait_shown

from analysis.measures.metrics import metric_table
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant
from words import Lang, say
from words.figures import number

pytestmark = pytest.mark.browser
NAMES = ("Vành đai 3", "Đường Hồ Chí Minh")
UNITS = ("ring-road-3", "hcm-chon-thanh-duc-hoa")


def tab(page, key: str) -> None:
    settled(page)
    page.get_by_role("tab", name=say(f"compare.{key}", Lang.VI), exact=True).click()


def test_three_scenarios_are_built_read_and_shared(page, app_url, new_page):
    go(page, f"{app_url}/compare?routes=-&cols=-")
    expect(page.locator("table.metrics:visible").first).to_be_visible()
    settled(page)
    for n, (name, unit) in enumerate(zip(NAMES, UNITS, strict=True)):
        tab(page, "panel_routes")
        page.locator(f".st-key-tick-{unit} label").first.click()
        says(page, unit)
        tab(page, "panel_columns")
        field = page.locator(".st-key-new-name input")
        field.fill(name)
        field.press("Enter")
        settled(page)
        page.locator(".st-key-save button").click()
        expect(page.locator("table.metrics:visible thead th", has_text=name).first).to_be_visible()
        expect(page.locator(".st-key-edit-0, .st-key-edit-1")).to_have_count(n + 1)
        settled(page)
    world = real_world()
    variants = [
        Variant("baseline"),
        Variant("own-1", NAMES[0], frozenset(UNITS[:1])),
        Variant("own-2", NAMES[1], frozenset(UNITS)),
    ]
    wanted = metric_table(world, ScenarioSet(tuple(variants)))
    row = page.locator("table.metrics tr", has_text=say("metrics.districts_fastest_min", Lang.VI))
    settled(page)
    cells = row.locator("td").all_inner_texts()
    for cell, variant in zip(cells, variants, strict=False):
        assert cell.split("\n")[0] == number(
            wanted.cell(variant.key, "districts_fastest_min").value, Lang.VI, decimals=1
        )
    second = new_page()
    go(second, page.url)
    expect(second.locator("table.metrics:visible").first).to_be_visible()
    settled(second)
    again = second.locator("table.metrics tr", has_text=say("metrics.districts_fastest_min", Lang.VI)).locator("td")
    assert [t.split("\n")[0] for t in again.all_inner_texts()] == [t.split("\n")[0] for t in cells]


def test_a_cell_of_the_matrix_opens_both_ways(page, app_url):
    go(page, f"{app_url}/compare?part=matrix&routes=hcm-chon-thanh-duc-hoa~dat-set-ben-cui")
    cells = page.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg').first
    expect(cells).to_be_visible()
    the_map(page)
    settled(page)
    box = cells.bounding_box()
    page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_function("() => /from=|to=/.test(location.search)")
    wait_shown(the_map(page), "path", "path-before", "path-after")


def test_quick_changes_never_leave_figures_of_another_scenario(page, app_url):
    go(page, f"{app_url}/compare?part=pair&routes=-")
    digest = page.get_by_text(re.compile("mã phương án [0-9a-f]{16}")).first
    expect(digest).to_be_attached()  # behind the "i"
    for unit in UNITS:  # the second before the first has been answered
        page.locator(f".st-key-tick-{unit} label").first.click()
    for unit in UNITS:
        says(page, unit)
    world = real_world()
    scenario = Variant("own-6", units=frozenset(UNITS)).scenario(ScenarioSet().assumptions)
    expect(digest).to_contain_text(world.digest(scenario))
    wait_shown(the_map(page), "project", *UNITS)


def test_one_click_leads_from_a_route_to_what_it_changes_and_back_returns(page, app_url):
    go(page, f"{app_url}/?show=route:ring-road-4&routes=ring-road-3~ring-road-4")
    settled(page)
    page.get_by_role("link", name=say("browse.what_changes", Lang.VI)).click()
    verdict = page.locator(".lt-verdict").first
    expect(verdict).to_contain_text("Đường Vành đai 4")
    settled(page)
    assert "/compare" in page.url
    page.wait_for_function("() => /[?&]routes=ring-road-4(&|$)/.test(location.search)")
    page.go_back()
    expect(page.locator(".lt-facts h3").first).to_contain_text("Vành đai 4")
    page.wait_for_function("() => /routes=ring-road-3~ring-road-4/.test(decodeURIComponent(location.search))")
