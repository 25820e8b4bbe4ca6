"""A scenario: which projects stand, in which year, for which mode, under which assumptions.

A scenario is a plain value. Two equal scenarios on the same data give the same result, and
``Scenario.digest`` names both.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from analysis.network import Mode, SpeedCase
from layers import FIRST_YEAR, LAST_YEAR, text_digest
from words import InputError


class Access(StrEnum):
    """Where expressways may be entered: published points and ends only, or every candidate."""

    LOW = "low"
    HIGH = "high"


def require_year(year: int | None) -> None:
    """Check a year.

    Raises
    ------
    InputError
        If it lies before the base network or beyond any plan.
    """
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError("analysis.bad_year", year=f"{year:.15g}", first=FIRST_YEAR, last=LAST_YEAR)


@dataclass(frozen=True)
class Scenario:
    """A state of the road network.

    Parameters
    ----------
    projects
        Units added to the base network: a project id (``ring-road-4``), a section id
        (``ring-road-4/2``) or sections bundled into one unit (``ring-road-4/2+ring-road-4/3``).
    year
        Only sections open by 31 December of this year count; ``None``: every section, built or not.
    mode, speeds, access
        Assumptions, see the enumerations.
    closed_links
        ``link_id`` of base links closed to all traffic.
    closed_stretches
        Stretches of projects' new roads closed to all traffic, by the names of ``analysis.scenarios.supply``.
    restricted_links
        Whether links that an override closes to through trips may be used after all.
    """

    projects: frozenset[str] = field(default_factory=frozenset)
    year: int | None = None
    mode: Mode = Mode.CAR
    speeds: SpeedCase = SpeedCase.CENTRAL
    access: Access = Access.HIGH
    closed_links: frozenset[int] = field(default_factory=frozenset)
    restricted_links: bool = False
    closed_stretches: frozenset[str] = field(default_factory=frozenset)

    def digest(self, data_digest: str) -> str:
        """Sixteen hexadecimal digits that name this scenario on the data ``data_digest``."""
        return text_digest(
            [
                data_digest,
                ",".join(sorted(self.projects)),
                str(self.year),
                self.mode.value,
                self.speeds.value,
                self.access.value,
                ",".join(map(str, sorted(self.closed_links))),
                str(self.restricted_links),
                *sorted(self.closed_stretches),
            ]
        )

    def baseline(self) -> Scenario:
        """The same assumptions without projects and closures: the base network alone."""
        return replace(
            self,
            projects=frozenset(),
            year=None,
            access=Access.HIGH,
            closed_links=frozenset(),
            closed_stretches=frozenset(),
        )
