"""Numbers that a user types or brings, in the notation of the page; asked about where a table itself cannot tell."""

from __future__ import annotations

import streamlit as st

from views.page_errors import plain
from words import Lang, say
from words.figures import MISSING, number
from words.numerals import ColumnNotation, Notation, notation, read_number

_EXAMPLE = 1234.5
_DECIMALS = 3  # a doubtful cell has exactly three digits behind its mark


def ask(told: ColumnNotation, *, column: str, key: str, lang: Lang) -> Notation:
    """The notation of a column; a choice of both readings is drawn where its cells leave it open."""
    readings = told.readings()
    if not readings:
        return told.notation
    shown = {each: _told(told.doubtful, value, each, lang) for each, value in readings.items()}
    chosen: Notation = st.radio(
        say("own.which_number", lang, column=column, cell=told.doubtful),
        (told.notation, told.notation.other),
        format_func=shown.__getitem__,
        horizontal=True,
        key=key,
    )
    return chosen


def field(label: str, value: float | None, *, key: str, lang: Lang) -> float | int | str | None:
    """A field for a number; whole ones come back as such, an empty field as ``None``.

    What is no number is said below the field and comes back as it was typed: nothing entered is lost.
    """
    typed = st.text_input(label, _editable(value, lang), key=key, placeholder=MISSING).strip()
    if not typed:
        return None
    try:
        read = read_number(typed, notation(lang))
    except ValueError:
        st.error(plain(say("own.field_no_number", lang, found=typed[:40], example=number(_EXAMPLE, lang, decimals=1))))
        return typed
    return int(read) if read.is_integer() else read


def _editable(value: float | None, lang: Lang) -> str:
    """A number to go on typing in: without marks for thousands, with the decimals it has."""
    if value is None:
        return ""
    return f"{value:.12g}".replace(".", "," if notation(lang) is Notation.COMMA else ".")


def _told(cell: str, value: float, each: Notation, lang: Lang) -> str:
    """A reading and what its mark is: 12.500 beside 12,500 looks like one number to who knows both notations."""
    mark = next(sign for sign in cell if sign in ".,")
    grouped = (mark == ".") is (each is Notation.COMMA)
    written = number(value, lang, decimals=0 if grouped else _DECIMALS)
    return say("own.mark_thousands" if grouped else "own.mark_decimal", lang, number=written, mark=mark)
