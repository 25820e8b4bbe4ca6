"""Saving the scenarios as a file and opening one: what is wrong in it is told, what can be kept is kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import streamlit as st

from views import data, scenarios
from views.markup import text
from views.page_errors import plain
from words import say

if TYPE_CHECKING:
    from views.scenarios import Columns
    from views.session_view import View

_TOLD: Final = "scenario-file-told"
_UPLOAD: Final = "scenario-file"


def show(view: View, columns: Columns) -> None:
    """A button that saves, a field that opens, and what was found in the file opened last."""
    from analysis.scenario_set import write_set

    lang = view.lang
    world = data.world()
    st.download_button(
        say("compare.file_save", lang),
        write_set(
            columns.scenario_set,
            data_digest=world.data_digest,
            data_date=world.data.study.data_date,
            subject=columns.subject(view).key,
        ),
        file_name=f"phuong-an_{dt.datetime.now().astimezone():%Y-%m-%d}.json",
        mime="application/json",
        on_click="ignore",
        width="stretch",
    )
    st.file_uploader(say("compare.file_open", lang), type="json", key=_UPLOAD, on_change=_open)
    told = st.session_state.get(_TOLD)
    if told is None:
        return
    kept, faults = told
    if kept:
        st.success(say("compare.file_opened", lang))
    for line in scenarios.shortened([scenarios.sentence(fault, lang) for fault in faults], lang):
        st.warning(plain(line))
    if faults and not kept:
        st.html(f'<p class="lt-note">{text(say("compare.file_refused", lang))}</p>')


def _open() -> None:
    """Read the file just chosen."""
    from analysis.scenario_set import read_set
    from words.errors import InputError

    file = st.session_state[_UPLOAD]
    if file is None:
        st.session_state.pop(_TOLD, None)
        return
    try:
        content = file.getvalue().decode("utf-8")
    except UnicodeDecodeError as fault:
        wrong = InputError("scenarios.file_damaged", line=1, column=fault.start + 1)
        st.session_state[_TOLD] = (False, (wrong,))
        return
    opened = read_set(content, data.world())
    st.session_state[_TOLD] = (opened.scenario_set is not None, (*opened.faults, *scenarios.adopt(opened)))
