"""Kept views: as text of a scenario file and back, in the offline page and on slides, in order with a step back."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html import escape
from xml.etree import ElementTree as ET

import pytest
from office import branded, covered, template
from pptx import Presentation
from pptx.util import Emu

from analysis.economics import Request, TripChoice, central, question_of, read_sheet
from analysis.measures import connectivity
from analysis.resilience import boundary_crossings, river_crossings
from analysis.scenarios import (
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    MOST_SLIDES,
    ScenarioSet,
    Shows,
    Slide,
    Stale,
    Variant,
    What,
    figures_digest,
    read_with_story,
    stale,
    story_digest,
    write_set,
    write_story,
)
from briefing.content import steps_of
from briefing.pack import scenario_file
from briefing.slides.deck import Line, text_height
from briefing.slides.presentation import story_slides
from briefing.web.page import web_page
from briefing.web.story import story_page
from briefing.web.thumbnail import thumbnail
from layers import STATUSES, Edition, project_numbers, read_projects
from layers.symbology import style
from views.state import session_view, story as state, undo
from webmap import MapView, numbered_roads
from words import MISSING, InputError, Lang, amount, say

OWN = Variant("own-1", "Ưu tiên <b>", frozenset({"hcm-chon-thanh-duc-hoa"}))
SET = ScenarioSet((Variant("baseline"), OWN))
FRAME = (105.9, 11.0, 107.0, 12.0)


def slide(world, what: What = What.MAP, **told) -> Slide:
    """A kept view of the own scenario whose words hold what must be escaped."""
    shows = Shows(
        what=what, scenarios=SET, subject="own-1", routes=OWN.units, edition=told.pop("edition", Edition.Y2022),
        goal=told.pop("goal", ""), look=told.pop("look", ""), asked=told.pop("asked", ""),
    )  # fmt: skip
    start = {"title": f"Tiêu đề {what} <i>&", "sentence": "Câu </script> thuyết minh.", "page": "compare"}
    return Slide(
        **start | {"address": "lang=vi&on=own-1", "bounds": FRAME} | told, shows=shows, data_digest=world.data_digest,
        data_date="2026-11-27", digest=figures_digest(shows, world),
    )  # fmt: skip


def text_of(world, *slides: Slide) -> str:
    return write_story(write_set(SET, data_digest=world.data_digest), slides)


def test_a_file_gives_back_the_views_it_was_made_of(world):
    kept = (slide(world), slide(world, What.GAINS, edition=Edition.Y2025), Slide(title="Chỉ lời"))
    opened, again = read_with_story(text_of(world, *kept), world)
    assert again == kept
    assert opened.faults == ()
    assert opened.scenario_set == SET


@pytest.mark.parametrize("lang", list(Lang))
def test_a_kept_map_numbers_every_road_and_figures_say_between_which_places(world, report, lang):
    """On a wall a name often finds no room: number and list do. Large figures without places or scenario say nothing."""
    shows = replace(
        slide(world).shows,
        lang=lang,
        routes=frozenset({"hcm-chon-thanh-duc-hoa", "ring-road-4"}),
        layers=frozenset({"projects"}),
        statuses=frozenset(STATUSES),
    )
    kept = [replace(slide(world), shows=replace(shows, what=what)) for what in (What.MAP, What.OVERVIEW, What.PAIR)]
    drawn, mean, two = steps_of(kept, world=world, source=report.source, lang=lang)
    html = story_page([drawn, mean, two], lang=lang)
    told = json.loads(html.partition("window.lienTinhStory = ")[2].partition(";</script>")[0])
    numbers = project_numbers(report.source.projects())
    wanted = {str(numbers[road]) for road in shows.routes}
    first = told["pool"]["labels"][told["slides"][0]["map"]["labels"]]
    assert {row[2] for row in first if row[3] == "number"} == wanted
    assert all(f"<b>{n}</b>" in told["slides"][0]["legend"] for n in wanted)
    title = OWN.title(lang)
    assert mean.tiles_of == say("story.tiles_districts", lang, title=title)
    ends = {name: world.place(getattr(report.request, name)).name(lang) for name in ("origin", "destination")}
    assert two.tiles_of == say("story.tiles_pair", lang, title=title, **ends)
    deck = Presentation(
        io.BytesIO(
            story_slides(
                replace(report, request=replace(report.request, scenario_set=SET, main="own-1", story=tuple(kept)))
            )
        )
    )
    words = " ".join(s.text_frame.text for page in deck.slides for s in page.shapes if s.has_text_frame)
    for step in (mean, two):
        assert escape(step.tiles_of) in told["slides"][step.number - 1]["figures"]
        assert step.tiles_of in words


def test_a_road_that_a_view_does_not_draw_has_no_number_on_it():
    (road,) = OWN.units
    drawn = MapView(layers=frozenset({"projects"}), project_ids=OWN.units)
    assert [project.id for project in numbered_roads(drawn).values()] == [road]
    others = frozenset(STATUSES) - {s.status for p in read_projects() if p.id == road for s in p.sections}
    assert numbered_roads(replace(drawn, statuses=others)) == {}
    assert numbered_roads(replace(drawn, layers=frozenset())) == {}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kept_view_of_the_ties_draws_the_crossings_that_the_page_numbers(world, report, when):
    kept = slide(world, What.BETWEEN, look=f"crossings-{when}")
    scenario = OWN.scenario(SET.assumptions)
    state_ = scenario.baseline() if when == "before" else scenario
    count = sum(len(of(world, state_).found) for of in (boundary_crossings, river_crossings))
    (step,) = steps_of((kept,), world=world, source=report.source, lang=Lang.VI)
    assert step.layer is not None
    assert [s.key for s in step.layer.shapes if str(s.key).startswith("crossing:")] == [
        f"crossing:{n}" for n in range(1, count + 1)
    ]


def test_a_kept_view_of_value_for_money_tells_every_indicator_that_the_page_tells(world, report):
    kept = slide(world, What.WORTH, page="worth", goal="region~none~2027~000")
    own = slide(world, What.WORTH, page="worth", goal="own")
    assert read_with_story(text_of(world, kept, own), world)[1] == (kept, own)
    step, without = steps_of((kept, own), world=world, source=report.source, lang=Lang.VI)
    question = question_of(world, OWN.scenario(SET.assumptions), Request())
    found = central(world, question)
    rows = {row[0]: row[1] for row in step.rows}
    npv = f"{say('worth.figure_npv_bn', Lang.VI)} ({say('worth.unit_bn_vnd', Lang.VI)})"
    assert rows[npv] == amount(found.figure("npv_bn"), Lang.VI)
    assert (len(step.heads), step.has_map, step.doubt) == (4, False, "")
    assert say("story.worth_own", Lang.VI) in without.doubt
    assert without.report is None


def test_what_cannot_be_told_without_a_cost_is_no_row_of_dashes(world, report):
    bare = Variant("own-1", "A", frozenset({"ql14c-existing-roads"}))
    shows = Shows(what=What.WORTH, scenarios=ScenarioSet((Variant("baseline"), bare)), subject="own-1")
    (step,) = steps_of((Slide(title="A", shows=shows),), world=world, source=report.source, lang=Lang.VI)
    assert step.rows
    assert MISSING not in {row[1] for row in step.rows}


def test_a_kept_view_of_value_for_money_holds_figures_of_the_users_own(world, report):
    kept = slide(
        world,
        What.WORTH,
        page="worth",
        asked="demand=between&assume=discount:0.06:0.05:0.08&capital=hcm-chon-thanh-duc-hoa:2500",
    )
    assert read_with_story(text_of(world, kept), world)[1] == (kept,)
    (step,) = steps_of((kept,), world=world, source=report.source, lang=Lang.VI)
    request = Request(trips=TripChoice.BETWEEN, own_costs=(("hcm-chon-thanh-duc-hoa", 2500.0),))
    sheet = read_sheet(world).set_to("discount", 0.06, 0.05, 0.08)
    found = central(world, question_of(world, OWN.scenario(SET.assumptions), request, sheet=sheet))
    rows = {row[0]: row[1] for row in step.rows}
    npv = f"{say('worth.figure_npv_bn', Lang.VI)} ({say('worth.unit_bn_vnd', Lang.VI)})"
    assert rows[npv] == amount(found.figure("npv_bn"), Lang.VI)
    assert say("worth.trips_between", Lang.VI) in step.remark
    odd = json.loads(text_of(world, kept))
    odd["story"][0]["shows"]["asked"] = 5
    opened, story = read_with_story(json.dumps(odd), world)
    assert [f.key for f in opened.faults] == ["story.odd"]
    assert story[0].shows.asked == ""


@pytest.mark.parametrize(
    ("what", "asked", "columns"),
    [
        (What.PLAN, "budget=3000", 5),
        (What.RANKS, "judge=cost:0", 4),
        (What.LAND, "stretch=whole", 6),
        (What.RURAL, "", 4),
    ],
)
@pytest.mark.parametrize("lang", Lang)
def test_a_kept_view_of_each_tab_of_value_for_money_is_a_table(report, what, asked, columns, lang):
    world = report.world
    kept = slide(world, what, page="worth", asked=asked)
    kept = replace(kept, shows=replace(kept.shows, lang=lang))
    (step,) = steps_of((kept,), world=world, source=report.source, lang=lang)
    assert step.doubt == ""
    assert not step.has_map
    assert {len(step.heads), *map(len, step.rows)} == {columns}
    assert step.remark
    own = replace(kept, shows=replace(kept.shows, asked="demand=own&aim=npv"))
    (told,) = steps_of((own,), world=world, source=report.source, lang=lang)
    assert (say("story.worth_own", lang) in told.doubt) == (what is What.PLAN)


@pytest.mark.parametrize(("sheet", "kind"), [("routes", "cut"), ("detours", "pair"), ("missing", "pair")])
def test_a_kept_view_of_routes_detours_and_missing_links_draws_what_the_page_drew(world, report, sheet, kind):
    for goal in ("provinces", "capitals") if sheet == "routes" else ("",):
        kept = slide(world, What.BETWEEN, look=f"{sheet}-after", goal=goal)
        (step,) = steps_of((kept,), world=world, source=report.source, lang=Lang.VI)
        assert step.layer is not None
        assert {str(s.key).partition(":")[0] for s in step.layer.shapes} == {kind}
        if goal:
            found = connectivity(world, before=step.report.scenario.baseline(), after=step.report.scenario)
            cut = found.provinces[1] if goal == "provinces" else found.capitals[1]
            assert len({s.key for s in step.layer.shapes}) == cut.count


def test_the_small_picture_of_a_view_draws_what_the_view_shows(world, report):
    """Small, whole, and without a word: the title stands beside it."""
    views = (slide(world, What.GAINS), slide(world, What.PAIR), slide(world, What.OVERVIEW), Slide(title="Lời"))
    drawn = [thumbnail(step) for step in steps_of(views, world=world, source=report.source, lang=Lang.VI)]
    parsed = [ET.fromstring(one) for one in drawn]
    assert max(map(len, drawn)) < 40_000
    assert ["".join(one.itertext()) for one in parsed] == [""] * 4
    count = [sum(e.tag.endswith("path") for e in one.iter()) for one in parsed]
    assert count[0] > count[1] > 8, "communes beside provinces and routes; the two ways"
    assert count[2:] == [0, 0]
    assert drawn[2] != drawn[3]
    assert style.line("path", "after").colour in drawn[1]


def test_a_file_of_before_says_nothing_of_views_and_one_without_any_is_as_before(world):
    plain = write_set(SET, data_digest=world.data_digest)
    assert write_story(plain, ()) == plain
    opened, again = read_with_story(plain, world)
    assert (opened.scenario_set, opened.faults, again) == (SET, (), None)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"page": "elsewhere"}, "story.no_page"),
        ({"address": "lang=vi\n<script>"}, "story.no_page"),
        ({"address": "x" * 20_000}, "story.no_page"),
        ({"bounds": [1, 2, 3]}, "story.bounds"),
        ({"bounds": [0, 0, 1, 1]}, "story.bounds"),
        ({"bounds": [105.9, 11.0, float("nan"), 12.0]}, "story.bounds"),
        ({"shows": 3}, "story.shows"),
        ({"title": "x" * 300}, "story.long_title"),
        ({"sentence": "x" * 900}, "story.long_sentence"),
    ],
)
def test_what_of_a_view_cannot_be_used_is_told_and_its_words_stay(world, wrong, key):
    content = json.loads(text_of(world, slide(world), slide(world, What.PAIR)))
    content["story"][0] |= wrong
    opened, again = read_with_story(json.dumps(content), world)
    assert [fault.key for fault in opened.faults] == [key]
    assert len(again) == 2
    assert again[1] == slide(world, What.PAIR)
    assert again[0].title == str(wrong.get("title", slide(world).title))[:LONGEST_TITLE]
    assert len(again[0].sentence) <= LONGEST_SENTENCE


def test_a_record_without_words_is_passed_over_and_no_more_than_forty_are_kept(world):
    content = json.loads(text_of(world, slide(world)))
    content["story"] = [3, {"page": "browse"}, *(content["story"] * 50)]
    opened, again = read_with_story(json.dumps(content), world)
    assert [f.key for f in opened.faults] == ["story.too_many", "story.not_a_view", "story.not_a_view"]
    assert len(again) == MOST_SLIDES - 2
    content["story"] = {"no": "list"}
    opened, again = read_with_story(json.dumps(content), world)
    assert ([f.key for f in opened.faults], again) == (["story.no_list"], None)


def test_an_unknown_project_of_a_view_is_told_with_the_number_of_the_view(world):
    content = json.loads(text_of(world, slide(world)))
    content["story"][0]["shows"]["scenarios"][1]["units"] += ["no-such-road"]
    opened, again = read_with_story(json.dumps(content), world)
    assert "1" in opened.faults[0].text(Lang.VI)
    assert "no-such-road" in opened.faults[0].text(Lang.VI)
    assert again == (slide(world),)


def test_words_are_cleaned_as_all_words_are():
    assert Slide(title="a\u000bb\u202e", sentence="c\nd").title == "a b"
    assert Slide(title="x" * 500).title == "x" * LONGEST_TITLE


def test_figures_of_other_data_or_of_a_scenario_changed_since_are_told(world):
    kept = slide(world)
    assert stale(kept, world, SET) is Stale.NO
    assert stale(replace(kept, digest="0" * 16), world, SET) is Stale.DATA
    changed = ScenarioSet((Variant("baseline"), replace(OWN, units=frozenset({"ring-road-4"}))))
    assert stale(kept, world, changed) is Stale.SCENARIO
    assert stale(kept, world, ScenarioSet()) is Stale.NO  # gone is not changed
    assert stale(replace(kept, digest=""), world, changed) is Stale.NO  # nothing was proposed


def test_steps_say_their_age_and_one_that_cannot_be_made_keeps_its_words(world, report):
    old = replace(slide(world), digest="0" * 16)
    lost = slide(world, What.ACCESS, goal="no-such-place")
    first, second, third = steps_of((old, lost, Slide(title="Lời")), world=world, source=report.source, lang=Lang.VI)
    assert "27/11/2026" in first.doubt
    assert first.has_map
    assert second.report is None
    assert "no-such-place" in second.doubt
    assert (third.doubt, third.has_map) == ("", False)


@pytest.fixture(scope="module")
def story(world):
    return (
        slide(world),
        slide(world, What.PAIR),
        slide(world, What.GAINS),
        slide(world, What.SHARES),
        slide(world, What.ACCESS, goal="gate"),
        Slide(title=" ".join(["từ"] * 20), sentence="Chỉ có lời."),
    )


@pytest.fixture(scope="module")
def told(report, story):
    return replace(report, request=replace(report.request, scenario_set=SET, main="own-1", story=story))


def test_slides_hold_each_view_with_its_words_a_picture_and_its_sources(told, story, world):
    deck = Presentation(io.BytesIO(story_slides(told)))
    pages = list(deck.slides)[1:-1]
    assert len(pages) == len(story)
    for page, kept in zip(pages, story, strict=True):
        title = page.shapes.title.text_frame.text
        assert len(title.replace("…", "").split()) <= 15
        assert kept.title in page.notes_slide.notes_text_frame.text
        pictures = [s for s in page.shapes if s.shape_type == 13]
        assert bool(pictures) is (kept.shows is not None and kept.shows.what is not What.SHARES)
        if kept.shows is not None:
            assert world.digest(OWN.scenario(SET.assumptions)) in page.notes_slide.notes_text_frame.text
        for shape in page.shapes:
            if shape.name == "Sentence":
                sizes = [r.font.size.pt for p in shape.text_frame.paragraphs for r in p.runs]
                assert min(sizes) >= 16


def test_without_a_kept_view_there_are_no_slides_of_one(report):
    with pytest.raises(InputError, match="kept"):
        story_slides(report)


def test_the_offline_page_holds_the_views_escaped_once_and_small(told, story):
    html = web_page(told).decode()
    assert len(html) < 5_000_000
    script = re.search(r"window\.lienTinhStory = (\{.*?\});</script>", html, re.DOTALL)[1]
    held = json.loads(script.replace("<\\/", "</"))
    assert [s["title"] for s in held["slides"]] == [s.title for s in story]
    assert "Câu </script>" not in html
    geometries = [t for t in held["pool"]["texts"] if len(t) > 200]
    assert len(geometries) == len(set(geometries))
    assert say("story.present", Lang.VI, count=len(story)) in html


def test_the_pack_holds_the_views_in_its_scenario_file(told, story, world):
    _, again = read_with_story(scenario_file(told).decode(), world)
    assert again == story


@pytest.fixture
def session(monkeypatch):
    """A session without a browser."""
    kept = {}
    monkeypatch.setattr(state.st, "session_state", kept)
    monkeypatch.setattr(session_view.st, "session_state", kept)
    monkeypatch.setattr(undo.st, "session_state", kept)
    return kept


def test_views_are_put_in_order_copied_dropped_and_each_step_can_be_taken_back(session):
    for name in "abc":
        state.add(Slide(title=name))

    def titles() -> str:
        return "".join(s.title for s in state.current())

    state.move(0, 1)
    assert titles() == "bac"
    state.move(2, 1)  # the end
    assert titles() == "bac"
    state.duplicate(1)
    assert titles() == "baac"
    state.remove(0)
    assert titles() == "aac"
    assert "b" in undo.offered("story", Lang.VI)
    undo.take_back("story")
    assert titles() == "baac"
    assert not undo.offered("story", Lang.VI)
    state.change(0, Slide(title="d"))
    assert titles() == "daac"
    with pytest.raises(InputError):
        state.change(0, Slide(title=" "))
    assert titles() == "daac"
    for _ in range(MOST_SLIDES - 4):
        state.add(Slide(title="x"))
    for refused in (lambda: state.add(Slide(title="y")), lambda: state.duplicate(0)):
        with pytest.raises(InputError):
            refused()
    assert len(state.current()) == MOST_SLIDES


def test_a_file_without_views_leaves_those_at_hand(session):
    state.add(Slide(title="a"))
    state.adopt(None)
    state.adopt(())
    assert [s.title for s in state.current()] == ["a"]
    state.adopt((Slide(title="b"),))
    assert [s.title for s in state.current()] == ["b"]
    undo.take_back("story")
    assert [s.title for s in state.current()] == ["a"]


def test_a_reloaded_page_finds_the_views_and_the_place_in_them(session, world, monkeypatch):
    monkeypatch.setattr(state.data, "world", lambda: world)
    files = {}

    def write(name: str, content: bytes) -> str:
        assert name.endswith(".json")
        files["0123456789abcdef"] = content
        return "0123456789abcdef"

    state.add(slide(world))
    state.add(slide(world, What.PAIR))
    state.turn(2)
    state.keep(write)
    assert state.is_kept()
    address = state.parameters()
    assert address == {"story": "0123456789abcdef", "slide": "2"}
    before = state.current()
    session.clear()
    state.restore(address, files.get)
    assert state.parameters() == address  # also before the views are asked for
    assert state.current() == before
    assert state.place() == 2
    session.clear()
    state.restore({"story": "gone", "slide": "9999x"}, files.get)
    assert (state.current(), state.place()) == ((), 1)


def test_the_digest_of_a_story_names_its_content(world):
    assert story_digest(()) == ""
    assert story_digest((slide(world),)) != story_digest((slide(world, sentence="Khác"),))


def test_a_view_of_a_year_is_drawn_and_named_in_that_year(report, world):
    kept = slide(world)
    kept = replace(kept, shows=replace(kept.shows, year=2020))
    assert read_with_story(text_of(world, kept), world)[1] == (kept,)
    wrong = json.loads(text_of(world, kept))
    wrong["story"][0]["shows"]["year"] = "2027"
    opened, again = read_with_story(json.dumps(wrong), world)
    assert ([f.key for f in opened.faults], again[0].shows.year) == (["story.odd"], None)
    named = say("webmap.legend_year", Lang.VI, year=2020)
    told = replace(report, request=replace(report.request, scenario_set=SET, main="own-1", story=(kept,)))
    page = list(Presentation(io.BytesIO(story_slides(told))).slides)[1]
    words = " ".join(s.text_frame.text for s in page.shapes if s.has_text_frame)
    assert named in words
    assert say("webmap.legend_closed", Lang.VI) in words
    html = story_page(list(steps_of((kept,), world=world, source=report.source, lang=Lang.VI)), lang=Lang.VI)
    assert named in html
    assert say("webmap.in_year_closed", Lang.VI, year=2020) in html


@pytest.mark.parametrize("page", ["wide", "narrow", "brand"])
def test_slides_of_kept_views_meet_the_sizes_of_the_deck(world, report, page):
    own = {"wide": None, "narrow": template(slides_in=0), "brand": branded()}[page]
    long = {"title": "Một tiêu đề dài " * 5, "sentence": "Một câu thuyết minh dài. " * 6}
    views = [slide(world, what, **long) for what in (What.PAIR, What.OVERVIEW, What.SHARES)]
    asked = replace(report, request=replace(report.request, story=tuple(views), langs=(Lang.VI,)))
    asked.__dict__.update(
        {k: v for k, v in report.__dict__.items() if k in {"contribution", "judged", "table", "trips", "gains"}}
    )
    shown = 0
    least = {"Note": 10.5, "Legend": 10, "Number": 10.5, "Imprint": 14}
    for n, page_ in enumerate(
        Presentation(io.BytesIO(story_slides(asked, template=own, template_name="m.pptx"))).slides, 1
    ):
        assert covered(page_) == [], n
        figures = [shape for shape in page_.shapes if shape.name == "Figure"]
        assert len(figures) in {0, 4}
        shown += len(figures) if "Map" in {s.name for s in page_.shapes} else 0
        for shape in figures:  # each whole in its box, no value broken, above the foot note
            lines = [p.text for p in shape.text_frame.paragraphs if p.text]
            assert len(lines) >= 2
            told = [
                Line(p.text, size=p.runs[0].font.size.pt, bold=bool(p.runs[0].font.bold))
                for p in shape.text_frame.paragraphs
            ]
            wide = Emu(shape.width).mm
            assert text_height(told, wide) <= Emu(shape.height).mm + 0.1
            assert all(line.wide() <= wide for line in told if line.bold), lines
            note = min(s.top for s in page_.shapes if s.name == "Note")
            assert shape.top + shape.height <= note
        assert len(page_.shapes.title.text.rstrip("…").split()) <= 15
        for shape in page_.shapes:
            if shape.has_text_frame and not shape.is_placeholder:
                sizes = [r.font.size.pt for p in shape.text_frame.paragraphs for r in p.runs if r.font.size]
                floor = least.get(shape.name, 16)
                assert all(size >= floor for size in sizes), (n, shape.name, sizes)
    assert shown == 4  # those of the pair, beside its map
