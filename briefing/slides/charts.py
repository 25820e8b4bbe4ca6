"""Native charts: editable in PowerPoint, their figures in a small workbook inside the file."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from briefing.content import Letters, break_lines, literal, shorten
from briefing.slides.deck import SMALL_PT, TABLE_PT, Deck, describe, line_mm, rgb
from briefing.slides.layout import Area
from briefing.slides.template import house
from layers.symbology import style
from words import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pptx.chart.axis import CategoryAxis, ValueAxis
    from pptx.chart.chart import Chart
    from pptx.chart.point import Point
    from pptx.oxml.xmlchemy import BaseOxmlElement
    from pptx.parts.chart import ChartPart
    from pptx.shapes.graphfrm import GraphicFrame

    from briefing.slides.deck import Page
    from words import Lang

_BESIDE_MM: Final = 3.0  # between a bar's end and its label, and behind that
_APART: Final = 1.15  # of a figure's width from one column to the next
_NAMES_SHARE, _NAMES_FILLED = 0.4, 0.85  # of a chart's width for names if nothing is said; of it that lines fill
_GROUPS_SHARE: Final = 0.66  # of a chart's width for columns in groups, the rest is their legend's
_LEGEND_FILLED: Final = 0.75  # of the legend's width that words fill beside its squares
_GRID: Final = "#d9dee2"
_YEARS_APART: Final = 5  # of the years named under lines
_LEGEND_LINES: Final = 3.0  # of a timetable: its legend and the years
_FORMATS: Final = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}


@dataclass(frozen=True)
class Bars:
    """Bars of one series.

    Attributes
    ----------
    categories, values
        Names and figures; a missing figure is an empty bar.
    series
        Name of the figure with its unit.
    colours
        One colour for all bars, or one for each.
    decimals
        Of the labels at the bars.
    upright
        Columns instead of bars.
    described
        What it shows, for those who do not see it.
    """

    categories: Sequence[str]
    values: Sequence[float | None]
    series: str
    described: str
    colours: Sequence[str]
    decimals: int = 0
    upright: bool = False
    size: float = SMALL_PT  # points of names and figures
    least: float = TABLE_PT  # points in which they are no smaller
    names_share: float = 0.0  # part of the width kept for the names, which then break into lines
    labels: Sequence[str] = ()  # written at the bars in place of their figures
    named: bool = True  # whether the names stand at the bars

    @property
    def bars_share(self) -> tuple[float, float]:
        """Where the bars begin and how wide they are, parts of the chart's width."""
        left = self.names_share if self.named else 0.01
        return left, 0.98 - left if self.labels else 0.93 - left


def set_bars(page: Page, area: Area, bars: Bars) -> None:
    """A bar chart with its figures at the bars, the first category on top."""
    data = CategoryChartData(number_format=_FORMATS[bars.decimals])
    data.categories = [literal(c) for c in bars.categories]
    data.add_series(literal(bars.series), [None if v is None else round(v, 6) for v in bars.values])
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if bars.upright else XL_CHART_TYPE.BAR_CLUSTERED
    chart, size = _add_chart(page, area, kind, data, described=bars.described), _fitting(area, bars)
    _plain(chart, size=size, upright=bars.upright)
    _from_zero(chart, bars.values)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 55, False
    _label(chart, decimals=bars.decimals, size=size, lang=page.deck.lang, told=bars.labels)
    if bars.names_share or not bars.named:
        left, width = bars.bars_share
        _place(chart, Box(left, 0.01, width, 0.98))
    if not bars.named:
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    if bars.labels:
        _leave_room(chart, area, bars, size)
    series = plot.series[0]
    for n in range(len(bars.values)):
        fill = series.points[n].format.fill
        fill.solid()
        fill.fore_color.rgb = rgb(bars.colours[n % len(bars.colours)])


def set_chart(page: Page, area: Area, drawn: Drawn) -> None:
    """A chart of any kind."""
    if isinstance(drawn, Bars):
        set_bars(page, area, drawn)
    elif isinstance(drawn, Lines):
        set_lines(page, area, drawn)
    else:
        set_spans(page, area, drawn)


