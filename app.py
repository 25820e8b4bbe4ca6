"""The dashboard: page set-up, navigation and language; everything else is in ``views``."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import streamlit as st

from views import cache, nobody_there
from views.components import both_languages, forget, guarded, in_turn, page_links, shell, widget_sync
from views.pages import agreement_page, briefing_page, sources_page
from views.pages.browse import browse_page
from views.pages.compare import compare_page
from views.pages.connectivity import connectivity_page
from views.pages.office import menu, office_page, sign_in
from views.pages.story import keep_view, present_page
from views.pages.study import study_page
from views.pages.user_data import user_data_page
from views.pages.worth import worth_page
from views.state import session, session_view
from words import say

_ICON: Final = Path(__file__).parent / "assets" / "favicon.svg"
_PAGES = {
    "browse": browse_page.show,
    "compare": compare_page.show,
    "connectivity": connectivity_page.show,
    "worth": worth_page.show,
    "agreement": agreement_page.show,
    "briefing": briefing_page.show,
    "own": user_data_page.show,
    "sources": sources_page.show,
}


def main() -> None:
    """Draw the page the address asks for; what stops all pages is said in both languages."""
    forget()
    nobody_there.watch()
    with in_turn(), both_languages("app"):
        _draw()


def _draw() -> None:
    menu.keep_link()
    session.restore()
    if not sign_in.admitted():
        return
    lang = session_view.current().lang
    pages = {
        name: st.Page(show, title=say(f"app.page_{name}", lang), url_path=name, default=name == "browse")
        for name, show in _PAGES.items()
        if name != "agreement" or agreement_page.told()
    }
    present = st.Page(present_page.show, title=say("app.page_present", lang), url_path="present", visibility="hidden")
    other = st.Page(study_page.show, title=say("app.page_study", lang), url_path="study", visibility="hidden")
    office = st.Page(office_page.show, title=say("app.page_office", lang), url_path="office", visibility="hidden")
    page_links.register(pages | {"present": present, "study": other, "office": office})
    session.carry()
    every = [*pages.values(), present, other, office, _old(pages)]
    page = st.navigation([*every, *_stranger(every)], position="hidden")
    title = f"{page.title} – {say('app.name', lang)}"  # the page first: a row of tabs shows no more
    st.set_page_config(page_title=title, page_icon=_ICON, layout="wide", initial_sidebar_state="collapsed")
    name = page.url_path or "browse"
    widget_sync.page_begins(name)
    menu.open_link()
    shell.header(page.url_path, beside=lambda: _beside(name))
    with widget_sync.notices():
        menu.notices()
    with guarded(name, lang=lang):
        page.run()
    shell.footer(on_map=name == "browse")
    widget_sync.page_ends(name)
    session.show_in_address()
    cache.freeze(page.url_path)


def _beside(name: str) -> None:
    """What stands in the band beside the pages."""
    keep_view.button(name)
    menu.button(name)


def _old(pages: dict[str, Any]) -> Any:
    """The page that links of old lead to."""
    return st.Page(briefing_page.show, title=pages["briefing"].title, url_path="print", visibility="hidden")


def _stranger(pages: list[Any]) -> list[Any]:
    """A page for what else the address asks for."""
    asked = unquote(urlsplit(st.context.url or "").path).strip("/")
    known = asked in {"", *(page.url_path for page in pages)} or "/" in asked
    return [] if known else [page_links.stranger(asked)]


logging.getLogger("lien_tinh").setLevel(logging.INFO)
main()
