"""What the connectivity page adds to the view: its open tab and what the tabs look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analysis.choices import (
    PLACE,
    Known,
    Parameter,
    Table,
    among,
    covers,
    joined,
    matching,
    of_text,
    one_of,
    parameters as address,
    parts_of,
)
from layers import goals, study

KINDS: Final = tuple(sorted(goals(), key=lambda kind: kind != "gate"))  # the border goes first
BOTH: Final = "both"
ACCESS_LOOKS: Final = ("after", "before", "saved", "isochrones")
ACCESS_SHEETS: Final = ("summary", "spread", "communes", "kinds")
BORDER_LOOKS: Final = ("road", "national", "communes")
BORDER_SHEETS: Final = ("length", "gates", "trips", "border-road", "communes")
TARGETS: Final = ("own_capital", "other_capital", "city", "port", "airport")
TIES: Final = ("crossings", "routes", "detours", "missing")
CAPITALS, PROVINCES = "capitals", "provinces"
CRITICAL_LOOKS: Final = ("after", "before", "change")
CRITICAL_SHEETS: Final = ("top", "projects", "together")
TRIPS: Final = ("districts", "communes")
STATES: Final = ("after", "before")
LEAST: Final = ("time", "distance")
_AREA: Final = re.compile(r"both|[0-9]{2,3}")
_PAIR: Final = re.compile(r"capitals|provinces|[a-z0-9-]{1,64}~[a-z0-9-]{1,64}")
_LINK: Final = re.compile(r"[0-9]{1,9}")
_MOST_STOPS: Final = 40  # more than can be solved: the page says so instead of dropping the choice


class Tab(StrEnum):
    """The tabs of the page; each has a module of its name."""

    ACCESS = "access"
    BORDER = "border"
    TOURISM = "tourism"
    BETWEEN = "between"
    CRITICAL = "critical"


@dataclass(frozen=True)
class ConnectivitySettings:
    """Choices of the connectivity page; the scenario looked at is that of the compare page.

    Parameters
    ----------
    access_to
        Tab access: to what: one of ``KINDS`` (the nearest of it) or the id of a place.
    access_area
        Whose figures are told: ``both``, or the code of a province or district of 2022.
    access_look, access_sheet
        What the map shows, and what stands beside it.
    border_look, border_sheet
        Tab border: what the map shows, and what stands beside it.
    shown_state
        Before or after the scenario, on the tabs border, tourism and between.
    gate_target
        Where trips from gates lead.
    stops
        Tab tourism: ids of the stops; ``None`` until the user chooses: all sites.
    round_trip_by
        In what the round trip is least.
    between_sheet, route_pair
        Tab between: what the map and the table show, and whose routes: ``capitals``, ``provinces`` or two ids with
        ``~`` between.
    critical_look, critical_sheet, critical_trips, closed_links
        Tab critical: what the map shows, what stands beside it, between what trips lead, and links closed at once.
    """

    tab: Tab = Tab.ACCESS
    access_to: str = KINDS[0]
    access_area: str = BOTH
    access_look: str = ACCESS_LOOKS[0]
    access_sheet: str = ACCESS_SHEETS[0]
    border_look: str = BORDER_LOOKS[0]
    border_sheet: str = BORDER_SHEETS[0]
    shown_state: str = STATES[0]
    gate_target: str = TARGETS[0]
    stops: tuple[str, ...] | None = None
    round_trip_by: str = LEAST[0]
    between_sheet: str = TIES[0]
    route_pair: str = CAPITALS
    critical_look: str = CRITICAL_LOOKS[0]
    critical_sheet: str = CRITICAL_SHEETS[0]
    critical_trips: str = TRIPS[0]
    closed_links: tuple[str, ...] = ()


def write(settings: ConnectivitySettings) -> dict[str, str]:
    """The parameters of an address that differ from the start."""
    return address.write(settings, _TABLE)


def read(parameters: Mapping[str, str], known: Known) -> tuple[ConnectivitySettings, list[str]]:
    """The choices of an address, and what could not be used, as ``name=value``."""
    choices, refused = address.read(parameters, _TABLE, known)
    return ConnectivitySettings(**choices), refused


def _near(text: str, known: Known, _left_out: list[str]) -> str:
    if not PLACE.fullmatch(text) or (known.places is not None and text not in {*KINDS, *known.places}):
        raise ValueError(text)
    return text


def _stops(text: str, known: Known, left_out: list[str]) -> tuple[str, ...]:
    parts = parts_of(text, PLACE, most=_MOST_STOPS)
    strangers = [i for i in parts if known.places is not None and i not in known.places]
    left_out += strangers
    return tuple(i for i in parts if i not in strangers)


def _one_of(field: str, allowed: tuple[str, ...]) -> Parameter:
    return Parameter(field, among(*allowed))


def _local(field: str, allowed: tuple[str, ...]) -> Parameter:
    """The same, or what the region calls the city and the road along its border."""

    def read_one(text: str) -> str:
        found = text if text in allowed else study().meant_by(text)
        if found not in allowed:
            raise ValueError(text)
        return found

    return Parameter(field, of_text(read_one))


_TABLE: Final[Table] = {
    "tab": Parameter("tab", one_of(Tab)),
    "near": Parameter("access_to", _near),
    "area": Parameter("access_area", matching(_AREA)),
    "look": _one_of("access_look", ACCESS_LOOKS),
    "sheet": _one_of("access_sheet", ACCESS_SHEETS),
    "strip": _one_of("border_look", BORDER_LOOKS),
    "edge": _local("border_sheet", BORDER_SHEETS),
    "when": _one_of("shown_state", STATES),
    "target": _local("gate_target", TARGETS),
    "stops": Parameter("stops", _stops, joined),
    "least": _one_of("round_trip_by", LEAST),
    "ties": _one_of("between_sheet", TIES),
    "pair": Parameter("route_pair", matching(_PAIR)),
    "loss": _one_of("critical_look", CRITICAL_LOOKS),
    "weak": _one_of("critical_sheet", CRITICAL_SHEETS),
    "trips": _one_of("critical_trips", TRIPS),
    "blocked": Parameter("closed_links", of_text(lambda text: parts_of(text, _LINK, most=_MOST_STOPS)), joined),
}
assert covers(_TABLE, ConnectivitySettings)
