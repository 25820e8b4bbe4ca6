"""Origins × destinations: what each pair saves; a cell opens both ways and what carries the saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views import comparison_text, data, matrix_chart, pair, session_view, takeaway
from views.choosing import from_list, one_of
from views.markup import Column, table, text
from views.shares import names_of_units
from views.study import Measure
from words import Lang, say
from words.figures import adding_up, number, percents, with_percent

if TYPE_CHECKING:
    from analysis.pair_matrix import PairMatrix
    from views.scenarios import Columns
    from views.session_view import View

_MAP: Final = 300  # pixels
_CHART: Final = "matrix-chart"
_TO: Final = ("other_province", "gate", "airport_port", "provincial_capital")
_SET: Final = "matrix-to"


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    lang = view.lang
    to = _choices(view)
    found = _matrix(view, columns, to)
    left, right = st.columns([0.55, 0.45], gap="small")
    with left, st.container(height=560, border=False):
        names = {i: p.name_vi if lang is Lang.VI else p.name_en for i, p in data.world().places.items()}
        chart = matrix_chart.heat_map(found, names, view.study.measure, (view.origin, view.destination), lang)
        st.altair_chart(
            chart,
            key=f"{_CHART}{found.digest}{view.study.measure.value}",
            on_select=_chosen(found, view.study.measure),
            selection_mode="cell",
        )
        for line in (say("matrix.read", lang), say("compare.digest", lang, digest=found.digest)):
            st.html(f'<p class="lt-note">{text(line)}</p>')
        with st.expander(say("compare.as_numbers", lang)):
            frame = matrix_chart.as_frame(found, names, lang)
            st.dataframe(frame, hide_index=True)
            takeaway.frame(frame, name="ma-tran", digest=found.digest, lang=lang)
    with right, st.container(height=560, border=False):
        _pair(view, columns)


def _choices(view: View) -> str:
    lang = view.lang
    to = str(st.session_state.get(_SET, _TO[0]))
    left, right = st.columns([0.55, 0.45], vertical_alignment="bottom")
    with left:
        from_list(
            say("matrix.to", lang), _TO, to, names=lambda t: say(f"matrix.to_{t}", lang), key="matrix-to-list",
            choose=lambda t: st.session_state.update({_SET: t}),
        )  # fmt: skip
    with right:
        one_of(
            say("matrix.measure", lang), [m.value for m in Measure], view.study.measure.value,
            names=lambda m: say(f"matrix.measure_{m}", lang), key="measure",
            choose=lambda m: session_view.change_study(measure=Measure(m)),
        )  # fmt: skip
    return to


def _matrix(view: View, columns: Columns, to: str) -> PairMatrix:
    from analysis.pair_matrix import ends_of, pair_matrix

    world, scenario = data.world(), columns.scenario(view)
    origins, destinations = ends_of(world, to)
    with st.spinner(say("compare.working", view.lang)):
        return data.kept(
            ("matrix", world.digest(scenario), to),
            lambda: pair_matrix(
                world, before=scenario.baseline(), after=scenario, origins=origins, destinations=destinations
            ),
        )


def _chosen(found: PairMatrix, measure: Measure) -> Any:
    """What a click on a cell does: it opens that pair."""
    key = f"{_CHART}{found.digest}{measure.value}"

    def choose() -> None:
        cells = st.session_state[key].get("selection", {}).get("cell") or []
        if cells and {"from", "to"} <= cells[0].keys():
            session_view.change(origin=str(cells[0]["from"]), destination=str(cells[0]["to"]))

    return choose


def _pair(view: View, columns: Columns) -> None:
    """The pair of the view: the sentence, both ways, what carries the saving, the roads."""
    lang = view.lang
    pair.places(view)
    result = pair.compared(view, columns)
    said = text(comparison_text.sentence(result, lang))
    st.html(f'<div class="lt-verdict lt-{result.effect.value}" role="status">{said}</div>')
    pair.ways(view, result, height=_MAP)
    takeaway.table(
        comparison_text.figures_table(result.before, result.after, lang=lang, caption=say("compare.mean", lang)),
        name="cap-trong-ma-tran", lang=lang, digest=result.digest,
    )  # fmt: skip
    _shares(view, columns)
    comparison_text.roads(result, lang=lang, way=view.way)


def _shares(view: View, columns: Columns) -> None:
    """Which units carry the time that the pair saves."""
    from analysis.pair_matrix import pair_shares
    from analysis.sampling import ORDERS

    lang, world, scenario = view.lang, data.world(), columns.scenario(view)
    found = data.kept(
        ("pair shares", world.digest(scenario), view.origin, view.destination),
        lambda: pair_shares(world, scenario, view.origin, view.destination),
    )
    names = names_of_units(found.shares, lang)
    parts = adding_up([*found.shares.values()], decimals=1)
    shown = [(unit, value, part) for (unit, value), part in zip(found.shares.items(), parts, strict=True) if part]
    rows = [
        (names[unit], number(part, lang, decimals=1), with_percent(number(percent, lang), lang))
        for (unit, _, part), percent in zip(shown, percents([value for _, value, _ in shown]), strict=True)
        if found.total
    ]
    if not rows:
        return
    total = say("access_view.minutes", lang, minutes=number(sum(parts), lang, decimals=1))
    heads = [
        Column(say("matrix.unit", lang)),
        Column(say("matrix.saved_min", lang), figures=True),
        Column("", figures=True),
    ]
    takeaway.table(
        table(heads, rows, caption=say("matrix.carries", lang, total=total)),
        name="duong-gop",
        lang=lang,
        digest=world.digest(scenario),
    )
    note = say("matrix.carries_read", lang)
    if found.errors:
        error = number(max(found.errors.values()), lang, decimals=2)
        note = say("matrix.carries_sampled", lang, count=len(found.errors), orders=ORDERS, error=error)
    st.html(f'<p class="lt-note">{text(note)}</p>')
