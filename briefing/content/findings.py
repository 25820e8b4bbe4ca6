"""Sentences that a report makes of its figures: titles of slides and lines of the written report, each from one function.

What the assumptions can undo, or what is too small, is never told as a change; where nothing may be said, the sentence says what stands beside it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analysis.measures import ADDED, COST
from briefing.content.data import BREAKS_MIN, NOTABLE_MIN
from briefing.content.project_rows import SHOWS_MIN, Share, route_rows
from layers import commune_name
from words import Lang, change_text, cost_span, difference, finding_text, number, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.appraisal import Contribution
    from analysis.measures import Metric, MetricTable
    from analysis.scenarios import Variant
    from briefing.content.data import ReportData
    from layers import Project

CAPITALS: Final = "capitals"
_SAVED_UNITS: Final = ("km", "min")
_TOLD_SHARE: Final = 0.05  # of the kilometres on an illustrative alignment, from which a title says so
_FIRST: Final = 3  # projects told together
_NINE_TENTHS: Final = 90.0
_ALL: Final = 100
_NAMED: Final = 3
_IN_USE: Final = {"existing", "open"}


def changes(report: ReportData) -> bool:
    """Whether the main scenario is another network than the base network: else there is nothing to compare."""
    return bool(report.scenario.projects or report.scenario.closed_links)


def main_finding(report: ReportData, lang: Lang, *, group: str = CAPITALS) -> str:
    """The main sentence on the main scenario, from its figures."""
    return finding_of(report, report.request.variant.key, lang, group=group)


def finding_of(report: ReportData, variant_key: str, lang: Lang, *, group: str, second: bool = False) -> str:
    """The sentence on one of the scenarios; ``second``, behind another one on it."""
    from analysis.measures import finding  # noqa: PLC0415

    return finding_text(finding(report.table, variant_key, group=group), lang, second=second)


@dataclass(frozen=True)
class Standing:
    """How many projects are open from end to end, are open in part, are being built, or have not begun."""

    opened: int
    partly: int
    building: int
    waiting: int

    @classmethod
    def of(cls, projects: Sequence[Project]) -> Standing:
        """Count each project once, by the farthest of its sections; one with a stretch left to build is never open."""
        kinds = [{s.status for s in p.sections} for p in projects]
        opened = sum(k <= _IN_USE for k in kinds)
        partly = sum(bool(k & _IN_USE) for k in kinds) - opened
        building = sum("construction" in k and not k & _IN_USE for k in kinds)
        return cls(opened, partly, building, len(kinds) - opened - partly - building)


def situation_title(report: ReportData, lang: Lang) -> str:
    """How far the projects are; of a scenario without any, its name."""
    return standing_text(report.projects, lang) if report.projects else report.request.variant.title(lang)


def standing_text(projects: Sequence[Project], lang: Lang) -> str:
    """How far some projects are; of a single one its name and status."""
    if len(projects) == 1:
        (row,) = route_rows(projects)
        measured = len(row.status_km) > 1  # then each status has its kilometres
        title = f"slides.situation_one{'_measured' if measured else ''}"
        return say(title, lang, name=row.name(lang), status=row.status_text(lang))
    counts = dataclasses.asdict(Standing.of(projects))
    parts = [say(f"slides.situation_{name}", lang, count=count) for name, count in counts.items() if count]
    return say("slides.situation_title", lang, count=len(projects), parts=", ".join(parts))


def access_title(report: ReportData, lang: Lang) -> str:
    """The times to the airport and to the ports that fall, of what the assumptions cannot undo; else what the slide holds."""
    table, key = report.table, report.request.variant.key
    base = table.variants[0].key
    if key == base:
        return say("slides.access_alone", lang)
    told = []
    for group in ("airport", "port"):
        metric = next(m for m in table.metrics if m.key == f"{group}_fastest_min")
        if table.notable(key, metric) and (table.change(key, metric) or 0.0) < 0:
            before, after = (number(table.cell(v, metric.key).value, lang, decimals=1) for v in (base, key))
            told.append(say(f"slides.access_{group}", lang, before=before, after=after))
    text = "; ".join(told)
    return text[:1].upper() + text[1:] if told else say("slides.access_plain", lang)


def people_title(report: ReportData, lang: Lang) -> str:
    """Where the people in reach grow most, of what the assumptions cannot undo; else only what the slide holds."""
    table, key = report.table, report.request.variant.key
    firm = [m for m in table.metrics if m.limit_min and table.notable(key, m)]
    rows = [(m, table.cell(table.variants[0].key, m.key).value, table.cell(key, m.key).value) for m in firm]
    grown = [(after / before, m, before, after) for m, before, after in rows if before and after]
    most, metric, before, after = max(grown, key=lambda g: g[0], default=(1.0, None, 0.0, 0.0))
    if metric is None or most <= 1.0:
        alone = len(table.variants) == 1
        return say("slides.sums_alone" if alone else "slides.sums_title", lang, count=len(table.variants))
    figures = {"before": number(before, lang), "after": number(after, lang)}
    told = say("slides.people_title", lang, what=metric.title(lang, report.world), **figures)
    ends = table.change_range(key, metric)
    if ends is None:
        return told
    low, high = (number(end, lang, sign=True) for end in ends)
    return f"{told} {say('slides.people_range', lang, low=low, high=high)}"


def added_km(report: ReportData, lang: Lang) -> str:
    """Those kilometres within a sentence; empty without any."""
    from analysis.measures import road_km, schematic_km  # noqa: PLC0415

    variant = report.request.variant
    added = zip(("new", "upgrade"), road_km(report.world, variant), schematic_km(report.world, variant), strict=True)
    told = []
    for kind, km, schematic in added:
        if not km:
            continue
        part = say(f"slides.money_{kind}", lang, km=number(km, lang))
        if number(schematic, lang) == number(km, lang):
            part += say("slides.money_schematic_all", lang)
        elif schematic >= _TOLD_SHARE * km:
            part += say("slides.money_schematic", lang, km=number(schematic, lang))
        told.append(part)
    return ", ".join(told)


def schematic_note(report: ReportData, lang: Lang) -> list[str]:
    """The projects of the main scenario that follow no official alignment, by name."""
    names = [p.text("name", lang) for p in report.projects if p.schematic]
    return [say("slides.money_schematic_note", lang, names="; ".join(names))] if names else []


def others_hold(report: ReportData, lang: Lang) -> list[str]:
    """Of each other scenario that does better than the main one: which roads it holds that the main one has not, and which not.

    Beside a plan that holds other roads "all roads of the agreement" would else read as if less did more.
    """
    told = []
    for other, *sides in _others(report):
        for key, ids in zip(("more", "less"), sides, strict=True):
            names = "; ".join(p.text("name", lang) for p in report.world.projects.values() if p.id in ids)
            told += [say(f"slides.others_{key}", lang, name=other.title(lang), names=names)] if names else []
    return told


def others_counted(report: ReportData, lang: Lang) -> list[str]:
    """The same where there is no room for names."""
    return [
        say("slides.others_counted", lang, name=other.title(lang), more=len(more), less=len(less))
        for other, more, less in _others(report)
    ]


def _others(report: ReportData) -> list[tuple[Variant, set[str], set[str]]]:
    """Scenarios that do better than the main one though they lack roads of it: what they have more and less.

    That one which holds all of its roads and others does better needs no word.
    """
    table, main = report.table, report.request.variant
    sides = [
        (
            v,
            _projects(report, v.units) - _projects(report, main.units),
            _projects(report, main.units) - _projects(report, v.units),
        )
        for v in table.variants[1:]
        if v.key != main.key and _does_better(table, v.key, main.key)
    ]
    return [side for side in sides if side[1] and side[2]]


def _projects(report: ReportData, units: Iterable[str]) -> set[str]:
    """Ids of the projects that units are of."""
    return {part.partition("/")[0] for unit in units for part in unit.split("+")} & set(report.world.projects)


def _does_better(table: MetricTable, key: str, main: str) -> bool:
    """Whether a scenario is ahead of the main one, as printed, in the time between the capitals or in people within reach."""
    for metric in table.metrics:
        if metric.key == f"{CAPITALS}_fastest_min" or metric.limit_min:
            ahead = difference(*(table.cell(k, metric.key).value for k in (main, key)), decimals=metric.decimals)
            if ahead and (ahead < 0) == (metric.better == "less"):
                return True
    return False


def change_foot(lang: Lang) -> str:
    """What a bracket, a ring and a dash mean: the foot of every slide with changes."""
    return f"{say('slides.comparison_foot', lang)} {say('metrics.not_notable', lang)}"


def metric_name(metric: Metric, report: ReportData, lang: Lang) -> str:
    """Its title without the group's name before the colon, because it stands under it, and its unit."""
    title, unit = metric.title(lang, report.world), metric.unit_text(lang)
    rest = title.partition(": ")[2]
    short = rest[:1].upper() + rest[1:] if rest else title
    return f"{short} ({unit})" if unit else short