def loose_chart(drawn: Drawn, *, width_mm: float, height_mm: float, lang: Lang, font: str) -> tuple[bytes, bytes]:
    """A chart for a file that is no deck: its part in DrawingML, and the small workbook with its figures."""
    page = Deck(house(), lang=lang, house=True).page("", notes=())
    set_chart(page, Area(0, 0, width_mm, height_mm), drawn)
    chart = cast("GraphicFrame", page.slide.shapes[-1]).chart
    chart.font.name = font
    part = cast("ChartPart", chart.part)
    workbook = part.chart_workbook.xlsx_part
    assert workbook is not None  # the library has just made it
    return part.blob, workbook.blob


def fits_bars(area: Area, bars: Bars) -> bool:
    """Whether names and figures stand apart in the least letters."""
    return _apart(area, bars, bars.least)


def _fitting(area: Area, bars: Bars) -> float:
    """The points of the letters: those asked for, or fewer where names or figures would run into each other."""
    size = bars.size
    while size > bars.least and not _apart(area, bars, size):
        size -= 0.5
    return size


def _apart(area: Area, bars: Bars, size: float) -> bool:
    count = max(len(bars.values), 1)
    if bars.upright:
        longest = max((f"{v:,.{bars.decimals}f}" for v in bars.values if v is not None), key=len, default="0")
        return Letters(size, bold=True).width(longest) * _APART <= area.width / count
    room = area.width * (bars.names_share or _NAMES_SHARE) * _NAMES_FILLED
    named = bars.categories if bars.named else [""]
    lines = max(len(break_lines(name, letters=Letters(size), width=room)) for name in named)
    return lines * line_mm(size) <= area.height / count


def _leave_room(chart: Chart, area: Area, bars: Bars, size: float) -> None:
    """Let the longest bar end where the longest label still stands behind it."""
    most = max((v for v in bars.values if v is not None), default=0.0)
    plot = area.width * bars.bars_share[1]
    label = max(Letters(size, bold=True).width(text) for text in bars.labels) + 2 * _BESIDE_MM
    if most > 0 and label < plot:
        chart.value_axis.maximum_scale = most * plot / (plot - label)


def _add_chart(
    page: Page, area: Area, kind: XL_CHART_TYPE, data: CategoryChartData | XyChartData, *, described: str
) -> Chart:
    """A new chart with its name and the text a screen reader reads (the library's types name neither data nor frame rightly)."""
    where = (Mm(area.left), Mm(area.top), Mm(area.width), Mm(area.height))
    frame = cast("GraphicFrame", page.slide.shapes.add_chart(kind, *where, data))  # type: ignore[arg-type]
    describe(frame, name="Chart", described=described)
    for element in frame.chart._chartSpace.iter(qn("c:axId"), qn("c:crossAx")):  # noqa: SLF001 - no call for it
        element.set("val", element.get("val").lstrip("-"))  # the format counts without signs, the library does not
    return frame.chart


@dataclass(frozen=True)
class Groups:
    """Columns side by side for each category, one for each series.

    Attributes
    ----------
    categories
        Names under the groups.
    series
        Figures of each series by its name.
    described
        What it shows.
    colours
        One for each series.
    """

    categories: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    described: str
    colours: Sequence[str]
    decimals: int = 0
    size: float = SMALL_PT


def set_groups(page: Page, area: Area, groups: Groups) -> None:
    """A clustered column chart with a legend and its figures at the columns."""
    data = CategoryChartData(number_format=_FORMATS[groups.decimals])
    data.categories = [literal(c) for c in groups.categories]
    for name, values in groups.series.items():
        data.add_series(literal(name), [None if v is None else round(v, 6) for v in values])
    chart = _add_chart(page, area, XL_CHART_TYPE.COLUMN_CLUSTERED, data, described=groups.described)
    size, names_mm = _fitting_groups(area, groups)
    _plain(chart, size=size, upright=True)
    _from_zero(chart, [v for values in groups.series.values() for v in values])
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.RIGHT, False
    top = (line_mm(size) + 1.0) / area.height
    _place(chart, Box(0.01, top, _GROUPS_SHARE, 1.0 - top - names_mm / area.height))
    _place_legend(chart, Box(_GROUPS_SHARE + 0.03, 0.02, 0.96 - _GROUPS_SHARE, 0.96))
    chart.plots[0].gap_width, chart.plots[0].overlap = 70, -5
    _label(chart, decimals=groups.decimals, size=size, lang=page.deck.lang)
    for series, colour in zip(chart.plots[0].series, groups.colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)


