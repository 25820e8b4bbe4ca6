"""The kinds of signs that the style table is made of: lines, areas, points, labels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LineStyle:
    """How a line is drawn.

    Attributes
    ----------
    colour
        Hexadecimal colour of the core.
    width_px, width_mm
        Width of the core on screen and on paper.
    dash
        On and off lengths in multiples of the width; empty is solid.
    casing
        Colour of the wider line underneath; None for none.
    casing_px, casing_mm
        Width of that line, both sides counted.
    order
        What is drawn later lies above; the same order in all renderers.
    opacity
        From 0 to 1, for the core.
    min_zoom
        Zoom of the web map from which it is drawn.
    """

    colour: str
    width_px: float
    width_mm: float
    dash: tuple[float, ...] = ()
    casing: str | None = None
    casing_px: float = 0.0
    casing_mm: float = 0.0
    order: int = 0
    opacity: float = 1.0
    min_zoom: int = 0

    @property
    def dash_px(self) -> str:
        """The dash as an SVG ``stroke-dasharray`` in pixels; empty for a solid line."""
        return " ".join(f"{part * self.width_px:.3g}" for part in self.dash)


@dataclass(frozen=True)
class Hatch:
    """Parallel lines over an area where there is no colour.

    Attributes
    ----------
    turns
        Their directions in degrees from the horizontal.
    apart_mm
        From one line to the next on an A4 sheet.
    """

    turns: tuple[float, ...]
    apart_mm: float


@dataclass(frozen=True)
class FillStyle:
    """How an area is drawn: fill, opacity, outline (None for none), order, and the lines that tell it apart without colour."""

    fill: str
    opacity: float = 1.0
    outline: LineStyle | None = None
    order: int = 0
    min_zoom: int = 0
    hatch: Hatch | None = None


@dataclass(frozen=True)
class PointStyle:
    """How a point is drawn.

    ``symbol`` is circle, square, diamond, triangle or ring (a hollow circle); sizes are diameters.
    """

    symbol: str
    fill: str
    edge: str
    size_px: float
    size_mm: float
    edge_px: float = 1.5
    edge_mm: float = 0.25
    order: int = 0
    min_zoom: int = 0


@dataclass(frozen=True)
class LabelStyle:
    """How a label is written.

    Attributes
    ----------
    colour, halo
        Colour of the letters and of the thin light rim around them.
    size_px, size_pt
        Letter size on screen and on paper.
    weight
        400 regular, 600 and more bold.
    italic, capitals
        Slanted letters (water); all letters large.
    spacing_em
        Extra space between letters, in multiples of the size.
    shield
        Fill of the box behind the text, for road numbers and projects; None for no box.
    bar_px
        Width of the bar in the colour of the project's group at the left of the box.
    priority
        The smaller, the sooner it takes its place.
    min_zoom
        Zoom of the web map from which it may appear at all.
    """

    colour: str
    size_px: float
    size_pt: float
    weight: int = 400
    italic: bool = False
    capitals: bool = False
    spacing_em: float = 0.0
    halo: str = "#ffffff"
    shield: str | None = None
    bar_px: float = 0.0
    priority: int = 50
    min_zoom: int = 8
