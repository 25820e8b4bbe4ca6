"""Decks of no, one, two and many projects, on wide and narrow pages: titles that hold, notes that stay free, whole numbers."""

from __future__ import annotations

import io
import itertools
import re

import pytest
from office import template
from PIL import Image
from pptx import Presentation

from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant
from briefing.content.data import ReportData
from briefing.content.lettering import Letters, unbroken
from briefing.content.request import ReportRequest
from briefing.map.base_map import Shown
from briefing.map.picture import Picture
from briefing.slides.deck import Area
from briefing.slides.presentation import slides
from words import Lang, say
from words.figures import number

EMU_PER_MM = 36_000
SCALE = 1_850_000
HCM, RING_4, QL14C = "hcm-chon-thanh-duc-hoa", "ring-road-4", "ql14c-existing-roads"
MANY = (HCM, RING_4, QL14C, "ct02-chon-thanh-duc-hoa", "dt753-ma-da", "dat-set-ben-cui")
UNITS = {"none": (), "one": (HCM,), "hypothesis": (QL14C,), "two": (HCM, RING_4), "many": MANY}


@pytest.fixture(scope="module")
def made(world, fixed_moment):
    """Decks in both languages by projects and page; maps are stand-ins, they have tests of their own."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "png")

    def drawn(report: ReportData, _deck: object) -> Picture:
        return Picture(picture.getvalue(), 40.0, 30.0, Shown(), SCALE)

    decks = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("briefing.slides.presentation.situation_picture", drawn)
        patch.setattr("briefing.slides.presentation.gains_picture", drawn)
        for name, units in UNITS.items():
            variants = (Variant("baseline"), *([Variant("own-1", name="Thử", units=frozenset(units))] if units else []))
            report = ReportData.of(
                ReportRequest(scenario_set=ScenarioSet(variants), langs=(Lang.VI, Lang.EN)), world=world
            )
            for page, own in (("wide", {}), ("narrow", {"template": template(slides_in=0), "template_name": "m.pptx"})):
                decks[name, page] = Presentation(io.BytesIO(slides(report, **own)))
    return decks


CASES = [pytest.param(n, p, id=f"{n}-{p}") for n, p in itertools.product(UNITS, ("wide", "narrow"))]


def titles(deck, lang: Lang) -> list[str]:
    slides = list(deck.slides)
    _, english = (n for n, s in enumerate(slides) if s.slide_layout == slides[0].slide_layout)
    return [s.shapes.title.text for s in (slides[:english] if lang is Lang.VI else slides[english:])]


def area(shape) -> Area:
    """Where a shape stands; a table as high as its rows."""
    height = sum(r.height for r in shape.table.rows) if shape.has_table else shape.height
    return Area(*(side / EMU_PER_MM for side in (shape.left, shape.top, shape.width, height)))


@pytest.mark.parametrize(("name", "page"), CASES)
def test_nothing_covers_a_note_a_table_or_the_number_of_the_slide(made, name, page):
    for n, slide in enumerate(made[name, page].slides, start=1):
        shapes = [s for s in slide.shapes if s.name in {"Note", "Map", "Table", "Chart", "Text", "Legend", "Rule"}]
        for one, other in itertools.combinations(shapes, 2):
            a, b = area(one), area(other)
            apart = (
                a.right <= b.left + 0.1 or b.right <= a.left + 0.1 or a.bottom <= b.top + 0.1 or b.bottom <= a.top + 0.1
            )
            assert apart, (n, one.name, other.name)


@pytest.mark.parametrize(("name", "page"), CASES)
def test_no_number_and_no_word_of_a_table_is_broken(made, name, page):
    for n, slide in enumerate(made[name, page].slides, start=1):
        for table in (s.table for s in slide.shapes if s.has_table):
            for row in table.rows:
                for cell, column in zip(row.cells, table.columns, strict=True):
                    if cell.is_merge_origin or cell.is_spanned:
                        continue
                    room = (column.width - cell.margin_left - cell.margin_right) / EMU_PER_MM
                    for run in (r for p in cell.text_frame.paragraphs for r in p.runs):
                        letters = Letters(run.font.size.pt, bold=bool(run.font.bold))
                        assert all(letters.width(w) <= room + 0.05 for w in unbroken(run.text)), (n, run.text)


@pytest.mark.parametrize(("name", "page"), CASES)
def test_no_title_is_cut_or_tells_of_nothing(made, name, page):
    for title in [*titles(made[name, page], Lang.VI), *titles(made[name, page], Lang.EN)]:
        assert "…" not in title
        assert not re.search(r"(?<![\d.,])0 ?(km|%|dự án|đang|chưa|có đoạn|partly|under|not begun)", title), title
        assert not re.search(r"\b1 (dự án|phương án|projects|scenarios)\b", title), title
        assert not re.search(r"(?<!\d)100 ?%", title), title


def test_contributions_and_order_are_told_of_two_projects_or_more(made):
    for name in UNITS:
        told = "\n".join(titles(made[name, "wide"], Lang.VI))
        assert ("đóng góp" in told) == (name in {"two", "many"}), name
        assert ("ba dự án đứng đầu" in told) == (name == "many"), name
        assert ("Chi phí" in told or "chi phí" in told) == (name != "none"), name


def test_upgrades_that_are_a_hypothesis_are_called_so(made, world):
    km = world.projects[QL14C].computed_length_km
    told = next(t for t in titles(made["hypothesis", "wide"], Lang.VI) if t.startswith("Nâng cấp"))
    assert told.startswith(f"Nâng cấp {number(km, Lang.VI)} km theo hướng tuyến minh họa (giả thiết)")
    many = next(t for t in titles(made["many", "wide"], Lang.VI) if "nâng cấp" in t)
    assert re.search(r"nâng cấp \d+ km \(\d+ km theo hướng tuyến minh họa\)", many)


@pytest.mark.parametrize("page", ["wide", "narrow"])
def test_the_scale_is_that_of_the_page_it_stands_on(made, page):
    deck = made["two", page]
    width = number(deck.slide_width / EMU_PER_MM / 10, Lang.VI, decimals=1)
    notes = [s.text_frame.text for slide in deck.slides for s in slide.shapes if s.name == "Note"]
    scaled = [t for t in notes if f"1:{number(SCALE, Lang.VI)}" in t]
    assert len(scaled) == 2
    assert all(f"khi trang chiếu rộng {width} cm" in t for t in scaled)
    assert width == {"wide": "33,9", "narrow": "25,4"}[page]


def test_bars_begin_at_zero_and_every_one_is_named(made):
    for deck in made.values():
        for chart in (s.chart for slide in deck.slides for s in slide.shapes if s.has_chart):
            assert chart.value_axis.minimum_scale == 0
            assert 'c:tickLblSkip val="1"' in chart.category_axis._element.xml


def test_the_base_network_alone_has_no_slides_of_changes(made):
    told = titles(made["none", "wide"], Lang.VI)
    assert say("slides.access_alone", Lang.VI) in told
    assert say("slides.sums_alone", Lang.VI) in told
    assert not [t for t in told if "nhanh hơn" in t or "Bổ sung" in t]


@pytest.mark.parametrize("page", ["wide", "narrow"])
@pytest.mark.parametrize("name", ["one", "hypothesis"])
def test_a_length_in_a_title_says_whether_it_is_published_or_measured(made, name, page):
    """The published and the measured length of one project differ, and stand on slides that follow each other."""
    for lang, kinds in (
        (Lang.VI, ("theo công bố", "đo trên bản đồ")),
        (Lang.EN, ("as published", "measured on the map")),
    ):
        told = [title for title in titles(made[name, page], lang) if re.search(r"\d km", title)]
        assert len(told) >= 2
        assert all(sum(kind in title for kind in kinds) == 1 for title in told), told
        heads = [say("slides.col_metric", lang)]
        notes = [
            "".join(s.text_frame.text for s in slide.shapes if s.name == "Note")
            for slide in made[name, page].slides
            if any(s.has_table and s.table.cell(0, 0).text in heads for s in slide.shapes)
            and kinds[1] in slide.shapes.title.text
        ]
        assert notes
        assert all(kinds[1] in note for note in notes)
