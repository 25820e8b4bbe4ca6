"""Whether this machine keeps a library of users' files, and what this session would put into it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Final

import streamlit as st

from views import data, own_data, scenarios, session_view

_ASKED: Final = "LIEN_TINH_LIBRARY"  # set by the starter: "on", "off", or "shared" for a network without login
_HERE: Final = ("127.0.0.1", "localhost", "::1")
_WRITTEN: Final = "own_written"


def allowed() -> bool:
    """On a personal machine; open to a network only where it was asked for."""
    asked = os.environ.get(_ASKED, "")
    return asked in ("on", "shared") if asked else st.get_option("server.address") in _HERE


def open_to_all() -> bool:
    """Whether everybody in the network sees the library."""
    return os.environ.get(_ASKED) == "shared"


def content() -> bytes:
    """The file of this session's data and saved scenarios; made once for each state of them."""
    from own.file import write_file

    own = replace(own_data.current(), scenarios=_scenarios())
    kept: tuple[str, str, bytes] | None = st.session_state.get(_WRITTEN)
    if kept is None or kept[:2] != (own.digest, own.scenarios):
        kept = (own.digest, own.scenarios, write_file(own))
        st.session_state[_WRITTEN] = kept
    return kept[2]


def something() -> bool:
    """Whether there is anything to keep."""
    return bool(own_data.current()) or bool(session_view.current().study.saved)


def _scenarios() -> str:
    """The scenarios of this session as a scenario file holds them; empty while none is saved."""
    view = session_view.current()
    if not view.study.saved:
        return ""
    from analysis.scenario_set import write_set

    columns = scenarios.columns(view)
    world, subject = data.world(), columns.subject(view).key
    return write_set(
        columns.scenario_set, data_digest=world.data_digest, data_date=world.data.study.data_date, subject=subject
    )
