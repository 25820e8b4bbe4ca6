"""The map itself: the layers cut to the frame of the sheet, and land, water, roads, borders, projects and paths drawn with the shared style table."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from briefing.content import KIND, ZONES
from layers import (
    ROAD_CLASSES,
    Edition,
    FillStyle,
    LineStyle,
    State,
    chosen_layers,
    group_rank,
    provinces_layer,
    require_crs,
    study,
)
from layers.symbology import SYMBOLS, style
from words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.content import LonLat
    from briefing.map.canvas import Canvas
    from briefing.map.extent import Extent
    from briefing.map.sheet import Box
    from layers import PointStyle, Project, Section
    from layers.symbology import OccupancyGrid
    from words import Lang

Reader = Callable[[str], gpd.GeoDataFrame]
BLEED_MM: Final = 3.0  # drawn beyond the frame and clipped there: no line ends visibly short of it
FINEST_MM: Final = 0.03  # below the width of the finest line


@dataclass
class Scene:
    """The layers of a sheet, each read once.

    Parameters
    ----------
    extent
        The frame.
    reader
        Gives a layer by its name in EPSG:4326.
    """

    extent: Extent
    reader: Reader
    _laid: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)

    @property
    def frame(self) -> Box:
        """The map's box on the sheet."""
        return self.extent.box

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """What the frame shows of a layer; its geometry is in millimetres on the sheet, without CRS."""
        if name not in self._laid:
            self._laid[name] = lay(self.reader(name), extent=self.extent, layer=name)
        return self._laid[name]

    @cached_property
    def window(self) -> shapely.Polygon:
        """The frame as a polygon, millimetres."""
        b = self.frame
        return shapely.box(b.x, b.y, b.right, b.top)

    @cached_property
    def covered(self) -> shapely.Geometry:
        """What of the frame the layers cover, millimetres: beyond it the paper is white."""
        ring = shapely.segmentize(shapely.box(*study().extent), 0.1)
        return shapely.intersection(self.window, shapely.transform(ring, self.extent.to_paper))

    def on_the_data(self, area: shapely.Geometry) -> shapely.Geometry:
        """What of an area lies in the frame and on the ground that the layers cover."""
        seen = shapely.clip_by_rect(area, *self.frame.bounds)
        return seen if self.wholly_covered else shapely.intersection(seen, self.covered)

    @cached_property
    def wholly_covered(self) -> bool:
        """Whether the layers cover all of the frame."""
        return bool(shapely.covers(self.covered, self.window))


def lay(frame: gpd.GeoDataFrame, *, extent: Extent, layer: str) -> gpd.GeoDataFrame:
    """A layer on the paper: only what the frame shows, in millimetres.

    Raises
    ------
    DataError
        If the layer is not in EPSG:4326.
    """
    require_crs(frame, layer=layer)
    west, south, east, north = extent.bounds(margin_mm=BLEED_MM)
    all_shapes = frame.geometry.to_numpy()
    bounds = shapely.bounds(all_shapes)
    seen = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    shapes = onto_paper(all_shapes[seen], extent=extent)
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    plain = pd.DataFrame(frame.drop(columns=frame.geometry.name)).iloc[np.flatnonzero(seen)[kept]]
    return gpd.GeoDataFrame(plain.reset_index(drop=True), geometry=shapes[kept], crs=None)


def onto_paper(shapes: np.ndarray, *, extent: Extent, bleed: float = BLEED_MM) -> np.ndarray:
    """Geometries in degrees as cut and thinned geometries in millimetres."""
    if len(shapes) == 0:
        return shapes
    b = extent.box
    paper = shapely.transform(shapes, extent.to_paper)
    if shapely.get_dimensions(paper).max() == 0:
        inside = shapely.intersects(shapely.box(b.x, b.y, b.right, b.top), paper)
        paper[~inside] = shapely.Point()
        return paper
    cut = shapely.clip_by_rect(paper, b.x - bleed, b.y - bleed, b.right + bleed, b.top + bleed)
    thin = shapely.simplify(cut, FINEST_MM, preserve_topology=False)
    thin[~(shapely.length(thin) > 0)] = shapely.Point()  # a small loop can shrink to nothing
    return thin


def shared_lines(areas: gpd.GeoDataFrame) -> shapely.Geometry:
    """The edges of neighbouring areas, each once: a dash drawn twice would close its own gaps.

    The areas are a coverage (neighbours share their vertices), so that they can be thinned together.
    """
    if areas.empty:
        return shapely.MultiLineString()
    edges = shapely.boundary(shapely.make_valid(areas.geometry.to_numpy()))
    return shapely.line_merge(shapely.union_all(edges))


