"""Where the pixels of a sheet lie on the earth: world file, projection file and tags of GeoTIFF, in VN-2000 / UTM zone 48N."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from PIL.TiffImagePlugin import ImageFileDirectory_v2
from PIL.TiffTags import ASCII, DOUBLE, SHORT
from pyproj import CRS

from layers import VN2000_UTM48N

_SCALE, _TIEPOINT, _KEYS, _TEXTS = 33550, 33922, 34735, 34737  # tags of GeoTIFF 1.1 (OGC 19-008)
_CITATION: Final = "VN-2000 / UTM zone 48N|"


@dataclass(frozen=True)
class Placement:
    """Where a picture lies.

    Attributes
    ----------
    west_m, north_m
        The upper left corner of its first pixel in EPSG:3405.
    pixel_m
        Side of a pixel in metres of that plane.
    """

    west_m: float
    north_m: float
    pixel_m: float


def world_file(place: Placement) -> bytes:
    """Six lines: metres per pixel, no turn, and the centre of the first pixel."""
    half = place.pixel_m / 2
    numbers = (place.pixel_m, 0.0, 0.0, -place.pixel_m, place.west_m + half, place.north_m - half)
    return "".join(f"{value:.9f}\r\n" for value in numbers).encode("ascii")


def projection_file() -> bytes:
    """The plane as ArcGIS and MapInfo read it (``.prj``)."""
    return CRS.from_epsg(VN2000_UTM48N).to_wkt("WKT1_ESRI").encode("ascii")


def auxiliary_file() -> bytes:
    """The plane as QGIS and GDAL read it beside a picture (``.aux.xml``)."""
    plane = escape(CRS.from_epsg(VN2000_UTM48N).to_wkt("WKT1_GDAL"))
    return f'<PAMDataset>\n  <SRS dataAxisToSRSAxisMapping="1,2">{plane}</SRS>\n</PAMDataset>\n'.encode()


def tiff_tags(place: Placement) -> ImageFileDirectory_v2:
    """Tags that place a TIFF."""
    keys = (
        (1, 1, 1, 5),  # GeoTIFF 1.1, five keys
        (1024, 0, 1, 1),  # a projected system …
        (1025, 0, 1, 1),  # … in which a pixel is an area
        (1026, _TEXTS, len(_CITATION), 0),
        (3072, 0, 1, VN2000_UTM48N),
        (3076, 0, 1, 9001),  # metres
    )
    tags = ImageFileDirectory_v2()
    for tag, kind, value in (
        (_SCALE, DOUBLE, (place.pixel_m, place.pixel_m, 0.0)),
        (_TIEPOINT, DOUBLE, (0.0, 0.0, 0.0, place.west_m, place.north_m, 0.0)),
        (_KEYS, SHORT, tuple(number for key in keys for number in key)),
        (_TEXTS, ASCII, _CITATION),
    ):
        tags.tagtype[tag] = kind
        tags[tag] = value
    return tags
