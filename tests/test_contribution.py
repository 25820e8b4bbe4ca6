"""What each unit contributes: sums, costs by name, front and budget, on the real network."""

from __future__ import annotations

import pytest

from analysis import Scenario
from analysis.contribution import SHARE, contribution_digest, contributions
from analysis.valuation import BenefitKind, Question
from views import share_charts
from words import Lang
from words.errors import InputError

UNITS = frozenset({"ring-road-3", "ring-road-4", "hcm-chon-thanh-duc-hoa", "dat-set-ben-cui"})


@pytest.fixture(scope="module")
def found(world, tmp_path_factory):
    (one,) = contributions(world, Scenario(projects=UNITS), Question(), cache=tmp_path_factory.mktemp("engine"))
    return one


def test_shares_sum_to_the_whole_and_the_order_ends_there(found):
    assert sum(found.shapley.values()) == pytest.approx(found.total)
    assert {s.player for s in found.order} == set(UNITS)
    assert found.order[-1].value == pytest.approx(found.total)
    assert sum(s.gain for s in found.order) == pytest.approx(found.total)
    assert found.along([s.player for s in found.order]) == found.order


def test_what_has_no_cost_is_named_and_stays_out_of_the_front(world, found):
    priced = {u for u in UNITS if world.projects[u].costs}
    assert set(found.cost_bn_vnd) == priced
    assert set(found.without_cost) == UNITS - priced
    assert all(choice.players <= priced for choice in found.front)
    worths = [choice.value for choice in found.front]
    assert worths == sorted(worths)


def test_a_budget_buys_no_more_than_it_pays_for(found):
    cheapest = min(low for low, _ in found.cost_bn_vnd.values())
    assert found.within(cheapest - 1).players == frozenset()
    everything = sum(low for low, _ in found.cost_bn_vnd.values())
    assert found.within(everything).cost <= everything
    assert found.within(everything).value == found.front[-1].value


def test_an_order_over_years_needs_every_cost(world, found, tmp_path):
    steps = found.over_years(10_000.0, discount=0.05)
    assert {s.player for s in steps} == set(UNITS)
    # short and worthwhile first: a large yearly budget makes all durations shares of their costs
    assert steps[0].player == max(UNITS, key=lambda u: found.first[u] / found.cost_bn_vnd[u][1])
    with pytest.raises(InputError, match="budget"):
        found.over_years(0.0)
    units = frozenset({"hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa"})
    (one,) = contributions(world, Scenario(projects=units), Question(), cache=tmp_path)
    with pytest.raises(InputError, match="ct02"):
        one.over_years(100.0)


def test_the_smallest_sufficient_set_reaches_its_share_and_no_smaller_does(found):
    table = {found.portfolio.members(s): v for s, v in enumerate(found.portfolio.values)}
    assert table[found.enough] >= SHARE * found.total
    assert all(v < SHARE * found.total for s, v in table.items() if len(s) < len(found.enough))


def test_each_question_has_its_own_digest(world):
    scenario = Scenario(projects=UNITS)
    asked = [Question(), Question(kind=BenefitKind.PERSON_KM), Question(beta_per_min=0.03)]
    assert len({contribution_digest(world, scenario, q) for q in asked}) == len(asked)


def test_progress_is_told_and_may_stop_the_work(world, tmp_path):
    seen = []

    class StoppedError(Exception):
        pass

    def tell(done, all_):
        seen.append((done, all_))
        raise StoppedError

    with pytest.raises(StoppedError):
        contributions(world, Scenario(projects=UNITS), Question(), cache=tmp_path, progress=tell)
    assert seen == [(0, 2 ** len(UNITS))]


def test_too_many_units_are_refused_with_the_remedy(world):
    sections = frozenset(str(s) for s in world.links.sections.section_id[:17])
    with pytest.raises(InputError, match="16"):
        contributions(world, Scenario(projects=sections), Question())


def test_the_figure_behind_the_longest_bar_has_room(found):
    names = {u: u for u in found.shapley}
    bars = share_charts.bars(found, names, Lang.VI, unit="person_min", old=False).to_dict()["layer"][0]
    steps = share_charts.waterfall(found.order, names, Lang.VI, unit="person_min", old=False).to_dict()["layer"][0]
    for chart, longest in ((bars, max(found.shapley.values())), (steps, found.total)):
        low, high = chart["encoding"]["x"]["scale"]["domain"]
        assert low <= 0
        assert high >= 1.15 * longest / share_charts.SCALES["person_min"]
