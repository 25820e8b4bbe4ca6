"""The form of Decree 30/2020/NĐ-CP, annex I: national title, bodies, number, place and day, kind and summary, receivers and signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing.document.oxml import DOTS, Shape, paragraph
from briefing.document.tables import plain_table
from words import Lang, say

if TYPE_CHECKING:
    import datetime as dt

    from docx.oxml.xmlchemy import BaseOxmlElement as Element

    from briefing.content import Letter, ReportRequest
    from briefing.document.writer import Writer

_LEFT, _RIGHT = (
    0.36,
    0.64,
)  # of the width, for the bodies and for the national title, which must not break in a wider font either
_MOTTO_MM: Final = 58.0  # of "Độc lập - Tự do - Hạnh phúc" in bold letters of 13 points: the line under it is as long
_SHORT: Final = 0.33  # of a column: the line under the organisation and the summary, a third to a half of their words
_NARROWER_MM: Final = 14.0  # of the summary, so that its lines are of about one length
_SIGNATURE_LINES: Final = 4


def add_head(writer: Writer, request: ReportRequest, letter: Letter) -> None:
    """Both bodies and the number to the left, the national title, place and day to the right; then kind, summary, receiver."""
    left = [
        *([_line(writer, letter.superior.upper())] if letter.superior or not request.organisation else []),
        _line(writer, (request.organisation or DOTS).upper(), bold=True),
        _rule(writer.width_mm * _LEFT, writer.width_mm * _LEFT * _SHORT),
    ]
    right = [
        _line(writer, writer.say("nation"), bold=True, size=12.0),
        _line(writer, writer.say("motto"), bold=True),
        _rule(writer.width_mm * _RIGHT, _MOTTO_MM),
    ]
    numbered = [_line(writer, number_line(letter, writer.lang))]
    dated = [_line(writer, place_line(letter, request.date, writer.lang), italic=True)]
    new_page = paragraph([], shape=Shape(new_page=True)) if not writer.common.first else None
    if new_page is not None:
        writer.made.append(new_page)
    writer.made.append(plain_table(writer, [(left, right), (numbered, dated)], (_LEFT, _RIGHT)))
    writer.made.append(
        paragraph(
            writer.runs(kind_title(letter, writer.lang), writer.look(bold=True, size=14.0)),
            shape=Shape(align="center", before_pt=18),
        )
    )
    about = writer.runs(summary(request, writer.lang), writer.look(bold=True, size=14.0))
    writer.made.append(paragraph(about, shape=Shape(align="center", left_mm=_NARROWER_MM, right_mm=_NARROWER_MM)))
    writer.made.append(_rule(writer.width_mm, writer.width_mm * _SHORT * 0.6))
    to = writer.say("to", recipient=letter.recipient or DOTS)
    writer.made.append(paragraph(writer.runs(to), shape=Shape(align="center", before_pt=6, after_pt=6)))


def add_signature(writer: Writer, letter: Letter) -> None:
    """Who receives copies, small to the left; the signer's office and name to the right."""
    writer.made.append(paragraph([], shape=Shape(with_next=True)))
    left = [paragraph(writer.runs(writer.say("copies"), writer.look(bold=True, italic=True, size=12.0)))]
    left += [paragraph(writer.runs(line, writer.look(size=11.0))) for line in copy_lines(letter, writer.lang)]
    offices = letter.lines("position") or [DOTS]
    right = [_line(writer, office.upper(), bold=True) for office in offices]
    right += [_line(writer, "") for _ in range(_SIGNATURE_LINES)]
    right += [_line(writer, letter.signer or DOTS, bold=True)]
    writer.made.append(plain_table(writer, [(left, right)], (1.0, 1.0)))


def add_annex_head(writer: Writer, request: ReportRequest, letter: Letter) -> None:
    """The annex on a page of its own, and which letter it belongs to."""
    size = writer.look(bold=True, size=14.0)
    writer.made.append(paragraph(writer.runs(writer.say("annex"), size), shape=Shape(align="center", new_page=True)))
    writer.made.append(_line(writer, writer.say("annex_title").upper(), bold=True))
    named = writer.say(
        "annex_of",
        kind=writer.say(f"kind_{letter.kind}"),
        number=number_text(letter, writer.lang),
        organisation=request.organisation or DOTS,
        day=day_line(request.date, writer.lang),
    )
    writer.made.append(_line(writer, named, italic=True))
    writer.made.append(_rule(writer.width_mm, writer.width_mm * 0.2))


def number_line(letter: Letter, lang: Lang) -> str:
    """``Số: 05/BC-SGTVT``."""
    return say("document.number", lang, number=number_text(letter, lang))


def number_text(letter: Letter, lang: Lang) -> str:
    """``05/BC-SGTVT``; a number below ten takes a zero before it."""
    number = letter.number
    if number.isdigit() and len(number) == 1:
        number = f"0{number}"
    # BC and TTr shorten Vietnamese words: a letter in another language has them only where they were given
    sign = letter.sign or (f"{kind_sign(letter, lang)}-{DOTS}" if lang is Lang.VI else "")
    return f"{number or DOTS}/{sign}" if sign else number or DOTS


def copy_lines(letter: Letter, lang: Lang) -> list[str]:
    """Who receives copies, a line each, with the signs between them."""
    usual = [say(f"document.copies_{key}", lang) for key in ("above", "gap", "kept")]
    copies = letter.lines("copies") or usual
    ends = [*(";" for _ in copies[1:]), "."]
    return [f"- {name.rstrip('.')}{end}" for name, end in zip(copies, ends, strict=True)]


def kind_sign(letter: Letter, lang: Lang) -> str:
    """The letters of the kind: BC, TTr."""
    return say(f"document.sign_{letter.kind}", lang)


def kind_title(letter: Letter, lang: Lang) -> str:
    """BÁO CÁO or TỜ TRÌNH."""
    return say(f"document.kind_{letter.kind}", lang).upper()


def summary(request: ReportRequest, lang: Lang) -> str:
    """What the letter is about: the report's own title, or the product's."""
    return request.title or say("document.summary", lang)


def day_line(date: dt.date | None, lang: Lang) -> str:
    """``ngày 05 tháng 02 năm 2026``: days below ten and the first two months with a zero; dots without a day."""
    if date is None:
        return say("document.day_open", lang)
    month = say("language.day_months", lang).split()[date.month - 1]
    return say("document.day", lang, day=date.day, month=month, year=date.year)


def place_line(letter: Letter, date: dt.date | None, lang: Lang) -> str:
    """Place and day."""
    return f"{letter.place or DOTS}, {day_line(date, lang)}"


def _line(writer: Writer, text: str, *, bold: bool = False, italic: bool = False, size: float = 13.0) -> Element:
    """A centred line of the form."""
    look = writer.look(bold=bold, italic=italic, size=size)
    return paragraph(writer.runs(text, look), shape=Shape(align="center"))


def _rule(column_mm: float, length_mm: float) -> Element:
    """A thin line of that length in the middle of a column, in a row of its own that is hardly higher than it."""
    side = max((column_mm - length_mm) / 2, 0.0)
    return paragraph([], shape=Shape(left_mm=side, right_mm=side, ruled=True, thin=True, after_pt=4))