def inner_points(area: shapely.Geometry, *, many: int = 12) -> np.ndarray:
    """Points well inside an area, the one farthest from its edge first: (≤ many, 2)."""
    if shapely.is_empty(area):
        return np.empty((0, 2))
    part = max(shapely.get_parts(area), key=lambda p: p.area)
    west, south, east, north = part.bounds
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(west, east, 25), np.linspace(south, north, 25)))
    within = shapely.contains_xy(part, x, y)
    points = np.column_stack([x, y])[within]
    if not len(points):
        return shapely.get_coordinates(part.representative_point())
    far = shapely.distance(shapely.points(points), part.exterior)
    apart = 0.08 * float(np.hypot(east - west, north - south))
    chosen: list[np.ndarray] = []
    while len(chosen) < many and far.max() > 0:
        chosen.append(points[np.argmax(far)])
        far[np.hypot(*(points - chosen[-1]).T) < apart] = 0
    return np.array(chosen).reshape(-1, 2)


_ZOOM_0: Final = 548_000_000  # scale denominator of zoom 0 on a screen of 96 dpi at 11° north
_FINER: Final = 1.0  # paper shows one zoom more than the screen at the same scale
AREAS: Final = (
    ("forest", "forest"),
    ("parks", "park"),
    ("builtup", "builtup"),
    ("industrial", "industrial"),
    ("water", "water"),
)
_DIVISIONS: Final = frozenset({"district", "commune"})  # parts of provinces, by their row of the style table
_EDGE_WEIGHTS: Final = {
    "cambodia": 0.1,
    "commune": 0.1,
    "district": 0.2,
    "province": 0.4,
}  # in the occupancy grid, for names
_PLAIN_WEIGHT: Final = 0.5
_SPECK_MM2: Final = 1.5
_BEYOND: Final = "#8a949b"
_RAMPS_TO: Final = 300_000  # scale denominator to which ramps are drawn


@dataclass
class Shown:
    """What really came onto the sheet: the legend explains this and nothing else."""

    layers: set[str] = field(default_factory=set)
    road_classes: set[str] = field(default_factory=set)
    place_kinds: set[str] = field(default_factory=set)
    gate_classes: set[str] = field(default_factory=set)
    interchanges: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    states: set[State] = field(default_factory=set)
    projects: list[DrawnProject] = field(default_factory=list)
    paths: tuple[bool, bool] = (False, False)
    zones: bool = False
    own_area: str = ""
    sheets: tuple[str, ...] = ()

    def add(self, other: Shown) -> None:
        """What came onto another sheet of the same set."""
        for name in ("layers", "road_classes", "place_kinds", "gate_classes", "interchanges", "statuses", "states"):
            getattr(self, name).update(getattr(other, name))
        known = {drawn.number for drawn in self.projects}
        self.projects = sorted(
            [*self.projects, *(drawn for drawn in other.projects if drawn.number not in known)], key=lambda p: p.number
        )
        self.paths = (self.paths[0] or other.paths[0], self.paths[1] or other.paths[1])
        self.zones |= other.zones
        self.own_area = self.own_area or other.own_area
        self.sheets = self.sheets or other.sheets

    @property
    def schematic(self) -> bool:
        """Whether a stretch without an official alignment is on the sheet."""
        return any(p.schematic_share > 0 for p in self.projects)

    @property
    def upgrades(self) -> bool:
        """Whether a road and its upgrade are both on the sheet."""
        ids = {p.project.id for p in self.projects}
        return any(p.project.upgrade_of in ids for p in self.projects)


@dataclass(frozen=True)
class DrawnProject:
    """A project on the sheet: its number on all sheets, and its visible line in millimetres."""

    number: int
    project: Project
    line: shapely.Geometry
    schematic_share: float

    @property
    def mostly_schematic(self) -> bool:
        """Whether more than half of what is seen of it is only illustrative."""
        return 2 * self.schematic_share > 1


def zoom(scale: float) -> float:
    """The zoom of the web map that shows as much as paper at this scale."""
    return math.log2(_ZOOM_0 / scale) + _FINER


