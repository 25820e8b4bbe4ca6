"""Reading ``data/geo``: a layer by its name, checked, in EPSG:4326.

Nothing is cached here: the pages cache by file digest, so that an edited file shows at once. The
folder is ``data/geo`` beside the program (an installed library carries its content in a folder of
its own), or the one named by the environment variable ``LIEN_TINH_DATA``.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from layers.catalogue import CATALOGUE, Layer
from layers.digest import text_digest
from words import DataError, Lang, field_in, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

_HERE: Final = Path(__file__).resolve().parent
_CARRIED: Final = _HERE / "geo"  # where pyproject.toml puts data/geo when the library is installed
BUILT_IN: Final = _CARRIED if _CARRIED.is_dir() else _HERE.parent / "data" / "geo"
MANIFEST: Final = "manifest.toml"


def data_folder() -> Path:
    """The folder that holds the layers."""
    return _folder(os.environ.get("LIEN_TINH_DATA", ""))


@cache
def _folder(told: str) -> Path:
    """Made once: a page asks a hundred times in one run."""
    return Path(told or BUILT_IN)


def kept_folder() -> Path:
    """Where the program keeps what it makes and what a user saves.

    ``var`` beside the program; of an installed library, which must not write among the packages, a
    folder of the user's own.
    """
    if BUILT_IN != _CARRIED:
        return _HERE.parent / "var"
    own = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_DATA_HOME")
    return Path(own or Path.home() / ".local" / "share") / "lien-tinh"


def path_of(name: str, *, folder: Path | None = None) -> Path:
    """The file of a layer or table of the catalogue, whether or not it exists."""
    return (folder or data_folder()) / CATALOGUE[name].file


def read(name: str, *, folder: Path | None = None) -> gpd.GeoDataFrame:
    """A layer with geometry, checked against its row of the catalogue.

    Parameters
    ----------
    name
        Name in the catalogue.
    folder
        Where the layers lie; by default ``data_folder()``.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with at least the columns of the catalogue, in the file's row order.

    Raises
    ------
    DataError
        If the file is missing or damaged, or (``DataFaultsError``, all faults at once) lacks columns,
        the coordinate system or the right kind of geometry.
    """
    from layers.schema import check  # noqa: PLC0415 - heavy: a command that reads no layer need not wait for it

    layer = CATALOGUE[name]
    path = _existing(layer.file, folder)
    try:
        frame = _read_parquet(path) if path.suffix == ".parquet" else _read_geojson(path, layer)
    except Exception as cause:  # damaged files raise whatever pyarrow, json or shapely stumble over
        raise DataError("errors.file_damaged", file=layer.file, detail=type(cause).__name__) from cause
    check(frame, layer)
    return _filled(frame)


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    """As ``geopandas.read_parquet``, which makes the coordinate system anew for every file: as much work as all the rest."""
    import geopandas as gpd  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    pa.set_memory_pool(pa.system_memory_pool())  # its own pool would keep some 40 MB that nothing else could use
    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[b"geo"])
    column = about["primary_column"]
    known = about["columns"][column]
    if known["encoding"] != "WKB" or len(about["columns"]) > 1 or "crs" not in known:  # not as the pipeline writes them
        return gpd.read_parquet(path)
    frame = table.to_pandas()
    shapes = shapely.from_wkb(frame[column].to_numpy())
    return gpd.GeoDataFrame(frame.assign(**{column: shapes}), geometry=column, crs=_crs(json.dumps(known["crs"])))


@cache
def _crs(text: str) -> CRS:
    """A coordinate system from PROJJSON."""
    from pyproj import CRS  # noqa: PLC0415

    return CRS.from_user_input(json.loads(text))


def _filled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer with every cell of a further language filled: what nobody translated is told in the language of the region."""
    for lang in set(Lang) - {Lang.VI, Lang.EN}:
        for stem in [str(column)[:-3] for column in frame.columns if str(column).endswith(f"_{lang.value}")]:
            if (known := field_in(frame.columns, stem, Lang.VI)) in frame.columns:
                frame[f"{stem}_{lang.value}"] = frame[f"{stem}_{lang.value}"].replace("", None).fillna(frame[known])
    return frame


