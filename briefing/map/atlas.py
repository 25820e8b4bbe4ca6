"""The printed map of a report's main scenario, with its routes, key figures and ways, and sets of sheets in one PDF: one for each route, district or part."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from briefing.content import ReportData, area_bounds, holding, province_bounds, route_bounds
from briefing.map.base_map import OWN_AREAS, Shown
from briefing.map.canvas import DRAWING
from briefing.map.composition import left_out, plan, with_annex
from briefing.map.extent import check_scale, fit, planar_bounds
from briefing.map.print_map import draw, render
from briefing.map.print_request import PREVIEW_DPI, PrintRequest
from briefing.map.writers import pdf_of
from layers import Edition, commune_name, study
from words import InputError, Lang, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from analysis.scenarios import World
    from briefing.content import Bounds, DataSource, Paper, ReportRequest
    from briefing.map.composition import Drawing
    from layers import UserData

_OVERLAP: Final = 0.05  # of a frame, shared with the next
_HELD: Final = 0.97  # of a frame that its own bounds take, so that they fit at the scale
MOST_SHEETS: Final = 60
_INMOST_DEG: Final = 1e-4
_CALM_DEG: Final = 0.002  # of an outline on the index sheet


def printed_map(report: ReportData, *, paper: Paper) -> bytes:
    """The printed map in the format of the paper; errors as in ``render``."""
    report.progress("pack.step_map")
    return render(scenario_sheet(report, paper), source=report.source, laid=report.laid)


def printed_atlas(report: ReportData, *, paper: Paper, by: str) -> bytes:
    """The set of sheets as one PDF; errors as in ``render``."""
    report.progress("pack.step_map")
    return render_set(atlas_sheets(scenario_sheet(report, paper), by=by, source=report.source), source=report.source)


def atlas_sheets(base: PrintRequest, *, by: str, source: DataSource) -> list[PrintRequest]:
    """One sheet for each route, district or commune (``by`` as in ``request.ATLAS_BY``), without figures and ways of the pair.

    Before several of them goes one that shows where they lie.
    """
    alone = replace(base, path_before=(), path_after=(), figures=None, pair=False)
    ways = {"route": route_sheets, "district": district_sheets, "commune": commune_sheets}
    sheets = ways[by](alone, source=source)
    return [index_sheet(sheets, alone, source=source), *sheets] if len(sheets) > 1 else sheets


def scenario_sheet(report: ReportData, paper: Paper) -> PrintRequest:
    """The request of the sheet, in the first language of the briefing.

    Raises
    ------
    InputError
        If the extent holds nothing.
    """
    request = report.request
    base = PrintRequest(
        bounds=_bounds(report, paper.extent),
        lang=request.lang,
        edition=request.edition,
        layers=paper.layers,
        project_ids=frozenset(p.id for p in report.projects),
        statuses=paper.statuses,
        place_kinds=paper.place_kinds,
        year=request.variant.year,
        title=request.title,
        subtitle=request.under_title(request.lang),
        organisation=request.organisation,
        author=request.author,
        date=request.date,
        format=paper.format,
        paper=paper.paper,
        orientation=paper.orientation,
        dpi=paper.dpi,
        scale=paper.scale,
        scenario_digest=report.digest,
        data_digest=report.data_digest,
        altered=report.altered,
        greyscale=paper.greyscale,
        route_facts=paper.route_facts,
        pair=paper.pair,
        official=paper.official,
    )
    return _with_figures(base, report, paper) if paper.figures or paper.pair else base


def _with_figures(base: PrintRequest, report: ReportData, paper: Paper) -> PrintRequest:
    """With the key figures of the briefing's pair and both its ways, whole inside a frame that is named."""
    from briefing.map.legend import key_figures  # noqa: PLC0415

    request, pair = report.request, report.pair
    names = [report.world.place(i).name(request.lang) for i in (request.origin, request.destination)]
    ways = [path.coordinates if path else () for path in (pair.forward.fastest_before, pair.forward.fastest_after)]
    figures = key_figures(pair, origin=names[0], destination=names[1], lang=request.lang)
    chosen = paper.extent == "view" or (paper.extent == "both" and request.bounds)
    bounds = base.bounds if chosen else holding(base.bounds, *ways)
    return replace(base, bounds=bounds, figures=figures, path_before=ways[0], path_after=ways[1])


