"""Which scenario is best, and by what: from the table of metrics and nothing else; ``words.ranking`` has the sentence.

Scenarios are ranked by the minutes they save on a trip of one group, those that save notably and no other. Two are
told apart only if the better one saves half a minute more and is ahead under every case of the assumptions that the
table holds: each case is looked at for both together, since ranges of two scenarios that rise and fall together may
overlap while one is always ahead. What is cut off has no rank.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from analysis.measures.comparison import FASTER_MIN
from analysis.measures.findings import Case, Finding, finding
from analysis.scenarios import BASELINE, DRAFT
from words import difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.measures.metrics import MetricTable
    from analysis.scenarios import Variant

_FASTER: Final = (Case.FASTER, Case.SHORTER_FASTER)


class Lead(StrEnum):
    """What may be said of the best; ``words/*/ranking.toml`` holds a sentence for each."""

    NOTHING = "nothing"  # no scenario beside the baseline
    ONE = "one"  # a single one: its finding says all
    UNREACHABLE = "unreachable"  # none connects every trip
    UNCHANGED = "unchanged"  # none changes a time or a way: scenarios of a region without projects
    CONNECTED = "connected"  # the baseline does not, some scenario does
    NO_GAIN = "no_gain"  # none saves time or distance notably
    DISTANCE = "distance"  # none saves time, some shorten the way
    ALONE = "alone"  # only one saves time
    CLEAR = "clear"  # ahead, and its range lies beyond that of the next
    AHEAD = "ahead"  # the ranges overlap, but it is ahead under every case
    UNDECIDED = "undecided"  # another is ahead under some case
    TIE = "tie"  # another saves as much, to half a minute


@dataclass(frozen=True)
class Best:
    """The ranking of a table's scenarios as far as it may be told.

    Parameters
    ----------
    leader
        Finding of the first; ``None`` where nothing may be ranked.
    others
        Of ``UNDECIDED`` and ``TIE`` those that cannot be told from it, of ``CLEAR`` and ``AHEAD`` the next.
    cut_off
        Scenarios that leave some trip without a road: they have no rank.
    with_ranges
        Whether the assumptions were varied.
    """

    lead: Lead
    leader: Finding | None
    others: tuple[Finding, ...]
    cut_off: tuple[Variant, ...]
    with_ranges: bool

    @property
    def unsaved(self) -> Variant | None:
        """The scenario at work, where it is told of and nobody has saved it yet."""
        told = [f.variant for f in (self.leader, *self.others) if f is not None]
        return next((v for v in told if v.key == DRAFT), None)


def best(table: MetricTable, *, group: str = "districts") -> Best:
    """Which scenario of a table is best for the trips of a group, ``districts`` or ``capitals``."""
    found = [finding(table, v.key, group=group) for v in table.variants if v.key != BASELINE]
    told = [f for f in found if f.after.fastest_min is not None]
    cut_off = tuple(f.variant for f in found if f.after.fastest_min is None)

    def say(lead: Lead, leader: Finding | None = None, others: Sequence[Finding] = ()) -> Best:
        return Best(lead, leader, tuple(others), cut_off, table.with_ranges)

    if len(found) < 2:  # noqa: PLR2004 - two are needed for a ranking
        return say(Lead.ONE, found[0]) if found else say(Lead.NOTHING)
    if not told:
        return say(Lead.UNREACHABLE)
    if told[0].before.fastest_min is None:
        return say(Lead.CONNECTED, min(told, key=_time))
    if all((f.after.fastest_min, f.after.shortest_m) == (f.before.fastest_min, f.before.shortest_m) for f in told):
        return say(Lead.UNCHANGED)
    if not (faster := sorted((f for f in told if _saves(f)), key=_time)):
        shorter = sorted((f for f in told if f.case is Case.SHORTER), key=lambda f: f.after.shortest_m or 0.0)
        return say(Lead.DISTANCE, shorter[0]) if shorter else say(Lead.NO_GAIN, min(told, key=_time))
    leader, *rest = faster
    if not rest:
        return say(Lead.ALONE, leader)
    ahead = {f.variant.key: _ahead(table, leader, f) for f in rest}
    if level := [f for f in rest if ahead[f.variant.key] in {Lead.TIE, Lead.UNDECIDED}]:
        tie = all(ahead[f.variant.key] is Lead.TIE for f in level)
        return say(Lead.TIE if tie else Lead.UNDECIDED, leader, level)
    return say(ahead[rest[0].variant.key], leader, rest[:1])


def _time(found: Finding) -> float:
    return found.after.fastest_min or 0.0


def _saves(found: Finding) -> bool:
    """Whether it saves time notably, also where the way grows longer for it."""
    if found.case is not Case.MIXED:
        return found.case in _FASTER
    before, after = found.before.fastest_min, found.after.fastest_min
    held = found.minutes is None or found.minutes[0] > 0
    return held and (before or 0.0) - (after or 0.0) >= FASTER_MIN


def _ahead(table: MetricTable, leader: Finding, other: Finding) -> Lead:
    """How far the leader is ahead of another."""
    gap = difference(leader.after.fastest_min, other.after.fastest_min, decimals=1) or 0.0
    if gap < FASTER_MIN:
        return Lead.TIE
    mine, its = (table.cell(f.variant.key, f"{f.group}_fastest_min").cases for f in (leader, other))
    if any(a is None or b is None or a >= b for a, b in zip(mine, its, strict=True)):
        return Lead.UNDECIDED
    overlap = leader.minutes is not None and other.minutes is not None and leader.minutes[0] <= other.minutes[1]
    return Lead.AHEAD if overlap else Lead.CLEAR
