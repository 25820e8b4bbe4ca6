"""The main finding in one plain sentence, made from the figures and nothing else.

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
from words import difference, number, range_around, say

if TYPE_CHECKING:
    from analysis.measures.metrics import Cell, MetricTable
    from analysis.scenarios import Variant
    from words import Lang

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

    def text(self, lang: Lang) -> str:
        """The sentence in the language asked for; the user's own title stands as written."""
        saved_min, saved_km = self._saved()
        whose = f"{self.group}_some" if self.some else self.group
        return say(
            f"finding.{self.case.value}",
            lang,
            title=self.variant.title(lang),
            trips=say(f"finding.trips_{whose}", lang),
            minutes=number(abs(saved_min), lang, decimals=1),
            km=number(abs(saved_km), lang, decimals=1),
            signed_min=number(-saved_min, lang, decimals=1, sign=True),
            signed_km=number(-saved_km, lang, decimals=1, sign=True),
            before_min=number(self.before.fastest_min, lang, decimals=1),
            after_min=number(self.after.fastest_min, lang, decimals=1),
            before_km=_km(self.before.shortest_m, lang),
            after_km=_km(self.after.shortest_m, lang),
            range=self._range(lang),
            longer=self._longer(lang),
        )

    def _range(self, lang: Lang) -> str:
        """What the assumptions make of the minutes: of a gain how much is saved, else the change with its sign."""
        if self.minutes is None:
            return ""
        gain = self.case in {Case.FASTER, Case.SHORTER_FASTER}
        ends = self.minutes if gain else (-self.minutes[1], -self.minutes[0])
        middle = self._saved()[0] if gain else -self._saved()[0]
        held = range_around(middle, *ends, decimals=1)
        if held is None:
            return ""
        low, high = (number(m, lang, decimals=1, sign=not gain) for m in held)
        return say("finding.range", lang, low=low, high=high)

    def _saved(self) -> tuple[float, float]:
        """Minutes and kilometres saved as printed; 0 where a side is not connected and the sentence names neither."""
        saved_min = difference(self.after.fastest_min, self.before.fastest_min, decimals=1)
        saved_km = difference(_in_km(self.after.shortest_m), _in_km(self.before.shortest_m), decimals=1)
        return saved_min or 0.0, saved_km or 0.0

    def _longer(self, lang: Lang) -> str:
        """That the fastest route grows longer, where it does by half a kilometre or more."""
        longer = difference(_in_km(self.before.fastest_length_m), _in_km(self.after.fastest_length_m), decimals=1)
        if longer is None or longer < _NOTABLE_KM:
            return ""
        return say("finding.longer", lang, km=number(longer, lang, decimals=1))


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


def _in_km(metres: float | None) -> float | None:
    return None if metres is None else metres / _M


def _km(metres: float | None, lang: Lang) -> str:
    return number(_in_km(metres), lang, decimals=1)
