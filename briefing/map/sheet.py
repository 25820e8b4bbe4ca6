"""The sheet of paper and the boxes on it. All lengths are millimetres from the lower left corner.

::

    ┌───────────────────────────────┐      ┌──────────────────┐      ┌───────────────────────────────┐
    │ title                         │      │ title            │      │ title                         │
    ├──────────────────────┬────────┤      ├──────────────────┤      ├───────────────┬───────────────┤
    │                      │        │      │                  │      │               │               │
    │ map                  │ panel  │      │ map              │      │ before        │ after         │
    │                      │        │      ├──────────────────┤      ├───────────────┴───────────────┤
    │                      │        │      │ panel            │      │ panel                         │
    ├──────────────────────┴────────┤      ├──────────────────┤      ├───────────────────────────────┤
    │ foot                          │      │ foot             │      │ foot                          │
    └───────────────────────────────┘      └──────────────────┘      └───────────────────────────────┘
              landscape                          portrait                       a pair

The map comes first: it has its share of the paper, and the panel what is left. A frame ends where the data end: what of its share
it does not take goes to the panel too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from words import InputError

PAPERS: Final = {  # longer side, shorter side (ISO 216); the slide is that of 13⅓ × 7½ inches
    "A4": (297.0, 210.0),
    "A3": (420.0, 297.0),
    "A2": (594.0, 420.0),
    "A1": (841.0, 594.0),
    "A0": (1189.0, 841.0),
    "16:9": (338.6667, 190.5),
}
# From A3 on letters grow with the side of the paper: those of 6 points stand 5 mm high on A0, to be read from 1.5 m.
_LETTERS: Final = {"A4": 1.0, "A3": 1.22, "A2": 1.75, "A1": 2.5, "A0": 3.5, "16:9": 1.12}
# Denominators that may be asked for: roads are good to 1–2 m, which shows below; a view of all the data may be smaller.
SCALES: Final = (10_000, 2_000_000)
LEAST_PT: Final = 6.0  # of all that is printed, times the letters of the paper
READ_PT: Final = 7.0  # of figures and legend
_MAP_SHARE: Final = 0.6808  # of the paper, for a single map …
_PAIR_SHARE: Final = 0.352  # … and for each of two
_MARGIN_MM, _GAP_MM = 5.0, 1.8
SCALE_MM: Final = 10.0  # height of the scale bar with its figures, times the letters of the paper
BETWEEN_MM: Final = 2.4  # the frames of two maps
_PANEL_WIDTH_MM: Final = (45.5, 62.0)  # of a panel beside the map, least and most
_PANEL_HEIGHT_MM: Final = (13.0, 70.0)  # of one below it
_COLUMN_MM: Final = 55.0  # about the width of a column of the legend


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet, millimetres; ``x``, ``y`` is its lower left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """The y of the upper side."""
        return self.y + self.height

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, low, right, top."""
        return self.x, self.y, self.right, self.top

    @property
    def area(self) -> float:
        """Square millimetres."""
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def inset(self, by: float) -> Box:
        """The box with every side moved inwards by ``by``."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def narrowed(self, by: float) -> Box:
        """The box with its left and right side moved inwards by ``by``."""
        return Box(self.x + by, self.y, self.width - 2 * by, self.height)

    def halves(self, *, gap: float, stacked: bool) -> tuple[Box, Box]:
        """Two equal boxes with a gap between them: the first above, or the first to the left."""
        if stacked:
            half = (self.height - gap) / 2
            return Box(self.x, self.top - half, self.width, half), Box(self.x, self.y, self.width, half)
        half = (self.width - gap) / 2
        return Box(self.x, self.y, half, self.height), Box(self.right - half, self.y, half, self.height)

    def columns(self, count: int, *, gap: float) -> list[Box]:
        """Equal columns with a gap between them, from left to right."""
        width = (self.width - gap * (count - 1)) / count
        return [Box(self.x + k * (width + gap), self.y, width, self.height) for k in range(count)]

    def holds(self, other: Box, *, slack: float = 0.0) -> bool:
        """Whether ``other`` lies inside, give or take ``slack``."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.top <= self.top + slack
        )


