"""Choices as parameters of an address: one row a choice tells its name, how its text is read and how it is written.

Only what differs from the start is written. Lists are joined with ``~``, which no browser escapes. What cannot be
used is reported as ``name=value`` and left out, never raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

JOIN: Final = "~"
NONE: Final = "-"  # a list of nothing, an empty text
PLACE: Final = re.compile(r"[a-z0-9][a-z0-9._/+-]{0,63}")
_LONGEST_TOLD: Final = 80


@dataclass(frozen=True)
class Known:
    """Ids of projects and their sections, and of places, on this machine; ``None`` where unreadable."""

    routes: Collection[str] | None = None
    places: Collection[str] | None = None


# the text, what is known, and a list that takes the parts which cannot be used; ``ValueError`` where nothing of it can
Reader = Callable[[str, Known, list[str]], Any]


@dataclass(frozen=True)
class Parameter:
    """One choice in the address.

    Parameters
    ----------
    field
        Of the dataclass that holds the choice.
    read, write
        From its text and to it; an empty text is not written.
    """

    field: str
    read: Reader
    write: Callable[[Any], str] = str


Table = Mapping[str, Parameter]


def write(choices: object, table: Table) -> dict[str, str]:
    """The parameters that differ from the start."""
    start = type(choices)()
    return {
        name: text
        for name, one in table.items()
        if (value := getattr(choices, one.field)) != getattr(start, one.field) and (text := one.write(value))
    }


def read(parameters: Mapping[str, str], table: Table, known: Known) -> tuple[dict[str, Any], list[str]]:
    """Values by field of what can be used, and the rest as ``name=value``; parameters of others are passed over."""
    choices: dict[str, Any] = {}
    refused: list[str] = []
    for name, one in table.items():
        if name not in parameters:
            continue
        left_out: list[str] = []
        try:
            choices[one.field] = one.read(parameters[name], known, left_out)
        except ValueError:
            left_out = left_out or [parameters[name]]
        refused += [f"{name}={text}"[:_LONGEST_TOLD] for text in left_out]
    return choices, refused


def covers(table: Table, kind: type[Any], *, others: Collection[str] = ()) -> bool:
    """Whether each field of a dataclass has its row, but for those that ``others`` write."""
    return {one.field for one in table.values()} | set(others) == {f.name for f in fields(kind)}


def of_text(read_text: Callable[[str], Any]) -> Reader:
    """A reader to which what is known does not matter."""
    return lambda text, _known, _left_out: read_text(text)


def among(*allowed: str) -> Reader:
    """One of these texts; a mark stands for the empty one."""

    def read_one(text: str) -> str:
        found = "" if text == NONE and "" in allowed else text
        if found not in allowed:
            raise ValueError(text)
        return found

    return of_text(read_one)


def key_of(registry: Mapping[str, object]) -> Reader:
    """A key of a registry, as it is when an address is read."""

    def read_one(text: str) -> str:
        if text not in registry:
            raise ValueError(text)
        return text

    return of_text(read_one)


def one_of(kind: type[StrEnum]) -> Reader:
    """A value of an enumeration."""

    def read_one(text: str) -> StrEnum:
        if text not in set(kind):
            raise ValueError(text)
        return kind(text)

    return of_text(read_one)


def matching(pattern: re.Pattern[str]) -> Reader:
    """What matches as a whole."""

    def read_one(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return of_text(read_one)


def place(text: str, known: Known, _left_out: list[str]) -> str:
    """The id of a place that the data hold."""
    if not PLACE.fullmatch(text) or (known.places is not None and text not in known.places):
        raise ValueError(text)
    return text


def flag(field: str) -> Parameter:
    """A choice of yes or no, ``1`` or ``0``."""

    def read_one(text: str) -> bool:
        if text not in ("0", "1"):
            raise ValueError(text)
        return text == "1"

    return Parameter(field, of_text(read_one), lambda on: "1" if on else "0")


def parts_of(text: str, pattern: re.Pattern[str], *, most: int | None = None) -> tuple[str, ...]:
    """The parts of a list, each once.

    Raises
    ------
    ValueError
        If one does not match, or there are more than ``most``.
    """
    if text == NONE:
        return ()
    parts = tuple(dict.fromkeys(text.split(JOIN)))
    if (most is not None and len(parts) > most) or not all(pattern.fullmatch(part) for part in parts):
        raise ValueError(text)
    return parts


def joined(parts: Collection[object]) -> str:
    """A list as one text."""
    return JOIN.join(map(str, parts)) or NONE
