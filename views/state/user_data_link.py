"""What an address tells of own data: their digest, never the data; drawn routes only where the user ticked it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from layers import UserData
from views.state import keeping, user_data
from words import Lang, LinkError, say

_DIGEST: Final = "mydata"
_DRAWN: Final = "drawn"
_BROUGHT: Final = "brought"
NAMES: Final = (_DIGEST, _DRAWN, _BROUGHT)
_WANTED: Final = "own_wanted"
_FAULT: Final = "own_link_fault"
_LENGTH: Final = 16  # hexadecimal digits


def parameters() -> dict[str, str]:
    """The parameters to add to the address of this session."""
    own = user_data.current()
    chosen = st.session_state.get(user_data.BROUGHT, "")
    found = {_BROUGHT: chosen} if chosen else {}
    if not own:
        return found
    found[_DIGEST] = own.digest
    drawn = tuple(route for route in own.routes if route.drawn)
    if drawn and user_data.in_link():
        from user_data import write_link

        try:
            found[_DRAWN] = write_link(drawn)
        except LinkError:
            return found  # the page says that they are too long
    return found


def left_out() -> dict[str, int]:
    """How many routes, places and zones of this session no link to it carries; empty for none."""
    own, parts = user_data.current(), parameters()
    routes = [route for route in own.routes if not (route.drawn and _DRAWN in parts)]
    counts = {"routes": len(routes), "places": len(own.places), "zones": len(own.zones)}
    return counts if any(counts.values()) else {}


def restore(given: Mapping[str, str]) -> None:
    """Take over what was kept here under the digest of an address, or its drawn routes; note data that are not here."""
    chosen = given.get(_BROUGHT, "")
    if _is_digest(chosen) and keeping.brought(chosen):
        st.session_state[user_data.BROUGHT] = chosen
        user_data.open_part("upload")
    wanted = given.get(_DIGEST, "")
    st.session_state[_WANTED] = wanted if _is_digest(wanted) else ""
    if _is_digest(wanted) and not user_data.current() and keeping.restore(wanted):
        return
    text = given.get(_DRAWN, "")
    if not text or user_data.current():
        return  # what this session has is never replaced by a link
    from user_data import read_link

    try:
        routes = read_link(text)
    except LinkError as fault:
        st.session_state[_FAULT] = fault
        return
    user_data.put(UserData().added(routes=routes))


def sentence(lang: Lang) -> str:
    """What to say about the address: own data that are not here, or a damaged drawing; empty for nothing."""
    if fault := st.session_state.get(_FAULT):
        return str(fault.text(lang))
    wanted, own = st.session_state.get(_WANTED, ""), user_data.current()
    if not wanted or own.digest == wanted or own:
        return ""
    return say("own.link_needs_file", lang, digest=wanted)


def _is_digest(text: str) -> bool:
    return len(text) == _LENGTH and all(c in "0123456789abcdef" for c in text)
