"""The one table: all variants of a set × all metrics, with differences to the baseline and ranges.

``metric_table(world, scenario_set)`` gives the central figures at once; with ``ranges=True`` it also
changes one assumption at a time (speeds, access, weights) and gives the lowest and highest
difference, baseline and variant under the same case. Every figure is read from tables that are kept
with the world under the scenario they belong to (one skim, and one run a capital), so that a change of one
variant computes that one alone. Places and trips are those of ``appraisal.trips``. To gates, airport and ports
the way leads from the district to the nearest one. A mean of which one member is not connected is none:
``None`` is "not connected" or "not applicable", never 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.accessibility import communes, people_within
from analysis.appraisal import (
    TripSavings,
    UnitsCost,
    Yardstick,
    YardstickTables,
    district_trips,
    units_cost,
    yardstick,
    yardstick_tables,
)
from analysis.measures.comparison import FASTER_MIN, SHORTER_M, SHORTER_SHARE, keeps_sign
from analysis.scenarios import counted_people
from words import InputError, Lang, difference, range_around, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.network import Floats
    from analysis.scenarios import Assumptions, Scenario, ScenarioSet, Variant, World
    from layers import Section

LIMITS_MIN: Final = (60, 90)
FOUR: Final = ("shortest_km", "fastest_min", "fastest_length_km", "detour")  # these always stand together
ADDED: Final = ("roads", "money")  # groups whose figures are themselves what a scenario adds
NEW_KM, UPGRADE_KM, COST, SAVED, PER_COST = "new_km", "upgrade_km", "cost", "saved_person_min", "saved_per_bn"
_KM: Final = 1e-3
_SAME: Final = 1e-9
MetricFigures = dict[str, float | None]


@dataclass(frozen=True)
class Readings:
    """What the figures of one scenario are read from; its tables are kept with the world.

    Parameters
    ----------
    assumptions
        Give the weights; mode, speeds and access are the scenario's own.
    """

    world: World
    scenario: Scenario
    assumptions: Assumptions

    @cached_property
    def rod(self) -> Yardstick:
        """The places every scenario is measured by."""
        return yardstick(self.world)

    @cached_property
    def tables(self) -> YardstickTables:
        """Ways from the districts, and minutes of communes to the capitals."""
        return yardstick_tables(self.world, self.scenario)

    @cached_property
    def people(self) -> Floats:
        """Inhabitants of each district who count: (origins,)."""
        return counted_people(self.world, self.rod.origins, self.assumptions.districts)

    @cached_property
    def trips(self) -> TripSavings:
        """Trips between the districts of the two provinces, fixed at the baseline."""
        return district_trips(self.world, self.scenario.baseline(), self.assumptions)

    @cached_property
    def of_group(self) -> dict[str, tuple[float | None, ...]]:
        """The four figures of each group of ``FOUR_OF``."""
        return {group: read(self) for group, read in FOUR_OF.items()}


@dataclass(frozen=True)
class VariantFacts:
    """What the figures of one variant are read from that no assumption changes.

    Parameters
    ----------
    saved
        The cell of ``SAVED``.
    """

    world: World
    variant: Variant
    cost: UnitsCost
    saved: Cell


@dataclass(frozen=True)
class Metric:
    """One row of the table.

    Parameters
    ----------
    key
        Stable ascii name.
    group
        ``capitals``, ``districts``, ``gate``, ``airport``, ``port``, ``people``, ``roads`` or ``money``.
    unit
        ``km``, ``min``, ``index``, ``people``, ``bn_vnd``, ``person_min`` or ``person_min_per_bn``.
    decimals
        Places shown.
    better
        ``less``, ``more``, or empty where neither is better.
    read
        The figure of a scenario, ``None`` where not connected; the table gives its difference and range.
    whole
        Instead of ``read``: the whole cell, of what no assumption changes.
    each_capital
        Stands for one row for each of the two capitals; those have its ``place_id``.
    word
        Its name in the catalogue, ``metrics.<word>``; by default the key.
    """

    key: str
    group: str
    unit: str
    decimals: int
    better: str
    place_id: str = ""
    limit_min: int = 0
    read: Callable[[Readings, Metric], float | None] | None = field(default=None, repr=False, compare=False)
    whole: Callable[[VariantFacts], Cell] | None = field(default=None, repr=False, compare=False)
    each_capital: bool = False
    word: str = ""

    def title(self, lang: Lang, world: World) -> str:
        """Its name in the language asked for."""
        if not self.place_id:
            return say(f"metrics.{self.word or self.key}", lang)
        place = world.place(self.place_id).name(lang)
        return say(f"metrics.{self.word}", lang, limit=self.limit_min, place=place)

    def unit_text(self, lang: Lang) -> str:
        """Its unit as written behind a figure; empty for an index."""
        return "" if self.unit == "index" else say(f"metrics.unit_{self.unit}", lang)

    def at(self, place_id: str) -> Metric:
        """The row of one capital."""
        key = f"{self.key}_{place_id.replace('-', '_')}"
        return replace(self, key=key, place_id=place_id, each_capital=False, word=self.word or self.key)


@dataclass(frozen=True)
class Cell:
    """One variant's figure.

    Parameters
    ----------
    value
        The figure; of a cost range its lower end.
    difference
        Value − baseline; ``None`` for the baseline itself and where one of both is missing.
    low, high
        Lowest and highest difference over the cases of the assumptions, ``None`` without ranges or
        where a case is not connected. Of a cost the published range itself, of the saving per cost
        the saving ÷ upper and ÷ lower cost (with ranges: lowest and highest saving).
    cases
        The difference under each case of the assumptions, the central one first; empty without ranges.
    """

    value: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    cases: tuple[float | None, ...] = field(default=(), compare=False, repr=False)

    @property
    def significant(self) -> bool:
        """Whether there is a difference, and its range, however wide, does not hold zero."""
        if self.difference is None or self.difference == 0:
            return False
        return keeps_sign(None if self.low is None or self.high is None else (self.low, self.high))


def _between(readings: Readings, weights: Floats) -> tuple[float | None, ...]:
    """The four figures as weighted means over pairs of origins."""
    ways, rod = readings.tables.ways, readings.rod
    square = slice(0, len(rod.origins))
    detour = _divided(ways.shortest_m[:, square], rod.geodesic_m[:, square])
    return (
        _mean(ways.shortest_m[:, square] * _KM, weights),
        _mean(ways.fastest_min[:, square], weights),
        _mean(ways.fastest_length_m[:, square] * _KM, weights),
        _mean(detour, weights),
    )


def _between_capitals(readings: Readings) -> tuple[float | None, ...]:
    """One trip each way between the two provinces' capitals."""
    rod = readings.rod
    weights = np.zeros((len(rod.origins), len(rod.origins)))
    at = np.ix_(rod.capitals, rod.capitals)
    weights[at] = 1.0 - np.eye(len(rod.capitals))
    return _between(readings, weights)


