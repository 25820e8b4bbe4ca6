"""How wide a text stands in a cell, in the unit of the widths of columns (a digit of the book's font), and over how many lines it is broken.

Offices have other fonts than the machine that writes: each letter is taken as wide as the wider of Arial and DejaVu Sans, which
stands in for it where Arial is missing, has it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

BOLD: Final = 1.1  # bold letters are so much wider
PADDING: Final = 1.2  # between a text and the edges of its cell, both together
GUTTER: Final = 5 / 7  # what programs add to the width of a column
INDENT: Final = 1.5  # of a text beside a column of figures

# thousandths of the size of the letters, by font: (Arial, DejaVu Sans); and those of a digit
_WIDTHS: Final = {
    **dict.fromkeys("'", (191, 275)),
    **dict.fromkeys("ijl", (222, 278)),
    **dict.fromkeys("I", (278, 295)),
    **dict.fromkeys(" ,.·’", (278, 318)),
    **dict.fromkeys("/:;|ft", (278, 370)),
    **dict.fromkeys("()[]-!r", (333, 400)),
    **dict.fromkeys("cksvxyzJ", (500, 580)),
    **dict.fromkeys("LFTPYEB", (650, 630)),
    **dict.fromkeys("AVKXSZR", (690, 685)),
    **dict.fromkeys("CDHNUGĐOQ", (745, 765)),
    **dict.fromkeys("w", (722, 818)),
    **dict.fromkeys("+#<>=−×≥≤≈÷≠→", (584, 838)),
    **dict.fromkeys("Mm", (833, 974)),
    **dict.fromkeys("%", (889, 950)),
    **dict.fromkeys("W@—…", (1000, 1000)),
    **dict.fromkeys("–", (556, 500)),
}
_USUAL: Final = (556, 634)
_DIGIT: Final = (525, 636)  # seven pixels, as programs count with Arial


@lru_cache(maxsize=20_000)
def units(text: str) -> float:
    """The width of a text on one line."""
    letters = [c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)]
    wide = [_WIDTHS.get(c, _USUAL) for c in letters]
    return max(sum(pair[n] for pair in wide) / _DIGIT[n] for n in range(len(_DIGIT)))


def widest_word(text: str) -> float:
    """The width of what no line may break."""
    return max(map(units, re.split(r"\s+", text)), default=0.0)


def lines(text: str, width: float, *, bold: bool = False) -> int:
    """Over how many lines a cell of this width breaks a text: between words, and within a word that is wider than the cell."""
    room = max(width - PADDING, 1.0) / (BOLD if bold else 1.0)
    return sum(_lines(part, room) for part in text.split("\n"))


def _lines(text: str, room: float) -> int:
    count, used, blank = 1, 0.0, units(" ")
    for word in text.split():
        wide = units(word)
        if used and used + blank + wide <= room:
            used += blank + wide
            continue
        count += 1 if used else 0
        more = math.ceil(wide / room) - 1
        count, used = count + more, wide - more * room
    return count
