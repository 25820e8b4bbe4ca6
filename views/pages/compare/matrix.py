"""Origins × destinations: what each pair saves; a cell opens both ways and what carries the saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import streamlit as st

from layers.symbology import style
from views.components import (
    INK,
    Column,
    downloads,
    finished,
    from_list,
    info,
    lines,
    numbers_axis,
    one_of,
    table,
    text,
    unfolded,
    workspace,
)
from views.pages.compare import order, pair
from views.pages.compare.shares import names_of_units
from views.state import Measure, data, session_view
from words import Lang, adding_up, difference, number, percents, rounded, saved, say, with_percent

if TYPE_CHECKING:
    import pandas as pd

    from analysis.measures import PairMatrix
    from views.state import Columns, View

NOTABLE_MIN: Final = 0.5  # minutes from which a saving shows
_CELL: Final = 30  # pixels
_PADDING: Final = {"left": 5, "top": 5, "right": 30, "bottom": 5}  # the last slanted name reaches beyond the cells


def values(found: PairMatrix, measure: Measure) -> np.ndarray:
    """The savings in minutes, kilometres or percent of the time, (origins, destinations)."""
    if measure is Measure.KM:
        return found.saved_m / 1000
    return found.saved_min if measure is Measure.MINUTES else found.saved_percent


def heat_map(found: PairMatrix, names: Mapping[str, str], measure: Measure, chosen: tuple[str, str], lang: Lang) -> Any:
    """One cell a pair, darker the more it saves; a pair cut off is told in words."""
    import altair as alt
    import pandas as pd

    table = values(found, measure)
    rows: list[dict[str, Any]] = [
        {
            "from": a, "to": b, "origin": names[a], "destination": names[b],
            "value": None if np.isnan(table[i, j]) else float(table[i, j]),
            "text": _text(table[i, j], found, i, j, lang, measure=measure), "picked": {a, b} == set(chosen),
            "before": number(_none(found.before_min[i, j]), lang, decimals=1),
            "after": number(_none(found.after_min[i, j]), lang, decimals=1),
        }
        for i, a in enumerate(found.origins) for j, b in enumerate(found.destinations) if a != b
    ]  # fmt: skip
    top = max((r["value"] for r in rows if r["value"] is not None), default=0.0)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X(
            "destination:N",
            title=None,
            sort=[names[b] for b in found.destinations],
            axis=alt.Axis(labelAngle=-40, labelLimit=140, labelOverlap=False, orient="top"),
        ),
        y=alt.Y("origin:N", title=None, sort=[names[a] for a in found.origins], axis=alt.Axis(labelLimit=150)),
        tooltip=[
            alt.Tooltip(f"{f}:N", title=say(f"matrix.tip_{f}", lang))
            for f in ("origin", "destination", "before", "after", "text")
        ],
    )
    click = alt.selection_point(name="cell", fields=["from", "to"], on="click", empty=False)
    colour = alt.Color(
        "value:Q",
        title=say(f"matrix.measure_{measure.value}", lang),
        scale=alt.Scale(domain=[0, max(top, 1.0)], range=list(style.SCALES["gain"]), clamp=True),
        legend=alt.Legend(orient="bottom", labelExpr=numbers_axis(lang), gradientLength=220),
    )
    cells = (
        base.mark_rect(stroke="#ffffff", strokeWidth=1)
        .encode(
            color=alt.condition("isValid(datum.value)", colour, alt.value("#e6e3dc")),
            stroke=alt.condition("datum.picked", alt.value("#d08700"), alt.value("#ffffff")),
            strokeWidth=alt.condition("datum.picked", alt.value(3), alt.value(1)),
        )
        .add_params(click)
    )
    words = base.mark_text(fontSize=11).encode(
        text="text:N",
        color=alt.condition(
            f"isValid(datum.value) && datum.value > {0.55 * max(top, 1.0)}", alt.value("#ffffff"), alt.value(INK)
        ),
    )
    told = "; ".join(f"{r['origin']} – {r['destination']}: {r['text']}" for r in rows)
    chart = (cells + words).properties(padding=_PADDING)
    return finished(chart, f"{say('matrix.read', lang)} {told}", len(found.origins) + 4, row=_CELL)


def _text(value: float, found: PairMatrix, i: int, j: int, lang: Lang, *, measure: Measure) -> str:
    if np.isnan(value):
        return say("matrix.cut_off" if found.cut_off[i, j] else "matrix.unconnected", lang)
    if measure is Measure.MINUTES:  # before and after stand beside it
        return saved(float(found.before_min[i, j]), float(found.after_min[i, j]), lang, decimals=1)
    return number(float(value), lang, decimals=1)


def _none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def as_frame(found: PairMatrix, names: Mapping[str, str], lang: Lang) -> pd.DataFrame:
    """One row a pair, numbers as numbers, rounded as shown: a saving is that of the figures beside it."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for i, a in enumerate(found.origins):
        for j, b in enumerate(found.destinations):
            if a == b:
                continue
            minutes = [_none(all_[i, j]) for all_ in (found.before_min, found.after_min)]
            km = [_none(all_[i, j] / 1000) for all_ in (found.before_m, found.after_m, found.after_length_m)]
            figures = {
                "before_min": rounded(minutes[0], 1), "after_min": rounded(minutes[1], 1),
                "saved_min": difference(minutes[1], minutes[0], decimals=1),
                "before_km": rounded(km[0], 1), "after_km": rounded(km[1], 1),
                "saved_km": difference(km[1], km[0], decimals=1), "length_km": rounded(km[2], 1),
            }  # fmt: skip
            row = {say("matrix.tip_origin", lang): names[a], say("matrix.tip_destination", lang): names[b]}
            rows.append(row | {say(f"matrix.number_{name}", lang): value for name, value in figures.items()})
    return pd.DataFrame(rows)


