"""Where the road network ends: the study area, and the border with Cambodia."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from layers import VN2000_UTM48N, WGS84
from pipeline.files import boundary
from pipeline.roads.junctions import Lines, geographic, planar, touching
from words import InputError

if TYPE_CHECKING:
    from pipeline.files import Context

MARGIN_M: Final = 30_000
WEAVE_M: Final = 300  # a road that goes no farther beyond the border is a border road, not a crossing
TOUCH_M: Final = 25  # the border line and the roads agree within this
_SLIVER_M: Final = 1  # shorter left-overs of a cut are dropped


def study_area(context: Context) -> shapely.Geometry:
    """The mainland of the study provinces with a margin of 30 km, cut to the sources' extent; VN-2000 metres.

    The mainland of a province is its largest polygon: islands are drawn, not routed. Where only a box
    of an extract is to be used, the area ends there too.

    Raises
    ------
    InputError
        If that box lies apart from the area.
    """
    provinces = boundary(context, "provinces_2022", file="admin/provinces_2022.geojson").to_crs(VN2000_UTM48N)
    chosen = provinces[provinces["code"].astype(str).isin(context.study.provinces)]
    mainland = [max(shapely.get_parts(shape), key=lambda part: part.area) for shape in chosen.geometry]
    area = shapely.intersection(shapely.buffer(shapely.union_all(mainland), MARGIN_M), _frame(context.study.extent))
    if context.osm is None or context.osm.bbox is None:
        return area
    asked = shapely.intersection(area, _frame(context.osm.bbox))
    if asked.area == 0:
        raise InputError("build.bbox_outside", value=",".join(f"{side:g}" for side in context.osm.bbox))
    return asked


def _frame(box: tuple[float, float, float, float]) -> shapely.Geometry:
    """West, south, east, north in degrees as a polygon in VN-2000 metres, its sides bent as they are there."""
    outline: shapely.Geometry = gpd.GeoSeries([shapely.segmentize(shapely.box(*box), 0.05)], crs=WGS84).to_crs(
        VN2000_UTM48N
    )[0]
    return outline


def cambodia(context: Context) -> shapely.Geometry:
    """Cambodia as far as the sources show it; VN-2000 metres."""
    provinces = boundary(context, "cambodia_provinces", file="admin/cambodia_provinces.geojson").to_crs(VN2000_UTM48N)
    return shapely.union_all(shapely.make_valid(provinces.geometry.to_numpy()))


def border(context: Context) -> shapely.Geometry:
    """The border of Vietnam and Cambodia; VN-2000 metres."""
    line = boundary(context, "border", file="admin/border_vn_kh.geojson").to_crs(VN2000_UTM48N)
    return shapely.union_all(line.geometry.to_numpy())


def clip(roads: gpd.GeoDataFrame, *, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """The roads inside ``area`` (metres); a road that leaves it is cut at the edge. Lines in degrees."""
    pieces, inside = cut_along(roads, area=area)
    return pieces[inside].reset_index(drop=True)


def tell_cambodian(roads: gpd.GeoDataFrame, *, beyond: shapely.Geometry) -> gpd.GeoDataFrame:
    """The roads cut where they go over into Cambodia for good, with a column ``cambodian``.

    ``beyond`` is Cambodia in metres. All stretches there that hang together are looked at as one:
    if they reach farther than ``WEAVE_M`` from Vietnam, or do not touch a Vietnamese road, they are
    Cambodian, and the Vietnamese approach road ends on the border itself. Otherwise they are a
    border road's bends over the line and stay Vietnamese.
    """
    pieces, inside = cut_along(roads, area=beyond)
    lines = planar(pieces.geometry.to_numpy())
    deep = shapely.buffer(beyond, -WEAVE_M)
    shapely.prepare(deep)
    part = np.flatnonzero(inside)
    group, number = touching(lines[part])
    far = np.bincount(group, weights=shapely.intersects(deep, lines[part]), minlength=number) > 0
    joined = np.bincount(group, weights=_meets(lines[part], lines[~inside]), minlength=number) > 0
    pieces["cambodian"] = False
    pieces.loc[part, "cambodian"] = (far | ~joined)[group]
    return pieces


def cut_along(roads: gpd.GeoDataFrame, *, area: shapely.Geometry) -> tuple[gpd.GeoDataFrame, NDArray[np.bool_]]:
    """The roads cut at the edge of ``area`` (metres), and for each piece whether it lies inside.

    Every piece keeps the direction of its road; roads that do not meet the edge keep every digit.
    """
    lines = planar(roads.geometry.to_numpy())
    edge = shapely.boundary(area)
    shapely.prepare([area, edge])
    whole = ~shapely.intersects(edge, lines)
    rows = np.flatnonzero(~whole)
    cut = [_cut(line, shapely.intersection(line, edge)) for line in lines[rows]]  # each into some pieces
    parts = np.concatenate([*cut, np.empty(0, dtype=object)])
    owner = np.r_[np.flatnonzero(whole), np.repeat(rows, [len(c) for c in cut])]
    made = roads.iloc[owner].reset_index(drop=True)
    shapes = np.concatenate([roads.geometry.to_numpy()[whole], geographic(parts)])
    inside = shapely.contains(
        area, shapely.line_interpolate_point(np.concatenate([lines[whole], parts]), 0.5, normalized=True)
    )
    return made.set_geometry(gpd.GeoSeries(shapes, crs=WGS84)), inside


def _cut(line: shapely.LineString, at: shapely.Geometry) -> Lines:
    """The line (metres) cut at the points ``at``, left-overs under ``_SLIVER_M`` not cut off."""
    along = np.unique(shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(at))))
    along = along[(along > _SLIVER_M) & (along < line.length - _SLIVER_M)]
    along = along[np.r_[True, np.diff(along) > _SLIVER_M]] if len(along) else along
    marks = np.r_[0, along, line.length]
    return np.array([substring(line, a, b) for a, b in pairwise(marks)], dtype=object)


def _meets(lines: Lines, others: Lines) -> NDArray[np.bool_]:
    """Which of the lines come within a sliver of one of the others: (n,)."""
    hit = shapely.STRtree(others).query(lines, predicate="dwithin", distance=_SLIVER_M)[0]
    return np.isin(np.arange(len(lines)), hit)
