"""Value for money in the files of a briefing: sentences by case, the programme's sheet recomputed, all files with one digest."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import openpyxl
import pytest
from test_appraisal_book import recalculated
from test_economics import BUILT, LONG, STRAIGHT, asked, drawn, graphs, plain  # noqa: F401 - the fixture

from analysis.choices import WorthSettings, WorthTables, settings_in, with_settings
from analysis.cli import appraisal_basis, plan_cost_notes
from analysis.economics.appraise import Question, Request, central, question_of
from analysis.economics.kept import kept_certainty
from analysis.economics.sharing import unit_shares
from analysis.economics.uncertainty import certainty
from analysis.programme.best import best_programme
from analysis.programme.stakes import Stakes
from analysis.programme.task import Item, Task
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant
from briefing.content import decided_unit, few_units
from briefing.content.data import ReportData
from briefing.content.project_rows import people_counted, shares
from briefing.content.request import ReportRequest, ValueAsked
from briefing.document import judgement as document_judgement, value as document_value
from briefing.document.judgement import proposals
from briefing.document.value import add_programme, add_value
from briefing.pack import scenario_file
from briefing.slides.decision import add_decision
from briefing.slides.deck import Deck
from briefing.slides.template import house
from briefing.slides.value import add_programme as add_programme_slide, value_chart
from briefing.value import facts
from briefing.value.asked import value_asked, value_of_file
from briefing.value.facts import Value, alone_bcr, programme_of, shares_of, value_of
from briefing.value.sentences import (
    indicator_rows,
    no_npv,
    part_rows,
    planned_name,
    programme_basis,
    programme_foot,
    programme_head,
    programme_looked,
    programme_meaning,
    programme_none,
    programme_title,
    road_rows,
    swing_rows,
    value_conclusion,
    value_figures,
    value_notes,
    value_title,
    year_rows,
)
from briefing.value.shares import first_sentence, nearest, share_rows, shares_sentence
from briefing.workbook.programme import fill_programme
from briefing.workbook.sheet import Looks, Sheet, new_book
from jobs import lasting
from jobs.job import Job
from jobs.parcel import pack
from layers import lengths_text, under_works, unit_name
from views.pages.worth import answer, worth_page
from views.state import data
from words import Lang, capital_bridge, funded_first, number, plan_sentence, say, worth_sentence

MOST_WORDS = 15


def valued(drawn, **changes):  # noqa: F811
    """The straight road appraised, with draws where it has a cost."""
    question = Question.of(drawn, BUILT, asked(**changes))
    found = central(drawn, question)
    return Value(question, found, certainty(question, draws=200) if found.costed else None)


def cost(amount):
    return {"own_costs": (("p", amount),)}


@pytest.mark.parametrize(("bn", "kind"), [(3.0, "worth"), (30000.0, "not")], ids=["positive", "negative"])
@pytest.mark.parametrize("lang", Lang)
def test_a_worth_is_told_with_its_range_and_break_even_first(drawn, bn, kind, lang):  # noqa: F811
    value = valued(drawn, **cost(bn))
    needed, users = (number(value.found.figure(n), lang) for n in ("break_even_users_day", "users_day"))
    title = value_title(value, lang)
    assert needed in title
    assert users in title
    assert len(title.split()) <= MOST_WORDS
    assert (value.found.figure("break_even_users_day") < value.found.figure("users_day")) == (kind == "worth")
    low, high = value.drawn.range_of("npv_bn")
    told = value_conclusion(value, lang)
    npv = number(value.found.figure("npv_bn"), lang)
    percent = number(100 * value.drawn.positive, lang)
    assert told == say(
        f"worth_view.verdict_{kind}", lang, npv=npv, low=number(low, lang), high=number(high, lang), percent=percent
    )
    figures = value_figures(value, lang)
    assert [f.value for f in figures][::2] == [needed, npv]
    assert all(f.range for f in figures)
    assert percent in figures[2].ends
    assert number(low, lang) in figures[2].range
    assert worth_sentence(value.found, value.drawn, "X", lang).endswith(told)


@pytest.mark.parametrize("lang", Lang)
def test_without_a_cost_the_break_even_cost_alone_is_told(drawn, lang):  # noqa: F811
    value = valued(drawn, own_costs=())
    affordable = number(value.found.figure("break_even_capital_bn"), lang)
    assert affordable in value_title(value, lang)
    figures = value_figures(value, lang)
    assert [f.value for f in figures[:2]] == [affordable, number(value.found.figure("users_day"), lang)]
    assert not any(f.range for f in figures)
    assert "NPV" in value_conclusion(value, lang)
    assert value_chart(value, lang) is None
    assert swing_rows(value, lang) == []
    told = [name for name, *_ in indicator_rows(value, lang)]
    assert not any("NPV" in name or "BCR" in name for name in told)
    assert part_rows(value, lang)[-1][0] == say("value.sum_benefits", lang)


@pytest.mark.parametrize("lang", Lang)
def test_a_break_even_out_of_reach_is_no_figure(lang):
    """Nobody goes where the road leads: no break-even, and the slide falls out."""
    elsewhere = graphs.world(
        graphs.roads(graphs.Road(LONG), graphs.Road(((0.0, 0.0), (-4.0, 0.0)))),
        places=[graphs.place("a", 0.0, 0.0), graphs.place("b", -4.0, 0.0)],
        projects=[graphs.project("p", graphs.Stretch(STRAIGHT))],
    )
    value = valued(elsewhere, **cost(30.0))
    assert not value.gains
    assert worth_sentence(value.found, value.drawn, "X", lang) == say("worth_view.none_gains", lang, title="X")


def test_what_is_assumed_stands_beside_every_figure(drawn):  # noqa: F811
    value = valued(drawn, tolls=True)
    told = appraisal_basis(value.found, Lang.VI)
    for part in ("Bảng của người dùng", "giả định", "khởi công 2025", "Mạng lưới nền", "thu phí", "không phải dự báo"):
        assert part in told, part


def test_rows_are_those_of_the_appraisal_and_add_up(drawn):  # noqa: F811
    value = valued(drawn, **cost(30.0))
    *parts, total = part_rows(value, Lang.EN)
    for column in (1, 2):
        read = [float(row[column].replace(",", "").replace("−", "-")) for row in (*parts, total)]
        assert sum(read[:-1]) == pytest.approx(read[-1], abs=0.05)
    assert float(total[2].replace(",", "").replace("−", "-")) == pytest.approx(value.found.figure("npv_bn"), abs=0.5)
    lines = value_chart(value, Lang.EN)
    central_line, low, high = lines.series.values()
    assert central_line[-1] == pytest.approx(value.found.figure("npv_bn"))
    assert low[-1] < high[-1]
    assert len(central_line) == len(low) == len(lines.years)


@pytest.fixture(scope="module")
def two(world):
    """A briefing on two roads with costs, and the programme of the page."""
    units = frozenset({"hcm-chon-thanh-duc-hoa", "dat-set-ben-cui"})
    variants = (Variant("baseline"), Variant("own-1", name="Hai tuyến", units=units))
    return ReportData.of(ReportRequest(scenario_set=ScenarioSet(variants), langs=tuple(Lang)), world=world)


@pytest.mark.parametrize("lang", Lang)
def test_the_programme_is_that_of_the_page(two, lang):
    from analysis.appraisal import Question as Asks  # noqa: PLC0415
    from analysis.programme import planned, usual_wishes  # noqa: PLC0415

    best = programme_of(two)[1]
    scenario = replace(two.scenario, projects=frozenset())
    assert best is planned(two.world, scenario, usual_wishes(two.world), Asks())[1]
    assert say("document.propose_fund", lang, names=funded_first(best, lang)) in proposals(two, lang)
    title = programme_title(best, lang)
    assert len(title.split()) <= MOST_WORDS
    assert str(len(best.starts)) in title
    rows = road_rows(two, best, lang)
    assert len(rows) == len(best.task.items)
    assert [row[2] for row in rows[: len(best.starts)]] == sorted(str(y) for y in best.begun.values())
    assert {row[2] for row in rows[len(best.starts) :]} <= {say("value.not_built", lang)}
    spent = [float(r[2].replace(".", "").replace(",", "")) for r in year_rows(two, best, lang) if r[2] != "–"]
    assert sum(spent) == pytest.approx(best.spent_bn, abs=1)


@pytest.mark.parametrize("lang", Lang)
def test_money_that_allows_nothing_is_said(two, lang):
    from analysis.programme import usual_wishes  # noqa: PLC0415

    wishes = replace(usual_wishes(two.world), budget_bn=(1.0,) * 3, last_year=2040)
    poor = ReportData.of(replace(two.request, value=ValueAsked(wishes=wishes)), world=two.world)
    assert programme_of(poor) is None
    written = Written(lang)
    add_programme(written, poor)
    assert len(written.texts) == 2
    assert written.texts[1].startswith(say("value.programme_none", lang, fault=""))


class Written:
    """Takes what a part of the report writes."""

    def __init__(self, lang):
        self.lang, self.texts = lang, []
        self.heading = self.add = self.texts.append

    def points(self, texts):
        self.texts += texts

    def note(self, *texts):
        self.texts += texts


@pytest.mark.parametrize("lang", Lang)
def test_what_cannot_be_appraised_is_said_and_the_rest_stays(world, lang):
    request = ReportRequest(
        scenario_set=ScenarioSet(
            (Variant("baseline"), Variant("own-1", name="A", units=frozenset({"hcm-chon-thanh-duc-hoa"})))
        ),
    )
    report = ReportData.of(request, world=world)
    report.further["value"] = (None, SimpleNamespace(text=lambda _lang: "FAULT"))
    written = Written(lang)
    add_value(written, report)
    assert written.texts == [say("value.part", lang), say("value.none", lang, fault="FAULT")]
    bare = ReportData.of(ReportRequest(scenario_set=ScenarioSet((Variant("baseline"),))), world=world)
    assert (value_of(bare), programme_of(bare)) == (None, None)


def test_another_program_computes_the_money_of_the_programme(two, tmp_path):
    """The formulas are live: a road that begins a year later moves the money of every year."""
    out = io.BytesIO()
    book = new_book(out)
    fill_programme(Sheet(book, book.add_worksheet("p"), Looks(book)), two, Lang.EN)
    book.close()
    opened = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    sheet = opened.worksheets[0]
    best = programme_of(two)[1]
    unit, start = best.starts[0]
    name = two.world.projects[unit].name_en
    row = next(r for r in sheet.iter_rows() if r[0].value == name)
    assert row[3].value == start
    row[3].value = start + 1
    opened.save(tmp_path / "changed.xlsx")
    cells = openpyxl.load_workbook(recalculated(tmp_path), data_only=True).worksheets[0]
    told = {r[0].value: r[2].value for r in cells.iter_rows(max_col=3) if isinstance(r[0].value, int)}
    later = [(u, y + (u == unit)) for u, y in best.starts]
    years = best.task.budget_years
    try:
        wanted = best.task.spending_bn(later)
    except IndexError:  # it would be paid for beyond the years with money
        pytest.skip("the first road ends with the last year")
    assert [told[y] for y in years] == pytest.approx(wanted)


def test_draws_are_made_once_and_read_from_disk_as_they_were(drawn, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    question = Question.of(replace(drawn, private=False, _results={}), BUILT, asked())
    made = kept_certainty(question)
    fresh = Question.of(replace(drawn, private=False, _results={}), BUILT, asked())
    monkeypatch.setattr("analysis.economics.kept.certainty", lambda *_args, **_options: pytest.fail("made again"))
    again = kept_certainty(fresh)
    assert again is not made
    assert str(again.swings) == str(made.swings)  # not-a-number is never equal
    for name in ("npv_bn", "bcr", "eirr", "payback_years"):
        assert np.array_equal(getattr(again.indicators, name), getattr(made.indicators, name), equal_nan=True)
    assert np.array_equal(again.fan, made.fan)
    assert (again.positive, again.draws, again.seed) == (made.positive, made.draws, made.seed)
    next((tmp_path / "draws").iterdir()).write_bytes(b"damaged")
    with pytest.raises(pytest.fail.Exception):
        kept_certainty(Question.of(replace(drawn, private=False, _results={}), BUILT, asked()))


def test_draws_are_a_result_that_the_pages_process_reads_by_itself(drawn, tmp_path, monkeypatch):  # noqa: F811
    """After a start no other process need be woken for what is kept; of a table of the user's own nothing is kept."""
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path))
    made = certainty(Question.of(drawn, BUILT, asked()))
    job, sent = Job.of(len, "abc", lasting=True), pack(made)
    lasting.keep(job, sent.references, sent.content)
    again = lasting.read(job)[0]
    assert np.array_equal(again.indicators.npv_bn, made.indicators.npv_bn, equal_nan=True)
    assert np.array_equal(again.fan, made.fan)
    told = []
    monkeypatch.setattr(worth_page.jobs, "run", lambda *_, lasting=False, **__: told.append(lasting))
    monkeypatch.setattr(worth_page.long_work, "awaited", lambda *given, **_: SimpleNamespace(result=given[2](None)))
    for kept in (True, False):
        worth_page._drawn(
            SimpleNamespace(name=(), lasting=kept), None, SimpleNamespace(costed=True, digest=""), Lang.VI
        )
    assert told == [True, False]


