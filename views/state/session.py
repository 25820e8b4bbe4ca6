"""The view of a session: restored from the address when it opens, mirrored to it on every run."""

from __future__ import annotations

import contextlib
from typing import Final

import streamlit as st

from views import cache
from views.state import address, keeping, scenario_codec, session_view, user_data, user_data_link
from views.state.parameters import Known
from words import DataError

_WRITTEN: Final = "address_written"
_REFUSED: Final = "address_refused"
_RENAMED: Final = "address_renamed"
_ARRIVED: Final = "address_arrived"


def restore() -> None:
    """Take over the address, unless this session wrote it or its user has just made a choice.

    A choice wins because the browser sends the address it had when the user clicked, which after
    two quick clicks is that of the first. The navigation empties the address: the view then stays.
    """
    parameters = st.query_params.to_dict()
    if not parameters or parameters == st.session_state.get(_WRITTEN) or session_view.touched():
        return
    user_data_link.restore(parameters)
    view, refused = address.read(parameters, known=_known_ids())
    session_view.put(view)
    st.session_state[_REFUSED] = refused
    st.session_state[_RENAMED] = scenario_codec.renamed(parameters)
    st.session_state[_ARRIVED] = True


def show_in_address() -> None:
    """Write the view to the address; the last step of every run, also of a fragment's."""
    wanted = address.write(session_view.current()) | user_data_link.parameters()
    st.session_state[_WRITTEN] = wanted
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    if session_view.touched():
        st.session_state[_REFUSED] = []
        st.session_state[_RENAMED] = []
    session_view.settle()
    keeping.keep()


def refused() -> list[str]:
    """Parameters of the address that could not be used, until the user makes a choice."""
    values: list[str] = st.session_state.get(_REFUSED, [])
    return values


def renamed() -> list[tuple[str, str]]:
    """Scenarios of the address that were given another name, until the user makes a choice."""
    pairs: list[tuple[str, str]] = st.session_state.get(_RENAMED, [])
    return pairs


def arrived() -> bool:
    """Whether an address was taken over since this was last asked."""
    return bool(st.session_state.pop(_ARRIVED, False))


def _known_ids() -> Known:
    """Ids of routes and places that an address may name; ``None`` where the file cannot be read."""
    routes = places = None
    with contextlib.suppress(DataError):
        sections = cache.layer("projects")
        routes = frozenset(sections["project_id"]) | frozenset(sections["section_id"]) | user_data.route_ids()
    with contextlib.suppress(DataError):
        places = frozenset(cache.layer("places")["id"]) | frozenset(cache.layer("gates")["id"]) | user_data.place_ids()
    return Known(routes=routes, places=places)
