"""Scenarios and their assumptions as parameters of an address: the short form of a set.

``own`` holds the scenarios a user has kept, ``name*units*year*closed links*closed stretches`` with ``!`` between two
of them. The assumptions have a parameter each. ``analysis.scenarios`` holds the same as the text of a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, unquote

from analysis.choices import JOIN, Known, Parameter, Table, covers, flag, joined, of_text, one_of, parts_of
from analysis.network import Mode, SpeedCase
from analysis.scenarios import MOST_BETA, OWN_PREFIX, Access, Assumptions, Variant, Weighting, reserved_names
from layers import FIRST_YEAR, LAST_YEAR
from words import clean

MOST_SAVED: Final = 4  # with the baseline and the scenario at work six columns
LONGEST_NAME: Final = 80
UNIT: Final = re.compile(r"[a-z0-9][a-z0-9._/+-]{0,2000}")  # sections bundled to a unit make a long one
_STRETCH: Final = re.compile(r"[a-z0-9][a-z0-9._/-]{0,120}@[0-9]{1,9}")
_LINK: Final = re.compile(r"[0-9]{1,11}")
_NEXT, _PART = "!", "*"
_LONGEST_OWN: Final = 60_000  # four scenarios of all sections one by one, each with all closures
MOST_CLOSED: Final = 400  # a flood of eighty square kilometres around a town; an address has room for them


def write_saved(saved: Iterable[Variant]) -> str:
    """The scenarios a user has kept as one text."""
    return _NEXT.join(map(_text_of, saved))


def _text_of(variant: Variant) -> str:
    parts = (
        quote(variant.name, safe=""),
        JOIN.join(sorted(variant.units)),
        str(variant.year or ""),
        JOIN.join(map(str, sorted(variant.closed_links))),
        *([JOIN.join(sorted(variant.closed_stretches))] if variant.closed_stretches else []),
    )
    return _PART.join(parts)


def read_saved(text: str, known: Known, left_out: list[str]) -> tuple[Variant, ...]:
    """The scenarios of such a text, no two of one name, without the units that the data do not hold.

    Raises
    ------
    ValueError
        If they are more than four, or one cannot be read.
    """
    found = _as_given(text)
    named = (replace(v, name=name) for v, name in zip(found, apart(v.name for v in found), strict=True))
    return tuple(_known(v, known, left_out) for v in named)


def _known(variant: Variant, known: Known, left_out: list[str]) -> Variant:
    if known.routes is None:
        return variant
    strangers = {u for u in variant.units if not is_known(u, known.routes)}
    left_out += sorted(strangers)
    return replace(variant, units=variant.units - strangers)


def is_known(unit: str, known: Collection[str]) -> bool:
    """Whether all parts of a unit are projects or sections that the data hold."""
    return all(part in known for part in unit.split("+"))


def renamed(parameters: Mapping[str, str]) -> list[tuple[str, str]]:
    """Names of an address that could not stay, each with the one it was given."""
    try:
        names = [v.name for v in _as_given(parameters["own"])]
    except (KeyError, ValueError):
        return []
    return [(name, new) for name, new in zip(names, apart(names), strict=True) if name != new]


def apart(names: Iterable[str]) -> list[str]:
    """The names, with a number behind one that is reserved or stands before it."""
    taken: list[str] = []
    for name in names:
        taken.append(unlike(name, taken))
    return taken


def unlike(name: str, others: Collection[str]) -> str:
    """The name, with a number behind it if it is reserved or one of the others."""
    taken = {o.casefold() for o in others} | reserved_names()
    tries = [name, *(f"{name[: LONGEST_NAME - 5].strip()} ({n})" for n in range(2, len(taken) + 3))]
    return next(t for t in tries if t.casefold() not in taken)


def usable_name(name: str) -> bool:
    """Whether a scenario may bear this name: not empty, printable, at most 80 characters."""
    return bool(name.strip()) and len(name) <= LONGEST_NAME and name.isprintable()


def _as_given(text: str) -> tuple[Variant, ...]:
    parts = text.split(_NEXT)
    if len(text) > _LONGEST_OWN or len(parts) > MOST_SAVED:
        raise ValueError(text)
    return tuple(_one_saved(part, number) for number, part in enumerate(parts, start=1))


def _one_saved(text: str, number: int) -> Variant:
    name, units, year, closed, *rest = text.split(_PART)
    (stretches,) = rest or [""]
    name = clean(unquote(name))
    if not usable_name(name):
        raise ValueError(text)
    return Variant(
        own_key(number),
        name,
        frozenset(parts_of(units, UNIT) if units else ()),
        read_year(year) if year else None,
        frozenset(read_links(closed) if closed else ()),
        frozenset(read_stretches(stretches) if stretches else ()),
    )


def own_key(number: int) -> str:
    """Key of the saved scenario of this number, from 1."""
    return f"{OWN_PREFIX}{number}"


def read_year(text: str) -> int:
    """A year that a network can be asked for; ``ValueError`` for any other."""
    if not (text.isascii() and text.isdigit()) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ValueError(text)
    return int(text)


def read_links(text: str) -> tuple[int, ...]:
    """Closed links of the base network, ascending; ``ValueError`` for more than ``MOST_CLOSED``."""
    return tuple(sorted(map(int, parts_of(text, _LINK, most=MOST_CLOSED))))


def read_stretches(text: str) -> tuple[str, ...]:
    """Closed stretches of projects, ascending; ``ValueError`` for more than ``MOST_CLOSED``."""
    return tuple(sorted(parts_of(text, _STRETCH, most=MOST_CLOSED)))


def _beta(text: str) -> float:
    value = float(text)
    if not 0 <= value <= MOST_BETA:  # NaN fails too
        raise ValueError(text)
    return value


def _districts(text: str, known: Known, left_out: list[str]) -> frozenset[str]:
    parts = parts_of(text, UNIT)
    strangers = [i for i in parts if known.places is not None and i not in known.places]
    left_out += strangers
    return frozenset(parts) - set(strangers)


ASSUMPTIONS: Final[Table] = {
    "mode": Parameter("mode", one_of(Mode)),
    "speeds": Parameter("speeds", one_of(SpeedCase)),
    "access": Parameter("access", one_of(Access)),
    "restricted": flag("restricted_links"),
    "weights": Parameter("weighting", one_of(Weighting)),
    "beta": Parameter("beta_per_min", of_text(_beta), repr),
    "count": Parameter("districts", _districts, lambda ids: joined(sorted(ids))),
}
assert covers(ASSUMPTIONS, Assumptions)
