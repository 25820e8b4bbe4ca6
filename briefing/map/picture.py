"""A map as a picture for a slide or a page: the frame alone; title, legend and notes stand beside it.

The printed sheet carries its words in the margin, in letters for a reader at arm's length. On a slide
they are native text, so the picture holds the map, the degrees, the scale bar and the arrow to the north.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
import numpy as np
from PIL import Image

from briefing.map.base_map import Scene, Shown, onto_paper
from briefing.map.canvas import DRAWING, SETTINGS, Canvas, colour, grey, uncollected
from briefing.map.composition import draw_map
from briefing.map.extent import check_bounds, fit, no_wider
from briefing.map.legend import draw_rows, draw_sign, heading_row, sign_row
from briefing.map.marginalia import draw_scale
from briefing.map.print_request import DPI
from briefing.map.sheet import Box
from layers import FillStyle, LineStyle, project_numbers
from layers.symbology import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.content import DataSource, Laid
    from briefing.map.extent import Extent
    from briefing.map.legend import Row
    from briefing.map.print_request import Order, PrintRequest
    from layers import PointStyle
    from layers.symbology import LegendRow, ResultLayer

_EDGE_MM: Final = 0.3  # room for the line of the frame, times the letters
_BAR_MM: Final = (52.0, 10.0)  # scale bar and arrow in the letters of a sheet of A4 …
_BAR_LETTERS: Final = 0.75  # … of which they take this part here
_BAR_LEAST: Final = 1.23  # … but never less: its note then has 6 points
_PAD_MM: Final = 1.4
_ABOVE: Final = 90  # all that a map draws


@dataclass(frozen=True)
class Picture:
    """A map as PNG.

    Attributes
    ----------
    png
        The file.
    width_mm, height_mm
        Its size on the slide: less than was asked for where the data end before it.
    shown
        What came onto it: a legend beside it explains this and nothing else.
    scale
        The denominator at that size.
    """

    png: bytes
    width_mm: float
    height_mm: float
    shown: Shown
    scale: int


def map_picture(
    request: PrintRequest,
    *,
    source: DataSource,
    width_mm: float,
    height_mm: float,
    letters: float = 1.5,
    dpi: int = DPI,
    theme: ResultLayer | None = None,
    laid: Laid | None = None,
) -> Picture:
    """The map of a request in a picture of this size; paper, title and figures of the request do not count.

    Parameters
    ----------
    letters
        Factor on letters, symbols and lines of the printed sheet of A4.
    dpi
        Dots per inch.
    theme
        A result drawn between the land and the names, such as communes by minutes saved.
    laid
        Layers laid on the frames of earlier pictures; the same map in another language takes them from here.

    Raises
    ------
    InputError
        If the bounds are empty or outside the data.
    """
    check_bounds(request.bounds)
    source = replace(source, layer=cache(source.layer))
    projects = [p for p in source.projects() if p.id in request.project_ids] if "projects" in request.layers else []
    with DRAWING, uncollected():
        edge = _EDGE_MM * letters
        whole = Box(0, 0, width_mm, height_mm).inset(edge)
        frame = no_wider(request.bounds, box=whole, scale=request.scale)
        extent = fit(request.bounds, box=frame, scale=request.scale or fit(request.bounds, box=whole).scale)
        width_mm, height_mm = width_mm - (whole.width - frame.width), height_mm - (whole.height - frame.height)
        canvas = Canvas(width_mm, height_mm, grey if request.greyscale else colour, pen=letters)
        scene = Scene(extent, source.frame, {} if laid is None else laid.setdefault(extent, {}))
        shown = Shown()
        if theme:
            draw_result(canvas, scene, theme)
        plate = _bar_plate(extent, letters=letters)
        numbers = project_numbers(source.projects())
        draw_map(canvas, scene, request, projects, numbers=numbers, shown=shown, reserved=[plate])
        canvas.rectangle(plate, fill=style.PAPER, edge=style.INK, width=0.2, z=73, alpha=0.94)
        inner = plate.inset(_PAD_MM * letters)
        draw_scale(canvas, extent, inner, lang=request.lang, letters=max(letters * _BAR_LETTERS, _BAR_LEAST), z=_ABOVE)
        png = _png(canvas, dpi)
    return Picture(png, width_mm, height_mm, shown, extent.scale)


def drawn(order: Order, *, source: DataSource, laid: Laid | None = None) -> Picture:
    """The picture of an order; errors as of ``map_picture``."""
    return map_picture(order.request, source=source, theme=order.theme, laid=laid, **vars(order.setting))


def draw_result(canvas: Canvas, scene: Scene, layer: ResultLayer) -> None:
    """A result: its areas, one fill at a time, and its lines over them."""
    for row in layer.rows:
        sign = row.sign
        if not isinstance(sign, FillStyle):
            continue
        shapes = np.array([s.geometry for s in layer.shapes if s.sign == sign], dtype=object)
        canvas.areas(
            onto_paper(shapes, extent=scene.extent),
            fill=sign.fill,
            edge=style.PAPER,
            width=0.12 * canvas.pen,
            alpha=sign.opacity,
            z=sign.order,
            clip=scene.frame,
        )
    for shape in layer.shapes:
        sign = shape.sign
        if isinstance(sign, LineStyle):
            lines = onto_paper(np.array([shape.geometry], dtype=object), extent=scene.extent)
            pens = [(sign.colour, sign.width_mm or 0.5, sign.dash, 0.0)]
            if sign.casing:
                pens.append((sign.casing, sign.casing_mm, (), 0.5))
            for ink, width, dash, lower in pens:
                z = sign.order - lower
                canvas.lines(lines, colour=ink, width=width * canvas.pen, dash=dash, z=z, clip=scene.frame)


def _bar_plate(extent: Extent, *, letters: float) -> Box:
    """Where scale bar and north arrow stand: the upper left corner, which is Cambodia in a view of the provinces."""
    factor = max(letters * _BAR_LETTERS, _BAR_LEAST)
    width, height = (side * factor + 2 * _PAD_MM * letters for side in _BAR_MM)
    return Box(extent.box.x, extent.box.top - height, width, height)


def _png(canvas: Canvas, dpi: int) -> bytes:
    """The pixels in 256 colours, which a map needs no more than and a file of slides is glad of."""
    figure = canvas.figure
    with mpl.rc_context(SETTINGS):
        figure.set_dpi(dpi)
        canvas.surface.draw()
        across, up = figure.canvas.get_width_height()
        image = Image.frombuffer("RGBA", (across, up), canvas.surface.buffer_rgba(), "raw", "RGBA", 0, 1)
        out = io.BytesIO()
        image.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            out, "PNG", dpi=(dpi, dpi), compress_level=6
        )
    return out.getvalue()


_LEGEND_MM, _LEGEND_PAD_MM, _LETTERS = 84.0, 2.0, 1.25
_LEGEND_DPI: Final = 110
_SIGN_MM: Final = 7.0


def legend_picture(rows: Sequence[LegendRow]) -> bytes:
    """PNG of a legend, headings in the order of the rows, on a white plate."""
    drawn: list[Row] = []
    heading = ""
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            drawn.append(heading_row(heading, _LETTERS))
        drawn.append(sign_row([row], width=_LEGEND_MM - 2 * _LEGEND_PAD_MM, f=_LETTERS))
    height = sum(row.height for row in drawn) + 2 * _LEGEND_PAD_MM
    with DRAWING, mpl.rc_context(SETTINGS):
        canvas = Canvas(_LEGEND_MM, height, colour)
        canvas.rectangle(Box(0, 0, _LEGEND_MM, height), fill="#ffffff", edge="#8d9399", width=0.4)
        draw_rows(
            canvas,
            [Box(_LEGEND_PAD_MM, _LEGEND_PAD_MM, _LEGEND_MM - 2 * _LEGEND_PAD_MM, height - 2 * _LEGEND_PAD_MM)],
            [drawn],
        )
        return _clear_png(canvas)


def sign_picture(sign: LineStyle | FillStyle | PointStyle) -> bytes:
    """PNG of one sign on a ground that is clear."""
    with DRAWING, mpl.rc_context(SETTINGS):
        canvas = Canvas(_SIGN_MM, _SIGN_MM, colour)
        canvas.figure.patch.set_alpha(0.0)
        draw_sign(canvas, sign, _SIGN_MM / 2 - 6.4, _SIGN_MM / 2, 2.0)
        return _clear_png(canvas)


def _clear_png(canvas: Canvas) -> bytes:
    out = io.BytesIO()
    canvas.figure.savefig(
        out, format="png", dpi=_LEGEND_DPI, facecolor=canvas.figure.get_facecolor(), metadata={"Software": None}
    )
    return out.getvalue()
