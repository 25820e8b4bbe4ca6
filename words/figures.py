"""Figures as each language writes them: 1.234,5 km in Vietnamese, 1,234.5 km in English.

Everything that shows a number to a reader goes through here, so that screen, map and export agree.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Final

from words import Lang

MINUS: Final = "\u2212"
MISSING: Final = "–"
_SWAP: Final = str.maketrans(",.", ".,")


def number(value: float | None, lang: Lang, *, decimals: int = 0, sign: bool = False) -> str:
    """``value`` rounded to ``decimals`` places; an en dash for a missing or infinite one.

    Parameters
    ----------
    sign
        Write a plus before a gain; a minus is always written, as the mathematical sign.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{abs(value):,.{decimals}f}"
    zero = not any(c in "123456789" for c in text)
    if lang is Lang.VI:
        text = text.translate(_SWAP)
    if zero:
        return text
    if value < 0:
        return MINUS + text
    return ("+" if sign else "") + text


def span(low: float | None, high: float | None, lang: Lang, *, decimals: int = 0) -> str:
    """A range, ``low–high``, or the one figure where both write alike."""
    first, last = number(low, lang, decimals=decimals), number(high, lang, decimals=decimals)
    if MISSING in (first, last):
        return last if first == MISSING else first
    return first if first == last else f"{first}–{last}"


def minutes(value: float | None, lang: Lang) -> str:
    """A duration given in minutes, as hours and minutes from one hour on."""
    if value is None or not math.isfinite(value):
        return MISSING
    whole = round(abs(value))
    hours, rest = divmod(whole, 60)
    sign = MINUS if value < 0 and whole else ""
    hour, minute = ("giờ", "phút") if lang is Lang.VI else ("h", "min")
    return f"{sign}{hours} {hour} {rest:02d} {minute}" if hours else f"{sign}{whole} {minute}"


def day(value: date | str | None, lang: Lang) -> str:
    """A calendar day, 01/8/2026 in Vietnamese and 1 Aug 2026 in English.

    A text that is no full ISO date (a year, a year and month, words) is given back as it is.
    """
    if value is None or value == "":
        return MISSING
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    if lang is Lang.VI:
        # The house style of official letters: days, and months 1 and 2, with a leading zero.
        month = f"{value.month:02d}" if value.month < _MARCH else str(value.month)
        return f"{value.day:02d}/{month}/{value.year}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


_MARCH: Final = 3
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
