"""The user's zones on the page of own data: roads closed in them at once, kilometres of projects in them."""

from __future__ import annotations

from dataclasses import replace

import shapely
from opening import opened, words_of

from analysis.resilience.zones import projects_in_areas
from layers.projects import read_projects
from layers.user_items import UserData, UserZone
from views.components import page_links
from views.state import MOST_CLOSED, Part
from words import Lang, number, say

FLOOD = UserZone("", "Ngập <b>sông</b>", "", shapely.box(106.35, 11.28, 106.42, 11.34))
WIDE = UserZone("", "Cả tỉnh", "", shapely.box(105.8, 11.0, 106.6, 11.8))
EMPTY = UserZone("", "Hồ", "", shapely.box(106.30, 11.40, 106.301, 11.401))


def items(*zones: UserZone):
    at = opened("own", lang="vi")
    at.session_state["own_data"] = UserData().added(zones=zones)
    at.session_state["own_part"] = "items"
    return at.run()


def test_the_roads_of_a_zone_are_closed_at_once_and_the_comparison_is_wanted():
    at = items(FLOOD, WIDE, EMPTY)
    at.button(key="close-own-zone-1").click().run()
    study = at.session_state["view"].compare
    assert study.part == Part.CLOSURE
    assert 0 < len(study.closed) <= MOST_CLOSED
    shown = opened("compare", lang="vi")
    shown.session_state["view"] = replace(at.session_state["view"])
    assert say("closure.open_all", Lang.VI) in [b.label for b in shown.run().button]
    shown.button(key="open-all").click().run()
    assert not shown.session_state["view"].compare.closed


def test_a_zone_that_cannot_be_closed_says_why_and_changes_nothing():
    at = items(FLOOD, WIDE, EMPTY)
    for key, words in (
        ("close-own-zone-2", "chia vùng thành các phần nhỏ hơn"),
        ("close-own-zone-3", "không có đường"),
    ):
        at.button(key=key).click().run()
        assert words in at.warning[0].value
        assert not at.session_state["view"].compare.closed
    assert not at.run().warning


def test_kilometres_of_projects_in_zones_are_listed_as_measured():
    said = words_of(items(WIDE))
    found = projects_in_areas(read_projects(), {"x": WIDE.geometry})
    assert found
    for row in found:
        assert number(row.km, Lang.VI, decimals=1) in said
    assert "Ngập <b>sông" not in said


def test_a_list_without_routes_leads_to_the_map_too(monkeypatch):
    led: list[tuple[str, str]] = []
    monkeypatch.setattr(page_links, "to", lambda page, _, *, label: led.append((page, label)))
    items(FLOOD)
    assert led == [("browse", say("own.to_map", Lang.VI))]
