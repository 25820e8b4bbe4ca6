"""The connectivity page without a browser: the figures of the analysis, every choice, clear words for bad input."""

from __future__ import annotations

import re
from dataclasses import replace

import geopandas as gpd
import pytest
from opening import map_arguments, opened, words_of

from analysis.accessibility.access import BOTH_PROVINCES, accessibility
from analysis.accessibility.isochrone_areas import isochrones
from analysis.cli.access import access_rows, coverage_text
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.variants import Assumptions, Variant, ready_variants
from layers.study_area import study
from layers.symbology.access_layers import TIME_BREAKS_MIN, time_class_names, time_layer
from views.components import downloads
from views.pages.compare import gains
from views.pages.connectivity import access
from views.pages.connectivity.access import goal_name
from views.state import connectivity_settings
from words import Lang, say
from words.figures import number

ROUTES = "ring-road-4~ql14c-existing-roads"
AFTER = Variant("own-6", units=frozenset(ROUTES.split("~"))).scenario(Assumptions())


@pytest.fixture(scope="module")
def gates(world):
    return accessibility(world, before=Scenario(), after=AFTER, kind="gate")


def html_of(at) -> str:
    return " ".join(str(element.proto.body) for element in at.get("html"))


def test_the_tab_of_access_shows_the_figures_of_the_analysis(gates):
    at = opened("connectivity", lang="vi", routes=ROUTES)
    assert not at.exception
    said = words_of(at)
    assert access.sentence(gates, BOTH_PROVINCES, Lang.VI) in said
    assert coverage_text(gates, Lang.VI) in said
    assert gates.digest in said
    for row in access.figure_rows(gates.group(BOTH_PROVINCES, "before"), gates.group(BOTH_PROVINCES, "after"), Lang.VI):
        assert re.search(r"\s+".join(map(re.escape, row)), said), row
    sent = map_arguments(at)["drawn"]
    assert all(f'"id":"{code}"' in sent for code in gates.frame["code"])


def test_before_any_tick_it_is_the_agreement_that_is_looked_at(world):
    after = next(v for v in ready_variants(world) if v.key == "agreement").scenario(Assumptions())
    found = accessibility(world, before=Scenario(), after=after, kind="gate")
    assert found.digest in words_of(opened("connectivity", lang="en"))


@pytest.mark.parametrize(
    ("sheet", "look"), [*zip(connectivity_settings.ACCESS_SHEETS, connectivity_settings.ACCESS_LOOKS, strict=True)]
)
def test_every_sheet_and_look_draws_without_a_fault(sheet, look):
    at = opened("connectivity", lang="en", routes=ROUTES, near="hospital", look=look, sheet=sheet)
    assert not at.exception
    assert [e.value for e in at.error] == []
    assert say("access_view.read", Lang.EN) in words_of(at)
    assert say("access_view.limits", Lang.EN) in words_of(at)


def test_a_place_is_reached_alone_and_a_district_has_figures_of_its_own(world):
    at = opened("connectivity", lang="en", routes=ROUTES, near="air-long-thanh", area="72")
    found = accessibility(world, before=Scenario(), after=AFTER, kind="air-long-thanh")
    assert found.place_ids == ("air-long-thanh",)
    assert access.sentence(found, "72", Lang.EN) in words_of(at)
    assert world.places["air-long-thanh"].name_en in goal_name("air-long-thanh", Lang.EN)


def test_an_unknown_goal_is_told_and_an_unknown_area_gives_way():
    at = opened("connectivity", lang="en", near="cap-atlantis", area="999")
    assert not at.exception
    assert "near=cap-atlantis" in at.warning[0].value
    assert at.selectbox(key="access-area").value == BOTH_PROVINCES


def test_choices_go_to_the_address_and_nothing_else_changes():
    at = opened("connectivity", lang="vi", routes=ROUTES)
    at.selectbox(key="near").set_value("port").run()
    assert at.query_params["near"] == "port"
    assert at.query_params["routes"] == ROUTES
    at.selectbox(key="subject").set_value("current").run()
    assert at.query_params["on"] == "current"
    assert not at.exception


def test_people_of_all_classes_are_the_people_of_the_group(gates):
    spread = gates.spread(TIME_BREAKS_MIN)
    assert set(spread) == {(g.code, g.when) for g in gates.groups}
    for group in gates.groups:
        assert sum(spread[group.code, group.when]) == pytest.approx(group.people)
    before = gates.frame.loc[gates.frame["before_min"] < TIME_BREAKS_MIN[0], "people"].sum()
    assert spread[BOTH_PROVINCES, "before"][0] == pytest.approx(before)
    assert len(spread[BOTH_PROVINCES, "after"]) == len(time_class_names(Lang.VI)) + 1


