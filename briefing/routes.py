"""The routes of a briefing as rows of facts: what slides, workbook and web page list of each project.

Costs are as published, never filled in and never added up across price years; a route without one says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.costs import counted_costs
from layers.catalogue import PROJECT_GROUPS
from words import Lang, say
from words.figures import number, span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.projects import Cost, Project


@dataclass(frozen=True)
class RouteRow:
    """One project.

    Attributes
    ----------
    length_km, published
        Published length where there is one, else measured on the map; which of the two it is.
    status_km
        Kilometres by status of the sections, measured on the map.
    schematic_km
        Kilometres without an official alignment, drawn as "hướng tuyến minh họa".
    costs
        The published costs that make up the project's; none if there are none.
    """

    project: Project
    length_km: float
    published: bool
    status_km: Mapping[str, float]
    schematic_km: float
    costs: tuple[Cost, ...]

    @classmethod
    def of(cls, project: Project) -> RouteRow:
        """The facts of a project."""
        published = project.published_km()
        return cls(
            project=project,
            length_km=project.computed_length_km if published is None else published,
            published=published is not None,
            status_km=project.status_km(),
            schematic_km=project.quality_km.get("schematic", 0.0),
            costs=counted_costs(project),
        )

    def name(self, lang: Lang) -> str:
        """The project's name."""
        return self.project.text("name", lang)

    def alignment_text(self, lang: Lang) -> str:
        """Words that call the project, or a part of it, "hướng tuyến minh họa"; nothing where that does not hold."""
        if self.schematic_km <= 0:
            return ""
        return say("briefing.schematic" if self.project.schematic else "briefing.schematic_partly", lang)

    def length_text(self, lang: Lang) -> str:
        """Kilometres; an asterisk marks those measured on the map."""
        decimals = 1 if float(self.length_km * 10).is_integer() or not self.published else 2
        return number(self.length_km, lang, decimals=decimals) + ("" if self.published else "*")

    def status_text(self, lang: Lang) -> str:
        """The one status, or each with its kilometres."""
        names = {s: say(f"briefing.status_{s}", lang) for s in self.status_km}
        if len(names) == 1:
            return next(iter(names.values()))
        return "; ".join(f"{names[s]} {number(km, lang)} km" for s, km in self.status_km.items())

    def cost_text(self, lang: Lang) -> str:
        """Billions of đồng with the price year, "chưa kiểm chứng" where it is; "chưa có số liệu" without one."""
        if not self.costs:
            return say("slides.no_cost", lang)
        text = span(*self.cost_bn_vnd, lang)  # type: ignore[misc]
        text += f" ({', '.join(map(str, self.price_years))})" if self.price_years else ""
        return f"{text} {say('briefing.unverified', lang)}" if self.unverified else text

    @property
    def cost_bn_vnd(self) -> tuple[float, float] | None:
        """Low and high, billions of đồng; None without a published cost."""
        if not self.costs:
            return None
        return sum(c.low_bn_vnd for c in self.costs), sum(c.high_bn_vnd for c in self.costs)

    @property
    def price_years(self) -> tuple[int, ...]:
        """Years of the prices, ascending."""
        return tuple(sorted({c.price_year for c in self.costs if c.price_year is not None}))

    @property
    def unverified(self) -> bool:
        """Whether a part of the cost is not verified."""
        return any(c.unverified for c in self.costs)


def route_rows(projects: Iterable[Project]) -> list[RouteRow]:
    """The projects in the order in which a map numbers them: by group, an upgrade after its base."""
    ordered = sorted(projects, key=lambda p: (PROJECT_GROUPS.index(p.group), p.upgrade_of is not None))
    return [RouteRow.of(project) for project in ordered]
