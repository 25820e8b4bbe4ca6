"""What stands below every result: how to read it, where its formula comes from, and what it does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views.markup import fold, lines, text
from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Iterable


def explain(room: str, lang: Lang, *, notes: Iterable[str] = ()) -> None:
    """Draw the words ``read``, ``source`` and ``limits`` of a room; ``notes`` stand between, such as the digest."""
    note(say(f"{room}.read", lang))
    for line in notes:
        note(line)
    told = [f"{say(f'linking.{name}', lang)}: {say(f'{room}.{name}', lang)}" for name in ("source", "limits")]
    st.html(f'<div class="lt-note">{fold(say("linking.method", lang), lines(told)).html}</div>')


def note(content: str) -> None:
    """A line of small print."""
    st.html(f'<p class="lt-note">{text(content)}</p>')
