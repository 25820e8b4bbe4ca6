"""The page of appraisal: break-even first, every figure that of the library, what cannot be used refused at its field."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import opening
import pytest
from graphs import real_world

from analysis import Scenario, appraise
from analysis.choices import WorthSettings, settings_in, with_settings
from analysis.economics import Request, central, certainty, question_of
from views import cache
from views.pages.worth import answer
from views.state import address, session_view
from words import MISSING, number, say
from words.texts import Lang

ROAD = "hcm-chon-thanh-duc-hoa"
# readers of files, drawing, draws and solvers: seconds that the first visitor would wait for
LATER = (
    "intake.confine",
    "intake.plain_rows",
    "python_calamine",
    "pyogrio",
    "openpyxl",
    "xlsxwriter",
    "altair",
    "matplotlib",
    "pptx",
    "scipy.stats",
    "scipy.optimize",
    "analysis.economics.uncertainty",
    "analysis.programme.best",
)
START = """
import ast, importlib, sys
for line in ast.parse(open("app.py", encoding="utf-8").read()).body:
    if isinstance(line, ast.ImportFrom) and line.module.startswith("views"):
        for name in line.names:
            getattr(importlib.import_module(line.module), name.name, None) or importlib.import_module(f"{line.module}.{name.name}")
print(" ".join(sys.modules))
"""


@pytest.fixture(scope="module")
def page():
    return opening.opened("worth", lang="vi", routes=ROAD)


@pytest.fixture(scope="module")
def figures():
    return appraise(real_world(), Scenario(projects=frozenset({ROAD})), draws=2000)


def test_the_answer_comes_first_and_is_that_of_the_library(page, figures):
    assert not page.exception
    said = opening.words_of(page)
    shown = {name: number(figures.loc[name, "central"], Lang.VI) for name in ("break_even_users_day", "npv_bn")}
    assert f"hòa vốn nếu mỗi ngày có {shown['break_even_users_day']} xe" in said
    assert f"NPV {shown['npv_bn']} tỷ đồng" in said
    low, high = (number(figures.loc["npv_bn", end], Lang.VI) for end in ("p05", "p95"))
    assert f"từ {low} đến {high}" in said
    assert "chưa hiệu chỉnh theo số đếm xe" in said
    assert said.index("hòa vốn") < said.index("Các chỉ tiêu") < said.index("Mọi dòng đều sửa được")
    assert figures.attrs["digest"] in said


def test_nothing_to_appraise_is_said():
    at = opening.opened("worth", lang="en", routes="-")
    assert any("no road to appraise" in told.value for told in at.info)
    assert "Social discount rate" in opening.words_of(at)  # the assumptions stay


def test_a_bad_value_is_refused_at_its_field_and_stays():
    at = opening.opened("worth", lang="en", routes=ROAD)
    field = next(f for f in at.text_input if f.label.startswith("Value ("))
    field.set_value("abc")
    at = next(b for b in at.button if b.key == "worth-use").click().run()
    assert any("abc" in e.value for e in at.error)
    assert next(f for f in at.text_input if f.label.startswith("Value (")).value == "abc"
    next(f for f in at.text_input if f.label.startswith("Value (")).set_value("0.03")
    at = next(b for b in at.button if b.key == "worth-use").click().run()
    assert not at.error
    assert at.session_state["view"].worth.changes == (("trips_between", 0.03, 0.01, 0.04),)
    assert at.query_params["assume"] == "trips_between:0.03:0.01:0.04"
    at.selectbox(key="worth-assumption-en").set_value("discount").run()
    before = appraise(real_world(), Scenario(projects=frozenset({ROAD})))
    now = appraise(real_world(), Scenario(projects=frozenset({ROAD})), assumptions={"discount": 0.2})
    for label, typed in (("Value (", "20"), ("High (", "25")):
        next(f for f in at.text_input if f.label.startswith(label)).set_value(typed)
    at = next(b for b in at.button if b.key == "worth-use").click().run()
    was, is_ = (number(f.loc["npv_bn", "central"], Lang.EN) for f in (before, now))
    assert f"{was} → {is_}" in opening.words_of(at)  # beside the button, not three screens above alone


def test_reading_help_speaks_only_of_rows_that_the_table_has(page):
    assert say("worth_view.parts_costs", Lang.VI) in opening.words_of(page)
    assert (say("worth_view.parts_tolls", Lang.VI) in opening.words_of(page)) == (
        "Phí đường bộ (" in opening.words_of(page)
    )


def test_a_road_alone_says_why_its_share_in_a_scenario_differs(page):
    assert say("worth_view.shares_alone", Lang.VI) in opening.words_of(page)


def test_a_road_without_a_cost_asks_for_one():
    at = opening.opened("worth", lang="en", routes="ql22c")
    assert say("worth_view.parts_costs", Lang.EN) not in opening.words_of(at)  # no row of a cost, none explained
    assert say("worth_view.parts_tolls", Lang.EN) not in opening.words_of(at)
    assert "breaks even if its capital cost is at most" in opening.words_of(at)
    field = next(f for f in at.text_input if f.label.startswith("National Road 22C") or "QL22C" in f.label)
    at = field.set_value("-5").run()
    assert any("cannot be used" in e.value for e in at.error)
    field = next(f for f in at.text_input if "QL22C" in f.label or f.label.startswith("National Road 22C"))
    at = field.set_value("9,000").run()
    assert at.session_state["view"].worth.costs == (("ql22c", 9000.0),)
    assert "vehicles a day gain" in opening.words_of(at)


@pytest.mark.parametrize("lang", Lang)
def test_a_tile_says_in_words_what_is_missing_and_gives_every_range(lang):
    world = real_world()
    for road, costed in ((ROAD, True), ("ql22c", False)):
        question = question_of(world, Scenario(projects=frozenset({road})), Request())
        found, drawn = central(world, question), certainty(question, draws=100)
        shown = answer.tiles(found, drawn, lang)
        assert MISSING not in re.sub(r"<[^>]*>", " ", shown)
        assert (say("worth_view.no_cost_short", lang) in shown) is not costed
        for name in ("break_even_users_day", "break_even_capital_bn", "npv_bn"):
            ends = drawn.range_of(name) if found.told(name) else None
            if ends:
                low, high = (number(end, lang) for end in ends)
                assert say("worth_view.between", lang, low=low, high=high) in shown
        assert say("worth_view.drawing", lang) in answer.tiles(found, None, lang)


def test_the_choices_come_back_from_the_address():
    chosen = WorthSettings(
        trips="between", against="current", start_year=2030, tolls=True, carbon=True,
        changes=(("discount", 0.06, 0.05, 0.08),), costs=(("ql22c", 9000.0),),
    )  # fmt: skip
    view = session_view.View(worth=chosen)
    found, refused = address.read(address.write(view))
    assert (found.worth, refused) == (chosen, [])
    bad = {"demand": "all", "works": "1900", "assume": "discount:x:1:2", "capital": "ql22c:-1", "against": "x"}
    found, refused = address.read(bad)
    assert found.worth == WorthSettings()
    assert len(refused) == len(bad)


def test_a_scenario_file_keeps_the_choices():
    plain = '{"format": "lien-tinh-scenarios", "scenarios": []}\n'
    assert with_settings(plain, WorthSettings()) == plain
    chosen = WorthSettings(
        trips="between", tolls=True, changes=(("discount", 0.06, 0.05, 0.08),), costs=(("x/1", 9.5),)
    )
    written = with_settings(plain, chosen)
    assert json.loads(written)["appraisal"]["assumptions"] == {"discount": [0.06, 0.05, 0.08]}
    assert settings_in(written) == (chosen, ())
    assert settings_in(plain) == (None, ())
    assert settings_in("{") == (None, ())
    for bad, member in (
        ({"trips": "all"}, "trips"), ({"start_year": None}, "start_year"), ({"tolls": "yes"}, "tolls"),
        ({"assumptions": {"discount": [1, "x", 2]}}, "assumptions"), ({"assumptions": [1]}, "assumptions"),
        ({"costs_bn": {"a": -1}}, "costs_bn"),
    ):  # fmt: skip
        assert settings_in(json.dumps({"appraisal": bad})) == (WorthSettings(), (member,))
    assert settings_in('{"appraisal": 5}') == (None, ("appraisal",))


def test_an_assumption_of_an_address_that_cannot_be_is_told_and_left_out():
    at = opening.opened("worth", lang="en", routes=ROAD, assume="discount:9:9:9")
    assert any("Social discount rate" in w.value for w in at.warning)
    assert "breaks even" in opening.words_of(at)


def test_the_start_of_the_program_loads_no_reader_and_no_solver():
    root = Path(__file__).parents[1]
    loaded = subprocess.run(
        [sys.executable, "-c", START],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    names = set(loaded.stdout.split())
    assert "views.pages.worth.worth_page" in names
    assert not names & set(LATER)


def test_a_chart_of_a_result_is_made_once_and_anew_for_another(monkeypatch):
    made, picture, swings = [], answer.picture, answer.swings
    monkeypatch.setattr(answer, "picture", lambda *told: (made.append("picture"), picture(*told))[1])
    monkeypatch.setattr(answer, "swings", lambda *told: (made.append("swings"), swings(*told))[1])
    cache.kept.clear()
    at = opening.opened("worth", lang="vi", routes=ROAD)
    for _ in range(8):
        at.run()
    assert made.count("swings") == 1
    assert made.count("picture") <= 2, "without draws, and with"
    before = len(made)
    other = opening.opened("worth", lang="en", routes=ROAD)
    for _ in range(8):
        other.run()
    assert len(made) > before
