"""A map on paper: PDF, picture or drawing, made from the data with the style table of the web map.

``render(PrintRequest(bounds=(105.8, 10.9, 107.5, 12.3)))`` gives the bytes of a sheet. Nothing is taken
from the screen; the same request gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.formats import MAP_FORMATS
from briefing.map.print_request import PREVIEW_DPI, RESOLUTIONS
from briefing.map.sheet import PAPERS
from words import InputError

if TYPE_CHECKING:
    from briefing.content import DataSource, Laid
    from briefing.map.composition import Drawing
    from briefing.map.print_request import PrintRequest

MOST_PIXELS: Final = 150_000_000  # of a PNG: about 0.9 GB while it is drawn
_MM_IN_AN_INCH: Final = 25.4


def render(request: PrintRequest, *, source: DataSource | None = None, laid: Laid | None = None) -> bytes:
    """The bytes of the sheet in the format asked for.

    Parameters
    ----------
    source
        Where the data come from; ``data/geo`` if left out. Pages hand in a cached one.
    laid
        Layers laid on the frames of sheets already drawn: the same sheet in another format takes them from here.

    Raises
    ------
    InputError
        If the extent is empty or outside the data, the paper or format is unknown, or the paper is too
        small for the legend.
    DataError
        If a layer is missing or damaged.
    """
    from briefing.map.canvas import DRAWING, uncollected  # noqa: PLC0415 - matplotlib loads with the first sheet
    from briefing.map.writers import write  # noqa: PLC0415

    with DRAWING, uncollected():
        return write(draw(request, source=source, laid=laid))


def draw(request: PrintRequest, *, source: DataSource | None = None, laid: Laid | None = None) -> Drawing:
    """The sheet, drawn but not yet written; errors as in ``render``."""
    from briefing.content import DataSource  # noqa: PLC0415 - geopandas too
    from briefing.map.composition import compose  # noqa: PLC0415 - matplotlib loads with the first sheet

    if request.format not in MAP_FORMATS:
        raise InputError("briefing.format_unknown", format=request.format, known=", ".join(MAP_FORMATS))
    if request.dpi != PREVIEW_DPI and not RESOLUTIONS[0] <= request.dpi <= RESOLUTIONS[1]:
        raise InputError("briefing.dpi_outside", low=RESOLUTIONS[0], high=RESOLUTIONS[1], dpi=request.dpi)
    require_room(request)
    return compose(request, source=source or DataSource.of_folder(), laid=laid)


def require_room(request: PrintRequest) -> None:
    """Refuse a picture that would take more memory than an office machine has to spare.

    Raises
    ------
    InputError
        With the most dots per inch that would fit.
    """
    if not MAP_FORMATS[request.format].in_pixels or request.paper not in PAPERS:
        return  # the paper is judged with the sheet
    inches = [side / _MM_IN_AN_INCH for side in PAPERS[request.paper]]
    pixels = inches[0] * inches[1] * request.dpi**2
    if pixels > MOST_PIXELS:
        most = int((MOST_PIXELS / (inches[0] * inches[1])) ** 0.5)
        raise InputError("briefing.too_many_pixels", paper=request.paper, dpi=request.dpi, most=most)