def _between_districts(readings: Readings) -> tuple[float | None, ...]:
    """Mean over the pairs of districts across the two provinces, by trips."""
    return _between(readings, readings.trips.trips)


def _to_nearest(target: str, readings: Readings) -> tuple[float | None, ...]:
    """The four figures from each district to the nearest of some ends, weighted by its people who count.

    Nearest by distance for distance and detour index, nearest by time for time and its length.
    """
    ways, rod, people = readings.tables.ways, readings.rod, readings.people
    ends = rod.targets[target]
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


def _one_of_four(readings: Readings, metric: Metric) -> float | None:
    return readings.of_group[metric.group][FOUR.index(metric.key.removeprefix(f"{metric.group}_"))]


def _people_within(readings: Readings, metric: Metric) -> float:
    """People of communes within a limit of one of the capitals."""
    column = [readings.rod.origins[i] for i in readings.rod.capitals].index(metric.place_id)
    return people_within(communes(readings.world), readings.tables.to_capitals_min[:, column], metric.limit_min)


def _saved(readings: Readings, _: Metric) -> float | None:
    """Person-minutes saved between the districts; ``None`` if a counted pair is cut off."""
    saved = readings.trips.value(readings.tables.ways.fastest_min[:, : len(readings.rod.origins)])
    return saved if np.isfinite(saved) else None


def _new_km(facts: VariantFacts) -> Cell:
    km = road_km(facts.world, facts.variant)[0]
    return Cell(km, km or None)


def _upgrade_km(facts: VariantFacts) -> Cell:
    km = road_km(facts.world, facts.variant)[1]
    return Cell(km, km or None)


def _cost(facts: VariantFacts) -> Cell:
    """The published range."""
    return Cell(facts.cost.low_bn, None, facts.cost.low_bn, facts.cost.high_bn)


def _saved_per_cost(facts: VariantFacts) -> Cell:
    """The saving per cost, only where every unit has a cost."""
    cost, saved = facts.cost, facts.saved
    if cost.low_bn is None or cost.high_bn is None or cost.without or saved.value is None or cost.low_bn <= 0:
        return Cell(None)
    low = saved.value if saved.low is None else saved.low
    high = saved.value if saved.high is None else saved.high
    ends = sorted(s / c for s in (low, high) for c in (cost.low_bn, cost.high_bn))
    return Cell(saved.value / cost.high_bn, None, ends[0], ends[-1])


