"""A set of variants side by side, as a page keeps it and a file holds it.

At most six, the baseline first, no two of one name. The file is JSON, described in
``docs/scenario-file.md``; reading checks everything and loses nothing that can be kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from analysis.scenario_check import checked_assumptions, checked_variants, clean_name
from analysis.variants import BASELINE, DRAFT, OWN_PREFIX, READY, Assumptions, Variant, grown, ready
from layers.digest import text_digest
from words.errors import InputError, LinkError

if TYPE_CHECKING:
    from datetime import date

    from analysis.world import World

__all__ = [
    "BASELINE",
    "DRAFT",
    "FORMAT",
    "MOST_VARIANTS",
    "READY",
    "VERSION",
    "Assumptions",
    "OpenedSet",
    "ScenarioSet",
    "Variant",
    "grown",
    "read_set",
    "ready",
    "write_set",
]
FORMAT: Final = "lien-tinh-scenarios"
VERSION: Final = 1
MOST_VARIANTS: Final = 6
_MOST_CHARACTERS: Final = 1_000_000  # a set of six is some kilobytes


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

    def free_key(self) -> str:
        """The first key that no own variant bears."""
        taken = {v.key for v in self.variants}
        return next(k for k in (f"{OWN_PREFIX}{n}" for n in range(1, MOST_VARIANTS + 1)) if k not in taken)

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
    content = _content(text)
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


def _content(text: str) -> dict[str, Any] | LinkError:
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
