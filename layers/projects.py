"""The projects: proposed or recently built roads, in sections, with what is published of them.

One file, ``data/geo/projects.geojson``, holds both: its features are the sections (EPSG:4326), its
member ``projects`` one record a project. Lengths are geodesic kilometres on WGS 84, costs billions
of đồng at the prices of the year named, speeds km/h. A section counts as open only from a sourced
date on; what is expected or unconfirmed is told apart (``Section.state``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import shapely
from shapely.geometry import shape

from layers.catalogue import CATALOGUE, ROAD_CLASSES, STATUSES, WHOLE
from layers.reading import BUILT_IN
from layers.study_area import ProjectGroup, region_told
from words import DataError, Lang, LinkError, Told, as_published, number, plain, say, text_in, with_further

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping

FILE: Final = BUILT_IN / CATALOGUE["projects"].file
USER_GROUP: Final = "own"  # in no file of ours
_USER_COLOUR: Final = "#001999"
_NO_COLOUR: Final = "#4d565c"  # of a group that the data do not name, or cannot tell
ROLES: Final = ("agreement", "related")
KINDS: Final = ("expressway", "national", "provincial")
ACCESSES: Final = ("interchange", "crossing")
QUALITIES: Final = ("surveyed", "mapped", "schematic")
FIRST_YEAR, LAST_YEAR = 2021, 2100  # of the states that a scenario may ask for
_DISAGREE: Final = 0.25  # of a published length: more than alignments and scopes make
_JOIN: Final = 2e-7  # degrees: two steps of the grid on which coordinates are written


class State(StrEnum):
    """What a section is in a year."""

    OPEN = "open"
    EXPECTED = "expected"  # a published expectation, in a year after the data's date
    UNCONFIRMED = "unconfirmed"  # due by the data's date, and no source says it opened
    CLOSED = "closed"


@dataclass(frozen=True)
class Source:
    """A page: its address, its own date (ISO or empty), its title (may be empty)."""

    url: str
    date: str
    title: str


@dataclass(frozen=True)
class Phase(Told):
    """A stage of building: lanes of both directions together and design speed, None if not published."""

    name_vi: str
    name_en: str
    lanes: int | None
    design_speed_kmh: int | None
    source: str

    def name(self, lang: Lang) -> str:
        """The stage's name in the language asked for."""
        return text_in(self, "name", lang)


@dataclass(frozen=True)
class Cost(Told):
    """A published cost in billions of đồng; low equals high where one figure is published.

    The first of a project is its cost; a further one adds to it only where ``adds`` says so (another
    part of the project), else it is a part of the first or another variant.
    """

    low_bn_vnd: float
    high_bn_vnd: float
    scope_vi: str
    scope_en: str
    land_included: bool | None
    price_year: int | None
    source_url: str
    unverified: bool
    adds: bool = False

    def scope(self, lang: Lang) -> str:
        """What the figure covers."""
        return text_in(self, "scope", lang)


@dataclass(frozen=True)
class PublishedLength(Told):
    """A published length in km; ``scope`` is ``total`` or the code of a province (edition 2022)."""

    value_km: float
    scope: str
    source_url: str
    note_vi: str
    note_en: str

    def note(self, lang: Lang) -> str:
        """What else is to be known of the figure."""
        return text_in(self, "note", lang)


@dataclass(frozen=True)
class Section(Told):
    """A stretch of a project with one status, one quality and one relation to the base network."""

    section_id: str
    project_id: str
    order: int
    name_vi: str
    name_en: str
    length_km: float
    by_province_km: Mapping[str, float]
    quality: str
    status: str
    status_date: str
    status_source: str
    opened: date | None
    expected_year: int | None
    expected_source: str
    lanes: int | None
    design_speed_kmh: int | None
    road_class: str
    upgrade: bool
    gap_bridge: bool
    geometry: shapely.LineString

    def name(self, lang: Lang) -> str:
        """The section's name in the language asked for."""
        return text_in(self, "name", lang)

    def state(self, year: int, *, data_date: date) -> State:
        """What the section is at the end of ``year``; ``data_date`` is that of the data (``Study.data_date``).

        Open by a sourced date only. An expectation counts in years after the data's date; one that
        has passed without a source saying so is unconfirmed and counts as not open.
        """
        if self.status == "existing" or (self.opened is not None and self.opened.year <= year):
            return State.OPEN
        if self.expected_year is None or self.expected_year > year:
            return State.CLOSED
        return State.EXPECTED if year > data_date.year else State.UNCONFIRMED


