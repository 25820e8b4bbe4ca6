"""Where a label could stand: around a sign, centred on points, inside an area, along a line; in the unit of any metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from layers.symbology.labels import Spot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.symbology.labels import Box

    Floats = NDArray[np.float64]

INSIDE_SHARE: Final = 0.9  # of a name's box that lies inside the area it names
_GRID, _STEPS = 30, 2  # centres tried across an area, and across the box itself
# Where a name stands to its sign: part of its width left of the middle, step up, cost. To the right and
# above reads best (after Imhof 1975); straight above and below also shifted to either side.
_SIDES: Final = (
    ("right", 0, 0.00),
    ("right", 1, 0.05),
    ("right", -1, 0.08),
    ("left", 0, 0.10),
    ("left", 1, 0.12),
    ("left", -1, 0.15),
    ("over", 1, 0.16),
    ("over", -1, 0.20),
    ("start", 1, 0.22),
    ("end", 1, 0.23),
    ("start", -1, 0.25),
    ("end", -1, 0.26),
)
_LEAST_ROOM: Final = 1.15  # a line shorter than so many widths of its name carries none
_STRAIGHT: Final = 0.93  # of a name's width that its two ends on the line lie apart
_SAG: Final = 0.35  # of the letters' height that the line may bend away under a name


def around(x: float, y: float, *, width: float, height: float, radius: float, up: int = 1) -> tuple[Spot, ...]:
    """Twelve spots around a sign of ``radius`` for a text of the given size; ``up`` is −1 where y runs down."""
    lefts = {"right": radius, "left": -radius - width, "over": -width / 2, "start": -radius, "end": radius - width}
    spots = []
    for side, step, cost in _SIDES:
        beside = side in {"right", "left"}
        middle = up * step * (0.7 * radius + height * 0.3 if beside else radius + height / 2)
        left, low = lefts[side], middle - height / 2
        spots.append(Spot(x, y, ((left, low, left + width, low + height),), cost=cost))
    return tuple(spots)


def centred(points: Floats, *, width: float, height: float, step: float = 0.0) -> tuple[Spot, ...]:
    """A spot centred on each point, the first liked best; each costs ``step`` more than the one before."""
    box = (-width / 2, -height / 2, width / 2, height / 2)
    return tuple(Spot(x, y, (box,), cost=step * n) for n, (x, y) in enumerate(points.tolist()))


def along(
    line: shapely.LineString, *, width: float, ascent: float, descent: float, lift: float = 0.5, many: int = 14
) -> tuple[Spot, ...]:
    """Spots on a line (a river), turned with it; bent stretches are passed over. The plane's y runs up.

    ``lift`` is the gap between the line and the foot of the letters.
    """
    length = line.length
    if length < width * _LEAST_ROOM:
        return ()
    spots = []
    for start in np.linspace(0.0, length - width, many):
        chord = shapely.get_coordinates(shapely.line_interpolate_point(line, [start, start + width / 2, start + width]))
        (ax, ay), (mx, my), (bx, by) = chord if chord[0, 0] <= chord[2, 0] else chord[::-1]
        reach = float(np.hypot(bx - ax, by - ay))
        sag = float(abs((bx - ax) * (my - ay) - (by - ay) * (mx - ax)) / max(reach, 1e-9))
        if reach < _STRAIGHT * width or sag > _SAG * ascent:
            continue
        ux, uy = float(bx - ax) / reach, float(by - ay) / reach
        boxes = _turned((ux, uy), width=width, ascent=ascent, descent=descent)
        turn = float(np.degrees(np.arctan2(uy, ux)))
        x, y = float(ax) - uy * (lift + sag), float(ay) + ux * (lift + sag)
        spots.append(Spot(x, y, boxes, turn=turn, cost=abs(turn) / 180 + sag / 4))
    return tuple(spots)


def _turned(direction: tuple[float, float], *, width: float, ascent: float, descent: float) -> tuple[Box, ...]:
    """Upright boxes that cover a text turned into a direction, one for every length of its height."""
    ux, uy = direction
    pieces = max(int(np.ceil(width / (ascent + descent))), 1)
    boxes = []
    for k in range(pieces):
        corners = [(a * width / pieces, b) for a in (k, k + 1) for b in (-descent, ascent)]
        x = [a * ux - b * uy for a, b in corners]
        y = [a * uy + b * ux for a, b in corners]
        boxes.append((min(x), min(y), max(x), max(y)))
    return tuple(boxes)


def roomy(
    area: shapely.Geometry, *, width: float, height: float, least: float = INSIDE_SHARE, many: int = 24
) -> NDArray[np.float64]:
    """Centres at which a box lies inside an area: clear of its edge and near its middle first.

    Parameters
    ----------
    area
        Polygons in the plane of the box: millimetres of paper, pixels of a screen.
    least
        Share of the box that must lie inside; wholly inside goes before.
    many
        At most so many centres, spread over the area.

    Returns
    -------
    (n, 2) centres; none where the box fits nowhere.
    """
    if shapely.is_empty(area) or not shapely.area(area):
        return np.empty((0, 2))
    west, south, east, north = shapely.bounds(area)
    x, y = (axis.ravel() for axis in np.meshgrid(_centres(west, east, size=width), _centres(south, north, size=height)))
    area = shapely.force_2d(area)  # a copy: a prepared shape that another thread asks too would end the process
    shapely.prepare(area)
    held = shapely.contains_xy(area, x, y)
    x, y = x[held], y[held]
    boxes = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    whole, across = shapely.covers(area, boxes), float(np.hypot(east - west, north - south))
    middle = shapely.centroid(area)
    room = -np.hypot(x - shapely.get_x(middle), y - shapely.get_y(middle)) / across - np.where(whole, 0.0, 1.0)
    # more room than the box is high is no better
    room[whole] += np.minimum(_to_edge(boxes[whole], area) / height, 1.0)
    spread = _Spread(np.column_stack([x, y]), room, apart=0.06 * across, many=many)
    spread.choose(np.flatnonzero(whole))
    rest = spread.left(np.flatnonzero(~whole))  # measured only where one of them is still wanted
    spread.choose(rest[shapely.area(shapely.intersection(boxes[rest], area)) / (width * height) >= least])
    return np.array(spread.chosen).reshape(-1, 2)


def _to_edge(boxes: NDArray[np.object_], area: shapely.Geometry) -> NDArray[np.float64]:
    """Distance of boxes to the edge of an area: the edge in pieces, of which each box looks at the near ones."""
    points, line = shapely.get_coordinates(shapely.get_parts(shapely.boundary(area)), return_index=True)
    begin = np.flatnonzero(line[1:] == line[:-1])
    steps = np.asarray(shapely.linestrings(np.stack([points[begin], points[begin + 1]], axis=1)))
    distance = np.zeros(len(boxes))
    (at, _), found = shapely.STRtree(steps).query_nearest(boxes, return_distance=True, all_matches=False)
    distance[at] = found
    return distance


def _centres(low: float, high: float, *, size: float) -> NDArray[np.float64]:
    """Points of a row across a stretch, closer than half a box, yet not too many."""
    count = int(np.clip((high - low) * _STEPS / size, 1, _GRID))
    return low + (np.arange(count) + 0.5) * (high - low) / count


class _Spread:
    """Chooses the points with the most room, one after the other, none near one chosen before."""

    def __init__(self, points: Floats, room: Floats, *, apart: float, many: int) -> None:
        self._points, self._room, self._apart, self._many = points, room, apart, many
        self._left = np.ones(len(points), dtype=bool)
        self.chosen: list[Floats] = []

    def left(self, among: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those that could still be chosen."""
        return among[self._left[among]] if len(self.chosen) < self._many else among[:0]

    def choose(self, among: NDArray[np.int64]) -> None:
        """Choose from these."""
        for i in among[np.argsort(-self._room[among], kind="stable")]:
            if self._left[i] and len(self.chosen) < self._many:
                self.chosen.append(self._points[i])
                self._left &= np.hypot(*(self._points - self._points[i]).T) >= self._apart
