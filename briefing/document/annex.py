"""The annex: every layer with its source, licence and date, the sources of costs, the method, the codes that name the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.content import changes, cost_sources, digest_line, method_lines
from briefing.document.form import add_annex_head
from briefing.document.oxml import Shape
from briefing.document.tables import Column, Grid, add_table
from layers import altered_sentence, legal_note, told_provenance
from words import day, say, text_in

if TYPE_CHECKING:
    from briefing.content import Letter, ReportData
    from briefing.document.writer import Writer


def add_annex(writer: Writer, report: ReportData, letter: Letter) -> None:
    """All of it, on pages of its own."""
    lang = writer.lang
    add_annex_head(writer, report.request, letter)
    _add_layers(writer, report)
    writer.note(say("briefing.credits", lang), say("slides.source_licence", lang), legal_note(lang))
    if sources := cost_sources(report, lang):
        _title(writer, "sources_costs")
        writer.points(sources, align="left")
    _title(writer, "sources_method")
    writer.points(method_lines(report, lang))
    _title(writer, "sources_codes")
    writer.points([digest_line(report, lang), *_digests(report, writer)])
    writer.note(writer.say("sources_codes_note"), altered_sentence(report.altered, lang))


def _title(writer: Writer, key: str) -> None:
    """A line above a list of the annex, which is not among the numbered parts."""
    writer.add(writer.say(key), style="Caption", shape=Shape(with_next=True))


def _add_layers(writer: Writer, report: ReportData) -> None:
    lang = writer.lang
    columns = (
        Column(writer.say("col_layer"), 36),
        Column(writer.say("col_source"), 34),
        Column(writer.say("col_licence"), 17),
        Column(writer.say("col_date"), 13),
    )
    same: dict[tuple[str, str, str], list[str]] = {}  # layers of one source under one licence, of one day, in one row
    for name, row in sorted(report.manifest.items()):
        source, licence = (told_provenance(row, field, lang) for field in ("source", "licence"))
        told = source, licence, str(row.get("reference_date", ""))
        same.setdefault(told, []).append(text_in(row, "title", lang) or name)
    rows = [["; ".join(names), source, licence, day(when, lang)] for (source, licence, when), names in same.items()]
    add_table(writer, Grid(columns, rows, writer.say("sources_layers"), size=10.0, flows=True), key="layers")


def _digests(report: ReportData, writer: Writer) -> list[str]:
    """What names the figures of each scenario, and of the communes."""
    lang, table = writer.lang, report.table
    told = [say("slides.variant_digest", lang, name=v.title(lang), digest=table.digest(v.key)) for v in table.variants]
    return [*told, *([say("slides.gains_digest", lang, digest=report.gains.digest)] if changes(report) else [])]
