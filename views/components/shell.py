"""What stands around every page: style, name, pages, link to copy, state of the data, language, credits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, Final

import streamlit as st

from layers import altered_sentence, legal_note
from views import cache
from views.components import map_panel, page_links
from views.components.errors import guarded, plain
from views.components.markup import Markup, info
from views.components.widget_sync import notices, sync
from views.state import Part, data, session, session_view, story, user_data_link
from words import Lang, LinkError, day, say

_STYLE = Path(__file__).with_name("shell.css")
_SCRIPT = Path(__file__).with_name("shell.js")
_TOOLS: Final = "lttools"
_NAMES: Final = (
    "open",
    "close",
    "clear",
    "chosen",
    "left",
    "right",
    "stop",
    "running",
    "remove",
    "data",
    "png",
    "full",
    "add",
)
_WORDS: Final = (
    "menu",
    "skip",
    "address",
    "copied",
    "copy_by_hand",
    "hide_left",
    "show_left",
    "hide_right",
    "show_right",
    "drawer_left",
    "drawer_right",
    "help",
    "close",
    "guide_title",
)
_TASKS: Final = ("routes", "change", "order", "meeting", "study")
_TASKS_BARE: Final = ("own", "ties", "meeting", "study")  # of a region without a route: nothing is asked about any


def header(page: str = "", *, beside: Callable[[], None] = lambda: None) -> None:
    """The band with the product's name, the pages, the link to copy and the language switch; below it what must be told.

    Parameters
    ----------
    page
        The path of the page that is open.
    beside
        Draws what a page adds to the band.
    """
    page_links.go_where_wanted()
    lang = session_view.current().lang
    st.html(f"<style>{_css()}{_widget_words(lang)}</style>")
    with st.container(key="lthead", horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        short = escape(say("app.name_short", lang))  # stands on a phone
        st.html(f'<h1 class="lt-name" data-short="{short}">{escape(say("app.name", lang))}</h1>', width="content")
        with st.container(key="ltnav", horizontal=True, wrap=False, gap=None):
            page_links.in_header(lang)
        beside()
        _tools(page)
        _language(lang)
    with notices(), st.container(key="ltnotices"):
        _notices(lang)


def _notices(lang: Lang) -> None:
    with guarded("altered", lang=lang):
        if altered := cache.altered():
            st.warning(plain(altered_sentence(altered, lang)))
    if lost := page_links.lost():
        st.info(plain(say("app.page_lost", lang, name=lost, page=say("app.page_browse", lang))))
    if sentence := user_data_link.sentence(lang):
        st.warning(plain(sentence))
    if values := session.refused():
        st.warning(say("app.refused", lang, values=plain(", ".join(values))))
    for name, new in session.renamed():
        st.warning(plain(say("app.renamed", lang, name=name, new=new)))


def footer(*, on_map: bool = False) -> None:
    """The legal note and the credits that every page carries.

    Parameters
    ----------
    on_map
        Whether the map that fills the page carries them.
    """
    lang = session_view.current().lang
    if on_map:
        return
    with guarded("footer", lang=lang):
        credit, legal = escape(say("app.credit", lang)), escape(legal_note(lang))
        whole = info(Markup(f"<p>{legal}</p><p>{credit}</p>"), lang).html
        st.html(
            f'<div class="lt-foot" role="contentinfo"><p>{legal} © OpenStreetMap</p>{whole}<p class="lt-on-paper">{credit}</p></div>'
        )


def _tools(page: str) -> None:
    """Panels, drawers, the link to copy, the state of the data: all of it works in the browser; the server keeps what is folded."""
    view = session_view.current()
    lang = view.lang

    def fold() -> None:
        told = str(st.session_state[_TOOLS].get("folded", ""))
        session_view.change(folded=frozenset(told.split("~")) & frozenset(session_view.SIDES))

    def order() -> None:
        page_links.want("compare", replace(session_view.current(), compare=replace(view.compare, part=Part.SHARES)))

    def study() -> None:
        page_links.want("study", session_view.current())

    def facts() -> None:
        if project := data.project(str(st.session_state[_TOOLS].get("facts", ""))):
            map_panel.look_at(map_panel.route_bounds(project))
            session_view.change(focus=f"route:{project.id}")
            if page:  # the map's own has none
                page_links.want("browse", session_view.current())

    words: dict[str, Any] = {name: say(f"app.{name}", lang) for name in _WORDS}
    words |= {"link": say("app.copy_link", lang), "data": say("app.about_data", lang), "data_lines": _about(lang)}
    words["without"] = _not_in_link(lang)
    words["facts_of"] = say("browse.facts_of", lang, name="{name}")
    words |= _guide(lang)
    names = {name: say(f"app.name_{name}", lang) for name in _NAMES}
    names |= {name: _of_widgets(lang)[name] for name in ("pick", "most")}
    folded = "~".join(sorted(view.folded))
    _component()(
        key=_TOOLS,
        data={"lang": lang.value, "folded": folded, "page": page, "words": words, "names": names},
        default={"folded": folded},
        on_folded_change=fold,
        on_order_change=order,
        on_study_change=study,
        on_facts_change=facts,
        width="content",
    )


def _guide(lang: Lang) -> dict[str, Any]:
    """What a first visit is told and asked: of routes only where there are some."""
    try:
        bare = not data.projects()
    except LinkError:  # the page says it; what stands around it must not need the routes
        bare = False
    tasks = {task: say(f"app.task_{task}", lang) for task in (_TASKS_BARE if bare else _TASKS)}
    told = ("1_bare", "2_bare", "3") if bare else ("1", "2", "3")
    lines = [say(f"app.guide_{n}", lang) for n in told]
    how = say("app.task_change_how", lang, task=say("app.task_change", lang))
    return {"guide_lines": lines, "tasks": tasks, "task_change_how": how}


def _not_in_link(lang: Lang) -> list[str]:
    """What the person who is sent a link to this page will not see."""
    own, slides = user_data_link.left_out(), story.count()
    said = [say("own.link_without", lang, part=say("own.part_keep", lang), **own)] if own else []
    return said + (
        [say("story.link_without", lang, count=slides, part=say("meeting.part_story", lang))] if slides else []
    )


@functools.cache
def _component() -> Any:
    return st.components.v2.component(
        "lt_shell", html='<div class="lt-shell"></div>', js=_SCRIPT.read_text(encoding="utf-8"), isolate_styles=False
    )


def _about(lang: Lang) -> list[str]:
    """The state of the data, and who made them."""
    try:
        date, digest = cache.state_of_data()
    except LinkError:
        return [say("app.data_unknown", lang), say("app.credit", lang)]
    state = say("app.data_state", lang, date=day(date, lang), digest=digest)
    return [state, say("app.data_state_help", lang), say("app.credit", lang)]


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


def _of_widgets(lang: Lang) -> dict[str, str]:
    """Words for what Streamlit's widgets say in English only."""
    most = st.get_option("server.maxUploadSize")
    return {
        "pick": say("app.widget_pick", lang),
        "most": say("app.widget_most", lang, most=most),
        "none": say("app.widget_none", lang),
        "refused": say("app.widget_refused", lang, most=most),
    }


def _widget_words(lang: Lang) -> str:
    """The same for the style, which lays them over the English ones."""
    return ":root{" + "".join(f'--lt-{name}:"{word}";' for name, word in _of_widgets(lang).items()) + "}"


@functools.cache
def _css() -> str:
    """In one line: Streamlit looks at each line of what it sends, in every run."""
    return " ".join(line.strip() for line in _STYLE.read_text(encoding="utf-8").splitlines())
