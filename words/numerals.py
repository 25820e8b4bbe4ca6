"""Reading the numbers that people write: 12.500 or 12,500, 1.250.512,25, 1 250,5.

The counterpart of ``words.figures``: what that writes in a language, this reads back. A mark followed
by exactly three digits may group thousands or part off decimals; where a number alone does not tell,
the other numbers of its column may, and else the notation of the page decides and the user is asked.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from words.figures import decimal_comma
from words.texts import Lang

if TYPE_CHECKING:
    from collections.abc import Iterable

_BLANKS: Final = re.compile(r"(?<=\d)[\s\u00a0\u2009\u202f'’](?=\d{3}(?!\d))")
_SIGNS: Final = str.maketrans({"\u2212": "-", "\u2013": "-"})
_PLAIN: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)[eE][+-]?\d+")


class Notation(StrEnum):
    """Which mark parts the decimals off."""

    COMMA = "comma"  # 1.234,5
    POINT = "point"  # 1,234.5

    @property
    def _number(self) -> re.Pattern[str]:
        return _NUMBERS[self]

    def read(self, text: str) -> float | None:
        """The number as this notation reads it; ``None`` where it is none."""
        bare = _BLANKS.sub("", text.strip().translate(_SIGNS))
        if not self._number.fullmatch(bare):
            return None
        group, decimal = (".", ",") if self is Notation.COMMA else (",", ".")
        return float(bare.replace(group, "").replace(decimal, "."))

    @property
    def other(self) -> Notation:
        """The other one."""
        return Notation.POINT if self is Notation.COMMA else Notation.COMMA


def _pattern(group: str, decimal: str) -> re.Pattern[str]:
    # a group of thousands never begins with 0: 0.125 has decimals in every language
    whole = rf"(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)"
    return re.compile(rf"[+-]?(?:{whole}(?:{decimal}\d*)?|{decimal}\d+)")


_NUMBERS: Final = {Notation.COMMA: _pattern(r"\.", ","), Notation.POINT: _pattern(",", r"\.")}


def notation(lang: Lang) -> Notation:
    """The notation of a language: the one that ``words.figures`` writes."""
    return Notation.COMMA if decimal_comma(lang) else Notation.POINT


def read_number(text: str, usual: Notation) -> float:
    """The number that a text writes; ``usual`` decides where both notations could be meant.

    Raises
    ------
    ValueError
        If it is no number in either notation.
    """
    if _PLAIN.fullmatch(text.strip()):  # as programs write very large and very small ones
        return float(text)
    mine, others = usual.read(text), usual.other.read(text)
    found = others if mine is None else mine
    if found is None:
        raise ValueError(text)
    return found


def read_angle(text: str) -> float:
    """Degrees from degrees, minutes and seconds as people write them: 11°18'36", 106 06 00, 11:18:36, 11d18m36.5sN; no number if it is none.

    Minutes and seconds are below 60; S and W, or a minus, make it negative.
    """
    found = _ANGLE.fullmatch(text.strip())
    if found is None or (found["before"] and found["after"]):
        return math.nan
    side = (found["before"] or found["after"] or "").upper()
    degrees, minutes, seconds = (float((found[part] or "0").replace(",", ".")) for part in ("d", "m", "s"))
    if minutes >= _SIXTY or seconds >= _SIXTY:
        return math.nan
    value = degrees + minutes / _SIXTY + seconds / _SIXTY**2
    return -value if side in ("S", "W") or found["sign"] else value


_SIXTY: Final = 60
_ANGLE: Final = re.compile(
    r"(?P<before>[NSEWB]|Đ)?\s*(?P<sign>[-\u2212])?(?P<d>\d{1,3})\s*(?:[°ºo˚dđ:]|độ|\s|-)\s*"
    r"(?P<m>\d{1,2}(?:[.,]\d+)?)\s*(?:['’′‘mp:]|phút|\s|-|$)\s*"
    r"(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|”|″|''|’’|′′|s|giây)?)?\s*(?P<after>[NSEWBTĐ])?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ColumnNotation:
    """How the numbers of a column are to be read.

    Parameters
    ----------
    notation
        The notation that its cells prove, else the usual one.
    doubtful
        The first cell that could be meant either way while no other one tells; empty where nothing is in doubt.
    """

    notation: Notation
    doubtful: str = ""

    def readings(self) -> dict[Notation, float]:
        """Both readings of the doubtful cell."""
        return {each: read_number(self.doubtful, each) for each in Notation} if self.doubtful else {}


def column_notation(cells: Iterable[object], usual: Notation) -> ColumnNotation:
    """The notation of a column of a table: proven by cells that only one notation can read, else the usual one.

    Cells that are numbers already, or no numbers in either notation, say nothing.
    """
    proven: set[Notation] = set()
    doubtful = ""
    for cell in cells:
        if not isinstance(cell, str):
            continue
        read = {each: each.read(cell) for each in Notation}
        told = [each for each, value in read.items() if value is not None]
        if len(told) == 1:
            proven |= set(told)
        elif len(told) == len(read) and len(set(read.values())) > 1 and not doubtful:
            doubtful = cell.strip()
    if len(proven) == 1:
        return ColumnNotation(proven.pop())
    return ColumnNotation(usual, doubtful)
