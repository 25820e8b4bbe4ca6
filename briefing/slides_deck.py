"""A deck under construction: slides with a title that fits, boxes of measured text, pictures, notes.

Lengths are millimetres from the upper left corner of the slide. Text is measured in DejaVu Sans, which is
wider than Tahoma and stands in for it on Linux: what fits here fits with either.
"""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from briefing.lettering import Letters, break_lines
from briefing.slides_template import ACCENT, MARGIN_MM, content_layout, placeholders_of, title_layout
from briefing.slides_text import (
    LANGUAGES,
    NOTE_PT,
    Line,
    bare,
    fill_frame,
    fitted,
    line_mm,
    rgb,
    text_height,
    write_notes,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.presentation import Presentation as Slides
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide

    from words import Lang

TITLE_SIZES: Final = (26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 15.0, 14.0)
_TITLE_MM: Final = 33.0  # a title is no higher, whatever room a template gives it
_LARGE: Final = 3  # of the sizes: one line in these is better than two in a larger one
_EMU_PER_MM: Final = 36000


@dataclass(frozen=True)
class Area:
    """A rectangle on a slide, millimetres from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.top + self.height

    def columns(self, *shares: float, gap: float = 8.0) -> list[Area]:
        """Areas side by side whose widths are in the proportion of the shares."""
        room, left, parts = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            parts.append(Area(left, self.top, room * share / sum(shares), self.height))
            left = parts[-1].right + gap
        return parts

    def below(self, by: float) -> Area:
        """The rest under the first ``by`` millimetres."""
        return Area(self.left, self.top + by, self.width, self.height - by)

    def above(self, by: float) -> Area:
        """The area without its last ``by`` millimetres."""
        return Area(self.left, self.top, self.width, self.height - by)


class Deck:
    """Slides on a template, one after another, in one language at a time."""

    def __init__(self, slides: Slides, *, lang: Lang, house: bool) -> None:
        self.slides, self.lang, self.house = slides, lang, house
        self._layout = content_layout(slides)
        self.area = _content_area(slides, self._layout)

    @property
    def width_mm(self) -> float:
        """How wide a slide is."""
        return page_mm(self.slides)[0]

    def page(self, title: str, *, notes: Sequence[str]) -> Page:
        """A new slide with its title, number and speaker notes."""
        slide = self.slides.slides.add_slide(self._layout)
        page = Page(slide, self)
        _write_title(page, title)
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


def page_mm(slides: Slides) -> tuple[float, float]:
    """Width and height of a slide, millimetres."""
    width, height = slides.slide_width, slides.slide_height
    assert width is not None
    assert height is not None
    return width / _EMU_PER_MM, height / _EMU_PER_MM


def _write_title(page: Page, title: str) -> None:
    shape = title_of(page.slide)
    frame = shape.text_frame
    margins = (frame.margin_left + frame.margin_right) / _EMU_PER_MM
    width = shape.width / _EMU_PER_MM - margins
    room = max(shape.height / _EMU_PER_MM - 2.6, line_mm(TITLE_SIZES[-1]))
    height = min(room, _TITLE_MM)
    one = [s for s in TITLE_SIZES[:_LARGE] if len(break_lines(title, letters=Letters(s, bold=True), width=width)) == 1]
    text, size = fitted(title, sizes=one or TITLE_SIZES, width=width, height=height, bold=True)
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().set("lang", LANGUAGES[page.deck.lang.value])  # noqa: SLF001
    if page.deck.house:
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


def _content_area(slides: Slides, layout: object) -> Area:
    """What a slide has between its title and its foot."""
    width, height = page_mm(slides)
    placed = [p for p in layout.placeholders if p.left is not None]  # type: ignore[attr-defined]
    title = next(p for p in placed if p.placeholder_format.type is PP_PLACEHOLDER.TITLE)
    feet = [
        p.top / _EMU_PER_MM
        for p in placed
        if p.placeholder_format.type in {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
        and p.top > height * _EMU_PER_MM * 0.75
    ]
    bottom = min([*feet, height - MARGIN_MM]) - 1.5
    top = Emu(title.top + title.height) / _EMU_PER_MM + 9.0
    left = max(title.left / _EMU_PER_MM, 8.0)
    return Area(left, top, min(title.width / _EMU_PER_MM, width - 2 * left), bottom - top)
