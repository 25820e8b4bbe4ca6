"""How evenly minutes are spread over people: weighted quantiles, Gini coefficient, the worst-off tenth.

Every function takes one value and one number of people a group, (n,); groups with NaN or without people
do not count. Sources: Gini (1912) by the trapezoids of the Lorenz curve (Lorenz 1905, doi:10.2307/2276207);
quantiles are the inverse of the weighted distribution function (type 1 of Hyndman and Fan 1996,
doi:10.2307/2684934).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from analysis.lines import Floats

WORST_SHARE: Final = 0.1
_ROUNDING: Final = 1e-12  # shares of people that differ by less are equal


def weighted_mean(values: Floats, people: Floats) -> float:
    """Mean for each inhabitant; NaN if nobody counts."""
    values, people = _counted(values, people)
    return float(values @ people / people.sum()) if len(values) else float("nan")


def weighted_quantile(values: Floats, people: Floats, share: float) -> float:
    """Smallest value that at least ``share`` (0 to 1) of the people do not exceed; NaN if nobody counts."""
    values, people = _counted(values, people)
    if not len(values):
        return float("nan")
    reached = np.cumsum(people) / people.sum()
    return float(values[min(int(np.searchsorted(reached, share - _ROUNDING)), len(values) - 1)])


def gini(values: Floats, people: Floats) -> float:
    """Gini coefficient, 0 (all alike) to 1; NaN if nobody counts or all values are zero.

    Equals Σᵢ Σⱼ wᵢ wⱼ |xᵢ − xⱼ| ÷ (2 W² x̄) for values that are not negative.
    """
    values, people = _counted(values, people)
    total = float(values @ people)
    if not len(values) or total <= 0:
        return float("nan")
    share = people / people.sum()
    lorenz = np.concatenate([[0.0], np.cumsum(values * people) / total])
    return float(1.0 - share @ (lorenz[1:] + lorenz[:-1]))


def worst_mean(values: Floats, people: Floats, share: float = WORST_SHARE) -> float:
    """Mean of the ``share`` of people with the largest values; a group on the edge counts in part."""
    values, people = _counted(values, people)
    if not len(values):
        return float("nan")
    wanted = share * people.sum()
    before = np.cumsum(people[::-1]) - people[::-1]
    taken = np.clip(wanted - before, 0.0, people[::-1])
    return float(values[::-1] @ taken / wanted)


def _counted(values: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Groups that count, in order of their values."""
    counts = np.isfinite(values) & (np.nan_to_num(people) > 0)
    order = np.argsort(values[counts], kind="stable")
    return values[counts][order], people[counts][order]
