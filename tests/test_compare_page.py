"""The compare page without a browser: scenarios kept and removed, figures as computed, clear words for bad input."""

from __future__ import annotations

import re

import pytest
from opening import map_arguments, open_panel, opened, words_of
from streamlit.testing.v1 import AppTest

from analysis import Scenario
from analysis.choices import Known
from analysis.measures.findings import finding
from analysis.measures.metrics import metric_table
from analysis.measures.ranking import best
from analysis.resilience.closures import numbered_bridges
from analysis.scenarios.districts import BORDER, named_set
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import AGREEMENT, Assumptions, Variant, ready_variants
from layers import Edition
from layers.projects import read_projects
from views.components import page_links
from views.components.signs import class_of
from views.pages.browse import search
from views.pages.compare import pair
from views.state import compare_settings
from words import Lang, say
from words.figures import number
from words.ranking import best_text
from words.sentences import finding_text


def saved(at) -> list[str]:
    """Names of the saved scenarios in the address."""
    found, _ = compare_settings.read(dict(at.query_params.items()), Known())
    return [s.name for s in found.saved]


def headings(at) -> str:
    """Of the groups of figures."""
    return " ".join(e.label for e in at.expander)


def press(at, key: str):
    next(b for b in at.button if b.key == key).click()
    return at.run()


def test_the_table_holds_every_scenario_with_the_figures_of_the_analysis(world):
    at = opened("compare", lang="vi")
    assert not at.exception
    table = metric_table(world, ScenarioSet(ready_variants(world)), ranges=True)
    said = words_of(at)
    for variant in ready_variants(world):
        assert variant.title(Lang.VI) in said
        assert table.digest(variant.key) in said
        value = table.cell(variant.key, "districts_fastest_min").value
        assert number(value, Lang.VI, decimals=1) in said
    # the ranges have come by the end of the run, and the sentences follow them
    assert best_text(best(table), Lang.VI) in said
    assert finding_text(finding(table, "agreement"), Lang.VI) in said


def test_scenarios_are_kept_renamed_copied_edited_and_removed():
    at = open_panel(opened("compare", lang="vi", routes="ring-road-3", part="pair"), "columns")
    at.text_input(key="new-name").set_value("  Vành đai  trước ")
    press(at, "save")
    assert saved(at) == ["Vành đai trước"]
    press(at, "duplicate-0")
    assert saved(at) == ["Vành đai trước", "Vành đai trước (2)"]
    at.text_input(key="name-1-Vành đai trước (2)").set_value("Bản sao").run()
    assert saved(at) == ["Vành đai trước", "Bản sao"]
    press(at, "remove-0")
    assert len(saved(at)) == 2
    press(at, "sure-remove-0")
    assert saved(at) == ["Bản sao"]
    press(at, "bring-back")
    assert saved(at) == ["Vành đai trước", "Bản sao"]
    press(at, "remove-0")
    press(at, "sure-remove-0")
    press(at, "edit-0")
    assert at.query_params["routes"] == "ring-road-3"
    assert not at.exception


def test_a_route_ticked_while_a_saved_scenario_is_looked_at_shows_in_the_result(world):
    at = opened("compare", lang="vi", routes="ring-road-3", own="Vành đai*ring-road-3**", on="own-1", part="pair")
    before = world.digest(Scenario(projects=frozenset({"ring-road-3"})))
    assert before in words_of(at)
    at.checkbox(key=class_of("hcm-chon-thanh-duc-hoa")).check().run()
    after = world.digest(Scenario(projects=frozenset({"ring-road-3", "hcm-chon-thanh-duc-hoa"})))
    assert after in words_of(at)
    assert before not in words_of(at)


@pytest.mark.parametrize("name", ["", "   ", "VÀNH ĐAI"])
def test_a_name_that_is_empty_or_taken_is_refused_and_nothing_is_lost(name):
    at = open_panel(
        opened("compare", lang="vi", routes="ring-road-3", part="pair", own="Vành đai*ring-road-4**"), "columns"
    )
    at.text_input(key="new-name").set_value(name)
    press(at, "save")
    assert len(at.error) == 1
    assert saved(at) == ["Vành đai"]
    assert at.query_params["routes"] == "ring-road-3"
    assert at.text_input(key="new-name").value == name