FOUR_OF: Final[dict[str, Callable[[Readings], tuple[float | None, ...]]]] = {  # group → its four figures
    "capitals": _between_capitals,
    "districts": _between_districts,
    **{target: partial(_to_nearest, target) for target in ("gate", "airport", "port")},
}
_OF_FOUR: Final = {  # unit, places shown, what is better
    "shortest_km": ("km", 1, "less"),
    "fastest_min": ("min", 1, "less"),
    "fastest_length_km": ("km", 1, ""),  # may rise where time falls
    "detour": ("index", 2, "less"),
}
# every row of the table on every surface, in its order: a metric more is one row here and its words
METRICS: Final = [
    *(Metric(f"{g}_{n}", g, *_OF_FOUR[n], read=_one_of_four) for g in FOUR_OF for n in FOUR),
    *(
        Metric(
            f"people_{limit}",
            "people",
            "people",
            0,
            "more",
            limit_min=limit,
            read=_people_within,
            each_capital=True,
            word="people_within",
        )
        for limit in LIMITS_MIN
    ),
    Metric(NEW_KM, "roads", "km", 1, "", whole=_new_km),
    Metric(UPGRADE_KM, "roads", "km", 1, "", whole=_upgrade_km),
    Metric(COST, "money", "bn_vnd", 0, "less", whole=_cost),
    Metric(SAVED, "money", "person_min", 0, "more", read=_saved),
    Metric(PER_COST, "money", "person_min_per_bn", 0, "more", whole=_saved_per_cost),
]


def is_notable(metric: Metric, cell: Cell) -> bool:
    """Whether a difference may be called one: its range without zero, a distance ≥ 0.5 km and ≥ 1 %, a time ≥ 0.5 min."""
    if cell.value is None or cell.difference is None or not cell.significant:
        return False
    size = abs(cell.difference)
    if metric.unit == "km":
        return size >= max(SHORTER_M * 1e-3, SHORTER_SHARE * abs(cell.value - cell.difference))
    return size >= FASTER_MIN if metric.unit == "min" else size >= 0.5 * 10.0**-metric.decimals


@dataclass(frozen=True)
class MetricTable:
    """All figures of a set.

    Parameters
    ----------
    variants, assumptions
        As in the set.
    metrics
        The rows.
    with_ranges
        Whether the assumptions were varied.
    """

    variants: tuple[Variant, ...]
    assumptions: Assumptions
    metrics: tuple[Metric, ...]
    with_ranges: bool
    _cells: dict[tuple[str, str], Cell]
    _digests: dict[str, str]
    _costs: dict[str, UnitsCost]

    def cell(self, variant_key: str, metric_key: str) -> Cell:
        """One figure; both keys must be of the table."""
        return self._cells[variant_key, metric_key]

    def change(self, variant_key: str, metric: Metric) -> float | None:
        """The difference to the baseline as printed, that of the rounded figures; ``None`` where there is none."""
        cell = self.cell(variant_key, metric.key)
        if cell.difference is None:
            return None
        base = self.cell(self.variants[0].key, metric.key)
        return difference(base.value, cell.value, decimals=metric.decimals)

    def change_range(self, variant_key: str, metric: Metric) -> tuple[float, float] | None:
        """The ends of that difference under other assumptions, as printed; ``None`` without ranges or if both print alike."""
        cell = self.cell(variant_key, metric.key)
        return range_around(self.change(variant_key, metric), cell.low, cell.high, decimals=metric.decimals)

    def notable(self, variant_key: str, metric: Metric) -> bool:
        """Whether that difference may be called one."""
        return is_notable(metric, self.cell(variant_key, metric.key))

    def slight(self, variant_key: str, metric: Metric) -> bool:
        """Whether there is a difference to the baseline, as printed, that may not be called one."""
        told = metric.group not in ADDED and bool(self.change(variant_key, metric))
        return told and not self.notable(variant_key, metric)

    def digest(self, variant_key: str) -> str:
        """What names all figures of a variant: data, scenario, assumptions, weights."""
        return self._digests[variant_key]

    def cost(self, variant_key: str) -> UnitsCost:
        """The cost of a variant with the units that have none, price years and what is not verified."""
        return self._costs[variant_key]


def metrics_of(world: World) -> tuple[Metric, ...]:
    """The rows of the table for the places of a world."""
    rod = yardstick(world)
    capitals = [rod.origins[i] for i in rod.capitals]
    rows: list[Metric] = []
    for each_capital, found in groupby(METRICS, key=attrgetter("each_capital")):
        listed = list(found)
        rows += [m.at(place) for place in capitals for m in listed] if each_capital else listed
    return tuple(rows)


