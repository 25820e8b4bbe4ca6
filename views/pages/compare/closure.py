"""What if a road closes: roads chosen on the map or in a list, and who loses what.

A road is a link of the base network, or a stretch of a project that stands in the scenario looked at. A
click closes what lies under it at once: the fragment of the map runs the page anew, map, list and result
are drawn from one state. What cannot be closed is told above the map, for that click alone.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views.components import Column, downloads, map_panel, plain, table, text
from views.state import data, scenarios, session_view
from words import Lang, change, number, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.resilience import ClosureLoss, FoundLink
    from analysis.scenarios import Scenario
    from layers.symbology import ResultLayer
    from views.state import Columns, View

_MAP: Final = 470  # pixels
_LISTED: Final = 20
_MOST: Final = 20  # roads closed at once by hand
_LEAST_TOLD: Final = 10_000.0  # person-minutes: what two decimals of a million can show
_REACH_PX: Final = 12.0  # how far from a road a click still means it
_AT_MAP, _AT_LIST = "closure-told-map", "closure-told-list"  # what a click, or a choice of the list, could not do
_SIGN: Final = "closed-"  # begins the id of a closed road on the map
_EQUATOR_M: Final = 156_543.034  # metres of a pixel at zoom 0 on the equator
_ZOOM: Final = 8  # where the map opens, for a browser that does not say


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    view = _known(view)
    lang = view.lang
    st.html(f'<p class="lt-note">{text(say("closure.how", lang))}</p>')
    effect = _effect(view, columns)
    left, right = st.columns([0.58, 0.42], gap="small")
    with left:
        scenario = columns.scenario(view)
        shown = map_panel.map_view(view, routes=scenario.projects, year=scenario.year)
        layers = shown.layers | {"provinces"}  # they take the click where nothing else lies
        shown = replace(shown, layers=layers, results=(_layer(_roads(view), lang),), popups=False, closing=True)
        _map(shown, view, columns.scenario(view))
    with right, st.container(height=_MAP + 40, border=False):
        _list(view)
        _chosen(view, columns)
        if _closed(view):
            _losses(effect, lang)


def _known(view: View) -> View:
    """The view without closures that the data no longer hold; they are told once."""
    from analysis.scenarios import known_stretch

    world, study = data.world(), view.compare
    known = set(world.network.roads.link_id.tolist())
    links = tuple(i for i in study.closed if i in known)
    named = [known_stretch(world.links, name) for name in study.stretches]
    stretches = tuple(sorted({name for name in named if name is not None}))
    if len(links) < len(study.closed) or None in named:
        st.warning(plain(say("closure.gone", view.lang)))
    if (links, stretches) != (study.closed, study.stretches):
        session_view.change_compare(closed=links, stretches=stretches)
    return session_view.current()


def _closed(view: View) -> tuple[tuple[int, ...], tuple[str, ...]] | None:
    """Links and stretches closed; nothing if there are none."""
    found = view.compare.closed, view.compare.stretches
    return found if any(found) else None


@st.fragment
def _map(shown: Any, view: View, scenario: Scenario) -> None:
    """The map; a click closes the nearest road, a click on a closed one opens it again."""
    told = st.empty()
    map_panel.show(
        shown, name="closure", height=_MAP, memory="lienTinhClosure",
        on_change=lambda feature: _clicked(feature, scenario),
    )  # fmt: skip
    if _closed(session_view.current()) != _closed(view):  # what this run was begun with: the click has changed it since
        st.rerun()
    if words := st.session_state.pop(_AT_MAP, None):  # said for the click that made it, gone with the next run
        told.warning(plain(say(words, view.lang, most=_MOST, px=number(_REACH_PX, view.lang))))


def _list(view: View) -> None:
    """Bridges by name, for those who do not use the mouse."""
    from analysis.resilience import numbered_bridges

    lang, places = view.lang, data.kept(("bridges",), lambda: numbered_bridges(data.world()))
    names = {
        b.link_id: f"{road_name(b, lang)} · {number(b.length_m, lang)} m · {number(b.lon_lat[0][1], lang, decimals=2)}° / {number(b.lon_lat[0][0], lang, decimals=2)}°"
        for b in places
    }

    def choose() -> None:
        chosen = st.session_state["closure-list"]
        if chosen is not None and not _close([chosen]):
            st.session_state[_AT_LIST] = "closure.too_many"
        st.session_state["closure-list"] = None

    st.selectbox(
        say("closure.from_list", lang), list(names), index=None, format_func=names.__getitem__, key="closure-list",
        on_change=choose, placeholder=say("closure.list_hint", lang),
    )  # fmt: skip
    if words := st.session_state.pop(_AT_LIST, None):
        st.warning(plain(say(words, lang, most=_MOST)))


def _clicked(feature: Any, scenario: Scenario) -> None:
    """Close the road under a click, or open it again if it is closed."""
    from analysis.resilience import nearest_road

    st.session_state.pop(_AT_MAP, None)
    properties = feature.get("properties", {}) if isinstance(feature, dict) else {}
    at = (feature.get("geometry") or {}).get("coordinates") if isinstance(feature, dict) else None
    if not (isinstance(at, list) and len(at) == 2):  # noqa: PLR2004 - longitude and latitude
        return
    clicked = str(properties.get("id", ""))
    if clicked.startswith(_SIGN):
        _open(clicked.removeprefix(_SIGN))
        return
    project = clicked if properties.get("kind") == "project" else ""
    reach_m = _reach_m(float(at[1]), properties.get("zoom"))
    road = nearest_road(data.world(), scenario, float(at[0]), float(at[1]), within_m=reach_m, project_id=project)
    if road is None:
        st.session_state[_AT_MAP] = "closure.no_road"
        return
    study = session_view.current().compare
    if shut := [*(set(road.together) & set(study.closed)), *({road.stretch} & set(study.stretches))]:
        for name in shut:
            _open(str(name))
        return
    if not (_close([], [road.stretch]) if road.stretch else _close([road.link_id])):
        st.session_state[_AT_MAP] = "closure.too_many"


def _reach_m(lat: float, zoom: Any) -> float:
    """Metres on the ground of the pixels that a click may miss a road by."""
    level = float(zoom) if isinstance(zoom, (int, float)) else _ZOOM
    return _REACH_PX * _EQUATOR_M * math.cos(math.radians(lat)) / 2**level


def _close(links: Iterable[int] = (), stretches: Iterable[str] = ()) -> bool:
    """Close more roads; not if they would be too many."""
    study = session_view.current().compare
    shut = {*study.closed, *links}, {*study.stretches, *stretches}
    if len(shut[0]) + len(shut[1]) > _MOST:
        return False
    session_view.change_compare(closed=tuple(sorted(shut[0])), stretches=tuple(sorted(shut[1])))
    return True


def _open(name: str) -> None:
    """Open a road again: the number of a link, or the name of a stretch."""
    study = session_view.current().compare
    session_view.change_compare(
        closed=tuple(i for i in study.closed if str(i) != name),
        stretches=tuple(s for s in study.stretches if s != name),
    )


def _effect(view: View, columns: Columns) -> ClosureLoss:
    from analysis.resilience import closure_loss

    links, stretches, shared = frozenset(view.compare.closed), frozenset(view.compare.stretches), columns.assumptions
    looked_at = columns.scenario(view)  # may hold the closures itself, once kept: the loss is against the roads open
    scenario = replace(
        looked_at,
        closed_links=looked_at.closed_links - links,
        closed_stretches=looked_at.closed_stretches - stretches,
    )
    with st.spinner(say("closure.working", view.lang)):
        return data.kept(
            ("closure", data.world().digest(scenario), sorted(links), sorted(stretches), shared),
            lambda: closure_loss(data.world(), scenario, links, stretches=stretches, assumptions=shared),
        )


def _roads(view: View) -> list[FoundLink]:
    """The roads closed: links, then stretches of projects."""
    from analysis.resilience import link_of, stretch_of
    from analysis.scenarios import segment_of

    world = data.world()
    numbers = [segment_of(world.links, name) for name in view.compare.stretches]
    return [
        *(link_of(world, i) for i in view.compare.closed),
        *(stretch_of(world, n) for n in numbers if n is not None),
    ]


def _layer(roads: list[FoundLink], lang: Lang) -> ResultLayer:
    """The closed links on the map."""
    import shapely

    from analysis.resilience import closed_lines
    from layers.symbology import LegendRow, ResultLayer, ResultShape, style

    sign = style.line("closure", "closed")
    shapes = tuple(
        ResultShape(
            shapely.MultiLineString(closed_lines(data.world(), road)), sign,
            (road_name(road, lang), say("closure.tip", lang)), f"{_SIGN}{_name_of(road)}",
        )
        for road in roads
    )  # fmt: skip
    rows = (LegendRow(say("closure.heading", lang), say("closure.closed", lang), sign),)
    key = "-".join(map(_name_of, roads))
    return ResultLayer(f"closed{key}{lang.value}", shapes, rows)


def _name_of(road: FoundLink) -> str:
    """The number of a link or the name of a stretch."""
    return road.stretch or str(road.link_id)


def road_name(road: FoundLink, lang: Lang) -> str:
    """Number and name of a road, or its class; a bridge is called one, a stretch by its project and section."""
    if road.section_id:
        owner, section = next((p, s) for p in data.projects() for s in p.sections if s.section_id == road.section_id)
        return " · ".join(dict.fromkeys((owner.text("name", lang), section.name(lang))))
    kind = say(f"layers.road_{road.road_class}", lang)
    name = " · ".join(part for part in (road.ref.replace(";", " / "), road.name) if part)
    name = name or say("compare.unnamed", lang, kind=kind)
    return say("closure.bridge", lang, name=name) if road.bridge else name


def _chosen(view: View, columns: Columns) -> None:
    """What is closed, with a button to open each again; keeping it as a scenario."""
    lang = view.lang
    for road in _roads(view):
        km = number(road.length_m / 1000, lang, decimals=2)
        label = say("closure.open", lang, name=road_name(road, lang), km=km)
        st.button(plain(label), key=f"open-{_name_of(road)}", type="tertiary", on_click=_open, args=(_name_of(road),))
    if _closed(view):
        subject = columns.subject(view)
        st.button(say("closure.keep", lang), key="keep-closure", on_click=_keep, args=(subject.units, subject.year))
    if fault := st.session_state.pop("closure-fault", None):
        st.error(plain(fault.text(lang)))


def _keep(units: frozenset[str], year: int | None) -> None:
    from words import InputError

    view = session_view.current()
    try:
        scenarios.keep_closed(
            say("closure.name", view.lang, number=len(view.compare.saved) + 1), tuple(sorted(units)), year
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
        downloads.table(
            table(heads, rows, caption=say("closure.losers", lang)), name="closure", lang=lang, digest=effect.digest
        )
        st.html(f'<p class="lt-note">{text(say("closure.listed", lang, shown=len(rows), all=len(effect.losses)))}</p>')


def sentence(effect: ClosureLoss, lang: Lang) -> str:
    """What the closure costs, in one sentence."""
    from analysis.resilience import NOTABLE_M, NOTABLE_MIN

    least = {"minutes": number(NOTABLE_MIN, lang, decimals=1), "metres": number(NOTABLE_M, lang)}
    if not effect.losses:
        return say("closure.nothing", lang, **least)
    lost = effect.lost_person_min
    said = say("closure.summary", lang, pairs=len(effect.losses), considered=effect.considered, **least)
    if lost is not None and lost < _LEAST_TOLD:
        said += " " + say("closure.summary_min_none", lang, least=number(_LEAST_TOLD, lang))
    elif lost is not None:
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
    return place.name(lang)
