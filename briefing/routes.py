"""The routes of a briefing as rows of facts: what slides, workbook and web page list of each project.

Costs are as published, never filled in and never added up across price years; a route without one says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.catalogue import PROJECT_GROUPS
from layers.costs import ProjectCost, project_cost
from words import Lang, say
from words.figures import adding_up, as_published, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.projects import Project


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
        """Kilometres; an asterisk marks those measured on the map."""
        return self.length_figure(lang) + ("" if self.published else "*")

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
    """The projects in the order in which a map numbers them: by group, an upgrade after its base."""
    ordered = sorted(projects, key=lambda p: (PROJECT_GROUPS.index(p.group), p.upgrade_of is not None))
    return [RouteRow.of(project) for project in ordered]