def metric_table(
    world: World,
    scenario_set: ScenarioSet,
    *,
    ranges: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> MetricTable:
    """All variants × all metrics.

    Parameters
    ----------
    ranges
        Vary the assumptions too; about eight times the work the first time.
    progress
        Called with (tables done, tables in all) before each one that is computed; may raise to stop.

    Raises
    ------
    InputError
        If a variant is not feasible.
    """
    usual = scenario_set.assumptions
    cases = usual.cases() if ranges else [usual]
    _compute(world, [state_of(v, a) for a in cases for v in scenario_set.variants], progress)
    cells: dict[tuple[str, str], Cell] = {}
    rows = metrics_of(world)
    costs = {v.key: units_cost(world, v.units) for v in scenario_set.variants}
    nothing = [_figures(world, scenario_set.variants[0], a, rows) for a in cases]
    for variant in scenario_set.variants:
        found = [_figures(world, variant, a, rows) for a in cases]
        own = _cells(found, nothing, baseline=variant is scenario_set.variants[0])
        facts = VariantFacts(world, variant, costs[variant.key], own[SAVED])
        own |= {m.key: m.whole(facts) for m in rows if m.whole is not None}
        cells |= {(variant.key, m.key): own[m.key] for m in rows}
    digests = {v.key: v.digest(usual, world.data_digest) for v in scenario_set.variants}
    return MetricTable(scenario_set.variants, usual, rows, ranges, cells, digests, costs)


def state_of(variant: Variant, assumptions: Assumptions) -> Scenario:
    """The scenario of a variant; without projects the same one for every year and access."""
    scenario = variant.scenario(assumptions)
    return scenario if variant.units else replace(scenario.baseline(), closed_links=scenario.closed_links)


def _compute(world: World, states: list[Scenario], progress: Callable[[int, int], None] | None) -> None:
    needed = list(dict.fromkeys(s for x in states for s in (x.baseline(), x)))
    for done, scenario in enumerate(needed):
        if progress is not None:
            progress(done, len(needed))
        yardstick_tables(world, scenario)


def _figures(world: World, variant: Variant, assumptions: Assumptions, rows: Sequence[Metric]) -> MetricFigures:
    """Every figure of a variant that roads decide, by key of the metric."""
    readings = Readings(world, state_of(variant, assumptions), assumptions)
    return {m.key: m.read(readings, m) for m in rows if m.read is not None}


def _cells(found: list[MetricFigures], nothing: list[MetricFigures], *, baseline: bool) -> dict[str, Cell]:
    """Cells of what roads decide; the first of ``found`` and ``nothing`` is the central case."""
    cells = {}
    for key, value in found[0].items():
        changes = [_minus(a[key], b[key]) for a, b in zip(found, nothing, strict=True)]
        known = [c for c in changes if c is not None]
        if baseline or changes[0] is None:
            cells[key] = Cell(value)
        elif len(changes) == 1:
            cells[key] = Cell(value, changes[0])
        elif len(known) < len(changes):
            cells[key] = Cell(value, changes[0], cases=tuple(changes))
        else:
            cells[key] = Cell(value, changes[0], min(known), max(known), tuple(changes))
    return cells


def _minus(value: float | None, other: float | None) -> float | None:
    """The difference; sums in another order differ by less than one part in a thousand million."""
    if value is None or other is None:
        return None
    return 0.0 if math.isclose(value, other, rel_tol=_SAME) else value - other


def road_km(world: World, variant: Variant) -> tuple[float, float]:
    """Kilometres of new and of upgraded road that stand in the variant's year; each section once."""
    added = _added(world, variant)
    upgraded = sum((s.length_km for s in added if s.upgrade), 0.0)
    return sum((s.length_km for s in added if not s.upgrade), 0.0), upgraded


def schematic_km(world: World, variant: Variant) -> tuple[float, float]:
    """How many of ``road_km`` follow no official alignment, new and upgraded: they are a hypothesis."""
    added = [s for s in _added(world, variant) if s.quality == "schematic"]
    upgraded = sum((s.length_km for s in added if s.upgrade), 0.0)
    return sum((s.length_km for s in added if not s.upgrade), 0.0), upgraded


def _added(world: World, variant: Variant) -> list[Section]:
    """Sections that a variant adds to the base network by its year."""
    sections = [s for p in world.projects.values() for s in p.sections]
    masks = [world.unit_sections(u, year=variant.year) for u in sorted(variant.units)]
    stands = np.logical_or.reduce([np.zeros(len(sections), dtype=bool), *masks])
    return [s for s, stand in zip(sections, stands, strict=True) if stand and s.status != "existing"]


def require_variant(table: MetricTable, variant_key: str) -> Variant:
    """A variant of the table.

    Raises
    ------
    InputError
        If there is none of this key.
    """
    found = next((v for v in table.variants if v.key == variant_key), None)
    if found is None:
        raise InputError("scenarios.unknown_key", key=variant_key, known=", ".join(v.key for v in table.variants))
    return found
