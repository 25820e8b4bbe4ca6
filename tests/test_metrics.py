"""The one table: every figure against another way of computing it, ranges, costs, cut-off places."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from graphs import Stretch, project, real_world

from analysis.accessibility.origins import communes, minutes_to
from analysis.appraisal.costs import unit_cost, units_cost
from analysis.appraisal.trips import yardstick
from analysis.appraisal.valuation import Question, portfolios
from analysis.measures.comparison import compare_pair
from analysis.measures.metrics import (
    COST,
    FOUR,
    NEW_KM,
    PER_COST,
    SAVED,
    UPGRADE_KM,
    Cell,
    Metric,
    _to_nearest,
    is_notable,
    metric_table,
    metrics_of,
)
from analysis.network.graph import Skim, skim
from analysis.network.speeds import SpeedCase
from analysis.scenarios.scenario import Access, Scenario
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Assumptions, Variant, Weighting, ready_variants
from layers.costs import project_cost
from layers.projects import Cost
from words import Lang
from words.errors import InputError

HCM, CT02, DT795 = "hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa", "dt795"
OWN = Variant("own-1", "A", frozenset({HCM, DT795}))


@pytest.fixture(scope="module")
def world():
    return real_world()


@pytest.fixture(scope="module")
def table(world):
    return metric_table(world, ScenarioSet((Variant("baseline"), OWN)), ranges=True)


def test_the_capitals_have_the_figures_of_the_pair(world, table):
    pair = compare_pair(world, OWN.scenario(Assumptions()), "cap-tay-ninh", "cap-dong-xoai")
    for key, figures in (("baseline", pair.before), ("own-1", pair.after)):
        wanted = (
            figures.shortest_m / 1000,
            figures.fastest_min,
            figures.fastest_length_m / 1000,
            figures.detour_index,
        )
        assert [table.cell(key, f"capitals_{n}").value for n in FOUR] == pytest.approx(list(wanted), rel=1e-12)
    ranges = [table.cell("own-1", f"capitals_{n}") for n in ("fastest_min", "shortest_km")]
    assert (ranges[0].low, ranges[0].high) == pytest.approx([-m for m in pair.saved_min_range[::-1]], rel=1e-9)
    assert (ranges[1].low, ranges[1].high) == pytest.approx([-m / 1000 for m in pair.saved_m_range[::-1]], rel=1e-9)


def test_means_equal_sums_written_out_pair_by_pair(world, table):
    origins = yardstick(world).origins
    people = {p: world.places[p].population for p in origins}
    side = {p: world.places[p].province for p in origins}
    scenario = OWN.scenario(Assumptions())
    ways = skim(world.graph(scenario), world.nodes(origins), world.nodes(origins))
    total = weight = 0.0
    for i, a in enumerate(origins):
        others = sum(people[b] for b in origins if side[b] != side[a])
        for j, b in enumerate(origins):
            if side[a] != side[b]:
                trips = people[a] * people[b] / others
                total, weight = total + trips * ways.fastest_min[i, j], weight + trips
    assert table.cell("own-1", "districts_fastest_min").value == pytest.approx(total / weight, rel=1e-12)
    gates = [p.place_id for p in world.places.values() if p.kind == "gate"]
    to_gates = skim(world.graph(scenario), world.nodes(origins), world.nodes(gates)).fastest_min.min(axis=1)
    mean = sum(people[p] * m for p, m in zip(origins, to_gates, strict=True)) / sum(people.values())
    assert table.cell("own-1", "gate_fastest_min").value == pytest.approx(mean, rel=1e-12)


def test_time_saved_is_the_worth_of_the_portfolio(world, table, tmp_path):
    scenario = OWN.scenario(Assumptions())
    portfolio = portfolios(world, scenario, Question(), cache=tmp_path)[0]
    saved = table.cell("own-1", SAVED)
    assert saved.value == pytest.approx(portfolio.values[portfolio.full], rel=1e-9)
    people = sum(world.places[p].population for p in yardstick(world).origins)
    assert -table.cell("own-1", "districts_fastest_min").difference * people == pytest.approx(saved.value, rel=1e-9)


def test_people_within_reach_are_those_of_communes(world, table):
    found = communes(world)
    minutes = minutes_to(world, Scenario(), found, ["cap-dong-xoai"])[:, 0]
    assert table.cell("baseline", "people_90_cap_dong_xoai").value == np.nansum(found.people[minutes <= 90])


def test_roads_and_costs(world, table):
    projects = [world.projects[i] for i in (HCM, DT795)]
    assert table.cell("own-1", NEW_KM).value == pytest.approx(
        sum(s.length_km for p in projects for s in p.sections if s.status != "existing" and not s.upgrade)
    )
    assert table.cell("baseline", UPGRADE_KM) == Cell(0.0)
    cost = table.cell("own-1", COST)
    assert (cost.value, cost.low, cost.high) == (2293 + 564, 2293 + 564, 2293 + 609)
    per_cost, saved = table.cell("own-1", PER_COST), table.cell("own-1", SAVED)
    assert per_cost.value == pytest.approx(saved.value / cost.high)
    assert (per_cost.low, per_cost.high) == pytest.approx((saved.low / cost.high, saved.high / cost.low))
    assert table.cost("own-1").price_years == (2021, 2023)


def test_a_unit_without_a_cost_is_named_and_takes_the_figure_per_cost_with_it(world):
    table = metric_table(world, ScenarioSet((Variant("baseline"), replace(OWN, units=frozenset({HCM, CT02})))))
    assert table.cost("own-1").without == (CT02,)
    assert table.cell("own-1", COST).value == 2293
    assert table.cell("own-1", PER_COST) == Cell(None)


def test_only_whole_projects_have_their_cost(world):
    everything = "+".join(s.section_id for s in world.projects[HCM].sections)
    assert unit_cost(world, HCM) == unit_cost(world, everything) == (2293, 2293)
    assert unit_cost(world, f"{HCM}/2") is None
    assert unit_cost(world, f"{HCM}+{DT795}") is None
    assert units_cost(world, []).low_bn is None
    assert unit_cost(world, "dat-set-ben-cui") == pytest.approx((928.8, 928.8))  # road and bridge add up
    assert unit_cost(world, "ct30-hcmc-chon-thanh") == (17400, 17400)  # "of which" does not


def test_costs_add_only_where_they_say_so():
    def cost(bn, *, adds=False):
        return Cost(bn, bn, "", "", None, 2022, "https://x", unverified=False, adds=adds)

    p = replace(project("p", Stretch(((0, 0), (1, 0)))), costs=(cost(5), cost(3), cost(2, adds=True)))
    found = project_cost(p)
    assert [c.low_bn_vnd for c in found.entries] == [5, 2]
    assert (found.low_bn, found.high_bn) == (7, 7)


def test_ranges_hold_the_central_difference_and_come_apart_from_it(world, table):
    central = metric_table(world, ScenarioSet((Variant("baseline"), OWN)))
    for metric in metrics_of(world):
        cell, alone = table.cell("own-1", metric.key), central.cell("own-1", metric.key)
        assert (cell.value, cell.difference) == (alone.value, alone.difference)
        if metric.group not in {"roads", "money"}:
            assert alone.low is None
            assert cell.low <= cell.difference <= cell.high
    assert central.digest("own-1") == table.digest("own-1")
    assert table.cell("baseline", "capitals_fastest_min").difference is None


def test_a_case_is_a_table_of_its_own(world, table):
    slow = Assumptions(speeds=SpeedCase.LOW)
    other = metric_table(world, ScenarioSet((Variant("baseline"), OWN), slow))
    difference = other.cell("own-1", "districts_fastest_min").difference
    cell = table.cell("own-1", "districts_fastest_min")
    assert difference == pytest.approx(cell.low)  # slower roads: the largest fall of time
    assert other.digest("own-1") != table.digest("own-1")


def test_a_place_cut_off_is_none_and_not_zero(world):
    roads = world.network.roads
    capital = int(world.connectors.head[world.connectors.tail == world.node("cap-dong-xoai")][0])
    pieces = np.flatnonzero((world.network.tail == capital) | (world.network.head == capital))
    closed = frozenset(int(i) for i in roads.link_id[world.network.link[pieces]])
    table = metric_table(world, ScenarioSet((Variant("baseline"), Variant("own-1", "A", closed_links=closed))))
    assert table.cell("own-1", "capitals_fastest_min") == Cell(None)
    assert table.cell("own-1", SAVED) == Cell(None)
    found = communes(world)
    spot = (world.places["cap-dong-xoai"].lon, world.places["cap-dong-xoai"].lat)
    there = (found.lon_lat == spot).all(axis=1)  # the capital's own ward stands on its very point
    assert there.sum() == 1
    assert table.cell("own-1", "people_60_cap_dong_xoai").value == found.people[there].sum()


def test_progress_is_told_and_may_stop_the_work(world):
    seen = []
    fresh = Variant("own-1", "A", frozenset({"dt794"}))
    metric_table(world, ScenarioSet((Variant("baseline"), fresh)), progress=lambda done, of: seen.append((done, of)))
    assert seen == [(0, 2), (1, 2)]

    def stop(done, _):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        metric_table(world, ScenarioSet((Variant("baseline"), replace(fresh, year=2028))), progress=stop)


def test_an_unfeasible_variant_is_refused(world):
    with pytest.raises(InputError, match=HCM):
        metric_table(world, ScenarioSet((Variant("baseline"), Variant("own-1", "A", frozenset({CT02})))))


def test_every_metric_has_words(world):
    for metric in metrics_of(world):
        for lang in Lang:
            assert metric.title(lang, world)
            assert (metric.unit_text(lang) == "") == (metric.unit == "index")


def test_ready_scenarios_are_measured(world):
    table = metric_table(world, ScenarioSet(ready_variants(world)))
    for key in ("current", "plan-2030", "agreement"):
        assert table.cell(key, "districts_fastest_min").difference < 0
    # RULES of the field: the agreement hardly shortens the way between the capitals, it saves time
    assert abs(table.cell("agreement", "capitals_shortest_km").difference) < 1
    assert table.cell("agreement", "capitals_fastest_min").difference < -10


@pytest.mark.parametrize("weighting", Weighting)
def test_baseline_is_the_same_for_every_access(world, weighting):
    high, low = (
        metric_table(world, ScenarioSet((Variant("baseline"),), Assumptions(access=a, weighting=weighting)))
        for a in Access
    )
    for metric in metrics_of(world):
        assert high.cell("baseline", metric.key) == low.cell("baseline", metric.key)


def test_the_shortest_way_is_no_longer_than_the_fastest(world, table):
    for group in ("capitals", "districts", "airport"):
        assert (
            table.cell("own-1", f"{group}_shortest_km").value <= table.cell("own-1", f"{group}_fastest_length_km").value
        )
        assert table.cell("own-1", f"{group}_detour").value >= 1


@pytest.mark.parametrize(
    ("unit", "figures", "expected"),
    [
        ("km", (106.1, -0.3, None, None), False),  # below half a kilometre
        ("km", (117.3, -2.7, -2.8, -2.6), True),
        ("km", (199.4, -0.6, None, None), False),  # below one percent
        ("min", (173.7, -0.3, None, None), False),
        ("min", (148.0, -26.1, -35.8, -12.7), True),
        ("min", (139.3, -17.5, -28.3, -3.4), True),  # a wide range that keeps its sign
        ("min", (139.3, -17.5, -38.3, 0.0), False),  # one that holds zero
        ("min", (139.3, -17.5, -38.3, 0.4), False),
        ("people", (100.0, 30.0, None, None), True),
    ],
)
def test_a_difference_is_notable_beyond_thresholds_and_range(unit, figures, expected):
    metric = Metric("x", "districts", unit, 0 if unit == "people" else 1, "less")
    assert is_notable(metric, Cell(*figures)) is expected


@pytest.mark.parametrize("kind", ["gate", "port"])
def test_the_nearest_by_time_gives_its_time_and_length_and_the_nearest_by_distance_its_distance(world, table, kind):
    """Written out district by district: each takes the goal it reaches soonest, and the length of that way."""
    people = {p: world.places[p].population for p in yardstick(world).origins}
    goals = [p.place_id for p in world.places.values() if p.kind == kind]
    ways = skim(world.graph(OWN.scenario(Assumptions())), world.nodes(list(people)), world.nodes(goals))
    shortest_km = fastest_min = length_km = 0.0
    for row, inhabitants in enumerate(people.values()):
        soonest, nearest = np.nanargmin(ways.fastest_min[row]), np.nanargmin(ways.shortest_m[row])
        share = inhabitants / sum(people.values())
        fastest_min += share * ways.fastest_min[row, soonest]
        length_km += share * ways.fastest_length_m[row, soonest] / 1000
        shortest_km += share * ways.shortest_m[row, nearest] / 1000
    found = [
        table.cell("own-1", f"{kind}_{name}").value for name in ("shortest_km", "fastest_min", "fastest_length_km")
    ]
    assert found == pytest.approx([shortest_km, fastest_min, length_km], rel=1e-12)


def test_of_two_goals_the_sooner_gives_the_length_though_it_lies_farther():
    ways = Skim(
        shortest_m=np.array([[10e3, 12e3], [30e3, 50e3]]),
        fastest_min=np.array([[20.0, 15.0], [40.0, np.nan]]),
        fastest_length_m=np.array([[11e3, 14e3], [33e3, np.nan]]),
    )
    rod = replace(yardstick(real_world()), origins=("a", "b"), geodesic_m=np.array([[8e3, 10e3], [20e3, 40e3]]))
    rod = replace(rod, targets={"port": (0, 1)})
    four = _to_nearest("port", SimpleNamespace(tables=SimpleNamespace(ways=ways), rod=rod, people=np.array([1.0, 3.0])))
    assert four == pytest.approx(((10 + 3 * 30) / 4, (15 + 3 * 40) / 4, (14 + 3 * 33) / 4, (1.25 + 3 * 1.5) / 4))
