"""A layer ready to be written, and the one writer of ``data/geo``: same content, same bytes.

Rows are sorted, coordinates rounded to 1e-7 degrees (1.1 cm), nothing depends on the clock, the
machine or the order of a dictionary. GeoParquet where a layer is bulky, GeoJSON with one feature
a line where a person reads or edits it, CSV for plain tables. ``manifest.toml`` says what each layer
is, where it comes from, and the digests a test recomputes. A whole folder built anew takes the place
of the old one at the end or not at all.
"""

from __future__ import annotations

import json
import shutil
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry.base import BaseGeometry

from layers import WGS84, content_digest, file_digest, require_crs, text_digest, whole
from words import InputError

_WHILE_OPEN: Final = {5, 32, 33}  # Windows' errors of access, of sharing and of a lock
_TRIES: Final = 12
_PAUSE_S: Final = 0.25


@dataclass(frozen=True)
class Origin:
    """Where a layer comes from.

    ``reference_date`` is the date the content describes (ISO), not the day of the build. What is left
    empty in Vietnamese reads the same in both languages.
    """

    source: str
    source_url: str
    licence: str
    attribution: str
    reference_date: str
    source_vi: str = ""
    licence_vi: str = ""
    attribution_vi: str = ""


@dataclass(frozen=True)
class Built:
    """A layer ready to be written, with what the manifest says of it.

    Exactly one of ``frame`` (written as Parquet, GeoJSON or CSV by the suffix of ``file``) and
    ``text`` (written as it is) is given. ``sort_by`` names columns that order the rows uniquely.
    ``members`` become top-level members of a GeoJSON file. ``steps`` and ``quality`` are English,
    ``steps_vi`` and ``quality_vi`` the same in Vietnamese: the page of sources shows them.
    """

    name: str
    file: str
    title_vi: str
    title_en: str
    origin: Origin
    steps: tuple[str, ...]
    quality: str
    steps_vi: tuple[str, ...] = ()
    quality_vi: str = ""
    frame: pd.DataFrame | None = None
    sort_by: tuple[str, ...] = ()
    text: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.frame is None) == (self.text is None):
            raise ValueError(f"{self.name}: give a frame or a text, not both")


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
    """Write a tidy frame as the suffix of ``path`` says: .parquet, .geojson or .csv; ValueError for another."""
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


FILE = "manifest.toml"
VIETNAMESE = ("source_vi", "licence_vi", "attribution_vi")  # where they read otherwise than in English


def read_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """The rows of the folder's manifest by layer name; empty if there is none yet."""
    path = folder / FILE
    if not path.exists():
        return {}
    rows: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get("layers", {})
    return rows


def enter(folder: Path, built: Built) -> dict[str, Any]:
    """Enter the layer just written to ``folder`` into its manifest; the row is returned."""
    path = folder / built.file
    row = {
        "file": built.file,
        "title_vi": built.title_vi,
        "title_en": built.title_en,
        "source": built.origin.source,
        "source_url": built.origin.source_url,
        "licence": built.origin.licence,
        "attribution": built.origin.attribution,
        "reference_date": built.origin.reference_date,
        **{name: said for name in VIETNAMESE if (said := getattr(built.origin, name))},
        "steps_vi": list(built.steps_vi),
        "steps_en": list(built.steps),
        "features": 0 if built.frame is None else len(built.frame),
        "sha256": file_digest(path),
        "content_digest": layer_digest(path),
        "quality_vi": built.quality_vi,
        "quality_en": built.quality,
    }
    _write(folder, read_manifest(folder) | {built.name: row})
    return row


def layer_digest(path: Path) -> str:
    """Digest of what a reader finds in the file, the same on every platform and after any writer."""
    if path.suffix == ".parquet":
        return content_digest(_parquet(path))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return content_digest(pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8"))
    if path.suffix == ".toml":
        return text_digest([json.dumps(json_value(tomllib.loads(text)), ensure_ascii=False, sort_keys=True)], length=64)
    collection = json.loads(text)
    features = collection.pop("features")
    rows = content_digest(gpd.GeoDataFrame.from_features(features, crs=WGS84))
    return text_digest([rows, json.dumps(collection, ensure_ascii=False, sort_keys=True)], length=64)


def _parquet(path: Path) -> pd.DataFrame:
    """A Parquet file with or without geometry."""
    try:
        frame: pd.DataFrame = gpd.read_parquet(path)
    except ValueError:  # no geometry column
        frame = pd.read_parquet(path)
    return frame


def _write(folder: Path, rows: dict[str, dict[str, Any]]) -> None:
    """All rows, sorted by layer name. A JSON string or list of strings is also a TOML one."""
    blocks = [
        "\n".join([f"[layers.{name}]", *(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in row.items())])
        for name, row in sorted(rows.items())
    ]
    head = "# Written by `python -m pipeline`. Digests are recomputed by the tests.\n\n"
    write_text(head + "\n\n".join(blocks) + "\n", folder / FILE)


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A copy of ``folder`` to build in; it takes the folder's place when the block ends well.

    If the block raises, the copy is thrown away and ``folder`` stays as it was to the last byte.

    Raises
    ------
    InputError
        If the folder cannot be moved.
    """
    fresh, old = (folder.with_name(f"{folder.name}.{word}") for word in ("new", "old"))
    if old.exists() and not folder.exists():  # the last build ended between taking the one away and setting the other
        old.rename(folder)
    for left_over in (fresh, old):  # of a build that was broken off
        shutil.rmtree(left_over, ignore_errors=True)
    if folder.exists():
        shutil.copytree(folder, fresh)
    try:
        yield fresh
        replace_folder(folder, fresh, old)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def replace_folder(folder: Path, fresh: Path, old: Path) -> None:
    """Put ``fresh`` in the place of ``folder``, which goes to ``old``; where that fails it stands as before.

    Raises
    ------
    InputError
        If the folder cannot be moved.
    """
    try:
        if folder.exists():
            move_folder(folder, old)
        move_folder(fresh, folder)
    except OSError as error:  # Windows moves no folder of which a program holds a file
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise InputError("build.not_replaced", folder=folder) from error


def move_folder(folder: Path, target: Path) -> None:
    """Move a folder, again for some seconds while another program, such as a scanner of viruses, holds a file of it (Windows)."""
    for left in reversed(range(_TRIES)):
        try:
            folder.rename(target)
        except PermissionError as error:
            if not left or getattr(error, "winerror", None) not in _WHILE_OPEN:
                raise
            time.sleep(_PAUSE_S)
        else:
            return
