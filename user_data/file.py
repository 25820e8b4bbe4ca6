"""The one file that holds a user's data: a GeoPackage, described in ``docs/own-data-file.md``.

Layers ``routes``, ``places``, ``zones`` (EPSG:4326) and ``about`` (key and value, no geometry): format,
version, digest of the content, the user's scenarios, and the files that things came from. Reading goes the way of every file from
outside (``intake``); what was changed so that it cannot be used is named, and the rest is kept.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from intake import RefusedError, Spot, read_layers
from layers import (
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_PLACES,
    MOST_ROUTES,
    MOST_ZONES,
    WGS84,
    BroughtFile,
    RouteFields,
    UserData,
    UserPlace,
    UserRoute,
    UserZone,
    field_word,
    length_m,
    require_near,
)
from words import InputError, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from intake import Layer

FORMAT: Final = "lien-tinh-own-data"
VERSION: Final = 1
_LAYERS: Final = {"routes": "LineString", "places": "Point", "zones": "Polygon"}
_NONE: Final = -1  # a whole number that is not told: a GeoPackage of pandas has no empty integer
_DIGITS: Final = 9  # of the number in an id
_SLACK_M: Final = 1.0
_FARTHEST_M: Final = 1e7
_THINGS_A_LINE: Final = 30
_PIECE: Final = 1_500  # letters of one row: a text value may have no more than the reader's limit


def write_file(data: UserData) -> bytes:
    """The file of a user's data.

    Raises
    ------
    InputError
        If the folder of temporary files has no room for it or cannot be written.
    """
    try:
        return _written(data)
    except (OSError, DataSourceError, DataLayerError) as error:
        raise InputError("own.no_temporary", folder=tempfile.gettempdir()) from error


def _written(data: UserData) -> bytes:
    with tempfile.TemporaryDirectory(prefix="own-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "own.gpkg"
        _frame(_about(data)).to_file(path, layer="about", driver="GPKG", geometry_type="Unknown")
        for name, rows in (
            ("routes", [_route_row(route) for route in data.routes]),
            ("places", [{**asdict(p), "geometry": shapely.Point(p.lon, p.lat)} for p in data.places]),
            ("zones", [{**asdict(z), "geometry": z.geometry} for z in data.zones]),
        ):
            if rows:
                frame = _frame(rows).drop(columns=["lon", "lat"], errors="ignore")
                frame.to_file(path, layer=name, driver="GPKG", geometry_type=_LAYERS[name], mode="a")
        return path.read_bytes()


def _frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=WGS84)


def _about(data: UserData) -> list[dict[str, Any]]:
    rows = [("format", FORMAT), ("version", str(VERSION)), ("digest", data.digest)]
    text = data.scenarios
    rows += [("scenarios", text[i : i + _PIECE]) for i in range(0, len(text), _PIECE)]
    rows += [("brought", line) for file in data.brought for line in _brought_lines(file)]
    return [{"key": key, "value": value, "geometry": None} for key, value in rows]


def _brought_lines(file: BroughtFile) -> Iterator[str]:
    """A file that things came from as short lines: digest, day, some of its things."""
    things = list(file.items.items())
    for at in range(0, len(things), _THINGS_A_LINE):
        yield json.dumps({"file": file.digest, "day": file.day, "items": dict(things[at : at + _THINGS_A_LINE])})


def _brought(lines: Iterable[str]) -> tuple[BroughtFile, ...]:
    """The files that things came from; a line that was changed is left out, for nothing hangs on it."""
    found: dict[str, BroughtFile] = {}
    for line in lines:
        try:
            told = json.loads(line)
            items = {str(name): str(shape) for name, shape in told["items"].items()}
            file = BroughtFile(str(told["file"]), f"{dt.date.fromisoformat(told['day'])}", items)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        earlier = found[file.digest].items if file.digest in found else {}
        found[file.digest] = replace(file, items={**earlier, **file.items})
    return tuple(found.values())


def _route_row(route: UserRoute) -> dict[str, Any]:
    told = {name: _NONE if value is None else value for name, value in asdict(route.fields).items()}
    return {
        "id": route.id,
        **told,
        "along_m": json.dumps(route.along_m),
        "drawn": int(route.drawn),
        "geometry": route.geometry,
    }


def is_own_file(layers: Iterable[Layer]) -> bool:
    """Whether the layers of a GeoPackage are those of such a file."""
    about = next((layer for layer in layers if layer.name == "about"), None)
    return about is not None and ("format", FORMAT) in _pairs(about)


@dataclass(frozen=True)
class OpenedOwn:
    """What a file held, and everything in it that was not as it should be: where, what, what stands in its place."""

    own: UserData
    faults: tuple[RefusedError, ...] = ()


def read_file(name: str, content: bytes) -> OpenedOwn:
    """A user's data from a file; what cannot be used is named, everything else is kept.

    Raises
    ------
    RefusedError
        If it is no such file, of a later version, or nothing in it can be read.
    """
    _, layers, _ = read_layers(name, content)
    return from_layers(layers)


def from_layers(layers: Iterable[Layer]) -> OpenedOwn:
    """A user's data from the layers of a file; errors as ``read_file``."""
    found = {layer.name: layer for layer in layers}
    if not is_own_file(found.values()):
        raise RefusedError("own.not_own_file")
    pairs = _pairs(found["about"])
    version = next((value for key, value in pairs if key == "version"), "")
    if version != str(VERSION):
        raise RefusedError("own.file_version", found=version or "–", known=VERSION)
    for layer in (layer for name, layer in found.items() if name in _LAYERS):
        if layer.crs != f"EPSG:{WGS84}":
            raise RefusedError("own.file_crs", spot=Spot(layer=layer.name))
    faults: list[RefusedError] = []
    own = UserData(
        routes=tuple(_each(found.get("routes"), _route, MOST_ROUTES, faults)),
        places=tuple(_each(found.get("places"), _place, MOST_PLACES, faults)),
        zones=tuple(_each(found.get("zones"), _zone, MOST_ZONES, faults)),
        scenarios="".join(value for key, value in pairs if key == "scenarios"),
        brought=_brought(value for key, value in pairs if key == "brought"),
    )
    told = next((value for key, value in pairs if key == "digest"), "")
    if told != own.digest and not _was_cleaned(found.values()):
        faults.insert(0, RefusedError("own.file_digest"))
    return OpenedOwn(own, tuple(faults))


