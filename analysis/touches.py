"""Where project sections touch the base network, and where they touch one another.

Ordinary roads join at every crossing at grade: links of the base that are neither motorway, ramp
nor bridge. Expressways join at their interchanges only. Every section may join at its two ends.
A joint without contact is at most 500 m long unless the interchange lists a longer one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.lines import planar
from analysis.snapping import snap
from layers.geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from analysis.lines import Floats
    from analysis.network import Roads
    from analysis.sections import SectionTable

JOINT_M: Final = 500.0  # longest joint that is not listed
SHARED_END_M: Final = 30.0  # ends of one project nearer than this are one point


class TouchKind(IntEnum):
    """How a section joins the base network."""

    CROSSING = 0
    END = 1
    INTERCHANGE = 2


@dataclass(frozen=True)
class Interchange:
    """A place where an expressway may be entered or left.

    Parameters
    ----------
    connects_to
        Road numbers of the base network or project ids; empty: the nearest road.
    assumed
        Nobody published it ("giả định"): left out under low access.
    max_link_m
        Longest joint in metres.
    """

    project_id: str
    lon: float
    lat: float
    connects_to: tuple[str, ...]
    assumed: bool
    max_link_m: float


@dataclass(frozen=True)
class Touch:
    """One joint of a section with a base link; mileages and gap in metres."""

    kind: TouchKind
    section: int
    section_m: float
    link: int
    link_m: float
    gap_m: float
    assumed: bool = False


@dataclass(frozen=True)
class Junction:
    """One joint of two sections of different projects; mileages and gap in metres."""

    section: int
    section_m: float
    other: int
    other_m: float
    gap_m: float
    assumed: bool = False


def crossings(roads: Roads, sections: SectionTable) -> list[Touch]:
    """Every crossing at grade of an ordinary new section with the base network."""
    found = []
    for s in map(int, np.flatnonzero(sections.new & sections.crossing)):  # some dozen sections
        links = roads.tree.query(sections.lines.shapes[s], predicate="intersects")
        for link in links[roads.at_grade[links]]:
            points = _meeting_points(sections.lines.shapes[s], roads.lines.shapes[link])
            for section_m, link_m in zip(
                sections.lines.locate(s, points), roads.lines.locate(link, points), strict=True
            ):
                found.append(Touch(TouchKind.CROSSING, s, float(section_m), int(link), float(link_m), 0.0))
    return found


def ends(roads: Roads, sections: SectionTable, *, beneath: Sequence[NDArray[np.int64]]) -> list[Touch]:
    """Both ends of every new section, joined to the nearest road within 500 m.

    Where the section goes on along existing roads (``beneath[s]`` lists the links under section s
    of the same project), it joins those; else any road at grade that is not closed.
    """
    found = []
    for s in map(int, np.flatnonzero(sections.new)):
        along = _links_of_project(sections, s, beneath, count=len(roads.link_id))
        for end_m in (0.0, float(sections.lines.length_m[s])):
            spot = sections.lines.at(s, np.array([end_m]))
            for suitable in (along, roads.at_grade & ~roads.closed):
                snaps = snap(roads, spot, suitable=suitable, within_m=JOINT_M)
                if len(snaps.link) and (suitable is not along or snaps.gap_m.min() <= SHARED_END_M):
                    rows = zip(snaps.link, snaps.chainage_m, snaps.gap_m, strict=True)
                    found += [Touch(TouchKind.END, s, end_m, int(i), float(m), float(g)) for i, m, g in rows]
                    break
    return found


def _links_of_project(
    sections: SectionTable, section: int, beneath: Sequence[NDArray[np.int64]], *, count: int
) -> NDArray[np.bool_]:
    """Links under the stretches of the section's own project that run along existing roads."""
    mask = np.zeros(count, dtype=bool)
    for other in map(int, np.flatnonzero((sections.project_id == sections.project_id[section]) & ~sections.new)):
        mask[beneath[other]] = True
    return mask


