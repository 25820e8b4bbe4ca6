"""Isochrones: the area from which a place, or the nearest of a kind, is reached within some minutes.

Method: minutes are known exactly at points every half kilometre along all roads that a place may
join (no motorway, ramp, bridge, closed road). A grid of 1 km over the study area takes at each of
its points the least of: minutes at one of the eight nearest such points + straight distance × 1.3 at
20 km/h, the connector of every place; beyond 8 km from them it is not reached. The outline is the
level of the limit on that grid, straight between grid points, cut to Vietnam. So it says the same as
the minutes of communes, and the edge of every hole is where the minutes run out. Limits: details
under a kilometre are lost; water and forest are not cut out; new project roads are entered where
they join other roads.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from contourpy import FillType, contour_generator
from scipy.spatial import KDTree

from analysis.accessibility.access import ACCESS_KINDS, places_of_kind
from analysis.accessibility.origins import communes, minutes_to_nearest, people_within
from analysis.network import CONNECTOR_DETOUR, CONNECTOR_KMH, AccessLinks, Impedance, costs_to_nearest_node, planar
from layers import VN2000_UTM48N, WGS84, area_m2, text_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Network
    from analysis.scenarios import Scenario, World

_STEEP = 10.0  # a value over the level by more counts as this much: not reached lies at the grid point itself


@dataclass(frozen=True)
class Grid:
    """A square grid in planar metres; points are ordered row by row, from south-west.

    Parameters
    ----------
    left, bottom
        The first point.
    columns, rows
        Number of points.
    cell_m
        Distance of neighbours.
    """

    left: float
    bottom: float
    columns: int
    rows: int
    cell_m: float

    @classmethod
    def around(cls, points: Floats, *, margin_m: float, cell_m: float) -> Grid:
        """The grid that holds all points (n, 2) with a margin, on whole multiples of the cell."""
        low = np.floor((points.min(axis=0) - margin_m) / cell_m)
        high = np.ceil((points.max(axis=0) + margin_m) / cell_m)
        columns, rows = (high - low + 1).astype(int)
        return cls(float(low[0]) * cell_m, float(low[1]) * cell_m, int(columns), int(rows), cell_m)

    @property
    def x(self) -> Floats:
        """Of each column."""
        return self.left + self.cell_m * np.arange(self.columns, dtype=np.float64)

    @property
    def y(self) -> Floats:
        """Of each row."""
        return self.bottom + self.cell_m * np.arange(self.rows, dtype=np.float64)

    @property
    def points(self) -> Floats:
        """All points, (rows × columns, 2)."""
        x, y = np.meshgrid(self.x, self.y)
        return np.column_stack([x.ravel(), y.ravel()])


def area_below(grid: Grid, values: Floats, level: float) -> shapely.Geometry:
    """The area in which ``values`` (one a grid point, infinity allowed) are at most ``level``, in the plane of the grid (metres); empty if nowhere."""
    field = np.minimum(values.reshape(grid.rows, grid.columns), level + _STEEP * max(abs(level), 1.0))
    contours = contour_generator(grid.x, grid.y, field, fill_type=FillType.OuterOffset)
    areas = []
    for points, offsets in zip(*contours.filled(-np.inf, level), strict=True):
        outline, *holes = np.split(points, offsets[1:-1])
        areas.append(shapely.Polygon(outline, holes))
    return shapely.union_all(areas)


ISOCHRONE_LIMITS_MIN: Final = (30, 60, 90)
CELL_M: Final = 1000.0
OFF_ROAD_M: Final = 8000.0  # farther lies no point of the study provinces but in the largest lakes and forests
_STEP_M: Final = 500.0
_NEAREST: Final = 8


@dataclass(frozen=True)
class Isochrones:
    """Areas before and after.

    Parameters
    ----------
    frame
        One row for each limit and ``when`` (``before``, ``after``): ``place_id``, ``limit_min``, ``when``,
        ``area_km2``, ``people`` (communes of 2025 within the limit, people of 2019), ``digest``;
        polygons, EPSG:4326, large limits first so that small ones are drawn above.
    digest
        Names data, both scenarios and the place.
    place_id
        Id of the place, or one of ``ACCESS_KINDS``: the nearest of that kind.
    """

    frame: gpd.GeoDataFrame
    digest: str
    place_id: str


@dataclass(frozen=True)
class _Field:
    """Where minutes are known, and which of these points each grid point takes."""

    attached: AccessLinks
    grid: Grid
    near: NDArray[np.int64]  # (grid points, nearest), −1 for none within reach
    gap_m: Floats
    land: shapely.Geometry


def isochrones(
    world: World, *, before: Scenario, after: Scenario, place_id: str, limits_min: Sequence[int] = ISOCHRONE_LIMITS_MIN
) -> Isochrones:
    """Areas from which a place is reached within the limits, in both scenarios.

    Parameters
    ----------
    place_id
        Id of a place, or one of ``ACCESS_KINDS`` for the nearest of that kind.

    Raises
    ------
    InputError
        If the place is unknown or a scenario not feasible.
    """
    ends = places_of_kind(world, place_id) if place_id in ACCESS_KINDS else (world.place(place_id).place_id,)
    digest = text_digest(["isochrones", world.digest(before), world.digest(after), place_id, *map(str, limits_min)])
    limits = tuple(sorted(limits_min, reverse=True))
    areas = {
        when: world.keep(("isochrones", scenario, place_id, limits), partial(_areas, world, scenario, ends, limits))
        for when, scenario in (("before", before), ("after", after))
    }
    rows = [
        {"place_id": place_id, "limit_min": limit, "when": when, "digest": digest, **areas[when][n]}
        for n, limit in enumerate(limits)
        for when in areas
    ]
    return Isochrones(gpd.GeoDataFrame(rows, geometry="geometry", crs=WGS84), digest, place_id)


def _areas(
    world: World, scenario: Scenario, place_ids: tuple[str, ...], limits_min: tuple[int, ...]
) -> list[dict[str, object]]:
    """Area, square kilometres and people within each limit."""
    field = world.keep(("isochrone field",), lambda: _field(world))
    minutes, found = _minutes(world, scenario, place_ids, field), communes(world)
    to_place = minutes_to_nearest(world, scenario, found, place_ids)
    flat = [shapely.intersection(area_below(field.grid, minutes, m), field.land) for m in limits_min]
    polygons = gpd.GeoSeries(flat, crs=VN2000_UTM48N).to_crs(WGS84)
    return [
        {
            "geometry": polygon,
            "area_km2": float(area_m2(shapely.get_parts(polygon)).sum()) / 1e6,
            "people": people_within(found, to_place, limit),
        }
        for polygon, limit in zip(polygons, limits_min, strict=True)
    ]


def _minutes(world: World, scenario: Scenario, place_ids: Sequence[str], field: _Field) -> Floats:
    """Minutes at each grid point to the nearest of the places, infinity where not reached."""
    graph, nodes = world.graph(scenario), world.nodes(place_ids)
    at_points = costs_to_nearest_node(graph, field.attached, nodes, impedance=Impedance.TIME)
    known = np.append(np.where(np.isnan(at_points), np.inf, at_points), np.inf)
    return np.asarray((known[field.near] + field.gap_m * CONNECTOR_DETOUR / (CONNECTOR_KMH / 0.06)).min(axis=1))


def _field(world: World) -> _Field:
    attached, spots = _points_on_roads(world.network)
    flat = planar(spots)
    grid = Grid.around(flat, margin_m=OFF_ROAD_M + CELL_M, cell_m=CELL_M)
    gap_m, near = KDTree(flat).query(grid.points, k=_NEAREST, distance_upper_bound=OFF_ROAD_M)
    near = np.where(np.isfinite(gap_m), near, -1)
    land = world.data.read("provinces_2022").to_crs(VN2000_UTM48N).geometry.union_all()
    return _Field(attached, grid, near, np.where(np.isfinite(gap_m), gap_m, 0.0), land)


def _points_on_roads(network: Network) -> tuple[AccessLinks, Floats]:
    """Points along the pieces of suitable roads, at most half a kilometre apart, and where they lie in degrees."""
    roads = network.roads
    pieces = np.flatnonzero((roads.at_grade & ~roads.closed)[network.link])
    count = np.maximum(np.ceil(network.length_m[pieces] / _STEP_M), 1).astype(np.int64)
    piece = np.repeat(pieces, count)
    number = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    share = (number + 0.5) / np.repeat(count, count)
    link, chainage_m = network.link[piece], network.from_m[piece] + share * network.length_m[piece]
    begin = np.searchsorted(link, np.unique(link))  # pieces are ordered by link
    lines = [
        roads.lines.at(int(link[a]), chainage_m[a:b])
        for a, b in zip(begin, np.append(begin[1:], len(link)), strict=True)
    ]
    nothing = np.array([], dtype=np.int64)
    points = np.arange(len(piece))
    zeros = np.zeros(len(piece))
    return AccessLinks(points, piece, share, zeros, nothing, nothing, zeros), np.vstack(lines)
