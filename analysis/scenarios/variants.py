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
    from collections.abc import Callable

    from analysis.scenarios.world import World

BASELINE, CURRENT, PLAN, AGREEMENT = "baseline", "current", "plan-2030", "agreement"
OWN_PREFIX: Final = "own-"
DRAFT: Final = "draft"  # the one at work: it has no name of its own, and no other may bear its title
PLAN_YEAR: Final = 2030
_MOST_ROUTES: Final = 200  # more than data and user may hold together
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
        Ids of the district capitals that count, as in ``counted``; empty: all.
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
        The user's words; ready ones and the draft are named by the catalogue. Of a draft: what it is made of,
        where one name says it.
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
        return self.key not in READY_SCENARIOS

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
        """What it is called beside its figures, on every surface: its name, and the year that limits it."""
        named = self.named(lang)
        if not self.own or self.year is None:
            return named  # ready ones say their year or date themselves
        if self.key == DRAFT and self.name:
            return say("scenarios.title_draft_of_by", lang, name=self.name, year=self.year)
        return say("scenarios.title_by", lang, name=named, year=self.year)

    def named(self, lang: Lang) -> str:
        """Its name in the language asked for; the user's own words stay as they are."""
        if self.key in READY_SCENARIOS:
            return say(f"scenarios.title_{self.key.replace('-', '_')}", lang, year=READY_SCENARIOS[self.key].year)
        if self.key == DRAFT:
            return self._holding(lang)
        return self.name or say("scenarios.title_own", lang, number=self.key.removeprefix(OWN_PREFIX))

    def _holding(self, lang: Lang) -> str:
        """A draft by what it holds: the one route it goes by, or how many are ticked; and what is closed in it."""
        routes = {part.partition("/")[0] for unit in self.units for part in unit.split("+")}
        if self.name:
            return say("scenarios.title_draft_of", lang, name=self.name)
        title = say("scenarios.title_draft" if routes else "scenarios.title_draft_none", lang, count=len(routes))
        closed = len(self.closed_links) + len(self.closed_stretches)
        return say("scenarios.title_draft_closed", lang, title=title, count=closed) if closed else title


def reserved_names() -> frozenset[str]:
    """Titles in small letters that no scenario of the user's may bear, in every language: of the ready ones and of drafts."""
    drafts = [say("scenarios.title_draft", lang, count=n) for lang in Lang for n in range(1, _MOST_ROUTES)]
    plain = [Variant(key).named(lang) for key in (*READY_SCENARIOS, DRAFT) for lang in Lang]
    return frozenset(name.casefold() for name in (*plain, *drafts))


def ready_variants(world: World) -> tuple[Variant, ...]:
    """The ready variants of a world, in their order: the baseline first."""
    made = []
    for key, row in READY_SCENARIOS.items():
        year = row.year_in(world)
        variant = Variant(key, units=row.units(world, year), year=year)
        empty_region = key != BASELINE and not world.projects  # it must not be told that nothing has changed since
        made += [variant] if variant.units or not (row.if_any or empty_region) else []
    return tuple(made)


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


@dataclass(frozen=True)
class ReadyScenario:
    """A scenario that is offered ready: a row of ``READY_SCENARIOS``.

    Parameters
    ----------
    key
        Stable ascii name; its words are ``scenarios.title_<key>`` and may tell its ``{year}``.
    units
        What stands, of a world and the year.
    year
        Only sections open by its end count; ``None``: every section.
    to_date
        Of the year of the data's date.
    if_any
        Offered only where something stands in it.
    """

    key: str
    units: Callable[[World, int | None], frozenset[str]]
    year: int | None = None
    to_date: bool = False
    if_any: bool = False

    def year_in(self, world: World) -> int | None:
        """The year on a world."""
        return world.data.study.data_date.year if self.to_date else self.year


def _nothing(_: World, __: int | None) -> frozenset[str]:
    return frozenset()


def _by_year(world: World, year: int | None) -> frozenset[str]:
    return frozenset() if year is None else projects_standing_in(world, year)


def _asked_for(world: World, _: int | None) -> frozenset[str]:
    """What the talks asked for, as far as it can stand together."""
    return frozenset(asked_for(world.projects.values()).kept)


# the ready scenarios on every surface, in their order: one more is one row here and its words
READY_SCENARIOS: Final[dict[str, ReadyScenario]] = {
    row.key: row
    for row in (
        ReadyScenario(BASELINE, _nothing),
        ReadyScenario(CURRENT, _by_year, to_date=True),
        ReadyScenario(PLAN, _by_year, year=PLAN_YEAR),
        ReadyScenario(AGREEMENT, _asked_for, if_any=True),
    )
}


def ready_keys() -> tuple[str, ...]:
    """Keys of the ready scenarios beside the baseline, in their order."""
    return tuple(key for key in READY_SCENARIOS if key != BASELINE)