@dataclass(frozen=True)
class Project(Told):
    """A road of the talks between the provinces, or related to them, with its sections in the order of their chainage."""

    id: str
    name_vi: str
    name_en: str
    group: str
    role: str
    kind: str
    access: str
    upgrade_of: str | None
    excludes: tuple[str, ...]
    unit: bool
    status_2022_vi: str
    status_2022_en: str
    status_now_vi: str
    status_now_en: str
    status_date: str
    opening_vi: str
    opening_en: str
    opening_expected_year: int | None
    phases: tuple[Phase, ...]
    costs: tuple[Cost, ...]
    legal_vi: str
    legal_en: str
    published_lengths: tuple[PublishedLength, ...]
    computed_length_km: float
    computed_by_province_km: Mapping[str, float]
    computed_new_km: float
    computed_upgrade_km: float
    quality_km: Mapping[str, float]
    sources: tuple[Source, ...]
    notes_vi: str
    notes_en: str
    unverified: tuple[str, ...]
    sections: tuple[Section, ...]

    def text(self, field: str, lang: Lang) -> str:
        """One of the paired fields (name, status_2022, status_now, opening, legal, notes) in a language."""
        return text_in(self, field, lang)

    @property
    def quality(self) -> str:
        """The quality of the worst section."""
        return max((s.quality for s in self.sections), key=QUALITIES.index)

    @property
    def schematic(self) -> bool:
        """Whether more than half of the length is schematic: the line is an illustration then."""
        return self.quality_km.get("schematic", 0.0) > self.computed_length_km / 2

    def status_km(self) -> dict[str, float]:
        """Kilometres by section status to the metre, only those that occur, in the order of ``STATUSES``."""
        sums = {s: sum(x.length_km for x in self.sections if x.status == s) for s in STATUSES}
        return {s: round(km, 3) for s, km in sums.items() if km > 0}

    def published_km(self, scope: str = "total") -> float | None:
        """The first published length of the scope, None if there is none."""
        return next((p.value_km for p in self.published_lengths if p.scope == scope), None)


def read_projects(path: Path = FILE) -> tuple[Project, ...]:
    """All projects with their sections, in the order of the file.

    Raises
    ------
    DataError
        If the file is missing, is no such collection, or breaks a rule; the message lists every fault.
    """
    if not path.exists():
        raise DataError("errors.file_missing", file=path.name)
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
        sections = [_section(feature) for feature in collection["features"]]
        projects = tuple(_project(record, sections) for record in collection["projects"])
    except (
        json.JSONDecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        shapely.errors.ShapelyError,
    ) as error:
        raise DataError("errors.file_damaged", file=path.name, detail=f"{type(error).__name__}: {error}") from error
    if found := list(faults(projects)):
        raise DataError("errors.file_damaged", file=path.name, detail="; ".join(found))
    return projects


@dataclass(frozen=True)
class Choice:
    """Projects that can stand together.

    Parameters
    ----------
    kept
        Their ids, in the order of the file.
    left_out
        Ids of the others, each with the one that was kept in its place.
    """

    kept: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()


def that_can_stand(projects: Iterable[Project], ids: Collection[str]) -> Choice:
    """Of these projects a set that can be built: of two that exclude each other the first of the file.

    What an upgrade needs is taken in with it; an upgrade of what is left out is left out too.
    """
    listed = list(projects)
    bases = {p.id: p.upgrade_of for p in listed}
    wanted = set(ids)
    while more := {base for i in wanted if (base := bases.get(i))} - wanted:
        wanted |= more
    kept: dict[str, Project] = {}
    gone: dict[str, str] = {}
    for p in (p for p in listed if p.id in wanted):
        other = next((k.id for k in kept.values() if p.id in k.excludes or k.id in p.excludes), None)
        if other is None:
            kept[p.id] = p
        else:
            gone[p.id] = other
    while unbuilt := {i: gone[base] for i, p in kept.items() if (base := p.upgrade_of) in gone}:
        gone |= unbuilt
        kept = {i: p for i, p in kept.items() if i not in unbuilt}
    return Choice(tuple(kept), tuple(gone.items()))


