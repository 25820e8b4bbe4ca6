"""Changes of the page that can be taken back: tables, assumptions, what a programme is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views.components import plain
from views.state import session_view, undo

if TYPE_CHECKING:
    from analysis.choices import WorthSettings
    from words import Lang

_PLACE: Final = "worth"


def _facts() -> WorthSettings:
    return replace(session_view.current().worth, tab="")


def change(key: str, **choices: Any) -> None:
    """Replace some choices, to be taken back by the button of these words; none is offered where nothing changed."""
    before = session_view.current().worth
    session_view.change_worth(**choices)
    if session_view.current().worth == before:
        return

    def back() -> None:
        session_view.change(worth=replace(before, tab=session_view.current().worth.tab))

    undo.remember(_PLACE, key, facts=_facts, back=back)


def offer(lang: Lang) -> None:
    """Draw the button that takes the last change back, if there is one."""
    if words := undo.offered(_PLACE, lang):
        st.button(
            plain(words),
            key="worth-back",
            on_click=undo.take_back,
            args=(_PLACE,),
            icon=":material/undo:",
            type="tertiary",
        )
