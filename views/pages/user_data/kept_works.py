"""What is kept beside the program or in the office's database: save, open, remove, put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from views.components import ask_first, plain, sure, tell, text, unfolded
from views.pages.user_data import conflict
from views.shelf import identity, kept, take_over
from views.state import keeping
from words import Lang, LinkError, moment, say

if TYPE_CHECKING:
    from store import Role, Store, Work

_DROPPED: Final = "own_dropped"  # (name, title, whether it can be put back) of what was removed last
_DROP_FAULT: Final = "own_drop_fault"
_TITLE: Final = "own_title"


def show(lang: Lang) -> None:
    """Draw the part."""
    shared = bool(kept.database())
    st.html(f'<p class="lt-group">{text(say("store.head" if shared else "own.head_library", lang))}</p>')
    store = kept.store()
    if store is None:
        st.html(f'<p class="lt-note">{text(say("own.library_off", lang))}</p>')
        return
    try:
        role = store.role()
        if role is None:
            st.html(f'<p class="lt-note">{text(say("store.no_member", lang, workspace=kept.workspace()))}</p>')
            return
        _works(store, role, shared=shared, lang=lang)
    except LinkError as fault:
        tell("own-library", fault, lang=lang)


def _works(store: Store, role: Role, *, shared: bool, lang: Lang) -> None:
    from store import Role

    if keeping.kept():
        st.html(f'<p class="lt-note">{text(say("own.autosaved", lang))}</p>')
    if shared:
        st.html(f'<p class="lt-note">{text(say("store.note_shared", lang, workspace=kept.workspace()))}</p>')
    if not role.covers(Role.EDITOR):
        st.html(f'<p class="lt-note">{text(say("store.note_reader", lang))}</p>')
    else:
        if keeping.library_open_to_all() and not identity.login_asked():
            st.warning(plain(say("own.library_shared", lang)))
        _form(store, lang)
        _removed(store, lang)
    for work in store.listed():
        _row(store, work, lang, change=role.covers(Role.EDITOR))


def _form(store: Store, lang: Lang) -> None:
    """The name to save under; where somebody else saved since, both side by side."""
    with st.form("own-library", border=False):
        title = st.text_input(say("own.library_title", lang), st.session_state.get(_TITLE, ""), 60)
        pressed = st.form_submit_button(
            say("own.library_save", lang), disabled=not keeping.anything_to_keep(), width="stretch"
        )
    if pressed and title.strip():
        _save(store, title.strip(), lang)
    conflict.show(store, lang)


def _save(store: Store, title: str, lang: Lang) -> None:
    try:
        work = store.save(title, keeping.whole(), opened=conflict.opened_as(title))
    except LinkError as fault:
        if fault.key == "own.changed_elsewhere":
            conflict.begin(title)
        else:
            tell("own-library", fault, lang=lang)
        return
    st.session_state[_TITLE] = title
    conflict.end(work)
    st.success(plain(say("own.library_saved", lang, file=work.title if kept.database() else work.name)))


def _row(store: Store, work: Work, lang: Lang, *, change: bool) -> None:
    """A work, and what can be done with it; what goes wrong is said below it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(plain(" · ".join(filter(None, (work.title, moment(work.saved_at, lang), work.saved_by)))))
        wanted = st.button(say("own.library_open", lang), key=f"open-{work.name}", type="tertiary")
        if change:
            ask_first(say("own.remove", lang), key=f"drop-{work.name}")
    if wanted:
        _open(store, work, lang)
    if kept.database():
        _earlier(store, work, lang)
    question = say("own.library_sure", lang, file=work.title)
    sure(question, key=f"drop-{work.name}", act=_drop, args=(store, work), lang=lang)
    if (failed := st.session_state.get(_DROP_FAULT)) and failed[0] == work.name:
        del st.session_state[_DROP_FAULT]
        tell("own-library", failed[1], lang=lang)


def _earlier(store: Store, work: Work, lang: Lang) -> None:
    """What was saved of it before, to be opened; saving that again is one more edition."""
    part = (
        unfolded(say("store.earlier", lang, title=plain(work.title)), key=f"earlier-{work.name}")
        if work.version != "1"
        else None
    )
    if part is None:
        return
    with part:
        for old in store.editions(work.name):
            told = " · ".join(filter(None, (old.version, moment(old.saved_at, lang), old.saved_by)))
            if st.button(plain(told), key=f"open-{work.name}-{old.version}", type="tertiary"):
                _open(store, work, lang, version=old.version)


def _open(store: Store, work: Work, lang: Lang, *, version: str = "") -> None:
    """Open a work as it stands, or as it was: then what stands is still the one to be saved over."""
    try:
        with st.spinner(say("own.reading", lang)):
            found = store.load(work.name, version=version)
            take_over(work.title, found.own, found.faults, lang)
    except LinkError as fault:
        tell("own-library", fault, lang=lang)
        return
    if kept.database():
        st.session_state[_TITLE] = found.work.title
    conflict.end(work if version else found.work)
    st.rerun()


def _drop(store: Store, work: Work) -> None:
    """Remove a work; a callback, so that the page is drawn without it."""
    try:
        undoable = store.remove(work.name, opened=work.version)
    except LinkError as fault:
        st.session_state[_DROP_FAULT] = (work.name, fault)
        return
    st.session_state[_DROPPED] = (work.name, work.title, undoable)


def _removed(store: Store, lang: Lang) -> None:
    """What was removed last, and the button that puts it back."""
    if (dropped := st.session_state.get(_DROPPED)) is None:
        return
    name, title, undoable = dropped
    st.success(plain(say("own.library_dropped" if undoable else "own.library_gone", lang, file=title)))
    if not undoable or not st.button(say("own.library_back", lang, file=title), key="library-back"):
        return
    try:
        store.put_back(name)
    except LinkError as fault:
        tell("own-library", fault, lang=lang)
        return
    del st.session_state[_DROPPED]
    st.rerun()
