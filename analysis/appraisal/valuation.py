"""Units of projects valued over every feasible set: from the world to portfolios."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.appraisal.benefit import BENEFITS, PERSON_MIN, NearestSaving, ToValue
from analysis.appraisal.portfolio import MOST_COUNTED, Portfolio, SampledPortfolio, sample_portfolio
from analysis.appraisal.set_values import units_that_change, units_that_matter, worth_of_sets
from analysis.engine import ENGINE_FOLDER, load_or_make_engine, prepare_engine
from analysis.scenarios import GRAVITY_PER_MIN, Weighting, counted_people, district_capitals, kept_arrays
from words import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from analysis.appraisal.benefit import Benefit, BenefitKind
    from analysis.engine import Engine
    from analysis.network import Floats, Impedance
    from analysis.scenarios import Scenario, World


@dataclass(frozen=True)
class Question:
    """What to value.

    Parameters
    ----------
    kind
        Key of the benefit in ``BENEFITS``.
    weighting, beta_per_min
        How destinations of trips are weighted.
    place_id
        The place of a benefit that needs one.
    districts
        Ids of the district capitals that count, as in ``counted``; empty: all.
    """

    kind: str = PERSON_MIN
    weighting: Weighting = Weighting.POPULATION
    beta_per_min: float = GRAVITY_PER_MIN
    place_id: str = ""
    districts: frozenset[str] = frozenset()

    @property
    def benefit(self) -> BenefitKind:
        """The row of the benefit.

        Raises
        ------
        InputError
            If there is none of this key; the sentence names those there are.
        """
        if self.kind not in BENEFITS:
            raise InputError("analysis.unknown_benefit", kind=self.kind, known=", ".join(BENEFITS))
        return BENEFITS[self.kind]


def portfolios(
    world: World,
    scenario: Scenario,
    question: Question,
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Portfolio | SampledPortfolio]:
    """The units of ``scenario`` valued over every feasible set.

    One portfolio without exclusions; with mutually exclusive units one for each largest choice
    without a conflict, never averaged over impossible sets. Worth is in person-minutes, person-km
    or people. Engines are kept on disk in ``cache``, by default ``var/engine``. ``progress`` is called
    with (steps done, steps in all) now and then and may raise to stop. Where more units matter
    than sets can be counted, the portfolio is judged by sampled orders.

    Raises
    ------
    InputError
        If a unit or place is unknown, or a unit lacks the project it upgrades.
    """
    kind, districts = question.benefit, district_capitals(world)
    targets = kind.targets(world, question.place_id)
    places = [*districts, *(t for t in targets if t not in districts)]
    engine = cached_engine(world, scenario, places, impedance=kind.impedance, cache=cache)
    benefit = kind.make(
        ToValue(
            world=world,
            bare=replace(scenario, projects=frozenset()),
            places=places,
            targets=targets,
            people=counted_people(world, places, question.districts),
            baseline=engine.skim(frozenset()),
            weighting=question.weighting,
            beta_per_min=question.beta_per_min,
        )
    )
    if isinstance(benefit, NearestSaving):
        origins = len(districts)
        engine = engine.to_nearest(origins, benefit.destinations)
        benefit = NearestSaving(np.append(benefit.people[:origins], 0.0), (origins,), engine.skim(frozenset()))
    found = feasible_choices(world, scenario.projects)
    return judged_choices(world, engine, found, benefit, scale=kind.scale, progress=progress)


def _kept_worth(
    world: World, engine: Engine, units: tuple[str, ...], benefit: Benefit, progress: Callable[[float], None] | None
) -> Floats:
    """``worth_of_sets``, on disk by the engine's own tables and the benefit: pages, files and the next start ask it again."""
    names = [benefit.__class__.__name__, engine.impedance.value, "|".join(units)]
    told: dict[str, NDArray[Any]] = {"base": engine.base, "places": np.array(engine.places)}
    for n, layer in enumerate(engine.layers):
        told |= {f"{n} terminals": layer.terminals, f"{n} table": layer.table}
        names.append("|".join(sorted(layer.needs)))
    told |= {f"benefit {field.name}": np.asarray(getattr(benefit, field.name)) for field in fields(benefit)}
    told["names"] = np.frombuffer("\n".join(names).encode(), dtype=np.uint8)

    def make() -> dict[str, NDArray[Any]]:
        return {"values": worth_of_sets(engine, units, benefit, progress=progress)}

    if any(array.dtype == object for array in told.values()):  # of which no bytes could tell what it is
        return make()["values"]
    found = kept_arrays(world, "worth", told, make)["values"]
    if progress is not None:
        progress(1.0)
    return found


def judged_choices(
    world: World,
    engine: Engine,
    found: Sequence[frozenset[str]],
    benefit: Benefit,
    *,
    scale: float = 1.0,
    progress: Callable[[int, int], None] | None = None,
) -> list[Portfolio | SampledPortfolio]:
    """Each choice judged over every set of its units that matter, by sampled orders if they are too many.

    Choices differ in few units: the sets of all of them are valued once, where they can be counted. What then
    proves to change none of them is idle too, although the bound could not tell: each such unit halves the sets.
    """
    everyone = frozenset[str]().union(*found)
    matter = units_that_matter(engine, everyone, benefit)
    counted = [tuple(sorted(bound_together(world, c, matter & c))) for c in found]
    together = tuple(sorted(frozenset[str]().union(*counted)))
    parts = [together] if len(together) <= MOST_COUNTED else [c for c in counted if len(c) <= MOST_COUNTED]
    told = _told(progress, len(parts))
    values = {units: _kept_worth(world, engine, units, benefit, told(n)) for n, units in enumerate(parts)}
    made: list[Portfolio | SampledPortfolio] = []
    for choice, units in zip(found, counted, strict=True):
        rules = UnitRules(world, choice)
        if len(units) > MOST_COUNTED:
            worth = _worth(engine, benefit, scale)
            idle, bound = rules.in_order(choice - frozenset(units)), rules.bound(frozenset(units))
            made.append(
                sample_portfolio(
                    units, idle, worth, feasible=rules.feasible, groups=bound, progress=_told(progress, 1)(0)
                )
            )
            continue
        of = together if together in values else units
        told_apart = units_that_change(values[of], of) & choice
        left = tuple(sorted(bound_together(world, choice, told_apart)))
        sets = np.arange(2 ** len(left))
        at = sum((((sets >> i & 1) << of.index(u)) for i, u in enumerate(left)), np.zeros(1, dtype=np.int64))
        worths = (values[of][at] - values[of][0]) * scale
        worths[~rules.feasible_sets(left)] = np.nan
        made.append(Portfolio(left, worths, rules.in_order(choice - frozenset(left))))
    return made


