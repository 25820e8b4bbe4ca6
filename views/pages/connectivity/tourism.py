"""Round trips through chosen sites: the least one, before and after, drawn and to be taken away."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import streamlit as st

from layers import study
from layers.symbology import Leg, trip_layer
from views.components import (
    Column,
    downloads,
    explain,
    guarded,
    info,
    scenario_panel,
    several,
    table,
    tell,
    text,
    workspace,
)
from views.pages.connectivity import tab_frame
from views.pages.connectivity.tab_frame import linked
from views.state import LEAST, STATES, data, session_view
from words import Lang, LinkError, adding_up, minutes, number, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.accessibility import RoundTrip
    from analysis.scenarios import Scenario, World
    from views.state import Columns, View

Trips = Mapping[str, "RoundTrip | None"]


def show(view: View, columns: Columns) -> None:
    """Draw the tab."""
    lang, scenario = view.lang, columns.scenario(view)
    left, right = st.columns(tab_frame.WIDTHS, gap="small")
    with left:
        scenario_panel.subject(view, columns)
    with right:
        _stops(view)
    left, right = workspace.beside()
    with left:
        linked(view, "round_trip_by", LEAST, words="tourism_view.least", key="trip-least", hidden=True)
        trips, fault = _solved(view, scenario)
        with guarded("tourism.map", lang=lang):
            _map(view, scenario, trips)
    with right, guarded("tourism.trip", lang=lang):
        if fault is not None:
            tell("tourism", fault, lang=lang)
        else:
            _beside(view, trips)
        explain("tourism_view", lang)


def offered(world: World) -> list[str]:
    """Ids of what may be a stop: sites, the two capitals, the user's own places."""
    from analysis.accessibility import tourist_sites

    own = [p.place_id for p in world.places.values() if p.kind == "own"]
    return [*tourist_sites(world), *(i for i in study().capitals.values() if i in world.places), *own]


def chosen_stops(view: View, world: World) -> tuple[str, ...]:
    """The stops of the view that there are; before any choice as many sites as can be solved, else the capitals."""
    from analysis.accessibility import MOST_STOPS, tourist_sites

    if view.connectivity.stops is None:
        return tourist_sites(world)[:MOST_STOPS] or tuple(offered(world))[:MOST_STOPS]
    known = offered(world)
    return tuple(i for i in view.connectivity.stops if i in known)


def _stops(view: View) -> None:
    """The choice of stops behind a button that tells how many there are."""
    from analysis.accessibility import MOST_STOPS

    lang, world = view.lang, data.world()
    now = chosen_stops(view, world)
    st.html(f'<p class="lt-charttitle">{text(say("tourism_view.stops", lang))}</p>')
    with st.popover(say("tourism_view.stops_chosen", lang, count=len(now)), width="stretch"):
        several(
            say("tourism_view.stops_note", lang, most=MOST_STOPS),
            offered(world),
            now,
            names=lambda i: _name(i, lang),
            key="trip-stops",
            empty=say("tourism_view.stops_hint", lang),
            choose=lambda stops: session_view.change_connectivity(stops=tuple(stops)),
        )


def _name(place_id: str, lang: Lang) -> str:
    place = data.world().places[place_id]
    return place.name(lang)


def _solved(view: View, scenario: Scenario) -> tuple[Trips, LinkError | None]:
    """The trip before and after; a choice of stops that cannot be solved is told instead."""
    with st.spinner(say("tourism_view.working", view.lang)):
        try:
            return trips_of(view, scenario), None
        except LinkError as fault:
            return dict.fromkeys(STATES), fault


def trips_of(view: View, scenario: Scenario) -> Trips:
    """The least round trip before and after; ``None`` where the stops are not connected; errors as ``round_trip``."""
    from analysis.accessibility import round_trip
    from analysis.network import Impedance

    world = data.world()
    stops, impedance = chosen_stops(view, world), Impedance(view.connectivity.round_trip_by)
    return {
        when: round_trip(world, state_, stops, impedance=impedance)
        for when, state_ in (("before", scenario.baseline()), ("after", scenario))
    }


