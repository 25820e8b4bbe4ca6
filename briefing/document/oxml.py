"""Elements of WordprocessingML in the order its schema wants: runs, fields, bookmarks, paragraphs.

Word asks for repair, or silently drops what follows, where the children of a properties element stand in another order (ECMA-376-1, 17.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.oxml.xmlchemy import BaseOxmlElement as Element

TWIPS_PER_MM: Final = 1440 / 25.4
DOTS: Final = "………"  # what was not given


def element(tag: str, *children: Element | None, **attributes: str | float) -> Element:
    """``<w:tag>`` with attributes of the same namespace, and those children that are there."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend([child for child in children if child is not None])
    return cast("Element", made)


def twips(mm: float) -> int:
    """Twentieths of a point."""
    return round(mm * TWIPS_PER_MM)


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a run departs from its paragraph's style; ``size`` in points, ``lang`` a tag such as ``vi-VN`` for the spelling checker."""

    bold: bool = False
    italic: bool = False
    size: float = 0.0
    colour: str = ""
    marked: bool = False
    lang: str = ""

    def properties(self) -> Element | None:
        """``<w:rPr>``, or nothing where it departs in nothing."""
        half = round(2 * self.size)
        children = [
            element("b") if self.bold else None,
            element("bCs") if self.bold else None,
            element("i") if self.italic else None,
            element("iCs") if self.italic else None,
            element("color", val=self.colour.lstrip("#").upper()) if self.colour else None,
            element("sz", val=half) if half else None,
            element("szCs", val=half) if half else None,
            element("highlight", val="yellow") if self.marked else None,
            element("lang", val=self.lang) if self.lang else None,
        ]
        return element("rPr", *children) if any(c is not None for c in children) else None


PLAIN: Final = Look()


def text_run(text: str, look: Look = PLAIN) -> Element:
    """A run of text; line feeds become breaks of the line."""
    made = element("r", look.properties())
    for n, line in enumerate(text.split("\n")):
        if n:
            made.append(element("br"))
        made.append(_kept("t", line))
    return made


def field(code: str, shown: str, look: Look = PLAIN) -> list[Element]:
    """A field with what it shows until the word processor works it out anew."""
    return [*field_begin(code, look), text_run(shown, look), field_end(look)]


def field_begin(code: str, look: Look = PLAIN) -> list[Element]:
    """What stands before a field's result."""
    return [
        element("r", look.properties(), element("fldChar", fldCharType="begin")),
        element("r", look.properties(), _kept("instrText", f" {code} ")),
        element("r", look.properties(), element("fldChar", fldCharType="separate")),
    ]


def field_end(look: Look = PLAIN) -> Element:
    """What stands behind it."""
    return element("r", look.properties(), element("fldChar", fldCharType="end"))


def bookmarked(runs: Iterable[Element], *, name: str, number: int) -> list[Element]:
    """The runs between the two ends of a bookmark; its number is unique in the file, its name at most 40 characters."""
    return [element("bookmarkStart", id=number, name=name), *runs, element("bookmarkEnd", id=number)]


def linked(runs: Iterable[Element], *, anchor: str) -> Element:
    """The runs as a link to a bookmark."""
    return element("hyperlink", *runs, anchor=anchor, history=1)


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a paragraph departs from its style.

    Attributes
    ----------
    align
        ``left``, ``center``, ``right``, ``both`` or nothing.
    numbering
        List and level.
    before_pt, after_pt
        Space above and below, points; the style's own if None.
    left_mm, right_mm
        Indents.
    ruled, thin
        A thin line under it; no higher than that line.
    """

    align: str = ""
    numbering: tuple[int, int] | None = None
    before_pt: float | None = None
    after_pt: float | None = None
    left_mm: float = 0.0
    right_mm: float = 0.0
    ruled: bool = False
    thin: bool = False
    new_page: bool = False
    with_next: bool = False


FLOWING: Final = Shape()


def paragraph(runs: Iterable[Element], *, style: str = "", shape: Shape = FLOWING) -> Element:
    """A paragraph of a style, by its id."""
    return element("p", _properties(style, shape), *runs)


def _properties(style: str, shape: Shape) -> Element:
    space: dict[str, str | float] = {
        name: round(20 * points)
        for name, points in (("before", shape.before_pt), ("after", shape.after_pt))
        if points is not None
    }
    if shape.thin:
        space |= {"line": 40, "lineRule": "exact"}
    sides = {name: twips(mm) for name, mm in (("left", shape.left_mm), ("right", shape.right_mm)) if mm}
    return element(
        "pPr",
        element("pStyle", val=style) if style else None,
        element("keepNext") if shape.with_next else None,
        element("pageBreakBefore") if shape.new_page else None,
        _numbering(*shape.numbering) if shape.numbering else None,
        element("pBdr", element("bottom", val="single", sz=6, space=1, color="000000")) if shape.ruled else None,
        element("spacing", **space) if space else None,
        element("ind", **sides, firstLine=0) if sides else None,
        element("jc", val=shape.align) if shape.align else None,
    )


def _numbering(number: int, level: int) -> Element:
    return element("numPr", element("ilvl", val=level), element("numId", val=number))


def _kept(tag: str, text: str) -> Element:
    """A text whose blanks at the ends count."""
    made = element(tag)
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


_GAPS: Final = re.compile(r"(\[[^\[\]]*…[^\[\]]*\])")


def with_gaps(text: str, look: Look = PLAIN) -> list[Element]:
    """Runs of a text in which gaps like ``[…]`` or ``[tên cơ quan …]`` are marked."""
    parts: Sequence[str] = _GAPS.split(text)
    marked = replace(look, marked=True)
    return [text_run(part, marked if _GAPS.fullmatch(part) else look) for part in parts if part]
