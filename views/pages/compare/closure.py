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

from layers import commune_name
from views.components import (
    Column,
    downloads,
    in_a_row,
    info,
    lines,
    map_panel,
    note,
    on_map,
    plain,
    table,
    text,
    workspace,
)
from views.pages.compare import closure_layers
from views.state import MOST_CLOSED, data, scenarios, session_view
from words import Lang, change, difference, findable, number, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.resilience import ClosureLoss, Detour, FoundLink, PairLoss
    from analysis.scenarios import Scenario
    from layers.symbology import ResultLayer
    from views.state import Columns, View

_LISTED: Final = 20
_TOLD: Final = 20  # closed roads with a button of their own
_LEAST_EACH: Final = 0.1  # minutes: what one decimal can show
_LEAST_TOLD: Final = 10_000.0  # person-minutes: what two decimals of a million can show
_REACH_PX: Final = 12.0  # how far from a road a click still means it
_AT_MAP, _AT_LIST = "closure-told-map", "closure-told-list"  # what a click, or a choice of the list, could not do
_CHOSEN: Final = "closure-chosen"  # a road was chosen in the list: the map goes there
_AIR_DEG: Final = 0.04
_EQUATOR_M: Final = 156_543.034  # metres of a pixel at zoom 0 on the equator
_ZOOM: Final = 8  # where the map opens, for a browser that does not say


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    view = _known(view)
    lang = view.lang
    effect, roads = _effect(view, columns), _roads(view)
    ways = _detours(view, columns, effect)
    if st.session_state.pop(_CHOSEN, False) and roads:
        map_panel.look_at(_extent(roads, ways))
    left, right = workspace.beside()
    with left:
        results = (
            closure_layers.bridges(_bridges(), lang),
            closure_layers.detours(ways, lang),
            closure_layers.closed(roads, lang),
        )
        _map(view, columns.scenario(view), results)
    with right:
        _said(effect if _closed(view) else None, lang)
        if columns.scenario(view).projects:  # a reader of the present takes it for the roads of today
            note(say("closure.on_network", lang, name=columns.subject(view).title(lang)))
        _list(view)
        _chosen(view, columns)
        if _closed(view):
            _losses(effect, lang)
        else:
            note(say("closure.how", lang))


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


def _map(view: View, scenario: Scenario, results: tuple[ResultLayer, ...]) -> None:
    """The map; a click closes the nearest road, a click on a closed one opens it again: one run of the page each."""
    if words := st.session_state.pop(_AT_MAP, None):  # said for the click that made it, gone with the next run
        st.warning(plain(say(words, view.lang, most=MOST_CLOSED)))
    shown = map_panel.map_view(view, of=scenario)
    layers = shown.layers | {"provinces"}  # they take the click where nothing else lies
    map_panel.show(
        replace(shown, layers=layers, results=results, popups=False, closing=True),
        name="closure",
        memory="lienTinhClosure",
        on_change=lambda feature: _clicked(feature, scenario),
    )
    st.html(in_a_row([row for layer in results for row in layer.rows]).html)


def _bridges() -> Sequence[tuple[FoundLink, str, str]]:
    """Bridges of numbered roads with commune and river; kept."""
    from analysis.resilience import placed_bridges

    return data.kept(("bridges",), lambda: placed_bridges(data.world()))


def _list(view: View) -> None:
    """Bridges by road, river and commune, for those who know the name and not the place."""
    lang = view.lang
    names = listed_bridges(_bridges(), lang)

    def choose() -> None:
        chosen = st.session_state["closure-list"]
        if chosen is not None and not _close([chosen]):
            st.session_state[_AT_LIST] = "closure.too_many"
        st.session_state["closure-list"] = None
        st.session_state[_CHOSEN] = True

    st.selectbox(
        say("closure.from_list", lang),
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="closure-list",
        on_change=choose,
        placeholder=say("closure.list_hint", lang),
        filter_mode="contains",  # a number typed in whole finds that road and no other
    )
    if words := st.session_state.pop(_AT_LIST, None):
        st.warning(plain(say(words, lang, most=MOST_CLOSED)))


def listed_bridges(bridges: Sequence[tuple[FoundLink, str, str]], lang: Lang) -> dict[int, str]:
    """How the list tells each bridge, by its link: place and river once more as they are typed in a hurry."""
    return {
        b.link_id: findable(closure_layers.bridge_name(b, commune, river, lang), commune_name(commune, lang), river)
        for b, commune, river in bridges
    }


