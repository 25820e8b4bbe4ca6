"""GeoJSON looked through before a driver sees it: a driver drops what it does not understand without a word.

A feature whose geometry is none is named and goes on without it, so that the others keep their numbers.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot

# how many lists deep the positions of a geometry lie
_DEPTH: Final = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_LEAST: Final = {"LineString": 2, "Polygon": 4, "MultiLineString": 2, "MultiPolygon": 4}
_ORDINATES: Final = (2, 3, 4)


@dataclass(frozen=True)
class Checked:
    """A document as the driver may see it, its number of features, and those left without a geometry."""

    content: bytes
    features: int
    left_out: tuple[RefusedError, ...]


def check_json(content: bytes, *, limits: Limits) -> Checked:
    """Check a GeoJSON document.

    Raises
    ------
    RefusedError
        If it is no JSON (with the line), no GeoJSON, or no feature has a geometry that is one (with its number).
    """
    document = _parsed(content)
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features = document["features"]
    elif kind == "Feature":
        features = [document]
    elif kind in _DEPTH or kind == "GeometryCollection":
        features = [{"type": "Feature", "geometry": document, "properties": {}}]
    else:
        raise RefusedError("intake.not_geojson")
    if len(features) > limits.features:
        raise RefusedError("intake.features", count=len(features), most=limits.features)
    vertices, left_out, changed = 0, list[RefusedError](), False
    for number, feature in enumerate(features, 1):
        try:
            vertices += _feature(feature, Spot(feature=number))
        except RefusedError as fault:
            left_out.append(fault)
            features[number - 1] = {"type": "Feature", "properties": {}, "geometry": None}
            continue
        if vertices > limits.vertices:
            raise RefusedError("intake.vertices", most=limits.vertices)
        if isinstance(told := feature.get("properties"), dict):
            feature["properties"] = {name: _held(value) for name, value in told.items()}
            changed |= feature["properties"] != told
    if left_out and len(left_out) == len(features):
        raise left_out[0]
    if left_out or changed:
        content = json.dumps({**document, "features": features} if "features" in document else features[0]).encode()
    return Checked(content, len(features), tuple(left_out))


def _held(value: Any) -> Any:
    """A property that the driver can hold: a whole number beyond 64 bits becomes its text."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if whole and not -(2**63) <= value < 2**63 else value


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError("intake.encoding", spot=Spot(line=content.count(b"\n", 0, error.start) + 1)) from error
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise RefusedError("intake.json_syntax", spot=Spot(line=error.lineno)) from error
    except RecursionError as error:
        raise RefusedError("intake.too_deep", most=60) from error
    except ValueError as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError("intake.json_syntax") from error  # a number of thousands of digits


def _no_constant(name: str) -> NoReturn:
    raise RefusedError("intake.not_a_number", found=name)


def _feature(feature: Any, spot: Spot) -> int:
    """Check one feature; the number of its vertices."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise RefusedError("intake.not_geojson", spot=spot)
    if not isinstance(feature.get("properties") or {}, dict):
        raise RefusedError("intake.not_geojson", spot=spot)
    geometry = feature.get("geometry")
    return 0 if geometry is None else _geometry(geometry, spot, depth=0)


def _geometry(geometry: Any, spot: Spot, *, depth: int) -> int:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list) and depth < 4:  # noqa: PLR2004
        return sum(_geometry(part, spot, depth=depth + 1) for part in geometry["geometries"])
    if kind not in _DEPTH:
        raise RefusedError("intake.geometry_kind", spot=spot, found=str(kind)[:40])
    return _positions(geometry.get("coordinates"), _DEPTH[kind], spot, least=_LEAST.get(kind, 1))


def _positions(value: Any, depth: int, spot: Spot, *, least: int) -> int:
    """Check nested positions; how many there are."""
    if not isinstance(value, list):
        raise RefusedError("intake.not_a_number", spot=spot, found=str(value)[:40])
    if depth == 0:
        numbers = all(isinstance(x, (int, float)) and not isinstance(x, bool) and _finite(x) for x in value)
        if len(value) not in _ORDINATES or not numbers:
            raise RefusedError("intake.not_a_number", spot=spot, found=str(value)[:40])
        return 1
    if depth == 1 and len(value) < least:
        raise RefusedError("intake.too_short", spot=spot)
    return sum(_positions(part, depth - 1, spot, least=least) for part in value)


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
