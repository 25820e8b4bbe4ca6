"""What a leader reads off slides, report and sheets without asking anybody: a saving is no plus, a total has its bridge, a name stands where it counts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PIL import Image
from pptx import Presentation
from printed import shipped, texts

from analysis.appraisal import steps_told
from analysis.measures import ADDED
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import AGREEMENT, PLAN, ready_variants
from briefing import PrintRequest, draw
from briefing.content import judgement
from briefing.content.data import ReportData
from briefing.content.findings import (
    Standing,
    change_of,
    order_reaching,
    order_sentence,
    order_title,
    others_counted,
    others_hold,
    people_title,
)
from briefing.content.headlines import access_headline, changes_title, standing_title, worth_headline
from briefing.content.judgement import (
    big_figures,
    changed_figures,
    decided_unit,
    decision,
    doubts,
    few_units,
    ordered,
    slight_names,
)
from briefing.content.letter import Letter
from briefing.content.project_rows import people_counted, shares, step_gains
from briefing.content.request import ReportRequest
from briefing.content.story import _shares
from briefing.document import figures as drawn_figures, judgement as written_judgement, parts as written_parts
from briefing.document.form import number_text
from briefing.document.judgement import proposals
from briefing.document.tables import Column, Grid, table, widths_mm
from briefing.map import drawn as pictured, left_out
from briefing.map.picture import Picture
from briefing.slides.appendix import _order_rows, add_routes
from briefing.slides.changes import _frame, add_changes, add_gains, changes_order
from briefing.slides.comparison import add_comparison, add_money
from briefing.slides.deck import Deck
from briefing.slides.layout import Area
from briefing.slides.order import add_order
from briefing.slides.tables import Column as Head, TableSheet, flow_tables
from briefing.slides.template import house, opened
from briefing.slides.value import _add_money, add_programme, add_programme_tables, add_value
from briefing.value import programme_looked, programme_meaning, programme_of, value_basis, value_of
from layers import open_part, study, unit_name
from views.pages.compare import order
from words import Lang, capital_bridge, number, say, worth_verdict


@pytest.fixture(scope="module")
def whole(world):
    """The roads of the agreement beside the plan, which holds others."""
    variants = ready_variants(world)
    return ReportData.of(
        ReportRequest(scenario_set=ScenarioSet(variants), main=AGREEMENT, langs=tuple(Lang)), world=world
    )


def words_of(slide) -> str:
    texts = [p.text for s in slide.shapes if s.has_text_frame for p in s.text_frame.paragraphs]
    cells = [c.text for s in slide.shapes if s.has_table for row in s.table.rows for c in row.cells]
    return " ".join([*texts, *cells])


def made(lang, add, report, *more):
    """The slides that a part of the deck makes."""
    deck = Deck(house(), lang=lang, house=True, short=False)
    add(deck, report, *more)
    return list(deck.slides.slides)


def numbers_of(report):
    return {key: str(n) for key, n in report.numbers.items()}


@pytest.mark.parametrize("lang", Lang)
def test_what_a_step_saves_further_stands_without_a_plus_and_as_on_the_page(whole, lang, monkeypatch):
    found = ordered(whole)
    gains = step_gains(whole, found, lang)
    assert gains == [number(v, lang, decimals=2) for v in order.gains(found)][: len(gains)]
    assert len(gains) == steps_told(found.order, least=0.005 * people_counted(whole)) > 3
    slide = [row[3] for row in _order_rows(whole, found, numbers_of(whole), lang) if len(row) > 1]
    grids = []
    monkeypatch.setattr(written_judgement, "add_table", lambda _writer, grid, **_: grids.append(grid))
    writer = SimpleNamespace(lang=lang, say=lambda key, **told: say(f"document.{key}", lang, **told))
    written_judgement._add_steps(writer, whole, found, numbers_of(whole))
    report = [row[3] for row in grids[0].rows if len(row) > 1]
    kept = [row[1] for row in _shares(whole, SimpleNamespace(lang=lang))["rows"]]
    assert slide == report == kept == gains
    assert not any("+" in text for text in gains)
    assert any(f"{gain} " in decision(whole, lang) for gain in gains)


@pytest.mark.parametrize("lang", Lang)
def test_each_title_of_an_order_says_which_order_it_is_of(whole, lang):
    """Two slides side by side: 93 % as the mean of all orders, 99 % in one of them."""
    mean, one = worth_headline(shares(whole), lang), order_title(ordered(whole), lang)
    assert ("mọi thứ tự" if lang is Lang.VI else "all orders") in mean
    assert ("thứ tự này" if lang is Lang.VI else "this order") in one
    assert all(len(title.split()) <= 15 for title in (mean, one))
    three = sum(row.share_percent for row in shares(whole)[:3])
    assert mean == say("headline.worth_three", lang, more=number(three, lang))
    told = order_sentence(ordered(whole), lang)
    assert ("thứ tự thực hiện" if lang is Lang.VI else "order of building") in told
    assert re.findall(r"\d+", told) == re.findall(r"\d+", one)


@pytest.mark.parametrize("lang", Lang)
def test_capital_and_the_smaller_benefit_are_bridged_on_the_slide_itself(whole, lang):
    value = value_of(whole)
    benefits, capital = (value.found.figure(name) for name in ("benefits_bn", "break_even_capital_bn"))
    assert benefits < capital
    bridge = capital_bridge(value.found, lang)
    each = number(benefits / capital, lang, decimals=3)
    for part in (each, number(benefits, lang), number(capital, lang)):
        assert part in bridge
    (slide,) = made(lang, add_value, whole)
    assert bridge in words_of(slide)
    assert not capital_bridge(SimpleNamespace(figure=lambda _name: None), lang)


@pytest.mark.parametrize("lang", Lang)
def test_the_proposals_name_the_net_present_value(whole, lang):
    told = proposals(whole, lang)
    weighed = next(text for text in told if text.startswith(say("document.propose_worth", lang, text="")))
    assert "NPV" in weighed
    assert (
        number(value_of(whole).found.figure("break_even_capital_bn"), lang) in weighed
    )  # which it is "times as much" as
    assert number(value_of(whole).found.priced_bn[1], lang) in weighed
    assert worth_verdict(value_of(whole).found, None, lang) not in told


@pytest.mark.parametrize("lang", Lang)
def test_a_scenario_that_does_better_is_told_with_the_roads_it_has_and_has_not(whole, lang):
    more, less = others_hold(whole, lang)
    of = {v.key: v.units for v in whole.table.variants}
    name = {i: whole.world.projects[i].text("name", lang) for i in of[PLAN] | of[AGREEMENT]}
    title = next(v.title(lang) for v in whole.table.variants if v.key == PLAN)
    assert more.startswith(say("slides.others_more", lang, name=title, names="|").partition("|")[0])
    assert less.startswith(say("slides.others_less", lang, name=title, names="|").partition("|")[0])
    counts = {"more": len(of[PLAN] - of[AGREEMENT]), "less": len(of[AGREEMENT] - of[PLAN])}
    assert counts["more"] != counts["less"]
    assert others_counted(whole, lang) == [say("slides.others_counted", lang, name=title, **counts)]
    for unit in of[PLAN] - of[AGREEMENT]:
        assert name[unit] in more
    for unit in of[AGREEMENT] - of[PLAN]:
        assert name[unit] in less
    assert not any(name[unit] in more + less for unit in of[PLAN] & of[AGREEMENT])


def test_a_scenario_that_holds_all_roads_of_the_main_one_and_others_needs_no_word(whole):
    report = ReportData.of(replace(whole.request, main="current"), world=whole.world)
    of = {v.key: v for v in report.table.variants}
    assert of["current"].units < of[PLAN].units
    told = " ".join(others_hold(report, Lang.VI))
    assert of[AGREEMENT].title(Lang.VI) in told
    assert of[PLAN].title(Lang.VI) not in told


@pytest.mark.parametrize("lang", Lang)
def test_a_road_open_from_end_to_end_is_told_apart_from_one_in_part(whole, lang):
    standing = Standing.of(whole.projects)
    when = whole.world.data.study.data_date
    parts = [open_part(whole.world.projects, p.id, data_date=when) for p in whole.projects]
    assert (standing.opened, standing.partly) == (parts.count("open"), parts.count("partly")) == (2, 2)
    assert sum(vars(standing).values()) == len(whole.projects)
    title = standing_title(whole, lang)
    assert say("headline.standing_opened", lang, count=2) in title
    assert say("headline.standing_partly_short", lang, count=2) in title


@pytest.mark.parametrize("lang", Lang)
def test_capital_that_is_spent_is_not_told_as_beginning_later(whole, lang):
    basis = value_basis(whole, value_of(whole), lang)
    when = whole.world.data.study.data_date
    opened = [p.id for p in whole.projects if open_part(whole.world.projects, p.id, data_date=when)]
    listed = ", ".join(map(str, sorted(whole.numbers[i] for i in opened)))
    assert say("value.basis_open", lang, start=2027, count=len(opened), numbers=listed) in basis
    (slide,) = made(lang, add_value, whole)
    assert basis in words_of(slide)
    assert any(
        f.range.endswith(say("headline.figure_years_open", lang, years="")[-12:]) for f in big_figures(whole, lang)
    )


@pytest.mark.parametrize("lang", Lang)
def test_the_airport_that_the_slide_tells_of_is_on_its_map_and_told_from_where(whole, lang):
    place = whole.world.places[whole.world.data.study.airport]
    assert any(
        say("headline.figure_airport", lang, before="", after="")[:24] in f.name for f in changed_figures(whole, lang)
    )
    forward = whole.pair.forward
    west, south, east, north = _frame(whole, [forward.fastest_before.coordinates, forward.fastest_after.coordinates])
    assert west < place.lon < east
    assert south < place.lat < north


@pytest.mark.parametrize("lang", Lang)
def test_what_other_assumptions_undo_is_told_by_name(whole, lang):
    names = slight_names(whole, lang)
    assert names
    assert say("headline.doubt_slight", lang, names="; ".join(names)) in doubts(whole, lang)


@pytest.mark.parametrize("lang", Lang)
def test_no_row_of_dashes_alone_stands_in_a_table(whole, lang):
    slides = made(lang, add_money, whole, [])
    rows = [[c.text for c in row.cells][1:] for s in slides for x in s.shapes if x.has_table for row in x.table.rows]
    assert len(rows) > 3
    assert not [row for row in rows if set(row) <= {"–", "0", "0,0", "0.0"}]
    empty = [m for m in whole.table.metrics if m.group in ADDED and m.key == "saved_per_bn"]
    assert not any(whole.table.cell(v.key, m.key).value for m in empty for v in whole.table.variants)


@pytest.mark.parametrize("lang", Lang)
def test_lengths_stand_on_one_slide_and_costs_on_another(whole, lang):
    slides = made(lang, add_routes, whole, numbers_of(whole))
    assert len(slides) == 2
    sizes = {
        run.font.size.pt
        for s in slides for x in s.shapes if x.has_table for row in x.table.rows for c in row.cells
        for p in c.text_frame.paragraphs for run in p.runs
    }  # fmt: skip
    assert min(sizes) >= 12


def test_small_tables_that_belong_together_share_a_slide():
    small = TableSheet([Head("A", 50), Head("B", 50)], [["a", "b"]] * 4, described="x")
    high = TableSheet([Head("A", 50), Head("B", 50)], [["a", "b"]] * 14, described="x")
    for tables, count in (([small, small], 1), ([small, small, high], 2), ([high, small, small], 2)):
        deck = Deck(house(), lang=Lang.VI, house=True, short=False)
        pages = flow_tables(deck, [(f"T{n}", t) for n, t in enumerate(tables)], notes=[])
        assert len(pages) == count
        held = [s for page in pages for s in page.slide.shapes if s.has_table]
        assert len(held) == len(tables)


def test_the_last_rows_of_a_long_table_go_on_together():
    """A row alone on a page under repeated headings reads as if something were lost."""
    writer = SimpleNamespace(
        width_mm=165.0, style=lambda name: name, look=lambda **_: None, runs=lambda _text, _look: (), lang=Lang.VI
    )
    columns = (Column("A", 50), Column("B", 50))
    of = table(writer, Grid(columns, [["a", "b"]] * 12, "x", flows=True))
    held = [bool(row.xpath(".//w:keepNext")) for row in of.xpath("./w:tr")]
    assert held == [True, True, *[False] * 8, True, True, False]


def test_names_keep_their_room_beside_figures():
    grid = Grid(
        (
            Column("Chỉ tiêu", 40),
            Column("Trước", 12, "right"),
            Column("Sau", 12, "right"),
            Column("Thay đổi", 13, "right"),
        ),
        [["Dân số trong phạm vi 90 phút từ Đồng Xoài (người)", "1.356.692", "2.794.954", "+1.438.262"]],
        "x",
    )
    assert widths_mm(grid, 165.0)[0] > 60


@pytest.mark.parametrize("lang", Lang)
def test_a_place_that_routes_are_to_lead_to_is_named_or_the_sheet_says_that_it_is_outside(lang):
    """The name makes others give way; beyond the frame it stands in the foot."""
    source = shipped()
    ids = frozenset(p.id for p in source.projects() if p.role == "agreement")
    places = source.layer("places").set_index("id")
    name = places.loc[study().airport, f"name_{lang}"]
    near = PrintRequest(bounds=(105.9, 10.6, 107.3, 11.75), project_ids=ids, lang=lang)
    assert name in " ".join(texts(draw(near, source=source), "map").split())
    assert name not in " ".join(left_out(near, source=source))
    far = replace(near, bounds=(106.0, 11.2, 107.0, 11.9))
    told = say("briefing.routes_aims_out", lang, routes="5, 6", names=name)
    assert told in " ".join(left_out(far, source=source))
    only = replace(far, project_ids=frozenset({"dat-set-ben-cui"}))
    assert say("briefing.aims_out", lang, names=name) in " ".join(left_out(only, source=source))


def test_an_empty_cell_is_no_higher_than_its_row():
    """Without a size of its own it takes eighteen points, and the table runs over the foot of the slide."""
    deck = Deck(house(), lang=Lang.VI, house=True, short=False)
    sheet = TableSheet([Head("A", 50), Head("B", 50)], [["a", ""]], described="x", size=12.0)
    (page,) = flow_tables(deck, [("T", sheet)], notes=[])
    cell = next(s.table.cell(1, 1) for s in page.slide.shapes if s.has_table)
    assert cell._tc.xpath(".//a:endParaRPr/@sz") == ["1200"]
    assert not cell._tc.xpath(".//a:r")  # LibreOffice gives the height of eighteen points to an empty run


@pytest.mark.parametrize("lang", Lang)
def test_the_airport_is_named_on_the_crowded_map_of_the_slide(whole, lang, monkeypatch):
    drawn = []
    monkeypatch.setattr("briefing.map.picture._png", lambda canvas, _dpi: drawn.append(canvas) or b"")
    pictured(changes_order(whole, Deck(house(), lang=lang, house=True, short=False)), source=whole.source)
    written = " ".join(w.text for w in drawn[0].written)
    name = whole.world.places[whole.world.data.study.airport].name(lang)
    assert all(word in written for word in name.split())  # on one line or two
    assert study().airport_name.name_vi in written


def narrow(lang):
    """A deck on a template of 4:3."""
    out = io.BytesIO()
    Presentation().save(out)
    return Deck(opened(out.getvalue(), name="a.pptx"), lang=lang, house=False, short=False)


@pytest.mark.parametrize("lang", Lang)
def test_the_steps_that_a_title_counts_stand_on_a_narrow_slide_too(whole, lang):
    """One of three stood there, beside a chart with one bar."""
    deck, found = narrow(lang), ordered(whole)
    add_order(deck, whole, numbers_of(whole))
    (slide,) = deck.slides.slides
    told = words_of(slide)
    gains = step_gains(whole, found, lang)
    assert all(gain in told for gain in gains[: order_reaching(found)])
    wide = made(lang, add_order, whole, numbers_of(whole))[0]
    assert any(shape.has_chart for shape in wide.shapes)


@pytest.mark.parametrize("lang", Lang)
def test_roads_of_the_timetable_are_named_whole_and_sums_stand_apart(whole, lang):
    (slide,) = made(lang, add_programme, whole)
    money, timetable = (s.chart for s in slide.shapes if s.has_chart)
    best = programme_of(whole)[1]
    names = [unit_name(whole.world.projects, unit, lang) for unit in best.begun]
    assert sorted(timetable.plots[0].categories) == sorted(names)
    assert max(money.plots[0].series[0].values) == max(map(round, best.spending_bn))
    deck = narrow(lang)
    add_programme(deck, whole)
    first, second = deck.slides.slides
    (timetable,), (money,) = ([s.chart for s in slide.shapes if s.has_chart] for slide in (first, second))
    assert sorted(timetable.plots[0].categories) == sorted(names)
    assert max(money.plots[0].series[0].values) == max(map(round, best.spending_bn))
    assert timetable.font.size.pt >= 12


@pytest.mark.parametrize("lang", Lang)
def test_the_legend_of_a_map_keeps_routes_and_signs_apart_and_is_not_torn(whole, lang, monkeypatch):
    grids = []
    monkeypatch.setattr(drawn_figures, "table", lambda _writer, grid: grids.append(grid))
    monkeypatch.setattr(drawn_figures, "_sign", lambda _writer, _sign, text: text)
    writer = SimpleNamespace(
        lang=lang, say=lambda key, **told: say(f"document.{key}", lang, **told), label=lambda _key: "1"
    )
    drawn = [SimpleNamespace(number=n, project=p) for n, p in enumerate(whole.projects)]
    signs = frozenset({"open", "construction", "planned"})
    drawn_figures._legend(writer, SimpleNamespace(projects=drawn, statuses=signs, schematic=False, upgrades=False))
    (grid,) = grids
    assert grid.columns[1].heading == say("slides.legend_projects", lang)
    between = next(n for n, row in enumerate(grid.rows) if len(row) == 1)  # runs across
    above = [one for row in grid.rows[:between] for one in (row[1], row[3]) if one]
    assert sorted(above) == sorted(p.text("name", lang) for p in whole.projects)
    below = {one for row in grid.rows[between + 1 :] for one in (row[1], row[3]) if one}
    assert below >= {say(f"layers.status_{sign}", lang) for sign in signs}
    assert grid.whole


@pytest.mark.parametrize("lang", Lang)
def test_the_times_of_all_scenarios_stand_as_a_chart_under_their_table(whole, lang):
    """What is said of another scenario takes no room from it: its names stand in the notes."""
    slides = made(lang, add_comparison, whole)
    first = slides[0]
    assert any(s.has_chart for s in first.shapes)
    counted = others_counted(whole, lang)
    assert counted
    assert all(text in words_of(first) for text in counted)
    notes = first.notes_slide.notes_text_frame.text
    assert all(text in notes for text in others_hold(whole, lang))


def drawn_map():
    """A stand-in for a map, so that what stands beside it and at its foot is read without drawing one."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "white").save(out, "PNG")
    return Picture(out.getvalue(), 120.0, 90.0, SimpleNamespace(paths=(True, True)), 500_000)


