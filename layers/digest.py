"""Digests: what a file or a layer holds, in sixteen letters and digits.

``file_digest`` is of the bytes. ``content_digest`` is of the content: the same on another platform
or after another writer, because rows are sorted and coordinates rounded to 1e-7 degrees.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

_GRID = 1e-7  # degrees; 1.1 cm


def file_digest(path: Path) -> str:
    """SHA-256 of the file's bytes, hexadecimal."""
    with path.open("rb") as file:  # an extract may be larger than memory
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_digest(parts: Iterable[str], *, length: int = 16) -> str:
    """The first ``length`` hexadecimal digits of the SHA-256 of the parts, in the order given."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


def content_digest(frame: pd.DataFrame) -> str:
    """SHA-256 of a frame's rows, independent of row order, column order and file format.

    Geometry counts with its coordinates rounded to 1e-7 degrees; floats with nine significant
    digits; missing values are all alike.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy, and a digest of bytes needs none

    columns = sorted(c for c in frame.columns if c != "geometry")
    rows = [
        json.dumps([_plain(v) for v in row], ensure_ascii=False, sort_keys=True)
        for row in frame[columns].itertuples(index=False, name=None)
    ]
    if isinstance(frame, gpd.GeoDataFrame):
        rows = [f"{row}|{shape}" for row, shape in zip(rows, _shapes(frame), strict=True)]
    return text_digest([json.dumps(columns), *sorted(rows)], length=64)


def _shapes(frame: gpd.GeoDataFrame) -> list[str]:
    """Each geometry as its kind and the integer grid coordinates of its vertices."""
    import numpy as np  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    shapes = []
    for shape in frame.geometry:
        if shape is None or shape.is_empty:
            shapes.append("")
            continue
        grid = np.rint(shapely.get_coordinates(shape) / _GRID).astype(np.int64)
        shapes.append(f"{shape.geom_type}:{hashlib.sha256(grid.tobytes()).hexdigest()}")
    return shapes


def _plain(value: object) -> object:
    """A value that JSON writes alike everywhere."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if np.isnan(value) else float(f"{value:.9g}")
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in sorted(value.items())}
    return value if isinstance(value, (str, bool, int)) else str(value)