def _bounds(report: ReportData, extent: str) -> Bounds:
    edition = report.request.edition
    if extent == "view" or (extent == "both" and report.request.bounds):
        return report.bounds
    if extent == "routes":
        return route_bounds(report.source, {p.id for p in report.projects})
    focus = study().focus(edition)
    codes = {"first": focus[:1], "second": focus[1:]}.get(extent, ())
    return province_bounds(report.source, codes=codes, edition=edition)


def route_sheets(base: PrintRequest, *, source: DataSource) -> list[PrintRequest]:
    """One sheet for each project of ``base``, in the order of the file, framed by the route and named after it."""
    projects = [p for p in source.projects() if p.id in base.project_ids]
    return [
        replace(
            base,
            title=p.text("name", base.lang),
            subtitle=base.subtitle or base.title,
            project_ids=frozenset({p.id}),
            bounds=route_bounds(
                source, {p.id}, aims=False
            ),  # the road the sheet is about, not its way to an airport far off
            route_facts=True,
            page=(n, len(projects)),
            format="pdf",
        )
        for n, p in enumerate(projects, start=1)
    ]


def district_sheets(base: PrintRequest, *, source: DataSource) -> list[PrintRequest]:
    """One sheet for each district of 2022 of the two provinces, with the projects of ``base``."""
    districts = source.layer("districts_2022")
    rows = districts[districts["province_code"].astype(str).isin(study().codes)]
    titles = [_district_title(kind, name, base.lang) for kind, name in zip(rows["kind_vi"], rows["name"], strict=True)]
    rows = rows.assign(title=titles).sort_values(["province_code", "code"])
    return _area_sheets(rows, base, kind="district", edition=Edition.Y2022)


def commune_sheets(base: PrintRequest, *, source: DataSource) -> list[PrintRequest]:
    """One sheet for each commune of 2025 on the land of the two provinces of 2022, by district, with the projects of ``base``."""
    communes = source.layer("communes_2025")
    rows = communes[communes["province_2022"].astype(str).isin(study().codes)]
    rows = rows.assign(title=[commune_name(name, base.lang) for name in rows["full_name"]])
    rows = rows.sort_values(["province_2022", "district_2022", "code"])
    return _area_sheets(rows, base, kind="commune", edition=Edition.Y2025)


def _area_sheets(rows: gpd.GeoDataFrame, base: PrintRequest, *, kind: str, edition: Edition) -> list[PrintRequest]:
    """One sheet for each area, named by its ``title``, framed by it and its neighbours' edges."""
    return [
        replace(
            base,
            title=row.title,
            subtitle=base.subtitle or base.title,
            edition=edition,
            layers=base.layers | {OWN_AREAS[kind]},
            bounds=area_bounds(rows.loc[[row.Index]]),
            area=(kind, str(row.code)),
            page=(n, len(rows)),
            format="pdf",
        )
        for n, row in enumerate(rows.itertuples(), start=1)
    ]


def _district_title(kind: str, name: str, lang: Lang) -> str:
    return f"{kind[:1].upper()}{kind[1:]} {name}" if lang is Lang.VI else name


def tile_sheets(base: PrintRequest, *, source: DataSource) -> list[PrintRequest]:
    """One request for each sheet, by rows from the north-west; the scale is that of ``base``.

    Raises
    ------
    InputError
        If no scale is chosen, or there would be more sheets than anyone joins.
    """
    if base.scale is None:
        raise InputError("briefing.tiles_scale")
    check_scale(base.scale)
    base = replace(base, pair=False, format="pdf")
    lon, lat = (sum(base.bounds[k::2]) / 2 for k in (0, 1))  # a look at the middle alone has the frame of each sheet
    inmost = (lon - _INMOST_DEG, lat - _INMOST_DEG, lon + _INMOST_DEG, lat + _INMOST_DEG)
    box = plan(replace(base, bounds=inmost, path_before=(), path_after=(), page=(1, 1)), source, []).sheet.maps[0]
    extent = fit(base.bounds, box=box, scale=base.scale)
    west, south, east, north = planar_bounds(base.bounds)
    width, height = (side / extent.mm_per_m * (1 - _OVERLAP) for side in (box.width, box.height))
    across, up = max(math.ceil((east - west) / width), 1), max(math.ceil((north - south) / height), 1)
    if across * up > MOST_SHEETS:
        raise InputError("briefing.tiles_many", count=across * up, most=MOST_SHEETS)
    sheets: list[PrintRequest] = []
    for row in range(up):
        for column in range(across):
            x = (west + east) / 2 + (column - (across - 1) / 2) * width
            y = (south + north) / 2 + ((up - 1) / 2 - row) * height
            own = replace(
                extent, west_m=x - box.width / extent.mm_per_m / 2, south_m=y - box.height / extent.mm_per_m / 2
            )
            half_x, half_y = box.width * _HELD / 2, box.height * _HELD / 2
            corners = np.array([box.centre]) + np.array([(-half_x, -half_y), (half_x, half_y)])
            (left, low), (right, top) = own.to_ground(corners).tolist()
            page = len(sheets) + 1, across * up
            sheets.append(replace(base, bounds=(left, low, right, top), page=page))
    return sheets


