"""The page of the user's own data: draw, upload, look through, keep."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import streamlit as st

from views import own_autosave, own_data, state
from views.choosing import parts
from views.markup import text
from views.page_errors import guarded, plain
from words import say

_PARTS: Final = ("draw", "upload", "items", "keep")
_OPEN: Final = "own_part"
_SAID: Final = "own_said"


def show() -> None:
    """Draw the page."""
    lang = state.current().lang
    own = own_data.current()
    counts = {"routes": len(own.routes), "places": len(own.places), "zones": len(own.zones)}
    risk = "own.unsaved_kept" if own_autosave.allowed() else "own.unsaved"
    unsaved = say(risk, lang) if own_data.unsaved() and own else ""
    st.html(f'<p class="lt-note">{text(say("own.about", lang, **counts))} {text(unsaved)}</p>')
    if said := st.session_state.pop(_SAID, None):
        st.success(plain(said))
    names = {part: say(f"own.part_{part}", lang) for part in _PARTS}
    name, tab = parts(names, st.session_state.get(_OPEN, "draw"), key=f"own-part-{lang.value}", choose=go_to)
    with tab, guarded(f"own.{name}", lang=lang):
        import_module(f"views.own_{name}").show(lang)


def go_to(part: str) -> None:
    """Open a part of the page."""
    st.session_state[_OPEN] = part


def tell(sentence: str) -> None:
    """Say a sentence on the next run of the page."""
    st.session_state[_SAID] = sentence
