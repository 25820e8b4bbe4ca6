"""The left column of the compare page: routes of the scenario at work, scenarios, assumptions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from views import assumption_panel, data, route_list, scenario_file, scenarios, session_view
from views.choosing import from_list, notices, parts, tick
from views.markup import text
from views.mirror import mirror
from views.page_errors import guarded, plain, tell
from views.session_view import View
from views.study import MOST_SAVED, READY, WORKING
from words import Lang, say
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from views.scenarios import Columns

_FIRST_YEAR, _LAST_YEAR = 2021, 2031  # the last stands for "all sections, built or not"
_TAB: Final = "panel-tab"


def show(view: View, columns: Columns) -> None:
    """Draw the panel."""
    lang = view.lang
    names = {name: say(f"compare.panel_{name}", lang) for name in ("routes", "columns", "assumptions")}
    if changed := columns.assumptions.changed:
        names["assumptions"] += f" ({len(changed)})"
    with notices():
        for line in scenarios.told(columns, lang):
            st.html(f'<p class="lt-note lt-told">{text(line)}</p>')
        if words := scenarios.replaced():
            st.button(plain(words), key="bring-back", on_click=scenarios.bring_back, width="stretch")
    slot = f"{_TAB}-{lang.value}"
    now = st.session_state.get(_TAB, "routes")
    name, tab = parts(names, now, key=slot, choose=lambda chosen: st.session_state.update({_TAB: chosen}))
    with tab, guarded(f"compare.{name}", lang=lang):
        {"routes": _routes, "columns": _columns, "assumptions": assumption_panel.show}[name](view, columns)


def _routes(view: View, _: Columns) -> None:
    """Year and routes of the scenario at work."""
    lang = view.lang
    _year(view)
    route_list.show(lang, computed=True)
    with st.expander(say("compare.by_section", lang)):
        _sections(view)


def _year(view: View) -> None:
    """The network growing year by year, up to everything chosen, built or not."""
    slot = "year"

    def choose() -> None:
        year = st.session_state[slot]
        session_view.change(year=None if year == _LAST_YEAR else year)
        session_view.change_study(subject=WORKING)

    value = view.year if view.year in range(_FIRST_YEAR, _LAST_YEAR) else _LAST_YEAR
    mirror(slot, value)
    st.select_slider(
        say("compare.year", view.lang),
        list(range(_FIRST_YEAR, _LAST_YEAR + 1)),
        format_func=lambda y: say("compare.year_every", view.lang) if y == _LAST_YEAR else str(y),
        key=slot,
        on_change=choose,
    )
    st.html(f'<p class="lt-note">{text(year_name(view.year, view.lang))}</p>')


def year_name(year: int | None, lang: Lang) -> str:
    """What a year of a scenario means."""
    from layers.study import study
    from words.figures import day

    if not year:
        return say("compare.year_all", lang)
    if year == study().data_date.year:
        return say("compare.year_data", lang, year=year, date=day(study().data_date, lang))
    return say("compare.year_future" if year > study().data_date.year else "compare.year_past", lang, year=year)


def _sections(view: View) -> None:
    """Sections of one project by themselves."""
    lang = view.lang
    several = {p.id: p for p in data.projects() if len(p.sections) > 1}
    chosen = st.selectbox(
        say("compare.project", lang),
        list(several),
        format_func=lambda i: several[i].text("name", lang),
        key="sections-of",
    )
    project = several[chosen]
    ids = [s.section_id for s in project.sections]
    ticked = session_view.ticked_routes(view)
    now = ids if chosen in ticked else [i for i in ids if i in ticked]
    slot = f"sections-{chosen}"

    def choose() -> None:
        wanted = st.session_state[slot]
        others = [r for r in session_view.ticked_routes(session_view.current()) if r.partition("/")[0] != chosen]
        session_view.change_routes((*others, chosen) if len(wanted) == len(ids) else (*others, *wanted))

    mirror(slot, now)
    names = {
        s.section_id: f"{s.order}. {s.name(lang)} · {say(f'layers.status_{s.status}', lang)}" for s in project.sections
    }
    st.multiselect(
        say("compare.sections", lang), ids, format_func=names.__getitem__, key=slot, on_change=choose, select_all=False
    )


def _columns(view: View, columns: Columns) -> None:
    """Which scenarios stand side by side; saving, renaming, copying, removing; the file."""
    lang = view.lang
    titles = {v.key: v.title(lang) for v in columns.scenario_set.variants}
    st.html(f'<p class="lt-note">🔒 {text(titles["baseline"])}</p>')
    from analysis.scenario_set import Variant

    for key in READY:

        def choose(on: bool, key: str = key) -> None:  # noqa: FBT001 - what the box says
            shown = {*session_view.current().study.ready, key} if on else {*session_view.current().study.ready} - {key}
            session_view.change_study(ready=tuple(k for k in READY if k in shown))

        tick(plain(Variant(key).title(lang)), key in view.study.ready, key=f"column-{key}", choose=choose)
    for index, saved in enumerate(view.study.saved):
        with st.expander(plain(saved.name)):
            _saved(index, lang)
    _save(view)
    scenario_file.show(view, columns)


def _saved(index: int, lang: Lang) -> None:
    """One saved scenario: its name, and what can be done with it."""
    saved = session_view.current().study.saved[index]
    slot = f"name-{index}-{saved.name}"
    st.text_input(
        say("compare.name", lang),
        saved.name,
        key=slot,
        on_change=lambda: _attempt(lambda: scenarios.rename(index, st.session_state[slot])),
    )
    actions: dict[str, Callable[[int], None]] = {
        "edit": scenarios.edit, "duplicate": scenarios.duplicate, "remove": scenarios.remove
    }  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for name, act in actions.items():
            st.button(
                say(f"compare.{name}", lang),
                key=f"{name}-{index}",
                type="tertiary",
                on_click=_attempt,
                args=(partial(act, index),),
            )


def _save(view: View) -> None:
    """A name and a button that keeps the scenario at work under it."""
    lang = view.lang
    slot = "new-name"

    def save() -> None:
        if _try(lambda: scenarios.save(st.session_state[slot])):
            st.session_state[slot] = ""

    st.text_input(
        say("compare.new_name", lang), key=slot, placeholder=say("compare.new_name_example", lang), max_chars=80
    )
    st.button(say("compare.save", lang), key="save", on_click=save, disabled=len(view.study.saved) >= MOST_SAVED)
    if fault := st.session_state.pop("panel-fault", None):
        tell("saving a scenario", fault, lang=lang)
    room = MOST_SAVED - len(view.study.saved)
    st.html(f'<p class="lt-note">{text(say("compare.room", lang, room=room, most=MOST_SAVED))}</p>')


def _attempt(act: Callable[[], None]) -> None:
    """The same for a widget, which asks for no answer."""
    _try(act)


def _try(act: Callable[[], None]) -> bool:
    """Do it; a refusal is told when the page is drawn, and nothing is lost."""
    try:
        act()
    except InputError as fault:
        st.session_state["panel-fault"] = fault
        return False
    return True


def subject(view: View, columns: Columns) -> None:
    """Which scenario the parts of the page look at; the baseline only where nothing is built."""
    shown = columns.subject(view).key
    titles = {
        v.key: v.title(view.lang) for v in columns.scenario_set.variants if v.key != "baseline" or shown == "baseline"
    }
    from_list(
        say("compare.subject", view.lang), list(titles), shown, names=titles.__getitem__,
        key="subject", choose=lambda key: session_view.change_study(subject=key),
    )  # fmt: skip
