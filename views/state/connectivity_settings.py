"""What the connectivity page adds to the view: its open tab and what the tabs look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from layers import goals, study
from views.state import parameters as address
from views.state.parameters import (
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
    parts_of,
)

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
    near
        Access to what: one of ``KINDS`` (the nearest of it) or the id of a place.
    area
        Tab access: whose figures are told: ``both``, or the code of a province or district of 2022.
    look, sheet
        Tab access: what the map shows, and what stands beside it.
    strip, edge, when, target
        Tab border: what the map shows, what stands beside it, the state shown (also of the round trip), and where
        trips from gates lead.
    stops
        Tab tourism: ids of the stops; ``None`` until the user chooses: all sites.
    least
        In what the round trip is least.
    ties, pair
        Tab between: what the map and the table show, and whose routes: ``capitals``, ``provinces`` or two ids with
        ``~`` between.
    loss, weak, trips, blocked
        Tab critical: what the map shows, what stands beside it, between what trips lead, and links closed at once.
    """

    tab: Tab = Tab.ACCESS
    near: str = KINDS[0]
    area: str = BOTH
    look: str = ACCESS_LOOKS[0]
    sheet: str = ACCESS_SHEETS[0]
    strip: str = BORDER_LOOKS[0]
    edge: str = BORDER_SHEETS[0]
    when: str = STATES[0]
    target: str = TARGETS[0]
    stops: tuple[str, ...] | None = None
    least: str = LEAST[0]
    ties: str = TIES[0]
    pair: str = CAPITALS
    loss: str = CRITICAL_LOOKS[0]
    weak: str = CRITICAL_SHEETS[0]
    trips: str = TRIPS[0]
    blocked: tuple[str, ...] = ()


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
    "near": Parameter("near", _near),
    "area": Parameter("area", matching(_AREA)),
    "look": _one_of("look", ACCESS_LOOKS),
    "sheet": _one_of("sheet", ACCESS_SHEETS),
    "strip": _one_of("strip", BORDER_LOOKS),
    "edge": _local("edge", BORDER_SHEETS),
    "when": _one_of("when", STATES),
    "target": _local("target", TARGETS),
    "stops": Parameter("stops", _stops, joined),
    "least": _one_of("least", LEAST),
    "ties": _one_of("ties", TIES),
    "pair": Parameter("pair", matching(_PAIR)),
    "loss": _one_of("loss", CRITICAL_LOOKS),
    "weak": _one_of("weak", CRITICAL_SHEETS),
    "trips": _one_of("trips", TRIPS),
    "blocked": Parameter("blocked", of_text(lambda text: parts_of(text, _LINK, most=_MOST_STOPS)), joined),
}
assert covers(_TABLE, ConnectivitySettings)
