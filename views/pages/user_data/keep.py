"""Keeping the user's data: a file to download and open again, and beside it what is kept by the program."""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from briefing import GEODATA_FORMATS
from views.components import downloads, tell, text, tick
from views.pages.user_data import kept_works
from views.shelf import take_over
from views.state import keeping, user_data
from words import Lang, LinkError, say

_OPENED: Final = "own_opened_file"


def show(lang: Lang) -> None:
    """Draw the part."""
    left, right = st.columns(2, gap="large")
    with left:
        _file(lang)
        _in_link(lang)
    with right:
        kept_works.show(lang)


def _file(lang: Lang) -> None:
    """Download, and open again."""
    st.html(f'<p class="lt-group">{text(say("own.head_file", lang))}</p>')
    try:
        content = keeping.library_file()  # not on demand: that would run outside this session
    except LinkError as fault:
        tell("own-file", fault, lang=lang)
        content = b""
    st.download_button(
        say("own.download", lang),
        content,
        file_name=downloads.file_name("own_data", f"{dt.datetime.now().astimezone():%Y-%m-%d}", "gpkg", lang),
        mime=GEODATA_FORMATS["gpkg"].mime,
        on_click=user_data.settle,
        width="stretch",
        disabled=not (content and keeping.anything_to_keep()),
    )
    file = st.file_uploader(say("own.open", lang), type="gpkg", key="own-open", help=say("own.open_help", lang))
    if file is None or st.session_state.get(_OPENED) == file.file_id:
        return
    st.session_state[_OPENED] = file.file_id
    if _open(file.name, file.getvalue(), lang):
        st.rerun()


def _open(name: str, content: bytes, lang: Lang) -> bool:
    """Put what a file holds in place of the present data."""
    from user_data import read_file

    try:
        with st.spinner(say("own.reading", lang)):
            found = read_file(name, content)
            take_over(name, found.own, found.faults, lang)
    except LinkError as fault:
        tell("own.open", fault, lang=lang)
        return False
    return True


def _in_link(lang: Lang) -> None:
    """Drawn routes in the address, only on a tick."""
    drawn = [route for route in user_data.current().routes if route.drawn]
    if not drawn:
        return
    tick(
        say("own.in_link", lang),
        user_data.in_link(),
        key="own-in-link",
        choose=user_data.put_in_link,
        help_text=say("own.in_link_help", lang),
    )
    if user_data.in_link():
        from user_data import LONGEST, write_link

        try:
            st.html(
                f'<p class="lt-note">{text(say("own.link_length", lang, length=len(write_link(drawn)), most=LONGEST))}</p>'
            )
        except LinkError as fault:
            tell("link", fault, lang=lang)
