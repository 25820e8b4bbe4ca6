"""Two places under the scenario looked at: a sentence, four figures before and after, both ways on the map, the roads."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from layers import PLACE_KINDS, place_key, told_text
from layers.symbology import legend_rows, road_name
from views.components import (
    Cell,
    Column,
    Markup,
    Table,
    downloads,
    from_list,
    guarded,
    in_a_row,
    info,
    join,
    lines,
    map_panel,
    one_of,
    page_links,
    plain,
    table,
    tag,
    text,
    tick,
    workspace,
)
from views.state import Tab, View, Way, data, session_view
from words import MISSING, Lang, adding_up, difference, number, range_around, say, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.measures import DirectionComparison, PairComparison
    from analysis.network import Figures, PathResult, RoadStretch
    from analysis.scenarios import Place
    from layers import Edition
    from views.state import Columns

_KM = 1000.0


def show_comparison(result: PairComparison, *, lang: Lang, way: Way) -> None:
    """Draw a comparison."""
    st.html(f'<div class="lt-verdict lt-{result.effect.value}" role="status">{text(sentence(result, lang))}</div>')
    downloads.table(
        figures_table(result.before, result.after, lang=lang, caption=say("compare.mean", lang)),
        name="pair",
        lang=lang,
        digest=result.digest,
    )
    st.html(f'<p class="lt-note">{text(_range_note(result, lang))}</p>')
    st.html(f'<p class="lt-note">{text(say("compare.baseline", lang))}</p>')
    st.html(info(say("compare.scenario_digest", lang, digest=result.digest), lang).html)
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
        st.html(_roads(_path(result.forward, way, after=False), lang=lang, when="before").html)
    with after:
        st.html(_roads(_path(result.forward, way, after=True), lang=lang, when="after").html)


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
    from words import four_figures

    found = four_figures(before, after, lang, nothing=say("compare.not_connected", lang))
    rows = [(say(f"compare.figure_{r.name}", lang), *r[1:]) for r in found]
    return table(columns, rows, caption=caption)


def _percent(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else 100 * part / whole


def _range_note(result: PairComparison, lang: Lang) -> str:
    if result.saved_min_range is None or result.saved_m_range is None:
        return say("compare.range_none", lang)
    before, after = result.before, result.after
    saved_km = difference(_km(after.shortest_m), _km(before.shortest_m), decimals=1)
    saved_min = difference(after.fastest_min, before.fastest_min, decimals=1)
    low_m, high_m = result.saved_m_range
    return say(
        "compare.range",
        lang,
        minutes=_ends(saved_min, *result.saved_min_range, lang),
        km=_ends(saved_km, low_m / _KM, high_m / _KM, lang),
    )


def _ends(saved: float | None, low: float, high: float, lang: Lang) -> str:
    """A range that holds the saving shown beside it; where all assumptions save as much, that saving."""
    one = low if saved is None else saved
    first, last = range_around(saved, low, high, decimals=1) or (one, one)
    return span(first, last, lang, decimals=1)


def _direction_name(direction: DirectionComparison, lang: Lang) -> str:
    places = data.world().places
    names = [places[i].name(lang) for i in (direction.origin_id, direction.destination_id)]
    return " → ".join(names)


def _path(direction: DirectionComparison, way: Way, *, after: bool) -> PathResult | None:
    when = "after" if after else "before"
    found: PathResult | None = getattr(direction, f"{way.value}_{when}")
    return found


def _roads(path: PathResult | None, *, lang: Lang, when: str) -> Markup:
    """The roads of a way in order of travel, with kilometres and minutes; its last row stands for the whole way."""
    if path is None:
        return tag(say("compare.not_connected", lang), warn=True)
    columns = [
        Column(say(f"compare.{when}", lang)),
        Column("km", figures=True),
        Column(say("compare.minutes_short", lang), figures=True),
    ]
    stretches = _merged(path.stretches)
    km = adding_up([s.length_m / _KM for s in stretches], decimals=1)
    min_ = adding_up([s.time_min for s in stretches])
    features = [f"project:{s.project_id}" if s.project_id else "" for s in stretches]
    rows: list[Sequence[Cell]] = [
        (_road(s, lang), number(k, lang, decimals=1), number(m, lang))
        for s, k, m in zip(stretches, km, min_, strict=True)
    ]
    total = (
        Markup(f"<b>{text(say('compare.total', lang))}</b>"),
        number(sum(km), lang, decimals=1),
        number(sum(min_), lang),
    )
    return table(columns, [*rows, total], features=[*features, f"path:{when}"])


def _merged(stretches: Sequence[RoadStretch]) -> list[RoadStretch]:
    """Very short unnumbered pieces go with what comes before, and a project with its junctions is one: a list of roads."""

    def road(s: RoadStretch) -> tuple[str, ...]:
        return (s.project_id, s.ref) if s.project_id else ("", s.ref, s.name, s.kind.value)

    kept: list[RoadStretch] = []
    for s in stretches:
        small = s.length_m < _SMALL_M and not s.project_id
        same = bool(kept) and road(kept[-1]) == road(s)
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
        return road_name(stretch.ref, stretch.name, lang)
    return (
        say("compare.unnamed", lang, kind=say(f"layers.road_{stretch.road_class}", lang))
        if stretch.road_class
        else MISSING
    )


_GATEWAYS: Final = ("gate", "airport", "port")  # called after a place near by
_TWICE: Final = "pair-one-place"  # chosen for both ends


def show(view: View, columns: Columns) -> None:
    """Draw the part."""
    with guarded("compare.places", lang=view.lang):
        places(view)
    middle, right = workspace.beside()
    with middle, guarded("compare.map", lang=view.lang):
        result = compared(view, columns)
        ways(view, result)
    with right, guarded("compare.result", lang=view.lang):
        show_comparison(compared(view, columns), lang=view.lang, way=view.way)


def compared(view: View, columns: Columns) -> PairComparison:
    """The pair of the view under the scenario looked at; kept from the run before."""
    with st.spinner(say("compare.working", view.lang)):
        return data.comparison(columns.scenario(view), view.origin, view.destination)


def ways(view: View, result: PairComparison, *, height: int | Literal["stretch"] = "stretch") -> None:
    """Both ways on the map, with the switch that hides the one before."""
    left, right = st.columns([0.6, 0.4], vertical_alignment="center")
    with left:
        way_control(view)
    with right:
        tick(
            say("compare.show_before", view.lang),
            st.session_state.get("with-before", True),
            key="show-before",
            choose=lambda on: st.session_state.update({"with-before": on}),
        )
    before = bool(st.session_state.get("with-before", True))
    map_panel.paths(view, result, height=height, before=before)
    st.html(in_a_row(legend_rows(view.lang, layers=(), paths=(before, True))).html)


def places(view: View) -> None:
    """Origin, destination, and a button between them that swaps."""
    lang = view.lang
    titles = place_names(lang)
    left, middle, right = st.columns([0.43, 0.14, 0.43], vertical_alignment="bottom")
    for column, field in ((left, "origin"), (right, "destination")):
        with column:
            from_list(
                say(f"compare.{field}", lang),
                list(titles),
                getattr(view, field),
                names=titles.__getitem__,
                key=f"place-{field}",
                choose=partial(_choose, field),
            )
            say_alike(getattr(view, field), lang)
    with middle:
        st.button("⇄", help=say("compare.swap", lang), key="swap", on_click=_swap, width="stretch")
    if twice := st.session_state.pop(_TWICE, None):
        st.warning(plain(say("compare.one_place", lang, name=titles[twice])))
    _to_communes(view)


def _to_communes(view: View) -> None:
    """A link to where the minutes of every commune are: communes are no places of a pair."""
    ties = replace(view.connectivity, tab=Tab.ACCESS, access_sheet="communes", access_to=view.destination)
    page_links.to("connectivity", replace(view, connectivity=ties), label=say("compare.to_communes", view.lang))


def _choose(field: str, chosen: str) -> None:
    """Take an end of the pair; the place at the other end is refused, and the pair stays."""
    view = session_view.current()
    if chosen in {view.origin, view.destination} - {getattr(view, field)}:
        st.session_state[_TWICE] = chosen
        return
    session_view.change(**{field: chosen})


def _swap() -> None:
    view = session_view.current()
    session_view.change(origin=view.destination, destination=view.origin)


def others_alike(place_id: str, lang: Lang) -> list[str]:
    """Gates, airports and ports that bear the name of a place of another kind: a town is easily taken for its airport."""
    places = data.world().places
    if place_id not in places or places[place_id].kind in _GATEWAYS:
        return []
    names, name = place_names(lang), f" {places[place_id].name(lang).lower()} "
    ways_out = (p for p in places.values() if p.kind in _GATEWAYS)
    return [names[p.place_id] for p in ways_out if name in f" {p.name(lang).lower()} "]


def say_alike(place_id: str, lang: Lang) -> None:
    """Say below a list what else is called as the place chosen in it."""
    if found := others_alike(place_id, lang):
        told = say("compare.alike", lang, name=place_names(lang)[place_id], names="; ".join(found))
        st.html(f'<p class="lt-note" role="status">{text(told)}</p>')


def place_names(lang: Lang) -> dict[str, str]:
    """Names of all places by id: first the capitals, then gates, airports and the rest."""
    edition, places = session_view.current().edition, data.world().places
    return data.kept(("place names", lang, edition), lambda: _named(places.values(), lang, edition))


def _named(places: Iterable[Place], lang: Lang, edition: Edition) -> dict[str, str]:
    listed = sorted(places, key=lambda p: (PLACE_KINDS[p.kind].listed, p.name_vi))
    kinds = {p.place_id: place_key(p.kind, p.capital_of_2025, edition) for p in listed}
    return {
        p.place_id: f"{told_text(p.name(lang), lang, edition)} – {say(f'compare.kind_{kinds[p.place_id]}', lang)}"
        for p in listed
    }


def way_control(view: View) -> None:
    """Which way is drawn and listed: the fastest or the shortest."""
    one_of(
        say("compare.way", view.lang),
        [w.value for w in Way],
        view.way.value,
        names=lambda w: say(f"compare.way_{w}", view.lang),
        key="way",
        choose=lambda w: session_view.change(way=Way(w)),
        hidden=True,
    )
