"""Which coordinate system a file is in: the one it names, or those its coordinates may be in.

VN-2000 in plane metres comes in zones of three degrees, each with the central meridian its province
prescribes; a file that names none gives coordinates that fit several. All zones of the register under
which some of the file lies in the area of the sources are offered, first those that put most of it there,
among equals those of the provinces of the map; the user chooses with the map before the eyes: taking one
zone for another is wrong by up to 82 km. A system that a file describes by its parameters alone is
offered as it stands, before all others; where its name says VN-2000 (drawings often give the ellipsoid of
WGS 84 with it, which leaves out the shift of 200 m), after the zone of the same meridian.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError

from layers import WGS84, study
from words import Lang, say, text_in

_WIDE: Final = (  # zones of six degrees, used by all provinces
    (3405, "UTM 48N (105°)"),
    (3406, "UTM 49N (111°)"),
    (32648, "WGS 84, UTM 48N (105°)"),
)
_WGS84_3D: Final = 4979  # what a driver calls the degrees of a GeoJSON with heights
_VIETNAM: Final = AreaOfInterest(102.0, 8.0, 110.0, 24.0)
_THREE_DEGREES: Final = "VN-2000 / TM-3"
_SIX_DEGREES: Final = frozenset(code for code, _ in _WIDE)
_SAYS_VN2000: Final = re.compile(r"VN[-_ ]?2000", re.IGNORECASE)
_MIN_CONFIDENCE: Final = 70
_LON, _LAT = 180.0, 90.0
_SAMPLE: Final = 1_000  # vertices: enough to tell where a file lies
_LEAST_SHARE: Final = 0.5  # of what the best system puts into the area
Coordinates = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A coordinate system that would put the file, or some of it, inside the area.

    Parameters
    ----------
    epsg
        Its code; 0 for one that the file describes itself.
    where_vi, where_en
        The provinces that prescribe it, and its meridian; empty where nothing is known.
    swapped
        Whether the file's first coordinate is the northing, as on Vietnamese drawings.
    wkt
        The file's own description.
    """

    epsg: int
    where_vi: str = ""
    where_en: str = ""
    swapped: bool = False
    wkt: str = ""

    @property
    def key(self) -> str:
        """Letters and digits that name it."""
        return f"{self.epsg}{'s' if self.swapped else ''}"

    @property
    def degrees(self) -> bool:
        """Whether it is longitude and latitude: nobody can take one zone for another then."""
        return self.epsg == WGS84

    def text(self, lang: Lang) -> str:
        """Its name on the page."""
        where = text_in(self, "where", lang)
        if self.wkt:
            return say("intake.own_system", lang, name=where)
        if self.degrees:
            return "WGS 84"
        code = f"EPSG:{self.epsg}" if "WGS" in where or not where else f"VN-2000, EPSG:{self.epsg}"
        return f"{code} – {where}" if where else code

    def __str__(self) -> str:
        return self.text(Lang.EN)


def named_epsg(crs: str) -> int | None:
    """EPSG code of a coordinate system that a file names; ``None`` if it is none of the register."""
    if not crs:
        return None
    try:
        code = CRS.from_user_input(crs).to_epsg(min_confidence=_MIN_CONFIDENCE)
    except CRSError:
        return None
    return WGS84 if code == _WGS84_3D else code