def test_no_more_than_four_can_be_saved_and_the_button_says_so():
    own = "!".join(f"S{n}*ring-road-3**" for n in range(4))
    at = open_panel(opened("compare", lang="en", own=own, cols="-", part="pair"), "columns")
    assert next(b for b in at.button if b.key == "save").disabled
    assert say("compare.room", Lang.EN, room=0, most=4) in words_of(at)


def test_changed_assumptions_are_marked_and_one_press_brings_them_back():
    at = open_panel(opened("compare", lang="en", speeds="low", weights="gravity", part="pair"), "assumptions")
    labels = [g.label for g in at.get("button_group")] if at.get("button_group") else []
    assert say("compare.changed_mark", Lang.EN) in " ".join([*labels, words_of(at), str(at)])
    press(at, "defaults")
    assert "speeds" not in at.query_params
    assert "weights" not in at.query_params


def test_a_scenario_of_which_no_road_has_a_cost_says_so_and_leaves_none_out():
    said = words_of(opened("compare", lang="vi", routes="ql14c-border-line", part="overview", on="draft"))
    assert say("dashboard.cost_none", Lang.VI, count="1") in said
    assert say("dashboard.cost_without", Lang.VI, count="1") not in said


def test_communes_stand_in_the_order_of_the_minutes_printed():
    at = opened("compare", lang="vi", routes="ql14c-border-line", part="gains", on="draft")
    (table,) = [t for t in (e.proto.body for e in at.get("html")) if "commune:" in t and "<tbody" in t]
    saved_min = [float(c.replace(",", ".")) for c in re.findall(r"<td[^>]*>([\d,]+)</td></tr>", table)]
    assert len(saved_min) > 5
    assert saved_min == sorted(saved_min, reverse=True)


def test_a_section_by_itself_is_a_scenario(world):
    section = next(p for p in read_projects() if p.id == "ring-road-3").sections[0].section_id
    at = opened("compare", lang="vi", routes=section, part="pair")
    assert not at.exception
    assert world.digest(Scenario(projects=frozenset({section}))) in words_of(at)


def test_an_upgrade_gets_its_first_phase_and_the_page_says_so():
    at = opened("compare", lang="vi", routes="ct02-chon-thanh-duc-hoa", part="pair")
    assert not at.exception
    names = {p.id: p.text("name", Lang.VI) for p in read_projects()}
    assert f"nhưng chưa chọn “{names['hcm-chon-thanh-duc-hoa']}”" in words_of(at)


@pytest.mark.parametrize(
    "part",
    [
        compare_settings.Part.MATRIX,
        compare_settings.Part.GAINS,
        compare_settings.Part.SHARES,
        compare_settings.Part.CLOSURE,
    ],
    ids=lambda p: p.value,
)
def test_every_part_draws_without_a_fault(part):
    at = opened("compare", lang="en", routes="ring-road-3~hcm-chon-thanh-duc-hoa", part=part.value)
    assert not at.exception
    assert [e.value for e in at.error] == []


def test_a_scenario_without_roads_has_nothing_to_share_out():
    at = opened("compare", lang="vi", routes="-", part="shares")
    assert len(at.error) == 1
    assert "chưa có tuyến" in at.error[0].value


def test_a_closed_road_is_drawn_and_its_losses_told(world):
    link = int(world.network.roads.link_id[100])
    at = opened("compare", lang="vi", part="closure", shut=str(link))
    assert not at.exception
    assert f"closed-{link}" in map_arguments(at)["drawn"]
    name = Variant(AGREEMENT).title(Lang.VI)
    assert say("closure.on_network", Lang.VI, name=name) in words_of(at)


