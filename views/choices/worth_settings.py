"""What the page of appraisal adds to the view: trips, options, and what the user changed of assumptions and costs."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analysis.economics import FIRST_START, LAST_START, START_YEAR, TripChoice
from views.choices import parameters as address
from views.choices.parameters import JOIN, Known, Parameter, Table, among, covers, flag, of_text

AGAINST: Final = ("none", "current")
OFFERED: Final = tuple(t.value for t in TripChoice if t is not TripChoice.OWN)
TABS: Final = ("worth", "plan", "ranks", "land", "rural")
SCOPES: Final = ("to_build", "whole")
BUDGETS_BN: Final = (1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 60_000)  # a year
LAST_YEARS: Final = (2036, 2041, 2046, 2051, 2056)
_MOST_BN: Final = 1_000_000
_MOST_WEIGHT: Final = 10
Change = tuple[str, float, float, float]  # key of the sheet, value, low, high
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_UNIT: Final = re.compile(r"[a-z0-9][a-z0-9._/+-]{0,199}")
_MOST: Final = 60  # changes, and costs, of one address


@dataclass(frozen=True)
class WorthSettings:
    """Choices of the page; the scenario looked at is that of the compare page.

    Parameters
    ----------
    trips
        Which trips count, of ``OFFERED``.
    against
        What the scenario is held against: the base network, or with what is open today.
    start_year
        First year of works.
    changes
        Assumptions of the sheet that the user changed.
    costs
        Capital cost of units by the user, billions of đồng.
    tab
        The open part of the page, of ``TABS``.
    budget_bn, until, keeps, fixed
        Of a programme: billions of đồng a year, last year that counts, whether money is kept, years fixed by unit.
    weights
        Of criteria, those that are not 1.
    scope
        Which part of a road the tab of land looks at.
    """

    trips: str = TripChoice.REGION.value
    against: str = AGAINST[0]
    start_year: int = START_YEAR
    tolls: bool = False
    accidents: bool = False
    carbon: bool = False
    changes: tuple[Change, ...] = ()
    costs: tuple[tuple[str, float], ...] = ()
    tab: str = TABS[0]
    budget_bn: int = BUDGETS_BN[4]
    until: int = LAST_YEARS[2]
    keeps: bool = False
    fixed: tuple[tuple[str, int], ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    scope: str = SCOPES[0]


def write(settings: WorthSettings) -> dict[str, str]:
    """The parameters of an address that differ from the start."""
    return address.write(settings, _TABLE)


def read(parameters: Mapping[str, str], known: Known) -> tuple[WorthSettings, list[str]]:
    """The choices of an address, and what could not be used, as ``name=value``."""
    choices, refused = address.read(parameters, _TABLE, known)
    return WorthSettings(**choices), refused


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_START <= int(text[:4]) <= LAST_START and len(text) == 4):  # noqa: PLR2004
        raise ValueError(text)
    return int(text)


def _numbers(parts: list[str], count: int) -> tuple[float, ...]:
    found = tuple(map(float, parts))
    if len(found) != count or not all(map(math.isfinite, found)):
        raise ValueError(parts)
    return found


def _entries(text: str, pattern: re.Pattern[str], count: int) -> list[tuple[str, tuple[float, ...]]]:
    """``name:number…`` for each part; raises if one is none, or a name stands twice."""
    found = []
    for part in text.split(JOIN)[: _MOST + 1]:
        name, *numbers = part.split(":")
        if not pattern.fullmatch(name):
            raise ValueError(part)
        found.append((name, _numbers(numbers, count)))
    if len(found) > _MOST or len({name for name, _ in found}) < len(found):
        raise ValueError(text)
    return found


def _changes(text: str) -> tuple[Change, ...]:
    return tuple((name, n[0], n[1], n[2]) for name, n in _entries(text, _KEY, 3))


def _costs(text: str) -> tuple[tuple[str, float], ...]:
    found = tuple((name, n[0]) for name, n in _entries(text, _UNIT, 1))
    if not all(cost > 0 for _, cost in found):
        raise ValueError(text)
    return found


def _budget(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _MOST_BN and len(text) < 9):  # noqa: PLR2004
        raise ValueError(text)
    return int(text)


def _fixed(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, _year(f"{n[0]:.15g}")) for name, n in _entries(text, _UNIT, 1))


def _weights(text: str) -> tuple[tuple[str, float], ...]:
    found = tuple((name, n[0]) for name, n in _entries(text, _KEY, 1))
    if not all(0 <= weight <= _MOST_WEIGHT and weight == round(weight) for _, weight in found):
        raise ValueError(text)
    return found


def _written(entries: tuple[tuple[str | float, ...], ...]) -> str:
    return JOIN.join(":".join(f"{x:.12g}" if isinstance(x, float) else str(x) for x in entry) for entry in entries)


_TABLE: Final[Table] = {
    "demand": Parameter("trips", among(*OFFERED)),
    "against": Parameter("against", among(*AGAINST)),
    "works": Parameter("start_year", of_text(_year)),
    "tolls": flag("tolls"),
    "accidents": flag("accidents"),
    "carbon": flag("carbon"),
    "assume": Parameter("changes", of_text(_changes), _written),
    "capital": Parameter("costs", of_text(_costs), _written),
    "case": Parameter("tab", among(*TABS)),
    "budget": Parameter("budget_bn", of_text(_budget)),
    "until": Parameter("until", of_text(_year)),
    "keepmoney": flag("keeps"),
    "begins": Parameter("fixed", of_text(_fixed), _written),
    "judge": Parameter("weights", of_text(_weights), _written),
    "stretch": Parameter("scope", among(*SCOPES)),
}
assert covers(_TABLE, WorthSettings)


MEMBER: Final = "appraisal"  # of a scenario file
_PLAIN: Final = {"trips": "demand", "against": "against", "start_year": "works"}
_FLAGS: Final = ("tolls", "accidents", "carbon")
_LISTS: Final = {"assumptions": "assume", "costs_bn": "capital"}


def _record(settings: WorthSettings) -> dict[str, object]:
    """What a scenario file keeps: an appraisal's choices; those of the other tabs stand in the address alone."""
    record: dict[str, object] = {name: getattr(settings, name) for name in (*_PLAIN, *_FLAGS)}
    record["assumptions"] = {key: [value, low, high] for key, value, low, high in settings.changes}
    record["costs_bn"] = dict(settings.costs)
    return record


