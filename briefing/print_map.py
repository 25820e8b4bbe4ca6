"""A map on paper: PNG, PDF or SVG, drawn from the data with the style table of the web map.

``render(PrintRequest(bounds=(105.8, 10.9, 107.5, 12.3)))`` gives the bytes of a sheet. Nothing is taken
from the screen; the same request gives the same bytes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from briefing.brief import TYPED
from briefing.sheet import PAPERS
from layers.catalogue import SHOWN_PLACE_KINDS, STATUSES, Edition
from words import Lang
from words.errors import InputError
from words.spelling import clean_fields

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from briefing.canvas import Canvas
    from briefing.extent import Extent
    from briefing.figures import KeyFigures
    from briefing.groundwork import Shown
    from briefing.labels import Placed
    from briefing.sheet import Sheet
    from briefing.shelf import Shelf

LonLat = tuple[float, float]
Bounds = tuple[float, float, float, float]
FORMATS: Final = ("png", "pdf", "svg")
SHOWN_LAYERS: Final = frozenset({"provinces", "places", "projects"})
RESOLUTIONS: Final = (150, 600)  # dots per inch, least and most
PREVIEW_DPI: Final = 90  # of the same sheet on a screen
MOST_PIXELS: Final = 150_000_000  # of a PNG: about 0.9 GB while it is drawn
_MM_IN_AN_INCH: Final = 25.4
DRAWING = threading.Lock()  # matplotlib's settings and font cache are shared by all threads


@dataclass(frozen=True, kw_only=True)
class PrintRequest:
    """What a sheet shall show.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees (EPSG:4326): all of it is on the sheet.
    layers
        Optional layers, as in the view of the web map: provinces, places, projects, interchanges,
        districts_2022, communes_2025.
    project_ids, statuses, place_kinds
        What is drawn of projects (by id and section status) and of places (``gate`` among the kinds).
    title, subtitle, organisation, author
        Printed as they stand; an empty title takes the product's own.
    date
        Day printed on the sheet; none if left out.
    format, paper, orientation, dpi
        ``png``, ``pdf`` or ``svg``; a name of ``briefing.sheet.PAPERS``; landscape or portrait; dots per
        inch of a PNG.
    scale
        Denominator chosen by the user (true on the ground at the centre); None fits the bounds.
    path_before, path_after
        Vertices of two compared paths, (longitude, latitude).
    scenario_digest, data_digest
        Printed in the foot, so that a sheet names what it was made from.
    altered
        Names of layers that are not those released; the foot says so.
    greyscale
        Print in grey.
    route_facts
        Length, status and cost under each route of the legend.
    figures
        Key figures of a comparison, above the legend.
    pair
        Two maps on the sheet: before (no projects, the path before) and after.
    page
        Number of the sheet and of all sheets of a set; none if left out.
    """

    bounds: Bounds
    lang: Lang = Lang.VI
    edition: Edition = Edition.Y2022
    layers: frozenset[str] = SHOWN_LAYERS
    project_ids: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset(STATUSES)
    place_kinds: frozenset[str] = SHOWN_PLACE_KINDS
    title: str = ""
    subtitle: str = ""
    organisation: str = ""
    author: str = ""
    date: dt.date | None = None
    format: str = "pdf"
    paper: str = "A4"
    orientation: str = "landscape"
    dpi: int = 300
    scale: int | None = None
    path_before: tuple[LonLat, ...] = ()
    path_after: tuple[LonLat, ...] = ()
    scenario_digest: str = ""
    data_digest: str = ""
    altered: tuple[str, ...] = ()
    greyscale: bool = False
    route_facts: bool = False
    figures: KeyFigures | None = None
    pair: bool = False
    page: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        clean_fields(self, *TYPED)


@dataclass(frozen=True)
class Drawing:
    """A finished sheet before it is written: what a test or a preview looks into."""

    canvas: Canvas
    sheet: Sheet
    extents: Sequence[Extent]
    shown: Shown
    placed: Sequence[Placed]
    request: PrintRequest = field(repr=False)

    @property
    def extent(self) -> Extent:
        """What the map shows; of a pair, the first of two equal ones."""
        return self.extents[0]


def render(request: PrintRequest, *, shelf: Shelf | None = None) -> bytes:
    """The bytes of the sheet in the format asked for.

    Parameters
    ----------
    shelf
        Where the data come from; ``data/geo`` if left out. Pages hand in a cached one.

    Raises
    ------
    InputError
        If the extent is empty or outside the data, the paper or format is unknown, or the paper is too
        small for the legend.
    DataError
        If a layer is missing or damaged.
    """
    from briefing.output import write  # noqa: PLC0415 - matplotlib loads with the first sheet

    with DRAWING:
        return write(draw(request, shelf=shelf))


def draw(request: PrintRequest, *, shelf: Shelf | None = None) -> Drawing:
    """The sheet, drawn but not yet written; errors as in ``render``."""
    from briefing.composition import compose  # noqa: PLC0415 - matplotlib loads with the first sheet
    from briefing.shelf import Shelf  # noqa: PLC0415 - geopandas too

    if request.format not in FORMATS:
        raise InputError("briefing.format_unknown", format=request.format, known=", ".join(FORMATS))
    if request.dpi != PREVIEW_DPI and not RESOLUTIONS[0] <= request.dpi <= RESOLUTIONS[1]:
        raise InputError("briefing.dpi_outside", low=RESOLUTIONS[0], high=RESOLUTIONS[1], dpi=request.dpi)
    require_room(request)
    return compose(request, shelf=shelf or Shelf.of_folder())


def require_room(request: PrintRequest) -> None:
    """Refuse a picture that would take more memory than an office machine has to spare.

    Raises
    ------
    InputError
        With the most dots per inch that would fit.
    """
    if request.format != "png" or request.paper not in PAPERS:
        return  # the paper is judged with the sheet
    inches = [side / _MM_IN_AN_INCH for side in PAPERS[request.paper]]
    pixels = inches[0] * inches[1] * request.dpi**2
    if pixels > MOST_PIXELS:
        most = int((MOST_PIXELS / (inches[0] * inches[1])) ** 0.5)
        raise InputError("briefing.too_many_pixels", paper=request.paper, dpi=request.dpi, most=most)
