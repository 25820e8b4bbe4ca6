"""The panel beside the map: the legend, which holds only what is on the sheet, and the key figures above it.

Rows know their height, so that the panel can be measured before it is drawn and flow through columns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from briefing.content import Letters, break_lines, literal
from briefing.map.annotations import draw_badge
from briefing.map.base_map import draw_symbol
from briefing.map.sheet import Box
from layers import Edition, FillStyle, LineStyle, PointStyle, group_colour, group_title, grouped
from layers.symbology import LegendRow, legend_rows, style
from words import Lang, difference, four_figures, range_around, say, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.measures import PairComparison
    from analysis.scenarios import Scenario
    from briefing.map.base_map import DrawnProject, Shown
    from briefing.map.canvas import Canvas

SMALLEST: Final = 0.74  # of the sheet's letters: 4 pt on A4, the least that can be read
_FACTORS: Final = (1.0, 0.95, 0.9, 0.86, 0.82, 0.78, SMALLEST)
_CLEAN: Final = 0.88  # how much smaller letters may be for columns that begin with a heading
QUIET: Final = "#44525c"


@dataclass(frozen=True)
class Row:
    """A piece of a panel: its height in millimetres and how to draw it at (x, top).

    ``leads`` marks a heading, which is never left alone at the foot of a column.
    """

    height: float
    draw: Callable[[Canvas, float, float], None]
    leads: bool = False


Maker = Callable[[float, float], list[Row]]  # rows for a factor on the letters and a width in millimetres


def fit_rows(columns: Sequence[Box], make: Maker, *, letters: float) -> tuple[float, list[list[Row]]]:
    """Rows as large as fit into the columns: the factor on the letters (0 if none does) and the rows by column.

    A little smaller is preferred if no section then has to be parted between two columns.
    """
    width, heights = min(c.width for c in columns), [c.height for c in columns]
    best: tuple[float, list[list[Row]]] = (0.0, [])
    for factor in _FACTORS:
        rows = make(letters * factor, width)
        whole = flow(rows, heights, parted=False)
        if whole is not None and factor > best[0] * _CLEAN:
            return factor, whole
        spread = flow(rows, heights)
        if spread is not None and not best[0]:
            best = factor, spread
    return best


def flow(rows: Sequence[Row], heights: Sequence[float], *, parted: bool = True) -> list[list[Row]] | None:
    """Rows shared out over columns in their order, or None if they do not all fit.

    A section is a heading with what follows it; with ``parted`` it may run on in the next column.
    """
    spread: list[list[Row]] = [[] for _ in heights]
    column, left = 0, heights[0]
    for n, row in enumerate(rows):
        need = row.height
        if row.leads:
            need += sum(r.height for r in (_section(rows, n) if not parted else rows[n + 1 : n + 2]))
        while need > left:
            column += 1
            if column == len(heights):
                return None
            left = heights[column]
        spread[column].append(row)
        left -= row.height
    return spread


def _section(rows: Sequence[Row], heading: int) -> list[Row]:
    """What belongs to a heading: headings right below it, and all rows to the next heading."""
    own: list[Row] = []
    for row in rows[heading + 1 :]:
        if row.leads and any(not r.leads for r in own):
            break
        own.append(row)
    return own


def draw_rows(canvas: Canvas, columns: Sequence[Box], spread: Sequence[Sequence[Row]]) -> None:
    """Draw each column's rows from its top down."""
    for column, rows in zip(columns, spread, strict=True):
        top = column.top
        for row in rows:
            row.draw(canvas, column.x, top)
            top -= row.height


def title_row(text: str, f: float) -> Row:
    """The title of a block."""
    cut = Letters(7.6 * f, bold=True)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.text(x, top - cut.ascent, text, letters=cut, where="panel")

    return Row(cut.line + 0.4 * f, draw, leads=True)


def heading_row(text: str, f: float) -> Row:
    """The heading of a section."""
    cut = Letters(5.9 * f, bold=True)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        canvas.text(x, top - 1.0 * f - cut.capital, text, letters=cut, colour=QUIET, where="panel")

    return Row(cut.line + 1.1 * f, draw, leads=True)


def paragraph_rows(text: str, *, letters: Letters, width: float, colour: str = QUIET) -> list[Row]:
    """A text broken into lines, one row each."""

    def one(line: str) -> Row:
        def draw(canvas: Canvas, x: float, top: float) -> None:
            canvas.text(x, top - letters.ascent, line, letters=letters, colour=colour, where="panel")

        return Row(letters.line, draw)

    return [one(line) for line in break_lines(text, letters=letters, width=width)]


_LABEL_SHARE: Final = 0.42  # of the width, for the name of a figure
_RIGHT_EDGES: Final = (0.58, 0.76, 1.0)  # of the columns before, after, change


