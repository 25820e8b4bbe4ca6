"""The tab of points of view: projects ranked by weights, how firm each place is, every figure with its scale."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from layers import added_name, open_part, unit_name
from views.components import (
    Bar,
    Cell,
    Column,
    Table,
    bar_cells,
    downloads,
    explain,
    long_work,
    note,
    plain,
    sync,
    table,
    text,
)
from views.state import data, session_view
from words import MISSING, InputError, Lang, number, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.scenarios import Scenario, World
    from analysis.viewpoints import Acceptability, CriteriaTable, Ranking
    from views.components import Progress
    from views.state import Columns, View

_MOST: Final = 10  # of a weight
_IN_A_ROW: Final = 3  # sliders
_PERCENT: Final = 100.0


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    from analysis.cli import rank_notes
    from analysis.viewpoints import acceptability, criteria_table, rank

    lang, world = view.lang, data.world()
    (scenario, units), weighting = _asked(view, columns), columns.assumptions

    def make(progress: Progress) -> tuple[CriteriaTable, Acceptability]:
        found = jobs.run(criteria_table, world, scenario, units, assumptions=weighting, progress=progress)
        return found, jobs.run(acceptability, found, still=progress.still)

    top = st.container()  # the answer stands above what it hangs on
    weights = _sliders(view)
    work = long_work.awaited(
        "ranks", (world.digest(scenario), *weighting.weights, *units), make, words="plan_view.ranks_working", lang=lang
    )
    if work.result is None:
        return
    found, firm = work.result
    try:
        ranked = rank(found, weights)
    except InputError as fault:
        st.warning(plain(fault.text(lang)))
        return
    with top, long_work.part("ranks", "verdict"):
        said = f"{sentence(world, ranked, firm, lang)} {ranked_of(ranked, lang)}"
        st.html(f'<div class="lt-verdict" role="status">{text(said)}</div>')
        for told in rank_notes(world, ranked, lang):
            note(told)
    with long_work.part("ranks", "answer"):
        _ranking(world, ranked, firm, lang)
    with long_work.part("ranks", "rest"):
        downloads.table(figures(world, found, lang), name="criteria", digest=found.digest, lang=lang)
        note(say("plan_view.criteria_read", lang))
    explain("ranks_view", lang, digest=found.digest)


def answer(view: View, columns: Columns) -> str:
    """The sentence of the tab, for a view that is kept.

    Raises
    ------
    InputError
        If no project can be ranked by these weights.
    """
    from analysis.viewpoints import acceptability, criteria_table, rank

    world, (scenario, units) = data.world(), _asked(view, columns)
    found = criteria_table(world, scenario, units, assumptions=columns.assumptions)
    return sentence(world, rank(found, _weights(view)), acceptability(found), view.lang)


def _asked(view: View, columns: Columns) -> tuple[Scenario, list[str]]:
    """The assumptions, and the roads that are still to be built."""
    world = data.world()
    when = world.data.study.data_date
    units = [p for p in world.projects if open_part(world.projects, p, data_date=when) != "open"]
    return replace(columns.scenario(view), projects=frozenset(), year=None), units


def _weights(view: View) -> dict[str, float]:
    from analysis.viewpoints import usual_weights

    usual = usual_weights()
    return usual | {k: w for k, w in view.worth.weights if k in usual}


def _sliders(view: View) -> dict[str, float]:
    """A slider a criterion; gives the weights."""
    lang, weights = view.lang, _weights(view)
    note(say("plan_view.weights_read", lang, most=_MOST))
    rest = list(weights.items())
    while rest:  # row by row: on a narrow screen they stand below each other in this order
        row, rest = rest[:_IN_A_ROW], rest[_IN_A_ROW:]
        for column, (key, weight) in zip(st.columns(_IN_A_ROW), row, strict=False):
            name = f"weight-{key}"
            sync(name, round(weight))
            with column:
                st.slider(say(f"viewpoints.{key}", lang), 0, _MOST, key=name, on_change=_weighed, args=(key, name))
    return weights


def _weighed(key: str, name: str) -> None:
    """A slider moved: a callback; others may have moved in the same run."""
    changed = dict(session_view.current().worth.weights) | {key: float(st.session_state[name])}
    session_view.change_worth(weights=tuple(sorted((k, w) for k, w in changed.items() if w != 1.0)))


def sentence(world: World, found: Ranking, firm: Acceptability, lang: Lang) -> str:
    """Who leads under these weights, and in how many of all weights."""
    first = found.rows[0].unit
    share = firm.first(first) if first in firm.units else None
    name = unit_name(world.projects, first, lang)
    if share is None:
        return say("plan_view.leads_alone", lang, name=name)
    leader = max(firm.units, key=lambda u: (firm.first(u), u))
    told = say("plan_view.leads", lang, name=name, percent=number(_PERCENT * share, lang))
    if leader == first:
        return told
    other = unit_name(world.projects, leader, lang)
    return (
        f"{told} {say('plan_view.other_leads', lang, name=other, percent=number(_PERCENT * firm.first(leader), lang))}"
    )


def ranked_of(found: Ranking, lang: Lang) -> str:
    """How many roads have a place, and how many have none for want of a figure."""
    told = say("plan_view.ranked", lang, count=number(len(found.rows), lang))
    if not found.without:
        return told
    return f"{told} {say('plan_view.unranked', lang, count=number(len(found.without), lang))}"


def _ranking(world: World, found: Ranking, firm: Acceptability, lang: Lang) -> None:
    from analysis.cli import RANK_COLUMNS, ranking_rows

    heads = [
        Column(say("shares.tip_unit", lang)),
        Column(""),
        *(Column(say(f"columns.{c}", lang), figures=True) for c in ("score", "first_share", "three_share")),
    ]
    bars = bar_cells([Bar(r.score) for r in found.rows])
    rows: list[Sequence[Cell]] = []
    for r, bar in zip(found.rows, bars, strict=True):
        known = r.unit in firm.units
        shares = (firm.first(r.unit), firm.among(r.unit, 3)) if known else (None, None)
        told = (MISSING if s is None else number(_PERCENT * s, lang, decimals=1) for s in shares)
        rows.append(
            (f"{r.place}. {added_name(world.projects, r.unit, lang)}", bar, number(r.score, lang, decimals=2), *told)
        )
    features = [f"project:{r.unit.partition('/')[0]}" for r in found.rows]
    made = table(heads, rows, caption=say("plan_view.ranking", lang), kind="bars tight", features=features)
    downloads.table(made, name="ranking", digest=found.table.digest, lang=lang)
    note(
        say(
            "plan_view.ranking_read",
            lang,
            draws=number(firm.draws, lang),
            seed=firm.seed,
            error=number(_PERCENT * firm.error, lang, decimals=1),
        )
    )
    downloads.rows(
        lambda: ranking_rows(found, firm),
        RANK_COLUMNS["ranking"],
        name="ranking_rows",
        digest=found.table.digest,
        lang=lang,
        world=world,
    )


def figures(world: World, found: CriteriaTable, lang: Lang) -> Table:
    """Every figure, and both ends of each scale on top."""
    heads = [Column(say("shares.tip_unit", lang))] + [
        Column(f"{say(f'viewpoints.{c.key}', lang)} ({say(f'viewpoints.{c.key}_unit', lang)})", figures=True)
        for c in found.criteria
    ]

    def cell(value: float, decimals: int) -> str:
        return number(value, lang, decimals=decimals)

    ends = [
        (
            say(f"columns.scale_{end}", lang),
            *(cell(found.scale(n)[at], c.decimals) for n, c in enumerate(found.criteria)),
        )
        for at, end in enumerate(("worst", "best"))
    ]
    rows = [
        (
            added_name(world.projects, u, lang),
            *(cell(float(v), c.decimals) for c, v in zip(found.criteria, row, strict=True)),
        )
        for u, row in zip(found.units, found.values, strict=True)
    ]
    return table(heads, [*ends, *rows], caption=say("plan_view.criteria", lang), kind="tight wide broad")
