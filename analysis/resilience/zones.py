"""Areas of a user's own: the roads that lie in one, and how much of each project does.

An area is a hazard (flood, landslide), a corridor, a protected forest: a polygon in degrees, drawn or brought in a
file. Roads are taken where they run inside for some metres, so that one which only ends on the edge is not.
Kilometres are WGS 84 geodesic; what is inside is cut in planar metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.network import planar
from analysis.scenarios import stretch_name
from layers import length_m
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from analysis.scenarios import Scenario, World
    from layers import Project

INSIDE_M: Final = 10.0  # a road with less than this inside only touches the area
_LEAST_KM: Final = 0.005
_AREAS: Final = (3, 6)  # polygon and multipolygon, of shapely.get_type_id


@dataclass(frozen=True)
class RoadsInArea:
    """What of a scenario's roads lies in an area.

    Parameters
    ----------
    links
        Numbers of base links, as in ``Scenario.closed_links``, ascending.
    stretches
        Names of stretches of the scenario's projects, as in ``Scenario.closed_stretches``, ascending.
    inside_m
        Planar metres inside of all of them.
    """

    links: tuple[int, ...]
    stretches: tuple[str, ...]
    inside_m: float

    def __len__(self) -> int:
        return len(self.links) + len(self.stretches)


@dataclass(frozen=True)
class ProjectInArea:
    """How much of a project lies in an area: geodesic kilometres of all its sections, of those that upgrade a road."""

    area_id: str
    project_id: str
    km: float
    upgrade_km: float


def roads_in_area(
    world: World, scenario: Scenario, area: shapely.Geometry, *, least_inside_m: float = INSIDE_M
) -> RoadsInArea:
    """Base links and stretches of projects that run inside an area (EPSG:4326): to close them at once, or to count them.

    Of the links those that are routed, of the stretches those that stand in the scenario.

    Raises
    ------
    InputError
        If the area is no polygon in degrees.
    """
    plane = _planar(area)
    roads, links = world.network.roads, world.links
    rows = roads.tree.query(plane, predicate="intersects")
    inside_m = _inside_m(roads.lines.shapes[rows], plane)
    taken = inside_m >= least_inside_m
    numbers = np.flatnonzero(world.built_sections(scenario)[links.segments.section])
    stretch_m = _inside_m(links.segment_shapes[numbers], plane)
    met = stretch_m >= least_inside_m
    return RoadsInArea(
        links=tuple(sorted(roads.link_id[rows[taken]].tolist())),
        stretches=tuple(sorted(stretch_name(links, int(n)) for n in numbers[met])),
        inside_m=float(inside_m[taken].sum() + stretch_m[met].sum()),
    )


def projects_in_areas(projects: Iterable[Project], areas: Mapping[str, shapely.Geometry]) -> tuple[ProjectInArea, ...]:
    """How much of each project lies in each area (EPSG:4326, by id), in the order of areas, then of projects.

    What does not meet an area has no entry. The stretches along existing roads are counted apart.

    Raises
    ------
    InputError
        If an area is no polygon in degrees.
    """
    listed = list(projects)
    sections = [(p.id, s) for p in listed for s in p.sections]
    lines = np.array([s.geometry for _, s in sections], dtype=object)
    tree, found = shapely.STRtree(lines), []
    for area_id, area in areas.items():
        _require_degrees(area)
        rows = np.sort(tree.query(area, predicate="intersects"))
        km = length_m(_lines(shapely.intersection(lines[rows], area))) / 1000
        for project in listed:
            own = [(k, sections[r][1].upgrade) for r, k in zip(rows, km, strict=True) if sections[r][0] == project.id]
            if (total := sum(k for k, _ in own)) >= _LEAST_KM:
                found.append(ProjectInArea(area_id, project.id, total, sum(k for k, upgrade in own if upgrade)))
    return tuple(found)


def _lines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Of each cut line what is line: where it only touches, a point is left."""
    return np.array(
        [shapely.MultiLineString([p for p in shapely.get_parts(s) if p.geom_type == "LineString"]) for s in shapes],
        dtype=object,
    )


def _inside_m(lines: NDArray[np.object_], plane: shapely.Geometry) -> NDArray[np.float64]:
    return np.asarray(shapely.length(shapely.intersection(lines, plane)), dtype=np.float64)


def _planar(area: shapely.Geometry) -> shapely.Geometry:
    _require_degrees(area)
    plane = shapely.transform(area, planar)
    shapely.prepare(plane)
    return plane


def _require_degrees(area: shapely.Geometry) -> None:
    bounds = np.abs(shapely.bounds(area))
    if int(shapely.get_type_id(area)) not in _AREAS or not (bounds <= (180, 90, 180, 90)).all():
        raise InputError("analysis.no_area")
