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

from briefing.map.base_map import Scene, Shown
from briefing.map.canvas import DRAWING, Canvas, colour, grey
from briefing.map.composition import draw_map
from briefing.map.extent import check_bounds, fit
from briefing.map.marginalia import draw_scale
from briefing.map.sheet import Box
from briefing.map.writers import SETTINGS
from layers.symbology import style

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.content import DataSource, Laid
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest

_DPI: Final = 160  # a hall projector shows 13⅓ inches in 1,920 dots
_TICKS_MM: Final = 3.6  # room for the degrees around the frame, times the letters
_BAR_MM: Final = (52.0, 14.5)  # scale bar and arrow in the letters of a sheet of A4 …
_BAR_LETTERS: Final = 0.75  # … of which they take this part here
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
    source: DataSource,
    width_mm: float,
    height_mm: float,
    letters: float = 1.5,
    overlay: Callable[[Canvas, Scene], None] | None = None,
    laid: Laid | None = None,
) -> Picture:
    """The map of a request in a picture of this size; paper, title and figures of the request do not count.

    Parameters
    ----------
    letters
        Factor on letters, symbols and lines of the printed sheet of A4.
    overlay
        Draws a theme (communes by minutes saved) between the land and the names.
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
    with DRAWING:
        canvas = Canvas(width_mm, height_mm, grey if request.greyscale else colour, pen=letters)
        frame = Box(0, 0, width_mm, height_mm).inset(_TICKS_MM * letters)
        extent = fit(request.bounds, box=frame, scale=request.scale)
        scene = Scene(extent, source.frame, {} if laid is None else laid.setdefault(extent, {}))
        shown = Shown()
        if overlay:
            overlay(canvas, scene)
        plate = _bar_plate(extent, letters=letters)
        draw_map(canvas, scene, request, projects, shown=shown, reserved=[plate])
        canvas.rectangle(plate, fill=style.PAPER, edge=style.INK, width=0.2, z=73, alpha=0.94)
        inner = plate.inset(_PAD_MM * letters)
        draw_scale(canvas, extent, inner, lang=request.lang, letters=letters * _BAR_LETTERS, z=_ABOVE)
        png = _png(canvas)
    return Picture(png, width_mm, height_mm, shown, extent.scale)


def _bar_plate(extent: Extent, *, letters: float) -> Box:
    """Where scale bar and north arrow stand: the upper left corner, which is Cambodia in a view of the provinces."""
    width, height = (side * letters * _BAR_LETTERS + 2 * _PAD_MM * letters for side in _BAR_MM)
    return Box(extent.box.x, extent.box.top - height, width, height)


def _png(canvas: Canvas) -> bytes:
    """The pixels in 256 colours, which a map needs no more than and a file of slides is glad of."""
    figure = canvas.figure
    with mpl.rc_context(SETTINGS):
        figure.set_dpi(_DPI)
        canvas.surface.draw()
        across, up = figure.canvas.get_width_height()
        image = Image.frombuffer("RGBA", (across, up), canvas.surface.buffer_rgba(), "raw", "RGBA", 0, 1)
        out = io.BytesIO()
        image.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            out, "PNG", dpi=(_DPI, _DPI), compress_level=6
        )
    return out.getvalue()
