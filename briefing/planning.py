"""Shares the paper out before anything is drawn: title, foot, panel, and one map or two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from briefing import margin
from briefing.expectation import expect
from briefing.extent import cut_off, fit
from briefing.facts import route_fact
from briefing.legend import Content
from briefing.rows import fit_rows
from briefing.sheet import Box, Sheet, lay_out, paper_size

if TYPE_CHECKING:
    from briefing.groundwork import Shown
    from briefing.lettering import Letters
    from briefing.print_request import PrintRequest
    from briefing.shelf import Shelf
    from layers.projects import Project

_PANELS: Final = {  # share of the sheet, columns: from the smallest panel on
    "landscape": ((0.205, 1), (0.235, 1), (0.30, 2), (0.335, 2), (0.40, 2)),
    "portrait": ((0.24, 3), (0.29, 3), (0.34, 3), (0.40, 3), (0.48, 3)),
}
_COMFORTABLE: Final = 0.86  # factor on the legend's letters below which a larger panel is tried
_REGION: Final = 1.24  # width ÷ height of the area the layers cover
_BETWEEN_MM: Final = 8.4  # between the frames of two maps: room for the degrees of both


@dataclass(frozen=True)
class Plan:
    """A sheet with its title and foot set, ready to be drawn."""

    sheet: Sheet
    title: margin.TitleBlock
    foot: list[tuple[str, Letters]]


def plan(request: PrintRequest, shelf: Shelf, projects: list[Project]) -> Plan:
    """The sheet with the smallest panel that holds the legend to be expected in comfortable letters."""
    paper_size(request.paper, orientation=request.orientation)
    expected: Shown | None = None
    best: tuple[float, Plan] | None = None
    cut = False
    for share, columns in _PANELS[request.orientation]:
        one = _plan(request, shelf, share=share, columns=columns, cut=cut)
        if expected is None:
            extent = fit(request.bounds, box=map_boxes(request, one.sheet)[0], scale=request.scale)
            expected = expect(request, shelf, projects, extent=extent)
            cut = cut_off(extent, request.path_before, request.path_after)
            if cut:  # the frame is the user's own: the sheet says what it leaves out
                one = _plan(request, shelf, share=share, columns=columns, cut=cut)
        factor, _ = fit_rows(share_panel(one.sheet)[2], content(request, expected).rows, letters=one.sheet.letters)
        if best is None or factor > best[0]:
            best = factor, one
        if factor >= _COMFORTABLE:
            break
    assert best is not None
    return best[1]


def content(request: PrintRequest, shown: Shown) -> Content:
    """What the panel tells of what is on the sheet."""
    projects = (drawn.project for drawn in shown.projects) if request.route_facts else ()
    facts = {p.id: route_fact(p, request.lang) for p in projects}
    return Content(shown, request.lang, request.edition, facts, request.figures)


def map_boxes(request: PrintRequest, sheet: Sheet) -> tuple[Box, ...]:
    """The frame of the map, or of both maps of a pair: side by side or stacked, whichever shows the view larger."""
    if not request.pair:
        return (sheet.map,)
    ways = [sheet.map.halves(gap=_BETWEEN_MM * sheet.letters, stacked=stacked) for stacked in (False, True)]
    return min(ways, key=lambda boxes: fit(request.bounds, box=boxes[0]).scale)


def share_panel(sheet: Sheet) -> tuple[Box, Box, list[Box]]:
    """The boxes of locator and scale, both in the last column, and the columns left for the legend."""
    f, panel, gap = sheet.letters, sheet.panel, 3.0 * sheet.letters
    width = (panel.width - gap * (sheet.panel_columns - 1)) / sheet.panel_columns
    last = Box(panel.right - width, panel.y, width, panel.height)
    height = min(width / _REGION, 34.0 * f, panel.height * 0.45)
    locator = Box(last.right - height * _REGION, last.top - height, height * _REGION, height)
    scale = Box(last.x, last.y, width, 14.5 * f)
    rest = Box(last.x, scale.top + gap, width, locator.y - gap - scale.top - gap)
    full = (Box(panel.x + k * (width + gap), panel.y, width, panel.height) for k in range(sheet.panel_columns - 1))
    return locator, scale, [*full, rest]


def _plan(request: PrintRequest, shelf: Shelf, *, share: float, columns: int, cut: bool) -> Plan:
    """The sheet with room for its title and foot, and both of them set."""
    lay = partial(lay_out, request.paper, orientation=request.orientation, panel_share=share, panel_columns=columns)
    bare = lay(title_height=1, foot_height=1)
    title = margin.set_title(request, width=bare.title.width, letters=bare.letters)
    paragraphs = margin.foot_lines(request, manifest=shelf.manifest(), cut=cut)
    foot, height = margin.set_foot(paragraphs, width=bare.foot.width, letters=bare.letters)
    sheet = lay(title_height=title.height, foot_height=height)
    return Plan(sheet, title, foot)
