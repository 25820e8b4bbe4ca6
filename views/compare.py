"""The compare page: two places, the ticked routes, four figures before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.legend import legend_rows
from views import comparison_text, data, map_panel, route_list, state
from views.markup import text
from views.page_errors import guarded
from views.signs import in_a_row
from views.state import Travel, View, Way
from words import Lang, say

if TYPE_CHECKING:
    from analysis import PairComparison, Scenario

_YEARS: Final = tuple(range(2022, 2031))
_PANEL: Final = 600  # pixels
_MAP: Final = 520
_KIND_ORDER: Final = (
    "provincial_capital", "district_capital", "gate", "airport", "port", "industrial_park", "tourism", "town", "hospital",
)  # fmt: skip


def show() -> None:
    """Draw the page."""
    view = state.current()
    lang = view.lang
    with st.spinner(say("compare.loading", lang)), guarded("compare.world", lang=lang):
        data.world()
    left, middle, right = st.columns([0.25, 0.36, 0.39], gap="small")
    with left, st.container(height=_PANEL, border=False):
        with guarded("compare.places", lang=lang):
            _places(view)
        _assumptions(view)
        with guarded("compare.routes", lang=lang):
            st.html(f'<p class="lt-group">{text(say("compare.routes", lang))}</p>')
            route_list.show(lang)
    result: PairComparison | None = None
    with middle, st.container(height=_PANEL, border=False), guarded("compare.result", lang=lang):
        scenario, added, left_out = _scenario(view)
        with st.spinner(say("compare.working", lang)):
            result = data.comparison(scenario, view.origin, view.destination)
        for key, ids in (("added", added), ("left_out", left_out)):
            if ids:
                names = "; ".join(p.text("name", lang) for p in data.projects() if p.id in ids)
                st.html(f'<p class="lt-note">{text(say(f"compare.{key}", lang, names=names))}</p>')
        comparison_text.show(result, lang=lang, way=view.way)
    with right, guarded("compare.map", lang=lang):
        way_control(view)
        map_panel.paths(view, result, height=_MAP)
        if result is not None:
            st.html(in_a_row(legend_rows(lang, layers=(), paths=(True, True))).html)


def _places(view: View) -> None:
    """Origin, destination, and a button between them that swaps."""
    lang = view.lang
    names = _names(lang)
    _select("origin", view.origin, names, lang)
    st.button(say("compare.swap", lang), key="swap", on_click=_swap, width="stretch")
    _select("destination", view.destination, names, lang)


def _swap() -> None:
    view = state.current()
    state.change(origin=view.destination, destination=view.origin)


def _select(field: str, value: str, names: dict[str, str], lang: Lang) -> None:
    """A list of places that holds one end of the trip."""
    slot = f"place-{field}"

    def choose() -> None:
        if chosen := st.session_state[slot]:
            state.change(**{field: chosen})

    if st.session_state.get(slot) != value and value in names:
        st.session_state[slot] = value
    st.selectbox(say(f"compare.{field}", lang), list(names), format_func=names.__getitem__, key=slot, on_change=choose)


def _names(lang: Lang) -> dict[str, str]:
    """Names of all places by id: first the capitals, then gates, airports and the rest."""
    places = sorted(
        data.world().places.values(),
        key=lambda p: (_KIND_ORDER.index(p.kind) if p.kind in _KIND_ORDER else len(_KIND_ORDER), p.name_vi),
    )
    return {
        p.place_id: f"{p.name_vi if lang is Lang.VI else p.name_en} – {say(f'compare.kind_{p.kind}', lang)}"
        for p in places
    }


def _assumptions(view: View) -> None:
    """Who travels, and the state of the network."""
    lang = view.lang

    def choose_travel() -> None:
        if chosen := st.session_state["travel"]:
            state.change(travel=Travel(chosen))

    def choose_year() -> None:
        chosen = st.session_state["year"]
        state.change(year=chosen or None)

    if st.session_state.get("travel") != view.travel.value:
        st.session_state["travel"] = view.travel.value
    st.segmented_control(
        say("compare.travel", lang),
        [t.value for t in Travel],
        format_func=lambda t: say(f"sources.mode_{t}", lang),
        key="travel",
        on_change=choose_travel,
    )
    if st.session_state.get("year", 0) != (view.year or 0):
        st.session_state["year"] = view.year or 0
    years = [0, *sorted({*_YEARS, *([view.year] if view.year else [])})]
    st.selectbox(
        say("compare.year", lang), years, format_func=lambda y: _year_name(y, lang), key="year", on_change=choose_year
    )


def _year_name(year: int, lang: Lang) -> str:
    from layers.projects import DATA_DATE
    from words.figures import day

    if not year:
        return say("compare.year_all", lang)
    if year == DATA_DATE.year:
        return say("compare.year_data", lang, year=year, date=day(DATA_DATE, lang))
    return say("compare.year_future" if year > DATA_DATE.year else "compare.year_past", lang, year=year)


def _scenario(view: View) -> tuple[Scenario, frozenset[str], frozenset[str]]:
    """The scenario of the view; roads added as the base of a ticked upgrade; roads left out.

    Of two roads that exclude each other the one that stands first in the list is kept.
    """
    from analysis import Mode, Scenario

    ticked = frozenset(data.routes(view))
    bases = {p.id: p.upgrade_of for p in data.projects() if p.upgrade_of}
    added = frozenset(base for name in ticked if (base := bases.get(name))) - ticked
    kept: dict[str, frozenset[str]] = {}
    for project in data.projects():
        clash = any(name in project.excludes or project.id in others for name, others in kept.items())
        if project.id in ticked | added and not clash:
            kept[project.id] = frozenset(project.excludes)
    scenario = Scenario(projects=frozenset(kept), year=view.year, mode=Mode(view.travel.value))
    return scenario, added, (ticked | added) - frozenset(kept)


def way_control(view: View) -> None:
    """Which way is drawn and listed: the fastest or the shortest."""

    def choose() -> None:
        if chosen := st.session_state["way"]:
            state.change(way=Way(chosen))

    if st.session_state.get("way") != view.way.value:
        st.session_state["way"] = view.way.value
    st.segmented_control(
        say("compare.way", view.lang),
        [w.value for w in Way],
        format_func=lambda w: say(f"compare.way_{w}", view.lang),
        key="way",
        on_change=choose,
        label_visibility="collapsed",
    )