def fits_groups(area: Area, groups: Groups) -> bool:
    """Whether names and legend leave the columns half the height in the least letters."""
    return _stands(area, groups, TABLE_PT)[0]


def _fitting_groups(area: Area, groups: Groups) -> tuple[float, float]:
    """The points of the letters with which they do; the names' height in mm."""
    size = groups.size
    while size > TABLE_PT and not _stands(area, groups, size)[0]:
        size -= 0.5
    return size, _stands(area, groups, size)[1]


def _stands(area: Area, groups: Groups, size: float) -> tuple[bool, float]:
    room = area.width * _GROUPS_SHARE / max(len(groups.categories), 1) * _NAMES_FILLED
    beside = area.width * (1 - _GROUPS_SHARE) * _LEGEND_FILLED
    letters = Letters(size)
    names_mm = (max(len(break_lines(n, letters=letters, width=room)) for n in groups.categories) + 0.5) * line_mm(size)
    rows = sum(len(break_lines(name, letters=letters, width=beside)) for name in groups.series)
    fits = names_mm + line_mm(size) <= area.height / 2 and rows * line_mm(size) <= area.height
    return fits, names_mm


@dataclass(frozen=True)
class Lines:
    """Lines over years, the last figure of each written at its end.

    Attributes
    ----------
    years, series
        Years, and figures by the name of a line.
    colours, widths_pt
        One for each line.
    told
        Position of the line whose end is always written; others where they stand apart from it.
    """

    years: Sequence[int]
    series: Mapping[str, Sequence[float]]
    described: str
    colours: Sequence[str]
    widths_pt: Sequence[float]
    told: int = 0
    size: float = TABLE_PT


def set_lines(page: Page, area: Area, lines: Lines) -> None:
    """Lines over an axis of years that stands at zero, the years below all of it."""
    data = XyChartData(number_format=_FORMATS[0])
    for name, values in lines.series.items():
        series = data.add_series(literal(name))
        for year, value in zip(lines.years, values, strict=True):
            series.add_data_point(year, round(value, 6))
    chart = _add_chart(page, area, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, described=lines.described)
    ends = {n: number(values[-1], page.deck.lang) for n, values in enumerate(lines.series.values())}
    beside = max(Letters(lines.size, bold=True).width(text) for text in ends.values()) + _BESIDE_MM
    _place(chart, Box(0.03, 0.02, 0.96 - beside / area.width, 0.94 - line_mm(lines.size) / area.height))
    _set_years(chart, lines)
    kept = _apart_from(lines, area)
    for n, drawn in enumerate(chart.plots[0].series):
        drawn.smooth, drawn.marker.style = False, XL_MARKER_STYLE.NONE
        drawn.format.line.color.rgb, drawn.format.line.width = rgb(lines.colours[n]), Pt(lines.widths_pt[n])
        if n in kept:
            _write_label(drawn.points[len(lines.years) - 1], ends[n], lines.size, XL_LABEL_POSITION.RIGHT)


def _set_years(chart: Chart, lines: Lines) -> None:
    """The axes: every fifth year by its number, figures as light rules."""
    chart.has_legend, chart.has_title = False, False
    chart.font.size = Pt(lines.size)
    chart.font.color.rgb = rgb(style.INK)
    years, figures = cast("ValueAxis", chart.category_axis), chart.value_axis
    years.minimum_scale, years.maximum_scale = lines.years[0] - lines.years[0] % _YEARS_APART, lines.years[-1]
    years.major_unit, years.has_major_gridlines = _YEARS_APART, False
    years.tick_labels.number_format, years.tick_labels.number_format_is_linked = "0", False
    years.tick_label_position, years.major_tick_mark = XL_TICK_LABEL_POSITION.LOW, XL_TICK_MARK.OUTSIDE
    years.format.line.color.rgb = rgb(style.INK)
    figures.visible, figures.has_major_gridlines = False, True
    figures.major_gridlines.format.line.color.rgb = rgb(_GRID)


