"""Units of projects valued over every feasible set: from the world to portfolios."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Final

from analysis.benefits import (
    GRAVITY_PER_MIN,
    Benefit,
    NearestSaving,
    PeopleWithin,
    Weighting,
    district_capitals,
    trip_savings,
)
from analysis.district_sets import counted_people
from analysis.portals import prepare
from analysis.portfolio import MOST_PLAYERS, Portfolio
from analysis.routing import Impedance, skim
from analysis.storage import FOLDER, load_or_make
from words.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analysis.engine import Engine
    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.world import World

WITHIN_MIN: Final = 60.0
_TOLD_EVERY: Final = 512  # sets


class BenefitKind(StrEnum):
    """What a set of projects is valued by."""

    PERSON_MIN = "person_min"  # trips between the two provinces' districts
    PERSON_KM = "person_km"
    PEOPLE_60 = "people_60"  # people within 60 minutes of a place
    GATE_MIN = "gate_min"  # person-minutes to the nearest border gate
    AIRPORT_MIN = "airport_min"
    HOSPITAL_MIN = "hospital_min"


_NEAREST: Final = {
    BenefitKind.GATE_MIN: "gate",
    BenefitKind.AIRPORT_MIN: "airport",
    BenefitKind.HOSPITAL_MIN: "hospital",
}


@dataclass(frozen=True)
class Question:
    """What to value.

    Parameters
    ----------
    kind
        The benefit.
    weighting, beta_per_min
        How destinations of trips are weighted.
    place_id
        The place of ``PEOPLE_60``.
    districts
        Ids of the district capitals that count, as in ``district_sets``; empty: all.
    """

    kind: BenefitKind = BenefitKind.PERSON_MIN
    weighting: Weighting = Weighting.POPULATION
    beta_per_min: float = GRAVITY_PER_MIN
    place_id: str = ""
    districts: frozenset[str] = frozenset()

    @property
    def impedance(self) -> Impedance:
        """What the tables hold."""
        return Impedance.DISTANCE if self.kind is BenefitKind.PERSON_KM else Impedance.TIME


def portfolios(
    world: World,
    scenario: Scenario,
    question: Question,
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Portfolio]:
    """The units of ``scenario`` valued over every feasible set.

    One portfolio without exclusions; with mutually exclusive units one for each largest choice
    without a conflict, never averaged over impossible sets. Worth is in person-minutes, person-km
    or people. Engines are kept on disk in ``cache``, by default ``var/engine``. ``progress`` is called
    with (sets valued, sets at the most) now and then and may raise to stop.

    Raises
    ------
    InputError
        If a unit or place is unknown, a unit lacks the project it upgrades, or there are too many.
    """
    units = sorted(scenario.projects)
    if len(units) > MOST_PLAYERS:
        raise InputError("analysis.too_many_players", count=len(units), most=MOST_PLAYERS)
    places, targets = _places(world, question)
    engine = cached_engine(world, scenario, places, impedance=question.impedance, cache=cache)
    baseline = engine.skim(frozenset())
    bare = replace(scenario, projects=frozenset())
    benefit = _benefit(world, bare, question, places=places, targets=targets, baseline=baseline)
    scale = 1e-3 if question.kind is BenefitKind.PERSON_KM else 1.0
    nothing = 0.0 if question.kind is not BenefitKind.PEOPLE_60 else benefit.value(baseline)
    found = []
    for choice in choices(world, scenario.projects):
        rules = _Rules(world, choice)
        table: dict[frozenset[str], float] = {}
        for chosen, ways in engine.walk(sorted(choice), feasible=rules.feasible):
            if progress is not None and len(table) % _TOLD_EVERY == 0:
                progress(len(table), 2 ** len(choice))
            table[chosen] = (benefit.value(ways) - nothing) * scale
        found.append(Portfolio.from_table(table))
    return found


def cached_engine(
    world: World, scenario: Scenario, places: list[str], *, impedance: Impedance, cache: Path | None = None
) -> Engine:
    """The engine for a scenario's units and places, from disk if it was made before."""
    if world.private:
        return prepare(world, scenario, places, impedance=impedance)
    parts = [world.digest(scenario), impedance.value, *places]
    return load_or_make(parts, lambda: prepare(world, scenario, places, impedance=impedance), folder=cache or FOLDER)


