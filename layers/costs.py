"""What a project costs, as published: one answer that map, sheet, slides, workbook, page, geodata and commands give.

A project's cost is its first published figure and those that add to it (other parts of the same
road); further figures are parts of the first or other variants and never count. Nothing is imputed:
a project without a figure has none. Amounts are billions of đồng at the prices of the years named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from words import Lang, cost_span, say

if TYPE_CHECKING:
    from layers.projects import Cost, Project

_CLAUSE: Final = re.compile(r"(?:[,;:]\s|\s*\().*", re.DOTALL)  # what follows the first clause of a scope


@dataclass(frozen=True)
class ProjectCost:
    """The published cost of one project in billions of đồng.

    Parameters
    ----------
    entries
        The published figures that make it up, at least one, in the order of the file.
    """

    entries: tuple[Cost, ...]

    @property
    def low_bn(self) -> float:
        """The lowest it is published as."""
        return sum(c.low_bn_vnd for c in self.entries)

    @property
    def high_bn(self) -> float:
        """The highest it is published as."""
        return sum(c.high_bn_vnd for c in self.entries)

    @property
    def price_years(self) -> tuple[int, ...]:
        """Years of the prices, ascending; a figure whose year is not published has none."""
        return tuple(sorted({c.price_year for c in self.entries if c.price_year is not None}))

    @property
    def land_included(self) -> bool | None:
        """Whether land clearance is in it; ``None`` where a part does not say, or the parts differ."""
        told = {c.land_included for c in self.entries}
        return told.pop() if len(told) == 1 else None

    @property
    def unverified(self) -> bool:
        """Whether a part of it is not verified."""
        return any(c.unverified for c in self.entries)

    @property
    def sources(self) -> tuple[str, ...]:
        """Addresses of the pages that published it, each once."""
        return tuple(dict.fromkeys(c.source_url for c in self.entries if c.source_url))

    def scope(self, lang: Lang, *, brief: bool = False) -> str:
        """What it covers, part by part; ``brief`` leaves each part its first clause, for a legend or a tooltip."""
        told = [c.scope(lang) for c in self.entries]
        return "; ".join(_CLAUSE.sub("", s) if brief else s for s in told if s)

    def figure(self, lang: Lang) -> str:
        """Low–high, the price year in brackets: ``khoảng 132.155 (2025)``."""
        return cost_span(self.low_bn, self.high_bn, lang) + self._years()

    def text(self, lang: Lang, *, brief: bool = False) -> str:
        """The figure with its unit, its scope, and "chưa kiểm chứng" where it is not verified."""
        parts = [self._amount(lang), self.scope(lang, brief=brief)]
        parts.append(say("layers.cost_unverified", lang) if self.unverified else "")
        return " – ".join(part for part in parts if part)

    def with_unit(self, lang: Lang) -> str:
        """The figure with its unit and "chưa kiểm chứng" where it is: ``8 tỷ đồng (2025), chưa kiểm chứng``."""
        said = self._amount(lang)
        return f"{said}, {say('layers.cost_unverified', lang)}" if self.unverified else said

    def _amount(self, lang: Lang) -> str:
        return say("layers.cost_figure", lang, amount=cost_span(self.low_bn, self.high_bn, lang)) + self._years()

    def _years(self) -> str:
        return f" ({', '.join(map(str, self.price_years))})" if self.price_years else ""


def project_cost(project: Project) -> ProjectCost | None:
    """The cost of a whole project; ``None`` where none is published."""
    counted = tuple(c for n, c in enumerate(project.costs) if n == 0 or c.adds)
    return ProjectCost(counted) if counted else None


def cost_text(project: Project, lang: Lang, *, brief: bool = False) -> str:
    """The project's cost in words; "chưa có số liệu" without one."""
    found = project_cost(project)
    return say("layers.cost_none", lang) if found is None else found.text(lang, brief=brief)