def metric_figure(table: MetricTable, variant_key: str, metric: Metric, lang: Lang) -> str:
    """The figure with its change in brackets; a cost as its range."""
    cell = table.cell(variant_key, metric.key)
    if metric.key == COST and cell.low is not None:
        return cost_span(cell.low, cell.high, lang)
    text = number(cell.value, lang, decimals=metric.decimals)
    if not table.change(variant_key, metric) or metric.group in ADDED:
        return text
    return f"{text} ({change_of(table, variant_key, metric, lang)})"


def change_of(table: MetricTable, variant_key: str, metric: Metric, lang: Lang) -> str:
    """The change; with its range where it is a saving of time or distance, or people more in reach, that may be called one."""
    saved = metric.unit in _SAVED_UNITS and metric.better == "less"
    ranges = (saved or bool(metric.limit_min)) and table.notable(variant_key, metric)
    return change_text(table, variant_key, metric, lang, ranges=ranges)


def before_after(report: ReportData, metric: Metric, lang: Lang) -> str:
    """Before → after, and the change in brackets."""
    table = report.table
    before, after = (table.cell(key, metric.key) for key in (table.variants[0].key, report.request.variant.key))
    first, last = (number(c.value, lang, decimals=metric.decimals) for c in (before, after))
    if first == last:
        return first
    change = change_of(table, report.request.variant.key, metric, lang)
    return f"{first} → {last} ({change})" if table.change(report.request.variant.key, metric) else f"{first} → {last}"