@dataclass(frozen=True)
class Sheet:
    """The paper with its boxes.

    Attributes
    ----------
    letters
        Factor on every letter size and symbol: 1 on A4, larger where the sheet is read from afar.
    maps
        The frame of the map, or those of a pair.
    panel_columns
        How many columns the legend flows through.
    below
        Where the scale stands below a frame that leaves it the room; None: in the panel.
    """

    width: float
    height: float
    letters: float
    title: Box
    maps: tuple[Box, ...]
    panel: Box
    foot: Box
    panel_columns: int
    below: Box | None = None

    @property
    def paper(self) -> Box:
        """The whole sheet."""
        return Box(0.0, 0.0, self.width, self.height)

    @property
    def map(self) -> Box:
        """What the frames of all maps take."""
        left, low = (min(box.bounds[k] for box in self.maps) for k in (0, 1))
        right, top = (max(box.bounds[k] for box in self.maps) for k in (2, 3))
        return Box(left, low, right - left, top - low)


def paper_size(paper: str, *, orientation: str) -> tuple[float, float]:
    """Width and height in millimetres.

    Raises
    ------
    InputError
        If the paper or the orientation is not one of those offered.
    """
    if paper not in PAPERS:
        raise InputError("briefing.paper_unknown", paper=paper, known=", ".join(PAPERS))
    long_side, short_side = PAPERS[paper]
    if orientation == "landscape":
        return long_side, short_side
    if orientation == "portrait":
        return short_side, long_side
    raise InputError("briefing.orientation_unknown", orientation=orientation)


def letters_on(paper: str) -> float:
    """Factor on the letters of A4 for a paper."""
    return _LETTERS[paper]


def inner_box(paper: str, *, orientation: str) -> Box:
    """The paper within its margins."""
    width, height = paper_size(paper, orientation=orientation)
    return Box(0.0, 0.0, width, height).inset(_MARGIN_MM * _LETTERS[paper])


def lay_out(
    paper: str,
    *,
    orientation: str,
    title_height: float,
    foot_height: float,
    pair: bool = False,
    stacked: bool = False,
    most: tuple[float, float] = (math.inf, math.inf),
) -> Sheet:
    """Share the paper out: the map has its part of it, the panel what is left.

    Parameters
    ----------
    title_height, foot_height
        What title block and foot need, millimetres.
    pair, stacked
        Two maps, the first beside the second or above it.
    most
        Width and height of a frame, millimetres, that it does not pass.
    """
    width, height = paper_size(paper, orientation=orientation)
    letters, inner = _LETTERS[paper], inner_box(paper, orientation=orientation)
    gap, between = _GAP_MM * letters, BETWEEN_MM * letters
    title = Box(inner.x, inner.top - title_height, inner.width, title_height)
    foot = Box(inner.x, inner.y, inner.width, foot_height)
    middle = Box(inner.x, foot.top + gap, inner.width, title.y - foot.top - 2 * gap)
    area = width * height * (2 * _PAIR_SHARE if pair else _MAP_SHARE)
    across, up = (1, 1) if not pair else (1, 2) if stacked else (2, 1)
    widest, highest = (n * side + (n - 1) * between for n, side in zip((across, up), most, strict=True))
    if pair or orientation == "portrait":
        wanted = area / (middle.width - (between if pair and not stacked else 0.0)) + (between if stacked else 0.0)
        panel_height = _held(middle.height - gap - wanted, _PANEL_HEIGHT_MM, letters)
        panel_height = max(panel_height, middle.height - gap - highest)
        panel = Box(inner.x, middle.y, inner.width, panel_height)
        framed = Box(middle.x, panel.top + gap, middle.width, middle.height - panel_height - gap)
        framed = framed.narrowed(max((framed.width - widest) / 2, 0.0))
    else:
        panel_width = _held(middle.width - gap - area / middle.height, _PANEL_WIDTH_MM, letters)
        panel_width = max(panel_width, middle.width - gap - widest)
        panel = Box(inner.right - panel_width, middle.y, panel_width, middle.height)
        framed_height = min(middle.height, highest)
        framed = Box(middle.x, middle.top - framed_height, middle.width - panel_width - gap, framed_height)
    maps = framed.halves(gap=between, stacked=stacked) if pair else (framed,)
    columns = max(int(panel.width / (_COLUMN_MM * letters)), 1)
    scale = Box(framed.x, framed.y - gap - SCALE_MM * letters, _PANEL_WIDTH_MM[1] * letters, SCALE_MM * letters)
    below = scale if scale.y >= middle.y and panel.x > framed.x else None
    return Sheet(width, height, letters, title, maps, panel, foot, columns, below)


def _held(value: float, limits: tuple[float, float], letters: float) -> float:
    """The value within limits in the letters of the paper."""
    return min(max(value, limits[0] * letters), limits[1] * letters)
