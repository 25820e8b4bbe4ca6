"""A deck under construction: slides with a title that fits, boxes of text measured before it is set, pictures, notes."""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from briefing.content import Letters, break_lines, literal, shorten
from briefing.slides.layout import Area, content_area, page_mm
from briefing.slides.template import ACCENT, content_layout, divider_layout, placeholders_of, title_layout
from words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.presentation import Presentation as Slides
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

    from words import Lang

BODY_PT: Final = 16.0
SMALL_PT: Final = 14.0
TABLE_PT: Final = 12.0  # the least of tables and charts
HALL_SIZES: Final = (24.0, 22.0, 20.0, 18.0, BODY_PT)  # of sentences on a slide, the largest that fits
NOTE_PT: Final = 10.5  # foot notes: sources and the legal note, as on a printed sheet
BULLET_MM: Final = 5.0
BAND_PAD_MM: Final = 6.0  # left and right of a sentence on a band
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
    tail: str = ""  # behind it in smaller letters, as a unit
    tail_size: float = BODY_PT

    def wide(self) -> float:
        """Millimetres of it on one line."""
        told = Letters(self.size, bold=self.bold).width(self.text)
        return told + (Letters(self.tail_size, bold=self.bold).width(f" {self.tail}") if self.tail else 0.0)

    def height(self, width: float) -> float:
        """Millimetres it takes in a column of ``width``."""
        room = width - (BULLET_MM if self.bullet else 0.0)
        count = len(break_lines(self.text, letters=Letters(self.size, bold=self.bold), width=room))
        count += bool(self.tail) and self.wide() > room
        return self.space_mm + max(count, 1) * line_mm(self.size)


def line_mm(size: float) -> float:
    """Distance of two base lines in millimetres."""
    return size * _LINE * MM_PER_POINT


def text_height(lines: Sequence[Line], width: float) -> float:
    """Millimetres some paragraphs take in a column."""
    return sum(line.height(width) for line in lines)


def largest(texts: Sequence[str], area: Area, *, bullet: bool = False, space_mm: float = 3.0) -> list[Line]:
    """The paragraphs in the largest letters in which all of them fit; in the smallest, as many of the first as do."""
    for size in HALL_SIZES:
        lines = [Line(text, size=size, bullet=bullet, space_mm=space_mm if n else 0.0) for n, text in enumerate(texts)]
        if text_height(lines, area.width) <= area.height:
            return lines
    while lines and text_height(lines, area.width) > area.height:
        lines.pop()
    return lines


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
        if not line.text:  # an empty paragraph is as high as the letters of its end: eighteen points if nobody says, or if a run is empty
            paragraph._p.get_or_add_endParaRPr().set("sz", str(round(line.size * 100)))  # noqa: SLF001
            continue
        _add_run(paragraph, line, literal(line.text), line.size, lang)
        if line.tail:
            _add_run(paragraph, line, f" {literal(line.tail)}", line.tail_size, lang)


def _add_run(paragraph: _Paragraph, line: Line, text: str, size: float, lang: Lang) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), line.bold
    run._r.get_or_add_rPr().set("lang", say("language.tag", lang))  # noqa: SLF001
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
            run._r.get_or_add_rPr().set("lang", say("language.tag", lang))  # noqa: SLF001


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


TITLE_SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 15.0, 14.0)
DIVIDER_SIZES: Final = (36.0, 32.0, 28.0, *TITLE_SIZES)
_TITLE_MM: Final = 33.0  # a title is no higher, whatever room a template gives it
_LARGE: Final = 3  # of the sizes: one line in these is better than two in a larger one


class Deck:
    """Slides on a template, one after another, in one language at a time; a short one has no appendix to send a reader to."""

    def __init__(self, slides: Slides, *, lang: Lang, house: bool, short: bool = False) -> None:
        self.slides, self.lang, self.house, self.short = slides, lang, house, short
        self._layout = content_layout(slides)
        self.area = content_area(slides, self._layout)

    @property
    def width_mm(self) -> float:
        """How wide a slide is."""
        return page_mm(self.slides)[0]

    def page(self, title: str, *, notes: Sequence[str], part: int = 1, of: int = 1) -> Page:
        """A new slide with its title, number and speaker notes; one of several under a title says which."""
        title = say("slides.part", self.lang, title=title, part=part, of=of) if of > 1 else title
        slide = self.slides.slides.add_slide(self._layout)
        page = Page(slide, self)
        _write_title(page, title)
        _drop_empty(slide)
        _number(slide)
        write_notes(slide, notes, lang=self.lang)
        return page

    def divider(self, title: str, *, notes: Sequence[str]) -> Page:
        """A slide that parts the deck, with a title alone."""
        slide = self.slides.slides.add_slide(divider_layout(self.slides))
        page = Page(slide, self)
        _write_title(page, title, sizes=DIVIDER_SIZES)
        _drop_empty(slide)
        _number(slide)
        write_notes(slide, notes, lang=self.lang)
        return page

    def first(self, *, notes: Sequence[str]) -> Page:
        """The slide that opens a language; its boxes are filled by the caller."""
        page = Page(self.slides.slides.add_slide(title_layout(self.slides)), self)
        write_notes(page.slide, notes, lang=self.lang)
        return page


