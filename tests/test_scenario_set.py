"""Sets of scenarios: what they hold, how a file of them is written, read and checked."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from graphs import real_world

from analysis.network.speeds import Mode
from analysis.scenarios.scenario_set import ScenarioSet, mend_variant, read_set, write_set
from analysis.scenarios.variants import (
    DRAFT,
    READY_SCENARIOS,
    Assumptions,
    Variant,
    Weighting,
    projects_standing_in,
    ready_variants,
)
from words import Lang
from words.errors import InputError

HCM, CT02 = "hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa"
OLD, LINE = "ql14c-existing-roads", "ql14c-border-line"


@pytest.fixture(scope="module")
def world():
    return real_world()


def keys(opened):
    return [fault.key.removeprefix("scenarios.") for fault in opened.faults]


def file_of(world, *scenarios, **members):
    content = json.loads(write_set(ScenarioSet(), data_digest=world.data_digest)) | {"scenarios": list(scenarios)}
    return json.dumps(content | members)


def test_ready_scenarios_can_stand_and_grow(world):
    baseline, current, plan, agreement = ready_variants(world)
    assert (baseline.units, current.year, plan.year, agreement.year) == (frozenset(), 2026, 2030, None)
    for variant in (current, plan, agreement):
        world.require_feasible(variant.scenario(Assumptions()))
        made, faults = mend_variant(world, variant)
        assert made == variant
        assert {f.key for f in faults} <= {"scenarios.many_units"}  # a plan may hold more than can be shared out
    assert agreement.units & {OLD, LINE} == {OLD}
    assert "dat-set-ben-cui" in current.units  # opened on 26 December 2022
    assert all(a <= b for a, b in pairwise(projects_standing_in(world, year) for year in range(2021, 2031)))


def test_what_was_changed_is_named():
    assert Assumptions().changed == ()
    assert Assumptions(mode=Mode.TRUCK, beta_per_min=0.03).changed == ("mode", "beta_per_min")


def test_a_digest_names_what_changes_a_figure_and_nothing_else(world):
    variant, usual = Variant("own-1", "A", frozenset({HCM})), Assumptions()
    digest = variant.digest(usual, world.data_digest)
    assert replace(variant, name="B", key="own-2").digest(usual, world.data_digest) == digest
    assert replace(variant, year=2030).digest(usual, world.data_digest) != digest
    assert variant.digest(usual, "other data") != digest
    assert variant.digest(replace(usual, beta_per_min=0.03), world.data_digest) == digest  # population weights
    gravity = replace(usual, weighting=Weighting.GRAVITY)
    assert variant.digest(gravity, world.data_digest) != digest
    assert variant.digest(replace(gravity, beta_per_min=0.03), world.data_digest) != variant.digest(
        gravity, world.data_digest
    )


def test_a_set_keeps_its_rules(world):
    ready_set = ScenarioSet(ready_variants(world))
    full = ready_set.added(Variant("own-1", "A")).added(Variant("own-2", "B"))
    assert full.without("baseline") == full
    assert full.changed(Variant("own-1", "C")).variant("own-1").name == "C"
    assert full.changed(Variant("agreement", "C")) == full
    with pytest.raises(InputError, match="At most 6"):
        full.added(Variant("own-3", "C"))
    with pytest.raises(InputError, match="Two scenarios"):
        ready_set.added(Variant("own-1", "Đường A")).added(Variant("own-2", "đường a"))
    with pytest.raises(InputError, match="own-9"):
        full.variant("own-9")
    with pytest.raises(InputError, match="first"):
        ScenarioSet(ready_variants(world)[1:])


def test_what_is_written_is_read_again(world):
    own = (
        Variant("own-1", "Tuyến “A” {x} <b>", frozenset({HCM, f"{CT02}/1+{CT02}/2"}), 2028, frozenset({3, 5})),
        Variant("own-2", "", frozenset({"dt795"})),
    )
    wanted = ScenarioSet((*ready_variants(world), *own), Assumptions(mode=Mode.MOTORCYCLE, weighting=Weighting.GRAVITY))
    text = write_set(wanted, data_digest=world.data_digest)
    assert read_set(text, world).scenario_set == wanted
    assert read_set(text, world).faults == ()
    assert json.loads(text)["set_digest"] == wanted.digest(world.data_digest)
    assert keys(read_set(write_set(wanted, data_digest="0"), world)) == ["other_data"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{", "file_damaged"),
        ("", "file_damaged"),
        ("[" * 100_000, "file_damaged"),
        ("9" * 10_000, "file_damaged"),
        ("[]", "file_foreign"),
        ('{"type": "FeatureCollection"}', "file_foreign"),
        ('{"format": "lien-tinh-scenarios", "version": 2}', "file_version"),
        ('{"format": "lien-tinh-scenarios", "version": true}', "file_version"),
        ('{"format": "lien-tinh-scenarios", "version": 1, "scenarios": {}}', "file_no_list"),
        (" " * 2_000_001, "file_too_large"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(world, text, key):
    opened = read_set(text, world)
    assert opened.scenario_set is None
    assert keys(opened) == [key]


@pytest.mark.parametrize(
    ("record", "faults", "units"),
    [
        ({"units": [HCM, "gone"]}, ["unknown_unit_far"], {HCM}),
        ({"units": [HCM, "ring-road-5"]}, ["unknown_unit"], {HCM}),
        ({"units": [CT02]}, ["base_added"], {CT02, HCM}),
        ({"units": [f"{CT02}/3"]}, ["base_added"], {f"{CT02}/3", HCM}),
        ({"units": [LINE, OLD]}, ["excluded"], {OLD}),
        ({"units": [HCM, f"{HCM}/2"]}, ["twice"], {HCM}),
        ({"units": [HCM, 7, None]}, ["odd_entry", "odd_entry"], {HCM}),
        ({"units": "dt795"}, [], {"dt795"}),
        ({"units": {}}, ["odd_entry", "empty"], set()),
        ({"units": []}, ["empty"], set()),
        ({"units": [HCM], "year": "soon"}, ["year"], {HCM}),
        ({"units": [HCM], "year": True}, ["year"], {HCM}),
        ({"units": [HCM], "year": 1999}, ["year"], {HCM}),
        ({"units": [HCM], "closed_links": [10**30]}, ["unknown_link"], {HCM}),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_kept(world, record, faults, units):
    opened = read_set(file_of(world, {"key": "own-1", "name": "A", **record}, {"key": "agreement"}), world)
    assert keys(opened) == faults
    assert [v.key for v in opened.scenario_set.variants] == ["baseline", "own-1", "agreement"]
    assert opened.scenario_set.variant("own-1").units == frozenset(units)
    assert all("A" in fault.text(lang) for fault in opened.faults for lang in Lang)


def test_any_number_of_units_is_kept(world):
    units = [p for p in world.projects if p != LINE]
    opened = read_set(file_of(world, {"key": "own-1", "name": "A", "units": units}), world)
    assert keys(opened) == []
    assert opened.scenario_set.variant("own-1").units == frozenset(units)


def test_names_are_made_fit(world):
    long = "x" * 100
    names = ["A", "a", "A (2)", "Scenario\n7", long, 5]
    opened = read_set(
        file_of(world, *({"key": "k", "name": n, "units": [HCM]} for n in names), {"key": "agreement"}), world
    )
    assert [v.name for v in opened.scenario_set.variants] == ["", "A", "a (2)", "A (2) (2)", "Scenario 7", "x" * 80]
    assert keys(opened) == ["renamed", "renamed", "name_changed", "name_changed", "left_out", "left_out"]


def test_entries_that_are_no_scenarios_are_left_out(world):
    opened = read_set(file_of(world, 3, {"name": "A"}, {"key": "current"}, {"key": "current"}), world)
    assert [v.key for v in opened.scenario_set.variants] == ["baseline", "current"]
    assert keys(opened) == ["not_a_scenario", "not_a_scenario", "ready_twice"]


def test_assumptions_that_cannot_be_used_take_their_defaults(world):
    wrong = {
        "mode": ["car"],
        "speeds": "fast",
        "access": "low",
        "restricted_links": 1,
        "weighting": "gravity",
        "beta_per_min": float("nan"),
    }
    opened = read_set(file_of(world, assumptions=wrong), world)
    assert keys(opened) == ["assumption"] * 4
    assert opened.scenario_set.assumptions.changed == ("access", "weighting")
    assert len(read_set(file_of(world, assumptions=None), world).faults) == 6


@pytest.mark.parametrize("key", READY_SCENARIOS)
def test_roads_ticked_one_by_one_bear_the_code_of_the_ready_scenario_they_make(world, key):
    ready = next(v for v in ready_variants(world) if v.key == key)
    draft, _ = mend_variant(world, Variant(DRAFT, "", frozenset(sorted(ready.units, reverse=True)), ready.year))
    assert draft.digest(Assumptions(), world.data_digest) == ready.digest(Assumptions(), world.data_digest)
