"""The door of the library gives what the packages behind it compute, in the shapes it promises."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from test_rooms import PRINT, ROOT, WEB

import analysis
from analysis import Impedance, Scenario, SpeedCase, library
from analysis.accessibility.access import accessibility
from analysis.measures.metrics import metric_table
from analysis.measures.province_links import connectivity
from analysis.network.graph import skim
from analysis.resilience.link_losses import criticality
from analysis.scenarios.paths import find_path
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Assumptions, Variant, Weighting
from words import InputError, NotConnectedError

ASKED = (
    "skim",
    "path",
    "compare",
    "access",
    "isochrones",
    "portfolio",
    "plan",
    "ranking",
    "criticality",
    "connectivity",
)
RING = Scenario(projects=frozenset({"ring-road-4"}))
BOTH = Scenario(projects=RING.projects | {"hcm-chon-thanh-duc-hoa"})


@pytest.mark.parametrize("name", [*ASKED, "places", "projects"])
def test_a_function_of_the_door_says_what_it_gives(name):
    function = getattr(analysis, name)
    told = inspect.getdoc(function)
    assert function is getattr(library, name)
    assert "Returns\n-------" in told
    assert name in {"places", "projects"} or "InputError" in told
    assert "before" not in inspect.signature(function).parameters or "before" in told


def test_the_door_has_the_names_of_old_and_new():
    assert {*ASKED, "load_world", "Scenario", "compare_pair", "World", "PairComparison"} <= set(dir(analysis))


def test_places_are_chosen_by_id_and_kind(world):
    assert len(analysis.places(world)) == len(world.places)
    some = analysis.places(world, ["gate", "cap-hcmc"])
    assert list(some.index) == [i for i, p in world.places.items() if p.kind == "gate"] + ["cap-hcmc"]
    assert some.crs.to_epsg() == 4326
    assert some.geometry["cap-hcmc"].x == world.place("cap-hcmc").lon


def test_projects_stand_with_their_lines_and_costs_are_never_made_up(world):
    known = analysis.projects(world)
    assert list(known.index) == list(world.projects)
    assert known.to_crs(32648).geometry["ring-road-4"].length / 1000 == pytest.approx(
        known.length_km["ring-road-4"], rel=0.01
    )
    without = [i for i, p in world.projects.items() if not p.costs]
    assert without
    assert known.loc[without, "cost_low_bn_vnd"].isna().all()


def test_a_skim_is_directed_and_named_by_its_digest(world):
    ends = ["cap-tay-ninh", "cap-dong-xoai", "air-long-thanh"]
    table = analysis.skim(world, RING, ends[:2], ends)
    nodes = world.nodes(ends)
    behind = skim(world.graph(RING), nodes[:2], nodes)
    assert list(zip(table.origin, table.destination, strict=True)) == [(a, b) for a in ends[:2] for b in ends]
    for column in ("shortest_m", "fastest_min", "fastest_length_m"):
        np.testing.assert_allclose(table[column], getattr(behind, column).ravel(), rtol=1e-12)
    assert table.attrs["digest"] == world.digest(RING)
    assert len(analysis.skim(world, RING, ends)) == 9, "without destinations the origins among each other"


@pytest.mark.parametrize("by", ["time", Impedance.DISTANCE])
def test_a_path_is_the_whole_way_link_by_link(world, by):
    way = analysis.path(world, BOTH, "dist-chon-thanh", "cap-tan-an", by=by)
    behind = find_path(world, BOTH, "dist-chon-thanh", "cap-tan-an", impedance=Impedance(by))
    assert way["length_m"].sum() == pytest.approx(behind.length_m, abs=0.1)
    assert way["time_min"].sum() == pytest.approx(behind.time_min, abs=0.01)
    assert way.geometry.iloc[0].coords[0] == behind.coordinates[0]
    assert way.geometry.iloc[-1].coords[-1] == behind.coordinates[-1]
    assert way.crs.to_epsg() == 4326


def test_scenarios_side_by_side_are_the_table_of_the_dashboard(world):
    found = analysis.compare(world, {"ring": RING, "both": BOTH}).set_index(["scenario", "metric"])
    variants = (Variant("baseline"), Variant("own-1", name="ring", units=RING.projects))
    table = metric_table(world, ScenarioSet(variants))
    for metric in table.metrics:
        cell = table.cell("own-1", metric.key)
        shown = found.loc[("ring", metric.key)]
        for name in ("value", "difference"):
            told = getattr(cell, name)
            assert pd.isna(shown[name]) if told is None else shown[name] == told
    assert found["digest"]["ring"].iloc[0] == table.digest("own-1")
    assert list(dict.fromkeys(found.index.get_level_values(0))) == ["baseline", "ring", "both"]


def test_weights_and_assumptions_of_a_comparison_are_those_asked_for(world):
    slow = Scenario(projects=RING.projects, speeds=SpeedCase.LOW)
    found = analysis.compare(world, {"slow": slow}, weighting="gravity", beta_per_min=0.05).set_index(
        ["scenario", "metric"]
    )
    usual = Assumptions(speeds=SpeedCase.LOW, weighting=Weighting.GRAVITY, beta_per_min=0.05)
    table = metric_table(world, ScenarioSet((Variant("baseline"), Variant("own-1", units=slow.projects)), usual))
    assert found.loc[("slow", "saved_person_min"), "value"] == table.cell("own-1", "saved_person_min").value


@pytest.mark.parametrize(
    ("scenarios", "key"),
    [
        ({}, "analysis.no_scenarios"),
        ({"a": RING, "b": Scenario(speeds=SpeedCase.HIGH)}, "analysis.assumptions_differ"),
        ({str(n): RING for n in range(6)}, "scenarios.too_many"),
        ({"a": Scenario(projects=frozenset({"ring-road-5"}))}, "analysis.unknown_project"),
    ],
)
def test_what_cannot_stand_side_by_side_is_said(world, scenarios, key):
    with pytest.raises(InputError) as caught:
        analysis.compare(world, scenarios)
    assert caught.value.key == key


def test_access_and_isochrones_are_held_against_the_base_network_or_another_state(world):
    usual = analysis.access(world, BOTH, "air-long-thanh")
    assert usual.digest == accessibility(world, before=BOTH.baseline(), after=BOTH, kind="air-long-thanh").digest
    added = analysis.access(world, BOTH, "air-long-thanh", before=RING)
    assert (added.frame["before_min"] - usual.frame["after_min"]).min() >= -1e-9
    assert added.digest != usual.digest
    areas = analysis.isochrones(world, BOTH, "air-long-thanh", limits_min=[60], before=RING).set_index("when")
    ring = analysis.isochrones(world, RING, "air-long-thanh", limits_min=[60]).set_index("when")
    assert areas.area_km2["before"] == ring.area_km2["after"] > ring.area_km2["before"] > 0
    assert areas.crs.to_epsg() == 4326


def test_a_portfolio_shares_out_the_whole_saving(world):
    shares = analysis.portfolio(world, BOTH).set_index("project")
    assert shares["shapley"].sum() == pytest.approx(shares["step_gain"].sum())
    assert shares["share_percent"].sum() == pytest.approx(100)
    assert shares["standard_error"].isna().all()
    assert set(shares["unit"]) == {"person_min"}
    assert set(analysis.portfolio(world, RING, benefit="people_60", place="air-long-thanh")["unit"]) == {"people"}


def test_criticality_and_connectivity_are_those_of_the_packages(world):
    losses = analysis.criticality(world, RING, trips="cap-tay-ninh,cap-dong-xoai")
    behind = criticality(world, RING, source="cap-tay-ninh,cap-dong-xoai")
    assert losses["lost_person_min"].max() == behind.lost_person_min.max() > 0
    assert set(losses["digest"]) == {behind.digest}
    ties = analysis.connectivity(world, RING)
    assert ties is connectivity(world, before=RING.baseline(), after=RING)
    added = analysis.connectivity(world, BOTH, before=RING)
    assert added.pairs["fastest_min_before"].tolist() == ties.pairs["fastest_min_after"].tolist()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda w: analysis.path(w, RING, "cap-hcmc", "cap-hcmc"), "cap-hcmc"),
        (lambda w: analysis.path(w, RING, "cap-hcmc", "cap-tan-an", by="money"), "'money'.*'distance'.*'time'"),
        (lambda w: analysis.portfolio(w, RING, benefit="joy"), "joy.*person_min"),
        (lambda w: analysis.compare(w, {"a": RING}, weighting="luck"), "'luck'.*'gravity'"),
        (lambda w: analysis.skim(w, RING, []), "place"),
        (lambda w: analysis.access(w, RING, "volcano"), "volcano"),
        (lambda w: analysis.places(w, "cap-tan-am"), "cap-tan-an"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_remedy(world, call, sentence):
    with pytest.raises(InputError, match=sentence):
        call(world)


def test_no_road_is_an_error_of_its_own(world):
    closed = Scenario(closed_links=frozenset(world.network.roads.link_id.tolist()))
    with pytest.raises(NotConnectedError):
        analysis.path(world, closed, "cap-hcmc", "cap-tan-an")
    assert analysis.skim(world, closed, "cap-hcmc", "cap-tan-an")["fastest_min"].isna().all()


def test_the_door_opens_without_the_web_and_the_printer():
    absent = sorted({*WEB, *PRINT, "pptx", "PIL", "xlsxwriter", "uvicorn"})
    script = (
        f"import sys\nfor absent in {absent!r}: sys.modules[absent] = None\n"
        "import analysis\nworld = analysis.load_world()\n"
        "for name in analysis.__all__: getattr(analysis, name)\n"
        "print(len(analysis.skim(world, analysis.Scenario(), 'provincial_capital')))"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "49"), done.stderr
