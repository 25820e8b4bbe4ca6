"""What a report lists of each project: lengths, status and cost as rows or as one line, and its part in the saving of a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import layers
from analysis.scenarios import counted_people
from layers import ProjectCost, group_rank, lengths_text, project_cost
from words import Lang, adding_up, as_published, number, say, text_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.appraisal import Contribution, Step
    from briefing.content.data import ReportData
    from layers import Project


@dataclass(frozen=True)
class RouteRow:
    """One project.

    Attributes
    ----------
    length_km, published
        Published length where there is one, else measured on the map; which of the two it is.
    status_km
        Kilometres by status of the sections, measured on the map, to the tenth printed: they add up to the whole.
    schematic_km
        Kilometres without an official alignment, drawn as "hướng tuyến minh họa".
    cost
        What it costs as published; None without a figure.
    """

    project: Project
    length_km: float
    published: bool
    status_km: Mapping[str, float]
    schematic_km: float
    cost: ProjectCost | None

    @classmethod
    def of(cls, project: Project) -> RouteRow:
        """The facts of a project."""
        published, status_km = project.published_km(), project.status_km()
        return cls(
            project=project,
            length_km=project.computed_length_km if published is None else published,
            published=published is not None,
            status_km=dict(zip(status_km, adding_up([*status_km.values()], decimals=1), strict=True)),
            schematic_km=project.quality_km.get("schematic", 0.0),
            cost=project_cost(project),
        )

    def name(self, lang: Lang) -> str:
        """The project's name."""
        return self.project.text("name", lang)

    def alignment_text(self, lang: Lang) -> str:
        """Words that call the project, or a part of it, "hướng tuyến minh họa"; nothing where that does not hold."""
        if self.schematic_km <= 0:
            return ""
        return say("briefing.schematic" if self.project.schematic else "briefing.schematic_partly", lang)

    def length_figure(self, lang: Lang) -> str:
        """Kilometres, in as many places as they were published with."""
        return as_published(self.length_km, lang) if self.published else number(self.length_km, lang, decimals=1)

    def length_text(self, lang: Lang) -> str:
        """Kilometres, those measured on the map marked by an asterisk: ``51,0 (49,2*)``, or ``41,4*`` where none are published."""
        measured = f"{number(self.project.computed_length_km, lang, decimals=1)}*"
        return f"{self.length_figure(lang)} ({measured})" if self.published else measured

    def status_text(self, lang: Lang) -> str:
        """The one status, or each with its kilometres."""
        names = {s: say(f"briefing.status_{s}", lang) for s in self.status_km}
        if len(names) == 1:
            return next(iter(names.values()))
        return "; ".join(f"{names[s]} {number(km, lang, decimals=1)} km" for s, km in self.status_km.items())

    def cost_text(self, lang: Lang) -> str:
        """Billions of đồng with the price year, "chưa kiểm chứng" where it is; "chưa có số liệu" without one."""
        if self.cost is None:
            return say("layers.cost_none", lang)
        figure = self.cost.figure(lang)
        return f"{figure}, {say('layers.cost_unverified', lang)}" if self.cost.unverified else figure

    def scope_text(self, lang: Lang) -> str:
        """What the cost covers; empty without one."""
        return self.cost.scope(lang) if self.cost else ""


def route_rows(projects: Iterable[Project]) -> list[RouteRow]:
    """The projects in the order in which files list them: by group, an upgrade after its base."""
    ordered = sorted(projects, key=lambda p: (group_rank(p.group), p.upgrade_of is not None))
    return [RouteRow.of(project) for project in ordered]


def parted_by_cost(rows: Iterable[RouteRow]) -> tuple[list[RouteRow], list[RouteRow]]:
    """Those with a published cost, and those without, in their order: what files list of costs, and name below them."""
    listed = list(rows)
    return [row for row in listed if row.cost is not None], [row for row in listed if row.cost is None]


def route_fact(project: Project, lang: Lang) -> str:
    """Length in km as published and as measured, kilometres by status, the published cost with its scope in short."""
    row = RouteRow.of(project)
    length = lengths_text(project, lang)
    cost = row.cost.text(lang, brief=True) if row.cost else ""
    return " · ".join(part for part in (length, row.status_text(lang), cost) if part)


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
        None where units are too many to value each case (``analysis.appraisal.contribution.MOST_JUDGED``).
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
        return text_in(self, "name", lang)


