"""What if a road closes: links chosen on the map, and who loses what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views import data, map_panel, scenarios, state, takeaway
from views.markup import Column, table, text
from views.page_errors import plain
from words import Lang, say
from words.figures import change, number

if TYPE_CHECKING:
    from analysis.link_closure import ClosureLoss, FoundLink
    from layers.results import ResultLayer
    from views.scenarios import Columns
    from views.state import View

_MAP: Final = 470  # pixels
_LISTED: Final = 20
_MOST: Final = 20  # links closed at once by hand
_NEAR_M: Final = 400.0


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    lang = view.lang
    st.html(f'<p class="lt-note">{text(say("closure.how", lang))}</p>')
    effect = _effect(view, columns)
    left, right = st.columns([0.58, 0.42], gap="small")
    with left:
        shown = replace(
            map_panel.map_view(view, routes=columns.scenario(view).projects), results=(_layer(_roads(view), lang),)
        )
        _map(shown)
    with right, st.container(height=_MAP + 40, border=False):
        _list(view)
        _chosen(view, columns)
        if view.study.closed:
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


def _list(view: View) -> None:
    """Bridges by name, for those who do not use the mouse."""
    from analysis.link_closure import numbered_bridges

    lang, places = view.lang, data.kept(("bridges",), lambda: numbered_bridges(data.world()))
    names = {
        b.link_id: f"{road_name(b, lang)} · {number(b.length_m, lang)} m · {number(b.lon_lat[0][1], lang, decimals=2)}° / {number(b.lon_lat[0][0], lang, decimals=2)}°"
        for b in places
    }

    def choose() -> None:
        chosen = st.session_state["closure-list"]
        if chosen is not None and len(state.current().study.closed) < _MOST:
            state.change_study(closed=tuple(sorted({*state.current().study.closed, chosen})))
        st.session_state["closure-list"] = None

    st.selectbox(
        say("closure.from_list", lang), list(names), index=None, format_func=names.__getitem__, key="closure-list",
        on_change=choose, placeholder=say("closure.list_hint", lang),
    )  # fmt: skip


def _clicked(feature: Any) -> None:
    from analysis.link_closure import nearest_link

    properties = feature.get("properties", {}) if isinstance(feature, dict) else {}
    at = (feature.get("geometry") or {}).get("coordinates") if isinstance(feature, dict) else None
    if not (isinstance(at, list) and len(at) == 2):  # noqa: PLR2004 - longitude and latitude
        return
    closed = set(state.current().study.closed)
    if str(properties.get("id", "")).startswith("closed-"):
        gone = int(str(properties["id"]).removeprefix("closed-"))
        state.change_study(closed=tuple(sorted(closed - {gone})))
        return
    road = nearest_link(data.world(), float(at[0]), float(at[1]), within_m=_NEAR_M)
    if road is None or len(closed) >= _MOST:
        st.session_state["closure-told"] = "closure.too_many" if road else "closure.no_road"
        return
    state.change_study(closed=tuple(sorted(closed | {road.link_id})))


def _effect(view: View, columns: Columns) -> ClosureLoss:
    from analysis.link_closure import closure_loss

    links, shared = frozenset(view.study.closed), columns.assumptions
    looked_at = columns.scenario(view)  # may hold the closures itself, once kept: the loss is against the roads open
    scenario = replace(looked_at, closed_links=looked_at.closed_links - links)
    with st.spinner(say("closure.working", view.lang)):
        return data.kept(
            ("closure", data.world().digest(scenario), view.study.closed, shared),
            lambda: closure_loss(data.world(), scenario, links, assumptions=shared),
        )


def _roads(view: View) -> list[FoundLink]:
    """The links chosen; those the data no longer hold are left out and told."""
    from analysis.link_closure import link_of

    known = set(data.world().network.roads.link_id.tolist())
    if any(i not in known for i in view.study.closed):
        state.change_study(closed=tuple(i for i in view.study.closed if i in known))
        st.warning(plain(say("closure.gone", view.lang)))
    return [link_of(data.world(), i) for i in state.current().study.closed]


def _lines(road: FoundLink) -> list[tuple[tuple[float, float], ...]]:
    """The lines of all links that close with one."""
    from analysis.link_closure import link_of

    return [link_of(data.world(), i).lon_lat for i in road.together]


def _layer(roads: list[FoundLink], lang: Lang) -> ResultLayer:
    """The closed links on the map."""
    import shapely

    from layers import style
    from layers.legend import LegendRow
    from layers.results import ResultLayer, ResultShape

    sign = style.line("closure", "closed")
    shapes = tuple(
        ResultShape(
            shapely.MultiLineString(_lines(road)), sign, (road_name(road, lang), say("closure.tip", lang)),
            f"closed-{road.link_id}",
        )
        for road in roads
    )  # fmt: skip
    rows = (LegendRow(say("closure.heading", lang), say("closure.closed", lang), sign),)
    key = "-".join(str(road.link_id) for road in roads)
    return ResultLayer(f"closed{key}{lang.value}", shapes, rows)


def road_name(road: FoundLink, lang: Lang) -> str:
    """Number and name of a road, or its class; a bridge is called one."""
    kind = say(f"layers.road_{road.road_class}", lang)
    name = " · ".join(part for part in (road.ref.replace(";", " / "), road.name) if part)
    name = name or say("compare.unnamed", lang, kind=kind)
    return say("closure.bridge", lang, name=name) if road.bridge else name


def _chosen(view: View, columns: Columns) -> None:
    """What is closed, with a button to open each again; keeping it as a scenario."""
    lang = view.lang
    if told := st.session_state.pop("closure-told", None):
        st.warning(plain(say(told, lang, most=_MOST)))
    for road in _roads(view):
        km = number(road.length_m / 1000, lang, decimals=2)
        label = say("closure.open", lang, name=road_name(road, lang), km=km)
        st.button(
            plain(label), key=f"open-{road.link_id}", type="tertiary",
            on_click=lambda gone=road.link_id: state.change_study(
                closed=tuple(i for i in state.current().study.closed if i != gone)
            ),
        )  # fmt: skip
    if view.study.closed:
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


def _losses(effect: ClosureLoss, lang: Lang) -> None:
    """Who loses what, cut off first."""
    st.html(
        f'<div class="lt-verdict lt-{"loss" if effect.losses else "no_effect"}" role="status">'
        f"{text(sentence(effect, lang))}</div>"
    )
    for line in _notes(effect, lang):
        st.html(f'<p class="lt-note">{text(line)}</p>')
    heads = [
        Column(say("closure.pair", lang)),
        *(Column(say(f"closure.{n}", lang), figures=True) for n in ("before", "after", "lost")),
    ]
    rows = []
    for pair in effect.losses[:_LISTED]:
        after = say("closure.cut_off", lang) if pair.after_min is None else number(pair.after_min, lang, decimals=1)
        lost = change(pair.before_min, pair.after_min, lang, decimals=1)
        names = f"{_name(pair.origin, lang)} – {_name(pair.destination, lang)}"
        rows.append((names, number(pair.before_min, lang, decimals=1), after, lost))
    if rows:
        takeaway.table(
            table(heads, rows, caption=say("closure.losers", lang)), name="dong-duong", lang=lang, digest=effect.digest
        )
        st.html(f'<p class="lt-note">{text(say("closure.listed", lang, shown=len(rows), all=len(effect.losses)))}</p>')


def sentence(effect: ClosureLoss, lang: Lang) -> str:
    """What the closure costs, in one sentence."""
    from analysis.link_closure import NOTABLE_M, NOTABLE_MIN

    least = {"minutes": number(NOTABLE_MIN, lang, decimals=1), "metres": number(NOTABLE_M, lang)}
    if not effect.losses:
        return say("closure.nothing", lang, **least)
    lost = effect.lost_person_min
    said = say("closure.summary", lang, pairs=len(effect.losses), considered=effect.considered, **least)
    if lost is not None:
        said += " " + say("closure.summary_min", lang, minutes=number(lost / 1e6, lang, decimals=2))
    if effect.cut_off:
        said += " " + say("closure.summary_cut", lang, cut=len(effect.cut_off))
    return said


def _notes(effect: ClosureLoss, lang: Lang) -> list[str]:
    """Communes cut off, places that stand on a closed road, project sections that close with it, the digest."""
    said = []
    if effect.communes_cut_off:
        people = sum(p for _, _, p in effect.communes_cut_off)
        names = "; ".join(name for _, name, _ in effect.communes_cut_off)
        said.append(say("closure.communes", lang, names=names, people=number(people, lang)))
    if effect.on_closed:
        said.append(say("closure.on_closed", lang, names="; ".join(_name(p, lang) for p in effect.on_closed)))
    if effect.sections:
        sections = {s.section_id: s.name(lang) for p in data.projects() for s in p.sections}
        said.append(say("closure.sections", lang, names="; ".join(sections[s] for s in effect.sections)))
    return [*said, say("compare.digest", lang, digest=effect.digest)]


def _name(place_id: str, lang: Lang) -> str:
    place = data.world().places[place_id]
    return place.name_vi if lang is Lang.VI else place.name_en
