"""Tabs border and tourism without a browser: the figures of the analysis, bad stops, missing layers, the layers drawn."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from itertools import pairwise

import pytest
import shapely
from opening import map_arguments, opened, words_of

from analysis.accessibility.border import (
    BORDER_BREAKS_KM,
    border_access,
    border_classes,
    border_communes,
    border_road_ranges,
    gate_figures,
)
from analysis.accessibility.tours import round_trip, tourist_sites
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.variants import Assumptions, Variant
from layers.reading import data_folder
from layers.study_area import study
from layers.symbology import style
from layers.symbology.access_layers import Leg, trip_layer
from layers.symbology.link_layers import strip_layer
from layers.symbology.results import ResultLayer, ResultShape
from views.pages.connectivity import border, tourism
from views.state import connectivity_settings
from webmap import MapView, drawn
from words import Lang, say
from words.figures import number, span

ROUTES = "ring-road-4~ql14c-existing-roads"
AFTER = Variant("own-6", units=frozenset(ROUTES.split("~"))).scenario(Assumptions())
SITES = ("site-nui-ba-den", "site-nui-ba-ra", "site-toa-thanh")


def opened_at(tab: str, **more: str):
    return opened("connectivity", **({"lang": "vi", "routes": ROUTES, "tab": tab} | more))


def shows_rows(said: str, rows) -> None:
    for row in rows:
        assert re.search(r"\s+".join(map(re.escape, row)), said), row


def test_the_lengths_of_the_border_are_those_of_the_analysis(world):
    before, after = border_access(world, Scenario()), border_access(world, AFTER)
    at = opened_at("border")
    assert not at.exception
    said = words_of(at)
    assert border.length_sentence(before, after, Lang.VI) in said
    assert after.digest in said
    for province in (None, *study().codes):
        rows = border.length_rows(before, after, province, Lang.VI)
        assert rows[0][1] == number(before.within_km(2.0, "road_km", province), Lang.VI, decimals=1)
        shows_rows(said, rows)
    strips = len(border_classes(after))
    assert f'"id":"strip-{strips - 1}"' in map_arguments(at)["drawn"]


def test_the_gates_of_the_page_are_those_of_the_analysis(world):
    now = gate_figures(world, AFTER)
    said = words_of(opened_at("border", edge="gates", lang="en"))
    pair = now.pairs[0]
    shows_rows(said, [(number(pair.border_km, Lang.EN, decimals=1), number(pair.road.km, Lang.EN, decimals=1))])
    assert say("border_view.unplaced", Lang.EN, names="Hưng Điền") in said
    trip = next(t for t in now.trips if t.target == "airport")
    assert number(trip.way.minutes, Lang.EN, decimals=1) in words_of(
        opened_at("border", edge="trips", target="airport", lang="en")
    )


def test_ql14c_is_told_as_a_range_over_its_hypotheses(world):
    cases, ranges = border_road_ranges(world, AFTER)
    said = words_of(opened_at("border", edge="ql14c"))
    assert all(world.projects[i].name_vi in said for i in cases)
    assert border.border_road_sentence(ranges, Lang.VI) in said
    opened_km = border_access(world, replace(AFTER, projects=frozenset({"ql14c-existing-roads"}))).opened_km
    assert say("border_view.opened", Lang.VI, km=number(opened_km, Lang.VI, decimals=1)) in said
    shows_rows(
        said,
        [
            (number(r.without, Lang.VI, decimals=1), span(r.low, r.high, Lang.VI, decimals=1))
            for r in ranges
            if r.unit == "min"
        ],
    )


@pytest.mark.parametrize("when", connectivity_settings.STATES)
def test_border_communes_are_drawn_and_listed(world, when):
    frame = border_communes(world, before=Scenario(), after=AFTER)
    at = opened_at("border", edge="communes", strip="communes", when=when)
    assert [e.value for e in at.error] == []
    said = words_of(at)
    assert all(name in said for name in frame["full_name"])
    assert all(f'"id":"{code}"' in map_arguments(at)["drawn"] for code in frame["code"])


def test_the_strip_has_one_class_more_than_limits_and_tells_province_and_length(world):
    frame = border_classes(border_access(world, Scenario()))
    layer = strip_layer(
        frame, BORDER_BREAKS_KM, key="k", of="road", names={"72": "Tây Ninh", "70": "Bình Phước"}, lang=Lang.VI
    )
    assert len(layer.rows) == len(BORDER_BREAKS_KM) + 1
    assert len({row.sign for row in layer.rows}) == len(layer.rows)
    assert {shape.sign for shape in layer.shapes} <= {row.sign for row in layer.rows}
    assert layer.shapes[0].tip[1].startswith("Tây Ninh")


def test_the_round_trip_is_the_one_of_the_analysis(world):
    trips = {w: round_trip(world, s, SITES) for w, s in (("before", Scenario()), ("after", AFTER))}
    at = opened_at("tourism", stops="~".join(SITES))
    assert [e.value for e in at.error] == []
    said = words_of(at)
    assert tourism.sentence(trips, "time", Lang.VI) in said
    assert trips["after"].digest in said
    for a, b in pairwise([*trips["after"].place_ids, trips["after"].place_ids[0]]):
        assert f"{world.places[a].name_vi} → {world.places[b].name_vi}" in said
    sent = map_arguments(at)["drawn"]
    assert {f'"id":"stop-{n}"' in sent for n in (1, 2, 3)} == {True}
    assert '"id":"trip-before-1"' in sent


def test_all_sites_are_the_stops_until_the_user_chooses(world):
    at = opened_at("tourism")
    assert at.multiselect(key="trip-stops").value == list(tourist_sites(world))
    at.multiselect(key="trip-stops").set_value([*SITES, "cap-tay-ninh"]).run()
    assert at.query_params["stops"] == "~".join([*SITES, "cap-tay-ninh"])
    assert not at.exception


@pytest.mark.parametrize("stops", ["-", SITES[0]])
def test_too_few_stops_are_told_and_the_map_stays(stops):
    at = opened_at("tourism", stops=stops, lang="en")
    assert [e.value for e in at.error] == [say("round_trip.stops", Lang.EN, least=2, most=12, given=int(stops != "-"))]
    assert '"id":"stop-1"' not in map_arguments(at)["drawn"]
    assert at.multiselect(key="trip-stops").options


def test_a_missing_layer_is_named_and_the_rest_of_the_page_stands(tmp_path, monkeypatch):
    folder = tmp_path / "dữ liệu"
    shutil.copytree(data_folder(), folder, copy_function=os.link)
    (folder / "communes_2025.parquet").unlink()
    monkeypatch.setenv("LIEN_TINH_DATA", str(folder))
    at = opened_at("border", edge="communes")
    assert not at.exception
    assert any("communes\\_2025.parquet" in e.value for e in at.error)
    assert any(box.label == say("compare.subject", Lang.VI) and box.options for box in at.selectbox)
    assert say("tourism_view.read", Lang.VI) in words_of(opened_at("tourism", stops="~".join(SITES)))


def test_a_stop_is_drawn_with_its_number_and_its_name_is_escaped():
    leg = Leg("<b>A</b>", "B", ((106.0, 11.0), (106.2, 11.1)), 1000.0, 2.0)
    layer = trip_layer(before=(), after=(leg,), key="k", lang=Lang.EN)
    assert [s.id for s in layer.shapes] == ["trip-after-1", "stop-1"]
    script = drawn(MapView(layers=frozenset(), results=(layer,)))
    assert ">1</text>" in script
    assert "&lt;b&gt;A" in script


def test_a_mark_is_escaped_too():
    point = ResultShape(shapely.Point(106, 11), style.point("trip", "stop"), ("n",), "p", "<&")
    script = drawn(MapView(layers=frozenset(), results=(ResultLayer("k", (point,)),)))
    assert "&lt;&amp;" in script
