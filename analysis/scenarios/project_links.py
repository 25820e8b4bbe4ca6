"""Projects as arcs: where sections touch the network and one another, and everything any scenario may add, made once.

Ordinary roads join at every crossing at grade: links of the base that are neither motorway, ramp
nor bridge. Expressways join at their interchanges only. Every section may join at its two ends.
A joint without contact is at most 500 m long unless the interchange lists a longer one.

Every section is split at its stops: ends, crossings, interchanges, junctions with other projects.
Arcs of a section are the segments between stops, the joints to the base network, the joints to
other projects (present only if both stand), and faster parallels of base links where it is an
upgrade. What a unit adds never depends on the other units, so scenarios are sums of their units.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.network import planar, snap
from layers import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints, Network, Roads, UrbanArea, UrbanStretches
    from analysis.scenarios.alignment import SectionTable, UpgradedStretch

LONGEST_JOINT_M: Final = 500.0  # longest joint that is not listed
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


def crossing_touches(roads: Roads, sections: SectionTable) -> list[Touch]:
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


def end_touches(roads: Roads, sections: SectionTable, *, beneath: Sequence[NDArray[np.int64]]) -> list[Touch]:
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
                snaps = snap(roads, spot, suitable=suitable, within_m=LONGEST_JOINT_M)
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


JOINT_DETOUR = 1.3  # road length of a joint ÷ straight distance

_JointRow = tuple[int, int, int, int, float, int, bool, float]  # the columns of ``Joints`` and the section's mileage


@dataclass(frozen=True)
class Segments:
    """Stretches of sections between neighbouring stops; mileages of the section in metres.

    Parameters
    ----------
    urban_m
        Metres of the stretch in the built-up area (``urban``).
    """

    tail: Ints
    head: Ints
    section: Ints
    from_m: Floats
    to_m: Floats
    urban_m: Floats


@dataclass(frozen=True)
class Joints:
    """Joints of sections with the base network or with one another.

    Parameters
    ----------
    section, other
        The section, and the other project's section or −1 for the base network.
    length_m
        1.3 × straight distance, in metres.
    end
        Number of the end point it belongs to, −1 if it is no end: the joint stands only if the
        unit does not go on there.
    assumed
        Left out under low access.
    urban
        Whether its section is in the built-up area there.
    """

    tail: Ints
    head: Ints
    section: Ints
    other: Ints
    length_m: Floats
    end: Ints
    assumed: NDArray[np.bool_]
    urban: NDArray[np.bool_]


@dataclass(frozen=True)
class ProjectLinks:
    """Everything projects may add; node numbers go on after those of the base network.

    Parameters
    ----------
    lon_lat
        Nodes of the projects alone, in degrees.
    end_point
        Number of the end point at the start and the end of each section, (sections, 2).
    upgraded_section, upgraded_piece
        Pieces of the base network that sections make faster.
    """

    sections: SectionTable
    lon_lat: Floats
    segments: Segments
    joints: Joints
    end_point: Ints
    upgraded_section: Ints
    upgraded_piece: Ints

    @cached_property
    def segment_shapes(self) -> NDArray[np.object_]:
        """Lines of the segments in planar metres: (segments,)."""
        rows = zip(self.segments.section, self.segments.from_m, self.segments.to_m, strict=True)
        shapes = [shapely.LineString(planar(self.sections.lines.cut(int(s), a, b))) for s, a, b in rows]
        array = np.empty(len(shapes), dtype=object)
        array[:] = shapes
        return array


class _Stops:
    """Collects the stops of sections and numbers their nodes."""

    def __init__(self, sections: SectionTable, *, first_node: int) -> None:
        self.sections = sections
        self.first_node = first_node
        self.lon_lat: list[Floats] = []
        self.of_section: list[list[tuple[float, int]]] = [[] for _ in sections.section_id]

    def node_at(self, section: int, section_m: float) -> int:
        """A new node on the section."""
        self.lon_lat.append(self.sections.lines.at(section, np.array([section_m]))[0])
        return self.first_node + len(self.lon_lat) - 1

    def add(self, section: int, section_m: float, node: int) -> int:
        """Make ``node`` a stop of the section."""
        self.of_section[section].append((section_m, node))
        return node

    def segments(self, urban: UrbanStretches) -> Segments:
        """What lies between neighbouring stops."""
        rows = [
            (a_node, b_node, s, a_m, b_m)
            for s, stops in enumerate(self.of_section)
            for (a_m, a_node), (b_m, b_node) in zip(sorted(stops)[:-1], sorted(stops)[1:], strict=True)
            if a_node != b_node
        ]
        table = np.array(rows, dtype=np.float64).reshape(-1, 5)
        tail, head, section = table[:, :3].astype(np.int64).T
        from_m, to_m = table[:, 3], table[:, 4]
        return Segments(tail, head, section, from_m, to_m, urban.between(section, from_m, to_m))


def link_projects(
    network: Network,
    sections: SectionTable,
    *,
    touches: Sequence[Touch],
    touch_node: Ints,
    junctions: Sequence[Junction],
    stretches: Sequence[UpgradedStretch],
    area: UrbanArea,
) -> ProjectLinks:
    """Join the projects to a network that is already cut at ``touch_node`` and at the stretches' ends."""
    urban = area.along(sections.lines)
    stops = _Stops(sections, first_node=len(network.lon_lat))
    end_point, end_node = _end_points(sections, stops)
    rows: list[_JointRow] = []
    stop_at: dict[tuple[int, float], int] = {}
    for touch, node in zip(touches, touch_node, strict=True):
        if touch.kind is TouchKind.CROSSING:
            stops.add(touch.section, touch.section_m, int(node))
            continue
        end = -1
        if touch.kind is TouchKind.END:
            end = int(end_point[touch.section, int(touch.section_m > 0)])
            stop = end_node[end]
        else:
            key = (touch.section, touch.section_m)
            stop = stop_at.get(key, -1)
            if stop < 0:
                stop = stop_at[key] = stops.add(*key, stops.node_at(*key))
        rows.append((stop, int(node), touch.section, -1, touch.gap_m, end, touch.assumed, touch.section_m))
    rows += [_junction_row(stops, j) for j in junctions]
    piece_section, piece = _pieces(network, [x for x in stretches if not sections.existing[x.section]])
    return ProjectLinks(
        sections=sections,
        segments=stops.segments(urban),
        lon_lat=np.array(stops.lon_lat).reshape(-1, 2),
        joints=_joints(rows, urban),
        end_point=end_point,
        upgraded_section=piece_section,
        upgraded_piece=piece,
    )


