"""A set of variants side by side, as a page keeps it and a file holds it, and the checks of what is read.

At most six, the baseline first, no two of one name. The file is JSON, described in
``docs/scenario-file.md``; reading checks everything: what is wrong is told, and what can be kept is kept.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from analysis.network import Mode, SpeedCase
from analysis.scenarios.districts import district_capitals
from analysis.scenarios.scenario import Access
from analysis.scenarios.supply import known_stretch
from analysis.scenarios.variants import (
    BASELINE,
    DRAFT,
    MOST_BETA,
    OWN_PREFIX,
    READY_SCENARIOS,
    Assumptions,
    Variant,
    Weighting,
    ready_variants,
    reserved_names,
)
from layers import FIRST_YEAR, LAST_YEAR, text_digest, that_can_stand
from words import InputError, Lang, LinkError, UnknownError, clean, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from analysis.scenarios.world import World

LONGEST_NAME: Final = 80
MOST_CLOSED: Final = 60  # links, and stretches of projects, of one scenario
_OLD_DRAFT: Final = f"{OWN_PREFIX}6"  # older files hold the draft under this key and its title
_Record = dict[str, Any]
_CHOICES: Final[dict[str, type[StrEnum]]] = {
    "mode": Mode,
    "speeds": SpeedCase,
    "access": Access,
    "weighting": Weighting,
}


def mend_variant(world: World, variant: Variant) -> tuple[Variant, tuple[LinkError, ...]]:
    """A variant that can stand, and everything that had to be changed or should be known.

    Unknown projects and links are left out; the project that an upgrade needs is added; of projects
    that exclude each other the first of the list is kept; sections of a project that stands as a
    whole are left out.
    """
    faults: list[LinkError] = []
    where = variant.name or variant.key
    units = _known(world, variant.units, where, faults)
    units = _with_bases(world, units, where, faults)
    units = _apart(world, units, where, faults)
    units = _with_bases(world, _once(world, units, where, faults), where, faults)
    links, stretches = _closed(world, variant, where, faults)
    if variant.own and not units and not links:
        faults.append(InputError("scenarios.empty", where=where))
    return replace(variant, units=units, closed_links=links, closed_stretches=stretches), tuple(faults)


def _closed(
    world: World, variant: Variant, where: str, faults: list[LinkError]
) -> tuple[frozenset[int], frozenset[str]]:
    """Links and stretches that the data hold, no more than may be closed at once."""
    known = frozenset(world.network.roads.link_id.tolist())
    links = sorted(variant.closed_links & known)
    named = {name: known_stretch(world.links, name) for name in variant.closed_stretches}
    stretches = sorted({name for name in named.values() if name is not None})
    unknown = [*sorted(variant.closed_links - known), *sorted(n for n, found in named.items() if found is None)]
    faults += [InputError("scenarios.unknown_link", where=where, id=_short(x)) for x in unknown]
    if max(len(links), len(stretches)) > MOST_CLOSED:
        faults.append(InputError("scenarios.many_closed", where=where, most=MOST_CLOSED))
    return frozenset(links[:MOST_CLOSED]), frozenset(stretches[:MOST_CLOSED])


def _known(world: World, units: frozenset[str], where: str, faults: list[LinkError]) -> frozenset[str]:
    kept = set()
    for unit in sorted(units):
        try:
            world.unit_sections(unit)
        except UnknownError as fault:
            far, near = "" if fault.near else "_far", ", ".join(fault.near)
            faults.append(InputError(f"scenarios.unknown_unit{far}", where=where, id=_short(unit), near=near))
        else:
            kept.add(unit)
    return frozenset(kept)


def _owners(world: World, units: frozenset[str]) -> dict[str, list[str]]:
    """Units by the projects they are part of."""
    table = world.links.sections
    owners: dict[str, list[str]] = {}
    for unit in sorted(units):
        for name in dict.fromkeys(str(i) for i in table.project_id[world.unit_sections(unit)]):
            owners.setdefault(name, []).append(unit)
    return owners


def _with_bases(world: World, units: frozenset[str], where: str, faults: list[LinkError]) -> frozenset[str]:
    owners, added = set(_owners(world, units)), set[str]()
    while missing := [
        (i, b) for i in sorted(owners | added) if (b := world.projects[i].upgrade_of) and b not in owners | added
    ]:
        faults += [InputError("scenarios.base_added", where=where, id=i, base=b) for i, b in missing]
        added |= {b for _, b in missing}
    return units | added


def _apart(world: World, units: frozenset[str], where: str, faults: list[LinkError]) -> frozenset[str]:
    owners = _owners(world, units)
    for name, other in that_can_stand(world.projects.values(), owners).left_out:
        faults.append(InputError("scenarios.excluded", where=where, id=name, other=other))
        units -= set(owners[name])
    return units


def _once(world: World, units: frozenset[str], where: str, faults: list[LinkError]) -> frozenset[str]:
    masks = {u: world.unit_sections(u) for u in sorted(units, key=lambda u: (u not in world.projects, u))}
    covered = None
    for unit, mask in masks.items():
        if covered is not None and (mask & covered).any():
            faults.append(InputError("scenarios.twice", where=where, id=unit))
            units -= {unit}
            continue
        covered = mask if covered is None else covered | mask
    return units


def checked_assumptions(world: World, record: object) -> tuple[Assumptions, list[LinkError]]:
    """The assumptions of a file; what is missing or wrong takes its default."""
    usual, faults = Assumptions(), list[LinkError]()
    given: _Record = record if isinstance(record, dict) else {}
    values: _Record = {}
    for name, kind in _CHOICES.items():
        if isinstance(given.get(name), str) and given[name] in set(kind):
            values[name] = kind(given[name])
    if isinstance(given.get("restricted_links"), bool):
        values["restricted_links"] = given["restricted_links"]
    beta = given.get("beta_per_min")
    if isinstance(beta, (int, float)) and not isinstance(beta, bool) and 0 <= beta <= MOST_BETA and math.isfinite(beta):
        values["beta_per_min"] = float(beta)
    for name in (*_CHOICES, "restricted_links", "beta_per_min"):
        if name not in values:
            used = getattr(usual, name)
            faults.append(InputError("scenarios.assumption", name=name, found=_short(given.get(name)), used=used))
    values["districts"] = _districts(world, given.get("districts"), faults)
    return replace(usual, **values), faults


def _districts(world: World, value: object, faults: list[LinkError]) -> frozenset[str]:
    """The districts that count; those the data do not hold are told and left out, none at all is all."""
    known = set(district_capitals(world))
    kept, odd = _parted(value, lambda x: isinstance(x, str) and x in known)
    faults += [InputError("scenarios.unknown_district", id=_short(x)) for x in odd]
    return frozenset(kept)


def checked_variants(
    world: World, records: Sequence[object], *, most: int
) -> tuple[tuple[Variant, ...], dict[str, str], list[LinkError]]:
    """The variants of a file, baseline first, their keys by those of the file, and what could not be kept."""
    made = {v.key: v for v in ready_variants(world)}
    kept, keys, faults = [made[BASELINE]], {BASELINE: BASELINE}, list[LinkError]()
    for number, record in enumerate(records, start=1):
        key = record.get("key") if isinstance(record, dict) else None
        if key == BASELINE:
            continue
        if not isinstance(record, dict) or not isinstance(key, str):
            faults.append(InputError("scenarios.not_a_scenario", number=number, found=_short(record)))
            continue
        if len(kept) == most:
            name = clean_name(record.get("name")) or _short(key)
            faults.append(InputError("scenarios.left_out", number=number, name=name, most=most))
            continue
        if key in READY_SCENARIOS:
            if key not in made:
                faults.append(InputError("scenarios.ready_absent", number=number, key=key))
            elif made[key] in kept:
                faults.append(InputError("scenarios.ready_twice", number=number, key=key))
            else:
                kept.append(made[key])
                keys[key] = key
            continue
        variant, wrong = _own(record, number, kept)
        variant, more = mend_variant(world, variant)
        kept.append(variant)
        keys.setdefault(key, variant.key)
        faults += [*wrong, *more]
    return tuple(kept), keys, faults


def _own(record: _Record, number: int, before: Sequence[Variant]) -> tuple[Variant, list[LinkError]]:
    """One of the user's variants, its name unlike those before it; the draft has none."""
    faults: list[LinkError] = []
    draft = _is_draft(record, before)
    name = "" if draft else clean_name(record.get("name"))
    where = DRAFT if draft else name or f"#{number}"
    if not draft and record.get("name") is not None and record["name"] != name:
        faults.append(InputError("scenarios.name_changed", number=number, found=_short(record["name"]), name=where))
    free = free_name(name, before)
    if free != name:
        faults.append(InputError("scenarios.renamed", number=number, name=name, new=free))
    units, odd_units = _parted(record.get("units"), _is_text)
    closed, odd_links = _parted(record.get("closed_links"), _whole)
    stretches, odd_stretches = _parted(record.get("closed_stretches"), _is_text)
    year = record.get("year")
    if not (year is None or (_whole(year) and FIRST_YEAR <= year <= LAST_YEAR)):
        faults.append(InputError("scenarios.year", where=where, found=_short(year), first=FIRST_YEAR, last=LAST_YEAR))
        year = None
    for what, odd in (("units", odd_units), ("closed_links", odd_links), ("closed_stretches", odd_stretches)):
        faults += [InputError("scenarios.odd_entry", where=where, member=what, found=_short(x)) for x in odd]
    taken = {v.key for v in before}
    key = next(k for k in (f"{OWN_PREFIX}{n}" for n in range(1, len(before) + 2)) if k not in taken)
    key = DRAFT if draft else key
    return Variant(key, free, frozenset(units), year, frozenset(closed), frozenset(stretches)), faults