def choices(world: World, units: frozenset[str]) -> list[frozenset[str]]:
    """The largest sets of units without a conflict in which every upgrade has what it upgrades.

    Raises
    ------
    InputError
        If a unit needs a project that is not among the units at all.
    """
    owners = {u: _owners(world, u) for u in units}
    everyone = frozenset().union(*owners.values()) if owners else frozenset()
    for project in (world.projects[i] for i in sorted(everyone)):
        if project.upgrade_of and project.upgrade_of not in everyone:
            raise InputError("analysis.needs_base", id=project.id, base=project.upgrade_of)
    conflicts = [(a, b) for a, b in combinations(sorted(units), 2) if _conflict(world, owners[a], owners[b])]
    sets = [units]
    for a, b in conflicts:  # each conflict splits every set that holds both
        sets = [s - {x} for s in sets for x in ((a, b) if {a, b} <= s else ("",))]
    sets = [_supported(world, s) for s in sets]
    largest = {s for s in sets if not any(s < other for other in sets)}
    return sorted(largest, key=sorted)


def _owners(world: World, unit: str) -> frozenset[str]:
    """Projects a unit belongs to."""
    return frozenset(str(i) for i in world.links.sections.project_id[world.unit_sections(unit)])


def _conflict(world: World, one: frozenset[str], other: frozenset[str]) -> bool:
    excludes = [
        (a, b) for a in one for b in other if b in world.projects[a].excludes or a in world.projects[b].excludes
    ]
    return bool(excludes)


def _supported(world: World, units: frozenset[str]) -> frozenset[str]:
    """The units without upgrades whose base is gone."""
    rules = _Rules(world, units)
    left = units
    while lost := {u for u in left if not rules.needs[u] <= rules.standing(left)}:
        left -= lost
    return left


def feasibility(world: World, units: frozenset[str]) -> Callable[[frozenset[str]], bool]:
    """What tells whether a set of these units can stand: every upgrade has what it upgrades."""
    return _Rules(world, units).feasible


class _Rules:
    """Which sets of units can stand."""

    def __init__(self, world: World, units: frozenset[str]) -> None:
        self.owners = {u: _owners(world, u) for u in units}
        bases = {u: {world.projects[i].upgrade_of for i in owned} for u, owned in self.owners.items()}
        self.needs = {u: frozenset(b for b in found if b) for u, found in bases.items()}
        self._needy = frozenset(u for u, needed in self.needs.items() if needed)

    def standing(self, units: frozenset[str]) -> frozenset[str]:
        """Projects of which at least a part stands."""
        return frozenset(i for u in units for i in self.owners[u])

    def feasible(self, units: frozenset[str]) -> bool:
        """Whether every upgrade has what it upgrades."""
        needy = units & self._needy
        if not needy:
            return True
        standing = self.standing(units)
        return all(self.needs[u] <= standing for u in needy)


def _places(world: World, question: Question) -> tuple[list[str], list[str]]:
    """Places of the tables, and the destinations among them that are no origins."""
    origins = district_capitals(world)
    if question.kind is BenefitKind.PEOPLE_60:
        targets = [world.place(question.place_id).place_id]
    elif question.kind in _NEAREST:
        targets = world.of_kind(_NEAREST[question.kind])
    else:
        targets = []
    return [*origins, *(t for t in targets if t not in origins)], targets


def _benefit(
    world: World, bare: Scenario, question: Question, *, places: list[str], targets: list[str], baseline: Floats
) -> Benefit:
    people = counted_people(world, places, question.districts)
    at = tuple(places.index(t) for t in targets)
    if question.kind is BenefitKind.PEOPLE_60:
        return PeopleWithin(people, at[0], WITHIN_MIN)
    if question.kind in _NEAREST:
        return NearestSaving(people, at, baseline)
    nodes = world.nodes(places)
    gravity = question.weighting is Weighting.GRAVITY
    minutes = skim(world.graph(bare), nodes, nodes).fastest_min if gravity else None
    sides = [world.places[p].province for p in places]
    return trip_savings(
        people, sides, baseline, minutes=minutes, weighting=question.weighting, beta_per_min=question.beta_per_min
    )
