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
    traced = np.flatnonzero(~sections.new)
    if not len(traced):
        return []
    steps = _Steps.of(sections, traced)
    at, link = roads.tree.query(sections.lines.shapes[traced], predicate="dwithin", distance=NEAR_M)
    keep = ~roads.ramp[link]
    at, link = at[keep], link[keep]
    samples = {int(i): _Samples.of(roads, int(i)) for i in np.unique(link)}
    found = []
    for s, row in zip(traced[at].tolist(), link.tolist(), strict=True):  # some thousand pairs
        found += [Stretch(s, row, a, b) for a, b in _covered(samples[row], steps, s, float(roads.lines.length_m[row]))]
    return found


@dataclass(frozen=True)
class _Samples:
    """Points every ten metres along a link, in the middle of each step.

    Parameters
    ----------
    shape
        The link in planar metres.
    middle
        Planar points, (n, 2).
    heading
        Unit vectors of the link there, (n, 2).
    """

    shape: shapely.LineString
    middle: Floats
    heading: Floats

    @classmethod
    def of(cls, roads: Roads, link: int) -> _Samples:
        """Of one link, at least two samples."""
        shape = roads.lines.shapes[link]
        count = max(int(np.ceil(shape.length / _STEP_M)), 2)
        edges = np.linspace(0.0, shape.length, 2 * count + 1)
        points = shapely.get_coordinates(shapely.line_interpolate_point(shape, edges))
        return cls(shape, points[1::2], _unit(points[2::2] - points[:-2:2]))


@dataclass(frozen=True)
class _Steps:
    """The straight steps of the traced sections in the plane, indexed."""

    begin: Floats
    heading: Floats
    length_m: Floats
    section: Ints
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]
    tree: shapely.STRtree
    ends: dict[int, Floats]

    @classmethod
    def of(cls, sections: SectionTable, traced: Ints) -> _Steps:
        """Of the sections with these numbers."""
        points, owner = shapely.get_coordinates(sections.lines.shapes[traced], return_index=True)
        inside = owner[1:] == owner[:-1]
        step = np.diff(points, axis=0)[inside]
        section = traced[owner[:-1][inside]]
        change = section[1:] != section[:-1]
        pairs = np.stack([points[:-1][inside], points[1:][inside]], axis=1)
        ends = {int(s): shapely.get_coordinates(sections.lines.shapes[s])[[0, -1]] for s in traced}
        return cls(
            begin=points[:-1][inside],
            heading=_unit(step),
            length_m=np.hypot(*step.T),
            section=section,
            first=np.append(True, change),
            last=np.append(change, True),
            tree=shapely.STRtree(np.asarray(shapely.linestrings(pairs), dtype=object)),
            ends=ends,
        )


def _covered(samples: _Samples, steps: _Steps, section: int, length_m: float) -> list[tuple[float, float]]:
    """Mileages of a link between which it runs along a section."""
    sample, step = steps.tree.query(shapely.points(samples.middle), predicate="dwithin", distance=NEAR_M)
    own = steps.section[step] == section
    sample, step = sample[own], step[own]
    ahead = np.sum((samples.middle[sample] - steps.begin[step]) * steps.heading[step], axis=1)
    outside = (steps.first[step] & (ahead < 0)) | (steps.last[step] & (ahead > steps.length_m[step]))
    sample, step = sample[~outside], step[~outside]  # before the section begins or after it ends
    near, along = (np.zeros(len(samples.middle), dtype=bool) for _ in range(2))
    near[sample] = True
    along[sample[np.abs(np.sum(samples.heading[sample] * steps.heading[step], axis=1)) >= ANGLE_COS]] = True
    if not along.any():
        return []
    step_m = length_m / len(samples.middle)
    runs = _runs(_close_gaps(along, near, gap=int(LEAST_M / step_m)), step_m)
    ends_m = (
        shapely.line_locate_point(samples.shape, shapely.points(steps.ends[section])) / samples.shape.length * length_m
    )
    runs = [(_sharpen(a, ends_m, step_m), _sharpen(b, ends_m, step_m)) for a, b in runs]
    return [_to_nodes(a, b, length_m) for a, b in runs if b - a > min(LEAST_M, length_m * 0.8)]


def _unit(vectors: Floats) -> Floats:
    """Vectors (n, 2) made one metre long."""
    return np.asarray(vectors / np.maximum(np.hypot(*vectors.T), 1e-9)[:, None])


def _sharpen(sampled_m: float, ends_m: Floats, step_m: float) -> float:
    """The end of the section itself where a run of samples stops beside it."""
    nearest = float(ends_m[np.argmin(np.abs(ends_m - sampled_m))])
    return nearest if abs(nearest - sampled_m) <= 2 * step_m else sampled_m


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
