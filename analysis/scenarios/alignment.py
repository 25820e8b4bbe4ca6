"""Lines of projects set on roads: the table of sections, what runs along existing roads, snapping of drawn lines.

A base link belongs to an upgrade where it lies within 25 m and 20° of the section over more than
50 m, and on from there as far as it stays within 60 m and 30°: wide medians, and lines drawn anew in
2026. A link between two such links, wholly within those wider limits, belongs to it too. The upgrade
is then a faster parallel of the link itself: same distance, same direction of traffic, from node to
node of the existing road. A line that a user draws or brings follows the same rule: within 25 m and 20° of
a road over more than 50 m it is an upgrade of it, never new road; its ends and bends snap to junctions and roads.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.network import MeasuredLines, planar, snap, unit_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints, Roads
    from layers import Project, Section

SHORT_M: Final = 500.0  # as the longest joint that need not be listed


@dataclass(frozen=True)
class SectionTable:
    """All sections of all projects; every array has one entry a section.

    Parameters
    ----------
    crossing
        Whether the project joins other roads at every crossing (else at interchanges only).
    upgrade
        Runs along roads of the base network and makes them faster.
    existing
        Already open on the day of the base network: part of the base network, adds nothing.
    design_kmh
        Design speed, NaN if unknown.
    upgrade_of
        Id of the project that the section's project upgrades, or empty.
    lines
        Geometry with mileage.
    """

    section_id: NDArray[np.object_]
    project_id: NDArray[np.object_]
    crossing: NDArray[np.bool_]
    upgrade: NDArray[np.bool_]
    existing: NDArray[np.bool_]
    road_class: NDArray[np.object_]
    design_kmh: Floats
    upgrade_of: NDArray[np.object_]
    lines: MeasuredLines

    @classmethod
    def from_projects(cls, projects: Sequence[Project]) -> SectionTable:
        """From the projects of ``layers``, in their order."""
        rows: list[tuple[Project, Section]] = [(p, s) for p in projects for s in p.sections]
        lines = MeasuredLines.from_geometries(_objects([s.geometry for _, s in rows]))
        speeds = [np.nan if s.design_speed_kmh is None else float(s.design_speed_kmh) for _, s in rows]
        return cls(
            section_id=_objects([s.section_id for _, s in rows]),
            project_id=_objects([p.id for p, _ in rows]),
            crossing=np.array([p.access == "crossing" for p, _ in rows], dtype=bool),
            upgrade=np.array([s.upgrade for _, s in rows], dtype=bool) & ~_carried_over(rows, lines.length_m),
            existing=np.array([s.status == "existing" for _, s in rows], dtype=bool),
            road_class=_objects([s.road_class for _, s in rows]),
            design_kmh=np.array(speeds, dtype=np.float64),
            upgrade_of=_objects([p.upgrade_of or "" for p, _ in rows]),
            lines=lines,
        )

    @property
    def new(self) -> NDArray[np.bool_]:
        """Sections that are new road."""
        return ~self.upgrade & ~self.existing


def _carried_over(rows: Sequence[tuple[Project, Section]], length_m: Floats) -> NDArray[np.bool_]:
    """Short stretches of an expressway over or beside a road, between two stretches of new road.

    An expressway that crosses a road at a narrow angle is no upgrade of it: nobody can change over
    there. In the network such a stretch stays part of the expressway; its kilometres count as the
    data say.
    """
    carried = np.zeros(len(rows), dtype=bool)
    along = [p.access == "interchange" and s.upgrade and s.status != "existing" for p, s in rows]
    for _, group in groupby(range(len(rows)), key=lambda i: (rows[i][0].id, along[i])):
        run = list(group)
        before, after = run[0] - 1, run[-1] + 1
        inside = before >= 0 and after < len(rows) and rows[before][0] is rows[run[0]][0] is rows[after][0]
        if along[run[0]] and inside and length_m[run].sum() < SHORT_M:
            carried[run] = True
    return carried


def _objects(values: list[object]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


UPGRADE_NEAR_M: Final = 25.0
UPGRADE_ANGLE_COS: Final = float(np.cos(np.radians(20.0)))
UPGRADE_WIDE_M: Final = 60.0
UPGRADE_WIDE_COS: Final = float(np.cos(np.radians(30.0)))
UPGRADE_LEAST_M: Final = 50.0
_STEP_M: Final = 10.0  # distance of the sample points along a link
_WHOLLY: Final = 0.9  # share of a link's samples that must fit
_NODE_M: Final = 100.0  # a stretch that stops this near to a link's end goes on to it


@dataclass(frozen=True)
class UpgradedStretch:
    """A stretch of a base link under a section; mileages of the link in metres."""

    section: int
    link: int
    from_m: float
    to_m: float


def upgraded_stretches(roads: Roads, sections: SectionTable, *, first: int = 0) -> list[UpgradedStretch]:
    """The links under every section from the ``first`` on that is an upgrade or existing road; no section changes those of another."""
    traced = np.flatnonzero(~sections.new)
    traced = traced[traced >= first]
    if not len(traced):
        return []
    steps = _Steps.of(sections, traced)
    at, link = roads.tree.query(sections.lines.shapes[traced], predicate="dwithin", distance=UPGRADE_WIDE_M)
    keep = ~roads.ramp[link]
    at, link = at[keep], link[keep]
    samples = {int(i): _Samples.of(roads, int(i)) for i in np.unique(link)}
    found: list[UpgradedStretch] = []
    between: list[UpgradedStretch] = []
    for s, row in zip(traced[at].tolist(), link.tolist(), strict=True):  # some thousand pairs
        length_m = float(roads.lines.length_m[row])
        fit = _Fit.of(samples[row], steps, s, length_m)
        found += [UpgradedStretch(s, row, a, b) for a, b in fit.stretches()]
        if not fit.seeded and fit.wide.mean() > _WHOLLY:
            between.append(UpgradedStretch(s, row, 0.0, length_m))
    return [*found, *_joining(roads, found, between)]


def _joining(roads: Roads, found: list[UpgradedStretch], between: list[UpgradedStretch]) -> list[UpgradedStretch]:
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
        sample, step = steps.tree.query(points, predicate="dwithin", distance=UPGRADE_WIDE_M)
        own = steps.section[step] == section
        sample, step = sample[own], step[own]
        offset = samples.middle[sample] - steps.begin[step]
        ahead = np.sum(offset * steps.heading[step], axis=1)
        outside = (steps.first[step] & (ahead < 0)) | (steps.last[step] & (ahead > steps.length_m[step]))
        beyond = np.maximum(np.maximum(-ahead, ahead - steps.length_m[step]), 0.0)
        aside = np.abs(offset[:, 0] * steps.heading[step, 1] - offset[:, 1] * steps.heading[step, 0])
        near = ~outside & (np.hypot(aside, beyond) <= UPGRADE_NEAR_M)  # not before the section begins or after it ends
        turn = np.abs(np.sum(samples.heading[sample] * steps.heading[step], axis=1))
        flags = np.zeros((3, len(samples.middle)), dtype=bool)
        for flag, mask in zip(
            flags, (near, near & (turn >= UPGRADE_ANGLE_COS), ~outside & (turn >= UPGRADE_WIDE_COS)), strict=True
        ):
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
        runs = _runs(_close_gaps(self.along, self.near, gap=int(UPGRADE_LEAST_M / self.step_m)))
        return [(a, b) for a, b in runs if (b - a) * self.step_m > min(UPGRADE_LEAST_M, self.length_m * 0.8)]

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
        if from_m < _NODE_M and to_m - from_m > UPGRADE_LEAST_M:
            from_m = 0.0
        if self.length_m - to_m < _NODE_M and to_m - from_m > UPGRADE_LEAST_M:
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


def links_beneath(found: Sequence[UpgradedStretch], count: int) -> list[Ints]:
    """Links under each of ``count`` sections."""
    return [np.unique([x.link for x in found if x.section == s]).astype(np.int64) for s in range(count)]


END_M: Final = 500.0  # as the longest joint of a project that need not be listed
BEND_M: Final = 60.0
JUNCTION_M: Final = 200.0  # a junction this much farther than the road itself is still preferred at an end
_SAMPLE_M: Final = 10.0


@dataclass(frozen=True)
class SnappedLine:
    """A line after snapping.

    Parameters
    ----------
    moved_m
        Geodesic metres by which each of the two ends moved; ``None`` where no road was near enough.
    """

    line: shapely.LineString
    moved_m: tuple[float | None, float | None]


def snap_line(roads: Roads, line: shapely.LineString) -> SnappedLine:
    """The line with its ends on the nearest junction or road within 500 m, its bends within 60 m.

    A junction wins over a nearer point of a road where it is at most 200 m farther (at a bend: 60 m).
    """
    points = shapely.get_coordinates(line).copy()
    suitable = roads.at_grade & ~roads.closed
    tree = shapely.STRtree(np.asarray(shapely.points(planar(roads.node_lon_lat)), dtype=object))
    used = np.zeros(len(roads.node_lon_lat), dtype=bool)
    used[roads.start[suitable]] = used[roads.end[suitable]] = True
    before = points.copy()
    for i in range(len(points)):  # some dozen bends of a drawn line
        end = i in (0, len(points) - 1)
        within_m = END_M if end else BEND_M
        found = _junction(tree, used, points[i], within_m=min(within_m, JUNCTION_M))
        if found is None:
            rows = snap(roads, points[i : i + 1], suitable=suitable, within_m=within_m)
            if len(rows.link):
                points[i] = roads.lines.at(int(rows.link[0]), rows.chainage_m[:1])[0]
        else:
            points[i] = roads.node_lon_lat[found]
    keep = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
    moved = tuple(_moved_m(before[i], points[i]) for i in (0, -1))
    return SnappedLine(shapely.LineString(points[keep]) if keep.sum() > 1 else line, (moved[0], moved[1]))


def _junction(tree: shapely.STRtree, used: NDArray[np.bool_], point: Floats, *, within_m: float) -> int | None:
    """The nearest junction of roads that may be joined; ``None`` if there is none."""
    spot = shapely.Point(planar(point[None])[0])
    found = tree.query(spot, predicate="dwithin", distance=within_m)
    found = found[used[found]]
    if not len(found):
        return None
    return int(found[np.argmin(shapely.distance(np.asarray(tree.geometries)[found], spot))])


def _moved_m(before: Floats, after: Floats) -> float | None:
    from layers import distance_m  # noqa: PLC0415 - one use

    return None if (before == after).all() else distance_m(*before, *after)


def stretches_along(roads: Roads, line: shapely.LineString) -> tuple[tuple[float, float], ...]:
    """Mileages in metres between which a line runs along existing roads.

    Sampled every ten metres in the plane (VN-2000 / UTM 48N); mileages are geodesic.
    """
    measured = MeasuredLines.from_geometries(np.array([line], dtype=object))
    flat, run, length_m = shapely.get_coordinates(measured.shapes[0]), measured.planar_m, float(measured.length_m[0])
    count = max(int(np.ceil(run[-1] / _SAMPLE_M)), 2)
    at = np.linspace(0, run[-1], 2 * count + 1)
    edges = np.column_stack([np.interp(at, run, flat[:, axis]) for axis in (0, 1)])
    middle, heading = edges[1::2], unit_vectors(edges[2::2] - edges[:-2:2])
    along = _along(roads, middle, heading)
    step_m = length_m / count
    runs = [(a * step_m, b * step_m) for a, b in _joined_runs(along, gap=int(UPGRADE_LEAST_M / _SAMPLE_M))]
    return tuple((a, min(b, length_m)) for a, b in runs if b - a > UPGRADE_LEAST_M)


def _along(roads: Roads, middle: Floats, heading: Floats) -> NDArray[np.bool_]:
    """Which samples lie within 25 m and 20° of a step of a road that is no ramp."""
    spots = np.asarray(shapely.points(middle), dtype=object)
    links = np.unique(roads.tree.query(spots, predicate="dwithin", distance=UPGRADE_NEAR_M)[1])
    links = links[~roads.ramp[links]]
    flags = np.zeros(len(middle), dtype=bool)
    if not len(links):
        return flags
    points, owner = shapely.get_coordinates(roads.lines.shapes[links], return_index=True)
    inside = owner[1:] == owner[:-1]
    pairs = np.stack([points[:-1][inside], points[1:][inside]], axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(pairs), dtype=object))
    sample, step = tree.query(spots, predicate="dwithin", distance=UPGRADE_NEAR_M)
    turn = np.abs(np.sum(heading[sample] * unit_vectors(np.diff(points, axis=0)[inside])[step], axis=1))
    flags[sample[turn >= UPGRADE_ANGLE_COS]] = True
    return flags


def _joined_runs(flags: NDArray[np.bool_], *, gap: int) -> list[tuple[int, int]]:
    """Runs of true samples, those with a gap of at most ``gap`` samples between them joined."""
    filled = flags.copy()
    for a, b in pairwise(np.flatnonzero(flags)):
        if b - a <= gap + 1:
            filled[a:b] = True
    padded = np.concatenate([[0], filled.astype(np.int8), [0]])
    return [(int(a), int(b)) for a, b in np.flatnonzero(np.diff(padded)).reshape(-1, 2)]
