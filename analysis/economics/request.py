"""What an appraisal is asked: which trips count, when works begin, which options are on, costs of the user's own."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from layers import text_digest
from words import InputError

FIRST_START, LAST_START = 2015, 2060
START_YEAR: Final = 2027  # assumption: works begin the year after the data's date
MOST_COST_BN: Final = 10_000_000.0
MOST_WORKS_YEARS: Final = 15  # of one unit
_WHOLE: Final = 1e-6  # shares of a cost add up to one


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
    phases
        Share of the capital cost of units in each year of their works, which tells how long they are built too; the
        others are spent evenly over the years of the sheet.
    own_trips
        For ``TripChoice.OWN``.

    Raises
    ------
    InputError
        If the year, a cost or its phases cannot be, or own trips are asked for and not given.
    """

    trips: TripChoice = TripChoice.REGION
    start_year: int = START_YEAR
    tolls: bool = False
    accidents: bool = False
    carbon: bool = False
    own_costs: tuple[tuple[str, float], ...] = ()
    own_trips: OwnTrips | None = None
    phases: tuple[tuple[str, tuple[float, ...]], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not FIRST_START <= self.start_year <= LAST_START:
            raise InputError("worth.bad_start", year=self.start_year, first=FIRST_START, last=LAST_START)
        for unit, cost in self.own_costs:
            if not (math.isfinite(cost) and 0 < cost <= MOST_COST_BN):
                raise InputError("worth.bad_cost", unit=unit, found=f"{cost:g}")
        for unit, shares in self.phases:
            whole = abs(sum(shares) - 1.0) <= _WHOLE and all(share >= 0 for share in shares)
            if not (whole and len(shares) <= MOST_WORKS_YEARS):
                raise InputError("worth.bad_phases", unit=unit, most=MOST_WORKS_YEARS)
        if self.trips is TripChoice.OWN and self.own_trips is None:
            raise InputError("worth.no_own_trips")

    @property
    def digest(self) -> str:
        """Names every choice."""
        # without phases as results of before: the same figures keep their name
        return text_digest([repr(self), *([repr(self.phases)] if self.phases else [])])
