"""A line drawn or brought by a user, set on the network: ends and bends to junctions and roads, and what runs along them.

The rule for stretches along existing roads is that of the built-in projects: within 25 m and 20° of a
road over more than 50 m a project is an upgrade of it, never new road.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.lines import MeasuredLines, planar, unit_vectors
from analysis.snapping import snap
from analysis.upgrades import ANGLE_COS, LEAST_M, NEAR_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.lines import Floats
    from analysis.network import Roads

END_M: Final = 500.0  # as the longest joint of a project that need not be listed
BEND_M: Final = 60.0
JUNCTION_M: Final = 200.0  # a junction this much farther than the road itself is still preferred at an end
_STEP_M: Final = 10.0


@dataclass(frozen=True)
class Snapped:
    """A line after snapping.

    Parameters
    ----------
    moved_m
        Geodesic metres by which each of the two ends moved; ``None`` where no road was near enough.
    """

    line: shapely.LineString
    moved_m: tuple[float | None, float | None]


def snap_line(roads: Roads, line: shapely.LineString) -> Snapped:
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
    return Snapped(shapely.LineString(points[keep]) if keep.sum() > 1 else line, (moved[0], moved[1]))


def _junction(tree: shapely.STRtree, used: NDArray[np.bool_], point: Floats, *, within_m: float) -> int | None:
    """The nearest junction of roads that may be joined; ``None`` if there is none."""
    spot = shapely.Point(planar(point[None])[0])
    found = tree.query(spot, predicate="dwithin", distance=within_m)
    found = found[used[found]]
    if not len(found):
        return None
    return int(found[np.argmin(shapely.distance(np.asarray(tree.geometries)[found], spot))])


def _moved_m(before: Floats, after: Floats) -> float | None:
    from layers.geodesy import distance_m  # noqa: PLC0415 - one use

    return None if (before == after).all() else distance_m(*before, *after)


def stretches_along(roads: Roads, line: shapely.LineString) -> tuple[tuple[float, float], ...]:
    """Mileages in metres between which a line runs along existing roads.

    Sampled every ten metres in the plane (VN-2000 / UTM 48N); mileages are geodesic.
    """
    measured = MeasuredLines.from_geometries(np.array([line], dtype=object))
    flat, run, length_m = shapely.get_coordinates(measured.shapes[0]), measured.planar_m, float(measured.length_m[0])
    count = max(int(np.ceil(run[-1] / _STEP_M)), 2)
    at = np.linspace(0, run[-1], 2 * count + 1)
    edges = np.column_stack([np.interp(at, run, flat[:, axis]) for axis in (0, 1)])
    middle, heading = edges[1::2], unit_vectors(edges[2::2] - edges[:-2:2])
    along = _along(roads, middle, heading)
    step_m = length_m / count
    runs = [(a * step_m, b * step_m) for a, b in _runs(along, gap=int(LEAST_M / _STEP_M))]
    return tuple((a, min(b, length_m)) for a, b in runs if b - a > LEAST_M)


def _along(roads: Roads, middle: Floats, heading: Floats) -> NDArray[np.bool_]:
    """Which samples lie within 25 m and 20° of a step of a road that is no ramp."""
    spots = np.asarray(shapely.points(middle), dtype=object)
    links = np.unique(roads.tree.query(spots, predicate="dwithin", distance=NEAR_M)[1])
    links = links[~roads.ramp[links]]
    flags = np.zeros(len(middle), dtype=bool)
    if not len(links):
        return flags
    points, owner = shapely.get_coordinates(roads.lines.shapes[links], return_index=True)
    inside = owner[1:] == owner[:-1]
    pairs = np.stack([points[:-1][inside], points[1:][inside]], axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(pairs), dtype=object))
    sample, step = tree.query(spots, predicate="dwithin", distance=NEAR_M)
    turn = np.abs(np.sum(heading[sample] * unit_vectors(np.diff(points, axis=0)[inside])[step], axis=1))
    flags[sample[turn >= ANGLE_COS]] = True
    return flags


def _runs(flags: NDArray[np.bool_], *, gap: int) -> list[tuple[int, int]]:
    """Runs of true samples, those with a gap of at most ``gap`` samples between them joined."""
    filled = flags.copy()
    for a, b in pairwise(np.flatnonzero(flags)):
        if b - a <= gap + 1:
            filled[a:b] = True
    padded = np.concatenate([[0], filled.astype(np.int8), [0]])
    return [(int(a), int(b)) for a, b in np.flatnonzero(np.diff(padded)).reshape(-1, 2)]
