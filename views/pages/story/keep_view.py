"""The button that keeps the view on screen, and the window in which its title and sentence are written."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from analysis.scenarios import LONGEST_SENTENCE, LONGEST_TITLE
from views.components import guarded, plain, widget_sync
from views.pages.story import seen
from views.state import data, session_view, story
from words import Lang, LinkError, say

if TYPE_CHECKING:
    from analysis.scenarios import Slide
    from briefing.content import Bounds
    from views.state import View

EDITED: Final = "story-edited"  # which view of the story was opened to be brought up to date; none: a new one
_OPEN: Final = "story-keeping"
_TURN: Final = "story-keeping-turn"
_WISHED: Final = "story-keeping-wished"  # "keep" was pressed before the browser had told where its map stands
_CORNERS: Final = 4
_NEW: Final = -1

# where the map of the page stands: west, south, east, north in degrees; nothing where a view has no map
_READ_MAP: Final = """
export default function ({ data, parentElement, setStateValue }) {
  if (parentElement.ltTurn === data.turn) { return; }
  let waiting = null, left = 20;
  const stands = (map) => map.getContainer().clientWidth && map.getContainer().closest(".stMain");
  const read = () => {
    const map = data.map && window.lienTinh && window.lienTinh.maps.find(stands);
    if (!map && data.map && left--) { waiting = setTimeout(read, 250); return; }
    parentElement.ltTurn = data.turn;
    const b = map && map.getBounds();
    setStateValue("bounds", b ? [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()] : []);
  };
  read();
  return () => clearTimeout(waiting);
}
"""


def button(page: str) -> None:
    """Draw the button on a page whose view can be kept."""
    view = session_view.current()
    if page not in seen.PAGES:
        _close()
        return
    count = story.count()
    label = say("story.keep", view.lang) + (f" **+ {count}**" if count else "")
    told = say("story.keep_help", view.lang, count=count)
    if st.button(label, key="keep-view", icon=":material/add_to_photos:", help=told):
        _begin(page, view)
    if (
        now := st.session_state.get(_OPEN)
    ) is not None and now.page == page:  # whatever else runs the page leaves the window open
        st.dialog(say("story.keep_title", view.lang), width="medium", on_dismiss=_close)(_window)()


def _close() -> None:
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_WISHED, None)


@dataclass(frozen=True)
class _Open:
    """The window that is open: for which view, with which words, and its turn, so that each has fields of its own."""

    page: str
    view: View
    title: str
    sentence: str
    index: int
    turn: int


def _begin(page: str, view: View) -> None:
    """Propose words for the view on screen, those of the page's own answer."""
    title, sentence = "", ""
    with guarded("proposing words", lang=view.lang), st.spinner(say("compare.loading", view.lang)):
        data.world()
        title, sentence = seen.answer(page, view)
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    index = st.session_state.get(EDITED, _NEW)
    index = index if 0 <= index < len(story.current()) else _NEW
    st.session_state[_OPEN] = _Open(page, view, title, sentence, index, turn)


def _window() -> None:
    """Title, sentence, whether it is a new view or takes the place of one."""
    now: _Open = st.session_state[_OPEN]
    lang, kept = now.view.lang, story.current()
    told, bounds = _bounds(now)
    with st.container(key="keep-words"):
        title = st.text_input(
            say("story.title", lang), now.title, key=f"keep-title-{now.turn}", max_chars=LONGEST_TITLE
        )
        sentence = st.text_area(
            say("story.sentence", lang),
            now.sentence,
            key=f"keep-sentence-{now.turn}",
            max_chars=LONGEST_SENTENCE,
            height=110,
        )
        index = _NEW
        if kept:
            places = {_NEW: say("story.as_new", lang, number=len(kept) + 1)}
            places |= {n: say("story.instead", lang, number=n + 1, title=s.title) for n, s in enumerate(kept)}
            widget_sync.stay(f"keep-where-{now.turn}", list(places.values()))
            index = st.selectbox(
                say("story.where", lang),
                list(places),
                list(places).index(now.index),
                format_func=places.__getitem__,
                key=f"keep-where-{now.turn}",
            )
    pressed = st.button(say("story.keep_now", lang), type="primary", key="keep-now", width="stretch")
    if pressed and not told:
        st.session_state[_WISHED] = True
    elif told and (pressed or _WISHED in st.session_state):
        st.session_state.pop(_WISHED, None)
        try:
            slide = seen.slide_of(now.page, now.view, bounds=bounds, title=title, sentence=sentence)
            same = {"title": title == now.title, "sentence": sentence == now.sentence}
            number = _keep(replace(slide, proposed=frozenset(name for name in same if same[name])), index)
        except LinkError as fault:
            st.error(plain(fault.text(lang)))
            return
        st.session_state.pop(EDITED, None)
        _close()
        st.toast(say("story.kept_as", lang, number=number), icon=":material/check:")
        st.rerun()


def _keep(slide: Slide, index: int) -> int:
    """Put the view into the story; gives its number."""
    if index == _NEW:
        return story.add(slide)
    story.change(index, slide)
    return index + 1


def _bounds(now: _Open) -> tuple[bool, Bounds | None]:
    """Whether the browser has told yet, and west, south, east, north of the map on the page where the view has one."""
    asked = {"map": seen.has_map(now.page, now.view), "turn": now.turn}
    told: Any = _reader()(key=f"keep-bounds-{now.turn}", data=asked, on_bounds_change=lambda: None, height=1)
    value = told.bounds
    if not isinstance(value, list) or len(value) != _CORNERS:
        return value is not None, None
    if not all(isinstance(v, int | float) and math.isfinite(v) for v in value):
        return True, None
    west, south, east, north = (round(float(v), 4) for v in value)
    return True, (west, south, east, north)


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
        story.change(index, replace(fresh, proposed=frozenset({"title", "sentence"})))
    st.toast(say("story.words_written", lang, number=index + 1), icon=":material/check:")