def _worth(engine: Engine, benefit: Benefit, scale: float) -> Callable[[frozenset[str]], float]:
    nothing = benefit.value(engine.skim(frozenset()))
    return lambda units: (benefit.value(engine.skim(units)) - nothing) * scale


def _told(progress: Callable[[int, int], None] | None, parts: int) -> Callable[[int], Callable[[float], None] | None]:
    """Progress of one of several parts, in thousandths of all."""

    def of(part: int) -> Callable[[float], None] | None:
        return None if progress is None else lambda share: progress(round((part + share) * 1000), 1000 * parts)

    return of


def cached_engine(
    world: World, scenario: Scenario, places: list[str], *, impedance: Impedance, cache: Path | None = None
) -> Engine:
    """The engine for a scenario's units and places, from disk if it was made before."""
    if world.private:
        return prepare_engine(world, scenario, places, impedance=impedance)
    parts = [world.digest(scenario), impedance.value, *places]
    return load_or_make_engine(
        parts, lambda: prepare_engine(world, scenario, places, impedance=impedance), folder=cache or ENGINE_FOLDER
    )


def feasible_choices(world: World, units: frozenset[str]) -> list[frozenset[str]]:
    """The largest sets of units without a conflict in which every upgrade has what it upgrades.

    They stand in the order of the list of projects, so that the first is the one a ready choice takes
    (``layers.projects.that_can_stand``).

    Raises
    ------
    InputError
        If a unit needs a project that is not among the units at all.
    """
    owners = {u: world.owners(u) for u in units}
    everyone = frozenset[str]().union(*owners.values())
    world.require_bases(everyone, among=everyone)
    conflicts = [(a, b) for a, b in combinations(sorted(units), 2) if _conflict(world, owners[a], owners[b])]
    sets = [units]
    for a, b in conflicts:  # each conflict splits every set that holds both
        sets = [s - {x} for s in sets for x in ((a, b) if {a, b} <= s else ("",))]
    sets = [_supported(world, s) for s in sets]
    largest = {s for s in sets if not any(s < other for other in sets)}
    listed = {project: i for i, project in enumerate(world.projects)}
    return sorted(largest, key=lambda found: sorted((min(listed[p] for p in owners[u]), u) for u in found))


def _conflict(world: World, one: frozenset[str], other: frozenset[str]) -> bool:
    excludes = [
        (a, b) for a in one for b in other if b in world.projects[a].excludes or a in world.projects[b].excludes
    ]
    return bool(excludes)


def _supported(world: World, units: frozenset[str]) -> frozenset[str]:
    """The units without upgrades whose base is gone."""
    rules = UnitRules(world, units)
    left = units
    while lost := {u for u in left if not rules.needs[u] <= rules.standing(left)}:
        left -= lost
    return left


def bound_together(world: World, units: frozenset[str], found: frozenset[str]) -> frozenset[str]:
    """With every unit of a project that one of the found upgrades, or that upgrades one of them."""
    return found.union(*(group for group in UnitRules(world, units).bound(units) if group & found))


class UnitRules:
    """Which sets of units can stand: every upgrade has what it upgrades."""

    def __init__(self, world: World, units: frozenset[str]) -> None:
        self.owners = {u: world.owners(u) for u in units}
        self.needs = {u: world.bases(u) for u in units}
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

    def feasible_sets(self, units: Sequence[str]) -> NDArray[np.bool_]:
        """The same for every set of ``units``, one of which is bit i of the position."""
        sets, stands = np.arange(2 ** len(units)), np.ones(2 ** len(units), dtype=bool)
        for i, unit in enumerate(units):
            for base in self.needs[unit]:
                owners = sum(1 << k for k, u in enumerate(units) if base in self.owners[u])
                stands &= (sets >> i & 1 == 0) | (sets & owners != 0)
        return stands

    def bound(self, units: frozenset[str]) -> list[frozenset[str]]:
        """Units in groups bound by what they need of each other; those that need nothing and are not needed are in none."""
        groups: list[frozenset[str]] = []
        for unit in sorted(units):
            tied = {o for o in units if self.needs[unit] & self.owners[o] or self.needs[o] & self.owners[unit]}
            if tied:
                touching = [g for g in groups if g & (tied | {unit})]
                groups = [g for g in groups if g not in touching]
                groups.append(frozenset(tied | {unit}).union(*touching))
        return groups

    def in_order(self, units: frozenset[str]) -> tuple[str, ...]:
        """Units by id, each after what it needs."""
        order: list[str] = []
        while len(order) < len(units):
            standing = self.standing(frozenset(order))
            order.append(min(u for u in units - frozenset(order) if self.needs[u] <= standing))
        return tuple(order)
