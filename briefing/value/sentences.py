"""What slides and the written report say of value for money, each from one function; trips and assumptions stand beside every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.cli import APPRAISAL_DECIMALS, appraisal_basis, appraisal_rows, plan_cost_notes, plan_notes
from briefing.content import Figure, few, few_units, figure_notes, shortest
from briefing.value.facts import shares_of
from briefing.value.shares import shares_sentence
from layers import lengths_disagree, lengths_text, open_part, under_works, unit_name
from words import MISSING, adding_up, amount, capital_bridge, number, priced_sentence, say, worth_verdict

if TYPE_CHECKING:
    from analysis.economics import Swing
    from analysis.programme import Asked, Programme
    from briefing.content import ReportData
    from briefing.value.facts import Value
    from words import Lang

_PERCENT: Final = 100.0
_TOLD: Final = 8  # assumptions that move the result most


def value_title(value: Value, lang: Lang) -> str:
    """Where it breaks even, in few words."""
    found = value.found
    if not found.costed:
        return say("value.title_no_cost", lang, amount=amount(found.figure("break_even_capital_bn"), lang))
    needed, users = (amount(found.figure(name), lang) for name in ("break_even_users_day", "users_day"))
    return say("value.title", lang, needed=needed, users=users)


def value_figures(value: Value, lang: Lang) -> list[Figure]:
    """Break-even trips and cost, net present value, each with the ends of nine of ten draws; without a cost what there is of it."""
    found, drawn = value.found, value.drawn
    if not found.costed:
        return [_figure(value, name, lang) for name in ("break_even_capital_bn", "users_day", "benefits_bn")]
    capital = amount(found.figure("capital_bn"), lang)
    percent = "" if drawn is None else say("value.percent", lang, percent=number(_PERCENT * drawn.positive, lang))
    told = {
        "break_even_users_day": "",
        "break_even_capital_bn": say("value.capital", lang, capital=capital),
        "npv_bn": percent,
    }
    return [_figure(value, name, lang, more) for name, more in told.items() if found.figure(name) is not None]


def _figure(value: Value, name: str, lang: Lang, more: str = "") -> Figure:
    """A figure in large letters; what else is said of it stands behind its ends."""
    ends = value.drawn.range_of(name) if value.drawn else None
    low, high = (number(end, lang) for end in ends) if ends else ("", "")
    unit = say(f"worth.unit_{'vehicles_day' if name.endswith('users_day') else 'bn_vnd'}", lang)
    return Figure(
        amount(value.found.figure(name), lang),
        unit,
        say(f"value.{name}", lang),
        say("worth_view.between", lang, low=low, high=high) if ends else "",
        "; ".join(filter(None, [f"({low}…{high})" if ends else "", more])),
    )


def value_conclusion(value: Value, lang: Lang) -> str:
    """The net present value with its range and what may be concluded; without a cost, what is missing."""
    if value.found.costed:
        return worth_verdict(value.found, value.drawn, lang)
    roads, without = value.question.trips.world.projects, value.found.without_cost
    return say("value.no_cost", lang, names=few([unit_name(roads, u, lang) for u in without], lang))


def concluded(value: Value, lang: Lang) -> str:
    """What may be concluded; where only some roads have a cost, what that already says."""
    found = value.found
    return value_conclusion(value, lang) if found.priced_bn is None else priced_sentence(found, lang)


def value_basis(report: ReportData, value: Value, lang: Lang) -> str:
    """What must stand beside every figure; roads in use already are counted as if they began later, and that is said."""
    found, world = value.found, report.world
    when = world.data.study.data_date
    units = [u.unit for u in found.units if open_part(world.projects, u.unit, data_date=when)]
    numbers = sorted({report.numbers[unit.partition("/")[0]] for unit in units})
    told = [appraisal_basis(found, lang)]
    if numbers:
        key = f"value.basis_open{'_one' if len(numbers) == 1 else ''}"
        listed = ", ".join(map(str, numbers))
        told.append(say(key, lang, start=found.request.start_year, count=len(numbers), numbers=listed))
    return " ".join(told)


def value_notes(report: ReportData, value: Value, lang: Lang) -> list[str]:
    """Speaker notes: trips, the widest assumptions with their sources, limits, what names the result."""
    found = value.found
    return [
        say(f"worth.trips_{found.request.trips.value}_note", lang),
        value_basis(report, value, lang),
        *([say("value.told_swings", lang), *swing_lines(value, lang)] if swings_told(value) else []),
        *(
            [say("value.draws", lang, draws=number(value.drawn.draws, lang), seed=value.drawn.seed)]
            if value.drawn
            else []
        ),
        *_shares_told(report, lang),
        *filter(None, [capital_bridge(found, lang)]),
        say("value.discounted", lang),
        say("value.limits", lang),
        say("value.digest", lang, digest=found.digest),
        *figure_notes(report, lang),
    ]


def _shares_told(report: ReportData, lang: Lang) -> list[str]:
    """Which roads pay by their share in the scenario, and why a road alone has other figures; nothing of one alone."""
    found = shares_of(report)
    return [shares_sentence(found, report.world.projects, lang), say("worth_view.shares_alone", lang)] if found else []


def swings_told(value: Value) -> tuple[Swing, ...]:
    """The assumptions that move the net present value most, widest first."""
    return value.drawn.swings[:_TOLD] if value.drawn and value.found.costed else ()


def swing_lines(value: Value, lang: Lang) -> list[str]:
    """Each of them with its value, what it alone does to the net present value, and its source."""
    lines = []
    for swing in swings_told(value):
        low, high = (number(v, lang) for v in sorted((swing.npv_low_bn, swing.npv_high_bn)))
        source = ""
        if swing.key not in ("speeds", "access"):
            row = value.found.sheet.row(swing.key)
            source = say("worth_view.by_user", lang) if row.changed else row.source(lang)
        lines.append(
            say("value.swing", lang, name=swing_name(value, swing.key, lang), low=low, high=high)
            + (say("value.swing_source", lang, source=source) if source else "")
        )
    return lines


def swing_name(value: Value, key: str, lang: Lang) -> str:
    """What an assumption is called; speeds and access are those of the network."""
    return (
        say(f"worth_view.swing_{key}", lang) if key in ("speeds", "access") else value.found.sheet.row(key).name(lang)
    )


def indicator_rows(value: Value, lang: Lang) -> list[list[str]]:
    """Name with unit, central value, ends of nine of ten draws; what cannot be told is left out."""
    rows = []
    for row in appraisal_rows(value.found, value.drawn):
        if row["central"] is None:
            continue
        decimals = APPRAISAL_DECIMALS[row["unit"]]
        figure, unit = say(f"worth.figure_{row['figure']}", lang), say(f"worth.unit_{row['unit']}", lang)
        name = f"{figure} ({unit})"
        rows.append([name, *(amount(row.get(c), lang, decimals=decimals) for c in ("central", "p05", "p95"))])
    return rows


def part_rows(value: Value, lang: Lang) -> list[list[str]]:
    """Benefits and costs by part, of the first year of operation and as present values; totals are those of the rows."""
    from analysis.economics import BENEFITS, COSTS, part_values  # noqa: PLC0415 - where figures are told

    found, values = value.found, part_values(value.found)
    signs = dict.fromkeys(BENEFITS, 1) | {"capital": -1, "maintenance": -1, "residual": 1}
    rows, sums = [], [0.0, 0.0]
    for name in (*BENEFITS, *(COSTS if found.costed else ())):
        shown = [round(signs[name] * v, 1) for v in values[name]]
        if any(shown):
            sums = [s + v for s, v in zip(sums, shown, strict=True)]
            rows.append([say(f"worth.part_{name}", lang), *(number(v, lang, decimals=1) for v in shown)])
    total = say(f"{'worth_view.sum' if found.costed else 'value.sum_benefits'}", lang)
    return [*rows, [total, *(number(v, lang, decimals=1) for v in sums)]]


def programme_title(best: Programme, lang: Lang) -> str:
    """What the money builds."""
    task = best.task
    told = {"built": len(best.starts), "count": len(task.items)}
    if len(set(task.budget_bn)) == 1:
        return say("value.programme_title", lang, amount=number(task.budget_bn[0], lang), **told)
    spent = number(best.spent_bn, lang)
    return say("value.programme_title_varied", lang, years=len(task.budget_bn), spent=spent, **told)


def programme_none(best: Programme, lang: Lang) -> str:
    """Title where no set of roads repays its money."""
    return say("value.programme_none_npv", lang, count=len(best.task.items))


def programme_looked(report: ReportData, best: Programme, lang: Lang) -> str:
    """Why it is another order than the scenario's; nothing where it looks at roads of the scenario alone."""
    outside = sum(item.unit not in report.scenario.projects for item in best.task.items)
    return say("value.programme_looked", lang, count=len(best.task.items), outside=outside) if outside else ""


