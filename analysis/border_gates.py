"""Gates and communes on the Cambodia border: how they hang together inside Vietnam, and what the road along the border changes.

Minutes and kilometres are means of both directions, by roads in Vietnam alone. Neighbouring gates are those
next to each other along the border. What is nearest is nearest by time in the scenario at hand. Gates
published without a position stand in no figure; ``unplaced_gates`` lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.border_line import NEAR_KM, border_access, border_line
from analysis.communes import communes, minutes_to, minutes_to_nearest
from analysis.lines import planar
from analysis.routing import skim
from layers.digest import text_digest
from layers.geodesy import VN2000_UTM48N

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.world import World

TARGETS: Final = ("own_capital", "other_capital", "city", "port", "airport")


@dataclass(frozen=True)
class Ways:
    """Means of both directions; ``None`` where no road leads."""

    km: float | None
    minutes: float | None


@dataclass(frozen=True)
class GatePair:
    """Two neighbouring gates: along the border, and by road in Vietnam.

    Parameters
    ----------
    border_km
        Along the border.
    road
        Shortest distance and fastest time.
    """

    origin: str
    destination: str
    border_km: float
    road: Ways

    @property
    def ratio(self) -> float | None:
        """Shortest road ÷ border; ``None`` if not connected or at one point."""
        return None if self.road.km is None or not self.border_km else self.road.km / self.border_km


@dataclass(frozen=True)
class GateTrip:
    """From a gate to one of ``TARGETS``; ``place_id`` is the place meant (empty if none is reached)."""

    gate: str
    target: str
    place_id: str
    way: Ways


@dataclass(frozen=True)
class GateFigures:
    """Everything of the gates in one scenario, gates in the order of the border."""

    gates: tuple[str, ...]
    pairs: tuple[GatePair, ...]
    trips: tuple[GateTrip, ...]
    digest: str


def border_gates(world: World) -> tuple[str, ...]:
    """Ids of the placed gates of the two provinces in the order of the border."""
    found = [p for p in world.places.values() if p.kind == "gate" and p.province in world.data.study.codes]
    at_m = border_line(world).locate(np.array([(p.lon, p.lat) for p in found]).reshape(-1, 2))
    return tuple(found[i].place_id for i in np.argsort(at_m, kind="stable"))


def unplaced_gates(world: World) -> tuple[tuple[str, str, str], ...]:
    """Id, Vietnamese and English name of the gates published without a position."""
    rows = world.data.read("gates")
    rows = rows[rows["position"] == "unknown"]
    return tuple(zip(rows["id"], rows["name_vi"], rows["name_en"], strict=True))


def gate_figures(world: World, scenario: Scenario) -> GateFigures:
    """The gates in one scenario; kept for the next call."""
    return world.keep(("gate figures", scenario), lambda: _figures(world, scenario))


def _figures(world: World, scenario: Scenario) -> GateFigures:
    ids = border_gates(world)
    region = world.data.study
    known = [*region.capitals.values(), region.city]
    ends = list(dict.fromkeys([*ids, *known, *world.of_kind("port"), *world.of_kind("airport")]))
    nodes = world.nodes(ends)
    ways = skim(world.graph(scenario), nodes, nodes)
    km, minutes = ((t + t.T) / 2 for t in (ways.shortest_m / 1000, ways.fastest_min))
    at_m = border_line(world).locate(np.array([(world.places[i].lon, world.places[i].lat) for i in ids]).reshape(-1, 2))
    pairs = tuple(
        GatePair(ids[n], ids[n + 1], float(at_m[n + 1] - at_m[n]) / 1000, _ways(km, minutes, n, n + 1))
        for n in range(len(ids) - 1)
    )
    trips = tuple(_trip(world, ends, (km, minutes), n, target) for n in range(len(ids)) for target in TARGETS)
    return GateFigures(ids, pairs, trips, text_digest(["gates", world.digest(scenario)]))


def _trip(world: World, ends: list[str], tables: tuple[Floats, Floats], row: int, target: str) -> GateTrip:
    km, minutes = tables
    province = world.places[ends[row]].province
    region = world.data.study
    other = next(p for p in region.codes if p != province)
    capitals = region.capitals
    meant = {"own_capital": [capitals[province]], "other_capital": [capitals[other]], "city": [region.city]}.get(target)
    columns = np.array([ends.index(i) for i in (meant or world.of_kind(target))], dtype=np.int64)
    if not np.isfinite(minutes[row, columns]).any():
        return GateTrip(ends[row], target, "", Ways(None, None))
    nearest = int(columns[np.nanargmin(minutes[row, columns])])
    return GateTrip(ends[row], target, ends[nearest], _ways(km, minutes, row, nearest))


def _ways(km: Floats, minutes: Floats, row: int, column: int) -> Ways:
    if not np.isfinite(minutes[row, column]):
        return Ways(None, None)
    return Ways(float(km[row, column]), float(minutes[row, column]))


def hypotheses(world: World, scenario: Scenario) -> dict[str, Scenario]:
    """The scenario without the road along the border (key ``none``), and with each of its hypotheses alone: they exclude each other."""
    road = world.data.study.border_road
    group = [i for i, p in world.projects.items() if road is not None and p.group == road.group]
    others = frozenset(u for u in scenario.projects if not any(part.split("/")[0] in group for part in u.split("+")))
    without = replace(scenario, projects=others)
    return {"none": without} | {i: replace(without, projects=others | {i}) for i in group}


@dataclass(frozen=True)
class Range:
    """One figure without the road along the border, and its least and greatest value over the hypotheses; ``None`` where not connected."""

    name: str
    unit: str
    without: float | None
    low: float | None
    high: float | None
    each: tuple[float | None, ...]


def border_road_ranges(world: World, scenario: Scenario) -> tuple[tuple[str, ...], tuple[Range, ...]]:
    """Hypotheses, and what each would make of the border figures.

    Names: ``road_2`` … ``national_10`` (km of border within 2, 5, 10 km), ``origin~destination`` (minutes and
    kilometres between neighbouring gates), ``all_pairs`` (minutes and kilometres from the first gate to the last by all).
    """
    cases = hypotheses(world, scenario)
    columns = [_table(world, s) for s in cases.values()]
    found = []
    for key, without in columns[0].items():
        each = tuple(c[key] for c in columns[1:])
        known = [v for v in each if v is not None]
        low, high = (min(known), max(known)) if len(known) == len(each) and each else (None, None)
        found.append(Range(key[0], key[1], without, low, high, each))
    return tuple(k for k in cases if k != "none"), tuple(found)


def _table(world: World, scenario: Scenario) -> dict[tuple[str, str], float | None]:
    access, figures = border_access(world, scenario), gate_figures(world, scenario)
    table: dict[tuple[str, str], float | None] = {
        (f"{column.removesuffix('_km')}_{limit:g}", "km"): access.within_km(limit, column)
        for column in ("road_km", "national_km")
        for limit in NEAR_KM
    }
    for unit, values in (("min", [p.road.minutes for p in figures.pairs]), ("km", [p.road.km for p in figures.pairs])):
        for pair, value in zip(figures.pairs, values, strict=True):
            table[f"{pair.origin}~{pair.destination}", unit] = value
        table["all_pairs", unit] = None if None in values else float(sum(v for v in values if v is not None))
    return table


def border_communes(world: World, *, before: Scenario, after: Scenario) -> gpd.GeoDataFrame:
    """Communes of 2025 on the border, with their access (EPSG:4326), farthest from their capital first.

    Every stretch of the border belongs to the commune nearest to its middle.
    Columns: ``code``, ``full_name``, ``province_2022``, ``people`` (2019, NaN without a figure), ``border_km``
    (their share of the border), then minutes ``capital_*`` (to the capital of their province of 2022),
    ``gate_*`` and ``hospital_*`` (nearest), each ``before`` and ``after``; NaN where not connected; ``digest``.
    """
    found, border_km = communes(world), _border_km(world, before)
    near = np.flatnonzero(border_km > 0)
    frame = found.frame.iloc[near][["code", "full_name", "province_2022", "geometry"]].reset_index(drop=True)
    frame["people"], frame["border_km"] = found.people[near], border_km[near]
    for when, scenario in (("before", before), ("after", after)):
        capitals = minutes_to(world, scenario, found, list(world.data.study.capitals.values()))[near]
        column = [world.data.study.codes.index(code) for code in frame["province_2022"]]
        frame[f"capital_{when}"] = capitals[np.arange(len(near)), column]
        for kind in ("gate", "hospital"):
            frame[f"{kind}_{when}"] = _nearest(world, scenario, world.of_kind(kind))[near]
    frame["digest"] = text_digest(["border communes", world.digest(before), world.digest(after)])
    return frame.sort_values(["capital_after", "code"], ascending=[False, True], ignore_index=True)


def _border_km(world: World, scenario: Scenario) -> Floats:
    """Kilometres of border that belong to each commune: (communes,)."""
    found, stretches = communes(world), border_access(world, scenario).frame
    own = np.flatnonzero(found.study)
    tree = shapely.STRtree(found.frame.geometry.to_crs(VN2000_UTM48N).to_numpy()[own])
    ends = shapely.line_interpolate_point(stretches.geometry.to_numpy(), 0.5, normalized=True)
    middle, nearest = tree.query_nearest(shapely.points(planar(shapely.get_coordinates(ends))), all_matches=False)
    km = stretches["length_m"].to_numpy()[middle] / 1000
    return np.asarray(np.bincount(own[nearest], weights=km, minlength=len(found.frame)), dtype=np.float64)


def _nearest(world: World, scenario: Scenario, place_ids: Sequence[str]) -> Floats:
    return minutes_to_nearest(world, scenario, communes(world), place_ids)
