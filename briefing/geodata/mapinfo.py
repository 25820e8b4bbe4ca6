"""MapInfo tables (TAB): a ZIP of one table a layer, in plane coordinates.

Traps, each held by a test. A table keeps its text in a code page of Windows unless it says otherwise, and the Vietnamese one has
no letters with horn and tone in one: the tables are written in UTF-8 (MapInfo 15.2 and later, QGIS) and say so. MapInfo does not know the
datum of VN-2000: left to itself the driver writes that of WGS 84, 190 m off, so that the seven parameters are written out. A number that is
missing would be read as 0: a column with gaps is text. Whole numbers have four bytes, which older readers want.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from pyproj.crs import CRS, BoundCRS
from pyproj.crs.coordinate_operation import ToWGS84Transformation

from briefing.content import archive
from briefing.geodata.crs import datum_shift
from briefing.geodata.files import readme
from words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from briefing.content import ReportData

_ENCODING: Final = "UTF-8"
_LONGEST: Final = 254  # bytes of a text
_GROUND: Final = ("base_roads",)  # of the ground of the map: the network


def write_tab(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The ZIP; tables in metres."""
    given = {name: table for name, table in tables.items() if not name.startswith("base_") or name in _GROUND}
    head = say("geodata.tab_how", report.request.lang)
    files = {"README.txt": readme(given, facts, report, short=False, head=head)}
    with tempfile.TemporaryDirectory() as folder:
        for name, table in given.items():
            _plain(table).to_file(
                Path(folder) / f"{name}.tab",
                driver="MapInfo File",
                layer_options={"ENCODING": _ENCODING, "BOUNDS": _bounds(tables)},
            )
        files |= {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    return archive(files)


def _plain(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A table as the format takes it: its datum written out, whole numbers of four bytes, gaps as empty text, texts of 254 bytes."""
    columns = {c: _column(table[c]) for c in table.columns if c != "geometry"}
    return table.assign(**columns).set_crs(_with_datum(table.crs), allow_override=True)


def _column(values: pd.Series) -> pd.Series:
    if values.dtype.kind in "iuf" and values.notna().all():
        return values.astype(np.int32) if values.dtype.kind in "iu" else values
    return pd.Series([_cut(_text(value)) for value in values], index=values.index, dtype=str)


def _text(value: object) -> str:
    if pd.isna(value):  # type: ignore[call-overload]  # any single value
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _cut(text: str) -> str:
    """A text of at most 254 bytes, of whole letters; what is left out is marked."""
    content = text.encode(_ENCODING)
    if len(content) <= _LONGEST:
        return text
    return content[: _LONGEST - len("…".encode())].decode(_ENCODING, errors="ignore") + "…"


def _with_datum(crs: CRS) -> CRS:
    """The system with the shift to WGS 84 that all our files take (position vector, seconds of arc, parts per million)."""
    geodetic = crs.geodetic_crs
    assert geodetic is not None
    return BoundCRS(crs, CRS.from_epsg(4326), ToWGS84Transformation(geodetic, *datum_shift(int(crs.to_epsg() or 0))))


def _bounds(tables: Mapping[str, gpd.GeoDataFrame]) -> str:
    """Room for all coordinates: the narrower, the finer the steps of a table (here a tenth of a millimetre)."""
    sides = np.array([table.total_bounds for table in tables.values()])
    low, high = sides[:, :2].min(axis=0) - 1000, sides[:, 2:].max(axis=0) + 1000
    return ",".join(f"{side:.0f}" for side in (*low, *high))