def _apart_from(lines: Lines, area: Area) -> set[int]:
    """The lines whose ends are written: that one, and those whose figures do not run into one written already."""
    every = [v for values in lines.series.values() for v in values]
    scale = area.height * 0.8 / ((max(every) - min(every)) or 1.0)
    ends = [values[-1] * scale for values in lines.series.values()]
    kept = {lines.told}
    for n, end in enumerate(ends):
        if all(abs(end - ends[k]) >= line_mm(lines.size) for k in kept):
            kept.add(n)
    return kept


@dataclass(frozen=True)
class Spans:
    """Bars over years, each of parts that follow each other.

    Attributes
    ----------
    categories
        A name for each row.
    starts
        The year each row begins in.
    parts
        Years of each part by its name, one for each row.
    colours
        One for each part.
    first, last
        Years at both ends of the axis.
    """

    categories: Sequence[str]
    starts: Sequence[float]
    parts: Mapping[str, Sequence[float]]
    colours: Sequence[str]
    first: int
    last: int
    described: str
    names_share: float = 0.3
    size: float = SMALL_PT
    least: float = TABLE_PT


def fits_spans(area: Area, spans: Spans) -> bool:
    """Whether the names of a timetable stand whole in the least letters."""
    return _apart(*_rows_of(area, spans), spans.least)


def _rows_of(area: Area, spans: Spans) -> tuple[Area, Bars]:
    """The room of the rows of a timetable, and what is measured in it."""
    named = Bars(
        spans.categories, spans.starts, "", "", (), names_share=spans.names_share, size=spans.size, least=spans.least
    )
    return area.above(_LEGEND_LINES * line_mm(spans.size)), named