def _is_draft(record: _Record, before: Sequence[Variant]) -> bool:
    """Whether a record is the scenario at work; the first of a file is, another one is one of the user's."""
    titles = {say("scenarios.title_draft_old", lang).casefold() for lang in Lang}
    old = record["key"] == _OLD_DRAFT and clean_name(record.get("name")).casefold() in titles
    return (old or record["key"] == DRAFT) and not any(v.key == DRAFT for v in before)


def clean_name(name: object) -> str:
    """A name as it may be kept: composed letters, one line, at most eighty characters."""
    return clean(name, longest=LONGEST_NAME) if isinstance(name, str) else ""


def free_name(name: str, before: Sequence[Variant]) -> str:
    """The name, with a number behind it if it is reserved or one of the variants before bears it."""
    taken = {t for v in before for t in _names(v)} | reserved_names()
    tries = [name, *(f"{name[: LONGEST_NAME - 5]} ({n})" for n in range(2, len(before) + 3))]
    return next(t for t in tries if not t or t.casefold() not in taken)


def _names(variant: Variant) -> set[str]:
    return {variant.named(lang).casefold() for lang in Lang}


def _parted(value: object, fits: Callable[[object], bool]) -> tuple[list[Any], list[object]]:
    """The entries of a list that fit and those that do not; what is no list is one that does not."""
    entries = [] if value is None else value if isinstance(value, list) else [value]
    return [x for x in entries if fits(x)], [x for x in entries if not fits(x)]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _short(value: object) -> str:
    """A value of a file as it may stand in a sentence."""
    text = "–" if value is None else clean(str(value))
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"


