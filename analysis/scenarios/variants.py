"""The columns of a comparison: ready scenarios, the user's own ones, and the assumptions they share.

A variant says what stands; the assumptions say for whom and how fast, once for all variants of a
set. Both are plain values: the same variant under the same assumptions on the same data is the same
``Scenario``, and bears its digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from analysis.network import Mode, SpeedCase
from analysis.scenarios.scenario import Access, Scenario
from layers import State, asked_for, text_digest, that_can_stand
from words import Lang, clean_fields, say

if TYPE_CHECKING:
    from analysis.scenarios.world import World

BASELINE, CURRENT, PLAN, AGREEMENT = "baseline", "current", "plan-2030", "agreement"
READY: Final = (BASELINE, CURRENT, PLAN, AGREEMENT)
OWN_PREFIX: Final = "own-"
DRAFT: Final = "draft"  # the one at work: it has no name of its own, and no other may bear its title
PLAN_YEAR: Final = 2030
GRAVITY_PER_MIN: Final = 0.02  # β: assumption, weight halves every 35 minutes
MOST_BETA: Final = 1.0  # per minute: weights fall to a third within one minute


class Weighting(StrEnum):
    """How destinations are weighted."""

    POPULATION = "population"
    GRAVITY = "gravity"


@dataclass(frozen=True)
class Assumptions:
    """What all variants of a set share.

    Parameters
    ----------
    mode, speeds, access, restricted_links
        As in ``Scenario``.
    weighting, beta_per_min
        How destinations of trips are weighted; ``beta_per_min`` counts for gravity weights only.
    districts
        Ids of the district capitals that count, as in ``district_sets``; empty: all.
    """

    mode: Mode = Mode.CAR
    speeds: SpeedCase = SpeedCase.CENTRAL
    access: Access = Access.HIGH
    restricted_links: bool = False
    weighting: Weighting = Weighting.POPULATION
    beta_per_min: float = GRAVITY_PER_MIN
    districts: frozenset[str] = frozenset()

    @property
    def weights(self) -> tuple[str, ...]:
        """What the weights of trips depend on, as texts for a digest."""
        beta = (repr(self.beta_per_min),) if self.weighting is Weighting.GRAVITY else ()
        return (self.weighting.value, *beta, *sorted(self.districts))

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the fields that differ from their defaults."""
        usual = Assumptions()
        return tuple(f.name for f in fields(self) if getattr(self, f.name) != getattr(usual, f.name))

    def cases(self) -> list[Assumptions]:
        """These first, then one assumption changed at a time: speeds, access, weights."""
        speeds = [replace(self, speeds=x) for x in SpeedCase if x is not self.speeds]
        access = [replace(self, access=x) for x in Access if x is not self.access]
        weights = [replace(self, weighting=x) for x in Weighting if x is not self.weighting]
        return [self, *speeds, *access, *weights]


@dataclass(frozen=True)
class Variant:
    """One column of a comparison.

    Parameters
    ----------
    key
        ``baseline``, ``current``, ``plan-2030``, ``agreement``, ``draft``, or ``own-1``, ``own-2`` …
    name
        The user's words; ready ones and the draft are named by the catalogue.
    units, year, closed_links, closed_stretches
        As ``projects``, ``year``, ``closed_links`` and ``closed_stretches`` of ``Scenario``.
    """

    key: str
    name: str = ""
    units: frozenset[str] = field(default_factory=frozenset)
    year: int | None = None
    closed_links: frozenset[int] = field(default_factory=frozenset)
    closed_stretches: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        clean_fields(self, "name")

    @property
    def own(self) -> bool:
        """Whether the user made it and may change it."""
        return self.key not in READY

    def scenario(self, assumptions: Assumptions) -> Scenario:
        """The state of the network it stands for."""
        return Scenario(
            projects=self.units,
            year=self.year,
            mode=assumptions.mode,
            speeds=assumptions.speeds,
            access=assumptions.access,
            closed_links=self.closed_links,
            closed_stretches=self.closed_stretches,
            restricted_links=assumptions.restricted_links,
        )

    def digest(self, assumptions: Assumptions, data_digest: str) -> str:
        """Sixteen hexadecimal digits that name every figure of this variant: data, scenario, weights."""
        return text_digest([self.scenario(assumptions).digest(data_digest), *assumptions.weights])

    def title(self, lang: Lang) -> str:
        """Its name in the language asked for; the user's own words stay as they are."""
        if self.key in READY:
            return say(f"scenarios.title_{self.key.replace('-', '_')}", lang, year=PLAN_YEAR)
        if self.key == DRAFT:
            return say("scenarios.title_draft", lang)
        return self.name or say("scenarios.title_own", lang, number=self.key.removeprefix(OWN_PREFIX))


def reserved_names() -> frozenset[str]:
    """Titles in small letters that no scenario of the user's may bear, in every language."""
    return frozenset(Variant(key).title(lang).casefold() for key in (*READY, DRAFT) for lang in Lang)


def ready_variants(world: World) -> tuple[Variant, ...]:
    """The ready variants: baseline, state by the data's date, plan of 2030, all that the talks asked for, if any."""
    year = world.data.study.data_date.year
    asked = frozenset(asked_for(world.projects.values()).kept)
    return (
        Variant(BASELINE),
        Variant(CURRENT, units=projects_standing_in(world, year), year=year),
        Variant(PLAN, units=projects_standing_in(world, PLAN_YEAR), year=PLAN_YEAR),
        *([Variant(AGREEMENT, units=asked)] if asked else []),
    )


def projects_standing_in(world: World, year: int) -> frozenset[str]:
    """Projects of which a section has been added to the base network by the end of a year.

    With them the projects they upgrade, so that the set can stand.
    """
    stands, day_of_data = {State.OPEN, State.EXPECTED}, world.data.study.data_date
    added = {
        p.id
        for p in world.projects.values()
        if any(s.status != "existing" and s.state(year, data_date=day_of_data) in stands for s in p.sections)
    }
    return frozenset(that_can_stand(world.projects.values(), added).kept)
