"""Traffic counts of the user: trips held against them, the fit shown, and taken over if the user wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from layers import text_digest
from views.components import Column, guarded, long_work, note, plain, table
from views.state import data, session_view
from words import InputError, Lang, notation, number, say

if TYPE_CHECKING:
    from analysis.economics import Count, Fit, Request, Sheet
    from analysis.scenarios import Assumptions
    from views.components import Progress
    from views.state import View

_ASKED: Final = "worth-counts-asked"
_FIELD: Final = "worth-counts"
_PERCENT: Final = 100.0
_DECIMALS: Final = 3


def show(view: View, request: Request, sheet: Sheet, assumptions: Assumptions) -> None:
    """Draw the field, and the fit once it was asked for."""
    lang = view.lang
    note(say("worth_view.counts_read", lang))
    st.text_area(
        say("worth_view.counts_lines", lang),
        key=_FIELD,
        placeholder="106.35; 11.05; 18000",
        height=110,
    )
    st.button(say("worth_view.fit", lang), key="worth-fit", on_click=_ask)
    asked = st.session_state.get(_ASKED)
    if not asked:
        return
    from analysis.economics import read_counts

    try:
        counts = read_counts(asked, notation=notation(lang))
    except InputError as fault:
        st.error(plain(fault.text(lang)))
        return
    with guarded("worth.counts", lang=lang):
        _fitted(counts, request, sheet, assumptions, lang)


def _ask() -> None:
    st.session_state[_ASKED] = st.session_state.get(_FIELD, "") or "\n"


def _fitted(counts: tuple[Count, ...], request: Request, sheet: Sheet, assumptions: Assumptions, lang: Lang) -> None:
    world = data.world()
    name = (world.data_digest, text_digest([repr(counts)]), request.digest, sheet.digest, *assumptions.weights)

    def make(progress: Progress) -> Fit | InputError:
        from analysis.economics import fit_counts

        try:
            return jobs.run(fit_counts, world, counts, request, sheet, assumptions=assumptions, still=progress.still)
        except InputError as fault:
            return fault

    found = long_work.awaited("worthfit", name, make, words="worth_view.fitting", lang=lang, former=False).result
    if isinstance(found, InputError):
        st.error(plain(found.text(lang)))
    elif found is not None:
        _told(found, sheet, lang)


def _told(found: Fit, sheet: Sheet, lang: Lang) -> None:
    error = number(_PERCENT * found.mean_error, lang)
    factor = number(found.factor, lang, decimals=_DECIMALS)
    note(say("worth.fit_told", lang, factor=factor, count=len(found.rows), error=error))
    heads = [Column(say("worth_view.count_road", lang))] + [
        Column(say(f"worth_view.count_{name}", lang), figures=True) for name in ("counted", "before", "after")
    ]
    rows = []
    for row in found.rows:
        road = row.ref or row.name or say(f"layers.road_{row.road_class}", lang)
        mark = say("worth.fit_contradicts", lang) if found.contradicts(row) else ""
        figures = (row.count.vehicles_day, row.modelled_day, found.fitted(row))
        rows.append((road + mark, *(number(v, lang) for v in figures)))
    st.html(table(heads, rows).html)
    st.button(say("worth_view.fit_use", lang), key="worth-fit-use", on_click=_use, args=(sheet, found))


def _use(sheet: Sheet, found: Fit) -> None:
    from analysis.economics import with_fit

    changed = with_fit(sheet, found)
    session_view.change_worth(changes=tuple((key, *values) for key, values in changed.changes.items()))
