"""The coordinate systems a file may be in, and how they are called: the zones of VN-2000, UTM, degrees.

VN-2000 in plane metres comes in zones of three degrees, each with the central meridian that its provinces
prescribe, and in two of six degrees. Which provinces these are, the register knows; those of the map are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError

from intake.described import projection, transformer, vn2000_zones, zone_areas
from layers import WGS84, read, study
from words import DataError, Lang, catalogue, number, plain, say, text_in

# plane systems beside VN-2000 that lie in offices: of GPS receivers, and of maps before 2000
_OTHERS: Final = {
    32648: "WGS 84, UTM 48N (105°)",
    32649: "WGS 84, UTM 49N (111°)",
    3148: "Indian 1960, UTM 48N (105°)",
    3149: "Indian 1960, UTM 49N (111°)",
    2044: "Hanoi 1972, Gauss-Krüger 18 (105°)",
    2045: "Hanoi 1972, Gauss-Krüger 19 (111°)",
}
_SIX_DEGREES: Final = {3405: "UTM 48N (105°)", 3406: "UTM 49N (111°)"}
_KINDS: Final = ("province", "provinces", "municipality", "city", "cities", "tp")
_HIGHEST_CODE: Final = 99_999
_KM_WHOLE: Final = 10
Coordinates = NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A coordinate system in which a file may be.

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
    each
        Whether layers that say their own system stay in that one.
    share
        Of the vertices that lie in the area under it; ``None`` if nobody looked.
    worth
        How well it places the file: 1 in the two provinces, less beside them (``intake.ranking``).
    apart_km
        How far, on average, it puts the file from where the first choice does.
    """

    epsg: int
    where_vi: str = ""
    where_en: str = ""
    swapped: bool = False
    wkt: str = ""
    each: bool = False
    share: float | None = field(default=None, compare=False)
    worth: float = field(default=0.0, compare=False)
    apart_km: float | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """Letters and digits that name it."""
        return f"{self.epsg}{'s' if self.swapped else ''}{'e' if self.each else ''}"

    @property
    def degrees(self) -> bool:
        """Whether it is longitude and latitude: nobody can take one zone for another then."""
        return self.epsg == WGS84

    def text(self, lang: Lang) -> str:
        """Its name on the page."""
        where = text_in(self, "where", lang)
        if self.each and not self.epsg:
            return say("intake.own_of_each", lang)
        if self.wkt:
            return say("intake.own_system", lang, name=where)
        if self.degrees:
            return say("intake.latitude_first", lang) if self.swapped else "WGS 84"
        code = f"VN-2000, EPSG:{self.epsg}" if self.epsg in vn2000_zones() else f"EPSG:{self.epsg}"
        return f"{code} – {where}" if where else code

    def told(self, lang: Lang) -> str:
        """Its name with what helps to choose: the order of its axes, how far from the first choice, who prescribes it."""
        more = [say("intake.northing_first", lang)] if self.swapped and not self.degrees else []
        if self.apart_km:
            away = number(self.apart_km, lang, decimals=0 if self.apart_km >= _KM_WHOLE else 1)
            more.append(say("intake.apart", lang, km=away))
        where = self.provinces(lang)
        name = f"VN-2000, EPSG:{self.epsg}, {_meridian(self.epsg)}" if where else self.text(lang)
        return "; ".join([name, *more]) + (f" – {', '.join(where)}" if where else "")

    def provinces(self, lang: Lang) -> tuple[str, ...]:
        """All provinces that prescribe it, those of the map first; none of a system that is no zone of VN-2000."""
        if self.wkt or (self.each and not self.epsg):
            return ()
        mine = [name for names in prescribers(self.epsg, lang) for name in names.split(", ")]
        named = catalogue(lang).get(f"zones.zone_{self.epsg}", "")
        known = {_letters(name) for name in mine}
        return *mine, *(name for name in named.split(", ") if name and _letters(name) not in known)

    @property
    def meridian(self) -> str:
        """Its central meridian."""
        return _meridian(self.epsg)

    def __str__(self) -> str:
        return self.text(Lang.EN)


def to_degrees(xy: Coordinates, system: Candidate) -> Coordinates:
    """Longitude and latitude, EPSG:4326, of coordinates (n, 2) as a file has them; infinite where there are none."""
    xy = xy[:, ::-1] if system.swapped else xy
    if system.degrees:
        return xy
    try:
        lon, lat = transformer(system.wkt or f"EPSG:{system.epsg}").transform(xy[:, 0], xy[:, 1])
    except ProjError:
        return np.full(xy.shape, np.inf)
    return np.column_stack([lon, lat])


def by_code(epsg: int) -> Candidate | None:
    """The system of a code that a person gives; ``None`` if the register has none that can be used."""
    known = {one.epsg: one for one in (Candidate(WGS84), *plane_systems())}
    if epsg in known or not 0 < epsg <= _HIGHEST_CODE:
        return known.get(epsg)
    try:
        source = transformer(f"EPSG:{epsg}").source_crs
    except (CRSError, ProjError):
        return None
    name = source.name[:60] if source is not None else ""
    return Candidate(epsg, name, name)


@cache
def plane_systems() -> tuple[Candidate, ...]:
    """Every plane system that is offered: zones of the provinces of the map, the nearest others, those of six degrees, the rest."""
    own = [zone.epsg for zone in study().zones]
    zones = {code: zone.meridian for code, zone in vn2000_zones().items() if code not in _SIX_DEGREES}
    near = sorted(zones, key=lambda code: (code not in own, own.index(code) if code in own else 0, _off(zones[code])))
    found = [Candidate(code, _zone_name(code, Lang.VI), _zone_name(code, Lang.EN)) for code in near]
    return *found, *(Candidate(code, name, name) for code, name in (_SIX_DEGREES | _OTHERS).items())


def _off(meridian: float) -> float:
    """Degrees from the middle of the map."""
    west, _, east, _ = study().extent
    return abs(meridian - (west + east) / 2)


@cache
def provinces() -> tuple[Mapping[str, Any], ...]:
    """The provinces of the map, read once; none where the data have none."""
    try:
        return tuple(read("provinces_2022").to_dict("records"))
    except DataError:
        return ()


@cache
def prescribers(epsg: int, lang: Lang) -> tuple[str, ...]:
    """The provinces of the map that prescribe a zone, those that the study names first."""
    mine = next((text_in(zone, "where", lang) for zone in study().zones if zone.epsg == epsg), "")
    area = {_letters(part) for part in re.split(r"[,;.]| and | - ", zone_areas().get(epsg, ""))}
    there = [row for row in provinces() if _bare_names(row) & area]
    names = [text_in(row, "name", lang) for row in there]
    return *([mine] if mine else []), *(name for name in names if name not in mine)


def _bare_names(row: Mapping[str, Any]) -> set[str]:
    """How the register may write a province."""
    return {_letters(str(row[key])) for key in ("name", "name_en")}


def _letters(text: str) -> str:
    """A name in plain letters without what kind of place it is."""
    return " ".join(word for word in re.findall(r"[a-z0-9]+", plain(text)) if word not in _KINDS)


def _zone_name(epsg: int, lang: Lang) -> str:
    """Its provinces and its meridian."""
    provinces = ", ".join(prescribers(epsg, lang))
    return f"{provinces} ({_meridian(epsg)})" if provinces else _meridian(epsg)


def _meridian(epsg: int) -> str:
    zone = projection(epsg)
    degrees = zone.meridian if zone else 0.0
    return f"{int(degrees)}°{round(degrees % 1 * 60):02d}'"
