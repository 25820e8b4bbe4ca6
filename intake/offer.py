"""What a file offers: features still in its own coordinates, until a user has seen them on the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from intake.refusal import RefusedError, Spot
from intake.zones import Candidate, candidates, named_epsg, to_degrees
from layers.geodesy import WGS84
from layers.study import study
from words import Lang, say
from words.spelling import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake.layer import Layer, Value

KINDS: Final = ("point", "line", "polygon")
# what a KML says of its display, and a driver hands out as columns
_SILENT: Final = frozenset({"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"})
_KIND_OF: Final = {"Point": "point", "LineString": "line", "LinearRing": "line", "Polygon": "polygon"}


@dataclass(frozen=True)
class Note:
    """Something the user should know: a key of the catalogue and what fills it."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def text(self, lang: Lang) -> str:
        """The sentence."""
        return say(self.key, lang, **dict(self.values))


@dataclass(frozen=True)
class PlacedFeature:
    """One part of a feature in EPSG:4326: a point, a line or a polygon.

    Parameters
    ----------
    part
        Counted from 1 where a feature has several parts, else 0.
    """

    kind: str
    geometry: Any  # shapely Point, LineString or Polygon
    values: Mapping[str, Value]
    spot: Spot
    part: int = 0


@dataclass(frozen=True)
class Offer:
    """What a file holds.

    Parameters
    ----------
    name
        Of the file, to show.
    columns
        Of all layers, in the order of the file.
    epsg
        The coordinate system the file names; ``None`` if it names none that can be used.
    candidates
        Systems to choose from, best first; the named one alone if there is one.
    notes
        What was left out or assumed.
    """

    name: str
    layers: tuple[Layer, ...]
    columns: tuple[str, ...]
    epsg: int | None
    candidates: tuple[Candidate, ...]
    notes: tuple[Note, ...]

    def placed(self, candidate: Candidate) -> tuple[PlacedFeature, ...]:
        """All features in EPSG:4326, taken apart into points, lines and polygons.

        Raises
        ------
        RefusedError
            If a coordinate has no place on the earth under this system.
        """
        return tuple(feature for layer in self.layers for feature in _placed(layer, candidate))


def offer_of(name: str, layers: Sequence[Layer], *, links: int, letters: int) -> Offer:
    """An offer from layers that were checked.

    Raises
    ------
    RefusedError
        If the layers name different systems, or nothing fits the coordinates.
    """
    layers = tuple(_cut(layer, letters) for layer in layers)
    everything = np.concatenate([layer.geometry for layer in layers]) if layers else np.empty(0, dtype=object)
    if not shapely.get_num_coordinates(everything).sum():
        raise RefusedError("intake.nothing")
    west, south, east, north = map(float, shapely.total_bounds(everything))
    bounds = (west, south, east, north)
    named = {layer.crs for layer in layers}
    codes = {named_epsg(crs) for crs in named}
    if len(codes) > 1:
        raise RefusedError("intake.several_crs", found=", ".join(sorted(str(c or "–") for c in codes)))
    epsg = codes.pop()
    notes = [_counted("intake.note_links", links)] if links else []
    empty = sum(int(shapely.is_missing(g) or shapely.is_empty(g)) for g in everything)
    notes += [_counted("intake.note_empty", empty)] if empty else []
    if epsg == WGS84 and not _in_degrees(bounds):
        epsg = None  # the format prescribes degrees, the coordinates are metres
        notes.append(Note("intake.note_not_degrees"))
    if epsg is None and any(named):
        notes.append(Note("intake.note_unknown_crs"))
    choices = (Candidate(epsg, f"EPSG:{epsg}"),) if epsg else candidates(bounds)
    if not choices:
        raise RefusedError("intake.no_crs", found=", ".join(f"{v:.1f}" for v in bounds))
    return Offer(
        name=name,
        layers=layers,
        columns=tuple(dict.fromkeys(c for layer in layers for c in layer.columns)),
        epsg=epsg,
        candidates=choices,
        notes=tuple(notes),
    )


def lies_outside(features: Sequence[PlacedFeature]) -> int:
    """How many features lie wholly outside the area of the sources."""
    area = shapely.box(*study().extent)
    return int((~shapely.intersects(area, np.array([f.geometry for f in features], dtype=object))).sum())


def _counted(key: str, count: int) -> Note:
    return Note(key, (("count", str(count)),))


def _in_degrees(bounds: Sequence[float]) -> bool:
    west, south, east, north = bounds
    return max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90  # noqa: PLR2004


def _cut(layer: Layer, letters: int) -> Layer:
    """The layer with long texts cut, signs that cannot be shown left out, and no columns that say nothing."""
    says = [
        i
        for i, name in enumerate(layer.columns)
        if name not in _SILENT and any(row[i] is not None for row in layer.rows)
    ]
    rows = tuple(tuple(_shown(row[i], letters) for i in says) for row in layer.rows)
    columns = tuple(str(_shown(layer.columns[i], 60) or f"column_{i + 1}") for i in says)
    return replace(layer, rows=rows, columns=columns, name=str(_shown(layer.name, 60) or ""))


def _shown(value: Value, letters: int) -> Value:
    if not isinstance(value, str):
        return value
    return clean(value[:letters], lines=True)


def _placed(layer: Layer, candidate: Candidate) -> list[PlacedFeature]:
    def move(xy: np.ndarray) -> np.ndarray:
        return to_degrees(xy[:, ::-1] if candidate.swapped else xy, epsg=candidate.epsg)

    shapes = shapely.transform(layer.geometry, move)
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = ~np.isfinite(coordinates).all(axis=1) | (np.abs(coordinates) > (180, 90)).any(axis=1)
    for row in owner[bad][:1]:
        raise RefusedError("intake.not_on_earth", spot=layer.spot(int(row)), crs=candidate.name)
    found = []
    for row, shape in enumerate(shapes):  # a feature has any number of parts
        parts = [] if shape is None else [p for p in _parts(shape) if not p.is_empty]
        values = dict(zip(layer.columns, layer.rows[row], strict=True))
        found += [
            PlacedFeature(_KIND_OF[part.geom_type], part, values, layer.spot(row), i if len(parts) > 1 else 0)
            for i, part in enumerate(parts, 1)
        ]
    return found


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """Points, lines and polygons of a geometry; lines that meet end to end become one."""
    if shape.geom_type == "MultiLineString":
        shape = shapely.line_merge(shape, directed=False)
    parts = list(shapely.get_parts(shape))
    return [p for part in parts for p in (_parts(part) if part.geom_type.startswith(("Multi", "Geometry")) else [part])]
