"""The page before all others where people sign in."""

from __future__ import annotations

import streamlit as st

from views.components import plain, text
from views.shelf import identity
from views.state import session_view
from words import Lang, say


def admitted() -> bool:
    """Whether the pages may be shown; if not, what is shown instead is drawn."""
    if not identity.login_asked() or identity.signed_in() is not None:
        return True
    lang = session_view.current().lang
    st.set_page_config(page_title=say("store.sign_in_title", lang), layout="centered")
    st.title(say("app.name", lang))
    st.html(f"<p>{text(say('store.sign_in_about', lang))}</p>")
    if identity.refused_account():
        st.warning(plain(say("store.sign_in_no_account", lang)))
        st.button(say("store.sign_out", lang), on_click=st.logout, key="office-sign-out")
    else:
        st.button(say("store.sign_in", lang), on_click=st.login, key="office-sign-in", type="primary")
    other = next(one for one in Lang if one is not lang)
    st.button(
        say("language.name", other),
        key="office-language",
        type="tertiary",
        on_click=_speak,
        args=(other,),
    )
    return False


def _speak(lang: Lang) -> None:
    session_view.change(lang=lang)
