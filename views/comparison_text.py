"""A comparison in words and tables: the sentence, the four figures, both directions, the roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views import data, takeaway
from views.markup import Cell, Column, Markup, Table, join, lines, table, tag, text
from views.session_view import Way
from words import Lang, say
from words.figures import MISSING, adding_up, difference, number, range_around, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis import DirectionComparison, Figures, PairComparison, PathResult, RoadStretch

_KM = 1000.0


def show(result: PairComparison, *, lang: Lang, way: Way) -> None:
    """Draw a comparison."""
    st.html(f'<div class="lt-verdict lt-{result.effect.value}" role="status">{text(sentence(result, lang))}</div>')
    takeaway.table(
        figures_table(result.before, result.after, lang=lang, caption=say("compare.mean", lang)),
        name="hai-dia-diem", lang=lang, digest=result.digest,
    )  # fmt: skip
    st.html(f'<p class="lt-note">{text(_range_note(result, lang))}</p>')
    st.html(
        f'<p class="lt-note">{text(say("compare.baseline", lang))} · {text(say("compare.scenario_digest", lang, digest=result.digest))}</p>'
    )
    with st.expander(say("compare.directions", lang)):
        for direction in (result.forward, result.backward):
            st.html(
                figures_table(
                    direction.before, direction.after, lang=lang, caption=_direction_name(direction, lang)
                ).html
            )
    roads(result, lang=lang, way=way)


def roads(result: PairComparison, *, lang: Lang, way: Way) -> None:
    """The roads of both ways side by side."""
    st.html(
        f'<p class="lt-group">{text(say(f"compare.roads_{way.value}", lang, direction=_direction_name(result.forward, lang)))}</p>'
    )
    before, after = st.columns(2)
    with before:
        st.html(_roads(_path(result.forward, way, after=False), lang=lang, caption=say("compare.before", lang)).html)
    with after:
        st.html(_roads(_path(result.forward, way, after=True), lang=lang, caption=say("compare.after", lang)).html)


def sentence(result: PairComparison, lang: Lang) -> str:
    """What may be said of the pair; "shorter" only where the shortest distance falls notably."""
    before, after = result.before, result.after
    saved_km = difference(_km(after.shortest_m), _km(before.shortest_m), decimals=1)
    saved_min = difference(after.fastest_min, before.fastest_min, decimals=1)
    return say(
        f"compare.effect_{result.effect.value}",
        lang,
        km=number(saved_km, lang, decimals=1),
        km_percent=number(_percent(saved_km, _km(before.shortest_m)), lang, decimals=1),
        minutes=number(saved_min, lang, decimals=1),
        time_percent=number(_percent(saved_min, before.fastest_min), lang, decimals=1),
        range=_range(saved_min, result.saved_min_range, lang),
    )


def _range(saved_min: float | None, bounds: tuple[float, float] | None, lang: Lang) -> str:
    """How many minutes the other assumptions save, beside a saving; empty where they all save as many."""
    ends = range_around(saved_min, *bounds, decimals=1) if bounds else None
    return say("compare.effect_range", lang, range=span(*ends, lang, decimals=1)) if ends else ""


def _km(metres: float | None) -> float | None:
    return None if metres is None else metres / _KM


def figures_table(before: Figures, after: Figures, *, lang: Lang, caption: str) -> Table:
    """The four figures that always stand together, with their differences."""
    columns = [Column(say("compare.figure", lang))]
    columns += [Column(say(f"compare.{name}", lang), figures=True) for name in ("before", "after", "difference")]
    from analysis.comparison import four_figures

    found = four_figures(before, after, lang, nothing=say("compare.not_connected", lang))
    rows = [(say(f"compare.figure_{r.name}", lang), *r[1:]) for r in found]
    return table(columns, rows, caption=caption)


def _percent(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else 100 * part / whole


def _range_note(result: PairComparison, lang: Lang) -> str:
    if result.saved_min_range is None or result.saved_m_range is None:
        return say("compare.range_none", lang)
    low_m, high_m = result.saved_m_range
    return say(
        "compare.range",
        lang,
        minutes=span(*result.saved_min_range, lang, decimals=1),
        km=span(low_m / _KM, high_m / _KM, lang, decimals=1),
    )


def _direction_name(direction: DirectionComparison, lang: Lang) -> str:
    places = data.world().places
    names = [
        places[i].name_vi if lang is Lang.VI else places[i].name_en
        for i in (direction.origin_id, direction.destination_id)
    ]
    return " → ".join(names)


def _path(direction: DirectionComparison, way: Way, *, after: bool) -> PathResult | None:
    when = "after" if after else "before"
    found: PathResult | None = getattr(direction, f"{way.value}_{when}")
    return found


def _roads(path: PathResult | None, *, lang: Lang, caption: str) -> Markup:
    """The roads of a way in order of travel, with kilometres and minutes."""
    if path is None:
        return tag(say("compare.not_connected", lang), warn=True)
    columns = [Column(caption), Column("km", figures=True), Column(say("compare.minutes_short", lang), figures=True)]
    stretches = _merged(path.stretches)
    km = adding_up([s.length_m / _KM for s in stretches], decimals=1)
    min_ = adding_up([s.time_min for s in stretches])
    rows: list[Sequence[Cell]] = [
        (_road(s, lang), number(k, lang, decimals=1), number(m, lang))
        for s, k, m in zip(stretches, km, min_, strict=True)
    ]
    total = (
        Markup(f"<b>{text(say('compare.total', lang))}</b>"),
        number(sum(km), lang, decimals=1),
        number(sum(min_), lang),
    )
    return table(columns, [*rows, total])


def _merged(stretches: Sequence[RoadStretch]) -> list[RoadStretch]:
    """Very short unnumbered pieces go with what comes before: a list of roads, not of junctions."""
    from dataclasses import replace

    kept: list[RoadStretch] = []
    for s in stretches:
        small = s.length_m < _SMALL_M and not s.project_id
        same = bool(kept) and (kept[-1].ref, kept[-1].name, kept[-1].project_id, kept[-1].kind) == (
            s.ref,
            s.name,
            s.project_id,
            s.kind,
        )
        if kept and (small or same):
            kept[-1] = replace(
                kept[-1], length_m=kept[-1].length_m + s.length_m, time_min=kept[-1].time_min + s.time_min
            )
        else:
            kept.append(s)
    return kept


_SMALL_M = 150.0


def _road(stretch: RoadStretch, lang: Lang) -> Cell:
    """Name of a stretch: the project's, the road number, or its class."""
    if stretch.project_id:
        project = data.project(stretch.project_id)
        name = project.text("name", lang) if project else stretch.project_id
        return lines([name, join([tag(say("compare.project_tag", lang)), stretch.ref])])
    if stretch.kind.value == "connector":
        return say("compare.connector", lang)
    if stretch.ref or stretch.name:
        same = "".join(c for c in stretch.name if c.isalnum()) == "".join(c for c in stretch.ref if c.isalnum())
        return " · ".join(part for part in (stretch.ref.replace(";", " / "), "" if same else stretch.name) if part)
    return (
        say("compare.unnamed", lang, kind=say(f"layers.road_{stretch.road_class}", lang))
        if stretch.road_class
        else MISSING
    )
