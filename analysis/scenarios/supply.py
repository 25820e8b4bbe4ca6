"""Which arcs a scenario's network has: the base, what its units add, without what is closed and what closes with it.

The base depends on mode and speeds alone, and so do all arcs any project may add; a scenario is a
choice among them.

A user closes links of the base network, and stretches of projects' new roads. A stretch is a segment of
``ProjectLinks``: what lies between two neighbouring stops of a section. Its name is the section and a mileage
inside it in whole metres (``hcm-chon-thanh-duc-hoa/2@4031``), not its number, so that it outlives other
projects and a new edition of the data. Two projects on one line (a road and the expressway that is to replace
it) are one road: closing one closes the other. An upgrade on a closed link is closed with it because its
arcs run on the link's own pieces. A bridge mapped as two one-way links is one structure: closing one link
closes the one beside it that runs the other way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.network import ArcKind, Arcs, Mode, SpeedCase, unit_vectors
from analysis.scenarios.alignment import UPGRADE_ANGLE_COS, UPGRADE_LEAST_M, UPGRADE_NEAR_M
from analysis.scenarios.scenario import Access

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints, Network, Roads, SpeedTable
    from analysis.scenarios.alignment import SectionTable
    from analysis.scenarios.project_links import ProjectLinks
    from analysis.scenarios.scenario import Scenario

STRETCH_MARK: Final = "@"
_STEP_M: Final = 10.0  # distance of the sample points along a stretch
_BUFFER_M: Final = 1.0
_SHARE: Final = 0.5  # of the shorter of two stretches on one road: two that merely meet share less


def stretch_name(links: ProjectLinks, segment: int) -> str:
    """The name of a segment."""
    segments = links.segments
    middle_m = (segments.from_m[segment] + segments.to_m[segment]) / 2
    return f"{links.sections.section_id[segments.section[segment]]}{STRETCH_MARK}{int(middle_m)}"


def segment_of(links: ProjectLinks, name: str) -> int | None:
    """The segment that a name stands for; ``None`` if the section or the place on it is unknown."""
    section, _, metres = name.partition(STRETCH_MARK)
    if not (metres.isascii() and metres.isdigit() and len(metres) < 10):  # noqa: PLR2004 - a mileage on Earth
        return None
    segments, at_m = links.segments, int(metres)
    own = links.sections.section_id[segments.section] == section
    inside = np.flatnonzero(own & (segments.from_m < at_m + 1) & (segments.to_m >= at_m))
    return int(inside[np.argmax((segments.to_m - segments.from_m)[inside])]) if len(inside) else None


def known_stretch(links: ProjectLinks, name: str) -> str | None:
    """The name as ``stretch_name`` gives it to the same stretch, so that one stretch has one digest."""
    segment = segment_of(links, name)
    return None if segment is None else stretch_name(links, segment)


def closed_segments(links: ProjectLinks, names: Iterable[str]) -> Ints:
    """Segments that close with the stretches named, those of other projects on the same road among them."""
    known = [s for name in names if (s := segment_of(links, name)) is not None]
    return np.unique(np.array([t for s in known for t in (s, *_on_the_same_road(links, s))], dtype=np.int64))


def buffer_over_segments(links: ProjectLinks, segments: Ints, section: int) -> shapely.Geometry:
    """A narrow buffer over those of the segments that lie on a section, in planar metres; empty for none."""
    own = segments[links.segments.section[segments] == section]
    return shapely.buffer(shapely.union_all(links.segment_shapes[own]), _BUFFER_M)


def _on_the_same_road(links: ProjectLinks, segment: int) -> list[int]:
    """Segments of other projects along this one."""
    shapes, project = links.segment_shapes, links.sections.project_id[links.segments.section]
    near = shapely.STRtree(shapes).query(shapes[segment], predicate="dwithin", distance=UPGRADE_NEAR_M)
    others = near[project[near] != project[segment]]
    return [int(o) for o in others if _one_road(shapes[segment], shapes[o])]


def _one_road(a: shapely.LineString, b: shapely.LineString) -> bool:
    """Whether two lines run side by side over more than 50 m and most of the shorter one."""
    shorter, longer = sorted((a, b), key=lambda x: float(x.length))
    return _along_m(shorter, longer) > max(UPGRADE_LEAST_M, _SHARE * shorter.length)


def _along_m(line: shapely.LineString, other: shapely.LineString) -> float:
    """Metres of a line within 25 m and 20° of another one, as for an upgrade of an existing road."""
    count = max(int(np.ceil(line.length / _STEP_M)), 1)
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0.0, line.length, 2 * count + 1)))
    spots = shapely.points(points[1::2])
    at_m = np.asarray(shapely.line_locate_point(other, spots))
    near = shapely.distance(spots, other) <= UPGRADE_NEAR_M
    turn = np.abs(np.einsum("ij,ij->i", unit_vectors(points[2::2] - points[:-2:2]), _headings(other, at_m)))
    return float((near & (turn >= UPGRADE_ANGLE_COS)).sum() * line.length / count)


def _headings(line: shapely.LineString, at_m: Floats) -> Floats:
    """Unit vectors of a line at planar mileages, (n, 2)."""
    ends = (np.maximum(at_m - 1.0, 0.0), np.minimum(at_m + 1.0, line.length))
    before, after = (shapely.get_coordinates(shapely.line_interpolate_point(line, m)) for m in ends)
    return unit_vectors(after - before)


CARRIAGEWAY_GAP_M: Final = 60.0
_OPPOSITE: Final = -0.85  # cosine of the angle between opposite headings, about 150°


@dataclass(frozen=True)
class ClosedRoads:
    """Everything a scenario closes.

    Parameters
    ----------
    roads
        Rows of ``Roads``.
    segments
        Segments of projects, as in ``ProjectLinks``.
    """

    roads: Ints
    segments: Ints


def closed_roads(roads: Roads, links: ProjectLinks, scenario: Scenario) -> ClosedRoads:
    """What a scenario closes, with all that falls with it; unknown numbers and names are left out."""
    return ClosedRoads(closed_together(roads, scenario.closed_links), closed_segments(links, scenario.closed_stretches))


def closed_together(roads: Roads, link_ids: Iterable[int]) -> Ints:
    """Rows of ``Roads`` that close with the given ``link_id``; unknown ones are left out."""
    rows = np.flatnonzero(np.isin(roads.link_id, np.array(list(link_ids), dtype=np.int64)))
    twins = [_other_carriageway(roads, int(r)) for r in rows if roads.bridge[r] and roads.oneway[r]]
    return np.unique(np.concatenate([rows, *twins])).astype(np.int64)


def _other_carriageway(roads: Roads, row: int) -> Ints:
    """One-way bridge links beside this one's middle that run the other way."""
    middle_m = float(roads.lines.length_m[row]) / 2
    spot = roads.lines.shapes[row].interpolate(0.5, normalized=True)
    heading = roads.heading(row, middle_m)
    beside = roads.tree.query(spot, predicate="dwithin", distance=CARRIAGEWAY_GAP_M)
    beside = beside[roads.bridge[beside] & roads.oneway[beside]]
    at_m = [float(roads.lines.locate(int(b), np.array([[spot.x, spot.y]]))[0]) for b in beside]
    opposite = [heading @ roads.heading(int(b), m) < _OPPOSITE for b, m in zip(beside, at_m, strict=True)]
    return np.asarray(beside[np.array(opposite, dtype=bool)], dtype=np.int64)


