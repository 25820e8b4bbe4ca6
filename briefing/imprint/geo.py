"""Where a map lies on the earth, as ISO 32000 writes it: a viewport with a geospatial measure.

Corners are given in WGS 84 and the plane as WGS 84 / UTM zone 48N: a phone or a GIS that knows no VN-2000 opens the sheet in its place.
The sheet is drawn in VN-2000 / UTM zone 48N; on a frame the two planes differ by a shift and by less than the width of a line.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from pikepdf import Array, Dictionary, Name, String
from pyproj import CRS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.imprint.leaf import Frame

UTM_48N: Final = 32648  # WGS 84 / UTM zone 48N
_POINTS_PER_MM: Final = 72 / 25.4
_UNIT: Final = (0, 0, 0, 1, 1, 1, 1, 0)  # lower left, upper left, upper right, lower right of the viewport


def viewports(frames: Sequence[Frame]) -> Array:
    """The viewports of a page (``/VP``)."""
    return Array([_viewport(frame) for frame in frames])


def _viewport(frame: Frame) -> Dictionary:
    box = [round(side * _POINTS_PER_MM, 4) for side in frame.box_mm]
    points = [round(degree, 9) for lon, lat in frame.corners for degree in (lat, lon)]
    measure = Dictionary(
        Type=Name.Measure,
        Subtype=Name.GEO,
        Bounds=Array(_UNIT),
        LPTS=Array(_UNIT),
        GPTS=Array(points),
        GCS=Dictionary(Type=Name.PROJCS, EPSG=UTM_48N, WKT=String(_wkt())),
        PDU=Array([Name.KM, Name.SQKM, Name.DEG]),
    )
    return Dictionary(Type=Name.Viewport, BBox=Array(box), Name=String(frame.name), Measure=measure)


@cache
def _wkt() -> str:
    """The plane in the words that old readers know."""
    return CRS.from_epsg(UTM_48N).to_wkt("WKT1_ESRI")
