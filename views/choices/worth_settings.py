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
    """

    trips: str = TripChoice.REGION.value
    against: str = AGAINST[0]
    start_year: int = START_YEAR
    tolls: bool = False
    accidents: bool = False
    carbon: bool = False
    changes: tuple[Change, ...] = ()
    costs: tuple[tuple[str, float], ...] = ()


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
}
assert covers(_TABLE, WorthSettings)


MEMBER: Final = "appraisal"  # of a scenario file
_PLAIN: Final = {"trips": "demand", "against": "against", "start_year": "works"}
_FLAGS: Final = ("tolls", "accidents", "carbon")
_LISTS: Final = {"assumptions": "assume", "costs_bn": "capital"}


def with_settings(text: str, settings: WorthSettings) -> str:
    """The text of a scenario file with the choices of the page in it; unchanged where they are those of the start."""
    if settings == WorthSettings():
        return text
    record = {name: getattr(settings, name) for name in (*_PLAIN, *_FLAGS)}
    record["assumptions"] = {key: [value, low, high] for key, value, low, high in settings.changes}
    record["costs_bn"] = dict(settings.costs)
    content = json.loads(text) | {MEMBER: record}
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
