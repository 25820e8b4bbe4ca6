"""The view in the address of the page, and back.

Only choices that differ from the start are written, the language always. Lists are joined with
``~``, which no browser escapes. What cannot be used is reported and left out, never raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from layers import FIRST_YEAR, LAST_YEAR, Edition
from views.state import briefing_settings, compare_settings, connectivity_settings
from views.state.session_view import Status, Switch, Travel, View, Way
from words import Lang

_JOIN: Final = "~"
_NONE: Final = "-"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._/+-]{0,63}")
_FOCUS: Final = re.compile(
    r"(route|place|gate|province|district|commune|interchange):[A-Za-z0-9][A-Za-z0-9._/+-]{0,63}"
)
_DEGREES: Final = 4
_ENDS: Final = {"from": "origin", "to": "destination"}

_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True)
class Known:
    """Ids of projects and their sections, and of places, on this machine; ``None`` where unreadable."""

    routes: Collection[str] | None = None
    places: Collection[str] | None = None


def write(view: View) -> dict[str, str]:
    """The parameters that reproduce ``view``."""
    start = View()
    texts = {
        "edition": view.edition.value,
        "layers": _joined(view.switches),
        "status": _joined(view.statuses),
        "routes": _NONE if view.routes == () else _JOIN.join(view.routes or ()),
        "show": view.focus,
        "from": view.origin,
        "to": view.destination,
        "mode": view.travel.value,
        "year": str(view.year or ""),
        "way": view.way.value,
        "title": view.title,
        "subtitle": view.subtitle,
        "bounds": _JOIN.join(f"{v:.{_DEGREES}f}" for v in view.bounds or ()),
    }
    same = {
        "edition": start.edition.value,
        "layers": _joined(start.switches),
        "status": _joined(start.statuses),
        "from": start.origin,
        "to": start.destination,
        "mode": start.travel.value,
        "way": start.way.value,
    }
    own = {k: v for k, v in texts.items() if v and v != same.get(k)}
    return (
        {"lang": view.lang.value}
        | own
        | compare_settings.write(view.study)
        | connectivity_settings.write(view.linking)
        | briefing_settings.write(view.meeting)
    )


def read(parameters: Mapping[str, str], *, known: Known = Known()) -> tuple[View, list[str]]:
    """The view of an address, and the parameters that could not be used, as ``name=value``.

    Parameters
    ----------
    known
        Ids to hold routes and places against; without them the form alone is checked.
    """
    choices: dict[str, Any] = {}
    refused: list[str] = []
    for name, text in parameters.items():
        reader = _READERS.get(name)
        if reader is None:
            continue  # somebody else's parameter
        field, read_text = reader
        try:
            value = read_text(text, known)
        except ValueError as fault:
            refused.append(f"{name}={str(fault) or text}"[:80])
            continue
        choices[field] = value
    if "routes" in choices and known.routes is not None:
        strangers = [r for r in choices["routes"] if not compare_settings.is_known(r, known.routes)]
        refused += [f"routes={r}" for r in strangers]
        choices["routes"] = tuple(r for r in choices["routes"] if r not in strangers)
    start = View()
    if choices.get("origin", start.origin) == choices.get("destination", start.destination):
        refused += [f"{name}={choices.pop(field)}" for name, field in _ENDS.items() if field in choices]
    choices["study"], more = compare_settings.read(parameters, units=known.routes, places=known.places)
    choices["meeting"], others = briefing_settings.read(parameters)
    choices["linking"], rest = connectivity_settings.read(parameters, places=known.places)
    return View(**choices), [*refused, *more, *others, *rest]


def _joined(values: Collection[StrEnum]) -> str:
    """Sorted values of an enumeration; a mark for none."""
    return _JOIN.join(sorted(v.value for v in values)) or _NONE


def _one(kind: type[_E]) -> Callable[[str, Known], _E]:
    def read_one(text: str, _: Known) -> _E:
        if text not in set(kind):
            raise ValueError(text)
        return kind(text)

    return read_one


def _many(kind: type[_E]) -> Callable[[str, Known], frozenset[_E]]:
    def read_many(text: str, _: Known) -> frozenset[_E]:
        if text == _NONE:
            return frozenset()
        strangers = [part for part in text.split(_JOIN) if part not in set(kind)]
        if strangers:
            raise ValueError(_JOIN.join(strangers))
        return frozenset(kind(part) for part in text.split(_JOIN))

    return read_many


def _routes(text: str, _: Known) -> tuple[str, ...]:
    if text == _NONE:
        return ()
    parts = tuple(dict.fromkeys(text.split(_JOIN)))
    if not all(compare_settings.UNIT.fullmatch(part) for part in parts):
        raise ValueError(text)
    return parts


def _place(text: str, known: Known) -> str:
    if not _ID.fullmatch(text) or (known.places is not None and text not in known.places):
        raise ValueError(text)
    return text


def _focus(text: str, known: Known) -> str:
    if not _FOCUS.fullmatch(text):
        raise ValueError(text)
    kind, _, name = text.partition(":")
    ids = {"route": known.routes, "place": known.places, "gate": known.places}.get(kind)
    if ids is not None and name not in ids:
        raise ValueError(text)
    return text


def _year(text: str, _: Known) -> int:
    if not text.isascii() or not text.isdigit() or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise ValueError(text)
    return int(text)


def _line(text: str, _: Known) -> str:
    return briefing_settings.line(text)


def _bounds(text: str, _: Known) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(_JOIN))
    except ValueError:
        raise ValueError(text) from None
    if not (100 < west < east < 112 and 8 < south < north < 16):  # noqa: PLR2004 - well around the study area; NaN fails too
        raise ValueError(text)
    return west, south, east, north


_READERS: Final[dict[str, tuple[str, Callable[[str, Known], Any]]]] = {
    "lang": ("lang", _one(Lang)),
    "edition": ("edition", _one(Edition)),
    "layers": ("switches", _many(Switch)),
    "status": ("statuses", _many(Status)),
    "routes": ("routes", _routes),
    "show": ("focus", _focus),
    "from": ("origin", _place),
    "to": ("destination", _place),
    "mode": ("travel", _one(Travel)),
    "year": ("year", _year),
    "way": ("way", _one(Way)),
    "title": ("title", _line),
    "subtitle": ("subtitle", _line),
    "bounds": ("bounds", _bounds),
}
