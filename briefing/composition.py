"""Puts a sheet together: margins first, then the map, then the legend of what came onto it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from briefing import margin, tone
from briefing.annotate import Namer
from briefing.canvas import Canvas
from briefing.expectation import expect
from briefing.extent import check_bounds, fit
from briefing.facts import route_fact
from briefing.furniture import draw_graticule, draw_locator, draw_scale
from briefing.groundwork import Shown, draw_boundaries, draw_land, draw_paths, draw_projects, draw_roads, draw_uncovered
from briefing.labels import Ink
from briefing.legend import Content
from briefing.print_map import Drawing
from briefing.rows import draw_rows, fit_rows
from briefing.scene import Scene
from briefing.sheet import Box, Sheet, lay_out, paper_size
from words.errors import InputError

if TYPE_CHECKING:
    from briefing.labels import Placed
    from briefing.lettering import Letters
    from briefing.print_map import PrintRequest
    from briefing.shelf import Shelf
    from layers.projects import Project

_PANELS: Final = {  # share of the sheet, columns: from the smallest panel on
    "landscape": ((0.205, 1), (0.235, 1), (0.30, 2), (0.335, 2), (0.40, 2)),
    "portrait": ((0.24, 3), (0.29, 3), (0.34, 3), (0.40, 3), (0.48, 3)),
}
_COMFORTABLE: Final = 0.86  # factor on the legend's letters below which a larger panel is tried
_REGION: Final = 1.24  # width ÷ height of the area the layers cover


def compose(request: PrintRequest, *, shelf: Shelf) -> Drawing:
    """Draw the sheet with the smallest panel that holds its legend in comfortable letters."""
    check_bounds(request.bounds)
    shelf = replace(shelf, layer=cache(shelf.layer), manifest=cache(shelf.manifest))  # each layer is read once
    drawn = "projects" in request.layers
    projects = [p for p in shelf.projects() if p.id in request.project_ids] if drawn and request.project_ids else []
    sheet, block, foot = _choose_sheet(request, shelf, projects)
    canvas = Canvas(sheet.width, sheet.height, tone.grey if request.greyscale else tone.colour)
    extent = fit(request.bounds, box=sheet.map, scale=request.scale)
    scene = Scene(extent, shelf.layer)
    shown = Shown()
    placed = _draw_map(canvas, scene, request, projects, shown=shown, letters=sheet.letters)
    draw_graticule(canvas, extent, lang=request.lang, letters=sheet.letters)
    locator, scale, columns = _share_panel(sheet)
    draw_locator(
        canvas, extent, locator, reader=shelf.layer, edition=request.edition, lang=request.lang, letters=sheet.letters
    )
    draw_scale(canvas, extent, scale, lang=request.lang, letters=sheet.letters)
    factor, rows = fit_rows(columns, _content(request, shown).rows, letters=sheet.letters)
    if not factor:
        raise InputError("briefing.legend_too_large")
    draw_rows(canvas, columns, rows)
    margin.draw_title(canvas, sheet.title, block, letters=sheet.letters)
    margin.draw_foot(canvas, sheet.foot, foot)
    return Drawing(canvas, sheet, extent, shown, placed, request)


def _choose_sheet(
    request: PrintRequest, shelf: Shelf, projects: list[Project]
) -> tuple[Sheet, margin.TitleBlock, list[tuple[str, Letters]]]:
    """The sheet with room for title, foot and the legend that is to be expected; title and foot set."""
    paper_size(request.paper, orientation=request.orientation)
    expected: Shown | None = None
    best: tuple[float, Sheet, margin.TitleBlock, list[tuple[str, Letters]]] | None = None
    for share, columns in _PANELS[request.orientation]:
        sheet, block, foot = _margins(request, shelf, share=share, columns=columns)
        expected = expected or expect(
            request, shelf, projects, extent=fit(request.bounds, box=sheet.map, scale=request.scale)
        )
        factor, _ = fit_rows(_share_panel(sheet)[2], _content(request, expected).rows, letters=sheet.letters)
        if best is None or factor > best[0]:
            best = factor, sheet, block, foot
        if factor >= _COMFORTABLE:
            break
    assert best is not None
    return best[1:]


def _content(request: PrintRequest, shown: Shown) -> Content:
    """What the panel tells of what is on the sheet."""
    projects = (drawn.project for drawn in shown.projects) if request.route_facts else ()
    facts = {p.id: route_fact(p, request.lang) for p in projects}
    return Content(shown, request.lang, request.edition, facts, request.figures)


def _margins(
    request: PrintRequest, shelf: Shelf, *, share: float, columns: int
) -> tuple[Sheet, margin.TitleBlock, list[tuple[str, Letters]]]:
    """The sheet with room for its title and foot, and both of them set."""
    shares = {"panel_share": share, "panel_columns": columns}
    bare = lay_out(request.paper, orientation=request.orientation, title_height=1, foot_height=1, **shares)
    block = margin.set_title(request, width=bare.title.width, letters=bare.letters)
    paragraphs = margin.foot_lines(request, manifest=shelf.manifest())
    foot, height = margin.set_foot(paragraphs, width=bare.foot.width, letters=bare.letters)
    sheet = lay_out(
        request.paper, orientation=request.orientation, title_height=block.height, foot_height=height, **shares
    )
    return sheet, block, foot


def _share_panel(sheet: Sheet) -> tuple[Box, Box, list[Box]]:
    """The boxes of locator and scale, both in the last column, and the columns left for the legend."""
    f, panel, gap = sheet.letters, sheet.panel, 3.0 * sheet.letters
    width = (panel.width - gap * (sheet.panel_columns - 1)) / sheet.panel_columns
    last = Box(panel.right - width, panel.y, width, panel.height)
    height = min(width / _REGION, 34.0 * f, panel.height * 0.45)
    locator = Box(last.right - height * _REGION, last.top - height, height * _REGION, height)
    scale = Box(last.x, last.y, width, 14.5 * f)
    rest = Box(last.x, scale.top + gap, width, locator.y - gap - scale.top - gap)
    return (
        locator,
        scale,
        [
            *(Box(panel.x + k * (width + gap), panel.y, width, panel.height) for k in range(sheet.panel_columns - 1)),
            rest,
        ],
    )


def _draw_map(
    canvas: Canvas, scene: Scene, request: PrintRequest, projects: list[Project], *, shown: Shown, letters: float
) -> list[Placed]:
    """The ground, then the names: symbols and labels must know all lines they should not cover."""
    ink = Ink(scene.frame)
    draw_land(canvas, scene, edition=request.edition, ink=ink, shown=shown)
    draw_roads(canvas, scene, ink=ink, shown=shown)
    draw_boundaries(canvas, scene, edition=request.edition, chosen=request.layers, ink=ink, shown=shown)
    draw_projects(canvas, scene, projects, statuses=request.statuses, ink=ink, shown=shown)
    draw_paths(canvas, scene, before=request.path_before, after=request.path_after, ink=ink, shown=shown)
    draw_uncovered(canvas, scene)
    namer = Namer(canvas, scene, request.lang, letters, ink)
    namer.badges(shown.projects)
    if "interchanges" in request.layers:
        points = scene.layer("interchanges")
        namer.interchanges(points[points["project_id"].isin([p.project.id for p in shown.projects])], shown)
    if "places" in request.layers:
        namer.places(scene.layer("places"), request.place_kinds, shown)
        if "gate" in request.place_kinds:
            namer.gates(scene.layer("gates"), shown)
    namer.provinces(request.edition)
    namer.shields(scene.layer("roads"))
    namer.rivers(scene.layer("rivers"))
    namer.towns(scene.layer("labels"))
    return namer.write()
