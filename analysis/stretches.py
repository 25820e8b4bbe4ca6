"""Stretches of projects' new roads, as a user closes them: their names, and what lies on the same road.

A stretch is a segment of ``ProjectLinks``: what lies between two neighbouring stops of a section. Its
name is the section and a mileage inside it in whole metres (``hcm-chon-thanh-duc-hoa/2@4031``), not its
number, so that it outlives other projects and a new edition of the data. Two projects on one line (a
road and the expressway that is to replace it) are one road: closing one closes the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.lines import unit_vectors
from analysis.upgrades import ANGLE_COS, LEAST_M, NEAR_M

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.lines import Floats, Ints
    from analysis.project_links import ProjectLinks

MARK: Final = "@"
_STEP_M: Final = 10.0  # distance of the sample points along a stretch
_STRIP_M: Final = 1.0
_SHARE: Final = 0.5  # of the shorter of two stretches on one road: two that merely meet share less


def stretch_name(links: ProjectLinks, segment: int) -> str:
    """The name of a segment."""
    segments = links.segments
    middle_m = (segments.from_m[segment] + segments.to_m[segment]) / 2
    return f"{links.sections.section_id[segments.section[segment]]}{MARK}{int(middle_m)}"


def segment_of(links: ProjectLinks, name: str) -> int | None:
    """The segment that a name stands for; ``None`` if the section or the place on it is unknown."""
    section, _, metres = name.partition(MARK)
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


def strip_of(links: ProjectLinks, segments: Ints, section: int) -> shapely.Geometry:
    """A narrow strip over those of the segments that lie on a section, in planar metres; empty for none."""
    own = segments[links.segments.section[segments] == section]
    return shapely.buffer(shapely.union_all(links.segment_shapes[own]), _STRIP_M)


def _on_the_same_road(links: ProjectLinks, segment: int) -> list[int]:
    """Segments of other projects along this one."""
    shapes, project = links.segment_shapes, links.sections.project_id[links.segments.section]
    near = shapely.STRtree(shapes).query(shapes[segment], predicate="dwithin", distance=NEAR_M)
    others = near[project[near] != project[segment]]
    return [int(o) for o in others if _one_road(shapes[segment], shapes[o])]


def _one_road(a: shapely.LineString, b: shapely.LineString) -> bool:
    """Whether two lines run side by side over more than 50 m and most of the shorter one."""
    shorter, longer = sorted((a, b), key=lambda x: float(x.length))
    return _along_m(shorter, longer) > max(LEAST_M, _SHARE * shorter.length)


def _along_m(line: shapely.LineString, other: shapely.LineString) -> float:
    """Metres of a line within 25 m and 20° of another one, as for an upgrade of an existing road."""
    count = max(int(np.ceil(line.length / _STEP_M)), 1)
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, np.linspace(0.0, line.length, 2 * count + 1)))
    spots = shapely.points(points[1::2])
    at_m = np.asarray(shapely.line_locate_point(other, spots))
    near = shapely.distance(spots, other) <= NEAR_M
    turn = np.abs(np.einsum("ij,ij->i", unit_vectors(points[2::2] - points[:-2:2]), _headings(other, at_m)))
    return float((near & (turn >= ANGLE_COS)).sum() * line.length / count)


def _headings(line: shapely.LineString, at_m: Floats) -> Floats:
    """Unit vectors of a line at planar mileages, (n, 2)."""
    ends = (np.maximum(at_m - 1.0, 0.0), np.minimum(at_m + 1.0, line.length))
    before, after = (shapely.get_coordinates(shapely.line_interpolate_point(line, m)) for m in ends)
    return unit_vectors(after - before)
