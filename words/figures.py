"""Figures as each language writes them: 1.234,5 km in Vietnamese, 1,234.5 km in English.

Everything that shows a number to a reader goes through here, so that screen, map and export agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from words.texts import Lang, say

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUS: Final = "\u2212"
MISSING: Final = "–"
_ALIKE: Final = 0.01  # ends of a range of cost that agree to this share are one figure
_ALIKE_BN: Final = 100  # and to this many billions of đồng
_SAME: Final = 1e-4  # and to this one are the same figure, which two sources rounded differently
_SWAP: Final = str.maketrans(",.", ".,")


@cache
def decimal_comma(lang: Lang) -> bool:
    """Whether a language parts decimals off with a comma and groups thousands with points; else the other way round."""
    return say("language.decimal_mark", lang) == ","


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
    if decimal_comma(lang):
        text = text.translate(_SWAP)
    if zero:
        return text
    if value < 0:
        return MINUS + text
    return ("+" if sign else "") + text


def as_published(value: float | None, lang: Lang) -> str:
    """A published length or distance: one decimal, two where it was published with two."""
    two = value is not None and shown(value, decimals=2) != shown(value, decimals=1)
    return number(value, lang, decimals=2 if two else 1)


def span(low: float | None, high: float | None, lang: Lang, *, decimals: int = 0) -> str:
    """A range, ``low–high``, or the one figure where both write alike."""
    first, last = number(low, lang, decimals=decimals), number(high, lang, decimals=decimals)
    if MISSING in (first, last):
        return last if first == MISSING else first
    return first if first == last else f"{first}–{last}"


def cost_span(low: float | None, high: float | None, lang: Lang) -> str:
    """A range of cost in whole billions of đồng, never finer than it is known.

    One figure is written as published. The ends of a range are rounded to four digits, and a range
    whose ends agree to one per cent and to a hundred billion is told as its middle, rounded also to the
    size of their distance; one that is wider in money keeps its ends, however large the sum that it is
    part of, so that a range entered for one road is seen in a total. "khoảng" says that a figure was
    rounded. Ends that agree to one in ten thousand are one figure which sources round differently, told
    by the lower: 120.412–120.413 is "khoảng 120.412", to which its published parts add up, and so do
    sums of such figures.
    """
    if low is None or high is None:
        return span(low, high, lang)
    first, last = cost_ends(low, high)
    told = span(first, last, lang)
    exact = (rounded(first), rounded(last)) == (rounded(min(low, high)), rounded(max(low, high)))
    return told if exact else say("language.about", lang, figure=told)


@dataclass(frozen=True)
class Figure:
    """A whole number that stands in a sentence of either language."""

    value: float

    def text(self, lang: Lang) -> str:
        """As the language writes it."""
        return number(self.value, lang)

    def __str__(self) -> str:
        return self.text(Lang.EN)


def cost_ends(low: float, high: float) -> tuple[float, float]:
    """The ends of a range of cost as ``cost_span`` tells them, billions of đồng: one figure where they agree."""
    least, most = published_ends(*sorted((low, high)))
    whole = float(f"{least:.0f}")  # as it is told
    if least == most or whole == rounded(most):
        return whole, whole
    step = 10 ** max(0, math.floor(math.log10(most)) - 3)
    if most - least <= min(_ALIKE * most, _ALIKE_BN):
        middle = _stepped((least + most) / 2, max(step, 10 ** math.floor(math.log10(most - least))))
        return middle, middle
    return _stepped(least, step), _stepped(most, step)


def published_ends(low: float, high: float) -> tuple[float, float]:
    """The ends of a range of cost as published, for a cell of numbers: twice the lower where two sources round one figure."""
    return (low, low) if abs(high - low) <= _SAME * abs(high) else (low, high)


def _stepped(value: float, step: int) -> float:
    """The nearest multiple of ``step``, the upper one half-way."""
    return float(step * math.floor(value / step + 0.5))


def shown(value: float | None, *, decimals: int = 0) -> Decimal | None:
    """The figure as it is printed with ``decimals`` places; ``None`` for a missing or infinite one."""
    if value is None or not math.isfinite(value):
        return None
    return Decimal(f"{value:.{decimals}f}")


def rounded(value: float | None, decimals: int = 0) -> float | None:
    """The figure as it is printed, as a number; ``None`` for a missing or infinite one."""
    figure = shown(value, decimals=decimals)
    return None if figure is None else float(figure)


def difference(before: float | None, after: float | None, *, decimals: int = 0) -> float | None:
    """``after`` − ``before`` of the figures as printed: rounded first, then subtracted.

    Everything that prints a change beside what it is the change of asks this, so that 156,8 → 136,5
    is −20,3 wherever it stands. A saving is the same with the sides exchanged.
    """
    first, last = shown(before, decimals=decimals), shown(after, decimals=decimals)
    return None if first is None or last is None else float(last - first)


def change(before: float | None, after: float | None, lang: Lang, *, decimals: int = 0) -> str:
    """The signed ``difference`` in words; an en dash where one side is missing."""
    return number(difference(before, after, decimals=decimals), lang, decimals=decimals, sign=True)


def saved(before: float | None, after: float | None, lang: Lang, *, decimals: int = 0) -> str:
    """What falls from before to after, of the figures as printed; negative where it rises."""
    return number(difference(after, before, decimals=decimals), lang, decimals=decimals)


def range_around(
    middle: float | None, low: float | None, high: float | None, *, decimals: int = 0
) -> tuple[float, float] | None:
    """The ends of a range as printed, moved outward by a rounding so that they hold the printed ``middle``.

    ``None`` without ends, or where both print alike.
    """
    first, last = shown(low, decimals=decimals), shown(high, decimals=decimals)
    if first is None or last is None or first == last:
        return None
    inside = shown(middle, decimals=decimals)
    inside = first if inside is None else inside
    return float(min(first, last, inside)), float(max(first, last, inside))


def adding_up(values: Sequence[float], *, decimals: int = 0) -> list[float]:
    """Parts rounded so that they add up to their rounded sum: the largest remainders are rounded up.

    Every part stays within one unit of its last printed place.
    """
    step = Decimal(1).scaleb(-decimals)
    exact = [Decimal(value) for value in values]
    parts = [value.quantize(step, rounding=ROUND_FLOOR) for value in exact]
    total = shown(math.fsum(values), decimals=decimals) or Decimal(0)
    missing = int((total - sum(parts, Decimal(0))) / step)
    by_rest = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_rest[: max(missing, 0)]:
        parts[n] += step
    return [float(part) for part in parts]


def percents(parts: Sequence[float], *, decimals: int = 0) -> list[float]:
    """The parts of one whole in percent, rounded so that they add up to 100; zeros of a whole of nothing."""
    whole = math.fsum(parts)
    return adding_up([100 * part / whole for part in parts], decimals=decimals) if whole else [0.0 for _ in parts]


def with_percent(figure: str, lang: Lang) -> str:
    """A figure already written, with the sign for per cent: 12,5 % in Vietnamese, 12.5% in English."""
    return say("language.percent", lang, figure=figure)


def minutes(value: float | None, lang: Lang) -> str:
    """A duration given in minutes, as hours and minutes from one hour on."""
    if value is None or not math.isfinite(value):
        return MISSING
    whole = round(abs(value))
    hours, rest = divmod(whole, 60)
    sign = MINUS if value < 0 and whole else ""
    if hours:
        return sign + say("language.hours", lang, hours=hours, minutes=f"{rest:02d}")
    return sign + say("language.minutes", lang, minutes=whole)


def day(value: date | str | None, lang: Lang) -> str:
    """A calendar day, 01/8/2026 in Vietnamese (months 1 and 2 as 01 and 02, as in official letters) and 1 Aug 2026 in English.

    A text that is no full ISO date (a year, a year and month, words) is given back as it is.
    """
    if value is None or value == "":
        return MISSING
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    month = say("language.day_months", lang).split()[value.month - 1]
    return say("language.day", lang, day=value.day, month=month, year=value.year)


def moment(at: datetime | float, lang: Lang) -> str:
    """Day and minute by the clock of this machine, 28/11/2026 14:05; ``at`` with its zone, or in seconds since 1970."""
    here = (at if isinstance(at, datetime) else datetime.fromtimestamp(at, tz=UTC)).astimezone()
    return f"{day(here.date(), lang)} {here:%H:%M}"


def month(date: str, lang: Lang, *, title: bool = False) -> str:
    """The month of an ISO date in a sentence or, shorter in some languages, in a title; an en dash of no date."""
    if not date:
        return MISSING
    name = say("language.months", lang).split()[int(date[5:7]) - 1]
    return say("language.month_in_title" if title else "language.month", lang, month=name, year=date[:4])
