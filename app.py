"""The dashboard: page set-up, navigation and language; everything else is in ``views``."""

from __future__ import annotations

import logging

import streamlit as st

from views import (
    agreement,
    briefing_page,
    browse,
    compare,
    connectivity,
    heap,
    links,
    mirror,
    own_page,
    session,
    session_view,
    shell,
    sources,
)
from views.page_errors import both_languages, forget, guarded
from words import say

_PAGES = {
    "browse": browse.show,
    "compare": compare.show,
    "connectivity": connectivity.show,
    "agreement": agreement.show,
    "briefing": briefing_page.show,
    "own": own_page.show,
    "sources": sources.show,
}


def main() -> None:
    """Draw the page the address asks for; what stops all pages is said in both languages."""
    forget()
    with both_languages("app"):
        _draw()


def _draw() -> None:
    session.restore()
    lang = session_view.current().lang
    st.set_page_config(page_title=say("app.name", lang), layout="wide", initial_sidebar_state="collapsed")
    pages = {
        name: st.Page(show, title=say(f"app.page_{name}", lang), url_path=name, default=name == "browse")
        for name, show in _PAGES.items()
    }
    links.register(pages)
    old = st.Page(
        briefing_page.show, title=pages["briefing"].title, url_path="print", visibility="hidden"
    )  # links of old
    page = st.navigation([*pages.values(), old], position="top")
    name = page.url_path or "browse"
    mirror.page_begins(name)
    shell.header()
    with guarded(name, lang=lang):
        page.run()
    shell.footer()
    mirror.page_ends(name)
    session.mirror()
    heap.settle(page.url_path)


logging.getLogger("lien_tinh").setLevel(logging.INFO)
main()
