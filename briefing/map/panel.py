"""The panel of a sheet: locator, scale, key figures, and as much of the legend as has room in letters that are read; and the pages after it.

The figures, the routes and what their lines mean stand on the sheet; other parts come as far as there is room. What is left out
stands on the pages after it, which tell the routes with their facts, the whole legend, method, sources and digests; the panel says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.content import Letters, fit_lines, literal, route_fact
from briefing.formats import MAP_FORMATS
from briefing.map import marginalia
from briefing.map.canvas import Canvas
from briefing.map.legend import (
    SHORTENED,
    Content,
    Naming,
    Row,
    Section,
    draw_rows,
    figure_rows,
    flow,
    heading_row,
    paragraph_rows,
    stands_in,
    title_row,
)
from briefing.map.marginalia import draw_locator, draw_scale
from briefing.map.sheet import READ_PT, SCALE_MM, Box, inner_box, letters_on
from layers import altered_sentence, legal_note
from layers.symbology import style
from words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from briefing.content import DataSource
    from briefing.map.base_map import Shown
    from briefing.map.canvas import Tone
    from briefing.map.extent import Extent
    from briefing.map.print_request import PrintRequest
    from briefing.map.sheet import Sheet

_REGION: Final = 1.24  # width ÷ height of the area the layers cover
_LOCATOR_MM: Final = 30.0  # its height at most
_GAP_MM: Final = 1.6
_FIGURES_MM: Final = 74.0  # width of the table of figures
_LEAST_MM: Final = 45.0  # width of a column of the legend
_COLUMN_MM: Final = 84.0  # about the width of a column of the pages after the sheet
_BETWEEN_MM: Final = 6.0
_MOST_PAGES: Final = 40
_SHARES: Final = tuple(n / 20 for n in range(8, 21))  # of the height of a page, the least in which its text has room
# letters of these pages, times those of the sheet: the largest in which the text takes no more pages than in the smallest
_GROWN: Final = (1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7)


@dataclass(frozen=True)
class Panel:
    """What stands where in the panel.

    Attributes
    ----------
    locator
        None where the legend needs its room.
    columns, rows
        The columns of the legend, and the rows of each.
    whole
        Whether the sheet tells all that the second page tells of signs and routes.
    """

    locator: Box | None
    scale: Box
    columns: list[Box]
    rows: list[list[Row]]
    whole: bool


def draw_panel(
    canvas: Canvas, sheet: Sheet, extent: Extent, request: PrintRequest, *, source: DataSource, shown: Shown
) -> Panel:
    """Locator, scale, key figures and legend."""
    lang, f = request.lang, sheet.letters
    panel = set_panel(content(request, shown), sheet, request)
    if panel.locator:
        reader, edition = source.layer, request.edition
        draw_locator(canvas, extent, panel.locator, reader=reader, edition=edition, lang=lang, letters=f)
    draw_scale(canvas, extent, panel.scale, lang=lang, letters=f)
    draw_rows(canvas, panel.columns, panel.rows)
    return panel


def content(request: PrintRequest, shown: Shown) -> Content:
    """What there is to tell of what is on the sheet."""
    facts = {drawn.project.id: route_fact(drawn.project, request.lang) for drawn in shown.projects}
    return Content(
        shown, request.lang, request.edition, facts, request.figures, year=request.year, grey=request.greyscale
    )


def set_panel(told: Content, sheet: Sheet, request: PrintRequest) -> Panel:
    """The fullest panel that has room: names of routes before the locator, the locator before their facts where nobody asked for them."""
    namings = [way for way in Naming if way is not Naming.FACTS or request.route_facts]
    if request.pair:  # the captions of the two maps hold the signs of the paths
        told = replace(told, shown=replace(told.shown, paths=(False, False)))
    ways = [Way(*way) for way in product(namings, (True, False), (True, False))]
    return next(
        panel for n, way in enumerate(ways) if (panel := _try(told, sheet, request, way, last=n + 1 == len(ways)))
    )


class Way(NamedTuple):
    """What of the panel is tried: how routes are told, whether with the sentence below the figures, whether with the locator."""

    naming: Naming
    note: bool
    locator: bool


def _try(told: Content, sheet: Sheet, request: PrintRequest, way: Way, *, last: bool) -> Panel | None:
    """The panel in one way, None if there is no room for what is needed; the ``last`` leaves out of that too."""
    f, figures = sheet.letters, told.figures is not None
    locator, scale, columns = share_panel(sheet, with_locator=way.locator, figures=figures)
    width, heights = columns[-1].width, [c.height for c in columns]
    if way.locator and not heights[-1]:
        return None
    above = told.figures_section(f, columns, note=way.note)
    if not last and columns[0].width > width and not all(stands_in(part.rows, columns[0]) for part in above):
        return None  # the table of figures stays in the first column, which is made for it
    parts = [
        *above,
        *told.sections(f, width, naming=way.naming, facts=told.facts),
    ]
    more = _more(request, width=width, f=f)
    chosen = _fitting(parts, heights, more)
    if chosen is None and last:
        chosen = _fitting([replace(part, needed=False) for part in parts], heights, more)
    if chosen is None:
        return None
    left_out = len(chosen) < len(parts) or way.naming in SHORTENED or (figures and not way.note)
    rows = flow([*_rows(chosen), *(more if left_out else [])], heights)
    return Panel(locator, scale, columns, rows or [[] for _ in columns], not left_out)


def _fitting(parts: Sequence[Section], heights: Sequence[float], more: Sequence[Row]) -> list[Section] | None:
    """The needed parts and as many others as there is room for, in their order; None if not even the needed fit."""
    if flow(_rows(parts), heights) is not None:
        return list(parts)
    kept = [part for part in parts if part.needed]
    if kept and flow([*_rows(kept), *more], heights) is None:
        return None
    for part in parts:
        longer = [one for one in parts if one in kept or one is part]
        if flow([*_rows(longer), *more], heights) is not None:
            kept = longer
    return kept


def _rows(parts: Sequence[Section]) -> list[Row]:
    return [row for part in parts for row in part.rows]


def _more(request: PrintRequest, *, width: float, f: float) -> list[Row]:
    """Where the rest stands."""
    key = "briefing.more_overleaf" if MAP_FORMATS[request.format].paged else "briefing.more_in_pdf"
    return paragraph_rows(say(key, request.lang), letters=Letters(READ_PT * f, italic=True), width=width)


def share_panel(sheet: Sheet, *, with_locator: bool, figures: bool = False) -> tuple[Box | None, Box, list[Box]]:
    """The boxes of locator and scale, both in the last column unless the scale has room below the map, and the columns left for the legend.

    Of several columns the first is wide enough for a table of figures, where that leaves the others their width.
    """
    f, gap, panel = sheet.letters, _GAP_MM * sheet.letters, sheet.panel
    first: list[Box] = []
    wide, count = _FIGURES_MM * f, sheet.panel_columns
    if figures and count > 1 and panel.width - wide - gap >= _LEAST_MM * f:
        first, count = [Box(panel.x, panel.y, wide, panel.height)], count - 1
        panel = Box(panel.x + wide + gap, panel.y, panel.width - wide - gap, panel.height)
    *full, last = panel.columns(count, gap=gap)
    scale = sheet.below or Box(last.x, last.y, last.width, SCALE_MM * f)
    locator, top = None, last.top
    if with_locator:
        height = min(last.width / _REGION, _LOCATOR_MM * f)
        locator = Box(last.right - height * _REGION, last.top - height, height * _REGION, height)
        top = locator.y - gap
    foot = last.y if sheet.below else scale.top + gap
    rest = Box(last.x, foot, last.width, max(top - foot, 0.0))
    return locator, scale, [*first, *full, rest]


def annex_pages(
    request: PrintRequest, shown: Shown, *, manifest: Mapping[str, Mapping[str, Any]], tone: Tone, note: str = ""
) -> tuple[Canvas, ...]:
    """The pages after the sheet, on its paper; ``note`` is said below the routes."""
    inner, least = inner_box(request.paper, orientation=request.orientation), letters_on(request.paper)

    def laid(f: float, most: int) -> _Laid | None:
        columns = _annex_columns(inner, f)
        rows = _annex_rows(request, shown, manifest=manifest, note=note, width=columns[0].width, f=f)
        return _spread(rows, columns, most=most, f=f)

    smallest = laid(least, _MOST_PAGES) or _Laid(least, (), ())
    chosen, low, high = smallest, 0, len(_GROWN)
    while low < high:  # each try lays out all the text: three instead of seven
        middle = (low + high) // 2
        found = laid(least * _GROWN[middle], len(smallest.pages))
        chosen, low, high = (found, middle + 1, high) if found else (chosen, low, middle)
    pages = []
    for own in chosen.pages:
        canvas = Canvas(inner.width + 2 * inner.x, inner.height + 2 * inner.y, tone, pen=chosen.f)
        draw_rows(canvas, chosen.columns, own)
        pages.append(canvas)
    for n, canvas in enumerate(pages, start=2):
        _draw_frame(canvas, inner, request, page=(n, len(pages) + 1), f=chosen.f)
    return tuple(pages)


class _Laid(NamedTuple):
    """The pages after a sheet before they are drawn: the factor on their letters, their columns, the rows in those of each page."""

    f: float
    columns: Sequence[Box]
    pages: Sequence[list[list[Row]]]


def _annex_columns(inner: Box, f: float) -> list[Box]:
    head, foot = 11.0 * f, 5.0 * f
    body = Box(inner.x, inner.y + foot, inner.width, inner.height - head - foot)
    return body.columns(max(int(body.width / (_COLUMN_MM * f)), 1), gap=_BETWEEN_MM * f)


def _spread(rows: Sequence[Row], columns: Sequence[Box], *, most: int, f: float) -> _Laid | None:
    """The rows on as few pages as hold them, the last one filled evenly; None where ``most`` pages do not."""
    across = len(columns)
    for count in range(1, most + 1):
        full = [c.height for _ in range(count - 1) for c in columns]
        tried = (flow(rows, [*full, *(s * c.height for c in columns)], parted=True) for s in _SHARES)
        found = next((one for one in tried if one is not None), None)
        if found is not None:
            pages = [found[k * across : (k + 1) * across] for k in range(count)]
            return _Laid(f, columns, [page for page in pages if any(page)])
    return None


def _annex_rows(
    request: PrintRequest,
    shown: Shown,
    *,
    manifest: Mapping[str, Mapping[str, Any]],
    note: str,
    width: float,
    f: float,
) -> list[Row]:
    lang, cut = request.lang, Letters(READ_PT * f)
    told = content(request, shown)
    rows = figure_rows(told.figures, lang=lang, width=width, f=f) if told.figures else []
    for part in told.sections(f, width, naming=Naming.FACTS, facts=told.facts):
        rows += part.rows
        if part.routes and note:
            rows += paragraph_rows(note, letters=cut, width=width)
    rows += [Row(2.0 * f, lambda _canvas, _x, _top: None), title_row(say("briefing.about_map", lang), f, width=width)]
    altered = [altered_sentence(request.altered, lang)] if request.altered else []
    for key, texts in (
        ("about_method", [*marginalia.method_notes(request), say("briefing.scale_note", lang) + "."]),
        ("about_data", [*altered, marginalia.dates_note(request, manifest), marginalia.credits_note(lang)]),
        ("about_law", [legal_note(lang)]),
        ("about_codes", marginalia.digests(request)),
    ):
        if texts:
            rows.append(heading_row(say(f"briefing.{key}", lang), f))
        for text in texts:
            rows += [
                *paragraph_rows(text, letters=cut, width=width),
                Row(0.8 * f, lambda _canvas, _x, _top: None),
            ]
    return rows


def _draw_frame(canvas: Canvas, inner: Box, request: PrintRequest, *, page: tuple[int, int], f: float) -> None:
    """The title of the sheet, what this page holds, and its number."""
    lang = request.lang
    title = literal(request.title) or say("briefing.default_title", lang)
    sizes = [Letters(size * f, bold=True) for size in (11.0, 10.0, 9.0, 7.5, 6.5)]
    lines, cut = fit_lines(title, sizes=sizes, width=inner.width, most=1)
    small = Letters(READ_PT * f)
    canvas.text(inner.x, inner.top - cut.ascent, lines[0], letters=cut, where="title")
    below = inner.top - cut.line - small.ascent
    canvas.text(inner.x, below, say("briefing.overleaf", lang), letters=small, colour=style.INK, where="title")
    rule = inner.top - 9.5 * f
    canvas.segment(inner.x, rule, inner.right, rule, colour=marginalia.ACCENT, width=0.7 * f)
    if not request.page:  # the sheets of a set count themselves
        text = say("briefing.page_number", lang, page=page[0], of=page[1])
        canvas.text(inner.right, inner.y + small.descent, text, letters=small, align="right", where="foot")
