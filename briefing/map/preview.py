"""The sheet of a briefing as a small picture, from what was chosen alone: it is drawn wherever there is room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.content import ReportData
from briefing.map.atlas import atlas_sheets, scenario_sheet
from briefing.map.print_map import render
from briefing.map.print_request import PREVIEW_DPI

if TYPE_CHECKING:
    from analysis.scenarios import World
    from briefing.content import Paper, ReportRequest
    from layers import UserData


def preview_of(
    request: ReportRequest, paper: Paper, *, atlas_by: str, as_sheet: bool, world: World, own: UserData
) -> bytes:
    """The picture (PNG).

    Parameters
    ----------
    atlas_by
        By what a set of sheets goes on, whose first is drawn; empty: there is one sheet.
    as_sheet
        Whether the file holds the sheet; else the map alone is drawn.

    Raises
    ------
    InputError
        If something cannot be drawn as chosen; the sentence names the remedy.
    """
    report = ReportData.of_folder(request, world=world, own=own)
    sheet = scenario_sheet(report, paper)
    if atlas_by:
        sheet = atlas_sheets(sheet, by=atlas_by, source=report.source)[0]
    if not as_sheet:
        sheet = replace(sheet, paper="16:9", orientation="landscape", scale=None, pair=False)
    return render(replace(sheet, format="png", dpi=PREVIEW_DPI), source=report.source)
