"""The shortest round trip through chosen places: exact for up to twelve stops.

Method: dynamic programming over subsets (Held and Karp 1962, doi:10.1137/0110015), all subsets of one
size at once. Costs are directed, each leg the least-cost path between two stops in the scenario. A round trip has no
first stop; it is told from the first one chosen. Of several shortest ones always the same is told.
Limits: no time at the stops, no opening hours, no road below tertiary.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.network import Impedance, PathResult
from analysis.scenarios import LICENCE, find_path
from layers import text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

MOST_STOPS: Final = 12
LEAST_STOPS: Final = 2


@dataclass(frozen=True)
class RoundTrip:
    """A closed tour.

    Parameters
    ----------
    place_ids
        Stops in order of travel, from the first one chosen; the way home is the last leg.
    legs
        The way from each stop to the next, the last one back to the first.
    digest
        Names data, scenario, stops and what the trip is least in.
    """

    place_ids: tuple[str, ...]
    legs: tuple[PathResult, ...]
    impedance: Impedance
    digest: str

    @property
    def length_m(self) -> float:
        """Of the whole trip, connectors included."""
        return sum(leg.length_m for leg in self.legs)

    @property
    def time_min(self) -> float:
        """Driving time of the whole trip."""
        return sum(leg.time_min for leg in self.legs)


def tourist_sites(world: World) -> tuple[str, ...]:
    """Ids of the sites offered as stops, in order of their ids."""
    return tuple(sorted(p.place_id for p in world.places.values() if p.kind == "tourism" and np.isfinite(p.snap_m)))


def round_trip(
    world: World, scenario: Scenario, place_ids: Sequence[str], *, impedance: Impedance = Impedance.TIME
) -> RoundTrip | None:
    """The least round trip through all places, one named twice once; ``None`` if no road joins them.

    Raises
    ------
    InputError
        If there are fewer than two or more than twelve different stops, one is unknown, or the scenario is not
        feasible.
    """
    stops = tuple(dict.fromkeys(place_ids))
    if not LEAST_STOPS <= len(stops) <= MOST_STOPS:
        raise InputError("round_trip.stops", least=LEAST_STOPS, most=MOST_STOPS, given=len(stops))
    return world.keep(
        ("round trip", scenario, stops, impedance), lambda: _Answer(_solve(world, scenario, stops, impedance))
    ).trip


@dataclass(frozen=True)
class _Answer:
    trip: RoundTrip | None


def _solve(world: World, scenario: Scenario, stops: tuple[str, ...], impedance: Impedance) -> RoundTrip | None:
    nodes = world.nodes(stops)
    ways = world.skim(scenario, nodes, nodes)
    costs = ways.shortest_m if impedance is Impedance.DISTANCE else ways.fastest_min
    order = shortest_tour(np.where(np.isnan(costs), np.inf, costs))
    if order is None:
        return None
    ordered = tuple(stops[i] for i in order)
    legs = tuple(find_path(world, scenario, a, b, impedance=impedance) for a, b in pairwise([*ordered, ordered[0]]))
    digest = text_digest(["round trip", world.digest(scenario), impedance.value, *stops])
    return RoundTrip(ordered, tuple(leg for leg in legs if leg is not None), impedance, digest)


def shortest_tour(costs: Floats) -> tuple[int, ...] | None:
    """Order of the least round trip through all rows from row 0; ``None`` if every one is infinite.

    Parameters
    ----------
    costs
        Directed costs, (n, n), infinity where no way leads; the diagonal does not count.
    """
    last = len(costs) - 1
    if last < 1:
        return tuple(range(last + 1))
    inner = costs[1:, 1:]
    best = np.full((1 << last, last), np.inf)  # least-cost path from 0 through a set that ends at one of it
    came = np.zeros((1 << last, last), dtype=np.int64)
    best[1 << np.arange(last), np.arange(last)] = costs[0, 1:]
    for size in range(2, last + 1):
        sets = np.array([sum(1 << i for i in c) for c in combinations(range(last), size)], dtype=np.int64)
        for end in range(last):
            held = sets[(sets >> end) & 1 == 1]
            ways = best[held ^ (1 << end)] + inner[:, end]
            came[held, end] = ways.argmin(axis=1)
            best[held, end] = ways.min(axis=1)
    whole = (1 << last) - 1
    end = int((best[whole] + costs[1:, 0]).argmin())
    if not np.isfinite(best[whole, end] + costs[end + 1, 0]):
        return None
    order, rest = [], whole
    while rest:
        order.append(end + 1)
        rest, end = rest ^ (1 << end), int(came[rest, end])
    return (0, *order[::-1])


def trip_geojson(world: World, trip: RoundTrip) -> str:
    """Legs link by link, and stops, as GeoJSON (EPSG:4326) with digest and licence inside."""
    ends = pairwise([*trip.place_ids, trip.place_ids[0]])
    features = [
        _feature(
            {"type": "LineString", "coordinates": link.coordinates},
            leg=number,
            origin=a,
            destination=b,
            leg_length_m=leg.length_m,
            leg_time_min=leg.time_min,
            order=order,
            **link.about,
            digest=trip.digest,
            licence=LICENCE,
        )
        for number, ((a, b), leg) in enumerate(zip(ends, trip.legs, strict=True), start=1)
        for order, link in enumerate((x for x in leg.links if len(x.coordinates) > 1), start=1)
    ]
    for number, place in enumerate(map(world.place, trip.place_ids), start=1):
        point = {"type": "Point", "coordinates": (place.lon, place.lat)}
        features.append(
            _feature(point, stop=number, place=place.place_id, name_vi=place.name_vi, name_en=place.name_en)
        )
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"


def _feature(geometry: Mapping[str, object], **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def trip_gpx(world: World, trip: RoundTrip, *, name: str) -> str:
    """The trip as a GPX 1.1 track with its stops as waypoints, for a navigation device."""
    stops = "".join(
        f'<wpt lat="{p.lat:.6f}" lon="{p.lon:.6f}"><name>{number}. {escape(p.name_vi)}</name></wpt>\n'
        for number, p in enumerate(map(world.place, trip.place_ids), start=1)
    )
    points = "".join(f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"/>\n' for leg in trip.legs for lon, lat in leg.coordinates)
    about = f"<metadata><name>{escape(name)}</name><desc>digest {trip.digest}; {escape(LICENCE)}</desc></metadata>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="Lien tinh" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"{about}\n{stops}<trk><name>{escape(name)}</name><trkseg>\n{points}</trkseg></trk>\n</gpx>\n"
    )
