"""Placing labels so that none buries another: greedily, the important ones first.

One algorithm for screen and paper; what differs is the metric. A label offers spots. A spot hangs on a
point of the map and covers one or more upright boxes around it. On paper the map has one scale; on a
screen it has several, and labels keep their size while the map grows below them. A label takes the spot
on which it shows from the smallest scale on, with every larger one; of several such the cheapest: the
spot's own cost (right of a town is better than below) and the ink it would cover, since a name on empty
ground reads better than one across a road. A label without a free spot is left out. The same input
gives the same labels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_TOUCH: Final = 1e-6  # of the unit: boxes that come exactly as near as they may do not meet by rounding

Box = tuple[float, float, float, float]  # least x, least y, greatest x, greatest y


@dataclass(frozen=True)
class Metric:
    """What lengths mean where labels are placed.

    Attributes
    ----------
    unit
        Of all lengths: ``mm`` of paper, ``px`` of a screen.
    scales
        How large the map is drawn at each level, rising; labels have one size at all of them.
    gap
        Least distance between two labels across and up: two names on one line need more room than two
        above each other, or they read as one.
    sign_gap
        The same between a label and a sign.
    series_gap
        Least distance between two labels of one series, such as the numbers along one road.
    up
        1 where y runs up, −1 where it runs down.
    """

    unit: str
    gap: tuple[float, float]
    sign_gap: tuple[float, float]
    scales: tuple[float, ...] = (1.0,)
    series_gap: float = 0.0
    up: int = 1


def paper(letters: float = 1.0) -> Metric:
    """Millimetres of a sheet whose letters are so many times those of A4."""
    return Metric(unit="mm", gap=(1.1 * letters, 0.4 * letters), sign_gap=(0.15, 0.05))


@dataclass(frozen=True)
class Spot:
    """One way to place a label.

    Attributes
    ----------
    x, y
        The point of the map it hangs on, in the metric's unit at scale 1; on paper the base line begins there.
    boxes
        What it covers, from that point.
    turn
        Degrees, counter-clockwise around the point.
    cost
        The lower, the better liked; one unit is a full cover of ordinary ink.
    """

    x: float
    y: float
    boxes: tuple[Box, ...]
    turn: float = 0.0
    cost: float = 0.0

    @property
    def footprint(self) -> tuple[Box, ...]:
        """What it covers at scale 1."""
        return tuple((self.x + a, self.y + b, self.x + c, self.y + d) for a, b, c, d in self.boxes)


@dataclass(frozen=True)
class Label:
    """A text that wants a place.

    Attributes
    ----------
    text
        One or more lines.
    kind
        Its row in the style table.
    priority, rank
        The smaller, the sooner it is placed; of one priority by rank, then by text.
    spots
        Where it could stand.
    owner
        Id of the place, project, group or layer it belongs to.
    series
        Labels of one series repeat a text along a line and keep a distance; empty for none.
    first
        Number of the level below which it never shows.
    needed
        The legend speaks of it: where none is free it takes the spot that covers least, and what it covers goes.
    anchor
        The point it names, if a dot is to be drawn there with it.
    shrunk
        Factor on the letters of its kind.
    """

    text: str
    kind: str
    priority: float
    spots: tuple[Spot, ...]
    rank: float = 0.0
    owner: str = ""
    series: str = ""
    first: int = 0
    needed: bool = False
    anchor: tuple[float, float] | None = None
    shrunk: float = 1.0


@dataclass(frozen=True)
class Sign:
    """Something drawn that labels keep off: a box around a point, as of a spot, and the level from which it shows."""

    x: float
    y: float
    box: Box
    first: int = 0


@dataclass(frozen=True)
class Placed:
    """A label with the spot it got, and the number of the level from which it shows."""

    label: Label
    spot: Spot
    level: int = 0


class OccupancyGrid:
    """How much is drawn where on one sheet: a grid of small cells with running sums.

    Parameters
    ----------
    frame
        The sheet.
    cell
        Side of a cell, in the metric's unit.
    """

    def __init__(self, frame: Box, *, cell: float = 0.5) -> None:
        self._left, self._low, self._cell = frame[0], frame[1], cell
        self._columns, self._rows = (int(np.ceil((frame[k + 2] - frame[k]) / cell)) for k in (0, 1))
        self._grid = np.zeros((self._columns, self._rows))
        self._sums: Floats | None = None

    def add(self, lines: Iterable[shapely.Geometry], *, weight: float) -> None:
        """Mark the cells under lines."""
        parts = shapely.get_parts(np.asarray(list(lines), dtype=object))
        parts = parts[shapely.length(parts) > 0]  # thinning can leave a small loop as a mere point
        if not len(parts):
            return
        points = shapely.get_coordinates(shapely.segmentize(parts, self._cell))
        i = ((points[:, 0] - self._left) / self._cell).astype(int)
        j = ((points[:, 1] - self._low) / self._cell).astype(int)
        inside = (i >= 0) & (i < self._columns) & (j >= 0) & (j < self._rows)
        self._grid[i[inside], j[inside]] = np.maximum(self._grid[i[inside], j[inside]], weight)
        self._sums = None

    def mean_under(self, boxes: Floats) -> float:
        """Mean weight of the cells under boxes (n, 4)."""
        if self._sums is None:
            self._sums = np.zeros((self._columns + 1, self._rows + 1))
            self._sums[1:, 1:] = self._grid.cumsum(0).cumsum(1)
        s = self._sums
        i0, i1 = (np.clip((boxes[:, k] - self._left) / self._cell, 0, self._columns).astype(int) for k in (0, 2))
        j0, j1 = (np.clip((boxes[:, k] - self._low) / self._cell, 0, self._rows).astype(int) for k in (1, 3))
        i1, j1 = np.minimum(i1 + 1, self._columns), np.minimum(j1 + 1, self._rows)
        ink = s[i1, j1] - s[i0, j1] - s[i1, j0] + s[i0, j0]
        cells = np.maximum((i1 - i0) * (j1 - j0), 1)
        return float(ink.sum() / cells.sum())


def place(
    labels: Iterable[Label],
    *,
    metric: Metric,
    frame: Box | None = None,
    signs: Iterable[Sign] = (),
    grid: OccupancyGrid | None = None,
    memory: Memory | None = None,
) -> list[Placed]:
    """Give every label that can have one its spot.

    Parameters
    ----------
    frame
        No label leaves it; none: the map has no end.
    signs
        What labels must not cover.
    grid
        What else is drawn, at the one scale of a sheet: a spot costs what it covers of it.
    memory
        Of an earlier call with the same metric, frame, signs and grid, and with most of the same labels.

    Returns
    -------
    The labels that found room, in the order in which they chose.
    """
    placer = _Placer(metric, frame, signs, grid, {} if memory is None else memory)
    for label in sorted(labels, key=lambda one: (one.priority, one.rank, one.text, one.owner)):
        placer.seat(label)
    return placer.placed


@dataclass
class _Ground:
    """What is known of spots whatever else is named.

    Parameters
    ----------
    spots
        Held here, so that no others can come to their name in memory.
    hang, boxes, begin
        Points and boxes of all spots, and the first box of each spot.
    drawn, barred
        By level, once asked for: the boxes there, and whether each meets a sign or leaves the frame.
    ink
        By spot, once asked for: the mean of what is drawn under it.
    """

    spots: tuple[Spot, ...]
    hang: Floats
    boxes: Floats
    begin: NDArray[np.int64]
    drawn: dict[int, Floats] = field(default_factory=dict)
    barred: dict[int, Flags] = field(default_factory=dict)
    ink: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, spots: tuple[Spot, ...]) -> _Ground:
        """Of spots of which nothing is known yet."""
        hang = np.array([(s.x, s.y, s.x, s.y) for s in spots for _ in s.boxes])
        boxes = np.array([box for spot in spots for box in spot.boxes])
        return cls(spots, hang, boxes, np.cumsum([0, *(len(spot.boxes) for spot in spots[:-1])]))


Memory = dict[int, _Ground]  # by the name in memory of the spots


class _Placer:
    """What is taken already at each level."""

    def __init__(
        self, metric: Metric, frame: Box | None, signs: Iterable[Sign], grid: OccupancyGrid | None, memory: Memory
    ) -> None:
        self._metric, self._frame, self._grid, self._memory = metric, frame, grid, memory
        self._names = [_Boxes(metric.gap) for _ in metric.scales]
        self._signs = [_Boxes(metric.sign_gap) for _ in metric.scales]
        self._series: dict[str, list[tuple[float, float, int]]] = {}
        self.placed: list[Placed] = []
        for sign in signs:
            for level in range(sign.first, len(metric.scales)):
                at = np.array([(sign.x, sign.y, sign.x, sign.y)]) * metric.scales[level]
                self._signs[level].add(at + sign.box)

    def seat(self, label: Label) -> None:
        """Give a label its spot, if there is one."""
        found = self._best(label)
        late = found is None or (
            self._grid is None and found[0] > label.first
        )  # on a map that zooms: not where it opens
        if late and label.needed and (spot := self._least_covering(label)) is not None:
            self._clear(spot, label.first)
            found = label.first, spot
        if found is not None:
            level, spot = found
            self._take(Placed(label, spot, level))

    def _best(self, label: Label) -> tuple[int, Spot] | None:
        """The level and the spot of the lowest level, then of the least cost, then liked first."""
        best: tuple[int, float] | None = None
        chosen: tuple[int, Spot] | None = None
        for spots in (label.spots[:1], label.spots[1:]) if self._grid is None else (label.spots,):
            if not spots:
                break
            ground = self._memory.get(id(spots)) or self._memory.setdefault(id(spots), _Ground.of(spots))
            for n, (spot, level) in enumerate(zip(spots, self._levels(label, ground).tolist(), strict=True)):
                if level == len(self._metric.scales) or (best is not None and (level, spot.cost) >= best):
                    continue
                cost = spot.cost + self._ink(ground, n)
                if best is None or (level, cost) < best:
                    best, chosen = (level, cost), (level, spot)
            if self._grid is None and best is not None and best <= (label.first, min(s.cost for s in label.spots)):
                break
        return chosen

    def _ink(self, ground: _Ground, spot: int) -> float:
        """The mean of what is drawn under a spot; nothing without a grid."""
        if self._grid is None:
            return 0.0
        if spot not in ground.ink:
            ground.ink[spot] = self._grid.mean_under(np.array(ground.spots[spot].footprint))
        return ground.ink[spot]

    def _levels(self, label: Label, ground: _Ground) -> NDArray[np.int64]:
        """For each spot the lowest level from which on it is free at every one; the number of levels for none."""
        levels = np.full(len(ground.spots), len(self._metric.scales))
        free = np.ones(len(ground.spots), dtype=bool)
        for level in range(len(self._metric.scales) - 1, label.first - 1, -1):
            if level not in ground.drawn:
                drawn = ground.drawn[level] = ground.boxes + ground.hang * self._metric.scales[level]
                ground.barred[level] = self._signs[level].meets(drawn) | self._leaves(drawn)
            hit = self._names[level].meets(ground.drawn[level]) | ground.barred[level]
            free &= ~np.logical_or.reduceat(hit, ground.begin)
            if label.series in self._series:
                free &= ~self._too_near(label.series, ground.hang[ground.begin, :2], level)
            if not free.any():
                break
            levels[free] = level
        return levels

    def _leaves(self, boxes: Floats) -> Flags:
        """Whether each box leaves the frame."""
        if self._frame is None:
            return np.zeros(len(boxes), dtype=bool)
        low, high = self._frame[:2], self._frame[2:]
        return np.asarray(((boxes[:, :2] < low) | (boxes[:, 2:] > high)).any(axis=1))

    def _too_near(self, series: str, at: Floats, level: int) -> Flags:
        """Whether each point is nearer to a label of its series than it may be."""
        others = np.array([(x, y) for x, y, since in self._series[series] if since <= level]).reshape(-1, 2)
        steps = (at[:, None, :] - others) * self._metric.scales[level]
        return np.asarray((np.hypot(steps[..., 0], steps[..., 1]) < self._metric.series_gap).any(axis=1))

    def _take(self, one: Placed) -> None:
        self.placed.append(one)
        for level, boxes in self._drawn(one.spot, one.level):
            self._names[level].add(boxes)
        if one.label.series:
            self._series.setdefault(one.label.series, []).append((one.spot.x, one.spot.y, one.level))

    def _drawn(self, spot: Spot, first: int) -> Iterator[tuple[int, Floats]]:
        """The boxes of a spot at each level from the first on."""
        boxes, hang = np.array(spot.boxes), np.array((spot.x, spot.y, spot.x, spot.y))
        for level in range(first, len(self._metric.scales)):
            yield level, boxes + hang * self._metric.scales[level]

    def _least_covering(self, label: Label) -> Spot | None:
        """The spot inside the frame that covers least of the labels placed before, at the label's first level."""
        best: tuple[float, Spot] | None = None
        for spot in label.spots:
            _, boxes = next(self._drawn(spot, label.first))
            if self._leaves(boxes).any():
                continue
            covered = self._names[label.first].covered(boxes) + 0.001 * spot.cost
            covered += self._signs[label.first].covered(boxes) if self._grid is None else 0.0
            if best is None or covered < best[0]:
                best = covered, spot
        return None if best is None else best[1]

    def _clear(self, spot: Spot, first: int) -> None:
        """Take away what a spot covers, but what is needed itself: a name half covered is worse than none."""
        drawn = dict(self._drawn(spot, first))
        kept = [
            one
            for one in self.placed
            if one.label.needed
            or not any(
                _meet(boxes, drawn[level].T, (0.0, 0.0)).any()
                for level, boxes in self._drawn(one.spot, max(first, one.level))
            )
        ]
        self.placed = []
        self._names = [_Boxes(self._metric.gap) for _ in self._metric.scales]
        self._series = {}
        for one in kept:
            self._take(one)