@dataclass(frozen=True)
class KeyFigures:
    """A small table for the sheet, all of it text.

    Attributes
    ----------
    title
        What is compared: the two places.
    rows
        Name of the figure, before, after, change.
    note
        A sentence under the table: what may be said of it, against which network.
    """

    title: str
    rows: tuple[tuple[str, str, str, str], ...]
    note: str = ""


def key_figures(result: PairComparison, *, origin: str, destination: str, lang: Lang, note: str = "") -> KeyFigures:
    """The four figures of a comparison (mean of both directions) between two places of these names.

    ``note`` takes the place of the sentence that says what the figures mean.
    """
    rows = tuple(
        (say(f"compare.figure_{row.name}", lang), row.before, row.after, row.change)
        for row in four_figures(result.before, result.after, lang)
    )
    verdict = note or " ".join([say(f"briefing.effect_{result.effect.value}", lang), *_range(result, lang)])
    return KeyFigures(f"{origin} – {destination}", rows, f"{verdict} {_compared(result.scenario, lang)}")


def _compared(scenario: Scenario, lang: Lang) -> str:
    """What stands before and after, the roads complete or what of them is open by a year, and who travels."""
    mode = say(f"slides.mode_{scenario.mode.value}", lang)
    if scenario.year is None:
        return say("briefing.figures_note", lang, mode=mode)
    return say("briefing.figures_note_by", lang, year=scenario.year, mode=mode)


def _range(result: PairComparison, lang: Lang) -> list[str]:
    """How many minutes are saved under the other assumptions, where the time falls and they differ."""
    saved = difference(result.after.fastest_min, result.before.fastest_min, decimals=1)
    if not saved or saved < 0 or result.saved_min_range is None:
        return []
    ends = range_around(saved, *result.saved_min_range, decimals=1)
    return [say("briefing.saved_range", lang, range=span(*ends, lang, decimals=1))] if ends else []


def figure_rows(figures: KeyFigures, *, lang: Lang, width: float, f: float) -> list[Row]:
    """The block for a column of ``width`` millimetres in letters of factor ``f``."""
    small = Letters(4.8 * f)
    head = ("", *(say(f"briefing.{key}", lang) for key in ("before", "after", "change")))
    return [
        title_row(literal(figures.title), f),
        _table_row(head, width=width, f=f, bold=True),
        *(_table_row(row, width=width, f=f) for row in figures.rows),
        *paragraph_rows(figures.note, letters=small, width=width),
        Row(1.5 * f, lambda _canvas, _x, _top: None),
    ]


def _table_row(cells: tuple[str, ...], *, width: float, f: float, bold: bool = False) -> Row:
    cut = Letters(5.4 * f, bold=bold)
    lines = break_lines(cells[0], letters=cut, width=width * _LABEL_SHARE)
    height = max(len(lines), 1) * cut.line + 0.5 * f

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - cut.ascent
        for n, line in enumerate(lines):
            canvas.text(x, y - n * cut.line, line, letters=cut, where="panel")
        for edge, cell in zip(_RIGHT_EDGES, cells[1:], strict=True):
            canvas.text(x + width * edge, y, cell, letters=cut, align="right", where="panel")
        foot = top - height
        canvas.segment(x, foot, x + width, foot, colour=style.INK if bold else "#c3ccd2", width=0.12)

    return Row(height, draw, leads=bold)


_ROAD_KEYS: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")


@dataclass(frozen=True)
class Content:
    """What the panel tells.

    Attributes
    ----------
    shown
        What is on the sheet.
    facts
        A second line for projects (length, status, cost), by project id.
    figures
        The key figures, above the legend.
    """

    shown: Shown
    lang: Lang
    edition: Edition
    facts: Mapping[str, str] = field(default_factory=dict)
    figures: KeyFigures | None = None

    def rows(self, f: float, width: float) -> list[Row]:
        """The panel in letters of factor ``f`` for a column of ``width`` millimetres."""
        rows = figure_rows(self.figures, lang=self.lang, width=width, f=f) if self.figures else []
        rows.append(title_row(say("briefing.legend_title", self.lang), f))
        if self.shown.projects:
            rows += _project_rows(self.shown.projects, lang=self.lang, width=width, f=f, facts=self.facts)
        for heading, group in groupby(_signs(self.shown, self.lang, self.edition), key=lambda row: row.heading):
            own = list(group)
            rows.append(heading_row(heading, f))
            narrow = all(Letters(5.4 * f).width(row.text) <= width / 2 - 10.5 * f for row in own)
            step = 2 if narrow and len(own) > 1 else 1
            rows += [sign_row(own[k : k + step], width=width, f=f) for k in range(0, len(own), step)]
        return rows


