"""The page of the user's own data: draw, upload, look through, keep."""

from __future__ import annotations

from typing import Final

import streamlit as st

from views.components import guarded, notices, parts, plain, text, warn_of, workspace
from views.pages.user_data import draw, items, keep, upload
from views.shelf import kept_last
from views.state import data, keeping, scenarios, session_view, undo, user_data
from words import Lang, say

_SHOW: Final = {"draw": draw.show, "upload": upload.show, "items": items.show, "keep": keep.show}


def show() -> None:
    """Draw the page."""
    lang = session_view.current().lang
    keeping.keep()  # before the page says whether it did
    own = user_data.current()
    counts = {"routes": len(own.routes), "places": len(own.places), "zones": len(own.zones)}
    risk = "own.unsaved_kept" if keeping.kept() else "own.unsaved"
    unsaved = say(risk, lang) if user_data.unsaved() and own else ""
    st.html(f'<p class="lt-note">{text(say("own.about", lang, **counts))} {text(unsaved)}</p>')
    with notices(), st.container(key="ltnotices-own"):
        if not_kept := keeping.why_not_kept(lang):
            st.warning(plain(not_kept))
        if said := user_data.told():
            sentence, doubts = said
            st.success(plain(sentence))
            warn_of(doubts, lang)
        draw.finish(lang)  # what another control broke off
        if not own:
            kept_last.own_data(lang)
        if words := undo.offered("own", lang):
            st.button(plain(words), key="own-undo", on_click=undo.take_back, args=("own",), icon=":material/undo:")
    with workspace.whole("own"):
        _parts(lang)
    _prepare()


def _prepare() -> None:
    """Have the figures of the comparison made while the list is read: on a network of the user's own they take a second or two."""
    if not user_data.current().routes:
        return
    world, columns = data.world(), scenarios.columns(session_view.current())

    def make() -> None:
        from analysis.accessibility import communes
        from analysis.measures import metric_table

        metric_table(world, columns.scenario_set)
        communes(world)

    user_data.prepare(f"{user_data.current().digest} {columns.digest}", make)


def _parts(lang: Lang) -> None:
    names = {part: say(f"own.part_{part}", lang) for part in _SHOW}
    name, tab = parts(names, user_data.opened_part(), key=f"own-part-{lang.value}", choose=user_data.open_part)
    with tab, guarded(f"own.{name}", lang=lang):
        _SHOW[name](lang)
