"""Two places under the scenario looked at: four figures before and after, both ways on the map."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.edition import place_key, told_text
from layers.legend import legend_rows
from views import comparison_text, data, map_panel, session_view
from views.choosing import from_list, one_of, tick
from views.page_errors import guarded, plain
from views.session_view import View, Way
from views.signs import in_a_row
from words import Lang, say

if TYPE_CHECKING:
    from analysis import PairComparison
    from views.scenarios import Columns

_HEIGHT: Final = 545  # pixels
_MAP: Final = 455
_TWICE: Final = "pair-one-place"  # chosen for both ends
_KIND_ORDER: Final = (
    "provincial_capital", "district_capital", "gate", "airport", "port", "industrial_park", "tourism", "town", "hospital",
)  # fmt: skip


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    with guarded("compare.places", lang=view.lang):
        places(view)
    left, right = st.columns([0.47, 0.53], gap="small")
    with right, guarded("compare.map", lang=view.lang):
        result = compared(view, columns)
        ways(view, result, height=_MAP)
    with left, st.container(height=_HEIGHT, border=False), guarded("compare.result", lang=view.lang):
        comparison_text.show(compared(view, columns), lang=view.lang, way=view.way)


def compared(view: View, columns: Columns) -> PairComparison:
    """The pair of the view under the scenario looked at; kept from the run before."""
    with st.spinner(say("compare.working", view.lang)):
        return data.comparison(columns.scenario(view), view.origin, view.destination)


def ways(view: View, result: PairComparison, *, height: int) -> None:
    """Both ways on the map, with the switch that hides the one before."""
    left, right = st.columns([0.6, 0.4], vertical_alignment="center")
    with left:
        way_control(view)
    with right:
        tick(
            say("compare.show_before", view.lang), st.session_state.get("with-before", True), key="show-before",
            choose=lambda on: st.session_state.update({"with-before": on}),
        )  # fmt: skip
    before = bool(st.session_state.get("with-before", True))
    map_panel.paths(view, result, height=height, before=before)
    st.html(in_a_row(legend_rows(view.lang, layers=(), paths=(before, True))).html)


def places(view: View) -> None:
    """Origin, destination, and a button between them that swaps."""
    lang = view.lang
    titles = place_names(lang)
    left, middle, right = st.columns([0.43, 0.14, 0.43], vertical_alignment="bottom")
    for column, field in ((left, "origin"), (right, "destination")):
        with column:
            from_list(
                say(f"compare.{field}", lang), list(titles), getattr(view, field), names=titles.__getitem__,
                key=f"place-{field}", choose=partial(_choose, field),
            )  # fmt: skip
    with middle:
        st.button("⇄", help=say("compare.swap", lang), key="swap", on_click=_swap, width="stretch")
    if twice := st.session_state.pop(_TWICE, None):
        st.warning(plain(say("compare.one_place", lang, name=titles[twice])))


def _choose(field: str, chosen: str) -> None:
    """Take an end of the pair; the place at the other end is refused, and the pair stays."""
    view = session_view.current()
    if chosen in {view.origin, view.destination} - {getattr(view, field)}:
        st.session_state[_TWICE] = chosen
        return
    session_view.change(**{field: chosen})


def _swap() -> None:
    view = session_view.current()
    session_view.change(origin=view.destination, destination=view.origin)


def place_names(lang: Lang) -> dict[str, str]:
    """Names of all places by id: first the capitals, then gates, airports and the rest."""
    places = sorted(
        data.world().places.values(),
        key=lambda p: (_KIND_ORDER.index(p.kind) if p.kind in _KIND_ORDER else len(_KIND_ORDER), p.name_vi),
    )
    edition = session_view.current().edition
    kinds = {p.place_id: place_key(p.kind, p.capital_of_2025, edition) for p in places}
    return {
        p.place_id: f"{told_text(p.name_vi if lang is Lang.VI else p.name_en, lang, edition)} – "
        f"{say(f'compare.kind_{kinds[p.place_id]}', lang)}"
        for p in places
    }


def way_control(view: View) -> None:
    """Which way is drawn and listed: the fastest or the shortest."""
    one_of(
        say("compare.way", view.lang), [w.value for w in Way], view.way.value,
        names=lambda w: say(f"compare.way_{w}", view.lang), key="way", choose=lambda w: session_view.change(way=Way(w)),
        hidden=True,
    )  # fmt: skip
