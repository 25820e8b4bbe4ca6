"""The printed map of a briefing's main scenario: its routes, key figures and ways, one sheet or a set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from briefing.framing import holding, province_bounds, route_bounds
from briefing.print_request import PrintRequest
from layers.catalogue import SHOWN_PLACE_KINDS, STATUSES
from layers.study import study

if TYPE_CHECKING:
    from briefing.dossier import Dossier
    from briefing.framing import Bounds

EXTENTS: Final = ("both", "first", "second", "routes", "view")
_SHOWN: Final = frozenset({"provinces", "places", "projects"})


@dataclass(frozen=True, kw_only=True)
class Paper:
    """How the sheet is made.

    Attributes
    ----------
    format, paper, orientation, dpi, scale, greyscale, pair
        As in ``PrintRequest``.
    route_facts, figures
        Whether facts of the routes and key figures stand beside the map.
    layers, statuses, place_kinds
        What is drawn, as in ``PrintRequest``.
    extent
        ``both`` provinces, the ``first`` or the ``second``, the ``routes``, or the ``view``: the bounds of the briefing.
    """

    format: str = "pdf"
    paper: str = "A4"
    orientation: str = "landscape"
    dpi: int = 300
    scale: int | None = None
    greyscale: bool = False
    pair: bool = False
    route_facts: bool = True
    figures: bool = True
    layers: frozenset[str] = _SHOWN
    statuses: frozenset[str] = frozenset(STATUSES)
    place_kinds: frozenset[str] = SHOWN_PLACE_KINDS
    extent: str = "both"


def scenario_sheet(dossier: Dossier, paper: Paper) -> PrintRequest:
    """The request of the sheet, in the first language of the briefing.

    Raises
    ------
    InputError
        If the extent holds nothing.
    """
    request = dossier.request
    base = PrintRequest(
        bounds=_bounds(dossier, paper.extent),
        lang=request.lang,
        edition=request.edition,
        layers=paper.layers,
        project_ids=frozenset(p.id for p in dossier.projects),
        statuses=paper.statuses,
        place_kinds=paper.place_kinds,
        title=request.title,
        subtitle=request.subtitle or request.variant.title(request.lang),
        organisation=request.organisation,
        author=request.author,
        date=request.date,
        format=paper.format,
        paper=paper.paper,
        orientation=paper.orientation,
        dpi=paper.dpi,
        scale=paper.scale,
        scenario_digest=dossier.digest,
        data_digest=dossier.data_digest,
        altered=dossier.altered,
        greyscale=paper.greyscale,
        route_facts=paper.route_facts,
        pair=paper.pair,
    )
    return _with_figures(base, dossier, paper) if paper.figures or paper.pair else base


def _with_figures(base: PrintRequest, dossier: Dossier, paper: Paper) -> PrintRequest:
    """With the key figures of the briefing's pair and both its ways, whole inside a frame that is named."""
    from briefing.figures import key_figures  # noqa: PLC0415

    request, pair = dossier.request, dossier.pair
    names = [
        getattr(dossier.world.place(i), f"name_{request.lang.value}") for i in (request.origin, request.destination)
    ]
    ways = [path.coordinates if path else () for path in (pair.forward.fastest_before, pair.forward.fastest_after)]
    figures = key_figures(pair, origin=names[0], destination=names[1], lang=request.lang)
    chosen = paper.extent == "view" or (paper.extent == "both" and request.bounds)
    bounds = base.bounds if chosen else holding(base.bounds, *ways)
    return replace(base, bounds=bounds, figures=figures, path_before=ways[0], path_after=ways[1])


def _bounds(dossier: Dossier, extent: str) -> Bounds:
    edition = dossier.request.edition
    if extent == "view" or (extent == "both" and dossier.request.bounds):
        return dossier.bounds
    if extent == "routes":
        return route_bounds(dossier.shelf, {p.id for p in dossier.projects})
    focus = study().focus(edition)
    codes = {"first": focus[:1], "second": focus[1:]}.get(extent, ())
    return province_bounds(dossier.shelf, codes=codes, edition=edition)
