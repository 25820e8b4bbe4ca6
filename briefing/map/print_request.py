"""What a sheet of paper or a picture shall show: one frozen request, and the limits of what can be asked.

Nothing of it needs the library that draws: a picture can be ordered here and drawn in another process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from briefing.content import TYPED, Official, route_bounds
from layers import STATUSES, Edition, Role, place_kinds, shown_kinds, shown_layers
from words import Lang, clean_fields

if TYPE_CHECKING:
    import datetime as dt

    from briefing.content import Bounds, LonLat, ReportData
    from briefing.map.legend import KeyFigures
    from layers.symbology import ResultLayer

RESOLUTIONS: Final = (150, 600)  # dots per inch, least and most
PREVIEW_DPI: Final = 90  # of the same sheet on a screen
DPI: Final = 160  # a hall projector shows 13⅓ inches in 1,920 dots
_SHOWN: Final = frozenset(place_kinds(Role.OVERVIEW))
_CAPITALS: Final = frozenset(place_kinds(Role.SEAT))


@dataclass(frozen=True, kw_only=True)
class PrintRequest:
    """What a sheet shall show.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees (EPSG:4326): all of it is on the sheet.
    layers
        Switches of the catalogue that are on, as in the view of the web map.
    project_ids, statuses, place_kinds
        What is drawn of projects (by id and section status) and of places (``gate`` among the kinds).
    year
        Sections not open by the end of this year are drawn pale; ``None``: all alike.
    title, subtitle, organisation, author
        Printed as they stand; an empty title takes the product's own.
    date
        Day printed on the sheet; none if left out.
    format, paper, orientation, dpi
        one of ``briefing.formats.MAP_FORMATS``; a name of ``briefing.map.sheet.PAPERS``; landscape or portrait; dots per
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
    official
        How it is headed and signed.
    area
        Kind (``district`` of 2022, ``commune`` of 2025) and code of what the sheet is about: it is shaded, it and its neighbours are named.
    frames
        Of the sheet that shows where the others of a set lie: their titles and frames (closed rings of longitude, latitude).
    page
        Number of the sheet and of all sheets of a set; none if left out.
    """

    bounds: Bounds
    lang: Lang = Lang.VI
    edition: Edition = Edition.Y2022
    layers: frozenset[str] = shown_layers()
    project_ids: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset(STATUSES)
    place_kinds: frozenset[str] = field(default_factory=shown_kinds)
    year: int | None = None
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
    area: tuple[str, str] | None = None
    frames: tuple[tuple[str, tuple[LonLat, ...]], ...] = ()
    official: Official = field(default_factory=Official)

    def __post_init__(self) -> None:
        clean_fields(self, *TYPED)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How large a picture is, in millimetres, in letters times those of the printed sheet, and how fine."""

    width_mm: float
    height_mm: float
    letters: float = 1.5
    dpi: int = DPI


@dataclass(frozen=True, kw_only=True)
class Order:
    """A picture to be drawn, here or in another process; as ``map_picture`` takes it."""

    request: PrintRequest
    setting: Setting
    theme: ResultLayer | None = None


def projects_order(report: ReportData, lang: Lang, setting: Setting) -> Order:
    """The map of a report's projects: the view asked for; else the two provinces and all of the projects."""
    request = PrintRequest(
        bounds=_whole_bounds(report),
        lang=lang,
        edition=report.request.edition,
        project_ids=frozenset(p.id for p in report.projects),
        place_kinds=_SHOWN,
    )
    return Order(request=request, setting=setting)


def gains_order(report: ReportData, lang: Lang, setting: Setting) -> Order:
    """A report's communes in classes of minutes saved, under the roads and the names."""
    request = PrintRequest(
        bounds=report.bounds,
        lang=lang,
        edition=report.request.edition,
        project_ids=frozenset(p.id for p in report.projects),
        place_kinds=_CAPITALS,
    )
    return Order(request=request, setting=setting, theme=report.gains.layer(lang))


def _whole_bounds(report: ReportData) -> Bounds:
    if report.request.bounds or not report.projects:
        return report.bounds
    routes = route_bounds(report.source, {p.id for p in report.projects})
    corners = zip(report.bounds, routes, strict=True)
    (west, south, east, north) = (pick(pair) for pick, pair in zip((min, min, max, max), corners, strict=True))
    return west, south, east, north
