"""The house's own document: A4 and the letters of Decree 30/2020/NĐ-CP, real styles, numbered headings; what a template lacks of these is added to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import CONTENT_TYPE as CT, RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart
from docx.shared import Mm, Pt, RGBColor

from briefing.document.oxml import element, field, twips
from words import say

if TYPE_CHECKING:
    from docx.document import Document as Doc
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docx.styles.style import ParagraphStyle

    from words import Lang

FONT: Final = "Times New Roman"
WIDTH_MM: Final = 164.0  # between the margins of the house's page
_TOP_MM, _LEFT_MM, _RIGHT_MM = 20.5, 30.0, 16.0  # the decree: 20–25 above and below, 30–35 left, 15–20 right
BODY_PT: Final = 13.0
CELL_PT: Final = 11.0
TABLE_STYLE, CELL, NOTE = "LienTinh Table", "LienTinh Cell", "LienTinh Note"
_LEVELS: Final = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))
_DASH_MM: Final = 5.0
_SECOND_STYLES: Final = "/stylesWithEffects"  # an old copy of the styles, which must not differ from them
_LEFT_OUT: Final = ("stylesWithEffects", "thumbnail", "customXml")  # of the library's own file: nothing refers to them


@dataclass(frozen=True)
class _Style:
    """A paragraph style: letters, alignment, points above and below, whether it stays with what follows, whether a tab leads to the right."""

    name: str
    size: float = BODY_PT
    bold: bool = False
    italic: bool = False
    align: str = "left"
    before: float = 0.0
    after: float = 0.0
    with_next: bool = False
    first_mm: float = 0.0
    left_mm: float = 0.0
    dotted: bool = False


_STYLES: Final = (
    _Style("Body Text", align="both", after=6, first_mm=10),
    _Style("Heading 1", bold=True, before=12, after=6, with_next=True),
    _Style("Heading 2", bold=True, before=6, after=6, with_next=True),
    _Style("Heading 3", bold=True, italic=True, before=6, after=4, with_next=True),
    _Style("List Bullet", align="both", after=4),
    _Style("Caption", 12.0, bold=True, align="center", before=8, after=4),
    _Style(CELL, CELL_PT, before=1, after=1),
    _Style(NOTE, 11.0, italic=True, align="both", before=4, after=8),
    _Style("toc 1", before=2, after=2, dotted=True),
    _Style("toc 2", left_mm=7, dotted=True),
)
_ALIGNED: Final = {
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}


def house(lang: Lang) -> Doc:
    """An empty document in the house's form."""
    doc = Document()
    _drop_leftovers(doc)
    _set_defaults(doc, lang)
    for row in _STYLES:
        _set_style(_style(doc, row.name), row)
    _set_page(doc)
    return doc


def complete(doc: Doc) -> None:
    """Add the styles that a template lacks; those it has stay as the office wants them."""
    have = {style.name for style in doc.styles}
    for row in _STYLES:
        if row.name not in have:
            _set_style(_style(doc, row.name), row)
    add_table_style(doc)
    for key, relation in list(doc.part.rels.items()):
        if relation.reltype.endswith(_SECOND_STYLES):
            doc.part.rels.pop(key)


def text_width_mm(doc: Doc) -> float:
    """Room between the margins of the last section, which is that of the letter."""
    section = doc.sections[-1]
    across, left, right = section.page_width, section.left_margin, section.right_margin
    return WIDTH_MM if across is None else (across - (left or 0) - (right or 0)) / Mm(1)


def last_bookmark(doc: Doc) -> int:
    """The highest number of a bookmark in a template."""
    return max((int(e.get(qn("w:id"), "0")) for e in doc.element.body.iter(qn("w:bookmarkStart"))), default=0)


def last_drawing(doc: Doc) -> int:
    """The highest number of something drawn in a template."""
    return max((int(e.get("id", "0")) for e in doc.element.body.iter(qn("wp:docPr"))), default=0)