def test_the_scenario_file_of_a_pack_keeps_the_choices_of_the_page(two):
    chosen = WorthSettings(trips="between", tolls=True, changes=(("discount", 0.06, 0.05, 0.08),))
    asked_for = value_asked(two.world, chosen)
    assert (asked_for.request.trips, asked_for.request.tolls) == ("between", True)
    assert asked_for.sheet["discount"] == 0.06
    kept = scenario_file(ReportData.of(replace(two.request, value=asked_for), world=two.world))
    assert settings_in(kept.decode("utf-8")) == (chosen, ())
    assert settings_in(scenario_file(two).decode("utf-8")) == (None, ())


OWN = (("cap-tay-ninh", "cap-dong-xoai", "car", 900.0), ("cap-dong-xoai", "cap-tay-ninh", "truck", 300.0))
CHOSEN = WorthSettings(
    trips="own", against="current", start_year=2030, changes=(("discount", 0.06, 0.05, 0.08),), objective="npv",
    costs=(("dt794", 450.0),), phases=(("dt794", (0.25, 0.75)),), units=("dt794", "dt795"), budget_bn=3000,
)  # fmt: skip


@pytest.mark.parametrize("lang", Lang)
def test_a_programme_for_money_is_told_in_money(two, lang):
    """Every file follows what the page is best in, and names the trips that count."""
    asked_for = value_asked(two.world, CHOSEN, own_trips=OWN)
    report = ReportData.of(replace(two.request, value=asked_for), world=two.world)
    found, best = programme_of(report)
    assert best.money
    assert best is programme_of(ReportData.of(replace(two.request, value=asked_for), world=two.world))[1]
    heads = [programme_head(best, name, lang) for name in ("adds", "worth")]
    assert heads == [say(f"value.col_{name}_npv", lang) for name in ("adds", "worth")]
    assert programme_foot(best, lang) == say("value.programme_foot_npv", lang)
    assert any(say("worth.trips_own", lang) in note for note in programme_basis(report, found, lang))
    amounts = [row[4] for row in year_rows(report, best, lang) if row[3]]
    assert amounts == [number(best.yearly[y - 2027], lang) for y in sorted(set(best.opens.values()))]
    book = new_book(io.BytesIO())
    filled = Sheet(book, book.add_worksheet(), Looks(book))
    fill_programme(filled, report, lang)
    assert say("value.col_worth_npv", lang) in filled.sheet.str_table.string_table