def sentence(found: PairMatrix, names: Mapping[str, str], lang: Lang) -> str:
    """How many pairs save what shows, which one most, and how many are cut off; of figures as printed."""
    pairs = [(i, j) for i, a in enumerate(found.origins) for j, b in enumerate(found.destinations) if a != b]
    saved_min = {
        (i, j): minutes
        for i, j in pairs
        if (minutes := difference(_none(found.after_min[i, j]), _none(found.before_min[i, j]), decimals=1)) is not None
    }
    lost = sum(bool(found.cut_off[i, j]) for i, j in pairs)
    cut = say("matrix.answer_cut", lang, count=number(lost, lang)) if lost else ""
    gaining = [pair for pair, minutes in saved_min.items() if minutes >= NOTABLE_MIN]
    told = {"of": number(len(pairs), lang), "count": number(len(gaining), lang), "cut": cut}
    if not saved_min:
        return say("matrix.answer_unconnected", lang)
    if not gaining:
        return say("matrix.answer_none", lang, **told)
    i, j = max(gaining, key=saved_min.__getitem__)
    ends = {"origin": names[found.origins[i]], "destination": names[found.destinations[j]]}
    return say("matrix.answer_some", lang, **told, **ends, minutes=number(saved_min[i, j], lang, decimals=1))


_MAP: Final = 300  # pixels
_CHART: Final = "matrix-chart"
_TO: Final = ("other_province", "gate", "airport_port", "provincial_capital")
_SET: Final = "matrix-to"


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    lang = view.lang
    to = _choices(view)
    found = _matrix(view, columns, to)
    names = {i: p.name(lang) for i, p in data.world().places.items()}
    st.html(f'<div class="lt-verdict" role="status">{text(sentence(found, names, lang))}</div>')
    left, right = st.columns([0.55, 0.45], gap="small")
    with left, workspace.scrolling("matrix"):
        chart = heat_map(found, names, view.compare.measure, (view.origin, view.destination), lang)
        st.altair_chart(
            chart,
            key=f"{_CHART}{found.digest}{view.compare.measure.value}",
            on_select=_chosen(found, view.compare.measure),
            selection_mode="cell",
        )
        st.html(f'<p class="lt-note">{text(say("matrix.read", lang))}</p>')
        st.html(info(say("compare.digest", lang, digest=found.digest), lang).html)
        if (box := unfolded(say("compare.as_numbers", lang), key="matrix-numbers")) is not None:
            frame = as_frame(found, names, lang)
            with box:
                st.dataframe(frame, hide_index=True)
                downloads.frame(frame, name="matrix", digest=found.digest, lang=lang)
    with right, workspace.scrolling("pair"):
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
            say("matrix.measure", lang), [m.value for m in Measure], view.compare.measure.value,
            names=lambda m: say(f"matrix.measure_{m}", lang), key="measure",
            choose=lambda m: session_view.change_compare(measure=Measure(m)),
        )  # fmt: skip
    return to


def _matrix(view: View, columns: Columns, to: str) -> PairMatrix:
    from analysis.measures import matrix_ends, pair_matrix

    world, scenario = data.world(), columns.scenario(view)
    origins, destinations = matrix_ends(world, to)
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
    said = text(pair.sentence(result, lang))
    st.html(f'<div class="lt-verdict lt-{result.effect.value}" role="status">{said}</div>')
    pair.ways(view, result, height=_MAP)
    downloads.table(
        pair.figures_table(result.before, result.after, lang=lang, caption=say("compare.mean", lang)),
        name="matrix_pair", lang=lang, digest=result.digest,
    )  # fmt: skip
    _shares(view, columns)
    pair.roads(result, lang=lang, way=view.way)


def _shares(view: View, columns: Columns) -> None:
    """Which units carry the time that the pair saves."""
    from analysis.appraisal import SAMPLED_ORDERS
    from analysis.measures import pair_shares

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
    downloads.table(
        table(
            heads,
            rows,
            caption=say("matrix.carries", lang, total=total),
            features=[order.feature(unit) for unit, _, part in shown][: len(rows)],
        ),
        name="matrix_shares",
        lang=lang,
        digest=world.digest(scenario),
    )
    behind = [say("matrix.carries_read", lang)]
    if found.errors:
        error = number(max(found.errors.values()), lang, decimals=2)
        behind = [say("matrix.carries_sampled", lang, count=len(found.errors), orders=SAMPLED_ORDERS, error=error)]
    st.html(info(lines(behind), lang).html)
