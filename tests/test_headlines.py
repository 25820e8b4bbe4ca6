"""Titles of slides and the sentence to decide: in both languages, in every case, with the largest figures, never over fifteen words."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings, strategies as st

from analysis import measures
from analysis.measures.findings import Case
from analysis.measures.metrics import Cell
from analysis.network import Figures
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant
from briefing.content.data import ReportData
from briefing.content.findings import order_title
from briefing.content.headlines import (
    added_headline,
    changes_title,
    cost_amount_short,
    doubts_title,
    finding_title,
    gains_headline,
    leading_group,
    routes_headline,
    standing_title,
    worth_headline,
)
from briefing.content.judgement import big_figures, changed_figures, decision, doubts, few, few_units
from briefing.content.project_rows import RouteRow, shares, step_gains, step_line, step_name
from briefing.content.request import ReportRequest
from briefing.slides.order import _unseen
from views.pages.compare import order
from words import Lang, cost_span, finding_headline, number, say

MOST_WORDS = 15
LARGE = Figures(1_234_567.0, 1234.5, 2_345_678.0, 12.34)
LARGER = Figures(1_334_567.0, 1334.5, 2_445_678.0, 13.34)
OPEN, PARTLY, PLANNED = "btu-phu-giao-bau-bang", "hcm-chon-thanh-duc-hoa", "ct02-chon-thanh-duc-hoa"
QL14C = "ql14c-existing-roads"


OWN = Variant("own-1", name="Một tên rất dài " * 5)


@dataclass(frozen=True)
class Found:
    case: str
    group: str
    before: Figures = LARGER
    after: Figures = LARGE
    minutes: tuple[float, float] | None = (1.0, 2000.0)
    some: bool = False
    variant: Variant = OWN


def short(title: str) -> bool:
    return 2 <= len(title.split()) <= MOST_WORDS and "{" not in title and "…" not in title


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(("case", "group"), list(itertools.product(Case, ("capitals", "districts"))))
def test_every_finding_has_a_short_title(case, group, lang):
    assert short(finding_headline(Found(case, group), lang))


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("percent", [0.0, 0.4, 1.0, 96.2, 100.0])
def test_the_share_of_people_has_a_short_title(percent, lang):
    title = gains_headline(percent, lang)
    assert short(title)
    assert ("%" in title) == (percent > 0)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("statuses", list(itertools.product(("open", "construction", "planned", None), repeat=3)))
def test_how_far_the_projects_are_has_a_short_title(statuses, lang):
    projects = [SimpleNamespace(sections=[SimpleNamespace(status=s)]) for s in statuses if s]
    title = standing_title(
        SimpleNamespace(projects=projects, scenario=SimpleNamespace(projects=(), closed_links=())), lang
    )
    assert short(title)
    assert not title.startswith("1 ")


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(
    "name", ["Cầu", "Một tuyến đường có tên rất dài mà không ai đọc hết được trên một trang chiếu"]
)
@pytest.mark.parametrize("count", [1, 2, 3, 4, 16])
def test_contributions_have_a_short_title(name, count, lang):
    rows = [SimpleNamespace(name=lambda _lang: name, share_percent=100 / count)] * count
    assert short(worth_headline(rows, lang))


@pytest.mark.parametrize("lang", Lang)
def test_other_titles_are_short(report, lang):
    found = report.contribution
    row = RouteRow.of(report.world.projects[PARTLY])
    both = {
        Lang.VI: "Dự án dài 72,75 km (bản đồ 73,2 km)",
        Lang.EN: "Length of the project: 72.75 km (73.2 km on the map)",
    }
    assert routes_headline([row], lang) == both[lang]
    for title in (
        *(doubts_title(count, lang) for count in (1, 12)),
        routes_headline([row], lang),
        routes_headline([row] * 16, lang),
        order_title(found, lang),
        added_headline(report, lang),
        changes_title(report, lang),
        finding_title(report, lang),
        *(
            say(f"headline.{key}", lang)
            for key in ("sources", "method", "appendix", "views", "access_plain", "access_alone")
        ),
    ):
        assert short(title), title


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        ((929.0, 929.0), ("929", "tỷ đồng")),
        ((800.0, 1200.0), ("800–1.200", "tỷ đồng")),
        ((240_502.0, 240_503.0), ("240,5", "nghìn tỷ đồng")),
        ((109_707.0, 111_427.0), ("109,7–111,4", "nghìn tỷ đồng")),
        ((17_360.0, 17_440.0), ("17,4", "nghìn tỷ đồng")),  # ends that agree to one per cent: tables tell the middle
        ((17_340.0, 17_460.0), ("17,3–17,5", "nghìn tỷ đồng")),  # unless they lie far apart in đồng
        ((995.0, 1004.0), ("1,0", "nghìn tỷ đồng")),
    ],
)
def test_a_large_cost_has_few_digits(cost, told):
    assert cost_amount_short(*cost, Lang.VI) == told


@settings(max_examples=200, deadline=None)
@given(st.floats(1, 900_000), st.floats(1, 2))
def test_a_cost_in_few_digits_is_that_of_the_tables_in_thousands(low, times):
    ends = [
        float(part.replace(".", "")) for part in cost_span(low, low * times, Lang.VI).removeprefix("khoảng ").split("–")
    ]
    value, unit = cost_amount_short(low, low * times, Lang.VI)
    large = unit.startswith("nghìn")
    assert large == (min(ends) >= 1000)
    again = [number(end / 1000 if large else end, Lang.VI, decimals=1 if large else 0) for end in ends]
    assert value.split("–") == list(dict.fromkeys(again))


def on(world, *units: str, closed=frozenset(), table=None) -> ReportData:
    """A briefing on a scenario of these units."""
    variant = Variant("own-1", name="Thử", units=frozenset(units)) if units or closed else None
    variants = (Variant("baseline"), *([variant] if variant else []))
    return ReportData.of(ReportRequest(scenario_set=ScenarioSet(variants)), world=world)


@pytest.fixture(scope="module")
def decided(world) -> dict[str, ReportData]:
    cases = {"none": (), "first": (PARTLY, PLANNED), "one": (QL14C,), "open_all": (OPEN,)}
    return {case: on(world, *units) for case, units in cases.items()}


@pytest.mark.parametrize("lang", Lang)
def test_a_step_of_the_order_says_why_an_upgrade_does_not_come_sooner_as_the_page_does(decided, lang):
    """The page told it, slides, report and workbook did not: all ask ``layers``."""
    report = decided["first"]
    base = step_name(report, PARTLY, lang)
    assert step_line(report, PLANNED, lang).endswith(say("layers.step_after", lang, name=base))
    assert step_line(report, PARTLY, lang) == base
    assert (
        say("layers.step_after", lang, name=base)
        in order.steps(report.contribution, {PARTLY: base, PLANNED: "B"}, lang).html
    )


def with_time(report: ReportData, *, change: float, low: float, high: float) -> ReportData:
    """The same briefing with other times between the provinces."""
    cells = dict(report.table._cells)
    for group in ("capitals", "districts"):
        cells["baseline", f"{group}_fastest_min"] = Cell(100.0)
        cells["own-1", f"{group}_fastest_min"] = Cell(100.0 + change, change, low, high)
        cells["baseline", f"{group}_shortest_km"] = cells["own-1", f"{group}_shortest_km"] = Cell(100.0, 0.0, 0.0, 0.0)
    other = replace(report)
    other.__dict__["table"] = replace(report.table, _cells=cells)
    return other


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("case", ["none", "first", "one", "open_all"])
def test_the_sentence_to_decide_follows_from_what_is_open(decided, case, lang):
    report = decided[case]
    sentence = decision(with_time(report, change=-10.0, low=-12.0, high=-8.0) if case != "none" else report, lang)
    key = f"headline.decide_{case}"
    begin = say(key, lang, project="|", gain="|").split("|")[0]
    assert sentence.startswith(begin)
    assert "{" not in sentence
    if case == "first":
        first = report.contribution.order[0]
        assert report.world.projects[first.unit].text("name", lang) in sentence
        # what the slide of the order and the page tell of the same step, not a figure of another kind
        assert step_gains(report, report.contribution, lang)[0] in sentence


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(
    ("times", "case"),
    [((-5.0, -9.0, 1.0), "nothing"), ((0.0, 0.0, 0.0), "nothing"), ((6.0, 4.0, 9.0), "loss")],
)
def test_nothing_is_recommended_that_the_assumptions_undo_or_that_harms(decided, times, case, lang):
    other = with_time(decided["one"], **dict(zip(("change", "low", "high"), times, strict=True)))
    assert decision(other, lang) == say(f"headline.decide_{case}", lang)
    capital = say("headline.figure_capitals", lang, before="|", after="|").split("|")[0]
    assert any(f.name.startswith(capital) for f in big_figures(other, lang)) == (case == "loss")


@pytest.mark.parametrize("lang", Lang)
def test_a_saving_that_the_assumptions_undo_is_no_title_of_the_changes(report, lang):
    key = report.request.variant.key
    for high, told in ((-8.0, True), (1.0, False)):
        cells = dict(report.table._cells)
        for group in ("capitals", "airport"):
            cells["baseline", f"{group}_fastest_min"] = Cell(100.0)
            cells[key, f"{group}_fastest_min"] = Cell(90.0, -10.0, -12.0, high)
        other = replace(report)
        other.__dict__["table"] = replace(report.table, _cells=cells)
        minutes = number(10.0, lang, decimals=1)
        both = say("headline.changes_both", lang, capitals=minutes, airport_min=minutes)
        assert (changes_title(other, lang) == both) == told


@pytest.mark.parametrize("lang", Lang)
def test_illustrative_kilometres_are_the_sum_of_the_parts_as_they_are_told(report, lang, monkeypatch):
    """10 and 10 beside a total of 21 look like an error in a sum."""
    monkeypatch.setattr(measures, "road_km", lambda *_: (100.0, 50.0))
    monkeypatch.setattr(measures, "schematic_km", lambda *_: (10.4, 10.4))
    read = re.findall(r"\d+", added_headline(report, lang))
    assert sorted(read) == ["100", "20", "50"]


@pytest.mark.parametrize("lang", Lang)
def test_three_figures_stand_with_their_ranges(report, lang):
    figures = big_figures(report, lang)
    assert len(figures) == 3
    assert all(figure.value and figure.unit and figure.name for figure in figures)
    for figure in changed_figures(report, lang):
        assert figure.range
        low, high = figure.ends.strip("()").split("…")
        assert figure.range == say("headline.figure_range", lang, low=low, high=high)
        before, after = figure.name.rpartition(": ")[2].split(" → ")
        read = (
            (lambda t: float(t.replace(".", "").replace(",", ".")))
            if lang is Lang.VI
            else (lambda t: float(t.replace(",", "")))
        )
        assert round(read(after) - read(before), 1) == read(figure.value.replace("−", "-"))


def test_where_only_the_districts_gain_the_title_tells_of_them(report):
    cells = dict(report.table._cells)
    for key in ("fastest_min", "shortest_km"):
        cells["own-1", f"capitals_{key}"] = Cell(100.0, 0.0, 0.0, 0.0)
        cells["baseline", f"capitals_{key}"] = Cell(100.0)
    cells["baseline", "districts_fastest_min"] = Cell(100.0)
    cells["own-1", "districts_fastest_min"] = Cell(90.0, -10.0, -12.0, -8.0)
    other = replace(report)
    other.__dict__["table"] = replace(report.table, _cells=cells)
    assert leading_group(other) == "districts"
    assert "huyện" in finding_title(other, Lang.VI)


@pytest.mark.parametrize("lang", Lang)
def test_what_is_not_known_is_told_of_what_there_is(decided, lang):
    told = doubts(decided["one"], lang)
    assert say("headline.doubt_ranges", lang) in told
    assert say("headline.doubt_traffic", lang) in told
    assert say("headline.doubt_ranges", lang) not in doubts(decided["none"], lang)
    assert few(["a", "b"], lang) == "a; b"
    assert few(["a", "b", "c"], lang) == say("headline.projects_count", lang, count=3)


@pytest.mark.parametrize("lang", Lang)
def test_more_projects_than_are_named_are_told_by_number(report, lang):
    units = [p.id for p in report.projects]
    names = [p.text("name", lang) for p in report.projects]
    assert few_units(report, units[:2], lang) == "; ".join(names[:2])
    numbers = ", ".join(str(n) for n in sorted(report.numbers[u] for u in units))
    assert few_units(report, units, lang) == say("headline.projects_numbered", lang, count=len(units), numbers=numbers)
    assert numbers in " ".join(doubts(report, lang))


def test_the_slide_on_cost_names_the_dearest_roads_it_has_no_room_for(report):
    """The bars then add up to less than the title says: a road that saves nothing but costs most was nowhere."""
    rows, found = shares(report)[1:], report.contribution
    costs = {row.name(Lang.VI): found.cost_bn_vnd[row.unit][1] for row in rows if row.unit in found.cost_bn_vnd}
    dearest = sorted(costs, key=costs.get)[-2:]
    told = " ".join(line.text for line in _unseen(report, rows, Lang.VI))
    assert dearest
    assert all(name in told for name in dearest)
    assert not [line for line in _unseen(report, [], Lang.VI) if "Không vẽ" in line.text]


@pytest.mark.parametrize(("reached", "told"), [(99.6, "99.6%"), (99.97, "100%"), (95.2, "95%")])
def test_a_share_that_is_all_but_whole_is_told_without_an_idle_zero(reached, told):
    """“100,0 % of the benefit” stood beside “96 %”: a decimal is there only to say that something is missing."""
    steps = [SimpleNamespace(value=value) for value in (reached, 100.0)]
    found = SimpleNamespace(order=steps, total=100.0)
    assert f" {told} " in f"{order_title(found, Lang.EN)} "
