"""What a decision rests on: the order of what is left to build, what nobody knows, three figures, and the sentence to decide.

Slides and the written report tell the same; where a thing does not hold, it is not told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analysis.measures import ADDED
from briefing.content.data import NOTABLE_MIN
from briefing.content.findings import CAPITALS, Standing, changes, schematic_note, worth_telling
from briefing.content.headlines import DISTRICTS, cost_amount_short, finding_on, gained, leading_group
from briefing.content.project_rows import (
    order_told,
    parted_by_cost,
    people_counted,
    route_rows,
    shares,
    step_gains,
    still_to_build,
    unit_name,
)
from layers import altered_sentence
from words import number, say, text_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.appraisal import Contribution
    from analysis.measures import Metric
    from briefing.content.data import ReportData
    from briefing.content.project_rows import RouteRow
    from words import Lang


def ordered(report: ReportData) -> Contribution | None:
    """The contributions, where there is something to share out and to order."""
    found = report.contribution
    return found if found is not None and found.total > 0 and worth_telling(shares(report)) else None


def left_in_order(report: ReportData, lang: Lang) -> str:
    """What is still to be built, in the best order and numbered; empty without an order or with all of it open."""
    found = ordered(report)
    if found is None:
        return ""
    first = found.order[: order_told(found.order, people_counted(report))]
    names = still_to_build(report, [step.unit for step in first], lang)
    return "; ".join(f"({n}) {name}" for n, name in enumerate(names, start=1))


def risks(report: ReportData, lang: Lang) -> list[str]:
    """Each in a sentence; those that do not hold are left out."""
    table, main = report.table, report.request.variant.key
    told = []
    if main != table.variants[0].key:
        told.append(say("document.risk_ranges", lang))
        slight = slight_names(report, lang)
        counted = any(table.change(main, m) for m in table.metrics if m.group not in ADDED)
        if slight:
            told.append(say("document.risk_slight", lang, names="; ".join(slight)))
        elif counted:
            told.append(say("document.risk_all_firm", lang))
    told += [say("document.risk_schematic", lang, text=text) for text in schematic_note(report, lang)]
    unsure = unverified(report, lang)
    told += [say("document.risk_unverified", lang, names="; ".join(unsure))] if unsure else []
    without = [row.name(lang) for row in parted_by_cost(route_rows(report.projects))[1]]
    told += [say("document.risk_no_cost", lang, names="; ".join(without))] if without else []
    told.append(say("slides.method_limits", lang))
    told += [say("document.risk_unknown", lang, text=text_in(u, "text", lang)) for u in report.world.data.study.unknown]
    altered = altered_sentence(report.altered, lang)
    return [*told, *([altered] if altered else [])]


def slight_names(report: ReportData, lang: Lang) -> list[str]:
    """What the scenario changes only slightly, or in a direction that other assumptions undo, by name."""
    table, main = report.table, report.request.variant.key
    return [m.title(lang, report.world) for m in table.metrics if table.slight(main, m)]


def unverified(report: ReportData, lang: Lang) -> list[str]:
    """Routes with something that nobody verified, by name."""
    return [row.name(lang) for row in _unverified(report)]


def _unverified(report: ReportData) -> list[RouteRow]:
    return [
        row
        for row in route_rows(report.projects)
        if row.project.unverified or (row.cost is not None and row.cost.unverified)
    ]


@dataclass(frozen=True)
class Figure:
    """A figure in large letters.

    Attributes
    ----------
    value, unit, name
        How much, and what it is of.
    range, ends
        What other assumptions make of it, in words and in brackets; else what must be said of it. Either may be empty.
    """

    value: str
    unit: str
    name: str
    range: str = ""
    ends: str = ""


_BIG: Final = 3  # figures that a hall keeps in mind
_TIMES: Final = (CAPITALS, "airport", "port", "gate", DISTRICTS)
_FEW: Final = 2  # names told on a slide; more are counted


def big_figures(report: ReportData, lang: Lang) -> list[Figure]:
    """Three figures at most to decide by: time, people, cost; what is not firm or not known gives way to the next."""
    if not changes(report):
        return [_alone(report, group, lang) for group in (CAPITALS, DISTRICTS, "airport")]
    lead = leading_group(report)
    others = [group for group in _TIMES if group != lead]
    told = [_saved(report, lead, lang), _people(report, lang), _cost(report, lang)]
    told += [_saved(report, group, lang) for group in others]
    told.append(_kilometres(report, lang))
    return [figure for figure in told if figure is not None][:_BIG]


def changed_figures(report: ReportData, lang: Lang) -> list[Figure]:
    """Three times at most that change, of what the assumptions cannot undo; the time between the capitals where none does."""
    told = [figure for group in changed_groups(report) if (figure := _saved(report, group, lang))]
    return told or [_alone(report, CAPITALS, lang)]


def changed_groups(report: ReportData) -> list[str]:
    """The trips that those times are of."""
    return [group for group in _TIMES if _firm(report, group)][:_BIG]


def _firm(report: ReportData, group: str) -> bool:
    """Whether the time of some trips changes, whatever is assumed."""
    table, key, metric = report.table, report.request.variant.key, _metric(report, group)
    return bool(table.change(key, metric)) and table.notable(key, metric)


def _metric(report: ReportData, group: str) -> Metric:
    return next(m for m in report.table.metrics if m.key == f"{group}_fastest_min")


def _alone(report: ReportData, group: str, lang: Lang) -> Figure:
    """A time without a change."""
    value = report.table.cell(report.request.variant.key, f"{group}_fastest_min").value
    minutes, name = number(value, lang, decimals=1), say(f"headline.figure_{group}_alone", lang)
    return Figure(minutes, say("headline.unit_min", lang), name)


def _saved(report: ReportData, group: str, lang: Lang) -> Figure | None:
    """The change of a time with its range, where it may be called one."""
    table, key, metric = report.table, report.request.variant.key, _metric(report, group)
    if not _firm(report, group):
        return None
    change = table.change(key, metric)
    before, after = (number(table.cell(v, metric.key).value, lang, decimals=1) for v in (table.variants[0].key, key))
    ends = table.change_range(key, metric)
    low, high = (number(end, lang, decimals=1, sign=True) for end in ends) if ends else ("", "")
    return Figure(
        number(change, lang, decimals=1, sign=True),
        say("headline.unit_min", lang),
        say(f"headline.figure_{group}", lang, before=before, after=after),
        say("headline.figure_range", lang, low=low, high=high) if ends else "",
        f"({low}…{high})" if ends else "",
    )


def _people(report: ReportData, lang: Lang) -> Figure | None:
    """The share of people who gain notably, where it does not round to none."""
    gains = report.gains
    share = gains.notable_percent()
    if share < 1:
        return None
    rows = gains.counted
    people = number(float(rows["people"][rows["saved_min"] >= NOTABLE_MIN].sum()), lang)
    name = say("headline.figure_people", lang, minutes=number(NOTABLE_MIN, lang))
    count = say("headline.figure_people_count", lang, people=people)
    return Figure(number(share, lang), say("headline.unit_percent", lang), name, count)


def _cost(report: ReportData, lang: Lang) -> Figure | None:
    """The published cost, and of how many projects it is."""
    cost, count = report.table.cost(report.request.variant.key), len(report.scenario.projects)
    if cost.low_bn is None or cost.high_bn is None:
        return None
    value, unit = cost_amount_short(cost.low_bn, cost.high_bn, lang)
    whole = not cost.without
    told = {"kind": cost.kind.text(lang), "priced": count - len(cost.without), "count": count}
    name = say(f"headline.figure_cost{'_all' if whole else ''}", lang, **told)
    standing = Standing.of(report.projects)
    spent = "_open" if standing.opened or standing.partly else ""  # money that nobody decides on any more
    years = ", ".join(map(str, cost.price_years))
    return Figure(value, unit, name, say(f"headline.figure_years{spent}", lang, years=years))


def _kilometres(report: ReportData, lang: Lang) -> Figure | None:
    from analysis.measures import road_km  # noqa: PLC0415 - the network code where figures are told

    km = sum(road_km(report.world, report.request.variant))
    return Figure(number(km, lang), say("headline.unit_km", lang), say("headline.figure_km", lang)) if km else None


def decision(report: ReportData, lang: Lang) -> str:
    """The one sentence to decide, from what the figures allow to be said."""
    if not changes(report):
        return say("headline.decide_none", lang)
    cases = {finding_on(report, group).case for group in (CAPITALS, DISTRICTS)}
    if "unreachable" in cases:
        return say("headline.decide_unreachable", lang)
    if not gained(report):
        bad = next((case for case in ("mixed", "loss") if case in cases), "nothing")
        return say(f"headline.decide_{bad}", lang)
    return _what_next(report, lang)


def _what_next(report: ReportData, lang: Lang) -> str:
    """Which of the projects is to be decided on, of a scenario that gains."""
    if not (units := report.scenario.projects):
        return say("headline.decide_nothing", lang)
    if not still_to_build(report, sorted(units), lang):
        return say("headline.decide_open_all", lang)
    found = ordered(report)
    if found is None:
        return _only(report, lang)
    first = _first_left(report, found, lang)
    if first is None:
        return say("headline.decide_open", lang)
    _, name, gain = first
    return say("headline.decide_first", lang, project=name, gain=gain)


def _first_left(report: ReportData, found: Contribution, lang: Lang) -> tuple[str, str, str] | None:
    """The first of the order that is not open: unit, name, what it adds."""
    told = [step.unit for step in found.order[: order_told(found.order, people_counted(report))]]
    gains = step_gains(report, found, lang)
    left = ((unit, still_to_build(report, [unit], lang), gain) for unit, gain in zip(told, gains, strict=False))
    return next(((unit, names[0], gain) for unit, names, gain in left if names), None)


def decided_unit(report: ReportData, lang: Lang) -> str | None:
    """The unit that ``decision`` asks to build first; ``None`` where it asks for none."""
    units = report.scenario.projects
    if not changes(report) or not units or not gained(report) or not still_to_build(report, sorted(units), lang):
        return None
    if "unreachable" in {finding_on(report, group).case for group in (CAPITALS, DISTRICTS)}:
        return None
    found = ordered(report)
    if found is not None:
        first = _first_left(report, found, lang)
        return first[0] if first else None
    left = [unit for unit in sorted(units) if still_to_build(report, [unit], lang)]
    return left[0] if len(left) == 1 else None


def _only(report: ReportData, lang: Lang) -> str:
    """Of a single project, or of several whose parts cannot be told."""
    names = still_to_build(report, sorted(report.scenario.projects), lang)
    return (
        say("headline.decide_one", lang, project=names[0]) if len(names) == 1 else say("headline.decide_nothing", lang)
    )


def doubts(report: ReportData, lang: Lang) -> list[str]:
    """What is not known, each in a sentence for a hall: names where they are few, else how many; ``risks`` tells all by name."""
    table, main = report.table, report.request.variant.key
    told = []
    if changes(report):
        told.append(say("headline.doubt_ranges", lang))
        if slight := slight_names(report, lang):
            told.append(say("headline.doubt_slight", lang, names="; ".join(slight)))
    rows = route_rows(report.projects)
    kinds = {
        "schematic": [row for row in rows if row.schematic_km > 0],
        "unverified": _unverified(report),
        "no_cost": parted_by_cost(rows)[1],
    }
    for kind, unsure in kinds.items():
        if unsure:
            names = few_units(report, [row.project.id for row in unsure], lang)
            told.append(say(f"headline.doubt_{kind}", lang, names=names))
    years = table.cost(main).price_years
    told += [say("headline.doubt_years", lang, years=", ".join(map(str, years)))] if len(years) > 1 else []
    told.append(say("headline.doubt_traffic", lang))
    told += [text_in(u, "text", lang) for u in report.world.data.study.unknown]
    altered = altered_sentence(report.altered, lang)
    return [*told, *([altered] if altered else [])]


def few(names: list[str], lang: Lang) -> str:
    """One or two names; how many there are of more."""
    return "; ".join(names) if len(names) <= _FEW else say("headline.projects_count", lang, count=len(names))


def few_units(report: ReportData, units: Sequence[str], lang: Lang) -> str:
    """One or two names; of more how many there are, and their numbers as on the map."""
    if len(units) <= _FEW:
        return few([unit_name(report, unit, lang) for unit in units], lang)
    numbers = sorted({report.numbers[part.partition("/")[0]] for unit in units for part in unit.split("+")})
    return say("headline.projects_numbered", lang, count=len(units), numbers=", ".join(map(str, numbers)))


def unpriced(report: ReportData) -> tuple[str, ...]:
    """The units of the main scenario without a published cost."""
    return report.table.cost(report.request.variant.key).without
