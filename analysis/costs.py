"""What a set of units costs, as published: a range, and everything that has no figure by name.

Nothing is imputed: a unit without a published cost, or one that is only some sections of a project,
has none and is named. A project's cost is its first one and those that add to it; other entries are
parts of the first or other variants. It is charged in full even where only a part of the project
stands in a year, or only a part serves the two provinces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.world import World
    from layers.projects import Cost, Project


@dataclass(frozen=True)
class UnitsCost:
    """The cost of some units in billions of đồng.

    Parameters
    ----------
    low_bn, high_bn
        Sum of the published ranges; ``None`` if no unit has one.
    without
        Units without a published cost, by id.
    price_years
        Years of the prices summed, ascending; more than one needs a note. Unknown years are left out.
    unverified
        Units whose figure is not verified.
    """

    low_bn: float | None
    high_bn: float | None
    without: tuple[str, ...] = ()
    price_years: tuple[int, ...] = ()
    unverified: tuple[str, ...] = ()


def counted_costs(project: Project) -> tuple[Cost, ...]:
    """The published costs that make up a project's cost: the first, and those that add to it."""
    return tuple(c for i, c in enumerate(project.costs) if i == 0 or c.adds)


def unit_cost(world: World, unit: str) -> tuple[float, float] | None:
    """Low and high cost of a unit in billions of đồng; ``None`` without a figure, or for a part of a project."""
    project = _whole(world, unit)
    counted = counted_costs(project) if project else ()
    return (sum(c.low_bn_vnd for c in counted), sum(c.high_bn_vnd for c in counted)) if counted else None


def units_cost(world: World, units: Iterable[str]) -> UnitsCost:
    """The cost of several units together."""
    listed = sorted(units)
    found = {u: range_bn for u in listed if (range_bn := unit_cost(world, u))}
    entries = [(u, c) for u in found if (p := _whole(world, u)) for c in counted_costs(p)]
    return UnitsCost(
        low_bn=sum((low for low, _ in found.values()), 0.0) if found else None,
        high_bn=sum((high for _, high in found.values()), 0.0) if found else None,
        without=tuple(u for u in listed if u not in found),
        price_years=tuple(sorted({c.price_year for _, c in entries if c.price_year is not None})),
        unverified=tuple(dict.fromkeys(u for u, c in entries if c.unverified)),
    )


def _whole(world: World, unit: str) -> Project | None:
    """The project that a unit is all of, if it is one."""
    table = world.links.sections
    mask = world.unit_sections(unit)
    owners = set(table.project_id[mask].tolist())
    if len(owners) != 1:
        return None
    owner = owners.pop()
    return world.projects[owner] if mask.sum() == (table.project_id == owner).sum() else None
