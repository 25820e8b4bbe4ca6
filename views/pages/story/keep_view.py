"""The button that keeps the view on screen, and the window in which its title and sentence are written."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from analysis.scenarios import LONGEST_SENTENCE, LONGEST_TITLE, MOST_SLIDES
from views.components import guarded, plain
from views.pages.story import seen
from views.state import data, session_view, story
from words import Lang, LinkError, clean, say

if TYPE_CHECKING:
    from briefing.content import Bounds
    from views.state import View

EDITED: Final = "story-edited"  # which view of the story was opened to be brought up to date; none: a new one
_OPEN: Final = "story-keeping"  # page, proposed title and sentence of the window that is open
_TITLE, _SENTENCE, _WHERE, _BOUNDS = "keep-title", "keep-sentence", "keep-where", "keep-bounds"
_CORNERS: Final = 4
_NEW: Final = -1

# where the map of the page stands: the browser keeps centre and zoom, the map's size tells the rest
_READ_MAP: Final = """
export default function ({ data, setStateValue }) {
  const map = document.querySelector(".stMain .leaflet-container") || document.querySelector(".stMain iframe");
  let left = null;
  try { left = JSON.parse(sessionStorage.getItem(data.memory)); } catch (refused) { return; }
  if (!left || !map || !map.clientWidth) { return; }
  const world = 256 * Math.pow(2, left.zoom), rad = Math.PI / 180;
  const x = (left.lng + 180) / 360 * world, y = (1 - Math.asinh(Math.tan(left.lat * rad)) / Math.PI) / 2 * world;
  const lng = (px) => px / world * 360 - 180, lat = (px) => Math.atan(Math.sinh(Math.PI * (1 - 2 * px / world))) / rad;
  const wide = map.clientWidth / 2, high = map.clientHeight / 2;
  setStateValue("bounds", [lng(x - wide), lat(y + high), lng(x + wide), lat(y - high)]);
}
"""


def button(page: str) -> None:
    """Draw the button on a page whose view can be kept."""
    view = session_view.current()
    if page in seen.PAGES and st.button(say("story.keep", view.lang), key="keep-view", icon=":material/add_to_photos:"):
        _begin(page, view)
        st.dialog(say("story.keep_title", view.lang), width="medium")(_window)()


def _begin(page: str, view: View) -> None:
    """Propose words for the view on screen, those of the page's own answer."""
    title, sentence = "", ""
    with guarded("proposing words", lang=view.lang), st.spinner(say("compare.loading", view.lang)):
        data.world()
        title, sentence = seen.answer(page, view)
    index = st.session_state.get(EDITED, _NEW)
    st.session_state[_OPEN] = (page, view)
    st.session_state[_TITLE] = clean(title, longest=LONGEST_TITLE)
    st.session_state[_SENTENCE] = clean(sentence, longest=LONGEST_SENTENCE)
    st.session_state[_WHERE] = index if 0 <= index < len(story.current()) else _NEW


def _window() -> None:
    """Title, sentence, whether it is a new view or takes the place of one."""
    page, view = st.session_state[_OPEN]
    lang = view.lang
    bounds = _bounds(seen.memory(page, view))
    st.text_input(say("story.title", lang), key=_TITLE, max_chars=LONGEST_TITLE)
    st.text_area(say("story.sentence", lang), key=_SENTENCE, max_chars=LONGEST_SENTENCE, height=110)
    kept = story.current()
    if kept:
        places = {_NEW: say("story.as_new", lang, number=len(kept) + 1)}
        places |= {n: say("story.instead", lang, number=n + 1, title=plain(s.title)) for n, s in enumerate(kept)}
        st.selectbox(say("story.where", lang), list(places), format_func=places.__getitem__, key=_WHERE)
    if st.button(say("story.keep_now", lang), type="primary", key="keep-now", width="stretch"):
        try:
            number = _keep(page, view, bounds)
        except LinkError as fault:
            st.error(plain(fault.text(lang)))
            return
        st.session_state.pop(EDITED, None)
        st.toast(say("story.kept_as", lang, number=number, most=MOST_SLIDES), icon=":material/check:")
        st.rerun()


def _keep(page: str, view: View, bounds: Bounds | None) -> int:
    """Put the view into the story; gives its number."""
    title, sentence = st.session_state[_TITLE], st.session_state[_SENTENCE]
    slide = seen.slide_of(page, view, bounds=bounds, title=title, sentence=sentence)
    index = st.session_state.get(_WHERE, _NEW)
    if index == _NEW:
        return story.add(slide)
    story.change(index, slide)
    return int(index) + 1


def _bounds(memory: str) -> Bounds | None:
    """West, south, east, north of the map on the page, once the browser has told."""
    told: Any = _reader()(key=f"{_BOUNDS}-{memory}", data={"memory": memory}, on_bounds_change=lambda: None, height=1)
    value = told.bounds
    if not isinstance(value, list) or len(value) != _CORNERS:
        return None
    if not all(isinstance(v, int | float) and math.isfinite(v) for v in value):
        return None
    west, south, east, north = (round(float(v), 4) for v in value)
    return west, south, east, north


@functools.cache
def _reader() -> Any:
    return st.components.v2.component("lien_tinh_kept_bounds", js=_READ_MAP)


def words_now(lang: Lang, index: int) -> None:
    """Write title and sentence of a kept view anew, from the data of now and its own choices."""
    slide = story.current()[index]
    view, _ = seen.view_of(slide)
    title, sentence = seen.answer(slide.page, view)
    fresh = seen.slide_of(slide.page, view, bounds=slide.bounds, title=title, sentence=sentence)
    if slide.shows is not None and fresh.shows is not None:
        story.change(index, fresh)
    st.toast(say("story.words_written", lang, number=index + 1), icon=":material/check:")
