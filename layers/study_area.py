"""What region the data are of: the two provinces, the study area, its extent, its zones.

Nothing in the code names a province: it asks ``study()``, which reads ``study.toml`` of the data
folder. Another pair of provinces is another such file, written by the build with its other layers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from layers.catalogue import Edition
from layers.integrity import file_state
from layers.reading import data_folder, manifest, path_of, read_document
from words import VARIANT, VARIANTS, DataError, Lang, LinkError, Told, day, month, say, stand, text_in, with_further

Box = tuple[float, float, float, float]
FILE: Final = "study.toml"
AGREEMENT: Final = "agreement.toml"
_NAMED_AFTER: ContextVar[Path | None] = ContextVar("named_after", default=None)


@dataclass(frozen=True)
class Province(Told):
    """One of the region's provinces.

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
class Zone(Told):
    """A VN-2000 zone of three degrees: EPSG code, central meridian, provinces that use it."""

    epsg: int
    meridian: str
    where_vi: str
    where_en: str


@dataclass(frozen=True)
class BaseNote(Told):
    """What is said of a base network that describes a day before ``before`` (ISO); empty for nothing."""

    before: str
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class River(Told):
    """A river whose bridges are counted: its name on the base map, and as a sentence names it."""

    mapped_as: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class BorderRoad(Told):
    """A road along the border whose line is a hypothesis: the group of its alternatives, and its name."""

    group: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class ProjectGroup(Told):
    """Projects that are drawn in one colour and listed under one title, and the place they are to lead to, where there is one."""

    key: str
    colour: str
    title_vi: str
    title_en: str
    aim: str = ""  # id of a place


@dataclass(frozen=True)
class Unknown(Told):
    """One thing that nobody could find out of the region."""

    text_vi: str
    text_en: str


@dataclass(frozen=True)
class Named(Told):
    """A name in both languages, as a sentence uses it, and what point stands for it."""

    name_vi: str
    name_en: str
    point_vi: str = ""
    point_en: str = ""


