"""What a finished page tells of itself: its name, its texts in the order of reading, and where its maps lie on the earth."""

from __future__ import annotations

from dataclasses import dataclass

LonLat = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A map on a page.

    Attributes
    ----------
    name
        What it is called in a viewer's list.
    box_mm
        Left, low, right, top of its frame on the page, millimetres from the lower left corner.
    corners
        The corners of the frame, lower left, upper left, upper right, lower right: longitude, latitude in degrees (EPSG:4326).
    """

    name: str
    box_mm: tuple[float, float, float, float]
    corners: tuple[LonLat, LonLat, LonLat, LonLat]


@dataclass(frozen=True)
class Said:
    """A text of a page as it is read: ``role`` is a structure type of PDF (``H1``, ``P``), or ``Figure`` for a name on the map."""

    role: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A page.

    Attributes
    ----------
    title
        Its bookmark.
    label
        What a viewer calls it in place of its number.
    alt
        What is read aloud in place of the drawing.
    texts
        The texts in the order of reading; ``number`` counts them as they were written.
    frames
        The maps on it.
    """

    title: str
    label: str
    alt: str
    texts: tuple[Said, ...]
    frames: tuple[Frame, ...] = ()
