"""Who gains: communes by minutes saved, isochrones before and after, lines of the largest gains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.gain_layers import commune_layer, desire_layer, isochrone_layer
from views import data, isochrone_sheet, map_panel, session_view, takeaway
from views.choosing import from_list, one_of
from views.markup import Column, table, text
from views.pair import place_names
from views.signs import in_a_row
from words import Lang, say
from words.figures import number, saved

if TYPE_CHECKING:
    from analysis.gains import Gains
    from layers.results import ResultLayer
    from views.scenarios import Columns
    from views.session_view import View

_MAP: Final = 470  # pixels
_LOOKS: Final = ("communes", "isochrones", "lines")
_MEAN: Final = ""
_LISTED: Final = 12


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    lang, scenario = view.lang, columns.scenario(view)
    look = _choices(view)
    left, right = st.columns([0.6, 0.4], gap="small")
    with left:
        with st.spinner(say("gains_view.working", lang)):
            layer = _layer(view, columns, look)
        shown = replace(
            map_panel.map_view(view, routes=scenario.projects),
            results=(layer,), place_kinds=frozenset({"provincial_capital", "district_capital"}), highlight_id=None,
        )  # fmt: skip
        map_panel.fragment(shown, name="gains", height=_MAP, memory="lienTinhGains")
        st.html(in_a_row(layer.rows).html)
    with right, st.container(height=_MAP + 60, border=False):
        _beside(view, columns, look)


def _choices(view: View) -> str:
    """What is drawn, and to which place."""
    lang = view.lang
    names = {_MEAN: say("gains_view.mean", lang), **place_names(lang)}
    left, right = st.columns([0.5, 0.5], vertical_alignment="bottom")
    with left:
        from_list(
            say("gains_view.goal", lang), list(names), view.study.goal, names=names.__getitem__, key="goal",
            choose=lambda goal: session_view.change_study(goal=goal),
        )  # fmt: skip
    with right:
        look = str(st.session_state.get("gains-look-chosen", _LOOKS[0]))
        one_of(
            say("gains_view.look", lang), _LOOKS, look, names=lambda name: say(f"gains_view.look_{name}", lang),
            key="gains-look", choose=lambda name: st.session_state.update({"gains-look-chosen": name}),
        )  # fmt: skip
    return look


def places_of(view: View) -> tuple[str, ...]:
    """The destinations of the gains: the place chosen, or all district capitals."""
    from analysis.district_sets import district_capitals

    return (view.study.goal,) if view.study.goal else tuple(district_capitals(data.world()))


def _gains(view: View, columns: Columns) -> Gains:
    from analysis.gains import commune_gains

    scenario = columns.scenario(view)
    return data.kept(
        ("gains", data.world().digest(scenario), places_of(view)),
        lambda: commune_gains(data.world(), before=scenario.baseline(), after=scenario, place_ids=places_of(view)),
    )


def _layer(view: View, columns: Columns, look: str) -> ResultLayer:
    if look == "lines":
        return _lines(view, columns)
    if look == "isochrones":
        return _isochrones(view, columns)
    gains, lang = _gains(view, columns), view.lang
    return commune_layer(gains.frame, key=gains.digest, lang=lang)


def _lines(view: View, columns: Columns) -> ResultLayer:
    gains, lang = _desire(view, columns), view.lang
    return desire_layer(gains.frame, key=gains.digest, names=_names(lang), lang=lang)


def _desire(view: View, columns: Columns) -> Gains:
    from analysis.gains import desire_lines

    scenario, shared = columns.scenario(view), columns.assumptions
    return data.kept(
        ("desire", data.world().digest(scenario), shared),
        lambda: desire_lines(data.world(), before=scenario.baseline(), after=scenario, assumptions=shared),
    )


def _isochrones(view: View, columns: Columns) -> ResultLayer:
    lang, goal = view.lang, view.study.goal or view.destination
    found = isochrone_sheet.isochrones_to(columns.scenario(view), goal)
    return isochrone_layer(found.frame, key=found.digest, place=_names(lang)[goal], lang=lang)


def _names(lang: Lang) -> dict[str, str]:
    """Plain names of all places by id."""
    return {i: p.name_vi if lang is Lang.VI else p.name_en for i, p in data.world().places.items()}


def _beside(view: View, columns: Columns, look: str) -> None:
    """In words and a table: who gains most; the layer to take away."""
    lang, gains = view.lang, _gains(view, columns)
    mean_min, people = gains.mean_saved_min
    said = say("gains_view.summary", lang, minutes=number(mean_min, lang, decimals=1), people=number(people, lang))
    st.html(f'<div class="lt-verdict">{text(said)}</div>')
    st.html(f'<p class="lt-note">{text(say("gains_view.read", lang))}</p>')
    st.html(f'<p class="lt-note">{text(say("compare.digest", lang, digest=gains.digest))}</p>')
    if look == "lines":
        _line_table(view, columns)
    else:
        _commune_table(gains, lang)
    with st.container(horizontal=True, gap="small"):  # the difference for a geographic information system
        takeaway.layer(lambda: gains.frame, name="huong-loi", digest=gains.digest, lang=lang)


def _commune_table(gains: Gains, lang: Lang) -> None:
    heads = [
        Column(say("gains_view.commune", lang)),
        *(Column(say(f"gains_view.{n}", lang), figures=True) for n in ("before", "after", "saved")),
    ]
    rows = [
        (r.full_name, *_three(r.before_min, r.after_min, lang))
        for r in gains.study.nlargest(_LISTED, "saved_min").itertuples()
    ]
    takeaway.table(
        table(heads, rows, caption=say("gains_view.most", lang)), name="xa-huong-loi", lang=lang, digest=gains.digest
    )


def _three(before_min: float, after_min: float, lang: Lang) -> tuple[str, str, str]:
    """Minutes before, after, and saved as printed."""
    was, now = (number(v, lang, decimals=1) for v in (before_min, after_min))
    return was, now, saved(before_min, after_min, lang, decimals=1)


def _line_table(view: View, columns: Columns) -> None:
    lang, names, found = view.lang, _names(view.lang), _desire(view, columns)
    heads = [
        Column(say("gains_view.pair", lang)),
        *(Column(say(f"gains_view.{n}", lang), figures=True) for n in ("before", "after", "saved")),
    ]
    rows = [
        (
            f"{names[r.origin]} – {names[r.destination]}",
            *_three(r.before_min, r.after_min, lang),
        )
        for r in found.frame.itertuples()
    ]
    takeaway.table(
        table(heads, rows, caption=say("gains_view.lines_title", lang)),
        name="cap-huong-loi",
        lang=lang,
        digest=found.digest,
    )
