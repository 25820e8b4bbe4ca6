"""The main finding: what may be said of a scenario, from the figures and nothing else; ``words.sentences`` has the sentence.

"Shorter" is written only where the shortest distance falls by at least 0.5 km and 1 % and its range
does not hold zero; otherwise time leads and the text says that the distance does not change notably.
A saving below the thresholds, or whose range holds zero, is not significant; one whose range keeps its
sign is, and is told with it. Without ranges in the table the thresholds alone decide; the sentence then
names no range. Differences are those of the figures as printed beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from analysis.measures.comparison import Effect, classify, is_faster
from analysis.measures.metrics import require_variant
from analysis.network import Figures
from analysis.scenarios import BASELINE

if TYPE_CHECKING:
    from analysis.measures.metrics import Cell, MetricTable
    from analysis.scenarios import Variant

_M: Final = 1000.0
_NOTABLE_KM: Final = 0.5


class Case(StrEnum):
    """What the sentence says; ``words/*/finding.toml`` holds one for each."""

    BASELINE = "baseline"
    SHORTER_FASTER = "shorter_faster"
    SHORTER = "shorter"  # distance only
    FASTER = "faster"  # time only
    NOT_SIGNIFICANT = "not_significant"
    NO_EFFECT = "no_effect"
    LOSS = "loss"
    MIXED = "mixed"  # one of time and distance falls notably, the other rises
    CONNECTED = "connected"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Finding:
    """One variant against the baseline, for one group of trips.

    Parameters
    ----------
    case
        What may be said.
    group
        ``districts`` (mean by population) or ``capitals``.
    digest
        Names the figures it was made from.
    before, after
        Shortest distance in m, fastest time in min, length of the fastest route in m, detour index.
    minutes, metres
        Lowest and highest saving over the cases of the assumptions, ``None`` without ranges.
    some
        Whether only a choice of districts counts.
    """

    case: Case
    variant: Variant
    group: str
    digest: str
    before: Figures
    after: Figures
    minutes: tuple[float, float] | None
    metres: tuple[float, float] | None
    some: bool = False


def finding(table: MetricTable, variant_key: str, *, group: str = "districts") -> Finding:
    """What may be said of a variant of the table.

    Parameters
    ----------
    group
        ``districts``: mean between the districts of the two provinces; ``capitals``: between the two capitals.

    Raises
    ------
    InputError
        If the table has no such variant.
    """
    variant = require_variant(table, variant_key)
    minutes = table.cell(variant_key, f"{group}_fastest_min")
    km = table.cell(variant_key, f"{group}_shortest_km")
    before, after = (_figures(table, key, group) for key in (table.variants[0].key, variant_key))
    saved_min, saved_m = _saving(minutes, 1.0), _saving(km, _M)
    return Finding(
        case=Case.BASELINE if variant_key == BASELINE else case_of(before, after, minutes=saved_min, metres=saved_m),
        variant=variant,
        group=group,
        digest=table.digest(variant_key),
        before=before,
        after=after,
        minutes=saved_min,
        metres=saved_m,
        some=group == "districts" and bool(table.assumptions.districts),
    )


def case_of(
    before: Figures, after: Figures, *, minutes: tuple[float, float] | None, metres: tuple[float, float] | None
) -> Case:
    """What may be said of figures before and after, with the ranges of the savings."""
    effect = classify(before, after, saved_min_range=minutes, saved_m_range=metres)
    if before.fastest_min is None or after.fastest_min is None or before.shortest_m is None or after.shortest_m is None:
        return Case(effect.value)
    saved_m = before.shortest_m - after.shortest_m
    faster = is_faster(before.fastest_min, after.fastest_min, minutes)
    if effect is Effect.SHORTER:
        return Case.SHORTER_FASTER if faster else Case.SHORTER
    if effect is Effect.LOSS and (faster or saved_m >= _NOTABLE_KM * _M):
        return Case.MIXED
    return Case(effect.value)


def _saving(cell: Cell, scale: float) -> tuple[float, float] | None:
    """Lowest and highest saving from a cell's range of differences."""
    return None if cell.low is None or cell.high is None else (-cell.high * scale, -cell.low * scale)


def _figures(table: MetricTable, variant_key: str, group: str) -> Figures:
    shortest, fastest, length, detour = (
        table.cell(variant_key, f"{group}_{name}").value
        for name in ("shortest_km", "fastest_min", "fastest_length_km", "detour")
    )
    return Figures(_metres(shortest), fastest, _metres(length), detour)


def _metres(km: float | None) -> float | None:
    return None if km is None else km * _M
