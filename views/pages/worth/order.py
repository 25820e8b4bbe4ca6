"""How sure the order of the roads of a scenario is, asked for by a switch since each road is appraised by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from layers import unit_name
from views.components import Cell, Column, Table, downloads, long_work, note, one_of, plain, table, text
from words import MISSING, InputError, Lang, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.economics import OrderCertainty, Question
    from analysis.scenarios import Assumptions, World
    from views.components import Progress

_PERCENT: Final = 100.0
_BY: Final = "worth-order-by"


def show(world: World, question: Question, *, assumptions: Assumptions, against_today: bool, lang: Lang) -> None:
    """Draw the switch, and the order of the roads of a question once it was asked for."""
    from analysis.economics import ORDERED_BY

    units, request, sheet = [u.unit for u in question.units], question.request, question.sheet
    scenario = replace(question.scenario, projects=frozenset())
    if len(units) < 2 or not st.toggle(say("worth_view.order_ask", lang), key="worth-order"):  # noqa: PLR2004 - one alone has no place
        return
    figure = st.session_state.get(_BY, ORDERED_BY[0])
    one_of(
        say("worth_view.order_by", lang),
        ORDERED_BY,
        figure,
        names=lambda f: say(f"worth_view.order_by_{f}", lang),
        key=f"{_BY}-button",
        choose=lambda f: st.session_state.update({_BY: f}),
    )

    def make(progress: Progress) -> OrderCertainty | InputError:
        from analysis.economics import order_certainty

        try:
            return jobs.run(
                order_certainty,
                world,
                scenario,
                units,
                request,
                sheet=sheet,
                figure=figure,
                assumptions=assumptions,
                against_today=against_today,
                progress=progress,
                lasting=request.own_trips is None,
            )
        except InputError as fault:
            return fault

    name = (world.digest(scenario), figure, request.digest, sheet.digest, against_today, *assumptions.weights, *units)
    found = long_work.awaited("worthorder", name, make, words="worth_view.ordering", lang=lang, former=False).result
    if isinstance(found, InputError):
        st.info(plain(found.text(lang)))
    elif found is not None:
        _told(world, found, lang)


def _told(world: World, found: OrderCertainty, lang: Lang) -> None:
    from analysis.cli import order_note

    first = unit_name(world.projects, found.units[0], lang)
    percent = number(_PERCENT * found.at_place(0), lang)
    said = f"{say('worth_view.order_sentence', lang, first=first, percent=percent)} {order_note(found, lang)}"
    st.html(f'<div class="lt-verdict" role="status">{text(said)}</div>')
    downloads.table(rows(world, found, lang), name="worth_order", digest=found.digest, lang=lang)
    note(say("worth_view.order_read", lang))
    if found.without_cost:
        names = "; ".join(unit_name(world.projects, u, lang) for u in found.without_cost)
        note(say("worth_view.order_without", lang, names=names))


def rows(world: World, found: OrderCertainty, lang: Lang) -> Table:
    """A row a road in the order of the central case."""
    heads = [Column(say("shares.tip_unit", lang)), Column(say(f"columns.{found.figure}", lang), figures=True)]
    heads += [Column(say(f"columns.{c}", lang), figures=True) for c in ("place_share", "best_share", "next_share")]
    cells: list[Sequence[Cell]] = []
    for n, unit in enumerate(found.units):
        shares = (found.at_place(n), float(found.shares[n, 0]), found.before_next(n))
        told = (MISSING if s is None else number(_PERCENT * s, lang, decimals=1) for s in shares)
        central = number(found.central[n], lang, decimals=2 if found.figure == "bcr" else 0)
        cells.append((f"{n + 1}. {unit_name(world.projects, unit, lang)}", central, *told))
    features = [f"project:{u.partition('/')[0]}" for u in found.units]
    return table(heads, cells, caption=say("worth_view.order", lang), kind="tight", features=features)