def with_settings(text: str, settings: WorthSettings) -> str:
    """The text of a scenario file with the choices of the page in it; unchanged where they are those of the start."""
    if _record(settings) == _record(WorthSettings()):
        return text
    content = json.loads(text) | {MEMBER: _record(settings)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def settings_in(text: str) -> tuple[WorthSettings | None, tuple[str, ...]]:
    """The choices in a scenario file, and names of its members that cannot be used; ``None`` where it says nothing of them."""
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None, ()  # the reader of the scenarios tells it
    record = content.get(MEMBER) if isinstance(content, dict) else None
    if record is None:
        return None, ()
    if not isinstance(record, dict):
        return None, (MEMBER,)
    written = {name: str(record[member]) for member, name in _PLAIN.items() if member in record}
    written |= {name: str(int(record[name])) for name in _FLAGS if isinstance(record.get(name), bool)}
    odd = [name for name in _FLAGS if name in record and name not in written]
    for member, name in _LISTS.items():
        entries = record.get(member, {})
        if not isinstance(entries, dict):
            odd.append(member)
        elif entries:
            written[name] = JOIN.join(
                ":".join(map(str, (k, *(v if isinstance(v, list) else [v])))) for k, v in entries.items()
            )
    found, refused = read(written, Known())
    back = {name: member for member, name in (*_PLAIN.items(), *_LISTS.items())}
    return found, (*odd, *(back.get(r.partition("=")[0], r) for r in refused))
