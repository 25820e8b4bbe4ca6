"""Shares the paper out before anything is drawn: title, foot, panel, and one map or two.

The panel must be chosen before the map, because it takes room from it; the legend is made after the map, of what really came onto the
sheet. A guess from bounding boxes, a little too long rather than too short, joins the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import shapely

from briefing.content import KIND, PLACES, ZONES, route_fact
from briefing.map import marginalia
from briefing.map.base_map import AREAS, DrawnProject, Shown, zoom
from briefing.map.extent import cut_off, fit
from briefing.map.legend import Content, fit_rows
from briefing.map.sheet import Box, Sheet, lay_out, paper_size
from layers import GATE_CLASSES, ROAD_CLASSES, Group, chosen_layers, in_edition, provinces_layer
from layers.symbology import style

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from briefing.content import DataSource, Letters
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest
    from layers import Project


def expect(request: PrintRequest, source: DataSource, projects: list[Project], *, extent: Extent) -> Shown:
    """The longest legend a sheet of this extent can need."""
    near = _near(extent)
    level = zoom(extent.scale) + 1
    roads, places, gates = near(source.layer("roads")), near(source.layer("places")), near(source.layer("gates"))
    places = in_edition(places, request.edition)
    with_places = "places" in request.layers
    own = {KIND} if KIND in request.place_kinds and not near(source.frame(PLACES)).empty else set()
    kinds = {k for k in set(places["kind"]) & request.place_kinds if level >= style.point("place", k).min_zoom}
    with_gates = with_places and "gate" in request.place_kinds
    crossings = near(source.layer("interchanges")) if "interchanges" in request.layers else None
    always = ("border", "roads", "roads_cambodia", provinces_layer(request.edition))
    chosen = (
        r.name for r in chosen_layers(request.layers, request.edition) if r.sign is not None or r.group is Group.ADMIN
    )
    lines = dict.fromkeys([*always, *chosen])
    return Shown(
        layers={name for name in (*lines, *(name for name, _ in AREAS)) if not near(source.layer(name)).empty},
        road_classes={
            k for k in set(roads["road_class"]) & set(ROAD_CLASSES) if level >= style.line("road", k).min_zoom
        },
        place_kinds=kinds | own if with_places else set(),
        gate_classes=set(gates["class"]) & set(GATE_CLASSES) if with_gates else set(),
        interchanges={"assumed" if a else "known" for a in crossings["assumed"]} if crossings is not None else set(),
        statuses={s.status for p in projects for s in p.sections} & request.statuses,
        projects=_numbered(projects, request, extent),
        paths=(bool(request.path_before), bool(request.path_after)),
        zones=not near(source.frame(ZONES)).empty,
    )


def _near(extent: Extent) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    west, south, east, north = extent.bounds()

    def near(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        b = frame.bounds.to_numpy()
        return frame[(b[:, 0] <= east) & (b[:, 2] >= west) & (b[:, 1] <= north) & (b[:, 3] >= south)]

    return near


def _numbered(projects: list[Project], request: PrintRequest, extent: Extent) -> list[DrawnProject]:
    view = shapely.box(*extent.bounds())
    seen = [
        p for p in projects if any(s.status in request.statuses and s.geometry.intersects(view) for s in p.sections)
    ]
    return [
        DrawnProject(
            n + 1, p, shapely.LineString(), p.quality_km.get("schematic", 0.0) / max(p.computed_length_km, 1e-9)
        )
        for n, p in enumerate(seen)
    ]


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
    title: marginalia.TitleBlock
    foot: list[tuple[str, Letters]]


def plan(request: PrintRequest, source: DataSource, projects: list[Project]) -> Plan:
    """The sheet with the smallest panel that holds the legend to be expected in comfortable letters."""
    paper_size(request.paper, orientation=request.orientation)
    expected: Shown | None = None
    best: tuple[float, Plan] | None = None
    cut = False
    for share, columns in _PANELS[request.orientation]:
        one = _plan(request, source, share=share, columns=columns, cut=cut)
        if expected is None:
            extent = fit(request.bounds, box=map_boxes(request, one.sheet)[0], scale=request.scale)
            expected = expect(request, source, projects, extent=extent)
            cut = cut_off(extent, request.path_before, request.path_after)
            if cut:  # the frame is the user's own: the sheet says what it leaves out
                one = _plan(request, source, share=share, columns=columns, cut=cut)
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


def _plan(request: PrintRequest, source: DataSource, *, share: float, columns: int, cut: bool) -> Plan:
    """The sheet with room for its title and foot, and both of them set."""
    lay = partial(lay_out, request.paper, orientation=request.orientation, panel_share=share, panel_columns=columns)
    bare = lay(title_height=1, foot_height=1)
    title = marginalia.set_title(request, width=bare.title.width, letters=bare.letters)
    paragraphs = marginalia.foot_lines(request, manifest=source.manifest(), cut=cut)
    foot, height = marginalia.set_foot(paragraphs, width=bare.foot.width, letters=bare.letters)
    sheet = lay(title_height=title.height, foot_height=height)
    return Plan(sheet, title, foot)
