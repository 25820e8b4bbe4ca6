"""Critical roads: what the trips between the provinces lose if a road closes, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from layers.link_layers import change_layer, critical_layer
from views import connectivity_map, critical_sheets, data, scenario_panel
from views.linked_choice import linked
from views.linking import CRITICAL_LOOKS, CRITICAL_SHEETS, TRIPS
from views.page_errors import guarded
from words import say
from words.figures import number

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis.criticality import Criticality
    from layers.results import ResultLayer
    from views.scenarios import Columns
    from views.session_view import View

Both = tuple["Criticality", "Criticality"]


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang, scenario = view.lang, columns.scenario(view)
    _choices(view, columns)
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    found: Both | None = None
    with left, guarded("critical.map", lang=lang):
        linked(view, "loss", CRITICAL_LOOKS, words="criticality.look", key="critical-look", hidden=True)
        found = measured(view, columns)
        layer = _layer(view, found)
        routes = (scenario.baseline() if view.linking.loss == "before" else scenario).projects
        connectivity_map.show(view, layer, routes=routes, kinds={"district_capital"})
    with right, guarded("critical.sheet", lang=lang):
        linked(view, "weak", CRITICAL_SHEETS, words="criticality.sheet", key="critical-sheet", hidden=True)
        with st.container(height=connectivity_map.BESIDE, border=False):
            if found is not None:
                critical_sheets.show(view, columns, found)


def _choices(view: View, columns: Columns) -> None:
    """The scenario, and between what trips lead."""
    left, right = st.columns(connectivity_map.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        linked(view, "trips", TRIPS, words="criticality.trips", key="critical-trips")


def measured(view: View, columns: Columns) -> Both:
    """The losses before and after; progress is told in the one place it may take on the page."""
    from analysis.criticality import criticality, part_of

    place, lang, scenario = st.empty(), view.lang, columns.scenario(view)

    def tell(done: int, total: int) -> None:
        share = done / max(total, 1)
        place.progress(share, text=say("criticality.computing", lang, percent=number(100 * share, lang)))

    try:
        before, after = (
            criticality(
                data.world(),
                s,
                source=view.linking.trips,
                assumptions=columns.assumptions,
                progress=part_of(tell, n, 2),
            )
            for n, s in enumerate((scenario.baseline(), scenario))
        )
    finally:
        place.empty()
    return before, after


def stretches(found: Criticality) -> gpd.GeoDataFrame:
    """The stretches of a result as lines; kept."""
    from analysis.critical_roads import critical_stretches

    return data.kept(("critical stretches", found.digest), lambda: critical_stretches(found.demand.world, found))


def _layer(view: View, found: Both) -> ResultLayer:
    lang = view.lang
    if view.linking.loss == "change":
        frame, key = change(found), f"{found[0].digest}{found[1].digest}"
        return data.kept(("change layer", key, lang), lambda: change_layer(frame, key=key, lang=lang))
    one = found[0 if view.linking.loss == "before" else 1]
    frame = stretches(one)
    return data.kept(("critical layer", one.digest, lang), lambda: critical_layer(frame, key=one.digest, lang=lang))


def change(found: Both) -> gpd.GeoDataFrame:
    """What the scenario changes at each link; kept."""
    from analysis.critical_roads import criticality_change

    before, after = found
    world = after.demand.world
    return data.kept(
        ("criticality change", before.digest, after.digest), lambda: criticality_change(world, before, after)
    )
