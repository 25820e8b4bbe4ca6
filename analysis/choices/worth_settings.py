"""What the page of appraisal adds to the view: trips, options, and what the user changed of assumptions and costs."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from analysis.choices import parameters as address
from analysis.choices.parameters import JOIN, Known, Parameter, Table, among, covers, flag, joined, of_text, parts_of
from analysis.choices.worth_tables import WorthTables, tables_of
from analysis.economics import FIRST_START, LAST_START, MOST_WORKS_YEARS, START_YEAR, TripChoice
from analysis.programme import MOST_BUDGET_YEARS, MOST_DISCOUNT, MOST_UNITS

AGAINST: Final = ("none", "current")
OFFERED: Final = tuple(t.value for t in TripChoice)
OBJECTIVES: Final = ("minutes", "npv")
TABS: Final = ("worth", "plan", "ranks", "land", "rural")
SCOPES: Final = ("to_build", "whole")
USUAL_BUDGET_BN: Final = 10_000  # a year
LAST_YEARS: Final = (2036, 2041, 2046, 2051, 2056)
MOST_BUDGET_BN: Final = 1_000_000
_MOST_WEIGHT: Final = 10
Change = tuple[str, float, float, float]  # key of the sheet, value, low, high
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_UNIT: Final = re.compile(r"[a-z0-9][a-z0-9._/+-]{0,199}")
_YEAR: Final = re.compile(r"[0-9]{4}")
_MOST: Final = 60  # changes, and costs, of one address
_WHOLE: Final = 1e-6  # shares of a cost add up to one
_LONGEST_HELD: Final = 3000
_AS_AT_START: Final = "aim=minutes"
_V = TypeVar("_V")


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
    tables
        Digest of the user's own trips and counts, which no address could hold; empty for none.
    phases
        Shares of the capital cost of a unit by year of its works: they tell how long it is built too.
    objective
        What a programme is best in: minutes or net present value.
    units
        Units that a programme may build; none: those the program proposes.
    budget_bn, money, first_year, budget_years, until, keeps, discount
        Of a programme: billions of đồng a year, those of single years, its first year (0: the next one), how many years
        have money, the last year that counts, whether money is kept, the discount rate of minutes (a share).
    fixed, durations, after, exclusive
        Years fixed by unit, years of building, (a unit, one that must be finished before), pairs that exclude each other.
    held
        The choices of another programme to hold it against, as parameters of an address.
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
    tables: str = ""
    phases: tuple[tuple[str, tuple[float, ...]], ...] = ()
    tab: str = TABS[0]
    objective: str = OBJECTIVES[0]
    units: tuple[str, ...] = ()
    budget_bn: int = USUAL_BUDGET_BN
    money: tuple[tuple[int, float], ...] = ()
    first_year: int = 0
    budget_years: int = 10
    until: int = LAST_YEARS[2]
    keeps: bool = False
    discount: float = 0.0
    fixed: tuple[tuple[str, int], ...] = ()
    durations: tuple[tuple[str, int], ...] = ()
    after: tuple[tuple[str, str], ...] = ()
    exclusive: tuple[tuple[str, str], ...] = ()
    held: str = ""
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
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST_BUDGET_BN and len(text) < 9):  # noqa: PLR2004
        raise ValueError(text)
    return int(text)


def _fixed(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, _year(f"{n[0]:.15g}")) for name, n in _entries(text, _UNIT, 1))


def _durations(text: str) -> tuple[tuple[str, int], ...]:
    found = tuple((name, round(n[0])) for name, n in _entries(text, _UNIT, 1))
    if not all(1 <= years <= MOST_WORKS_YEARS for _, years in found):
        raise ValueError(text)
    return found


def _phases(text: str) -> tuple[tuple[str, tuple[float, ...]], ...]:
    found = []
    for part in text.split(JOIN)[: _MOST + 1]:
        name, *shares = part.split(":")
        told = _numbers(shares, len(shares))
        whole = abs(sum(told) - 1.0) <= _WHOLE and all(share >= 0 for share in told)
        if not (_UNIT.fullmatch(name) and 1 <= len(told) <= MOST_WORKS_YEARS and whole):
            raise ValueError(part)
        found.append((name, told))
    return _once(found, text)


def _money(text: str) -> tuple[tuple[int, float], ...]:
    found = tuple((_year(name), n[0]) for name, n in _entries(text, _YEAR, 1))
    if not all(0 <= amount <= MOST_BUDGET_BN for _, amount in found):
        raise ValueError(text)
    return found


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in text.split(JOIN)[: _MOST + 1]:
        one, mark, other = part.partition(":")
        if not (mark and one != other and _UNIT.fullmatch(one) and _UNIT.fullmatch(other)):
            raise ValueError(part)
        found.append((one, other))
    if len(found) > _MOST or len(set(found)) < len(found):
        raise ValueError(text)
    return tuple(found)


def _once(found: list[tuple[str, _V]], text: str) -> tuple[tuple[str, _V], ...]:
    if len(found) > _MOST or len({name for name, _ in found}) < len(found):
        raise ValueError(text)
    return tuple(found)


def _first_year(text: str) -> int:
    return 0 if text == "0" else _year(text)


def _budget_years(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= MOST_BUDGET_YEARS and len(text) < 3):  # noqa: PLR2004
        raise ValueError(text)
    return int(text)


def _discount(text: str) -> float:
    (found,) = _numbers([text], 1)
    if not 0 <= found <= MOST_DISCOUNT:
        raise ValueError(text)
    return found


def _digest(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{16}", text):
        raise ValueError(text)
    return text


def _held(text: str) -> str:
    """Choices of another programme: read once, so that what cannot be is told."""
    given = dict(parse_qsl(text, keep_blank_values=True))
    _, refused = address.read(given, {name: _TABLE[name] for name in PLAN}, Known())
    if refused or set(given) - set(PLAN) or len(text) > _LONGEST_HELD:
        raise ValueError(text)
    return text


def _weights(text: str) -> tuple[tuple[str, float], ...]:
    found = tuple((name, n[0]) for name, n in _entries(text, _KEY, 1))
    if not all(0 <= weight <= _MOST_WEIGHT and weight == round(weight) for _, weight in found):
        raise ValueError(text)
    return found


def _written(entries: tuple[tuple[Any, ...], ...]) -> str:
    return JOIN.join(":".join(_cells(entry)) for entry in entries)


def _cells(entry: tuple[Any, ...]) -> list[str]:
    flat = [y for x in entry for y in (x if isinstance(x, tuple) else (x,))]
    return [f"{x:.12g}" if isinstance(x, float) else str(x) for x in flat]


_TABLE: Final[Table] = {
    "demand": Parameter("trips", among(*OFFERED)),
    "against": Parameter("against", among(*AGAINST)),
    "works": Parameter("start_year", of_text(_year)),
    "tolls": flag("tolls"),
    "accidents": flag("accidents"),
    "carbon": flag("carbon"),
    "assume": Parameter("changes", of_text(_changes), _written),
    "capital": Parameter("costs", of_text(_costs), _written),
    "mytables": Parameter("tables", of_text(_digest)),
    "spread": Parameter("phases", of_text(_phases), _written),
    "case": Parameter("tab", among(*TABS)),
    "aim": Parameter("objective", among(*OBJECTIVES)),
    "build": Parameter("units", of_text(lambda text: parts_of(text, _UNIT, most=MOST_UNITS)), joined),
    "budget": Parameter("budget_bn", of_text(_budget)),
    "money": Parameter("money", of_text(_money), _written),
    "firstyear": Parameter("first_year", of_text(_first_year)),
    "budgetyears": Parameter("budget_years", of_text(_budget_years)),
    "until": Parameter("until", of_text(_year)),
    "keepmoney": flag("keeps"),
    "rate": Parameter("discount", of_text(_discount), lambda rate: f"{rate:.12g}"),
    "begins": Parameter("fixed", of_text(_fixed), _written),
    "lasts": Parameter("durations", of_text(_durations), _written),
    "follows": Parameter("after", of_text(_pairs), _written),
    "either": Parameter("exclusive", of_text(_pairs), _written),
    "beside": Parameter("held", of_text(_held)),
    "judge": Parameter("weights", of_text(_weights), _written),
    "stretch": Parameter("scope", among(*SCOPES)),
}
assert covers(_TABLE, WorthSettings)


# what another programme is told by: costs and their phases belong to the roads, and are the same in both
PLAN: Final[tuple[str, ...]] = ("aim", "build", "budget", "money", "firstyear", "budgetyears", "until", "keepmoney", "rate", "begins", "lasts", "follows", "either")  # fmt: skip


def plan_of(settings: WorthSettings) -> str:
    """The choices of its programme, as ``held`` keeps them."""
    told = write(replace(settings, held=""))
    return urlencode({name: told[name] for name in PLAN if name in told}, safe="~:") or _AS_AT_START


def with_plan(settings: WorthSettings, held: str) -> WorthSettings:
    """The settings with the programme that ``held`` tells in place of their own."""
    choices, _ = address.read(dict(parse_qsl(held)), {name: _TABLE[name] for name in PLAN}, Known())
    start = WorthSettings()
    fields = {_TABLE[name].field: getattr(start, _TABLE[name].field) for name in PLAN}
    return replace(settings, **(fields | choices), held="")


MEMBER: Final = "appraisal"  # of a scenario file
_PROGRAMME: Final = "programme"
_FLAGS: Final = ("tolls", "accidents", "carbon")
# members of a file: field and parameter of each; flags stand apart
_PLAIN: Final = {"trips": "demand", "against": "against", "start_year": "works"}
_LISTS: Final = {"assumptions": "assume", "costs_bn": "capital", "phases": "spread", "weights": "judge"}
_PLAN_PLAIN: Final = {"objective": "aim", "budget_bn": "budget", "first_year": "firstyear", "budget_years": "budgetyears", "last_year": "until", "discount": "rate"}  # fmt: skip
_PLAN_LISTS: Final = {"budget_by_year": "money", "starts": "begins", "build_years": "lasts"}
_PLAN_PAIRS: Final = {"after": "follows", "alternatives": "either"}


def _record(settings: WorthSettings) -> dict[str, object]:
    """What a scenario file keeps."""
    record: dict[str, object] = {name: getattr(settings, name) for name in (*_PLAIN, *_FLAGS)}
    record["assumptions"] = {key: [value, low, high] for key, value, low, high in settings.changes}
    record["costs_bn"] = dict(settings.costs)
    for member, name in (("phases", "phases"), ("weights", "weights")):
        if value := getattr(settings, name):
            record[member] = {key: list(told) if isinstance(told, tuple) else told for key, told in value}
    start = WorthSettings()
    programme: dict[str, object] = {}
    for member, parameter in (
        _PLAN_PLAIN | _PLAN_LISTS | _PLAN_PAIRS | {"units": "build", "keeps": "keepmoney"}
    ).items():
        field = _TABLE[parameter].field
        value = getattr(settings, field)
        if value != getattr(start, field):
            programme[member] = {str(k): v for k, v in value} if member in _PLAN_LISTS else value
    return record | ({_PROGRAMME: programme} if programme else {})


def with_settings(text: str, settings: WorthSettings, tables: WorthTables | None = None) -> str:
    """The text of a scenario file with the choices of the page in it; unchanged where they are those of the start."""
    own = tables.record() if tables else {}
    if _record(settings) == _record(WorthSettings()) and not own:
        return text
    content = json.loads(text) | {MEMBER: _record(settings) | own}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def settings_in(text: str) -> tuple[WorthSettings | None, tuple[str, ...]]:
    """The choices in a scenario file, and names of its members that cannot be used; ``None`` where it says nothing of them."""
    record = _member(text)
    if record is None or not isinstance(record, dict):
        return None, () if record is None else (MEMBER,)
    written, odd = _texts(record, _PLAIN, _LISTS, {}, _FLAGS)
    programme = record.get(_PROGRAMME, {})
    if not isinstance(programme, dict):
        odd.append(_PROGRAMME)
        programme = {}
    plan, more = _texts(programme, _PLAN_PLAIN, _PLAN_LISTS, _PLAN_PAIRS, ())
    if isinstance(programme.get("keeps"), bool):
        plan["keepmoney"] = str(int(programme["keeps"]))
    if isinstance(programme.get("units"), list):
        plan["build"] = JOIN.join(map(str, programme["units"]))
    found, refused = read(written | plan, Known())
    back = {
        name: member
        for rows in (_PLAIN, _LISTS, _PLAN_PLAIN, _PLAN_LISTS, _PLAN_PAIRS)
        for member, name in rows.items()
    }
    told = (back.get(name := r.partition("=")[0], name) for r in refused)
    return found, tuple(dict.fromkeys([*odd, *more, *told]))


def tables_of_file(text: str) -> tuple[WorthTables, tuple[str, ...]]:
    """The user's own trips and counts in a scenario file, and members that cannot be used."""
    record = _member(text)
    return tables_of(record) if isinstance(record, dict) else (WorthTables(), ())


def _member(text: str) -> object:
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None  # the reader of the scenarios tells it
    return content.get(MEMBER) if isinstance(content, dict) else None


def _texts(
    record: Mapping[str, Any],
    plain: Mapping[str, str],
    lists: Mapping[str, str],
    pairs: Mapping[str, str],
    flags: tuple[str, ...],
) -> tuple[dict[str, str], list[str]]:
    """The members of a record as parameters of an address, and those that are none."""
    written = {name: str(record[member]) for member, name in plain.items() if member in record}
    written |= {name: str(int(record[name])) for name in flags if isinstance(record.get(name), bool)}
    odd = [name for name in flags if name in record and name not in written]
    for member, name in lists.items():
        entries = record.get(member, {})
        if not isinstance(entries, dict):
            odd.append(member)
        elif entries:
            rows = ((k, *(v if isinstance(v, list) else [v])) for k, v in entries.items())
            written[name] = JOIN.join(":".join(map(str, row)) for row in rows)
    for member, name in pairs.items():
        entries = record.get(member, [])
        if not isinstance(entries, list) or not all(isinstance(e, list) for e in entries):
            odd.append(member)
        elif entries:
            written[name] = JOIN.join(":".join(map(str, e)) for e in entries)
    return written, odd
