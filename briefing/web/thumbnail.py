"""A kept view as a picture the size of a stamp: what its map draws, its bars, or its table, without a word."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from layers import FillStyle, LineStyle, provinces_layer, study
from layers.symbology import style

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.content import Step

WIDTH_PX, HEIGHT_PX = 96, 60
_SEA, _RIM = "#eef1f3", "#b9aecb"
_BAR, _SLIGHT = "#1f5a8c", "#8fb3cd"
_MOST_BARS: Final = 6


def thumbnail(step: Step) -> str:
    """The picture as SVG; of a view that holds words alone two lines of them."""
    body = "".join(_map(step) if step.has_map else _bars(step) if step.bars else _lines(step))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_PX}" height="{HEIGHT_PX}" '
        f'viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}"><rect width="100%" height="100%" fill="{_SEA}"/>{body}</svg>'
    )


def _bars(step: Step) -> Iterator[str]:
    shown = step.bars[:_MOST_BARS]
    most = max((abs(bar.value or 0.0) for bar in shown), default=0.0) or 1.0
    high = (HEIGHT_PX - 12) / len(shown)
    for n, bar in enumerate(shown):
        width = (WIDTH_PX - 16) * abs(bar.value or 0.0) / most
        fill = _BAR if bar.main else _SLIGHT
        yield f'<rect x="8" y="{6 + n * high:.1f}" width="{width:.1f}" height="{high * 0.7:.1f}" fill="{fill}"/>'


def _lines(step: Step) -> Iterator[str]:
    """Rows of a table, or of words alone."""
    count = min(len(step.rows) + 1, _MOST_BARS) if step.heads else 2
    for n in range(count):
        fill, width = (_BAR, WIDTH_PX - 16) if n == 0 else (_SLIGHT, WIDTH_PX - 30)
        yield f'<rect x="8" y="{10 + n * 8}" width="{width}" height="3" fill="{fill}"/>'


def _map(step: Step) -> Iterator[str]:
    report, shows = step.report, step.slide.shows
    assert report is not None
    assert shows is not None
    view = _View(report.bounds)
    areas = report.source.layer(provinces_layer(shows.edition))
    focus = study().focus(shows.edition)
    for code, area in zip(areas["code"], areas.geometry, strict=True):
        yield view.area(area, style.fill("province", "focus" if code in focus else "study"))
    shapes = step.layer.shapes if step.layer is not None else ()
    for shape in shapes:
        if isinstance(shape.sign, FillStyle):
            yield view.area(shape.geometry, shape.sign)
    for way, kind in zip(step.ways, ("before", "after"), strict=True):
        if way:
            yield view.line(shapely.LineString(way), style.line("path", kind), share=0.35)
    for project in report.projects:
        for section in project.sections:
            if section.status in shows.statuses:
                sign = style.project_line(project.group, section.status, schematic=section.quality == "schematic")
                yield view.line(section.geometry, sign, share=0.35)
    for shape in shapes:
        if isinstance(shape.sign, LineStyle):
            yield view.line(shape.geometry, shape.sign, share=0.5)


class _View:
    """Degrees to pixels: the frame of a map, its middle filling the picture."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = bounds
        self._shrink = math.cos(math.radians((south + north) / 2))
        self._scale = max(WIDTH_PX / ((east - west) * self._shrink), HEIGHT_PX / (north - south))
        self._middle = (west + east) / 2, (south + north) / 2

    def area(self, geometry: shapely.Geometry, sign: FillStyle) -> str:
        path = "".join(f"{self._path(ring)}Z" for ring in shapely.get_rings(shapely.get_parts(self._seen(geometry))))
        look = f'fill="{sign.fill}" fill-opacity="{sign.opacity:g}" stroke="{_RIM}" stroke-width=".4"'
        return f'<path d="{path}" {look}/>' if path else ""

    def line(self, geometry: shapely.Geometry, sign: LineStyle, *, share: float) -> str:
        """A line so many times thinner than on screen."""
        parts = shapely.get_parts(shapely.get_parts(self._seen(geometry)))
        path = "".join(self._path(part) for part in parts if part.geom_type == "LineString")
        pens = [(sign.casing, sign.casing_px), (sign.colour, sign.width_px)]
        drawn = [(colour, max(px * share, 0.8)) for colour, px in pens if colour and path]
        return "".join(f'<path d="{path}" fill="none" stroke="{c}" stroke-width="{px:.1f}"/>' for c, px in drawn)

    def _seen(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """What lies in the picture, in pixels, as fine as they are."""
        flat = shapely.transform(geometry, self._pixels)
        return shapely.simplify(shapely.clip_by_rect(flat, -2, -2, WIDTH_PX + 2, HEIGHT_PX + 2), 0.4)

    def _pixels(self, at: np.ndarray) -> np.ndarray:
        x = WIDTH_PX / 2 + (at[:, 0] - self._middle[0]) * self._shrink * self._scale
        y = HEIGHT_PX / 2 - (at[:, 1] - self._middle[1]) * self._scale
        return np.column_stack((x, y))

    @staticmethod
    def _path(line: shapely.Geometry) -> str:
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in shapely.get_coordinates(line))