def programme_meaning(report: ReportData, best: Programme, lang: Lang) -> list[str]:
    """What must be read together with its years: what they weigh, works under way."""
    built = {unit for unit, _ in best.starts}
    works = [u for u in best.task.units if u in built and under_works(report.world.projects, u)]
    told = [] if best.money else [say("value.programme_minutes", lang, page=say("app.page_worth", lang))]
    if works:
        told.append(say("value.programme_works", lang, names=few_units(report, works, lang)))
    return told


def planned_name(report: ReportData, unit: str, lang: Lang, *, works: bool) -> str:
    """A road of the programme, with what its cost and years alone do not tell: two lengths that disagree, works under way.

    Parameters
    ----------
    works
        Whether its years stand beside it: contracts under way have others.
    """
    projects = report.world.projects
    name = unit_name(projects, unit, lang)
    if works and under_works(projects, unit):
        name = say("value.road_works", lang, name=name)
    project = projects.get(unit.partition("/")[0])
    if project is not None and lengths_disagree(project):
        name = say("value.road_lengths", lang, name=name, lengths=lengths_text(project, lang))
    return name


def programme_head(best: Programme, name: str, lang: Lang) -> str:
    """Heading of a column of its tables; what it gains is minutes or money."""
    money = best.money and name in {"adds", "worth"}
    return say(f"value.col_{name}_npv" if money else f"value.col_{name}", lang)


