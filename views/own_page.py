"""The page of the user's own data: draw, upload, look through, keep."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

import streamlit as st

from views import own_autosave, own_data, state
from views.choosing import parts
from views.markup import text
from views.page_errors import guarded, plain
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS: Final = ("draw", "upload", "items", "keep")
_OPEN: Final = "own_part"
_SAID: Final = "own_said"
_MOST_DOUBTS: Final = 12


def show() -> None:
    """Draw the page."""
    lang = state.current().lang
    own_autosave.keep()  # before the page says whether it did
    own = own_data.current()
    counts = {"routes": len(own.routes), "places": len(own.places), "zones": len(own.zones)}
    risk = "own.unsaved_kept" if own_autosave.kept() else "own.unsaved"
    unsaved = say(risk, lang) if own_data.unsaved() and own else ""
    st.html(f'<p class="lt-note">{text(say("own.about", lang, **counts))} {text(unsaved)}</p>')
    if not_kept := own_autosave.sentence(lang):
        st.warning(plain(not_kept))
    if said := st.session_state.pop(_SAID, None):
        sentence, doubts = said
        st.success(plain(sentence))
        say_all(doubts, lang)
    if before := own_data.before():
        st.button(say(f"own.undo_{before.done}", lang, name=before.name), key="own-undo", on_click=own_data.undo)
    names = {part: say(f"own.part_{part}", lang) for part in _PARTS}
    name, tab = parts(names, st.session_state.get(_OPEN, "draw"), key=f"own-part-{lang.value}", choose=go_to)
    with tab, guarded(f"own.{name}", lang=lang):
        import_module(f"views.own_{name}").show(lang)


def say_all(doubts: Sequence[str], lang: Lang) -> None:
    """Sentences on what was left out or changed, one below the other; a long list ends with how many more."""
    if not doubts:
        return
    lines = [plain(say("own.doubts", lang)), "", *(f"- {plain(doubt)}" for doubt in doubts[:_MOST_DOUBTS])]
    if len(doubts) > _MOST_DOUBTS:
        lines.append(f"- {plain(say('own.and_more', lang, count=len(doubts) - _MOST_DOUBTS))}")
    st.warning("\n".join(lines))


def go_to(part: str) -> None:
    """Open a part of the page."""
    st.session_state[_OPEN] = part
    state.touch()  # else a click right after a change would bring the address from before it back


def tell(sentence: str, *doubts: str) -> None:
    """Say on the next run of the page what was done, and what of it was left out or changed."""
    st.session_state[_SAID] = (sentence, doubts)
