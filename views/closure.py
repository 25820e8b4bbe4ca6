"""What if a road closes: links chosen on the map, and who loses what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views import data, map_panel, scenarios, state
from views.markup import Column, table, text
from views.page_errors import plain
from words import Lang, say
from words.figures import MISSING, number

if TYPE_CHECKING:
    from analysis.closure_effect import ClosureEffect, RoadAt
    from layers.results import ResultLayer
    from views.scenarios import Columns
    from views.state import View

_MAP: Final = 470  # pixels
_LISTED: Final = 20
_MOST: Final = 20  # links closed at once by hand


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    lang = view.lang
    st.html(f'<p class="lt-note">{text(say("closure.how", lang))}</p>')
    effect = _effect(view, columns)
    left, right = st.columns([0.58, 0.42], gap="small")
    with left:
        shown = replace(
            map_panel.map_view(view, routes=columns.scenario(view).projects), results=(_layer(effect, lang),)
        )
        _map(shown)
    with right, st.container(height=_MAP + 40, border=False):
        _chosen(view, columns, effect)
        if effect.roads:
            _losses(effect, lang)


@st.fragment
def _map(shown: Any) -> None:
    """The map; a click closes the nearest road, a click on a closed one opens it again."""
    before = state.current().study.closed
    map_panel.show(
        shown, name="closure", height=_MAP, memory="lienTinhClosure", returned="last_active_drawing", on_change=_clicked
    )
    if state.current().study.closed != before:
        st.rerun()


def _clicked(feature: Any) -> None:
    from analysis.closure_effect import road_at

    properties = feature.get("properties", {}) if isinstance(feature, dict) else {}
    at = (feature.get("geometry") or {}).get("coordinates") if isinstance(feature, dict) else None
    if not (isinstance(at, list) and len(at) == 2):  # noqa: PLR2004 - longitude and latitude
        return
    closed = set(state.current().study.closed)
    if str(properties.get("id", "")).startswith("closed-"):
        gone = {int(part) for part in str(properties["id"]).removeprefix("closed-").split("-")}
        state.change_study(closed=tuple(sorted(closed - gone)))
        return
    road = road_at(data.world(), float(at[0]), float(at[1]))
    if road is None or len(closed) >= _MOST:
        st.session_state["closure-told"] = "closure.too_many" if road else "closure.no_road"
        return
    state.change_study(closed=tuple(sorted(closed | {road.link_ids[0]})))


def _effect(view: View, columns: Columns) -> ClosureEffect:
    from analysis.closure_effect import closure_effect

    scenario, links, shared = columns.scenario(view), view.study.closed, columns.assumptions
    with st.spinner(say("closure.working", view.lang)):
        return data.kept(
            ("closure", data.world().digest(scenario), links, shared),
            lambda: closure_effect(data.world(), scenario, links, assumptions=shared),
        )


def _layer(effect: ClosureEffect, lang: Lang) -> ResultLayer:
    """The closed links on the map."""
    import shapely

    from layers import style
    from layers.legend import LegendRow
    from layers.results import ResultLayer, ResultShape

    sign = style.line("closure", "closed")
    shapes = tuple(
        ResultShape(
            shapely.MultiLineString(list(road.lines)), sign, (road_name(road, lang), say("closure.tip", lang)),
            "closed-" + "-".join(map(str, road.link_ids)),
        )
        for road in effect.roads
    )  # fmt: skip
    rows = (LegendRow(say("closure.heading", lang), say("closure.closed", lang), sign),)
    key = "-".join(str(i) for road in effect.roads for i in road.link_ids)
    return ResultLayer(f"closed{key}{lang.value}", shapes, rows)


def road_name(road: RoadAt, lang: Lang) -> str:
    """Number and name of a road, or its class; a bridge is called one."""
    kind = say(f"layers.road_{road.road_class}", lang)
    name = " · ".join(part for part in (road.ref.replace(";", " / "), road.name) if part)
    name = name or say("compare.unnamed", lang, kind=kind)
    return say("closure.bridge", lang, name=name) if road.bridge else name


def _chosen(view: View, columns: Columns, effect: ClosureEffect) -> None:
    """What is closed, with a button to open each again; keeping it as a scenario."""
    lang = view.lang
    if told := st.session_state.pop("closure-told", None):
        st.warning(plain(say(told, lang, most=_MOST)))
    for road in effect.roads:
        km = number(road.length_m / 1000, lang, decimals=2)
        label = say("closure.open", lang, name=road_name(road, lang), km=km)
        st.button(
            plain(label), key="open-" + "-".join(map(str, road.link_ids)), type="tertiary",
            on_click=lambda ids=road.link_ids: state.change_study(
                closed=tuple(i for i in state.current().study.closed if i not in ids)
            ),
        )  # fmt: skip
    if effect.roads:
        st.button(
            say("closure.keep", lang),
            key="keep-closure",
            on_click=_keep,
            args=(columns.subject(view).units, columns.subject(view).year),
        )
    if fault := st.session_state.pop("closure-fault", None):
        st.error(plain(fault.text(lang)))


def _keep(units: frozenset[str], year: int | None) -> None:
    from words.errors import InputError

    view = state.current()
    try:
        scenarios.keep(
            say("closure.name", view.lang, number=len(view.study.saved) + 1),
            tuple(sorted(units)),
            year,
            view.study.closed,
        )
    except InputError as fault:
        st.session_state["closure-fault"] = fault


def _losses(effect: ClosureEffect, lang: Lang) -> None:
    """Who loses what, cut off first."""
    said = "closure.nothing" if not effect.pairs else "closure.summary"
    st.html(
        f'<div class="lt-verdict lt-{"loss" if effect.pairs else "no_effect"}" role="status">'
        + text(
            say(
                said, lang, pairs=number(len(effect.pairs), lang), minutes=number(effect.lost_person_min / 1e6, lang, decimals=2),
                cut=number(len(effect.cut_off), lang), trips=number(effect.trips_cut_off, lang),
            )
        )
        + "</div>"
    )  # fmt: skip
    st.html(f'<p class="lt-note">{text(say("compare.digest", lang, digest=effect.digest))}</p>')
    places = data.world().places
    heads = [
        Column(say("gains_view.pair", lang)),
        *(Column(say(f"closure.{n}", lang), figures=True) for n in ("before", "after", "lost")),
    ]
    rows = []
    for pair in effect.pairs[:_LISTED]:
        names = [
            places[i].name_vi if lang is Lang.VI else places[i].name_en for i in (pair.origin_id, pair.destination_id)
        ]
        after = say("closure.cut_off", lang) if pair.after_min is None else number(pair.after_min, lang, decimals=1)
        lost = MISSING if pair.lost_min is None else number(pair.lost_min, lang, decimals=1, sign=True)
        rows.append((" – ".join(names), number(pair.before_min, lang, decimals=1), after, lost))
    if rows:
        st.html(table(heads, rows, caption=say("closure.losers", lang)).html)
        st.html(f'<p class="lt-note">{text(say("closure.listed", lang, shown=len(rows), all=len(effect.pairs)))}</p>')