@pytest.mark.parametrize("lang", Lang)
def test_figures_of_districts_and_communes_say_from_where_they_are_counted(whole, lang, monkeypatch):
    """Two pages count the minutes to one airport from other places: slide and report say so beside each."""
    district, commune = (say(f"slides.by_{name}", lang) for name in ("district", "commune"))
    access = [
        s for s in made(lang, add_comparison, whole) if s.shapes.title.text_frame.text == access_headline(whole, lang)
    ]
    assert [district in words_of(slide) for slide in access] == [True]
    deck = Deck(house(), lang=lang, house=True, short=False)
    add_gains(deck, whole)(drawn_map())
    assert commune in words_of(deck.slides.slides[0])
    texts = []
    writer = SimpleNamespace(
        lang=lang, say=lambda key, **told: say(f"document.{key}", lang, **told), ref=lambda *_: "1",
        heading=lambda *_given, **_more: None, add=texts.append, note=lambda *told: texts.extend(told),
    )  # fmt: skip
    for name in ("_add_changes", "add_time_chart", "add_gains_map", "gains_map"):
        monkeypatch.setattr(written_parts, name, lambda *_given, **_more: None)
    written_parts.add_changes(writer, whole)
    text = " ".join(texts)
    assert all(told in text for told in (district, commune, *others_hold(whole, lang)))


