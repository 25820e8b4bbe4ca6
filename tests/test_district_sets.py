"""Which districts count: sets by name, a choice, and what it changes in table, shares, digests, file and words."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from graphs import real_world

from analysis.appraisal.contribution import contribution_digest, contributions
from analysis.appraisal.trips import yardstick, yardstick_tables
from analysis.appraisal.valuation import Question
from analysis.cli.commands import main
from analysis.measures.findings import finding
from analysis.measures.metrics import SAVED, metric_table, metrics_of, state_of
from analysis.scenarios.districts import (
    BORDER,
    SETS,
    TOWNS,
    chosen_districts,
    counted,
    counted_people,
    district_capitals,
    name_of,
    named_set,
)
from analysis.scenarios.scenario_set import ScenarioSet, read_set, write_set
from analysis.scenarios.variants import Assumptions, Variant
from words import Lang, finding_text
from words.errors import InputError

OWN = Variant("own-1", "A", frozenset({"hcm-chon-thanh-duc-hoa", "dt795"}))
CHOICE = frozenset({"dist-go-dau", "dist-loc-ninh"})
PAIR = Assumptions(districts=CHOICE)


@pytest.fixture(scope="module")
def world():
    return real_world()


def both(usual: Assumptions) -> ScenarioSet:
    return ScenarioSet((Variant("baseline"), OWN), usual)


def test_named_sets_are_those_of_the_map(world):
    border, towns = named_set(world, BORDER), named_set(world, TOWNS)
    assert {"dist-loc-ninh", "dist-bu-dop", "dist-tan-bien", "dist-ben-cau"} <= border
    assert not {"cap-dong-xoai", "dist-chon-thanh"} & border
    assert {"cap-tay-ninh", "cap-dong-xoai", "dist-binh-long"} <= towns
    assert not {"dist-loc-ninh", "dist-tan-bien"} & towns
    assert [name_of(world, named_set(world, name)) for name in SETS] == list(SETS)
    assert name_of(world, CHOICE) == ""


def test_a_province_of_which_none_is_chosen_counts_as_a_whole(world):
    everyone = set(district_capitals(world))
    assert counted(world, ()) == everyone
    theirs = {i for i in everyone if world.places[i].province == "70"}
    assert counted(world, ["dist-go-dau"]) == {"dist-go-dau"} | theirs
    people = counted_people(world, ["dist-go-dau", "dist-tan-bien", "gate-moc-bai"], CHOICE)
    assert people.tolist() == [world.places["dist-go-dau"].population, 0, 0]


def test_with_one_district_a_side_the_mean_is_that_pair(world):
    table = metric_table(world, both(PAIR))
    rod = yardstick(world)
    i, j = (rod.origins.index(p) for p in sorted(CHOICE))
    for key in ("baseline", "own-1"):
        minutes = yardstick_tables(world, table_state(table, key)).ways.fastest_min
        weights = [world.places[p].population for p in sorted(CHOICE)]
        wanted = np.average([minutes[i, j], minutes[j, i]], weights=weights)
        assert table.cell(key, "districts_fastest_min").value == pytest.approx(wanted)
    saved = table.cell("own-1", "districts_fastest_min").difference
    assert table.cell("own-1", SAVED).value == pytest.approx(-saved * sum(weights))


def table_state(table, key):
    return state_of(next(v for v in table.variants if v.key == key), table.assumptions)


def test_capitals_and_people_within_do_not_depend_on_it(world):
    one, other = metric_table(world, both(PAIR)), metric_table(world, both(Assumptions()))
    groups = {m.key: m.group for m in metrics_of(world)}
    for key, group in groups.items():
        if group in {"capitals", "people", "roads"}:
            assert one.cell("own-1", key) == other.cell("own-1", key), key
    gates = [m for m in metrics_of(world) if m.key == "gate_fastest_min"]
    assert one.cell("own-1", gates[0].key).value != other.cell("own-1", gates[0].key).value


def test_the_worth_of_all_roads_is_the_saving_of_the_table(world, tmp_path):
    scenario, question = OWN.scenario(PAIR), Question(districts=CHOICE)
    (found,) = contributions(world, scenario, question, cache=tmp_path)
    assert found.total == pytest.approx(metric_table(world, both(PAIR)).cell("own-1", SAVED).value)
    assert found.people == sum(world.places[p].population for p in CHOICE)
    assert found.digest != contribution_digest(world, scenario, Question())


def test_the_sentence_says_that_only_some_count(world):
    some, every = (finding(metric_table(world, both(a), ranges=True), "own-1") for a in (PAIR, Assumptions()))
    assert "giữa các huyện được chọn của hai tỉnh" in finding_text(some, Lang.VI)
    assert "between the chosen districts of the two provinces" in finding_text(some, Lang.EN)
    assert "chosen" not in finding_text(every, Lang.EN)


def test_it_is_in_every_digest_and_in_the_file(world):
    assert PAIR.changed == ("districts",)
    assert OWN.digest(PAIR, "data") != OWN.digest(Assumptions(), "data")
    text = write_set(both(PAIR), data_digest=world.data_digest)
    opened = read_set(text, world)
    assert (opened.scenario_set, opened.faults) == (both(PAIR), ())


@pytest.mark.parametrize(
    ("value", "kept", "told"),
    [
        (None, set(), 0),
        ([], set(), 0),
        (["dist-go-dau", "gate-moc-bai", 7, {"a": 1}], {"dist-go-dau"}, 3),
        ("dist-go-dau", {"dist-go-dau"}, 0),
    ],
)
def test_what_a_file_says_wrongly_is_told_and_the_rest_kept(world, value, kept, told):
    content = json.loads(write_set(both(Assumptions()), data_digest=world.data_digest))
    content["assumptions"]["districts"] = value
    opened = read_set(json.dumps(content), world)
    assert opened.scenario_set.assumptions.districts == kept
    assert [f.key for f in opened.faults] == ["scenarios.unknown_district"] * told


def test_the_command_line_knows_it(world, capsys):
    assert chosen_districts(world, "border") == named_set(world, BORDER)
    assert chosen_districts(world, " dist-go-dau, dist-loc-ninh ") == CHOICE
    with pytest.raises(InputError, match="gate-moc-bai"):
        chosen_districts(world, "gate-moc-bai")
    assert main(["portfolio", "--projects", "dt795", "--districts", "nowhere", "--lang", "vi"]) == 2
    assert "không phải là huyện lỵ" in capsys.readouterr().err


def test_a_change_of_it_computes_no_way_anew(world, monkeypatch):
    metric_table(world, both(Assumptions()))
    monkeypatch.setattr(type(world), "skim", lambda *_: pytest.fail("a skim was computed"))
    metric_table(world, both(replace(Assumptions(), districts=named_set(world, TOWNS))))
