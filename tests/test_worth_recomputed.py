"""Appraisals recomputed by other libraries: ways by networkx, present values and rates by numpy-financial, shares over all orders."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import graphs
import networkx as nx
import numpy_financial as npf
import pytest
from graphs import Road, Stretch, metres
from test_economics import LONG, STRAIGHT, asked, plain

from analysis.economics.appraise import Question, appraise, central
from analysis.economics.sharing import unit_shares
from analysis.scenarios import Scenario

# p goes straight from a to b, q across in between, u makes the long way faster; by themselves and together they replace each other in part
ACROSS = ((0.0, 1.0), (4.0, 1.0))
COSTS = {"p": 30.0, "q": 12.0, "u": 5.0}
MINUTE, KM = 2 * 60000 / 60, 4000.0  # đồng: two people at 60,000 an hour; operating cost
VEHICLES, DAYS, RATE = 1000.0, 300.0, 0.10
SUBSETS = [frozenset(s) for n in range(4) for s in combinations(COSTS, n)]


@pytest.fixture(scope="module")
def three():
    return graphs.world(
        graphs.roads(Road(LONG)),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", 4.0, 0.0)],
        projects=[
            graphs.project("p", Stretch(STRAIGHT)),
            graphs.project("q", Stretch(ACROSS)),
            graphs.project("u", Stretch(LONG, upgrade=True)),
        ],
    )


def dearest(units: frozenset[str]) -> float:
    """Đồng of the cheapest way from a to b, on a graph made by hand."""
    graph = nx.Graph()
    kmh = 90.0 if "u" in units else 60.0
    bends = [(0.0, 0.0), (0.0, 1.0), (0.0, 3.0), (4.0, 3.0), (4.0, 1.0), (4.0, 0.0)]
    legs = [(one, other, kmh) for one, other in pairwise(bends)]
    legs += [(*STRAIGHT, 90.0)] if "p" in units else []
    legs += [(*ACROSS, 90.0)] if "q" in units else []
    for one, other, speed in legs:
        km = metres(one, other) / 1000
        graph.add_edge(one, other, cost=km * (60 / speed * MINUTE + KM))
    return nx.shortest_path_length(graph, (0.0, 0.0), (4.0, 0.0), weight="cost")


def benefits(before: frozenset[str], after: frozenset[str]) -> float:
    """Present value of two years of operation, the first a year after the works."""
    yearly = VEHICLES * DAYS * (dearest(before) - dearest(after)) / 1e9
    return npf.npv(RATE, [0.0, yearly, yearly])


def state(units: frozenset[str]) -> Scenario:
    return Scenario(projects=units)


@pytest.mark.parametrize("units", SUBSETS[1:], ids=lambda roads: "+".join(sorted(roads)))
def test_every_set_of_roads_is_worth_what_others_compute(three, units):
    request = asked(own_costs=tuple(COSTS.items()))
    found = appraise(three, state(units), request, sheet=plain(three))
    cost, gain = sum(COSTS[u] for u in units), benefits(frozenset(), units)
    assert found.figure("benefits_bn") == pytest.approx(gain)
    assert found.figure("npv_bn") == pytest.approx(gain - cost, abs=1e-4)
    yearly = float(found.stream.benefits[0, 1])
    assert found.figure("eirr") == pytest.approx(npf.irr([-cost, yearly, yearly]))


def test_shares_are_means_over_every_order_and_bear_their_own_costs(three):
    request, every = asked(own_costs=tuple(COSTS.items())), frozenset(COSTS)
    question = Question.of(three, state(every), request, sheet=plain(three))
    found = {s.unit: s for s in unit_shares(question, central(three, question))}
    orders = list(permutations(COSTS))
    for unit, cost in COSTS.items():
        before = [frozenset(order[: order.index(unit)]) for order in orders]
        share = sum(benefits(frozenset(), b | {unit}) - benefits(frozenset(), b) for b in before) / len(orders)
        assert found[unit].benefits_bn == pytest.approx(share)
        assert found[unit].npv_bn == pytest.approx(share - cost, abs=1e-4)
        assert found[unit].bcr == pytest.approx(share / cost)


@pytest.mark.parametrize(
    "today", [s for s in SUBSETS if s and len(s) < len(COSTS)], ids=lambda roads: "+".join(sorted(roads))
)
def test_beside_works_of_today_only_what_is_added_gains_and_costs(three, today):
    request, every = asked(own_costs=tuple(COSTS.items())), frozenset(COSTS)
    found = appraise(three, state(every), request, reference=state(today), sheet=plain(three))
    assert {u.unit for u in found.units} == every - today
    gain, cost = benefits(today, every), sum(COSTS[u] for u in every - today)
    assert found.figure("npv_bn") == pytest.approx(gain - cost, abs=1e-4)
    if gain > 0:
        assert found.figure("break_even_capital_bn") == pytest.approx(gain)
