"""Where the road network ends: the study area, and the border with Cambodia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from data.build.junctions import Lines, geographic, planar
from data.build.sources import EXTENT, read_source
from layers.geodesy import VN2000_UTM48N, WGS84

if TYPE_CHECKING:
    from data.build.built import Context

STUDY_PROVINCES: Final = ("70", "72", "74", "75", "77", "79", "80")
MARGIN_M: Final = 30_000
WEAVE_M: Final = 300  # a road that goes no farther beyond the border is a border road, not a crossing
TOUCH_M: Final = 25  # the border line and the roads agree within this
_SLIVER_M: Final = 1  # shorter left-overs of a cut are dropped


def study_area(context: Context) -> shapely.Geometry:
    """The mainland of the seven provinces with a margin of 30 km, cut to the sources' extent; VN-2000 metres.

    The mainland of a province is its largest polygon: islands are drawn, not routed.
    """
    provinces = read_source(context, "admin/provinces_2022.geojson").to_crs(VN2000_UTM48N)
    chosen = provinces[provinces["code"].astype(str).isin(STUDY_PROVINCES)]
    mainland = [max(shapely.get_parts(shape), key=lambda part: part.area) for shape in chosen.geometry]
    frame = gpd.GeoSeries([shapely.segmentize(shapely.box(*EXTENT), 0.05)], crs=WGS84).to_crs(VN2000_UTM48N)[0]
    return shapely.intersection(shapely.buffer(shapely.union_all(mainland), MARGIN_M), frame)


def cambodia(context: Context) -> shapely.Geometry:
    """Cambodia as far as the sources show it; VN-2000 metres."""
    provinces = read_source(context, "admin/cambodia_provinces.geojson").to_crs(VN2000_UTM48N)
    return shapely.union_all(shapely.make_valid(provinces.geometry.to_numpy()))


def border(context: Context) -> shapely.Geometry:
    """The border of Vietnam and Cambodia; VN-2000 metres."""
    return shapely.union_all(
        read_source(context, "admin/border_vn_kh.geojson").to_crs(VN2000_UTM48N).geometry.to_numpy()
    )


def clip(roads: gpd.GeoDataFrame, *, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """The roads inside ``area`` (metres); a road that leaves it is cut at the edge. Lines in degrees."""
    lines = planar(roads.geometry.to_numpy())
    shapely.prepare(area)
    inside = shapely.contains(area, lines)
    crossing = ~inside & shapely.intersects(area, lines)
    pieces = shapely.intersection(lines[crossing], area)
    return _with_pieces(roads, keep=inside, rows=np.flatnonzero(crossing), pieces=pieces)


def cut_at_border(roads: gpd.GeoDataFrame, *, beyond: shapely.Geometry) -> gpd.GeoDataFrame:
    """Cut a road where it goes over into Cambodia for good, that is farther than ``WEAVE_M``.

    ``beyond`` is Cambodia in metres. The Vietnamese approach road then ends on the border itself,
    and a border road that weaves over the line stays whole.
    """
    lines = planar(roads.geometry.to_numpy())
    deep = shapely.buffer(beyond, -WEAVE_M)
    for shape in (beyond, deep):
        shapely.prepare(shape)
    crossing = shapely.intersects(deep, lines) & ~shapely.contains_properly(beyond, lines)
    rows = np.flatnonzero(crossing)
    pieces = np.array([_at_deep_runs(line, beyond=beyond, deep=deep) for line in lines[rows]], dtype=object)
    return _with_pieces(roads, keep=~crossing, rows=rows, pieces=pieces)


def share_inside(lines: Lines, *, area: shapely.Geometry) -> NDArray[np.float64]:
    """Share of each line's length (metres, planar) inside ``area``: (n,), 0 to 1."""
    shapely.prepare(area)
    share = np.zeros(len(lines))
    touched = shapely.intersects(area, lines)
    whole = shapely.contains(area, lines)
    share[whole] = 1
    part = touched & ~whole
    share[part] = shapely.length(shapely.intersection(lines[part], area)) / shapely.length(lines[part])
    return share


def _at_deep_runs(line: shapely.LineString, *, beyond: shapely.Geometry, deep: shapely.Geometry) -> shapely.Geometry:
    """The line as a MultiLineString cut at both ends of each run that reaches ``deep``."""
    runs = shapely.get_parts(shapely.line_merge(shapely.intersection(line, beyond)))
    runs = runs[shapely.intersects(runs, deep)]
    cuts = shapely.get_coordinates(shapely.boundary(runs))
    along = np.unique(shapely.line_locate_point(line, shapely.points(cuts)))
    along = along[(along > _SLIVER_M) & (along < line.length - _SLIVER_M)]
    marks = np.r_[0, along, line.length]
    return shapely.multilinestrings([shapely.ops.substring(line, a, b) for a, b in zip(marks, marks[1:], strict=False)])


def _with_pieces(
    roads: gpd.GeoDataFrame, *, keep: NDArray[np.bool_], rows: NDArray[np.int64], pieces: Lines
) -> gpd.GeoDataFrame:
    """The rows of ``keep`` as they are, and the pieces (metres) of ``rows`` with their rows' attributes."""
    parts, owner = shapely.get_parts(pieces, return_index=True)
    fit = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (shapely.length(parts) > _SLIVER_M)
    cut = roads.iloc[rows[owner[fit]]].set_geometry(
        gpd.GeoSeries(geographic(parts[fit]), crs=WGS84).to_numpy(), crs=WGS84
    )
    made = gpd.GeoDataFrame(gpd.pd.concat([roads[keep], cut], ignore_index=True), crs=WGS84)
    return made
