"""A frame of results as a file for a geographic information system, with digest and licence inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyogrio.errors import DataSourceError

from analysis.export import LICENCE
from words.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

DRIVERS: Final = {".gpkg": "GPKG", ".geojson": "GeoJSON"}


def write_layer(frame: gpd.GeoDataFrame, path: Path, *, digest: str, layer: str, fresh: bool = True) -> int:
    """Write a frame (EPSG:4326) as GeoPackage or GeoJSON; the number of rows.

    ``fresh`` replaces the file; else the layer is added to a GeoPackage.

    Raises
    ------
    InputError
        If the file has another ending or cannot be written.
    """
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise InputError("gains.bad_file", file=path.name)
    about = f"digest {digest}; {LICENCE}"
    options = {"DESCRIPTION": about} if driver == "GPKG" else {"DESCRIPTION": about, "RFC7946": "YES"}
    try:
        if fresh:
            path.unlink(missing_ok=True)
        frame.to_file(path, layer=layer, driver=driver, layer_options=options)
    except (OSError, DataSourceError) as fault:
        raise InputError("analysis.cannot_write", file=path, detail=str(fault)) from fault
    return len(frame)
