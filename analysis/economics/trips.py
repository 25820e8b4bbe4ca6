"""Who travels: three named choices, each a table of trips a day between places for one unit of its rate.

``between``: one trip for each inhabitant between the districts of the two provinces, times trips per person and
day. ``region``: gravity over all districts of the provinces of the study area, and airports, ports and gates with
stated weights; every trip has its way back. ``own``: the user's vehicles a day. None is a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from analysis.accessibility import communes
from analysis.appraisal import district_trips, yardstick
from analysis.economics.request import TripChoice
from analysis.network import Mode
from analysis.scenarios import Place, Scenario, kept_arrays, with_places
from layers import text_digest
from words import InputError

if TYPE_CHECKING:
    from analysis.economics.request import OwnTrips, Request
    from analysis.economics.sheet import Sheet
    from analysis.network import Floats, Ints
    from analysis.scenarios import Assumptions, World

_ZONES: Final = "zones"  # names a world that has them
ZONE: Final = "zone"  # kind of the places that stand for districts without a capital among the places
RATES: Final = {TripChoice.BETWEEN: "trips_between", TripChoice.REGION: "trips_region"}
DRAWN_BY: Final = {"airport": "mass_airport", "port": "mass_port", "gate": "mass_gate"}


@dataclass(frozen=True)
class Trips:
    """Trips a day between places.

    Parameters
    ----------
    world
        The world the places are of: with zones a larger one with the same roads.
    places
        Ids of origins and destinations.
    persons
        Trips of people a day at a rate of one per person, (places, places); empty for own trips.
    vehicles
        Own trips: vehicles a day by mode, (places, places) each; empty otherwise.
    """

    choice: TripChoice
    world: World
    places: tuple[str, ...]
    persons: Floats
    vehicles: dict[Mode, Floats]

    @property
    def digest(self) -> str:
        """Names places and trips."""
        tables = [self.persons, *self.vehicles.values()]
        return text_digest([self.choice.value, *self.places, *(text_digest([t.tobytes().hex()]) for t in tables)])


def trips(world: World, assumptions: Assumptions, sheet: Sheet, request: Request) -> Trips:
    """The trips of a choice, fixed at the base network; kept with the world.

    Raises
    ------
    InputError
        If own trips name no place of the data, or none of them can be used.
    """
    if request.trips is TripChoice.OWN and request.own_trips is not None:
        return _own(world, request.own_trips)
    base = Scenario(mode=assumptions.mode, speeds=assumptions.speeds, restricted_links=assumptions.restricted_links)
    if request.trips is TripChoice.BETWEEN:
        places = yardstick(world).origins
        found = district_trips(world, base, assumptions)
        return Trips(TripChoice.BETWEEN, world, tuple(places), found.trips, {})
    masses = tuple((kind, sheet[key]) for kind, key in DRAWN_BY.items())
    key = ("region trips", base, masses, sheet["beta"])
    return world.keep(key, lambda: _region(world, base, dict(masses), sheet["beta"]))


def _region(world: World, base: Scenario, masses: dict[str, float], beta_per_min: float) -> Trips:
    larger, people = _zones_and_people(world)
    drawn = {p: masses[world.places[p].kind] for kind in masses for p in world.of_kind(kind)}
    places = (*people, *drawn)
    nodes = larger.nodes(places)
    minutes = _minutes(larger, base, nodes)
    mass = np.array([*people.values(), *drawn.values()])
    made = np.array([*people.values(), *(0.0 for _ in drawn)])
    return Trips(TripChoice.REGION, larger, places, gravity(made, mass, minutes, beta_per_min=beta_per_min), {})


def _minutes(world: World, base: Scenario, nodes: Ints) -> Floats:
    """Fastest minutes among nodes of the base network, on disk as a core is."""
    graph = world.passing_graph(base)
    told = {"nodes": nodes, "tail": graph.arcs.tail, "head": graph.arcs.head, "minutes": graph.arcs.time_min}
    found = kept_arrays(
        world, "minutes", told, lambda: {"minutes": dijkstra(graph.by_time.matrix, indices=nodes)[:, nodes]}
    )
    return found["minutes"]


def gravity(made: Floats, mass: Floats, minutes: Floats, *, beta_per_min: float) -> Floats:
    """Trips for a rate of one: each origin's trips spread by mass × exp(−β·minutes), and half of all go the way back.

    Parameters
    ----------
    made
        People who travel from each place, (places,).
    mass
        What draws trips to each place, (places,).
    minutes
        Fastest minutes at the base network, (places, places); infinite where no road leads.
    """
    reached = np.isfinite(minutes) & ~np.eye(len(made), dtype=bool)
    pull = np.where(reached, mass[None, :] * np.exp(-beta_per_min * np.where(reached, minutes, 0.0)), 0.0)
    total = pull.sum(axis=1, keepdims=True)
    out = made[:, None] * np.divide(pull, total, out=np.zeros_like(pull), where=total > 0)
    return np.asarray((out + out.T) / 2)


def with_zones(world: World) -> World:
    """The world with a place for every district of the study provinces, kept with it."""
    return _zones_and_people(world)[0]


def _zones_and_people(world: World) -> tuple[World, dict[str, float]]:
    return world.keep(("world of zones",), lambda: _with_zones(world))


def _with_zones(world: World) -> tuple[World, dict[str, float]]:
    """The world with a place for each district of the study provinces, and their people of 2019 by place.

    A district of the two provinces stands at its capital, another one at the commune with most of its people.
    """
    table = world.data.read("districts_2022").dropna(subset="population_2019").sort_values("code")
    capitals = {p.district: i for i, p in world.places.items() if p.district}
    found, people, added = communes(world), {}, []
    of, counted = found.frame["district_2022_people"].to_numpy(dtype=object), np.nan_to_num(found.people)
    for code, name, province, count in table[["code", "name", "province_code", "population_2019"]].itertuples(
        index=False
    ):
        place = capitals.get(code)
        own = np.flatnonzero(of == code)
        if place is None and not len(own):
            continue  # no commune had most of its people there: an island, or one joined to its neighbour
        if place is None:
            at = found.lon_lat[own[np.argmax(counted[own])]]
            place = f"{ZONE}-{code}"
            added.append(
                Place(
                    place, ZONE, str(name), str(name), float(at[0]), float(at[1]), np.nan, "", int(count), str(province)
                )
            )
        people[place] = float(count)
    if not added:
        return world, people
    return world.keep(("extended", _ZONES), lambda: with_places(world, added, named=_ZONES)), people


def _own(world: World, table: OwnTrips) -> Trips:
    places = tuple(dict.fromkeys(p for row in table.rows for p in row[:2]))
    if any(p not in world.places for p in places):
        world = with_zones(world)
    for place in places:
        world.place(place)
    at = {p: i for i, p in enumerate(places)}
    vehicles = {mode: np.zeros((len(places), len(places))) for mode in Mode}
    for origin, destination, mode, count in table.rows:
        if not (np.isfinite(count) and count >= 0) or mode not in set(Mode):
            raise InputError("worth.bad_trips", origin=origin, destination=destination, found=f"{count:g}", mode=mode)
        vehicles[Mode(mode)][at[origin], at[destination]] += count
    if not any(v.any() for v in vehicles.values()):
        raise InputError("worth.no_trips")
    return Trips(TripChoice.OWN, world, places, np.zeros((0, 0)), vehicles)
