"""What a file offers: features still in its own coordinates, until a user has seen them on the map."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from intake.files.refusal import RefusedError, Spot
from intake.zones import Candidate, candidates, in_degrees, named_epsg, to_degrees
from layers import WGS84, study
from words import Lang, Lettering, clean, likely_letterings, named_lettering, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from intake.files.layer import Layer, Value

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
    left_out
        Features and parts that cannot be used: where each stands and why.
    letterings
        How its text can be read, likeliest first; none where nobody needs to choose.
    lettering
        The one it is read under.
    """

    name: str
    layers: tuple[Layer, ...]
    columns: tuple[str, ...]
    epsg: int | None
    candidates: tuple[Candidate, ...]
    notes: tuple[Note, ...]
    left_out: tuple[RefusedError, ...] = ()
    letterings: tuple[Lettering, ...] = ()
    lettering: Lettering | None = None
    again: Callable[[Lettering], Offer] | None = field(default=None, compare=False, repr=False)

    def read_as(self, lettering: Lettering) -> Offer:
        """The same file with its text read under another lettering."""
        return self if self.again is None or lettering is self.lettering else self.again(lettering)

    def marked(self, *, most: int) -> tuple[str, ...]:
        """Texts with marks as they are read now, different ones, to look at."""
        found = dict.fromkeys(text for layer in self.layers for text in layer.texts if not text.isascii())
        return tuple(found)[:most]

    @property
    def certain(self) -> bool:
        """Whether nobody needs to check the system on the map: the file names it, or it is degrees."""
        return self.epsg is not None or all(candidate.degrees for candidate in self.candidates)

    def placed(self, candidate: Candidate) -> tuple[PlacedFeature, ...]:
        """All features with a place on the earth, in EPSG:4326, taken apart into points, lines and polygons.

        Raises
        ------
        RefusedError
            If no feature has one under this system.
        """
        found = tuple(feature for layer in self.layers for feature in _placed(layer, candidate))
        if not found and (misplaced := self.misplaced(candidate)):
            raise misplaced[0]
        return found

    def misplaced(self, candidate: Candidate) -> tuple[RefusedError, ...]:
        """Features with a coordinate that has no place on the earth under this system."""
        return tuple(fault for layer in self.layers for fault in _off_earth(layer, candidate).values())


def offer_of(
    name: str, layers: Sequence[Layer], *, links: int, letters: int, lettering: Lettering | None = None
) -> Offer:
    """An offer from layers that were checked.

    Parameters
    ----------
    lettering
        Under which bytes are read as text; the likeliest if left out.

    Raises
    ------
    RefusedError
        If the layers name different systems, or nothing fits the coordinates.
    """
    again = partial(_again, name, tuple(layers), links, letters)
    letterings, doubts = _letterings(layers)
    lettering = lettering or (letterings[0] if letterings else None)
    layers = tuple(_cut(layer.lettered(lettering) if lettering else layer, letters) for layer in layers)
    everything = np.concatenate([layer.geometry for layer in layers]) if layers else np.empty(0, dtype=object)
    if not shapely.get_num_coordinates(everything).sum():
        raise RefusedError("intake.nothing")
    xy = shapely.get_coordinates(everything)
    named = {layer.crs for layer in layers}
    codes = {named_epsg(crs) for crs in named}
    if len(codes) > 1:
        raise RefusedError("intake.several_crs", found=", ".join(sorted(str(c or "–") for c in codes)))
    epsg = codes.pop()
    notes = [_counted("intake.note_links", links)] if links else []
    notes += doubts
    left_out = tuple(fault for layer in layers for fault in layer.left_out)
    empty = sum(_empty(layer) for layer in layers)
    notes += [_counted("intake.note_empty", empty)] if empty else []
    if epsg == WGS84 and not in_degrees(xy):
        epsg = None  # the format prescribes degrees, the coordinates are metres
        notes.append(Note("intake.note_not_degrees"))
    elif epsg is None and any(named):
        notes.append(Note("intake.note_unknown_crs"))
    described = next(iter(named)) if Note("intake.note_unknown_crs") in notes and len(named) == 1 else ""
    choices = (Candidate(epsg),) if epsg else candidates(xy, wkt=described)
    if not choices:
        raise RefusedError("intake.no_crs", found=", ".join(f"{v:.1f}" for v in shapely.total_bounds(everything)))
    if choices[0].degrees and choices[0].swapped:
        notes.append(Note("intake.note_swapped"))
    return Offer(
        name=name,
        layers=layers,
        columns=tuple(dict.fromkeys(c for layer in layers for c in layer.columns)),
        epsg=epsg,
        candidates=choices,
        notes=tuple(notes),
        left_out=left_out,
        letterings=letterings,
        lettering=lettering,
        again=again,
    )


