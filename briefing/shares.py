"""The part of each project in the saving of a scenario, in minutes for each inhabitant, with its range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analysis.contribution import steps_told
from analysis.district_sets import counted_people
from analysis.sampling import ORDERS
from analysis.sensitivity import MOST_JUDGED
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.portfolio import Step
    from briefing.dossier import Dossier

SHOWS_MIN: Final = 0.005  # minutes for each inhabitant: a gain that two decimals show


@dataclass(frozen=True)
class Share:
    """One unit of the portfolio.

    Attributes
    ----------
    unit, name_vi, name_en, group
        Its id, names and group.
    minutes, low, high
        Shapley value in minutes for one trip of each inhabitant; its lowest and highest under the other assumptions,
        None where units are too many to value each case (``analysis.sensitivity.MOST_JUDGED``).
    share_percent
        Of the whole saving; None if there is none.
    first, last
        What it adds to nothing, and what is lost without it, in the same minutes.
    best_rank, worst_rank
        Its ranks over all assumptions.
    """

    unit: str
    name_vi: str
    name_en: str
    group: str
    minutes: float
    low: float | None
    high: float | None
    share_percent: float | None
    first: float
    last: float
    best_rank: int | None
    worst_rank: int | None

    @property
    def firm(self) -> bool:
        """Whether its rank is the same under every assumption; not where that was not looked at."""
        return self.best_rank is not None and self.best_rank == self.worst_rank

    def name(self, lang: Lang) -> str:
        """Its name in a language."""
        return self.name_vi if lang is Lang.VI else self.name_en


def people_counted(dossier: Dossier) -> int:
    """Inhabitants of the districts whose trips count (census of 2019)."""
    chosen = dossier.request.scenario_set.assumptions.districts
    return int(counted_people(dossier.world, dossier.trips.place_ids, chosen).sum())


def shares(dossier: Dossier) -> list[Share]:
    """The units by falling share; empty for a scenario without projects."""
    found, judged = dossier.contribution, dossier.judged
    if found is None:
        return []
    people = people_counted(dossier)
    rows = [
        Share(
            unit=unit,
            name_vi=unit_name(dossier, unit, Lang.VI),
            name_en=unit_name(dossier, unit, Lang.EN),
            group=dossier.world.projects[unit.partition("/")[0]].group,
            minutes=value / people,
            low=judged[unit].low / people if unit in judged else None,
            high=judged[unit].high / people if unit in judged else None,
            share_percent=100 * value / found.total if found.total else None,
            first=found.first[unit] / people,
            last=found.last[unit] / people,
            best_rank=judged[unit].best_rank if unit in judged else None,
            worst_rank=judged[unit].worst_rank if unit in judged else None,
        )
        for unit, value in found.shapley.items()
    ]
    return sorted(rows, key=lambda r: (-r.minutes, r.unit))


def order_told(steps: Sequence[Step], people: int) -> int:
    """How many steps of an order slides and sheets tell one by one; the rest adds nothing that shows."""
    return steps_told(steps, least=SHOWS_MIN * people)


def unit_name(dossier: Dossier, unit: str, lang: Lang) -> str:
    """A project's name; of a unit of sections with the sections' numbers."""
    project = dossier.world.projects[unit.partition("/")[0]]
    sections = [part.partition("/")[2] for part in unit.split("+") if "/" in part]
    name = project.text("name", lang)
    return say("slides.unit_sections", lang, name=name, sections=", ".join(sections)) if sections else name


def valued_note(dossier: Dossier, lang: Lang) -> list[str]:
    """That the parts are estimates, with their error, or stand without ranges, where projects are too many for more."""
    found = dossier.contribution
    if found is None:
        return []
    if found.exact:
        return [] if dossier.judged else [say("slides.worth_no_ranges", lang, most=MOST_JUDGED)]
    error = number(max(found.errors.values()) / people_counted(dossier), lang, decimals=2)
    return [say("slides.worth_sampled", lang, count=len(found.portfolio.counted), orders=ORDERS, error=error)]
