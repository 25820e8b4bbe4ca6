"""The sentence that names the best scenario: every surface that tells it asks this function.

What it needs of a ranking is written down as a protocol, as in ``words.sentences``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from words.figures import difference, number, range_around
from words.sentences import Found, Titled, finding_text
from words.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from words.texts import Lang

_KM = 1e-3


class Ranked(Protocol):
    """Which scenario is best, as far as it may be told."""

    @property
    def lead(self) -> str:
        """``ranking.<lead>`` in the catalogue."""

    @property
    def leader(self) -> Found | None:
        """Finding of the first."""

    @property
    def others(self) -> Sequence[Found]:
        """Those that cannot be told from it, or the next."""

    @property
    def cut_off(self) -> Sequence[Titled]:
        """Scenarios without a rank, since some trip has no road."""

    @property
    def with_ranges(self) -> bool:
        """Whether the assumptions were varied."""

    @property
    def unsaved(self) -> Titled | None:
        """The scenario at work, where it is told of."""


def best_text(ranked: Ranked, lang: Lang, *, brief: bool = False) -> str:
    """The best scenario and by what, in one plain sentence; what it leaves out, or who is not saved yet, follows.

    Parameters
    ----------
    brief
        Each scenario with its minutes only, without their range and without kilometres.
    """
    leader, told = ranked.leader, ""
    if ranked.lead == "one" and leader is not None:
        told = finding_text(leader, lang)
    elif leader is None:
        told = say(f"ranking.{ranked.lead}", lang, trips=_trips(lang))
    else:
        told = _told(ranked, leader, lang, brief=brief)
    if ranked.unsaved is not None:
        told += say("ranking.draft", lang, title=ranked.unsaved.title(lang))
    if ranked.cut_off and ranked.lead not in {"one", "unreachable"}:
        told += say("ranking.cut_off", lang, names="; ".join(f"“{v.title(lang)}”" for v in ranked.cut_off))
    return told


def _told(ranked: Ranked, leader: Found, lang: Lang, *, brief: bool) -> str:
    behind = ranked.others[0] if ranked.others else None
    gap = None if behind is None else difference(leader.after.fastest_min, behind.after.fastest_min, decimals=1)
    key = "clear_central" if ranked.lead == "clear" and not ranked.with_ranges else ranked.lead
    saved_min = _saved(leader.before.fastest_min, leader.after.fastest_min)
    return say(
        f"ranking.{key}",
        lang,
        trips=_trips(lang, leader),
        first=_gain(leader, lang, brief=brief),
        others=" – ".join(_gain(f, lang, brief=brief) for f in ranked.others),
        title=leader.variant.title(lang),
        behind="" if behind is None else behind.variant.title(lang),
        gap=number(gap, lang, decimals=1),
        signed_min=number(-saved_min, lang, decimals=1, sign=True),
        range=_range(leader, lang, sign=True),
        after_min=number(leader.after.fastest_min, lang, decimals=1),
        km=number(_saved_km(leader), lang, decimals=1),
    )


def _trips(lang: Lang, found: Found | None = None) -> str:
    group = "districts" if found is None else f"{found.group}_some" if found.some else found.group
    return say(f"finding.trips_{group}", lang)


def _gain(found: Found, lang: Lang, *, brief: bool) -> str:
    """A scenario with the minutes it saves and what it does to the shortest distance."""
    kind = {"shorter_faster": "shorter", "mixed": "longer"}.get(found.case, "same")
    kind = "brief" if brief else kind
    return say(
        f"ranking.gain_{kind}",
        lang,
        title=found.variant.title(lang),
        minutes=number(_saved(found.before.fastest_min, found.after.fastest_min), lang, decimals=1),
        range=_range(found, lang),
        km=number(abs(_saved_km(found)), lang, decimals=1),
    )


def _range(found: Found, lang: Lang, *, sign: bool = False) -> str:
    """What the assumptions make of the minutes: how many are saved, or with ``sign`` the change."""
    if found.minutes is None:
        return ""
    saved_min, (low, high) = _saved(found.before.fastest_min, found.after.fastest_min), found.minutes
    held = range_around(-saved_min, -high, -low, decimals=1) if sign else range_around(saved_min, low, high, decimals=1)
    if held is None:
        return ""
    first, last = (number(m, lang, decimals=1, sign=sign) for m in held)
    return say("ranking.range", lang, low=first, high=last)


def _saved(before: float | None, after: float | None) -> float:
    """A saving of the figures as printed; 0 where a side is missing and the sentence names neither."""
    return difference(after, before, decimals=1) or 0.0


def _saved_km(found: Found) -> float:
    before, after = (None if f.shortest_m is None else f.shortest_m * _KM for f in (found.before, found.after))
    return _saved(before, after)
