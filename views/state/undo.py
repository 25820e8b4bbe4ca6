"""Undoing the last change: one slot for each place of a page that offers it, as long as nothing else changed there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from views.state import session_view
from words import Lang, say

_SLOT: Final = "undo"


@dataclass(frozen=True)
class _Change:
    """What was done, and how it is taken back.

    Parameters
    ----------
    words
        Key of the sentence on the button, with what stands in it.
    facts, after
        What the change concerns, as it is now, and as it was right after the change.
    """

    words: tuple[str, Mapping[str, str]]
    facts: Callable[[], object]
    after: object
    back: Callable[[], object]


def remember(place: str, key: str, *, facts: Callable[[], object], back: Callable[[], object], **told: str) -> None:
    """Offer at ``place`` to take back what was just done, until the ``facts`` are others."""
    _changes()[place] = _Change((key, told), facts, facts(), back)


def offered(place: str, lang: Lang) -> str:
    """The words of the button; empty where there is nothing to take back."""
    change = _changes().get(place)
    if change is None or change.facts() != change.after:
        return ""
    key, told = change.words
    return say(key, lang, **told)


def take_back(place: str) -> None:
    """Have again what was there before the last change."""
    change = _changes().pop(place, None)
    if change is not None and change.facts() == change.after:
        change.back()


def change_routes(routes: tuple[str, ...]) -> None:
    """Tick other routes; ``take_back("routes")`` has the former ones and what was looked at."""
    before = session_view.current()

    def back() -> None:
        session_view.change_routes(before.routes)
        session_view.change_compare(subject=before.compare.subject)

    session_view.change_routes(routes)
    remember("routes", "undo.routes", facts=lambda: session_view.current().routes, back=back)


def _changes() -> dict[str, Any]:
    found: dict[str, Any] = st.session_state.setdefault(_SLOT, {})
    return found
