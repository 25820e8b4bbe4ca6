"""Which arcs a scenario's network has: the base, and what its units add.

The base depends on mode and speeds alone, and so do all arcs any project may add; a scenario is a
choice among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.graph import ArcKind, Arcs
from analysis.scenarios import Access
from analysis.speeds import Mode, SpeedCase

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.closures import Fallen
    from analysis.lines import Floats
    from analysis.network import Network, Roads
    from analysis.project_links import ProjectLinks
    from analysis.sections import SectionTable
    from analysis.speeds import SpeedTable

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

    def base_arcs(self, *, fallen: Fallen, restricted: bool) -> Arcs:
        """The base without what has fallen and, unless ``restricted``, the links an override closes."""
        return self.base.keep(self._open(self.base, fallen=fallen, restricted=restricted))

    def unit_arcs(self, unit: NDArray[np.bool_], *, active: NDArray[np.bool_], access: Access, fallen: Fallen) -> Arcs:
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

    def _open(self, arcs: Arcs, *, fallen: Fallen, restricted: bool) -> NDArray[np.bool_]:
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
