"""Every assumption with its range and source, and the fields that change one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import text_digest
from views.components import Cell, Column, downloads, from_list, plain, table, text
from views.pages.worth import steps
from words import InputError, Lang, amount, notation, number, read_number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.economics import Appraisal, Assumption, Sheet
    from views.state import View

_FAULT: Final = "worth-fault"
_BEFORE, _NOW = "worth-result-before", "worth-result"  # appraisals: of before the last change, and on the page
_CHOSEN: Final = "worth-assumption"
_FIELDS: Final = ("value", "low", "high")
_PERCENT: Final = 100.0
_PRECISION: Final = 6  # decimals at most of a figure that is typed on


def show(sheet: Sheet, view: View) -> None:
    """Draw the fields for one assumption, then all of them by group."""
    from analysis.economics import GROUPS

    lang = view.lang
    st.html(f'<p class="lt-note">{text(say("worth_view.assume_read", lang, year=sheet.price_year))}</p>')
    _change(sheet, lang)
    for group in GROUPS:
        rows = [row for row in sheet.rows if row.group == group]
        st.html(f"<h4>{text(say(f'worth_view.group_{group}', lang))}</h4>")
        downloads.table(
            table(_heads(lang), [_cells(row, lang) for row in rows], kind="tight broad"),
            name="worth_sheet",
            part=group,
            digest=text_digest([sheet.digest, group]),
            lang=lang,
            title=say(f"worth_view.group_{group}", lang),
        )


def _heads(lang: Lang) -> list[Column]:
    names = ((name, name in _FIELDS) for name in ("assumption", *_FIELDS, "unit", "origin"))
    return [Column(say(f"worth_view.{name}", lang), figures=right) for name, right in names]


def _factor(row: Assumption) -> float:
    from analysis.economics import PERCENT_UNITS

    return _PERCENT if row.unit in PERCENT_UNITS else 1.0


def _shown(value: float, row: Assumption, lang: Lang) -> str:
    """A value as it is shown and typed: shares in percent, with the decimals it has, years without marks."""
    figure = round(value * _factor(row), _PRECISION)
    places = next(n for n in range(_PRECISION + 1) if n == _PRECISION or round(figure, n) == figure)
    return f"{figure:.0f}" if row.unit == "year" else number(figure, lang, decimals=places)


def _cells(row: Assumption, lang: Lang) -> Sequence[Cell]:
    source = say("worth_view.by_user", lang) if row.changed else row.source(lang)
    unit = say(f"worth.unit_{row.unit}", lang)
    return (row.name(lang), *(_shown(getattr(row, f), row, lang) for f in _FIELDS), unit, source)


def _change(sheet: Sheet, lang: Lang) -> None:
    keys = [row.key for row in sheet.rows]
    chosen = st.session_state.get(_CHOSEN, keys[0])
    chosen = chosen if chosen in keys else keys[0]
    from_list(
        say("worth_view.change", lang),
        keys,
        chosen,
        names=lambda key: plain(sheet.row(key).name(lang)),
        key=f"{_CHOSEN}-{lang.value}",
        choose=lambda key: st.session_state.update({_CHOSEN: key, _FAULT: None}),
    )
    row = sheet.row(chosen)
    slots = {f: f"worth-{f}-{chosen}-{lang.value}-{getattr(row, f)!r}" for f in _FIELDS}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name, slot in slots.items():
            label = f"{say(f'worth_view.{name}', lang)} ({say(f'worth.unit_{row.unit}', lang)})"
            st.text_input(label, _shown(getattr(row, name), row, lang), key=slot, width=170)
        st.button(say("worth_view.use", lang), key="worth-use", on_click=_use, args=(sheet, chosen, slots, lang))
        st.button(
            say("worth_view.defaults", lang), key="worth-defaults", on_click=_defaults, disabled=not any(sheet.changes)
        )
    if fault := st.session_state.get(_FAULT):
        st.error(plain(fault.text(lang)))
    elif told := change_told(st.session_state.get(_BEFORE), st.session_state.get(_NOW), lang):
        st.html(f'<p role="status"><b>{text(told)}</b></p>')


def result_is(found: Appraisal) -> None:
    """Keep the result on the page, so that a change of an assumption can be told beside the button that made it."""
    st.session_state[_NOW] = found


def change_told(before: Appraisal | None, now: Appraisal | None, lang: Lang) -> str:
    """What the last change of an assumption made of the break-even and the net present value; empty where nothing else would be told."""
    if before is None or now is None or before.sheet.digest == now.sheet.digest:
        return ""
    if (before.scenario, before.reference, before.request) != (now.scenario, now.reference, now.request):
        return ""
    names = ("break_even_users_day", "npv_bn") if now.costed else ("break_even_capital_bn",)
    told = []
    for name in names:
        figures = {"before": amount(before.figure(name), lang), "now": amount(now.figure(name), lang)}
        unit = say(f"worth.unit_{'vehicles_day' if name.endswith('day') else 'bn_vnd'}", lang)
        told.append(say("worth_view.changed", lang, name=say(f"worth.figure_{name}", lang), unit=unit, **figures))
    return "; ".join(told)


def _use(sheet: Sheet, key: str, slots: dict[str, str], lang: Lang) -> None:
    """Take over what was typed; a refusal is told below the fields, which keep it."""
    row = sheet.row(key)
    try:
        typed = {name: read_figure(st.session_state[slot], lang) / _factor(row) for name, slot in slots.items()}
        changed = sheet.set_to(key, typed["value"], typed["low"], typed["high"])
    except InputError as fault:
        st.session_state[_FAULT] = fault
        return
    st.session_state[_FAULT] = None
    st.session_state[_BEFORE] = st.session_state.get(_NOW)
    steps.change("undo.worth_assumption", changes=tuple((k, *values) for k, values in changed.changes.items()))


def read_figure(typed: str, lang: Lang) -> float:
    """A number as it was typed.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        return float(read_number(typed.strip(), notation(lang)))
    except ValueError as fault:
        raise InputError("own.field_no_number", found=typed[:40], example=number(1234.5, lang, decimals=1)) from fault


def _defaults() -> None:
    st.session_state[_FAULT] = None
    st.session_state[_BEFORE] = st.session_state.get(_NOW)
    steps.change("undo.worth_assumptions", changes=())