def draw_land(canvas: Canvas, scene: Scene, *, edition: Edition, grid: OccupancyGrid, shown: Shown) -> None:
    """Abroad, provinces, forest, parks, built-up areas, water, rivers, boundaries and border."""
    canvas.rectangle(scene.frame, fill=style.fill("land", "abroad").fill, z=0)
    sea = onto_paper(np.array([shapely.Polygon(study().sea)], dtype=object), extent=scene.extent)
    water = style.fill("water", "water")
    canvas.areas(sea, fill=water.fill, z=0.3, clip=scene.frame)
    canvas.hatch(sea, water.hatch, z=0.3, clip=scene.frame)
    canvas.areas(
        scene.layer("cambodia_provinces").geometry, fill=style.fill("cambodia", "land").fill, z=0.5, clip=scene.frame
    )
    _draw_provinces(canvas, scene, edition=edition)
    for name, kind in AREAS:
        area = style.fill(kind, kind)
        layer = scene.layer(name)
        shapes = layer.geometry if name != "water" else _worth_drawing(layer, canvas.pen)
        if shapes.empty:
            continue
        shown.layers.add(name)
        _draw_area(canvas, scene, shapes, area)
    rivers = scene.layer("rivers")
    for kind in ("canal", "river"):
        sign = style.line("river", kind)
        shapes = rivers.geometry[(rivers["kind"] == "canal") == (kind == "canal")]
        if zoom(scene.extent.scale) >= sign.min_zoom:
            _draw_line(canvas, scene, shapes, sign)
            grid.add(shapes, weight=0.15)


def _worth_drawing(water: gpd.GeoDataFrame, pen: float) -> gpd.GeoSeries:
    """Waters without the ponds that nobody named and that are only specks at this scale."""
    speck = (water["kind"] == "lake") & water["name"].isna() & (water.geometry.area < _SPECK_MM2 * pen**2)
    return water.geometry[~speck]


def _draw_area(canvas: Canvas, scene: Scene, shapes: gpd.GeoSeries, area: FillStyle) -> None:
    edge, width = (area.outline.colour, area.outline.width_mm) if area.outline else (None, 0.0)
    canvas.areas(shapes, fill=area.fill, edge=edge, width=width, alpha=area.opacity, z=area.order, clip=scene.frame)
    canvas.hatch(shapes, area.hatch, z=area.order, clip=scene.frame)


def _draw_provinces(canvas: Canvas, scene: Scene, *, edition: Edition) -> None:
    provinces = scene.layer(provinces_layer(edition))
    focus = provinces["code"].astype(str).isin(study().focus(edition))
    near = provinces["in_study"].astype(bool)
    for kind, which in (("context", ~near), ("study", near & ~focus), ("focus", focus)):
        canvas.areas(provinces.geometry[which], fill=style.fill("province", kind).fill, z=2, clip=scene.frame)


def draw_boundaries(
    canvas: Canvas, scene: Scene, *, edition: Edition, chosen: frozenset[str], grid: OccupancyGrid, shown: Shown
) -> None:
    """Boundaries of Cambodian provinces, communes, districts, provinces, and the national border over them."""
    within = [(row.name, row.style) for row in chosen_layers(chosen, edition) if row.style in _DIVISIONS]
    rows = [("cambodia_provinces", "cambodia"), *within, (provinces_layer(edition), "province")]
    for name, kind in rows:
        edges = [shared_lines(scene.layer(name))]
        _draw_line(canvas, scene, edges, style.line(kind, "boundary"))
        grid.add(edges, weight=_EDGE_WEIGHTS[kind])
        if not shapely.is_empty(edges[0]):
            shown.layers.add(name)
    border = scene.layer("border")
    if not border.empty:
        merged = [shapely.line_merge(shapely.union_all(border.geometry.to_numpy()))]
        _draw_line(canvas, scene, merged, style.line("border", "national"))
        grid.add(merged, weight=1.5)
        shown.layers.add("border")


def draw_plain(
    canvas: Canvas, scene: Scene, *, edition: Edition, chosen: frozenset[str], grid: OccupancyGrid, shown: Shown
) -> None:
    """Layers that are drawn with one sign each."""
    for row in chosen_layers(chosen, edition):
        if row.sign is None or (shapes := scene.layer(row.name).geometry).empty:
            continue
        shown.layers.add(row.name)
        if isinstance(row.sign, LineStyle):
            _draw_line(canvas, scene, shapes, row.sign)
            grid.add(shapes, weight=_PLAIN_WEIGHT)
        elif isinstance(row.sign, FillStyle):
            _draw_area(canvas, scene, shapes, row.sign)
        else:
            for x, y in shapely.get_coordinates(shapes.to_numpy()).tolist():
                draw_symbol(canvas, x, y, row.sign, factor=canvas.pen)


