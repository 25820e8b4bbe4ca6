"""Two programmes side by side: the one at hand, and one that was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import jobs
from analysis.choices import plan_of, plan_question, wishes_of, with_plan
from layers import unit_name
from views.components import Cell, Column, Table, downloads, long_work, note, plain, table, text
from views.pages.worth import steps
from views.state import data, session_view, worth_tables
from words import MISSING, InputError, Lang, adding_up, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.economics import Sheet
    from analysis.programme import Asked, Beside, Programme
    from analysis.scenarios import Assumptions, Scenario, World
    from views.components import Progress
    from views.state import View


def show(view: View, scenario: Scenario, best: Programme, sheet: Sheet, assumptions: Assumptions) -> None:
    """Draw the part: keep this programme, or the one kept beside it."""
    lang, world, chosen = view.lang, data.world(), view.worth
    st.subheader(say("plan_view.beside", lang))
    if not chosen.held:
        note(say("plan_view.beside_ask", lang))
        st.button(say("plan_view.hold", lang), key="plan-hold", on_click=_hold)
        return
    with st.container(horizontal=True, gap="small"):
        st.button(say("plan_view.hold_again", lang), key="plan-hold", on_click=_hold)
        st.button(say("plan_view.swap", lang), key="plan-swap", on_click=_swap)
        st.button(say("plan_view.unhold", lang), key="plan-unhold", on_click=_drop, type="tertiary")
    if chosen.held == plan_of(chosen):
        note(say("plan_view.beside_same", lang))
        return
    other = with_plan(chosen, chosen.held)
    wishes = wishes_of(world, other)
    question = plan_question(other, sheet, assumptions, own_trips=worth_tables.current().trips)

    def make(progress: Progress) -> tuple[Asked, Programme]:
        from analysis.programme import planned

        return jobs.run(planned, world, scenario, wishes, question, progress=progress)

    name = (
        world.digest(scenario),
        repr(wishes),
        repr(question) if other.objective != "npv" else sheet.digest,
        other.trips,
    )
    work = long_work.awaited("planbeside", name, make, words="plan_view.working", lang=lang, former=False)
    if work.result is not None:
        _told(world, work.result[1], best, lang)


def _told(world: World, held: Programme, best: Programme, lang: Lang) -> None:
    from analysis.programme import beside

    if held.money != best.money:
        st.info(plain(say("plan_view.beside_aims", lang)))
        return
    try:
        found = beside(held, best)
    except InputError as fault:
        st.info(plain(fault.text(lang)))
        return
    st.html(f'<div class="lt-verdict" role="status">{text(sentence(found, lang))}</div>')
    digest = f"{held.digest[:8]}{best.digest[:8]}"
    downloads.table(starts(world, found, lang), name="plan_beside", digest=digest, lang=lang)
    downloads.table(years(found, lang), name="plan_beside_years", digest=digest, lang=lang)
    note(say("plan_view.beside_read", lang))


def sentence(found: Beside, lang: Lang) -> str:
    """By how much the programme at hand is worth more or less than the one kept."""
    more = found.other.spent_bn - found.one.spent_bn
    key = "plan_view.beside_npv" if found.one.money else "plan_view.beside_minutes"
    places = 0 if found.one.money else 1
    return say(
        key,
        lang,
        held=number(found.one.value, lang, decimals=places),
        now=number(found.other.value, lang, decimals=places),
        more=number(
            round(found.other.value, places) - round(found.one.value, places), lang, decimals=places, sign=True
        ),
        spent=number(more, lang, sign=True),
        moved=number(len(found.moved), lang),
    )


def starts(world: World, found: Beside, lang: Lang) -> Table:
    """Every road of either, with the year it begins in; those that differ first."""
    moved = {u for u, *_ in found.moved}
    units = dict.fromkeys((*found.one.task.units, *found.other.task.units))
    rows: list[Sequence[Cell]] = []
    for unit in sorted(units, key=lambda u: u not in moved):
        years_ = [p.begun.get(unit) for p in (found.one, found.other)]
        if any(years_):
            told = (str(y) if y else say("plan_view.not_built", lang) for y in years_)
            mark = say("plan_view.differs", lang) if unit in moved else ""
            rows.append((unit_name(world.projects, unit, lang), *told, mark))
    heads = [Column(say("shares.tip_unit", lang))] + [
        Column(say(f"plan_view.{n}", lang)) for n in ("held_start", "now_start", "difference")
    ]
    return table(heads, rows, caption=say("plan_view.beside_starts", lang), kind="tight")


def years(found: Beside, lang: Lang) -> Table:
    """Money and gain of both in each year; a difference is that of the figures shown."""
    places = 0 if found.one.money else 2
    spent = [adding_up(p.spending_bn) for p in (found.one, found.other)]
    rows: list[Sequence[Cell]] = []
    for n, year in enumerate(found.one.task.years):
        paid = [s[n] if n < len(s) else None for s in spent]
        gains = [round(p.yearly[n], places) for p in (found.one, found.other)]
        money = [MISSING if p is None else number(p, lang) for p in paid]
        more = MISSING if paid[0] is None or paid[1] is None else number(paid[1] - paid[0], lang, sign=True)
        told = (number(g, lang, decimals=places) for g in gains)
        rows.append((str(year), *money, more, *told, number(gains[1] - gains[0], lang, decimals=places, sign=True)))
    unit = say("plan_view.bn" if found.one.money else "plan_view.minutes", lang)
    heads = [Column(say("columns.year", lang))]
    heads += [Column(say(f"plan_view.{n}_spent", lang), figures=True) for n in ("held", "now", "more")]
    heads += [Column(say(f"plan_view.{n}_gain", lang, unit=unit), figures=True) for n in ("held", "now", "more")]
    return table(heads, rows, caption=say("plan_view.beside_years", lang), kind="tight broad")


def _hold() -> None:
    steps.change("undo.worth_plan", held=plan_of(session_view.current().worth))


def _drop() -> None:
    steps.change("undo.worth_plan", held="")


def _swap() -> None:
    """The kept programme becomes the one at hand, and the other way round."""
    now = session_view.current().worth
    other = with_plan(now, now.held)
    names = {f: getattr(other, f) for f in other.__dataclass_fields__ if f not in ("held", "tab")}
    steps.change("undo.worth_plan", **names, held=plan_of(now))