def _clicked(feature: Any, scenario: Scenario) -> None:
    """Close the road under a click, or open it again if it is closed."""
    from analysis.resilience import nearest_road

    st.session_state.pop(_AT_MAP, None)
    properties = feature.get("properties", {}) if isinstance(feature, dict) else {}
    at = (feature.get("geometry") or {}).get("coordinates") if isinstance(feature, dict) else None
    if not (isinstance(at, list) and len(at) == 2):  # noqa: PLR2004 - longitude and latitude
        return
    clicked = str(properties.get("id", ""))
    if clicked.startswith(closure_layers.CLOSED):
        _open(clicked.removeprefix(closure_layers.CLOSED))
        return
    if clicked.startswith(closure_layers.BRIDGE):
        _toggle(int(clicked.removeprefix(closure_layers.BRIDGE)))
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


def _toggle(link_id: int) -> None:
    """Close a bridge whose sign was hit, or open it again."""
    from analysis.resilience import link_of

    together = set(link_of(data.world(), link_id).together)
    if shut := together & set(session_view.current().compare.closed):
        for one in shut:
            _open(str(one))
    elif not _close([link_id]):
        st.session_state[_AT_MAP] = "closure.too_many"


def _reach_m(lat: float, zoom: Any) -> float:
    """Metres on the ground of the pixels that a click may miss a road by."""
    level = float(zoom) if isinstance(zoom, (int, float)) else _ZOOM
    return _REACH_PX * _EQUATOR_M * math.cos(math.radians(lat)) / 2**level


def _close(links: Iterable[int] = (), stretches: Iterable[str] = ()) -> bool:
    """Close more roads; not if they would be too many."""
    study = session_view.current().compare
    shut = {*study.closed, *links}, {*study.stretches, *stretches}
    if len(shut[0]) + len(shut[1]) > MOST_CLOSED:
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


def _open_all() -> None:
    """Open every road again."""
    session_view.change_compare(closed=(), stretches=())


def _open_scenario(view: View, columns: Columns) -> Scenario:
    """The scenario looked at with the roads open: it may hold the closures itself, once kept."""
    looked_at = columns.scenario(view)
    return replace(
        looked_at,
        closed_links=looked_at.closed_links - frozenset(view.compare.closed),
        closed_stretches=looked_at.closed_stretches - frozenset(view.compare.stretches),
    )


def _effect(view: View, columns: Columns) -> ClosureLoss:
    from analysis.resilience import closure_loss

    links, stretches, shared = frozenset(view.compare.closed), frozenset(view.compare.stretches), columns.assumptions
    scenario = _open_scenario(view, columns)
    with st.spinner(say("closure.working", view.lang)):
        return data.kept(
            ("closure", data.world().digest(scenario), sorted(links), sorted(stretches), shared),
            lambda: closure_loss(data.world(), scenario, links, stretches=stretches, assumptions=shared),
        )


def _detours(view: View, columns: Columns, effect: ClosureLoss) -> tuple[Detour, ...]:
    """How the pairs hit worst go round; kept."""
    from analysis.resilience import detours

    scenario = _open_scenario(view, columns)
    return data.kept(("detours", effect.digest), lambda: detours(data.world(), scenario, effect))


def _extent(roads: Sequence[FoundLink], ways: Sequence[Detour]) -> tuple[float, float, float, float]:
    """West, south, east, north of what is closed and of the detours, with some air around."""
    import shapely

    found = [shapely.LineString(road.lon_lat) for road in roads] + [way.instead for way in ways]
    west, south, east, north = shapely.total_bounds(found).tolist()
    return west - _AIR_DEG, south - _AIR_DEG, east + _AIR_DEG, north + _AIR_DEG


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


def _chosen(view: View, columns: Columns) -> None:
    """What is closed, with a button to open each again; keeping it as a scenario."""
    lang = view.lang
    roads = _roads(view)
    if len(roads) > 1:
        st.button(say("closure.open_all", lang), key="open-all", type="tertiary", on_click=_open_all)
    for road in roads[:_TOLD]:
        km = number(road.length_m / 1000, lang, decimals=2)
        name = closure_layers.name_of(road)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label = say("closure.shut_road", lang, name=closure_layers.road_name(road, lang), km=km)
            st.html(f'<p class="lt-note"{on_map(f"link:{name}")}>{text(label)}</p>')
            st.button(say("closure.open", lang), key=f"open-{name}", type="tertiary", on_click=_open, args=(name,))
    if more := len(roads[_TOLD:]):
        km = number(sum(road.length_m for road in roads[_TOLD:]) / 1000, lang, decimals=1)
        note(say("closure.shut_more", lang, count=number(more, lang), km=km))
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


def _said(effect: ClosureLoss | None, lang: Lang) -> None:
    """The answer, or what to do for one."""
    said = say("closure.how_short", lang) if effect is None else sentence(effect, lang)
    kind = "lt-loss" if effect is not None and effect.losses else "lt-no_effect"
    st.html(f'<div class="lt-verdict {kind}" role="status">{text(said)}</div>')