def _was_cleaned(layers: Iterable[Layer]) -> bool:
    """Whether a name or note changes by being read: files of earlier versions may hold what no name may."""
    named = [
        (layer, layer.columns.index(column), column == "note")
        for layer in layers
        for column in ("name", "note")
        if layer.name in _LAYERS and column in layer.columns
    ]
    texts = ((str(row[at] or ""), lines) for layer, at, lines in named for row in layer.rows)
    return any(clean(text, lines=lines) != text for text, lines in texts)


def _pairs(about: Layer) -> list[tuple[str, str]]:
    if not {"key", "value"} <= set(about.columns):
        return []
    key, value = about.columns.index("key"), about.columns.index("value")
    return [(str(row[key] or ""), str(row[value] or "")) for row in about.rows]


@dataclass(frozen=True)
class _Row:
    """A row being read: what stands in it, and where what is wrong with it is told."""

    values: Mapping[str, Any]
    spot: Spot
    faults: list[RefusedError]

    def tell(self, key: str, **values: object) -> None:
        self.faults.append(RefusedError(key, spot=self.spot, **values))

    def name(self, otherwise: str) -> str:
        """The name as it may stand; an empty or endless one is told."""
        told = str(self.values["name"] or "")
        name = clean(told, longest=LONGEST_NAME) or otherwise
        if len(clean(told)) != len(name):
            self.tell("own.file_field", field=field_word("name"), found=_short(told), used=_short(name))
        return name


def _each(layer: Layer | None, make: Any, most: int, faults: list[RefusedError]) -> Iterable[Any]:
    """Each row of a layer made into its thing; one that cannot be made is told and left out."""
    if layer is None:
        return
    prefix, seen = f"own-{layer.name[:-1]}-", set[str]()
    ids = [str(dict(zip(layer.columns, row, strict=True)).get("id")) for row in layer.rows]
    last = max((_number(name, prefix) for name in ids), default=0)
    for at in range(len(layer.geometry)):
        spot = layer.spot(at)
        if len(seen) == most:
            faults.append(RefusedError("own.file_too_many", spot=spot, count=len(layer.geometry), most=most))
            return
        row = _Row(dict(zip(layer.columns, layer.rows[at], strict=True)), spot, faults)
        ours = _number(ids[at], prefix) > 0 and ids[at] not in seen
        name = ids[at] if ours else f"{prefix}{last + 1}"
        try:
            item = make(row, layer.geometry[at], name)
        except InputError as fault:
            faults.append(RefusedError("own.left_out", spot=spot, reason=fault))
            continue
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            faults.append(RefusedError("own.left_out", spot=spot, reason=InputError("own.file_row")))
            continue
        if not ours:
            row.tell("own.file_id", found=_short(ids[at]), used=name)
            last += 1
        seen.add(name)
        yield item


