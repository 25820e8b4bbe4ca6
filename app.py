"""The dashboard: page set-up, navigation and language; everything else is in ``views``."""

from __future__ import annotations

import logging

import streamlit as st

from views import cache
from views.components import both_languages, forget, guarded, page_links, shell, widget_sync
from views.pages import agreement_page, briefing_page, sources_page
from views.pages.browse import browse_page
from views.pages.compare import compare_page
from views.pages.connectivity import connectivity_page
from views.pages.story import keep_view, present_page
from views.pages.user_data import user_data_page
from views.state import session, session_view
from words import say

_PAGES = {
    "browse": browse_page.show,
    "compare": compare_page.show,
    "connectivity": connectivity_page.show,
    "agreement": agreement_page.show,
    "briefing": briefing_page.show,
    "own": user_data_page.show,
    "sources": sources_page.show,
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
        if name != "agreement" or agreement_page.told()
    }
    old = st.Page(
        briefing_page.show, title=pages["briefing"].title, url_path="print", visibility="hidden"
    )  # links of old
    present = st.Page(present_page.show, title=say("app.page_present", lang), url_path="present", visibility="hidden")
    page_links.register(pages | {"present": present})
    session.carry()
    page = st.navigation([*pages.values(), present, old], position="top")
    name = page.url_path or "browse"
    widget_sync.page_begins(name)
    shell.header(beside=lambda: keep_view.button(name))
    with guarded(name, lang=lang):
        page.run()
    shell.footer()
    widget_sync.page_ends(name)
    session.show_in_address()
    cache.freeze(page.url_path)


logging.getLogger("lien_tinh").setLevel(logging.INFO)
main()
