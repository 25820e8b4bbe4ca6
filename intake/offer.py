"""What a file offers: features still in its own coordinates, until a user has seen them on the map."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from intake.described import named_epsg, usable_name, zone_meant
from intake.files.refusal import RefusedError, Spot
from intake.ranking import best_axes, candidates, doubtful, fitting, in_degrees
from intake.zones import Candidate, Coordinates, by_code, to_degrees
from layers import WGS84, study
from words import Lang, Lettering, clean, likely_letterings, named_lettering, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from intake.files.layer import Layer, Value

KINDS: Final = ("point", "line", "polygon")
# what a KML says of its display, and a driver hands out as columns
_SILENT: Final = frozenset({"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"})
_DOUBTED: Final = "intake.system_doubted"
_KIND_OF: Final = {"Point": "point", "LineString": "line", "LinearRing": "line", "Polygon": "polygon"}


@dataclass(frozen=True)
class Note:
    """Something the user should know: a key of the catalogue and what fills it."""

    key: str
    values: tuple[tuple[str, str | Candidate], ...] = ()

    def text(self, lang: Lang) -> str:
        """The sentence."""
        return say(self.key, lang, **{k: v.text(lang) if isinstance(v, Candidate) else v for k, v in self.values})


@dataclass(frozen=True)
class PlacedFeature:
    """One part of a feature in EPSG:4326: a point, a line or a polygon.

    Parameters
    ----------
    part
        Counted from 1 where a feature has several parts, else 0.
    pieces
        How many features it was joined from.
    """

    kind: str
    geometry: Any  # shapely Point, LineString or Polygon
    values: Mapping[str, Value]
    spot: Spot
    part: int = 0
    pieces: int = 1


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
        Systems to choose from, best first; the one that the file names before all others.
    system
        What was found of the system, in one sentence; there always is one.
    notes
        What else was left out or assumed.
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
    system: Note
    notes: tuple[Note, ...]
    left_out: tuple[RefusedError, ...] = ()
    letterings: tuple[Lettering, ...] = ()
    lettering: Lettering | None = None
    remade: Callable[..., Offer] | None = field(default=None, compare=False, repr=False)  # from layers as read

    def read_as(self, lettering: Lettering) -> Offer:
        """The same file with its text read under another lettering."""
        return self if self.remade is None or lettering is self.lettering else self.remade(lettering=lettering)

    def only(self, layers: Sequence[int]) -> Offer:
        """Some layers of the file, by their places in ``layers``; errors as ``offer_of``."""
        return self if self.remade is None else self.remade(only=tuple(layers))

    def under(self, epsg: int) -> Candidate | None:
        """The system of a code, its axes in the order that suits the file; ``None`` if the register has none that can be used."""
        system = by_code(epsg)
        shapes = [shape for layer in self.layers for shape in layer.geometry if shape is not None]
        return None if system is None else best_axes(shapely.get_coordinates(shapes), system)

    def marked(self, *, most: int) -> tuple[str, ...]:
        """Texts with marks as they are read now, different ones, to look at."""
        found = dict.fromkeys(text for layer in self.layers for text in layer.texts if not text.isascii())
        return tuple(found)[:most]

    @property
    def certain(self) -> bool:
        """Whether nobody needs to check the first system on the map: the file, or each layer, names it, or it is degrees."""
        each = bool(self.candidates) and self.candidates[0].each and not self.candidates[0].epsg
        named = self.epsg is not None and self.system.key != _DOUBTED
        return named or each or all(candidate.degrees for candidate in self.candidates)

    @property
    def fits(self) -> bool:
        """Whether a system is known that puts any of the file into the area, or the file names one."""
        return self.certain or self.epsg is not None or fitting(self.candidates)

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
    name: str,
    layers: Sequence[Layer],
    *,
    links: int,
    letters: int,
    lettering: Lettering | None = None,
    only: tuple[int, ...] | None = None,
) -> Offer:
    """An offer from layers that were checked.

    Parameters
    ----------
    lettering
        Under which bytes are read as text; the likeliest if left out.
    only
        Numbers of the layers that are taken; all if left out.

    Raises
    ------
    RefusedError
        If there is no geometry in them.
    """
    layers = tuple(layers) if only is None else tuple(layers[at] for at in only)
    remade = partial(offer_of, name, layers, links=links, letters=letters)
    letterings, doubts = _letterings(layers)
    lettering = lettering or (letterings[0] if letterings else None)
    layers = tuple(_cut(layer.lettered(lettering) if lettering else layer, letters) for layer in layers)
    everything = np.concatenate([layer.geometry for layer in layers]) if layers else np.empty(0, dtype=object)
    if not shapely.get_num_coordinates(everything).sum():
        raise RefusedError("intake.nothing")
    links_note = [_counted("intake.note_links", links)] if links else []
    empty = sum(_empty(layer) for layer in layers)
    notes = [*links_note, *doubts, *([_counted("intake.note_empty", empty)] if empty else [])]
    left_out = tuple(fault for layer in layers for fault in layer.left_out)
    found = _systems(layers)
    return Offer(
        name=name,
        layers=layers,
        columns=tuple(dict.fromkeys(c for layer in layers for c in layer.columns)),
        epsg=found.epsg,
        candidates=found.choices,
        system=found.told,
        notes=tuple(notes),
        left_out=left_out,
        letterings=letterings,
        lettering=lettering,
        remade=remade,
    )


@dataclass(frozen=True)
class _Systems:
    """The code that a file names, the systems to choose from, and the one sentence on them."""

    epsg: int | None
    choices: tuple[Candidate, ...]
    told: Note


def _systems(layers: Sequence[Layer]) -> _Systems:
    """Which system each layer is in, and which ones may be chosen where the file does not say it, or says it wrongly."""
    used = [layer for layer in layers if shapely.get_num_coordinates(layer.geometry).sum()]
    own = {id(layer): _own_system(layer) for layer in used}
    if len({(one.epsg, one.wkt) if one else None for one in own.values()}) > 1:
        return _mixed(used, own)
    xy = shapely.get_coordinates(np.concatenate([layer.geometry for layer in used]))
    first = own[id(used[0])]
    if first is not None and first.epsg:
        choices = candidates(xy, named=first.epsg)
        right = "intake.system_turned" if choices[0].swapped else "intake.system_named"
        said = _DOUBTED if doubtful(choices) else right
        key = "intake.system_degrees" if first.degrees else said
        other = (("other", max(choices[1:], key=lambda one: one.worth)),) if key == _DOUBTED else ()
        return _Systems(first.epsg, choices, Note(key, (("system", choices[0]), *other)))
    choices = candidates(xy, wkt=first.wkt if first else "")
    return _Systems(None, choices, _guessed(choices, first, used[0]))


def _mixed(layers: Sequence[Layer], own: Mapping[int, Candidate | None]) -> _Systems:
    """Layers in different systems: each in its own, those that name none in the one that is chosen for them."""
    silent = [layer for layer in layers if own[id(layer)] is None]
    pairs = [(layer.name or "–", one) for layer in layers if (one := own[id(layer)])]
    said = "; ".join(f"{name}: {f'EPSG:{one.epsg}' if one.epsg else one.where_en}" for name, one in pairs)
    note = Note("intake.system_some" if silent else "intake.system_each", (("layers", said[:300]),))
    if not silent:
        return _Systems(None, (Candidate(0, each=True),), note)
    xy = shapely.get_coordinates(np.concatenate([layer.geometry for layer in silent]))
    return _Systems(None, candidates(xy, each=True), note)


def _own_system(layer: Layer) -> Candidate | None:
    """The system that a layer says it is in, by code or by parameters; degrees that are none say nothing."""
    epsg = named_epsg(layer.crs)
    if epsg == WGS84 and not in_degrees(shapely.get_coordinates(layer.geometry)):
        return None
    if epsg is not None:
        return by_code(epsg) or Candidate(epsg)
    name = usable_name(layer.crs)
    return Candidate(0, name, name, wkt=layer.crs) if name else None


def _guessed(choices: tuple[Candidate, ...], own: Candidate | None, layer: Layer) -> Note:
    """The sentence on a system that the file does not name by a code."""
    first = choices[0]
    if own is not None:
        key = "intake.system_matched" if first.epsg and first.epsg == zone_meant(own.wkt) else "intake.system_described"
        return Note(key, (("name", own.where_en), ("system", first)))
    if first.degrees:
        return Note("intake.note_swapped") if first.swapped else Note("intake.system_degrees")
    if not fitting(choices):
        return Note("intake.system_nowhere")
    if named_epsg(layer.crs) == WGS84:
        return Note("intake.note_not_degrees")
    return Note("intake.system_swapped" if first.swapped else "intake.system_guessed")


def _letterings(layers: Sequence[Layer]) -> tuple[tuple[Lettering, ...], list[Note]]:
    """How the bytes of a file can be read as text, and a word on what was assumed where the file did not say it."""
    raw = [layer for layer in layers if layer.lettering is not None]
    said = next((layer.lettering for layer in raw if layer.lettering), "")
    found = likely_letterings((text for layer in raw for text in layer.texts), named=said)
    cells = likely_letterings((text for layer in raw for text in layer.cells), named=said)
    if (
        cells and cells[0] is Lettering.UTF8
    ):  # a driver that wrote headings byte by byte left them in no lettering at all
        found = cells
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
    system = _system_for(layer, candidate)
    shapes = shapely.transform(layer.geometry, lambda xy: to_degrees(xy, system))
    off, found = _off_earth(layer, candidate), []
    for row, shape in enumerate(shapes):  # a feature has any number of parts
        parts = [] if shape is None or row in off else [p for p in _parts(shape) if not p.is_empty]
        values = dict(zip(layer.columns, layer.rows[row], strict=True))
        found += [
            PlacedFeature(_KIND_OF[part.geom_type], part, values, layer.spot(row), i if len(parts) > 1 else 0)
            for i, part in enumerate(parts, 1)
        ]
    return found


def _system_for(layer: Layer, chosen: Candidate) -> Candidate:
    """The chosen system, unless layers that say their own stay in that."""
    return (_own_system(layer) if chosen.each else None) or chosen


def _off_earth(layer: Layer, candidate: Candidate) -> dict[int, RefusedError]:
    """Rows with a coordinate that has no place on the earth under a system; each with its first one."""
    written, owner = shapely.get_coordinates(layer.geometry, return_index=True)
    if not len(written):
        return {}
    placed = to_degrees(written, _system_for(layer, candidate))
    bad = np.flatnonzero(~np.isfinite(placed).all(axis=1) | (np.abs(placed) > (180, 90)).any(axis=1))
    rows, first = np.unique(owner[bad], return_index=True)
    return {
        int(row): RefusedError(
            "intake.not_on_earth_turned" if _fits_turned(written[bad[at]], layer, candidate) else "intake.not_on_earth",
            spot=layer.spot(int(row)),
            crs=candidate,
            number=int(bad[at] - np.searchsorted(owner, row)) + 1,
            found=f"{written[bad[at]][0]:.10g}; {written[bad[at]][1]:.10g}",
        )
        for row, at in zip(rows, first, strict=True)
    }


def _fits_turned(point: Coordinates, layer: Layer, candidate: Candidate) -> bool:
    """Whether a point lies on the map once its two coordinates change places."""
    west, south, east, north = study().extent
    lon, lat = to_degrees(point[None, ::-1], _system_for(layer, candidate))[0]
    return bool(west <= lon <= east and south <= lat <= north)


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    """Points, lines and polygons of a geometry; lines that meet end to end become one."""
    if shape.geom_type == "MultiLineString":
        shape = shapely.line_merge(shape, directed=False)
    parts = list(shapely.get_parts(shape))
    return [p for part in parts for p in (_parts(part) if part.geom_type.startswith(("Multi", "Geometry")) else [part])]
