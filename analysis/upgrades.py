"""Which stretches of existing roads an upgrade runs along.

A base link belongs to the upgrade where it lies within 25 m and 20° of the section over more than
50 m, and on from there as far as it stays within 60 m and 30°: wide medians, and lines drawn anew in
2026. A link between two such links, wholly within those wider limits, belongs to it too. The upgrade
is then a faster parallel of the link itself: same distance, same direction of traffic, from node to
node of the existing road.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.lines import unit_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.lines import Floats, Ints
    from analysis.network import Roads
    from analysis.sections import SectionTable

NEAR_M: Final = 25.0
ANGLE_COS: Final = float(np.cos(np.radians(20.0)))
WIDE_M: Final = 60.0
WIDE_COS: Final = float(np.cos(np.radians(30.0)))
LEAST_M: Final = 50.0
_STEP_M: Final = 10.0  # distance of the sample points along a link
_WHOLLY: Final = 0.9  # share of a link's samples that must fit
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
    at, link = roads.tree.query(sections.lines.shapes[traced], predicate="dwithin", distance=WIDE_M)
    keep = ~roads.ramp[link]
    at, link = at[keep], link[keep]
    samples = {int(i): _Samples.of(roads, int(i)) for i in np.unique(link)}
    found: list[Stretch] = []
    between: list[Stretch] = []
    for s, row in zip(traced[at].tolist(), link.tolist(), strict=True):  # some thousand pairs
        length_m = float(roads.lines.length_m[row])
        fit = _Fit.of(samples[row], steps, s, length_m)
        found += [Stretch(s, row, a, b) for a, b in fit.stretches()]
        if not fit.seeded and fit.wide.mean() > _WHOLLY:
            between.append(Stretch(s, row, 0.0, length_m))
    return [*found, *_joining(roads, found, between)]


def _joining(roads: Roads, found: list[Stretch], between: list[Stretch]) -> list[Stretch]:
    """Links whose two ends both lie on links already found for the same section."""
    touched = {(x.section, int(n)) for x in found for n in (roads.start[x.link], roads.end[x.link])}
    ends = [(x, int(roads.start[x.link]), int(roads.end[x.link])) for x in between]
    return [x for x, a, b in ends if (x.section, a) in touched and (x.section, b) in touched]


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
        return cls(shape, points[1::2], unit_vectors(points[2::2] - points[:-2:2]))


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
            heading=unit_vectors(step),
            length_m=np.hypot(*step.T),
            section=section,
            first=np.append(True, change),
            last=np.append(change, True),
            tree=shapely.STRtree(np.asarray(shapely.linestrings(pairs), dtype=object)),
            ends=ends,
        )


@dataclass(frozen=True)
class _Fit:
    """How a link fits a section, sample by sample.

    Parameters
    ----------
    near, along
        Within 25 m, and within 20° as well.
    wide
        Within 60 m and 30°.
    ends_m
        Mileages of the link beside the section's two ends.
    """

    near: NDArray[np.bool_]
    along: NDArray[np.bool_]
    wide: NDArray[np.bool_]
    ends_m: Floats
    length_m: float

    @classmethod
    def of(cls, samples: _Samples, steps: _Steps, section: int, length_m: float) -> _Fit:
        """Of one link and one section."""
        points = shapely.points(samples.middle)
        sample, step = steps.tree.query(points, predicate="dwithin", distance=WIDE_M)
        own = steps.section[step] == section
        sample, step = sample[own], step[own]
        offset = samples.middle[sample] - steps.begin[step]
        ahead = np.sum(offset * steps.heading[step], axis=1)
        outside = (steps.first[step] & (ahead < 0)) | (steps.last[step] & (ahead > steps.length_m[step]))
        beyond = np.maximum(np.maximum(-ahead, ahead - steps.length_m[step]), 0.0)
        aside = np.abs(offset[:, 0] * steps.heading[step, 1] - offset[:, 1] * steps.heading[step, 0])
        near = ~outside & (np.hypot(aside, beyond) <= NEAR_M)  # not before the section begins or after it ends
        turn = np.abs(np.sum(samples.heading[sample] * steps.heading[step], axis=1))
        flags = np.zeros((3, len(samples.middle)), dtype=bool)
        for flag, mask in zip(flags, (near, near & (turn >= ANGLE_COS), ~outside & (turn >= WIDE_COS)), strict=True):
            flag[sample[mask]] = True
        located = np.asarray(shapely.line_locate_point(samples.shape, shapely.points(steps.ends[section])))
        return cls(flags[0], flags[1], flags[2], np.asarray(located / samples.shape.length * length_m), length_m)

    @property
    def step_m(self) -> float:
        """Metres from sample to sample."""
        return self.length_m / len(self.near)

    @property
    def _seeds(self) -> list[tuple[int, int]]:
        """Runs of samples along the section, long enough to count."""
        runs = _runs(_close_gaps(self.along, self.near, gap=int(LEAST_M / self.step_m)))
        return [(a, b) for a, b in runs if (b - a) * self.step_m > min(LEAST_M, self.length_m * 0.8)]

    @property
    def seeded(self) -> bool:
        """Whether any stretch of the link counts by itself."""
        return bool(self._seeds)

    def stretches(self) -> list[tuple[float, float]]:
        """Mileages between which the link belongs to the section."""
        grown = self.wide.copy()
        for a, b in self._seeds:
            grown[a:b] = True
        runs = [(a, b) for a, b in _runs(grown) if any(a <= c and d <= b for c, d in self._seeds)]
        return [self._to_nodes(self._sharpen(a * self.step_m), self._sharpen(b * self.step_m)) for a, b in runs]

    def _sharpen(self, sampled_m: float) -> float:
        """The end of the section itself where a run of samples stops beside it."""
        nearest = float(self.ends_m[np.argmin(np.abs(self.ends_m - sampled_m))])
        return nearest if abs(nearest - sampled_m) <= 2 * self.step_m else sampled_m

    def _to_nodes(self, from_m: float, to_m: float) -> tuple[float, float]:
        """Stretch the run to the link's ends where it stops near them."""
        if from_m < _NODE_M and to_m - from_m > LEAST_M:
            from_m = 0.0
        if self.length_m - to_m < _NODE_M and to_m - from_m > LEAST_M:
            to_m = self.length_m
        return float(from_m), float(to_m)


def _close_gaps(along: NDArray[np.bool_], near: NDArray[np.bool_], *, gap: int) -> NDArray[np.bool_]:
    """Fill short gaps (a bend, a roundabout) in which the link stays near."""
    filled = along.copy()
    inside = np.flatnonzero(along)
    for a, b in pairwise(inside):
        if 1 < b - a <= gap + 1 and near[a:b].all():
            filled[a:b] = True
    return filled


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First sample and the one after the last of each run of true samples."""
    padded = np.concatenate([[0], flags.astype(np.int8), [0]])
    return [(int(a), int(b)) for a, b in np.flatnonzero(np.diff(padded)).reshape(-1, 2)]


def links_beneath(found: list[Stretch], count: int) -> list[Ints]:
    """Links under each of ``count`` sections."""
    return [np.unique([x.link for x in found if x.section == s]).astype(np.int64) for s in range(count)]
