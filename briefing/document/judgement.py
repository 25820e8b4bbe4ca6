"""The parts that weigh: what each route adds and in which order, what it costs, what is not known, what is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content import (
    Share,
    added_km,
    left_in_order,
    order_basis,
    order_sentence,
    order_told,
    ordered,
    parted_by_cost,
    people_counted,
    risks,
    route_rows,
    shares,
    step_gains,
    step_line,
    step_name,
    unverified,
    valued_note,
    worth_title,
)
from briefing.document.oxml import DOTS, Shape
from briefing.document.parts import badge, cost_told, named, sentence
from briefing.document.tables import Cell, Column, Grid, add_table
from briefing.value import concluded, programme_of, value_of, value_title
from layers import group_colour, still_to_build
from words import funded_first, number, say, span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.appraisal import Contribution
    from briefing.content import Letter, ReportData
    from briefing.document.writer import Writer
    from words import Lang


def add_order(writer: Writer, report: ReportData, numbers: Mapping[str, str]) -> None:
    """The part of each route with its range; the best order; or why there is none."""
    lang, found, rows = writer.lang, ordered(report), shares(report)
    writer.heading(writer.say("part_order"))
    if found is None:
        writer.add(writer.say("order_none" if len(rows) <= 1 else "order_nothing"))
        return
    people = number(people_counted(report), lang)
    told = sentence(worth_title(rows, lang))
    writer.add(f"{told} {say('slides.worth_means', lang)} {writer.say('worth_told', table=writer.ref('worth'))}")
    _add_shares(writer, report, rows, numbers)
    firm = say("slides.worth_firm", lang, firm=sum(r.firm for r in rows), count=len(rows))
    judged = any(row.low is not None for row in rows)
    writer.note(
        writer.say("worth_two"),
        say("slides.worth_foot", lang, people=people),
        firm if judged else "",
        *valued_note(report, lang),
    )
    basis = order_basis(report, lang)
    left = [writer.say("order_left", names=named_left)] if basis and (named_left := left_in_order(report, lang)) else []
    best = [sentence(order_sentence(found, lang)), writer.say("order_told", table=writer.ref("order"))]
    writer.add(" ".join([*best, *basis, *left]))
    _add_steps(writer, report, found, numbers)
    note = "slides.note_order" if found.exact else "slides.note_order_sampled"
    writer.note(say(note, lang, people=people))


def _number(report: ReportData, unit: str, numbers: Mapping[str, str]) -> Cell:
    """The number of the project of a unit, in the colour of its group."""
    project = report.world.projects[unit.partition("/")[0]]
    return Cell(numbers.get(project.id, "–"), fill=group_colour(project.group), bold=True)


def _add_shares(writer: Writer, report: ReportData, rows: list[Share], numbers: Mapping[str, str]) -> None:
    lang = writer.lang
    columns = (
        Column(say("slides.col_number", lang), 8, "center"),
        Column(say("slides.col_route", lang), 34),
        Column(writer.say("col_minutes_share"), 16, "right"),
        Column(writer.say("col_minutes_range"), 17, "right"),
        Column(writer.say("col_share"), 11, "right"),
        Column(writer.say("col_minutes_alone"), 14, "right"),
    )
    cells: list[list[str | Cell]] = [
        [
            _number(report, row.unit, numbers),
            row.name(lang),
            number(row.minutes, lang, decimals=2),
            span(row.low, row.high, lang, decimals=2) if row.low is not None else "–",
            number(row.share_percent, lang, decimals=1),
            number(row.first, lang, decimals=2),
        ]
        for row in rows
    ]
    add_table(writer, Grid(columns, cells, writer.say("worth_title")), key="worth")


def _add_steps(writer: Writer, report: ReportData, found: Contribution, numbers: Mapping[str, str]) -> None:
    """One row a step; the last ones, if they add nothing that shows, in one row together."""
    lang, people = writer.lang, people_counted(report)
    names = {step.unit: step_name(report, step.unit, lang) for step in found.order}
    told = order_told(found.order, people)
    columns = (
        Column(say("slides.col_step", lang), 10, "center"),
        Column(say("slides.col_number", lang), 8, "center"),
        Column(say("slides.col_route", lang), 48),
        Column(say("slides.col_gain", lang), 17, "right"),
        Column(say("slides.col_reached", lang), 17, "right"),
    )
    rows: list[list[str | Cell]] = [
        [
            str(n),
            _number(report, step.unit, numbers),
            step_line(report, step.unit, lang),
            gain,
            number(100 * step.value / found.total, lang, decimals=1),
        ]
        for n, (step, gain) in enumerate(zip(found.order, step_gains(report, found, lang), strict=False), start=1)
    ]
    if rest := [names[step.unit] for step in found.order[told:]]:
        rows.append([say("slides.order_rest", lang, names="; ".join(rest))])
    add_table(writer, Grid(columns, rows, writer.say("order_table")), key="order")


def add_cost(writer: Writer, report: ReportData, numbers: Mapping[str, str]) -> None:
    """The sum with all that must be said of it; each published cost beside what it covers."""
    lang, rows = writer.lang, route_rows(report.projects)
    writer.heading(writer.say("part_cost"))
    if added := added_km(report, lang):
        writer.add(writer.say("cost_added", added=added))
    priced, without = parted_by_cost(rows)
    writer.add(
        " ".join([cost_told(report, lang), *([writer.say("cost_table", table=writer.ref("cost"))] if priced else [])])
    )
    if priced:
        columns = (
            Column(say("slides.col_number", lang), 8, "center"),
            Column(say("slides.col_route", lang), 34),
            Column(say("slides.col_cost", lang), 22, "right"),
            Column(say("slides.col_scope", lang), 36),
        )
        cells: list[list[str | Cell]] = [
            [badge(row, numbers), row.name(lang), row.cost_text(lang), row.scope_text(lang)] for row in priced
        ]
        if without:
            cells.append([say("slides.costs_without", lang, names="; ".join(row.name(lang) for row in without))])
        add_table(writer, Grid(columns, cells, writer.say("cost_title")), key="cost")
        writer.note(say("slides.costs_foot", lang))


def add_risks(writer: Writer, report: ReportData) -> None:
    """What other assumptions undo, what is a hypothesis, what nobody checked, what nobody knows."""
    writer.heading(writer.say("part_risks"))
    writer.points([sentence(text) for text in risks(report, writer.lang)])


def add_proposals(writer: Writer, report: ReportData, letter: Letter) -> None:
    """A draft: what follows from the figures, with gaps where a person must decide."""
    lang = writer.lang
    writer.heading(writer.say("part_proposals"))
    writer.add(writer.say("propose_draft"))
    writer.points(proposals(report, lang))
    title, recipient = report.request.variant.title(lang), letter.recipient or DOTS
    closing = writer.say(f"closing_{letter.kind}", scenario=title, organisation=named(report), recipient=recipient)
    writer.add(closing, shape=Shape(with_next=True))  # no signature stands alone on a page


def proposals(report: ReportData, lang: Lang) -> list[str]:
    """What the figures ask for, in the order of the parts they come from."""
    told = []
    if report.scenario.projects or report.scenario.closed_links:
        told.append(say("document.propose_agree", lang, scenario=report.request.variant.title(lang)))
    value = value_of(report)
    if value is not None and value.gains:
        told.append(
            say("document.propose_worth", lang, text=f"{sentence(value_title(value, lang))} {concluded(value, lang)}")
        )
    if listed := left_in_order(report, lang):
        told.append(say("document.propose_order", lang, names=listed))
    made = programme_of(report)
    if made is not None and made[1].starts:
        told.append(say("document.propose_fund", lang, names=funded_first(made[1], lang)))
    rows = route_rows(report.projects)
    projects = {row.project.id: row.project for row in rows}
    left = still_to_build(projects, projects, lang, data_date=report.world.data.study.data_date)
    if unpriced := [left[row.project.id] for row in parted_by_cost(rows)[1] if row.project.id in left]:
        told.append(say("document.propose_cost", lang, names="; ".join(unpriced)))
    if unaligned := [left[row.project.id] for row in rows if row.project.schematic and row.project.id in left]:
        told.append(say("document.propose_alignment", lang, names="; ".join(unaligned)))
    if unverified(report, lang):
        told.append(say("document.propose_verify", lang))
    return [*told, say("document.propose_measure", lang), say("document.propose_province", lang)]
