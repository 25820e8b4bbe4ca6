"""Projects as arcs: everything any scenario may add to the base network, made once.

Every section is split at its stops: ends, crossings, interchanges, junctions with other projects.
Arcs of a section are the segments between stops, the joints to the base network, the joints to
other projects (present only if both stand), and faster parallels of base links where it is an
upgrade. What a unit adds never depends on the other units, so scenarios are sums of their units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.lines import planar
from analysis.touches import SHARED_END_M, TouchKind
from layers.geodesy import distance_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints
    from analysis.network import Network
    from analysis.sections import SectionTable
    from analysis.touches import Junction, Touch
    from analysis.upgrades import Stretch
    from analysis.urban import UrbanArea, UrbanStretches

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
    stretches: Sequence[Stretch],
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


def _pieces(network: Network, stretches: Sequence[Stretch]) -> tuple[Ints, Ints]:
    """Section and piece of each piece of the network within a stretch."""
    pairs: set[tuple[int, int]] = set()
    for x in stretches:
        pieces = np.arange(network.first_piece[x.link], network.first_piece[x.link + 1])
        middle_m = (network.from_m[pieces] + network.to_m[pieces]) / 2
        pairs |= {(x.section, int(p)) for p in pieces[(middle_m > x.from_m) & (middle_m < x.to_m)]}
    table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]
