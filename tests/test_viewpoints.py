"""Ranks from several points of view: by hand where one can, and firm only where all weights agree."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.appraisal import portfolios
from analysis.appraisal.valuation import Question
from analysis.cli import rank_notes
from analysis.scenarios.scenario import Scenario
from analysis.viewpoints.acceptability import acceptability
from analysis.viewpoints.criteria import CRITERIA, CriteriaTable, criteria_table, usual_weights
from analysis.viewpoints.scoring import rank
from layers import added_name, added_notes, unit_name
from tests.graphs import real_world
from views.pages.worth import ranks
from words import InputError, Lang, say

NAN = float("nan")


def table(rows, keys=("time", "cost")):
    return CriteriaTable(tuple(rows), tuple(CRITERIA[k] for k in keys), np.array(list(rows.values()), dtype=float), "d")


def test_worked_by_hand():
    """a saves 10 for 100, b 4 for 20, c 2 for 60. Time 0–1 from 2 to 10, cost 0–1 from 100 down to 20; three parts time, one cost."""
    found = rank(table({"a": (10, 100), "b": (4, 20), "c": (2, 60)}), {"time": 3, "cost": 1})
    assert [r.unit for r in found.rows] == ["a", "b", "c"]
    assert found.rows[0].score == pytest.approx(0.75)
    assert found.rows[1].score == pytest.approx(0.75 * 0.25 + 0.25)
    assert found.rows[2].parts == pytest.approx((0.0, 0.125))
    assert found.weights == (0.75, 0.25)
    assert found.table.scale(0) == (2.0, 10.0)
    assert found.table.scale(1) == (100.0, 20.0)  # the worst first
    assert found.dominated == {"a": (), "b": (), "c": ("b",)}


def test_acceptability_by_hand():
    """a leads where its weight of time w beats w/4 + (1 − w): for w above 4/7, three sevenths of all weights."""
    found = acceptability(table({"b": (4, 20), "a": (10, 100), "c": (2, 60)}), draws=40_000)
    assert found.first("a") == pytest.approx(3 / 7, abs=4 * found.error)
    assert found.first("b") == pytest.approx(4 / 7, abs=4 * found.error)
    assert found.first("c") == 0.0
    assert np.isnan(found.central[2]).all()
    assert found.central[1] == pytest.approx([(1 + 4 / 7) / 2, 1 - (1 + 4 / 7) / 2], abs=0.01)
    assert found.shares.sum(axis=0) == pytest.approx(1.0)
    assert found.shares.sum(axis=1) == pytest.approx(1.0)


def test_same_seed_same_figures():
    rows = {"a": (1, 2), "b": (2, 5), "c": (3, 9)}
    one, other = acceptability(table(rows)), acceptability(table(rows))
    assert (one.shares == other.shares).all()
    assert (acceptability(table(rows), seed=1).shares != one.shares).any()


def test_a_figure_nobody_published_is_not_made_up():
    rows = table({"a": (10, NAN), "b": (4, 20), "c": (2, 60)})
    found = rank(rows, {"time": 1, "cost": 1})
    assert found.without == {"a": "cost"}
    assert [r.unit for r in found.rows] == ["b", "c"]
    assert found.table.scale(0) == (2.0, 4.0)  # of those compared
    assert rank(rows, {"time": 1}).rows[0].unit == "a"
    assert rank(rows, {"time": 1}).without == {}


def test_all_alike_counts_the_same():
    found = rank(table({"a": (5, 1), "b": (5, 2)}), {"time": 1, "cost": 1})
    assert [r.score for r in found.rows] == [1.0, 0.5]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"time": -1.0}, "number from zero"),
        ({"time": NAN}, "number from zero"),
        ({"time": 0.0, "cost": 0.0}, "All weights are zero"),
        ({"beauty": 1.0}, "no criterion"),
    ],
)
def test_weights_that_cannot_be(weights, said):
    with pytest.raises(InputError, match=said):
        rank(table({"a": (1, 2), "b": (2, 3)}), weights)


def test_nothing_left_to_rank():
    with pytest.raises(InputError, match="figures in every criterion"):
        rank(table({"a": (1, NAN)}), {"cost": 1})


def test_criteria_are_those_of_the_other_pages():
    made = real_world()
    units = ["hcm-chon-thanh-duc-hoa", "dt794", "ql14c-border-line"]
    found = criteria_table(made, Scenario(), units)
    for unit, row in zip(units, found.values, strict=True):
        alone = portfolios(made, Scenario(projects=frozenset({unit})), Question())[0]
        people = sum(made.places[p].population for p in made.places if made.places[p].district)
        assert row[0] == pytest.approx(alone.total / people, rel=1e-9)
    assert np.isnan(found.values[2, 5])  # nobody has published a cost of it
    assert found.values[0, 5] == 2293.0
    assert list(usual_weights()) == [c.key for c in found.criteria]
    assert found.only(["time"]).values.shape == (3, 1)


def test_every_criterion_has_its_words():
    for key in CRITERIA:
        for lang in Lang:
            assert say(f"viewpoints.{key}", lang)
            assert say(f"viewpoints.{key}_unit", lang)


@pytest.mark.parametrize("lang", list(Lang))
def test_an_upgrade_is_not_said_to_be_looked_at_alone(lang):
    """CT.02 stands on the Hồ Chí Minh road: its minutes are what it adds after that road, and row and note say so."""
    world, upgrade = real_world(), "ct02-chon-thanh-duc-hoa"
    base = unit_name(world.projects, "hcm-chon-thanh-duc-hoa", lang)
    units = ("ring-road-4", upgrade)
    found = table({u: (n, n) for n, u in enumerate(units)})
    told = ranks.figures(world, found, lang)
    assert base in str(told), "the row names the road it is told after"
    assert any(base in note for note in rank_notes(world, rank(found, {"time": 1, "cost": 1}), lang))
    assert added_name(world.projects, "ring-road-4", lang) == unit_name(world.projects, "ring-road-4", lang)
    assert (
        added_name(world.projects, f"hcm-chon-thanh-duc-hoa+{upgrade}", lang).count(base) == 1
    )  # both together: after nothing
    assert added_notes(world.projects, ["ring-road-4"], lang) == []