_M_PER_MIN = 1000.0 / 60.0  # of one km/h


@dataclass(frozen=True)
class Supply:
    """All arcs of one mode and one case of speeds.

    Parameters
    ----------
    base
        Pieces of the base network, without those the mode may not use.
    added
        Segments, joints and upgraded pieces of all projects.
    """

    network: Network
    projects: ProjectLinks
    base: Arcs
    added: Arcs

    @classmethod
    def build(
        cls, network: Network, projects: ProjectLinks, table: SpeedTable, *, mode: Mode, case: SpeedCase
    ) -> Supply:
        """Arcs for one mode and case."""
        speed = _Speeds(table, mode, case)
        base = _base_arcs(network, speed)
        return cls(network, projects, base, Arcs.join([*_project_arcs(network, projects, speed)]))

    def base_arcs(self, *, fallen: ClosedRoads, restricted: bool) -> Arcs:
        """The base without what has fallen and, unless ``restricted``, the links an override closes."""
        return self.base.keep(self._open(self.base, fallen=fallen, restricted=restricted))

    def unit_arcs(
        self, unit: NDArray[np.bool_], *, active: NDArray[np.bool_], access: Access, fallen: ClosedRoads
    ) -> Arcs:
        """What the sections of one unit add when the sections ``active`` stand: masks over sections."""
        arcs = self.added
        keep = unit[arcs.section] & self._open(arcs, fallen=fallen, restricted=True)
        joint = np.flatnonzero(arcs.kind == ArcKind.ACCESS)
        keep[joint] &= self._joint_stands(unit, active=active, access=access)[arcs.item[joint]]
        return arcs.keep(keep)

    def _joint_stands(self, unit: NDArray[np.bool_], *, active: NDArray[np.bool_], access: Access) -> NDArray[np.bool_]:
        joints = self.projects.joints
        points = self.projects.end_point[unit & self.projects.sections.new]
        meetings = np.bincount(points.ravel(), minlength=int(self.projects.end_point.max(initial=0)) + 1)
        stands = (joints.end < 0) | (meetings[joints.end] == 1)
        stands &= (joints.other < 0) | active[joints.other]
        return np.asarray(stands if access is Access.HIGH else stands & ~joints.assumed)

    def _open(self, arcs: Arcs, *, fallen: ClosedRoads, restricted: bool) -> NDArray[np.bool_]:
        roads = self.network.roads
        shut = np.zeros(len(roads.link_id), dtype=bool) if restricted else roads.closed.copy()
        shut[fallen.roads] = True
        on_road = (arcs.kind == ArcKind.ROAD) | (arcs.kind == ArcKind.UPGRADE)
        gone = on_road & shut[self.network.link[np.where(on_road, arcs.item, 0)]]
        gone |= (arcs.kind == ArcKind.PROJECT) & np.isin(arcs.item, fallen.segments)
        return np.asarray(~gone)


