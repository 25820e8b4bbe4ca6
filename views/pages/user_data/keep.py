"""Keeping the user's data: a file to download and open again, and the library of a personal machine."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from briefing import GEODATA_FORMATS
from views.components import ask_first, downloads, plain, sure, tell, text, tick
from views.state import data, keeping, scenarios, story, user_data
from words import Lang, LinkError, say

_OPENED: Final = "own_opened_file"
_DROPPED: Final = "own_dropped"  # (file removed last, whether it can be put back)
_DROP_FAULT: Final = "own_drop_fault"
_KEPT_AS: Final = "own_kept_as"  # (file, version) that this session opened or saved last


def show(lang: Lang) -> None:
    """Draw the part."""
    left, right = st.columns(2, gap="large")
    with left:
        _file(lang)
        _in_link(lang)
    with right:
        _library(lang)


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
            user_data.take_over(replace(found.own, scenarios=""), name=name, whole=not found.faults)
            told = [fault.text(lang) for fault in found.faults] + _adopt(found.own.scenarios, lang)
    except LinkError as fault:
        tell("own.open", fault, lang=lang)
        return False
    user_data.tell(say("own.opened", lang, file=name), *told)
    user_data.open_part("items")
    return True


def _adopt(text: str, lang: Lang) -> list[str]:
    """Take over the scenarios of a file; what is wrong in them, in words."""
    if not text:
        return []
    from analysis.scenarios import read_with_story

    opened, kept = read_with_story(text, data.world())
    story.adopt(kept)
    lost = scenarios.adopt(opened)
    return scenarios.shortened([scenarios.sentence(fault, lang) for fault in (*opened.faults, *lost)], lang)


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


def _library(lang: Lang) -> None:
    """The files kept beside the program."""
    st.html(f'<p class="lt-group">{text(say("own.head_library", lang))}</p>')
    if not keeping.library_allowed():
        st.html(f'<p class="lt-note">{text(say("own.library_off", lang))}</p>')
        return
    if keeping.kept():
        st.html(f'<p class="lt-note">{text(say("own.autosaved", lang))}</p>')
    if keeping.library_open_to_all():
        st.warning(plain(say("own.library_shared", lang)))
    from user_data import library

    with st.form("own-library", border=False):
        title = st.text_input(say("own.library_title", lang), st.session_state.get("own_title", ""), 60)
        pressed = st.form_submit_button(
            say("own.library_save", lang), disabled=not keeping.anything_to_keep(), width="stretch"
        )
    if pressed and title.strip():
        _save(title.strip(), lang)
    _removed(lang)
    for kept in library.listed():
        _row(kept, lang)


def _save(title: str, lang: Lang) -> None:
    from user_data import library

    file = library.file_of(title)
    known: tuple[str, str] = st.session_state.get(_KEPT_AS, ("", ""))
    try:
        version = library.save(file, keeping.library_file(), opened=known[1] if known[0] == file else None)
    except LinkError as fault:
        tell("own-library", fault, lang=lang)
        return
    st.session_state[_KEPT_AS] = (file, version)
    st.session_state["own_title"] = title
    user_data.settle()
    st.success(plain(say("own.library_saved", lang, file=file)))


def _row(kept: Any, lang: Lang) -> None:
    """A file of the library, and what can be done with it; what goes wrong is said below it."""
    when = dt.datetime.fromtimestamp(kept.saved_at).astimezone()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(plain(f"{kept.file} · {when:%d/%m/%Y %H:%M}"))
        wanted = st.button(say("own.library_open", lang), key=f"open-{kept.file}", type="tertiary")
        ask_first(say("own.remove", lang), key=f"drop-{kept.file}")
    if wanted:
        _open_kept(kept, lang)
    sure(say("own.library_sure", lang, file=kept.file), key=f"drop-{kept.file}", act=_drop, args=(kept,), lang=lang)
    if (failed := st.session_state.get(_DROP_FAULT)) and failed[0] == kept.file:
        del st.session_state[_DROP_FAULT]
        tell("own-library", failed[1], lang=lang)


def _open_kept(kept: Any, lang: Lang) -> None:
    """Open a file of the library."""
    from user_data import library

    try:
        content, version = library.load(kept.file)
    except LinkError as fault:
        tell("own-library", fault, lang=lang)
        return
    if _open(kept.file, content, lang):
        st.session_state[_KEPT_AS] = (kept.file, version)
        st.rerun()


def _drop(kept: Any) -> None:
    """Remove a file; a callback, so that the page is drawn without it."""
    from user_data import library

    try:
        undoable = library.remove(kept.file, opened=kept.version)
    except LinkError as fault:
        st.session_state[_DROP_FAULT] = (kept.file, fault)
        return
    st.session_state[_DROPPED] = (kept.file, undoable)


def _removed(lang: Lang) -> None:
    """The file removed last, and the button that puts it back."""
    from user_data import library

    if (dropped := st.session_state.get(_DROPPED)) is None:
        return
    file, undoable = dropped
    st.success(plain(say("own.library_dropped" if undoable else "own.library_gone", lang, file=file)))
    if not undoable or not st.button(say("own.library_back", lang, file=file), key="library-back"):
        return
    try:
        library.put_back(file)
    except LinkError as fault:
        tell("own-library", fault, lang=lang)
        return
    del st.session_state[_DROPPED]
    st.rerun()
