"""Closing roads in a browser with real clicks: at once, what was meant, and said for the click that made it."""

from __future__ import annotations

import re

import pytest
from graphs import real_world
from playwright.sync_api import expect
from seen import click_map, drawn, go, look, says, says_no, settled, the_map, until, wait_gone, wait_shown

from analysis import Scenario
from analysis.resilience.closures import closure_loss, nearest_road
from layers.projects import read_projects
from views.pages.compare.closure import sentence
from words import Lang, say

pytestmark = pytest.mark.browser
HCM = "hcm-chon-thanh-duc-hoa"


def closed(page, mark: str):
    """Wait until the address holds a closure and the map shows one; the ids of what is red."""
    says(page, mark)
    settled(page)
    frame = the_map(page)
    return until(page, lambda: [i for i in drawn(frame).get("result", []) if i.startswith("closed-")], bool)


def test_one_click_closes_a_road_and_the_next_opens_it(page, app_url):
    go(page, f"{app_url}/compare?part=closure&routes={HCM}")
    the_map(page)
    settled(page)
    click_map(page, 106.34, 11.36)  # 12 pixels of the first view are kilometres: no need to zoom in
    (red,) = closed(page, "shut=")
    link = int(red.removeprefix("closed-"))
    loss = closure_loss(real_world(), Scenario(projects=frozenset({HCM})), frozenset({link}))
    expect(page.get_by_text(sentence(loss, Lang.VI).split(":")[0]).first).to_be_visible()
    expect(page.locator(f".st-key-open-{link} button")).to_have_count(1)
    page.locator(f".st-key-open-{link} button").click()
    says_no(page, "shut=")
    settled(page)
    wait_gone(the_map(page), "result", "closed-")


def test_a_click_on_a_project_that_stands_closes_that_stretch(page, app_url):
    world = real_world()
    section = next(s for p in read_projects() for s in p.sections if s.section_id == f"{HCM}/13")
    at = section.geometry.interpolate(0.5, normalized=True)
    scenario = Scenario(projects=frozenset({HCM}))
    meant = nearest_road(world, scenario, at.x, at.y, within_m=200, project_id=HCM).stretch
    go(page, f"{app_url}/compare?part=closure&routes={HCM}")
    frame = the_map(page)
    settled(page)
    look(frame, at.y, at.x, 12)
    click_map(page, at.x, at.y)
    assert closed(page, "cut=") == [f"closed-{meant}"]
    says(page, f"cut={meant}")
    loss = closure_loss(world, scenario, frozenset(), stretches=frozenset({meant}))
    expect(page.get_by_text(re.compile(f"mã kết quả {loss.digest}"))).to_have_count(1)  # behind the "i"
    worst = f"pair:{loss.losses[0].origin}~{loss.losses[0].destination}"
    wait_shown(the_map(page), "result", f"left-{worst}", f"detour-{worst}")
    expect(the_map(page).locator(".leaflet-popup")).to_have_count(0)
    settled(page)
    page.locator(".st-key-keep-closure button").click()
    says(page, f"*{meant}")  # a column of its own, with the closure in it
    says(page, "on=own-1")
    settled(page)
    click_map(the_map(page), at.x, at.y)
    page.wait_for_function("() => !/[?&]cut=/.test(location.search)")


def test_a_click_far_from_any_road_says_so_and_the_next_choice_takes_it_back(page, app_url):
    go(page, f"{app_url}/compare?part=closure&routes={HCM}")
    frame = the_map(page)
    settled(page)
    look(frame, 11.40, 106.05, 13)
    told = page.get_by_text(say("closure.no_road", Lang.VI).split(".")[0])
    click_map(page, 106.05, 11.40)
    expect(told).to_be_visible()
    settled(page)
    assert "shut=" not in page.url
    bridges = page.locator(".st-key-closure-list input")
    bridges.focus()
    page.keyboard.type("QL22")  # the list without the mouse
    expect(page.get_by_role("option").first).to_contain_text("QL22")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert len(closed(page, "shut=")) == 1
    expect(told).to_have_count(0)
