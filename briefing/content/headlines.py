"""Titles of slides: a message each, made of the figures, of at most fifteen words whatever the figures are.

What is told longer in ``findings`` is told here for a hall. What the assumptions can undo is never a title. Words are counted between
blanks, a dash and a sign for per cent too, so that no reader counts more.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from briefing.content.data import NOTABLE_MIN
from briefing.content.findings import CAPITALS, Standing, changes
from layers import lengths_text
from words import Lang, cost_ends, finding_headline, number, say, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.measures import Finding
    from briefing.content.data import ReportData
    from briefing.content.project_rows import RouteRow, Share

MOST_WORDS: Final = 15
DISTRICTS: Final = "districts"
_FIRST: Final = 3  # projects told together
_TOLD_SHARE: Final = 0.05  # of the kilometres on an illustrative alignment, from which a title says so
_GAINS: Final = ("faster", "shorter_faster", "shorter", "connected")
_FIRM: Final = (*_GAINS, "loss", "mixed", "unreachable")


def short_enough(title: str) -> bool:
    """Whether a hall takes it in."""
    return len(title.split()) <= MOST_WORDS


def shortest(*titles: str) -> str:
    """The first of some titles that is short enough; the last one, which always is."""
    return next((title for title in titles if short_enough(title)), titles[-1])


def finding_on(report: ReportData, group: str) -> Finding:
    """What may be said of the main scenario, for the trips of a group."""
    from analysis.measures import finding  # noqa: PLC0415 - the network code where figures are told

    return finding(report.table, report.request.variant.key, group=group)


def leading_group(report: ReportData) -> str:
    """The group of trips that the finding is told of: the capitals, or the districts where only they change firmly."""
    cases = [finding_on(report, group).case for group in (CAPITALS, DISTRICTS)]
    return DISTRICTS if cases[0] not in _FIRM and cases[1] in _FIRM else CAPITALS


def finding_title(report: ReportData, lang: Lang, *, group: str = "") -> str:
    """The main finding in few words."""
    return finding_headline(finding_on(report, group or leading_group(report)), lang)


def gained(report: ReportData) -> bool:
    """Whether the scenario saves time or distance between the provinces, or connects them."""
    return any(finding_on(report, group).case in _GAINS for group in (CAPITALS, DISTRICTS))


def changes_title(report: ReportData, lang: Lang) -> str:
    """How much nearer the capitals come, whose way the map shows, and the airport; else what else changes, or that nothing does notably."""
    capitals, airport = (_saved_min(report, group) for group in (CAPITALS, "airport"))
    if capitals and airport:
        told = {"capitals": number(capitals, lang, decimals=1), "airport_min": number(airport, lang, decimals=1)}
        return say("headline.changes_both", lang, **told)
    parts = [part for part in (access_part(report, lang, group) for group in ("airport", "port")) if part]
    if parts:
        return _joined(report, lang, parts)
    other = DISTRICTS if leading_group(report) == CAPITALS else CAPITALS
    return finding_title(report, lang, group=other)


def access_headline(report: ReportData, lang: Lang) -> str:
    """How much nearer airport and ports come; else what the slide holds."""
    if not changes(report):
        return say("headline.access_alone", lang)
    parts = [part for part in (access_part(report, lang, group) for group in ("airport", "port")) if part]
    return _joined(report, lang, parts) if parts else say("headline.access_plain", lang)


def access_part(report: ReportData, lang: Lang, group: str) -> str:
    """Minutes saved to the airport or the ports, where they are firm; else nothing."""
    minutes = _saved_min(report, group)
    return say(f"headline.access_{group}", lang, minutes=number(minutes, lang, decimals=1)) if minutes else ""


def _saved_min(report: ReportData, group: str) -> float:
    table, key = report.table, report.request.variant.key
    metric = next(m for m in table.metrics if m.key == f"{group}_fastest_min")
    change = table.change(key, metric) or 0.0
    return -change if change < 0 and table.notable(key, metric) else 0.0


def _joined(report: ReportData, lang: Lang, parts: list[str]) -> str:
    """Both, the second one shorter; the first alone where that is too long."""
    second = []
    if len(parts) > 1:
        minutes = number(_saved_min(report, "port"), lang, decimals=1)
        second = [", ".join([parts[0], say("headline.access_port_too", lang, minutes=minutes)])]
    told = shortest(", ".join(parts), *second, parts[0])
    return told[:1].upper() + told[1:]


def standing_title(report: ReportData, lang: Lang) -> str:
    """How far the projects are; without any, what the map shows."""
    if not report.projects:
        return say(f"headline.standing_{'closed' if changes(report) else 'none'}", lang)
    counts = dataclasses.asdict(Standing.of(report.projects))
    told = {name: count for name, count in counts.items() if count}
    if len(report.projects) == 1:
        return say(f"headline.standing_one_{next(iter(told))}", lang)
    titles = []
    for short in ("", "_short"):
        parts = [
            say(f"headline.standing_{name}{short if name == 'partly' else ''}", lang, count=count)
            for name, count in told.items()
        ]
        titles.append(say("headline.standing", lang, count=len(report.projects), parts=", ".join(parts)))
    return shortest(*titles)


def gains_headline(percent: float, lang: Lang) -> str:
    """The share of people who gain notably; in words where it is none or rounds to none."""
    least = number(NOTABLE_MIN, lang)
    if percent <= 0:
        return say("headline.gains_none", lang, minutes=least)
    if percent < 1:
        return say("headline.gains_few", lang, minutes=least)
    return say("headline.gains", lang, share=number(percent, lang), minutes=least)


def people_headline(report: ReportData, lang: Lang) -> str:
    """Where the people in reach grow most, of what the assumptions cannot undo; else only what the slide holds."""
    table, key = report.table, report.request.variant.key
    firm = [m for m in table.metrics if m.limit_min and table.notable(key, m)]
    rows = [(m, table.cell(table.variants[0].key, m.key).value, table.cell(key, m.key).value) for m in firm]
    grown = [(after / before, m, before, after) for m, before, after in rows if before and after and after > before]
    if not grown:
        alone = len(table.variants) == 1
        return say(f"headline.people_{'alone' if alone else 'plain'}", lang, count=len(table.variants))
    _, metric, before, after = max(grown, key=lambda g: g[0])
    what = metric.title(lang, report.world)
    return say("headline.people", lang, what=what, before=number(before, lang), after=number(after, lang))


def cost_amount_short(low_bn: float, high_bn: float, lang: Lang) -> tuple[str, str]:
    """A cost in few digits, and its unit: the ends that tables tell, in thousands of billions from a thousand on."""
    ends = cost_ends(low_bn, high_bn)
    large = min(ends) >= 1000  # noqa: PLR2004 - where the unit changes
    first, last = (end / 1000 if large else end for end in ends)
    unit = say(f"headline.unit_{'thousand_bn' if large else 'bn'}", lang)
    return span(first, last, lang, decimals=1 if large else 0), unit


def cost_title(report: ReportData, lang: Lang) -> str:
    """The sum of the published costs, and how many projects have none."""
    cost = report.table.cost(report.request.variant.key)
    one = len(report.scenario.projects) == 1
    if cost.low_bn is None or cost.high_bn is None:
        return say(f"headline.cost_none{'_one' if one else ''}", lang)
    amount = " ".join(cost_amount_short(cost.low_bn, cost.high_bn, lang))
    if not (count := len(cost.without)):
        return say("headline.cost_all", lang, amount=amount, kind=cost.kind.text(lang))
    some = f"headline.cost_some{'_one' if count == 1 else ''}"
    return say(some, lang, amount=amount, kind=cost.kind.text(lang), count=count)


def worth_headline(rows: Sequence[Share], lang: Lang) -> str:
    """The part of the first project, by name where that is short, and of the first three where there are more than three."""
    share = number(rows[0].share_percent, lang)
    first = say("headline.worth_first", lang, share=share)
    named = say("headline.worth", lang, project=rows[0].name(lang), share=share)
    if len(rows) <= _FIRST:
        return shortest(named, first)
    return say("headline.worth_three", lang, more=number(sum(r.share_percent or 0.0 for r in rows[:_FIRST]), lang))


def routes_headline(rows: Sequence[RouteRow], lang: Lang) -> str:
    """How many routes there are; of one, its length, as published and as measured."""
    if len(rows) > 1:
        return say("headline.routes", lang, count=len(rows))
    (row,) = rows
    return say("headline.route", lang, length=lengths_text(row.project, lang))


def added_headline(report: ReportData, lang: Lang) -> str:
    """The kilometres that the main scenario adds, those of illustrative alignments told apart; without any, the subject."""
    from analysis.measures import road_km, schematic_km  # noqa: PLC0415

    variant = report.request.variant
    km, schematic = road_km(report.world, variant), schematic_km(report.world, variant)
    whole, drawn = sum(km), sum(map(round, schematic))  # the sum of the parts as they are told
    if not whole:
        return say("headline.added_none", lang)
    titles = []
    for short in ("", "_short"):
        names = (f"new{short}", "upgrade")
        parts = [say(f"headline.added_{n}", lang, km=number(k, lang)) for n, k in zip(names, km, strict=True) if k]
        told = ", ".join(parts)
        kind = "" if drawn < _TOLD_SHARE * whole else "_hypothesis" if drawn >= whole * 0.995 else "_schematic"
        titles.append(say(f"headline.added{kind}", lang, added=told, km=number(drawn, lang)))
    title = shortest(*titles)
    return title[:1].upper() + title[1:]


def doubts_title(count: int, lang: Lang) -> str:
    """How much is not known."""
    return say("headline.doubts_one" if count == 1 else "headline.doubts", lang, count=count)
