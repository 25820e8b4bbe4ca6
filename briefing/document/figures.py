"""Pictures of the written report: both maps with their legends as native tables, the chart as one the office can edit."""

from __future__ import annotations

import io
import itertools
from functools import partial
from typing import TYPE_CHECKING, Final

from docx.opc.constants import CONTENT_TYPE as CT, RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from PIL import Image, ImageDraw

from briefing.content import BREAKS_MIN, CAPITALS, class_names, literal
from briefing.document.house import FONT
from briefing.document.oxml import Shape, element, paragraph
from briefing.document.tables import Cell, Column, Grid, add_table, table
from briefing.document.writer import FIGURE
from briefing.map import Setting, drawn, gains_order, projects_order
from briefing.slides.charts import Bars, Drawn, loose_chart
from briefing.slides.template import ACCENT
from layers import LineStyle, group_colour, legal_note
from layers.symbology import legend_rows, style
from words import number, say, with_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docx.oxml.xmlchemy import BaseOxmlElement as Element

    from briefing.content import ReportData
    from briefing.document.writer import Writer
    from briefing.map import Picture, Shown

_DPI: Final = 220
_LETTERS: Final = 1.25
_SPARE_MM: Final = 1.0  # less than the line, whatever a program rounds
_LEGEND_ROWS: Final = 11  # that have room on the page of the map
_MAP_MM: Final = 114.0  # high: the map, its caption and its legend on one page
_SIGN_MM: Final = (11.0, 3.0)
_LEGEND_PT: Final = 10.0
_BAR_MM, _CHART_MM = 11.0, 14.0  # of a chart's height for each bar, and for what stands around them
_OTHERS: Final = "#7d8b95"
_TIME: Final = f"{CAPITALS}_fastest_min"
_EMU_PER_MM: Final = 36000
_CHART: Final = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{up}"/>'
    '<wp:docPr id="{number}" name="Chart {number}"/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
)


def projects_map(report: ReportData, writer: Writer) -> Picture:
    """The map of the routes."""
    return drawn(projects_order(report, writer.lang, _setting(writer)), source=report.source, laid=report.laid)


def gains_map(report: ReportData, writer: Writer) -> Picture:
    """The map of the communes that gain."""
    return drawn(gains_order(report, writer.lang, _setting(writer)), source=report.source, laid=report.laid)


def _setting(writer: Writer) -> Setting:
    return Setting(width_mm=writer.width_mm - _SPARE_MM, height_mm=_MAP_MM, letters=_LETTERS, dpi=_DPI)


def add_projects_map(writer: Writer, report: ReportData, picture: Picture) -> None:
    """The map, its caption, its legend on the same page, and what every map says."""
    scenario = report.request.variant.title(writer.lang)
    title = writer.say("map_title", scenario=scenario) if report.projects else writer.say("map_title_bare")
    names = "; ".join(f"{p.number}. {p.project.text('name', writer.lang)}" for p in picture.shown.projects)
    legend = partial(_legend, writer, picture.shown) if picture.shown.projects else None
    _add_map(writer, report, picture, key="map_routes", title=title, shown=names, legend=legend)
    writer.made.append(paragraph([], shape=Shape(thin=True)))


def _add_map(
    writer: Writer,
    report: ReportData,
    picture: Picture,
    *,
    key: str,
    title: str,
    shown: str,
    legend: Callable[[], Element] | None = None,
) -> None:
    described = writer.say("map_described", title=title, shown=shown).strip()
    writer.picture(picture.png, width_mm=picture.width_mm, described=described)
    writer.caption(key, title, kind=FIGURE, held=legend is not None)
    if legend:
        writer.made.append(legend())
    writer.note(map_note(report, writer, picture.scale))


def map_note(report: ReportData, writer: Writer, scale: int) -> str:
    """What every map carries: the legal note, edition, scale on paper, credits."""
    lang = writer.lang
    edition = say(f"layers.edition_{report.request.edition.value}", lang)
    return " ".join(
        [
            legal_note(lang),
            writer.say("map_facts", edition=edition, scale=number(scale, lang)),
            say("slides.map_credits", lang),
        ]
    )


def _legend(writer: Writer, shown: Shown) -> Element:
    """Numbers and colours of the routes, below them the signs of any route's status: two columns each, and no row that holds both."""
    lang = writer.lang
    signs = legend_rows(lang, layers=(), statuses=shown.statuses, schematic=shown.schematic, upgrades=shown.upgrades)
    routes: list[tuple[str | Cell, str]] = [
        (Cell(str(p.number), fill=group_colour(p.project.group), bold=True), p.project.text("name", lang))
        for p in shown.projects
    ]
    lines: list[tuple[str | Cell, str]] = [
        (_sign(writer, row.sign, row.text), row.text) for row in signs if isinstance(row.sign, LineStyle)
    ]
    told = " · ".join(dict.fromkeys(row.heading for row in signs))
    first = say("slides.legend_projects", lang) if routes else told
    columns = (Column("", 8, "center"), Column(first, 42), Column("", 8, "center"), Column("", 42))
    between = [[Cell(writer.say("legend_lines", what=told), ink=style.INK, bold=True)]] if routes and lines else []
    rows = [*_in_two(routes), *between, *_in_two(lines)]
    title = writer.say("legend_title", figure=writer.label("map_routes"))
    return table(writer, Grid(columns, rows, title, size=_LEGEND_PT, whole=len(rows) <= _LEGEND_ROWS))


