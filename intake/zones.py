"""Which coordinate system a file is in: the one it names, or those its coordinates may be in.

VN-2000 in plane metres comes in zones of three degrees, each with the central meridian its province
prescribes; a file that names none gives coordinates that fit several. Those that put the file inside
the area of the sources are offered, nearest to the provinces of the map first, and the user chooses
with the map before the eyes: taking one zone for another is wrong by up to 82 km.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from layers.geodesy import WGS84
from layers.study import study

_WIDE: Final = (  # zones of six degrees, used by all provinces
    (3405, "UTM 48N (105°)"),
    (3406, "UTM 49N (111°)"),
    (32648, "WGS 84, UTM 48N (105°)"),
)
_MIN_CONFIDENCE: Final = 70
_LON, _LAT = 180.0, 90.0
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Candidate:
    """A coordinate system that would put the file inside the area.

    Parameters
    ----------
    swapped
        Whether the file's first coordinate is the northing, as on Vietnamese drawings.
    """

    epsg: int
    name: str
    swapped: bool = False

    @property
    def key(self) -> str:
        """Letters and digits that name it."""
        return f"{self.epsg}{'s' if self.swapped else ''}"


def named_epsg(crs: str) -> int | None:
    """EPSG code of a coordinate system that a file names; ``None`` if it is none of the register."""
    if not crs:
        return None
    try:
        return CRS.from_user_input(crs).to_epsg(min_confidence=_MIN_CONFIDENCE)
    except CRSError:
        return None


def candidates(bounds: Bounds) -> tuple[Candidate, ...]:
    """Systems under which coordinates within ``bounds`` (x and y of the file) lie in the area, best first."""
    west, south, east, north = bounds
    if looks_like_degrees(bounds):
        found = [Candidate(WGS84, "WGS 84")]
        # latitude first: 11, 106 is no place in the area, 106, 11 is
        return (
            (Candidate(WGS84, "WGS 84", swapped=True),) if _lies_in_area((south, west, north, east)) else tuple(found)
        )
    found = []
    for swapped in (False, True):
        for code, name in _zones():
            corners = np.array([[west, south], [east, north]])
            placed = to_degrees(corners[:, ::-1] if swapped else corners, epsg=code)
            if _lies_in_area((*placed[0], *placed[1])):
                found.append(Candidate(code, f"{_title(code)} – {name}", swapped=swapped))
    return tuple(found)


def _zones() -> tuple[tuple[int, str], ...]:
    """EPSG code of each zone a file may be in, and where it is prescribed; those of the two provinces first."""
    own = ((zone.epsg, f"{zone.where_vi} ({zone.meridian})") for zone in study().zones)
    return (*own, *_WIDE)


def looks_like_degrees(bounds: Bounds) -> bool:
    """Whether coordinates can be longitude and latitude."""
    west, south, east, north = bounds
    return (max(abs(west), abs(east)) <= _LON and max(abs(south), abs(north)) <= _LAT) or _lies_in_area(
        (south, west, north, east)
    )


def to_degrees(xy: NDArray[np.float64], *, epsg: int) -> NDArray[np.float64]:
    """Longitude and latitude, EPSG:4326, of coordinates (n, 2); infinite where there are none."""
    if epsg == WGS84:
        return xy
    try:
        lon, lat = _transformer(epsg).transform(xy[:, 0], xy[:, 1])
    except ProjError:
        return np.full(xy.shape, np.inf)
    return np.column_stack([lon, lat])


@cache
def _transformer(epsg: int) -> Transformer:
    return Transformer.from_crs(epsg, WGS84, always_xy=True)


def _title(epsg: int) -> str:
    return f"VN-2000, EPSG:{epsg}" if epsg < 32000 else f"EPSG:{epsg}"  # noqa: PLR2004


def _lies_in_area(bounds: Bounds) -> bool:
    """Whether the middle of ``bounds`` lies in the area."""
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    west, south, east, north = study().extent
    return bool(west <= lon <= east and south <= lat <= north)
