"""Editing the presentation as the page runs: titles changed, then presented; words that follow the language."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from opening import opened, words_of
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio

from analysis.scenarios import AGREEMENT, LONGEST_SENTENCE, Slide
from briefing.content import steps_of
from briefing.content.data_source import DataSource
from briefing.web import presented
from layers import read_projects
from views.components import long_work, page_links, plain
from views.pages.story import prepared, seen
from views.state import compare_settings, session_view, story
from words import Lang, say


@pytest.fixture
def edited():
    """The part Present with two kept views, the second chosen."""
    presented._STEPS.clear()
    at = opened("briefing", desk="story")
    at.session_state["story"] = (Slide(title="Bản đồ"), Slide(title="Tổng hợp"))
    at.session_state["story-chosen"] = 1
    return at.run()


def test_a_title_is_edited_and_then_presented_whatever_the_browser_still_calls_the_view(edited, monkeypatch):
    at = edited
    at.text_input(key="story-title").set_value("Tiêu đề. mới 3").run()
    assert [s.title for s in at.session_state["story"]] == ["Bản đồ", "Tiêu đề. mới 3"]
    assert at.radio(key="story-list").value == 1
    browser, went = WidgetState(id=at.radio(key="story-list").id, string_value="2. Tổng hợp"), []  # not told anew yet
    monkeypatch.setattr(Radio, "_widget_state", property(lambda _: browser))
    monkeypatch.setattr(page_links, "switch", went.append)
    at.button(key="story-begin-here").click().run()
    assert not at.exception
    assert at.session_state["story-chosen"] == 1
    assert "ValueError" not in words_of(at)
    assert (at.session_state["story-at"], went) == (2, ["present"])


def test_each_view_has_its_picture_and_the_work_for_them_is_what_is_presented(edited):
    styles = [h.value for h in edited.html if h.value.startswith("<style>.st-key-story-list")]
    assert len(styles) == 1
    assert styles[0].count("data:image/svg+xml,%3Csvg") == 2
    job = edited.session_state["long_work"][prepared.KEY].job
    assert job.result.html.count("<!DOCTYPE html>") == 1
    edited.text_input(key="story-title").set_value("Tiêu đề mới").run()
    assert edited.session_state["long_work"][prepared.KEY].job is not job
    assert len(presented._STEPS) == 1  # of two views that show nothing, whatever their words


def test_the_presentation_can_be_cancelled_and_asked_for_again(edited, monkeypatch):
    """What takes longer says how far it is, with a button that ends it."""
    done = threading.Event()
    monkeypatch.setattr(long_work, "PATIENCE_S", 0.0)
    monkeypatch.setattr("briefing.web.story.story_page", lambda *_, **__: str(done.wait(60)))
    edited.session_state["story"] = (Slide(title="Bản đồ"), Slide(title="Khác"), Slide(title="Ba"))
    edited.run()
    edited.button(key=f"work-cancel-{prepared.KEY}").click().run()
    done.set()
    assert say("work.cancelled", Lang.VI) in words_of(edited)
    assert edited.button(key=f"work-again-{prepared.KEY}")
    assert [s.title for s in edited.session_state["story"]] == ["Bản đồ", "Khác", "Ba"]


def test_proposed_words_follow_the_language_and_those_of_the_user_stay(edited):
    at = edited
    script = AppTest.from_string("import test_story_page\ntest_story_page.keep_one()", default_timeout=120)
    kept = script.run().session_state["story"][0]
    assert (kept.title, kept.shows.year) == (say("story.title_overview", Lang.VI), None)
    at.session_state["story"] = (kept, replace(kept, title="Lời riêng", proposed=frozenset({"sentence"})))
    at.session_state["view"] = replace(at.session_state["view"], lang=Lang.EN)
    at.run()
    first, second = at.session_state["story"]
    assert (first.title, second.title) == (say("story.title_overview", Lang.EN), "Lời riêng")
    assert first.sentence == second.sentence
    assert "scenario" in first.sentence
    assert (first.shows.lang, "lang=en" in first.address) == (Lang.EN, True)


def keep_one() -> None:
    """Keep the overview of the ready scenarios with the words that the program proposes."""
    view = session_view.current()
    title, sentence = seen.answer("compare", view)
    slide = seen.slide_of("compare", view, bounds=None, title=title, sentence=sentence)
    story.put((replace(slide, proposed=frozenset({"title", "sentence"})),))


def test_a_sentence_too_long_is_proposed_in_whole_clauses():
    text = "“A; b” giảm 3,2 km ở TP. Hồ Chí Minh; còn lại (x; y) không đổi. Hết."
    assert seen.whole(text, 100) == text
    assert seen.whole(text, len(text) - 2) == text.removesuffix(" Hết.")
    assert seen.whole(text, 50) == "“A; b” giảm 3,2 km ở TP. Hồ Chí Minh."
    assert seen.whole(text, 20) == ""


@pytest.mark.parametrize("lang", list(Lang))
def test_a_kept_appraisal_says_and_tabulates_what_the_page_concludes(lang, world):
    """The sentence is cut to what a slide holds: what the roads with a cost already cost must not be what is cut."""
    at = opened("worth", lang=lang.value, on=AGREEMENT)
    view = at.session_state["view"]
    sentence = seen.answer("worth", view)[1]
    assert len(sentence) <= LONGEST_SENTENCE
    slide = seen.slide_of("worth", view, bounds=None, title="A", sentence=sentence)
    told = next(steps_of((slide,), world=world, source=DataSource.of_folder(), lang=lang))
    for figure in ("priced_capital_bn", "npv_most_bn"):
        value = next(row[1] for row in told.rows if row[0].startswith(say(f"worth.figure_{figure}", lang)))
        assert value in sentence


def test_a_kept_overview_says_the_largest_change_elsewhere_as_its_page_does(monkeypatch):
    view = opened("compare", lang="vi", part="overview", routes="ring-road-4", on="draft").session_state["view"]
    monkeypatch.setattr(seen.overview, "elsewhere", lambda _table, lang: f" {lang.value}!")
    assert seen.answer("compare", view)[1].endswith(" vi!")


def test_a_kept_map_draws_the_road_whose_facts_it_tells_and_its_figures_are_of_what_it_draws():
    road, other = "hcm-chon-thanh-duc-hoa", "dat-set-ben-cui"
    at = opened("browse", lang="vi", routes=other)
    view = at.session_state["view"]
    compare = replace(view.compare, subject=AGREEMENT)  # looked at on another page
    view = replace(view, focus=f"route:{road}", compare=compare)
    kept = seen.slide_of("browse", view, bounds=(106.0, 11.0, 106.5, 11.5), title="", sentence="")
    assert {road, other} <= kept.shows.routes
    subject = kept.shows.scenarios.variant(kept.shows.subject)
    assert subject.units == {road, other}
    assert kept.bounds == (106.0, 11.0, 106.5, 11.5)


def test_a_kept_view_of_the_border_says_what_the_open_sheet_says():
    at = opened("connectivity", lang="vi", tab="border", edge="ql14c", routes="ql14c-border-line", on="draft")
    view = at.session_state["view"]
    title, sentence = seen.answer("connectivity", view)
    assert title.startswith(say("columns.title_border_rows_border-road", Lang.VI))
    assert sentence
    assert sentence in words_of(at)
    lengths = replace(view, connectivity=replace(view.connectivity, border_sheet="length"))
    assert seen.answer("connectivity", lengths)[1] not in {"", sentence}
    gates = replace(view, connectivity=replace(view.connectivity, border_sheet="gates"))
    assert seen.answer("connectivity", gates)[1] == ""


def test_no_title_of_a_presentation_speaks_of_boxes_to_tick():
    view = opened("compare", lang="vi", routes="ql14c-border-line", on="draft").session_state["view"]
    title, _ = seen.answer("compare", replace(view, compare=replace(view.compare, part=compare_settings.Part.GAINS)))
    name = next(p for p in read_projects() if p.id == "ql14c-border-line").name_vi
    assert title.endswith(f"– {name}")


@pytest.mark.parametrize("lang", Lang)
def test_a_view_with_a_road_of_ones_own_that_is_gone_says_what_to_open(lang):
    at = opened("briefing", desk="story", lang=lang.value)
    at.session_state["story"] = (Slide(title="Bản đồ", page="browse", address="routes=own-route-1~ring-road-3&zoom=x"),)
    at.run()
    told = [w.value for w in at.warning]
    assert plain(say("story.own_missing", lang, page=say("app.page_own", lang))) in told
    assert not [one for one in told if "own-route" in one]
