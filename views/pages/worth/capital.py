"""What the roads of an appraisal cost: published or the user's own, by year of their works, with or without land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import unit_name
from views.components import Cell, Column, downloads, note, plain, table
from views.pages.worth import assumed, plan_edit, steps
from views.state import data, session_view
from words import InputError, Lang, adding_up, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.economics import Appraisal
    from views.components import Table
    from views.state import View

_FAULT: Final = "worth-cost-fault"  # (unit, field, what is wrong)
_PERCENT: Final = 100.0


def show(found: Appraisal, view: View) -> None:
    """Draw two fields for each road that is added, then what they come to by year."""
    lang = view.lang
    note(say("worth_view.costs_read", lang, year=found.sheet.price_year))
    own, phases = dict(view.worth.costs), dict(view.worth.phases)
    for unit in (u.unit for u in found.units):
        cost, spread = st.columns([3, 2], vertical_alignment="bottom")
        typed = number(own[unit], lang, decimals=1) if unit in own else ""
        name = plain(unit_name(data.world().projects, unit, lang))
        with cost:
            _field("cost", unit, f"{name} – {plain(_published(unit, lang))}", typed, lang)
        with spread:
            _field(
                "phases", unit, say("worth_view.phases", lang), plan_edit.shares_text(phases.get(unit, ()), lang), lang
            )
    if any(u.known for u in found.units):
        downloads.table(by_year(found, lang), name="worth_capital", digest=found.digest, lang=lang)
        extra = number(_PERCENT * found.sheet["land_extra"], lang)
        note(say("worth_view.capital_read", lang, percent=extra, year=found.sheet.price_year))


def _field(kind: str, unit: str, label: str, typed: str, lang: Lang) -> None:
    slot = f"worth-{kind}-{unit}-{lang.value}-{typed}"
    st.text_input(
        label,
        typed,
        key=slot,
        placeholder=say(f"worth_view.{kind}_own", lang),
        on_change=_take,
        args=(kind, unit, slot, lang),
    )
    told = st.session_state.get(_FAULT)
    if told and told[:2] == (unit, kind):
        st.error(plain(told[2].text(lang)))


def _published(unit: str, lang: Lang) -> str:
    from layers import cost_text

    project = data.project(unit)
    return say("layers.cost_none", lang) if project is None else cost_text(project, lang, brief=True)


def _take(kind: str, unit: str, slot: str, lang: Lang) -> None:
    """Take over what was typed; an empty field gives the published cost, or even spending, back."""
    from analysis.economics import Request

    typed, chosen = st.session_state[slot].strip(), session_view.current().worth
    st.session_state[_FAULT] = None
    try:
        if kind == "phases":
            made = plan_edit.with_phases(chosen, unit, typed, lang)
            steps.change("undo.worth_cost", phases=made.phases, durations=made.durations)
            return
        given = ((unit, assumed.read_figure(typed, lang)),) if typed else ()
        Request(own_costs=given)
    except InputError as fault:
        st.session_state[_FAULT] = (unit, kind, fault)
        return
    others = tuple(entry for entry in chosen.costs if entry[0] != unit)
    steps.change("undo.worth_cost", costs=tuple(sorted((*others, *given))))


def by_year(found: Appraisal, lang: Lang) -> Table:
    """A row a road with a cost: its capital in each year of works, all of it, and whether land is part of it; totals are those of the rows."""
    from analysis.economics import capital_by_year

    years, spent = capital_by_year(found)
    heads = [
        Column(say("compare.project", lang)),
        *(Column(str(y), figures=True) for y in years.tolist()),
        Column(say("worth_view.sum", lang), figures=True),
        Column(say("worth_view.land", lang)),
    ]
    rows: list[Sequence[Cell]] = []
    sums, projects, own = [0.0] * len(years), data.world().projects, {u.unit for u in found.units if u.own}
    for unit, amounts in spent.items():
        shown = adding_up(amounts.tolist())
        sums = [a + b for a, b in zip(sums, shown, strict=True)]
        land = say("worth_view.land_own", lang) if unit in own else _land(unit, lang)
        rows.append((unit_name(projects, unit, lang), *_amounts(shown, lang), land))
    if len(rows) > 1:
        rows.append((say("worth_view.sum", lang), *_amounts(sums, lang), ""))
    features = [f"project:{u.partition('/')[0]}" for u in spent] + ([""] if len(spent) > 1 else [])
    return table(heads, rows, caption=say("worth_view.capital", lang), kind="tight broad", features=features)


def _land(unit: str, lang: Lang) -> str:
    """Whether the published cost of a project includes land."""
    from layers import project_cost

    project = data.project(unit)
    cost = project_cost(project) if project else None
    included = None if cost is None else cost.land_included
    return say("worth_view.land_unsaid" if included is None else f"browse.land_{'in' if included else 'out'}", lang)


def _amounts(shown: Sequence[float], lang: Lang) -> list[str]:
    """Each amount, and all of them."""
    return [number(v, lang) for v in (*shown, sum(shown))]
