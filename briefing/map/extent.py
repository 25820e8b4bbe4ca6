"""What part of the country a sheet shows, and where a point of it falls on the paper.

The map is drawn in VN-2000 / UTM zone 48N (EPSG:3405), which holds both provinces and keeps lengths
within 0.06 %. The scale is true at the centre of the sheet: the planar scale factor there is taken
out, so that a ruler laid on the paper gives metres on the ground.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj.transformer import TransformerGroup

from briefing.map.sheet import SCALES, Box
from layers import VN2000_UTM48N, WGS84, distance_m, study
from words import InputError, Lang, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import Transformer

    from briefing.content import LonLat

# What the layers cover (degrees: west, south, east, north). A sheet never shows more: beyond it there
# is nothing to draw, and the sea with its islands must not appear half drawn.
OPERATION: Final = 6960  # EPSG code of "VN-2000 to WGS 84 (2)", the one made for the whole mainland
SMALLEST_SCALE, LARGEST_SCALE = SCALES
_STEPS: Final = (1, 1.25, 1.5, 2, 2.5, 4, 5, 7.5, 10)  # of the scales that readers and rulers know


@cache
def projection() -> Transformer:
    """From longitude and latitude (EPSG:4326) to planar metres (EPSG:3405) by operation EPSG:6960; for any number of threads."""
    group = TransformerGroup(WGS84, VN2000_UTM48N, always_xy=True)
    for transformer in group.transformers:
        codes = {json.loads(step.to_json()).get("id", {}).get("code") for step in transformer.operations or ()}
        if OPERATION in codes:
            return of_each_thread(transformer)
    return of_each_thread(group.transformers[0])


def of_each_thread(one_of_group: Transformer) -> Transformer:
    """The same operation as an object that each thread makes for itself.

    pyproj hands the transformers of a group to all threads as they are, and those that pass through the geocentre keep heights aside
    in a stack of their own: two threads at once end the process.
    """
    from pyproj import Transformer  # noqa: PLC0415

    return Transformer.from_pipeline(one_of_group.definition)


@dataclass(frozen=True)
class Extent:
    """A rectangle of the plane laid on a box of the paper.

    ::

        paper (mm)   box.x ┌────────────┐ box.right
                           │  x0,y0 =   │      scale = ground metres × 1000 ÷ paper millimetres
                     box.y └────────────┘      mm_per_m = 1000 ÷ (scale × factor)

    Attributes
    ----------
    box
        Where the map lies on the sheet, millimetres.
    west_m, south_m
        Planar coordinates (EPSG:3405) of the lower left corner of the box.
    scale
        The denominator: 500000 for 1:500,000.
    factor
        Planar metres for one metre on the ground at the centre of the map.
    """

    box: Box
    west_m: float
    south_m: float
    scale: int
    factor: float

    @property
    def mm_per_m(self) -> float:
        """Millimetres on paper for one planar metre."""
        return 1000.0 / (self.scale * self.factor)

    def to_paper(self, lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Degrees to millimetres on the sheet: (n, 2) → (n, 2)."""
        east, north = projection().transform(lon_lat[:, 0], lon_lat[:, 1])
        x = self.box.x + (np.asarray(east) - self.west_m) * self.mm_per_m
        y = self.box.y + (np.asarray(north) - self.south_m) * self.mm_per_m
        return np.column_stack([x, y])

    def to_ground(self, paper: NDArray[np.float64]) -> NDArray[np.float64]:
        """Millimetres on the sheet to degrees: (n, 2) → (n, 2)."""
        east = self.west_m + (paper[:, 0] - self.box.x) / self.mm_per_m
        north = self.south_m + (paper[:, 1] - self.box.y) / self.mm_per_m
        lon, lat = projection().transform(east, north, direction="INVERSE")
        return np.column_stack([lon, lat])

    def outline(self, *, steps: int = 24) -> NDArray[np.float64]:
        """The frame of the map as a closed ring in degrees, (4 × steps + 1, 2)."""
        return self.to_ground(_ring(self.box.x, self.box.y, self.box.right, self.box.top, steps))

    def bounds(self, *, margin_mm: float = 0.0) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees of all that the frame, grown by ``margin_mm``, shows."""
        b = self.box
        ring = _ring(b.x - margin_mm, b.y - margin_mm, b.right + margin_mm, b.top + margin_mm, 24)
        lon, lat = self.to_ground(ring).T
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def check_bounds(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The bounds (west, south, east, north in degrees), cut to what the layers cover.

    Raises
    ------
    InputError
        If they are no rectangle or lie wholly outside.
    """
    west, south, east, north = bounds
    if not all(map(math.isfinite, bounds)) or west >= east or south >= north:
        raise InputError("briefing.extent_empty")
    covered = study().extent
    west, south = max(west, covered[0]), max(south, covered[1])
    east, north = min(east, covered[2]), min(north, covered[3])
    if west >= east or south >= north:
        raise InputError("briefing.extent_outside")
    return west, south, east, north


@dataclass(frozen=True)
class Denominator:
    """The denominator of a scale, as each language writes it."""

    value: int

    def text(self, lang: Lang) -> str:
        """With the thousands set apart."""
        return number(self.value, lang)

    def __str__(self) -> str:
        return self.text(Lang.EN)


def check_scale(scale: int) -> None:
    """Refuse a scale that the data are not made for.

    Raises
    ------
    InputError
        With the limits.
    """
    if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        limits = Denominator(SMALLEST_SCALE), Denominator(LARGEST_SCALE)
        raise InputError("briefing.scale_outside", scale=Denominator(scale), low=limits[0], high=limits[1])


