"""The slides of a presentation: one for each kept view, with its title, its sentence, and the map, figures or table it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from briefing.content import MOST_WORDS, figure_notes, legal_line
from briefing.map import Order, PrintRequest, Setting
from briefing.slides.charts import Bars, set_bars
from briefing.slides.deck import BODY_PT, Line, text_height
from briefing.slides.layout import Area
from briefing.slides.legend import add_legend
from briefing.slides.opening import LONG_SCALE, MAP_DPI
from briefing.slides.tables import Column, TableSheet, foot_height, set_table
from layers import FillStyle, LineStyle
from layers.symbology import legend
from words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.content import ReportData, Step
    from briefing.slides.deck import Deck, Page
    from layers.symbology import LegendRow

_MAP_SHARES: Final = (0.68, 0.6, 0.54, 0.48)  # of the room; less where four figures need a wider column
_LETTERS: Final = 1.35
_INK: Final = "#123a5c"
_TILE_SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0, BODY_PT)
_BETWEEN_TILES_MM: Final = 2.5


def add_step(deck: Deck, step: Step) -> None:
    """The slide of a step; a long table runs on over further ones."""
    title = _short(step.slide.title)
    notes = _notes(step)
    if step.heads and step.report is not None:
        _add_table(deck, step, title, notes)
        return
    page = deck.page(title, notes=notes)
    area = _say(page, deck, step)
    if step.report is None:
        return
    if step.bars:
        _add_bars(page, _add_tiles(page, area, step), step)
    else:
        _add_map(page, deck, area, step)


def _short(title: str) -> str:
    """At most fifteen words."""
    words = title.split()
    return title if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + "…"


def _notes(step: Step) -> list[str]:
    """The title as it was kept, the sentence, where the figures come from, and what must be said of their age."""
    said = [step.slide.title, step.slide.sentence, step.doubt]
    if step.report is not None:
        said += figure_notes(step.report, step.lang)
    return [line for line in said if line]


def _said(step: Step) -> list[Line]:
    """Sentence and doubt."""
    lines = [Line(step.slide.sentence, size=BODY_PT + 2)] if step.slide.sentence else []
    return [*lines, *([Line(step.doubt, size=BODY_PT, colour="#6b4a05", space_mm=1.0)] if step.doubt else [])]


def _say(page: Page, deck: Deck, step: Step) -> Area:
    """Write the sentence below the title; gives the room below it."""
    lines = _said(step)
    if not lines:
        return deck.area
    page.text(deck.area, lines, name="Sentence")
    return deck.area.below(text_height(lines, deck.area.width) + 3.0)


def _add_map(page: Page, deck: Deck, area: Area, step: Step) -> None:
    """The map as it was kept; its legend, and figures where there are any, beside it."""
    report, shows = step.report, step.slide.shows
    assert report is not None
    assert shows is not None
    room = area.above(foot_height(deck, legal_line(report, step.lang, scale=LONG_SCALE, width_mm=deck.width_mm)))
    share = next((s for s in _MAP_SHARES if _tiles_fit(room.columns(s, 1 - s, gap=7.0)[1], step)), _MAP_SHARES[-1])
    frame, beside = room.columns(share, 1 - share, gap=7.0)
    request = PrintRequest(
        bounds=report.bounds,
        lang=step.lang,
        edition=shows.edition,
        layers=shows.layers,
        project_ids=frozenset(p.id for p in report.projects),
        statuses=shows.statuses,
        place_kinds=shows.places,
        year=shows.year,
        path_before=step.ways[0],
        path_after=step.ways[1],
    )
    from briefing.map import drawn  # noqa: PLC0415 - matplotlib loads where a map is drawn here

    setting = Setting(width_mm=frame.width, height_mm=frame.height, letters=_LETTERS, dpi=MAP_DPI)
    picture = drawn(Order(request=request, setting=setting, theme=step.layer), source=report.source)
    placed = frame.sized(picture.width_mm, picture.height_mm)
    page.picture(
        picture.png, placed, name="Map", described=say("slides.map_described", step.lang, title=step.slide.title)
    )
    beside = _add_tiles(page, beside, step, upright=True)
    states = picture.shown.states
    of_year = legend.year_rows(step.lang, shows.year, states) if shows.year else []
    beside = _add_rows(page, beside, of_year, heading=step.year_told)
    beside = _add_rows(page, beside, step.layer.rows if step.layer is not None else ())
    if picture.shown.projects:
        add_legend(page, beside, picture.shown, lang=step.lang, spare=True)
    page.foot(legal_line(report, step.lang, scale=picture.scale, width_mm=deck.width_mm))


def _add_head(page: Page, area: Area, heading: str) -> Area:
    head = Line(heading, size=14.0, bold=True)
    page.text(area, [head], name="Legend")
    return area.below(head.height(area.width) + 1.0)


def _add_rows(page: Page, area: Area, rows: Sequence[LegendRow], *, heading: str = "") -> Area:
    """The classes of a result: a box or line of their colour and their words; gives the room below.

    Parameters
    ----------
    heading
        Stands above them, also where there are none.
    """
    some = bool(rows or heading)
    if heading:
        area = _add_head(page, area, heading)
    for row in rows:
        colour = row.sign.fill if isinstance(row.sign, FillStyle) else _on_white(row.sign)
        if row.heading != heading:
            heading = row.heading
            area = _add_head(page, area, heading)
        line = Line(row.text, size=14.0)
        left, right = area.columns(8.0, area.width - 11.0, gap=3.0)
        high = line.height(right.width)
        page.text(right, [line], name="Legend")
        if colour:
            thick = 4.4 if isinstance(row.sign, FillStyle) else 1.2
            page.bar(Area(left.left, left.top + (6.0 - thick) / 2, 8.0, thick), colour=colour, name="Sign")
        area = area.below(high + 1.0)
    return area.below(3.0) if some else area


def _on_white(sign: object) -> str:
    """The colour of a line as it looks on white."""
    if not isinstance(sign, LineStyle):
        return getattr(sign, "colour", "")
    parts = (int(sign.colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * sign.opacity):02x}" for part in parts)


def _add_tiles(page: Page, area: Area, step: Step, *, upright: bool = False) -> Area:
    """Figures in large letters, side by side or one above the other; gives the room below."""
    if not step.tiles:
        return area
    if not upright or _tiles_fit(area, step):  # in a low column the figures go first; title and notes name the rest
        head = _tiles_head(step)
        page.text(area, [head], name="Text")
        area = area.below(head.height(area.width) + 1.5)
    boxes = [area] * len(step.tiles) if upright else area.columns(*([1.0] * len(step.tiles)))
    below = 0.0
    for lines, box in zip(_tile_lines(boxes[0], step, upright=upright), boxes, strict=True):
        page.text(box.below(below if upright else 0.0), lines, name="Figure")
        high = text_height(lines, box.width) + _BETWEEN_TILES_MM
        below = below + high if upright else max(below, high)
    return area.below(below + 2.0)


def _tiles_head(step: Step) -> Line:
    """Of what the figures are."""
    return Line(step.tiles_of, size=BODY_PT, bold=True)


def _tiles_fit(area: Area, step: Step) -> bool:
    """Whether the figures fit one above the other."""
    if step.tiles:
        area = area.below(_tiles_head(step).height(area.width) + 1.5)
    return _stack_mm(_tile_lines(area, step, upright=True), area.width) <= area.height


def _stack_mm(tiles: Sequence[Sequence[Line]], width: float) -> float:
    return sum(text_height(lines, width) + _BETWEEN_TILES_MM for lines in tiles)


def _tile_lines(box: Area, step: Step, *, upright: bool) -> list[list[Line]]:
    """Name, value with its change, value before: in the largest letters that break no value; on two lines where three are too many."""
    values = [f"{tile.value}  ({tile.change})" for tile in step.tiles]
    whole = (s for s in _TILE_SIZES if all(Line(v, size=s, bold=True).wide() <= box.width for v in values))
    size = min(next(whole, BODY_PT), 18.0 if upright else _TILE_SIZES[0])
    tiles = [
        [Line(tile.name), Line(value, size=size, bold=True, colour=_INK), Line(tile.before)]
        for tile, value in zip(step.tiles, values, strict=True)
    ]
    if not upright or _stack_mm(tiles, box.width) <= box.height:
        return tiles
    return [
        [Line(tile.name), Line(f"{value} · {tile.before}", bold=True, colour=_INK)]
        for tile, value in zip(step.tiles, values, strict=True)
    ]


def _add_bars(page: Page, area: Area, step: Step) -> None:
    """Minutes saved by scenario as a chart that stays editable; figures with ranges in the names."""
    report = step.report
    assert report is not None
    foot = page.foot(legal_line_of(report, step))
    area = area.above(foot)
    head = Line(say("story.saved_bars", step.lang), size=BODY_PT, bold=True)
    page.text(area, [head], name="Text")
    bars = Bars(
        categories=[f"{bar.name}: {bar.text}" for bar in step.bars],
        values=[bar.value or 0.0 for bar in step.bars],
        series=head.text,
        described=head.text,
        colours=["#1f5a8c" if bar.main else "#9db6c9" for bar in step.bars],
        decimals=1,
        names_share=0.5,
    )
    set_bars(page, area.below(head.height(area.width) + 1.5), bars)


def legal_line_of(report: ReportData, step: Step) -> str:
    """What stands at the foot of a slide without a map."""
    return f"{say('slides.map_credits', step.lang)} {step.source_line()}." if report else ""


def _add_table(deck: Deck, step: Step, title: str, notes: list[str]) -> None:
    """The table of a step below its sentence, over as many slides as it needs."""
    first, *others = step.heads
    columns = (Column(first, 60), *(Column(h, 24, "right") for h in others))
    foot = f"{step.remark} {step.source_line()}.".strip()
    page = deck.page(title, notes=notes)
    area = _say(page, deck, step).above(foot_height(deck, foot))
    table = TableSheet(columns, [[*row] for row in step.rows], described=title).fitting(area.width, area.height)
    for n, rows in enumerate(table.parts(area.width, area.height)):
        if n:
            page, area = deck.page(title, notes=notes), deck.area.above(foot_height(deck, foot))
        set_table(page, area, replace(table, rows=rows))
        page.foot(foot)
