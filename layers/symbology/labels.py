"""Placing labels so that none buries another, at any zoom.

A label keeps its letter size while the map grows below it. So each label gets the zoom from which
it is shown (``min_zoom``) and, at that and every higher zoom, covers neither another label that is
shown there nor a point symbol. The placing is greedy by priority, in pixels of the web map
(spherical Mercator, tiles of 256 pixels at zoom 0, as every web map counts); the same input gives
the same labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.signs import LabelStyle
from layers.symbology.style import label
from layers.symbology.text_width import width_em

ZOOMS: Final = (8, 9, 10, 11, 12, 13, 14)
LINE_EM: Final = 1.2  # height of a line of text
GAP_PX: Final = 2.0  # kept free around every label
_SHIELD_PAD_PX: Final = (4.0, 1.0)
_TILE_PX: Final = 256
INSIDE_SHARE: Final = 0.9  # of a name's box that lies inside the area it names
_GRID, _STEPS = 30, 2  # centres tried across an area, and across the box itself
_FREE_DISTANCE_PX: Final = 260.0  # between two labels of the same series, such as shields of one road

Boxes = NDArray[np.float64]  # rows of left, top, right, bottom


@dataclass(frozen=True)
class Spot:
    """Where a label could stand.

    Attributes
    ----------
    lon, lat
        The point it belongs to, degrees.
    anchor
        ``c`` centred on the point, or ``r``, ``l``, ``t``, ``b``: right of, left of, above, below it; ``ts``, ``te``,
        ``bs``, ``be``: above or below it, beginning or ending at its symbol.
    """

    lon: float
    lat: float
    anchor: str = "c"


@dataclass(frozen=True)
class Candidate:
    """A label that asks for a place.

    Attributes
    ----------
    text
        One or more lines.
    kind
        Row of ``style.LABELS``.
    spots
        Where it could stand, the best first.
    owner
        Id of the place, project or layer it belongs to.
    rank
        Order among labels of one priority; small first.
    series
        Labels of one series repeat a text along a line and keep a distance; empty for none.
    clear_px
        Radius of the point's own symbol, kept free by the anchors around it.
    min_zoom
        It never shows below this zoom, nor below that of its style.
    """

    text: str
    kind: str
    spots: tuple[Spot, ...]
    owner: str = ""
    rank: float = 0.0
    series: str = ""
    clear_px: float = 0.0
    min_zoom: int = 0


@dataclass(frozen=True)
class Symbol:
    """A point symbol that labels keep off: position in degrees, radius, zoom from which it shows."""

    lon: float
    lat: float
    radius_px: float
    min_zoom: int = 0


@dataclass(frozen=True)
class Placed:
    """A label with its place: the top left corner lies (dx, dy) pixels from the point, y down."""

    text: str
    kind: str
    owner: str
    lon: float
    lat: float
    dx_px: float
    dy_px: float
    width_px: float
    height_px: float
    min_zoom: int


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
    shapely.prepare(area)
    held = shapely.contains_xy(area, x, y)
    x, y = x[held], y[held]
    boxes = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    share = np.ones(len(boxes))
    partly = ~shapely.covers(area, boxes)
    share[partly] = shapely.area(shapely.intersection(boxes[partly], area)) / (width * height)
    enough = share >= least
    x, y, boxes, share = x[enough], y[enough], boxes[enough], share[enough]
    clear = shapely.distance(boxes, shapely.boundary(area)) / height  # more room than the box is high is no better
    middle = shapely.centroid(area)
    far = np.hypot(x - shapely.get_x(middle), y - shapely.get_y(middle)) / np.hypot(east - west, north - south)
    room = np.minimum(clear, 1.0) - far - np.where(share < 1.0, 1.0, 0.0)
    return _spread(np.column_stack([x, y]), room, apart=0.06 * float(np.hypot(east - west, north - south)), many=many)


def _centres(low: float, high: float, *, size: float) -> NDArray[np.float64]:
    """Points of a row across a stretch, closer than half a box, yet not too many."""
    count = int(np.clip((high - low) * _STEPS / size, 1, _GRID))
    return low + (np.arange(count) + 0.5) * (high - low) / count


def _spread(points: NDArray[np.float64], room: NDArray[np.float64], *, apart: float, many: int) -> NDArray[np.float64]:
    """The points with the most room, one after the other, none near one chosen before."""
    chosen: list[NDArray[np.float64]] = []
    left = np.ones(len(points), dtype=bool)
    for i in np.argsort(-room, kind="stable"):
        if left[i] and len(chosen) < many:
            chosen.append(points[i])
            left &= np.hypot(*(points - points[i]).T) >= apart
    return np.array(chosen).reshape(-1, 2)


def pixels(
    lon: NDArray[np.float64], lat: NDArray[np.float64], zoom: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees as pixels of the web map at a zoom, x to the right and y down."""
    size = _TILE_PX * 2.0**zoom
    x = (lon + 180) / 360 * size
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * size
    return x, y


