"""Who is in a workspace, in which role: for its owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from views.components import tell, text
from words import Lang, LinkError, say

if TYPE_CHECKING:
    from store import Desk

_FAULT: Final = "office_people_fault"
_OUT: Final = "none"


def show(desk: Desk, lang: Lang) -> None:
    """Draw the members and the two forms."""
    from store import Role, members

    roles = [*(role.value for role in Role), _OUT]
    for account, role in members.members(desk).items():
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(f"<span>{text(account)}</span>", width="content")  # markdown would make it a link
            st.selectbox(
                say("store.role_of", lang, account=account),
                roles,
                index=roles.index(role.value),
                format_func=lambda name: say(f"store.role_{name}", lang),
                key=f"office-role-{account}-{role}",
                label_visibility="collapsed",
                width=200,
                on_change=_change,
                args=(desk, account, f"office-role-{account}-{role}"),
            )
    if fault := st.session_state.pop(_FAULT, None):
        tell("office-people", fault, lang=lang)
    _add(desk, lang)
    _begin(desk, lang)


def _change(desk: Desk, account: str, key: str) -> None:
    from store import Role, members

    chosen = st.session_state.pop(key)
    try:
        members.set_role(desk, account, None if chosen == _OUT else Role(chosen))
    except LinkError as fault:
        st.session_state[_FAULT] = fault


def _add(desk: Desk, lang: Lang) -> None:
    """Somebody new."""
    from store import Role, members

    with st.form("office-add", border=False, clear_on_submit=False):
        account = st.text_input(say("store.account", lang), max_chars=200)
        role = st.selectbox(
            say("store.role", lang), [r.value for r in Role], format_func=lambda name: say(f"store.role_{name}", lang)
        )
        pressed = st.form_submit_button(say("store.add_member", lang))
    if not pressed:
        return
    try:
        members.set_role(desk, account, Role(role))
    except LinkError as fault:
        tell("office-add", fault, lang=lang)
        return
    st.rerun()


def _begin(desk: Desk, lang: Lang) -> None:
    """Another workspace."""
    from store import members

    with st.form("office-begin", border=False):
        title = st.text_input(say("store.new_workspace", lang), max_chars=80)
        pressed = st.form_submit_button(say("store.begin_workspace", lang))
    if not pressed:
        return
    try:
        members.add_workspace(desk, title)
    except LinkError as fault:
        tell("office-begin", fault, lang=lang)
        return
    st.rerun()
