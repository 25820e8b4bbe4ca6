"""Scenarios at the left, the open part at the right: what the pages Compare and Connectivity have in common.

The panel holds the routes of the scenario at work, the scenarios side by side with the file that saves them, and
the assumptions: who travels, how fast, how trips count; what was changed is marked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.choices import settings_in, tables_of_file, with_settings
from analysis.scenarios import BASELINE, MOST_VARIANTS, Variant, Weighting, ready_keys
from views.components import downloads, route_list, workspace, year
from views.components.errors import guarded, plain, tell
from views.components.markup import text
from views.components.widget_sync import ask_first, from_list, notices, one_of, parts, several, stay, sure, sync, tick
from views.state import MOST_SAVED, View, data, scenarios, session_view, story, undo, worth_tables
from words import InputError, Lang, number, say

if TYPE_CHECKING:
    from views.state import Columns

_OTHERS: Final = "others"
_BETAS: Final = ("0.01", "0.015", "0.02", "0.03", "0.05")  # per minute


def show_assumptions(view: View, columns: Columns) -> None:
    """Who travels, how fast, where expressways are entered, how trips are weighted."""
    lang, chosen = view.lang, view.compare.assumptions
    changed = columns.assumptions.changed

    def label(name: str, field: str) -> str:
        mark = say("compare.changed_mark", lang) if field in changed else ""
        return say(f"compare.{name}", lang) + mark

    _assumption(label("travel", "mode"), chosen.mode, field="mode", key="travel", names="sources.mode", lang=lang)
    for name, field in (("speeds", "speeds"), ("access", "access"), ("weights", "weighting")):
        value: StrEnum = getattr(chosen, field)
        _assumption(label(name, field), value, field=field, key=f"assume-{name}", names=f"compare.{name}", lang=lang)
        st.html(f'<p class="lt-note">{text(say(f"compare.{name}_note", lang))}</p>')
    if chosen.weighting is Weighting.GRAVITY:
        beta = f"{columns.assumptions.beta_per_min!r}"
        from_list(
            label("beta", "beta_per_min"),
            sorted({*_BETAS, beta}, key=float),
            beta,
            names=lambda b: say("compare.beta_each", lang, beta=number(float(b), lang, decimals=3)),
            key="assume-beta",
            choose=lambda b: session_view.change_assumptions(beta_per_min=float(b)),
        )
        st.html(f'<p class="lt-note">{text(say("compare.beta_note", lang))}</p>')
    tick(
        label("restricted", "restricted_links"),
        chosen.restricted_links,
        key="assume-restricted",
        choose=lambda on: session_view.change_assumptions(restricted_links=on),
    )
    _counted(view, columns, label("counted", "districts"))
    st.button(say("compare.defaults", lang), key="defaults", on_click=scenarios.defaults, disabled=not changed)


def _assumption(label: str, value: StrEnum, *, field: str, key: str, names: str, lang: Lang) -> None:
    """Buttons for one field of the assumptions; ``names`` stands before each of its values in the catalogue."""
    kind = type(value)
    one_of(
        label,
        [one.value for one in kind],
        value.value,
        names=lambda one: say(f"{names}_{one}", lang),
        key=key,
        choose=lambda one: session_view.change_assumptions(**{field: kind(one)}),
    )


def _counted(view: View, columns: Columns, label: str) -> None:
    """Whose trips count: a set by its name, or districts one by one."""
    from analysis.scenarios import SETS, counted, district_capitals, name_of, named_set

    lang, world = view.lang, data.world()
    chosen = columns.assumptions.districts
    name = name_of(world, chosen) or _OTHERS
    from_list(
        label,
        [*SETS, *([_OTHERS] if name == _OTHERS else [])],
        name,
        names=lambda n: say(
            f"compare.counted_{n}", lang, count=len(counted(world, named_set(world, n) if n in SETS else chosen))
        ),
        key="assume-counted",
        choose=lambda n: session_view.change_assumptions(districts=named_set(world, n)) if n in SETS else None,
    )
    places = {i: world.places[i] for i in district_capitals(world)}
    names = {i: plain(p.name(lang)) for i, p in places.items()}
    several(
        say("compare.counted_each", lang),
        sorted(places, key=lambda i: (places[i].province, names[i])),
        sorted(chosen),
        names=names.__getitem__,
        key="assume-districts",
        empty=say("compare.counted_every", lang),
        choose=lambda ids: session_view.change_assumptions(districts=frozenset(ids)),
    )
    st.html(f'<p class="lt-note">{text(say("compare.counted_note", lang))}</p>')


_TOLD: Final = "scenario-file-told"
_UPLOAD: Final = "scenario-file"


def show_file(view: View, columns: Columns) -> None:
    """A button that saves, a field that opens, and what was found in the file opened last."""
    from analysis.scenarios import write_set

    lang = view.lang
    world = data.world()
    st.download_button(
        say("compare.file_save", lang),
        with_settings(
            story.with_story(
                write_set(
                    columns.scenario_set,
                    data_digest=world.data_digest,
                    data_date=world.data.study.data_date,
                    subject=columns.subject(view).key,
                )
            ),
            view.worth,
            worth_tables.current(),
        ),
        file_name=downloads.file_name("scenario_set", f"{dt.datetime.now().astimezone():%Y-%m-%d}", "json", lang),
        mime="application/json",
        on_click="ignore",
        width="stretch",
    )
    st.file_uploader(say("compare.file_open", lang), type="json", key=_UPLOAD, on_change=_open)
    told = st.session_state.get(_TOLD)
    if told is None:
        return
    kept, faults = told
    if kept:
        st.success(say("compare.file_opened", lang))
    for line in scenarios.shortened([scenarios.sentence(fault, lang) for fault in faults], lang):
        st.warning(plain(line))
    if faults and not kept:
        st.html(f'<p class="lt-note">{text(say("compare.file_refused", lang))}</p>')


def _open() -> None:
    """Read the file just chosen."""
    from analysis.scenarios import read_with_story
    from words import InputError

    file = st.session_state[_UPLOAD]
    if file is None:
        st.session_state.pop(_TOLD, None)
        return
    try:
        content = file.getvalue().decode("utf-8")
    except UnicodeDecodeError as fault:
        wrong = InputError("scenarios.file_damaged", line=1, column=fault.start + 1)
        st.session_state[_TOLD] = (False, (wrong,))
        return
    opened, kept = read_with_story(content, data.world())
    story.adopt(kept)
    odd: tuple[str, ...] = ()
    adopted = scenarios.adopt(opened)
    if opened.scenario_set is not None:
        (worth, odd), (tables, more) = settings_in(content), tables_of_file(content)
        odd = (*odd, *more)
        if worth is not None:
            session_view.change(worth=replace(worth, tables=worth_tables.digest_of(tables)))
    faults = [*opened.faults, *adopted, *(InputError("worth.file_member", member=m) for m in odd)]
    st.session_state[_TOLD] = (opened.scenario_set is not None, tuple(faults))


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
        if words := undo.offered("scenarios", lang):
            st.button(
                plain(words),
                key="bring-back",
                on_click=undo.take_back,
                args=("scenarios",),
                width="stretch",
                icon=":material/undo:",
            )
    slot = f"{_TAB}-{lang.value}"
    now = st.session_state.get(_TAB, "routes")
    name, tab = parts(names, now, key=slot, choose=lambda chosen: st.session_state.update({_TAB: chosen}))
    with tab, guarded(f"compare.{name}", lang=lang):
        {"routes": _routes, "columns": _columns, "assumptions": show_assumptions}[name](view, columns)


def _routes(view: View, _: Columns) -> None:
    """Year and routes of the scenario at work."""
    lang = view.lang
    year.show(view)
    route_list.show(lang, computed=True)
    with st.expander(say("compare.by_section", lang)):
        _sections(view)


def _sections(view: View) -> None:
    """Sections of one project by themselves."""
    lang = view.lang
    several = {p.id: p for p in data.projects() if len(p.sections) > 1}
    if not several:
        st.html(f'<p class="lt-note">{text(say("compare.no_sections", lang))}</p>')
        return
    stay("sections-of", [p.text("name", lang) for p in several.values()])
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
        undo.change_routes((*others, chosen) if len(wanted) == len(ids) else (*others, *wanted))

    sync(slot, now)
    names = {
        s.section_id: f"{s.order}. {s.name(lang)} · {say(f'layers.status_{s.status}', lang)}" for s in project.sections
    }
    stay(slot, list(names.values()))
    st.multiselect(
        say("compare.sections", lang), ids, format_func=names.__getitem__, key=slot, on_change=choose, select_all=False
    )


def _columns(view: View, columns: Columns) -> None:
    """Which scenarios stand side by side; saving, renaming, copying, removing; the file."""
    lang = view.lang
    titles = {v.key: v.title(lang) for v in columns.scenario_set.variants}
    st.html(f'<p class="lt-note">🔒 {text(titles[BASELINE])}</p>')

    for key in ready_keys():

        def choose(on: bool, key: str = key) -> None:  # noqa: FBT001 - what the box says
            shown = (
                {*session_view.current().compare.ready, key} if on else {*session_view.current().compare.ready} - {key}
            )
            session_view.change_compare(ready=tuple(k for k in ready_keys() if k in shown))

        tick(plain(Variant(key).title(lang)), key in view.compare.ready, key=f"column-{key}", choose=choose)
        if any(v.key == key for v in columns.left_out):
            st.html(f'<p class="lt-note lt-warn">{text(say("compare.no_place", lang, most=MOST_VARIANTS))}</p>')
    for index, saved in enumerate(view.compare.saved):
        with st.expander(plain(saved.name)):
            _saved(index, lang)
    _save(view)
    show_file(view, columns)


def _saved(index: int, lang: Lang) -> None:
    """One saved scenario: its name, and what can be done with it."""
    saved = session_view.current().compare.saved[index]
    slot = f"name-{index}-{saved.name}"
    st.text_input(
        say("compare.name", lang),
        saved.name,
        key=slot,
        on_change=lambda: _attempt(lambda: scenarios.rename(index, st.session_state[slot])),
    )
    actions: dict[str, Callable[[int], None]] = {"edit": scenarios.edit, "duplicate": scenarios.duplicate}
    with st.container(horizontal=True, gap="small"):
        for name, act in actions.items():
            st.button(
                say(f"compare.{name}", lang),
                key=f"{name}-{index}",
                type="tertiary",
                on_click=_attempt,
                args=(partial(act, index),),
            )
        ask_first(say("compare.remove", lang), key=f"remove-{index}")
    sure(
        say("undo.scenario_sure", lang, name=saved.name),
        key=f"remove-{index}",
        act=_attempt,
        args=(partial(scenarios.remove, index),),
        lang=lang,
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
    st.button(say("compare.save", lang), key="save", on_click=save, disabled=len(view.compare.saved) >= MOST_SAVED)
    if fault := st.session_state.pop("panel-fault", None):
        tell("saving a scenario", fault, lang=lang)
    room = MOST_SAVED - len(view.compare.saved)
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
    with st.container(key="ltsubject"):
        from_list(
            say("compare.subject", view.lang),
            list(titles),
            shown,
            names=titles.__getitem__,
            key="subject",
            choose=lambda key: session_view.change_compare(subject=key),
        )


Draw = Callable[["View", "Columns"], Callable[[], None] | None]


def beside_panel(page: str, draw: Draw) -> None:
    """Draw a page: first the part that is open, then the panel beside it, last what takes its time.

    Parameters
    ----------
    page
        Its name for the log.
    draw
        Draws the open part; gives what is to be done once the page stands.
    """
    view = session_view.current()
    lang = view.lang
    with st.spinner(say("compare.loading", lang)), guarded(f"{page}.world", lang=lang):
        data.world()
    left, main = workspace.areas(page)
    columns: Columns | None = None
    later: Callable[[], None] | None = None
    with main, guarded(f"{page}.parts", lang=lang):
        columns = scenarios.columns(view)
        later = draw(view, columns)
    with left, guarded(f"{page}.panel", lang=lang):
        show(view, columns or scenarios.bare())  # whatever failed: the controls that mend it stay
    if later is not None:  # a choice made meanwhile ends it: what is on screen stays
        later()
