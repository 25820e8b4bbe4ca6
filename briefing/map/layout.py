"""Shares the paper out before anything is drawn: title and foot set, then the map or both maps, then the panel of what is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from briefing.map import marginalia
from briefing.map.extent import check_fit, cut_off, fit
from briefing.map.sheet import Sheet, inner_box, lay_out, letters_on, paper_size
from layers import project_numbers
from words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.content import DataSource
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest
    from layers import Project


@dataclass(frozen=True)
class Plan:
    """A sheet with its title and foot set, ready to be drawn."""

    sheet: Sheet
    title: marginalia.TitleBlock
    foot: marginalia.Foot


def plan(request: PrintRequest, source: DataSource, projects: Sequence[Project]) -> Plan:
    """The sheet; of a pair the frames side by side or stacked, whichever shows the view larger.

    Raises
    ------
    InputError
        If the scale asked for is outside the limits, or the view does not fit at it.
    """
    paper_size(request.paper, orientation=request.orientation)
    ways = [_plan(request, source, projects, stacked=way) for way in ((False, True) if request.pair else (False,))]
    best = min(ways, key=lambda one: fit(request.bounds, box=one.sheet.maps[0]).scale)
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
        foot = marginalia.set_foot(paragraphs, width=width, letters=letters)
        return Plan(lay(title_height=title.height, foot_height=foot.height), title, foot)

    bare = laid([])
    extent = fit(request.bounds, box=bare.sheet.maps[0], scale=request.scale)
    said = _left_out(request, projects, extent, project_numbers(source.projects()))
    return laid(said) if said else bare


def _left_out(
    request: PrintRequest, projects: Sequence[Project], extent: Extent, numbers: Mapping[str, int]
) -> list[str]:
    """What the frame does not show of that which the sheet speaks of, in sentences."""
    said = []
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
    parts = [say(f"briefing.{key}", request.lang, routes=", ".join(routes)) for key, routes in told.items() if routes]
    return [*said, *([" ".join(parts)] if parts else [])]