@dataclass(frozen=True)
class Seat(Told):
    """A town: the id of its place, and its name."""

    place: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Study:
    """The region.

    Attributes
    ----------
    first, second
        The two provinces, as the border runs: from south-west to north-east; None for ``second`` in a region of one province.
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
    data_date
        When every section of a project was last held against its sources.
    city_name, airport_name
        How sentences call the two.
    groups
        Of projects, in the order of legends and lists.
    river, border_road
        Where the region has them.
    town
        Where the region is one province: its largest town but the capital, the other end of what leads from it.
    offshore
        What every map of the region says of the islands that lie outside its frame; None for nothing.
    third
        A third province, where the region has one: it counts as the second does.
    unknown
        What nobody could find out, a sentence each.
    editions
        The maps that can show the two provinces, the one that a new view opens with first.
    abroad
        How texts call the country beyond the land border; None: as the catalogue of words does.
    name
        What files and addresses call a study made from the national pack; empty for a region with a build of its own.
    sea
        Longitudes and latitudes around what is drawn as sea where no province lies; empty: the sources end on land.
    """

    first: Province
    second: Province | None
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
    data_date: dt.date
    city_name: Named
    airport_name: Named
    groups: tuple[ProjectGroup, ...]
    river: River | None = None
    border_road: BorderRoad | None = None
    unknown: tuple[Unknown, ...] = ()
    sea: tuple[tuple[float, float], ...] = ()
    editions: tuple[Edition, ...] = tuple(Edition)
    abroad: Named | None = None
    name: str = ""
    third: Province | None = None
    offshore: Named | None = None
    town: Seat | None = None

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
                first=Province(**with_further(table["first"])),
                second=Province(**with_further(table["second"])) if "second" in table or "town" not in table else None,
                provinces=tuple(map(str, table["provinces"])),
                city=str(table["city"]),
                airport=str(table["airport"]),
                extent=_box(table["extent"]),
                view=_box(table["view"]),
                centre=(float(table["centre"][0]), float(table["centre"][1])),
                base=BaseNote(**with_further(table["base"])),
                neighbours=bool(table["neighbours"]),
                merged=tuple((str(old), str(new)) for old, new in table["merged"].items()),
                zones=tuple(Zone(**with_further(zone)) for zone in table["zones"]),
                data_date=dt.date.fromisoformat(str(table["data_date"])),
                city_name=Named(**with_further(table["city_name"])),
                airport_name=Named(**with_further(table["airport_name"])),
                groups=tuple(ProjectGroup(**with_further(group)) for group in table["groups"]),
                river=River(**with_further(table["river"])) if "river" in table else None,
                border_road=BorderRoad(**with_further(table["border_road"])) if "border_road" in table else None,
                sea=tuple((float(lon), float(lat)) for lon, lat in table.get("sea", ())),
                editions=tuple(Edition(str(year)) for year in table.get("editions", tuple(Edition))),
                abroad=Named(**with_further(table["abroad"])) if "abroad" in table else None,
                name=str(table.get("name", "")),
                offshore=Named(**with_further(table["offshore"])) if "offshore" in table else None,
                third=Province(**with_further(table["third"])) if "third" in table else None,
                town=Seat(**with_further(table["town"])) if "town" in table else None,
                unknown=tuple(Unknown(**with_further(doubt)) for doubt in table.get("unknown", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as cause:
            raise DataError("errors.file_damaged", file=FILE, detail=str(cause)) from cause

    @property
    def local_words(self) -> dict[str, str]:
        """What commands, addresses and files here call the city and the road along the border."""
        words = {"city": self.city.split("-", 1)[-1]}
        return words if self.border_road is None else words | {"border-road": self.border_road.group}

    def meant_by(self, word: str) -> str:
        """The word of the program behind a local one; other words stay."""
        return {local: known for known, local in self.local_words.items()}.get(word, word)

    @property
    def own(self) -> tuple[Province, ...]:
        """The provinces that the region is about: two, or three, or one alone."""
        return tuple(province for province in (self.first, self.second, self.third) if province is not None)

    @property
    def alone(self) -> bool:
        """Whether the region is one province: trips then go between the areas around its towns, not between provinces."""
        return self.second is None

    @property
    def ends(self) -> tuple[str, str]:
        """Place ids of what is compared before anything is chosen: both capitals, or the capital and the next town of one province."""
        other = self.second.capital if self.second else self.town.place if self.town else self.first.capital
        return self.first.capital, other

    @property
    def seats(self) -> tuple[str, ...]:
        """Place ids of the capitals of these provinces; of one province alone its capital and its next town."""
        return self.ends if self.alone else tuple(self.capitals.values())

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of these provinces, edition 2022."""
        return tuple(province.code for province in self.own)

    @property
    def capitals(self) -> dict[str, str]:
        """Place id of the capital of each of these provinces, by code of 2022."""
        return {province.code: province.capital for province in self.own}

    def focus(self, edition: Edition) -> tuple[str, ...]:
        """Codes of these provinces on the map of an edition."""
        return self.codes if edition is Edition.Y2022 else tuple(province.code_2025 for province in self.own)

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
    return _read(path.parent, _changed(path))


@lru_cache(maxsize=8)
def _read(folder: Path, _: int) -> Study:
    return Study.from_table(read_document("study", folder=folder))


def region_told() -> Study:
    """The region whose names texts tell at present: that of ``named_after``, else of the default folder."""
    return study(folder=_NAMED_AFTER.get())


def folder_told() -> Path:
    """The folder that texts are named after at present, for another process that shall tell the same."""
    return _NAMED_AFTER.get() or data_folder()


@contextmanager
def named_after(folder: Path) -> Iterator[None]:
    """While this lasts, texts name the provinces and the base network of another folder of data."""
    token = _NAMED_AFTER.set(folder)
    try:
        yield
    finally:
        _NAMED_AFTER.reset(token)


def has_talks() -> bool:
    """Whether the data tell of talks between the provinces; true also where their layer cannot be read: its page says so."""
    folder = folder_told()
    return _talks(folder, _changed(folder / AGREEMENT))[1]


def names(lang: Lang) -> dict[str, str]:
    """What every text may name without being told: the two provinces, their successors, the month of the base network.

    None where the data cannot be read: a text that says so must not need them.
    """
    folder = folder_told()
    files = (path_of("study", folder=folder), folder / AGREEMENT, folder / "manifest.toml")
    return _named(folder, lang, tuple(map(_changed, files)))


@lru_cache(maxsize=16)
def _named(folder: Path, lang: Lang, states: tuple[int, ...]) -> dict[str, str]:  # noqa: ARG001 - of its key
    """The same, put together once for each state of the files: a page asks a hundred times in one run."""
    try:
        region = study(folder=folder)
    except LinkError:
        return {"offshore": ""} | _units("", lang) | _credits(folder, lang)
    meeting, _ = _talks(folder, _changed(folder / AGREEMENT))
    base = str(_roads(folder, _changed(folder / "manifest.toml")).get("reference_date", ""))
    note = text_in(region.base, "note", lang)
    return {
        **_units(region.name, lang),
        **_credits(folder, lang),
        VARIANT: _VARIANT.get(len(region.own), ""),
        "first": text_in(region.first, "name", lang),
        "second": " – ".join(text_in(one, "name", lang) for one in region.own[1:])
        or text_in(region.town, "name", lang),
        "first_now": text_in(region.first, "now", lang),
        "second_now": " – ".join(text_in(province, "now", lang) for province in region.own[1:]),
        "base_month": month(base, lang),
        "base_short": month(base, lang, title=True),
        "base_note": f" ({note})" if note and base and base < region.base.before else "",
        "data_date": day(region.data_date, lang),
        "agreement_month": month(meeting, lang),
        "agreement_short": month(meeting, lang, title=True),
        "city": text_in(region.city_name, "name", lang),
        "city_point": text_in(region.city_name, "point", lang),
        "airport": text_in(region.airport_name, "name", lang),
        "offshore": f" {told}" if (told := text_in(region.offshore, "name", lang)) else "",
        "abroad": text_in(region.abroad, "name", lang) or say("layers.abroad", lang),
        "river": text_in(region.river, "name", lang) or "–",
        "border_road": text_in(region.border_road, "name", lang) or "–",
    }


_VARIANT: Final = dict(zip((1, 3), VARIANTS, strict=True))  # by the number of its provinces
_UNITS: Final = ("districts", "seat", "seat_2025", "former", "seat_small", "former_small", "many")


@lru_cache(maxsize=8)
def _units(name: str, lang: Lang) -> dict[str, str]:
    """What the layer of districts holds: districts; in a study made from the national pack the areas around towns."""
    return {f"unit_{word}": say(f"layers.{'area' if name else 'unit'}_{word}", lang) for word in _UNITS}


def _credits(folder: Path, lang: Lang) -> dict[str, str]:
    """Whom a credit names beside those of every region: the sources of the layers that hold something."""
    return _credited(_sources(folder, _changed(folder / "manifest.toml")), lang)


_NAMES, _ABROAD, _GATES = "geonames", "geoboundaries", "vi.wikipedia"


@lru_cache(maxsize=16)
def _credited(used: frozenset[str], lang: Lang) -> dict[str, str]:
    told = {
        f"credit_{w}": say(f"layers.credit_{w}", lang) if _NAMES in used else "" for w in ("names", "short", "told")
    }
    more = [say(f"layers.credit_{w}", lang) for source, w in ((_ABROAD, "abroad"), (_GATES, "gates")) if source in used]
    return told | {"credit_abroad": "".join(more)}


@lru_cache(maxsize=8)
def _sources(folder: Path, _: int) -> frozenset[str]:
    """Which of the sources that not every region has are drawn on; those of the first region where nobody can tell."""
    try:
        rows = {name: row for name, row in manifest(folder=folder).items() if row.get("features", 1)}
    except LinkError:
        return frozenset({_NAMES, _ABROAD})
    told = {name: f"{row.get('source', '')} {row.get('attribution', '')}".lower() for name, row in rows.items()}
    every = " ".join(told.values())
    return frozenset(
        name for name in (_NAMES, _ABROAD, _GATES) if name in (every if name != _GATES else told.get("gates", ""))
    )


def _changed(path: Path) -> int:
    return file_state(path)[1]


@lru_cache(maxsize=8)
def _roads(folder: Path, _: int) -> dict[str, Any]:
    """The manifest's record of the base network; empty where there is none."""
    try:
        return manifest(folder=folder).get("roads", {})
    except LinkError:
        return {}


@lru_cache(maxsize=8)
def _talks(folder: Path, _: int) -> tuple[str, bool]:
    """The day of the talks (ISO; empty for none), and whether anything was asked for; of a layer that cannot be read, that it was."""
    try:
        told_of = read_document("agreement", folder=folder)
    except LinkError:
        return "", True
    return str(told_of.get("meeting", {}).get("date", "")), bool(told_of.get("requests"))


def _box(sides: Any) -> Box:
    west, south, east, north = map(float, sides)
    return west, south, east, north


stand(names)  # last: a text may be asked for as soon as the region can be read
