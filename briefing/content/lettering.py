"""Letters: the font, what a text measures, and how it is broken into lines.

DejaVu Sans comes with matplotlib and has every Vietnamese letter; it is named by file, so that a sheet
looks alike on every machine whatever fonts that has.

matplotlib reads a font's file through Python, with several calls to the system for each letter that it measures or draws.
Here it is given the file in memory: text takes a quarter of the time, and is the same.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, takewhile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib import font_manager, ft2font
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

from words import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT: Final = "DejaVu Sans"
_FILES: Final = {
    (False, False): "DejaVuSans.ttf",
    (True, False): "DejaVuSans-Bold.ttf",
    (False, True): "DejaVuSans-Oblique.ttf",
    (True, True): "DejaVuSans-BoldOblique.ttf",
}
_MM_PER_POINT: Final = 25.4 / 72
_UNITS: Final = 100.0  # size at which advances are taken
_UNKNOWN: Final = "\ufffd"
ELLIPSIS: Final = "…"
SOFT: Final = "–…-"  # signs after which a line may break: never inside a number or a date


class _FontInMemory(io.BytesIO):
    """A font's file, by whose name matplotlib goes on knowing it."""

    def __init__(self, path: str) -> None:
        super().__init__(_content(path))
        self.path = path

    def __str__(self) -> str:
        return self.path


@cache
def _content(path: str) -> bytes:
    return Path(path).read_bytes()


def _opened(file: str, **how: Any) -> FT2Font:
    return FT2Font(_FontInMemory(file) if isinstance(file, str) else file, **how)


# what ``get_font`` opens fonts with; its own cache and the fonts it falls back on stay as they are
font_manager.ft2font = SimpleNamespace(**vars(ft2font) | {"FT2Font": _opened})  # type: ignore[attr-defined, assignment]


@dataclass(frozen=True)
class Letters:
    """A size and a cut of the one font.

    Attributes
    ----------
    size
        Points (1/72 inch).
    """

    size: float
    bold: bool = False
    italic: bool = False

    @property
    def ascent(self) -> float:
        """Millimetres a capital with its tone mark rises above the base line (Ấ, Ễ)."""
        return 0.93 * self.size * _MM_PER_POINT

    @property
    def descent(self) -> float:
        """Millimetres below the base line (ạ, g)."""
        return 0.24 * self.size * _MM_PER_POINT

    @property
    def capital(self) -> float:
        """Height of a capital without mark, millimetres: what centring goes by."""
        return 0.73 * self.size * _MM_PER_POINT

    @property
    def line(self) -> float:
        """Distance between base lines, millimetres."""
        return 1.28 * self.size * _MM_PER_POINT

    @property
    def tight(self) -> float:
        """The least distance between base lines at which marks above and below do not meet, for a legend."""
        return 1.18 * self.size * _MM_PER_POINT

    def font(self) -> FontProperties:
        """The font for matplotlib."""
        return FontProperties(
            family=FONT,
            weight="bold" if self.bold else "normal",
            style="italic" if self.italic else "normal",
            fname=_font_file(self.bold, self.italic),
            size=self.size,
        )

    def width(self, text: str) -> float:
        """Length of a line of text in millimetres."""
        return _length(text, self.bold, self.italic) * self.size * _MM_PER_POINT

    def scaled(self, factor: float) -> Letters:
        """The same cut in another size."""
        return Letters(self.size * factor, bold=self.bold, italic=self.italic)


@lru_cache(maxsize=4096)
def literal(text: str) -> str:
    """What a user typed, ready to be drawn as it stands.

    Decomposed letters (as some systems type Vietnamese) are composed; line breaks and other control
    characters become blanks; a character the font lacks becomes the sign for an unknown one.
    """
    known = _characters()
    return "".join(c if ord(c) in known else _UNKNOWN for c in clean(text))


def drawable(text: object) -> bool:
    """Whether the font has every character of a name (Khmer names it has not)."""
    return (
        isinstance(text, str)
        and bool(text)
        and all(ord(c) in _characters() for c in unicodedata.normalize("NFC", text))
    )


def break_lines(text: str, *, letters: Letters, width: float) -> list[str]:
    """Lines no wider than ``width`` millimetres; a word that is wider alone is cut."""
    lines: list[str] = []
    line = ""
    for word in _words(literal(text), letters, width):
        longer = f"{line} {word}" if line else word
        if line and letters.width(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def unbroken(text: str) -> list[str]:
    """The pieces of a text within which no line may break: its words, those with a dash in parts."""
    return [piece for word in literal(text).split() for piece in re.split(f"(?<=[{SOFT}])", word) if piece]


def fit_lines(text: str, *, sizes: Sequence[Letters], width: float, most: int) -> tuple[list[str], Letters]:
    """The text in the largest of ``sizes`` in which it needs at most ``most`` lines.

    In the smallest size the rest is left out and marked with an ellipsis.
    """
    for letters in sizes:
        lines = break_lines(text, letters=letters, width=width)
        if len(lines) <= most:
            return lines, letters
    letters = sizes[-1]  # it does not fit in any
    kept = break_lines(text, letters=letters, width=width)[:most]
    return [*kept[:-1], shorten(kept[-1] + ELLIPSIS, letters=letters, width=width)], letters


def shorten(text: str, *, letters: Letters, width: float) -> str:
    """The text itself if it fits into ``width`` millimetres, else its beginning and an ellipsis."""
    if letters.width(text) <= width:
        return text
    text = text.rstrip(ELLIPSIS)
    text = text[: _fitting(text, letters, width)].rstrip()
    while text and letters.width(text + ELLIPSIS) > width:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def _words(text: str, letters: Letters, width: float) -> list[str]:
    """The words of a text, those wider than a line cut into pieces."""
    words = []
    for whole in text.split():
        if letters.width(whole) <= width:
            words.append(whole)
            continue
        rest = whole
        while (cut := _fitting(rest, letters, width)) < len(rest):
            cut = next((n for n in range(cut, 0, -1) if rest[n - 1] in SOFT), cut)
            words.append(rest[:cut])
            rest = rest[cut:]
        words.append(rest)
    return words


def _fitting(text: str, letters: Letters, width: float) -> int:
    """How many letters of a text fit into a width, at least one; each is looked at once, for a title may be one word without end."""
    ends = accumulate(_advance(c, letters.bold, letters.italic) for c in text)
    return max(1, sum(1 for _ in takewhile(lambda end: end * letters.size * _MM_PER_POINT <= width, ends)))


@lru_cache(maxsize=20_000)
def _length(text: str, bold: bool, italic: bool) -> float:  # noqa: FBT001 - a cache key
    """Length of a text in units of the letter size: the same texts are measured in many sizes."""
    return sum(_advance(c, bold, italic) for c in text)


@cache
def _advance(character: str, bold: bool, italic: bool) -> float:  # noqa: FBT001 - a cache key
    """How far a character moves the pen, in units of the letter size; kerning, mostly a loss, is left out."""
    font = get_font(_font_file(bold, italic))
    font.set_size(_UNITS, 72)
    return float(font.load_char(ord(character), LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / _UNITS


@cache
def _font_file(bold: bool, italic: bool) -> str:  # noqa: FBT001 - a cache key
    return str(Path(mpl.get_data_path()) / "fonts" / "ttf" / _FILES[bold, italic])


@cache
def _characters() -> frozenset[int]:
    """The code points all four cuts have."""
    cuts = [set(get_font(_font_file(*cut)).get_charmap()) for cut in _FILES]
    return frozenset(set.intersection(*cuts))
