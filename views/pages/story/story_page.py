"""Editing the presentation: the kept views in order at the left, the words and the steps of the chosen one beside them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import streamlit as st

from analysis.scenarios import LONGEST_SENTENCE, LONGEST_TITLE, MOST_SLIDES
from briefing.content import stale_sentence
from views.components import ask_first, guarded, page_links, plain, scenario_panel, sure, sync, tell, text
from views.pages.story import keep_view, prepared, seen
from views.shelf import kept_last
from views.state import data, scenarios, session_view, story, undo
from words import Lang, LinkError, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.scenarios import Slide
    from views.state import View

_CHOSEN: Final = "story-chosen"
_FAULT: Final = "story-fault"
_NAMES: Final = "story-names"
_REMOVE: Final = "story-remove"


def show() -> None:
    """Draw the part."""
    view = session_view.current()
    lang, kept = view.lang, story.current()
    _head(lang)
    left, right = st.columns([0.42, 0.58], gap="medium")
    with left:
        chosen = _list(lang) if kept else None
        with guarded("pictures of the kept views", lang=lang):
            _pictures(view)
        if not kept:
            st.html(f'<p class="lt-note">{text(say("story.empty", lang))}</p>')
            with guarded("the presentation kept last", lang=lang):
                kept_last.presentation(lang)
        st.html(f'<p class="lt-group">{text(say("story.file", lang))}</p>')
        with guarded("the file of the presentation", lang=lang):
            scenario_panel.show_file(view, scenarios.columns(view))
    with right:
        if chosen is not None:
            with guarded("editing the presentation", lang=lang):
                _edit(chosen, view)


def _head(lang: Lang) -> None:
    """What can be done with all of it."""
    kept = story.current()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if kept:
            page_links.go(
                "present", say("story.begin", lang), key="story-begin", primary=True, before=lambda: story.turn(1)
            )
            page_links.go(
                "present",
                say("story.begin_here", lang),
                key="story-begin-here",
                before=lambda: story.turn(_chosen() + 1),
            )
        if words := undo.offered("story", lang):
            st.button(plain(words), key="story-undo", on_click=undo.take_back, args=("story",), icon=":material/undo:")
    said = say("story.room", lang, count=len(kept), most=MOST_SLIDES)
    promise = "story.survives" if story.is_kept() else "story.passing"
    st.html(f'<p class="lt-note">{text(said)} {text(say(promise, lang)) if kept else ""}</p>')


def _chosen() -> int:
    return min(int(st.session_state.get(_CHOSEN, 0)), max(len(story.current()) - 1, 0))


def _list(lang: Lang) -> int:
    """The views in their order; gives which is chosen."""
    kept = story.current()
    marks = [" ⚠" if _doubt(slide, lang) else "" for slide in kept]
    names = [
        f"{n}. {plain(slide.title)}{mark}" for n, (slide, mark) in enumerate(zip(kept, marks, strict=True), start=1)
    ]
    # the browser answers with a label: it is told anew when one changed, and what it still says by an old one is its number
    if st.session_state.get(_NAMES) != names:
        st.session_state[_NAMES], st.session_state["story-list"] = names, _chosen()
    sync("story-list", _chosen())

    def choose() -> None:
        picked = st.session_state["story-list"]
        st.session_state[_CHOSEN] = int(picked.partition(".")[0]) - 1 if isinstance(picked, str) else picked

    st.radio(
        say("story.list", lang), range(len(kept)), format_func=names.__getitem__, key="story-list", on_change=choose
    )
    return _chosen()


def _pictures(view: View) -> None:
    """A small picture of each view before its title; what they are made of is then ready to be presented."""
    if not story.current():
        return
    work = prepared.awaited(
        view.lang, scenarios.columns(view).scenario_set, patience=0.1
    )  # the list stands without them
    if work.result is None:
        return
    entry = ".st-key-story-list [role=radiogroup] > :nth-child"
    known = [work.result.thumbnails.get(prepared.shown(slide)) for slide in story.current()]
    rules = [  # another order and other words leave a view the picture it has
        f"{entry}({n}) label {{ background-image: url('data:image/svg+xml,{quote(svg)}'); }}"
        for n, svg in enumerate(known, start=1)
        if svg
    ]
    st.html(f"<style>{''.join(rules)}</style>")


def _doubt(slide: Slide, lang: Lang) -> str:
    """What must be said of a kept view: it cannot be opened, shows nothing, or its figures are of another day."""
    if not slide.page:
        return say("story.no_page_now", lang)
    if slide.shows is None:
        return say("story.words_only", lang)
    present = scenarios.columns(session_view.current()).scenario_set
    return stale_sentence(slide, data.world(), lang, present=present)


def _edit(index: int, view: View) -> None:
    """Words and steps of one view."""
    lang, slide = view.lang, story.current()[index]
    if doubt := _doubt(slide, lang):
        st.warning(plain(doubt))
    for field, longest in (("title", LONGEST_TITLE), ("sentence", LONGEST_SENTENCE)):
        _field(index, field, longest, lang)
    if fault := st.session_state.pop(_FAULT, None):
        tell("editing the presentation", fault, lang=lang)
    _steps(index, lang)
    _lead_back(index, slide, lang)
    kind = f"compare.part_{slide.shows.what}" if slide.page == "compare" and slide.shows else f"app.page_{slide.page}"
    shown = say(kind, lang) if slide.page else "–"
    st.html(f'<p class="lt-note">{text(say("story.seen_on", lang, page=shown))}</p>')


def _field(index: int, name: str, longest: int, lang: Lang) -> None:
    key = f"story-{name}"
    sync(key, getattr(story.current()[index], name))

    def choose() -> None:
        slide = story.current()[index]
        new: dict[str, Any] = {name: st.session_state[key], "proposed": slide.proposed - {name}}
        _attempt(lambda: story.change(index, replace(slide, **new)))

    draw = st.text_input if name == "title" else st.text_area
    draw(say(f"story.{name}", lang), key=key, max_chars=longest, on_change=choose)


def _steps(index: int, lang: Lang) -> None:
    """Up, down, copy, delete."""
    kept = story.current()

    def moved(by: int) -> None:
        story.move(index, by)
        st.session_state[_CHOSEN] = index + by

    actions: dict[str, tuple[Callable[[], None], bool, str]] = {
        "up": (partial(moved, -1), index == 0, "arrow_upward"),
        "down": (partial(moved, 1), index == len(kept) - 1, "arrow_downward"),
        "duplicate": (partial(story.duplicate, index), len(kept) >= MOST_SLIDES, "content_copy"),
    }
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for name, (act, off, icon) in actions.items():
            st.button(
                say(f"story.{name}", lang),
                key=f"story-{name}",
                on_click=_attempt,
                args=(act,),
                disabled=off,
                icon=f":material/{icon}:",
            )
        ask_first(say("story.remove", lang), key=_REMOVE)
    question = say("story.remove_sure", lang, number=index + 1, title=kept[index].title)
    sure(question, key=_REMOVE, act=story.remove, args=(index,), lang=lang)


def _lead_back(index: int, slide: Slide, lang: Lang) -> None:
    """Back to the page it was kept on, to look or to bring it up to date; or its words alone from the data of now."""
    if not slide.page:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        page_links.go(
            slide.page,
            say("story.open", lang),
            key="story-open",
            before=lambda: _open(index),
        )
        st.button(
            say("story.words_now", lang),
            key="story-words",
            on_click=_attempt,
            args=(lambda: keep_view.words_now(lang, index),),
            icon=":material/refresh:",
        )
    _, refused = seen.view_of(slide)
    own = [told for told in refused if told.startswith("routes=own-")]
    if own:
        st.warning(plain(say("story.own_missing", lang, page=say("app.page_own", lang))))
    if rest := [told for told in refused if told not in own]:
        st.warning(plain(say("story.not_all_opens", lang, values=", ".join(rest))))


def _open(index: int) -> None:
    """Show the view of a slide; scenarios saved since stay where there is room, and the step can be taken back there."""
    view, _ = seen.view_of(story.current()[index])
    scenarios.show_kept(view)
    st.session_state[keep_view.EDITED] = index
    from views.components import map_panel

    if bounds := story.current()[index].bounds:
        map_panel.look_at(bounds)


def _attempt(act: Callable[[], None]) -> None:
    """Do it; a refusal is told beside the fields, and nothing is lost."""
    try:
        act()
    except LinkError as fault:
        st.session_state[_FAULT] = fault