@pytest.mark.parametrize("lang", list(Lang))
def test_a_programme_for_minutes_says_that_it_has_no_npv_and_where_to_choose_it(two, lang):
    best = programme_of(two)[1]
    assert not best.money
    on_slide = programme_meaning(two, best, lang)[0]
    assert "NPV" in on_slide
    assert say("app.page_worth", lang) in on_slide
    book = new_book(io.BytesIO())
    filled = Sheet(book, book.add_worksheet(), Looks(book))
    fill_programme(filled, two, lang)
    assert any("NPV" in text and say("app.page_worth", lang) in text for _, text, _ in filled.printing.notes)


def test_a_scenario_file_asks_what_the_page_asks(two):
    tables = WorthTables(OWN)
    text = with_settings('{"scenarios": []}', CHOSEN, tables)
    asked_for, faults = value_of_file(two.world, text)
    assert (asked_for, faults) == (value_asked(two.world, CHOSEN, own_trips=OWN), [])
    assert asked_for.request.phases == CHOSEN.phases
    assert asked_for.members["appraisal"]["own_trips"] == [
        list(row) for row in OWN
    ]  # so that a pack makes the same again
    without, told = value_of_file(two.world, with_settings('{"scenarios": []}', CHOSEN))
    assert [f.key for f in told] == ["worth.file_no_trips"]
    assert without.request.trips == "region"
    odd = '{"appraisal": {"trips": "all", "start_year": 2030, "assumptions": {"discount": [9, 9, 9]}}}'
    found, told = value_of_file(two.world, odd)
    assert [f.key for f in told] == ["worth.file_member", "worth.bad_value"]
    assert found.request.start_year == 2030
    assert value_of_file(two.world, "{}") == (value_asked(two.world, WorthSettings()), [])


