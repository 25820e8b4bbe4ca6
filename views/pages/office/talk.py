"""Comments on the view, the marked route and the scenario at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from views.components import plain, tell, text
from views.state import address, data, scenarios, session_view
from words import Lang, LinkError, moment, say

if TYPE_CHECKING:
    from store import Comment, Desk, Kind

_TURN: Final = "office_turn"
_ANSWERED: Final = "office_answered"


def show(desk: Desk, page: str, lang: Lang) -> None:
    """Draw what was said and the field to say something."""
    from store import Kind, comments

    subjects = _subjects(page)
    names = {kind.value: name for kind, (_, name) in subjects.items()}
    chosen = st.segmented_control(
        say("store.about", lang),
        list(names),
        default=next(iter(names)),
        format_func=names.__getitem__,
        key="office-about",
        required=True,
    )
    kind = Kind(chosen or next(iter(names)))
    subject = subjects[kind][0]
    said = comments.comments(desk, kind, subject)
    for comment in said:
        with st.container(key=f"lttalk-{'answer' if comment.answers else 'said'}-{comment.number}", gap=None):
            _comment(desk, comment, subject, lang)
    answered = next((comment for comment in said if comment.number == st.session_state.get(_ANSWERED)), None)
    with st.form("office-comment", border=False, clear_on_submit=False):
        turn = st.session_state.get(_TURN, 0)
        body = st.text_area(_label(answered, lang), key=f"office-body-{turn}", max_chars=comments.LONGEST)
        pressed = st.form_submit_button(say("store.comment", lang))
    if answered is not None:
        st.button(
            say("store.answer_nobody", lang), key="office-answer-none", type="tertiary", on_click=_answer, args=(None,)
        )
    if not pressed:
        return
    try:
        comments.say_of(desk, kind, subject, body, answers=answered.number if answered else None)
    except LinkError as fault:
        tell("office-comment", fault, lang=lang)
        return
    st.session_state[_TURN] = turn + 1  # an empty field
    _answer(None)
    st.rerun()


def _label(answered: Comment | None, lang: Lang) -> str:
    """Of the field: what one says, or whom one answers."""
    if answered is None:
        return say("store.your_comment", lang)
    who = answered.name or answered.account
    return plain(say("store.your_answer_to", lang, name=who) if who else say("store.your_answer", lang))


def _answer(number: int | None) -> None:
    st.session_state[_ANSWERED] = number


def _subjects(page: str) -> dict[Kind, tuple[str, str]]:
    """What can be spoken of here: its key for the database, and its name."""
    from store import Kind

    view = session_view.current()
    lang = view.lang
    found = {Kind.VIEW: (f"{page}?{urlencode(address.write(view))}", say("store.about_view", lang))}
    what, _, name = view.focus.partition(":")
    if what == "route" and (project := data.project(name)):
        found[Kind.ROUTE] = (name, project.text("name", lang))
    subject = scenarios.columns(view).subject(view)
    found[Kind.SCENARIO] = (subject.name or subject.key, subject.title(lang))
    return found


def _in(view: str, lang: Lang) -> str:
    """The key of a view as who reads in this language has it: the view is the same in each."""
    page, _, asked = view.partition("?")
    return f"{page}?{urlencode({**dict(parse_qsl(asked, keep_blank_values=True)), 'lang': lang.value})}"


def _comment(desk: Desk, comment: Comment, subject: str, lang: Lang) -> None:
    """Who said what, when; on another view of the same page, the way there."""
    head = " · ".join(filter(None, (comment.name or comment.account, moment(comment.written_at, lang))))
    st.html(f'<p class="lt-note">{text(head)}</p><p class="lt-said">{text(comment.body)}</p>')
    with st.container(horizontal=True, gap="small"):
        st.button(
            say("store.answer", lang),
            key=f"office-answer-{comment.number}",
            type="tertiary",
            on_click=_answer,
            args=(comment.number,),
        )
        if comment.kind == "view" and _in(comment.subject, lang) != _in(subject, lang):
            page, _, asked = _in(comment.subject, lang).partition("?")
            way = "./" + ("" if page == "browse" else page) + "?" + asked
            st.html(f'<a class="lt-way" href="{text(way)}" target="_self">{text(say("store.to_view", lang))}</a>')
        if desk.who.account and comment.account == desk.who.account:
            st.button(
                say("own.remove", lang),
                key=f"office-drop-{comment.number}",
                type="tertiary",
                on_click=_take_back,
                args=(desk, comment.number),
            )


def _take_back(desk: Desk, number: int) -> None:
    from store import comments

    comments.take_back(desk, number)