def _end_points(sections: SectionTable, stops: _Stops) -> tuple[Ints, list[int]]:
    """Number the ends of new sections, those shared within a project alike, and give each a node."""
    end_point = np.full((len(sections.section_id), 2), -1)
    end_node: list[int] = []
    known: list[tuple[str, Floats]] = []
    for s in map(int, np.flatnonzero(sections.new)):
        length_m = float(sections.lines.length_m[s])
        for which, end_m in enumerate((0.0, length_m)):
            spot = sections.lines.at(s, np.array([end_m]))[0]
            same = [i for i, (p, x) in enumerate(known) if p == sections.project_id[s] and _near(x, spot)]
            if not same:
                same = [len(known)]
                known.append((sections.project_id[s], spot))
                end_node.append(stops.node_at(s, end_m))
            end_point[s, which] = same[0]
            stops.add(s, end_m, end_node[same[0]])
    return end_point, end_node


def _near(a: Floats, b: Floats) -> bool:
    return distance_m(*a, *b) <= SHARED_END_M


def _junction_row(stops: _Stops, junction: Junction) -> _JointRow:
    """A stop of its own on each section, and the joint between them."""
    node = stops.add(junction.section, junction.section_m, stops.node_at(junction.section, junction.section_m))
    other = stops.add(junction.other, junction.other_m, stops.node_at(junction.other, junction.other_m))
    ends = other, node, junction.section, junction.other
    return *ends, junction.gap_m, -1, junction.assumed, junction.section_m


def _joints(rows: list[_JointRow], urban: UrbanStretches) -> Joints:
    table = np.array(rows, dtype=np.float64).reshape(-1, 8)
    tail, head, section, other, end = table[:, [0, 1, 2, 3, 5]].astype(np.int64).T
    return Joints(
        tail,
        head,
        section,
        other,
        length_m=table[:, 4] * JOINT_DETOUR,
        end=end,
        assumed=table[:, 6].astype(bool),
        urban=urban.at(section, table[:, 7]),
    )


def _pieces(network: Network, stretches: Sequence[UpgradedStretch]) -> tuple[Ints, Ints]:
    """Section and piece of each piece of the network within a stretch."""
    pairs: set[tuple[int, int]] = set()
    for x in stretches:
        pieces = np.arange(network.first_piece[x.link], network.first_piece[x.link + 1])
        middle_m = (network.from_m[pieces] + network.to_m[pieces]) / 2
        pairs |= {(x.section, int(p)) for p in pieces[(middle_m > x.from_m) & (middle_m < x.to_m)]}
    table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
