"""Reading through GDAL, by one driver only; runs in the reading process.

``intake.confine`` starts that process with every other driver left out (``GDAL_SKIP``); what was in fact
used is checked here again.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    IndexError,  # pyogrio on a source without layers
    RuntimeError,
    NameError,  # pyogrio on a geometry that GDAL could not write: a variable of its own was never set
)
_UNKNOWN_CRS: Final = ("Undefined", "unknown", "LOCAL_CS", "ENGCRS")


def read_layers(
    path: Path, *, driver: str, layers: Sequence[str] | None = None, limits: Limits, encoding: str | None = None
) -> list[Layer]:
    """Every layer of a file that has a geometry.

    Parameters
    ----------
    layers
        Names to read; ``None`` for all.
    encoding
        Of its text, for drivers that ask it when a file is opened.

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
            found.append(_layer(path, name, most=most, encoding=encoding))
    except RefusedError:
        raise
    except _ERRORS as error:
        raise RefusedError("intake.unreadable", format=driver) from error
    return found


def count_features(path: Path) -> int:
    """How many features a file says it holds; errors as ``read_layers``."""
    try:
        return max(int(pyogrio.core.read_info(path)["features"]), 0)
    except _ERRORS as error:
        raise RefusedError("intake.unreadable", format=path.suffix.lstrip(".").upper()) from error


def _require_driver(path: Path, layer: str, driver: str) -> None:
    """Check that the format's own driver opened the file, whatever its content looks like."""
    if pyogrio.core.read_info(path, layer=layer)["driver"] != driver:
        raise RefusedError("intake.other_content", extension=path.suffix.lstrip("."))


def _layer(path: Path, name: str, *, most: int, encoding: str | None) -> Layer:
    options = {"ENCODING": encoding} if encoding else {}
    meta, fids, shapes, fields = pyogrio.raw.read(
        path, layer=name, force_2d=True, max_features=most, return_fids=True, datetime_as_string=True, **options
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