FORMAT: Final = "lien-tinh-scenarios"
VERSION: Final = 1
MOST_VARIANTS: Final = 6
_MOST_CHARACTERS: Final = 2_000_000  # a set of six is some kilobytes, forty kept views with it some hundred


@dataclass(frozen=True)
class ScenarioSet:
    """Variants side by side under shared assumptions.

    Parameters
    ----------
    variants
        The baseline first, at most six.

    Raises
    ------
    InputError
        If there are more than six, the baseline is not first, or two share a key or a name.
    """

    variants: tuple[Variant, ...] = (Variant(BASELINE),)
    assumptions: Assumptions = field(default_factory=Assumptions)

    def __post_init__(self) -> None:
        if not self.variants or self.variants[0] != Variant(BASELINE):
            raise InputError("scenarios.baseline_first")
        if len(self.variants) > MOST_VARIANTS:
            raise InputError("scenarios.too_many", most=MOST_VARIANTS)
        names = [v.name for v in self.variants if v.name]
        twice = _twice([v.key for v in self.variants]) or _twice(names)
        if twice:
            raise InputError("scenarios.same_name", name=twice)

    def variant(self, key: str) -> Variant:
        """The variant of this key.

        Raises
        ------
        InputError
            If there is none.
        """
        found = next((v for v in self.variants if v.key == key), None)
        if found is None:
            raise InputError("scenarios.unknown_key", key=key, known=", ".join(v.key for v in self.variants))
        return found

    def added(self, variant: Variant) -> ScenarioSet:
        """With one variant more, at the end; errors as the class."""
        return replace(self, variants=(*self.variants, variant))

    def without(self, key: str) -> ScenarioSet:
        """Without a variant; the baseline stays."""
        return replace(self, variants=tuple(v for v in self.variants if v.key != key or key == BASELINE))

    def changed(self, variant: Variant) -> ScenarioSet:
        """With the variant of the same key replaced; ready ones stay as they are."""
        return replace(self, variants=tuple(variant if v.key == variant.key and v.own else v for v in self.variants))

    def digest(self, data_digest: str) -> str:
        """Sixteen hexadecimal digits that name all figures of the set."""
        return text_digest([v.digest(self.assumptions, data_digest) for v in self.variants])


