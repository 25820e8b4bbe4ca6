"""What this machine kept last, offered where nothing is: an address without it knows nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from views.components import guarded, text
from views.state import keeping, session_view, story, user_data
from words import Lang, moment, say

if TYPE_CHECKING:
    from layers import UserData

_DATA: Final = "own-kept-last"
_STORY: Final = "story-kept-last"
_FIRST: Final = "kept-last-first"  # what the session began with: after a choice nothing is offered beside it


def offer() -> None:
    """Offer both on the page that opens first, until the person makes a choice there."""
    view = session_view.current()
    if st.session_state.setdefault(_FIRST, view) != view:
        return
    with guarded("what this machine kept last", lang=view.lang):
        if not user_data.current():
            own_data(view.lang)
        if not story.current():
            presentation(view.lang)


def own_data(lang: Lang) -> None:
    """Offer the data."""
    if _DATA not in st.session_state:  # read once: a session without data keeps none
        st.session_state[_DATA] = keeping.last_data()
    if st.session_state[_DATA] is None:
        return
    own, at_s = st.session_state[_DATA]
    st.html(f'<p class="lt-note">{text(say("own.last", lang, count=len(own.shapes), when=moment(at_s, lang)))}</p>')
    words = say("own.last_open", lang)
    st.button(words, key="own-last", on_click=_take_data, args=(own, say("own.last_name", lang)))


def _take_data(own: UserData, name: str) -> None:
    user_data.take_over(own, name=name, whole=False)


def presentation(lang: Lang) -> None:
    """Offer the presentation."""
    if _STORY not in st.session_state:
        found = keeping.last_story()
        slides = story.read(keeping.kept_story(found[0]) or b"") if found else ()
        st.session_state[_STORY] = (slides, found[1]) if found and slides else None
    if st.session_state[_STORY] is None:
        return
    slides, at_s = st.session_state[_STORY]
    told = say("story.last", lang, count=len(slides), when=moment(at_s, lang))
    st.html(f'<p class="lt-note">{text(told)}</p>')
    st.button(say("story.last_open", lang), key="story-last", on_click=story.adopt, args=(slides,))
