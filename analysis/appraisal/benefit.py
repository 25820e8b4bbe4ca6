"""What a set of projects is worth: one number from a place × place table.

Savings, formula of the portfolio: V(S) = Σ_i p_i Σ_j q_ij · (c_ij(∅) − c_ij(S)), one trip for each
inhabitant; each row of q sums to 1 and is proportional to the population of the destination, or to
that times exp(−β · minutes at the baseline). p and q stay those of the baseline for every S. It is
no forecast of demand. Units: person-minutes or person-kilometres for one trip per inhabitant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.network import Impedance
from analysis.scenarios import GRAVITY_PER_MIN, MOST_BETA, Weighting, provinces_around, side_of
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from analysis.network import Floats, Ints
    from analysis.scenarios import Scenario, World

WITHIN_MIN: Final = 60.0  # of ``people_60``
_SAME: Final = 1 - 1e-12  # sums in another order differ by less: such a way is no nearer
_NEARLY: Final = 1 + 1e-9  # a way of just the limit lies within it, in whatever order it was summed


@dataclass(frozen=True)
class TripSavings:
    """Person-minutes or person-km saved for one trip per inhabitant.

    Parameters
    ----------
    trips
        p_i · q_ij: trips from place i to place j, (places, places); zero where no road leads at the baseline.
    baseline
        Minutes or metres without any project, (places, places).
    """

    trips: Floats
    baseline: Floats

    @property
    def people(self) -> float:
        """Inhabitants whose trips count."""
        return float(self.trips.sum())

    @property
    def trips_at(self) -> tuple[Ints, Ints]:
        """Origin and destination of each trip that counts."""
        at = self._counted[0]
        return np.asarray(at[0]), np.asarray(at[1])

    def worth(self, trips: Ints, ways: Floats) -> Floats:
        """What some of the trips add to the worth: ``ways`` of these trips in (trips, sets), or (trips,)."""
        counted, baseline = self._counted[1][trips], self._counted[2][trips]
        return np.asarray(np.sum(counted * baseline) - _total(counted, ways))

    def to_beat(self, ways: Floats) -> Floats:
        """What a way of each trip must be less than to change the worth, if ``ways`` are those of now."""
        return ways * _SAME

    def value(self, table: Floats) -> float:
        """V of a table of minutes (person-minutes) or metres (person-metres); NaN if a counted pair is cut off."""
        at, trips, baseline = self._counted
        worth = float(trips @ (baseline - table[at]))
        return worth if math.isfinite(worth) else math.nan

    @cached_property
    def _counted(self) -> tuple[tuple[NDArray[np.intp], ...], Floats, Floats]:
        """Where trips are counted, the trips and the baseline there: read for every one of thousands of tables."""
        at = np.nonzero(self.trips > 0)
        return at, self.trips[at], self.baseline[at]


@dataclass(frozen=True)
class PeopleWithin:
    """People whose time to a destination is at most a limit.

    Parameters
    ----------
    people
        Inhabitants of each place, (places,).
    destination
        Position of the destination.
    limit_min
        Minutes.
    """

    people: Floats
    destination: int
    limit_min: float

    @property
    def trips_at(self) -> tuple[Ints, Ints]:
        """Origin and destination of each trip that counts."""
        origins = np.flatnonzero(self.people > 0)
        return origins, np.full_like(origins, self.destination)

    def worth(self, trips: Ints, ways: Floats) -> Floats:
        """People of some of the trips who are within the limit."""
        return np.asarray(self.people[self.trips_at[0][trips]] @ (ways <= self.limit_min * _NEARLY))

    def to_beat(self, ways: Floats) -> Floats:
        """As for ``TripSavings``: within the limit nothing more can be won, beyond it only a way within it."""
        return np.where(ways <= self.limit_min * _NEARLY, -np.inf, self.limit_min * _NEARLY)

    def value(self, table: Floats) -> float:
        """People within the limit under a table of minutes."""
        return float(self.people[table[:, self.destination] <= self.limit_min * _NEARLY].sum())


@dataclass(frozen=True)
class NearestSaving:
    """Person-minutes saved on the way to the nearest of several destinations, as in ``TripSavings``."""

    people: Floats
    destinations: tuple[int, ...]
    baseline: Floats

    @property
    def trips_at(self) -> tuple[Ints, Ints]:
        """Origin and destination of each trip that counts; of several destinations see ``Engine.to_nearest``."""
        origins = np.flatnonzero((self.people > 0) & np.isfinite(self._before))
        return origins, np.full_like(origins, self.destinations[0])

    @property
    def _before(self) -> Floats:
        """To the nearest at the baseline; who reaches none there does not count."""
        return np.asarray(self.baseline[:, list(self.destinations)].min(axis=1))

    def worth(self, trips: Ints, ways: Floats) -> Floats:
        """What some of the trips add, ``ways`` to the nearest destination."""
        origins = self.trips_at[0][trips]
        return np.asarray(np.sum(self.people[origins] * self._before[origins]) - _total(self.people[origins], ways))

    def to_beat(self, ways: Floats) -> Floats:
        """What a way of each trip must be less than to change the worth, if ``ways`` are those of now."""
        return ways * _SAME

    def value(self, table: Floats) -> float:
        """Person-minutes for one trip per inhabitant to the nearest destination."""
        origins = self.trips_at[0]
        ways = table[origins][:, list(self.destinations)].min(axis=1)
        return float(self.people[origins] @ (self._before[origins] - ways))


def _total(weights: Floats, ways: Floats) -> Floats:
    """Sum of weighted ways of each set; no matrix product: it would wake threads that take the processor from others."""
    return np.asarray(np.einsum("i,i...->...", weights, ways))


Benefit = TripSavings | PeopleWithin | NearestSaving


def trip_savings(
    people: Floats,
    side: Sequence[str],
    baseline: Floats,
    *,
    minutes: Floats | None = None,
    weighting: Weighting = Weighting.POPULATION,
    beta_per_min: float = GRAVITY_PER_MIN,
    drawn: Floats | None = None,
) -> TripSavings:
    """Savings of trips between places on different sides (provinces).

    Parameters
    ----------
    people
        Inhabitants of each place, (places,).
    side
        Province of each place, or what ``side_of`` tells; only trips to another side count.
    baseline
        Minutes or metres at the baseline, (places, places).
    minutes
        Minutes at the baseline for gravity weights; ``baseline`` itself if ``None``.
    drawn
        People by whom each place draws trips, (places,); ``None``: its inhabitants. A place without
        inhabitants of its own that draws trips is a destination only.

    Raises
    ------
    InputError
        If no place has a counterpart on another side, or the decay is no number from 0 to 1.
    """
    if not 0 <= beta_per_min <= MOST_BETA:
        raise InputError("analysis.bad_beta", beta=f"{beta_per_min:g}", most=f"{MOST_BETA:g}")
    sides = np.asarray(side, dtype=object)
    drawn = people if drawn is None else drawn
    attraction = np.where(sides[:, None] != sides[None, :], drawn[None, :], 0.0)
    attraction[~np.isfinite(baseline)] = 0.0
    if weighting is Weighting.GRAVITY:
        minutes = baseline if minutes is None else minutes
        attraction *= np.exp(-beta_per_min * np.where(np.isfinite(minutes), minutes, 0.0))
    total = attraction.sum(axis=1, keepdims=True)
    if not total.any():
        raise InputError("analysis.no_pairs")
    share = np.divide(attraction, total, out=np.zeros_like(attraction), where=total > 0)
    return TripSavings(people[:, None] * share, baseline)


@dataclass(frozen=True)
class ToValue:
    """What a benefit is made from.

    Parameters
    ----------
    bare
        The scenario without projects.
    places, targets
        Places of the tables: districts' capitals, then the targets that are none; and the targets.
    people
        Inhabitants of 2019 of each place who count, (places,).
    baseline
        Minutes or metres without any project, (places, places).
    """

    world: World
    bare: Scenario
    places: Sequence[str]
    targets: Sequence[str]
    people: Floats
    baseline: Floats
    weighting: Weighting
    beta_per_min: float

    @property
    def at(self) -> tuple[int, ...]:
        """Positions of the targets among the places."""
        return tuple(self.places.index(t) for t in self.targets)


@dataclass(frozen=True)
class BenefitKind:
    """One way to value a set of projects: a row of ``BENEFITS``.

    Parameters
    ----------
    key
        Stable ascii name; its words are ``shares.benefit_<key>``.
    unit
        ``person_min``, ``person_km`` or ``people``.
    make
        The benefit on a world.
    targets
        Ids of the destinations that are no districts' capitals, of a world and the place asked for.
    scale
        The unit ÷ what the tables hold, times people.
    weights_varied
        Whether the weights of destinations are among the assumptions that are changed one at a time.
    needs_place
        Whether a place must be named.
    """

    key: str
    unit: str
    make: Callable[[ToValue], Benefit]
    targets: Callable[[World, str], list[str]]
    impedance: Impedance = Impedance.TIME
    scale: float = 1.0
    weights_varied: bool = False
    needs_place: bool = False


def _no_targets(_: World, __: str) -> list[str]:
    return []


def _the_place(world: World, place_id: str) -> list[str]:
    return [world.place(place_id).place_id]


def _capitals_around(world: World, _: str) -> list[str]:
    return sorted(provinces_around(world))


def _aim(world: World, _: str) -> list[str]:
    """The airport that the study tells of, whichever is nearer."""
    return [world.place(world.data.study.airport).place_id]


def _of_kind(kind: str, world: World, _: str) -> list[str]:
    return world.of_kind(kind)


def _trips(asked: ToValue, drawn: Floats | None = None) -> TripSavings:
    """Trips between places in different provinces."""
    nodes = asked.world.nodes(asked.places)
    gravity = asked.weighting is Weighting.GRAVITY
    return trip_savings(
        asked.people,
        [side_of(asked.world, p) for p in asked.places],
        asked.baseline,
        minutes=asked.world.skim(asked.bare, nodes, nodes).fastest_min if gravity else None,
        weighting=asked.weighting,
        beta_per_min=asked.beta_per_min,
        drawn=drawn,
    )


def _regional(asked: ToValue) -> TripSavings:
    """The same, and to the capitals of the provinces around, which draw trips by the people of their province."""
    around = provinces_around(asked.world)
    drawn = [around.get(p, counted) for p, counted in zip(asked.places, asked.people.tolist(), strict=True)]
    return _trips(asked, np.array(drawn))


def _within(asked: ToValue) -> PeopleWithin:
    return PeopleWithin(asked.people, asked.at[0], WITHIN_MIN)


def _to_nearest(asked: ToValue) -> NearestSaving:
    return NearestSaving(asked.people, asked.at, asked.baseline)


PERSON_MIN, PERSON_KM, REGION_MIN, PEOPLE_60 = "person_min", "person_km", "region_min", "people_60"
# every benefit on every surface, in its order: one more is one row here and its words
BENEFITS: Final[dict[str, BenefitKind]] = {
    row.key: row
    for row in (
        BenefitKind(PERSON_MIN, "person_min", _trips, _no_targets, weights_varied=True),
        BenefitKind(PERSON_KM, "person_km", _trips, _no_targets, Impedance.DISTANCE, scale=1e-3, weights_varied=True),
        BenefitKind(REGION_MIN, "person_min", _regional, _capitals_around),
        BenefitKind(PEOPLE_60, "people", _within, _the_place, needs_place=True),
        BenefitKind("aim_min", "person_min", _to_nearest, _aim),
        *(
            BenefitKind(f"{kind}_min", "person_min", _to_nearest, partial(_of_kind, kind))
            for kind in ("gate", "airport", "port", "hospital")
        ),
    )
}
