"""The template of the slides: the house's own, or one the user brought, checked and its fonts mended before anything is laid on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from briefing.content import template_of
from layers import project_groups
from layers.symbology import style
from words import InputError

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from pptx.opc.package import Part
    from pptx.presentation import Presentation as Slides
    from pptx.shapes.placeholder import LayoutPlaceholder
    from pptx.slide import SlideLayout

_UNABLE: Final = re.compile(r"(?i)(\.vn|vni[ -]|vps |symbol$|wingdings|webdings)")
_FACE: Final = re.compile(r'(typeface=")([^"]*)(")')
_SIGNS: Final = "buFont"  # bullets are drawn in fonts of signs, and rightly so


def unable(typeface: str) -> bool:
    """Whether a font is known to lack Vietnamese letters at their Unicode places."""
    return bool(_UNABLE.match(typeface.strip()))


def mend(slides: Slides, *, font: str) -> frozenset[str]:
    """Put ``font`` in place of fonts without Vietnamese in master, layouts and themes; the names that gave way."""
    gone: set[str] = set()
    for master in slides.slide_masters:
        for owner in (master, *master.slide_layouts):
            for element in owner._element.iter():  # noqa: SLF001 - the library has no call for it
                face = element.get("typeface")
                if face and unable(face) and not str(element.tag).endswith(_SIGNS):
                    gone.add(face)
                    element.set("typeface", font)
        for theme in _themes(master.part):
            text = theme.blob.decode("utf-8")
            gone |= {face for _, face, _ in _FACE.findall(text) if unable(face)}
            theme._blob = _FACE.sub(lambda m: m[1] + (font if unable(m[2]) else m[2]) + m[3], text).encode("utf-8")  # noqa: SLF001
    return frozenset(gone)


def _themes(part: Part) -> Iterator[Part]:
    for relation in part.rels.values():
        if relation.reltype == RT.THEME:
            yield relation.target_part


FONT: Final = "Tahoma"  # with Vietnamese letters on Windows and macOS; DejaVu Sans stands in on Linux, as on the maps
ACCENT: Final = "#8c2f39"
WIDE_MM: Final = (338.667, 190.5)  # 16:9
MARGIN_MM: Final = 15.0
_VIEW: Final = (  # how a program shows the file at first: as it likes
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    b'<p:viewPr xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'
)
_KEPT_LAYOUTS: Final = ("Title Slide", "Title Only", "Section Header")
_DIVIDER: Final = "secHead"  # ECMA-376-1, 19.7.15
_TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FURNITURE: Final = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def house() -> Slides:
    """The house's template: 16:9, one theme font with every Vietnamese letter, colours of the style table."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = (Mm(side) for side in WIDE_MM)
    for layout in list(slides.slide_layouts):
        if layout.name not in _KEPT_LAYOUTS:
            slides.slide_layouts.remove(layout)
    _set_theme(slides)
    _set_placeholders(slides)
    return slides


def opened(content: bytes, *, name: str) -> Slides:
    """A user's file as a template: its master and theme, none of its slides; fonts without Vietnamese give way.

    Raises
    ------
    InputError
        If it cannot be read, has no layout with a title, or is no wide page; the sentence says which.
    """
    try:
        slides = template_of(content, _read, name=name, program="slides", fault=PythonPptxError)
    except LookupError as cause:
        raise InputError("slides.template_bare", file=name) from cause
    width, height = slides.slide_width, slides.slide_height
    if width is None or height is None or width < Mm(200) or width < height * 1.2:
        raise InputError("slides.template_narrow", file=name)
    return slides


def _read(content: io.BytesIO) -> Slides:
    slides = Presentation(content)
    _empty(slides)
    title_layout(slides), content_layout(slides)
    mend(slides, font=FONT)
    return slides


def title_layout(slides: Slides) -> SlideLayout:
    """The layout of the first slide: a centred title and a subtitle, or else that of all slides."""
    for layout in slides.slide_layouts:
        kinds = _kinds(layout)
        if PP_PLACEHOLDER.SUBTITLE in kinds and any(t in kinds for t in _TITLES):
            return layout
    return content_layout(slides)


def content_layout(slides: Slides) -> SlideLayout:
    """The layout with a title and the fewest other boxes.

    Raises
    ------
    LookupError
        If no layout has a title.
    """
    found = [layout for layout in slides.slide_layouts if PP_PLACEHOLDER.TITLE in _kinds(layout)]
    if not found:
        raise LookupError
    return min(found, key=lambda layout: sum(kind not in (*_TITLES, *_FURNITURE) for kind in _kinds(layout)))


def divider_layout(slides: Slides) -> SlideLayout:
    """The layout that parts a deck, where the template has one; else that of the first slide."""
    for layout in slides.slide_layouts:
        if layout._element.get("type") == _DIVIDER and any(kind in _TITLES for kind in _kinds(layout)):  # noqa: SLF001
            return layout
    return title_layout(slides)


