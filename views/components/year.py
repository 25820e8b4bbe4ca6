"""The year: which state of the ticked routes is looked at, on every page; played, the network grows year by year.

While it plays the address stays as it is, so that the whole play is one step back; where it stops, it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from analysis.scenarios import DRAFT
from layers import State, km_by_state, study
from views.components.markup import text
from views.components.widget_sync import stay, sync
from views.state import View, data, session_view, ticked_routes
from words import Lang, day, number, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers import Section

_FIRST, _LAST = 2021, 2030
_EVERY: Final = _LAST + 1  # stands for "all sections, built or not"
_BEAT_S: Final = 0.7  # from one year drawn to the next


def show(view: View) -> None:
    """Draw the control and what the year means; nothing where the region has no roads to build yet."""
    if not data.projects():
        return
    playing = session_view.address_held()
    years = range(_FIRST, _EVERY + 1)
    sync("year", _position(view))
    stay("year", [_label(y, view.lang) for y in years])
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="ltyear"):
        st.button(
            say("year.stop" if playing else "year.play", view.lang),
            key="year-play",
            on_click=_stop if playing else _play,
            icon=":material/pause:" if playing else ":material/play_arrow:",
        )
        st.select_slider(
            say("year.name", view.lang),
            list(years),
            format_func=lambda y: _label(y, view.lang),
            key="year",
            on_change=_chosen,
        )
    st.html(
        f'<p class="lt-note" aria-live="polite">{text(meaning(view.year, view.lang))}. {text(figures(view, ticked_routes(view)))}</p>'
    )
    if playing:
        _beat()


def _position(view: View) -> int:
    return view.year if view.year is not None and _FIRST <= view.year <= _LAST else _EVERY


def _label(year: int, lang: Lang) -> str:
    if year == _EVERY:
        return say("year.every", lang)
    return say("year.today", lang, year=year) if year == study().data_date.year else str(year)


def meaning(year: int | None, lang: Lang) -> str:
    """What a year of a scenario means."""
    if not year:
        return say("compare.year_all", lang)
    if year == study().data_date.year:
        return say("compare.year_data", lang, year=year, date=day(study().data_date, lang))
    return say("compare.year_future" if year > study().data_date.year else "compare.year_past", lang, year=year)


def figures(view: View, units: Iterable[str]) -> str:
    """Kilometres of these routes that are open by the end of the year, and those that are not."""
    if not view.year:
        return ""
    km = km_by_state(_sections(units), view.year, data_date=study().data_date)
    shown = {state: number(length, view.lang, decimals=1) for state, length in km.items()}
    parts = [say("year.open_km", view.lang, km=shown[State.OPEN])]
    parts += [
        say(f"year.{state}_km", view.lang, km=shown[state])
        for state in (State.EXPECTED, State.UNCONFIRMED, State.CLOSED)
        if km[state]
    ]
    return "; ".join(parts) + "."


def _sections(units: Iterable[str]) -> list[Section]:
    """The sections of projects, sections and bundles of both, each once."""
    asked = {part for unit in units for part in unit.split("+")}
    return [s for p in data.projects() for s in p.sections if p.id in asked or s.section_id in asked]


def _chosen() -> None:
    _stop()
    _go_to(st.session_state["year"])


def _go_to(year: int) -> None:
    session_view.change(year=None if year == _EVERY else year)
    session_view.change_compare(subject=DRAFT)


def _play() -> None:
    """Begin at the year shown, or again from the first."""
    session_view.hold_address(on=True)
    if _position(session_view.current()) >= _LAST:
        _go_to(_FIRST)


def _stop() -> None:
    session_view.hold_address(on=False)


def _beat() -> None:
    """Have the browser ask for the next year a moment after this one is drawn."""
    drawn: list[Any] = []

    @st.fragment(run_every=_BEAT_S)
    def beat() -> None:
        if not drawn:
            drawn.append(True)
            return
        year = _position(session_view.current()) + 1
        _go_to(min(year, _LAST))
        if year >= _LAST:
            _stop()
        st.rerun()

    beat()