def _again(name: str, layers: tuple[Layer, ...], links: int, letters: int, lettering: Lettering) -> Offer:
    return offer_of(name, layers, links=links, letters=letters, lettering=lettering)


def _letterings(layers: Sequence[Layer]) -> tuple[tuple[Lettering, ...], list[Note]]:
    """How the bytes of a file can be read as text, and a word on what was assumed where the file did not say it."""
    raw = [layer for layer in layers if layer.lettering is not None]
    said = next((layer.lettering for layer in raw if layer.lettering), "")
    found = likely_letterings((text for layer in raw for text in layer.texts), named=said)
    if not found or named_lettering(said) is found[0]:
        return found, []
    if found[0] is Lettering.UTF8 and named_lettering(said) is None:
        return found[:1], []  # bytes that are UTF-8 are so by themselves
    key = "intake.note_lettering_said" if said else "intake.note_lettering"
    return found, [Note(key, (("name", found[0].label), ("said", said)))]


def _empty(layer: Layer) -> int:
    """Features without a geometry, but for those that are named one by one."""
    named = {fault.spot for fault in layer.left_out}
    bare = np.flatnonzero(shapely.is_missing(layer.geometry) | shapely.is_empty(layer.geometry))
    return sum(layer.spot(int(row)) not in named for row in bare)


def lies_outside(shapes: Sequence[BaseGeometry]) -> int:
    """How many shapes (EPSG:4326) lie wholly outside the area of the sources."""
    area = shapely.box(*study().extent)
    return int((~shapely.intersects(area, np.array(shapes, dtype=object))).sum())


def _counted(key: str, count: int) -> Note:
    return Note(key, (("count", str(count)),))


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
    shapes = shapely.transform(layer.geometry, lambda xy: to_degrees(xy, candidate))
    off, found = _off_earth(layer, candidate), []
    for row, shape in enumerate(shapes):  # a feature has any number of parts
        parts = [] if shape is None or row in off else [p for p in _parts(shape) if not p.is_empty]
        values = dict(zip(layer.columns, layer.rows[row], strict=True))
        found += [
            PlacedFeature(_KIND_OF[part.geom_type], part, values, layer.spot(row), i if len(parts) > 1 else 0)
            for i, part in enumerate(parts, 1)
        ]
    return found


def _off_earth(layer: Layer, candidate: Candidate) -> dict[int, RefusedError]:
    """Rows with a coordinate that has no place on the earth under a system; each with its first one."""
    written, owner = shapely.get_coordinates(layer.geometry, return_index=True)
    if not len(written):
        return {}
    placed = to_degrees(written, candidate)
    bad = np.flatnonzero(~np.isfinite(placed).all(axis=1) | (np.abs(placed) > (180, 90)).any(axis=1))
    rows, first = np.unique(owner[bad], return_index=True)
    return {
        int(row): RefusedError(
            "intake.not_on_earth",
            spot=layer.spot(int(row)),
            crs=candidate,
            number=int(bad[at] - np.searchsorted(owner, row)) + 1,
            found=f"{written[bad[at]][0]:.10g}; {written[bad[at]][1]:.10g}",
        )
        for row, at in zip(rows, first, strict=True)
    }


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """Points, lines and polygons of a geometry; lines that meet end to end become one."""
    if shape.geom_type == "MultiLineString":
        shape = shapely.line_merge(shape, directed=False)
    parts = list(shapely.get_parts(shape))
    return [p for part in parts for p in (_parts(part) if part.geom_type.startswith(("Multi", "Geometry")) else [part])]
