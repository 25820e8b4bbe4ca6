"""The page of the user's own data: draw, upload, look through, keep."""

from __future__ import annotations

from typing import Final

import streamlit as st

from views import own_autosave, own_data, own_draw, own_items, own_keep, own_upload, session_view
from views.choosing import notices, parts
from views.markup import text
from views.page_errors import guarded, plain, warn_of
from words import say

_SHOW: Final = {"draw": own_draw.show, "upload": own_upload.show, "items": own_items.show, "keep": own_keep.show}


def show() -> None:
    """Draw the page."""
    lang = session_view.current().lang
    own_autosave.keep()  # before the page says whether it did
    own = own_data.current()
    counts = {"routes": len(own.routes), "places": len(own.places), "zones": len(own.zones)}
    risk = "own.unsaved_kept" if own_autosave.kept() else "own.unsaved"
    unsaved = say(risk, lang) if own_data.unsaved() and own else ""
    st.html(f'<p class="lt-note">{text(say("own.about", lang, **counts))} {text(unsaved)}</p>')
    with notices():
        if not_kept := own_autosave.sentence(lang):
            st.warning(plain(not_kept))
        if said := own_data.told():
            sentence, doubts = said
            st.success(plain(sentence))
            warn_of(doubts, lang)
        if before := own_data.before():
            st.button(say(f"own.undo_{before.done}", lang, name=before.name), key="own-undo", on_click=own_data.undo)
    names = {part: say(f"own.part_{part}", lang) for part in _SHOW}
    name, tab = parts(names, own_data.opened_part(), key=f"own-part-{lang.value}", choose=own_data.open_part)
    with tab, guarded(f"own.{name}", lang=lang):
        _SHOW[name](lang)
