"""The one file that holds a user's data: a GeoPackage, described in ``docs/own-data-file.md``.

Layers ``routes``, ``places``, ``zones`` (EPSG:4326) and ``about`` (key and value, no geometry): format,
version, digest of the content, and the user's scenarios. Reading goes the way of every file from
outside (``intake``) and takes the whole file or nothing.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from intake import RefusedError, Spot, read_layers
from layers.geodesy import WGS84
from layers.own import OwnData, OwnPlace, OwnRoute, OwnZone, RouteFields
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from intake.layer import Layer

FORMAT: Final = "lien-tinh-own-data"
VERSION: Final = 1
_LAYERS: Final = {"routes": "LineString", "places": "Point", "zones": "Polygon"}
_NONE: Final = -1  # a whole number that is not told: a GeoPackage of pandas has no empty integer
_PIECE: Final = 1_500  # letters of one row: a text value may have no more than the reader's limit


def write_file(data: OwnData) -> bytes:
    """The file of a user's data."""
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


def _about(data: OwnData) -> list[dict[str, Any]]:
    rows = [("format", FORMAT), ("version", str(VERSION)), ("digest", data.digest)]
    text = data.scenarios
    rows += [("scenarios", text[i : i + _PIECE]) for i in range(0, len(text), _PIECE)]
    return [{"key": key, "value": value, "geometry": None} for key, value in rows]


def _route_row(route: OwnRoute) -> dict[str, Any]:
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


def read_file(name: str, content: bytes) -> OwnData:
    """A user's data from a file.

    Raises
    ------
    RefusedError
        If it is no such file, of a later version, damaged, or was changed so that a value cannot be used.
    """
    _, layers, _ = read_layers(name, content)
    return from_layers(layers)


def from_layers(layers: Iterable[Layer]) -> OwnData:
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
    return OwnData(
        routes=tuple(_each(found.get("routes"), _route)),
        places=tuple(_each(found.get("places"), _place)),
        zones=tuple(_each(found.get("zones"), _zone)),
        scenarios="".join(value for key, value in pairs if key == "scenarios"),
    )


def _pairs(about: Layer) -> list[tuple[str, str]]:
    if not {"key", "value"} <= set(about.columns):
        return []
    key, value = about.columns.index("key"), about.columns.index("value")
    return [(str(row[key] or ""), str(row[value] or "")) for row in about.rows]


def _each(layer: Layer | None, make: Any) -> Iterable[Any]:
    """Each row of a layer made into its thing; ids must be ours, whole and single."""
    seen: set[str] = set()
    for row in range(len(layer.geometry) if layer else 0):
        assert layer is not None
        values = dict(zip(layer.columns, layer.rows[row], strict=True))
        try:
            item = make(values, layer.geometry[row])
        except InputError as fault:
            raise RefusedError(fault.key, spot=layer.spot(row), **fault.values) from fault
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise RefusedError("own.file_row", spot=layer.spot(row)) from fault
        prefix, number = item.id.rpartition("-")[::2]
        if prefix != f"own-{layer.name[:-1]}" or not (number.isascii() and number.isdecimal()) or item.id in seen:
            raise RefusedError("own.file_row", spot=layer.spot(row))
        seen.add(item.id)
        yield item


def _route(values: Mapping[str, Any], shape: shapely.LineString) -> OwnRoute:
    told: dict[str, Any] = {f.name: values[f.name] for f in fields(RouteFields)}
    told |= {name: None for name, value in told.items() if value in (_NONE, float(_NONE))}
    told |= {name: int(told[name]) for name in ("year", "speed_kmh", "lanes", "price_year") if told[name] is not None}
    told |= {name: float(told[name]) for name in ("cost_low_bn", "cost_high_bn") if told[name] is not None}
    told |= {name: str(told[name] or "") for name in ("name", "note")}
    runs = tuple((float(a), float(b)) for a, b in json.loads(values["along_m"] or "[]"))
    shape = _require(shape, "LineString")
    return OwnRoute(str(values["id"]), RouteFields(**told), shape, along_m=runs, drawn=bool(values["drawn"]))


def _place(values: Mapping[str, Any], shape: shapely.Point) -> OwnPlace:
    _require(shape, "Point")
    return OwnPlace(str(values["id"]), str(values["name"] or ""), str(values["note"] or ""), shape.x, shape.y)


def _zone(values: Mapping[str, Any], shape: shapely.Polygon) -> OwnZone:
    return OwnZone(str(values["id"]), str(values["name"] or ""), str(values["note"] or ""), _require(shape, "Polygon"))


def _require(shape: Any, kind: str) -> Any:
    """The shape itself if it is of the kind and lies on the earth in degrees."""
    if shape is None or shape.geom_type != kind or shape.is_empty:
        raise ValueError(kind)
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:  # noqa: PLR2004 - degrees
        raise ValueError(kind)
    return shape
