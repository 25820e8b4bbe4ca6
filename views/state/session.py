"""The view of a session: restored from the address when it opens, mirrored to it on every run.

One view is one entry of the browser's history. What the browser does: a run that shows another address adds an
entry; opening another page adds one with the address told last (it sends none with that run); a run begun by its own
"back" or "forward" replaces the entry it is on. Hence ``carry`` tells the address before the page changes, and an
address that says the same as the view in other words is left as it is.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analysis.choices import Known
from views import cache
from views.state import address, keeping, scenario_codec, session_view, story, user_data, user_data_link
from words import DataError

_SHOWN: Final = "address_shown"  # what the browser shows, as far as this session told or heard
_RECENT: Final = "address_recent"  # addresses of this session that a click may still send, with their moments
_ON_ITS_WAY_S: Final = 5.0  # a busy browser reads a new address late
_PAGE: Final = "address_page"
_REFUSED: Final = "address_refused"
_RENAMED: Final = "address_renamed"
_ARRIVED: Final = "address_arrived"
_ARRIVALS: Final = "address_arrivals"


def restore() -> None:
    """Take over the address, unless this session wrote it or its user has just made a choice.

    A choice wins because the browser sends the address it had when the user clicked, which after
    two quick clicks is that of the first; "back" and "forward" win over all. Opening a page sends
    no address: the view then stays.
    """
    parameters = st.query_params.to_dict()
    back_or_forward, other_page = _how()
    if session_view.touched():
        _told_enough()
    if not back_or_forward and (not parameters or session_view.touched() or _our_own(parameters, other_page)):
        return
    user_data_link.restore(parameters)
    story.restore(parameters, keeping.kept_story)
    view, refused = address.read(parameters, known=known_ids())
    session_view.put(view)
    session_view.settle()
    st.session_state[_SHOWN] = parameters
    st.session_state[_REFUSED] = refused
    st.session_state[_RENAMED] = scenario_codec.renamed(parameters)
    st.session_state[_ARRIVED] = True
    st.session_state[_ARRIVALS] = arrivals() + 1


def _how() -> tuple[bool, bool]:
    """Whether "back" or "forward" began this run, and whether it is the first on its page."""
    context = get_script_run_ctx()
    if context is None:
        return False, False
    return context.is_history_navigation, context.page_script_hash != st.session_state.get(_PAGE)


def _our_own(parameters: Mapping[str, str], other_page: bool) -> bool:  # noqa: FBT001
    """Whether an address is none that somebody opened: the one shown, or one from before a click just made."""
    if parameters == st.session_state.get(_SHOWN):
        return True
    since = time.monotonic() - _ON_ITS_WAY_S
    return not other_page and any(written == parameters and at > since for written, at in _recent())


def _recent() -> list[tuple[Mapping[str, str], float]]:
    found: list[tuple[Mapping[str, str], float]] = st.session_state.setdefault(_RECENT, [])
    return found


def carry() -> None:
    """Tell the browser the address of the view before a page is opened: the page is then opened under it."""
    if not st.query_params.to_dict():
        _tell()


def show_in_address() -> None:
    """Write the view to the address; the last step of every run, also of a fragment's."""
    if session_view.address_held():
        return
    _tell()
    if context := get_script_run_ctx():
        st.session_state[_PAGE] = context.page_script_hash
    if session_view.touched():
        _told_enough()
    session_view.settle()
    keeping.keep()


def _told_enough() -> None:
    """The user went on: what was wrong in the address is said no more."""
    st.session_state[_REFUSED] = []
    st.session_state[_RENAMED] = []


def _tell() -> None:
    """Have the browser show an address of the view: the one it shows, if that says the same."""
    shown: Mapping[str, str] = st.session_state.get(_SHOWN, {})
    story.keep(keeping.keep_story)
    wanted = address.write(session_view.current()) | user_data_link.parameters() | story.parameters()
    told = shown if shown == wanted or _says(shown, wanted) else wanted
    if told != shown:
        st.session_state[_RECENT] = [*_recent()[-3:], (shown, time.monotonic())]
        st.session_state[_SHOWN] = told
    st.query_params.from_dict(told)


def _says(shown: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether an address says in other words what is wanted."""
    if any(shown.get(name) != wanted.get(name) for name in (*user_data_link.NAMES, story.DIGEST)):
        return False
    return address.read(shown, known=known_ids())[0] == session_view.current()


def refused() -> list[str]:
    """Parameters of the address that could not be used, until the user makes a choice."""
    values: list[str] = st.session_state.get(_REFUSED, [])
    return values


def renamed() -> list[tuple[str, str]]:
    """Scenarios of the address that were given another name, until the user makes a choice."""
    pairs: list[tuple[str, str]] = st.session_state.get(_RENAMED, [])
    return pairs


def arrivals() -> int:
    """How many addresses this session has taken over: that of a link pressed, or of "back", is one more."""
    return int(st.session_state.get(_ARRIVALS, 0))


def arrived() -> bool:
    """Whether an address was taken over since this was last asked."""
    return bool(st.session_state.pop(_ARRIVED, False))


def known_ids() -> Known:
    """Ids of routes and places that an address may name; ``None`` where the file cannot be read."""
    routes = places = None
    with contextlib.suppress(DataError):
        routes = cache.ids("projects", "project_id", "section_id") | user_data.route_ids()
    with contextlib.suppress(DataError):
        places = cache.ids("places", "id") | cache.ids("gates", "id") | user_data.place_ids()
    return Known(routes=routes, places=places)