@pytest.mark.parametrize("lang", Lang)
def test_the_report_says_which_road_is_worth_its_cost_as_the_page_does(two, lang, monkeypatch):
    monkeypatch.setattr(data, "world", lambda: two.world)
    value, found = value_of(two), shares_of(two)
    assert found == unit_shares(value.question, value.found)
    assert {one.unit for one in found} == {"hcm-chon-thanh-duc-hoa", "dat-set-ben-cui"}
    told = shares_sentence(found, two.world.projects, lang)
    assert told == answer.shares_sentence(found, lang)
    best = max(found, key=lambda one: one.bcr)
    assert two.world.projects[best.unit].text("name", lang) in told
    for one, row in zip(found, share_rows(found, two.world.projects, lang), strict=True):
        assert row[4] == number(one.bcr, lang, decimals=2)
        assert row[3] == number(round(one.benefits_bn) - round(one.costs_bn), lang)
    written, grids = Written(lang), []
    written.ref = lambda *names: str(names)
    monkeypatch.setattr(document_value, "_add_grid", lambda *given, key: grids.append((key, given)))
    document_value._add_shares(written, two)
    assert written.texts[0].startswith(told)
    assert [key for key, _ in grids] == ["value_shares"]
    alone = SimpleNamespace(units=("a",))
    assert (
        facts._shares(
            SimpleNamespace(further={"value": (SimpleNamespace(gains=True, found=alone), None)}, scenario=two.scenario)
        )
        == ()
    )


