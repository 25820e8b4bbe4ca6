"""Programmes for net present value, and orders of roads: every set against its own appraisal, every programme tried out."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import graphs
import numpy as np
import pytest
from graphs import Road, Stretch

from analysis.economics.appraise import Question, appraise
from analysis.economics.request import OwnTrips, Request, TripChoice
from analysis.economics.savings import tariff
from analysis.economics.sheet import read_sheet
from analysis.economics.trips import trips
from analysis.economics.uncertainty import _places, draw, order_certainty, valued
from analysis.economics.ways import _metres, _of_trees, costed, ways
from analysis.network import Mode
from analysis.programme.asking import Wishes
from analysis.programme.best import best_programme, given_programme
from analysis.programme.money import Money, asked_npv, checked_npv
from analysis.scenarios import Assumptions, Scenario
from words import InputError

LONG = ((0.0, 0.0), (0.0, 3.0), (4.0, 3.0), (4.0, 0.0))
COSTS = {"p": 300.0, "q": 260.0, "u": 60.0}
ROWS = (
    ("a", "b", "car", 9000.0),
    ("b", "a", "truck", 2500.0),
    ("a", "c", "car", 4000.0),
    ("c", "b", "motorcycle", 7000.0),
)


@pytest.fixture(scope="module")
def three():
    """A straight road, a halfway one beside it that partly replaces it, and the long way made better."""
    return graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0), graphs.place("c", 2.0, 3.0)],
        projects=[
            graphs.project("p", Stretch(((0.0, 0.0), (4.0, 0.0)))),
            graphs.project("q", Stretch(((0.0, 1.0), (4.0, 1.0)))),
            graphs.project("u", Stretch(LONG, upgrade=True)),
        ],
    )


def money(world, **changes):
    sheet = read_sheet(world)
    for key, value in changes.items():
        sheet = sheet.set_to(key, value)
    return Money(Request(trips=TripChoice.OWN, own_trips=OwnTrips(ROWS), tolls=True, carbon=True), sheet)


def wishes(**changes):
    usual = Wishes(("p", "q", "u"), 2027, (260.0, 240.0, 260.0, 230.0, 220.0), 2045, cost_bn=COSTS)
    return replace(usual, **{"years": {"p": 2, "q": 2, "u": 1}} | changes)


def test_every_set_is_worth_what_its_own_appraisal_says(three):
    asked_for = money(three)
    found = asked_npv(three, Scenario(), wishes(), asked_for)
    for chosen in range(1, 8):
        units = frozenset(u for i, u in enumerate(found.task.units) if chosen >> i & 1)
        request = replace(asked_for.request, own_costs=tuple(sorted(COSTS.items())))
        parts = appraise(three, Scenario(projects=units), request, sheet=asked_for.sheet).daily.parts
        saved = sum(float(parts[name][0]) for name in ("time", "operating", "tolls"))
        assert found.stakes.values[chosen] == pytest.approx(saved)
    pair = found.stakes.values[0b011]
    assert pair < found.stakes.values[0b001] + found.stakes.values[0b010]  # one replaces the other in part


@pytest.mark.parametrize(
    "changes", [{}, {"phases": {"p": (0.8, 0.2)}}, {"alternatives": (frozenset({"p", "q"}),)}, {"keeps": True}]
)
def test_the_best_programme_is_that_of_trying_out_all(three, changes):
    asked_for = money(three, value_growth=0.0)
    found = asked_npv(three, Scenario(), wishes(**changes), asked_for)
    best = best_programme(found.task, found.stakes)
    tried = []
    for years in product(*[(None, *found.task.budget_years) for _ in found.task.items]):
        begun = {u: y for u, y in zip(found.task.units, years, strict=True) if y is not None}
        try:
            tried.append(given_programme(found.task, found.stakes, begun).value)
        except InputError:
            continue
    assert best.money
    assert best.proved
    assert len(tried) > 10
    assert best.value == pytest.approx(max(tried))


@pytest.mark.parametrize("phases", [{}, {"p": (0.3, 0.7)}])
def test_a_programme_of_one_road_has_the_net_present_value_of_its_appraisal(three, phases):
    asked_for = money(three)
    sheet = asked_for.sheet
    one = Wishes(
        ("p",),
        2027,
        (400.0, 400.0),
        2028 + round(sheet["horizon"]),
        cost_bn=COSTS,
        years={"p": 2},
        start={"p": 2027},
        phases=phases,
    )
    found = asked_npv(three, Scenario(), one, asked_for)
    best = best_programme(found.task, found.stakes)
    request = replace(asked_for.request, own_costs=(("p", COSTS["p"]),), start_year=2027, phases=tuple(phases.items()))
    alone = appraise(three, Scenario(projects=frozenset({"p"})), request, sheet=sheet.set_to("works_years", 2.0))
    assert best.value == pytest.approx(alone.figure("npv_bn"))
    assert checked_npv(three, found, best) == pytest.approx(alone.figure("npv_bn"))


@pytest.fixture(scope="module")
def six():
    """Three roads side by side that replace each other in part, the long way made better, and two that lead to its bend."""
    lines = {"p": ((0.0, 0.0), (4.0, 0.0)), "q": ((0.0, 1.0), (4.0, 1.0)), "r": ((0.0, 2.0), (4.0, 2.0))}
    lines |= {"v": ((0.0, 0.0), (2.0, 3.0)), "x": ((4.0, 0.0), (2.0, 3.0))}
    return graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0), graphs.place("c", 2.0, 3.0)],
        projects=[
            *(graphs.project(name, Stretch(line)) for name, line in lines.items()),
            graphs.project("u", Stretch(LONG, upgrade=True)),
        ],
    )


SIX = {"p": 300.0, "q": 260.0, "r": 240.0, "u": 60.0, "v": 150.0, "x": 140.0}


def by_trying_all(world, found, asked_for):
    """The net present value of every programme that the money allows, each set of roads appraised by itself."""
    task, sheet, years = found.task, asked_for.sheet, np.array(found.task.years)
    request = replace(asked_for.request, own_costs=tuple(sorted(SIX.items())))
    trips_of = (1 + sheet["growth"]) ** np.minimum(years - sheet["trips_year"], sheet["growth_years"])
    minute = (1 + sheet["value_growth"]) ** (years - sheet.price_year)
    discounted = (1 + sheet["discount"]) ** -(years - sheet.price_year).astype(float)
    gains = np.zeros((2 ** len(task.units), len(years)))
    for chosen in range(1, len(gains)):
        units = frozenset(u for i, u in enumerate(task.units) if chosen >> i & 1)
        parts = {
            k: v[0] for k, v in appraise(world, Scenario(projects=units), request, sheet=sheet).daily.parts.items()
        }
        rest = sum(v for k, v in parts.items() if k != "time")
        gains[chosen] = (parts["time"] * minute + rest) * trips_of * sheet["days"] / 1e9 * discounted
    for begins in product(*[(None, *found.task.budget_years) for _ in task.items]):
        begun = [(u, y) for u, y in zip(task.units, begins, strict=True) if y is not None]
        if any(y + task.item(u).years - 1 > task.budget_years[-1] for u, y in begun):
            continue
        if not all(task.affordable(task.spending_bn(begun))):
            continue
        serving = np.zeros(len(years), dtype=int)
        for u, y in begun:
            serving[years >= y + task.item(u).years] |= 1 << task.units.index(u)
        costs = sum(found.stakes.cost_of_begin(task, task.units.index(u), y - task.first_year) for u, y in begun)
        yield gains[serving, np.arange(len(years))].sum() - costs


@pytest.mark.parametrize(
    ("options", "changes", "short"),
    [
        ({}, {"value_growth": 0.0}, 0.0),
        ({"tolls": True, "carbon": True, "accidents": True}, {}, 0.01),
    ],
    ids=["exact", "in proportion"],
)
def test_six_roads_for_money_equal_trying_all(six, options, changes, short):
    """Where time, whose value grows, tolls and the rest are taken in one proportion, the programme found loses next to nothing."""
    asked_for = money(six, **changes)
    asked_for = replace(asked_for, request=replace(asked_for.request, **({"tolls": False, "carbon": False} | options)))
    wanted = Wishes(
        tuple(SIX),
        2027,
        (260.0, 240.0, 230.0, 220.0),
        2045,
        cost_bn=SIX,
        years=dict.fromkeys(SIX, 1) | {"p": 2, "q": 2},
    )
    found = asked_npv(six, Scenario(), wanted, asked_for)
    best = best_programme(found.task, found.stakes)
    most = max(by_trying_all(six, found, asked_for))
    checked = checked_npv(six, found, best)
    assert best.proved
    assert most > 0
    assert (1 - short) * most - 1e-6 <= checked <= most + 1e-6
    if not short:
        assert best.value == pytest.approx(most)


def test_the_order_is_that_of_draws_shared_by_all_roads(three):
    request = Request(trips=TripChoice.OWN, own_trips=OwnTrips(ROWS), own_costs=tuple(sorted(COSTS.items())))
    found = order_certainty(three, Scenario(), ["p", "q", "u"], request, draws=200, seed=7)
    assert found.shares.sum(axis=0) == pytest.approx(1)
    assert found.shares.sum(axis=1) == pytest.approx(1)
    assert list(found.central) == sorted(found.central, reverse=True)
    again = order_certainty(three, Scenario(), ["u", "p", "q"], request, draws=200, seed=7)
    assert (again.units, again.holds, again.digest) == (found.units, found.holds, found.digest)
    assert found.holds <= min(found.at_place(n) for n in range(3)) + 1e-12
    fewer = replace(request, own_costs=(("p", 300.0), ("q", 260.0)))
    assert order_certainty(three, Scenario(), ["p", "q", "u"], fewer, draws=100).without_cost == ("u",)
    with pytest.raises(InputError, match="At least two"):
        order_certainty(three, Scenario(), ["p", "u"], replace(request, own_costs=(("p", 300.0),)), draws=100)


def test_places_are_counted_by_hand():
    drawn = np.array([[5.0, 1.0, 4.0, 3.0], [4.0, 2.0, 6.0, 2.0], [1.0, 0.0, 1.0, 9.0]])
    shares, ahead, holds = _places(drawn)
    assert shares.tolist() == [[0.25, 0.75, 0.0], [0.5, 0.25, 0.25], [0.25, 0.0, 0.75]]
    assert ahead[0].tolist() == [0.0, 0.5, 0.75]
    assert holds == 0.25


def test_one_draw_of_an_order_is_the_draw_of_the_appraisal(three):
    request = Request(trips=TripChoice.OWN, own_trips=OwnTrips(ROWS), own_costs=tuple(sorted(COSTS.items())))
    sheet = read_sheet(three)
    values, case_of = draw(sheet, 100, 7)
    found = order_certainty(three, Scenario(), ["p", "u"], request, draws=100, seed=7)
    npv = {
        u: valued(Question.of(three, Scenario(projects=frozenset({u})), request), values, case_of)[0].npv_bn
        for u in ("p", "u")
    }
    one, other = found.units
    assert found.ahead[0, 1] == pytest.approx((npv[one] > npv[other]).mean())


def test_ways_over_the_small_network_are_those_of_the_whole_one(world):
    sheet = read_sheet(world)
    found = trips(world, Assumptions(), sheet, Request())
    paid = tariff(Mode.CAR, sheet, tolls=True)
    state = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa", "ct30-hcmc-chon-thanh"}))
    small = ways(found.world, state, found.places, paid)
    graph = costed(found.world, paid, state.speeds).graph(state)
    metres = _metres(found.world, graph.arcs, paid)[graph.by_time.arc]
    whole = _of_trees(graph.by_time.matrix, metres, found.world.nodes(found.places), paid)
    for one, other in ((small.minutes, whole.minutes), (small.km, whole.km), (small.toll_km, whole.toll_km)):
        assert np.allclose(one, other, rtol=1e-9, atol=1e-9, equal_nan=True)
    assert small.toll_km.max() > 1