@dataclass(frozen=True)
class _Speeds:
    """The table with mode and case chosen; NaN km/h where the mode is barred."""

    table: SpeedTable
    mode: Mode
    case: SpeedCase

    def kmh(self, road_class: NDArray[np.object_], *, ramp: NDArray[np.bool_], urban: NDArray[np.bool_]) -> Floats:
        return self.table.look_up(road_class, mode=self.mode, case=self.case, ramp=ramp, urban=urban)

    def base_kmh(self, roads: Roads) -> Floats:
        """Speed of each link as it is: by class, no faster than its surface, its one lane or its sign allow."""
        flat = np.zeros(len(roads.link_id), dtype=bool)
        kmh = self.kmh(roads.road_class, ramp=roads.ramp, urban=roads.urban)
        poor = self.kmh(roads.condition, ramp=flat, urban=roads.urban)  # NaN: nothing is known against it
        return np.minimum(np.where(np.isnan(poor), kmh, np.minimum(kmh, poor)), roads.limit_kmh)


def _base_arcs(network: Network, speed: _Speeds) -> Arcs:
    roads = network.roads
    kmh = speed.base_kmh(roads)[network.link]
    return Arcs.two_way(
        network.tail,
        network.head,
        length_m=network.length_m,
        time_min=network.length_m / (kmh * _M_PER_MIN),
        kind=ArcKind.ROAD,
        oneway=roads.oneway[network.link],
    )


def _project_arcs(network: Network, projects: ProjectLinks, speed: _Speeds) -> tuple[Arcs, Arcs, Arcs]:
    """Segments, upgraded pieces and joints; a joint to a link closed or barred leads nowhere and does no harm."""
    segments, joints = projects.segments, projects.joints
    rural, urban = (_section_kmh(projects.sections, speed, urban=flag) for flag in (False, True))
    length_m = segments.to_m - segments.from_m
    new = Arcs.two_way(
        segments.tail,
        segments.head,
        length_m=length_m,
        time_min=_mixed_min(length_m, segments.urban_m, rural=rural[segments.section], urban=urban[segments.section]),
        kind=ArcKind.PROJECT,
        section=segments.section,
    )
    kmh = np.where(joints.urban, urban[joints.section], rural[joints.section])
    # a ramp's speed, or the road's own where its class has no ramps; barred if the road is
    ramp = np.ones(len(joints.section), dtype=bool)
    ramp_kmh = speed.kmh(projects.sections.road_class[joints.section], ramp=ramp, urban=joints.urban)
    joint_kmh = np.where(np.isnan(kmh), np.nan, np.where(np.isnan(ramp_kmh), kmh, np.minimum(ramp_kmh, kmh)))
    access = Arcs.two_way(
        joints.tail,
        joints.head,
        length_m=joints.length_m,
        time_min=joints.length_m / (joint_kmh * _M_PER_MIN),
        kind=ArcKind.ACCESS,
        section=joints.section,
    )
    return new, _upgrade_arcs(network, projects, speed), access


def _section_kmh(sections: SectionTable, speed: _Speeds, *, urban: bool) -> Floats:
    """Speed of each section in one setting, at most its design speed."""
    flat = np.zeros(len(sections.section_id), dtype=bool)
    return np.minimum(speed.kmh(sections.road_class, ramp=flat, urban=flat | urban), _cap(sections.design_kmh))


def _mixed_min(length_m: Floats, urban_m: Floats, *, rural: Floats, urban: Floats) -> Floats:
    """Minutes over stretches that are urban in part; NaN where the mode is barred from a part of it."""
    parts = ((length_m - urban_m, rural), (urban_m, urban))
    minutes = [np.where(part_m > 0, part_m / (kmh * _M_PER_MIN), 0.0) for part_m, kmh in parts]
    return np.asarray(minutes[0] + minutes[1])


def _upgrade_arcs(network: Network, projects: ProjectLinks, speed: _Speeds) -> Arcs:
    """Faster parallels of pieces: same nodes, same length, directional like the road."""
    piece, section = projects.upgraded_piece, projects.upgraded_section
    sections, roads = projects.sections, network.roads
    link = network.link[piece]
    ramp = np.zeros(len(piece), dtype=bool)
    kmh = speed.kmh(sections.road_class[section], ramp=ramp, urban=roads.urban[link])
    kmh = np.minimum(kmh, _cap(sections.design_kmh)[section])
    length_m = network.length_m[piece]
    return Arcs.two_way(
        network.tail[piece],
        network.head[piece],
        length_m=length_m,
        time_min=length_m / (kmh * _M_PER_MIN),
        kind=ArcKind.UPGRADE,
        item=piece,
        section=section,
        oneway=roads.oneway[link],
    )


def _cap(design_kmh: Floats) -> Floats:
    """Design speeds, infinite where unknown."""
    return np.where(np.isnan(design_kmh), np.inf, design_kmh)
