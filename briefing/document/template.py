"""The office's own .docx as template: named placeholders such as ``{{ten_co_quan}}`` filled in body, tables, headers and footers.

``{{noi_dung}}`` on a line of its own is where the report goes. A placeholder that is not known is refused by name; those that the
template lacks are told, since the letter will not hold what they stand for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import OpcError
from docx.opc.part import XmlPart
from docx.oxml.ns import qn

from briefing.content import digest_line, main_finding, template_of
from briefing.document.form import copy_lines, day_line, kind_title, number_text, place_line, summary
from briefing.document.oxml import DOTS, element
from words import InputError, say

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Mapping

    from docx.document import Document as Doc
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

    from briefing.content import Letter, ReportData
    from words import Lang

BODY: Final = "noi_dung"
PLACEHOLDERS: Final = (
    "co_quan_chu_quan",
    "ten_co_quan",
    "so_ky_hieu",
    "dia_danh_ngay",
    "ngay",
    "ten_loai",
    "trich_yeu",
    "kinh_gui",
    BODY,
    "noi_nhan",
    "chuc_vu",
    "nguoi_ky",
    "nguoi_lap",
    "phuong_an",
    "ket_luan",
    "ma_ket_qua",
)
_NEEDED: Final = (
    "ten_co_quan",
    "so_ky_hieu",
    "dia_danh_ngay",
    "ten_loai",
    "trich_yeu",
    "kinh_gui",
    "noi_nhan",
    "nguoi_ky",
)
_MARK: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_STORIES: Final = (RT.HEADER, RT.FOOTER, RT.FOOTNOTES, RT.ENDNOTES)


def opened(content: bytes, *, name: str) -> Doc:
    """A template, checked: whole, every placeholder known, a line for the report.

    Raises
    ------
    InputError
        If it is not; the sentence says what is wrong and names the placeholders.
    """
    doc = template_of(content, _read, name=name, program="word", fault=OpcError)
    found = _placeholders(doc)
    if strange := sorted({f"{{{{{n}}}}}" for n in found if n not in PLACEHOLDERS}):
        known = ", ".join(f"{{{{{n}}}}}" for n in PLACEHOLDERS)
        raise InputError("document.template_unknown", file=name, names=", ".join(strange), known=known)
    if _body_line(doc) is None:
        raise InputError("document.template_no_body", file=name, body=f"{{{{{BODY}}}}}")
    return doc


def _read(content: io.BytesIO) -> Doc:
    doc: Doc = Document(content)
    doc.element.body.get_or_add_sectPr()  # the page, which a file made elsewhere may leave to the program
    _placeholders(doc)
    return doc


def missing(content: bytes, *, name: str) -> list[str]:
    """Placeholders of the form of a letter that a template lacks, in the order of that form.

    Raises
    ------
    InputError
        As ``opened``.
    """
    doc = opened(content, name=name)
    found = _placeholders(doc)
    return [f"{{{{{n}}}}}" for n in _NEEDED if n not in found]


def fill(doc: Doc, values: Mapping[str, str]) -> Element:
    """Put the values in place of their placeholders; gives the line that the report stands before, which the caller takes out."""
    for paragraph in _paragraphs(doc):
        texts = _texts(paragraph)
        for found in reversed(list(_MARK.finditer("".join(t.text or "" for t in texts)))):
            if found[1] != BODY:
                _replace(texts, found.start(), found.end(), values[found[1]])
    line = _body_line(doc)
    assert line is not None  # ``opened`` has looked
    return line


def values_of(report: ReportData, letter: Letter) -> dict[str, str]:
    """What stands in place of each placeholder, in the first language of the report; dots for what was not given."""
    request, lang = report.request, report.request.lang
    return {
        "co_quan_chu_quan": letter.superior.upper(),
        "ten_co_quan": (request.organisation or DOTS).upper(),
        "so_ky_hieu": number_text(letter, lang),
        "dia_danh_ngay": place_line(letter, request.date, lang),
        "ngay": day_line(request.date, lang),
        "ten_loai": kind_title(letter, lang),
        "trich_yeu": summary(request, lang),
        "kinh_gui": letter.recipient or DOTS,
        "noi_nhan": "\n".join(copy_lines(letter, lang)),
        "chuc_vu": "\n".join(office.upper() for office in letter.lines("position")) or DOTS,
        "nguoi_ky": letter.signer or DOTS,
        "nguoi_lap": request.author or DOTS,
        "phuong_an": request.variant.title(lang),
        "ket_luan": main_finding(report, lang),
        "ma_ket_qua": digest_line(report, lang),
    }


def missing_sentence(letter: Letter, lang: Lang) -> str:
    """What a template lacks, in a sentence; empty without a template or where it lacks nothing."""
    if letter.template is None:
        return ""
    lacking = missing(letter.template, name=letter.template_name)
    return (
        say("document.template_missing", lang, file=letter.template_name, names=", ".join(lacking)) if lacking else ""
    )


def _paragraphs(doc: Doc) -> Iterator[Element]:
    """Every paragraph of body, tables, boxes, headers, footers and notes."""
    parts = (r.target_part for r in doc.part.rels.values() if r.reltype in _STORIES)
    for root in (doc.element.body, *(part.element for part in parts if isinstance(part, XmlPart))):
        yield from root.iter(qn("w:p"))


def _placeholders(doc: Doc) -> list[str]:
    return [name for paragraph in _paragraphs(doc) for name in _MARK.findall(_text(paragraph))]


def _texts(paragraph: Element) -> list[Element]:
    """The texts of a paragraph itself, not those of boxes anchored in it."""
    return [t for t in paragraph.iter(qn("w:t")) if next(t.iterancestors(qn("w:p"))) is paragraph]


def _text(paragraph: Element) -> str:
    return "".join(t.text or "" for t in _texts(paragraph))


def _body_line(doc: Doc) -> Element | None:
    """The paragraph that holds the placeholder of the report and nothing else, between tables and not in one."""
    for paragraph in doc.element.body.iterchildren(qn("w:p")):
        found = _MARK.fullmatch(_text(paragraph).strip())
        if found and found[1] == BODY:
            return cast("Element", paragraph)
    return None


def _replace(texts: list[Element], start: int, end: int, value: str) -> None:
    """Put a value in place of the letters from start to end, which a word processor may have split over several runs."""
    at = 0
    for text in texts:
        said = text.text or ""
        first, last = max(start - at, 0), min(end - at, len(said))
        at += len(said)
        if first >= last:
            continue
        text.text = said[:first] + value + said[last:]
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if "\n" in value:
            _break(text)
        value = ""


def _break(text: Element) -> None:
    """Line feeds of a text become breaks of the line."""
    first, *rest = (text.text or "").split("\n")
    text.text = first
    for line in reversed(rest):
        more = element("t")
        more.text = line
        text.addnext(more)
        text.addnext(element("br"))