def candidates(xy: Coordinates, *, wkt: str = "") -> tuple[Candidate, ...]:
    """Systems under which coordinates of a file (n, 2) lie in the area, best first.

    Parameters
    ----------
    wkt
        What the file says of its system, where that is none of the register.
    """
    xy = xy[:: max(len(xy) // _SAMPLE, 1)]
    own = _described(wkt)
    systems = [*([own] if own else []), Candidate(WGS84), *_zones(_meridian(wkt))]
    scored = []
    for order, system in enumerate(systems):
        for swapped in (False, True):
            share = float(np.mean(_in_area(xy[:, ::-1] if swapped else xy, system)))
            if share > 0 and not (swapped and system.wkt):
                scored.append((_rank(system, wkt), -share, swapped, order, system))
    best = min((share for _, share, *_ in scored), default=0.0)
    found = [
        Candidate(s.epsg, s.where_vi, s.where_en, swapped, s.wkt)
        for _, share, swapped, _, s in sorted(scored, key=lambda one: one[:4])
        if share <= best * _LEAST_SHARE
    ]
    return tuple(found) or ((Candidate(WGS84),) if in_degrees(xy) else ())


def in_degrees(xy: Coordinates) -> bool:
    """Whether most coordinates can be longitude and latitude; one mistyped number does not make metres of them."""
    return bool(len(xy)) and float(np.mean((np.abs(xy) <= (_LON, _LAT)).all(axis=1))) >= _LEAST_SHARE


def to_degrees(xy: Coordinates, system: Candidate) -> Coordinates:
    """Longitude and latitude, EPSG:4326, of coordinates (n, 2) as a file has them; infinite where there are none."""
    xy = xy[:, ::-1] if system.swapped else xy
    return _to_degrees(xy, system)


def _to_degrees(xy: Coordinates, system: Candidate) -> Coordinates:
    if system.degrees:
        return xy
    try:
        lon, lat = _transformer(system.wkt or f"EPSG:{system.epsg}").transform(xy[:, 0], xy[:, 1])
    except ProjError:
        return np.full(xy.shape, np.inf)
    return np.column_stack([lon, lat])


@cache
def _transformer(system: str) -> Transformer:
    return Transformer.from_crs(system, WGS84, always_xy=True)


def _in_area(xy: Coordinates, system: Candidate) -> NDArray[np.bool_]:
    """Which coordinates lie in the area of the sources."""
    west, south, east, north = study().extent
    placed = _to_degrees(xy, system)
    return np.asarray(((placed >= (west, south)) & (placed <= (east, north))).all(axis=1))


def _described(wkt: str) -> Candidate | None:
    """The system that a file describes by its parameters."""
    try:
        crs = CRS.from_user_input(wkt) if wkt else None
        if crs is not None and (crs.is_projected or crs.is_geographic):
            _transformer(wkt)
            return Candidate(0, crs.name[:60], crs.name[:60], wkt=wkt)
    except (CRSError, ProjError):
        pass
    return None


def _rank(system: Candidate, wkt: str) -> int:
    """What a file says of its system goes before all guesses."""
    if system.wkt:
        return 1
    meridian = _meridian(wkt)
    same = meridian is not None and system.epsg not in _SIX_DEGREES and _meridian_of(system.epsg) == meridian
    return 0 if same and _SAYS_VN2000.search(wkt) else 2


def _meridian(system: str | int) -> float | None:
    """Central meridian of a transverse Mercator projection, degrees."""
    try:
        operation = CRS.from_user_input(system).coordinate_operation if system else None
    except CRSError:
        return None
    named = {p.name: p.value for p in operation.params} if operation else {}
    found = named.get("Longitude of natural origin")
    return None if found is None else float(found)


def _zones(meridian: float | None) -> list[Candidate]:
    """Zones a file may be in: of this meridian, of the provinces of the map, of all others, of six degrees."""
    own = [Candidate(z.epsg, f"{z.where_vi} ({z.meridian})", f"{z.where_en} ({z.meridian})") for z in study().zones]
    known = {zone.epsg for zone in own}
    own += [Candidate(code, name, name) for code, name in _register() if code not in known]
    zones = [*own, *(Candidate(code, name, name) for code, name in _WIDE)]
    same = [z for z in zones if meridian is not None and _meridian_of(z.epsg) == meridian]
    return [*same, *(zone for zone in zones if zone not in same)]


@cache
def _meridian_of(epsg: int) -> float | None:
    return _meridian(epsg)


@cache
def _register() -> tuple[tuple[int, str], ...]:
    """Code and meridian of every VN-2000 zone of three degrees, the nearest to the middle of the map first."""
    listed = query_crs_info(auth_name="EPSG", pj_types=[PJType.PROJECTED_CRS], area_of_interest=_VIETNAM)
    codes = {int(info.code) for info in listed if info.name.startswith(_THREE_DEGREES)}
    west, _, east, _ = study().extent
    meridians = {code: _meridian_of(code) or 0.0 for code in codes}
    order = sorted(codes, key=lambda code: (abs(meridians[code] - (west + east) / 2), code))
    return tuple((code, f"{int(meridians[code])}°{round(meridians[code] % 1 * 60):02d}'") for code in order)
