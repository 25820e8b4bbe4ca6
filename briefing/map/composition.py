"""Puts a sheet together: the layout, then the map or both maps (ground first, then the names), then the panel of what came onto them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from briefing.content import PLACES, ZONES, Letters, aims_of
from briefing.formats import MAP_FORMATS
from briefing.map import marginalia
from briefing.map.annotations import Namer
from briefing.map.base_map import (
    OWN_AREAS,
    Scene,
    Shown,
    draw_boundaries,
    draw_frames,
    draw_land,
    draw_own_area,
    draw_paths,
    draw_plain,
    draw_projects,
    draw_roads,
    draw_uncovered,
    draw_zones,
)
from briefing.map.canvas import Canvas, colour, grey
from briefing.map.extent import check_bounds, check_fit, cut_off, fit, no_wider
from briefing.map.legend import draw_sign
from briefing.map.marginalia import draw_graticule
from briefing.map.panel import annex_pages, draw_panel
from briefing.map.sheet import READ_PT, Box, inner_box, lay_out, letters_on, paper_size
from layers import in_edition, numbers_left_out, project_numbers
from layers.symbology import OccupancyGrid, Sign, style
from words import field_in, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.content import DataSource, Laid
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest
    from briefing.map.sheet import Sheet
    from layers import LineStyle, Project
    from layers.symbology import Placed


def draw_map(
    canvas: Canvas,
    scene: Scene,
    request: PrintRequest,
    projects: list[Project],
    *,
    numbers: Mapping[str, int],
    shown: Shown,
    caption: str = "",
    reserved: Sequence[Box] = (),
) -> list[Placed]:
    """Draw what the request asks for into the scene's frame, projects with their ``numbers``; gives the labels with their places.

    No label is placed on the boxes ``reserved`` for something else.
    """
    grid = OccupancyGrid(scene.frame.bounds)
    draw_land(canvas, scene, edition=request.edition, grid=grid, shown=shown)
    draw_own_area(canvas, scene, request.area, shown=shown)
    draw_roads(canvas, scene, grid=grid, shown=shown)
    draw_boundaries(canvas, scene, edition=request.edition, chosen=request.layers, grid=grid, shown=shown)
    draw_plain(canvas, scene, edition=request.edition, chosen=request.layers, grid=grid, shown=shown)
    draw_zones(canvas, scene, grid=grid, shown=shown)
    statuses, year = request.statuses, request.year
    draw_projects(canvas, scene, projects, numbers=numbers, statuses=statuses, year=year, grid=grid, shown=shown)
    draw_paths(canvas, scene, before=request.path_before, after=request.path_after, grid=grid, shown=shown)
    draw_frames(canvas, scene, request.frames, lang=request.lang, shown=shown)
    draw_uncovered(canvas, scene)
    namer = Namer(canvas, scene, request.lang, canvas.pen, grid, aims_of(projects))
    namer.taken += [Sign(0, 0, box.bounds) for box in reserved]
    if caption:
        when = "after" if request.path_after else "before" if request.path_before else ""
        path = (style.line("path", when), say(f"briefing.pair_way_{when}", request.lang)) if when else None
        namer.taken.append(Sign(0, 0, _write_caption(canvas, scene.frame, caption, path)))
    plates = [Box(a, b, c - a, d - b) for a, b, c, d in (sign.box for sign in namer.taken)]
    degrees = draw_graticule(canvas, scene.extent, lang=request.lang, letters=canvas.pen, reserved=plates)
    namer.taken += [Sign(0, 0, box.bounds) for box in degrees]
    _name(namer, scene, request, shown, drawn=bool(projects))
    return namer.write()


def _name(namer: Namer, scene: Scene, request: PrintRequest, shown: Shown, *, drawn: bool) -> None:
    """Collect the symbols and names of a map."""
    namer.frames([ring for _, ring in request.frames])
    if request.area:
        kind, code = request.area
        namer.areas(scene.layer(OWN_AREAS[kind]), code)
    if drawn:
        namer.badges(shown.projects)
    if drawn and "interchanges" in request.layers:
        points = scene.layer("interchanges")
        namer.interchanges(points[points["project_id"].isin([p.project.id for p in shown.projects])], shown)
    if "places" in request.layers:
        namer.places(scene.layer(PLACES), request.place_kinds, shown)  # first: they are what the sheet is for
        namer.places(in_edition(scene.layer("places"), request.edition), request.place_kinds, shown)
        if "gate" in request.place_kinds:
            namer.gates(scene.layer("gates"), shown)
    namer.zones(scene.layer(ZONES))
    namer.provinces(request.edition)
    namer.shields(scene.layer("roads"))
    namer.rivers(scene.layer("rivers"), scene.layer("labels"))
    namer.towns(scene.layer("labels"))


def _write_caption(
    canvas: Canvas, frame: Box, caption: str, path: tuple[LineStyle, str] | None
) -> tuple[float, float, float, float]:
    """A caption on a white plate in the upper left corner of a map, with the sign of its path; gives the box it covers."""
    f, cut, small = canvas.pen, Letters(8.0 * canvas.pen, bold=True), Letters(READ_PT * canvas.pen)
    pad, sign_mm = 1.3 * f, 7.0 * f
    height, text_mm = cut.ascent + 2 * pad, cut.width(caption)
    more = 2 * pad + sign_mm + small.width(" " + path[1]) if path else 0.0
    plate = Box(frame.x, frame.top - height, text_mm + more + 2 * pad, height)
    canvas.rectangle(plate, fill=style.PAPER, edge=style.INK, width=0.2, z=73)
    canvas.text(plate.x + pad, plate.y + pad, caption, letters=cut, z=90, where="caption")
    if path:
        x = plate.x + text_mm + 3 * pad
        draw_sign(canvas, path[0], x, plate.y + pad + cut.capital / 2, f)
        x += sign_mm + small.width(" ")
        canvas.text(x, plate.y + pad, path[1], letters=small, z=90, where="caption_way")
    return plate.bounds


@dataclass(frozen=True)
class Drawing:
    """A finished sheet before it is written: what a test or a preview looks into."""

    canvas: Canvas
    sheet: Sheet
    extents: Sequence[Extent]
    shown: Shown
    placed: Sequence[Placed]
    request: PrintRequest = field(repr=False)
    annex: tuple[Canvas, ...] = ()

    @property
    def pages(self) -> tuple[Canvas, ...]:
        """The sheet and what follows it in a PDF."""
        return self.canvas, *self.annex

    @property
    def extent(self) -> Extent:
        """What the map shows; of a pair, the first of two equal ones."""
        return self.extents[0]


@dataclass(frozen=True)
class Plan:
    """A sheet with its title and foot set, ready to be drawn."""

    sheet: Sheet
    title: marginalia.TitleBlock
    foot: marginalia.Foot
    said: tuple[str, ...] = ()  # what the frame does not show of that which the sheet speaks of


def plan(request: PrintRequest, source: DataSource, projects: Sequence[Project]) -> Plan:
    """The sheet, its frames no larger than the data; of a pair side by side or stacked, whichever shows the view larger, then more land.

    Raises
    ------
    InputError
        If the scale asked for is outside the limits, or the view does not fit at it.
    """
    paper_size(request.paper, orientation=request.orientation)
    ways = [_plan(request, source, projects, stacked=way) for way in ((False, True) if request.pair else (False,))]
    best = min(ways, key=lambda one: (fit(request.bounds, box=(box := one.sheet.maps[0])).scale, -box.area))
    if request.scale is not None:
        check_fit(request.bounds, box=best.sheet.maps[0], scale=request.scale)
    return best


def _plan(request: PrintRequest, source: DataSource, projects: Sequence[Project], *, stacked: bool) -> Plan:
    pair = request.pair
    lay = partial(lay_out, request.paper, orientation=request.orientation, pair=pair, stacked=stacked and pair)
    width, letters = inner_box(request.paper, orientation=request.orientation).width, letters_on(request.paper)
    title = marginalia.set_title(request, width=width, letters=letters)

    def laid(said: Sequence[str]) -> Plan:
        paragraphs = marginalia.foot_paragraphs(request, manifest=source.manifest(), said=said)
        foot = marginalia.set_foot(paragraphs, width=width, letters=letters, boxes=marginalia.sign_boxes(request))
        free = lay(title_height=title.height, foot_height=foot.height)
        frame = no_wider(request.bounds, box=free.maps[0], scale=request.scale)
        sheet = lay(title_height=title.height, foot_height=foot.height, most=(frame.width, frame.height))
        return Plan(sheet, title, foot, tuple(said))

    bare = laid([])
    extent = fit(request.bounds, box=bare.sheet.maps[0], scale=request.scale)
    said = _left_out(request, projects, extent, source)
    return laid(said) if said else bare


def left_out(request: PrintRequest, *, source: DataSource) -> tuple[str, ...]:
    """What a sheet will not show of that which it speaks of, in sentences: what its foot says; errors as in ``plan``."""
    return plan(request, source, _chosen(request, source)).said


def _left_out(request: PrintRequest, projects: Sequence[Project], extent: Extent, source: DataSource) -> list[str]:
    """What the frame does not show of that which the sheet speaks of, in sentences."""
    said, numbers = [], project_numbers(source.projects())
    if cut_off(extent, request.path_before, request.path_after):  # the frame is the user's own
        said.append(say("briefing.way_cut", request.lang))
    frame = shapely.box(*extent.box.bounds)
    told: dict[str, list[str]] = {"routes_cut": [], "routes_out": []}
    for project in projects:
        lines = np.array([s.geometry for s in project.sections if s.status in request.statuses], dtype=object)
        whole = shapely.union_all(shapely.transform(lines, extent.to_paper))
        if not shapely.covers(frame, whole):
            key = "routes_cut" if shapely.intersects(frame, whole) else "routes_out"
            told[key].append(str(numbers[project.id]))
    if request.page:  # the other sheets of a set show them
        told["routes_out"] = []
    aims = "" if request.page else "; ".join(_aims_out(request, projects, extent, source))
    texts = {key: {"routes": ", ".join(routes)} for key, routes in told.items() if routes}
    if aims:  # in one sentence with the routes: the foot takes no more of the sheet
        routes = texts.pop("routes_out", {})
        texts["routes_aims_out" if routes else "aims_out"] = routes | {"names": aims}
    parts = [say(f"briefing.{key}", request.lang, **words) for key, words in texts.items()]
    return [*said, *([" ".join(parts)] if parts else [])]


def _aims_out(request: PrintRequest, projects: Sequence[Project], extent: Extent, source: DataSource) -> list[str]:
    """Names of the places that routes of the sheet are to lead to and that the frame does not show."""
    if not (wanted := aims_of(projects)):
        return []
    places = source.layer("places")
    rows = places[places["id"].isin(wanted)]
    points = shapely.transform(rows.geometry.to_numpy(), extent.to_paper)
    inside = shapely.covers(shapely.box(*extent.box.bounds), points)
    return [*rows[field_in(rows.columns, "name", request.lang)][~inside]]


def compose(request: PrintRequest, *, source: DataSource, laid: Laid | None = None) -> Drawing:
    """Draw the whole sheet; ``laid`` as in ``print_map.render``.

    Raises
    ------
    InputError
        If the view is empty or outside the data.
    """
    check_bounds(request.bounds)
    source = replace(source, layer=cache(source.layer), manifest=cache(source.manifest))  # each layer is read once
    projects = _chosen(request, source)
    planned = plan(request, source, projects)
    sheet = planned.sheet
    canvas = Canvas(sheet.width, sheet.height, grey if request.greyscale else colour, pen=sheet.letters)
    shown, extents, placed, numbers = Shown(), [], [], project_numbers(source.projects())
    for box, (part, caption) in zip(sheet.maps, _parts(request), strict=True):
        extents.append(fit(request.bounds, box=box, scale=request.scale))
        drawn = projects if part.project_ids else []
        scene = Scene(extents[-1], source.frame, {} if laid is None else laid.setdefault(extents[-1], {}))
        placed += draw_map(canvas, scene, part, drawn, numbers=numbers, shown=shown, caption=caption)
    draw_panel(canvas, sheet, extents[0], request, source=source, shown=shown)
    marginalia.draw_title(canvas, sheet.title, planned.title, letters=sheet.letters)
    marginalia.draw_foot(canvas, sheet.foot, planned.foot, letters=sheet.letters)
    drawing = Drawing(canvas, sheet, extents, shown, placed, request)
    # pictures have no further pages; those of a set are made once for all of it
    return drawing if request.page or not MAP_FORMATS[request.format].paged else with_annex(drawing, source, shown)


def with_annex(drawing: Drawing, source: DataSource, shown: Shown, *, title: str | None = None) -> Drawing:
    """A sheet with the pages after it, which tell of all that is ``shown``; of a set under its own ``title``."""
    tone, request = grey if drawing.request.greyscale else colour, drawing.request
    request = request if title is None else replace(request, title=title)
    note = numbers_left_out(source.projects(), [drawn.project for drawn in shown.projects], request.lang)
    return replace(drawing, annex=annex_pages(request, shown, manifest=source.manifest(), tone=tone, note=note))


def _chosen(request: PrintRequest, source: DataSource) -> list[Project]:
    if "projects" not in request.layers or not request.project_ids:
        return []
    return [p for p in source.projects() if p.id in request.project_ids]


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