def test_own_scenarios_go_before_ready_ones_where_there_is_no_room():
    own = "!".join(f"S{n}*ring-road-3**" for n in range(3))
    at = opened("compare", lang="en", own=own, routes="ring-road-4", part="overview")
    said = words_of(at)
    assert not at.exception
    assert all(f"S{n}" in said for n in range(3))
    assert (
        Variant("current").title(Lang.EN) in said.split(say("compare.columns_full", Lang.EN, most=6, names="")[:40])[-1]
    )


def test_a_bridge_is_closed_from_the_list_without_the_mouse(world):
    at = opened("compare", lang="en", part="closure")
    bridge = numbered_bridges(world)[0]
    at.selectbox(key="closure-list").set_value(bridge.link_id).run()
    assert not at.exception
    assert at.query_params["shut"] == str(bridge.link_id)
    assert at.selectbox(key="closure-list").value is None


def test_the_districts_that_count_are_chosen_by_name_or_one_by_one_and_go_back(world):
    at = open_panel(opened("compare", lang="vi", part="overview"), "assumptions")
    at.selectbox(key="assume-counted").set_value("border").run()
    chosen = at.query_params["count"].split("~")
    assert chosen == sorted(named_set(world, BORDER))
    assert say("metrics.some_districts", Lang.VI) in headings(at)
    at.multiselect(key="assume-districts").set_value(["dist-go-dau"]).run()
    assert at.query_params["count"] == "dist-go-dau"
    table = metric_table(world, ScenarioSet(ready_variants(world), Assumptions(districts=frozenset({"dist-go-dau"}))))
    assert table.digest("agreement") in words_of(at)
    press(at, "defaults")
    assert "count" not in at.query_params
    assert not at.exception


def test_a_district_of_an_address_that_is_none_is_left_out():
    at = opened("compare", lang="en", part="overview", count="gate-moc-bai~nowhere")
    assert not at.exception
    assert "count=nowhere" in words_of(at)
    assert say("metrics.some_districts", Lang.EN) not in headings(at)


def test_the_former_name_is_offered_only_where_there_is_another():
    at = AppTest.from_string(LEFT_AS_IT_WAS).run()
    assert not at.exception
    assert at.session_state["said"] == ["", say("compare.undo_rename", Lang.VI, name="PA2"), ""]


LEFT_AS_IT_WAS = """
import streamlit as st
from analysis.scenarios import Variant
from views.state import View, compare_settings, scenarios, session_view, undo
from words import Lang

kept = (Variant("own-1", "PA2", frozenset({"ring-road-3"})),)
session_view.put(View(compare=compare_settings.CompareSettings(saved=kept)))
said = []
for name in ("PA2", "PA3"):
    scenarios.rename(0, name)
    said.append(undo.offered("scenarios", Lang.VI))
undo.take_back("scenarios")
st.session_state["said"] = [*said, undo.offered("scenarios", Lang.VI)]
"""


@pytest.mark.parametrize("lang", list(Lang))
def test_a_town_that_is_called_as_an_airport_says_so_and_communes_are_where_a_link_leads(lang, world, monkeypatch):
    led = []
    monkeypatch.setattr(page_links, "to", lambda page, view, *, label: led.append((page, view.connectivity, label)))
    at = opened("compare", lang=lang.value, part="pair", to="town-long-thanh")
    told = pair.others_alike("town-long-thanh", lang)
    assert [name.partition(" – ")[0] for name in told] == [world.place("air-long-thanh").name(lang)]
    assert told[0] in words_of(at)
    assert pair.others_alike("air-long-thanh", lang) == []
    page, ties, label = led[-1]
    assert (page, label) == ("connectivity", say("compare.to_communes", lang))
    assert (ties.tab, ties.access_sheet, ties.access_to) == ("access", "communes", "town-long-thanh")


def test_the_airport_of_the_study_is_found_by_the_name_of_its_town():
    """The search puts whole names first; by a whole name of its own the airport comes next to the town, not after its namesakes."""
    found = {entry.focus: entry for entry in search.index(Lang.VI, Edition.Y2025)}
    town, airport = found["place:town-long-thanh"], found["place:air-long-thanh"]
    assert town.name.partition(" – ")[0] in airport.also