def read_table(name: str, *, folder: Path | None = None) -> pd.DataFrame:
    """A layer without geometry (CSV), checked for its columns; errors as in ``read``.

    Text stays text: codes keep their leading zeros, and only empty cells are missing.
    """
    import pandas as pd  # noqa: PLC0415

    from layers.schema import check  # noqa: PLC0415

    layer = CATALOGUE[name]
    path = _existing(layer.file, folder)
    try:
        frame = pd.read_csv(path, encoding="utf-8", keep_default_na=False, na_values=[""])
    except Exception as cause:
        raise DataError("errors.file_damaged", file=layer.file, detail=type(cause).__name__) from cause
    check(frame, layer)
    return frame


def read_document(name: str, *, folder: Path | None = None) -> dict[str, Any]:
    """A layer kept as TOML; errors as in ``read``."""
    return _read_toml(CATALOGUE[name].file, folder)


def manifest(*, folder: Path | None = None) -> dict[str, dict[str, Any]]:
    """One record a layer: titles, source, licence, reference date, steps, digests.

    Raises
    ------
    DataError
        If ``manifest.toml`` is missing or damaged.
    """
    rows: dict[str, dict[str, Any]] = _read_toml(MANIFEST, folder).get("layers", {})
    return rows


def provenance(row: Mapping[str, Any], field: str, lang: Lang) -> str:
    """``source``, ``licence`` or ``attribution`` of a record of the manifest in the language asked for.

    The plain field is English; that of another language stands beside it where it reads otherwise.
    """
    return text_in(row, field, lang) if lang is not Lang.EN else str(row.get(f"{field}_en") or row.get(field, ""))


# how a program names an exact state: "owner/name @1a2b3c4d", "/other @…", several parted by commas, before them "via"
_STATE: Final = r"(?:[\w.-]*/[\w./-]+ )?@[0-9a-f]{6,}"
_STATES: Final = re.compile(rf"(?:, \w+ )?{_STATE}(?:, {_STATE})*")


def told_provenance(row: Mapping[str, Any], field: str, lang: Lang) -> str:
    """``provenance`` for people who read a report: without the states of repositories, licences as they are written."""
    text = _STATES.sub("", provenance(row, field, lang)).replace("(, ", "(").replace(" ()", "")
    return text.replace("ODbL-1.0", "ODbL 1.0").replace("CC-BY-4.0", "CC BY 4.0")


def data_digest(*, folder: Path | None = None) -> str:
    """Twelve letters and digits that name the state of all layers together.

    Digest over the content digests of the manifest, in the order of the layers' names: the same
    data give the same digest on every platform.
    """
    path = _existing(MANIFEST, folder)
    return _data_digest(path.parent, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _data_digest(folder: Path, _: int) -> str:
    rows = manifest(folder=folder)
    return text_digest((f"{name}={rows[name].get('content_digest', '')}" for name in sorted(rows)), length=12)


def check_all(*, folder: Path | None = None) -> tuple[DataError, ...]:
    """Every fault of every layer of the catalogue; empty if the data are whole."""
    from layers.schema import DataFaultsError  # noqa: PLC0415

    faults: list[DataError] = []
    for name, layer in CATALOGUE.items():
        reader = read_document if layer.file.endswith(".toml") else read_table if layer.file.endswith(".csv") else read
        try:
            reader(name, folder=folder)
        except DataFaultsError as several:
            faults += several.faults
        except DataError as fault:
            faults.append(fault)
    return tuple(faults)


def _existing(file: str, folder: Path | None) -> Path:
    path = (folder or data_folder()) / file
    if not path.is_file():
        raise DataError("errors.file_missing", file=file)
    return path


def _read_toml(file: str, folder: Path | None) -> dict[str, Any]:
    path = _existing(file, folder)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as cause:  # TOMLDecodeError and UnicodeDecodeError are both ValueErrors
        raise DataError("errors.file_damaged", file=file, detail=type(cause).__name__) from cause


def _read_geojson(path: Path, layer: Layer) -> gpd.GeoDataFrame:
    """A GeoJSON file with its lists and tables as they stand, which GDAL would turn into text.

    The columns are those of all features together, of none those of the catalogue; dates stay text. GeoJSON is WGS 84 by
    definition (RFC 7946), so the coordinate system is set, never guessed.
    """
    import geopandas as gpd  # noqa: PLC0415

    from layers.geodesy import WGS84  # noqa: PLC0415
    from layers.schema import whole  # noqa: PLC0415

    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    if not features:  # a region without interchanges
        empty: dict[str, list[object]] = {column: [] for column in layer.columns}
        return gpd.GeoDataFrame(empty, geometry=[], crs=WGS84)
    return whole(gpd.GeoDataFrame.from_features(features, crs=WGS84))
