"""Decks of no, one, two and many projects, on wide and narrow pages and on templates of an office: sizes, words, places, measured on the file."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from office import BRAND, branded, covered, no_maps_drawn, overlap, standing, template
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from tiers import sample

from analysis.economics.appraise import Question, daily, indicators, stream
from analysis.economics.uncertainty import FAN, Certainty, draw
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant
from briefing.content.data import ReportData
from briefing.content.headlines import doubts_title
from briefing.content.judgement import doubts
from briefing.content.lettering import Letters, unbroken
from briefing.content.request import ReportRequest
from briefing.slides import order
from briefing.slides.decision import add_more_doubts
from briefing.slides.deck import Deck
from briefing.slides.presentation import slides
from briefing.slides.template import house
from words import Lang, say
from words.figures import number

EMU_PER_MM = 36_000
SCALE = 1_850_000
MOST_SLIDES, MOST_WORDS = 12, 15
HCM, RING_4, QL14C = "hcm-chon-thanh-duc-hoa", "ring-road-4", "ql14c-existing-roads"
MANY = (HCM, RING_4, QL14C, "ct02-chon-thanh-duc-hoa", "dt753-ma-da", "dat-set-ben-cui")
UNITS = {"none": (), "one": (HCM,), "hypothesis": (QL14C,), "two": (HCM, RING_4), "many": MANY}
PAGES = ("wide", "narrow", "brand", "side")
# points of the smallest letters by name of a shape; what a hall reads has sixteen
LEAST = {
    "Text": 16,
    "Figure": 16,
    "Decision": 16,
    "Organisation": 16,
    "Imprint": 14,
    "Legend": 10,
    "Note": 10.5,
    "Number": 10.5,
}


def own(page: str) -> dict[str, object]:
    if page == "wide":
        return {}
    content = {"narrow": template(slides_in=0), "brand": branded(), "side": branded(side_title=True)}[page]
    return {"template": content, "template_name": "m.pptx"}


def quick_draws(question: Question) -> Certainty:
    """Draws under one case of speeds and access: ranges as wide in letters as the usual ones, without their seconds."""
    values, _ = draw(question.sheet, 100, 1)
    saved = daily(question, values, [question.case], np.zeros(100, dtype=np.int64))
    of = stream(question, values, saved)
    found, total = indicators(question, values, saved, of), np.cumsum(of.net, axis=1)
    positive = float((found.npv_bn > 0).mean())
    return Certainty(100, 1, found, positive, of.years, np.quantile(total, FAN, axis=0), ())


@pytest.fixture(scope="module")
def report_of(world):
    """A function that gives the report of some projects, once."""

    @cache
    def report(name: str) -> ReportData:
        units = frozenset(UNITS[name])
        variants = (Variant("baseline"), *([Variant("own-1", name="Thử", units=units)] if units else []))
        request = ReportRequest(
            scenario_set=ScenarioSet(variants), langs=(Lang.VI, Lang.EN), organisation="Sở Xây dựng", place="Tây Ninh"
        )
        return ReportData.of(request, world=world)

    return report


@pytest.fixture(scope="module")
def made(report_of, fixed_moment):
    """A function that makes the deck in both languages of some projects on a page, once; maps are stand-ins, they have tests of their own."""

    @cache
    def deck(name: str, page: str, *, short: bool = False):
        return Presentation(io.BytesIO(slides(report_of(name), short=short, **own(page))))

    with no_maps_drawn(SCALE), pytest.MonkeyPatch.context() as patch:
        patch.setattr("briefing.value.facts._drawn", quick_draws)
        yield deck


CASES = sample(UNITS, PAGES)
PAGE_OF = {
    "none": "wide",
    "one": "narrow",
    "hypothesis": "wide",
    "two": "narrow",
    "many": "wide",
}  # which the sample has

PART = r" \(\d+/\d+\)$"  # which of several slides with one title


def of_language(deck, lang: Lang) -> list:
    """The slides of one language: the English ones begin with the English title."""
    found = list(deck.slides)
    begin = say("slides.default_title_lines", Lang.EN)
    english = next(n for n, s in enumerate(found) if s.shapes.title.text_frame.text == begin)
    return found[:english] if lang is Lang.VI else found[english:]


def titles(deck, lang: Lang) -> list[str]:
    return [s.shapes.title.text for s in of_language(deck, lang)]


def main_part(deck, lang: Lang) -> list:
    """The slides before the appendix."""
    found = of_language(deck, lang)
    return found[: [s.shapes.title.text for s in found].index(say("headline.appendix", lang))]


@pytest.mark.parametrize(("name", "page"), CASES)
def test_no_shape_covers_another_or_what_the_template_draws(made, name, page):
    brand = [(x, y, x + w, y + h) for x, y, w, h in BRAND.values()] if page in {"brand", "side"} else []
    for n, slide in enumerate(made(name, page).slides, start=1):
        assert covered(slide) == [], n
        for shape in slide.shapes:
            assert not any(overlap(standing(shape), drawn) for drawn in brand), (n, shape.name)


@pytest.mark.parametrize(("name", "slides_told"), [("none", 4), ("one", 5), ("many", 6)])
def test_a_short_deck_has_five_slides_at_most_behind_its_title_and_sends_nobody_to_an_appendix(made, name, slides_told):
    deck = made(name, PAGE_OF[name], short=True)
    assert [len(of_language(deck, lang)) for lang in Lang] == [slides_told] * 2
    for n, slide in enumerate(deck.slides, start=1):
        assert covered(slide) == [], n
        said = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame).lower()
        assert "phụ lục" not in said
        assert "appendix" not in said
        assert len(slide.notes_slide.notes_text_frame.text) > 100
    whole_deck = titles(made(name, PAGE_OF[name]), Lang.VI)
    assert [t for t in titles(deck, Lang.VI) if t not in whole_deck] == []


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", ["none", "one", "many"])
def test_the_notes_of_a_short_deck_hold_what_has_no_room_on_it(made, report_of, name, lang):
    *_, last = of_language(made(name, PAGE_OF[name], short=True), lang)
    spoken = last.notes_slide.notes_text_frame.text
    assert [t for t in doubts(report_of(name), lang) if t not in spoken] == []


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", ["one", "many"])
def test_every_unknown_stands_on_a_slide_of_the_whole_deck(made, report_of, name, lang):
    found = of_language(made(name, PAGE_OF[name]), lang)
    told = doubts(report_of(name), lang)
    heads = {doubts_title(len(told), lang), say("headline.doubt_rest", lang)}
    some = [s for s in found if re.sub(PART, "", s.shapes.title.text) in heads]
    lines = [p.text for s in some for shape in s.shapes if shape.has_text_frame for p in shape.text_frame.paragraphs]
    assert [(t, lines.count(t)) for t in told if lines.count(t) != 1] == []
    sent = [
        say("headline.doubt_more_one", lang),
        *(say("headline.doubt_more", lang, count=n) for n in range(len(told))),
    ]
    assert (len(some) > 1) == any(line in lines for line in sent) == (name == "many")


@pytest.mark.parametrize("lang", Lang)
def test_further_unknowns_say_which_slide_of_how_many(report_of, lang):
    """Two slides of an appendix had one title, and nobody knew that a second came."""
    head = say("headline.doubt_rest", lang)
    told = [f"{n}. {head}: {'Chơn Thành – Đức Hòa, ' * 8}…" for n in range(8)]
    for few, ends in ((told[:2], [""]), (told, [" (1/2)", " (2/2)"])):
        deck = Deck(house(), lang=lang, house=True)
        add_more_doubts(deck, report_of("many"), few)
        slides = list(deck.slides.slides)
        assert [s.shapes.title.text for s in slides] == [head + end for end in ends]
        stand = [p.text for s in slides for box in s.shapes if box.name == "Text" for p in box.text_frame.paragraphs]
        assert stand == few


@pytest.mark.parametrize(("name", "page"), CASES)
def test_nothing_stands_outside_its_slide(made, name, page):
    deck = made(name, page)
    width, height = deck.slide_width / EMU_PER_MM, deck.slide_height / EMU_PER_MM
    for n, slide in enumerate(deck.slides, start=1):
        for shape in slide.shapes:
            left, top, right, bottom = standing(shape)
            assert min(left, top) > -0.1, (n, shape.name)
            assert right < width + 0.1, (n, shape.name)
            assert bottom < height + 0.1, (n, shape.name)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(("name", "page"), CASES)
def test_a_language_has_at_most_twelve_slides_before_its_appendix(made, name, page, lang):
    found = main_part(made(name, page), lang)
    assert 4 <= len(found) <= MOST_SLIDES
    in_two = page != "wide" and name != "none"  # the programme by year, where its roads would not stand by their names
    assert len(found) == {"none": 5, "one": 10, "hypothesis": 10, "two": 11, "many": 11}[name] + in_two
    assert [s.name for s in found[1].shapes].count("Figure") == 3
    assert [s.name for s in found[1].shapes].count("Decision") == 1
    assert not any(shape.has_table for slide in found for shape in slide.shapes)


def test_charts_have_as_many_bars_in_every_language(report_of, fixed_moment, monkeypatch):
    """Where one language needs more room for its words, the others draw no more bars than it."""
    usual = order._chart_heads
    monkeypatch.setattr("briefing.value.facts._drawn", quick_draws)
    monkeypatch.setattr(
        order, "_chart_heads", lambda lang: usual(lang) if lang is Lang.VI else [*map(longer, usual(lang))]
    )
    with no_maps_drawn(SCALE):
        deck = Presentation(io.BytesIO(slides(report_of("many"), **own("wide"))))
    bars = [
        [len(list(s.chart.plots[0].categories)) for slide in main_part(deck, lang) for s in slide.shapes if s.has_chart]
        for lang in Lang
    ]
    assert bars[0] == bars[1], bars


def longer(head):
    return replace(head, text=f"{head.text} " * 8)


@pytest.mark.parametrize(("name", "page"), CASES)
def test_titles_are_short_whole_and_tell_something(made, name, page):
    for title in [*titles(made(name, page), Lang.VI), *titles(made(name, page), Lang.EN)]:
        bare = re.sub(PART, "", title)
        assert 2 <= len(bare.split()) <= MOST_WORDS, title
        assert "…" not in title
        assert not re.search(r"(?<![\d.,])0 ?(km|%|dự án|đang|chưa|có đoạn|partly|under|not begun)", title), title
        assert not re.search(r"\b1 (dự án|phương án|projects|scenarios)\b", title), title
        some = re.search(r"(\d+) .*\((?:trong|of) (\d+)\).*", title)
        fewer = some is not None and int(some[1]) < int(some[2])  # of fewer than all it tells something
        assert fewer or not re.search(r"(?<!\d)100 ?%", title), title


@pytest.mark.parametrize(("name", "page"), CASES)
def test_letters_are_large_enough_for_a_hall(made, name, page):
    for n, slide in enumerate(made(name, page).slides, start=1):
        for shape in slide.shapes:
            frames = [shape.text_frame] if shape.has_text_frame else []
            least = 14.0 if shape.is_placeholder else LEAST.get(shape.name, 16.0)
            if shape.has_table:
                frames, least = [cell.text_frame for row in shape.table.rows for cell in row.cells], 12.0
            sizes = [r.font.size.pt for f in frames for p in f.paragraphs for r in p.runs if r.font.size]
            assert all(size >= least for size in sizes), (n, shape.name, min(sizes))
            if shape.has_chart:
                assert shape.chart.font.size.pt >= 12, n


@pytest.mark.parametrize(("name", "page"), CASES)
def test_no_number_and_no_word_is_broken(made, name, page):
    for n, slide in enumerate(made(name, page).slides, start=1):
        for shape in slide.shapes:
            if shape.has_table:
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        if not (cell.is_merge_origin or cell.is_spanned):
                            whole(cell.text_frame, column.width - cell.margin_left - cell.margin_right, n)
            elif shape.has_text_frame and shape.name != "Number":
                frame = shape.text_frame
                whole(frame, shape.width - frame.margin_left - frame.margin_right, n)


def whole(frame, width: int, n: int) -> None:
    for run in (r for p in frame.paragraphs for r in p.runs if r.font.size):
        letters = Letters(run.font.size.pt, bold=bool(run.font.bold))
        assert all(letters.width(w) <= width / EMU_PER_MM + 0.05 for w in unbroken(run.text)), (n, run.text)


def test_contributions_and_order_are_told_of_two_projects_or_more(made):
    for name in UNITS:
        told = "\n".join(titles(made(name, PAGE_OF[name]), Lang.VI))
        several = name in {"two", "many"}
        assert bool(re.search("góp .* %", told)) == several, name
        assert ("ba dự án đứng đầu" in told) == (name == "many"), name
        assert ("theo thứ tự này" in told.lower()) == several, name
        assert ("hi phí" in told) == (name != "none"), name


def test_upgrades_that_are_a_hypothesis_are_called_so(made, world):
    km = world.projects[QL14C].computed_length_km
    told = next(t for t in titles(made("hypothesis", "wide"), Lang.VI) if "nâng cấp" in t)
    assert told == f"{number(km, Lang.VI)} km nâng cấp (đo trên bản đồ; đều là giả thiết)"
    many = next(t for t in titles(made("many", "wide"), Lang.VI) if "nâng cấp" in t)
    assert re.fullmatch(r"\d+ km (đường )?mới, \d+ km nâng cấp \(đo trên bản đồ; \d+ km minh họa\)", many)


@pytest.mark.parametrize(("name", "page"), sample(["many", "two"], PAGES))
def test_the_scale_is_that_of_the_page_it_stands_on(made, name, page):
    deck = made(name, page)
    width = number(deck.slide_width / EMU_PER_MM / 10, Lang.VI, decimals=1)
    notes = [s.text_frame.text for slide in deck.slides for s in slide.shapes if s.name == "Note"]
    scaled = [t for t in notes if f"1:{number(SCALE, Lang.VI)}" in t]
    assert len(scaled) == 3
    assert all(f"khi trang chiếu rộng {width} cm" in t for t in scaled)
    assert width == {"wide": "33,9", "narrow": "25,4", "brand": "28,0", "side": "28,0"}[page]


@pytest.mark.parametrize(("name", "page"), CASES)
def test_bars_begin_at_zero_and_every_one_is_named(made, name, page):
    charts = [s.chart for slide in made(name, page).slides for s in slide.shapes if s.has_chart]
    for chart in (c for c in charts if c.chart_type in {XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.COLUMN_CLUSTERED}):
        assert chart.value_axis.minimum_scale == 0
        assert 'c:tickLblSkip val="1"' in chart.category_axis._element.xml


def test_a_project_without_a_published_cost_has_no_bar(made):
    chart = next(
        s.chart
        for slide in main_part(made("many", "wide"), Lang.VI)
        for s in slide.shapes
        if s.has_chart and s.chart.plots[0].series[0].name == say("headline.cost_chart", Lang.VI)
    )
    values = dict(zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True))
    assert [v for name, v in values.items() if "CT.02" in name] == [None]
    assert all(v is None or v > 0 for v in values.values())


def test_the_base_network_alone_has_no_slides_of_changes(made):
    told = titles(made("none", "wide"), Lang.VI)
    assert say("headline.access_alone", Lang.VI) in told
    assert say("headline.people_alone", Lang.VI) in told
    assert not [t for t in told if "nhanh hơn" in t or "Thêm" in t or "hi phí" in t]
    decision = next(s for s in main_part(made("none", "wide"), Lang.VI)[1].shapes if s.name == "Decision")
    assert decision.text_frame.text == say("headline.decide_none", Lang.VI)


@pytest.mark.parametrize(("name", "page"), sample(["hypothesis", "one"], ["wide", "narrow"]))
def test_a_length_in_a_title_says_whether_it_is_published_or_measured_or_both(made, name, page):
    """The published and the measured length of one project differ, and stand beside each other."""
    for lang, kinds in (
        (Lang.VI, ("theo công bố", "đo trên bản đồ")),
        (Lang.EN, ("as published", "measured on the map")),
    ):
        told = [
            t for t in titles(made(name, page), lang) if re.search(r"\d km", t) and not re.search("ngắn hơn|shorter", t)
        ]
        assert len(told) >= 2
        both = [t for t in told if re.search(r"[\d.,]+ km \((bản đồ )?[\d.,]+ km( on the map)?\)", t)]
        assert len(both) == (name == "one")  # of the other none is published
        assert all(sum(kind in title for kind in kinds) == 1 for title in told if title not in both), told
        heads = [say("slides.col_metric", lang)]
        notes = [
            "".join(s.text_frame.text for s in slide.shapes if s.name == "Note")
            for slide in made(name, page).slides
            if any(s.has_table and s.table.cell(0, 0).text in heads for s in slide.shapes)
            and kinds[1] in slide.shapes.title.text
        ]
        assert notes
        assert all(kinds[1] in note for note in notes)


@pytest.mark.parametrize(("name", "page"), CASES)
def test_place_and_day_stand_on_the_first_slide_and_sources_in_every_note(made, name, page):
    slides_ = list(made(name, page).slides)
    told = "\n".join(s.text_frame.text for s in slides_[0].shapes if s.has_text_frame)
    assert "Tây Ninh" in told
    assert "Sở Xây dựng" in told
    for slide in slides_:
        assert "OpenStreetMap" in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["one", "many"])
def test_no_name_of_a_road_is_cut_in_a_chart(made, world, name, page):
    """The timetable of the programme had "Đường Hồ Chí Minh, đoạn C…" on pages of 4:3 and on templates of offices."""
    names = {project.text("name", lang) for project in world.projects.values() for lang in Lang}
    told = set()
    for slide in made(name, page).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                of_chart = [str(c) for plot in shape.chart.plots for c in plot.categories]
                assert not [c for c in of_chart if "…" in c and not re.search(r"\d…", c)]
                told |= {c for c in of_chart if c in names}
    assert len(told) > 2