OWN_AREAS: Final = {
    "district": "districts_2022",
    "commune": "communes_2025",
}  # what a sheet can be about, and its layer


def draw_own_area(canvas: Canvas, scene: Scene, area: tuple[str, str] | None, *, shown: Shown) -> None:
    """The district of 2022 or commune of 2025 (kind and code) that a sheet is about, shaded; nothing without one."""
    if area is None:
        return
    kind, code = area
    rows = scene.layer(OWN_AREAS[kind])
    own = rows.geometry[rows["code"].astype(str) == code]
    if not own.empty:
        _draw_area(canvas, scene, own, style.fill("district", "own"))
        shown.own_area = kind


def draw_frames(
    canvas: Canvas, scene: Scene, frames: Sequence[tuple[str, Sequence[LonLat]]], *, lang: Lang, shown: Shown
) -> None:
    """The frames of the sheets of a set, closed rings in degrees."""
    sign = style.line("index", "frame")
    for n, (_, ring) in enumerate(frames, start=1):
        line = shapely.LineString(scene.extent.to_paper(np.array(ring)))
        _draw_line(canvas, scene, [line], replace(sign, colour=style.sheet_colour(n)))
    shown.sheets = tuple(
        f"{say('briefing.index_sheet', lang, number=n)} – {name}" for n, (name, _) in enumerate(frames, start=1)
    )


def draw_roads(canvas: Canvas, scene: Scene, *, grid: OccupancyGrid, shown: Shown) -> None:
    """The base network by class; Cambodian roads pale, as background only."""
    near = zoom(scene.extent.scale)
    abroad = scene.layer("roads_cambodia")
    for kind in ROAD_CLASSES:
        sign = style.line("road_cambodia", kind)
        shapes = abroad.geometry[abroad["road_class"] == kind]
        if near >= sign.min_zoom and not shapes.empty:
            shown.layers.add("roads_cambodia")
            _draw_line(canvas, scene, shapes, sign)
    roads = scene.layer("roads")
    if scene.extent.scale > _RAMPS_TO:
        roads = roads[~roads["ramp"].astype(bool)]
    weights = {"motorway": 0.9, "trunk": 0.8, "primary": 0.5, "secondary": 0.25, "tertiary": 0.1}
    for kind in ROAD_CLASSES:
        sign = style.line("road", kind)
        shapes = roads.geometry[roads["road_class"] == kind]
        if near >= sign.min_zoom and not shapes.empty:
            shown.layers.add("roads")
            shown.road_classes.add(kind)
            _draw_line(canvas, scene, shapes, sign, casing_z=12.5)
            grid.add(shapes, weight=weights[kind])


def draw_projects(
    canvas: Canvas,
    scene: Scene,
    projects: Sequence[Project],
    *,
    numbers: Mapping[str, int],
    statuses: frozenset[str],
    year: int | None,
    grid: OccupancyGrid,
    shown: Shown,
) -> None:
    """Sections by group colour and status dash, in the order of the groups, with the numbers of all projects there are."""
    ids = {p.id for p in projects}
    for project in sorted(projects, key=lambda p: (group_rank(p.group), p.upgrade_of is not None)):
        sections = [s for s in project.sections if s.status in statuses]
        if not sections:
            continue
        lines = onto_paper(np.array([s.geometry for s in sections], dtype=object), extent=scene.extent)
        inside = shapely.intersection(lines, scene.window)
        if not shapely.length(inside).sum() > 0:
            continue
        looks = pd.Series([(s.status, s.quality == "schematic", _state(s, year)) for s in sections])
        for status, schematic, state in looks.unique():
            sign = section_sign(project, status, schematic=schematic, band=project.upgrade_of in ids)
            sign = style.not_open(sign) if state in {State.CLOSED, State.UNCONFIRMED} else sign
            same = (looks == (status, schematic, state)).to_numpy()
            merged = [shapely.line_merge(shapely.union_all(lines[same]))]
            _draw_line(canvas, scene, merged, sign, casing_z=sign.order - 1.5)
            if shapely.length(inside[same]).sum() > 0:
                shown.statuses.add(status)
                shown.states |= {state} - {None}
        grid.add(lines, weight=3.0)
        lengths = shapely.length(inside)
        share = float(lengths[[s.quality == "schematic" for s in sections]].sum() / lengths.sum())
        shown.projects.append(
            DrawnProject(numbers[project.id], project, shapely.line_merge(shapely.union_all(inside)), share)
        )


def _state(section: Section, year: int | None) -> State | None:
    """What a section is at the end of the year drawn."""
    return None if year is None else section.state(year, data_date=study().data_date)


