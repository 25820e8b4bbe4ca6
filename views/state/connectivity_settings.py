"""What the connectivity page adds to the view: its open tab and what the tabs look at; mirrored to the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from layers import goals, study
from views.state.parameters import among, changed, chosen, matching

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
_JOIN, _NONE = "~", "-"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._/+-]{0,63}")
_AREA: Final = re.compile(r"both|[0-9]{2,3}")
_PAIR: Final = re.compile(r"capitals|provinces|[a-z0-9-]{1,64}~[a-z0-9-]{1,64}")
_LINK: Final = re.compile(r"[0-9]{1,9}")
_MOST_STOPS: Final = 40  # more than can be solved: the page says so instead of dropping the choice


class Tab(StrEnum):
    """The tabs of the page; each has a module ``views.connectivity_<tab>``."""

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


def write(linking: ConnectivitySettings) -> dict[str, str]:
    """The parameters of an address that differ from the start."""
    return {
        name: (_JOIN.join(value) or _NONE) if isinstance(value, tuple) else str(value)
        for name, value in changed(linking, _READERS).items()
    }


def read(parameters: Mapping[str, str], *, places: Collection[str] | None) -> tuple[ConnectivitySettings, list[str]]:
    """The choices of an address, and what could not be used, as ``name=value``.

    Parameters
    ----------
    places
        Ids of the places on this machine; ``None`` where they cannot be read.
    """
    choices, refused = chosen(parameters, _READERS)
    if places is not None:
        if choices.get("near", KINDS[0]) not in {*KINDS, *places}:
            refused.append(f"near={choices.pop('near')}")
        strangers = [i for i in choices.get("stops") or () if i not in places]
        refused += [f"stops={i}" for i in strangers]
        if strangers:
            choices["stops"] = tuple(i for i in choices["stops"] if i not in strangers)
    return ConnectivitySettings(**choices), refused


def _local(*allowed: str) -> Callable[[str], str]:
    """A reader that takes these texts, and what the region calls the city and the road along its border."""
    one_of = among(*allowed)
    return lambda text: one_of(text if text in allowed else study().meant_by(text))


def _links(text: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(text.split(_JOIN)))
    if len(parts) > _MOST_STOPS or not all(_LINK.fullmatch(part) for part in parts):
        raise ValueError(text)
    return parts


def _stops(text: str) -> tuple[str, ...]:
    if text == _NONE:
        return ()
    parts = tuple(dict.fromkeys(text.split(_JOIN)))
    if len(parts) > _MOST_STOPS or not all(_ID.fullmatch(part) for part in parts):
        raise ValueError(text)
    return parts


_READERS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "tab": ("tab", Tab),
    "near": ("near", matching(_ID)),
    "area": ("area", matching(_AREA)),
    "look": ("look", among(*ACCESS_LOOKS)),
    "sheet": ("sheet", among(*ACCESS_SHEETS)),
    "strip": ("strip", among(*BORDER_LOOKS)),
    "edge": ("edge", _local(*BORDER_SHEETS)),
    "when": ("when", among(*STATES)),
    "target": ("target", _local(*TARGETS)),
    "stops": ("stops", _stops),
    "least": ("least", among(*LEAST)),
    "ties": ("ties", among(*TIES)),
    "pair": ("pair", matching(_PAIR)),
    "loss": ("loss", among(*CRITICAL_LOOKS)),
    "weak": ("weak", among(*CRITICAL_SHEETS)),
    "trips": ("trips", among(*TRIPS)),
    "blocked": ("blocked", _links),
}
assert {field for field, _ in _READERS.values()} == {f.name for f in fields(ConnectivitySettings)}
