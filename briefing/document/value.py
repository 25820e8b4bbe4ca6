"""The parts on value for money and on the programme by year; every figure is asked of the functions of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.document.figures import add_chart
from briefing.document.tables import Column, Grid, add_table
from briefing.document.writer import FIGURE
from briefing.slides.value import programme_chart, value_chart
from briefing.value import (
    alone_bcr,
    indicator_rows,
    nearest,
    no_npv,
    part_rows,
    programme_basis,
    programme_fault,
    programme_head,
    programme_looked,
    programme_meaning,
    programme_of,
    road_rows,
    share_heads,
    share_rows,
    shares_of,
    shares_sentence,
    swing_lines,
    value_basis,
    value_conclusion,
    value_fault,
    value_of,
    year_rows,
)
from layers import unit_name
from words import amount, capital_bridge, number, plan_sentence, say, worth_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.content import ReportData
    from briefing.document.tables import Cell
    from briefing.document.writer import Writer
    from briefing.value import Value

_CHART_MM: Final = 70.0
_ROW_MM, _AROUND_MM = 7.0, 18.0  # of a timetable's height for each road, and for what stands around them
_LETTERS_PT: Final = 9.0
_TOLD: Final = 5  # assumptions told in the text


def add_value(writer: Writer, report: ReportData) -> None:
    """Break-even and worth in a sentence, on which trips and assumptions; the tables; what moves the result most."""
    lang, value = writer.lang, value_of(report)
    fault = value_fault(report)
    if value is None and fault is None:
        return
    writer.heading(say("value.part", lang))
    if value is None:
        writer.add(say("value.none", lang, fault=fault.text(lang) if fault else ""))
        return
    writer.add(worth_sentence(value.found, value.drawn, report.request.variant.title(lang), lang))
    if not value.gains:
        writer.add(value_basis(report, value, lang))
        return
    refs = {"figures": writer.ref("value"), "parts": writer.ref("value_parts")}
    if value.found.costed:
        told = say("value.told_figures", lang, **refs, chart=writer.ref("chart_value", FIGURE))
    else:
        told = f"{value_conclusion(value, lang)} {say('value.told_figures_no_cost', lang, **refs)}"
    writer.add(f"{value_basis(report, value, lang)} {told}")
    writer.add(say(f"worth.trips_{value.found.request.trips.value}_note", lang))
    _add_tables(writer, value)
    _add_shares(writer, report)
    if lines := swing_lines(value, lang)[:_TOLD]:
        writer.add(say("value.told_swings", lang))
        writer.points(lines)
    draws = (
        say("value.draws", lang, draws=number(value.drawn.draws, lang), seed=value.drawn.seed) if value.drawn else ""
    )
    writer.note(
        draws,
        capital_bridge(value.found, lang),
        say("value.discounted", lang),
        say("value.limits", lang),
        say("value.digest", lang, digest=value.found.digest),
    )


def _add_tables(writer: Writer, value: Value) -> None:
    """Indicators, parts, and the sum of benefits less costs by year."""
    lang, year = writer.lang, value.found.sheet.price_year
    heads = [say(f"value.col_{name}", lang) for name in ("figure", "central", "low", "high")]
    rows = indicator_rows(value, lang)
    if value.drawn is None:  # no ends: no columns of dashes
        heads, rows = heads[:2], [row[:2] for row in rows]
    _add_grid(writer, heads, rows, say("value.figures_title", lang, year=year), key="value")
    opening = int(value.found.stream.opening[0])
    heads = [say("value.col_part", lang), say("value.col_first", lang, year=opening), say("value.col_present", lang)]
    _add_grid(writer, heads, part_rows(value, lang), say("value.parts_title", lang, year=year), key="value_parts")
    if drawn := value_chart(value, lang):
        title = say("value.chart", lang)
        add_chart(writer, drawn, key="chart_value", title=title, height_mm=_CHART_MM, described=drawn.described)
        writer.note(say("value.chart_read", lang))


def _add_shares(writer: Writer, report: ReportData) -> None:
    """Which road is worth its cost by itself, in a sentence and a table."""
    lang, found, projects = writer.lang, shares_of(report), report.world.projects
    if not found:
        return
    writer.add(
        f"{shares_sentence(found, projects, lang)} {say('value.told_shares', lang, table=writer.ref('value_shares'))}"
    )
    best = nearest(found)
    alone = alone_bcr(report, best.unit) if best else None
    if best and alone is not None:
        name, table = unit_name(projects, best.unit, lang), writer.ref("value_shares")
        ratios = {"alone": amount(alone, lang, decimals=2), "share": amount(best.bcr, lang, decimals=2)}
        writer.add(say("value.told_alone", lang, table=table, name=name, **ratios))
    heads, title = [say("value.col_road", lang), *share_heads(lang)], say("worth_view.shares", lang)
    _add_grid(writer, heads, share_rows(found, projects, lang), title, key="value_shares")
    writer.note(say("worth_view.shares_read", lang), say("worth_view.shares_alone", lang))


def _add_grid(
    writer: Writer, heads: Sequence[str], rows: Sequence[Sequence[str | Cell]], title: str, *, key: str
) -> None:
    """A table with its names first and figures behind."""
    columns = [Column(head, 18 if n else 46, "right" if n else "left") for n, head in enumerate(heads)]
    add_table(writer, Grid(columns, rows, title), key=key)


def add_programme(writer: Writer, report: ReportData) -> None:
    """What begins when, what each year spends and gains; or why there is no programme."""
    lang, made, fault = writer.lang, programme_of(report), programme_fault(report)
    if made is None and fault is None:
        return
    writer.heading(say("value.programme_part", lang))
    if made is None:
        writer.add(say("value.programme_none", lang, fault=fault.text(lang) if fault else ""))
        return
    found, best = made
    writer.add(plan_sentence(best, lang))
    digest = say("value.programme_digest", lang, digest=best.digest)
    if not best.starts:
        writer.note(*programme_basis(report, found, lang), digest)
        return
    refs = {"plan": writer.ref("plan"), "years": writer.ref("plan_years"), "chart": writer.ref("chart_plan", FIGURE)}
    looked = filter(None, [programme_looked(report, best, lang)])
    aimed = [] if best.money else [no_npv(lang)]
    told = [*looked, *programme_meaning(report, best, lang), *aimed, say("value.programme_scope", lang)]
    writer.add(" ".join([*told, say("value.programme_told", lang, **refs)]))
    columns = [
        Column(programme_head(best, name, lang), share, "right" if n else "left")
        for n, (name, share) in enumerate((("road", 40), ("cost", 16), ("start", 14), ("opens", 14), ("adds", 16)))
    ]
    title = say("value.programme_plan_title", lang)
    add_table(writer, Grid(columns, road_rows(report, best, lang), title), key="plan")
    drawn = programme_chart(report, best, lang, size=_LETTERS_PT)
    height = _AROUND_MM + _ROW_MM * len(drawn.categories)
    title = say("value.programme_chart_title", lang)
    add_chart(writer, drawn, key="chart_plan", title=title, height_mm=height, described=drawn.described)
    columns = [
        Column(programme_head(best, name, lang), share, "left" if name in {"year", "opening"} else "right")
        for name, share in (("year", 9), ("budget", 15), ("spent", 15), ("opening", 43), ("worth", 18))
    ]
    title = say("value.programme_years_title", lang)
    add_table(writer, Grid(columns, year_rows(report, best, lang), title), key="plan_years")
    writer.note(*programme_basis(report, found, lang), digest)
