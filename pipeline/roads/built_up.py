"""Where a road runs through a built-up area: slower, and with the lower legal limit.

A stretch is urban if its middle lies in one of

- a residential area of the map of 2021 (at least 0.05 km²), widened by 100 m for roadside houses;
- a commune with at least 2,000 inhabitants per km² in 2019;
- a place with at least 7 km of minor streets per km² within 500 m: what the centres of the district
  towns have, and plantations and fields do not (the sources know the streets in 105.7-107.4 E, 10.5-12.3 N,
  an OpenStreetMap extract wherever it reaches); streets are summed over cells of 100 m in portions, so that
  those of a large extract never stand in memory together;
- 800 m around the mapped centre of a town or city;

after gaps narrower than 200 m are closed, patches under 0.3 km² dropped and the outline simplified to
10 m. A rule of ours, not a sign on the road. The area is a layer of its own, so that projects are
asked the same question when they join the network (``analysis/network/speeds.py``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.ndimage import convolve

from analysis.network import UrbanArea
from layers import VN2000_UTM48N, WGS84, Role, area_m2, place_kinds
from pipeline.files import TILES, read_source, source_path
from pipeline.roads.junctions import Lines, planar

if TYPE_CHECKING:
    from pipeline.files import Context

KM_PER_KM2: Final = 7
WITHIN_M: Final = 500
_CELL_M: Final = 100
_REACH: Final = WITHIN_M // _CELL_M


class StreetGrid:
    """Metres of street in each cell of a box (VN-2000 / UTM 48N)."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        """A grid over ``bounds`` (west, south, east, north in metres) and a disc's reach around."""
        box = np.array(bounds, dtype=float).reshape(2, 2)
        self._corner = np.floor(box[0] / _CELL_M) - _REACH
        columns, rows = (np.floor(box[1] / _CELL_M) - self._corner).astype(np.int64) + 1
        self._length = np.zeros((columns, rows))

    def add(self, lines: Lines) -> None:
        """Add lines (metres); each step between two vertices counts in the cell of its middle."""
        xy, owner = shapely.get_coordinates(lines, return_index=True)
        same = owner[1:] == owner[:-1]
        a, b = xy[:-1][same], xy[1:][same]
        cell = (np.floor((a + b) / 2 / _CELL_M) - self._corner).astype(np.int64)
        inside = ((cell >= 0) & (cell < self._length.shape)).all(axis=1)
        np.add.at(self._length, tuple(cell[inside].T), np.hypot(*(b - a)[inside].T))

    def dense(self) -> shapely.Geometry:
        """The cells around which there are at least ``KM_PER_KM2`` of streets."""
        disc = np.hypot(*np.mgrid[-_REACH : _REACH + 1, -_REACH : _REACH + 1]) <= _REACH
        smooth: NDArray[np.float64] = convolve(self._length, disc.astype(float), mode="constant")
        dense = smooth / (disc.sum() * _CELL_M**2) * 1000 >= KM_PER_KM2
        dense = np.pad(dense, ((0, 0), (1, 1))).astype(np.int8)
        begin, finish = (np.argwhere(np.diff(dense, axis=1) == step) for step in (1, -1))  # runs of cells northwards
        west = (begin[:, 0] + self._corner[0]) * _CELL_M
        south, north = ((rows[:, 1] + self._corner[1]) * _CELL_M for rows in (begin, finish))
        return shapely.union_all(shapely.box(west, south, west + _CELL_M, north))


DENSE_PER_KM2: Final = 2_000
ROADSIDE_M: Final = 100
TOWN_M: Final = 800
_TOWNS: Final = place_kinds(Role.CENTRE)
_CODE_DIGITS: Final = 5
_CLOSE_M: Final = 100
_PATCH_M2: Final = 300_000
_SIMPLE_M: Final = 10  # of simplification of the outline: a tenth of what houses are widened by


def urban_area(context: Context, *, within: shapely.Geometry, streets: StreetGrid | None = None) -> shapely.Geometry:
    """The built-up area of ``within`` as the module's head defines it; both in VN-2000 metres.

    ``streets`` are those of an extract; without them the streets of the sources count.
    """
    dense = (streets or _streets(context)).dense()
    joined = shapely.union_all([_houses(context), _dense_communes(context), dense, _towns(context)])
    closed = shapely.buffer(shapely.buffer(joined, _CLOSE_M), -_CLOSE_M)
    parts = shapely.get_parts(closed)
    whole = shapely.simplify(shapely.multipolygons(parts[shapely.area(parts) >= _PATCH_M2]), _SIMPLE_M)
    urban: shapely.Geometry = np.asarray(shapely.intersection(whole, within)).item()
    return urban


