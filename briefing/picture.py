"""A map as a picture for a slide: the frame alone, in letters for a hall; title, legend and notes stand beside it.

The printed sheet carries its words in the margin, in letters for a reader at arm's length. On a slide
they are native text, so the picture holds the map, the degrees, the scale bar and the arrow to the north.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from PIL import Image

from briefing import tone
from briefing.canvas import Canvas
from briefing.extent import check_bounds, fit
from briefing.furniture import draw_scale
from briefing.groundwork import Shown
from briefing.mapping import draw_map
from briefing.output import SETTINGS
from briefing.print_map import DRAWING
from briefing.scene import Scene
from briefing.sheet import Box
from layers import style

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.extent import Extent
    from briefing.print_map import PrintRequest
    from briefing.shelf import Shelf

_DPI: Final = 160  # a hall projector shows 13⅓ inches in 1,920 dots
_TICKS_MM: Final = 3.6  # room for the degrees around the frame, times the letters
_BAR_MM: Final = (52.0, 14.5)  # the plate of the scale bar, times the letters


@dataclass(frozen=True)
class Picture:
    """A map as PNG.

    Attributes
    ----------
    png
        The file.
    width_mm, height_mm
        Its size on the slide.
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
    shelf: Shelf,
    width_mm: float,
    height_mm: float,
    letters: float = 1.5,
    overlay: Callable[[Canvas, Scene], None] | None = None,
) -> Picture:
    """The map of a request in a picture of this size; paper, title and figures of the request do not count.

    Parameters
    ----------
    letters
        Factor on letters, symbols and lines of the printed sheet of A4.
    overlay
        Draws a theme (communes by minutes saved) between the land and the names.

    Raises
    ------
    InputError
        If the bounds are empty or outside the data.
    """
    check_bounds(request.bounds)
    shelf = replace(shelf, layer=cache(shelf.layer))
    projects = [p for p in shelf.projects() if p.id in request.project_ids] if "projects" in request.layers else []
    with DRAWING:
        canvas = Canvas(width_mm, height_mm, tone.grey if request.greyscale else tone.colour, pen=letters)
        frame = Box(0, 0, width_mm, height_mm).inset(_TICKS_MM * letters)
        extent = fit(request.bounds, box=frame, scale=request.scale)
        scene, shown = Scene(extent, shelf.layer), Shown()
        if overlay:
            overlay(canvas, scene)
        draw_map(canvas, scene, request, projects, shown=shown)
        _draw_bar(canvas, extent, request, letters=letters)
        png = _png(canvas)
    return Picture(png, width_mm, height_mm, shown, extent.scale)


def _draw_bar(canvas: Canvas, extent: Extent, request: PrintRequest, *, letters: float) -> None:
    """Scale bar and north arrow on a white plate in the lower right corner, where the data end at the sea."""
    width, height = (side * letters * 0.8 for side in _BAR_MM)
    pad = 1.4 * letters
    frame = extent.box
    plate = Box(frame.right - width - 2 * pad, frame.y, width + 2 * pad, height + 2 * pad)
    canvas.rectangle(plate, fill=style.PAPER, edge=style.INK, width=0.2, z=73, alpha=0.92)
    draw_scale(canvas, extent, plate.inset(pad), lang=request.lang, letters=letters * 0.8)


def _png(canvas: Canvas) -> bytes:
    """The pixels in 256 colours, which a map needs no more than and a file of slides is glad of."""
    figure = canvas.figure
    with mpl.rc_context(SETTINGS):
        figure.set_dpi(_DPI)
        figure.canvas.draw()
        across, up = figure.canvas.get_width_height()
        image = Image.frombuffer("RGBA", (across, up), figure.canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
        out = io.BytesIO()
        image.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            out, "PNG", dpi=(_DPI, _DPI), compress_level=6
        )
    return out.getvalue()
