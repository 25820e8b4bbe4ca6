"""The view in the address of the page, and back.

Only choices that differ from the start are written, the language always. What cannot be used is reported and left
out, never raised. Streamlit's own binding of widgets to parameters is not used: it writes the label that a widget
shows, which changes with the language, and drops a parameter as soon as its widget is not on the page, while an
address of ours carries the whole view from page to page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from analysis.choices import (
    JOIN,
    NONE,
    Known,
    Parameter,
    Reader,
    Table,
    covers,
    joined,
    of_text,
    one_of,
    parameters,
    parts_of,
    place,
    worth_settings,
)
from layers import STATUSES, Edition, study
from views.state import briefing_settings, compare_settings, connectivity_settings
from views.state.scenario_codec import UNIT, is_known, read_year
from views.state.session_view import SIDES, View, Way, switches
from words import Lang

_FOCUS: Final = re.compile(
    r"(route|place|gate|province|district|commune|interchange):[A-Za-z0-9][A-Za-z0-9._/+-]{0,63}"
)
_DEGREES: Final = 4
_NOTHING: Final = Known()
_ENDS: Final = {"from": "origin", "to": "destination"}


def write(view: View) -> dict[str, str]:
    """The parameters that reproduce ``view``."""
    return (
        {"lang": view.lang.value}
        | parameters.write(view, _TABLE)
        | compare_settings.write(view.compare)
        | connectivity_settings.write(view.connectivity)
        | briefing_settings.write(view.briefing)
        | worth_settings.write(view.worth)
    )


def read(given: Mapping[str, str], *, known: Known = _NOTHING) -> tuple[View, list[str]]:
    """The view of an address, and the parameters that could not be used, as ``name=value``.

    Parameters
    ----------
    known
        Ids to hold routes and places against; without them the form alone is checked.
    """
    choices, refused = parameters.read(given, _TABLE, known)
    start = View()
    if choices.get("origin", start.origin) == choices.get("destination", start.destination):
        refused += [f"{name}={choices.pop(field)}" for name, field in _ENDS.items() if field in choices]
    for field, settings in _SETTINGS.items():
        choices[field], more = settings.read(given, known)
        refused += more
    return View(**choices), refused


def _sorted(values: Collection[str]) -> str:
    return joined(sorted(values))


def _some_of(allowed: Callable[[], Collection[str]]) -> Reader:
    def read_some(text: str, _known: Known, left_out: list[str]) -> frozenset[str]:
        parts = () if text == NONE else text.split(JOIN)
        if strangers := [part for part in parts if part not in allowed()]:
            left_out.append(JOIN.join(strangers))
            raise ValueError(text)
        return frozenset(parts)

    return read_some


def _routes(text: str, known: Known, left_out: list[str]) -> tuple[str, ...]:
    parts = parts_of(text, UNIT)
    strangers = [r for r in parts if known.routes is not None and not is_known(r, known.routes)]
    left_out += strangers
    return tuple(r for r in parts if r not in strangers)


def _focus(text: str, known: Known, _left_out: list[str]) -> str:
    if not _FOCUS.fullmatch(text):
        raise ValueError(text)
    kind, _, name = text.partition(":")
    ids = {"route": known.routes, "place": known.places, "gate": known.places}.get(kind)
    if ids is not None and name not in ids:
        raise ValueError(text)
    return text


def _bounds(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(JOIN))
    except ValueError:
        raise ValueError(text) from None
    if not (100 < west < east < 112 and 8 < south < north < 24):  # noqa: PLR2004 - well around the country; NaN fails too
        raise ValueError(text)
    return west, south, east, north


def _edition(text: str, _known: Known, _left_out: list[str]) -> Edition:
    """One of the maps that the region of the data has."""
    edition = Edition(text)
    if edition not in study().editions:
        raise ValueError(text)
    return edition


_SETTINGS: Final = {
    "compare": compare_settings,
    "connectivity": connectivity_settings,
    "briefing": briefing_settings,
    "worth": worth_settings,
}
_TABLE: Final[Table] = {
    "lang": Parameter("lang", one_of(Lang)),
    "edition": Parameter("edition", _edition),
    "fold": Parameter("folded", _some_of(lambda: SIDES), _sorted),
    "layers": Parameter("switches", _some_of(switches), _sorted),
    "status": Parameter("statuses", _some_of(lambda: STATUSES), _sorted),
    "routes": Parameter("routes", _routes, joined),
    "show": Parameter("focus", _focus),
    "from": Parameter("origin", place),
    "to": Parameter("destination", place),
    "year": Parameter("year", of_text(read_year), lambda year: str(year or "")),
    "way": Parameter("way", one_of(Way)),
    "title": Parameter("title", of_text(briefing_settings.line)),
    "subtitle": Parameter("subtitle", of_text(briefing_settings.line)),
    "bounds": Parameter("bounds", of_text(_bounds), lambda box: joined([f"{v:.{_DEGREES}f}" for v in box])),
}
assert covers(_TABLE, View, others=_SETTINGS)