@pytest.mark.parametrize("lang", Lang)
def test_who_reads_what_to_build_first_reads_whether_it_repays_its_cost(two, lang):
    unit = decided_unit(two, lang)
    bcr = next(one.bcr for one in shares_of(two) if one.unit == unit)
    told = first_sentence(two, lang)
    assert told == say("value.first_pays" if bcr > 1 else "value.first_short", lang, bcr=number(bcr, lang, decimals=2))
    deck = Deck(house(), lang=lang, house=True)
    add_decision(deck, two)
    band = next(shape.text_frame.text for shape in deck.slides.slides[-1].shapes if shape.name == "Decision")
    assert band.endswith(told)
    unpriced = tuple(replace(one, costs_bn=None) for one in shares_of(two))
    blind = SimpleNamespace(**vars(two) | {"further": two.further | {"shares": unpriced}})
    assert first_sentence(blind, lang) == say("value.first_unjudged", lang)
    blind.further["shares"] = ()  # against a reference with projects of its own no road has a share
    assert first_sentence(blind, lang) == ""


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(("benefits_bn", "case"), [(1003.0, "pays"), (1000.0, "short"), (997.0, "short")])
def test_decision_and_table_judge_a_road_alike_however_near_its_benefits_are_to_its_cost(two, benefits_bn, case, lang):
    unit, roads = decided_unit(two, lang), two.world.projects
    near = tuple(replace(one, benefits_bn=benefits_bn, costs_bn=1000.0) for one in shares_of(two) if one.unit == unit)
    report = SimpleNamespace(**vars(two) | {"further": two.further | {"shares": near}})
    assert first_sentence(report, lang) == say(f"value.first_{case}", lang, bcr=number(1.0, lang, decimals=2))
    named = say("worth_view.shares_pay", lang, names=f"“{unit_name(roads, unit, lang)}”")
    assert (shares_sentence(near, roads, lang) == named) == (case == "pays")


