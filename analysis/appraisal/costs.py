"""What a set of units costs, as published or, of the user's own roads, as entered: a range, and everything that has no figure by name.

Nothing is imputed: a unit without a published cost, or one that is only some sections of a project,
has none and is named. What a project costs is asked of ``layers.costs``. It is charged in full even
where only a part of the project stands in a year, or only a part serves the two provinces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers import is_own, project_cost
from words import Word, published_ends

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.scenarios import World
    from layers import Project, ProjectCost


@dataclass(frozen=True)
class UnitsCost:
    """The cost of some units in billions of đồng.

    Parameters
    ----------
    low_bn, high_bn
        Sum of the ranges published or entered; ``None`` if no unit has one.
    without
        Units without a cost, by id.
    price_years
        Years of the prices summed, ascending; more than one needs a note. Unknown years are left out.
    unverified
        Units whose figure is not verified.
    own
        Units whose figure the user entered.
    own_low_bn, own_high_bn
        The part of the sum that is theirs.
    """

    low_bn: float | None
    high_bn: float | None
    without: tuple[str, ...] = ()
    price_years: tuple[int, ...] = ()
    unverified: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    own_low_bn: float = 0.0
    own_high_bn: float = 0.0

    @property
    def upper_bn(self) -> float | None:
        """The upper figure as published, where one has to stand for the range; of one figure that two sources round, the lower."""
        if self.low_bn is None or self.high_bn is None:
            return self.high_bn
        return published_ends(self.low_bn, self.high_bn)[1]

    @property
    def kind(self) -> Word:
        """Whose figures the sum holds: every surface that tells it says so."""
        if not self.own:
            return Word("metrics.cost_kind_published")
        return Word(f"metrics.cost_kind_{'mixed' if self.own_high_bn < (self.high_bn or 0.0) else 'own'}")


def unit_cost(world: World, unit: str) -> tuple[float, float] | None:
    """Low and high cost of a unit in billions of đồng; ``None`` without a figure, or for a part of a project."""
    found = published_cost(world, unit)
    return None if found is None else (found.low_bn, found.high_bn)


def units_cost(world: World, units: Iterable[str]) -> UnitsCost:
    """The cost of several units together."""
    listed = sorted(units)
    found = {u: cost for u in listed if (cost := published_cost(world, u)) is not None}
    own = {u: cost for u, cost in found.items() if is_own(u)}
    return UnitsCost(
        low_bn=sum((c.low_bn for c in found.values()), 0.0) if found else None,
        high_bn=sum((c.high_bn for c in found.values()), 0.0) if found else None,
        without=tuple(u for u in listed if u not in found),
        price_years=tuple(sorted({year for c in found.values() for year in c.price_years})),
        unverified=tuple(u for u, c in found.items() if c.unverified),
        own=tuple(own),
        own_low_bn=sum(c.low_bn for c in own.values()),
        own_high_bn=sum(c.high_bn for c in own.values()),
    )


def published_cost(world: World, unit: str) -> ProjectCost | None:
    """The published or entered cost of a unit that is all of a project; ``None`` for a part of one, or without a figure."""
    project = _whole(world, unit)
    return project_cost(project) if project else None


def _whole(world: World, unit: str) -> Project | None:
    """The project that a unit is all of, if it is one."""
    table = world.links.sections
    mask = world.unit_sections(unit)
    owner, *others = world.owners(unit)
    if others:
        return None
    return world.projects[owner] if mask.sum() == (table.project_id == owner).sum() else None
