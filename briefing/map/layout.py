"""Shares the paper out before anything is drawn: title and foot set, then the map or both maps, then the panel of what is left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from briefing.map import marginalia
from briefing.map.extent import cut_off, fit
from briefing.map.sheet import Sheet, inner_box, lay_out, letters_on, paper_size
from words import say

if TYPE_CHECKING:
    from briefing.content import DataSource
    from briefing.map.print_request import PrintRequest


@dataclass(frozen=True)
class Plan:
    """A sheet with its title and foot set, ready to be drawn."""

    sheet: Sheet
    title: marginalia.TitleBlock
    foot: marginalia.Foot


def plan(request: PrintRequest, source: DataSource) -> Plan:
    """The sheet; of a pair the frames side by side or stacked, whichever shows the view larger."""
    paper_size(request.paper, orientation=request.orientation)
    ways = [_plan(request, source, stacked=stacked) for stacked in ((False, True) if request.pair else (False,))]
    return min(ways, key=lambda one: fit(request.bounds, box=one.sheet.maps[0]).scale)


def _plan(request: PrintRequest, source: DataSource, *, stacked: bool) -> Plan:
    lay = partial(
        lay_out, request.paper, orientation=request.orientation, pair=request.pair, stacked=stacked and request.pair
    )
    width, letters = inner_box(request.paper, orientation=request.orientation).width, letters_on(request.paper)
    title = marginalia.set_title(request, width=width, letters=letters)

    def foot(said: list[str]) -> marginalia.Foot:
        paragraphs = marginalia.foot_paragraphs(request, manifest=source.manifest(), said=said)
        return marginalia.set_foot(paragraphs, width=width, letters=letters)

    plain = foot([])
    sheet = lay(title_height=title.height, foot_height=plain.height)
    extent = fit(request.bounds, box=sheet.maps[0], scale=request.scale)
    if cut_off(
        extent, request.path_before, request.path_after
    ):  # the frame is the user's own: the sheet says what it leaves out
        plain = foot([say("briefing.way_cut", request.lang)])
        sheet = lay(title_height=title.height, foot_height=plain.height)
    return Plan(sheet, title, plain)