@pytest.mark.parametrize("lang", Lang)
def test_a_scenario_of_one_road_is_judged_by_its_own_ratio_and_wholly_whatever_the_year(two, lang):
    """Nothing is shared out then; and of a year the cost is still that of the whole road."""
    unit = decided_unit(two, lang)
    one = Variant("own-1", name="Một tuyến", units=frozenset({unit}))
    reports = [
        ReportData.of(ReportRequest(scenario_set=ScenarioSet((Variant("baseline"), v))), world=two.world)
        for v in (one, replace(one, year=2031))
    ]
    bcr = alone_bcr(two, unit)
    told = say(f"value.first_{'pays' if bcr > 1 else 'short'}", lang, bcr=number(bcr, lang, decimals=2))
    assert first_sentence(reports[0], lang) == told
    assert [value_of(report).found.figure("capital_bn") for report in reports] == [
        value_of(reports[0]).found.figure("capital_bn")
    ] * 2
    assert alone_bcr(reports[1], unit) == bcr


@pytest.mark.parametrize("lang", Lang)
def test_notes_tell_what_parts_capital_from_benefits_and_what_each_road_is_worth(two, lang):
    notes = value_notes(two, value_of(two), lang)
    for told in (
        capital_bridge(value_of(two).found, lang),
        say("value.discounted", lang),
        shares_sentence(shares_of(two), two.world.projects, lang),
    ):
        assert told
        assert told in notes


@pytest.mark.parametrize("lang", Lang)
def test_works_under_way_are_told_only_where_years_stand_beside_the_road(two, lang):
    name = unit_name(two.world.projects, "dt795", lang)
    assert planned_name(two, "dt795", lang, works=False) == name
    assert planned_name(two, "dt795", lang, works=True) == say("value.road_works", lang, name=name)


@pytest.mark.parametrize("lang", Lang)
def test_the_report_tells_that_the_programme_looks_beyond_the_scenario(two, lang, monkeypatch):
    monkeypatch.setattr(document_value, "add_table", lambda *_given, key: None)
    monkeypatch.setattr(document_value, "add_chart", lambda *_given, **_more: None)
    written = Written(lang)
    written.ref = lambda *names: str(names)
    add_programme(written, two)
    best, text = programme_of(two)[1], " ".join(written.texts)
    for told in (programme_looked(two, best, lang), *programme_meaning(two, best, lang), no_npv(lang)):
        assert told
        assert told in text


@pytest.mark.parametrize("lang", Lang)
def test_the_report_bridges_capital_and_the_smaller_benefit_too(two, lang, monkeypatch):
    for name in ("_add_grid", "add_chart"):
        monkeypatch.setattr(document_value, name, lambda *_given, **_more: None)
    written = Written(lang)
    written.ref = lambda *names: str(names)
    add_value(written, two)
    assert (bridge := capital_bridge(value_of(two).found, lang))
    assert bridge in written.texts


@pytest.mark.parametrize("lang", Lang)
def test_the_years_of_a_programme_stand_with_what_qualifies_them(two, lang):
    best = programme_of(two)[1]
    costs = plan_cost_notes(two.world, programme_of(two)[0], lang)  # which costs are ranges, which nobody verified
    assert costs
    assert programme_basis(two, programme_of(two)[0], lang)[-len(costs) :] == costs
    works = [u for u, _ in best.starts if under_works(two.world.projects, u)]
    assert "dt795" in works
    told = programme_meaning(two, best, lang)
    units = [item.unit for item in best.task.items]
    outside = [unit for unit in units if unit not in two.scenario.projects]
    assert f" {len(units)} " in (looked := programme_looked(two, best, lang))
    assert re.search(rf"\b{len(outside)}\b", looked)
    whole = SimpleNamespace(scenario=SimpleNamespace(projects=frozenset(units)))
    assert programme_looked(whole, best, lang) == ""  # of a scenario of all of them nothing lies outside
    assert told[0] == say("value.programme_minutes", lang, page=say("app.page_worth", lang))
    assert told[1] == say(
        "value.programme_works", lang, names=few_units(two, [u for u in best.task.units if u in works], lang)
    )
    names = {row[0] for row in road_rows(two, best, lang)}
    both = lengths_text(two.world.projects["dt794"], lang)
    assert say("value.road_lengths", lang, name=unit_name(two.world.projects, "dt794", lang), lengths=both) in names
    assert say("value.road_works", lang, name=unit_name(two.world.projects, "dt795", lang)) in names
    assert unit_name(two.world.projects, "n8-787b-789", lang) in names
    complete = max(best.opens.values())
    assert f" {complete}" in plan_sentence(best, lang)
    assert f" {best.task.years[-1]}" not in plan_sentence(best, lang)


