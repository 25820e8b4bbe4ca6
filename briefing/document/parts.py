"""The first parts of the written report: in short, basis, present state, routes, what changes. Every figure is asked of the report's facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import (
    CAPITALS,
    access_title,
    assumption_line,
    changes,
    cost_amount,
    cost_notes,
    figure_notes,
    finding_of,
    gains_title,
    gains_told,
    main_finding,
    numbers_note,
    order_sentence,
    others_hold,
    people_title,
    route_rows,
    shares,
    situation_title,
    worth_telling,
)
from briefing.document.figures import add_gains_map, add_projects_map, add_time_chart, gains_map, projects_map
from briefing.document.oxml import DOTS
from briefing.document.tables import Cell, Column, Grid, add_table
from briefing.document.writer import FIGURE
from briefing.value import value_of
from layers import group_colour, has_talks, read_document, units_note
from words import Lang, change_text, day, number, say, text_in, worth_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.measures import Metric
    from briefing.content import Letter, ReportData, RouteRow
    from briefing.document.writer import Writer

_LEGAL: Final = "legal"  # a field of a project, and its name among what is not verified
_DISTRICTS: Final = "districts"
_ACCESS: Final = ("gate", "airport", "port")


def named(report: ReportData) -> str:
    """The organisation, or dots."""
    return report.request.organisation or DOTS


def sentence(text: str) -> str:
    """A title as a sentence."""
    return text if text.endswith((".", ":", ";")) else f"{text}."


def add_opening(writer: Writer, report: ReportData, letter: Letter) -> None:
    """What the letter is, then its contents."""
    title = report.request.variant.title(writer.lang)
    writer.add(writer.say(f"opening_{letter.kind}", organisation=named(report), scenario=title))
    writer.contents_here()


def add_short(writer: Writer, report: ReportData) -> None:
    """What a leader takes along: each a sentence that a later part tells with its table."""
    writer.heading(writer.say("part_short"))
    writer.points([sentence(text) for text in in_short(report, writer.lang)])


def in_short(report: ReportData, lang: Lang) -> list[str]:
    """The findings in one sentence each; what cannot be told is left out."""
    told = [situation_title(report, lang)] if report.projects else []
    if not changes(report):
        return [*told, main_finding(report, lang), main_finding(report, lang, group=_DISTRICTS)]
    told += [main_finding(report, lang), main_finding(report, lang, group=_DISTRICTS)]
    told.append(gains_title(report.gains.notable_percent(), lang))
    found = report.contribution
    if found is not None and found.total > 0 and worth_telling(shares(report)):
        told.append(order_sentence(found, lang))
    if report.scenario.projects:
        told.append(cost_in_short(report, lang))
    return [*told, *value_in_short(report, lang)]


def value_in_short(report: ReportData, lang: Lang) -> list[str]:
    """What value for money says, as its part of the report and its page do; nothing where nothing can be appraised."""
    value = value_of(report) if report.scenario.projects else None
    if value is None:
        return []
    return [worth_sentence(value.found, value.drawn, report.request.variant.title(lang), lang)]


def cost_in_short(report: ReportData, lang: Lang) -> str:
    """The sum of the published costs, and in brackets what it leaves out or mixes."""
    cost, amount = report.table.cost(report.request.variant.key), cost_amount(report, lang)
    if not amount:
        return say("document.cost_nothing", lang)
    told = [say("document.cost_without", lang, count=len(cost.without))] if cost.without else []
    told += [say("document.cost_unverified", lang)] if cost.unverified else []
    told += [say("document.cost_mixed", lang)] if len(cost.price_years) > 1 else []
    year = report.scenario.year
    told += [say("document.cost_whole", lang, year=year)] if year else []
    total = say("document.cost_total", lang, amount=amount, kind=cost.kind.text(lang))
    return f"{total.rstrip('.')} ({'; '.join(told)})." if told else total


def cost_told(report: ReportData, lang: Lang) -> str:
    """The sum of the published costs with what must stand beside it, or that there is none."""
    amount = cost_amount(report, lang)
    if not amount:
        return say("document.cost_nothing", lang)
    kind = report.table.cost(report.request.variant.key).kind.text(lang)
    return " ".join([say("document.cost_total", lang, amount=amount, kind=kind), *cost_notes(report, lang)])


def add_basis(writer: Writer, report: ReportData) -> None:
    """Documents with their sources; what is compared, on which network, under which assumptions."""
    lang = writer.lang
    writer.heading(writer.say("part_basis"))
    writer.heading(writer.say("sub_documents"), level=2)
    listed = [p for p in report.projects if p.text(_LEGAL, lang)]
    told = talks(report, lang)
    if listed:
        told.append(writer.say("basis_legal", table=writer.ref("legal")))
    writer.points([*told, writer.say("basis_gap")])
    if listed:
        _add_legal(writer, report)
    writer.heading(writer.say("sub_method"), level=2)
    variant = report.request.variant.title(lang)
    if changes(report):
        names = "; ".join(f"“{v.title(lang)}”" for v in report.table.variants)
        writer.add(writer.say("scope_compared", names=names, scenario=variant))
    else:
        writer.add(writer.say("scope_alone"))
    writer.add(" ".join([figure_notes(report, lang)[0], assumption_line(report, lang)]))
    edition = say(f"layers.edition_{report.request.edition.value}", lang)
    writer.add(" ".join(filter(None, [sentence(edition), units_note(lang, report.request.edition)])))


def talks(report: ReportData, lang: Lang) -> list[str]:
    """The talks of the provinces as the data tell them, with who reports them; none of a region without."""
    if not has_talks():
        return []
    meeting = read_document("agreement", folder=report.world.data.folder).get("meeting", {})
    if not meeting:
        return []
    sources = "; ".join(
        say("document.basis_source", lang, title=s.get("title", ""), day=day(s.get("date", ""), lang))
        for s in meeting.get("sources", [])
    )
    title, when = text_in(meeting, "title", lang), day(str(meeting.get("date", "")), lang)
    return [say("document.basis_talks", lang, title=title, day=when, source=sources)]


def _add_legal(writer: Writer, report: ReportData) -> None:
    """One row a route: the documents it rests on, as published."""
    lang = writer.lang
    columns = (Column(say("slides.col_route", lang), 45), Column(writer.say("col_legal"), 55))
    rows: list[list[str | Cell]] = []
    missing = []
    for row in route_rows(report.projects):
        legal = row.project.text(_LEGAL, lang)
        if not legal:
            missing.append(row.name(lang))
            continue
        unsure = _LEGAL in row.project.unverified
        rows.append([row.name(lang), writer.say("legal_unverified", legal=legal) if unsure else legal])
    if missing:
        rows.append([writer.say("legal_none", names="; ".join(missing))])
    add_table(writer, Grid(columns, rows, writer.say("legal_title"), flows=True), key="legal")


def add_state(writer: Writer, report: ReportData) -> Mapping[str, str]:
    """How far the routes are, with their map; how one travels without them. Gives the numbers of the projects."""
    lang = writer.lang
    writer.heading(writer.say("part_state"))
    report.progress("briefing.step_maps")
    picture = projects_map(report, writer)
    base = report.table.variants[0].key
    told = [sentence(situation_title(report, lang))] if report.projects else []
    if report.projects:
        table = writer.ref("routes")
        told.append(writer.say("state_map", figure=writer.ref("map_routes", FIGURE), table=table))
    if told:
        writer.add(" ".join(told))
    if changes(report):  # before the map: that takes a page of its own and leaves the rest of this one
        writer.add(
            finding_of(report, base, lang, group=CAPITALS)
            + " "
            + finding_of(report, base, lang, group=_DISTRICTS, second=True)
        )
    add_projects_map(writer, report, picture)
    return {key: str(number) for key, number in report.numbers.items()}


def add_routes(writer: Writer, report: ReportData, numbers: Mapping[str, str]) -> None:
    """One row a route."""
    lang, rows = writer.lang, route_rows(report.projects)
    writer.heading(writer.say("part_routes"))
    told = "routes_told_one" if len(rows) == 1 else "routes_told"
    writer.add(writer.say(told, count=len(rows), table=writer.ref("routes")))
    columns = (
        Column(say("slides.col_number", lang), 8, "center"),
        Column(say("slides.col_route", lang), 30),
        Column(say("slides.col_length", lang), 11, "right"),
        Column(say("slides.col_status", lang), 29),
        Column(writer.say("col_opening"), 22),
    )
    cells: list[list[str | Cell]] = [[badge(r, numbers), *_route_cells(r, lang)] for r in rows]
    add_table(writer, Grid(columns, cells, writer.say("routes_title")), key="routes")
    writer.note(say("slides.routes_foot", lang), numbers_note(report, lang), writer.say("risk_opening"))


def badge(row: RouteRow, numbers: Mapping[str, str]) -> Cell:
    """The number of a route as on the map."""
    return Cell(numbers[row.project.id], fill=group_colour(row.project.group), bold=True)


def _route_cells(row: RouteRow, lang: Lang) -> list[str]:
    status = "; ".join(filter(None, [row.status_text(lang), row.alignment_text(lang)]))
    return [row.name(lang), row.length_text(lang), status, row.project.text("opening", lang)]


def add_changes(writer: Writer, report: ReportData) -> None:
    """Before and after: capitals and districts, gates and ports, people; with the chart and the map of gains."""
    lang, table = writer.lang, report.table
    writer.heading(writer.say("part_changes"))
    writer.heading(writer.say("sub_pairs"), level=2)
    writer.add(f"{main_finding(report, lang)} {main_finding(report, lang, group=_DISTRICTS)}")
    writer.add(writer.say("changes_pairs", table=writer.ref("pairs")))
    pairs = [m for m in table.metrics if m.group in {CAPITALS, _DISTRICTS}]
    _add_changes(writer, report, pairs, key="pairs", title=writer.say("changes_pairs_title"))
    chart = writer.say("changes_chart", figure=writer.ref("chart_times", FIGURE))
    writer.add(" ".join([chart, *others_hold(report, lang)]))
    add_time_chart(writer, report)
    writer.heading(writer.say("sub_access"), level=2)
    writer.add(
        f"{sentence(access_title(report, lang))} {writer.say('changes_access', table=writer.ref('access'))} {say('slides.by_district', lang)}"
    )
    access = [m for m in table.metrics if m.group in _ACCESS]
    _add_changes(writer, report, access, key="access", title=writer.say("changes_access_title"))
    _add_people(writer, report)


def _add_people(writer: Writer, report: ReportData) -> None:
    lang, table = writer.lang, report.table
    writer.heading(writer.say("sub_people"), level=2)
    most, counted = gains_told(report, lang)
    shown = writer.say("gains_map", figure=writer.ref("map_gains", FIGURE), table=writer.ref("gains_classes"))
    title = sentence(gains_title(report.gains.notable_percent(), lang))
    writer.add(" ".join(filter(None, [title, most, counted, shown])))
    add_gains_map(writer, report, gains_map(report, writer))
    writer.note(say("slides.gains_foot", lang), say("slides.by_commune", lang), say("slides.note_gains", lang))
    people = [m for m in table.metrics if m.limit_min]
    writer.add(f"{sentence(people_title(report, lang))} {writer.say('changes_access', table=writer.ref('people'))}")
    _add_changes(writer, report, people, key="people", title=writer.say("changes_people_title"))


def _add_changes(writer: Writer, report: ReportData, metrics: Sequence[Metric], *, key: str, title: str) -> None:
    """Metrics before and after, the change, and what other assumptions make of it."""
    columns = (
        Column(say("slides.col_metric", writer.lang), 40),
        Column(writer.say("col_before"), 12, "right"),
        Column(writer.say("col_after"), 12, "right"),
        Column(writer.say("col_change"), 13, "right"),
        Column(writer.say("col_range"), 23, "right"),
    )
    rows = [change_cells(report, metric, writer.lang) for metric in metrics]
    if report.scenario.year:  # a result of a year never stands alone without it
        title = writer.say("title_of", title=title, scenario=report.request.variant.title(writer.lang))
    add_table(writer, Grid(columns, rows, title), key=key)
    writer.note(say("metrics.not_notable", writer.lang), writer.say("dash"))


def change_cells(report: ReportData, metric: Metric, lang: Lang) -> list[str]:
    """Name with unit, before, after, change, and the ends of its range."""
    table, main = report.table, report.request.variant.key
    unit = metric.unit_text(lang)
    name = metric.title(lang, report.world) + (f" ({unit})" if unit else "")
    before, after = (
        number(table.cell(key, metric.key).value, lang, decimals=metric.decimals)
        for key in (table.variants[0].key, main)
    )
    ends = table.change_range(main, metric)
    held = "…".join(number(end, lang, decimals=metric.decimals, sign=True) for end in ends) if ends else ""
    return [name, before, after, change_text(table, main, metric, lang, ranges=False), held]