def index_sheet(sheets: Sequence[PrintRequest], base: PrintRequest, *, source: DataSource) -> PrintRequest:
    """The sheet before a set: where the others lie, by number and name; many that overlap by the outlines of their communes."""
    frames, outlines = [], _outlines(sheets, source)
    for sheet in sheets:
        chosen = [p for p in source.projects() if p.id in sheet.project_ids]
        extent = fit(sheet.bounds, box=plan(sheet, source, chosen).sheet.maps[0], scale=sheet.scale)
        ring = outlines[sheet.area[1]] if sheet.area and sheet.area[0] == "commune" else extent.outline()
        frames.append((sheet.title, tuple((float(lon), float(lat)) for lon, lat in ring)))
    points = np.array([point for _, ring in frames for point in ring])
    covered, low, high = study().extent, points.min(axis=0), points.max(axis=0)
    corners = zip((*low, *high), covered, (max, max, min, min), strict=True)
    west, south, east, north = (float(pick(one, other)) for one, other, pick in corners)
    return replace(
        base,
        bounds=(west, south, east, north),
        edition=sheets[0].edition,
        title=say("briefing.index_title", base.lang, count=len(sheets)),
        subtitle=base.title or base.subtitle,
        frames=tuple(frames),
        scale=None,
        pair=False,
        page=(0, len(sheets)),
        format="pdf",
    )


def _outlines(sheets: Sequence[PrintRequest], source: DataSource) -> dict[str, NDArray[np.float64]]:
    """The outline of each commune that a sheet is about, by code; degrees."""
    wanted = {sheet.area[1] for sheet in sheets if sheet.area and sheet.area[0] == "commune"}
    if not wanted:
        return {}
    communes = source.layer("communes_2025")
    rows = communes[communes["code"].astype(str).isin(wanted)]
    largest = [max(shapely.get_parts(shape), key=shapely.area) for shape in rows.geometry]
    rings = [shapely.get_coordinates(shapely.simplify(part, _CALM_DEG).exterior) for part in largest]
    return dict(zip(rows["code"].astype(str), rings, strict=True))


def render_set(requests: Sequence[PrintRequest], *, source: DataSource) -> bytes:
    """One PDF with a page for each request, then the routes, legend and sources of all of them; errors as in ``render``.

    Raises
    ------
    InputError
        If there is no sheet to draw.
    """
    if not requests:
        raise InputError("briefing.set_empty")

    def pages() -> Iterator[Drawing]:
        shown = Shown()
        for n, request in enumerate(requests, start=1):
            drawing = draw(request, source=source)
            shown.add(drawing.shown)
            yield drawing if n < len(requests) else with_annex(drawing, source, shown, title=whole.title)

    with DRAWING:
        first = requests[0]
        whole = replace(first, title=first.subtitle) if first.frames else first
        return pdf_of(pages(), request=whole)


def preview_of(
    request: ReportRequest, paper: Paper, *, atlas_by: str, as_sheet: bool, world: World, own: UserData
) -> tuple[bytes, tuple[str, ...]]:
    """The sheet of a briefing as a small picture (PNG), from what was chosen alone, and in sentences what it leaves out.

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
    picture = render(replace(sheet, format="png", dpi=PREVIEW_DPI), source=report.source)
    return picture, left_out(sheet, source=report.source) if as_sheet else ()
