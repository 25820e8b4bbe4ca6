"""The sheet of paper and the boxes on it. All lengths are millimetres from the lower left corner.

::

    ┌───────────────────────────────┐      ┌──────────────────┐
    │ title                         │      │ title            │
    ├──────────────────────┬────────┤      ├──────────────────┤
    │                      │        │      │                  │
    │ map                  │ panel  │      │ map              │
    │                      │        │      ├──────────────────┤
    ├──────────────────────┴────────┤      │ panel            │
    │ foot                          │      ├──────────────────┤
    └───────────────────────────────┘      │ foot             │
              landscape                    └──────────────────┘  portrait
"""

from __future__ import annotations

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
_LETTERS: Final = {"A4": 1.0, "A3": 1.22, "A2": 1.6, "A1": 2.1, "A0": 2.7, "16:9": 1.12}


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
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def inset(self, by: float) -> Box:
        """The box with every side moved inwards by ``by``."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)

    def halves(self, *, gap: float, stacked: bool) -> tuple[Box, Box]:
        """Two equal boxes with a gap between them: the first above, or the first to the left."""
        if stacked:
            half = (self.height - gap) / 2
            return Box(self.x, self.top - half, self.width, half), Box(self.x, self.y, self.width, half)
        half = (self.width - gap) / 2
        return Box(self.x, self.y, half, self.height), Box(self.right - half, self.y, half, self.height)

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
    panel_columns
        How many columns the legend flows through.
    """

    width: float
    height: float
    letters: float
    title: Box
    map: Box
    panel: Box
    foot: Box
    panel_columns: int

    @property
    def paper(self) -> Box:
        """The whole sheet."""
        return Box(0.0, 0.0, self.width, self.height)


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


def lay_out(
    paper: str, *, orientation: str, title_height: float, foot_height: float, panel_share: float, panel_columns: int
) -> Sheet:
    """Share the paper out.

    Parameters
    ----------
    title_height, foot_height
        What title block and foot need, millimetres.
    panel_share
        Part of the width (landscape) or of the height (portrait) given to the panel, 0–1.
    panel_columns
        How many columns the panel has.
    """
    width, height = paper_size(paper, orientation=orientation)
    letters = _LETTERS[paper]
    margin, gap, ticks = 7.0 * letters, 2.4 * letters, 3.6 * letters  # ticks: room for the degrees around the map
    inner = Box(margin, margin, width - 2 * margin, height - 2 * margin)
    title = Box(inner.x, inner.top - title_height, inner.width, title_height)
    foot = Box(inner.x, inner.y, inner.width, foot_height)
    middle = Box(inner.x, foot.top + gap, inner.width, title.y - foot.top - 2 * gap)
    if orientation == "landscape":
        panel_width = inner.width * panel_share
        panel = Box(inner.right - panel_width, middle.y, panel_width, middle.height)
        framed = Box(middle.x, middle.y, middle.width - panel_width - gap, middle.height)
    else:
        panel_height = middle.height * panel_share
        panel = Box(inner.x, middle.y, inner.width, panel_height)
        framed = Box(middle.x, middle.y + panel_height + gap, middle.width, middle.height - panel_height - gap)
    return Sheet(width, height, letters, title, framed.inset(ticks), panel, foot, panel_columns)