def programme_foot(best: Programme, lang: Lang) -> str:
    """What must be known of it, for the foot of a slide."""
    return say("value.programme_foot_npv" if best.money else "value.programme_foot", lang)


def no_npv(lang: Lang) -> str:
    """That a programme best in minutes has no NPV in a file, and where it is to be had: it takes every set of roads, up to a minute."""
    told = {"page": say("app.page_worth", lang), "tab": say("plan_view.tab_plan", lang)}
    return say("value.programme_no_npv", lang, **told, aim=say("plan_view.objective_npv", lang))


def programme_basis(report: ReportData, found: Asked, lang: Lang) -> list[str]:
    """What must be known of every programme: what stays out, which trips, what is assumed."""
    return [*plan_notes(report.world, found, lang), *plan_cost_notes(report.world, found, lang)]


def figures_headline(value: Value, lang: Lang) -> str:
    """The indicators in few words."""
    found = value.found
    if not found.costed:
        return say("value.figures_headline_short", lang)
    npv, bcr = amount(found.figure("npv_bn"), lang), amount(found.figure("bcr"), lang, decimals=2)
    eirr = found.figure("eirr")
    rate = amount(None if eirr is None else _PERCENT * eirr, lang, decimals=1)
    return say("value.figures_headline", lang, npv=npv, bcr=bcr, eirr=rate)


def swings_headline(value: Value, lang: Lang) -> str:
    """The assumption that moves the result most, by name where that is short."""
    name = swing_name(value, swings_told(value)[0].key, lang)
    return shortest(say("value.swings_headline", lang, name=name), say("value.swings_headline_short", lang))


def swing_rows(value: Value, lang: Lang) -> list[list[str]]:
    """The widest assumptions, each with the net present value at its ends."""
    ends = {s.key: sorted((s.npv_low_bn, s.npv_high_bn)) for s in swings_told(value)}
    return [[swing_name(value, key, lang), number(low, lang), number(high, lang)] for key, (low, high) in ends.items()]


def _places(best: Programme) -> int:
    """Decimals of what it gains: billions of đồng, or minutes."""
    return 0 if best.money else 2


def road_rows(report: ReportData, best: Programme, lang: Lang) -> list[list[str]]:
    """Roads by the year they begin in, then those that are not built."""
    adds, opens, task = best.adds(), best.opens, best.task
    order = sorted(best.starts, key=lambda s: (s[1], opens[s[0]], task.units.index(s[0])))
    rows = [
        [
            planned_name(report, unit, lang, works=True),
            number(task.item(unit).cost_bn, lang),
            str(start),
            str(opens[unit]),
            number(adds[unit], lang, decimals=_places(best)),
        ]
        for unit, start in order
    ]
    none = say("value.not_built", lang)
    return [
        *rows,
        *(
            [planned_name(report, i.unit, lang, works=False), number(i.cost_bn, lang), none, MISSING, MISSING]
            for i in best.left_out
        ),
    ]


def year_rows(report: ReportData, best: Programme, lang: Lang) -> list[list[str]]:
    """Years with money, and those in which a road comes into use; what is spent adds up to the whole."""
    opens, task, spent = best.opens, best.task, adding_up(best.spending_bn)
    rows = []
    for n, year in enumerate(task.years):
        names = [unit_name(report.world.projects, u, lang) for u in task.units if opens.get(u) == year]
        if n < len(spent) or names:
            money = [number(v, lang) for v in (task.budget_bn[n], spent[n])] if n < len(spent) else [MISSING, MISSING]
            rows.append([str(year), *money, "; ".join(names), number(best.yearly[n], lang, decimals=_places(best))])
    return rows