def style_id(doc: Doc, name: str) -> str:
    """The id of a style by its name."""
    return str(doc.styles[name].style_id)


def _style(doc: Doc, name: str) -> ParagraphStyle:
    """A style of the document, made where there is none."""
    names = {style.name for style in doc.styles}
    builtin = not name.startswith("LienTinh")
    found = doc.styles[name] if name in names else doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin)
    return cast("ParagraphStyle", found)


def _set_style(style: ParagraphStyle, row: _Style) -> None:
    style.hidden, style.quick_style = False, True
    _set_font(style.element.get_or_add_rPr())
    font, form = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(row.size), row.bold, row.italic
    font.color.rgb = RGBColor(0, 0, 0)
    form.alignment = _ALIGNED[row.align]
    form.space_before, form.space_after = Pt(row.before), Pt(row.after)
    form.keep_with_next = row.with_next
    form.line_spacing = 1.1 if row.first_mm else 1.0
    form.first_line_indent, form.left_indent = Mm(row.first_mm), Mm(row.left_mm)
    if row.dotted:  # where the page numbers go, once the contents are updated
        form.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _set_font(properties: Element) -> None:
    """Name the one font for every script, in place of the theme's."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _set_defaults(doc: Doc, lang: Lang) -> None:
    """Font, size and language of everything that says nothing else; no space between paragraphs."""
    defaults = doc.styles.element.find(qn("w:docDefaults"))
    assert defaults is not None  # the library's own file has them
    run = next(defaults.iter(qn("w:rPr")))
    for old in list(run):
        run.remove(old)
    fonts = dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), FONT)
    tag, size = say("language.tag", lang), round(2 * BODY_PT)
    run.extend([element("rFonts", **fonts), element("sz", val=size), element("szCs", val=size)])
    run.append(element("lang", val=tag, eastAsia=tag, bidi="ar-SA"))
    space = next(defaults.iter(qn("w:pPr")))
    for old in list(space):
        space.remove(old)
    space.append(element("spacing", after=0, line=240, lineRule="auto"))
    _set_settings(doc, tag)
    for style in list(doc.styles):  # a hundred table styles that nothing uses
        if style.type is WD_STYLE_TYPE.TABLE and style.name not in {"Normal Table", "Table Grid"}:
            style.element.getparent().remove(style.element)
    add_table_style(doc)


def _set_settings(doc: Doc, tag: str) -> None:
    """The language of the theme, a zoom that is a number, and the mode of today: no "compatibility mode" in the title of a window."""
    settings = doc.settings.element
    for name, attributes in {"themeFontLang": {"val": tag}, "zoom": {"percent": "100"}}.items():
        found = settings.find(qn(f"w:{name}"))
        assert found is not None  # the library's own file has them
        found.attrib.clear()
        for attribute, value in attributes.items():
            found.set(qn(f"w:{attribute}"), value)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def add_table_style(doc: Doc) -> None:
    """The style of the tables: thin rules, bold shaded headings."""
    if TABLE_STYLE in {style.name for style in doc.styles}:
        return
    style = doc.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    rules = [element(side, val="single", sz=4, space=0, color="7F7F7F") for side in sides]
    margins = [element(side, w=twips(1.4), type="dxa") for side in ("left", "right")]
    style.element.append(element("tblPr", element("tblBorders", *rules), element("tblCellMar", *margins)))
    head = element("tcPr", element("shd", val="clear", color="auto", fill="E7ECEF"))
    style.element.append(element("tblStylePr", element("rPr", element("b"), element("bCs")), head, type="firstRow"))


def _set_page(doc: Doc) -> None:
    """A4 upright; page numbers in the middle of the upper margin from the second page on."""
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(_TOP_MM)
    section.left_margin, section.right_margin = Mm(_LEFT_MM), Mm(_RIGHT_MM)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    first, rest = section.first_page_header, section.header
    first.is_linked_to_previous = rest.is_linked_to_previous = False
    header = rest.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in field("PAGE", "2"):
        header._p.append(run)  # noqa: SLF001 - fields have no call


def _drop_leftovers(doc: Doc) -> None:
    """Take out what the library's file carries beside the document."""
    for source in (doc.part.package, doc.part):
        for key, relation in list(source.rels.items()):
            if any(name in str(relation.target_part.partname) for name in _LEFT_OUT):
                source.rels.pop(key)
    for paragraph_ in list(doc.element.body.iterchildren(qn("w:p"))):
        doc.element.body.remove(paragraph_)