def set_spans(page: Page, area: Area, spans: Spans) -> None:
    """A timetable: rows from the year they begin in, the parts named in a legend on top."""
    room, named = _rows_of(area, spans)
    size, legend = _fitting(room, named), line_mm(spans.size) / area.height
    names, width = spans.categories, area.width * spans.names_share * _NAMES_FILLED
    if not _apart(room, named, size):  # programs leave out what does not stand: one line each
        names = [shorten(name, letters=Letters(size), width=width) for name in names]
    data = CategoryChartData(number_format="0")
    data.categories = [literal(c) for c in names]
    data.add_series(" ", list(spans.starts))
    for name, values in spans.parts.items():
        data.add_series(literal(name), list(values))
    chart = _add_chart(page, area, XL_CHART_TYPE.BAR_STACKED, data, described=spans.described)
    _plain(chart, size=size, upright=False)
    _place(chart, Box(spans.names_share, legend * 1.4, 0.98 - spans.names_share, 1.0 - legend * _LEGEND_LINES))
    years = chart.value_axis
    pitch = area.width * (0.98 - spans.names_share) / max(spans.last - spans.first, 1)
    years.visible, years.minimum_scale, years.maximum_scale = True, spans.first, spans.last
    years.major_unit = math.ceil(1.2 * Letters(size).width(str(spans.last)) / pitch)  # years stand apart
    years.tick_labels.number_format, years.tick_labels.number_format_is_linked = "0", False
    years.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # rows run downwards: that is below them
    years.format.line.fill.background()
    years.major_tick_mark = XL_TICK_MARK.NONE
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    blank, *shown = plot.series
    blank.format.fill.background()
    for series, colour in zip(shown, spans.colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.legend.font.size = Pt(size)


Drawn = Bars | Lines | Spans


def _label(chart: Chart, *, decimals: int, size: float, lang: Lang, told: Sequence[str] = ()) -> None:
    """The figures at the ends of the bars, written as the deck's language writes them.

    A number format alone follows the notation of the office that opens the deck; it stays below the
    written labels for figures that are changed there.
    """
    plot = chart.plots[0]
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = _FORMATS[decimals], False
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
    labels.font.size, labels.font.bold = Pt(size), True
    for series in plot.series:
        for n, value in enumerate(series.values):
            if value is not None:
                text = told[n] if told else number(value, lang, decimals=decimals)
                _write_label(series.points[n], text, size)


def _write_label(
    point: Point, text: str, size: float, position: XL_LABEL_POSITION = XL_LABEL_POSITION.OUTSIDE_END
) -> None:
    label = point.data_label
    label.text_frame.word_wrap = False  # programs break a label that is longer than a fifth of the chart
    run = label.text_frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = text, Pt(size), True
    label.position = position


def _from_zero(chart: Chart, values: Sequence[float | None]) -> None:
    """Let the bars begin at zero, as their lengths are compared; a program left alone cuts them where they are alike."""
    if all(v >= 0 for v in values if v is not None):
        chart.value_axis.minimum_scale = 0


def _name_all(axis: CategoryAxis) -> None:
    """Name every category: programs leave names out where they find them close together."""
    element = axis._element  # noqa: SLF001 - no call for it
    skip = element.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    later = [qn(f"c:{tag}") for tag in ("tickMarkSkip", "noMultiLvlLbl", "extLst")]
    following = next((child for child in element if child.tag in later), None)
    if following is None:
        element.append(skip)
    else:
        following.addprevious(skip)


@dataclass(frozen=True)
class Box:
    """Where the bars stand, without names and figures: parts of the chart's width and height."""

    left: float
    top: float
    width: float
    height: float


def _place(chart: Chart, box: Box) -> None:
    """Let the bars stand there; programs left alone give long names and legends nearly all of a low chart."""
    area = chart._chartSpace.chart.plotArea  # noqa: SLF001 - no call for the layout
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = area.makeelement(qn("c:layout"), {})
        area.insert(0, layout)
    _lay_out(layout, box, {"layoutTarget": "inner"})


def _place_legend(chart: Chart, box: Box) -> None:
    """Keep the legend's words in their part of the chart; LibreOffice lays long ones over the columns otherwise."""
    element = chart.legend._element  # noqa: SLF001 - no call for the layout
    _lay_out(_layout_of(element), box, {})


def _layout_of(legend: BaseOxmlElement) -> BaseOxmlElement:
    """The legend's layout, which stands behind its position."""
    layout = legend.find(qn("c:layout"))
    if layout is None:
        layout = legend.makeelement(qn("c:layout"), {})
        legend.find(qn("c:legendPos")).addnext(layout)
    return cast("BaseOxmlElement", layout)


def _lay_out(layout: BaseOxmlElement, box: Box, target: Mapping[str, str]) -> None:
    """Write a box into a layout."""
    for old in list(layout):
        layout.remove(old)
    manual = layout.makeelement(qn("c:manualLayout"), {})
    layout.append(manual)
    values = {
        **target,
        "xMode": "edge",
        "yMode": "edge",
        "x": box.left,
        "y": box.top,
        "w": box.width,
        "h": box.height,
    }
    for name, value in values.items():
        manual.append(manual.makeelement(qn(f"c:{name}"), {"val": str(value)}))


def _plain(chart: Chart, *, size: float, upright: bool) -> None:
    """No frame, no legend, no title: the slide says what it is."""
    chart.has_legend, chart.has_title = False, False
    chart.font.size = Pt(size)
    chart.font.color.rgb = rgb(style.INK)
    names, figures = chart.category_axis, chart.value_axis
    names.reverse_order = not upright
    names.major_tick_mark = names.minor_tick_mark = XL_TICK_MARK.NONE
    names.format.line.color.rgb = rgb(style.INK)
    names.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _name_all(names)
    figures.visible = False
    figures.has_major_gridlines = True
    figures.major_gridlines.format.line.color.rgb = rgb(_GRID)