def section_sign(project: Project, status: str, *, schematic: bool, band: bool) -> LineStyle:
    """A section's sign; an upgrade of a road that is drawn too is a pale band below that road's line."""
    if band:
        return style.upgrade_band(project.group, status)
    return style.project_line(project.group, status, schematic=schematic)


def draw_paths(
    canvas: Canvas,
    scene: Scene,
    *,
    before: Sequence[tuple[float, float]],
    after: Sequence[tuple[float, float]],
    grid: OccupancyGrid,
    shown: Shown,
) -> None:
    """The two compared paths, vertices in degrees."""
    seen = []
    for when, vertices in (("before", before), ("after", after)):
        seen.append(len(vertices) > 1)
        if not seen[-1]:
            continue
        lines = onto_paper(np.array([shapely.LineString(vertices)], dtype=object), extent=scene.extent)
        _draw_line(canvas, scene, lines, style.line("path", when))
        grid.add(lines, weight=3.0)
        for x, y in extent_ends(scene, vertices):
            draw_symbol(canvas, x, y, style.point("path", "end"))
    shown.paths = (shown.paths[0] or seen[0], shown.paths[1] or seen[1])


def extent_ends(scene: Scene, vertices: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """First and last vertex on the sheet, those outside the frame left out."""
    ends = scene.extent.to_paper(np.array([vertices[0], vertices[-1]], dtype=float))
    return [(float(x), float(y)) for x, y in ends if shapely.contains_xy(scene.window, x, y)]


def draw_uncovered(canvas: Canvas, scene: Scene) -> None:
    """Blank what lies outside the area the layers cover: a frame ends with it, but for its corners, since degrees are no square of the plane."""
    outside = scene.window.difference(scene.covered)
    canvas.areas([outside], fill=style.PAPER, z=70, clip=scene.frame)
    edge = shapely.intersection(shapely.boundary(scene.covered), shapely.buffer(scene.window, -FINEST_MM))
    canvas.lines([edge], colour=_BEYOND, width=0.2 * canvas.pen, z=70.5, clip=scene.frame)


def draw_symbol(
    canvas: Canvas, x: float, y: float, sign: PointStyle, *, factor: float = 1.0, z: float | None = None
) -> None:
    """A point's sign, ``size_mm`` across; the white rim keeps it apart from lines."""
    radius, z = sign.size_mm / 2 * factor, sign.order if z is None else z
    if sign.symbol in {"circle", "ring"}:
        canvas.disc(x, y, radius, fill=sign.fill, edge=sign.edge, width=sign.edge_mm * factor, z=z)
        return
    rings = [np.array(ring) * radius + (x, y) for ring in SYMBOLS[sign.symbol]]
    for ring in rings:
        canvas.polygon(ring, fill=None, edge=sign.edge, width=2 * sign.edge_mm * factor, z=z)
        canvas.polygon(ring, fill=sign.fill, z=z + 0.1)


def _draw_line(
    canvas: Canvas,
    scene: Scene,
    shapes: Sequence[shapely.Geometry] | gpd.GeoSeries,
    sign: LineStyle,
    *,
    casing_z: float | None = None,
) -> None:
    """Casing and core of a line; casings of all classes lie under all cores, so that junctions are open."""
    if sign.casing:
        under = sign.order - 0.5 if casing_z is None else casing_z
        canvas.lines(
            shapes, colour=sign.casing, width=sign.casing_mm * canvas.pen, z=under + sign.order / 1000, clip=scene.frame
        )
    canvas.lines(
        shapes,
        colour=sign.colour,
        width=sign.width_mm * canvas.pen,
        dash=sign.dash,
        alpha=sign.opacity,
        z=sign.order,
        clip=scene.frame,
    )


def draw_zones(canvas: Canvas, scene: Scene, *, grid: OccupancyGrid, shown: Shown) -> None:
    """The user's zones of interest, pale over the ground, with their edge."""
    zones = scene.layer(ZONES)
    if zones.empty:
        return
    shown.zones = True
    sign = style.fill("zone", KIND)
    canvas.areas(zones.geometry, fill=sign.fill, alpha=sign.opacity, z=sign.order, clip=scene.frame)
    edges = shapely.boundary(zones.geometry.to_numpy())
    if edge := sign.outline:
        canvas.lines(
            edges, colour=edge.colour, width=edge.width_mm * canvas.pen, dash=edge.dash, z=edge.order, clip=scene.frame
        )
    grid.add(edges, weight=0.3)
