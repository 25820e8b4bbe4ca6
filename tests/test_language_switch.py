"""The language changes while a page is open: every widget goes on showing what it showed."""

from __future__ import annotations

import time

import pytest
from opening import open_panel, opened

from views.components import widget_sync, year
from words import Lang

CHOICES = ("select_slider", "selectbox", "multiselect", "radio", "button_group")


def in_the_other_language(at):
    """The page some seconds after it was opened, and after a press on the other language.

    The browser keeps the words it has: what the server does not tell it anew stays there.
    """
    at.session_state[widget_sync._SINCE] = time.monotonic() - 60
    at.run()
    before = {w.key: words_of(w) for kind in CHOICES for w in at.get(kind)}
    chosen = next(w for w in at.get("button_group") if w.key == "language")
    chosen.set_value(Lang.EN.value if chosen.value in (Lang.VI.value, [Lang.VI.value]) else Lang.VI.value).run()
    return at, before


def words_of(widget) -> list[str]:
    """The labels of its options, as the browser has them."""
    return [getattr(o, "content", o) for o in widget.proto.options]


@pytest.mark.parametrize(
    ("page", "asked"),
    [("browse", {}), ("compare", {"part": "gains"}), ("connectivity", {"tab": "access"}), ("worth", {})],
)
def test_no_widget_is_left_with_words_of_the_other_language(page, asked):
    at, before = in_the_other_language(opened(page, lang="vi", **asked))
    assert at.session_state["view"].lang is Lang.EN
    for widget in (w for kind in CHOICES for w in at.get(kind)):
        options = words_of(widget)
        if widget.key in before and before[widget.key] != options:
            assert widget.proto.set_value or widget.value in (None, []), widget.key


@pytest.mark.parametrize("name", ["routes", "assumptions"])
def test_nor_is_one_in_the_panel_of_scenarios(name):
    at, before = in_the_other_language(open_panel(opened("compare", lang="vi"), name))
    for widget in (w for kind in CHOICES for w in at.get(kind)):
        if widget.key in before and before[widget.key] != words_of(widget):
            assert widget.proto.set_value or widget.value in (None, []), widget.key


@pytest.mark.parametrize("page", ["browse", "compare"])
def test_the_year_stays_every_year(page):
    at, _ = in_the_other_language(opened(page, lang="vi"))
    slider = at.select_slider(key="year")
    assert list(slider.proto.raw_value) == [year._label(year._EVERY, Lang.EN)]
    assert at.session_state["view"].year is None


def test_a_file_is_in_the_language_of_the_page_until_another_is_chosen():
    at, _ = in_the_other_language(opened("briefing", lang="vi", file="slides"))
    assert chosen_language(at) == Lang.EN.value
    at, _ = in_the_other_language(opened("briefing", lang="en", file="slides", langs="en"))
    assert chosen_language(at) == Lang.EN.value


def chosen_language(at) -> str:
    """Which language the files of the briefing are in."""
    return next(w for w in at.get("button_group") if w.key == "meeting-languages").value


def test_a_list_is_told_its_value_until_the_browser_surely_has_the_page():
    """On a busy machine the first run's words may be dropped by the next; an untold list would show its first option."""
    at = opened("compare", lang="vi", part="shares")
    for passed_s, told in ((10, True), (60, False)):
        at.session_state[widget_sync._SINCE] = time.monotonic() - passed_s
        at.run()
        assert at.selectbox(key="subject").proto.set_value is told
