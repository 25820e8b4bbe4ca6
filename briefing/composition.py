"""Puts a sheet together: the plan, then the map or both maps, then the panel of what came onto them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from briefing import margin
from briefing.canvas import Canvas
from briefing.extent import check_bounds, fit
from briefing.furniture import draw_locator, draw_scale
from briefing.groundwork import Shown
from briefing.mapping import draw_map
from briefing.planning import content, map_boxes, plan, share_panel
from briefing.rows import draw_rows, fit_rows
from briefing.scene import Scene
from briefing.tone import colour, grey
from words import say
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.extent import Extent
    from briefing.labels import Placed
    from briefing.print_request import PrintRequest
    from briefing.sheet import Sheet
    from briefing.shelf import Shelf
    from layers.projects import Project


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


def compose(request: PrintRequest, *, shelf: Shelf) -> Drawing:
    """Draw the whole sheet.

    Raises
    ------
    InputError
        If the view is empty or outside the data, or the paper is too small for the legend.
    """
    check_bounds(request.bounds)
    shelf = replace(shelf, layer=cache(shelf.layer), manifest=cache(shelf.manifest))  # each layer is read once
    projects = _chosen(request, shelf)
    planned = plan(request, shelf, projects)
    sheet = planned.sheet
    canvas = Canvas(sheet.width, sheet.height, grey if request.greyscale else colour, pen=sheet.letters)
    shown, extents, placed = Shown(), [], []
    for box, (part, caption) in zip(map_boxes(request, sheet), _parts(request), strict=True):
        extents.append(fit(request.bounds, box=box, scale=request.scale))
        drawn = projects if part.project_ids else []
        placed += draw_map(canvas, Scene(extents[-1], shelf.frame), part, drawn, shown=shown, caption=caption)
    _draw_panel(canvas, sheet, extents[0], request, shelf=shelf, shown=shown)
    margin.draw_title(canvas, sheet.title, planned.title, letters=sheet.letters)
    margin.draw_foot(canvas, sheet.foot, planned.foot)
    return Drawing(canvas, sheet, extents, shown, placed, request)


def _chosen(request: PrintRequest, shelf: Shelf) -> list[Project]:
    if "projects" not in request.layers or not request.project_ids:
        return []
    return [p for p in shelf.projects() if p.id in request.project_ids]


def _parts(request: PrintRequest) -> list[tuple[PrintRequest, str]]:
    """What each map of the sheet shows, with its caption."""
    if not request.pair:
        return [(request, "")]
    before = replace(request, project_ids=frozenset(), path_after=())
    after = replace(request, path_before=())
    return [
        (before, say("briefing.pair_before", request.lang)),
        (after, say("briefing.pair_after", request.lang)),
    ]


def _draw_panel(
    canvas: Canvas, sheet: Sheet, extent: Extent, request: PrintRequest, *, shelf: Shelf, shown: Shown
) -> None:
    """Locator, scale and legend."""
    locator, scale, columns = share_panel(sheet)
    lang, letters = request.lang, sheet.letters
    draw_locator(canvas, extent, locator, reader=shelf.layer, edition=request.edition, lang=lang, letters=letters)
    draw_scale(canvas, extent, scale, lang=lang, letters=letters)
    factor, rows = fit_rows(columns, content(request, shown).rows, letters=sheet.letters)
    if not factor:
        raise InputError("briefing.legend_too_large")
    draw_rows(canvas, columns, rows)
