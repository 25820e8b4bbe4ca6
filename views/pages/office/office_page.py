"""The page of who works together: one's role, what was handed on, who is in, figures an office stands by, the record of acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from views.components import Column, guarded, plain, table, text
from views.pages.office import figures_part, people, shares
from views.shelf import kept
from views.state import session_view
from words import InputError, Lang, say

if TYPE_CHECKING:
    from store import Desk, Role

_KEY: Final = "office_key"
_WIDTH_PX: Final = 900  # as wide as a line is read


def show() -> None:
    """Draw the page."""
    lang = session_view.current().lang
    with guarded("office", lang=lang), st.container(width=_WIDTH_PX):
        st.header(say("app.page_office", lang))
        if not kept.database():
            raise InputError("store.no_database", variable="LIEN_TINH_DATABASE")
        _parts(kept.desk(), lang)


def _parts(desk: Desk, lang: Lang) -> None:
    from store import Role, SharedStore

    role = SharedStore(desk).role()
    _me(desk, role, lang)
    if desk.who.account:
        with guarded("office.mine", lang=lang):
            shares.with_me(desk, lang)
    if role is None:
        return
    parts = [("shares", Role.EDITOR, shares.from_here), ("figures", Role.VIEWER, figures_part.show)]
    parts += [("members", Role.OWNER, people.show), ("audit", Role.OWNER, _audit)]
    for name, least, draw in parts:
        if role.covers(least):
            with guarded(f"office.{name}", lang=lang):
                st.subheader(say(f"store.part_{name}", lang))
                draw(desk, lang)


def _me(desk: Desk, role: Role | None, lang: Lang) -> None:
    """Who one is, in which workspace, as what; the key for QGIS."""
    from store import members

    spaces = members.workspaces(desk)
    if desk.who.account:
        told = say("store.me", lang, name=desk.who.name, account=desk.who.account)
        st.html(f"<p>{text(told)}</p>")
    if role is None:
        st.warning(plain(say("store.no_member", lang, workspace=desk.workspace)))
    else:
        st.html(f'<p class="lt-note">{text(say("store.my_role", lang, role=say(f"store.role_{role}", lang)))}</p>')
    if len(spaces) > 1 or (spaces and desk.workspace not in spaces):
        names = list(spaces)
        chosen = st.selectbox(
            say("store.workspace", lang),
            names,
            index=names.index(desk.workspace) if desk.workspace in names else None,
            format_func=lambda name: spaces[name][0],
            key="office-workspace",
        )
        if chosen and chosen != desk.workspace:
            kept.choose_workspace(chosen)
            st.rerun()
    if desk.who.account:
        _program_key(desk, lang)


def _program_key(desk: Desk, lang: Lang) -> None:
    from store import keys

    if st.button(say("store.make_key", lang), key="office-key", help=say("store.make_key_help", lang)):
        st.session_state[_KEY] = keys.make_key(desk)
    if made := st.session_state.pop(_KEY, ""):
        st.html(f'<p class="lt-note">{text(say("store.key_once", lang))}</p>')
        st.code(made, language=None)


def _audit(desk: Desk, lang: Lang) -> None:
    from store import audit

    found = audit.acts(desk.url, workspace=desk.workspace)
    columns = [Column(say(f"store.column_{name}", lang)) for name in ("when", "who", "what")]
    rows = [(f"{act.at.astimezone():%d/%m/%Y %H:%M:%S}", act.account, audit.told(act, lang)) for act in found]
    st.html(table(columns, rows).html)
