"""Editing the presentation as the page runs: titles changed, then presented; words that follow the language."""

from __future__ import annotations

import pytest
from opening import opened, words_of
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1.element_tree import Radio

from analysis.scenarios import Slide
from views.components import page_links


@pytest.fixture
def edited():
    """The part Present with two kept views, the second chosen."""
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