@dataclass(frozen=True)
class Page:
    """One slide."""

    slide: Slide
    deck: Deck

    @property
    def area(self) -> Area:
        """The room between title and foot."""
        return self.deck.area

    def text(self, area: Area, lines: Sequence[Line], *, name: str, anchor: str = "top") -> BaseShape:
        """Paragraphs in a box of their own, no higher than they are; the caller has measured that they fit."""
        height = min(area.height, text_height(lines, area.width) + 0.1) if anchor == "top" else area.height
        box = self.slide.shapes.add_textbox(Mm(area.left), Mm(area.top), Mm(area.width), Mm(height))
        box.name = name
        frame = box.text_frame
        bare(frame)
        frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[
            anchor
        ]
        fill_frame(frame, lines, lang=self.deck.lang)
        return box

    def foot(self, text: str) -> float:
        """A note at the foot of the area in small letters; gives the height it takes."""
        lines = break_lines(text, letters=Letters(NOTE_PT), width=self.area.width)
        height = len(lines) * line_mm(NOTE_PT)
        area = Area(self.area.left, self.area.bottom - height, self.area.width, height)
        self.text(area, [Line(text, size=NOTE_PT, colour="#5a6670")], name="Note")
        return height + 2.5

    def picture(self, png: bytes, area: Area, *, name: str, described: str) -> None:
        """A picture that fills the area, with words for those who do not see it."""
        shape = self.slide.shapes.add_picture(
            io.BytesIO(png), Mm(area.left), Mm(area.top), width=Mm(area.width), height=Mm(area.height)
        )
        describe(shape, name=name, described=described)

    def band(self, area: Area, line: Line, *, fill: str) -> None:
        """A sentence on a filled rectangle, in the middle of it."""
        shape = self.slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Mm(area.left), Mm(area.top), Mm(area.width), Mm(area.height)
        )
        shape.name = "Decision"
        flat(shape)
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(fill)
        shape.line.fill.background()
        frame = shape.text_frame
        bare(frame)
        frame.margin_left = frame.margin_right = Mm(BAND_PAD_MM)
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        fill_frame(frame, [line], lang=self.deck.lang, align=PP_ALIGN.LEFT)

    def bar(self, area: Area, *, colour: str, name: str) -> None:
        """A plain filled rectangle."""
        shape = self.slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, Mm(area.left), Mm(area.top), Mm(area.width), Mm(area.height)
        )
        shape.name = name
        flat(shape)
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(colour)
        shape.line.fill.background()


def flat(shape: BaseShape) -> None:
    """Take the theme's shadow and gradient from a shape, which not every program takes off when told to."""
    look = shape._element.find(qn("p:style"))  # noqa: SLF001 - no call for it
    if look is not None:
        shape._element.remove(look)  # noqa: SLF001


def describe(shape: BaseShape, *, name: str, described: str) -> None:
    """Name a shape and give it the text a screen reader reads."""
    shape.name = name
    properties = next(shape._element.iter(qn("p:cNvPr")))  # noqa: SLF001 - the library has no call for it
    properties.set("descr", described)


def title_of(slide: Slide) -> Shape:
    """The box of the title, which every layout used here has (``slides_template`` refuses one without)."""
    title = slide.shapes.title
    assert title is not None
    return title


def _write_title(page: Page, title: str, *, sizes: Sequence[float] = TITLE_SIZES) -> None:
    shape = title_of(page.slide)
    frame = shape.text_frame
    margins = (frame.margin_left + frame.margin_right) / _EMU_PER_MM
    width = shape.width / _EMU_PER_MM - margins
    room = max(shape.height / _EMU_PER_MM - 2.6, line_mm(TITLE_SIZES[-1]))
    height = min(room, _TITLE_MM)
    one = [s for s in sizes[:_LARGE] if len(break_lines(title, letters=Letters(s, bold=True), width=width)) == 1]
    text, size = fitted(title, sizes=one or sizes, width=width, height=height, bold=True)
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().set("cap", "none")  # noqa: SLF001 - capitals would be wider than what was measured
    run._r.get_or_add_rPr().set("lang", say("language.tag", page.deck.lang))  # noqa: SLF001
    if page.deck.house and sizes is TITLE_SIZES:
        area = page.area
        page.bar(Area(area.left, area.top - 6.0, area.width, 0.8), colour=ACCENT, name="Rule")


def _drop_empty(slide: Slide) -> None:
    """Take out boxes of the layout that a slide does not fill: they would ask to be clicked on."""
    for shape in list(slide.placeholders):
        if shape.placeholder_format.type not in {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}:
            shape._element.getparent().remove(shape._element)  # noqa: SLF001


def _number(slide: Slide) -> None:
    """The number of the slide where the layout wants it."""
    for shape in placeholders_of(slide.slide_layout):
        if shape.placeholder_format.type is PP_PLACEHOLDER.SLIDE_NUMBER:
            element = copy.deepcopy(shape._element)  # noqa: SLF001 - it holds the field that counts
            slide.shapes._spTree.append(element)  # noqa: SLF001
            next(element.iter(qn("p:cNvPr"))).set("id", str(max(_ids(slide)) + 1))


def _ids(slide: Slide) -> list[int]:
    return [int(e.get("id")) for e in slide.shapes._spTree.iter(qn("p:cNvPr"))]  # noqa: SLF001