def _signs(shown: Shown, lang: Lang, edition: Edition) -> list[LegendRow]:
    """Rows of the shared legend, without those for classes that are not on this sheet."""
    rows = legend_rows(
        lang,
        edition=edition,
        layers=shown.layers,
        statuses=shown.statuses,
        schematic=shown.schematic,
        upgrades=shown.upgrades,
        place_kinds=shown.place_kinds | ({"gate"} if shown.gate_classes else set()),
        interchanges=bool(shown.interchanges),
        paths=shown.paths,
        zones=shown.zones,
    )
    absent = {say(f"layers.road_{k}", lang) for k in _ROAD_KEYS if k not in shown.road_classes}
    absent |= {
        say(f"layers.gate_{k}", lang) for k in ("international", "main", "secondary") if k not in shown.gate_classes
    }
    absent |= {say(f"layers.legend_interchange_{k}", lang) for k in ("known", "assumed") if k not in shown.interchanges}
    return [row for row in rows if row.text not in absent]


def _project_rows(
    projects: Sequence[DrawnProject], *, lang: Lang, width: float, f: float, facts: Mapping[str, str]
) -> list[Row]:
    rows = [heading_row(say("layers.legend_heading_projects", lang), f)]
    drawn = {p.project.id: p for p in projects}
    for group, own in grouped(p.project for p in projects).items():
        rows.append(_group_row(group, lang=lang, width=width, f=f))
        rows += [_project_row(drawn[p.id], lang=lang, width=width, f=f, fact=facts.get(p.id, "")) for p in own]
    return rows


def _group_row(group: str, *, lang: Lang, width: float, f: float) -> Row:
    cut, left = Letters(5.4 * f, bold=True), 8.0 * f
    lines = break_lines(group_title(group, lang), letters=cut, width=width - left)
    colour = group_colour(group)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.9 * f - cut.capital
        canvas.segment(x, y + cut.capital / 2, x + 6.4 * f, y + cut.capital / 2, colour=colour, width=0.9 * f)
        for n, line in enumerate(lines):
            canvas.text(x + left, y - n * cut.line, line, letters=cut, where="panel")

    return Row(len(lines) * cut.line + 1.0 * f, draw, leads=True)


def _project_row(drawn: DrawnProject, *, lang: Lang, width: float, f: float, fact: str) -> Row:
    cut, small, left = Letters(5.4 * f), Letters(4.8 * f), 8.0 * f
    name = drawn.project.text("name", lang)
    if drawn.schematic_share > 0:
        key = "briefing.schematic" if drawn.mostly_schematic else "briefing.schematic_partly"
        name = f"{name} ({say(key, lang)})"
    lines = break_lines(name, letters=cut, width=width - left)
    below = break_lines(fact, letters=small, width=width - left) if fact else []
    colour = group_colour(drawn.project.group)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.7 * f - cut.capital
        draw_badge(canvas, x + 4.6 * f, y + cut.capital / 2, str(drawn.number), colour=colour, factor=0.78 * f, z=76)
        for n, line in enumerate(lines):
            canvas.text(x + left, y - n * cut.line, line, letters=cut, where="panel")
        foot = y - (len(lines) - 1) * cut.line
        for n, line in enumerate(below):
            canvas.text(x + left, foot - (n + 1) * small.line, line, letters=small, colour="#55626b", where="panel")

    height = len(lines) * cut.line + len(below) * small.line + 0.5 * f
    return Row(max(height, 3.0 * f), draw)


def sign_row(signs: Sequence[LegendRow], *, width: float, f: float) -> Row:
    """Signs side by side, each with its text."""
    cut, left, room = Letters(5.4 * f), 8.0 * f, width / len(signs)
    texts = [break_lines(row.text, letters=cut, width=room - left) for row in signs]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.6 * f - cut.capital
        for k, (row, lines) in enumerate(zip(signs, texts, strict=True)):
            draw_sign(canvas, row.sign, x + k * room, y + cut.capital / 2, f)
            for n, line in enumerate(lines):
                canvas.text(x + k * room + left, y - n * cut.line, line, letters=cut, where="panel")

    return Row(max(map(len, texts)) * cut.line + 0.75 * f, draw)


def draw_sign(canvas: Canvas, sign: LineStyle | FillStyle | PointStyle, x: float, y: float, f: float) -> None:
    """A sign as it stands on the map, centred on the height y."""
    if isinstance(sign, PointStyle):
        draw_symbol(canvas, x + 3.2 * f, y, sign, factor=min(f, 2.6 * f / sign.size_mm), z=76)
    elif isinstance(sign, FillStyle):
        edge, wide = (sign.outline.colour, sign.outline.width_mm) if sign.outline else ("#c9c3b8", 0.1)
        canvas.rectangle(
            Box(x, y - 0.95 * f, 6.4 * f, 1.9 * f), fill=sign.fill, edge=edge, width=wide, alpha=sign.opacity, z=76
        )
    else:
        if sign.casing and sign.casing != "#ffffff":
            canvas.segment(x, y, x + 6.4 * f, y, colour=sign.casing, width=sign.casing_mm * canvas.pen, z=76)
        canvas.segment(
            x,
            y,
            x + 6.4 * f,
            y,
            colour=sign.colour,
            width=sign.width_mm * canvas.pen,
            dash=sign.dash,
            z=76.5,
            alpha=sign.opacity,
        )