class _Boxes:
    """A growing table of boxes that answers whether others meet any of them."""

    def __init__(self, gap: tuple[float, float]) -> None:
        self._gap = gap
        self._sides = np.empty((4, 64))  # a row a side: they are read side by side
        self._count = 0

    def add(self, boxes: Floats) -> None:
        """Put boxes (n, 4) into the table."""
        while self._count + len(boxes) > self._sides.shape[1]:
            self._sides = np.concatenate([self._sides, np.empty_like(self._sides)], axis=1)
        self._sides[:, self._count : self._count + len(boxes)] = boxes.T
        self._count += len(boxes)

    def meets(self, boxes: Floats) -> Flags:
        """Whether each box comes nearer to one of the table than the gap."""
        return _meet(boxes, self._sides[:, : self._count], self._gap)

    def covered(self, boxes: Floats) -> float:
        """The area that boxes share with those of the table."""
        a, b = boxes.T[:, :, None], self._sides[:, : self._count]
        across = np.minimum(a[2], b[2]) - np.maximum(a[0], b[0])
        up = np.minimum(a[3], b[3]) - np.maximum(a[1], b[1])
        return float((across.clip(0) * up.clip(0)).sum())


def _meet(boxes: Floats, sides: Floats, gap: tuple[float, float]) -> Flags:
    """Whether each box (n, 4) comes nearer to one of others, by their sides (4, m), than the gap; exactly so near is free."""
    x, y = gap[0] - _TOUCH, gap[1] - _TOUCH
    left, low, right, top = (boxes + np.array([-x, -y, x, y])).T[:, :, None]
    near = (left < sides[2]) & (right > sides[0]) & (low < sides[3]) & (top > sides[1])
    return np.asarray(near.any(axis=1))