def _legs(trip: RoundTrip | None, lang: Lang) -> tuple[Leg, ...]:
    if trip is None:
        return ()
    ends = pairwise([*trip.place_ids, trip.place_ids[0]])
    return tuple(
        Leg(_name(a, lang), _name(b, lang), leg.coordinates, leg.length_m, leg.time_min)
        for (a, b), leg in zip(ends, trip.legs, strict=True)
    )


def _map(view: View, scenario: Scenario, trips: Trips) -> None:
    before, after = (_legs(trips[when], view.lang) for when in ("before", "after"))
    key = "".join(trip.digest for trip in trips.values() if trip is not None) or "none"
    layer = trip_layer(before=before, after=after, key=key, lang=view.lang)
    tab_frame.show(view, layer, of=scenario, kinds={"tourism"})


def _beside(view: View, trips: Trips) -> None:
    """The whole trip in a sentence, its legs in the state chosen, the files."""
    lang, chosen = view.lang, view.connectivity
    st.html(f'<div class="lt-verdict" role="status">{text(sentence(trips, chosen.round_trip_by, lang))}</div>')
    linked(view, "shown_state", STATES, words="tourism_view.when", names="border_view.when", key="trip-when")
    trip = trips[chosen.shown_state]
    if trip is None:
        return
    heads = [
        Column(say("tourism_view.leg", lang)),
        Column("km", figures=True),
        Column(say("compare.minutes_short", lang), figures=True),
    ]
    legs = _legs(trip, lang)
    km, min_ = (
        adding_up(values, decimals=1)
        for values in ([leg.length_m / 1000 for leg in legs], [leg.time_min for leg in legs])
    )
    rows = [
        (f"{n}. {leg.origin} → {leg.destination}", number(k, lang, decimals=1), number(m, lang, decimals=1))
        for n, (leg, k, m) in enumerate(zip(legs, km, min_, strict=True), start=1)
    ]
    whole = number(sum(km), lang, decimals=1), number(sum(min_), lang, decimals=1)
    downloads.table(
        table(
            heads,
            [*rows, (say("compare.total", lang), *whole)],
            features=[*(f"leg:{chosen.shown_state}~{n}" for n in range(1, len(rows) + 1)), ""],
        ),
        name="trip_table",
        lang=lang,
        digest=trip.digest,
    )
    st.html(info(say("compare.digest", lang, digest=trip.digest), lang).html)
    _downloads(trip, trips, lang)


def sentence(trips: Trips, least: str, lang: Lang) -> str:
    """The whole trip after, and before."""
    told = {}
    for when, trip in trips.items():
        told[when] = (
            say("compare.not_connected", lang)
            if trip is None
            else say(
                "tourism_view.whole",
                lang,
                km=number(trip.length_m / 1000, lang, decimals=1),
                time=minutes(trip.time_min, lang),
            )
        )
    some = next((trip for trip in trips.values() if trip is not None), None)
    if some is None:
        return say("tourism_view.none", lang)
    return say(f"tourism_view.summary_{least}", lang, stops=len(some.place_ids), **told)


def _encoded(made: Callable[[], str]) -> bytes:
    return made().encode("utf-8")


def _downloads(trip: RoundTrip, trips: Trips, lang: Lang) -> None:
    """The trip for a navigation device and for a geographic information system; its legs as rows."""
    from analysis.accessibility import trip_geojson, trip_gpx
    from analysis.cli import TRIP_COLUMNS, trip_rows

    world = data.world()
    files = {
        "gpx": (lambda: trip_gpx(world, trip, name=say("round_trip.title", lang)), "application/gpx+xml"),
        "geojson": (lambda: trip_geojson(world, trip), "application/geo+json"),
    }
    with st.container(horizontal=True, gap="small"):
        for ending, (made, mime) in files.items():
            st.download_button(
                say(f"tourism_view.download_{ending}", lang),
                partial(_encoded, made),
                downloads.file_name("trip", trip.digest, ending, lang),
                mime,
                on_click="ignore",
                key=f"trip-{ending}",
            )
        downloads.rows(
            lambda: trip_rows(trips),
            TRIP_COLUMNS,
            name="trip_legs",
            digest=trip.digest,
            lang=lang,
            world=world,
        )
