"""The worth of every set equals the walk over every set; sampled orders come near with their error."""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from itertools import combinations

import numpy as np
import pytest
from graphs import Road, Stretch, place, project, roads, world
from hypothesis import HealthCheck, given, settings, strategies as st
from test_engine import worlds
from test_portfolio import games

from analysis.appraisal import set_values
from analysis.appraisal.benefit import NearestSaving, PeopleWithin, TripSavings
from analysis.appraisal.portfolio import Portfolio, sample_portfolio
from analysis.appraisal.set_values import units_that_change, units_that_matter, worth_of_sets
from analysis.engine.boundary_nodes import prepare_engine
from analysis.network.graph import Impedance
from analysis.scenarios.scenario import Scenario
from words.errors import InputError

UNITS = ("p", "q", "r", "s")


def benefits(engine, random):
    base = engine.skim(frozenset())
    trips = np.where(np.isfinite(base) & (random.random(base.shape) < 0.4), random.random(base.shape), 0.0)
    np.fill_diagonal(trips, 0.0)
    people = random.integers(0, 3, len(base)).astype(float)
    return TripSavings(trips, base), PeopleWithin(people, 1, float(np.median(base)))


@pytest.mark.parametrize("walked", [0, 2, 17])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(w=worlds(), impedance=st.sampled_from(Impedance), seed=st.integers(0, 10**6))
def test_the_worth_of_every_set_equals_its_table(walked, w, impedance, seed) -> None:
    engine = prepare_engine(w, Scenario(projects=frozenset(UNITS)), list(w.places), impedance=impedance)
    for benefit in benefits(engine, np.random.default_rng(seed)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(set_values, "_WALKED", walked)
            found = worth_of_sets(engine, UNITS, benefit)
        nothing = benefit.value(engine.skim(frozenset()))
        matter = units_that_matter(engine, frozenset(UNITS), benefit)
        changing = units_that_change(found, UNITS)
        assert changing <= matter
        for chosen in subsets(UNITS):
            at = bits(chosen)
            assert found[at] == pytest.approx(found[bits(chosen & changing)], rel=1e-9, abs=1e-6)
            value = benefit.value(engine.skim(chosen))
            assert found[at] - found[0] == pytest.approx(value - nothing, rel=1e-9, abs=1e-6)
            assert benefit.value(engine.skim(chosen & matter)) == pytest.approx(value, rel=1e-9, abs=1e-6)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(w=worlds(), impedance=st.sampled_from(Impedance))
def test_the_nearest_of_several_destinations_stands_for_all_of_them(w, impedance) -> None:
    engine = prepare_engine(w, Scenario(projects=frozenset(UNITS)), list(w.places), impedance=impedance)
    origins, targets = 3, (1, 3, 4)
    towards = engine.to_nearest(origins, targets)
    assert np.isinf(towards.skim(frozenset(UNITS))[origins, :origins]).all()  # no way leads on
    people = np.array([2.0, 1.0, 3.0, 0.0])
    whole = NearestSaving(np.array([2.0, 1.0, 3.0, 0.0, 0.0]), targets, engine.skim(frozenset()))
    near = NearestSaving(people, (origins,), towards.skim(frozenset()))
    found = worth_of_sets(towards, UNITS, near)
    for chosen in subsets(UNITS):
        at = bits(chosen)
        assert found[at] == pytest.approx(whole.value(engine.skim(chosen)), rel=1e-9, abs=1e-6)


def subsets(units):
    return [frozenset(s) for n in range(len(units) + 1) for s in combinations(units, n)]


def bits(chosen):
    """The position of a set of ``UNITS``."""
    return sum(1 << i for i, p in enumerate(UNITS) if p in chosen)


def test_who_changes_no_set_is_told_from_who_changes_one_alone() -> None:
    # p always adds 5; q adds 2 beside r alone; s moves the last digit of the sums
    worth = {s: 5e8 * ("p" in s) + 2.0e5 * ({"q", "r"} <= s) + 1e-7 * ("s" in s) for s in subsets(UNITS)}
    values = np.array([worth[s] for s in sorted(worth, key=bits)])
    assert units_that_change(values, UNITS) == {"p", "q", "r"}
    assert units_that_change(np.zeros(16), UNITS) == frozenset()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(w=worlds(), seed=st.integers(0, 10**6), shared=st.sampled_from([1, 3]))
def test_two_processes_find_what_one_finds(w, seed, shared) -> None:
    engine = prepare_engine(w, Scenario(projects=frozenset(UNITS)), list(w.places), impedance=Impedance.TIME)
    benefit = benefits(engine, np.random.default_rng(seed))[0]
    alone = worth_of_sets(engine, UNITS, benefit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(set_values, "_WALKED", 1)
        patch.setattr(set_values, "_SHARED", shared)
        patch.setattr(set_values, "_WORTH_SHARING", 0.0)
        patch.setattr(set_values, "second_process", begun_here)
        assert worth_of_sets(engine, UNITS, benefit) == pytest.approx(alone, rel=1e-9, abs=1e-6)


@contextmanager
def begun_here(function, *given):
    """In place of a second process: a start for each example would take the test's time."""
    yield lambda: function(*pickle.loads(pickle.dumps(given)))


def test_a_unit_that_helps_only_beside_another_matters_and_a_far_one_does_not() -> None:
    # a ── x ── · ── y ── b against a way round: each of x and y alone is of no use, together they are
    base = roads(
        Road(((0, 0), (0, 4), (9, 4), (9, 0))),
        Road(((4, -1), (5, -1))),
        Road(((0, 8), (4, 8))),
        Road(((0, 8), (0, 4))),
    )
    projects = [
        project("x", Stretch(((0, 0), (4, -1)))),
        project("y", Stretch(((5, -1), (9, 0)))),
        project("far", Stretch(((0, 8), (4, 8.4)))),
    ]
    w = world(base, places=[place("a", 0, 1), place("b", 9, 1)], projects=projects)
    engine = prepare_engine(w, Scenario(projects=frozenset(w.projects)), ["a", "b"], impedance=Impedance.DISTANCE)
    benefit = TripSavings(1.0 - np.eye(2), engine.skim(frozenset()))
    assert units_that_matter(engine, frozenset(w.projects), benefit) == {"x", "y"}
    values = worth_of_sets(engine, ("x", "y"), benefit)
    assert values[:3] == pytest.approx([0, 0, 0], abs=1e-9)
    assert values[3] > 1000


def test_idle_players_get_nothing_and_come_when_there_is_nothing_left_to_gain() -> None:
    worths = {"": 0.0, "b": 5.0, "d": 2.0, "bd": 5.0}
    game = Portfolio.from_table({frozenset(s): v for s, v in worths.items()})
    with_idle = Portfolio(game.counted, game.values, ("a", "c", "e"))
    assert with_idle.units == ("a", "b", "c", "d", "e")
    assert with_idle.shapley() == {"a": 0, "b": 4, "c": 0, "d": 1, "e": 0}
    # as if every set of the five had been looked at
    whole = {frozenset(s): worths["".join(sorted(s & {"b", "d"}))] for s in subsets("abcde")}
    every = Portfolio.from_table(whole)
    assert with_idle.best_order() == every.best_order()
    assert [s.unit for s in with_idle.best_order()] == ["b", "a", "c", "d", "e"]
    assert with_idle.shapley() == pytest.approx(every.shapley())
    assert with_idle.smallest_reaching(0.9) == every.smallest_reaching(0.9) == {"b"}
    assert with_idle.gain_first("a") == with_idle.gain_last("a") == with_idle.interaction("a", "b") == 0


@settings(max_examples=15, deadline=None)
@given(games())
def test_sampled_shares_sum_to_the_whole_and_lie_within_their_error(game) -> None:
    portfolio, table = game
    bound = [frozenset(portfolio.counted)]
    found = sample_portfolio(
        portfolio.counted, (), table.__getitem__, feasible=table.__contains__, groups=bound, orders=400
    )
    assert sum(found.shapley().values()) == pytest.approx(portfolio.total)
    for unit, share in portfolio.shapley().items():
        assert abs(found.shapley()[unit] - share) <= 5 * found.errors[unit] + 1e-9
        assert found.gain_last(unit) == pytest.approx(portfolio.gain_last(unit))
    assert found.along([s.unit for s in portfolio.best_order()]) == portfolio.best_order()
    assert {s.unit for s in found.best_order()} == set(portfolio.units)


def test_what_sampled_orders_cannot_tell_is_not_told() -> None:
    found = sample_portfolio(("a", "b"), ("c",), lambda s: float(len(s)), feasible=lambda _: True, orders=10)
    assert (found.errors, found.shapley()) == ({"a": 0, "b": 0, "c": 0}, {"a": 1, "b": 1, "c": 0})
    assert [s.unit for s in found.best_order()] == ["a", "b", "c"]
    assert found.smallest_reaching(0.5) == {"a"}
    assert found.interaction("a", "b") is None
    with pytest.raises(InputError):
        found.best_within(3.0, {"a": 1.0})
    with pytest.raises(InputError):
        found.along("aa")


def test_a_way_of_just_the_limit_lies_within_it_in_whatever_order_it_was_summed() -> None:
    in_turn, together = (0.1 + 0.2) + 0.3, 0.1 + (0.2 + 0.3)
    assert in_turn > together
    people = PeopleWithin(np.array([2.0, 0.0]), 1, together)
    assert people.value(np.array([[0.0, in_turn], [in_turn, 0.0]])) == 2.0
    assert float(people.worth(np.array([0]), np.array([in_turn]))) == 2.0
    assert people.to_beat(np.array([in_turn]))[0] == -np.inf
