"""Value for money: where it breaks even, what it is worth and how sure that is; the programme by year; tables of both for the appendix."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefing.content import Letters, cost_title, doubts, doubts_title, few_units, figure_notes
from briefing.slides.charts import Bars, Lines, Spans, fits_spans, set_bars, set_chart
from briefing.slides.decision import add_doubts, figures_fit, figures_stand, set_doubts, set_figures, stack_figures
from briefing.slides.deck import BODY_PT, SMALL_PT, TABLE_PT, Line, largest, text_height
from briefing.slides.tables import Column, TableSheet, flow_table, flow_tables, foot_height
from briefing.slides.template import ACCENT
from briefing.value import (
    concluded,
    figures_headline,
    indicator_rows,
    part_rows,
    programme_basis,
    programme_foot,
    programme_head,
    programme_looked,
    programme_meaning,
    programme_none,
    programme_of,
    programme_title,
    road_rows,
    shares_of,
    shares_sentence,
    swing_rows,
    swings_headline,
    value_basis,
    value_conclusion,
    value_figures,
    value_notes,
    value_of,
    value_title,
    year_rows,
)
from layers import unit_name
from layers.symbology import style
from words import adding_up, capital_bridge, number, plan_sentence, priced_sentence, say, worth_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.programme import Programme
    from briefing.content import Figure, ReportData
    from briefing.slides.deck import Deck, Page
    from briefing.slides.layout import Area
    from briefing.value import Value
    from words import Lang

_FIGURES_SHARE: Final = 0.44
_BETWEEN_MM: Final = 4.0
_NAMES_SHARE: Final = 0.4
_LONG_NAMES: Final = (0.48, 280.0)  # names of roads whole, from so many millimetres of a chart on
_THOUSAND: Final = 1000.0
_WIDER_NAMES: Final = (0.45, 0.48, 0.55, 0.62)  # where they do not stand in theirs
_GANTT_SHARE: Final = 0.66
_SHADE: Final = {"build": "#e0a030", "serve": "#2f7ea8"}  # as on the page


def value_chart(value: Value, lang: Lang) -> Lines | None:
    """Benefits less costs summed up by year at the central values, between the ends of nine of ten draws; ``None`` without a cost."""
    from analysis.economics import cumulative  # noqa: PLC0415 - where figures are told

    found, drawn = value.found, value.drawn
    if not found.costed:
        return None
    years, central = found.stream.years.tolist(), cumulative(found).tolist()
    series, colours, widths = {say("value.chart_central", lang): central}, [style.INK], [3.0]
    if drawn is not None:
        at = {year: n for n, year in enumerate(drawn.years.tolist())}
        for name, row in (("low", drawn.fan[0]), ("high", drawn.fan[-1])):
            series[say(f"value.chart_{name}", lang)] = [float(row[at[y]]) for y in years]
            colours.append(_SHADE["serve"])
            widths.append(1.5)
    told = say("value.chart_described", lang, first=years[0], last=years[-1], end=number(central[-1], lang))
    return Lines(years, series, told, colours, widths)


def programme_chart(
    report: ReportData, best: Programme, lang: Lang, *, size: float = SMALL_PT, names_share: float = _NAMES_SHARE
) -> Spans:
    """A row a road that is built: years of building, then of use up to the last year with money."""
    task, opens = best.task, best.opens
    first, end = task.budget_years[0], task.budget_years[-1] + 1
    order = sorted(best.starts, key=lambda s: (s[1], opens[s[0]], task.units.index(s[0])))
    names = {unit: unit_name(report.world.projects, unit, lang) for unit, _ in order}
    rows = "; ".join(say("value.programme_row", lang, name=names[u], start=start, opens=opens[u]) for u, start in order)
    spent = zip(task.budget_years, adding_up(best.spending_bn), strict=True)
    money = "; ".join(say("value.programme_money", lang, year=y, amount=number(v, lang)) for y, v in spent)
    return Spans(
        categories=list(names.values()),
        starts=[float(start) for _, start in order],
        parts={
            say("plan_view.building", lang): [float(opens[u] - start) for u, start in order],
            say("plan_view.serving", lang): [float(max(end - opens[u], 0)) for u, _ in order],
        },
        colours=[_SHADE["build"], _SHADE["serve"]],
        first=first,
        last=end,
        described=say("value.programme_described", lang, rows=rows, money=money),
        names_share=names_share,
        size=size,
        least=min(size, TABLE_PT),
    )


def add_value(deck: Deck, report: ReportData) -> None:
    """Break-even first, then worth with its range; nothing where no vehicle gains."""
    lang, value = deck.lang, value_of(report)
    if value is None or not value.gains:
        return
    title = report.request.variant.title(lang)
    notes = [worth_sentence(value.found, value.drawn, title, lang), _concluded(value, lang)]
    page = deck.page(value_title(value, lang), notes=[*notes, *value_notes(report, value, lang)])
    room = page.area.above(page.foot(value_basis(report, value, lang)))
    drawn, figures = value_chart(value, lang), value_figures(value, lang)
    fits = figures_fit if drawn is None else _stand_beside
    for told in _told_below(value, lang):  # less of it where a template leaves little room: the notes hold all
        above = room.above(text_height(told, room.width) + _BETWEEN_MM)
        if fits(above, figures):
            break
    page.text(room.below(above.height + _BETWEEN_MM), told, name="Text")
    room = above
    if drawn is None:
        set_figures(page, room, figures)
        return
    left, right = room.columns(_FIGURES_SHARE, 1 - _FIGURES_SHARE, gap=10.0)
    stack_figures(page, left, figures)
    head, read = (
        Line(say("value.chart", lang), size=BODY_PT, bold=True),
        Line(say("value.chart_read", lang), size=TABLE_PT),
    )
    for line, name in ((head, "Text"), (read, "Legend")):
        page.text(right, [line], name=name)
        right = right.below(line.height(right.width) + 1.0)
    set_chart(page, right, drawn)


def _stand_beside(room: Area, figures: Sequence[Figure]) -> bool:
    """Whether the figures stand one above the other beside a chart."""
    return figures_stand(room.columns(_FIGURES_SHARE, 1 - _FIGURES_SHARE, gap=10.0)[0], figures)


def _told_below(value: Value, lang: Lang) -> list[list[Line]]:
    """What stands below the figures, the best liked first: what parts capital from benefits, and what may be concluded."""
    bridge = capital_bridge(value.found, lang)
    first = [Line(bridge, size=BODY_PT)] if bridge else []
    whole, short = (
        Line(text, size=BODY_PT, bold=True, space_mm=2.0) for text in (_concluded(value, lang), concluded(value, lang))
    )
    return [[*first, whole], [*first, short], [short]]


def add_value_and_doubts(deck: Deck, report: ReportData) -> None:
    """Worth to the left, what is not known to the right, on the last slide of a short deck; without a worth the doubts alone."""
    lang, value = deck.lang, value_of(report)
    if value is None or not value.gains:
        add_doubts(deck, report)
        return
    told, priced = doubts(report, lang), value.found.priced_bn is not None
    notes = [*([value_conclusion(value, lang)] if priced else []), *value_notes(report, value, lang), *told]
    page = deck.page(value_title(value, lang), notes=notes)
    room = page.area.above(page.foot(value_basis(report, value, lang)))
    figures, costs = value_figures(value, lang), Line(f"{cost_title(report, lang)}.", size=BODY_PT)
    for below in _told_below(value, lang)[1:]:
        lines = [costs, *below]
        above = room.above(text_height(lines, room.width) + _BETWEEN_MM)
        if _stand_beside(above, figures):
            break
    page.text(room.below(above.height + _BETWEEN_MM), lines, name="Text")
    left, right = above.columns(_FIGURES_SHARE, 1 - _FIGURES_SHARE, gap=10.0)
    stack_figures(page, left, figures)
    head = Line(doubts_title(len(told), lang), size=BODY_PT, bold=True)
    page.text(right, [head], name="Text")
    set_doubts(page, right.below(head.height(right.width) + 2.0), told)


def _concluded(value: Value, lang: Lang) -> str:
    """What may be concluded; where only some roads have a cost, what that already says stands first."""
    told = value_conclusion(value, lang)
    return told if value.found.priced_bn is None else f"{priced_sentence(value.found, lang)} {told}"


def add_programme(deck: Deck, report: ReportData) -> None:
    """When each road begins and what each year spends; nothing where none is built."""
    lang, made = deck.lang, programme_of(report)
    if made is None:
        return
    found, best = made
    basis = programme_basis(report, found, lang)
    if not best.starts:
        _add_no_programme(deck, report, best, basis)
        return
    notes = [plan_sentence(best, lang), *basis, say("value.programme_digest", lang, digest=best.digest)]
    notes += figure_notes(report, lang)
    foot = f"{say('value.programme_scope', lang)} {programme_foot(best, lang)}"
    told = [*filter(None, [programme_looked(report, best, lang)]), *programme_meaning(report, best, lang)]
    if left := [i.unit for i in best.left_out]:
        told.append(say("value.programme_left", lang, names=few_units(report, left, lang)))
    line, title = Line(" ".join(told), size=BODY_PT), programme_title(best, lang)
    room = deck.area.above(foot_height(deck, foot))
    above = room.above(line.height(room.width) + _BETWEEN_MM if told else 0.0)
    share = _LONG_NAMES[0] if room.width >= _LONG_NAMES[1] else _NAMES_SHARE
    drawn = programme_chart(report, best, lang, names_share=share)
    if fits_spans(above.above(above.height * (1 - _GANTT_SHARE)), drawn) or not told:
        page = deck.page(title, notes=notes)
        page.foot(foot)
        if told:
            page.text(room.below(above.height + _BETWEEN_MM), [line], name="Text")
        _add_money(page, above.below(above.height * _GANTT_SHARE + 1.0), best, names_share=share)
        set_chart(page, above.above(above.height * (1 - _GANTT_SHARE)), drawn)
        return
    _add_in_two(deck, (title, notes, foot), best, drawn, line)


def _add_in_two(deck: Deck, said: tuple[str, list[str], str], best: Programme, drawn: Spans, line: Line) -> None:
    """Where names of roads would be cut: the timetable over the whole slide, money and meaning on the next one."""
    title, notes, foot = said
    first, second = (deck.page(title, notes=notes, part=n, of=2) for n in (1, 2))
    room = deck.area.above(max(page.foot(foot) for page in (first, second)))
    shares = (drawn.names_share, *_WIDER_NAMES)
    tried = [replace(drawn, names_share=share) for share in shares]
    set_chart(first, room, next((one for one in tried if fits_spans(room, one)), tried[-1]))
    high = line.height(room.width) + _BETWEEN_MM
    _add_money(second, room.above(high), best, names_share=0.0)
    second.text(room.below(room.height - high + _BETWEEN_MM), [line], name="Text")


def _add_no_programme(deck: Deck, report: ReportData, best: Programme, basis: list[str]) -> None:
    """That no set of roads repays its money is a finding too, and the first one to decide by; nothing where minutes count."""
    lang = deck.lang
    if not best.money:
        return
    told = [plan_sentence(best, lang), shares_sentence(shares_of(report), report.world.projects, lang)]
    notes = [*told, *basis, say("value.programme_digest", lang, digest=best.digest), *figure_notes(report, lang)]
    page = deck.page(programme_none(best, lang), notes=notes)
    room = page.area.above(page.foot(programme_foot(best, lang)))
    page.text(room, largest([text for text in told if text], room), name="Text")


def _add_money(page: Page, area: Area, best: Programme, *, names_share: float) -> None:
    """What each year spends, under the years of the timetable; in thousands where whole figures would run into each other.

    Without a share for names the heading stands above the columns, which take the whole width.
    """
    lang, budget = page.deck.lang, set(best.task.budget_bn)
    even = len(budget) == 1
    left, width = area.left + area.width * names_share, area.width * (0.98 - names_share)
    spent = adding_up(best.spending_bn)
    pitch, letters = width / len(spent), Letters(TABLE_PT, bold=True)
    whole = all(letters.width(f"{number(v, lang)} ") <= pitch for v in spent)
    key = f"value.programme_spent{'_even' if even else ''}{'' if whole else '_thousands'}"
    amount = next(iter(budget))
    told = number(amount, lang) if whole else number(amount / _THOUSAND, lang, decimals=1)
    head = Line(say(key, lang, amount=told), size=BODY_PT, bold=True)
    if names_share:
        page.text(area.sized(area.width * names_share - 3.0, area.height), [head], name="Text")
    else:
        high = head.height(area.width)
        page.text(area.sized(area.width, high), [head], name="Text")
        area = area.below(high)
    bars = Bars(
        categories=[str(year) for year in best.task.budget_years],
        values=spent if whole else [v / _THOUSAND for v in spent],
        series=say(key, lang, amount=""),
        described=head.text,
        colours=[ACCENT],
        decimals=0 if whole else 1,
        upright=True,
        size=TABLE_PT,
    )
    set_bars(page, type(area)(left, area.top, width, area.height), bars)


def add_value_tables(deck: Deck, report: ReportData) -> None:
    """Every indicator with its ends, every part, the widest assumptions."""
    lang, value = deck.lang, value_of(report)
    if value is None or not value.gains:
        return
    notes, foot = value_notes(report, value, lang), value_basis(report, value, lang)
    title = figures_headline(value, lang)
    names = ("figure", "central", "low", "high")
    figures = _sheet([say(f"value.col_{n}", lang) for n in names], indicator_rows(value, lang), title)
    tables = [(title, figures)]
    year = int(value.found.stream.opening[0])
    title = say("value.parts_title", lang, year=value.found.sheet.price_year)
    heads = [say("value.col_part", lang), say("value.col_first", lang, year=year), say("value.col_present", lang)]
    tables.append((title, _sheet(heads, part_rows(value, lang), title)))
    if rows := swing_rows(value, lang):
        title = swings_headline(value, lang)
        heads = [say(f"value.col_{n}", lang) for n in ("assumption", "npv_low", "npv_high")]
        tables.append((title, _sheet(heads, rows, title)))
    flow_tables(deck, tables, notes=notes, foot=foot)


def add_programme_tables(deck: Deck, report: ReportData) -> None:
    """Every road of the programme, then every year."""
    lang, made = deck.lang, programme_of(report)
    if made is None or not made[1].starts:
        return
    found, best = made
    notes = [*programme_basis(report, found, lang), *figure_notes(report, lang)]
    foot = " ".join([*programme_meaning(report, best, lang), programme_foot(best, lang)])
    for title, names, rows in (
        ("programme_plan_title", ("road", "cost", "start", "opens", "adds"), road_rows(report, best, lang)),
        ("programme_years_title", ("year", "budget", "spent", "opening", "worth"), year_rows(report, best, lang)),
    ):
        wide, narrow = frozenset({"road", "opening"}), frozenset({"year", "opens"})
        told = say(f"value.{title}", lang)
        columns = [
            Column(
                programme_head(best, n, lang),
                50 if n in wide else 9 if n in narrow else 15,
                "left" if n in {*wide, "year"} else "right",
            )
            for n in names
        ]
        flow_table(deck, told, TableSheet(columns, rows, described=told), notes=notes, foot=foot)


def _sheet(heads: list[str], rows: list[list[str]], title: str) -> TableSheet:
    """A table with its names first and figures behind."""
    columns = [Column(head, 15 if n else 55, "right" if n else "left") for n, head in enumerate(heads)]
    return TableSheet(columns, rows, described=title)
