"""Text on slides: measured before it is set, so that it never leaves its box.

Lengths are millimetres. Text is measured in DejaVu Sans, which is wider than Tahoma and stands in for it
on Linux: what fits here fits with either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from briefing.lettering import Letters, break_lines, literal, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.enum.text import PP_ALIGN
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

    from words import Lang

BODY_PT: Final = 16.0
SMALL_PT: Final = 14.0
NOTE_PT: Final = 10.5  # foot notes: sources and the legal note, as on a printed sheet
BULLET_MM: Final = 5.0
LANGUAGES: Final = {"vi": "vi-VN", "en": "en-GB"}  # for the spelling checker
MM_PER_POINT: Final = 25.4 / 72
_LINE: Final = 1.22  # line distance in multiples of the letter size, the most of the fonts that may stand in
_EMU_PER_MM: Final = 36000


@dataclass(frozen=True)
class Line:
    """A paragraph: its text and how it is set."""

    text: str
    size: float = BODY_PT
    bold: bool = False
    colour: str = ""
    space_mm: float = 0.0  # above it
    bullet: bool = False

    def height(self, width: float) -> float:
        """Millimetres it takes in a column of ``width``."""
        room = width - (BULLET_MM if self.bullet else 0.0)
        count = len(break_lines(self.text, letters=Letters(self.size, bold=self.bold), width=room))
        return self.space_mm + max(count, 1) * line_mm(self.size)


def line_mm(size: float) -> float:
    """Distance of two base lines in millimetres."""
    return size * _LINE * MM_PER_POINT


def text_height(lines: Sequence[Line], width: float) -> float:
    """Millimetres some paragraphs take in a column."""
    return sum(line.height(width) for line in lines)


def rgb(colour: str) -> RGBColor:
    """A colour of the style table for a shape."""
    red, green, blue = bytes.fromhex(colour.lstrip("#"))
    return RGBColor(red, green, blue)


def bare(frame: TextFrame) -> None:
    """A frame without margins that breaks lines."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)


def fill_frame(frame: TextFrame, lines: Sequence[Line], *, lang: Lang, align: PP_ALIGN | None = None) -> None:
    """Set paragraphs; the theme gives font and, unless a line has its own, the colour."""
    for n, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.space_before = Pt(line.space_mm / MM_PER_POINT)
        if align is not None:
            paragraph.alignment = align
        if line.bullet:
            _bullet(paragraph)
        run = paragraph.add_run()
        run.text = literal(line.text)
        run.font.size, run.font.bold = Pt(line.size), line.bold
        run._r.get_or_add_rPr().set("lang", LANGUAGES[lang.value])  # noqa: SLF001
        if line.colour:
            run.font.color.rgb = rgb(line.colour)
        else:
            run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1


def write_notes(slide: Slide, notes: Sequence[str], *, lang: Lang) -> None:
    """The speaker notes, a paragraph each."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None  # the library's own master of notes has one
    frame.text = "\n".join(literal(note) for note in notes)
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().set("lang", LANGUAGES[lang.value])  # noqa: SLF001


def fitted(text: str, *, sizes: Sequence[float], width: float, height: float, bold: bool) -> tuple[str, float]:
    """The text in the largest of the sizes that fits, in the smallest cut with an ellipsis if need be."""
    for size in sizes:
        letters = Letters(size, bold=bold)
        lines = [x for part in text.splitlines() or [""] for x in break_lines(part, letters=letters, width=width)]
        if len(lines) * line_mm(size) <= height:
            return "\n".join(map(literal, text.splitlines())), size
    most = max(int(height // line_mm(sizes[-1])), 1)
    kept = lines[:most]
    kept[-1] = shorten(kept[-1] + "…", letters=letters, width=width)
    return " ".join(kept), sizes[-1]


def _bullet(paragraph: _Paragraph) -> None:
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
    properties.set("marL", str(int(BULLET_MM * _EMU_PER_MM)))
    properties.set("indent", str(-int(BULLET_MM * _EMU_PER_MM)))
    mark = properties.makeelement(qn("a:buChar"), {"char": "•"})
    properties.append(mark)
