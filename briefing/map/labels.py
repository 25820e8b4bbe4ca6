"""Where names stand: greedily, the important ones first, never over one another or over the frame.

Pure geometry in millimetres. A label offers spots; each spot has a footprint of one or more upright
boxes. The cheapest spot that is free is taken; a label without a free spot is left out. Cost is the
spot's own (right of a town is better than below) plus the ink it would cover: a name on empty ground
reads better than one across a road.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from briefing.map.sheet import Box

Boxes = "NDArray[np.float64]"  # (n, 4): left, low, right, top in millimetres


@dataclass(frozen=True)
class Spot:
    """One way to place a label.

    Attributes
    ----------
    x, y
        Where the base line begins, millimetres.
    footprint
        Left, low, right, top of each box it covers.
    turn
        Degrees, counter-clockwise around x, y.
    cost
        The lower, the better liked; one unit is a full cover of ordinary ink.
    """

    x: float
    y: float
    footprint: tuple[tuple[float, float, float, float], ...]
    turn: float = 0.0
    cost: float = 0.0


@dataclass(frozen=True)
class Label:
    """A text that wants a place.

    Attributes
    ----------
    kind
        Its row in the style table.
    priority
        The smaller, the sooner it is placed.
    note
        What the writer of the label has to know (the group of a project).
    anchor
        The point it names, if a dot is to be drawn there with it.
    shrunk
        Factor on the letters of its kind.
    needed
        The legend speaks of it: where none is free it takes the spot that covers least, and what it covers goes.
    """

    text: str
    kind: str
    priority: float
    spots: tuple[Spot, ...]
    note: str = ""
    anchor: tuple[float, float] | None = None
    shrunk: float = 1.0
    needed: bool = False


@dataclass(frozen=True)
class Placed:
    """A label with the spot it got."""

    label: Label
    spot: Spot


class OccupancyGrid:
    """How much is drawn where: a grid of half millimetres with running sums."""

    def __init__(self, frame: Box, *, cell: float = 0.5) -> None:
        self._frame, self._cell = frame, cell
        self._columns, self._rows = int(np.ceil(frame.width / cell)), int(np.ceil(frame.height / cell))
        self._grid = np.zeros((self._columns, self._rows))
        self._sums: NDArray[np.float64] | None = None

    def add(self, lines: Iterable[shapely.Geometry], *, weight: float) -> None:
        """Blacken the cells under lines (millimetres)."""
        parts = shapely.get_parts(np.asarray(list(lines), dtype=object))
        parts = parts[shapely.length(parts) > 0]  # thinning can leave a small loop as a mere point
        if not len(parts):
            return
        points = shapely.get_coordinates(shapely.segmentize(parts, self._cell))
        i = ((points[:, 0] - self._frame.x) / self._cell).astype(int)
        j = ((points[:, 1] - self._frame.y) / self._cell).astype(int)
        inside = (i >= 0) & (i < self._columns) & (j >= 0) & (j < self._rows)
        self._grid[i[inside], j[inside]] = np.maximum(self._grid[i[inside], j[inside]], weight)
        self._sums = None

    def under(self, boxes: NDArray[np.float64]) -> float:
        """Mean weight of the cells under boxes (n, 4)."""
        if self._sums is None:
            self._sums = np.zeros((self._columns + 1, self._rows + 1))
            self._sums[1:, 1:] = self._grid.cumsum(0).cumsum(1)
        s = self._sums
        i0, i1 = (np.clip((boxes[:, k] - self._frame.x) / self._cell, 0, self._columns).astype(int) for k in (0, 2))
        j0, j1 = (np.clip((boxes[:, k] - self._frame.y) / self._cell, 0, self._rows).astype(int) for k in (1, 3))
        i1, j1 = np.minimum(i1 + 1, self._columns), np.minimum(j1 + 1, self._rows)
        ink = s[i1, j1] - s[i0, j1] - s[i1, j0] + s[i0, j0]
        cells = np.maximum((i1 - i0) * (j1 - j0), 1)
        return float(ink.sum() / cells.sum())


_SIGN_GAP: Final = (0.15, 0.05)
# Where a name stands to its symbol: part of its width left of the middle, step up, cost. To the right and
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


def around(x: float, y: float, *, width: float, ascent: float, descent: float, radius: float) -> tuple[Spot, ...]:
    """Twelve spots around a symbol of ``radius`` for a text of the given size (all millimetres)."""
    spots = []
    height = ascent + descent
    lefts = {
        "right": x + radius,
        "left": x - radius - width,
        "over": x - width / 2,
        "start": x - radius,
        "end": x + radius - width,
    }
    for side, up, cost in _SIDES:
        beside = side in {"right", "left"}
        middle = y + up * (0.7 * radius + height * 0.3 if beside else radius + height / 2)
        left, low = lefts[side], middle - height / 2
        spots.append(Spot(left, low + descent, ((left, low, left + width, low + height),), cost=cost))
    return tuple(spots)


def centred(points: NDArray[np.float64], *, width: float, ascent: float, descent: float) -> tuple[Spot, ...]:
    """A spot centred on each point, the first liked best; ``ascent`` holds all lines above the last one."""
    spots = []
    for n, (x, y) in enumerate(points):
        left, low = x - width / 2, y - (ascent + descent) / 2
        box = (left, low, left + width, low + ascent + descent)
        spots.append(Spot(left, low + descent, (box,), cost=0.008 * n))
    return tuple(spots)


def along(
    line: shapely.LineString, *, width: float, ascent: float, descent: float, lift: float = 0.5, many: int = 14
) -> tuple[Spot, ...]:
    """Spots on a line (a river), turned with it; bent stretches are passed over.

    ``lift`` is the gap in millimetres between the line and the foot of the letters.
    """
    length = line.length
    if length < width * 1.15:
        return ()
    spots = []
    for start in np.linspace(0.0, length - width, many):
        chord = shapely.get_coordinates(shapely.line_interpolate_point(line, [start, start + width / 2, start + width]))
        (ax, ay), (mx, my), (bx, by) = chord if chord[0, 0] <= chord[2, 0] else chord[::-1]
        reach = float(np.hypot(bx - ax, by - ay))
        sag = abs((bx - ax) * (my - ay) - (by - ay) * (mx - ax)) / max(reach, 1e-9)
        if reach < 0.93 * width or sag > 0.35 * ascent:
            continue
        ux, uy = (bx - ax) / reach, (by - ay) / reach
        x, y = ax - uy * (lift + sag), ay + ux * (lift + sag)
        turn = float(np.degrees(np.arctan2(uy, ux)))
        spots.append(
            Spot(
                x,
                y,
                _turned(x, y, along=(ux, uy), width=width, ascent=ascent, descent=descent),
                turn=turn,
                cost=abs(turn) / 180 + sag / 4,
            )
        )
    return tuple(spots)


def _turned(
    x: float, y: float, *, along: tuple[float, float], width: float, ascent: float, descent: float
) -> tuple[tuple[float, float, float, float], ...]:
    """Upright boxes that cover a text turned into the direction ``along``, one for every length of its height."""
    ux, uy = along
    height = ascent + descent
    pieces = max(int(np.ceil(width / height)), 1)
    boxes = []
    for k in range(pieces):
        along_x = np.array([k, k + 1]) * width / pieces
        corners = [(a, b) for a in along_x for b in (-descent, ascent)]
        px = [x + a * ux - b * uy for a, b in corners]
        py = [y + a * uy + b * ux for a, b in corners]
        boxes.append((float(min(px)), float(min(py)), float(max(px)), float(max(py))))
    return tuple(boxes)


def place(
    labels: Sequence[Label],
    *,
    frame: Box,
    taken: Sequence[tuple[float, float, float, float]] = (),
    ink: OccupancyGrid | None = None,
    gap: tuple[float, float] = (1.2, 0.4),
) -> list[Placed]:
    """Give every label that can have one its spot.

    Parameters
    ----------
    frame
        No label leaves it.
    taken
        Boxes that are in use already (symbols); a name may stand close to them.
    gap
        Least distance between two labels across and up, millimetres: two names on one line need more room
        than two above each other, or they read as one.
    """
    signs = np.array(taken, dtype=float).reshape(-1, 4)
    used = np.empty((0, 4))
    placed: list[Placed] = []
    for label in sorted(labels, key=lambda one: (one.priority, one.text)):
        best: tuple[float, Spot, NDArray[np.float64]] | None = None
        for spot in label.spots:
            boxes = np.array(spot.footprint)
            if best is not None and spot.cost >= best[0]:
                continue
            if not _inside(boxes, frame) or _meets(boxes, used, gap) or _meets(boxes, signs, _SIGN_GAP):
                continue
            cost = spot.cost + (ink.under(boxes) if ink else 0.0)
            if best is None or cost < best[0]:
                best = cost, spot, boxes
        if best is None and label.needed:
            best = _least_covering(label, frame, used)
            if best is not None:  # a name half covered is worse than none
                placed = [
                    p for p in placed if p.label.needed or not _meets(np.array(p.spot.footprint), best[2], (0, 0))
                ]
                used = np.vstack([np.empty((0, 4)), *(np.array(p.spot.footprint) for p in placed)])
        if best is not None:
            placed.append(Placed(label, best[1]))
            used = np.vstack([used, best[2]])
    return placed


def _least_covering(
    label: Label, frame: Box, used: NDArray[np.float64]
) -> tuple[float, Spot, NDArray[np.float64]] | None:
    """The spot inside the frame that covers least of the labels placed before."""
    best: tuple[float, Spot, NDArray[np.float64]] | None = None
    for spot in label.spots:
        boxes = np.array(spot.footprint)
        if not _inside(boxes, frame):
            continue
        a, b = boxes[:, None, :], used[None, :, :]
        across = np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
        up = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
        covered = float((across.clip(0) * up.clip(0)).sum()) + 0.001 * spot.cost
        if best is None or covered < best[0]:
            best = covered, spot, boxes
    return best


def _inside(boxes: NDArray[np.float64], frame: Box) -> bool:
    return bool(
        boxes[:, 0].min() >= frame.x
        and boxes[:, 1].min() >= frame.y
        and boxes[:, 2].max() <= frame.right
        and boxes[:, 3].max() <= frame.top
    )


def _meets(boxes: NDArray[np.float64], used: NDArray[np.float64], gap: tuple[float, float]) -> bool:
    if not len(used):
        return False
    a, b = boxes[:, None, :], used[None, :, :]
    x, y = gap
    apart = (
        (a[..., 0] >= b[..., 2] + x)
        | (a[..., 2] <= b[..., 0] - x)
        | (a[..., 1] >= b[..., 3] + y)
        | (a[..., 3] <= b[..., 1] - y)
    )
    return bool((~apart).any())