def layer_frame(area: shapely.Geometry) -> gpd.GeoDataFrame:
    """The rows of the layer ``urban_area``: one polygon each, numbered from the south-west, with its km²."""
    patches = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    parts = gpd.GeoSeries(patches, crs=VN2000_UTM48N).to_crs(WGS84)
    corner = parts.bounds
    order = np.lexsort((corner["maxx"], corner["miny"], corner["minx"]))
    shapes = parts.iloc[order].reset_index(drop=True)
    columns = {"part": np.arange(len(shapes)), "area_km2": np.round(area_m2(shapes.to_numpy()) / 1e6, 3)}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=WGS84)


def _houses(context: Context) -> shapely.Geometry:
    if context.sources is None:
        built = context.read("builtup").to_crs(VN2000_UTM48N)
        return shapely.union_all(shapely.buffer(built.geometry.to_numpy(), ROADSIDE_M))
    landuse = read_source(context, f"{TILES}/landuse.gpkg").to_crs(VN2000_UTM48N)
    return shapely.union_all(shapely.buffer(landuse.geometry[landuse["cls"] == "residential"].to_numpy(), ROADSIDE_M))


def _dense_communes(context: Context) -> shapely.Geometry:
    if context.sources is None:
        communes = context.read("communes_2025").to_crs(VN2000_UTM48N)
        dense = (communes["population_2019"] / communes["area_km2"] >= DENSE_PER_KM2).fillna(value=False)
        return shapely.union_all(communes.geometry[dense.astype(bool)].to_numpy())
    table = source_path(context, "population/commune_population_2019.csv")
    people = pd.read_csv(table, dtype={"code": str}, encoding="utf-8")
    dense = people.loc[people["density_per_km2"] >= DENSE_PER_KM2, "code"].str.zfill(_CODE_DIGITS)
    communes = read_source(context, "admin/communes_2025.geojson").to_crs(VN2000_UTM48N)
    codes = communes["code"].astype(str).str.zfill(_CODE_DIGITS)
    return shapely.union_all(communes.geometry[codes.isin(dense)].to_numpy())


def _towns(context: Context) -> shapely.Geometry:
    if context.sources is None:
        labels, places = context.read("labels"), context.read("places")
        points = [labels.geometry[labels["kind"].isin(("town", "city"))], places.geometry[places["kind"].isin(_TOWNS)]]
        metres = pd.concat(points).to_crs(VN2000_UTM48N)
        return shapely.union_all(shapely.buffer(metres.to_numpy(), TOWN_M))
    places = read_source(context, f"{TILES}/places.geojson").to_crs(VN2000_UTM48N)
    return shapely.union_all(shapely.buffer(places.geometry[places["class"].isin(("town", "city"))].to_numpy(), TOWN_M))


def _streets(context: Context) -> StreetGrid:
    """The minor streets of the sources."""
    minor = planar(read_source(context, f"{TILES}/roads_minor.parquet").geometry.to_numpy())
    grid = StreetGrid(tuple(shapely.total_bounds(minor)))
    grid.add(minor)
    return grid


def split_urban(roads: gpd.GeoDataFrame, *, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """The roads with a column ``urban``, cut at the vertex nearest to where they enter or leave ``area``.

    ``area`` is in metres. Cutting only at vertices keeps every point of the source in its place.
    """
    lines = roads.geometry.to_numpy()
    pieces, owner, urban = [], [], []
    shapely.prepare(area)
    for row, (line, metres) in enumerate(zip(lines, planar(lines), strict=True)):  # runs differ in number
        for piece, flag in _runs(line, metres, area=area):
            pieces.append(piece)
            owner.append(row)
            urban.append(flag)
    made = roads.iloc[owner].reset_index(drop=True)
    made["urban"] = np.array(urban, dtype=bool)
    return made.set_geometry(gpd.GeoSeries(pieces, crs=WGS84))


def _runs(
    line: shapely.LineString, metres: shapely.LineString, *, area: shapely.Geometry
) -> list[tuple[shapely.LineString, bool]]:
    """Pieces of ``line`` (degrees) and whether each is urban; ``metres`` is the same line in metres."""
    if not shapely.intersects(area, metres):
        return [(line, False)]
    xy = shapely.get_coordinates(metres)
    flag = UrbanArea(area).flags(xy)
    change = np.flatnonzero(flag[1:] != flag[:-1]) + 1
    lon_lat = shapely.get_coordinates(line)
    marks = [0, *change.tolist(), len(flag)]
    return [(shapely.LineString(lon_lat[a : b + 1]), bool(flag[a])) for a, b in pairwise(marks)]
