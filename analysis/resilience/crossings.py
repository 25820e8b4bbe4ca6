"""Where roads cross a line: the common boundary of the two provinces, or a river.

From geometry alone: a link crosses where it runs from one side of the line to the other. One that
only touches it, ends on it or runs along it and turns back within 2 km is no crossing. Carriageways side by
side, one-way links within 60 m of each other, are one crossing (RULES: a dual carriageway counts
once) of the highest class among them. Roads below tertiary and ferries are not in the network.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.network import planar
from analysis.resilience.whereabouts import joined_roads
from analysis.scenarios import CARRIAGEWAY_GAP_M, buffer_over_segments
from layers import text_digest
from words import UnknownError, clean

if TYPE_CHECKING:
    from analysis.network import MeasuredLines
    from analysis.scenarios import Scenario, World
    from layers import Dataset

ROAD_CLASSES: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")
_BUFFER_M: Final = 1.0  # what is nearer to the line than this lies on it
_BACK_M: Final = 2000.0  # a road that is back on its side within this distance follows the line


@dataclass(frozen=True)
class Crossing:
    """One road over the line.

    Parameters
    ----------
    ref, name
        Road number and name, of a project its section's id and the project's name; empty if unknown.
    road_class
        The highest of its carriageways.
    link_ids
        Links that cross here; empty for a project.
    section_id
        Section of a project, else empty.
    lon, lat
        Where, EPSG:4326.
    provinces
        Codes (edition 2022) on both sides, ascending; empty outside.
    schematic
        Whether the section's alignment is one, so that the place is not known.
    joins
        Of a road without number and name: what the roads at its ends are known by, parted by a semicolon.
    """

    ref: str
    name: str
    road_class: str
    link_ids: tuple[int, ...]
    section_id: str
    lon: float
    lat: float
    provinces: tuple[str, ...] = ()
    schematic: bool = False
    joins: str = ""


@dataclass(frozen=True)
class Crossings:
    """All crossings of one line in one scenario, from north to south.

    Parameters
    ----------
    digest
        Names data, scenario and line.
    """

    digest: str
    found: tuple[Crossing, ...]

    def by_class(self) -> dict[str, int]:
        """Number of crossings by class, highest class first; classes without one are there too."""
        return {c: sum(x.road_class == c for x in self.found) for c in ROAD_CLASSES}


def boundary_crossings(world: World, scenario: Scenario) -> Crossings:
    """Roads over the common boundary of the two provinces (edition 2022 only)."""
    return world.keep(("crossings", None, scenario), partial(_crossings, world, scenario, None))


def river_crossings(world: World, scenario: Scenario, *, river: str = "") -> Crossings:
    """Roads over a river, from its source to its mouth; that of the region if none is named.

    Raises
    ------
    DataError
        If the base map holds no river of this name (``UnknownError``).
    """
    named = river or river_of(world.data)
    return world.keep(("crossings", named, scenario), partial(_crossings, world, scenario, named))


def river_of(data: Dataset) -> str:
    """The river whose bridges are counted, as the base map names it; empty for none."""
    return "" if data.study.river is None else data.study.river.mapped_as


def common_boundary(data: Dataset) -> shapely.Geometry:
    """The line between the provinces of the region, of 2022, in degrees; empty where they are no neighbours."""
    frame = data.read("provinces_2022")
    rims = [frame.geometry[frame["code"] == c].union_all().boundary for c in data.study.codes]
    shared = [shapely.intersection(one, other) for one, other in combinations(rims, 2)]
    line: shapely.Geometry = shapely.line_merge(shared[0] if len(shared) == 1 else shapely.union_all(shared))
    return line


def _river(data: Dataset, name: str) -> shapely.Geometry:
    frame = data.read("rivers")
    name = clean(name)
    parts = frame.geometry[frame["name"] == name].to_numpy()
    if not len(parts):
        raise UnknownError("connectivity.no_river", name, {str(n): () for n in frame["name"].dropna().unique()})
    line: shapely.Geometry = shapely.line_merge(shapely.union_all(parts))
    return line


def _crossings(world: World, scenario: Scenario, river: str | None) -> Crossings:
    """Over a river, or over the common boundary if none is named."""
    line = common_boundary(world.data) if river is None else _river(world.data, river)
    found = crossings_of(world, scenario, line)
    areas = world.data.read("provinces_2022")
    spots = np.array([(c.lon, c.lat) for c in found]).reshape(-1, 2)
    near = shapely.STRtree(areas.geometry.to_numpy()).query(
        shapely.buffer(shapely.points(spots), 1e-3),
        predicate="intersects",  # about 100 m: both banks
    )
    codes = areas["code"].to_numpy(dtype=object)
    sides = [tuple(sorted(str(c) for c in codes[near[1][near[0] == i]])) for i in range(len(found))]
    placed = tuple(replace(c, provinces=side) for c, side in zip(found, sides, strict=True))
    return Crossings(
        text_digest(["crossings", "boundary" if river is None else f"river {river}", world.digest(scenario)]),
        _told_by_neighbours(world, placed),
    )


def _told_by_neighbours(world: World, found: tuple[Crossing, ...]) -> tuple[Crossing, ...]:
    """Roads without number and name by what they join."""
    bare = [n for n, c in enumerate(found) if c.link_ids and not (c.ref or c.name)]
    roads = world.network.roads
    rows = [int(np.flatnonzero(roads.link_id == found[n].link_ids[0])[0]) for n in bare]
    lines = [shapely.LineString(roads.lines.cut(row, 0.0, float(roads.length_m[row]))) for row in rows]
    told = dict(zip(bare, joined_roads(world.data, lines), strict=True)) if lines else {}
    return tuple(replace(c, joins=told.get(n, "")) for n, c in enumerate(found))


def crossings_of(world: World, scenario: Scenario, line: shapely.Geometry) -> tuple[Crossing, ...]:
    """Where the roads of a scenario cross a line in degrees, carriageways side by side once, north to south."""
    roads, table = world.network.roads, world.links.sections
    flat = shapely.transform(line, planar)
    buffer = shapely.buffer(flat, _BUFFER_M)
    shapely.prepare(buffer)
    open_ = world.open_roads(scenario)
    single: list[Crossing] = []
    one_way: list[Crossing] = []
    for row in roads.tree.query(buffer, predicate="intersects").tolist():
        if not open_[row]:
            continue
        about = str(roads.ref[row]), str(roads.name[row]), str(roads.road_class[row])
        ids = (int(roads.link_id[row]),)
        spots = _spots(roads.lines, row, buffer, flat)
        (one_way if roads.oneway[row] else single).extend(Crossing(*about, ids, "", *spot) for spot in spots)
    gone = world.fallen(scenario).segments
    for row in np.flatnonzero(world.built_sections(scenario) & table.new).tolist():
        shut = buffer_over_segments(world.links, gone, row)
        name = world.projects[str(table.project_id[row])].name_vi
        section = str(table.section_id[row])
        drawn = _is_schematic(world, section)
        single.extend(
            Crossing("", name, str(table.road_class[row]), (), section, *spot, schematic=drawn)
            for spot in _spots(table.lines, row, buffer, flat)
            if not shapely.intersects(shut, shapely.Point(planar(np.array([spot]))[0]))
        )
    crossing = [*_once(world, single), *_side_by_side(one_way)]
    return tuple(sorted(crossing, key=lambda c: (-c.lat, c.lon, c.link_ids)))


def _once(world: World, found: list[Crossing]) -> list[Crossing]:
    """Without the crossing of a project where another one that upgrades it crosses too: they are one road."""
    bases = {(world.projects[c.section_id.split("/")[0]].upgrade_of, c.lon, c.lat) for c in found if c.section_id}
    spots = [(base, planar(np.array([[lon, lat]]))[0]) for base, lon, lat in bases if base]
    return [
        c
        for c in found
        if not any(
            c.section_id.split("/")[0] == base
            and np.hypot(*(planar(np.array([[c.lon, c.lat]]))[0] - at)) <= CARRIAGEWAY_GAP_M
            for base, at in spots
        )
    ]


def _is_schematic(world: World, section_id: str) -> bool:
    sections = (s for p in world.projects.values() for s in p.sections)
    return any(s.section_id == section_id and s.quality == "schematic" for s in sections)


def _spots(
    lines: MeasuredLines, row: int, buffer: shapely.Geometry, flat: shapely.Geometry
) -> list[tuple[float, float]]:
    """Points in degrees where one road changes the side of a line for good."""
    road = lines.shapes[row]
    over: list[tuple[float, float]] = []
    for first_m, last_m in _inside(road, buffer):
        if first_m <= 0 or last_m >= road.length:  # begins or ends on the line
            continue
        ends = np.clip([first_m - _BUFFER_M, last_m + _BUFFER_M], 0.0, road.length)
        if np.prod([_side(flat, shapely.line_interpolate_point(road, m)) for m in ends]) >= 0:
            continue
        if over and first_m - over[-1][1] <= _BACK_M:
            over.pop()  # there and back: the road follows the line
        else:
            over.append((first_m, last_m))
    spots = [shapely.get_coordinates(shapely.line_interpolate_point(road, (a + b) / 2)) for a, b in over]
    found = [lines.at(row, lines.locate(row, spot))[0] for spot in spots]
    return [(float(lon), float(lat)) for lon, lat in found]


def _inside(road: shapely.LineString, buffer: shapely.Geometry) -> list[tuple[float, float]]:
    """Stretches of a road inside a buffer, from and to in planar metres along the road, in order."""
    parts = shapely.get_parts(shapely.line_merge(shapely.intersection(road, buffer)))
    along = (
        shapely.line_locate_point(road, shapely.points(shapely.get_coordinates(p))) for p in parts if not p.is_empty
    )
    return sorted((float(m.min()), float(m.max())) for m in along)


def _side(flat: shapely.Geometry, point: shapely.Point) -> float:
    """Left (positive) or right of a line in planar metres, judged at its nearest segment; 0 on it."""
    part = min(shapely.get_parts(flat), key=lambda p: float(shapely.distance(p, point)))
    vertices = shapely.get_coordinates(part)
    x, y = shapely.get_coordinates(point)[0]
    at = float(shapely.line_locate_point(part, point))
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(vertices, axis=0).T))])
    i = int(np.clip(np.searchsorted(run, at, side="right") - 1, 0, len(vertices) - 2))
    (ax, ay), (bx, by) = vertices[i], vertices[i + 1]
    return float(np.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax)))


def _side_by_side(found: list[Crossing]) -> list[Crossing]:
    """One-way crossings within 60 m of each other, taken together."""
    if not found:
        return []
    flat = planar(np.array([(c.lon, c.lat) for c in found]))
    group = list(range(len(found)))
    for i in range(len(found)):  # some dozens at most
        for j in range(i):
            if np.hypot(*(flat[i] - flat[j])) <= CARRIAGEWAY_GAP_M and group[i] != group[j]:
                group = [group[j] if g == group[i] else g for g in group]
    merged = []
    for g in sorted(set(group)):
        members = [c for c, own in zip(found, group, strict=True) if own == g]
        best = min(members, key=lambda c: (ROAD_CLASSES.index(c.road_class), not c.ref, c.link_ids))
        lon, lat = (float(np.mean([getattr(c, x) for c in members])) for x in ("lon", "lat"))
        ids = tuple(sorted(i for c in members for i in c.link_ids))
        ref, name = (next((getattr(c, x) for c in [best, *members] if getattr(c, x)), "") for x in ("ref", "name"))
        merged.append(Crossing(ref, name, best.road_class, ids, "", lon, lat))
    return merged