def lengths_disagree(project: Project) -> bool:
    """Whether the published length and that of the line on the map differ so much that one of them is not of this road."""
    published = project.published_km()
    return published is not None and abs(published - project.computed_length_km) > _DISAGREE * published


def under_works(projects: Mapping[str, Project], unit: str) -> bool:
    """Whether a section of a unit is under construction."""
    parts = unit.split("+")
    owners = [projects[i] for i in {part.partition("/")[0] for part in parts} if i in projects]
    return any(s.status == "construction" for p in owners for s in p.sections if p.id in parts or s.section_id in parts)


def lengths_text(project: Project, lang: Lang) -> str:
    """The length as published with that of the line on the map beside it, or the latter alone: they differ, and say so."""
    measured, published = number(project.computed_length_km, lang, decimals=1), project.published_km()
    if published is None:
        return say("layers.length_measured", lang, km=measured)
    return say("layers.length_both", lang, published=as_published(published, lang), measured=measured)


def unit_name(projects: Mapping[str, Project], unit: str, lang: Lang) -> str:
    """What a decision unit is called: a project by its name, sections of one with their numbers, several joined by a plus.

    A unit is a project's id, a section's (``project/3``), or such ids joined by ``+``; ids that no project has stay as they are.
    """
    parts: dict[str, list[str]] = {}
    for part in unit.split("+"):
        owner, _, number = part.partition("/")
        parts.setdefault(owner, []).extend([number] if number else [])
    names = {i: projects[i].text("name", lang) if i in projects else i for i in parts}
    return " + ".join(
        say("layers.unit_sections", lang, name=names[i], sections=", ".join(s)) if s else names[i]
        for i, s in parts.items()
    )


def added_name(projects: Mapping[str, Project], unit: str, lang: Lang) -> str:
    """A unit beside a figure of it alone: one that upgrades another road is named with it, since the figure is what it adds after that one."""
    owners = {part.partition("/")[0] for part in unit.split("+")} & set(projects)
    bases = sorted({base for i in owners if (base := projects[i].upgrade_of)} - owners)
    name = unit_name(projects, unit, lang)
    if not bases:
        return name
    return say("layers.unit_after", lang, name=name, bases="; ".join(unit_name(projects, i, lang) for i in bases))


def added_notes(projects: Mapping[str, Project], units: Iterable[str], lang: Lang) -> list[str]:
    """Which of some units are not told alone but after the road that they upgrade; nothing where all are."""
    names = [told for u in units if (told := added_name(projects, u, lang)) != unit_name(projects, u, lang)]
    return [say("layers.units_after", lang, names="; ".join(names))] if names else []


def line_doubt(projects: Mapping[str, Project], unit: str) -> str:
    """Whether the line of a unit's projects is an illustration: ``schematic``, ``partly_schematic``, or empty."""
    owners = [projects[i] for i in {part.partition("/")[0] for part in unit.split("+")} if i in projects]
    if not any(p.quality_km.get("schematic", 0.0) > 0 for p in owners):
        return ""
    return "schematic" if all(p.schematic for p in owners) else "partly_schematic"


def marked_name(projects: Mapping[str, Project], unit: str, lang: Lang) -> str:
    """Name of a unit, with a word where its line, or a part of it, is only an illustration."""
    words = {"schematic": "layers.quality_schematic", "partly_schematic": "browse.partly_schematic"}
    doubt = line_doubt(projects, unit)
    return unit_name(projects, unit, lang) + (f" ({say(words[doubt], lang)})" if doubt else "")


def step_name(projects: Mapping[str, Project], unit: str, lang: Lang, *, data_date: date) -> str:
    """A unit in an order of building: its name, and whether traffic runs on it, or on a part of it, by the data's date."""
    name, part = unit_name(projects, unit, lang), open_part(projects, unit, data_date=data_date)
    return say(f"layers.step_{part}", lang, name=name) if part else name


