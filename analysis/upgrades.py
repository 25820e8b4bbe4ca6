"""Which stretches of existing roads an upgrade runs along.

A base link belongs to the upgrade where it lies within 25 m and 20° of the section over more than
50 m. The upgrade is then a faster parallel of the link itself: same distance, same direction of
traffic, from node to node of the existing road.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints
    from analysis.network import Roads
    from analysis.sections import SectionTable

NEAR_M: Final = 25.0
ANGLE_COS: Final = float(np.cos(np.radians(20.0)))
LEAST_M: Final = 50.0
_STEP_M: Final = 10.0  # distance of the sample points along a link
_NODE_M: Final = 100.0  # a stretch that stops this near to a link's end goes on to it


@dataclass(frozen=True)
class Stretch:
    """A stretch of a base link under a section; mileages of the link in metres."""

    section: int
    link: int
    from_m: float
    to_m: float


def stretches(roads: Roads, sections: SectionTable) -> list[Stretch]:
    """The links under every section that is an upgrade or existing road."""
    found = []
    for s in np.flatnonzero(~sections.new):  # some dozen sections
        line = sections.lines.shapes[s]
        shapely.prepare(line)
        for link in roads.tree.query(line, predicate="dwithin", distance=NEAR_M):
            if not roads.ramp[link]:
                found += [Stretch(int(s), int(link), a, b) for a, b in _covered(roads, int(link), line)]
    return found


def _covered(roads: Roads, link: int, line: shapely.LineString) -> list[tuple[float, float]]:
    """Mileages of a link between which it runs along ``line``."""
    shape, length_m = roads.lines.shapes[link], float(roads.lines.length_m[link])
    count = max(int(np.ceil(length_m / _STEP_M)), 2)
    edges = np.linspace(0.0, shape.length, count + 1)
    points = shapely.get_coordinates(shapely.line_interpolate_point(shape, edges))
    middle = np.asarray(shapely.line_interpolate_point(shape, (edges[:-1] + edges[1:]) / 2), dtype=object)
    position = shapely.line_locate_point(line, middle)
    beside = (position > 0.0) & (position < line.length)  # not before the section's begin or past its end
    near = beside & (shapely.distance(middle, line) <= NEAR_M)
    along = near & (np.abs(np.sum(_direction(points) * _beside(line, middle), axis=1)) >= ANGLE_COS)
    step_m = length_m / count
    runs = _runs(_close_gaps(along, near, gap=int(LEAST_M / step_m)), step_m)
    ends_m = (
        shapely.line_locate_point(shape, shapely.points(shapely.get_coordinates(line)[[0, -1]]))
        / shape.length
        * length_m
    )
    runs = [(_sharpen(a, ends_m, step_m), _sharpen(b, ends_m, step_m)) for a, b in runs]
    return [_to_nodes(a, b, length_m) for a, b in runs if b - a > min(LEAST_M, length_m * 0.8)]


def _sharpen(sampled_m: float, ends_m: Floats, step_m: float) -> float:
    """The end of the section itself where a run of samples stops beside it."""
    nearest = float(ends_m[np.argmin(np.abs(ends_m - sampled_m))])
    return nearest if abs(nearest - sampled_m) <= 2 * step_m else sampled_m


def _direction(points: Floats) -> Floats:
    """Unit vectors between consecutive points."""
    step = np.diff(points, axis=0)
    return np.asarray(step / np.maximum(np.hypot(*step.T), 1e-9)[:, None])


def _beside(line: shapely.LineString, points: NDArray[np.object_]) -> Floats:
    """Unit vectors of ``line`` beside each point."""
    position = shapely.line_locate_point(line, points)
    ahead = shapely.line_interpolate_point(line, np.minimum(position + _STEP_M / 2, line.length))
    behind = shapely.line_interpolate_point(line, np.maximum(position - _STEP_M / 2, 0.0))
    step = shapely.get_coordinates(ahead) - shapely.get_coordinates(behind)
    return np.asarray(step / np.maximum(np.hypot(*step.T), 1e-9)[:, None])


def _close_gaps(along: NDArray[np.bool_], near: NDArray[np.bool_], *, gap: int) -> NDArray[np.bool_]:
    """Fill short gaps (a bend, a roundabout) in which the link stays near."""
    filled = along.copy()
    inside = np.flatnonzero(along)
    for a, b in pairwise(inside):
        if 1 < b - a <= gap + 1 and near[a:b].all():
            filled[a:b] = True
    return filled


def _runs(flags: NDArray[np.bool_], step_m: float) -> list[tuple[float, float]]:
    """Begin and end in metres of each run of true samples."""
    padded = np.concatenate([[0], flags.astype(np.int8), [0]])
    change = np.flatnonzero(np.diff(padded))
    return [(a * step_m, b * step_m) for a, b in change.reshape(-1, 2)]


def _to_nodes(from_m: float, to_m: float, length_m: float) -> tuple[float, float]:
    """Stretch the run to the link's ends where it stops near them."""
    if from_m < _NODE_M and to_m - from_m > LEAST_M:
        from_m = 0.0
    if length_m - to_m < _NODE_M and to_m - from_m > LEAST_M:
        to_m = length_m
    return float(from_m), float(to_m)


def links_beneath(found: list[Stretch], count: int) -> list[Ints]:
    """Links under each of ``count`` sections."""
    return [np.unique([x.link for x in found if x.section == s]).astype(np.int64) for s in range(count)]
