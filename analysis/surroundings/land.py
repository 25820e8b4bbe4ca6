"""What each road runs through and past: protected areas, forest, water, built-up land and the people on it.

Read from the base map, with its limits: it holds few of the protected areas and not all forest, so that a zero is "none on this
map", never "none"; built-up is what the layer of speeds calls so, hamlets along minor streets among it. Kilometres are WGS 84 geodesic; buffers are drawn in
VN-2000 and what lies in them is measured on the ellipsoid. The line of a schematic alignment is not where the road
will be built: its figures are a hint.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from analysis.network import planar
from analysis.surroundings.settlements import BUILT_UP, planar_layer, settled
from layers import VN2000_UTM48N, WGS84, State, digest_of, length_m, text_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats
    from analysis.scenarios import World
    from layers import Section

NEAR_M: Final = (100, 500)
LAYERS: Final = ("parks", "forest", "water", "rivers", BUILT_UP)
_ONE_CROSSING_M: Final = 200.0  # along the road: both arms of a stream, a river drawn as a line and as an area
_WET_M: Final = 5.0  # a shorter piece in water is a corner of it


class Scope(StrEnum):
    """Which part of a road is looked at."""

    WHOLE = "whole"
    TO_BUILD = "to_build"


@dataclass(frozen=True)
class LandUse:
    """What a road runs through and past.

    Parameters
    ----------
    length_km, new_km
        Of the part looked at, and of it what is no upgrade of an existing road.
    protected_km, forest_km, built_km
        Inside such areas.
    water
        Water courses and lakes crossed, each once within 200 m.
    near_km, near_people
        Kilometres within each of ``NEAR_M`` of built-up land, and people of 2019 estimated to live within as much of the road.
    digest
        Names data and layers.
    """

    unit: str
    scope: Scope
    length_km: float
    new_km: float
    protected_km: float
    forest_km: float
    built_km: float
    water: int
    near_km: tuple[float, ...]
    near_people: tuple[float, ...]
    digest: str


def land_use(world: World, units: Sequence[str], scope: Scope = Scope.TO_BUILD) -> tuple[LandUse, ...]:
    """What each unit runs through and past; kept with the world.

    Raises
    ------
    InputError
        If a unit is unknown.
    DataError
        If a layer cannot be read.
    """
    return tuple(world.keep(("land use", unit, scope), partial(_measured, world, unit, scope)) for unit in units)


def land_digest(world: World, *parts: str) -> str:
    """Names the data of a world and the layers of the base map that are read here."""
    return text_digest(["land", world.data_digest, *(digest_of(x, folder=world.data.folder) for x in LAYERS), *parts])


def _measured(world: World, unit: str, scope: Scope) -> LandUse:
    sections = _sections(world, unit, scope)
    flat = [shapely.LineString(planar(shapely.get_coordinates(s.geometry))) for s in sections]
    lines = np.array(flat, dtype=object)
    inside = {
        layer: _inside_km(lines, planar_layer(world, layer).geometry.to_numpy())
        for layer in ("parks", "forest", BUILT_UP)
    }
    buffers = [shapely.buffer(shapely.union_all(lines), near) for near in NEAR_M]
    built = planar_layer(world, BUILT_UP).geometry.to_numpy()
    return LandUse(
        unit=unit,
        scope=scope,
        length_km=sum((s.length_km for s in sections), 0.0),
        new_km=sum((s.length_km for s in sections if not s.upgrade), 0.0),
        protected_km=inside["parks"],
        forest_km=inside["forest"],
        built_km=inside[BUILT_UP],
        water=sum(_crossings(world, line) for line in flat),
        near_km=tuple(_inside_km(lines, shapely.buffer(_around(built, lines, near), near)) for near in NEAR_M),
        near_people=tuple(settled(world).people_in(b) if len(lines) else 0.0 for b in buffers),
        digest=land_digest(world, unit, scope.value),
    )


def _sections(world: World, unit: str, scope: Scope) -> list[Section]:
    """The sections of a unit, those open by the data's date left out where only what is to be built counts."""
    mask, when = world.unit_sections(unit), world.data.study.data_date
    wanted = set(world.links.sections.section_id[mask].tolist())
    found = [s for p in world.projects.values() for s in p.sections if s.section_id in wanted]
    if scope is Scope.WHOLE:
        return found
    return [s for s in found if s.status != "existing" and s.state(when.year, data_date=when) is not State.OPEN]


def _around(areas: NDArray[np.object_], lines: NDArray[np.object_], near_m: float) -> NDArray[np.object_]:
    """Areas that a line comes near to."""
    if not len(lines):
        return np.array([], dtype=object)
    _, hit = shapely.STRtree(areas).query(lines, predicate="dwithin", distance=near_m)
    return np.asarray(areas[np.unique(hit)])


def _inside_km(lines: NDArray[np.object_], areas: NDArray[np.object_]) -> float:
    """Geodesic kilometres of planar lines inside planar areas, what lies in two of them once."""
    areas = _around(areas, lines, 0.0)
    if not len(areas):
        return 0.0
    parts = shapely.get_parts(shapely.intersection(lines, shapely.union_all(areas)))
    runs = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    if not len(runs):
        return 0.0
    return float(length_m(gpd.GeoSeries(runs, crs=VN2000_UTM48N).to_crs(WGS84)).sum()) / 1000


def _crossings(world: World, line: shapely.LineString) -> int:
    """How often a line crosses water."""
    rivers, water = (planar_layer(world, x).geometry.to_numpy() for x in ("rivers", "water"))
    shapely.prepare(line)
    met = rivers[shapely.STRtree(rivers).query(line, predicate="intersects")]
    points = shapely.get_parts(shapely.intersection(met, line))
    wet = water[shapely.STRtree(water).query(line, predicate="intersects")]
    pieces = shapely.get_parts(shapely.intersection(wet, line))
    spots = [*shapely.point_on_surface(points), *shapely.point_on_surface(pieces[shapely.length(pieces) > _WET_M])]
    return _apart(np.sort(shapely.line_locate_point(line, np.array(spots, dtype=object))) if spots else np.zeros(0))


def _apart(at_m: Floats) -> int:
    """How many groups there are of places along a line, sorted, with no gap beyond 200 m inside a group."""
    return 0 if not len(at_m) else 1 + int((np.diff(at_m) > _ONE_CROSSING_M).sum())
