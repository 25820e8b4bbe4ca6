"""Formats that are read: by extension, each with its one driver and its generated name.

Nothing else is opened. In particular no format that points at other files or at addresses (VRT, WFS,
web services) has a row here, and the driver is never guessed from the content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from intake.files.refusal import RefusedError
from words import clean


class Kind(StrEnum):
    """A format by its extension."""

    GEOJSON = "geojson"
    GPKG = "gpkg"
    KML = "kml"
    KMZ = "kmz"
    ZIP = "zip"
    GPX = "gpx"
    GML = "gml"
    FLATGEOBUF = "fgb"
    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    DXF = "dxf"
    DGN = "dgn"
    MIF = "mif"


DRIVERS: Final = {
    Kind.GEOJSON: "GeoJSON",
    Kind.GPKG: "GPKG",
    Kind.KML: "LIBKML",
    Kind.KMZ: "LIBKML",
    Kind.ZIP: "ESRI Shapefile",  # and those of its other files
    Kind.GPX: "GPX",
    Kind.GML: "GML",
    Kind.FLATGEOBUF: "FlatGeobuf",
    Kind.CSV: "",  # read here, without GDAL
    Kind.XLSX: "",
    Kind.XLS: "",
    Kind.DXF: "DXF",
    Kind.DGN: "DGN",
    Kind.MIF: "MapInfo File",
}
# what the reading process may open: an archive may hold any of these, and each opens its own files alone
ALLOWED: Final = {kind: (driver,) for kind, driver in DRIVERS.items()} | {
    Kind.ZIP: tuple(sorted(set(DRIVERS.values()) - {""}))
}
EXTENSIONS: Final = {
    "geojson": Kind.GEOJSON,
    "json": Kind.GEOJSON,
    "gpkg": Kind.GPKG,
    "kml": Kind.KML,
    "kmz": Kind.KMZ,
    "zip": Kind.ZIP,
    "gpx": Kind.GPX,
    "gml": Kind.GML,
    "fgb": Kind.FLATGEOBUF,
    "xlsx": Kind.XLSX,
    "xlsm": Kind.XLSX,
    "xls": Kind.XLS,
    "csv": Kind.CSV,
    "txt": Kind.CSV,
    "dxf": Kind.DXF,
    "dgn": Kind.DGN,
    "mif": Kind.MIF,
}
# not read, but answered with what to do
ANSWERED: Final = {
    "dwg": "intake.save_as_dxf",
    "tab": "intake.table_parts",
    "shp": "intake.shapefile_alone",
    "rar": "intake.pack_as_zip",
    "7z": "intake.pack_as_zip",
    "ods": "intake.save_as_xlsx",
    "xlsb": "intake.save_as_xlsx",
}
_PACKED: Final = b"PK\x03\x04"
_BEGINS: Final = {
    Kind.GPKG: b"SQLite format 3\x00",
    Kind.KMZ: _PACKED,
    Kind.ZIP: _PACKED,
    Kind.FLATGEOBUF: b"fgb\x03fgb",
}
_LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class Named:
    """A user's file: the name to show and the format its extension stands for."""

    name: str
    kind: Kind


def named(name: str, content: bytes) -> Named:
    """What a file is by its name, checked against how its content begins.

    Raises
    ------
    RefusedError
        If the extension is none of the list, or the content begins otherwise.
    """
    shown = shown_name(name)
    extension = PurePosixPath(shown).suffix.lower().lstrip(".")
    if extension in ANSWERED:
        raise RefusedError(ANSWERED[extension])
    if extension not in EXTENSIONS:
        raise RefusedError("intake.extension", extension=extension or "–", known=", ".join(EXTENSIONS))
    kind = EXTENSIONS[extension]
    if not content.startswith(_BEGINS.get(kind, b"")):
        raise RefusedError("intake.other_content", extension=extension)
    return Named(shown, kind)


def shown_name(name: str) -> str:
    """The last part of a path, cleaned and short: only ever shown, never opened."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, extension = clean(last).rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{extension[:12]}"
