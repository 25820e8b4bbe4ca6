"""The panel beside the map: the legend, which holds only what is on the sheet, and the key figures above it.

Rows know their height, so that the panel can be measured before it is drawn and flow through columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

import shapely

from briefing.content import Letters, break_lines, literal
from briefing.map.annotations import BADGE_MM, badge_reach, draw_badge
from briefing.map.base_map import draw_symbol
from briefing.map.sheet import READ_PT, Box
from layers import Edition, FillStyle, LineStyle, PointStyle, group_colour, group_title, grouped
from layers.symbology import LegendRow, legend, legend_rows, style
from words import Lang, difference, four_figures, range_around, say, span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.measures import PairComparison
    from analysis.scenarios import Scenario
    from briefing.map.base_map import DrawnProject, Shown
    from briefing.map.canvas import Canvas

QUIET: Final = "#44525c"


@dataclass(frozen=True)
class Row:
    """A piece of a panel: its height in millimetres and how to draw it at (x, top).

    ``leads`` marks a heading, which is never left alone at the foot of a column.
    """

    height: float
    draw: Callable[[Canvas, float, float], None]
    leads: bool = False


def flow(rows: Sequence[Row], heights: Sequence[float], *, parted: bool = True) -> list[list[Row]] | None:
    """Rows shared out over columns in their order, or None if they do not all fit.

    A section is a heading with what follows it; with ``parted`` it may run on in the next column.
    """
    spread: list[list[Row]] = [[] for _ in heights]
    column, left = 0, heights[0]
    for n, row in enumerate(rows):
        need = row.height
        if row.leads:
            need += sum(r.height for r in (_section(rows, n) if not parted else _led(rows, n)))
        while need > left:
            column += 1
            if column == len(heights):
                return None
            left = heights[column]
        spread[column].append(row)
        left -= row.height
    return spread


def stands_in(rows: Sequence[Row], column: Box) -> bool:
    """Whether rows have room in a column by themselves; the last is the room behind them."""
    return flow(rows[:-1], [column.height]) is not None


def _led(rows: Sequence[Row], heading: int) -> list[Row]:
    """What a heading may not be parted from: headings right below it, and the first row that is none."""
    own: list[Row] = []
    for row in rows[heading + 1 :]:
        own.append(row)
        if not row.leads:
            break
    return own


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


def title_row(text: str, f: float, *, width: float) -> Row:
    """The title of a block, on as many lines as it needs."""
    cut = Letters(8.0 * f, bold=True)
    lines = break_lines(text, letters=cut, width=width)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        for n, line in enumerate(lines):
            canvas.text(x, top - cut.ascent - n * cut.line, line, letters=cut, where="panel")

    return Row(len(lines) * cut.line + 0.4 * f, draw, leads=True)


def heading_row(text: str, f: float) -> Row:
    """The heading of a section."""
    cut = Letters(READ_PT * f, bold=True)

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


_EXPLAINED: Final = re.compile(r" \([^)]{9,}\)")  # what a figure is made of; units are shorter
_LABEL_SHARE: Final = 0.6  # of the width, for the name of a figure
_BETWEEN_MM: Final = 0.7  # between numbers side by side
_RIGHT_EDGES: Final = (0.7, 0.825, 1.0)  # of the columns before, after, change


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


def figure_rows(
    figures: KeyFigures, *, lang: Lang, width: float, f: float, note: bool = True, tight: bool = False
) -> list[Row]:
    """The block for a column of ``width`` millimetres in letters of factor ``f``, with what may be said of it or without.

    ``tight`` sets the rows of a table closer, for a low panel: they are as wide as their column, and may not run on in a narrower one.
    """
    small = Letters(READ_PT * f)
    head = tuple(say(f"briefing.{key}", lang) for key in ("before", "after", "change"))
    title, strong = literal(figures.title), Letters(READ_PT * f, bold=True)
    wide = width >= _TABLE_MM * f
    row = partial(_table_row, apart=_TIGHT_MM if tight else _APART_MM) if wide else _stacked_row
    beside = wide and strong.width(title) <= width * _LABEL_SHARE  # the two places head the column of names
    return [
        *([] if beside else [title_row(title, f, width=width)]),
        row((title if beside else "", *head), width=width, f=f, bold=True),
        *(row(one, width=width, f=f) for one in figures.rows),
        *([_gap(0.6 * f), *paragraph_rows(figures.note, letters=small, width=width)] if note else []),
        _gap(1.5 * f),
    ]


def _gap(height: float) -> Row:
    """Room between two rows."""
    return Row(height, lambda _canvas, _x, _top: None)


def _stacked_row(cells: tuple[str, ...], *, width: float, f: float, bold: bool = False) -> Row:
    """A figure in a narrow column: its name, and below it before → after and the change."""
    name, before, after, change = cells
    cut, strong = Letters(READ_PT * f, bold=bold), Letters(READ_PT * f, bold=True)
    lines = break_lines(name, letters=cut, width=width)
    height = (len(lines) + 1) * cut.tight + 1.2 * f

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - cut.ascent - 0.5 * f
        for line in lines:
            canvas.text(x, y, line, letters=cut, where="panel")
            y -= cut.tight
        canvas.text(x, y, f"{before} → {after}", letters=cut, where="panel")
        canvas.text(x + width, y, change, letters=strong, align="right", where="panel")
        ink = style.INK if bold else "#c3ccd2"
        canvas.segment(x, top - height, x + width, top - height, colour=ink, width=0.12)

    return Row(height, draw, leads=bold)


def _table_row(cells: tuple[str, ...], *, width: float, f: float, apart: float, bold: bool = False) -> Row:
    cut = Letters(READ_PT * f, bold=bold)
    name = cells[0] if bold else _EXPLAINED.sub("", cells[0])
    lines = break_lines(name, letters=cut, width=width * _LABEL_SHARE)
    height = max(len(lines), 1) * cut.tight + apart * f

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - cut.ascent - min(0.5, apart / 2) * f  # clear of the rule above
        for n, line in enumerate(lines):
            canvas.text(x, y - n * cut.tight, line, letters=cut, where="panel")
        for edge, cell in zip(_RIGHT_EDGES, cells[1:], strict=True):
            canvas.text(x + width * edge, y, cell, letters=cut, align="right", where="panel")
        foot = top - height
        canvas.segment(x, foot, x + width, foot, colour=style.INK if bold else "#c3ccd2", width=0.12)

    return Row(height, draw, leads=bold)


_NEEDED: Final = ("paths", "status")  # what the lines of the routes mean is told on the sheet itself
_SIGN_MM: Final = 7.4  # a sign and the room behind it
_APART_MM, _TIGHT_MM = 1.3, 0.5  # between the rows of a table, and where a panel is low
_TABLE_MM: Final = 60.0  # a column from which the figures stand in a table
_BADGES_SHARE: Final = 0.4  # of a column, for the numbers before the title of a group
_BRACKETS: Final = re.compile(r" \((?![A-ZĐ]+[. ]?\d)[^)]*\)")  # but for those that hold the number of a road
_ROAD_KEYS: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")


class Naming(Enum):
    """How the legend tells the routes: the most it has room for."""

    FACTS = "facts"
    NAMES = "names"
    PLAIN = "plain"  # names without their groups, which the colours tell
    SHORT = "short"  # and in common abbreviations, without what stands in brackets, but for road numbers
    NUMBERS = "numbers"  # the groups with their numbers


SHORTENED: Final = frozenset({Naming.PLAIN, Naming.SHORT, Naming.NUMBERS})  # the next page tells more


@dataclass(frozen=True)
class Section:
    """A part of the legend that stays together; what is needed stands on the sheet itself, other parts where there is room.

    ``routes`` marks the part that lists the routes.
    """

    rows: list[Row]
    needed: bool = False
    routes: bool = False


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
    year
        The year of which the roads are drawn; None for all of them.
    grey
        Whether it is printed without colours.
    """

    shown: Shown
    lang: Lang
    edition: Edition
    facts: Mapping[str, str] = field(default_factory=dict)
    figures: KeyFigures | None = None
    year: int | None = None
    grey: bool = False

    def figures_section(self, f: float, columns: Sequence[Box], *, note: bool) -> list[Section]:
        """The key figures, if there are any: closer to each other where the first column is low.

        Where they have no room in it they are no wider than any column, so that they may run on in the next.
        """
        if self.figures is None:
            return []
        first, least = columns[0], min(column.width for column in columns)
        rows = partial(figure_rows, self.figures, lang=self.lang, f=f, note=note)
        ways = (rows(width=first.width), rows(width=first.width, tight=True))
        return [Section(next((w for w in ways if stands_in(w, first)), rows(width=least, tight=True)), needed=True)]

    def _sheets(self, f: float, width: float) -> list[Section]:
        """The sheets of a set by number, on the sheet that shows where they lie."""
        if not self.shown.sheets:
            return []
        cut = Letters(READ_PT * f)
        lines = (row for name in self.shown.sheets for row in paragraph_rows(name, letters=cut, width=width))
        return [Section([title_row(say("briefing.index_sheets", self.lang), f, width=width), *lines], needed=True)]

    def sections(self, f: float, width: float, *, naming: Naming, facts: Mapping[str, str]) -> list[Section]:
        """The legend in letters of factor ``f`` for a column of ``width`` millimetres, in the order of reading."""
        title = title_row(say("briefing.legend_title", self.lang), f, width=width)
        routes = [title]
        if self.shown.projects:
            routes += _project_rows(self, width=width, f=f, facts=facts, naming=naming)
        parts = [*self._sheets(f, width), Section(routes, needed=not self.shown.sheets, routes=True)]
        of_year = [] if self.year is None else legend.year_rows(self.lang, self.year, self.shown.states)
        needed = {*(say(f"layers.legend_heading_{key}", self.lang) for key in _NEEDED), *(r.heading for r in of_year)}
        signs_shown = [*of_year, *_signs(self.shown, self.lang, self.edition)]
        for heading, group in groupby(signs_shown, key=lambda row: row.heading):
            own = list(group)
            narrow = all(Letters(READ_PT * f).width(row.text) <= width / 2 - _SIGN_MM * f - 1.0 * f for row in own)
            step = 2 if narrow and len(own) > 1 else 1
            signs = [
                sign_row(own[k : k + step], width=width, f=f, short=naming in SHORTENED)
                for k in range(0, len(own), step)
            ]
            parts.append(Section([heading_row(heading, f), *signs], needed=heading in needed))
        return parts


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
        own_area=shown.own_area,
        frames=bool(shown.sheets),
    )
    absent = {say(f"layers.road_{k}", lang) for k in _ROAD_KEYS if k not in shown.road_classes}
    absent |= {
        say(f"layers.gate_{k}", lang) for k in ("international", "main", "secondary") if k not in shown.gate_classes
    }
    absent |= {say(f"layers.legend_interchange_{k}", lang) for k in ("known", "assumed") if k not in shown.interchanges}
    return [row for row in rows if row.text not in absent]