@pytest.mark.parametrize("lang", Lang)
def test_the_ways_on_the_slide_say_between_which_places_they_lead(whole, lang):
    deck = Deck(house(), lang=lang, house=True, short=False)
    add_changes(deck, whole)(drawn_map())
    (slide,) = deck.slides.slides
    ends = [whole.world.place(i).name(lang) for i in (whole.request.origin, whole.request.destination)]
    assert " – ".join(ends) in [s.text_frame.text for s in slide.shapes if s.name == "Legend"]


@pytest.mark.parametrize("lang", Lang)
def test_the_title_of_the_changes_tells_of_the_way_that_its_map_shows_first(whole, lang):
    table, key = whole.table, whole.request.variant.key
    saved = {
        g: table.change(key, next(m for m in table.metrics if m.key == f"{g}_fastest_min"))
        for g in ("capitals", "airport")
    }
    assert max(saved.values()) < 0
    capitals, airport = (number(-saved[group], lang, decimals=1) for group in ("capitals", "airport"))
    assert changes_title(whole, lang) == say("headline.changes_both", lang, capitals=capitals, airport_min=airport)


@pytest.mark.parametrize("lang", Lang)
def test_the_road_whose_cost_is_judged_is_the_one_that_the_decision_names(whole, lang, monkeypatch):
    """The first of the order that is not open; without an order none, unless one road alone is left."""
    roads, steps = whole.world.projects, [step.unit for step in ordered(whole).order]
    assert decided_unit(whole, lang) == steps[0]
    assert roads[steps[0]].text("name", lang) in decision(whole, lang)
    built = lambda _report, units, lang: [roads[u].text("name", lang) for u in units if u != steps[0]]  # noqa: E731
    monkeypatch.setattr(judgement, "still_to_build", built)
    assert decided_unit(whole, lang) == steps[1]
    assert roads[steps[1]].text("name", lang) in decision(whole, lang)
    monkeypatch.setattr(judgement, "ordered", lambda _report: None)
    assert decided_unit(whole, lang) is None
    assert decision(whole, lang) == say("headline.decide_nothing", lang)