def degrees(
    x: NDArray[np.float64], y: NDArray[np.float64], zoom: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pixels of the web map at a zoom as longitude and latitude; the way back of ``pixels``."""
    size = _TILE_PX * 2.0**zoom
    return x / size * 360 - 180, np.degrees(np.arctan(np.sinh((1 - 2 * y / size) * np.pi)))


def text_size_px(text: str, style: LabelStyle) -> tuple[float, float]:
    """Width and height of a label in pixels, the box of a shield included."""
    lines = text.split("\n")
    shown = [line.upper() for line in lines] if style.capitals else lines
    width = max(width_em(line, weight=style.weight, spacing_em=style.spacing_em) for line in shown) * style.size_px
    height = LINE_EM * style.size_px * len(lines)
    pad_x, pad_y = _SHIELD_PAD_PX if style.shield else (0.0, 0.0)
    return width + 2 * pad_x + style.bar_px, height + 2 * pad_y


def place(
    candidates: Iterable[Candidate], *, symbols: Sequence[Symbol] = (), zooms: Sequence[int] = ZOOMS
) -> tuple[Placed, ...]:
    """Give every label its place and the zoom from which it is shown.

    Parameters
    ----------
    candidates
        The labels; those of a smaller priority number, then of a smaller rank, choose first.
    symbols
        What labels must not cover.
    zooms
        The zooms of the map, rising.

    Returns
    -------
    The labels that found room at one zoom at least, in the order in which they chose.
    """
    sheet = _Sheet(zooms, symbols)
    order = sorted(candidates, key=lambda c: (label(c.kind).priority, c.rank, c.text, c.owner))
    return tuple(placed for candidate in order if (placed := sheet.seat(candidate)))


def boxes_px(labels: Sequence[Placed], zoom: int) -> Boxes:
    """The boxes of the labels shown at a zoom, in pixels of the web map: (n, 4)."""
    shown = [one for one in labels if one.min_zoom <= zoom]
    x, y = pixels(np.array([one.lon for one in shown]), np.array([one.lat for one in shown]), zoom)
    left, top = x + [one.dx_px for one in shown], y + [one.dy_px for one in shown]
    return np.column_stack([left, top, left + [one.width_px for one in shown], top + [one.height_px for one in shown]])


def overlaps(boxes: Boxes, *, slack_px: float = 0.0) -> list[tuple[int, int]]:
    """Pairs of boxes that cover each other by more than ``slack_px`` in both directions."""
    left, top, right, bottom = boxes.T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left) > slack_px
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top) > slack_px
    first, second = np.nonzero(np.triu(across & down, k=1))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def _offset(anchor: str, width: float, height: float, clear: float) -> tuple[float, float]:
    """From the point to the top left corner of the label."""
    gap = clear + GAP_PX
    return {
        "c": (-width / 2, -height / 2),
        "r": (gap, -height / 2),
        "l": (-gap - width, -height / 2),
        "t": (-width / 2, -gap - height),
        "b": (-width / 2, gap),
        "ts": (-clear, -gap - height),
        "te": (clear - width, -gap - height),
        "bs": (-clear, gap),
        "be": (clear - width, gap),
    }[anchor]


class _Sheet:
    """What is taken already, one list of boxes a zoom."""

    def __init__(self, zooms: Sequence[int], symbols: Sequence[Symbol]) -> None:
        self._zooms = tuple(zooms)
        self._taken = {zoom: _Boxes() for zoom in self._zooms}
        self._series: dict[str, list[tuple[float, float, int]]] = {}
        for symbol in symbols:
            radius = symbol.radius_px
            for zoom in (z for z in self._zooms if z >= symbol.min_zoom):
                x, y = _pixel(symbol.lon, symbol.lat, zoom)
                self._taken[zoom].add((x - radius, y - radius, x + radius, y + radius))

    def seat(self, candidate: Candidate) -> Placed | None:
        """Seat a label at the spot where it shows soonest; None if there is no room at any zoom."""
        style = label(candidate.kind)
        width, height = text_size_px(candidate.text, style)
        first = max(style.min_zoom, candidate.min_zoom, self._zooms[0])
        best: tuple[int, Spot, tuple[float, float]] | None = None
        for spot in candidate.spots:
            offset = _offset(spot.anchor, width, height, candidate.clear_px)
            zoom = self._soonest(candidate, spot, offset, (width, height), first)
            if zoom is not None and (best is None or zoom < best[0]):
                best = (zoom, spot, offset)
            if best is not None and best[0] <= first:
                break
        if best is None:
            return None
        zoom, spot, (dx, dy) = best
        self._occupy(candidate, spot, (dx, dy, width, height), zoom)
        return Placed(
            candidate.text,
            candidate.kind,
            candidate.owner,
            spot.lon,
            spot.lat,
            round(dx, 1),
            round(dy, 1),
            width,
            height,
            zoom,
        )

    def _soonest(
        self, candidate: Candidate, spot: Spot, offset: tuple[float, float], size: tuple[float, float], from_zoom: int
    ) -> int | None:
        """The lowest zoom from which on the spot is free at every zoom."""
        soonest = None
        for zoom in reversed([z for z in self._zooms if z >= from_zoom]):
            x, y = _pixel(spot.lon, spot.lat, zoom)
            left, top = x + offset[0], y + offset[1]
            box = (left - GAP_PX, top - GAP_PX, left + size[0] + GAP_PX, top + size[1] + GAP_PX)
            if self._taken[zoom].meets(box) or self._too_near(candidate.series, x, y, zoom):
                break
            soonest = zoom
        return soonest

    def _too_near(self, series: str, x: float, y: float, zoom: int) -> bool:
        for lon, lat, since in self._series.get(series, ()):
            if since > zoom:
                continue
            other_x, other_y = _pixel(lon, lat, zoom)
            if np.hypot(other_x - x, other_y - y) < _FREE_DISTANCE_PX:
                return True
        return False

    def _occupy(self, candidate: Candidate, spot: Spot, box: tuple[float, float, float, float], from_zoom: int) -> None:
        dx, dy, width, height = box
        for zoom in (z for z in self._zooms if z >= from_zoom):
            x, y = _pixel(spot.lon, spot.lat, zoom)
            self._taken[zoom].add((x + dx, y + dy, x + dx + width, y + dy + height))
        if candidate.series:
            self._series.setdefault(candidate.series, []).append((spot.lon, spot.lat, from_zoom))


class _Boxes:
    """A growing table of boxes that answers whether a new one meets any of them."""

    def __init__(self) -> None:
        self._rows = np.empty((64, 4))
        self._count = 0

    def add(self, box: tuple[float, float, float, float]) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = box
        self._count += 1

    def meets(self, box: tuple[float, float, float, float]) -> bool:
        left, top, right, bottom = self._rows[: self._count].T
        return bool(np.any((left < box[2]) & (right > box[0]) & (top < box[3]) & (bottom > box[1])))


def _pixel(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    x, y = pixels(np.float64(lon), np.float64(lat), zoom)  # type: ignore[arg-type]
    return float(x), float(y)