def _project_rows(told: Content, *, width: float, f: float, facts: Mapping[str, str], naming: Naming) -> list[Row]:
    """The routes: by group with their names or only their numbers, or names alone."""
    projects, lang, grey = told.shown.projects, told.lang, told.grey
    drawn, facts = {p.project.id: p for p in projects}, facts if naming is Naming.FACTS else {}
    bare = naming not in {Naming.FACTS, Naming.NAMES}
    rows = [] if bare else [heading_row(say("layers.legend_heading_projects", lang), f)]
    for group, own in grouped(p.project for p in projects).items():
        if naming is Naming.NUMBERS:
            numbered = [drawn[p.id] for p in own]
            rows.append(_numbers_row(group, numbered, lang=lang, width=width, f=f, reach=badge_reach(group, grey=grey)))
            continue
        rows += [] if bare else [_group_row(group, lang=lang, width=width, f=f, grey=grey)]
        for p in own:
            name = _route_name(drawn[p.id], lang, naming)
            fact, reach = facts.get(p.id, ""), badge_reach(group, grey=grey)
            rows.append(_project_row(drawn[p.id], name, width=width, f=f, fact=fact, reach=reach))
    return rows


def _route_name(drawn: DrawnProject, lang: Lang, naming: Naming) -> str:
    """The name of a route as this legend tells it."""
    name = drawn.project.text("name", lang)
    if naming is Naming.SHORT:
        return _BRACKETS.sub("", name).replace(say("briefing.long_word", lang), say("briefing.short_word", lang))
    if naming is Naming.FACTS and drawn.schematic_share > 0:  # elsewhere the dashes of the legend tell it
        key = "briefing.schematic" if drawn.mostly_schematic else "briefing.schematic_partly"
        return f"{name} ({say(key, lang)})"
    return name


