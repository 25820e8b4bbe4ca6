"""Traffic counts of the user: trips held against them, the fit shown, and taken over if the user wants."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from analysis.choices import LONGEST_COUNTS
from layers import text_digest
from views.components import Column, guarded, long_work, note, plain, sync, table
from views.pages.worth import brought, steps
from views.state import data, session_view, worth_tables
from words import InputError, Lang, Notation, notation, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.economics import Count, Fit, Request, Sheet, TableRead
    from analysis.scenarios import Assumptions
    from intake import SheetRows
    from views.components import Progress
    from views.state import View

_ASKED: Final = "worth-counts-asked"
_FIELD: Final = "worth-counts"
_PERCENT: Final = 100.0
_DECIMALS: Final = 3


def show(view: View, request: Request, sheet: Sheet, assumptions: Assumptions) -> None:
    """Draw the field, a file that fills it, and the fit of the counts in it."""
    from analysis.economics import read_counts

    lang, tables = view.lang, worth_tables.current()
    note(say("worth_view.counts_read", lang))
    brought.template(partial(_template, lang), name="worth_counts_template", lang=lang)
    found = brought.file_field(say("worth_view.counts_file", lang), name="counts", read=partial(_read, lang), lang=lang)
    if found and found[1].found:
        st.button(
            say("worth_view.counts_use", lang, count=number(len(found[1].found), lang)),
            key="worth-counts-use",
            type="primary",
            on_click=_take,
            args=(found[1].found,),
        )
    sync(_FIELD, tables.counts)
    st.text_area(
        say("worth_view.counts_lines", lang),
        key=_FIELD,
        placeholder="106.35; 11.05; 18000",
        height=110,
        max_chars=LONGEST_COUNTS,
        on_change=_typed,
        args=(lang,),
    )
    st.button(say("worth_view.fit", lang), key="worth-fit", on_click=_typed, args=(lang, True))
    if not tables.counts:
        brought.refusal(InputError("worth.no_counts") if st.session_state.get(_ASKED) else None, lang)
        return
    try:
        counts = read_counts(tables.counts, notation=tables.notation)
    except InputError as fault:
        brought.refusal(fault, lang)
        return
    for wrong in counts.faults:
        brought.refusal(wrong, lang)
    if counts.found:
        with guarded("worth.counts", lang=lang):
            _fitted(counts.found, request, sheet, assumptions, lang)


def _typed(lang: Lang, asked: bool = False) -> None:  # noqa: FBT001, FBT002 - of a callback
    """Keep what was typed, as it is."""
    st.session_state[_ASKED] = asked
    kept = replace(worth_tables.current(), counts=st.session_state.get(_FIELD, ""), notation=notation(lang))
    session_view.change_worth(tables=worth_tables.digest_of(kept))


def _take(found: tuple[Count, ...]) -> None:
    """The counts of a file stand in the field from now on."""
    lines = "\n".join(f"{c.lon:.12g}; {c.lat:.12g}; {c.vehicles_day:.12g}" for c in found)
    kept = replace(worth_tables.current(), counts=lines, notation=Notation.POINT)
    steps.change("undo.worth_table", tables=worth_tables.digest_of(kept))
    brought.taken("counts")


def _read(lang: Lang, sheets: Sequence[SheetRows]) -> TableRead[Count]:
    from analysis.economics import first_table, read_count_rows

    return first_table(sheets, partial(read_count_rows, notation=notation(lang)))


def _template(lang: Lang) -> bytes:
    from briefing.workbook import Head, names_and_table

    heads = [
        Head(say(f"worth_view.tpl_{n}", lang), kind, 18.0)
        for n, kind in (("lon", "degree"), ("lat", "degree"), ("vehicles", "whole"))
    ]
    return names_and_table(
        heads,
        [[None, None, None]],
        title=say("worth_view.counts", lang),
        sheets=(say("worth_view.tpl_counts", lang), ""),
        notes=(say("worth_view.counts_read", lang),),
    )


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
    steps.change("undo.worth_assumption", changes=tuple((key, *values) for key, values in changed.changes.items()))
