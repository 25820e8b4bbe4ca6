"""Shares, interactions and orders: by hand, and against brute force over all feasible orders."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from graphs import Road, Stretch, place, project, real_world, roads, world
from hypothesis import given, settings, strategies as st

from analysis.appraisal.benefit import NearestSaving, PeopleWithin, trip_savings
from analysis.appraisal.contribution import over_cases
from analysis.appraisal.portfolio import Portfolio
from analysis.appraisal.valuation import Question, UnitRules, portfolios
from analysis.scenarios.districts import provinces_around
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.variants import Weighting
from words.errors import InputError


def subsets(units: str) -> list[frozenset[str]]:
    return [frozenset(s) for n in range(len(units) + 1) for s in combinations(units, n)]


@st.composite
def games(draw):
    """Up to five units, random worth, some needing another."""
    units = "abcde"[: draw(st.integers(1, 5))]
    needs = {}
    for i, p in enumerate(units):
        if i and draw(st.booleans()):
            needs[p] = units[draw(st.integers(0, i - 1))]
    feasible = [s for s in subsets(units) if all(needs[p] in s for p in s if p in needs)]
    table = {s: float(draw(st.integers(0, 100))) if s else 0.0 for s in feasible}
    return Portfolio.from_table(table), table


def orders(table: dict[frozenset[str], float]):
    units = sorted(frozenset().union(*table))
    for order in permutations(units):
        prefixes = [frozenset(order[:n]) for n in range(len(order) + 1)]
        if all(p in table for p in prefixes):
            yield order, [table[p] for p in prefixes]


@settings(max_examples=150, deadline=None)
@given(games())
def test_shapley_order_and_sum_equal_brute_force(game) -> None:
    portfolio, table = game
    every = list(orders(table))
    gains = {p: [] for p in portfolio.units}
    for order, worth in every:
        for p, before, after in zip(order, worth, worth[1:], strict=False):
            gains[p].append(after - before)
    shares = portfolio.shapley()
    assert shares == pytest.approx({p: np.mean(g) for p, g in gains.items()})
    assert sum(shares.values()) == pytest.approx(table[frozenset(portfolio.units)] - table[frozenset()])
    best = max(sum(worth) for _, worth in every)
    first = min(order for order, worth in every if sum(worth) == best)
    assert tuple(step.unit for step in portfolio.best_order()) == first


@settings(max_examples=80, deadline=None)
@given(games())
def test_interaction_equals_brute_force_over_orders_with_the_pair_side_by_side(game) -> None:
    portfolio, table = game
    for one, other in combinations(portfolio.units, 2):
        found = []
        for order, _ in orders(table):
            i = order.index(one)
            s = frozenset(order[:i])
            if order[i + 1 : i + 2] == (other,) and s | {other} in table:
                found.append(table[s | {one, other}] - table[s | {one}] - table[s | {other}] + table[s])
        expected = np.mean(found) if found else None
        assert portfolio.interaction(one, other) == (expected if expected is None else pytest.approx(expected))


def test_two_substitutes_by_hand() -> None:
    game = Portfolio.from_table({frozenset(): 0, frozenset("a"): 10, frozenset("b"): 8, frozenset("ab"): 12})
    assert game.shapley() == {"a": 7, "b": 5}
    assert game.interaction("a", "b") == -6
    assert (game.gain_first("b"), game.gain_last("b")) == (8, 2)
    assert [(s.unit, s.value, s.gain) for s in game.best_order()] == [("a", 10, 10), ("b", 12, 2)]
    assert game.smallest_reaching(0.8) == {"a"}
    assert game.smallest_reaching(0.9) == {"a", "b"}


def test_an_upgrade_is_judged_on_what_it_needs() -> None:
    game = Portfolio.from_table(
        {
            frozenset(): 0,
            frozenset("a"): 4,
            frozenset("au"): 10,
            frozenset("b"): 3,
            frozenset("ab"): 7,
            frozenset("abu"): 12,
        }
    )
    assert (game.gain_first("u"), game.gain_last("u"), game.gain_last("a")) == (6, 5, 9)
    assert game.interaction("a", "u") is None
    with pytest.raises(InputError):
        game.along("ua")
    with pytest.raises(InputError):
        game.along("az")


def test_a_set_stands_only_with_what_its_upgrades_need() -> None:
    line = ((0, 0), (1, 0), (2, 0))
    old = project("old", Stretch(line[:2]), Stretch(line[1:]))
    better = project("better", Stretch(line), upgrade_of="old")
    far = project("far", Stretch(((0, 1), (2, 1))))
    drawn = roads(Road(((0, 0), (0, 1))), Road(((2, 0), (2, 1))))
    w = world(drawn, places=[place("a", 0, 1), place("b", 2, 0)], projects=[old, better, far])
    units = ("better", "far", "old/1", "old/2")  # a part of what is upgraded is enough
    rules = UnitRules(w, frozenset(units))
    stands = rules.feasible_sets(units)
    for chosen in range(16):
        members = frozenset(u for i, u in enumerate(units) if chosen >> i & 1)
        expected = "better" not in members or bool(members & {"old/1", "old/2"})
        assert stands[chosen] == rules.feasible(members) == expected, members


def test_long_works_and_discounting_change_the_order() -> None:
    game = Portfolio.from_table({frozenset(): 0, frozenset("a"): 10, frozenset("b"): 8, frozenset("ab"): 18})
    assert [s.unit for s in game.best_order()] == ["a", "b"]
    assert [s.unit for s in game.best_order(years={"a": 10, "b": 1})] == ["b", "a"]
    assert [s.unit for s in game.best_order(years={"a": 3, "b": 2}, discount=0.5)] == ["b", "a"]


def test_pareto_leaves_out_what_has_no_cost_and_what_is_beaten() -> None:
    table = {s: float(sum({"a": 5, "b": 4, "c": 100}[p] for p in s)) for s in subsets("abc")}
    front = Portfolio.from_table(table).pareto({"a": 10.0, "b": 20.0})
    assert [(sorted(c.units), c.value, c.cost) for c in front] == [([], 0, 0), (["a"], 5, 10), (["a", "b"], 9, 30)]
    assert Portfolio.from_table(table).best_within(25, {"a": 10.0, "b": 20.0}).units == {"a"}


def test_a_rank_is_firm_if_it_is_the_same_in_every_case() -> None:
    judged = over_cases([{"a": 9.0, "b": 5.0, "c": 1.0}, {"a": 7.0, "b": 2.0, "c": 3.0}])
    assert [(j.low, j.central, j.high, j.best_rank, j.worst_rank, j.firm) for j in judged.values()] == [
        (7, 9, 9, 1, 1, True),
        (2, 5, 5, 2, 3, False),
        (1, 1, 3, 2, 3, False),
    ]


def test_more_players_than_can_be_counted_are_refused() -> None:
    with pytest.raises(InputError, match="21"):
        Portfolio(tuple(map(str, range(22))), np.zeros(2))


def test_trips_are_one_for_each_inhabitant_and_only_across() -> None:
    people = np.array([100.0, 300.0, 50.0, 150.0])
    minutes = np.array([[0, 9, 60, 30], [9, 0, 60, 30], [60, 60, 0, 9], [30, 30, 9, 0]], dtype=float)
    savings = trip_savings(people, ["x", "x", "y", "y"], minutes)
    assert savings.trips.sum(axis=1) == pytest.approx(people)
    assert savings.trips[0] == pytest.approx([0, 0, 25, 75])
    faster = minutes.copy()
    faster[0, 2] = 50
    assert savings.value(faster) == pytest.approx(250)
    gravity = trip_savings(
        people, ["x", "x", "y", "y"], minutes, weighting=Weighting.GRAVITY, beta_per_min=np.log(2) / 30
    )
    assert gravity.trips[0] == pytest.approx([0, 0, 100 / 7, 600 / 7])
    assert np.isnan(savings.value(np.where(minutes == 60, np.inf, minutes)))
    with pytest.raises(InputError):
        trip_savings(people, ["x"] * 4, minutes)


def test_a_destination_without_inhabitants_draws_trips_and_sends_none() -> None:
    """Two towns of 100 and 300 across a border of provinces, and a city of 600 that only draws."""
    people, drawn = np.array([100.0, 300.0, 0.0]), np.array([100.0, 300.0, 600.0])
    minutes = np.full((3, 3), 60.0)
    found = trip_savings(people, ["a", "b", "c"], minutes, drawn=drawn)
    assert found.trips[0].tolist() == pytest.approx([0, 100 * 300 / 900, 100 * 600 / 900])
    assert found.trips[1].tolist() == pytest.approx([300 * 100 / 700, 0, 300 * 600 / 700])
    assert found.trips[2].tolist() == [0, 0, 0]
    assert found.people == pytest.approx(400)


def test_trips_to_the_provinces_around_are_a_benefit_of_their_own() -> None:
    """Ring Road 3 is worth nothing between the two provinces, and much to those who go to the city."""
    w = real_world()
    around = provinces_around(w)
    assert {"cap-hcmc", "cap-bien-hoa", "cap-thu-dau-mot"} <= set(around)
    assert not set(around) & {"cap-tay-ninh", "cap-dong-xoai"}
    assert around["cap-hcmc"] == 8_993_082  # census of 1 April 2019
    scenario = Scenario(projects=frozenset({"ring-road-3"}))
    worth = {
        kind: sum(portfolios(w, scenario, Question(kind=kind))[0].shapley().values())
        for kind in ("person_min", "region_min")
    }
    assert worth["person_min"] == 0
    assert worth["region_min"] > 1e6


def test_people_within_and_nearest() -> None:
    table = np.array([[0.0, 50.0, 80.0], [50.0, 0.0, 61.0], [80.0, 60.0, 0.0]])
    assert PeopleWithin(np.array([10.0, 20.0, 40.0]), 1, 60.0).value(table) == 70
    faster = table.copy()
    faster[0, 1] = 30
    assert NearestSaving(np.array([10.0, 0.0, 0.0]), (1, 2), table).value(faster) == 200


def test_the_best_order_steps_over_sets_that_cannot_stand():
    # b needs c, a needs b: the first ids lead nowhere at first, and no sum with what is not there warns
    worth = {"": 0.0, "c": 1.0, "bc": 5.0, "abc": 6.0}
    portfolio = Portfolio.from_table({frozenset(s): v for s, v in worth.items()})
    assert [s.unit for s in portfolio.best_order()] == ["c", "b", "a"]
    assert [s.unit for s in portfolio.best_order(years={"a": 1, "b": 3, "c": 2}, discount=0.05)] == ["c", "b", "a"]
