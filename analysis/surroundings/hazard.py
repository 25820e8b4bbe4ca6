"""Roads in areas of danger: which lie under them, what it costs if all of them close at once, which projects help.

The areas are the user's own: floods, landslides. Neither heights of roads nor of water are known, so that a road in an
area is taken as closed, bridges too; the loss is what the trips still possible need more, without congestion. It is no
forecast of a flood.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from analysis.appraisal import district_trips, yardstick, yardstick_tables
from analysis.network import planar
from analysis.resilience import closure_loss, roads_in_area
from analysis.scenarios import Assumptions, segment_of, stretch_name
from layers import VN2000_UTM48N, WGS84, length_m, text_digest
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats
    from analysis.resilience import ClosureLoss
    from analysis.scenarios import Scenario, World

_HALF: Final = 0.5
_M_PER_KM: Final = 1000.0


@dataclass(frozen=True)
class HazardRoad:
    """The roads of one number and class under the areas: metres of carriageway lines, geodesic.

    Parameters
    ----------
    line
        What of them lies under the areas, EPSG:4326.
    """

    ref: str
    road_class: str
    project_id: str
    under_km: float
    links: int
    line: shapely.Geometry = field(compare=False, repr=False)


@dataclass(frozen=True)
class Hazard:
    """What areas of danger do to a scenario.

    Parameters
    ----------
    roads
        By number and class, the longest first; those of projects by project.
    closed
        The scenario with all of it closed.
    loss
        What that costs; ``None`` if no road lies under the areas.
    """

    roads: tuple[HazardRoad, ...]
    closed: Scenario
    loss: ClosureLoss | None
    digest: str

    @property
    def under_km(self) -> float:
        """Kilometres of road under the areas."""
        return sum(r.under_km for r in self.roads)


@dataclass(frozen=True)
class Helps:
    """What projects do for a network whose roads in the areas are closed.

    Parameters
    ----------
    without
        No project.
    found
        Each project alone, the most helpful first.
    inside
        Districts' capitals that lie in an area: their trips are left out, since no project brings them out.
    """

    without: Help
    found: tuple[Help, ...]
    inside: tuple[str, ...]
    digest: str

    @property
    def standing(self) -> tuple[Help, ...]:
        """Projects with which the network stands."""
        return tuple(h for h in self.found if h.stands(self.without))


@dataclass(frozen=True)
class Help:
    """What a project does for a network whose roads in the areas are closed.

    Parameters
    ----------
    unit
        The project, on what it upgrades; empty: no project.
    lost_min_each
        What a trip needs more by the closure, the project standing before and after it; mean over the trips that stay
        possible without the project.
    than_now_min
        What such a trip needs more than today, roads open and without the project; below zero if it saves more than the
        closure costs.
    cut_people
        Inhabitants whose trip finds no way, of those who found one before.
    under_km
        Kilometres of the project's own roads under the areas, closed too.
    """

    unit: str
    lost_min_each: float
    than_now_min: float
    cut_people: float
    under_km: float

    def stands(self, without: Help) -> bool:
        """Whether the network stands with it: nobody is cut off, and the closure costs at most half of what it costs without."""
        gone = self.cut_people == 0 and self.lost_min_each <= _HALF * without.lost_min_each
        return bool(gone and (without.cut_people > 0 or without.lost_min_each > 0))


def hazard(
    world: World, scenario: Scenario, areas: Sequence[shapely.Geometry], *, assumptions: Assumptions | None = None
) -> Hazard:
    """Close every road of a scenario that lies under some areas (EPSG:4326), at once.

    Raises
    ------
    InputError
        If no area is given, or the scenario is not feasible.
    """
    under = _Under.of(world, areas)
    rows, segments = under.of_scenario(world, scenario)
    closed = _closed(world, scenario, rows, segments)
    loss = None
    if len(rows) or len(segments):
        loss = closure_loss(
            world, scenario, closed.closed_links, stretches=closed.closed_stretches, assumptions=assumptions
        )
    return Hazard(tuple(_listed(world, under, rows, segments)), closed, loss, hazard_digest(world, scenario, areas))


def hazard_digest(world: World, scenario: Scenario, areas: Sequence[shapely.Geometry]) -> str:
    """Names data, scenario and areas."""
    return text_digest(["hazard", world.digest(scenario), *(shapely.to_wkt(a, rounding_precision=7) for a in areas)])


def project_helps(
    world: World,
    scenario: Scenario,
    areas: Sequence[shapely.Geometry],
    units: Sequence[str],
    *,
    assumptions: Assumptions | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Helps:
    """The network closed without and with each project alone.

    Raises
    ------
    InputError
        As ``hazard``.
    """
    under, weights = _Under.of(world, areas), assumptions or Assumptions()
    trips = district_trips(world, scenario.baseline(), weights).trips
    counted = trips > 0
    before = _minutes(world, scenario)
    origins = yardstick(world).origins
    inside = np.array([under.holds(world.places[p].lon, world.places[p].lat) for p in origins], dtype=bool)
    there = counted & np.isfinite(before) & ~inside[:, None] & ~inside[None, :]

    def helped(unit: str, *, common: NDArray[np.bool_] | None) -> tuple[Help, NDArray[np.bool_]]:
        added = world.bases(unit) | {unit} if unit else frozenset()
        with_it = replace(scenario, projects=scenario.projects | added)
        rows, segments = under.of_scenario(world, with_it)
        after = _minutes(world, _closed(world, with_it, rows, segments))
        found = there & np.isfinite(after)
        same = found if common is None else common & found
        people = float(trips[same].sum())
        lost, more = (
            float(trips[same] @ (after[same] - was[same])) / people if people else float("nan")
            for was in (_minutes(world, with_it), before)
        )
        own = world.unit_sections(unit) if unit else None
        mine = segments if own is None else segments[own[world.links.segments.section[segments]]]
        under_km = float(under.segment_km[mine].sum()) if unit else 0.0
        return Help(unit, lost, more, float(trips[there & ~found].sum()), under_km), found

    without, common = helped("", common=None)
    found = []
    for n, unit in enumerate(units):
        if progress is not None:
            progress(n, len(units))
        if unit not in scenario.projects:
            found.append(helped(unit, common=common)[0])
    return Helps(
        without,
        tuple(sorted(found, key=lambda h: (h.cut_people, h.lost_min_each, h.than_now_min, h.unit))),
        tuple(p for p, within in zip(origins, inside, strict=True) if within),
        text_digest(["helps", hazard_digest(world, scenario, areas), *weights.weights, *units]),
    )


def _minutes(world: World, scenario: Scenario) -> Floats:
    """Fastest minutes among the districts; infinite where not connected."""
    square = slice(0, len(yardstick(world).origins))
    return np.nan_to_num(yardstick_tables(world, scenario).ways.fastest_min[:, square], nan=np.inf)


def _closed(world: World, scenario: Scenario, rows: NDArray[np.intp], segments: NDArray[np.intp]) -> Scenario:
    return replace(
        scenario,
        closed_links=scenario.closed_links | frozenset(world.network.roads.link_id[rows].tolist()),
        closed_stretches=scenario.closed_stretches | {stretch_name(world.links, int(s)) for s in segments},
    )


@dataclass(frozen=True)
class _Under:
    """Which links and stretches lie under the areas (in degrees), whether they stand or not: geodesic km of each."""

    whole: shapely.Geometry
    link_in: NDArray[np.object_]
    segment_in: NDArray[np.object_]
    link_km: Floats
    segment_km: Floats

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a place in degrees lies under an area."""
        return bool(shapely.intersects_xy(self.whole, lon, lat))

    @classmethod
    def of(cls, world: World, areas: Sequence[shapely.Geometry]) -> _Under:
        if not len(areas):
            raise InputError("surroundings.no_areas")
        whole = shapely.union_all([shapely.make_valid(a) for a in areas])
        flat = shapely.transform(whole, planar)
        parts = [_inside(x, flat) for x in (world.network.roads.lines.shapes, world.links.segment_shapes)]
        return cls(whole, parts[0], parts[1], *(np.array([_line_m(g) / _M_PER_KM for g in x]) for x in parts))

    def of_scenario(self, world: World, scenario: Scenario) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Rows of ``Roads`` that are open in a scenario and segments that stand in it, which lie under an area."""
        found = roads_in_area(world, scenario, self.whole)
        rows = np.isin(world.network.roads.link_id, found.links) & world.open_roads(scenario)
        segments = (segment_of(world.links, name) for name in found.stretches)
        return np.flatnonzero(rows), np.array([s for s in segments if s is not None], dtype=np.intp)


def _inside(lines: NDArray[np.object_], area: shapely.Geometry) -> NDArray[np.object_]:
    """What of each planar line lies in a planar area, in degrees; ``None`` where nothing does."""
    found = np.full(len(lines), None, dtype=object)
    if not len(lines):
        return found
    shapely.prepare(area)
    at = np.flatnonzero(shapely.intersects(lines, area))
    found[at] = gpd.GeoSeries(shapely.intersection(lines[at], area), crs=VN2000_UTM48N).to_crs(WGS84).to_numpy()
    return found


def _line_m(shape: shapely.Geometry | None) -> float:
    """Geodesic metres of the lines of a shape; points count nothing."""
    return 0.0 if shape is None else float(length_m(_lines(shape)).sum())


def _lines(shape: shapely.Geometry) -> NDArray[np.object_]:
    parts = shapely.get_parts(shape)
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING])


def _listed(world: World, under: _Under, rows: NDArray[np.intp], segments: NDArray[np.intp]) -> list[HazardRoad]:
    roads, table = world.network.roads, world.links.sections
    sums: dict[tuple[str, str, str], list[tuple[float, shapely.Geometry]]] = {}
    for row in rows.tolist():
        key = (str(roads.ref[row]), str(roads.road_class[row]), "")
        sums.setdefault(key, []).append((float(under.link_km[row]), under.link_in[row]))
    for segment in segments.tolist():
        section = int(world.links.segments.section[segment])
        key = ("", str(table.road_class[section]), str(table.project_id[section]))
        sums.setdefault(key, []).append((float(under.segment_km[segment]), under.segment_in[segment]))
    found = [HazardRoad(*key, sum(km for km, _ in x), len(x), _joined([g for _, g in x])) for key, x in sums.items()]
    return sorted(found, key=lambda r: (-r.under_km, r.ref, r.road_class, r.project_id))


def _joined(shapes: Sequence[shapely.Geometry | None]) -> shapely.Geometry:
    """All lines as one shape."""
    found: shapely.Geometry = shapely.multilinestrings([line for g in shapes if g is not None for line in _lines(g)])
    return found
