"""The user's own trips and counts in a session: found by the digest that the view holds, kept for a reloaded page where own data are."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analysis.choices import WorthTables, tables_in
from views.state import keeping, session_view

_SLOT: Final = "worth-tables"  # by digest, so that a step back finds the former ones
_FILE: Final = "worth.json"


def current() -> WorthTables:
    """The tables of this session; empty ones if the address names some that are not here."""
    return _found(session_view.current().worth.tables) or WorthTables()


def missing() -> bool:
    """Whether the address names tables that are not on this machine."""
    digest = session_view.current().worth.tables
    return bool(digest) and _found(digest) is None


def digest_of(tables: WorthTables) -> str:
    """What they are found by in this session, and where it is kept; empty for none."""
    if not tables.record():
        return ""
    content = tables.content()
    digest = keeping.table_digest(_FILE, content)
    _slots()[digest] = tables
    keeping.keep_table(_FILE, content)
    return digest


def _found(digest: str) -> WorthTables | None:
    slots = _slots()
    if digest and digest not in slots and (content := keeping.kept_table(digest)) is not None:
        slots[digest] = tables_in(content)
    return slots.get(digest)


def _slots() -> dict[str, WorthTables]:
    found: dict[str, WorthTables] = st.session_state.setdefault(_SLOT, {})
    return found
