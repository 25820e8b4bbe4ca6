"""The words around the map: title block, sources, licences, the legal note, dates and digests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing.extent import OPERATION
from briefing.lettering import Letters, break_lines, fit_lines, literal, shorten
from layers import style
from layers.edition import units_note
from layers.geodesy import VN2000_UTM48N
from layers.integrity import altered_sentence
from words import say
from words.figures import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from briefing.canvas import Canvas
    from briefing.print_request import PrintRequest
    from briefing.sheet import Box

_TITLE_SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_BESIDE_TITLE: Final = 62.0  # millimetres on A4 kept for edition and date
_ACCENT: Final = "#8c2f39"
_QUIET: Final = "#4d5a63"


@dataclass(frozen=True)
class TitleBlock:
    """Title, subtitle and the house above them, broken into lines; heights in millimetres."""

    lines: list[str]
    cut: Letters
    below: list[str]
    below_cut: Letters
    above: str
    above_cut: Letters
    right: list[str]
    height: float


def set_title(request: PrintRequest, *, width: float, letters: float) -> TitleBlock:
    """Break the title block for a sheet ``width`` millimetres wide inside its margins."""
    room = width - _BESIDE_TITLE * letters
    lines, cut = _set_heading(literal(request.title) or say("briefing.default_title", request.lang), room, letters)
    plain, above_cut = Letters(8.0 * letters), Letters(6.8 * letters, bold=True)
    below, below_cut = fit_lines(request.subtitle, sizes=[plain, plain.scaled(0.85)], width=room, most=2)
    above = shorten(literal(request.organisation), letters=above_cut, width=room)
    right = [say(f"layers.edition_{request.edition.value}", request.lang)]
    if request.date:
        right.append(say("briefing.dated", request.lang, day=day(request.date, request.lang)))
    height = (above_cut.line if above else 0) + len(lines) * cut.line + len(below) * below_cut.line + 1.6 * letters
    return TitleBlock(lines, cut, below, below_cut, above, above_cut, right, max(height, 10.5 * letters))


def _set_heading(title: str, room: float, letters: float) -> tuple[list[str], Letters]:
    """One line in large letters, else two, else three in the smallest: it grows down before it shrinks away."""
    sizes = [Letters(s * letters, bold=True) for s in _TITLE_SIZES]
    for most, choice in ((1, sizes[:5]), (2, sizes[3:])):
        lines, cut = fit_lines(title, sizes=choice, width=room, most=most)
        if len(break_lines(title, letters=cut, width=room)) <= most:
            return lines, cut
    return fit_lines(title, sizes=sizes[-2:], width=room, most=3)


def draw_title(canvas: Canvas, box: Box, block: TitleBlock, *, letters: float) -> None:
    """The title block with a rule under it."""
    y = box.top
    if block.above:
        canvas.text(
            box.x, y - block.above_cut.ascent, block.above, letters=block.above_cut, colour=_ACCENT, where="title"
        )
        y -= block.above_cut.line
    for line in block.lines:
        canvas.text(box.x, y - block.cut.ascent, line, letters=block.cut, where="title")
        y -= block.cut.line
    for line in block.below:
        canvas.text(
            box.x, y - block.below_cut.capital - 0.3, line, letters=block.below_cut, colour=_QUIET, where="title"
        )
        y -= block.below_cut.line
    small = Letters(6.4 * letters)
    foot = box.y + 1.3 * letters + small.descent
    for n, line in enumerate(reversed(block.right)):
        canvas.text(box.right, foot + n * small.line, line, letters=small, colour=_QUIET, align="right", where="title")
    canvas.segment(box.x, box.y, box.right, box.y, colour=_ACCENT, width=0.7 * letters)


def foot_lines(
    request: PrintRequest, *, manifest: Mapping[str, Mapping[str, Any]], cut: bool
) -> list[tuple[str, bool]]:
    """The paragraphs of the foot, each with whether it is set bold; ``cut`` if a compared way leaves the frame."""
    lang = request.lang
    facts = [
        say("briefing.crs", lang, epsg=VN2000_UTM48N, operation=OPERATION),
        f"{say(f'briefing.edition_note_{request.edition.value}', lang)} {units_note(lang, request.edition)}".strip(),
        say(
            "briefing.data_date",
            lang,
            roads=_dated(manifest, "roads", request),
            projects=_dated(manifest, "projects", request),
        ),
    ]
    made = [say("briefing.data_digest", lang, digest=request.data_digest)] if request.data_digest else []
    made += [say("briefing.scenario_digest", lang, digest=request.scenario_digest)] if request.scenario_digest else []
    made += [say("briefing.author", lang, author=request.author)] if request.author else []
    made += [say("briefing.page", lang, page=request.page[0], of=request.page[1])] if request.page else []
    made += [say("briefing.printed", lang, day=day(request.date, lang))] if request.date else []
    return [
        *([(say("briefing.way_cut", lang), True)] if cut else []),
        *([(altered_sentence(request.altered, lang), True)] if request.altered else []),
        (say("briefing.legal", lang), True),
        (f"{say('briefing.sources', lang)} {say('briefing.credits', lang)}", False),
        (" ".join(facts), False),
        *([(" · ".join(made), False)] if made else []),
    ]


def set_foot(
    paragraphs: list[tuple[str, bool]], *, width: float, letters: float
) -> tuple[list[tuple[str, Letters]], float]:
    """The foot broken into lines, and the height it needs in millimetres."""
    lines = []
    for text, bold in paragraphs:
        cut = Letters(5.0 * letters, bold=bold)
        lines += [(line, cut) for line in break_lines(text, letters=cut, width=width)]
    return lines, sum(cut.line for _, cut in lines) + 1.0 * letters


def draw_foot(canvas: Canvas, box: Box, lines: list[tuple[str, Letters]]) -> None:
    """The foot under a hair line."""
    canvas.segment(box.x, box.top, box.right, box.top, colour="#9aa5ad", width=0.15)
    y = box.top - 0.8
    for text, cut in lines:
        canvas.text(
            box.x, y - cut.capital - 0.3, text, letters=cut, colour=style.INK if cut.bold else _QUIET, where="foot"
        )
        y -= cut.line


def _dated(manifest: Mapping[str, Mapping[str, Any]], layer: str, request: PrintRequest) -> str:
    """The reference date of a layer in the reader's language."""
    value = manifest.get(layer, {}).get("reference_date", "")
    return day(str(value), request.lang)
