"""The year: what is open in it on the map, in the figures and in the address, and how it is played."""

from __future__ import annotations

import re

import pytest
from opening import map_arguments, opened, words_of

from layers import State, km_by_state, read_projects, study
from views.components import year
from views.state import Tab, session_view
from webmap.feature_groups import view_items
from webmap.legend import legend_rows
from webmap.view import MapView
from words import Lang, number, say

PROJECTS = read_projects()
EVERY = [s for p in PROJECTS for s in p.sections]
IDS = frozenset(p.id for p in PROJECTS)
TODAY = study().data_date


def pale(in_year: int | None) -> int:
    """How many sections a map of all projects draws pale."""
    items = view_items(MapView(project_ids=IDS, year=in_year))
    return sum(i.get("kind") == "project" and i["s"].get("o") == 0.28 for i in items)


def test_what_is_not_open_in_a_year_is_pale_and_the_network_only_grows():
    counts = [pale(y) for y in range(TODAY.year + 1, 2031)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] > 0
    assert pale(None) == 0
    for y in (2021, TODAY.year, 2028):
        closed = [s for s in EVERY if s.state(y, data_date=TODAY) in {State.CLOSED, State.UNCONFIRMED}]
        assert pale(y) == len(closed)


def test_lengths_by_state_add_up_to_all_sections():
    for y in (2021, TODAY.year, 2030):
        km = km_by_state(EVERY, y, data_date=TODAY)
        assert sum(km.values()) == pytest.approx(sum(s.length_km for s in EVERY))
    assert km_by_state(EVERY, TODAY.year, data_date=TODAY)[State.EXPECTED] == 0


def test_the_legend_names_what_is_pale_and_what_is_expected():
    texts = {row.text for row in legend_rows(MapView(project_ids=IDS, year=2028))}
    assert {say("webmap.legend_expected", Lang.VI), say("webmap.legend_closed", Lang.VI)} <= texts
    assert say("webmap.legend_expected", Lang.VI) not in {row.text for row in legend_rows(MapView(project_ids=IDS))}


@pytest.mark.parametrize("page", ["browse", "compare"])
def test_one_slider_sets_the_year_of_map_figures_and_address(page):
    at = opened(page, lang="vi", part="pair")
    assert at.select_slider(key="year").label == say("year.name", Lang.VI)
    at.select_slider(key="year").set_value(2028).run()
    assert at.query_params["year"] == "2028"
    view = at.session_state["view"]
    asked = set(session_view.ticked_routes(view))
    km = km_by_state([s for s in EVERY if s.project_id in asked], 2028, data_date=TODAY)
    told = say("year.expected_km", Lang.VI, km=number(km[State.EXPECTED], Lang.VI, decimals=1))
    assert told in words_of(at)
    assert '"o":0.28' in map_arguments(at)["drawn"]
    at.select_slider(key="year").set_value(2031).run()
    assert "year" not in at.query_params
    assert year.meaning(None, Lang.VI) in words_of(at)


def test_a_play_is_one_step_of_the_history():
    at = opened("browse", lang="vi", year="2029")
    at.button(key="year-play").click().run()
    assert at.button(key="year-play").label == say("year.stop", Lang.VI)
    at.session_state["view"] = at.session_state["view"].__class__(year=2030)  # as the beat does
    at.run()
    assert at.query_params["year"] == "2029"
    at.button(key="year-play").click().run()
    assert at.query_params["year"] == "2030"
    at.button(key="year-play").click().run()  # at the end it begins anew
    assert at.session_state["view"].year == 2021


MAPS = [("browse", {}), *(("compare", {"part": part}) for part in ("pair", "gains", "closure", "shares", "overview"))]
MAPS += [("connectivity", {"tab": tab.value}) for tab in Tab]


@pytest.mark.parametrize(("page", "part"), MAPS)
def test_every_map_draws_what_is_not_open_in_the_year_pale(page, part):
    units = ("ring-road-4", "hcm-chon-thanh-duc-hoa")
    sections = [s for p in PROJECTS for s in p.sections if p.id in units]
    due = sum(s.state(2027, data_date=TODAY) in {State.CLOSED, State.UNCONFIRMED} for s in sections)
    at = opened(page, lang="vi", routes="~".join(units), year="2027", **part)
    assert not at.exception
    drawn = map_arguments(at)["drawn"]
    shown = [s.section_id for s in sections if f'"{s.section_id}"' in drawn]
    assert due > 0
    assert len(re.findall(r'"o": ?0\.28\b', drawn)) == due, shown
