"""The files of the briefing page: choices to a dossier, a preview, and the file itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from views import data, map_panel
from words import Lang

if TYPE_CHECKING:
    from briefing.brief import BriefingRequest
    from briefing.dossier import Dossier
    from briefing.print_request import PrintRequest
    from briefing.scenario_sheet import Paper
    from views.scenarios import Columns
    from views.session_view import View

_MIMES: Final = {
    "pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml", "zip": "application/zip", "html": "text/html",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3", "kml": "application/vnd.google-earth.kml+xml", "kmz": "application/vnd.google-earth.kmz",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A finished file."""

    name: str
    mime: str
    content: bytes


def brief_of(view: View, columns: Columns) -> BriefingRequest:
    """What the briefing is asked for by the choices on screen."""
    from briefing.brief import BriefingRequest, languages

    meeting = view.meeting
    exported = meeting.kind in {"slides", "workbook", "page", "pack"}
    return BriefingRequest(
        scenario_set=columns.scenario_set,
        main=columns.subject(view).key,
        langs=languages(meeting.languages) if exported else (view.lang,),
        edition=view.edition,
        title=view.title,
        subtitle=view.subtitle,
        organisation=meeting.organisation,
        author=meeting.author,
        date=today(),
        bounds=view.bounds if meeting.extent == "view" else None,
        origin=view.origin,
        destination=view.destination,
    )


def dossier_of(view: View, columns: Columns, progress: Callable[[str], None] | None = None) -> Dossier:
    """The facts behind the choices, from the caches of the pages."""
    from briefing.dossier import Dossier

    return Dossier.of(brief_of(view, columns), world=data.world(), shelf=data.shelf(), progress=progress)


def paper_of(view: View) -> Paper:
    """How a sheet is made by the choices on screen; layers as on the map page."""
    from briefing.scenario_sheet import Paper

    meeting, shown = view.meeting, map_panel.map_view(view)
    return Paper(
        format=meeting.format,
        paper=meeting.paper,
        orientation=meeting.orientation,
        dpi=int(meeting.dpi),
        scale=int(meeting.scale) if meeting.scale else None,
        greyscale=meeting.grey,
        pair=meeting.pair,
        route_facts=meeting.facts,
        figures=meeting.figures,
        layers=shown.layers,
        statuses=shown.statuses,
        place_kinds=shown.place_kinds,
        extent=meeting.extent,
    )


def sheet_of(view: View, dossier: Dossier) -> PrintRequest:
    """The sheet, or the first of a set."""
    from briefing.scenario_sheet import scenario_sheet

    base = scenario_sheet(dossier, paper_of(view))
    if view.meeting.kind != "atlas":
        return base
    return _sheets(view, dossier, base)[0]


def _sheets(view: View, dossier: Dossier, base: PrintRequest) -> list[PrintRequest]:
    from briefing.sets import district_sheets, route_sheets

    sheets = district_sheets if view.meeting.atlas == "district" else route_sheets
    return sheets(replace(base, path_before=(), path_after=(), figures=None, pair=False), shelf=dossier.shelf)


def preview(view: View, columns: Columns) -> bytes:
    """The very sheet as a small picture; of slides and packs the map they hold."""
    from briefing.print_map import render
    from briefing.print_request import PREVIEW_DPI

    dossier = dossier_of(view, columns)
    request = sheet_of(view, dossier)
    if view.meeting.kind in {"slides", "workbook", "page", "geodata"}:
        request = replace(request, paper="16:9", orientation="landscape", scale=None, pair=False)
    return render(replace(request, format="png", dpi=PREVIEW_DPI), shelf=dossier.shelf)


def make(
    view: View, columns: Columns, *, progress: Callable[[str], None], template: tuple[bytes, str] | None = None
) -> Made:
    """Make the file chosen.

    Parameters
    ----------
    template
        Content and name of a slide template of the user's own, for slides and packs.

    Raises
    ------
    InputError
        If something cannot be made as chosen; the sentence names the remedy.
    """
    dossier = dossier_of(view, columns, progress)
    ending, content = _content(view, dossier, progress, template)
    name = dossier.request.file_name(ending)
    return Made(name, _MIMES[ending.rpartition(".")[2]], content)


def _content(
    view: View, dossier: Dossier, progress: Callable[[str], None], template: tuple[bytes, str] | None
) -> tuple[str, bytes]:
    from briefing.exports import EXPORTS
    from briefing.print_map import render
    from briefing.sets import render_set

    meeting = view.meeting
    if meeting.kind == "geodata":
        from briefing.geodata import ENDINGS, geodata

        return ENDINGS[meeting.geo], geodata(dossier, kind=meeting.geo, crs=int(meeting.crs))
    if meeting.kind in EXPORTS:
        export = EXPORTS[meeting.kind]
        own = (
            {}
            if template is None or meeting.kind not in {"slides", "pack"}
            else dict(zip(("template", "template_name"), template, strict=True))
        )
        return export.kind, export.make(dossier, **own)
    progress("pack.step_map")
    base = sheet_of(replace(view, meeting=replace(meeting, kind="map")), dossier)
    if meeting.kind == "atlas":
        return "pdf", render_set(_sheets(view, dossier, base), shelf=dossier.shelf)
    return meeting.format, render(base, shelf=dossier.shelf)


def today() -> dt.date:
    """The day on the wall of the office that runs the program."""
    return dt.datetime.now().astimezone().date()


def languages_of(view: View) -> tuple[Lang, ...]:
    """The languages of the file chosen."""
    from briefing.brief import languages

    return languages(view.meeting.languages)
