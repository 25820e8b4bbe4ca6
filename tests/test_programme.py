"""The best programme: equal to trying out everything, whichever way it is found, and clear about what cannot be."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from analysis.programme import best, states
from analysis.programme.best import beside, best_programme, given_programme, shadow_prices, worth
from analysis.programme.cutting import CutPool, by_cutting
from analysis.programme.stakes import Stakes, supported, table_of
from analysis.programme.states import by_states
from analysis.programme.task import Item, Task
from words import InputError, Lang


def stakes_of(task, values, *, growth=1.0, discount=0.0, money=0.0):
    years, budget = np.arange(len(task.years)), np.arange(len(task.budget_bn))
    return Stakes(
        np.asarray(values, dtype=float), growth**years / (1 + discount) ** years, money / (1 + discount) ** budget
    )


def allowed(task, starts):
    """Whether starts keep every condition, told anew and plainly."""
    begun = dict(starts)
    for item in task.items:
        year = begun.get(item.unit)
        if item.start is not None and year != item.start:
            return False
        if year is not None:
            if year + item.years - 1 > task.budget_years[-1]:
                return False
            for other in item.after:
                if other not in begun or begun[other] + task.item(other).years > year:
                    return False
    if any(len(a & set(begun)) > 1 for a in task.alternatives):
        return False
    left = 0.0
    for n, year in enumerate(task.budget_years):
        spent = sum(
            i.cost_bn * (i.shares or (1 / i.years,) * i.years)[year - begun[i.unit]]
            for i in task.items
            if i.unit in begun and begun[i.unit] <= year < begun[i.unit] + i.years
        )
        left = task.budget_bn[n] + (left if task.keeps else 0.0) - spent
        if left < -1e-9 * max(1.0, spent):
            return False
    return True


def brute(task, stakes):
    """The most that any programme is worth, by trying out all of them."""
    best_found = None
    for years in product(*[(None, *task.budget_years) for _ in task.items]):
        starts = tuple(sorted((u, y) for u, y in zip(task.units, years, strict=True) if y is not None))
        if allowed(task, starts):
            found = worth(task, stakes, starts)
            best_found = found if best_found is None else max(best_found, found)
    return best_found


@st.composite
def tasks(draw):
    count, years = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    names = "abcd"[:count]
    items = []
    for n, name in enumerate(names):
        items.append(
            Item(
                name,
                draw(st.integers(1, 12)),
                draw(st.integers(1, 3)),
                after=frozenset(draw(st.sets(st.sampled_from(names[:n])))) if n else frozenset(),
            )
        )
    budget = tuple(draw(st.lists(st.integers(0, 10), min_size=years, max_size=years)))
    groups = (
        (frozenset(draw(st.sets(st.sampled_from(names), min_size=2))),) if count > 1 and draw(st.booleans()) else ()
    )
    task = Task(tuple(items), 2027, budget, 2027 + years + draw(st.integers(0, 3)), groups, draw(st.booleans()))
    values = [0.0, *draw(st.lists(st.integers(-5, 40), min_size=2**count - 1, max_size=2**count - 1))]
    return task, stakes_of(task, values, growth=1.03, discount=0.05, money=draw(st.sampled_from([0.0, 1.0])))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(tasks())
def test_both_ways_find_what_trying_everything_finds(drawn):
    task, stakes = drawn
    right = brute(task, stakes)
    assert worth(task, stakes, by_states(task, stakes)) == pytest.approx(right, abs=1e-6)
    starts, bound = by_cutting(task, stakes, pool=CutPool(stakes), value=lambda s: worth(task, stakes, s))
    assert allowed(task, starts)
    assert worth(task, stakes, starts) == pytest.approx(right, abs=1e-4)
    assert bound >= right - 1e-6
    assert bound == pytest.approx(right, abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.integers(-20, 60), min_size=2**n, max_size=2**n)))
def test_a_cut_holds_for_every_set_and_is_exact_at_its_own(values):
    stakes = Stakes(np.array(values, dtype=float), np.ones(1), np.zeros(1))
    members = np.array([[s >> i & 1 for i in range(stakes.units)] for s in range(len(values))])
    for chosen in range(len(values)):
        for cut in stakes.cuts(chosen):
            told = cut.constant + members @ cut.per_unit
            assert (told >= stakes.values - 1e-9).all()
            assert told[chosen] == pytest.approx(values[chosen])


SIX = tuple(Item(u, c, d) for u, c, d in zip("abcdef", (4, 6, 3, 8, 5, 2), (2, 2, 1, 2, 1, 1), strict=True))


def six(**changes):
    """Six units, of which b replaces a, and d is worth something with c alone."""
    alone = {"a": 10, "b": 9, "c": 2, "d": 0, "e": 5, "f": 1}

    def value(chosen):
        pair = -8 * ({"a", "b"} <= chosen) + 12 * ({"c", "d"} <= chosen)
        return sum(alone[u] for u in chosen) + pair

    task = replace(Task(SIX, 2027, (5.0, 5.0, 5.0), 2031), **changes)
    return task, stakes_of(task, table_of(task.units, value))


def test_six_units_equal_trying_everything():
    for changes in ({}, {"keeps": True}, {"budget_bn": (3.0, 9.0, 4.0)}, {"alternatives": (frozenset("ac"),)}):
        task, stakes = six(**changes)
        found = best_programme(task, stakes)
        assert allowed(task, found.starts)
        assert found.value == pytest.approx(brute(task, stakes))
        assert found.proved
        assert found.gap == 0.0


def test_worked_by_hand():
    """a costs 4 over two years and gains 10 a year, c costs 3 in one year and gains 2; 3 billion a year from 2027 to 2029.

    With 2 a year for a, 1 is left: c must wait for 2029. a serves from 2029: three years of 10 by 2031; c from 2030, two
    years of 2: 34. c first: c serves 2028–2031, 8; a from 2030, 20: 28.
    """
    task = Task((Item("a", 4, 2), Item("c", 3, 1)), 2027, (3.0, 3.0, 3.0), 2031)
    found = best_programme(task, stakes_of(task, [0, 10, 2, 12]))
    assert found.starts == (("a", 2027), ("c", 2029))
    assert found.value == 34.0
    assert found.spending_bn == [2.0, 2.0, 3.0]
    assert found.yearly == [0.0, 0.0, 10.0, 12.0, 12.0]
    assert found.opens == {"a": 2029, "c": 2030}
    assert found.adds() == {"a": 30.0, "c": 4.0}


def test_net_present_value_by_hand():
    """100 billion in 2027, 60 a year from 2028 to 2029, 10 %: 60/1.1 + 60/1.21 − 100 = 4.13; at 20 % it is not built."""
    task = Task((Item("a", 100.0),), 2027, (100.0,), 2029)
    found = best_programme(task, stakes_of(task, [0, 60.0], discount=0.1, money=1.0))
    assert found.value == pytest.approx(60 / 1.1 + 60 / 1.21 - 100)
    assert best_programme(task, stakes_of(task, [0, 60.0], discount=0.2, money=1.0)).starts == ()


def test_money_is_not_spent_on_what_adds_nothing(monkeypatch):
    task, stakes = six()
    idle = replace(task, items=(*task.items, Item("g", 1.0)))
    values = np.concatenate([stakes.values, stakes.values])
    for most in (states.MOST_STEPS, 0):  # by states, and by cuts
        monkeypatch.setattr(states, "MOST_STEPS", most)
        found = best_programme(idle, replace(stakes, values=values))
        assert "g" not in found.begun
        assert found.value == pytest.approx(brute(task, stakes))


def test_money_kept_buys_what_a_single_year_cannot():
    task = Task((Item("a", 6.0),), 2027, (3.0, 3.0), 2029, keeps=True)
    stakes = stakes_of(task, [0, 1])
    assert best_programme(task, stakes).starts == (("a", 2028),)
    with pytest.raises(InputError, match="needs 6 billion"):
        best_programme(replace(task, keeps=False), stakes)


def test_one_more_trillion_is_computed_anew():
    task, stakes = six()
    found = best_programme(task, stakes)
    for price in shadow_prices(found, more_bn=3.0):
        more = task.with_more(price.year, 3.0)
        assert price.gain == pytest.approx(brute(more, stakes) - found.value)
        assert bool(price.changes(found)) is (price.gain > 0)


def test_two_programmes_beside_each_other():
    task = Task((Item("a", 4, 2), Item("c", 3, 1)), 2027, (3.0, 3.0, 3.0), 2031)
    stakes = stakes_of(task, [0, 10, 2, 12])
    one, other = best_programme(task, stakes), given_programme(task, stakes, {"c": 2027, "a": 2028})
    compared = beside(one, other)
    assert compared.moved == (("a", 2027, 2028), ("c", 2029, 2027))
    assert compared.yearly == (0.0, 2.0, -8.0, 0.0, 0.0)
    assert compared.spending_bn == (1.0, 0.0, -1.0)
    assert compared.value == -6.0
    with pytest.raises(InputError, match="same years"):
        beside(
            one, best_programme(replace(task, last_year=2032), stakes_of(replace(task, last_year=2032), [0, 10, 2, 12]))
        )


def test_sets_that_cannot_stand_hold_the_worth_of_a_part():
    assert supported(np.array([0.0, 3.0, np.nan, 5.0])).tolist() == [0.0, 3.0, 0.0, 5.0]
    assert supported(np.array([0.0, np.nan, np.nan, np.nan, 1.0, np.nan, np.nan, 9.0])).tolist()[3] == 0.0


def item(unit, cost=1.0, **more):
    return Item(unit, cost, **more)


@pytest.mark.parametrize(
    ("make", "said", "told"),
    [
        (lambda: Task((), 2027, (1.0,), 2030), "Tick at least one", "Hãy chọn ít nhất"),
        (lambda: Task((item("a"),), 2027, (-1.0,), 2030), "2027", "không âm"),
        (lambda: Task((item("a"),), 2027, (float("nan"),), 2030), "2027", "không âm"),
        (lambda: Task((item("a"),), 2027, (1.0, 1.0), 2027), "2028", "2028"),
        (lambda: Task((item("a", 0.0),), 2027, (1.0,), 2030), "has no cost", "chưa có chi phí"),
        (lambda: Task((item("a"), item("a")), 2027, (1.0,), 2030), "twice", "hai lần"),
        (lambda: Task((item("a", after=frozenset("x")),), 2027, (1.0,), 2030), "x", "x"),
        (
            lambda: Task((item("a", after=frozenset("b")), item("b", after=frozenset("a"))), 2027, (1.0,), 2030),
            "“a” → “b” → “a”",
            "“a” → “b” → “a”",
        ),
        (lambda: Task((item("a", start=2026),), 2027, (1.0,), 2030), "2026", "2026"),
        (lambda: Task((item("a", start=2027, years=2),), 2027, (1.0,), 2030), "later than", "sau năm"),
        (lambda: Task((item("a", 5.0, start=2027),), 2027, (1.0,), 2030), "5 billion.*1 billion", "5 tỷ.*1 tỷ"),
        (
            lambda: Task((item("a", start=2027), item("b", start=2027)), 2027, (9.0,), 2030, (frozenset("ab"),)),
            "exclude each other",
            "loại trừ",
        ),
        (
            lambda: Task((item("a", start=2027), item("b", start=2027, after=frozenset("a"))), 2027, (9.0,), 2030),
            "before",
            "trước",
        ),
        (lambda: Task(tuple(item(f"u{n}") for n in range(17)), 2027, (9.0,), 2030), "16", "16"),
        (lambda: Task((item("a", years=0),), 2027, (9.0,), 2030), "1 to 15 years", "15 năm"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_clearly_in_both_languages(make, said, told):
    with pytest.raises(InputError) as caught:
        make()
    assert re.search(said, caught.value.text(Lang.EN))
    assert re.search(told, caught.value.text(Lang.VI))


def test_conditions_that_cannot_be_met_together():
    """b must begin in 2028 after a, which takes two years."""
    task = Task((item("a", years=2), item("b", start=2028, after=frozenset("a"))), 2027, (9.0, 9.0), 2030)
    stakes = stakes_of(task, [0, 1, 1, 2])
    with pytest.raises(InputError, match="cannot be met together"):
        best_programme(task, stakes)
    with pytest.raises(InputError, match="cannot be met together"):
        by_cutting(task, stakes, pool=CutPool(stakes), value=lambda s: worth(task, stakes, s))
    assert best.MORE_BN == 1000.0


def test_phases_are_paid_as_told_and_both_ways_find_the_best():
    items = (Item("a", 10, 2, shares=(0.9, 0.1)), Item("b", 6, 3, shares=(0.0, 0.5, 0.5)), Item("c", 4, 1))
    task = Task(items, 2027, (9.0, 5.0, 4.0, 3.0), 2033)
    assert task.spending_bn([("a", 2027), ("b", 2027)]) == pytest.approx([9, 4, 3, 0])
    stakes = stakes_of(task, [0, 5, 4, 8, 3, 8, 6, 10], growth=1.02, discount=0.05, money=0.1)
    stakes = replace(stakes, begin_weights=np.array([[0.3, 0.2, 0.1, 0], [0.5, 0.4, 0.3, 0.2], [0, 0, 0, 2.0]]))
    right = brute(task, stakes)
    assert worth(task, stakes, by_states(task, stakes)) == pytest.approx(right)
    starts, bound = by_cutting(task, stakes, pool=CutPool(stakes), value=lambda s: worth(task, stakes, s))
    assert (worth(task, stakes, starts), bound) == pytest.approx((right, right), abs=1e-4)
    for shares in ((0.5, 0.6), (1.0,), (1.2, -0.2)):
        with pytest.raises(InputError, match="add up"):
            Task((Item("a", 10, 2, shares=shares),), 2027, (9.0, 9.0), 2033)
