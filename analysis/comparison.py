"""Before and after between two places: four figures, four paths and what may be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.routing import Figures, PathResult
    from analysis.scenarios import Scenario
    from analysis.world import World


class Effect(StrEnum):
    """What may be said of a pair; pages hold the words.

    ``SHORTER`` only if the shortest distance falls by ≥ 0.5 km and ≥ 1 %; ``FASTER`` if the time
    falls by more than its uncertainty range and the shortest distance does not change notably.
    """

    SHORTER = "shorter"
    FASTER = "faster"
    NOT_SIGNIFICANT = "not_significant"
    NO_EFFECT = "no_effect"
    LOSS = "loss"
    CONNECTED = "connected"  # no road before, one after
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class DirectionComparison:
    """One direction of travel; a path is ``None`` where no road leads."""

    origin_id: str
    destination_id: str
    before: Figures
    after: Figures
    shortest_before: PathResult | None
    shortest_after: PathResult | None
    fastest_before: PathResult | None
    fastest_after: PathResult | None


@dataclass(frozen=True)
class PairComparison:
    """Two places, before and after.

    Parameters
    ----------
    digest
        Names data, scenario and assumptions; never show a result under another digest.
    geodesic_m
        Straight distance on the ellipsoid in metres.
    before, after
        Mean of both directions; ``None`` entries where a direction is not connected.
    forward, backward
        From ``origin_id`` to ``destination_id``, and back.
    saved_min_range, saved_m_range
        Lowest and highest saving under low, central and high speeds and low and high access;
        ``None`` if one of them is not connected.
    """

    scenario: Scenario
    baseline: Scenario
    digest: str
    origin_id: str
    destination_id: str
    geodesic_m: float
    before: Figures
    after: Figures
    forward: DirectionComparison
    backward: DirectionComparison
    saved_min_range: tuple[float, float] | None
    saved_m_range: tuple[float, float] | None
    effect: Effect

    @property
    def saved_m(self) -> float | None:
        """Fall of the shortest distance in metres, negative if it rises."""
        return _difference(self.before.shortest_m, self.after.shortest_m)

    @property
    def saved_min(self) -> float | None:
        """Fall of the fastest time in minutes, negative if it rises."""
        return _difference(self.before.fastest_min, self.after.fastest_min)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else before - after


def compare_pair(world: World, scenario: Scenario, origin_id: str, destination_id: str) -> PairComparison:
    """Compare two places before (base network of August 2021) and after ``scenario``.

    Raises
    ------
    InputError
        If a place is unknown, both are the same, or the scenario is not feasible.
    """
    raise NotImplementedError
