"""What stands around every page: style, name, state of the data, language, credits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from html import escape
from pathlib import Path

import streamlit as st

from layers import altered_sentence, legal_note
from views import cache
from views.components.errors import guarded, plain
from views.components.widget_sync import notices, sync
from views.state import session, session_view, user_data_link
from words import Lang, LinkError, day, say

_STYLE = Path(__file__).with_name("shell.css")


def header(*, beside: Callable[[], None] = lambda: None) -> None:
    """The band with the product's name, the state of the data and the language switch.

    Parameters
    ----------
    beside
        Draws what a page adds to the band.
    """
    lang = session_view.current().lang
    st.html(f"<style>{_css()}{_widget_words(lang)}</style>")
    with st.container(key="lthead", horizontal=True, wrap=False, vertical_alignment="center", gap="medium"):
        st.html(f'<h1 class="lt-name">{escape(say("app.name", lang))}</h1>')
        st.html(
            f'<p class="lt-state" title="{escape(say("app.data_state_help", lang))}">{escape(_data_state(lang))}</p>',
            width="content",
        )
        beside()
        _language(lang)
    with notices():
        with guarded("altered", lang=lang):
            if altered := cache.altered():
                st.warning(plain(altered_sentence(altered, lang)))
        if sentence := user_data_link.sentence(lang):
            st.warning(plain(sentence))
        if values := session.refused():
            st.warning(say("app.refused", lang, values=plain(", ".join(values))))
        for name, new in session.renamed():
            st.warning(plain(say("app.renamed", lang, name=name, new=new)))


def footer() -> None:
    """Credits and the legal note that every page carries."""
    lang = session_view.current().lang
    with guarded("footer", lang=lang):
        st.html(
            f'<div class="lt-foot" role="contentinfo"><p>{escape(legal_note(lang))}</p>'
            f"<p>{escape(say('app.credit', lang))}</p></div>"
        )


def _data_state(lang: Lang) -> str:
    try:
        date, digest = cache.state_of_data()
    except LinkError:
        return say("app.data_unknown", lang)
    return say("app.data_state", lang, date=day(date, lang), digest=digest)


def _language(lang: Lang) -> None:
    def choose() -> None:
        if chosen := st.session_state["language"]:
            session_view.change(lang=Lang(chosen))

    sync("language", lang.value)
    st.segmented_control(
        say("app.language", lang),
        [one.value for one in Lang],
        format_func=lambda one: say("language.name", Lang(one)),
        key="language",
        on_change=choose,
        label_visibility="collapsed",
        width="content",
    )


def _widget_words(lang: Lang) -> str:
    """Words for what Streamlit's widgets say in English only."""
    words = {
        "pick": say("app.widget_pick", lang),
        "most": say("app.widget_most", lang, most=st.get_option("server.maxUploadSize")),
        "none": say("app.widget_none", lang),
        "refused": say("app.widget_refused", lang, most=st.get_option("server.maxUploadSize")),
    }
    return ":root{" + "".join(f'--lt-{name}:"{word}";' for name, word in words.items()) + "}"


@functools.cache
def _css() -> str:
    return _STYLE.read_text(encoding="utf-8")
