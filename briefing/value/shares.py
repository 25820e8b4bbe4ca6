"""What each road of a scenario is worth by itself: its share of the benefits against its own cost; page and report ask here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content import decided_unit
from briefing.value.facts import shares_of, value_of
from layers import unit_name
from words import amount, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.economics import UnitShare
    from briefing.content import ReportData
    from layers import Project
    from words import Lang


def shares_sentence(found: Sequence[UnitShare], projects: Mapping[str, Project], lang: Lang) -> str:
    """Which roads pay by themselves within the scenario, which comes nearest, and which cannot be judged."""
    names = {one.unit: unit_name(projects, one.unit, lang) for one in found}
    pays = [names[s.unit] for s in found if s.npv_bn is not None and s.npv_bn > 0]
    best = nearest(found)
    told = []
    if pays:
        told.append(say("worth_view.shares_pay", lang, names="; ".join(f"“{name}”" for name in pays)))
    elif best:
        bcr = amount(best.bcr, lang, decimals=2)
        told.append(say("worth_view.shares_none", lang, name=names[best.unit], bcr=bcr))
    if without := [f"“{names[s.unit]}”" for s in found if s.npv_bn is None]:
        told.append(say("worth_view.shares_unjudged", lang, names="; ".join(without)))
    return " ".join(told)


def nearest(found: Sequence[UnitShare]) -> UnitShare | None:
    """The road with the best ratio of benefits to costs; ``None`` without a cost."""
    return max((s for s in found if s.bcr is not None), key=lambda s: (s.bcr or 0.0, s.unit), default=None)


def first_sentence(report: ReportData, lang: Lang) -> str:
    """Whether the road that the decision is about is worth its cost; nothing where it is about none, or no benefit shows."""
    unit, value = decided_unit(report, lang), value_of(report)
    if unit is None or value is None or not value.gains:
        return ""
    bcr = next((one.bcr for one in shares_of(report) if one.unit == unit), None)
    if len(value.found.units) == 1:
        bcr = value.found.figure("bcr") if value.found.costed else None
    elif not shares_of(report):
        return ""
    if bcr is None:
        return say("value.first_unjudged", lang)
    key = "value.first_pays" if bcr > 1 else "value.first_short"  # as the table of all roads judges it
    return say(key, lang, bcr=amount(bcr, lang, decimals=2))


def share_heads(lang: Lang) -> list[str]:
    """The names of the columns of ``share_rows`` behind the road."""
    return [say(f"worth_view.share_{name}", lang) for name in ("benefits", "costs", "npv", "bcr")]


def share_rows(found: Sequence[UnitShare], projects: Mapping[str, Project], lang: Lang) -> list[list[str]]:
    """A row for each road: name, Shapley share of the benefits, its own costs, what is left of the figures as printed, and the ratio."""
    rows = []
    for one in found:
        benefits, costs = round(one.benefits_bn), None if one.costs_bn is None else round(one.costs_bn)
        figures = (benefits, costs, None if costs is None else benefits - costs)
        name = unit_name(projects, one.unit, lang)
        rows.append([name, *(amount(v, lang) for v in figures), amount(one.bcr, lang, decimals=2)])
    return rows
