"""Native charts: editable in PowerPoint, their figures in a small workbook inside the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from briefing.lettering import Letters, break_lines, literal
from briefing.slides_deck import Area, describe
from briefing.slides_text import SMALL_PT, line_mm, rgb
from layers import style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pptx.chart.axis import CategoryAxis
    from pptx.chart.chart import Chart

    from briefing.slides_deck import Page

_SMALLEST_PT: Final = 7.0
_APART: Final = 1.15  # of a figure's width from one column to the next
_NAMES_SHARE, _NAMES_FILLED = 0.4, 0.85  # of a chart's width for names if nothing is said; of it that lines fill
_GRID: Final = "#d9dee2"
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
    names_share: float = 0.0  # part of the width kept for the names, which then break into lines


def set_bars(page: Page, area: Area, bars: Bars) -> None:
    """A bar chart with its figures at the bars, the first category on top."""
    data = CategoryChartData(number_format=_FORMATS[bars.decimals])
    data.categories = [literal(c) for c in bars.categories]
    data.add_series(literal(bars.series), [None if v is None else round(v, 6) for v in bars.values])
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if bars.upright else XL_CHART_TYPE.BAR_CLUSTERED
    frame = page.slide.shapes.add_chart(kind, Mm(area.left), Mm(area.top), Mm(area.width), Mm(area.height), data)
    describe(frame, name="Chart", described=bars.described)
    chart, size = frame.chart, _fitting(area, bars)
    _plain(chart, size=size, upright=bars.upright)
    _from_zero(chart, bars.values)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 55, False
    _label(chart, decimals=bars.decimals, size=size)
    if bars.names_share:
        _keep_room(chart, bars.names_share)
    series = plot.series[0]
    for n in range(len(bars.values)):
        fill = series.points[n].format.fill
        fill.solid()
        fill.fore_color.rgb = rgb(bars.colours[n % len(bars.colours)])


def _fitting(area: Area, bars: Bars) -> float:
    """The points of the letters: those asked for, or fewer where names or figures would run into each other."""
    count, size = max(len(bars.values), 1), bars.size
    longest = max((f"{v:,.{bars.decimals}f}" for v in bars.values if v is not None), key=len, default="0")
    while size > _SMALLEST_PT:
        if bars.upright:
            fits = Letters(size, bold=True).width(longest) * _APART <= area.width / count
        else:
            room = area.width * (bars.names_share or _NAMES_SHARE) * _NAMES_FILLED
            lines = max(len(break_lines(name, letters=Letters(size), width=room)) for name in bars.categories)
            fits = lines * line_mm(size) <= area.height / count
        if fits:
            break
        size -= 0.5
    return size


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
    frame = page.slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Mm(area.left), Mm(area.top), Mm(area.width), Mm(area.height), data
    )
    describe(frame, name="Chart", described=groups.described)
    chart = frame.chart
    _plain(chart, size=groups.size, upright=True)
    _from_zero(chart, [v for values in groups.series.values() for v in values])
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.RIGHT, False
    chart.plots[0].gap_width, chart.plots[0].overlap = 70, -5
    _label(chart, decimals=groups.decimals, size=groups.size)
    for series, colour in zip(chart.plots[0].series, groups.colours, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(colour)


def _label(chart: Chart, *, decimals: int, size: float) -> None:
    """The figures at the ends of the bars."""
    plot = chart.plots[0]
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = _FORMATS[decimals], False
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
    labels.font.size, labels.font.bold = Pt(size), True


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


def _keep_room(chart: Chart, share: float) -> None:
    """Give the bars the right part of the chart; every program then breaks the names into lines at the left."""
    area = chart._chartSpace.chart.plotArea  # noqa: SLF001 - no call for the layout
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = area.makeelement(qn("c:layout"), {})
        area.insert(0, layout)
    for old in list(layout):
        layout.remove(old)
    manual = layout.makeelement(qn("c:manualLayout"), {})
    layout.append(manual)
    values = {
        "layoutTarget": "inner",
        "xMode": "edge",
        "yMode": "edge",
        "x": share,
        "y": 0.01,
        "w": 0.93 - share,
        "h": 0.98,
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
