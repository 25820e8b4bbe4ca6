"""``manifest.toml``: what each layer is, where it comes from, and the digests a test recomputes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from data.build.write import json_value, write_text
from layers.digest import content_digest, file_digest, text_digest
from layers.geodesy import WGS84

if TYPE_CHECKING:
    from data.build.built import Built

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
    head = "# Written by `python -m data.build`. Digests are recomputed by the tests.\n\n"
    write_text(head + "\n\n".join(blocks) + "\n", folder / FILE)
