"""What each unit contributes: sums, costs by name, front and budget, on the real network."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from analysis import Scenario
from analysis.appraisal.benefit import BENEFITS, trip_savings
from analysis.appraisal.contribution import SUFFICIENT_SHARE, contribution_digest, contributions, steps_told
from analysis.appraisal.portfolio import Step
from analysis.appraisal.valuation import Question, cached_engine, feasible_choices
from analysis.network.graph import Impedance
from analysis.scenarios.districts import counted_people, district_capitals
from briefing.content.project_rows import step_name, still_to_build
from views.pages.compare import order, shares
from views.pages.compare.shares import as_frame
from words import Lang, say
from words.errors import InputError

ABC = dict.fromkeys("abc", 0.0)
UNITS = frozenset({"ring-road-3", "ring-road-4", "hcm-chon-thanh-duc-hoa", "dat-set-ben-cui"})


@pytest.fixture(scope="module")
def found(world, tmp_path_factory):
    (one,) = contributions(world, Scenario(projects=UNITS), Question(), cache=tmp_path_factory.mktemp("engine"))
    return one


def test_shares_sum_to_the_whole_and_the_order_ends_there(found):
    assert sum(found.shapley.values()) == pytest.approx(found.total)
    assert {s.unit for s in found.order} == set(UNITS)
    assert found.order[-1].value == pytest.approx(found.total)
    assert sum(s.gain for s in found.order) == pytest.approx(found.total)
    assert found.along([s.unit for s in found.order]) == found.order


def test_what_has_no_cost_is_named_and_stays_out_of_the_front(world, found):
    priced = {u for u in UNITS if world.projects[u].costs}
    assert set(found.cost_bn_vnd) == priced
    assert set(found.without_cost) == UNITS - priced
    assert all(choice.units <= priced for choice in found.front)
    worths = [choice.value for choice in found.front]
    assert worths == sorted(worths)


def test_a_budget_buys_no_more_than_it_pays_for(found):
    cheapest = min(low for low, _ in found.cost_bn_vnd.values())
    assert found.within(cheapest - 1).units == frozenset()
    everything = sum(low for low, _ in found.cost_bn_vnd.values())
    assert found.within(everything).cost <= everything
    assert found.within(everything).value == found.front[-1].value


def test_an_order_over_years_needs_every_cost(world, found, tmp_path):
    steps = found.over_years(10_000.0, discount=0.05)
    assert {s.unit for s in steps} == set(UNITS)
    # short and worthwhile first: a large yearly budget makes all durations shares of their costs
    assert steps[0].unit == max(UNITS, key=lambda u: found.first[u] / found.cost_bn_vnd[u][1])
    with pytest.raises(InputError, match="budget"):
        found.over_years(0.0)
    units = frozenset({"hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa"})
    (one,) = contributions(world, Scenario(projects=units), Question(), cache=tmp_path)
    with pytest.raises(InputError, match="ct02"):
        one.over_years(100.0)


def test_the_smallest_sufficient_set_reaches_its_share_and_no_smaller_does(found):
    table = {found.portfolio.members(s): v for s, v in enumerate(found.portfolio.values)}
    assert table[found.enough] >= SUFFICIENT_SHARE * found.total
    assert all(v < SUFFICIENT_SHARE * found.total for s, v in table.items() if len(s) < len(found.enough))


def test_each_question_has_its_own_digest(world):
    scenario = Scenario(projects=UNITS)
    asked = [Question(), Question(kind="person_km"), Question(beta_per_min=0.03)]
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
    assert len(seen) == 1
    assert 0 < seen[0][0] <= seen[0][1]


def test_all_projects_at_once_give_one_portfolio_for_each_choice(world, tmp_path):
    every = Scenario(projects=frozenset(world.projects))
    found = contributions(world, every, Question(kind="person_km"), cache=tmp_path)
    assert [frozenset(one.portfolio.units) for one in found] == feasible_choices(world, every.projects)
    assert len(found) > 1
    for one in found:
        assert one.exact
        assert sum(one.shapley.values()) == pytest.approx(one.total)
        assert {s.unit for s in one.order} == set(one.portfolio.units)
        engine, places = engine_of(world, every, tmp_path)
        units = frozenset(one.portfolio.units)
        assert one.total == pytest.approx(saved_km(world, engine, places, units))
        for idle in one.portfolio.idle:  # it changes nothing, whatever else stands
            assert one.shapley[idle] == one.first[idle] == one.last[idle] == 0
            assert saved_km(world, engine, places, units - {idle}) == pytest.approx(one.total, rel=1e-12)


def engine_of(world, scenario, folder):
    places = district_capitals(world)
    return cached_engine(world, scenario, places, impedance=Impedance.DISTANCE, cache=folder), places


def saved_km(world, engine, places, units):
    sides = [world.places[p].province for p in places]
    benefit = trip_savings(counted_people(world, places, frozenset()), sides, engine.skim(frozenset()))
    return benefit.value(engine.skim(units)) / 1000


def test_the_figure_behind_the_longest_bar_has_room(found):
    names = {u: u for u in found.shapley}
    chart = shares.bars(found, names, Lang.VI).to_dict()["layer"][0]
    low, high = chart["encoding"]["x"]["scale"]["domain"]
    assert low <= 0
    assert high >= 1.15 * max(found.shapley.values()) / found.people


def _in_brackets(text):
    return float(text.rpartition("(")[2].removesuffix(" %)").replace("\N{MINUS SIGN}", "-").replace(",", "."))


def test_shares_shown_are_rounded_as_in_the_files_and_their_percents_add_up(found):
    names = {u: u for u in found.shapley}
    three = replace(
        found, shapley=dict.fromkeys("abc", found.total / 3), first=found.first | ABC, last=found.last | ABC
    )
    for one in (found, three):
        called = names | {u: u for u in "abc"}
        (rows,) = shares.bars(one, called, Lang.VI).to_dict()["datasets"].values()
        assert sum(_in_brackets(row["text"]) for row in rows) == pytest.approx(100)
        for row in rows:
            each = one.shapley[row["name"]] / found.people
            assert row["text"].partition(" ")[0].replace("\N{MINUS SIGN}", "-") == f"{each:.2f}".replace(".", ",")


def test_what_adds_nothing_that_shows_has_no_rank(found):
    steps, whole = found.order, found.total
    idle = [Step(f"idle-{n}", whole, 0.0) for n in range(3)]
    longer = replace(found, order=(*steps, *idle))
    assert order.steps_shown(longer) == order.steps_shown(found) <= len(steps)
    assert steps_told(longer.order, least=1.0) <= len(steps)
    assert steps_told([*idle, *steps], least=1.0) > len(idle)  # what comes before a step that counts keeps its rank
    assert steps_told(idle, least=1.0) == 0
    names = {s.unit: s.unit for s in longer.order}
    more = {s.unit: 0.0 for s in idle}
    asked = replace(longer, **{f: getattr(found, f) | more for f in ("shapley", "first", "last")})
    ranks = as_frame(asked, names, Lang.VI)[say("shares.tip_order", Lang.VI)]
    assert list(ranks.dropna()) == list(range(1, order.steps_shown(found) + 1))


def in_order(found, *gains):
    """The result with this order of building: what each step adds to an inhabitant."""
    value, steps = 0.0, []
    for name, gain in zip("abcdef", gains, strict=False):
        value += gain * found.people
        steps.append(Step(name, value, gain * found.people))
    worth = SimpleNamespace(total=value, errors={})
    return replace(found, order=tuple(steps), portfolio=worth, cost_bn_vnd={})


FIRST = [
    ((0.0, 0.0), "Không tuyến nào trong phương án này thêm lợi ích đáng kể.", "No road of this scenario adds a notable benefit."),
    (
        (2.5,),
        "Phương án chỉ có một tuyến: “A” (giảm 2,50 phút mỗi người dân cho một chuyến đi).",
        "The scenario has one road only: “A” (saves 2.50 min per inhabitant on one trip).",
    ),
    (
        (9.5, 0.5, 0.0),
        "Nên làm trước “A” (giảm 9,50 phút mỗi người dân cho một chuyến đi): riêng tuyến này đã đạt 95 % lợi ích của cả phương án.",
        "Build “A” first (saves 9.50 min per inhabitant on one trip): it alone reaches 95% of the benefit of the scenario.",
    ),
    (
        (5.0, 4.0, 0.5, 0.5, 0.0),
        "Nên làm trước “A” (giảm 5,00 phút mỗi người dân cho một chuyến đi), tiếp theo là “B” (giảm 4,00); 2 tuyến này đạt 90 % lợi ích của cả phương án.",
        "Build “A” first (saves 5.00 min per inhabitant on one trip), then “B” (saves 4.00); these 2 roads reach 90% of the benefit of the scenario.",
    ),
    (
        (9.97, 0.03),  # not the whole
        "Nên làm trước “A” (giảm 9,97 phút mỗi người dân cho một chuyến đi): riêng tuyến này đã đạt 99,7 % lợi ích của cả phương án.",
        "Build “A” first (saves 9.97 min per inhabitant on one trip): it alone reaches 99.7% of the benefit of the scenario.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("gains", "vietnamese", "english"), FIRST)
def test_what_to_build_first_in_one_sentence(found, gains, vietnamese, english):
    asked, names = in_order(found, *gains), {n: n.upper() for n in "abcdef"}
    assert order.sentence(asked, names, names, Lang.VI) == vietnamese
    assert order.sentence(asked, names, names, Lang.EN) == english


OPEN = [
    (
        (5.0, 3.0, 1.5, 0.5),  # A is open, 9.5 of 10 are reached with C
        "a",
        (
            "Đã thông xe: “A” (giảm 5,00 phút mỗi người dân). Nên làm tiếp “B” (giảm 3,00 phút mỗi người dân cho một chuyến đi), sau đó là “C” (giảm 1,50); "
            "cùng các tuyến đã thông xe đạt 95 % lợi ích của cả phương án."
        ),
    ),
    (
        (5.0, 4.5, 0.5),
        "b",
        (
            "Đã thông xe: “B” (giảm 4,50 phút mỗi người dân). Nên làm tiếp “A” (giảm 5,00 phút mỗi người dân cho một chuyến đi); "
            "cùng các tuyến đã thông xe đạt 95 % lợi ích của cả phương án."
        ),
    ),
    (
        (9.5, 0.5),
        "a",
        (
            "Các tuyến đã thông xe đem lại 95 % lợi ích của cả phương án: “A” (giảm 9,50 phút mỗi người dân). "
            "Nên làm tiếp “B” (giảm 0,50 phút mỗi người dân cho một chuyến đi)."
        ),
    ),
    (
        (9.5, 0.0),
        "a",
        (
            "Các tuyến đã thông xe đem lại 100 % lợi ích của cả phương án: “A” (giảm 9,50 phút mỗi người dân). "
            "Không tuyến nào khác thêm lợi ích đáng kể."
        ),
    ),
    ((2.5,), "a", "Phương án chỉ có một tuyến: “A (đã thông xe)” (giảm 2,50 phút mỗi người dân cho một chuyến đi)."),
]


@pytest.mark.parametrize(("gains", "opened", "vietnamese"), OPEN)
def test_a_road_that_is_open_is_never_told_to_be_built(found, gains, opened, vietnamese):
    asked, names = in_order(found, *gains), {n: n.upper() for n in "abcdef"}
    left = {n: name for n, name in names.items() if n not in opened}
    assert order.sentence(asked, names, left, Lang.VI) == vietnamese


def test_the_page_marks_open_roads_as_the_files_do(found, report, world):
    """Report and slides marked them, the page did not: all ask ``layers``."""
    units = ["hcm-chon-thanh-duc-hoa", "ct31-moc-bai", "ring-road-3"]
    asked = replace(found, order=tuple(Step(u, 1.0, 1.0) for u in sorted(world.projects)))
    names, left = order.standing(asked, Lang.VI)
    assert names == {u: step_name(report, u, Lang.VI) for u in names}
    assert [*left.values()] == still_to_build(report, names, Lang.VI)
    opened = [u for u in names if u not in left]
    assert opened
    assert all(names[u].endswith("(đã thông xe)") for u in opened)
    assert set(units) & set(left)


def test_an_order_that_is_an_estimate_says_so(found):
    asked = in_order(found, 5.0, 5.0)
    asked = replace(asked, portfolio=SimpleNamespace(total=asked.total, errors={"a": 1.0}))
    names = {"a": "A", "b": "B"}
    assert order.sentence(asked, names, names, Lang.EN).startswith("An estimate, not proved best. Build “A” first")


def test_the_steps_add_up_and_what_adds_nothing_stands_apart(found):
    asked, names = in_order(found, 5.0, 3.333, 0.004, 0.0), {n: n.upper() for n in "abcdef"}
    rows = order.steps(asked, names, Lang.EN).rows
    assert [row[0] for row in rows] == ["1. A", "2. B"]
    assert [row[2] for row in rows] == ["5.00", "3.33"]
    assert [row[3] for row in rows] == ["5.00", "8.33"]
    assert rows[1][4] == "–"  # no published cost: neither zero nor guessed
    rest = order.without_gain(asked, names, Lang.EN).html
    assert "Roads without added benefit: 2" in rest
    assert all(f'data-map-feature="project:{n}"' in rest for n in "cd")


def test_an_upgrade_says_why_it_does_not_come_sooner():
    names = {"hcm-chon-thanh-duc-hoa": "Đường A", "ct02-chon-thanh-duc-hoa": "Cao tốc B"}
    told = order._named(2, "ct02-chon-thanh-duc-hoa", names, Lang.VI)
    assert "2. Cao tốc B" in told.html
    base = "Đường Hồ Chí Minh, đoạn Chơn Thành – Đức Hòa (2 làn xe) (đã thông xe một phần)"
    assert f"sau “{base}” vì nâng cấp tuyến này" in told.html
    assert order._named(1, "hcm-chon-thanh-duc-hoa", names, Lang.VI) == "1. Đường A"


def test_the_way_to_the_airport_of_the_study_is_a_benefit_of_its_own(world, tmp_path):
    """Of several airports the nearest may be another: a road that leads to the one aimed at must be seen to do so."""
    aim = world.data.study.airport
    assert BENEFITS["aim_min"].targets(world, "") == [aim]
    assert len(BENEFITS["airport_min"].targets(world, "")) > 1
    scenario = Scenario(projects=frozenset({"ring-road-4"}))
    nearest, aimed = (
        contributions(world, scenario, Question(kind), cache=tmp_path)[0].total for kind in ("airport_min", "aim_min")
    )
    assert aimed > 10 * max(nearest, 1.0)