def _kinds(layout: SlideLayout) -> list[PP_PLACEHOLDER]:
    return [p.placeholder_format.type for p in placeholders_of(layout)]


def placeholders_of(layout: SlideLayout) -> list[LayoutPlaceholder]:
    """The boxes of a layout (the library's collection counts and names, but its type does not let it be walked)."""
    return list(layout.placeholders)


def _empty(slides: Slides) -> None:
    """Take out every slide and what names slides: leftovers would make the file ask for repair."""
    listed = slides.slides._sldIdLst  # noqa: SLF001 - the library has no call that removes a slide
    for entry in list(listed):
        slides.part.drop_rel(entry.rId)
        listed.remove(entry)
    root = slides.part._element  # noqa: SLF001
    for tag in ("p:custShowLst", "p:extLst"):  # custom shows and sections list slides by number
        for element in root.findall(qn(tag)):
            root.remove(element)
    for relation in slides.part.rels.values():
        if relation.reltype == RT.VIEW_PROPS:  # may point at slides too
            relation.target_part._blob = _VIEW  # noqa: SLF001 - a part the library carries as bytes


def _set_theme(slides: Slides) -> None:
    """Fonts and colours of the house in the master's theme."""
    theme = slides.slide_master.part.part_related_by(RT.THEME)
    text = theme.blob.decode("utf-8")
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    text = re.sub(r'(<a:font script="Viet" typeface=")[^"]*', rf"\g<1>{FONT}", text)
    inks = {"dk2": style.INK, "lt2": style.LAND, "accent1": ACCENT}
    inks |= {f"accent{n}": colour for n, colour in enumerate([group.colour for group in project_groups()[:5]], start=2)}
    for name, colour in inks.items():
        text = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{colour[1:].upper()}"/>\2', text, flags=re.DOTALL
        )
    theme._blob = text.encode("utf-8")  # noqa: SLF001 - a part the library carries as bytes


def _set_placeholders(slides: Slides) -> None:
    """Places and sizes of title, subtitle and number, in the master and in the layouts."""
    width, height = WIDE_MM
    boxes = {
        PP_PLACEHOLDER.TITLE: (MARGIN_MM, 6.5, width - 2 * MARGIN_MM, 24.0),
        PP_PLACEHOLDER.BODY: (MARGIN_MM, 38.0, width - 2 * MARGIN_MM, 135.0),
        PP_PLACEHOLDER.DATE: (MARGIN_MM, height - 10.5, 60.0, 7.0),
        PP_PLACEHOLDER.FOOTER: (90.0, height - 10.5, 158.0, 7.0),
        PP_PLACEHOLDER.SLIDE_NUMBER: (width - MARGIN_MM - 30.0, height - 10.5, 30.0, 7.0),
    }
    first = {
        PP_PLACEHOLDER.CENTER_TITLE: (MARGIN_MM + 14.0, 52.0, width - 2 * MARGIN_MM - 40.0, 48.0),
        PP_PLACEHOLDER.SUBTITLE: (MARGIN_MM + 14.0, 108.0, width - 2 * MARGIN_MM - 40.0, 22.0),
    }
    divider = {PP_PLACEHOLDER.TITLE: (MARGIN_MM + 14.0, 66.0, width - 2 * MARGIN_MM - 40.0, 58.0)}
    for owner in (slides.slide_master, *slides.slide_layouts):
        for shape in owner.placeholders:
            kind = shape.placeholder_format.type
            parts = owner is not slides.slide_master and owner._element.get("type") == _DIVIDER  # noqa: SLF001
            place = {**boxes, **first, **(divider if parts else {})}.get(kind)
            if place:
                shape.left, shape.top, shape.width, shape.height = (Mm(v) for v in place)
            for paragraph in shape.text_frame.paragraphs if kind is PP_PLACEHOLDER.SLIDE_NUMBER else ():
                paragraph.font.size = Pt(11)
    _set_styles(slides)


def _set_styles(slides: Slides) -> None:
    """Titles bold and to the left, in the ink of the maps; body text plain."""
    styles = slides.slide_master._element.find(qn("p:txStyles"))  # noqa: SLF001
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    run = title.find(qn("a:defRPr"))
    run.set("sz", "2600")
    run.set("b", "1")
    for fill in run.iter(qn("a:schemeClr")):
        fill.set("val", "tx2")
    for layout in slides.slide_layouts:
        for shape in placeholders_of(layout):
            if shape.placeholder_format.type in (*_TITLES, PP_PLACEHOLDER.SUBTITLE):
                frame = shape.text_frame
                frame.margin_left = frame.margin_right = 0
                for level in shape._element.iter(qn("a:lvl1pPr")):  # noqa: SLF001
                    level.set("algn", "l")
                    for run in level.iter(qn("a:defRPr")):
                        run.attrib.pop("cap", None)
    master = next(p for p in slides.slide_master.placeholders if p.placeholder_format.type is PP_PLACEHOLDER.TITLE)
    master.text_frame.margin_left = master.text_frame.margin_right = 0
