"""Before and after between two places: four figures, four paths and what may be said of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.network import Figures, Impedance, PathResult, SpeedCase
from analysis.scenarios import Access, Scenario, find_path
from layers import distance_m
from words import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.scenarios import World

SavingRange = tuple[float, float]
SHORTER_M: Final = 500.0  # "shorter" needs at least this …
SHORTER_SHARE: Final = 0.01  # … and this share of the distance before
FASTER_MIN: Final = 0.5  # below half a minute the rounded figure shows nothing
_NOTHING_M: Final = 1.0
_NOTHING_MIN: Final = 0.01


class Effect(StrEnum):
    """What may be said of a pair; pages hold the words.

    ``SHORTER`` only if the shortest distance falls by ≥ 0.5 km and ≥ 1 %, ``FASTER`` if only the time
    falls by ≥ 0.5 min; either only where the whole range of the saving lies on its side of zero,
    however wide it is. What falls by less, or might not fall at all, is ``NOT_SIGNIFICANT``.
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
    """Compare two places before (base network) and after ``scenario``.

    Raises
    ------
    InputError
        If a place is unknown, both are the same, or the scenario is not feasible.
    """
    return world.keep(
        ("pair comparison", scenario, origin_id, destination_id),
        lambda: _compared(world, scenario, origin_id, destination_id),
    )


def _compared(world: World, scenario: Scenario, origin_id: str, destination_id: str) -> PairComparison:
    a, b = world.place(origin_id), world.place(destination_id)
    if a == b:
        raise InputError("analysis.same_place", id=origin_id)
    baseline = scenario.baseline()
    geodesic_m = distance_m(a.lon, a.lat, b.lon, b.lat)
    forward = _direction(world, baseline, scenario, (origin_id, destination_id), geodesic_m=geodesic_m)
    backward = _direction(world, baseline, scenario, (destination_id, origin_id), geodesic_m=geodesic_m)
    before, after = _mean(forward.before, backward.before), _mean(forward.after, backward.after)
    ranges = _ranges(world, scenario, origin_id, destination_id)
    return PairComparison(
        scenario=scenario,
        baseline=baseline,
        digest=world.digest(scenario),
        origin_id=origin_id,
        destination_id=destination_id,
        geodesic_m=geodesic_m,
        before=before,
        after=after,
        forward=forward,
        backward=backward,
        saved_min_range=ranges[0],
        saved_m_range=ranges[1],
        effect=classify(before, after, saved_min_range=ranges[0], saved_m_range=ranges[1]),
    )


def classify(
    before: Figures, after: Figures, *, saved_min_range: SavingRange | None, saved_m_range: SavingRange | None
) -> Effect:
    """What may be said of a pair with these figures and ranges of savings."""
    if after.shortest_m is None or after.fastest_min is None:
        return Effect.UNREACHABLE
    if before.shortest_m is None or before.fastest_min is None:
        return Effect.CONNECTED
    saved_m, saved_min = before.shortest_m - after.shortest_m, before.fastest_min - after.fastest_min
    if saved_m < -_NOTHING_M or saved_min < -_NOTHING_MIN:
        return Effect.LOSS
    if saved_m < _NOTHING_M and saved_min < _NOTHING_MIN:
        return Effect.NO_EFFECT
    if saved_m >= max(SHORTER_M, SHORTER_SHARE * before.shortest_m) and keeps_sign(saved_m_range, nothing=_NOTHING_M):
        return Effect.SHORTER
    return (
        Effect.FASTER if is_faster(before.fastest_min, after.fastest_min, saved_min_range) else Effect.NOT_SIGNIFICANT
    )


def is_faster(before_min: float, after_min: float, saved_min_range: SavingRange | None) -> bool:
    """Whether a time falls by half a minute or more, and under no case of the assumptions by nothing."""
    return before_min - after_min >= FASTER_MIN and keeps_sign(saved_min_range, nothing=_NOTHING_MIN)


def keeps_sign(bounds: SavingRange | None, *, nothing: float = 0.0) -> bool:
    """Whether a range lies on one side of zero; so does one that is not known.

    ``nothing`` is the size up to which an end counts as zero: sums in another order differ a little.
    """
    return bounds is None or bounds[0] > nothing or bounds[1] < -nothing


def _direction(
    world: World, baseline: Scenario, scenario: Scenario, pair: tuple[str, str], *, geodesic_m: float
) -> DirectionComparison:
    base = world.keep(
        ("base ways", baseline, *pair), lambda: _ways(world, baseline, pair)
    )  # of every scenario compared
    shortest, fastest = zip(base, _ways(world, scenario, pair), strict=True)
    figures = [_figures(s, f, geodesic_m=geodesic_m) for s, f in zip(shortest, fastest, strict=True)]
    return DirectionComparison(*pair, figures[0], figures[1], shortest[0], shortest[1], fastest[0], fastest[1])


def _ways(world: World, scenario: Scenario, pair: tuple[str, str]) -> tuple[PathResult | None, PathResult | None]:
    """The shortest and the fastest way."""
    shortest, fastest = (find_path(world, scenario, *pair, impedance=i) for i in (Impedance.DISTANCE, Impedance.TIME))
    return shortest, fastest


def _figures(shortest: PathResult | None, fastest: PathResult | None, *, geodesic_m: float) -> Figures:
    if shortest is None or fastest is None:
        return Figures(None, None, None, None)
    index = shortest.length_m / geodesic_m if geodesic_m > 0 else None
    return Figures(shortest.length_m, fastest.time_min, fastest.length_m, index)


def _mean(there: Figures, back: Figures) -> Figures:
    """Mean of both directions; empty if one is not connected."""
    pairs = [(getattr(there, f.name), getattr(back, f.name)) for f in fields(Figures)]
    return Figures(*(None if a is None or b is None else (a + b) / 2 for a, b in pairs))


def _ranges(
    world: World, scenario: Scenario, origin_id: str, destination_id: str
) -> tuple[SavingRange | None, SavingRange | None]:
    """Lowest and highest saving in minutes and in metres under the cases of the assumptions.

    One assumption is varied at a time: speeds low and high, access low and high.
    """
    cases = {scenario}
    if scenario.projects or scenario.closed_links:
        cases |= {replace(scenario, speeds=s) for s in SpeedCase} | {replace(scenario, access=a) for a in Access}
    nodes = world.nodes([origin_id, destination_id])
    minutes, metres = [], []
    for case in cases:
        base = case.baseline()
        was = world.keep(("base skim", base, origin_id, destination_id), partial(world.skim, base, nodes, nodes))
        now = world.skim(case, nodes, nodes)
        minutes.append(_off_diagonal(was.fastest_min - now.fastest_min))
        metres.append(_off_diagonal(was.shortest_m - now.shortest_m))
    if np.isnan(minutes).any():
        return None, None
    return (min(minutes), max(minutes)), (min(metres), max(metres))


def _off_diagonal(table: NDArray[np.float64]) -> float:
    """Mean of both directions of a 2 × 2 table."""
    return float((table[0, 1] + table[1, 0]) / 2)
