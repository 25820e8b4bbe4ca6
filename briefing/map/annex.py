"""What follows the sheet in its file: the routes with their facts, the whole legend, method, sources and digests, in letters that are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.content import Letters, fit_lines, literal
from briefing.map import marginalia
from briefing.map.canvas import Canvas
from briefing.map.legend import Naming, Row, draw_rows, figure_rows, flow, heading_row, paragraph_rows, title_row
from briefing.map.panel import content
from briefing.map.sheet import READ_PT, Box, inner_box, letters_on
from layers import altered_sentence, legal_note
from layers.symbology import style
from words import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from briefing.map.base_map import Shown
    from briefing.map.canvas import Tone
    from briefing.map.print_request import PrintRequest

_COLUMN_MM: Final = 84.0  # about the width of a column
_GAP_MM: Final = 6.0
_MOST_PAGES: Final = 40


def annex_pages(
    request: PrintRequest, shown: Shown, *, manifest: Mapping[str, Mapping[str, Any]], tone: Tone
) -> tuple[Canvas, ...]:
    """The pages after the sheet, on its paper."""
    inner, f = inner_box(request.paper, orientation=request.orientation), letters_on(request.paper)
    head = 11.0 * f
    body = Box(inner.x, inner.y + 5.0 * f, inner.width, inner.height - head - 5.0 * f)
    columns = body.columns(max(int(body.width / (_COLUMN_MM * f)), 1), gap=_GAP_MM * f)
    rows = _rows(request, shown, manifest=manifest, width=columns[0].width, f=f)
    spread: list[list[Row]] | None = None
    count = 0
    while spread is None and count < _MOST_PAGES:
        count += 1
        spread = flow(rows, [c.height for _ in range(count) for c in columns], parted=True)
    pages = []
    for k in range(count):
        own = (spread or [])[k * len(columns) : (k + 1) * len(columns)]
        if any(own):
            canvas = Canvas(inner.width + 2 * inner.x, inner.height + 2 * inner.y, tone, pen=f)
            draw_rows(canvas, columns, own)
            pages.append(canvas)
    for n, canvas in enumerate(pages, start=2):
        _draw_frame(canvas, inner, request, page=(n, len(pages) + 1), f=f)
    return tuple(pages)


def _rows(
    request: PrintRequest, shown: Shown, *, manifest: Mapping[str, Mapping[str, Any]], width: float, f: float
) -> list[Row]:
    lang, cut = request.lang, Letters(READ_PT * f)
    told = content(request, shown)
    rows = figure_rows(told.figures, lang=lang, width=width, f=f) if told.figures else []
    for part in told.sections(f, width, naming=Naming.FACTS, facts=told.facts):
        rows += part.rows
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
            rows += [*paragraph_rows(text, letters=cut, width=width), Row(0.8 * f, lambda _canvas, _x, _top: None)]
    return rows


def _draw_frame(canvas: Canvas, inner: Box, request: PrintRequest, *, page: tuple[int, int], f: float) -> None:
    """The title of the sheet, what this page holds, and its number."""
    lang = request.lang
    title = literal(request.title) or say("briefing.default_title", lang)
    sizes = [Letters(size * f, bold=True) for size in (11.0, 10.0, 9.0)]
    lines, cut = fit_lines(title, sizes=sizes, width=inner.width, most=1)
    small = Letters(READ_PT * f)
    canvas.text(inner.x, inner.top - cut.ascent, lines[0], letters=cut, where="title")
    below = inner.top - cut.line - small.ascent
    canvas.text(inner.x, below, say("briefing.overleaf", lang), letters=small, colour=style.INK, where="title")
    rule = inner.top - 9.5 * f
    canvas.segment(inner.x, rule, inner.right, rule, colour=marginalia.ACCENT, width=0.7 * f)
    text = say("briefing.page_number", lang, page=page[0], of=page[1])
    canvas.text(inner.right, inner.y + small.descent, text, letters=small, align="right", where="foot")
