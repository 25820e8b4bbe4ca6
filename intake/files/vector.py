"""Reading through GDAL, by one driver only; runs in the reading process.

``intake.confine`` starts that process with every other driver left out (``GDAL_SKIP``); what was in fact
used is checked here again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio.core
import pyogrio.errors
import pyogrio.raw
import shapely

from intake.files.layer import Layer, Value
from intake.files.limits import Limits
from intake.files.refusal import RefusedError

_ERRORS: Final = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
    pyogrio.errors.FeatureError,
    shapely.errors.ShapelyError,
    UnicodeDecodeError,
    ValueError,
    OverflowError,
    RuntimeError,
    NameError,  # pyogrio on a geometry that GDAL could not write: a variable of its own was never set
)
_UNKNOWN_CRS: Final = ("Undefined", "unknown", "LOCAL_CS", "ENGCRS")


def read_layers(path: Path, *, driver: str, layers: Sequence[str] | None, limits: Limits) -> list[Layer]:
    """Every layer of a file that has a geometry.

    Parameters
    ----------
    layers
        Names to read; ``None`` for all.

    Raises
    ------
    RefusedError
        If the driver cannot read it, or it is more than the limits allow.
    """
    try:
        listed = [str(name) for name, kind in pyogrio.core.list_layers(path) if kind is not None]
        found: list[Layer] = []
        for name in (name for name in listed if layers is None or name in layers):
            _require_driver(path, name, driver)
            most = limits.features - sum(len(x.geometry) for x in found) + 1
            found.append(_layer(path, name, most=most))
    except RefusedError:
        raise
    except _ERRORS as error:
        raise RefusedError("intake.unreadable", format=driver) from error
    return found


def _require_driver(path: Path, layer: str, driver: str) -> None:
    """Check that the format's own driver opened the file, whatever its content looks like."""
    if pyogrio.core.read_info(path, layer=layer)["driver"] != driver:
        raise RefusedError("intake.other_content", extension=path.suffix.lstrip("."))


def _layer(path: Path, name: str, *, most: int) -> Layer:
    meta, fids, shapes, fields = pyogrio.raw.read(
        path, layer=name, force_2d=True, max_features=most, return_fids=True, datetime_as_string=True
    )
    columns = tuple(map(str, meta["fields"]))
    values = [[_plain(value) for value in field] for field in fields]
    geometry = np.asarray(shapely.from_wkb(np.asarray(shapes, dtype=object)), dtype=object).reshape(-1)
    count = len(fids)
    crs = str(meta["crs"] or "")
    return Layer(
        name=name,
        crs="" if any(word in crs for word in _UNKNOWN_CRS) else crs,
        columns=columns,
        rows=tuple(zip(*values, strict=True)) if values else ((),) * count,
        geometry=geometry,
        numbers=tuple(range(1, count + 1)),
    )