def step_after(
    projects: Mapping[str, Project], unit: str, lang: Lang, *, among: Container[str], data_date: date
) -> str:
    """Why a unit does not come sooner in an order of building: the one it upgrades stands before it. Nothing for others.

    ``among`` are the units of the order.
    """
    base = projects[unit].upgrade_of if unit in projects else None
    if base is None or base not in among:
        return ""
    return say("layers.step_after", lang, name=step_name(projects, base, lang, data_date=data_date))


def still_to_build(
    projects: Mapping[str, Project], units: Iterable[str], lang: Lang, *, data_date: date
) -> dict[str, str]:
    """Those of some units that are not open by the data's date, by name; of one that is partly open, what is left of it."""
    left = {u: part for u in units if (part := open_part(projects, u, data_date=data_date)) != "open"}
    names = {u: unit_name(projects, u, lang) for u in left}
    return {u: say("layers.step_left", lang, name=names[u]) if part else names[u] for u, part in left.items()}


def open_part(projects: Mapping[str, Project], unit: str, *, data_date: date) -> str:
    """Whether traffic runs on a unit by the data's date: ``open``, ``partly``, or nothing."""
    parts = unit.split("+")
    owners = [projects[i] for i in {part.partition("/")[0] for part in parts} if i in projects]
    sections = [s for p in owners for s in p.sections if p.id in parts or s.section_id in parts]
    stands = [s.state(data_date.year, data_date=data_date) is State.OPEN for s in sections]
    return "open" if stands and all(stands) else "partly" if any(stands) else ""


def km_by_state(sections: Iterable[Section], year: int, *, data_date: date) -> dict[State, float]:
    """Kilometres of sections by what they are at the end of a year, for every state."""
    listed = list(sections)
    return {s: sum(x.length_km for x in listed if x.state(year, data_date=data_date) is s) for s in State}


def asked_for(projects: Iterable[Project]) -> Choice:
    """What the agreement asked for, as a set that can be built."""
    listed = list(projects)
    return that_can_stand(listed, [p.id for p in listed if p.role == "agreement"])


def faults(projects: Iterable[Project]) -> Iterable[str]:
    """Every breach of the schema, one short sentence each; empty if all is well."""
    known = {p.id for p in projects}
    for p in projects:
        words = {"role": ROLES, "kind": KINDS, "access": ACCESSES}
        yield from (
            f"{p.id}: {name} {getattr(p, name)!r}" for name, allowed in words.items() if getattr(p, name) not in allowed
        )
        yield from (
            f"{p.id}: names unknown project {x}"
            for x in (p.upgrade_of, *p.excludes)
            if x is not None and x not in known
        )
        if not p.sections:
            yield f"{p.id}: no section"
        if abs(p.computed_new_km + p.computed_upgrade_km - p.computed_length_km) > 0.01:  # noqa: PLR2004 - km, rounding
            yield f"{p.id}: new and upgraded km do not add up"
        for before, after in zip(p.sections, p.sections[1:], strict=False):
            if shapely.distance(before.geometry.boundary.geoms[1], after.geometry.boundary.geoms[0]) > _JOIN:
                yield f"{after.section_id}: does not begin where {before.section_id} ends"
        yield from (f for s in p.sections for f in _section_faults(s))


def _section_faults(section: Section) -> Iterable[str]:
    """Breaches within one section."""
    words = {"status": STATUSES, "quality": QUALITIES, "road_class": ROAD_CLASSES}
    for name, allowed in words.items():
        if getattr(section, name) not in allowed:
            yield f"{section.section_id}: {name} {getattr(section, name)!r}"
    if (section.status == "open") != (section.opened is not None):
        yield f"{section.section_id}: open needs the date it opened, and only open has one"
    if section.expected_year is not None and not section.expected_source:
        yield f"{section.section_id}: an expected year needs its source"
    if section.gap_bridge and section.quality != "schematic":
        yield f"{section.section_id}: a straight bridge over a hole is schematic"


def _section(feature: Mapping[str, Any]) -> Section:
    """A section from its GeoJSON feature."""
    properties = _counted(feature["properties"])
    opened = properties.pop("opened")
    line = shape(feature["geometry"])
    if not isinstance(line, shapely.LineString) or line.is_empty:
        raise ValueError(f"{properties.get('section_id')}: not a line")
    return Section(**properties, opened=date.fromisoformat(opened) if opened else None, geometry=line)