def _number(name: str, prefix: str) -> int:
    """The number of an id that is one of ours, from 1; 0 for any other."""
    digits = name.removeprefix(prefix) if name.startswith(prefix) else ""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS else 0


def _short(text: str) -> str:
    """A value of a file as it may stand in a sentence."""
    return clean(text)[:40] + ("…" if len(text) > 40 else "") or "–"  # noqa: PLR2004


def _route(row: _Row, shape: shapely.LineString, name: str) -> UserRoute:
    shape = _require(shape, "LineString")
    return UserRoute(name, _fields(row, name), shape, along_m=_along(row, shape), drawn=bool(row.values["drawn"]))


def _fields(row: _Row, name: str) -> RouteFields:
    """What is told of a route; a field that cannot be used takes its default, and that is told."""
    usual = RouteFields(name)
    found = {f.name: _value(row.values.get(f.name), f.name) for f in fields(RouteFields)}
    found |= {"name": row.name(name), "note": clean(str(found["note"] or ""), longest=LONGEST_NOTE, lines=True)}
    for group in _TOGETHER:
        try:
            replace(usual, **{field: found[field] for field in group})
        except (InputError, TypeError, ValueError):
            for field in group:
                used = getattr(usual, field)
                if found[field] != used:
                    told = {
                        "found": _short("" if found[field] is None else str(found[field])),
                        "used": "–" if used is None else used,
                    }
                    row.tell("own.file_field", field=field_word(field), **told)
                found[field] = used
    return RouteFields(**found)


_TOGETHER: Final = (  # fields that are right or wrong together
    ("road_class",),
    ("access",),
    ("status", "year"),
    ("speed_kmh",),
    ("lanes",),
    ("cost_low_bn", "cost_high_bn"),
    ("price_year",),
    ("quality",),
    ("note",),
)
_WHOLE: Final = frozenset({"year", "speed_kmh", "lanes", "price_year"})
_COSTS: Final = frozenset({"cost_low_bn", "cost_high_bn"})


def _value(value: Any, field: str) -> Any:
    """A cell as its field holds it; what is no number stays as it is and is refused by the field."""
    if field not in _WHOLE | _COSTS:
        return value if isinstance(value, str) or value is None else str(value)
    if value is None or value in (_NONE, float(_NONE)):
        return None
    if not isinstance(value, (int, float)):
        return value
    return int(value) if field in _WHOLE and float(value).is_integer() else value if field in _WHOLE else float(value)


def _along(row: _Row, shape: shapely.LineString) -> tuple[tuple[float, float], ...]:
    """The stretches along existing roads: forward, apart, on the line; what is none of that is told."""
    length = float(length_m([shape])[0])
    text = str(row.values.get("along_m") or "[]")
    try:
        told = json.loads(text)
        told = told if isinstance(told, list) else [told]
    except (ValueError, RecursionError):
        told = [text]
    kept: list[tuple[float, float]] = []
    for run in told:
        ends = run if isinstance(run, list) and len(run) == 2 and all(map(_is_number, run)) else (0.0, 0.0)  # noqa: PLR2004
        from_m, to_m = map(float, ends)
        after = kept[-1][1] if kept else 0.0
        if after <= from_m < to_m <= length + _SLACK_M:
            kept.append((from_m, to_m))
        else:
            row.tell("own.file_along", found=_short(str(run)))
    return tuple(kept)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < _FARTHEST_M


def _place(row: _Row, shape: shapely.Point, name: str) -> UserPlace:
    _require(shape, "Point")
    return UserPlace(name, row.name(name), str(row.values["note"] or ""), shape.x, shape.y)


def _zone(row: _Row, shape: shapely.Polygon, name: str) -> UserZone:
    return UserZone(name, row.name(name), str(row.values["note"] or ""), _require(shape, "Polygon"))


def _require(shape: Any, kind: str) -> Any:
    """The shape itself if it is of the kind and lies in the surroundings of the map."""
    if shape is None or shape.geom_type != kind or shape.is_empty:
        raise ValueError(kind)
    require_near(shape)
    if kind == "LineString" and not length_m([shape])[0] > 0:
        raise ValueError(kind)
    return shape