def check_fit(bounds: tuple[float, float, float, float], *, box: Box, scale: int) -> None:
    """Refuse a scale at which a view does not fit its frame.

    Raises
    ------
    InputError
        With the round scale that would fit.
    """
    check_scale(scale)
    fitting = fit(bounds, box=box)
    if scale < fitting.scale and scale < _needed(bounds, box=box) * (1 - 1e-9):
        raise InputError("briefing.scale_too_large", scale=Denominator(scale), fits=Denominator(fitting.scale))


def planar_bounds(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The rectangle of the plane (EPSG:3405, metres) around bounds in degrees."""
    west, south, east, north = check_bounds(bounds)
    x, y = projection().transform(*_ring(west, south, east, north, 24).T)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _needed(bounds: tuple[float, float, float, float], *, box: Box) -> float:
    """The denominator at which a frame just holds bounds (degrees)."""
    west, south, east, north = planar_bounds(bounds)
    factor = _scale_factor((west + east) / 2, (south + north) / 2)
    return 1000 / factor * max((east - west) / box.width, (north - south) / box.height)


def fit(bounds: tuple[float, float, float, float], *, box: Box, scale: int | None = None) -> Extent:
    """The extent whose frame ``box`` holds all of ``bounds`` (degrees), at a round scale.

    Parameters
    ----------
    scale
        A denominator chosen by the user; the centre of the bounds then stays in the middle, and the
        bounds may run over the frame.
    """
    west, south, east, north = planar_bounds(bounds)
    centre_x, centre_y = (west + east) / 2, (south + north) / 2
    factor = _scale_factor(centre_x, centre_y)
    if scale is None:
        scale = round_up(_needed(bounds, box=box))
    mm_per_m = 1000 / (scale * factor)
    low, high = _covered_plane(study().extent)
    west_m = _moved_in(centre_x, box.width / mm_per_m, min(low[0], west), max(high[0], east))
    south_m = _moved_in(centre_y, box.height / mm_per_m, min(low[1], south), max(high[1], north))
    return Extent(box=box, west_m=west_m, south_m=south_m, scale=scale, factor=factor)


def no_wider(bounds: tuple[float, float, float, float], *, box: Box, scale: int | None = None) -> Box:
    """The frame, from its lower left corner as far across and up as the layers reach at its scale: beyond them is only white."""
    extent, (low, high) = fit(bounds, box=box, scale=scale), _covered_plane(study().extent)
    west, south, east, north = planar_bounds(bounds)
    across = (max(high[0], east) - min(low[0], west)) * extent.mm_per_m
    up = (max(high[1], north) - min(low[1], south)) * extent.mm_per_m
    return Box(box.x, box.y, min(box.width, across), min(box.height, up))


def _moved_in(centre: float, length: float, low: float, high: float) -> float:
    """Where a stretch around ``centre`` begins, moved so that it does not run over low or high if it is no longer."""
    begin = centre - length / 2
    room = high - low
    return float(begin if length > room * (1 + 1e-9) else min(max(begin, low), max(high - length, low)))


@cache
def _covered_plane(covered: tuple[float, float, float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """South-west and north-east corner of the largest upright rectangle of the plane that the layers cover."""
    sides = []
    for ends in ((0, 1, 0, 3), (2, 1, 2, 3), (0, 1, 2, 1), (0, 3, 2, 3)):  # west, east, south, north
        west, south, east, north = (covered[k] for k in ends)
        sides.append(projection().transform(np.linspace(west, east, 60), np.linspace(south, north, 60)))
    (west_x, _), (east_x, _), (_, south_y), (_, north_y) = sides
    return (float(west_x.max()), float(south_y.max())), (float(east_x.min()), float(north_y.min()))


def round_up(needed: float) -> int:
    """The next denominator a reader expects: 1:1,050,321 becomes 1:1,250,000."""
    needed = max(needed, SMALLEST_SCALE)
    power = 10.0 ** math.floor(math.log10(needed))
    return next(round(step * power) for step in _STEPS if step * power >= needed * (1 - 1e-9))


def _scale_factor(x: float, y: float) -> float:
    """Planar metres for one geodesic metre around a planar point (mean of both axes)."""
    half = 500.0
    factors = []
    for dx, dy in ((half, 0.0), (0.0, half)):
        lon, lat = projection().transform([x - dx, x + dx], [y - dy, y + dy], direction="INVERSE")
        factors.append(2 * half / distance_m(lon[0], lat[0], lon[1], lat[1]))
    return sum(factors) / 2


def _ring(west: float, south: float, east: float, north: float, steps: int) -> NDArray[np.float64]:
    """A rectangle as a closed ring with ``steps`` points a side: (4 × steps + 1, 2)."""
    t = np.linspace(0.0, 1.0, steps, endpoint=False)
    x = np.concatenate([west + t * (east - west), np.full(steps, east), east - t * (east - west), np.full(steps, west)])
    y = np.concatenate(
        [np.full(steps, south), south + t * (north - south), np.full(steps, north), north - t * (north - south)]
    )
    return np.column_stack([np.append(x, x[0]), np.append(y, y[0])])


def cut_off(extent: Extent, *ways: Sequence[LonLat]) -> bool:
    """Whether a part of a compared way lies beyond the frame."""
    points = [point for way in ways for point in way]
    if not points:
        return False
    paper = extent.to_paper(np.array(points))
    box = extent.box
    return bool(
        ((paper[:, 0] < box.x) | (paper[:, 0] > box.right) | (paper[:, 1] < box.y) | (paper[:, 1] > box.top)).any()
    )
