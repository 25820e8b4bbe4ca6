"""What a file says of its coordinate system: a code of the register, or parameters without one.

Drawings and MapInfo tables write VN-2000 by its parameters: central meridian, scale, and a shift to WGS 84
(TOWGS84), or none, where the name alone says VN-2000. Such a description is matched with the zone of the
register that has the same projection. Units differ by a program; metres are what all zones have.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError

from layers import WGS84

_WGS84_3D: Final = 4979  # what a driver calls the degrees of a GeoJSON with heights
_MIN_CONFIDENCE: Final = 70
_VIETNAM: Final = AreaOfInterest(102.0, 8.0, 110.0, 24.0)
_PLANE: Final = ("VN-2000 / TM-3", "VN-2000 / UTM")
_SAYS_VN2000: Final = re.compile(r"VN[-_ ]?2000|VIETNAM[-_ ]?2000", re.IGNORECASE)
_SHIFT_M: Final = (
    -191.9,
    -39.3,
    -111.5,
)  # VN-2000 to WGS 84, along the three axes; an older version differs by a metre
_NO_NAMES: Final = ("unnamed", "unknown")
_SAME_SHIFT_M: Final = 5.0


class Projection(NamedTuple):
    """A transverse Mercator projection: degrees, a ratio, metres."""

    meridian: float
    scale: float
    easting_m: float
    northing_m: float


def named_epsg(crs: str) -> int | None:
    """EPSG code of a coordinate system that a file names; ``None`` if it is none of the register."""
    if not crs:
        return None
    try:
        code = CRS.from_user_input(crs).to_epsg(min_confidence=_MIN_CONFIDENCE)
    except CRSError:
        return None
    return WGS84 if code == _WGS84_3D else code


def usable_name(wkt: str) -> str | None:
    """How a file calls the system that it describes by parameters; ``None`` if nothing can be done with it."""
    try:
        crs = CRS.from_user_input(wkt) if wkt else None
        if crs is None or not (crs.is_projected or crs.is_geographic):
            return None
        transformer(wkt)
    except (CRSError, ProjError):
        return None
    zone = projection(wkt)
    if crs.name in _NO_NAMES and zone is not None:
        return f"Transverse Mercator {zone.meridian:g}°, k = {zone.scale:g}"
    return crs.name[:60]


@cache
def zone_meant(wkt: str) -> int | None:
    """The zone of VN-2000 that a description means: it says VN-2000 by name or shift, and has the projection of that zone."""
    own = projection(wkt)
    if own is None or not (_SAYS_VN2000.search(wkt) or _has_the_shift(wkt)):
        return None
    return next((code for code, zone in vn2000_zones().items() if np.allclose(zone, own, rtol=0, atol=1e-6)), None)


@cache
def projection(system: str | int) -> Projection | None:
    """The projection of a system, if it is a transverse Mercator one."""
    try:
        crs = CRS.from_user_input(system) if system else None
    except CRSError:
        return None
    base = crs.source_crs if crs is not None and crs.is_bound else crs
    operation = base.coordinate_operation if base is not None else None
    named = {p.name: float(p.value) for p in operation.params} if operation else {}
    if "Longitude of natural origin" not in named:
        return None
    return Projection(
        named["Longitude of natural origin"],
        named.get("Scale factor at natural origin", 1.0),
        named.get("False easting", 0.0),
        named.get("False northing", 0.0),
    )


def _has_the_shift(wkt: str) -> bool:
    try:
        crs = CRS.from_user_input(wkt)
    except CRSError:
        return False
    operation = crs.coordinate_operation if crs.is_bound else None
    moved = [float(p.value) for p in operation.params][:3] if operation else []
    return len(moved) == len(_SHIFT_M) and bool(np.allclose(moved, _SHIFT_M, rtol=0, atol=_SAME_SHIFT_M))


@cache
def zone_areas() -> dict[int, str]:
    """Code of every zone of VN-2000 and what the register says of where it is used: names in English letters."""
    listed = query_crs_info(auth_name="EPSG", pj_types=[PJType.PROJECTED_CRS], area_of_interest=_VIETNAM)
    areas: dict[int, str] = {}
    for info in listed:
        if info.name.startswith(_PLANE):
            area = info.area_of_use.name if info.area_of_use else ""
            areas[int(info.code)] = f"{areas.get(int(info.code), '')} {area}"
    return areas


@cache
def vn2000_zones() -> dict[int, Projection]:
    """Every zone of VN-2000 in the register, of three and six degrees, from west to east."""
    found = {code: projection(code) for code in zone_areas()}
    return dict(sorted(((code, zone) for code, zone in found.items() if zone), key=lambda pair: pair[1]))


@cache
def transformer(system: str) -> Transformer:
    """From a system to longitude and latitude, EPSG:4326."""
    return Transformer.from_crs(system, WGS84, always_xy=True)
