"""One cost of a road on all surfaces, the programme's too."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from analysis.appraisal import units_cost
from analysis.cli import plan_cost_notes
from analysis.programme.asking import Wishes, _cost
from analysis.viewpoints import criteria
from layers import unit_name
from words import Lang, cost_span, number, published_ends, say


def test_a_programme_spends_what_a_cost_is_told_as(world):
    """120.412 and 120.413 are one figure rounded by two sources: the lower stands everywhere."""
    told = units_cost(world, ["ring-road-4"])
    wishes = Wishes(tuple(world.projects), first_year=2027, budget_bn=(1e6,), last_year=2030)
    spent = _cost(world, wishes, "ring-road-4")
    assert told.low_bn < told.high_bn
    assert number(spent, Lang.VI) in cost_span(told.low_bn, told.high_bn, Lang.VI)
    wide = units_cost(world, ["ct28-bien-hoa-vung-tau"])
    assert _cost(world, wishes, "ct28-bien-hoa-vung-tau") == wide.high_bn


def test_a_ranking_and_a_programme_count_the_same_cost(world):
    """22.060 stood in the one and 22.056 in the other: an end of the range as sentences round it, and the published figure."""
    wishes = Wishes(tuple(world.projects), first_year=2027, budget_bn=(1e6,), last_year=2030)
    paid = {unit: _cost(world, wishes, unit) for unit in world.projects}
    ranked = {unit: criteria._cost(SimpleNamespace(world=world, unit=unit)) for unit in world.projects}
    assert paid["ct28-bien-hoa-vung-tau"] == 22_056
    assert {u: c for u, c in ranked.items() if not math.isnan(c)} == {u: c for u, c in paid.items() if c is not None}


def test_a_table_of_numbers_has_one_figure_where_sentences_tell_one():
    assert published_ends(132_155, 132_156) == (132_155, 132_155)
    assert published_ends(8_833, 8_880) == (8_833, 8_880)
    assert published_ends(246_502, 248_502) == (246_502, 248_502)


@pytest.mark.parametrize("lang", list(Lang))
def test_a_programme_says_which_costs_are_ranges_and_which_nobody_verified(world, lang):
    def told_of(costs: dict[str, float]) -> str:
        items = [SimpleNamespace(unit=unit, cost_bn=cost) for unit, cost in costs.items()]
        return " ".join(plan_cost_notes(world, SimpleNamespace(task=SimpleNamespace(items=items)), lang))

    units = ["ring-road-3", "ring-road-4"]
    told = told_of({unit: units_cost(world, [unit]).upper_bn for unit in units})
    cost, doubted = units_cost(world, ["ring-road-4"]), units_cost(world, units).unverified
    assert doubted
    assert cost_span(cost.low_bn, cost.high_bn, lang) in told
    names = "; ".join(unit_name(world.projects, unit, lang) for unit in doubted)
    assert say("metrics.cost_unverified", lang, names=names) in told
    assert told_of(dict.fromkeys(units, 1_000.0)) == ""
