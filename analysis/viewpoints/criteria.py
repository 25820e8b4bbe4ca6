"""What is looked at: one row a criterion, read from functions that exist; another criterion is one row and its words.

Each project stands alone on the base network, with what it upgrades; its figures are what it changes there. A figure
that nobody has published (a cost) is missing and never imputed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.accessibility import border_access, communes, people_within, worst_mean
from analysis.appraisal import TripSavings, district_trips, units_cost, yardstick, yardstick_tables
from analysis.scenarios import Assumptions
from analysis.surroundings import Scope, land_use
from layers import text_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

WITHIN_MIN: Final = 60.0
BORDER_KM: Final = 5.0
_KM: Final = 1e-3


@dataclass(frozen=True)
class Seen:
    """One project alone on the base network.

    Parameters
    ----------
    before, after
        The network without and with it and what it upgrades.
    """

    world: World
    unit: str
    before: Scenario
    after: Scenario
    weights: Assumptions

    def saved(self, table: str) -> float:
        """Minutes or metres a trip between the two provinces saves, mean for each inhabitant."""
        square = slice(0, len(yardstick(self.world).origins))
        was, now = (getattr(yardstick_tables(self.world, s).ways, table)[:, square] for s in (self.before, self.after))
        trips = TripSavings(district_trips(self.world, self.before, self.weights).trips, was)
        return trips.value(now) / trips.people

    def to_capital_min(self, scenario: Scenario) -> Floats:
        """Minutes of every commune to the nearer of the two capitals; NaN where none is reached."""
        ways = yardstick_tables(self.world, scenario).to_capitals_min
        return np.asarray(
            np.where(
                np.isfinite(ways).any(axis=1), np.nanmin(np.where(np.isfinite(ways), ways, np.inf), axis=1), np.nan
            )
        )


def _time(seen: Seen) -> float:
    return seen.saved("fastest_min")


def _distance(seen: Seen) -> float:
    return seen.saved("shortest_m") * _KM


def _access(seen: Seen) -> float:
    found = communes(seen.world)
    was, now = (people_within(found, seen.to_capital_min(s), WITHIN_MIN) for s in (seen.before, seen.after))
    return now - was


def _border(seen: Seen) -> float:
    was, now = (border_access(seen.world, s).within_km(BORDER_KM, "road_km") for s in (seen.before, seen.after))
    return now - was


def _equity(seen: Seen) -> float:
    found = communes(seen.world)
    people = np.where(found.study, found.people, np.nan)
    was, now = (worst_mean(seen.to_capital_min(s), people) for s in (seen.before, seen.after))
    return was - now


def _cost(seen: Seen) -> float:
    """The upper published cost, the one that a programme pays."""
    upper_bn = units_cost(seen.world, [seen.unit]).upper_bn
    return float("nan") if upper_bn is None else upper_bn


def _protected(seen: Seen) -> float:
    found = land_use(seen.world, [seen.unit])[0]
    return found.protected_km + found.forest_km


def _settlements(seen: Seen) -> float:
    return land_use(seen.world, [seen.unit], Scope.TO_BUILD)[0].near_km[0]


def _certainty(seen: Seen) -> float:
    """Percent of its kilometres whose line is surveyed or mapped, not drawn by guess."""
    mask = seen.world.unit_sections(seen.unit)
    wanted = set(seen.world.links.sections.section_id[mask].tolist())
    sections = [s for p in seen.world.projects.values() for s in p.sections if s.section_id in wanted]
    known = sum(s.length_km for s in sections if s.quality != "schematic")
    return 100.0 * known / sum(s.length_km for s in sections)


@dataclass(frozen=True)
class Criterion:
    """One point of view: a row of ``CRITERIA``.

    Parameters
    ----------
    key
        Stable ascii name; its words are ``viewpoints.<key>`` and ``viewpoints.<key>_unit``.
    decimals
        Places a figure is shown with.
    more
        Whether more is better.
    """

    key: str
    decimals: int
    more: bool
    read: Callable[[Seen], float]


CRITERIA: Final[dict[str, Criterion]] = {
    row.key: row
    for row in (
        Criterion("time", 2, more=True, read=_time),
        Criterion("distance", 2, more=True, read=_distance),
        Criterion("access", 0, more=True, read=_access),
        Criterion("border", 1, more=True, read=_border),
        Criterion("equity", 2, more=True, read=_equity),
        Criterion("cost", 0, more=False, read=_cost),
        Criterion("protected", 1, more=False, read=_protected),
        Criterion("settlements", 1, more=False, read=_settlements),
        Criterion("certainty", 0, more=True, read=_certainty),
    )
}


def usual_weights() -> dict[str, float]:
    """To begin with all alike: the weights are the user's judgement."""
    return dict.fromkeys(CRITERIA, 1.0)


@dataclass(frozen=True)
class CriteriaTable:
    """Figures of projects by criterion.

    Parameters
    ----------
    values
        (units, criteria); NaN where there is no figure.
    """

    units: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    values: Floats
    digest: str

    def scale(self, criterion: int) -> tuple[float, float]:
        """The worst and the best figure among these projects: what counts 0 and what counts 1; NaN without figures."""
        found = self.values[:, criterion]
        if not np.isfinite(found).any():
            return float("nan"), float("nan")
        least, most = float(np.nanmin(found)), float(np.nanmax(found))
        return (least, most) if self.criteria[criterion].more else (most, least)

    def only(self, keys: Sequence[str]) -> CriteriaTable:
        """Some of the criteria alone."""
        at = [i for i, c in enumerate(self.criteria) if c.key in keys]
        return replace(self, criteria=tuple(self.criteria[i] for i in at), values=self.values[:, at])


def criteria_table(
    world: World,
    scenario: Scenario,
    units: Sequence[str],
    *,
    assumptions: Assumptions | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CriteriaTable:
    """Every criterion of some units, each alone on the base network under the assumptions of a scenario.

    Raises
    ------
    InputError
        If a unit is unknown.
    """
    weights, bare = assumptions or Assumptions(), scenario.baseline()
    rows = []
    for n, unit in enumerate(units):
        if progress is not None:
            progress(n, len(units))
        rows.append(
            world.keep(
                ("criteria", unit, bare, scenario.access, weights), partial(_read, world, unit, scenario, weights)
            )
        )
    digest = text_digest(
        [
            "viewpoints",
            world.digest(bare),
            scenario.access.value,
            *map(repr, weights.weights),
            *units,
            *(r[1] for r in rows),
        ]
    )
    return CriteriaTable(
        tuple(units), tuple(CRITERIA.values()), np.array([r[0] for r in rows]).reshape(-1, len(CRITERIA)), digest
    )


def _read(world: World, unit: str, scenario: Scenario, weights: Assumptions) -> tuple[Floats, str]:
    """Its figures, and the digest of what they were read from beside the network."""
    before = replace(scenario.baseline(), projects=world.bases(unit))
    seen = Seen(
        world, unit, before, replace(before, projects=before.projects | {unit}, access=scenario.access), weights
    )
    return np.array([c.read(seen) for c in CRITERIA.values()]), land_use(world, [unit])[0].digest