def _twice(names: list[str]) -> str:
    """The first name that stands twice, in large or small letters; empty if none does."""
    small = [n.casefold() for n in names]
    return next((n for i, n in enumerate(names) if small[i] in small[:i]), "")


@dataclass(frozen=True)
class OpenedSet:
    """What a file held.

    Parameters
    ----------
    scenario_set
        ``None`` if nothing in the file can be used: keep what is on screen.
    faults
        Everything that was not as it should be: what is wrong, where, and what is kept.
    subject
        Key of the variant looked at; empty if the file names none.
    """

    scenario_set: ScenarioSet | None
    faults: tuple[LinkError, ...]
    subject: str = ""


def write_set(scenario_set: ScenarioSet, *, data_digest: str, data_date: date | None = None, subject: str = "") -> str:
    """The set as the text of a file; ready variants are named by their key alone, the draft bears no name.

    Parameters
    ----------
    data_date
        Of the data of that digest: told where the file is opened with others.
    subject
        Key of the variant looked at, if any.
    """
    usual = scenario_set.assumptions
    content = {
        "format": FORMAT,
        "version": VERSION,
        "data_date": "" if data_date is None else data_date.isoformat(),
        "data_digest": data_digest,
        "set_digest": scenario_set.digest(data_digest),
        "assumptions": {
            "mode": usual.mode.value,
            "speeds": usual.speeds.value,
            "access": usual.access.value,
            "restricted_links": usual.restricted_links,
            "weighting": usual.weighting.value,
            "beta_per_min": usual.beta_per_min,
            "districts": sorted(usual.districts),
        },
        "subject": subject,
        "scenarios": [_record(v) for v in scenario_set.variants],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _record(variant: Variant) -> dict[str, object]:
    if not variant.own:
        return {"key": variant.key}
    named = {} if variant.key == DRAFT else {"name": variant.name}
    return (
        {"key": variant.key}
        | named
        | {
            "units": sorted(variant.units),
            "year": variant.year,
            "closed_links": sorted(variant.closed_links),
            "closed_stretches": sorted(variant.closed_stretches),
        }
    )


def read_set(text: str, world: World) -> OpenedSet:
    """Read a file of scenarios; every fault is told, and what can be kept is kept."""
    content = content_of(text)
    if isinstance(content, LinkError):
        return OpenedSet(None, (content,))
    faults: list[LinkError] = []
    if content.get("data_digest") != world.data_digest:
        date = clean_name(content.get("data_date"))[:10] or "?"
        faults.append(InputError("scenarios.other_data", date=date, ours=world.data.study.data_date.isoformat()))
    assumptions, wrong = checked_assumptions(world, content.get("assumptions"))
    variants, keys, more = checked_variants(world, content["scenarios"], most=MOST_VARIANTS)
    subject = content.get("subject")
    looked_at = keys.get(subject, "") if isinstance(subject, str) else ""
    return OpenedSet(ScenarioSet(variants, assumptions), (*faults, *wrong, *more), looked_at)


def content_of(text: str) -> dict[str, Any] | LinkError:
    """The members of the file, or why it cannot be read at all."""
    if len(text) > _MOST_CHARACTERS:
        return InputError("scenarios.file_too_large", most=_MOST_CHARACTERS // 1_000_000)
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as fault:
        return InputError("scenarios.file_damaged", line=fault.lineno, column=fault.colno)
    except (RecursionError, ValueError):  # nested too deep, or a number too long
        return InputError("scenarios.file_damaged", line=1, column=1)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return InputError("scenarios.file_foreign", format=FORMAT)
    if content.get("version") != VERSION or isinstance(content.get("version"), bool):
        return InputError("scenarios.file_version", found=clean_name(str(content.get("version")))[:20], ours=VERSION)
    if not isinstance(content.get("scenarios"), list):
        return InputError("scenarios.file_no_list")
    return content