@pytest.mark.parametrize("lang", Lang)
def test_people_in_reach_are_told_with_what_other_assumptions_make_of_them(whole, lang):
    table, key = whole.table, whole.request.variant.key
    firm = [m for m in table.metrics if m.limit_min and table.notable(key, m) and table.change_range(key, m)]
    assert firm
    ends = {m: [number(end, lang, sign=True) for end in table.change_range(key, m)] for m in firm}
    assert all(f"{low}…{high}" in change_of(table, key, m, lang) for m, (low, high) in ends.items())
    title = people_title(whole, lang)
    low, high = next(ends[m] for m in firm if title.startswith(m.title(lang, whole.world)))
    assert title.endswith(say("slides.people_range", lang, low=low, high=high))


@pytest.mark.parametrize("lang", Lang)
def test_the_slides_of_a_programme_tell_what_it_looks_at_weighs_and_leaves_out(whole, lang):
    best = programme_of(whole)[1]
    meaning = programme_meaning(whole, best, lang)
    left = few_units(whole, [item.unit for item in best.left_out], lang)
    assert best.left_out
    (slide,) = made(lang, add_programme, whole)
    for told in (programme_looked(whole, best, lang), *meaning, say("value.programme_left", lang, names=left)):
        assert told
        assert told in words_of(slide)
    for slide in made(lang, add_programme_tables, whole):
        assert all(told in words_of(slide) for told in meaning)