def _counted(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with counts, years and speeds as whole numbers, and texts in further languages where a record keeps them."""
    return {name: _whole(value) if name in WHOLE else value for name, value in with_further(fields).items()}


def _whole(value: float | None) -> int | None:
    """A count, year or speed as a whole number; a file written elsewhere may hold 2.0."""
    if value is None:
        return None
    if value != int(value):
        raise ValueError(f"{value} is no whole number")
    return int(value)


def _project(record: Mapping[str, Any], sections: list[Section]) -> Project:
    """A project from its record and the sections of the file."""
    own = sorted((s for s in sections if s.project_id == record["id"]), key=lambda s: s.order)
    parts = {
        "phases": tuple(Phase(**_counted(x)) for x in record["phases"]),
        "costs": tuple(Cost(**_counted(x)) for x in record["costs"]),
        "published_lengths": tuple(PublishedLength(**_counted(x)) for x in record["published_lengths"]),
        "sources": tuple(Source(**x) for x in record["sources"]),
        "excludes": tuple(record["excludes"]),
        "unverified": tuple(record["unverified"]),
        "sections": tuple(own),
    }
    return Project(**{**_counted(record), **parts})


def project_groups() -> tuple[ProjectGroup, ...]:
    """All groups of the region that texts tell of; the user's alone where the data cannot be read."""
    try:
        return _with_own(region_told().groups)
    except LinkError:
        return _with_own(())


@lru_cache(maxsize=8)
def _with_own(groups: tuple[ProjectGroup, ...]) -> tuple[ProjectGroup, ...]:
    own = {"key": USER_GROUP, "colour": _USER_COLOUR} | {f"title_{x}": say("layers.project_group_own", x) for x in Lang}
    return (*groups, ProjectGroup(**with_further(own)))


def group_colour(key: str) -> str:
    """The colour of a group, hexadecimal."""
    return next((group.colour for group in project_groups() if group.key == key), _NO_COLOUR)


def group_title(key: str, lang: Lang) -> str:
    """The title of a group; its key where the data do not name it."""
    return next((text_in(g, "title", lang) for g in project_groups() if g.key == key), key)


def grouped(projects: Iterable[Project]) -> dict[str, list[Project]]:
    """The projects by group, groups in their order, those the data do not name last; none without a project."""
    listed = list(projects)
    keys = dict.fromkeys([*(group.key for group in project_groups()), *(p.group for p in listed)])
    return {key: own for key in keys if (own := [p for p in listed if p.group == key])}


def project_numbers(projects: Iterable[Project]) -> dict[str, int]:
    """The number of each project on every map, slide and table, by id: its place in the data, whatever else is shown.

    ``projects`` are all there are, in the order of the data; the user's own come after them.
    """
    return {project.id: number for number, project in enumerate(projects, start=1)}


def project_meant(text: str, projects: Iterable[Project]) -> str:
    """The id of the project that a person calls by its id, its number in our files or its name; else the text as it is.

    Capitals and diacritics of a name do not count; ``projects`` are all there are, in the order of the data.
    """
    listed = list(projects)
    called = {str(number): p.id for number, p in enumerate(listed, start=1)}
    called |= {plain(name): p.id for p in reversed(listed) for name in (p.name_vi, p.name_en)}
    called |= {p.id: p.id for p in listed}
    return called.get(text, called.get(plain(text), text))


def numbers_left_out(projects: Iterable[Project], shown: Iterable[Project], lang: Lang) -> str:
    """Which numbers a list passes over, each with its project: those between its own. Nothing where it passes over none.

    A list that passes over more than it holds says only that numbers are those of all files.
    """
    every, listed = list(projects), {p.id for p in shown}
    own = [number for number, p in enumerate(every, start=1) if p.id in listed]
    gone = [(n, p) for n, p in enumerate(every, start=1) if own and own[0] < n < own[-1] and p.id not in listed]
    if not gone:
        return ""
    if len(gone) > len(own):
        return say("layers.numbers_stay", lang)
    named = "; ".join(say("layers.number_of", lang, number=n, name=p.text("name", lang)) for n, p in gone)
    return say("layers.numbers_left_out", lang, names=named)


def group_rank(key: str) -> int:
    """The place of a group in that order."""
    keys = [group.key for group in project_groups()]
    return keys.index(key) if key in keys else len(keys)