def _plain(value: Any) -> Value:
    """A value as text or a number; dates are text, bytes and lists are left out."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, (int, float)) else _text(value)


def _text(value: Any) -> str | None:
    if isinstance(value, np.ndarray) and value.dtype.kind == "U":
        value = "\n".join(map(str, value))
    text = "" if isinstance(value, (bytes, bytearray)) else str(value).strip()
    return text or None


def require_features(layers: Sequence[Layer], *, count: int) -> None:
    """Check that a driver gave every feature there is.

    Raises
    ------
    RefusedError
        If it left some out: nothing is half accepted.
    """
    found = sum(len(layer.geometry) for layer in layers)
    if found < count:
        raise RefusedError("intake.left_out", found=found, count=count)


def require_shapes(layers: Sequence[Layer], *, count: int) -> None:
    """Check that a driver gave every geometry there is; errors as ``require_features``."""
    found = sum(int((~shapely.is_missing(layer.geometry)).sum()) for layer in layers)
    if found < count:
        raise RefusedError("intake.left_out", found=found, count=count)


# Drawings (DXF): one layer a layer of the drawing, texts as names, blocks as points, extended data as columns. The driver knows all of a
# drawing as one layer. What our own export hangs on lines and points (LIEN_TINH: key=value) becomes columns again. A hatch that fills what a
# closed line of its layer bounds says nothing new and is passed over.

ENTITIES: Final = "entities"  # the one layer the driver gives, beside the blocks
_UNICODE_SINCE: Final = b"AC1021"  # versions from 2007 on are UTF-8, whatever code page they name
_BINARY: Final = b"AutoCAD Binary DXF"
_DWG: Final = b"AC10"
_APPLICATION, _TEXT_CODE = "1001 LIEN_TINH", "1000 "
_SYSTEM: Final = re.compile(r"1000 crs=(EPSG:\d{4,5})\b")  # of our own drawings; others name none
_HATCH: Final = "AcDbHatch"


def require_drawing(content: bytes) -> None:
    """Check that a drawing is a DXF in text.

    Raises
    ------
    RefusedError
        If it is a DWG or a binary DXF, with how to save it, or none of these.
    """
    if content.startswith((_BINARY, _DWG)):
        raise RefusedError("intake.save_as_dxf")
    head = content[:4096].replace(b"\r", b"\n").split(b"\n")
    if b"SECTION" not in [line.strip() for line in head]:
        raise RefusedError("intake.other_content", extension="dxf")


def driver_settings(content: bytes) -> dict[str, str | None]:
    """How the driver is to read a drawing: blocks as points, closed lines as areas, extended data kept, text as the version has it."""
    version = re.search(rb"\$ACADVER\s+1\s+(AC\d{4})", content[:8192])
    unicode = version is not None and version[1] >= _UNICODE_SINCE
    return {
        "DXF_INLINE_BLOCKS": "FALSE",
        "DXF_CLOSED_LINE_AS_POLYGON": "TRUE",
        "DXF_INCLUDE_RAW_CODE_VALUES": "TRUE",
        "DXF_ENCODING": "UTF-8" if unicode else None,
    }


def by_layer(entities: Layer) -> tuple[Layer, ...]:
    """The entities of a drawing as its layers, in the order in which these first occur."""
    names = _cells(entities, "Layer")
    systems = [match[1] for raw in _cells(entities, "RawCodeValues") if (match := _SYSTEM.search(str(raw or "")))]
    entities = replace(entities, crs=systems[0] if systems else "")
    kinds = [str(kind or "") for kind in _cells(entities, "SubClasses")]
    found = []
    for name in dict.fromkeys(names):
        rows = [n for n, own in enumerate(names) if own == name]
        bounded = any(_HATCH not in kinds[n] and _is_area(entities, n) for n in rows)
        kept = [n for n in rows if not (bounded and _HATCH in kinds[n])]
        found.append(_drawn(entities, str(name or ""), kept))
    return tuple(found)


def _is_area(layer: Layer, row: int) -> bool:
    shape = layer.geometry[row]
    return shape is not None and "Polygon" in shape.geom_type


def _drawn(entities: Layer, name: str, rows: Sequence[int]) -> Layer:
    """Some entities as a layer: what is told of each, its text, its block."""
    texts, blocks, raw = (_cells(entities, column) for column in ("Text", "BlockName", "RawCodeValues"))
    told = [_told(str(raw[n] or "")) for n in rows]
    for n, own in zip(rows, told, strict=True):
        own.setdefault("name", str(texts[n] or ""))
        if blocks[n]:
            own["block"] = str(blocks[n])
    columns = tuple(dict.fromkeys(key for own in told for key in own))
    return replace(
        entities,
        name=name,
        columns=columns,
        rows=tuple(tuple(own.get(column) or None for column in columns) for own in told),
        geometry=entities.geometry[np.array(rows, dtype=int)],
        numbers=tuple(entities.numbers[n] for n in rows),
    )


def _told(raw: str) -> dict[str, str]:
    """What our extended data say of an entity, from its group codes one a line."""
    _, _, own = raw.partition(_APPLICATION)
    found = {}
    for line in own.split("\n"):
        key, equal, value = line.removeprefix(_TEXT_CODE).partition("=")
        if line.startswith(_TEXT_CODE) and equal and key.isidentifier():
            found[key] = value.strip()
    return found


def _cells(layer: Layer, name: str) -> list[Value]:
    if name not in layer.columns:
        return [None] * len(layer.geometry)
    at = layer.columns.index(name)
    return [row[at] for row in layer.rows]
