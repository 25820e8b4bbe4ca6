"""Ties between the two provinces: crossings, independent routes, detours, missing links, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
import streamlit as st

from layers.link_layers import crossing_layer, cut_layer, straight_layer
from views import between_sheets, cache, connectivity_map, data, scenario_panel, session_view
from views.choosing import from_list
from views.linked_choice import linked
from views.linking import CAPITALS, PROVINCES, STATES, TIES
from views.page_errors import guarded
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    from analysis.connectivity import Connectivity
    from analysis.disjoint_routes import DisjointRoutes
    from analysis.missing_links import MissingLinks
    from layers.results import ResultLayer
    from views.scenarios import Columns
    from views.session_view import View


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang, scenario = view.lang, columns.scenario(view)
    _choices(view, columns)
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    found: Connectivity | None = None
    with left, guarded("between.map", lang=lang):
        linked(view, "ties", TIES, words="connectivity.look", key="ties", hidden=True)
        found = measured(view, columns)
        layer = _layer(view, columns, found)
        routes = (scenario if view.linking.when == "after" else scenario.baseline()).projects
        connectivity_map.show(view, layer, routes=routes, kinds={"district_capital"})
    with right, guarded("between.sheet", lang=lang):
        if view.linking.ties == "routes":
            _pair(view)
        height = connectivity_map.BESIDE - (20 if view.linking.ties == "routes" else -40)
        with st.container(height=height, border=False):
            if found is not None:
                between_sheets.show(view, columns, found)


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and which state the map shows."""
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        linked(view, "when", STATES, words="connectivity.when", names="border_view.when", key="ties-when")


def measured(view: View, columns: Columns) -> Connectivity:
    """Everything about the ties before and after; its progress is told in the one place it may take on the page."""
    from analysis.connectivity import connectivity

    place, scenario = st.empty(), columns.scenario(view)

    def tell(done: int, total: int) -> None:
        share = done / max(total, 1)
        percent = number(100 * share, view.lang)
        place.progress(share, text=say("connectivity.working", view.lang, percent=percent))

    try:
        return connectivity(
            data.world(), before=scenario.baseline(), after=scenario, assumptions=columns.assumptions, progress=tell
        )
    finally:
        place.empty()


def missing(view: View, columns: Columns) -> MissingLinks:
    """Missing links of the state shown."""
    from analysis.missing_links import missing_links

    scenario = columns.scenario(view)
    shown = scenario if view.linking.when == "after" else scenario.baseline()
    return missing_links(data.world(), shown, assumptions=columns.assumptions)


def _pair(view: View) -> None:
    """Whose independent routes are shown."""
    names = pair_names(view.lang)
    from_list(
        say("connectivity.pair", view.lang), list(names), chosen_pair(view), names=names.__getitem__, key="ties-pair",
        choose=lambda pair: session_view.change_linking(pair=pair),
    )  # fmt: skip


def pair_names(lang: Lang) -> dict[str, str]:
    """The two capitals, the two provinces, and every pair of districts."""
    from analysis.pair_matrix import ends_of

    world = data.world()
    origins, destinations = ends_of(world, "other_province")
    names = {CAPITALS: say("connectivity.routes_capitals", lang), PROVINCES: say("connectivity.routes_provinces", lang)}
    return names | {f"{a}~{b}": f"{place_name(a, lang)} – {place_name(b, lang)}" for a in origins for b in destinations}


def chosen_pair(view: View) -> str:
    """The pair of the view; one that does not exist gives way to the capitals."""
    return view.linking.pair if view.linking.pair in pair_names(view.lang) else CAPITALS


def place_name(place_id: str, lang: Lang) -> str:
    """Name of a place."""
    place = data.world().places[place_id]
    return place.name_vi if lang is Lang.VI else place.name_en


def cuts_of(view: View, found: Connectivity) -> tuple[DisjointRoutes | None, DisjointRoutes | None]:
    """Smallest cuts of the pair chosen, before and after."""
    pair = chosen_pair(view)
    if pair == CAPITALS:
        return found.capitals[0], found.capitals[1]
    if pair == PROVINCES:
        return found.provinces[0], found.provinces[1]
    ends = set(pair.split("~"))
    both = [next((c for c in cuts if {c.origin, c.destination} == ends), None) for cuts in found.cuts]
    return both[0], both[1]


def _layer(view: View, columns: Columns, found: Connectivity) -> ResultLayer:
    lang, at = view.lang, STATES.index("after") if view.linking.when == "after" else STATES.index("before")
    after = STATES[at] == "after"
    if view.linking.ties == "routes":
        from analysis.connectivity import cut_lines

        cut = cuts_of(view, found)[1 if after else 0]
        if cut is None:
            return straight_layer([], key=found.digest, what="detours", lang=lang)
        return cut_layer(cut_lines(data.world(), cut), key=cut.digest, lang=lang)
    if view.linking.ties == "crossings":
        return _crossings(view, found, after=after)
    if view.linking.ties == "detours":
        return _detours(view, found)
    return _missing(view, columns)


def _crossings(view: View, found: Connectivity, *, after: bool) -> ResultLayer:
    from analysis.crossings import common_boundary, river_of

    lang = view.lang
    listed = between_sheets.crossings_of(found, after=after)
    spots = [(c.lon, c.lat, (between_sheets.road(c, lang), between_sheets.sides(c, lang))) for c in listed]
    rivers = cache.layer("rivers")
    river = shapely.union_all(rivers.geometry[rivers["name"] == river_of(data.world().data)].to_numpy())
    lines = {
        "connectivity.crossings_boundary": common_boundary(data.world().data),
        "connectivity.crossings_river": river,
    }
    shown = {name: shapely.simplify(line, 0.0003) for name, line in lines.items() if not shapely.is_empty(line)}
    return crossing_layer(spots, shown, key=f"{found.digest}{view.linking.when}", lang=lang)


def _detours(view: View, found: Connectivity) -> ResultLayer:
    when = "after" if view.linking.when == "after" else "before"
    world = data.world()
    pairs = [
        (
            f"detour-{r['origin']}-{r['destination']}",
            _straight(r["origin"], r["destination"]),
            (r[f"detour_{when}"] - 1.0) ** 2,
            (
                f"{place_name(r['origin'], view.lang)} – {place_name(r['destination'], view.lang)}",
                f"{say('connectivity.column_detour', view.lang)}: {number(r[f'detour_{when}'], view.lang, decimals=2)}",
            ),
        )
        for r in found.worst(when=when).to_dict("records")
        if r["origin"] in world.places
    ]
    return straight_layer(pairs, key=f"{found.digest}{when}", what="detours", lang=view.lang)


def _missing(view: View, columns: Columns) -> ResultLayer:
    found, lang = missing(view, columns), view.lang
    pairs = [
        (
            f"missing-{m.origin}-{m.destination}",
            _straight(m.origin, m.destination),
            max(m.saved_person_min, 0.0),
            (
                f"{place_name(m.origin, lang)} – {place_name(m.destination, lang)}",
                f"{say('connectivity.column_detour', lang)}: {number(m.detour, lang, decimals=2)}",
                f"{say('connectivity.column_saved', lang)}: {number(m.saved_min, lang, decimals=1)}",
            ),
        )
        for m in found.found[: between_sheets.LISTED]
    ]
    return straight_layer(pairs, key=found.digest, what="missing", lang=lang)


def _straight(origin: str, destination: str) -> shapely.LineString:
    places = data.world().places
    return shapely.LineString([(places[p].lon, places[p].lat) for p in (origin, destination)])
