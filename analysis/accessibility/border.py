"""The Cambodia border of the two provinces: how far it lies from roads, how its gates and communes hang together.

The border is walked in stretches of at most 100 m. A stretch is as far from a road as its middle;
lengths are geodesic, distances to roads planar in VN-2000 / UTM 48N (scale error below 0.06 %). Roads are
those that are routed (tertiary and above, in Vietnam, not closed to through trips) and the sections of the
scenario's projects; national roads are those numbered QL or CT. A road's distance says nothing of rivers,
forest or leave to pass in between.

Minutes and kilometres between gates are means of both directions, by roads in Vietnam alone. Neighbouring
gates are those next to each other along the border. What is nearest is nearest by time in the scenario at
hand. Gates published without a position stand in no figure; ``unplaced_gates`` lists them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from analysis.accessibility.origins import communes, minutes_to, minutes_to_nearest
from analysis.network import Floats, MeasuredLines, planar
from analysis.scenarios import UPGRADE_WIDE_M, buffer_over_segments
from layers import VN2000_UTM48N, WGS84, require_crs, text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.scenarios import Scenario, World
    from layers import Dataset

BORDER_BREAKS_KM: Final = (2.0, 5.0, 10.0)
STEP_M: Final = 100.0
_SAME_DEG: Final = 1e-9
_NATIONAL: Final = ("QL", "CT")
_NATIONAL_KINDS: Final = ("national", "expressway")


@dataclass(frozen=True)
class BorderLine:
    """The border of the two provinces as one line, from the south-west of the first to the north-east of the second.

    Parameters
    ----------
    lines
        Parts in the order of the walk, each in its direction; small gaps between parts have no length.
    province
        Code of the province of each part.
    """

    lines: MeasuredLines
    province: NDArray[np.object_]

    @classmethod
    def from_frame(cls, frame: gpd.GeoDataFrame, codes: Sequence[str]) -> BorderLine:
        """From the layer ``border`` (EPSG:4326): the parts of the provinces ``codes``, joined end to nearest end."""
        frame = require_crs(frame, layer="border")
        parts: list[tuple[str, Floats]] = []
        for code in codes:
            chosen = frame.geometry[frame["province_code"] == code].to_numpy()
            pieces = [
                shapely.get_coordinates(p) for p in shapely.get_parts(shapely.line_merge(shapely.union_all(chosen)))
            ]
            if not pieces:
                continue  # a province that does not reach the border
            start = parts[-1][1][-1] if parts else _south_west(pieces)
            parts += [(code, line) for line in _walked(pieces, start)]
        shapes = np.array([shapely.LineString(line) for _, line in parts], dtype=object)
        return cls(MeasuredLines.from_geometries(shapes), np.array([code for code, _ in parts], dtype=object))

    @property
    def begin_m(self) -> Floats:
        """Metres from the beginning of the border to the beginning of each part: (parts,)."""
        return np.concatenate([[0.0], np.cumsum(self.lines.length_m)[:-1]])

    def locate(self, lon_lat: Floats) -> Floats:
        """Metres along the border of the point of it that is nearest to each place (n, 2) in degrees."""
        flat = np.asarray(shapely.points(planar(lon_lat)))
        part = np.array([int(np.argmin(shapely.distance(self.lines.shapes, p))) for p in flat], dtype=np.int64)
        begin = self.begin_m
        return np.array(
            [begin[i] + self.lines.locate(i, shapely.get_coordinates(p))[0] for i, p in zip(part, flat, strict=True)]
        )


def _south_west(pieces: list[Floats]) -> Floats:
    """The end of some lines that lies farthest to the south-west."""
    ends = np.vstack([line[[0, -1]] for line in pieces])
    return np.asarray(ends[ends.sum(axis=1).argmin()])


def _walked(pieces: list[Floats], start: Floats) -> list[Floats]:
    """Lines in the order in which they are met from a point, each turned to lead on."""
    left, at, found = list(pieces), start, []
    while left:
        gaps = np.array([[np.hypot(*(line[end] - at)) for end in (0, -1)] for line in left])
        number, end = np.unravel_index(int(gaps.argmin()), gaps.shape)
        line = left.pop(int(number))
        found.append(line[::-1] if end else line)
        at = found[-1][-1]
    return found


@dataclass(frozen=True)
class BorderAccess:
    """How far the border lies from roads in one scenario.

    Parameters
    ----------
    frame
        Stretches in order, EPSG:4326: ``province``, ``length_m``, ``road_km``, ``national_km`` (distance of
        its middle to the nearest road and national road), ``digest``.
    opened_km
        Of roads of the base network closed to through trips, what the scenario's upgrades run along: they count as roads.
    """

    frame: gpd.GeoDataFrame
    digest: str
    opened_km: float

    def length_km(self, province: str | None = None) -> float:
        """Length of the border of a province, or of both."""
        return float(self._chosen(province)["length_m"].sum()) / 1000

    def within_km(self, limit_km: float, column: str, province: str | None = None) -> float:
        """Kilometres of border at most ``limit_km`` from a road (``road_km``) or national road (``national_km``)."""
        chosen = self._chosen(province)
        return float(chosen.loc[chosen[column] <= limit_km, "length_m"].sum()) / 1000

    def _chosen(self, province: str | None) -> gpd.GeoDataFrame:
        return self.frame if province is None else self.frame[self.frame["province"] == province]


def border_line(world: World) -> BorderLine:
    """The border of the two provinces; read once and kept with the world.

    Raises
    ------
    InputError
        If they have none on land.
    """
    make = partial(_border_line, world.data)
    return world.keep(("border line",), make)


def _border_line(data: Dataset) -> BorderLine:
    frame = data.read("border")
    if not frame["province_code"].isin(data.study.codes).any():
        raise InputError("border_view.none")
    return BorderLine.from_frame(frame, data.study.codes)


def border_access(world: World, scenario: Scenario) -> BorderAccess:
    """The stretches of the border with their distances to roads in a scenario."""
    return world.keep(("border access", scenario), lambda: _measured(world, scenario, border_line(world)))


def _measured(world: World, scenario: Scenario, border: BorderLine) -> BorderAccess:
    middles, stretches, length_m, province = [], [], [], []
    for part, whole_m in enumerate(border.lines.length_m):
        cuts = np.linspace(0.0, whole_m, max(int(np.ceil(whole_m / STEP_M)), 1) + 1)
        middles.append(border.lines.at(part, (cuts[1:] + cuts[:-1]) / 2))
        length_m.append(np.diff(cuts))
        province += [border.province[part]] * (len(cuts) - 1)
        stretches += [shapely.LineString(border.lines.cut(part, a, b)) for a, b in pairwise(cuts)]
    flat = np.asarray(shapely.points(planar(np.vstack(middles))))
    roads, national = _roads(world, scenario)
    digest = text_digest(["border", world.digest(scenario)])
    columns = {
        "province": province,
        "length_m": np.concatenate(length_m),
        "road_km": _gap_m(roads, flat) / 1000,
        "national_km": _gap_m(roads[national], flat) / 1000,
        "digest": digest,
    }
    frame = gpd.GeoDataFrame(columns, geometry=np.array(stretches, dtype=object), crs=WGS84)
    return BorderAccess(frame, digest, _opened_km(world, scenario))


def _opened_km(world: World, scenario: Scenario) -> float:
    roads, table = world.network.roads, world.links.sections
    upgrades = world.built_sections(scenario) & ~table.existing & ~table.new
    along = shapely.buffer(shapely.union_all(table.lines.shapes[upgrades]), UPGRADE_WIDE_M)
    closed = roads.lines.shapes[roads.closed & ~world.open_roads(scenario)]
    return float(shapely.length(shapely.intersection(closed, along)).sum()) / 1000


def _gap_m(roads: NDArray[np.object_], points: NDArray[np.object_]) -> Floats:
    """Planar metres from each point to the nearest line; infinite if there is none."""
    roads = roads[~shapely.is_empty(roads)]  # of a section that fell as a whole nothing is left
    if not len(roads):
        return np.full(len(points), np.inf)
    _, gaps = shapely.STRtree(roads).query_nearest(points, return_distance=True, all_matches=False)
    return np.asarray(gaps, dtype=np.float64)


def _roads(world: World, scenario: Scenario) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Roads of the scenario in planar metres, and which of them are national."""
    roads, table = world.network.roads, world.links.sections
    open_ = world.open_roads(scenario)
    built = world.built_sections(scenario) & ~table.existing
    kinds = [world.projects[str(i)].kind in _NATIONAL_KINDS for i in table.project_id[built]]
    numbered = np.array([_is_national(ref) for ref in roads.ref[open_]], dtype=bool)
    shapes = np.concatenate([roads.lines.shapes[open_], _standing(world, scenario, built)])
    return shapes, np.concatenate([numbered, np.array(kinds, dtype=bool)])


