"""The tabs of programmes, ranks, land and rural access: the answer first, the figures of the library, nothing locks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import opening
import pytest
import shapely
from graphs import real_world

from analysis import Scenario
from analysis.appraisal import Question
from analysis.choices import WorthSettings, plan_of, settings_in, with_plan, with_settings
from analysis.programme import asked, best_programme, usual_wishes
from analysis.programme.stakes import Stakes
from analysis.programme.task import Item, Task
from analysis.surroundings import LandUse, Scope, rural_access
from layers.projects import unit_name
from layers.user_items import UserData, UserZone
from views.pages.worth import around, plan, plan_edit
from views.state import address, session_view
from words import number, plan_sentence, say
from words.texts import Lang


def test_a_programme_is_told_with_its_years(monkeypatch):
    at = opening.opened("worth", lang="vi", case="plan", budget="5000")
    assert not at.exception
    said = opening.words_of(at)
    world, wishes = real_world(), usual_wishes(real_world())
    found = asked(world, Scenario(), replace(wishes, budget_bn=(5000.0,) * 10, last_year=2046), Question())
    best = best_programme(found.task, found.stakes, digest=found.digest)
    assert f"gồm {len(best.starts)} tuyến, chi {number(best.spent_bn, Lang.VI)} tỷ đồng" in said
    assert best.digest in said
    assert said.index("Nên bố trí vốn trước") < said.index("Tổng chi") < said.index("Từng năm: chi")
    assert "Đã chứng minh là tốt nhất" in said


def test_money_that_lets_nothing_begin_is_said_and_can_be_mended():
    at = opening.opened("worth", lang="en", case="plan", budget="10")
    assert any("No road can begin" in e.value for e in (*at.error, *at.warning))
    field = next(f for f in at.text_input if f.key.startswith("plan-budget"))
    at = field.set_value("much").run()
    assert any("“much” cannot be used" in e.value for e in at.error)
    assert at.query_params["budget"] == "10"
    field = next(f for f in at.text_input if f.key.startswith("plan-budget"))
    at = field.set_value("5,000").run()
    assert not [e for e in (*at.error, *at.warning) if "No road can begin" in e.value]
    assert "Fund first:" in opening.words_of(at)
    assert at.query_params["budget"] == "5000"


@pytest.mark.parametrize("lang", Lang)
def test_money_that_no_road_repays_names_the_nearest_one_and_draws_no_zeros(lang):
    world = real_world()
    items = tuple(Item(unit, 100.0, 1) for unit in ("dt794", "dt795"))
    task = Task(items, 2027, (200.0, 200.0), 2030)
    values = np.array([0.0, 20.0, 30.0, 45.0])
    best = best_programme(task, Stakes(values, np.ones(4), np.ones(2), np.zeros((2, 2)), np.ones(4)))
    assert (best.starts, best.money, best.nearest()) == ((), True, ("dt795", 3 * 30.0 - 100.0))
    assert say("plan_view.nothing_npv", lang, name="dt795", npv=number(-10.0, lang)) in plan_sentence(best, lang)
    assert say("plan_view.looked_at", lang, count=2) in plan.looked_at(world, best, lang)
    assert unit_name(world.projects, "ql22c", lang) in plan.looked_at(world, best, lang)


NAMES = {"dt794": "ĐT794", "dt795": "ĐT795", "ring-road-4": "Vành đai 4"}


def typed(row, lang=Lang.VI, **cells):
    return {row: {plan_edit.label(field, lang): value for field, value in cells.items()}}


def test_what_is_typed_of_a_road_is_taken_over_cell_by_cell():
    start = WorthSettings(durations=(("dt794", 3),))
    cells = typed(0, cost=900.5, phases="20; 30,5; 49,5", start=2029) | typed(1, after=["ĐT794"], either=["Vành đai 4"])
    made, faults = plan_edit.applied(start, cells, NAMES, Lang.VI)
    assert not faults
    assert (made.costs, made.fixed) == ((("dt794", 900.5),), (("dt794", 2029),))
    assert made.phases == (("dt794", (0.2, 0.305, 0.495)),)
    assert made.after == (("dt795", "dt794"),)
    assert made.exclusive == (("dt795", "ring-road-4"),)
    shown = plan_edit.cells_of(real_world(), made, "dt794", NAMES, Lang.VI)
    assert shown == {"cost": 900.5, "years": 3, "phases": "20; 30,5; 49,5", "start": 2029, "after": [], "either": []}
    back, faults = plan_edit.applied(made, typed(0, cost=None, phases=None, start=None, years=None), NAMES, Lang.VI)
    assert not faults
    assert (back.costs, back.fixed, back.phases, back.durations) == ((), (), (), ())


def test_what_cannot_be_used_is_told_by_road_and_the_rest_is_taken():
    bad = typed(0, cost=-4, phases="20; 30", start=2029) | typed(1, years=99, after=["ĐT795"])
    made, faults = plan_edit.applied(WorthSettings(), bad, NAMES, Lang.VI)
    assert made == WorthSettings(fixed=(("dt794", 2029),))
    assert [(name, f.key) for name, f in faults] == [
        ("ĐT794", "worth.bad_cost"), ("ĐT794", "programme.phases_unread"),
        ("ĐT795", "programme.bad_years"), ("ĐT795", "programme.after_itself"),
    ]  # fmt: skip
    head = {1: {"Ngân sách (tỷ đồng)": 500.0}, 2: {"Ngân sách (tỷ đồng)": -1.0}}
    made, wrong = plan_edit.money_applied(WorthSettings(), head, [2027, 2028, 2029], Lang.VI)
    assert made.money == ((2028, 500.0),)
    assert [year for year, _ in wrong] == [2029]


def test_conditions_that_contradict_are_said_and_the_table_that_mends_them_stays():
    at = opening.opened("worth", lang="en", case="plan", begins="dt794:2028", follows="dt794:dt795", budget="3000")
    assert not at.exception
    at = opening.opened("worth", lang="en", case="plan", begins="dt794:2027~dt795:2027", follows="dt794:dt795")
    assert any("must be" in e.value or "before" in e.value for e in at.error)
    assert next(e for e in at.expander if "Cost, duration and order" in e.label)
    assert [m for m in at.multiselect if m.key == "plan-units"]


def test_two_programmes_stand_side_by_side():
    held = plan_of(WorthSettings(budget_bn=5000))
    at = opening.opened("worth", lang="en", case="plan", budget="10000", beside=held)
    assert not at.exception
    said = opening.words_of(at)
    assert "Kept programme:" in said
    assert "Spending and gain of both programmes by year" in said
    assert with_plan(WorthSettings(tab="plan"), held).budget_bn == 5000
    at = next(b for b in at.button if b.key == "plan-swap").click().run()
    assert at.session_state["view"].worth.budget_bn == 5000
    assert with_plan(WorthSettings(), at.session_state["view"].worth.held).budget_bn == 10000


def test_ranks_follow_the_weights():
    at = opening.opened("worth", lang="en", case="ranks", judge="cost:0")
    assert not at.exception
    said = opening.words_of(at)
    assert "leads under" in said or "figures are missing" in said
    assert "counts 0" in said
    for slider in at.slider:
        slider.set_value(0)
    at = at.run()
    assert any("All weights are zero" in w.value for w in at.warning)
    assert len(at.slider) == 9  # what mends it stays


def test_land_tells_its_limits_and_asks_for_zones():
    at = opening.opened("worth", lang="vi", case="land")
    said = opening.words_of(at)
    assert "đi qua rừng hoặc khu bảo tồn" in said
    assert "0 nghĩa là không có trên bản đồ" in said
    assert any("Chưa có vùng nguy cơ" in i.value for i in at.info)


@pytest.mark.parametrize("lang", Lang)
def test_kilometres_of_an_illustrated_line_are_told_as_such(lang):
    world = real_world()
    whole, part = say("layers.quality_schematic", lang), say("browse.partly_schematic", lang)
    for unit, mark in (("ql14c-border-line", whole), ("ring-road-3", part), ("dt794", "")):
        found = [LandUse(unit, Scope.WHOLE, 9.0, 9.0, 5.0, 0.0, 0.0, 0, (0.0, 0.0), (0.0, 0.0), "d")]
        name = unit_name(world.projects, unit, lang) + (f" ({mark})" if mark else "")
        assert name in around.land_sentence(world, found, lang)
        assert f">{name}<" in around.land_table(world, found, lang).html


def test_zones_of_the_user_close_roads(monkeypatch):
    zone = UserZone("own-zone-1", "Ngập", "", shapely.box(106.10, 11.10, 106.35, 11.30))
    monkeypatch.setattr("views.state.user_data.current", lambda: UserData(zones=(zone,)))
    monkeypatch.setattr("views.pages.worth.around.user_data.current", lambda: UserData(zones=(zone,)))
    at = opening.opened("worth", lang="en", case="land")
    said = opening.words_of(at)
    assert "km of road lie in the zones" in said
    assert "No project alone makes the network stand" in said
    assert "Roads under the danger zones" in said
    drawn = opening.map_arguments(at)["drawn"]
    assert "under:0" in str(drawn)
    assert 'data-map-feature="under:0"' in " ".join(str(e.proto.body) for e in at.get("html"))


def test_rural_access_is_told_as_a_range():
    at = opening.opened("worth", lang="en", case="rural", routes="ql14c-border-line")
    found = rural_access(real_world(), before=Scenario(), after=Scenario(projects=frozenset({"ql14c-border-line"})))
    said = opening.words_of(at)
    both = found.share("both", "after")
    assert number(100 * both.low, Lang.EN, decimals=1) in said
    assert number(100 * both.high, Lang.EN, decimals=1) in said
    assert "not the official value" in said


@pytest.mark.parametrize(
    "settings",
    [
        WorthSettings(tab="plan", budget_bn=3000, until=2051, keeps=True, fixed=(("dt794", 2028),)),
        WorthSettings(
            tab="plan",
            objective="npv",
            units=("dt794", "dt795"),
            money=((2028, 500.0),),
            first_year=2028,
            budget_years=5,
            durations=(("dt794", 2),),
            phases=(("dt795", (0.25, 0.75)),),
            after=(("dt794", "dt795"),),
            exclusive=(("dt794", "ring-road-4"),),
            discount=0.05,
            held=plan_of(WorthSettings(budget_bn=5000)),
            tables="0123456789abcdef",
        ),
        WorthSettings(tab="ranks", weights=(("cost", 0.0), ("time", 5.0))),
        WorthSettings(tab="land", scope="whole"),
    ],
)
def test_choices_come_back_from_the_address(settings):
    view = session_view.View(worth=settings)
    assert address.read(address.write(view))[0].worth == settings


@pytest.mark.parametrize(
    "odd",
    [{"budget": "-5"}, {"budget": "1e9"}, {"begins": "dt794:1200"}, {"judge": "time:-1"}, {"judge": "time:1.5"}, {"case": "moon"}, {"spread": "dt794:0.2:0.2"}, {"lasts": "dt794:99"}, {"follows": "dt794:dt794"}, {"rate": "0.9"}, {"beside": "case=moon"}, {"mytables": "x"}, {"money": "2028:-1"}],
)  # fmt: skip
def test_odd_addresses_are_refused(odd):
    view, refused = address.read(odd)[:2]
    assert view.worth == WorthSettings()
    assert refused


def test_a_scenario_file_keeps_the_programme():
    chosen = WorthSettings(
        objective="npv", units=("dt794", "dt795"), money=((2028, 500.0),), first_year=2028, budget_years=5, keeps=True,
        durations=(("dt794", 2),), phases=(("dt795", (0.25, 0.75)),), after=(("dt794", "dt795"),), fixed=(("dt795", 2029),),
        exclusive=(("dt794", "ring-road-4"),), discount=0.05, weights=(("cost", 0.0),), budget_bn=3000, until=2051,
    )  # fmt: skip
    assert settings_in(with_settings('{"scenarios": []}', chosen)) == (chosen, ())
    bad = '{"appraisal": {"programme": {"starts": {"dt794": 1200}, "after": [["a"]], "discount": 5, "keeps": true}}}'
    found, odd = settings_in(bad)
    assert found == WorthSettings(keeps=True)
    assert set(odd) == {"starts", "after", "discount"}
