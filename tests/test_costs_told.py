"""One cost of a road on all surfaces, the programme's too."""

from __future__ import annotations

import math
from types import SimpleNamespace

from analysis.appraisal import units_cost
from analysis.programme.asking import Wishes, _cost
from analysis.viewpoints import criteria
from words import Lang, cost_span, number


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
