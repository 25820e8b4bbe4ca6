"""The button in the band of who works with others: who one is, what others say of what is on screen, the way to the office's page."""

from __future__ import annotations

from typing import Final

import streamlit as st

from views.components import guarded, page_links, plain, widget_sync
from views.pages.office import talk
from views.shelf import identity, kept, take_over
from views.state import session_view
from words import LinkError, say

_LINK: Final = "shared"  # parameter of an address that hands a scenario on
_WANTED: Final = "office_link"
_SAID: Final = "office_said"


def keep_link() -> None:
    """Remember the key of a link before the address is read: it stands in no address that this session shows.

    Before the sign-in it stays there, for the way back.
    """
    if not kept.database() or (identity.login_asked() and identity.signed_in() is None):
        return
    if key := st.query_params.get(_LINK, ""):
        st.session_state[_WANTED] = key
        del st.query_params[_LINK]


def open_link() -> None:
    """Open the scenario of the link that led here, once."""
    key: str = st.session_state.pop(_WANTED, "")
    if not key:
        return
    from store import sharing

    lang = session_view.current().lang
    try:
        found = sharing.open_shared(kept.desk(), key=key)
        take_over(found.work.title, found.own, found.faults, lang)
        st.session_state[_SAID] = (
            "store.link_opened",
            {"name": found.work.title, "by": found.work.saved_by},
            True,
            True,
        )
    except LinkError as fault:
        st.session_state[_SAID] = (fault.key, fault.values, False, True)


def notices() -> None:
    """What came of the link, until the user makes a choice: what the link itself opened is none."""
    if (said := st.session_state.get(_SAID)) is None:
        return
    key, values, good, first = said
    if session_view.touched() and not first:
        del st.session_state[_SAID]
        return
    st.session_state[_SAID] = (key, values, good, False)
    with st.container(key="ltnotices-office"):
        (st.success if good else st.warning)(plain(say(key, session_view.current().lang, **values)))


def button(page: str) -> None:
    """Draw the button; nothing is asked of the database before it is pressed."""
    if not kept.database():
        return
    lang = session_view.current().lang
    part = st.popover(
        say("store.menu", lang),
        key="office-menu",
        icon=":material/group:",
        help=say("store.menu_help", lang),
        on_change="rerun",
    )
    if not (part.open or widget_sync.FOLDED_TOO):
        return
    with part, guarded("office.menu", lang=lang):
        desk = kept.desk()
        if desk.who.name:
            st.markdown(plain(desk.who.name))
        talk.show(desk, page, lang)
        if page != "office":
            page_links.to("office", session_view.current(), label=say("app.page_office", lang))
        if identity.login_asked():
            st.button(say("store.sign_out", lang), on_click=st.logout, key="office-sign-out")
