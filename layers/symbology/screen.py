"""The screen as a metric for labels: pixels of the web map, and how wide a text is there.

Spherical Mercator, tiles of 256 pixels at zoom 0, as every web map counts; the plane of the labels is
that of zoom 0, y down. Widths are those of DejaVu Sans, the widest of the fonts the map asks for.
Diacritics do not widen a Vietnamese letter, so the table holds base letters only; ơ and ư follow
the plain letters in lower case and have widths of their own as capitals. A test compares the table
with the font that matplotlib ships.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np

from layers.symbology.labels import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.signs import LabelStyle

    Floats = NDArray[np.float64]

ZOOMS: Final = (8, 9, 10, 11, 12, 13, 14)
SCREEN: Final = Metric(
    unit="px", scales=tuple(2.0**zoom for zoom in ZOOMS), gap=(2.0, 2.0), sign_gap=(2.0, 2.0), series_gap=260.0, up=-1
)
_LINE_EM: Final = 1.2  # height of a line of text
_SHIELD_PAD_PX: Final = (4.0, 1.0)
_TILE_PX: Final = 256

_REGULAR: Final = {
    0.275: "'", 0.278: "ijl", 0.295: "IJ", 0.318: " ,.·", 0.337: "/:;\\|", 0.352: "f", 0.361: "-", 0.39: "()[]", 0.392: "t",
    0.401: "!", 0.411: "r", 0.46: '"', 0.5: "*_`–", 0.521: "s", 0.525: "z", 0.531: "?", 0.55: "c", 0.557: "L", 0.575: "F",
    0.579: "k", 0.592: "vxy", 0.603: "P", 0.611: "TY", 0.612: "o", 0.613: "a", 0.615: "e", 0.632: "E", 0.634: "hnu", 0.635: "Sbdgpqđ",
    0.636: "$0123456789{}", 0.656: "K", 0.684: "AV", 0.685: "XZ", 0.686: "B", 0.695: "R", 0.698: "C", 0.732: "U", 0.748: "N",
    0.752: "H", 0.77: "D", 0.775: "GĐ", 0.78: "&", 0.787: "OQ", 0.818: "w", 0.838: "#+<=>^~", 0.858: "Ư", 0.863: "M", 0.913: "Ơ",
    0.95: "%", 0.974: "m", 0.989: "W", 1.0: "@",
}  # fmt: skip
_BOLD: Final = {
    0.306: "'", 0.343: "ijl", 0.348: " ", 0.365: "/\\|", 0.372: "IJ", 0.38: ",.·", 0.4: ":;", 0.415: "-", 0.435: "f", 0.456: "!",
    0.457: "()[]", 0.478: "t", 0.493: "r", 0.5: "_`–", 0.521: '"', 0.523: "*", 0.58: "?", 0.582: "z", 0.593: "c", 0.595: "s",
    0.637: "L", 0.645: "x", 0.652: "vy", 0.665: "k", 0.675: "a", 0.678: "e", 0.682: "T", 0.683: "EF", 0.687: "o",
    0.696: "$0123456789", 0.712: "hnu{}", 0.716: "bdgpqđ", 0.72: "S", 0.724: "Y", 0.725: "Z", 0.733: "P", 0.734: "C", 0.762: "B",
    0.77: "R", 0.771: "X", 0.774: "AV", 0.775: "K", 0.812: "U", 0.821: "G", 0.83: "D", 0.835: "Ư", 0.837: "HN", 0.838: "#+<=>^~Đ",
    0.85: "OQ", 0.872: "&", 0.874: "Ơ", 0.924: "w", 0.995: "M", 1.0: "@", 1.002: "%", 1.042: "m", 1.103: "W",
}  # fmt: skip
_BOLD_FROM: Final = 600
_UNKNOWN_EM: Final = 0.8  # a letter outside the table, such as a sign or a Khmer letter

_ADVANCES: Final = {
    bold: {letter: em for em, letters in table.items() for letter in letters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}


def width_em(text: str, *, weight: int = 400, spacing_em: float = 0.0) -> float:
    """Width of one line of text in multiples of its letter size."""
    advances = _ADVANCES[weight >= _BOLD_FROM]
    return sum(_advance(letter, advances) + spacing_em for letter in unicodedata.normalize("NFC", text))


def _advance(letter: str, advances: dict[str, float]) -> float:
    if letter in advances:
        return advances[letter]
    parts = unicodedata.normalize("NFD", letter)
    horned = unicodedata.normalize("NFC", parts[0] + "\u031b") if "\u031b" in parts else parts[0]
    return advances.get(horned, advances.get(parts[0], _UNKNOWN_EM))


def wrap(text: str, *, letters: int) -> str:
    """The text on as few lines as needed, of about ``letters`` letters each, parted at blanks.

    Lines come out evenly long: the breaks fall where the longest line is shortest.
    """
    words = text.split()
    count = max(1, -(-len(text) // letters))
    lines: list[str] = []
    target = len(text) / count
    for word in words:
        if lines and len(lines[-1]) + len(word) / 2 < target and len(lines[-1]) + 1 + len(word) <= letters * 1.25:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def level_of(zoom: float) -> int:
    """The number of the level at which a zoom is drawn; that of the lowest for one below."""
    return sum(one < zoom for one in ZOOMS)


def pixels(lon: Floats, lat: Floats, zoom: float = 0) -> tuple[Floats, Floats]:
    """Degrees as pixels of the web map at a zoom, x to the right and y down."""
    size = _TILE_PX * 2.0**zoom
    x = (lon + 180) / 360 * size
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * size
    return x, y


def degrees(x: Floats, y: Floats, zoom: float = 0) -> tuple[Floats, Floats]:
    """Pixels of the web map at a zoom as longitude and latitude; the way back of ``pixels``."""
    size = _TILE_PX * 2.0**zoom
    return x / size * 360 - 180, np.degrees(np.arctan(np.sinh((1 - 2 * y / size) * np.pi)))


def text_size_px(text: str, style: LabelStyle) -> tuple[float, float]:
    """Width and height of a label in pixels, the box of a shield included."""
    lines = text.split("\n")
    shown = [line.upper() for line in lines] if style.capitals else lines
    width = max(width_em(line, weight=style.weight, spacing_em=style.spacing_em) for line in shown) * style.size_px
    height = _LINE_EM * style.size_px * len(lines)
    pad_x, pad_y = _SHIELD_PAD_PX if style.shield else (0.0, 0.0)
    return width + 2 * pad_x + style.bar_px, height + 2 * pad_y