def interchange_touches(roads: Roads, sections: SectionTable, interchanges: Iterable[Interchange]) -> list[Touch]:
    """Joints of sections with the roads their interchanges name (both carriageways)."""
    numbered: dict[str, list[int]] = {}
    for row, refs in enumerate(roads.ref):
        for ref in refs.split(";"):
            numbered.setdefault(ref, []).append(row)
    numbered.pop("", None)
    found = []
    for place in interchanges:
        wanted = [c for c in place.connects_to if c not in set(sections.project_id)]
        if place.connects_to and not wanted:
            continue  # it joins projects only
        for s, section_m, spot in _on_project(sections, place):
            named = np.zeros(len(roads.link_id), dtype=bool)
            named[[row for ref in wanted for row in numbered.get(ref, [])]] = True
            for suitable in (named & ~roads.ramp, roads.at_grade & ~roads.closed):
                snaps = snap(roads, spot[None], suitable=suitable, within_m=place.max_link_m)
                rows = zip(snaps.link, snaps.chainage_m, snaps.gap_m, strict=True)
                found += [
                    Touch(TouchKind.INTERCHANGE, s, section_m, int(i), float(m), float(g), place.assumed)
                    for i, m, g in rows
                ]
                if len(snaps.link):
                    break
    return found


def _on_project(sections: SectionTable, place: Interchange) -> list[tuple[int, float, NDArray[np.float64]]]:
    """The point of the project's nearest new section: (section, mileage, degrees); none beyond the limit."""
    own = np.flatnonzero(sections.new & (sections.project_id == place.project_id))
    return _nearest(sections, own, place.lon, place.lat, within_m=place.max_link_m)


def _nearest(
    sections: SectionTable, among: NDArray[np.int64], lon: float, lat: float, *, within_m: float
) -> list[tuple[int, float, Floats]]:
    """The nearest point on one of the sections: no or one row (section, mileage, degrees)."""
    if not len(among):
        return []
    point = planar(np.array([[lon, lat]]))
    s = int(among[np.argmin(shapely.distance(sections.lines.shapes[among], shapely.Point(point[0])))])
    section_m = float(sections.lines.locate(s, point)[0])
    spot = sections.lines.at(s, np.array([section_m]))[0]
    return [(s, section_m, spot)] if distance_m(lon, lat, *spot) <= within_m else []


def interchange_junctions(sections: SectionTable, interchanges: Iterable[Interchange]) -> list[Junction]:
    """Joints of projects that an interchange lists, and of an upgrade with the project it upgrades."""
    found = []
    for place in interchanges:
        for s, section_m, spot in _on_project(sections, place):
            for project in {*place.connects_to, sections.upgrade_of[s]}:
                others = np.flatnonzero(sections.new & (sections.project_id == project))
                for other, other_m, other_spot in _nearest(sections, others, *spot, within_m=place.max_link_m):
                    found.append(Junction(s, section_m, other, other_m, distance_m(*spot, *other_spot), place.assumed))
    return found


def ordinary_junctions(sections: SectionTable) -> list[Junction]:
    """Crossings and shared ends of ordinary new sections of different projects."""
    found = []
    ordinary = [int(s) for s in np.flatnonzero(sections.new & sections.crossing)]
    for i, a in enumerate(ordinary):
        for b in ordinary[i + 1 :]:
            if sections.project_id[a] == sections.project_id[b]:
                continue
            points = _meeting_points(sections.lines.shapes[a], sections.lines.shapes[b])
            rows = zip(sections.lines.locate(a, points), sections.lines.locate(b, points), strict=True)
            found += [Junction(a, float(am), b, float(bm), 0.0) for am, bm in rows]
            if not len(points):
                found += _end_on_line(sections, a, b) or _end_on_line(sections, b, a)
    return found


def _end_on_line(sections: SectionTable, a: int, b: int) -> list[Junction]:
    """Ends of section ``a`` that lie on section ``b`` without crossing it."""
    found = []
    for end_m in (0.0, float(sections.lines.length_m[a])):
        lon, lat = sections.lines.at(a, np.array([end_m]))[0]
        for _, other_m, spot in _nearest(sections, np.array([b]), lon, lat, within_m=SHARED_END_M):
            found.append(Junction(a, end_m, b, other_m, distance_m(lon, lat, *spot)))
    return found


def _meeting_points(a: shapely.LineString, b: shapely.LineString) -> NDArray[np.float64]:
    """Planar points (n, 2) where two lines meet; of a shared stretch its two ends."""
    met = [g for g in shapely.get_parts(shapely.intersection(a, b)) if not g.is_empty]
    points = [
        shapely.get_coordinates(g)[[0, -1]] if g.geom_type == "LineString" else shapely.get_coordinates(g) for g in met
    ]
    return np.unique(np.vstack(points), axis=0) if points else np.empty((0, 2))