def test_the_chart_tells_its_figures_in_words_and_a_share_is_of_its_area(gates):
    chart = access.spread(gates, Lang.EN).to_dict()
    rows = next(iter(chart["datasets"].values()))
    shares: dict[tuple[str, str], float] = {}
    for row in rows:
        shares[row["area"], row["when"]] = shares.get((row["area"], row["when"]), 0.0) + row["share"]
    assert len(shares) == len(gates.groups)
    assert all(total == pytest.approx(100) for total in shares.values())
    assert rows[0]["percent"] in chart["description"]


def test_a_commune_that_is_not_connected_is_grey_and_said_to_be_so(gates):
    frame = gates.frame.copy()
    frame.loc[3, "after_min"] = float("nan")
    layer = time_layer(frame, "after_min", key="k", goal="x", lang=Lang.EN)
    last = layer.shapes[-1]
    assert (len(layer.shapes), last.id) == (len(frame), frame.loc[3, "code"])
    assert say("access_view.tip_after_none", Lang.EN) in last.tip
    assert layer.rows[-1].text == say("compare.not_connected", Lang.EN)
    assert len(time_layer(gates.frame, "after_min", key="k", goal="x", lang=Lang.EN).rows) == len(layer.rows) - 1


def test_rows_to_take_away_are_those_of_the_command_line(gates):
    rows = access_rows(gates, "groups")
    assert [r["mean_min"] for r in rows] == [g.mean_min for g in gates.groups]
    shown = access.figure_rows(gates.group(BOTH_PROVINCES, "before"), gates.group(BOTH_PROVINCES, "after"), Lang.EN)
    assert shown[-1][1] == number(rows[0]["gini"], Lang.EN, decimals=3)


def test_a_layer_to_take_away_opens_with_every_commune_and_its_digest(gates, tmp_path):
    path = tmp_path / "tiep-can.gpkg"
    path.write_bytes(downloads._layer_file(gates.frame, "tiep-can", gates.digest, "gpkg"))
    again = gpd.read_file(path, layer="tiep-can")
    assert set(again["code"]) == set(gates.frame["code"])
    assert again["digest"].unique().tolist() == [gates.digest]
    assert again.crs.to_epsg() == 4326


def test_isochrones_to_the_nearest_stand_in_figures_beside_the_map(world):
    areas = isochrones(world, before=Scenario(), after=AFTER, place_id="gate")
    said = words_of(opened("connectivity", lang="en", routes=ROUTES, look="isochrones"))
    rows = gains.isochrone_rows(areas, Lang.EN)
    assert [row[0] for row in rows] == [say("access_view.limit", Lang.EN, minutes=m) for m in (30, 60, 90)]
    for row in rows:
        assert re.search(r"\s+".join(map(re.escape, row)), said), row
    assert areas.digest in said
    each = isochrones(world, before=Scenario(), after=AFTER, place_id="gate-moc-bai").frame
    for one, nearest in zip(each.itertuples(), areas.frame.itertuples(), strict=True):
        assert nearest.area_km2 > one.area_km2
        assert nearest.people > one.people


def test_the_map_opens_on_both_provinces():
    west, south, east, north = map_arguments(opened("connectivity", lang="en"))["look"]["bounds"]
    low, left, high, right = study().view[1], study().view[0], study().view[3], study().view[2]
    assert (west <= left, south <= low, east >= right, north >= high) == (True, True, True, True)


def test_what_nobody_reaches_is_said_in_words_and_never_a_number(gates):
    nobody = replace(gates.group(BOTH_PROVINCES, "after"), mean_min=float("nan"), within=(0.0,) * 4, gini=float("nan"))
    found = replace(gates, groups=(gates.group(BOTH_PROVINCES, "before"), nobody))
    words = say("compare.not_connected", Lang.EN)
    assert words in access.sentence(found, BOTH_PROVINCES, Lang.EN)
    rows = {row[0]: row[1:] for row in access.figure_rows(gates.group(BOTH_PROVINCES, "before"), nobody, Lang.EN)}
    assert rows[say("access_view.mean_min", Lang.EN)][1:] == (words, "–")
