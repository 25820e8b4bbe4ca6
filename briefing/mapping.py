"""One map in its frame: the ground first, then the names, which must know all lines they should not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.annotate import Namer
from briefing.furniture import draw_graticule
from briefing.groundwork import (
    draw_boundaries,
    draw_land,
    draw_paths,
    draw_projects,
    draw_roads,
    draw_uncovered,
    draw_zones,
)
from briefing.labels import Ink
from briefing.lettering import Letters
from briefing.own_things import PLACES, ZONES
from briefing.sheet import Box
from layers import style
from layers.edition import in_edition
from words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.canvas import Canvas
    from briefing.groundwork import Shown
    from briefing.labels import Placed
    from briefing.print_request import PrintRequest
    from briefing.scene import Scene
    from layers.projects import Project


def draw_map(
    canvas: Canvas,
    scene: Scene,
    request: PrintRequest,
    projects: list[Project],
    *,
    shown: Shown,
    caption: str = "",
    reserved: Sequence[Box] = (),
) -> list[Placed]:
    """Draw what the request asks for into the scene's frame; gives the labels with their places.

    No label is placed on the boxes ``reserved`` for something else.
    """
    ink = Ink(scene.frame)
    draw_land(canvas, scene, edition=request.edition, ink=ink, shown=shown)
    draw_roads(canvas, scene, ink=ink, shown=shown)
    draw_boundaries(canvas, scene, edition=request.edition, chosen=request.layers, ink=ink, shown=shown)
    draw_zones(canvas, scene, ink=ink, shown=shown)
    draw_projects(canvas, scene, projects, statuses=request.statuses, ink=ink, shown=shown)
    draw_paths(canvas, scene, before=request.path_before, after=request.path_after, ink=ink, shown=shown)
    draw_uncovered(canvas, scene, note=say("briefing.uncovered", request.lang))
    namer = Namer(canvas, scene, request.lang, canvas.pen, ink)
    namer.taken += [(box.x, box.y, box.right, box.top) for box in reserved]
    if caption:
        namer.taken.append(_write_caption(canvas, scene.frame, caption))
    _name(namer, scene, request, shown, drawn=bool(projects))
    draw_graticule(canvas, scene.extent, lang=request.lang, letters=canvas.pen)
    return namer.write()


def _name(namer: Namer, scene: Scene, request: PrintRequest, shown: Shown, *, drawn: bool) -> None:
    """Collect the symbols and names of a map."""
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
    namer.rivers(scene.layer("rivers"))
    namer.towns(scene.layer("labels"))


def _write_caption(canvas: Canvas, frame: Box, caption: str) -> tuple[float, float, float, float]:
    """A caption on a white plate in the upper left corner of a map; gives the box it covers."""
    cut, pad = Letters(8.0 * canvas.pen, bold=True), 1.3 * canvas.pen
    height = cut.ascent + 2 * pad
    plate = Box(frame.x, frame.top - height, cut.width(caption) + 2 * pad, height)
    canvas.rectangle(plate, fill=style.PAPER, edge=style.INK, width=0.2, z=73)
    canvas.text(plate.x + pad, plate.y + pad, caption, letters=cut, z=90, where="caption")
    return plate.x, plate.y, plate.right, plate.top