@pytest.mark.parametrize("lang", Lang)
def test_that_no_set_repays_its_money_is_a_slide(two, lang):
    items = tuple(Item(unit, 100.0, 1) for unit in ("dt794", "dt795"))
    stakes = Stakes(np.array([0.0, 20.0, 30.0, 45.0]), np.ones(4), np.ones(2), np.zeros((2, 2)), np.ones(4))
    best = best_programme(Task(items, 2027, (200.0, 200.0), 2030), stakes)
    assert not best.starts
    further = two.further | {"programme": ((programme_of(two)[0], best), None)}
    report = SimpleNamespace(**vars(two) | {"further": further})
    report.progress = lambda *_: None
    deck = Deck(house(), lang=lang, house=True)
    add_programme_slide(deck, report)
    slide = deck.slides.slides[-1]
    assert slide.shapes.title.text_frame.text == programme_none(best, lang)
    text = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert plan_sentence(best, lang) in text


@pytest.mark.parametrize("lang", Lang)
def test_a_share_and_a_road_alone_are_told_apart(two, lang, monkeypatch):
    """0,91 in the report and 0,87 on the page of one road alone: both are right, and every surface says why they differ."""
    why = say("worth_view.shares_alone", lang)
    assert why in value_notes(two, value_of(two), lang)
    written = Written(lang)
    written.ref = lambda *names: str(names)
    monkeypatch.setattr(document_value, "_add_grid", lambda *_given, key: None)
    document_value._add_shares(written, two)
    assert why in written.texts
    best = nearest(shares_of(two))
    page = replace(two.scenario, projects=frozenset({best.unit}), year=None)  # only that road chosen
    alone = central(two.world, question_of(two.world, page, two.request.value.request or Request())).figure("bcr")
    ratios = [number(bcr, lang, decimals=2) for bcr in (alone, best.bcr)]
    name, table = two.world.projects[best.unit].text("name", lang), str(("value_shares",))
    assert say("value.told_alone", lang, table=table, name=name, alone=ratios[0], share=ratios[1]) in written.texts


def test_a_road_that_cannot_stand_alone_has_no_figure_of_its_own(two):
    upgrade = next(p for p in two.world.projects.values() if p.upgrade_of)
    assert alone_bcr(two, upgrade.id) is None


@pytest.mark.parametrize("lang", Lang)
def test_minutes_of_a_road_are_told_as_its_share_and_alone(two, lang, monkeypatch):
    """The page Compare shows both figures; the report showed the share without a word that it is one."""
    grids = []
    monkeypatch.setattr(document_judgement, "add_table", lambda _writer, grid, *, key: grids.append((key, grid)))
    written = Written(lang)
    written.ref = lambda *names: str(names)
    written.heading = lambda *_given, **_more: None
    written.say = lambda key, **more: say(f"document.{key}", lang, **more)
    document_judgement.add_order(written, two, {p.id: str(n) for n, p in enumerate(two.projects, start=1)})
    grid = dict(grids)["worth"]
    heads = [column.heading for column in grid.columns]
    people = people_counted(two)
    for row, share in zip(grid.rows, shares(two), strict=True):
        told = dict(zip(heads, row, strict=True))
        assert told[say("document.col_minutes_share", lang)] == number(share.minutes, lang, decimals=2)
        alone = two.contribution.first[share.unit] / people
        assert told[say("document.col_minutes_alone", lang)] == number(alone, lang, decimals=2)
    assert say("document.worth_two", lang) in written.texts
