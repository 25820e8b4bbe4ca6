"""The national pack: where it lies, its layers, and whether it is whole."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from layers import BUILT_IN, WGS84, file_digest, manifest, text_digest
from words import DataError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

PACK: Final = BUILT_IN.parent / "vietnam"


def rows() -> dict[str, dict[str, Any]]:
    """What the pack's manifest says of each layer; DataError if there is no pack."""
    return manifest(folder=PACK)


def pack_digest() -> str:
    """Twelve letters and digits that name the state of the pack."""
    return text_digest((f"{name}={row['content_digest']}" for name, row in sorted(rows().items())), length=12)


def pack_faults() -> list[str]:
    """Files of the pack that are missing or not those of its manifest."""
    return [row["file"] for row in rows().values() if not _as_listed(PACK / row["file"], row)]


def _as_listed(path: Path, row: dict[str, Any]) -> bool:
    return path.is_file() and file_digest(path) == row["sha256"]


def shapes(name: str) -> gpd.GeoDataFrame:
    """A layer of the pack with geometry, EPSG:4326; a copy of the caller's own.

    Raises
    ------
    DataError
        If its file is missing, damaged or not the one of the manifest.
    """
    path = _file(name)
    return _read(path, path.stat().st_mtime_ns).copy()


def table(name: str) -> pd.DataFrame:
    """A layer of the pack without geometry, codes as text; errors as ``shapes``."""
    import pandas as pd  # noqa: PLC0415 - heavy: a list of studies waits for it in vain

    return pd.read_csv(_file(name), encoding="utf-8", dtype={"code": str, "provinces_2022": str})


def _file(name: str) -> Path:
    row = rows().get(name)
    path = PACK / (row["file"] if row else name)
    if row is None or not path.is_file():
        raise DataError("errors.file_missing", file=str(path))
    if not _as_listed(path, row):
        raise DataError("errors.file_damaged", file=str(path), detail="sha256")
    return path


@lru_cache(maxsize=4)  # the small ones asked for again and again; roads are asked for once a study
def _read(path: Path, _: int) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - heavy

    try:
        frame = gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)
    except Exception as cause:  # damaged files raise whatever pyarrow or GDAL stumble over
        raise DataError("errors.file_damaged", file=str(path), detail=type(cause).__name__) from cause
    return frame.set_crs(WGS84)