def _standing(world: World, scenario: Scenario, built: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Lines of the sections built, without what the scenario closes: of an upgrade where its road falls."""
    roads, table = world.network.roads, world.links.sections
    shapes = table.lines.shapes[built].copy()
    gone, upgrades = world.fallen(scenario), ~table.new[built]
    if len(gone.roads) and upgrades.any():
        fallen = shapely.buffer(shapely.union_all(roads.lines.shapes[gone.roads]), UPGRADE_WIDE_M)
        shapes[upgrades] = shapely.difference(shapes[upgrades], fallen)
    if len(gone.segments):
        buffers = [buffer_over_segments(world.links, gone.segments, int(s)) for s in np.flatnonzero(built)]
        shapes = np.asarray(shapely.difference(shapes, buffers), dtype=object)
    return shapes


def _is_national(ref: str) -> bool:
    return any(part.strip().startswith(_NATIONAL) and not part.strip().startswith("QLN") for part in ref.split(";"))


def border_classes(
    access: BorderAccess, breaks_km: Sequence[float] = BORDER_BREAKS_KM, column: str = "road_km"
) -> gpd.GeoDataFrame:
    """Neighbouring stretches of one class joined for drawing, lines in EPSG:4326: ``class_number``, ``province``, ``length_km``."""
    frame = access.frame
    number = np.searchsorted(np.asarray(breaks_km), frame[column].to_numpy(), side="left")
    lines = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    begins = lines[0][np.append(True, np.diff(lines[1]) > 0)]
    ends = lines[0][np.append(np.diff(lines[1]) > 0, True)]
    apart = (number[1:] != number[:-1]) | (frame["province"].to_numpy()[1:] != frame["province"].to_numpy()[:-1])
    apart |= (np.abs(begins[1:] - ends[:-1]) > _SAME_DEG).any(axis=1)
    run = np.concatenate([[0], np.cumsum(apart)])
    joined = gpd.GeoDataFrame(
        {"run": run, "class_number": number, "province": frame["province"], "length_km": frame["length_m"] / 1000},
        geometry=frame.geometry,
        crs=WGS84,
    ).dissolve("run", aggfunc={"class_number": "first", "province": "first", "length_km": "sum"})
    joined["geometry"] = shapely.line_merge(joined.geometry.to_numpy())
    joined["digest"] = access.digest
    return joined.reset_index(drop=True)


GATE_TARGETS: Final = ("own_capital", "other_capital", "city", "port", "airport")


@dataclass(frozen=True)
class GateWay:
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
    road: GateWay

    @property
    def ratio(self) -> float | None:
        """Shortest road ÷ border; ``None`` if not connected or at one point."""
        return None if self.road.km is None or not self.border_km else self.road.km / self.border_km


@dataclass(frozen=True)
class GateTrip:
    """From a gate to one of ``GATE_TARGETS``; ``place_id`` is the place meant (empty if none is reached)."""

    gate: str
    target: str
    place_id: str
    way: GateWay


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


def unplaced_gates(world: World) -> list[dict[str, str]]:
    """Id and names (``name_vi``, ``name_en``, …) of the gates published without a position."""
    rows = world.data.read("gates")
    rows = rows[rows["position"] == "unknown"]
    columns = [column for column in rows.columns if column == "id" or column.startswith("name_")]
    return [dict(row) for row in rows[columns].to_dict("records")]


def gate_figures(world: World, scenario: Scenario) -> GateFigures:
    """The gates in one scenario; kept for the next call."""
    return world.keep(("gate figures", scenario), lambda: _figures(world, scenario))


def _figures(world: World, scenario: Scenario) -> GateFigures:
    ids = border_gates(world)
    region = world.data.study
    known = [*region.seats, region.city]
    ends = list(dict.fromkeys([*ids, *known, *world.of_kind("port"), *world.of_kind("airport")]))
    nodes = world.nodes(ends)
    ways = world.skim(scenario, nodes, nodes)
    km, minutes = ((t + t.T) / 2 for t in (ways.shortest_m / 1000, ways.fastest_min))
    at_m = border_line(world).locate(np.array([(world.places[i].lon, world.places[i].lat) for i in ids]).reshape(-1, 2))
    pairs = tuple(
        GatePair(ids[n], ids[n + 1], float(at_m[n + 1] - at_m[n]) / 1000, _ways(km, minutes, n, n + 1))
        for n in range(len(ids) - 1)
    )
    trips = tuple(_trip(world, ends, (km, minutes), n, target) for n in range(len(ids)) for target in GATE_TARGETS)
    return GateFigures(ids, pairs, trips, text_digest(["gates", world.digest(scenario)]))


def _trip(world: World, ends: list[str], tables: tuple[Floats, Floats], row: int, target: str) -> GateTrip:
    km, minutes = tables
    province = world.places[ends[row]].province
    region = world.data.study
    capitals = region.capitals
    other = next((seat for code, seat in capitals.items() if code != province), region.ends[1])
    meant = {"own_capital": [capitals[province]], "other_capital": [other], "city": [region.city]}.get(target)
    columns = np.array([ends.index(i) for i in (meant or world.of_kind(target))], dtype=np.int64)
    if not np.isfinite(minutes[row, columns]).any():
        return GateTrip(ends[row], target, "", GateWay(None, None))
    nearest = int(columns[np.nanargmin(minutes[row, columns])])
    return GateTrip(ends[row], target, ends[nearest], _ways(km, minutes, row, nearest))


def _ways(km: Floats, minutes: Floats, row: int, column: int) -> GateWay:
    if not np.isfinite(minutes[row, column]):
        return GateWay(None, None)
    return GateWay(float(km[row, column]), float(minutes[row, column]))


def hypotheses(world: World, scenario: Scenario) -> dict[str, Scenario]:
    """The scenario without the road along the border (key ``none``), and with each of its hypotheses alone: they exclude each other."""
    road = world.data.study.border_road
    group = [i for i, p in world.projects.items() if road is not None and p.group == road.group]
    others = frozenset(u for u in scenario.projects if not any(part.split("/")[0] in group for part in u.split("+")))
    without = replace(scenario, projects=others)
    return {"none": without} | {i: replace(without, projects=others | {i}) for i in group}


@dataclass(frozen=True)
class HypothesisRange:
    """One figure without the road along the border, and its least and greatest value over the hypotheses; ``None`` where not connected."""

    name: str
    unit: str
    without: float | None
    low: float | None
    high: float | None
    each: tuple[float | None, ...]


def border_road_ranges(world: World, scenario: Scenario) -> tuple[tuple[str, ...], tuple[HypothesisRange, ...]]:
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
        found.append(HypothesisRange(key[0], key[1], without, low, high, each))
    return tuple(k for k in cases if k != "none"), tuple(found)


def _table(world: World, scenario: Scenario) -> dict[tuple[str, str], float | None]:
    access, figures = border_access(world, scenario), gate_figures(world, scenario)
    table: dict[tuple[str, str], float | None] = {
        (f"{column.removesuffix('_km')}_{limit:g}", "km"): access.within_km(limit, column)
        for column in ("road_km", "national_km")
        for limit in BORDER_BREAKS_KM
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
