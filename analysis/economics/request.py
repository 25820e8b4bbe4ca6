"""What an appraisal is asked: which trips count, when works begin, which options are on, costs of the user's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from layers import text_digest
from words import InputError

FIRST_START, LAST_START = 2015, 2060
START_YEAR: Final = 2027  # assumption: works begin the year after the data's date
MOST_COST_BN: Final = 10_000_000.0


class TripChoice(StrEnum):
    """Which trips count; what is chosen stands beside every figure."""

    BETWEEN = "between"  # one trip for each inhabitant between the two provinces, times trips a day
    REGION = "region"  # gravity over all districts of the study area, airports, ports and gates
    OWN = "own"  # the user's table of trips


@dataclass(frozen=True)
class OwnTrips:
    """A user's table of vehicle trips: one row an origin, a destination and a mode.

    Parameters
    ----------
    rows
        Origin and destination (place ids), mode (car, motorcycle, truck), vehicles a day.
    """

    rows: tuple[tuple[str, str, str, float], ...]


@dataclass(frozen=True)
class Request:
    """What to appraise beside scenario and assumptions.

    Parameters
    ----------
    start_year
        First year of works.
    tolls
        Whether expressways are tolled.
    accidents, carbon
        Whether costs of accidents and of CO₂ count.
    own_costs
        Capital cost of units by the user, billions of đồng at the sheet's prices: in place of the published one.
    own_trips
        For ``TripChoice.OWN``.

    Raises
    ------
    InputError
        If the year or a cost cannot be, or own trips are asked for and not given.
    """

    trips: TripChoice = TripChoice.REGION
    start_year: int = START_YEAR
    tolls: bool = False
    accidents: bool = False
    carbon: bool = False
    own_costs: tuple[tuple[str, float], ...] = ()
    own_trips: OwnTrips | None = None

    def __post_init__(self) -> None:
        if not FIRST_START <= self.start_year <= LAST_START:
            raise InputError("worth.bad_start", year=self.start_year, first=FIRST_START, last=LAST_START)
        for unit, cost in self.own_costs:
            if not (math.isfinite(cost) and 0 < cost <= MOST_COST_BN):
                raise InputError("worth.bad_cost", unit=unit, found=f"{cost:g}")
        if self.trips is TripChoice.OWN and self.own_trips is None:
            raise InputError("worth.no_own_trips")

    @property
    def digest(self) -> str:
        """Names every choice."""
        return text_digest([repr(self)])
