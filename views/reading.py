"""Asking how the numbers of a user's table are meant, where the table itself cannot tell."""

from __future__ import annotations

import streamlit as st

from words import Lang, say
from words.figures import number
from words.numerals import ColumnNotation, Notation

_DECIMALS = 3  # a doubtful cell has exactly three digits behind its mark


def ask(told: ColumnNotation, *, column: str, key: str, lang: Lang) -> Notation:
    """The notation of a column; a choice of both readings is drawn where its cells leave it open."""
    readings = told.readings()
    if not readings:
        return told.notation
    shown = {each: _written(value, lang) for each, value in readings.items()}
    chosen: Notation = st.radio(
        say("own.which_number", lang, column=column, cell=told.doubtful),
        (told.notation, told.notation.other),
        format_func=shown.__getitem__,
        horizontal=True,
        key=key,
    )
    return chosen


def _written(value: float, lang: Lang) -> str:
    return number(value, lang, decimals=0 if value.is_integer() else _DECIMALS)
