"""The tabs of programmes, ranks, land and rural access: the answer first, the figures of the library, nothing locks."""

from __future__ import annotations

from dataclasses import replace

import opening
import pytest
import shapely
from graphs import real_world

from analysis import Scenario
from analysis.appraisal import Question
from analysis.programme import asked, best_programme, usual_wishes
from analysis.surroundings import rural_access
from layers.user_items import UserData, UserZone
from views.choices import WorthSettings
from views.state import address, session_view
from words import number
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
    assert said.index("Nên khởi công trước") < said.index("Tổng chi") < said.index("Từng năm: chi")
    assert "Đã chứng minh là tốt nhất" in said


def test_money_that_lets_nothing_begin_is_said_and_can_be_mended():
    at = opening.opened("worth", lang="en", case="plan", budget="10")
    assert any("No road can begin" in e.value for e in (*at.error, *at.warning))
    field = next(f for f in at.selectbox if f.key == "plan-budget")
    at = field.set_value("5000").run()
    assert not [e for e in (*at.error, *at.warning) if "No road can begin" in e.value]
    assert "Begin first" in opening.words_of(at)
    assert at.query_params["budget"] == "5000"


def test_a_fixed_year_is_kept_in_the_address():
    at = opening.opened("worth", lang="en", case="plan", begins="dt794:2031")
    field = next(f for f in at.selectbox if f.key == "plan-fixed-dt794")
    assert field.value == "2031"
    at = field.set_value("0").run()
    assert at.session_state["view"].worth.fixed == ()


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


def test_zones_of_the_user_close_roads(monkeypatch):
    zone = UserZone("own-zone-1", "Ngập", "", shapely.box(106.10, 11.10, 106.35, 11.30))
    monkeypatch.setattr("views.state.user_data.current", lambda: UserData(zones=(zone,)))
    monkeypatch.setattr("views.pages.worth.around.user_data.current", lambda: UserData(zones=(zone,)))
    at = opening.opened("worth", lang="en", case="land")
    said = opening.words_of(at)
    assert "km of road lie in the zones" in said
    assert "No project alone makes the network stand" in said


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
        WorthSettings(tab="ranks", weights=(("cost", 0.0), ("time", 5.0))),
        WorthSettings(tab="land", scope="whole"),
    ],
)
def test_choices_come_back_from_the_address(settings):
    view = session_view.View(worth=settings)
    assert address.read(address.write(view))[0].worth == settings


@pytest.mark.parametrize(
    "odd",
    [{"budget": "-5"}, {"budget": "1e9"}, {"begins": "dt794:1200"}, {"judge": "time:-1"}, {"judge": "time:1.5"}, {"case": "moon"}],
)  # fmt: skip
def test_odd_addresses_are_refused(odd):
    view, refused = address.read(odd)[:2]
    assert view.worth == WorthSettings()
    assert refused
