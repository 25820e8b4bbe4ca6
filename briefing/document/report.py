"""The written report: head, parts, signature and annex for each language, in the house's form or in the office's own.

``report(data)`` gives the bytes of a DOCX; with ``SOURCE_DATE_EPOCH`` the same data give the same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn

from briefing.content import Letter, changes, literal, steady, timestamp
from briefing.document.annex import add_annex
from briefing.document.form import add_head, add_signature, kind_title, summary
from briefing.document.house import Numbers, complete, house, last_bookmark, last_drawing, text_width_mm
from briefing.document.judgement import add_cost, add_order, add_proposals, add_risks
from briefing.document.parts import add_basis, add_changes, add_opening, add_routes, add_short, add_state
from briefing.document.template import fill, opened, values_of
from briefing.document.value import add_programme, add_value
from briefing.document.writer import Common, Writer
from words import say

if TYPE_CHECKING:
    import datetime as dt

    from docx.document import Document as Doc
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

    from briefing.content import ReportData
    from words import Lang

_LONGEST: Final = 255  # letters of a property


def report(data: ReportData, *, letter: Letter | None = None) -> bytes:
    """The letter in each language of the report, one after another.

    Raises
    ------
    InputError
        If the template cannot be used, or something in the request cannot.
    """
    letter = letter or Letter()
    data.progress("briefing.step_document")
    own = letter.template is not None
    doc = (
        opened(letter.template, name=letter.template_name) if letter.template is not None else house(data.request.lang)
    )
    complete(doc)
    common = Common(doc, Numbers(doc), last_bookmark(doc), last_drawing(doc))
    for lang in data.request.langs:
        writer = Writer(common, lang, mixed=lang is not data.request.lang, width_mm=text_width_mm(doc))
        templated = own and common.first  # further languages follow it in the house's form
        if not templated:
            add_head(writer, data.request, letter)
        _fill(writer, data, letter)
        if templated:
            _put(writer, before=fill(doc, values_of(data, letter)))
        else:
            add_signature(writer, letter)
        add_annex(writer, data, letter)
        writer.close()
        _put(writer, before=doc.element.body.sectPr)
        common.first = False
    when = timestamp()
    _set_properties(doc, data, letter, when)
    out = io.BytesIO()
    doc.save(out)
    return steady(out.getvalue(), when)


def _put(writer: Writer, *, before: Element) -> None:
    """Put what was written into the file, before an element; a placeholder's line goes."""
    for made in writer.take():
        before.addprevious(made)
    if before.tag == qn("w:p"):
        before.getparent().remove(before)


def _fill(writer: Writer, data: ReportData, letter: Letter) -> None:
    """The parts that this scenario has something to say in."""
    add_opening(writer, data, letter)
    add_short(writer, data)
    add_basis(writer, data)
    numbers = add_state(writer, data)
    if data.projects:
        add_routes(writer, data, numbers)
    if changes(data):
        add_changes(writer, data)
    if data.scenario.projects:
        add_order(writer, data, numbers)
        add_cost(writer, data, numbers)
        add_value(writer, data)
        add_programme(writer, data)
    add_risks(writer, data)
    add_proposals(writer, data, letter)


def _set_properties(doc: Doc, data: ReportData, letter: Letter, when: dt.datetime) -> None:
    """What the file says of itself."""
    request, about = data.request, doc.core_properties
    lang: Lang = request.lang
    about.title = literal(f"{kind_title(letter, lang)}: {summary(request, lang)}")[:_LONGEST]
    about.subject = literal(request.subtitle)[:_LONGEST]
    about.author = about.last_modified_by = literal(request.author or request.organisation)[:_LONGEST] or "lien-tinh"
    about.keywords = f"{data.digest} {data.data_digest}"
    about.comments = say("slides.map_credits", lang)
    about.language = say("language.tag", lang)
    about.created = about.modified = when.replace(tzinfo=None)
    about.revision = 1
