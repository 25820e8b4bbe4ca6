"""The commands access, border and round-trip: the figures of the functions, files and faults."""

from __future__ import annotations

import json
from functools import partial

import commanding
import pytest
from commanding import run
from graphs import real_world

from analysis.accessibility.access import accessibility
from analysis.accessibility.border import border_access
from analysis.scenarios.scenario import Scenario

PROJECT = "ql14c-existing-roads"
AFTER = Scenario(projects=frozenset({PROJECT}))


pytestmark = pytest.mark.usefixtures("one_world")
rows = partial(commanding.rows, PROJECT)


def test_access_gives_every_digit_of_the_groups(capsys):
    found = accessibility(real_world(), before=Scenario(), after=AFTER, kind="gate")
    printed = rows(capsys, "access", "--kind", "gate")
    assert len(printed) == len(found.groups)
    for row, group in zip(printed, found.groups, strict=True):
        assert (row["code"], row["when"], row["digest"]) == (group.code, group.when, found.digest)
        assert float(row["gini"]) == group.gini
        assert float(row["within_60"]) == group.within[1]


def test_access_to_one_place(capsys):
    found = accessibility(real_world(), before=Scenario(), after=AFTER, kind="air-long-thanh")
    assert [float(r["mean_min"]) for r in rows(capsys, "access", "--kind", "air-long-thanh")] == [
        g.mean_min for g in found.groups
    ]


@pytest.mark.parametrize("show", ["communes", "winners", "left-behind"])
def test_access_lists_communes(capsys, show):
    printed = rows(capsys, "access", "--kind", "hospital", "--show", show)
    assert printed
    assert all(r["full_name"] and r["digest"] for r in printed)


def test_a_table_for_people_states_the_coverage(capsys):
    code, out, _ = run(capsys, "access", "--kind", "port", "--lang", "en")
    assert code == 0
    assert "76 of 76 communes" in out
    assert "0.129" in out  # Gini with its decimals


def test_border_gives_lengths_before_and_after(capsys):
    printed = {(r["when"], r["province"]): r for r in rows(capsys, "border")}
    for when, scenario in (("before", Scenario()), ("after", AFTER)):
        access = border_access(real_world(), scenario)
        assert float(printed[when, "72+70"]["road_2_km"]) == access.within_km(2.0, "road_km")
        assert float(printed[when, "70"]["national_10_km"]) == access.within_km(10.0, "national_km", "70")


@pytest.mark.parametrize(
    ("show", "count"), [("gates", 22), ("trips", 120), ("communes", None), ("border-road", None), ("unplaced", 1)]
)
def test_border_subjects(capsys, show, count):
    printed = rows(capsys, "border", "--show", show)
    assert len(printed) == count if count else printed


def test_the_road_along_the_border_may_be_called_by_its_local_name(capsys):
    assert rows(capsys, "border", "--show", "ql14c") == rows(capsys, "border", "--show", "border-road")
    assert "hcmc" in {row["target"] for row in rows(capsys, "border", "--show", "trips")}


@pytest.mark.parametrize("ending", ["geojson", "gpx"])
def test_round_trip_prints_legs_and_writes_the_file(capsys, tmp_path, ending):
    path = tmp_path / f"Hành trình.{ending}"
    stops = "site-nui-ba-den,site-nui-ba-ra,site-toa-thanh"
    printed = rows(capsys, "round-trip", "--stops", stops, "--out", str(path))
    after = [r for r in printed if r["when"] == "after"]
    assert len(after) == 3
    assert sum(float(r["leg_min"]) for r in after) == pytest.approx(float(after[0]["whole_min"]))
    content = path.read_text(encoding="utf-8")
    assert after[0]["digest"] in content
    if ending == "geojson":
        features = json.loads(content)["features"]
        legs = [f["properties"] for f in features if "leg" in f["properties"]]
        assert len(features) - len(legs) == 3
        assert {r["leg"] for r in legs} == {1, 2, 3}
        for row in after:
            own = [r for r in legs if r["leg"] == int(row["number"])]
            assert sum(r["length_m"] for r in own) / 1000 == pytest.approx(float(row["leg_km"]), abs=0.001)
        base = real_world().network.roads
        refs = dict(zip(base.link_id.tolist(), base.ref.tolist(), strict=True))
        assert all(refs[r["link_id"]] == r["ref"] for r in legs if r["link_id"] >= 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("round-trip", "--stops", "site-nui-ba-den"), "2 to 12"),
        (("round-trip", "--stops", "site-nui-ba-den,nowhere"), "nowhere"),
        (("round-trip", "--stops", "site-nui-ba-den,site-nui-ba-ra", "--out", "trip.doc"), ".gpx"),
        (("access", "--format", "geojson"), "geojson"),
        (("access", "--kind", "casino"), "casino"),
    ],
)
def test_faults_are_one_sentence(capsys, arguments, said):
    code, out, err = run(capsys, *arguments, "--lang", "en")
    assert (code, out) == (2, "")
    assert said.lower() in err.lower()
    assert err.count("\n") == 1
