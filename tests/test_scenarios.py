"""What a scenario is, which are refused, and what may be said of two places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from graphs import Road, Stretch, metres, place, project, roads, world

from analysis.measures.comparison import Effect, classify, compare_pair
from analysis.network.graph import Figures, skim
from analysis.network.speeds import Mode, SpeedCase
from analysis.scenarios.scenario import Access, Scenario
from words import Lang
from words.errors import InputError

SQUARE = (Road(((0, 0), (4, 0))), Road(((0, 0), (0, 2))), Road(((0, 2), (4, 2))), Road(((4, 2), (4, 0))))
PLACES = [place("a", 0, 0), place("c", 4, 0), place("e", 4, 2)]
FIGURES = Figures(100_000.0, 100.0, 110_000.0, 1.2)


def _world(*projects):
    return world(roads(*SQUARE), places=PLACES, projects=projects)


def test_the_digest_names_data_and_every_assumption() -> None:
    one = Scenario(projects=frozenset({"a", "b"}))
    others = [
        Scenario(projects=frozenset({"a"})),
        replace(one, year=2030),
        replace(one, mode=Mode.TRUCK),
        replace(one, speeds=SpeedCase.LOW),
        replace(one, access=Access.LOW),
        replace(one, closed_links=frozenset({1})),
        replace(one, restricted_links=True),
    ]
    digests = {s.digest("data") for s in (one, *others)} | {one.digest("other data")}
    assert len(digests) == len(others) + 2
    assert one.digest("data") == Scenario(projects=frozenset({"b", "a"})).digest("data")
    assert len(one.digest("data")) == 16


@pytest.mark.parametrize(
    ("chosen", "word"),
    [({"uu"}, "u"), ({"u"}, "Choose “n”"), ({"n", "m"}, "exclude"), ({"n/7"}, "n/1"), ({"n/1+zz"}, "zz")],
)
def test_a_scenario_that_cannot_be_is_refused_with_its_remedy(chosen: set[str], word: str) -> None:
    w = _world(
        project("n", Stretch(((0, 0), (4, 2)))),
        project("u", Stretch(((0, 0), (4, 2))), upgrade_of="n", access="interchange"),
        project("m", Stretch(((0, 0), (4, 1.9))), excludes=("n",)),
    )
    w.require_feasible(Scenario(projects=frozenset({"n", "u"})))
    with pytest.raises(InputError) as fault:
        w.require_feasible(Scenario(projects=frozenset(chosen)))
    assert word in fault.value.text(Lang.EN)
    assert fault.value.text(Lang.VI) != fault.value.text(Lang.EN)


def test_an_upgrade_of_a_project_joins_it_at_its_ends() -> None:
    w = _world(
        project("n", Stretch(((0, 0), (4, 2)))),
        project("u", Stretch(((0, 0), (4, 2))), upgrade_of="n", access="interchange"),
    )
    base, upgraded = (compare_pair(w, Scenario(projects=frozenset(s)), "a", "e").after for s in ({"n"}, {"n", "u"}))
    assert upgraded.shortest_m == pytest.approx(base.shortest_m)
    assert upgraded.fastest_min == pytest.approx(base.fastest_min * 90 / 120)


def test_a_year_counts_open_and_expected_sections_only() -> None:
    def minutes(year: int | None, **section: object) -> float:
        w = _world(project("n", Stretch(((0, 0), (4, 2)), **section)))
        return compare_pair(w, Scenario(projects=frozenset({"n"}), year=year), "a", "e").after.fastest_min

    slow, fast = minutes(2024), minutes(None)
    assert fast < slow
    opened = {"status": "open", "opened": date(2025, 12, 31)}
    assert [minutes(y, **opened) for y in (2024, 2025, 2026)] == pytest.approx([slow, fast, fast])
    expected = {"status": "construction", "expected_year": 2028}
    assert [minutes(y, **expected) for y in (2027, 2028)] == pytest.approx([slow, fast])
    overdue = {"status": "construction", "expected_year": 2025}
    assert [minutes(y, **overdue) for y in (2025, 2026, 2027)] == pytest.approx([slow, slow, fast])
    assert minutes(2040) == pytest.approx(slow)


def test_a_section_that_already_exists_adds_nothing() -> None:
    w = _world(project("n", Stretch(((0, 2), (4, 2)), status="existing")))
    assert compare_pair(w, Scenario(projects=frozenset({"n"})), "a", "e").effect is Effect.NO_EFFECT


def test_both_directions_and_their_mean() -> None:
    links = (Road(((0, 0), (4, 0)), oneway=True), *SQUARE[1:])
    w = world(roads(*links), places=PLACES)
    result = compare_pair(w, Scenario(), "a", "c")
    there, back = result.forward.before.shortest_m, result.backward.before.shortest_m
    assert there == pytest.approx(metres((0, 0), (4, 0)))
    assert back > there
    assert result.before.shortest_m == pytest.approx((there + back) / 2)
    assert result.before.detour_index == pytest.approx((there + back) / 2 / result.geodesic_m)
    assert result.backward.fastest_before.length_m == pytest.approx(result.backward.before.fastest_length_m)


def test_a_shortcut_is_shorter_and_its_figures_match_the_paths() -> None:
    w = _world(project("n", Stretch(((0, 0), (4, 2)))))
    result = compare_pair(w, Scenario(projects=frozenset({"n"})), "a", "e")
    assert result.effect is Effect.SHORTER
    assert result.saved_m == pytest.approx(metres((0, 0), (4, 0), (4, 2)) - metres((0, 0), (4, 2)), rel=1e-3)
    assert result.forward.shortest_after.length_m == pytest.approx(result.after.shortest_m)
    low, high = result.saved_min_range
    assert low <= result.saved_min <= high
    assert low < high
    nodes = w.nodes(["a", "e"])
    assert skim(w.graph(result.scenario), nodes, nodes).fastest_min[0, 1] == pytest.approx(
        result.forward.after.fastest_min
    )


def test_a_closed_link_is_a_loss_and_the_same_for_an_upgrade_on_it() -> None:
    w = _world(project("u", Stretch(((0, 0), (4, 0)), upgrade=True, road_class="motorway")))
    chosen = frozenset({"u"})
    assert compare_pair(w, Scenario(projects=chosen), "a", "c").effect is Effect.FASTER
    shut = compare_pair(w, Scenario(projects=chosen, closed_links=frozenset({0})), "a", "c")
    assert shut.effect is Effect.LOSS
    assert shut.after.shortest_m == pytest.approx(
        metres((0, 0), (0, 2)) + metres((0, 2), (4, 2)) + metres((4, 2), (4, 0))
    )
    cut_off = Scenario(closed_links=frozenset({0, 1, 2, 3}))
    assert compare_pair(w, cut_off, "a", "c").effect is Effect.UNREACHABLE
    assert compare_pair(w, cut_off, "a", "c").after == Figures(None, None, None, None)


@pytest.mark.parametrize(
    ("shortest", "minutes", "effect"),
    [
        (99_000, 100.0, Effect.SHORTER),
        (99_001, 100.0, Effect.NOT_SIGNIFICANT),  # under 1 %
        (99_001, 95.0, Effect.FASTER),
        (100_000, 99.4, Effect.FASTER),
        (100_000, 99.6, Effect.NOT_SIGNIFICANT),
        (100_000, 100.0, Effect.NO_EFFECT),
        (100_000, 101.0, Effect.LOSS),
        (101_000, 90.0, Effect.LOSS),
    ],
)
def test_the_words_follow_the_limits(shortest: float, minutes: float, effect: Effect) -> None:
    after = Figures(float(shortest), minutes, 120_000.0, 1.2)
    assert classify(FIGURES, after, saved_min_range=None, saved_m_range=None) is effect


def test_a_saving_smaller_than_its_range_is_not_significant() -> None:
    after = replace(FIGURES, fastest_min=96.0)
    assert classify(FIGURES, after, saved_min_range=(1.0, 4.9), saved_m_range=(0.0, 0.0)) is Effect.FASTER
    assert classify(FIGURES, after, saved_min_range=(0.0, 4.5), saved_m_range=(0.0, 0.0)) is Effect.NOT_SIGNIFICANT
    nowhere = Figures(None, None, None, None)
    assert classify(nowhere, FIGURES, saved_min_range=None, saved_m_range=None) is Effect.CONNECTED
    assert np.isfinite(FIGURES.fastest_min)


def test_a_pair_needs_two_known_places() -> None:
    w = _world()
    for pair in (("a", "a"), ("a", "zz")):
        with pytest.raises(InputError):
            compare_pair(w, Scenario(), *pair)
