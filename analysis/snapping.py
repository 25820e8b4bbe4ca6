"""The nearest suitable road to a point, on both carriageways where they are mapped apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from analysis.barriers import FARTHER
from analysis.lines import planar
from layers.geodesy import distance_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.barriers import Barriers
    from analysis.lines import Floats, Ints
    from analysis.network import Roads

_CARRIAGEWAYS_M = 60.0  # two one-way links this near and opposite are one road
_OPPOSITE = -0.85  # cosine of the angle between opposite headings, about 150°


@dataclass(frozen=True)
class Snaps:
    """Where points meet the road: one row for each, two on a dual carriageway.

    Parameters
    ----------
    point
        Number of the point.
    link, chainage_m
        Link (row of ``Roads``) and mileage of its nearest point.
    gap_m
        Straight geodesic distance in metres.
    barred
        Kind of the barrier that every road near enough lies beyond, by number of the point.
    """

    point: Ints
    link: Ints
    chainage_m: Floats
    gap_m: Floats
    barred: dict[int, str] = field(default_factory=dict)

    @classmethod
    def from_rows(cls, rows: list[tuple[int, int, float, float]], barred: dict[int, str] | None = None) -> Snaps:
        """From rows (point, link, mileage, gap)."""
        table = np.array(rows, dtype=np.float64).reshape(-1, 4)
        columns = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], table[:, 3]
        return cls(*columns, barred=barred or {})


def snap(
    roads: Roads, lon_lat: Floats, *, suitable: NDArray[np.bool_], within_m: float, barriers: Barriers | None = None
) -> Snaps:
    """The nearest suitable link to each point in degrees (n, 2), and its opposite carriageway.

    Points without a suitable link within ``within_m`` metres have no row.

    Parameters
    ----------
    barriers
        The straight way to the link crosses none of these where another link lies within three times
        the distance; ``None``: whatever lies between.
    """
    spots = np.asarray(shapely.points(planar(lon_lat)), dtype=object)
    rows: list[tuple[int, int, float, float]] = []
    barred: dict[int, str] = {}
    for p, spot in enumerate(spots):  # some hundred points
        nearest = _nearest(roads, spot, suitable=suitable, within_m=within_m)
        if nearest >= 0 and barriers is not None:
            nearest, kind = _this_side(roads, spot, nearest, suitable=suitable, barriers=barriers)
            if kind:
                barred[p] = kind
        if nearest < 0:
            continue
        first = _row(roads, p, nearest, lon_lat[p])
        if first[3] > within_m:
            continue
        rows.append(first)
        if roads.oneway[nearest]:
            around = roads.tree.query(spot, predicate="dwithin", distance=first[3] + _CARRIAGEWAYS_M)
            rows += _opposite(roads, first, lon_lat[p], links=around[suitable[around]])
    return Snaps.from_rows(rows, barred)


def _this_side(
    roads: Roads, spot: shapely.Point, nearest: int, *, suitable: NDArray[np.bool_], barriers: Barriers
) -> tuple[int, str]:
    """The nearest link reached without crossing a barrier; else ``nearest`` and what lies between."""
    between = barriers.crossed(shapely.shortest_line(spot, roads.lines.shapes[nearest]))
    if not between:
        return nearest, ""
    reach_m = FARTHER * float(shapely.distance(spot, roads.lines.shapes[nearest]))
    found = roads.tree.query(spot, predicate="dwithin", distance=reach_m)
    found = found[suitable[found]]
    shapes = roads.lines.shapes[found]
    for i in np.argsort(shapely.distance(shapes, spot), kind="stable"):
        if not barriers.crossed(shapely.shortest_line(spot, shapes[i])):
            return int(found[i]), ""
    return nearest, between


def _nearest(roads: Roads, spot: shapely.Point, *, suitable: NDArray[np.bool_], within_m: float) -> int:
    """The nearest suitable link to a planar point, −1 if there is none within reach."""
    radius_m = 0.0
    while radius_m < within_m:
        radius_m = min(max(4 * radius_m, 600.0), within_m)
        # the plane is up to 0.06 % off the ellipsoid here, hence the margin
        found = roads.tree.query(spot, predicate="dwithin", distance=radius_m * 1.001)
        found = found[suitable[found]]
        if len(found):
            return int(found[np.argmin(shapely.distance(roads.lines.shapes[found], spot))])
    return -1


def _row(roads: Roads, point: int, link: int, lon_lat: Floats) -> tuple[int, int, float, float]:
    chainage_m = float(roads.lines.locate(link, planar(lon_lat[None]))[0])
    spot = roads.lines.at(link, np.array([chainage_m]))[0]
    return point, link, chainage_m, distance_m(*lon_lat, *spot)


def _opposite(
    roads: Roads, first: tuple[int, int, float, float], lon_lat: Floats, *, links: Ints
) -> list[tuple[int, int, float, float]]:
    """The nearest one-way link that runs against the first one, if there is one: no or one row."""
    point, link, chainage_m, _ = first
    heading = roads.heading(link, chainage_m)
    rows = [_row(roads, point, int(other), lon_lat) for other in links if roads.oneway[other] and other != link]
    rows = [r for r in rows if heading @ roads.heading(r[1], r[2]) < _OPPOSITE]
    return sorted(rows, key=lambda r: r[3])[:1]
