"""Access and equity: known values, sums that agree, and coverage that is told."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from analysis.accessibility.access import (
    ACCESS_KINDS,
    ACCESS_LIMITS_MIN,
    accessibility,
    gini,
    places_of_kind,
    weighted_mean,
    weighted_quantile,
    worst_mean,
)
from analysis.accessibility.origins import communes, minutes_to
from analysis.scenarios.scenario import Scenario
from words.errors import InputError

PROJECTS = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa", "ring-road-4", "ql14c-existing-roads"}))


def of(*values):
    return np.array(values, dtype=float)


@pytest.mark.parametrize(
    ("values", "people", "wanted"),
    [
        ((5, 5, 5), (1, 2, 3), 0.0),
        ((0, 1), (1, 1), 0.5),
        ((0, 0, 0, 4), (1, 1, 1, 1), 0.75),
        ((1, 2, 3, 4), (1, 1, 1, 1), 0.25),
        ((1, 3), (3, 1), 0.25),  # as three ones and a three
        ((1, np.nan, 3, 9), (3, 50, 1, 0), 0.25),
    ],
)
def test_gini_equals_known_values(values, people, wanted):
    assert gini(of(*values), of(*people)) == pytest.approx(wanted)


def test_gini_equals_the_mean_difference_of_all_pairs():
    rng = np.random.default_rng(3)
    values, people = rng.uniform(1, 90, 40), rng.integers(1, 900, 40).astype(float)
    pairs = sum(people[i] * people[j] * abs(values[i] - values[j]) for i, j in itertools.product(range(40), repeat=2))
    total = people.sum()
    assert gini(values, people) == pytest.approx(pairs / (2 * total**2 * weighted_mean(values, people)))


def test_quantiles_and_the_worst_part_count_people_not_groups():
    values, people = of(30, 10, 20), of(1, 6, 3)
    assert [weighted_quantile(values, people, q) for q in (0.1, 0.6, 0.61, 0.9, 0.95, 1)] == [10, 10, 20, 20, 30, 30]
    assert worst_mean(values, people) == 30
    assert worst_mean(values, people, 0.2) == 25  # the one at 30 and one of those at 20
    assert worst_mean(values, people, 1.0) == pytest.approx(weighted_mean(values, people))


@pytest.mark.parametrize("measure", [gini, weighted_mean, worst_mean, lambda v, p: weighted_quantile(v, p, 0.5)])
def test_nobody_gives_no_figure(measure):
    assert np.isnan(measure(of(np.nan, 4), of(3, 0)))


@pytest.fixture(scope="module")
def gates(world):
    return accessibility(world, before=Scenario(), after=PROJECTS, kind="gate")


def test_minutes_are_those_to_the_nearest_place(world, gates):
    found = communes(world)
    each = minutes_to(world, PROJECTS, found, gates.place_ids)[found.study]
    assert gates.frame["after_min"].to_numpy() == pytest.approx(each.min(axis=1))
    assert (gates.frame["saved_min"] >= -1e-9).all()  # projects lengthen no way
    assert gates.frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("when", ["before", "after"])
def test_districts_sum_to_provinces_and_these_to_both(gates, when):
    by_level = {
        level: [g for g in gates.groups if (g.level, g.when) == (level, when)]
        for level in ("both", "province", "district")
    }
    assert [len(found) for found in by_level.values()] == [1, 2, 20]
    whole = by_level["both"][0]
    for part in (by_level["province"], by_level["district"]):
        assert sum(g.people for g in part) == pytest.approx(whole.people)
        for n in range(len(ACCESS_LIMITS_MIN)):
            assert sum(g.within[n] for g in part) == pytest.approx(whole.within[n])
        assert sum(g.mean_min * g.people for g in part) == pytest.approx(whole.mean_min * whole.people)
    assert list(whole.within) == sorted(whole.within)
    assert whole.median_min <= whole.ninth_tenth_min <= whole.worst_tenth_min


def test_coverage_is_that_of_the_census(gates):
    assert gates.coverage.census == 994_679 + 1_169_165
    assert gates.coverage.share == pytest.approx(gates.coverage.people / gates.coverage.census)
    assert gates.group("both", "before").people == gates.coverage.people


def test_those_left_behind_are_far_and_gain_nothing(gates):
    left, gain = gates.left_behind(), gates.winners()
    assert set(left["code"]).isdisjoint(gain["code"])
    assert (left["after_min"] >= gates.group("both", "after").ninth_tenth_min).all()
    assert gain["saved_min"].is_monotonic_decreasing
    assert gain["saved_min"].min() >= 0.5


def test_every_kind_has_places_and_a_strange_one_is_refused(world):
    assert all(places_of_kind(world, kind) for kind in ACCESS_KINDS)
    with pytest.raises(InputError, match="casino"):
        places_of_kind(world, "casino")


def test_the_digest_names_scenario_and_kind(world, gates):
    assert accessibility(world, before=Scenario(), after=PROJECTS, kind="port").digest != gates.digest
    assert accessibility(world, before=Scenario(), after=Scenario(), kind="gate").digest != gates.digest