def _group_row(group: str, *, lang: Lang, width: float, f: float, grey: bool) -> Row:
    """The title of a group behind its colour; where there is none, the plates below tell it."""
    cut = Letters(READ_PT * f, bold=True)
    left = 0.0 if grey else 6.0 * f
    lines = break_lines(group_title(group, lang), letters=cut, width=width - left)
    colour = group_colour(group)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.8 * f - cut.capital
        if not grey:
            canvas.segment(x, y + cut.capital / 2, x + 4.6 * f, y + cut.capital / 2, colour=colour, width=0.9 * f)
        for n, line in enumerate(lines):
            canvas.text(x + left, y - n * cut.line, line, letters=cut, where="panel")

    return Row(len(lines) * cut.line + 0.7 * f, draw, leads=True)


def _numbers_row(group: str, drawn: Sequence[DrawnProject], *, lang: Lang, width: float, f: float, reach: float) -> Row:
    """A group with the numbers of its routes before its title, plates that ``reach`` so far from their middle apart."""
    cut, step = Letters(READ_PT * f, bold=True), (2 * reach + _BETWEEN_MM) * f
    across = max(min(len(drawn), int(width * _BADGES_SHARE / step)), 1)
    left, deep = across * step + 1.0 * f, -(-len(drawn) // across)
    lines = break_lines(group_title(group, lang), letters=cut, width=width - left)

    def draw(canvas: Canvas, x: float, top: float) -> None:
        for n, one in enumerate(drawn):
            at = x + (n % across + 0.5) * step, top - (n // across + 0.5) * step
            draw_badge(canvas, *at, str(one.number), group=group, factor=f, z=76)
        y = top - step / 2 - cut.capital / 2
        for n, line in enumerate(lines):
            canvas.text(x + left, y - n * cut.tight, line, letters=cut, where="panel")

    return Row(max(deep * step, len(lines) * cut.tight + 1.2 * f) + 0.3 * f, draw)


def _project_row(drawn: DrawnProject, name: str, *, width: float, f: float, fact: str, reach: float) -> Row:
    cut, left = Letters(READ_PT * f), max(6.0, 2 * reach + 0.9) * f
    lines = break_lines(name, letters=cut, width=width - left)
    below = break_lines(fact, letters=cut, width=width - left) if fact else []
    group = drawn.project.group

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - (reach - 0.1) * f - cut.capital / 2
        draw_badge(canvas, x + reach * f, y + cut.capital / 2, str(drawn.number), group=group, factor=f, z=76)
        for n, line in enumerate([*lines, *below]):
            shade = style.INK if n < len(lines) else "#55626b"
            canvas.text(x + left, y - n * cut.tight, line, letters=cut, colour=shade, where="panel")

    height = (len(lines) + len(below)) * cut.tight + (0.45 + reach - BADGE_MM) * f
    return Row(max(height, (2 * reach - 0.2) * f), draw)


def _sign_lines(text: str, cut: Letters, width: float, *, short: bool) -> list[str]:
    """What a sign means; without what stands in brackets where it would take a second line for that."""
    lines = break_lines(text, letters=cut, width=width)
    return break_lines(_BRACKETS.sub("", text), letters=cut, width=width) if short and len(lines) > 1 else lines


def sign_row(signs: Sequence[LegendRow], *, width: float, f: float, short: bool = False) -> Row:
    """Signs side by side, each with its text, ``short`` where that spares a line."""
    cut, left, room = Letters(READ_PT * f), _SIGN_MM * f, width / len(signs)
    texts = [_sign_lines(row.text, cut, room - left, short=short) for row in signs]

    def draw(canvas: Canvas, x: float, top: float) -> None:
        y = top - 0.5 * f - cut.capital
        for k, (row, lines) in enumerate(zip(signs, texts, strict=True)):
            draw_sign(canvas, row.sign, x + k * room, y + cut.capital / 2, f)
            for n, line in enumerate(lines):
                canvas.text(x + k * room + left, y - n * cut.tight, line, letters=cut, where="panel")

    return Row(max(map(len, texts)) * cut.tight + 0.55 * f, draw)


def draw_sign(canvas: Canvas, sign: LineStyle | FillStyle | PointStyle, x: float, y: float, f: float) -> None:
    """A sign as it stands on the map, centred on the height y."""
    if isinstance(sign, PointStyle):
        draw_symbol(canvas, x + 3.2 * f, y, sign, factor=min(f, 2.6 * f / sign.size_mm), z=76)
    elif isinstance(sign, FillStyle):
        edge, wide = (sign.outline.colour, sign.outline.width_mm) if sign.outline else ("#c9c3b8", 0.1)
        box = Box(x, y - 0.95 * f, 6.4 * f, 1.9 * f)
        canvas.rectangle(box, fill=sign.fill, edge=edge, width=wide, alpha=sign.opacity, z=76)
        canvas.hatch([shapely.box(*box.bounds)], sign.hatch, z=76.1)
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
