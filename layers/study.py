"""What region the data are of: the two provinces, the study area, its extent, its zones.

Nothing in the code names a province: it asks ``study()``, which reads ``study.toml`` of the data
folder. Another pair of provinces is another such file, written by the build with its other layers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from layers.catalogue import Edition
from layers.reading import data_folder, manifest, path_of, read_document
from words import Lang, stand
from words.errors import DataError, LinkError

Box = tuple[float, float, float, float]
FILE: Final = "study.toml"
_NAMED_AFTER: ContextVar[Path | None] = ContextVar("named_after", default=None)


@dataclass(frozen=True)
class Province:
    """One of the two provinces.

    Attributes
    ----------
    code, code_2025
        Code of 2022, and of the province it belongs to since 1 July 2025.
    now_vi, now_en
        That province with what it was made of, as a sentence names it.
    capital
        Place id of its capital.
    districts
        Number of districts of 2022, each with a capital in the layer ``places``.
    census_2019
        People on 1 April 2019.
    """

    code: str
    code_2025: str
    name_vi: str
    name_en: str
    now_vi: str
    now_en: str
    capital: str
    districts: int
    census_2019: int


@dataclass(frozen=True)
class Zone:
    """A VN-2000 zone of three degrees: EPSG code, central meridian, provinces that use it."""

    epsg: int
    meridian: str
    where_vi: str
    where_en: str


@dataclass(frozen=True)
class BaseNote:
    """What is said of a base network that describes a day before ``before`` (ISO); empty for nothing."""

    before: str
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Study:
    """The region.

    Attributes
    ----------
    first, second
        The two provinces, as the border runs: from south-west to north-east.
    provinces
        Codes of the study area's provinces, edition 2022.
    city, airport
        Place ids of the reference point of the large city, and of the airport the metrics tell of.
    extent, view
        West, south, east, north in degrees: all that is drawn, and a look at both provinces.
    centre
        Longitude, latitude where a new map opens.
    neighbours
        Whether the two provinces had a common boundary in 2022.
    base
        Notes on a base network older than a day.
    merged
        Pairs of codes: of 2022, and since 1 July 2025 where it is another.
    """

    first: Province
    second: Province
    provinces: tuple[str, ...]
    city: str
    airport: str
    extent: Box
    view: Box
    centre: tuple[float, float]
    neighbours: bool
    base: BaseNote
    merged: tuple[tuple[str, str], ...]
    zones: tuple[Zone, ...]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Study:
        """From the content of ``study.toml``.

        Raises
        ------
        DataError
            If an entry is missing or of another kind.
        """
        try:
            return cls(
                first=Province(**table["first"]),
                second=Province(**table["second"]),
                provinces=tuple(map(str, table["provinces"])),
                city=str(table["city"]),
                airport=str(table["airport"]),
                extent=_box(table["extent"]),
                view=_box(table["view"]),
                centre=(float(table["centre"][0]), float(table["centre"][1])),
                base=BaseNote(**table["base"]),
                neighbours=bool(table["neighbours"]),
                merged=tuple((str(old), str(new)) for old, new in table["merged"].items()),
                zones=tuple(Zone(**zone) for zone in table["zones"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as cause:
            raise DataError("errors.file_damaged", file=FILE, detail=str(cause)) from cause

    @property
    def codes(self) -> tuple[str, str]:
        """Codes of the two provinces, edition 2022."""
        return self.first.code, self.second.code

    @property
    def capitals(self) -> dict[str, str]:
        """Place id of the capital of each of the two provinces, by code of 2022."""
        return {province.code: province.capital for province in (self.first, self.second)}

    def focus(self, edition: Edition) -> tuple[str, str]:
        """Codes of the two provinces on the map of an edition."""
        return self.codes if edition is Edition.Y2022 else (self.first.code_2025, self.second.code_2025)

    def codes_of(self, edition: Edition) -> tuple[str, ...]:
        """Codes of the provinces of the study area on the map of an edition."""
        old = self.provinces
        return tuple(dict.fromkeys(self.code_in(code, edition) for code in old))

    def code_in(self, code: str, edition: Edition) -> str:
        """The code that a province of 2022 bears, or has gone into, on the map of an edition."""
        return code if edition is Edition.Y2022 else self.code_now(code)

    def code_now(self, code: str) -> str:
        """The code since 1 July 2025 of a province of 2022."""
        return dict(self.merged).get(code, code)


def study(*, folder: Path | None = None) -> Study:
    """The region of the data folder; read once for each state of the file.

    Raises
    ------
    DataError
        If ``study.toml`` is missing or damaged.
    """
    path = path_of("study", folder=folder)
    return _read(path.parent, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=8)
def _read(folder: Path, _: int) -> Study:
    return Study.from_table(read_document("study", folder=folder))


@contextmanager
def named_after(folder: Path) -> Iterator[None]:
    """While this lasts, texts name the provinces and the base network of another folder of data."""
    token = _NAMED_AFTER.set(folder)
    try:
        yield
    finally:
        _NAMED_AFTER.reset(token)


def names(lang: Lang) -> dict[str, str]:
    """What every text may name without being told: the two provinces, their successors, the month of the base network.

    None where the data cannot be read: a text that says so must not need them.
    """
    folder = _NAMED_AFTER.get() or data_folder()
    try:
        region = study(folder=folder)
    except LinkError:
        return {}
    base = str(_roads(folder, _changed(folder / "manifest.toml")).get("reference_date", ""))
    note = getattr(region.base, f"note_{lang.value}")
    return {
        "first": getattr(region.first, f"name_{lang.value}"),
        "second": getattr(region.second, f"name_{lang.value}"),
        "first_now": getattr(region.first, f"now_{lang.value}"),
        "second_now": getattr(region.second, f"now_{lang.value}"),
        "base_month": _month(base, lang),
        "base_short": _month(base, lang).removeprefix("tháng "),  # in a title
        "base_note": f" ({note})" if note and base and base < region.base.before else "",
    }


def _month(date: str, lang: Lang) -> str:
    """The month of an ISO date in a sentence."""
    if not date:
        return "–"
    if lang is Lang.VI:
        return f"tháng {int(date[5:7])}/{date[:4]}"
    return f"{_MONTHS[int(date[5:7]) - 1]} {date[:4]}"


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=8)
def _roads(folder: Path, _: int) -> dict[str, Any]:
    """The manifest's record of the base network; empty where there is none."""
    try:
        return manifest(folder=folder).get("roads", {})
    except LinkError:
        return {}


def _box(sides: Any) -> Box:
    west, south, east, north = map(float, sides)
    return west, south, east, north


stand(names)  # last: a text may be asked for as soon as the region can be read
