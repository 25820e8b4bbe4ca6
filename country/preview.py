"""What a study of some provinces would hold, before it is built: their figures, and the shapes of a small map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from country.area import OFFSHORE_LON, area_of
from country.pack import pack_digest, shapes
from country.record import OFFSHORE
from layers import provinces_layer, simple_coverage, simple_lines

if TYPE_CHECKING:
    from country.area import Area, Box
    from country.choice import Pair, Unit

MAIN: Final = ("motorway", "trunk", "primary")
_AREAS_M: Final = 400.0  # the map is some 500 pixels wide
_LINES_M: Final = 300.0


@dataclass(frozen=True)
class UnitFigures:
    """A province: measured without the archipelagos, people of the census of 2019, roads by ``kilometres``."""

    unit: Unit
    area_km2: float
    people_2019: int
    road_km: float
    main_km: float


@dataclass(frozen=True)
class Preview:
    """Figures by province, and what a map of the study's frame shows (EPSG:4326).

    Parameters
    ----------
    areas
        Provinces inside the frame: ``name``, ``own`` (whether chosen), geometry.
    roads
        Roads of the classes ``MAIN`` inside.
    seats
        Capitals of the chosen provinces: ``name_vi``, ``name_en``, geometry.
    offshore
        Codes of 2022 of the chosen provinces that hold an archipelago outside the frame.
    """

    units: tuple[UnitFigures, ...]
    extent: Box
    areas: gpd.GeoDataFrame
    roads: gpd.GeoSeries
    seats: gpd.GeoDataFrame
    offshore: tuple[str, ...]


def preview(pair: Pair) -> Preview:
    """The preview of a pair, kept for the next call; DataError as for the pack."""
    return _preview(pair, pack_digest())


@lru_cache(maxsize=16)
def _preview(pair: Pair, digest: str) -> Preview:
    area = area_of(pair)
    layer = shapes(provinces_layer(pair.edition)).set_index("code")
    km = _kilometres(digest)
    told = tuple(
        UnitFigures(
            unit,
            float(layer.loc[unit.code, "area_km2"]),
            int(layer.loc[unit.code, "population_2019"]),
            *(float(km.loc[list(unit.parts), column].sum()) for column in ("all", "main")),
        )
        for unit in pair.units
    )
    places = shapes("places")
    edition = pair.edition.value
    own = places[f"capital_{edition}"] & places[f"province_{edition}"].isin(pair.codes)
    parts = {part for unit in pair.units for part in unit.parts}
    return Preview(
        told,
        area.extent,
        _areas(area, layer),
        _roads(area, digest),
        places.loc[own, ["name_vi", "name_en", "geometry"]],
        tuple(code for code in OFFSHORE if code in parts),
    )


def _areas(area: Area, layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The provinces inside the frame, simplified together."""
    near = layer[layer.intersects(area.box)].reset_index()
    near = near.assign(own=near["code"].isin(area.pair.codes))
    west, south, east, north = area.extent
    shape = simple_coverage(near.geometry, tolerance_m=_AREAS_M)
    cut = shapely.clip_by_rect(np.asarray(shape), west, south, min(east, OFFSHORE_LON), north)
    frame = gpd.GeoDataFrame(near[["code", "name", "own"]], geometry=cut, crs=layer.crs)
    return frame[~frame.geometry.is_empty]


def _roads(area: Area, digest: str) -> gpd.GeoSeries:
    main = _main_roads(digest)
    inside = main.iloc[np.sort(main.sindex.query(area.box, predicate="intersects"))]
    return gpd.GeoSeries(shapely.clip_by_rect(inside.to_numpy(), *area.extent), crs=main.crs)


@lru_cache(maxsize=1)
def _main_roads(_: str) -> gpd.GeoSeries:
    roads = shapes("roads")
    main = roads[roads["road_class"].isin(MAIN) & ~roads["ramp"]]
    return gpd.GeoSeries(simple_lines(main.geometry, tolerance_m=_LINES_M), crs=roads.crs)


@lru_cache(maxsize=1)
def _kilometres(_: str) -> pd.DataFrame:
    """Kilometres of road in each province of 2022, ``all`` and ``main``: a one-way carriageway counts half, a ramp not at all."""
    roads, provinces = shapes("roads"), shapes("provinces_2022")
    middle = shapely.line_interpolate_point(roads.geometry.to_numpy(), 0.5, normalized=True)
    link, row = shapely.STRtree(provinces.geometry.to_numpy()).query(middle, predicate="intersects")
    each = (
        roads["length_m"].to_numpy() / 1000 * np.where(roads["oneway"], 0.5, 1.0) * ~roads["ramp"].to_numpy(dtype=bool)
    )
    main = roads["road_class"].isin(MAIN).to_numpy()
    size = len(provinces)
    columns = {
        "all": np.bincount(row, weights=each[link], minlength=size),
        "main": np.bincount(row, weights=(each * main)[link], minlength=size),
    }
    return pd.DataFrame(columns, index=provinces["code"])