def people_counted(report: ReportData) -> int:
    """Inhabitants of the districts whose trips count (census of 2019)."""
    chosen = report.request.scenario_set.assumptions.districts
    return int(counted_people(report.world, report.trips.place_ids, chosen).sum())


def shares(report: ReportData) -> list[Share]:
    """The units by falling share; empty for a scenario without projects."""
    found, judged = report.contribution, report.judged
    if found is None:
        return []
    people = people_counted(report)
    rows = [
        Share(
            unit=unit,
            name_vi=unit_name(report, unit, Lang.VI),
            name_en=unit_name(report, unit, Lang.EN),
            group=report.world.projects[unit.partition("/")[0]].group,
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
    from analysis.appraisal import steps_told  # noqa: PLC0415 - the network code where figures are told

    return steps_told(steps, least=SHOWS_MIN * people)


def step_gains(report: ReportData, found: Contribution, lang: Lang) -> list[str]:
    """What each step told saves further for a person, as the page rounds it: the steps add up. A saving has no plus.

    Below a heading that says "saved" a plus reads as more minutes on the road.
    """
    people = people_counted(report)
    told = [step.gain / people for step in found.order[: order_told(found.order, people)]]
    return [number(gain, lang, decimals=2) for gain in adding_up(told, decimals=2)]


def unit_name(report: ReportData, unit: str, lang: Lang) -> str:
    """A project's name; of a unit of sections with the sections' numbers."""
    return layers.unit_name(report.world.projects, unit, lang)


def step_name(report: ReportData, unit: str, lang: Lang) -> str:
    """A unit in an order of building: its name, and whether it is open already."""
    return layers.step_name(report.world.projects, unit, lang, data_date=report.world.data.study.data_date)


def step_told(report: ReportData, unit: str, lang: Lang) -> tuple[str, str]:
    """A unit in the order of the main scenario as ``step_name``, and why it does not come sooner, as the page tells it."""
    found, data = report.contribution, report.world.data
    among = {step.unit for step in found.order} if found is not None else set[str]()
    after = layers.step_after(report.world.projects, unit, lang, among=among, data_date=data.study.data_date)
    return step_name(report, unit, lang), after


def step_line(report: ReportData, unit: str, lang: Lang) -> str:
    """The same in one line of a table."""
    name, after = step_told(report, unit, lang)
    return f"{name}; {after}" if after else name


def numbers_note(report: ReportData, lang: Lang) -> str:
    """Which numbers the list of routes passes over; nothing where none."""
    return layers.numbers_left_out(report.source.projects(), report.projects, lang)


def still_to_build(report: ReportData, units: Iterable[str], lang: Lang) -> list[str]:
    """Those of an order that are not open yet, by name; of one that is partly open, what is left of it."""
    when = report.world.data.study.data_date
    return [*layers.still_to_build(report.world.projects, units, lang, data_date=when).values()]


def order_basis(report: ReportData, lang: Lang) -> list[str]:
    """Why an order tells of routes that are open: it begins with the base network; nothing where none is."""
    found = report.contribution
    projects, when = report.world.projects, report.world.data.study.data_date
    some = found is not None and any(layers.open_part(projects, step.unit, data_date=when) for step in found.order)
    return [say("slides.order_basis", lang)] if some else []


def valued_note(report: ReportData, lang: Lang) -> list[str]:
    """That the parts are estimates, with their error, or stand without ranges, where projects are too many for more."""
    from analysis.appraisal import MOST_JUDGED, SAMPLED_ORDERS  # noqa: PLC0415 - the network code where figures are told

    found = report.contribution
    if found is None:
        return []
    if found.exact:
        return [] if report.judged else [say("slides.worth_no_ranges", lang, most=MOST_JUDGED)]
    error = number(max(found.errors.values()) / people_counted(report), lang, decimals=2)
    return [say("slides.worth_sampled", lang, count=len(found.portfolio.counted), orders=SAMPLED_ORDERS, error=error)]