class Numbers:
    """The lists of a document: headings I. 1. a) for each language anew, and dashes."""

    def __init__(self, doc: Doc) -> None:
        self._doc, self._root = doc, _numbering_root(doc)
        self.dashes = self._list(_dashes())
        self._headings = self._abstract(_headings(doc))

    def headings(self) -> int:
        """A list of headings that begins at I."""
        starts = [element("lvlOverride", element("startOverride", val=1), ilvl=level) for level in range(len(_LEVELS))]
        number = self._number(self._headings, *starts)
        for level in range(len(_LEVELS)):
            properties = self._doc.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
            if properties.numPr is None:  # the first list is that of the styles: headings added later are counted too
                counted = properties.get_or_add_numPr()
                counted.get_or_add_ilvl().val, counted.get_or_add_numId().val = level, number
        return number

    def _list(self, levels: list[Element]) -> int:
        return self._number(self._abstract(levels))

    def _abstract(self, levels: list[Element]) -> int:
        """A kind of list; the schema wants all of them before the lists themselves."""
        tag = qn("w:abstractNum")
        number = 1 + max((int(e.get(qn("w:abstractNumId"), "0")) for e in self._root.iter(tag)), default=0)
        made = element("abstractNum", element("multiLevelType", val="multilevel"), *levels, abstractNumId=number)
        first = self._root.find(qn("w:num"))
        if first is None:
            self._root.append(made)
        else:
            first.addprevious(made)
        return number

    def _number(self, abstract: int, *overrides: Element) -> int:
        number = 1 + max((int(e.get(qn("w:numId"), "0")) for e in self._root.iter(qn("w:num"))), default=0)
        made = element("num", element("abstractNumId", val=abstract), *overrides, numId=number)
        tail = self._root.find(qn("w:numIdMacAtCleanup"))
        if tail is None:
            self._root.append(made)
        else:
            tail.addprevious(made)
        return number


def _numbering_root(doc: Doc) -> Element:
    """The root of the lists; a template without lists gets it."""
    found = next((r.target_part for r in doc.part.rels.values() if r.reltype == RT.NUMBERING), None)
    if found is None:
        root = element("numbering")
        found = NumberingPart(PackURI("/word/numbering.xml"), CT.WML_NUMBERING, root, doc.part.package)
        doc.part.relate_to(found, RT.NUMBERING)
    return cast("Element", found.element)


def _headings(doc: Doc) -> list[Element]:
    return [
        element(
            "lvl",
            element("start", val=1),
            element("numFmt", val=kind),
            element("pStyle", val=style_id(doc, f"Heading {level + 1}")),
            element("suff", val="space"),
            element("lvlText", val=text),
            element("lvlJc", val="left"),
            element("pPr", element("ind", left=0, firstLine=twips(10) if level else 0)),
            ilvl=level,
        )
        for level, (kind, text) in enumerate(_LEVELS)
    ]


def _dashes() -> list[Element]:
    indent = element("ind", left=twips(10 + _DASH_MM), hanging=twips(_DASH_MM))
    return [
        element(
            "lvl",
            element("start", val=1),
            element("numFmt", val="bullet"),
            element("lvlText", val="–"),
            element("lvlJc", val="left"),
            element("pPr", indent),
            ilvl=0,
        )
    ]


def roman(number: int) -> str:
    """I, II, III … as the first level of headings counts."""
    digits = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in digits:
        count, number = divmod(number, value)
        text += sign * count
    return text
