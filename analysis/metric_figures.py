"""All figures of one scenario for the table of metrics, read from one skim and one run a capital.

Places and trips are those of ``yardstick``. To gates, airport and ports the way leads from the district
to the nearest one. A mean of which one member is not connected is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.communes import communes, people_within
from analysis.district_sets import counted_people
from analysis.routing import Skim
from analysis.yardstick import Yardstick, tables, trips, yardstick

if TYPE_CHECKING:
    from analysis.lines import Floats
    from analysis.scenarios import Scenario
    from analysis.variants import Assumptions
    from analysis.world import World

LIMITS_MIN: Final = (60, 90)
FOUR: Final = ("shortest_km", "fastest_min", "fastest_length_km", "detour")  # these always stand together
_KM: Final = 1e-3
Figures = dict[str, float | None]


def figures(world: World, scenario: Scenario, assumptions: Assumptions) -> Figures:
    """Every figure of a scenario that roads decide, by key of the metric; ``None`` where not connected.

    ``assumptions`` give the weights; mode, speeds and access are the scenario's own.
    """
    rod, found = yardstick(world), tables(world, scenario)
    inhabitants = counted_people(world, rod.origins, assumptions.districts)
    counted = trips(world, scenario.baseline(), assumptions)
    result: Figures = {}
    result |= _named("capitals", _between(found.ways, rod, _capital_weights(rod)))
    result |= _named("districts", _between(found.ways, rod, counted.trips))
    for target, ends in rod.targets.items():
        result |= _named(target, _to_nearest(found.ways, rod, ends, inhabitants))
    for n, i in enumerate(rod.capitals):
        for limit in LIMITS_MIN:
            people = people_within(communes(world), found.to_capitals_min[:, n], limit)
            result[f"people_{limit}_{rod.origins[i].replace('-', '_')}"] = people
    saved = counted.value(found.ways.fastest_min[:, : len(rod.origins)])
    result["saved_person_min"] = saved if np.isfinite(saved) else None
    return result


def _capital_weights(rod: Yardstick) -> Floats:
    """One trip each way between the two provinces' capitals."""
    weights = np.zeros((len(rod.origins), len(rod.origins)))
    at = np.ix_(rod.capitals, rod.capitals)
    weights[at] = 1.0 - np.eye(len(rod.capitals))
    return weights


def _named(group: str, four: tuple[float | None, ...]) -> Figures:
    return {f"{group}_{name}": value for name, value in zip(FOUR, four, strict=True)}


def _between(ways: Skim, rod: Yardstick, weights: Floats) -> tuple[float | None, ...]:
    """The four figures as weighted means over pairs of origins."""
    square = slice(0, len(rod.origins))
    detour = _divided(ways.shortest_m[:, square], rod.geodesic_m[:, square])
    return (
        _mean(ways.shortest_m[:, square] * _KM, weights),
        _mean(ways.fastest_min[:, square], weights),
        _mean(ways.fastest_length_m[:, square] * _KM, weights),
        _mean(detour, weights),
    )


def _to_nearest(ways: Skim, rod: Yardstick, ends: tuple[int, ...], people: Floats) -> tuple[float | None, ...]:
    """The four figures from each district to the nearest of some ends, weighted by its people who count.

    Nearest by distance for distance and detour index, nearest by time for time and its length.
    """
    if not ends or not len(rod.origins):
        return (None,) * len(FOUR)
    metres, minutes, length_m = (t[:, ends] for t in (ways.shortest_m, ways.fastest_min, ways.fastest_length_m))
    rows = np.arange(len(rod.origins))
    near, soon = (np.where(np.isnan(t), np.inf, t).argmin(axis=1) for t in (metres, minutes))
    detour = _divided(metres, rod.geodesic_m[:, ends])
    return (
        _mean(metres[rows, near] * _KM, people),
        _mean(minutes[rows, soon], people),
        _mean(length_m[rows, soon] * _KM, people),
        _mean(detour[rows, near], people),
    )


def _divided(metres: Floats, geodesic_m: Floats) -> Floats:
    return np.divide(metres, geodesic_m, out=np.full_like(metres, np.nan), where=geodesic_m > 0)


def _mean(table: Floats, weights: Floats) -> float | None:
    """Weighted mean; ``None`` without weights, or if a member with a weight is not connected."""
    counted = weights > 0
    values = table[counted]
    if not counted.any() or not np.isfinite(values).all():
        return None
    return float(weights[counted] @ values / weights[counted].sum())
