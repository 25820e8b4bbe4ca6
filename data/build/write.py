"""The one writer of ``data/geo``: same content, same bytes.

Rows are sorted, coordinates rounded to 1e-7 degrees (1.1 cm), nothing depends on the clock, the
machine or the order of a dictionary. GeoParquet where a layer is bulky, GeoJSON with one feature
a line where a person reads or edits it, CSV for plain tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

from layers.geodesy import WGS84, require_crs
from layers.schema import whole

DECIMALS = 7  # of a degree
_VERSIONS = ("pandas_version", "creator")  # of the writing library: they would change the bytes, not the content


def tidy(frame: pd.DataFrame, *, layer: str, sort_by: Sequence[str]) -> pd.DataFrame:
    """The frame with rows sorted by ``sort_by``, counts as whole numbers, coordinates rounded to 1e-7 degrees.

    Each coordinate is rounded by itself, so that edges shared by neighbours stay shared.

    Raises
    ------
    ValueError
        If ``sort_by`` does not order the rows uniquely.
    DataError
        If a frame with geometry is not EPSG:4326.
    """
    if frame.duplicated(list(sort_by)).any():
        raise ValueError(f"{layer}: {', '.join(sort_by)} does not order the rows uniquely")
    ordered = whole(frame).sort_values(list(sort_by), kind="stable").reset_index(drop=True)
    if isinstance(ordered, gpd.GeoDataFrame):
        require_crs(ordered, layer=layer)
        rounded = shapely.transform(ordered.geometry.to_numpy(), lambda c: np.round(c, DECIMALS) + 0.0)
        ordered = ordered.set_geometry(gpd.GeoSeries(rounded, crs=WGS84))
    return ordered


def write_frame(frame: pd.DataFrame, path: Path, *, members: Mapping[str, Any] | None = None) -> None:
    """Write a tidy frame as the suffix of ``path`` says: .parquet, .geojson or .csv."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        _write_parquet(frame, path)
    elif path.suffix == ".geojson":
        write_text(_geojson(frame, members or {}), path)
    elif path.suffix == ".csv":
        write_text(frame.to_csv(index=False, lineterminator="\n"), path)
    else:
        raise ValueError(f"no writer for {path.suffix}")


def write_text(text: str, path: Path) -> None:
    """Write UTF-8 text with line feeds, on every platform alike."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    part.write_bytes(text.encode("utf-8"))
    part.replace(path)


def _part(path: Path) -> Path:
    """Where a file is written before it takes its place at once: a reader never meets half a file."""
    return path.with_name(f"{path.name}.part")


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Parquet 2.6, zstd level 12, one row group; GeoParquet 1.1 metadata where there is geometry."""
    plain = pd.DataFrame(frame)
    metadata = {}
    if isinstance(frame, gpd.GeoDataFrame):
        plain = plain.assign(geometry=shapely.to_wkb(frame.geometry.to_numpy(), byte_order=1))
        metadata[b"geo"] = _canonical(_geo_metadata(frame)).encode()
    table = pa.Table.from_pandas(plain, preserve_index=False)
    pandas_note = json.loads(table.schema.metadata[b"pandas"])
    metadata[b"pandas"] = _canonical({k: v for k, v in pandas_note.items() if k not in _VERSIONS}).encode()
    part = _part(path)
    pq.write_table(
        table.replace_schema_metadata(metadata),
        part,
        version="2.6",
        compression="zstd",
        compression_level=12,
        row_group_size=max(len(frame), 1),
        store_schema=True,
    )
    part.replace(path)


def _geo_metadata(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """The ``geo`` metadata of GeoParquet 1.1 for WKB geometry in EPSG:4326."""
    column = {
        "encoding": "WKB",
        "crs": frame.crs.to_json_dict(),
        "geometry_types": sorted(set(frame.geom_type.dropna())),
        "bbox": [round(float(v), DECIMALS) for v in frame.total_bounds],
    }
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _geojson(frame: pd.DataFrame, members: Mapping[str, Any]) -> str:
    """RFC 7946 text: columns in the frame's order, one feature a line, missing values as null."""
    if not isinstance(frame, gpd.GeoDataFrame):
        raise TypeError("GeoJSON needs geometry")
    columns = [c for c in frame.columns if c != "geometry"]
    lines = [
        _feature(dict(zip(columns, row, strict=True)), shape)
        for row, shape in zip(frame[columns].itertuples(index=False, name=None), frame.geometry, strict=True)
    ]
    head = "".join(f'"{key}": {_records(value)},\n' for key, value in sorted(members.items()))
    return '{\n"type": "FeatureCollection",\n' + head + '"features": [\n' + ",\n".join(lines) + "\n]\n}\n"


def _feature(properties: dict[str, Any], shape: BaseGeometry | None) -> str:
    geometry = None if shape is None else _rounded(shapely.geometry.mapping(shape))
    feature = {"type": "Feature", "properties": {k: json_value(v) for k, v in properties.items()}, "geometry": geometry}
    return json.dumps(feature, ensure_ascii=False)


def _records(value: object) -> str:
    """A top-level member; a list of records is written one record a line so that a person can edit it."""
    plain = json_value(value)
    if isinstance(plain, list) and plain and isinstance(plain[0], dict):
        return "[\n" + ",\n".join(json.dumps(record, ensure_ascii=False, indent=1) for record in plain) + "\n]"
    return json.dumps(plain, ensure_ascii=False)


def _rounded(value: Any) -> Any:
    """A GeoJSON geometry with its coordinates as rounded lists."""
    if isinstance(value, Mapping):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(v) for v in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def json_value(value: object) -> Any:
    """A value of a frame as JSON knows it: missing values of every kind become None."""
    if isinstance(value, Mapping):
        return {str(k): json_value(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [json_value(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