def _losses(effect: ClosureLoss, lang: Lang) -> None:
    """Who loses what, cut off first; the pairs whose detours are drawn mark them."""
    from analysis.resilience import MOST_DETOURS

    for line in _notes(effect, lang):
        note(line)
    heads = [
        Column(say("closure.pair", lang)),
        *(Column(say(f"closure.{n}", lang), figures=True) for n in ("before", "after", "lost")),
    ]
    rows = []
    slower, same = slower_pairs(effect.losses)
    for pair in slower[:_LISTED]:
        after = say("closure.cut_off", lang) if pair.after_min is None else number(pair.after_min, lang, decimals=1)
        lost = change(pair.before_min, pair.after_min, lang, decimals=1)
        rows.append((_names(pair, lang), number(pair.before_min, lang, decimals=1), after, lost))
    if rows:
        keys = [closure_layers.pair_key(pair.origin, pair.destination) for pair in slower[:_LISTED]]
        downloads.table(
            table(heads, rows, caption=say("closure.losers", lang), features=keys),
            name="closure",
            lang=lang,
            digest=effect.digest,
        )
        note(say("closure.listed", lang, shown=len(rows), all=len(slower)))
        note(say("closure.drawn", lang, count=min(MOST_DETOURS, len(rows))))
    if same:
        note(say("closure.same_time", lang, count=number(len(same), lang)))
    st.html(info(lines([*_in_millions(effect, lang), say("compare.digest", lang, digest=effect.digest)]), lang).html)


def slower_pairs(losses: Iterable[PairLoss]) -> tuple[list[PairLoss], list[PairLoss]]:
    """Pairs that take longer by what is printed, the longest first as printed; and those whose way is longer in the same time."""
    slower: list[PairLoss] = []
    same: list[PairLoss] = []
    for pair in losses:
        later = pair.after_min is None or difference(pair.before_min, pair.after_min, decimals=1)
        (slower if later else same).append(pair)
    return sorted(slower, key=_printed_loss, reverse=True), same


def _printed_loss(pair: PairLoss) -> float:
    """Of a pair that is cut off it has no end."""
    lost = difference(pair.before_min, pair.after_min, decimals=1)
    return math.inf if lost is None else lost


def _in_millions(effect: ClosureLoss, lang: Lang) -> list[str]:
    """The sum over all trips, for those who count in it."""
    lost = effect.lost_person_min
    if lost is None:
        return []
    if lost < _LEAST_TOLD:
        return [say("closure.summary_min_none", lang, least=number(_LEAST_TOLD, lang))]
    return [say("closure.summary_min", lang, minutes=number(lost / 1e6, lang, decimals=2))]


def _names(pair: PairLoss, lang: Lang) -> str:
    return f"{_name(pair.origin, lang)} – {_name(pair.destination, lang)}"


def sentence(effect: ClosureLoss, lang: Lang) -> str:
    """What the closure costs, in one sentence."""
    from analysis.resilience import NOTABLE_M, NOTABLE_MIN

    least = {"minutes": number(NOTABLE_MIN, lang, decimals=1), "metres": number(NOTABLE_M, lang)}
    if not effect.losses:
        return say("closure.nothing", lang, **least)
    said = say("closure.summary", lang, pairs=len(effect.losses), considered=effect.considered, **least)
    if worst := next((p for p in effect.losses if p.lost_min is not None), None):
        times = {n: number(getattr(worst, f"{n}_min"), lang, decimals=1) for n in ("before", "after")}
        said = say("closure.worst", lang, names=_names(worst, lang), **times) + " " + said
    each = effect.lost_min_each
    if each is not None and each < _LEAST_EACH:
        said += " " + say("closure.each_none", lang, least=number(_LEAST_EACH, lang, decimals=1))
    elif each is not None:
        said += " " + say("closure.each", lang, minutes=number(each, lang, decimals=1))
    if effect.cut_off:
        said += " " + say("closure.summary_cut", lang, cut=len(effect.cut_off))
    return said


def _notes(effect: ClosureLoss, lang: Lang) -> list[str]:
    """Communes cut off, places that stand on a closed road, project sections that close with it, the digest."""
    said = []
    if effect.communes_cut_off:
        people = sum(p for _, _, p in effect.communes_cut_off)
        names = "; ".join(commune_name(name, lang) for _, name, _ in effect.communes_cut_off)
        said.append(say("closure.communes", lang, names=names, people=number(people, lang)))
    if effect.on_closed:
        said.append(say("closure.on_closed", lang, names="; ".join(_name(p, lang) for p in effect.on_closed)))
    if effect.sections:
        sections = {s.section_id: s.name(lang) for p in data.projects() for s in p.sections}
        said.append(say("closure.sections", lang, names="; ".join(sections[s] for s in effect.sections)))
    return said


def _name(place_id: str, lang: Lang) -> str:
    place = data.world().places[place_id]
    return place.name(lang)