def gains_title(percent: float, lang: Lang) -> str:
    """The share of people who gain notably; in words where it is none or rounds to none."""
    least = number(NOTABLE_MIN, lang)
    if percent <= 0:
        return say("slides.gains_none", lang, minutes=least)
    if percent < 1:
        return say("slides.gains_few", lang, minutes=least)
    return say("slides.gains_title", lang, share=number(percent, lang), minutes=least)


def gains_told(report: ReportData, lang: Lang) -> tuple[str, str]:
    """The communes that gain most (empty where none does), and how many people the shares are of."""
    gains = report.gains
    rows = gains.largest(_NAMED)
    most = "; ".join(
        say("slides.gains_commune", lang, name=commune_name(r.full_name, lang), minutes=number(r.saved_min, lang))
        for r in rows.itertuples()
    )
    counted = say(
        "slides.gains_people",
        lang,
        people=number(float(gains.counted["people"].sum()), lang),
        communes=len(gains.counted),
        of=len(gains.frame),
    )
    gained = len(rows) > 0 and float(rows["saved_min"].iloc[0]) >= BREAKS_MIN[0]
    return say("slides.gains_most", lang, communes=most) if gained else "", counted


def worth_telling(rows: Sequence[Share]) -> bool:
    """Whether there is something to share out: two projects or more, and a saving that shows."""
    return len(rows) > 1 and rows[0].share_percent is not None and rows[0].minutes >= SHOWS_MIN


def worth_title(rows: Sequence[Share], lang: Lang) -> str:
    """The part of the first project, and of the first three where there are more than three."""
    told = {"project": rows[0].name(lang), "share": number(rows[0].share_percent, lang)}
    if len(rows) <= _FIRST:
        return say("slides.worth_first", lang, **told)
    more = number(sum(r.share_percent or 0.0 for r in rows[:_FIRST]), lang)
    return say("slides.worth_title", lang, **told, more=more)


def order_title(found: Contribution, lang: Lang) -> str:
    """How many of the first projects of the best order reach nine tenths of the saving, which is above zero.

    It stands above that order and says so: beside it stand the means over all orders.
    """
    return _order_reached(found, lang, "order_one", "order_title")


def order_sentence(found: Contribution, lang: Lang) -> str:
    """The same where the order itself stands elsewhere."""
    return _order_reached(found, lang, "order_told_one", "order_told")


def order_reaching(found: Contribution) -> int:
    """How many of the first steps reach nine tenths of the saving, which is above zero."""
    return next(n for n, s in enumerate(found.order, start=1) if 100 * s.value / found.total >= _NINE_TENTHS)


def _order_reached(found: Contribution, lang: Lang, one: str, several: str) -> str:
    steps, total, enough = found.order, found.total, order_reaching(found)
    reached = 100 * steps[enough - 1].value / total
    nearly = round(reached) == _ALL and round(reached, 1) < _ALL and enough < len(steps)
    share = number(reached, lang, decimals=1 if nearly else 0)
    return say(f"slides.{one if enough == 1 else several}", lang, count=enough, of=len(steps), share=share)