def _in_two(entries: Sequence[tuple[str | Cell, str]]) -> list[Sequence[str | Cell]]:
    """Entries in two columns, read downward."""
    half = (len(entries) + 1) // 2
    beside = itertools.zip_longest(entries[:half], entries[half:], fillvalue=("", ""))
    return [[*left, *right] for left, right in beside]


def _sign(writer: Writer, sign: LineStyle, text: str) -> Cell:
    """A line as on the map."""
    described = writer.say("legend_line", name=text)
    return Cell("", runs=(writer.inline(line_picture(sign), width_mm=_SIGN_MM[0], described=described),))


def line_picture(sign: LineStyle) -> bytes:
    """A short piece of a line as the map draws it."""
    across, up = (round(mm / 25.4 * _DPI) for mm in _SIGN_MM)
    image = Image.new("RGB", (across, up), style.PAPER)
    draw, width = ImageDraw.Draw(image), max(round(max(sign.width_mm * 1.6, 0.7) / 25.4 * _DPI), 3)
    dashes = [part * width for part in sign.dash] or [float(across), 0.0]
    x, step = 0.0, 0
    while x < across:
        if step % 2 == 0:
            ends = [(round(x), up // 2), (round(min(x + dashes[step % len(dashes)], across)), up // 2)]
            draw.line(ends, fill=sign.colour, width=width)
        x += max(dashes[step % len(dashes)], 1.0)
        step += 1
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(_DPI, _DPI))
    return out.getvalue()


def add_gains_map(writer: Writer, report: ReportData, picture: Picture) -> None:
    """The map; the table of people by class is its legend."""
    lang, gains = writer.lang, report.gains
    percent = [number(p, lang, decimals=1) for p in gains.people_percent()]
    names = class_names(lang)
    shown = "; ".join(f"{name}: {with_percent(share, lang)}" for name, share in zip(names, percent, strict=True))
    _add_map(writer, report, picture, key="map_gains", title=writer.say("gains_title"), shown=shown)
    fills = [style.as_seen(s) for s in style.scale("gain", len(BREAKS_MIN) + 1)]
    columns = (
        Column("", 8),
        Column(writer.say("col_saved"), 60),
        Column(writer.say("col_people"), 32, "right"),
    )
    rows: list[list[str | Cell]] = [
        [Cell("", fill=fill), name, share] for fill, name, share in zip(fills, names, percent, strict=True)
    ]
    title = writer.say("gains_classes_title", figure=writer.label("map_gains"))
    add_table(writer, Grid(columns, rows, title), key="gains_classes")


def add_time_chart(writer: Writer, report: ReportData) -> None:
    """The fastest time between the capitals in every scenario, as bars whose figures the office can change."""
    lang, metrics = writer.lang, report.table
    names = [v.title(lang) for v in metrics.variants]
    values = [metrics.cell(v.key, _TIME).value for v in metrics.variants]
    title = writer.say("chart_title")
    told = "; ".join(f"{n}: {number(v, lang, decimals=1)}" for n, v in zip(names, values, strict=True))
    main = report.request.variant.key
    bars = Bars(
        categories=names,
        values=values,
        series=title,
        described=title,
        colours=[ACCENT if v.key == main else _OTHERS for v in metrics.variants],
        decimals=1,
        names_share=0.36,
        size=11.0,
        least=9.0,
    )
    add_chart(
        writer,
        bars,
        key="chart_times",
        title=title,
        height_mm=_CHART_MM + _BAR_MM * len(names),
        described=writer.say("chart_described", title=title, values=told),
    )


def add_chart(writer: Writer, what: Drawn, *, key: str, title: str, height_mm: float, described: str) -> None:
    """A chart whose figures the office can change, with its caption."""
    run = _chart_run(writer, what, (writer.width_mm, height_mm), described=described)
    writer.made.append(paragraph([run], shape=Shape(align="center", with_next=True)))
    writer.caption(key, title, kind=FIGURE)


def _chart_run(writer: Writer, what: Drawn, size: tuple[float, float], *, described: str) -> Element:
    """The chart and its workbook as parts of the file, and the run that shows it."""
    part, package = writer.common.doc.part, writer.common.doc.part.package
    assert package is not None  # an open file has one
    drawn, workbook = loose_chart(what, width_mm=size[0], height_mm=size[1], lang=writer.lang, font=FONT)
    number_ = 1 + sum("/charts/" in str(p.partname) for p in package.iter_parts())
    chart = Part(PackURI(f"/word/charts/chart{number_}.xml"), CT.DML_CHART, drawn, package)
    figures = Part(PackURI(f"/word/embeddings/figures{number_}.xlsx"), CT.SML_SHEET, workbook, package)
    relation = chart.relate_to(figures, RT.PACKAGE)
    assert relation.encode() in drawn  # the chart names its workbook by the first relation, which this is
    across, up = (round(mm * _EMU_PER_MM) for mm in size)
    drawing = parse_xml(
        _CHART.format(
            across=across, up=up, number=writer.common.next_drawing(), relation=part.relate_to(chart, RT.CHART)
        )
    )
    about = next(e for e in drawing.iter() if str(e.tag).endswith("}docPr"))
    about.set("descr", literal(described))
    return element("r", drawing)
