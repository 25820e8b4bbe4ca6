"""Scenarios handed to a person or to whoever has a link: what came to one, and what a workspace gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st

from views.components import plain, tell, text
from views.shelf import take_over
from words import Lang, LinkError, moment, say

if TYPE_CHECKING:
    from store import Desk

_LINK: Final = "office_made_link"


def with_me(desk: Desk, lang: Lang) -> None:
    """What others handed to this person."""
    from store import sharing

    found = sharing.shared_with(desk)
    if not found:
        return
    st.subheader(say("store.part_with_me", lang))
    for share in found:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            _line(f"{share.scenario} · {share.title} · {share.shared_by}")
            wanted = st.button(say("own.library_open", lang), key=f"office-open-{share.number}", type="tertiary")
        if wanted:
            try:
                opened = sharing.open_shared(desk, number=share.number)
                take_over(opened.work.title, opened.own, opened.faults, lang)
            except LinkError as fault:
                tell("office-open", fault, lang=lang)
            else:
                st.success(plain(say("store.link_opened", lang, name=opened.work.title, by=opened.work.saved_by)))


def from_here(desk: Desk, lang: Lang) -> None:
    """What the workspace gave, each to be taken back, and the form to give."""
    from store import sharing

    for share in sharing.shares(desk):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            to = share.account or say("store.by_link", lang)
            _line(f"{share.scenario} · {share.title} → {to} · {moment(share.shared_at, lang)}")
            st.button(
                say("store.end_share", lang),
                key=f"office-end-{share.number}",
                type="tertiary",
                on_click=sharing.end,
                args=(desk, share.number),
            )
    _give(desk, lang)
    if link := st.session_state.get(_LINK):
        st.html(f'<p class="lt-note">{text(say("store.link_once", lang))}</p>')
        st.code(link, language=None, wrap_lines=True)


def _give(desk: Desk, lang: Lang) -> None:
    """Choose a work and one of its scenarios, then a person or a link."""
    from store import SharedStore, content_of, sharing

    works = {work.name: work for work in SharedStore(desk).listed()}
    if not works:
        st.html(f'<p class="lt-note">{text(say("store.nothing_saved", lang))}</p>')
        return
    work = st.selectbox(
        say("store.which_work", lang), list(works), format_func=lambda name: works[name].title, key="office-work"
    )
    content = content_of(SharedStore(desk).load(work).own.scenarios) or {}
    names = [s["name"] for s in content.get("scenarios", ()) if s.get("name")]
    if not names:
        st.html(f'<p class="lt-note">{text(say("store.no_scenarios", lang))}</p>')
        return
    scenario = st.selectbox(say("store.which_scenario", lang), names, key=f"office-scenario-{work}")
    account = st.text_input(
        say("store.to_account", lang), key="office-to", max_chars=200, help=say("store.to_account_help", lang)
    )
    if not st.button(say("store.share", lang), key="office-share"):
        return
    try:
        key = sharing.share(desk, work=work, scenario=scenario, account=account.strip())
    except LinkError as fault:
        tell("office-share", fault, lang=lang)
        return
    st.session_state[_LINK] = f"{_here()}/?shared={key}" if key else ""
    st.rerun()


def _line(told: str) -> None:
    """Text in a row; markdown would make an address of e-mail a link."""
    st.html(f"<span>{text(told)}</span>", width="content")


def _here() -> str:
    """Scheme and host of the program as this browser sees it."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}"
