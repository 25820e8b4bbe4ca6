"""Layers made ready for drawing: clipped to the frame, simplified, encoded; kept while their files stay as they are.

Everything is cached by the stamp of its file (path, time and size), so that a second map, a second
session or a switched layer costs nothing, and an edited file shows at once. The frames handed out
are shared: read, never change them.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import shapely

import layers
from layers import (
    FileState,
    Project,
    altered_layers,
    inner_edges,
    layer_state,
    read_projects,
    simple_areas,
    simple_coverage,
    simple_lines,
    study,
)
from webmap.payload import encode
from words import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from webmap.view import MapView

ADMIN_TOLERANCE_M: Final = 90.0
_CACHED: Final = 64

DRAWN: Final = tuple(row.name for row in layers.CATALOGUE.values() if row.style or row.sign)

T = TypeVar("T")


def frame(name: str) -> gpd.GeoDataFrame:
    """A layer as ``layers.read`` gives it; shared, do not change."""
    return _frame(name, layer_state(name))


def projects() -> tuple[Project, ...]:
    """The projects with their sections, as ``layers.projects`` reads them."""
    return _projects(layer_state("projects"))


def shown_projects(view: MapView) -> tuple[Project, ...]:
    """The projects a view may draw: those of the file, and the user's own."""
    with suppress(DataError):
        return (*projects(), *view.own.projects)
    return view.own.projects


def faults() -> tuple[DataError, ...]:
    """What is wrong with the layers that maps draw; the maps leave those out and draw the rest.

    Only layers that differ from those released are read for it: the build checked the others.
    """
    found: list[DataError] = []
    for name in (n for n in altered_layers(unreadable=DRAWN) if n in DRAWN):
        try:
            if name == "projects":
                projects()
            else:
                frame(name)
        except DataError as fault:
            found.append(fault)
    return tuple(found)


def drawable(parts: Iterable[Callable[[], Iterable[T]]]) -> list[T]:
    """What the parts yield, one after the other; a part whose layer cannot be read yields nothing."""
    drawn: list[T] = []
    for part in parts:
        with suppress(DataError):
            drawn += list(part())
    return drawn


def area_text(name: str, *, tolerance_m: float, min_km2: float = 0.0) -> str:
    """A layer of areas, those below ``min_km2`` left out, encoded as one text."""
    return _area_text(name, layer_state(name), tolerance_m, min_km2)


def line_text(name: str, column: str, kind: str, *, tolerance_m: float) -> str:
    """The lines of a layer whose ``column`` is ``kind``, joined, simplified and encoded as one text."""
    return _line_text(name, layer_state(name), column, kind, tolerance_m)


def coverage(name: str) -> NDArray[np.object_]:
    """A layer of touching areas, row for row, simplified as a coverage and cut to the frame."""
    return _coverage(name, layer_state(name))


def edges_text(name: str) -> str:
    """The edges that the areas of a layer share, encoded; coast and outer rim are left out."""
    return _edges_text(name, layer_state(name))


def clipped(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The shapes cut to the frame; row for row, empty where nothing is left."""
    return np.asarray(shapely.clip_by_rect(shapes, *study().extent), dtype=object)


@lru_cache(maxsize=_CACHED)
def _frame(name: str, _: FileState) -> gpd.GeoDataFrame:
    return layers.read(name)


@lru_cache(maxsize=2)
def _projects(mark: FileState) -> tuple[Project, ...]:
    return read_projects(layers.path_of("projects")) if mark else ()


@lru_cache(maxsize=_CACHED)
def _area_text(name: str, mark: FileState, tolerance_m: float, min_km2: float) -> str:
    rows = _frame(name, mark)
    shapes = clipped(rows.loc[rows["area_km2"] >= min_km2].geometry.to_numpy())
    return encode(_solid(simple_areas(shapes, tolerance_m=tolerance_m), min_km2))


@lru_cache(maxsize=_CACHED)
def _line_text(name: str, mark: FileState, column: str, kind: str, tolerance_m: float) -> str:
    rows = _frame(name, mark)
    shapes = clipped(rows.loc[rows[column] == kind].geometry.to_numpy())
    return encode(simple_lines(shapes[~shapely.is_empty(shapes)], tolerance_m=tolerance_m))


@lru_cache(maxsize=_CACHED)
def _coverage(name: str, mark: FileState) -> NDArray[np.object_]:
    return clipped(simple_coverage(_frame(name, mark).geometry.to_numpy(), tolerance_m=ADMIN_TOLERANCE_M))


@lru_cache(maxsize=_CACHED)
def _edges_text(name: str, mark: FileState) -> str:
    areas = simple_coverage(_frame(name, mark).geometry.to_numpy(), tolerance_m=ADMIN_TOLERANCE_M)
    return encode([shapely.clip_by_rect(inner_edges(areas), *study().extent)])


def _solid(shapes: NDArray[np.object_], min_km2: float) -> list[shapely.Geometry]:
    """The parts that are still areas, without the holes too small to see."""
    smallest = min_km2 / 12_100  # square degrees at 11° N, for leaving out only
    solid: list[shapely.Geometry] = []
    for piece in shapely.get_parts(shapes):
        if piece.geom_type != "Polygon" or piece.area <= smallest:
            continue
        holes = [ring for ring in piece.interiors if shapely.Polygon(ring).area > smallest]
        solid.append(shapely.Polygon(piece.exterior, holes))
    return solid
