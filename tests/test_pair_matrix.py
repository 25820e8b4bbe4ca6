"""The matrix of savings and the exact shares of one pair."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from graphs import Road, Stretch, place, project, real_world, roads, world

from analysis.appraisal.portfolio import Portfolio
from analysis.appraisal.valuation import UnitRules
from analysis.engine.boundary_nodes import prepare_engine
from analysis.measures.comparison import compare_pair
from analysis.measures.pairs import PairMatrix, _mattering, pair_matrix, pair_shares
from analysis.network.graph import Impedance, StretchKind, skim
from analysis.scenarios.paths import RoadStretch
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.variants import Assumptions, ready_variants
from views.pages.compare.matrix import sentence
from views.pages.compare.pair import _merged
from words import Lang
from words.errors import InputError

ENDS = ["cap-tay-ninh", "cap-dong-xoai"]
HCM, CT02 = "hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa"


def test_a_cell_is_the_comparison_of_its_pair():
    w = real_world()
    after = Scenario(projects=frozenset({HCM}))
    matrix = pair_matrix(
        w, before=Scenario(), after=after, origins=ENDS, destinations=["cap-dong-xoai", "gate-moc-bai"]
    )
    assert np.isnan(matrix.saved_min[1, 0])  # a place with itself
    for i, a in enumerate(ENDS):
        for j, b in enumerate(matrix.destinations):
            if a != b:
                pair = compare_pair(w, after, a, b)
                assert matrix.saved_min[i, j] == pytest.approx(pair.saved_min, abs=1e-9)
                assert matrix.saved_m[i, j] == pytest.approx(pair.saved_m, abs=1e-6)
                assert matrix.after_length_m[i, j] == pytest.approx(pair.after.fastest_length_m)
                assert matrix.before_m[i, j] / matrix.geodesic_m[i, j] == pytest.approx(pair.before.detour_index)
                assert matrix.saved_percent[i, j] == pytest.approx(100 * pair.saved_min / pair.before.fastest_min)
    square = pair_matrix(w, before=Scenario(), after=after, origins=ENDS, destinations=ENDS)
    assert square.saved_min[0, 1] == square.saved_min[1, 0] == pytest.approx(matrix.saved_min[0, 0])
    assert square.digest != matrix.digest


def test_a_pair_cut_off_is_empty_and_said_to_be():
    w = world(roads(Road(((0, 0), (2, 0)))), places=[place("a", 0, 0), place("b", 2, 0)])
    shut = Scenario(closed_links=frozenset({0}))
    matrix = pair_matrix(w, before=Scenario(), after=shut, origins=["a"], destinations=["b"])
    assert np.isnan(matrix.saved_min).all()
    assert matrix.cut_off.all()
    assert pair_shares(w, shut, "a", "b").total is None


def two_ways():
    """A slow road from a to b, and two short cuts: x alone saves all, y and z only one after the other."""
    base = roads(
        Road(((0, 0), (0, 6), (6, 6), (6, 0))),
        Road(((0, 0), (0, -1))),
        Road(((6, 0), (6, -1))),
        Road(((3, -2), (3, -3))),
        Road(((0, -1), (0, -9), (3, -9), (3, -3))),
    )
    projects = [
        project("x", Stretch(((0, 0), (6, 0)))),
        project("y", Stretch(((0, -1), (3, -2)))),
        project("z", Stretch(((3, -2), (6, -1)))),
        project("far", Stretch(((0, -9), (3, -8)))),
    ]
    return world(base, places=[place("a", 0, 0.5), place("b", 6, 0.5)], projects=projects)


@pytest.mark.parametrize("impedance", Impedance)
def test_shares_equal_the_mean_over_all_orders(impedance):
    w = two_ways()
    units = sorted(w.projects)

    def way(chosen):
        table = skim(w.graph(Scenario(projects=frozenset(chosen))), w.nodes(["a", "b"]), w.nodes(["a", "b"]))
        values = table.fastest_min if impedance is Impedance.TIME else table.shortest_m
        return (values[0, 1] + values[1, 0]) / 2

    wanted = dict.fromkeys(units, 0.0)
    orders = list(permutations(units))
    for order in orders:
        for n, unit in enumerate(order):
            wanted[unit] += (way(order[:n]) - way(order[: n + 1])) / len(orders)
    found = pair_shares(w, Scenario(projects=frozenset(units)), "a", "b", impedance=impedance)
    assert dict(found.shares) == pytest.approx(wanted, abs=1e-9)
    assert found.total == pytest.approx(way([]) - way(units))
    assert found.shares["far"] == 0
    assert found.shares["x"] > found.shares["y"] == pytest.approx(found.shares["z"])
    assert list(found.shares.values()) == sorted(found.shares.values(), reverse=True)


def test_only_units_that_matter_are_walked_and_the_shares_stay_exact():
    w = real_world()
    scenario = ready_variants(w)[3].scenario(Assumptions())
    matter = _mattering(w, scenario, ENDS, Impedance.TIME)
    assert {HCM, CT02} <= matter < scenario.projects
    engine = prepare_engine(w, scenario, ENDS, impedance=Impedance.TIME)
    walked = {
        s: float(t[0, 1] + t[1, 0]) / 2
        for s, t in engine.walk(sorted(scenario.projects), feasible=UnitRules(w, scenario.projects).feasible)
    }
    nothing = walked[frozenset()]
    whole = Portfolio.from_table({s: nothing - v for s, v in walked.items()}).shapley()
    found = pair_shares(w, scenario, *ENDS)
    assert dict(found.shares) == pytest.approx(whole, abs=1e-9)
    assert sum(found.shares.values()) == pytest.approx(found.total)
    pair = compare_pair(w, scenario, *ENDS)
    assert found.total == pytest.approx(pair.saved_min)


def test_sampled_shares_of_a_pair_say_their_error(monkeypatch):
    w = real_world()
    scenario = Scenario(projects=frozenset({HCM, CT02, "dt795"}))
    exact = pair_shares(w, scenario, *ENDS)
    assert not exact.errors
    monkeypatch.setattr("analysis.appraisal.valuation.MOST_COUNTED", 1)
    found = pair_shares(w, scenario, *ENDS)
    assert found.errors.keys() <= found.shares.keys()
    assert max(found.errors.values()) > 0
    for unit, share in found.shares.items():
        assert share == pytest.approx(exact.shares[unit], abs=5 * found.errors.get(unit, 0.0) + 1e-9)
    assert sum(found.shares.values()) == pytest.approx(found.total)


def test_closures_are_no_part_of_what_the_units_save():
    w = two_ways()
    shut = Scenario(projects=frozenset({"x"}), closed_links=frozenset({3}))
    open_ = replace(shut, closed_links=frozenset())
    assert pair_shares(w, shut, "a", "b").total == pytest.approx(pair_shares(w, open_, "a", "b").total)
    assert pair_shares(w, shut, "a", "b").digest != pair_shares(w, open_, "a", "b").digest


def test_unknown_places_are_refused():
    w = two_ways()
    with pytest.raises(InputError, match="nowhere"):
        pair_matrix(w, before=Scenario(), after=Scenario(), origins=["a"], destinations=["nowhere"])


MINUTES = [
    (
        [[60.0, 90.0]],
        [[50.0, 89.96]],
        "1 trong 2 cặp địa điểm đi nhanh hơn từ 0,5 phút; nhiều nhất là A – B, giảm 10,0 phút.",
        "1 of 2 pairs are at least 0.5 min faster; most of all A – B, by 10.0 min.",
    ),
    (
        [[60.0, 90.0]],
        [[60.0, np.nan]],
        "Không cặp nào trong 2 cặp địa điểm đi nhanh hơn từ 0,5 phút; 1 cặp mất kết nối.",
        "None of 2 pairs is 0.5 min faster; cut off: 1.",
    ),
    (
        [[np.nan, np.nan]],
        [[np.nan, np.nan]],
        "Không cặp địa điểm nào có đường đi theo các giả định đã chọn.",
        "No pair of places has a road under the chosen assumptions.",
    ),
]


@pytest.mark.parametrize(("before", "after", "vietnamese", "english"), MINUTES)
def test_the_matrix_opens_with_a_sentence(before, after, vietnamese, english):
    was, now = np.array(before), np.array(after)
    found = PairMatrix("0" * 16, ("a",), ("b", "c"), was, now, was, now, was, now, was)
    names = {n: n.upper() for n in "abc"}
    assert sentence(found, names, Lang.VI) == vietnamese
    assert sentence(found, names, Lang.EN) == english


def test_on_a_way_a_road_of_many_sections_and_junctions_is_one_row():
    def piece(length_m, kind, owner="", ref=""):
        return RoadStretch(
            kind=kind, ref=ref, name="", road_class="", project_id=owner, length_m=length_m, time_min=1.0
        )

    road, own, join = StretchKind.ROAD, StretchKind.PROJECT, StretchKind.ACCESS
    way = [
        piece(900, road, ref="QL22"),
        piece(5000, own, "a"),
        piece(0, join, "a"),
        piece(7000, own, "a"),
        piece(300, own, "b"),
    ]
    assert [(s.project_id, s.length_m, s.time_min) for s in _merged(way)] == [
        ("", 900, 1.0),
        ("a", 12000, 3.0),
        ("b", 300, 1.0),
    ]