@pytest.mark.parametrize("lang", Lang)
def test_sums_of_years_that_would_run_together_stand_in_thousands(whole, lang):
    best = programme_of(whole)[1]
    deck = Deck(house(), lang=lang, house=True, short=False)
    page = deck.page("T", notes=[])
    _add_money(page, Area(10.0, 60.0, 120.0, 90.0), best, names_share=0.48)
    (chart,) = (s.chart for s in page.slide.shapes if s.has_chart)
    assert max(chart.plots[0].series[0].values) == pytest.approx(max(best.spending_bn) / 1000, abs=0.001)
    (budget,) = set(best.task.budget_bn)
    amount = number(budget / 1000, lang, decimals=1)
    assert say("value.programme_spent_even_thousands", lang, amount=amount) in words_of(page.slide)


def test_a_letter_in_english_has_no_sign_that_shortens_vietnamese_words():
    assert number_text(Letter(number="7"), Lang.EN) == "07"
    assert number_text(Letter(), Lang.EN) == "………"
    assert number_text(Letter(number="7", sign="BC-SXD"), Lang.EN) == "07/BC-SXD"


def test_a_long_table_takes_the_fewest_slides_in_the_largest_letters_that_do():
    rows = [["Một tên dài, như tên của các tuyến đường", "Một câu dài hơn, như tình trạng của từng đoạn"]] * 22
    deck = narrow(Lang.VI)
    sheet = TableSheet([Head("A", 50), Head("B", 50)], rows, described="x")
    pages = flow_tables(deck, [("T", sheet)], notes=[])
    room, width = deck.area.height, deck.area.width
    counts = [len(one.parts(width, room)) for one in sheet.sizes()]
    assert len(pages) == min(counts) < counts[0]
